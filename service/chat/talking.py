"""The conversation: one field and what was typed, to the rule that answers, at the cost of one read and one write."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from loyalty.book.book import Book
from loyalty.book.decision import Decision
from loyalty.book.left_members import Marks
from loyalty.member.ask import tell_points
from loyalty.member.guessing.counted import Tried, counted_of
from loyalty.member.join_then import join_then
from loyalty.member.proving import Proof
from loyalty.member.redeem import redeem
from loyalty.member.who_asks import Answered
from loyalty.model.identifiers import COUPON_CODE_LENGTH
from loyalty.model.shop.wanted_code import SHOP_CODE_LENGTH
from loyalty.outcomes.joining import CodeSent, CodeWrong
from loyalty.outcomes.joining_then import JoinedThen
from loyalty.outcomes.member_standing import Standing
from loyalty.outcomes.not_served import Later
from loyalty.outcomes.outcome import Outcome
from loyalty.outcomes.redeeming import RedeemOutcome, UnknownReward
from manychat.incoming import Incoming
from manychat.talk.afterwards import afterwards, without_looking
from manychat.talk.ask_field import read_ask
from manychat.talk.command import Action
from manychat.talk.memory import Seal
from manychat.talk.next_steps import Program
from manychat.talk.question_marks import question_marked
from manychat.talk.reward_words import may_be_meant, reward_meant
from manychat.talk.said import HintGiven, NothingSaid
from manychat.talk.talk_reply import TalkReply
from manychat.talk.turn import Hint, Perform, Silence, may_return_from_shop, next_turn, text_mark
from service.chat.chat_actions import ACTIONS, claiming, joining, leaving
from service.chat.deciding import decided
from service.chat.rule_answers import with_letter
from service.chat.tries import order_shown, proof_in, tries_of
from service.container import Container, codes
from service.email_codes import looks_like_code
from sheets.google.client import Spent
from words.locales import language_of, language_written, locale_for

TalkOutcome = Outcome | JoinedThen
TalkRule = Callable[[Book], Decision[TalkOutcome]]


@dataclass(frozen=True, slots=True)
class Heard:
    """A rule's answer with the languages and the program, read from the same book."""

    outcome: TalkOutcome
    members: str = ""
    programs: str = ""
    program: Program = Program()  # noqa: RUF009 - frozen, the same for all


NOT_HEARD = Heard(Later())
TELLS_CODES = frozenset({Action.TAKE, Action.POINTS, Action.COUPONS, Action.JOIN, Action.FRIEND, Action.CONFIRM})
"""The commands whose answers may bring a code from the shop; who joins may have come for a reward."""


def talked(container: Container, incoming: Incoming, now: datetime, spent: Spent) -> TalkReply:
    """The conversation's answer to this request."""
    contact = incoming.contact
    seal = Seal(_keys(container, now), contact.id)
    field = read_ask(incoming.ask, seal, now)
    turn = next_turn(field, incoming.text, now)
    if isinstance(turn, Hint) and _was_hinted(container, contact.id, now):
        turn = Silence(turn.memory)
    command = turn.command if isinstance(turn, Perform) else None
    if isinstance(turn, Perform):
        heard = _performed(container, incoming, turn, now, spent)
        said, memory = afterwards(turn, heard.outcome, now)
    else:
        # What is said without a rule is still said in the member's language, with buttons into the owner's flow.
        looked = None if isinstance(turn, Silence) else decided(container, _hearing(_of_nothing, contact.id), spent)
        heard = looked or NOT_HEARD
        said, memory = without_looking(turn)
    if isinstance(said, HintGiven) and not isinstance(turn, Hint) and _was_hinted(container, contact.id, now):
        said = NothingSaid()
    # WhatsApp tells no language; then the script of what was typed does.
    own = contact.language or language_written(incoming.text)
    locale = locale_for(language_of(heard.members, own, heard.programs), "chat")
    program = replace(heard.program, flow=incoming.flow or heard.program.flow)
    heard_last, returned = text_mark(incoming.text), may_return_from_shop(field)
    card_page = container.card_in_chat(contact.id)
    return TalkReply(said, memory, program, locale, seal, now, command, heard_last, returned, card_page)


def _was_hinted(container: Container, contact: str, now: datetime) -> bool:
    """True where this instance has given its hint within the hour: a link or an item of ManyChat's main menu overwrites
    the field, which would tell it. Else it counts as given now.
    """
    return container.hints_given.begin((contact,), now.isoformat(), now) is not None


def _keys(container: Container, now: datetime) -> tuple[str, ...]:
    """What seals the field: the key of links, else the secrets that ManyChat shows; each of them opens it."""
    environment = container.environment
    return tuple(filter(None, (environment.link_key, *environment.secrets("MANYCHAT_SECRET", now.date()))))


def _performed(container: Container, incoming: Incoming, turn: Perform, now: datetime, spent: Spent) -> Heard:
    """What the turn's rule answers, after the letter that it needs was sent."""
    contact, action = incoming.contact.id, turn.command.action
    asked = _as_request(incoming, turn)
    shown = order_shown(container, asked, now)
    asked = replace(asked, order_number=shown.number)

    def tries(own: str) -> Tried:
        # Joining claims the order that led here; who gives no address and has none does not get so far.
        joins_with_it = action is Action.JOIN and bool(asked.order_number and (own or turn.email))
        claims = (action is Action.ORDER or joins_with_it) and not shown.signed
        unasked = claims and not asked.code and looks_like_code(asked.order_number)
        wanted = replace(asked, code=asked.order_number) if unasked else asked
        return replace(tries_of(container, wanted, now, claims=claims, proves=True)(own), unasked=unasked)

    def rule_when(confirmed: bool) -> TalkRule:  # noqa: FBT001 - it is told this and nothing else
        proof = proof_in(container, asked, now, confirmed=confirmed)
        if confirmed and not asked.code:
            # The digits of the email that came of itself: nobody has asked for them, so they look like an order's.
            return joining(replace(asked, order_number=""), now, proof=proof, marks=container.marks)
        return _rule(asked, turn, now, container.marks, signed=shown.signed, proof=proof)

    rule = partial(counted_of, rule=rule_when, tries=tries, contact=contact, now=now)
    heard = _heard_with_codes(container, action, rule, contact, now, spent) or NOT_HEARD
    if isinstance(heard.outcome, JoinedThen):
        # Nobody takes back that they have joined, whatever becomes of the letter.
        joined, then = heard.outcome.joined, heard.outcome.then
        sent = with_letter(container, asked, Answered(then, heard.members, heard.programs), now).outcome
        return replace(heard, outcome=JoinedThen(joined, sent if isinstance(sent, CodeSent | CodeWrong) else then))
    answer = with_letter(container, asked, Answered(heard.outcome, heard.members, heard.programs), now)
    return replace(heard, outcome=answer.outcome)


def _heard_with_codes(
    container: Container, action: Action, rule: TalkRule, contact: str, now: datetime, spent: Spent
) -> Heard | None:
    if action not in TELLS_CODES or container.code_maker is None:
        return decided(container, _hearing(rule, contact), spent)
    from service.chat.codes_told import decided_with_codes  # most programs have no shop that makes codes

    saying = partial(_hearing, contact=contact)
    return decided_with_codes(container, saying(rule), saying, contact=contact, now=now, spent=spent)


def _as_request(incoming: Incoming, turn: Perform) -> Incoming:
    """The fields that the action's own address would have had."""
    about, memory = turn.command.about, turn.memory
    return replace(
        incoming,
        email=turn.email,
        code=turn.code,
        referrer=memory.friend,
        order_number=about if turn.command.action is Action.ORDER else memory.order,
        reward=about if turn.command.action is Action.TAKE else memory.reward,
        birthday=turn.date,
        answer=turn.answer,
        question="",
        survey="",
        confirm=turn.confirmed,
        by="",
    )


def _rule(asked: Incoming, turn: Perform, now: datetime, marks: Marks, *, signed: bool, proof: Proof) -> TalkRule:
    match turn.command.action:
        case Action.JOIN | Action.FRIEND | Action.CONFIRM:
            return _joins(asked, now, marks, signed=signed, proof=proof)
        case Action.LEAVE:
            return leaving(asked, now, marks=marks)
        case Action.ORDER:
            return claiming(asked, now, proof=proof, signed=signed)
        case Action.TAKE if not asked.reward:
            return ACTIONS["rewards"](asked, now)
        case Action.REWARDS if turn.wish:
            return partial(_wishes, wish=turn.wish, shown=ACTIONS["rewards"](asked, now))
        case Action.TAKE:
            return _takes(asked, now)
        case Action.SURVEY:
            return partial(_answers, asked=asked, mark=turn.question, now=now)
        case Action.MENU | Action.HUMAN:
            return partial(tell_points, contact=asked.contact.id, now=now)
        case action:
            return ACTIONS[action.value](asked, now)


def _joins(asked: Incoming, now: datetime, marks: Marks, *, signed: bool, proof: Proof) -> TalkRule:
    """Joining, and what led them here in the same commit: the order first, as it may bring the points."""
    joins = joining(asked, now, proof=proof, signed=signed, marks=marks)
    if asked.order_number:
        return partial(join_then, joining=joins, then=claiming(asked, now, proof=proof, signed=signed))
    # A button "Join" of long ago still knows the reward: it spends nobody's points who has joined since.
    takes = asked.reward and (asked.email or asked.code)
    return partial(join_then, joining=joins, then=_takes(asked, now)) if takes else joins


def _takes(asked: Incoming, now: datetime) -> Callable[[Book], Decision[RedeemOutcome]]:
    made, in_shop = codes(COUPON_CODE_LENGTH), codes(SHOP_CODE_LENGTH)

    def takes(book: Book) -> Decision[RedeemOutcome]:
        wanted = reward_meant(asked.reward, book.rewards)
        return redeem(book, contact=asked.contact.id, reward=wanted, codes=made, shop_codes=in_shop, now=now)

    return takes


def _wishes(book: Book, *, wish: str, shown: TalkRule) -> Decision[TalkOutcome]:
    """The rewards, where one of them may be meant: nothing is taken that may have been meant for the shop."""
    if any(may_be_meant(wish, reward) for reward in book.rewards):
        return shown(book)
    return Decision(UnknownReward(Standing(points=0), wish))


def _answers(book: Book, *, asked: Incoming, mark: str, now: datetime) -> Decision[Outcome]:
    """The answer to the question with this mark; one that the owner has changed since is asked anew."""
    question = question_marked(mark, book.offers.questions)
    if question is None:
        return ACTIONS["survey"](replace(asked, answer=""), now)(book)
    return ACTIONS["survey"](replace(asked, survey=question.survey, question=question.text), now)(book)


def _hearing(rule: TalkRule, contact: str) -> Callable[[Book], Decision[Heard]]:
    """The rule, whose outcome also tells the languages and what the program has."""

    def hears(book: Book) -> Decision[Heard]:
        decision, member = rule(book), book.member_of(contact)
        language = member.language if member else ""
        heard = Heard(decision.outcome, language, book.settings.language, _program(book))
        return Decision(heard, decision.changes)

    return hears


def _of_nothing(_book: Book) -> Decision[TalkOutcome]:
    return Decision(Later())


def _program(book: Book) -> Program:
    settings, offers = book.settings, book.offers
    return Program(
        flow=settings.chat_flow,
        survey=any(question.active for question in offers.questions),
        referrals=bool(settings.referral_points or settings.friend_points),
        birthdays=bool(settings.birthday_points),
        tiers=bool(offers.tiers or offers.plans),
    )
