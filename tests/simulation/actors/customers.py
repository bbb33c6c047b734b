"""The customers: they join, claim, redeem and ask, twice where they like, at any instance; and the reminders go out."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from loyalty.book.book import Book
from loyalty.book.decision import Decision
from loyalty.letters.outbox import LetterResult, note_results, take_due
from loyalty.member.ask import tell_coupons, tell_points, tell_rewards, tell_tier
from loyalty.member.birthday import tell_birthday
from loyalty.member.claim import claim_order
from loyalty.member.history import tell_history
from loyalty.member.join import join
from loyalty.member.leave import leave
from loyalty.member.owner_actions import book_action
from loyalty.member.proving import MAY_COME_AGAIN
from loyalty.member.redeem import redeem
from loyalty.member.referral import tell_referral
from loyalty.member.survey import take_survey
from loyalty.member.who_asks import answered
from loyalty.model.email_log import LetterStatus
from loyalty.model.identifiers import COUPON_CODE_LENGTH, MEMBER_CODE_LENGTH, codes
from loyalty.model.shop.wanted_code import SHOP_CODE_LENGTH
from loyalty.outcomes.asking import CouponsTold, PointsTold
from loyalty.outcomes.redeeming import Redeemed
from service.chat.codes_told import with_codes
from service.chat.rule_answers import TELLS_CODES
from sheets.google.errors import WorkbookError
from sheets.workbook import PATIENCE_SECONDS
from tests.simulation.actors.shopkeeper import FIRST_CONTACT, REWARDS, Shopkeeper, address
from tests.simulation.checks.run_log import RunLog, Tap, Unanswered
from tests.simulation.checks.sheet_cells import GUESTS, text
from tests.simulation.network.faulty_transport import OutsideWorld
from tests.simulation.network.instances import Died, Instance, Service
from tests.simulation.network.online_shop import OnlineShop

T = TypeVar("T")
Rule = Callable[[Book], Decision[Any]]
ACTIONS = ("join", "claim", "claim", "claim", "claim", "redeem", "redeem", "ask", "survey", "book", "birthday")
FOR_CODES = (*ACTIONS, *("redeem",) * 6, *("ask",) * 3)
"""Where the shop makes codes, more of what brings them."""
GUEST_SHARE = 0.05
EARLY_SHARE = 0.15
"""So many claims come before the shop has told of the order."""
BIRTHDAYS = ("1990-12-24", "1985-11-30", "1979-06-01")
QUESTIONS: Mapping[str, Callable[..., Decision[Any]]] = {
    "points": tell_points,
    "rewards": tell_rewards,
    "coupons": tell_coupons,
    "tier": tell_tier,
    "history": tell_history,
    "refer": tell_referral,
}
TASK_SECONDS = 60.0
SHOWN_IN = 5
"""One order in this many is claimed with nothing that shows whose it is, and one with digits."""
LETTERS_AT_ONCE = 10


@dataclass(slots=True)
class Customers:
    """So many customers, and the scheduler that starts the reminders and the nightly run."""

    outside: OutsideWorld
    service: Service
    shopkeeper: Shopkeeper
    run_log: RunLog
    people: int
    proof: bool = False
    shop: OnlineShop | None = None

    def tap_something(self) -> None:
        """A customer taps; often twice, now and then at the same moment."""
        chance = self.outside.chance
        contact = str(FIRST_CONTACT + chance.randrange(self.people))
        action = (
            chance.choice(FOR_CODES if self.shop else ACTIONS)
            if contact in self.run_log.joined or chance.random() < 0.4
            else "join"
        )
        if chance.random() < GUEST_SHARE:
            contact, action = chance.choice(GUESTS), chance.choice(["join", "leave", "ask"])
        subject = self._subject(contact, action)
        self.start_tap(contact, action, subject)
        if chance.random() < 0.15:
            self.start_tap(contact, action, subject, after=chance.choice([0.0, 1.0, 20.0]) * chance.random())

    def start_tap(self, contact: str, action: str, subject: str, *, after: float = 0.0) -> None:
        """The tap in a task of its own."""
        self.outside.virtual_time.start(lambda: self._tap_any(contact, action, subject), after=after)

    def tap(self, instance: Instance, contact: str, action: str, subject: str) -> Tap:
        """A tap that this instance answers, or not."""
        virtual_time, trace = self.outside.virtual_time, self.outside.trace
        tap = self.run_log.tap(contact, action, subject, virtual_time.now)
        trace.note(instance.name, action, f"tap {tap.number} of {contact}: {subject}")
        try:
            with self.outside.busy():
                outcome: object = self._answer(instance, tap)
        except Died:
            outcome = Unanswered("died")
        except WorkbookError as error:
            outcome = Unanswered(type(error).__name__)
        self.run_log.answer(tap, outcome, virtual_time.now)
        trace.note(instance.name, _word(outcome), f"tap {tap.number}")
        return tap

    def _answer(self, instance: Instance, tap: Tap) -> object:
        """What the instance answers; where the shop makes codes, as service.chat.rule_answers has it."""
        rule, now, failures = self._rule(instance, tap), instance.clock(), list[WorkbookError]()
        if instance.code_maker is None or not {tap.action, tap.subject} & TELLS_CODES:
            return instance.workbook.transact(rule)

        def decide(rule: Callable[[Book], Decision[T]], *, seconds: float = PATIENCE_SECONDS) -> T | None:
            try:
                return instance.workbook.transact(rule, seconds=seconds)
            except WorkbookError as error:
                failures.append(error)
                return None

        saying = partial(answered, contact=tap.contact)
        answer = with_codes(instance.code_maker, decide, saying(rule), saying, contact=tap.contact, now=now)
        if answer is None:
            raise failures[0]
        self._look_at_codes(tap, answer.outcome)
        return answer.outcome

    def _look_at_codes(self, tap: Tap, outcome: object) -> None:
        """Whatever code of the shop's is told was in the shop by then."""
        for code in codes_told_in(outcome):
            if self.shop and len(code) == SHOP_CODE_LENGTH and not self.shop.made[code.casefold()]:
                self.run_log.broken.append(f"tap {tap.number} was told {code}, which the shop has never had")

    def remind(self) -> None:
        """A run of the reminders at any instance, slice by slice as service.runs.reminder_run has it."""
        instance = self.service.any()
        if instance is None:
            return
        try:
            with self.outside.busy():
                while self._send_slice(instance):
                    pass
        except Died:
            self.outside.trace.note(instance.name, "reminders died")
        except WorkbookError as error:
            self.outside.trace.note(instance.name, "reminders stopped", type(error).__name__)

    def run_nightly(self) -> None:
        """The nightly run at any instance."""
        instance = self.service.any()
        if instance is None:
            return
        try:
            with self.outside.busy():
                self.outside.trace.note(instance.name, "night", str(instance.run_nightly()))
        except Died:
            self.outside.trace.note(instance.name, "night died")
        except WorkbookError as error:
            self.outside.trace.note(instance.name, "night stopped", type(error).__name__)

    def _tap_any(self, contact: str, action: str, subject: str) -> None:
        instance = self.service.any()
        if instance is not None:
            self.tap(instance, contact, action, subject)

    def _subject(self, contact: str, action: str) -> str:
        chance, orders = self.outside.chance, self.shopkeeper.orders
        match action:
            case "join":
                own = contact in GUESTS or self.proof or chance.random() < 0.95
                return address(contact if own else str(FIRST_CONTACT + chance.randrange(self.people)))
            case "claim":
                if chance.random() < EARLY_SHARE:
                    early = [number for number, whose in orders.coming if whose == contact]
                    return chance.choice(early) if early and chance.random() < 0.4 else orders.expect(contact)
                numbers = orders.of.get(contact)
                if numbers and chance.random() < 0.85:
                    return chance.choice(numbers[-4:])
                return chance.choice(orders.numbers) if chance.random() < 0.8 else "99999"
            case "redeem":
                return chance.choice(list(REWARDS))
            case "survey":
                return chance.choice(["tea", "coffee", "water"])
            case "book":
                return "review"
            case "birthday":
                return chance.choice(BIRTHDAYS)
            case "leave":
                return ""
            case _:
                return chance.choice(list(QUESTIONS))

    def _rule(self, instance: Instance, tap: Tap) -> Rule:
        now, contact = instance.clock(), tap.contact
        match tap.action, tap.subject:
            case "join", email:
                made = self._codes(MEMBER_CODE_LENGTH)
                joining = partial(join, contact=contact, email=email, name="", language="en", codes=made, now=now)
                return partial(joining, referrer=self._any_code())
            case "claim", number:
                return partial(claim_order, contact=contact, number=number, now=now, **self._shown(contact, number))
            case "redeem", reward:
                made, in_shop = self._codes(COUPON_CODE_LENGTH), self._codes(SHOP_CODE_LENGTH)
                return partial(redeem, contact=contact, reward=reward, codes=made, shop_codes=in_shop, now=now)
            case "survey", answer:
                return partial(take_survey, contact=contact, survey="", question="", answer=answer, now=now)
            case "book", action:
                return partial(book_action, contact=contact, action=action, now=now)
            case "leave", _:
                return partial(leave, contact=contact, confirmed=True, now=now)
            case "birthday", day:
                return partial(tell_birthday, contact=contact, birthday=day, now=now)
            case _, asked:
                return partial(QUESTIONS[asked], contact=contact, now=now)

    def _shown(self, contact: str, number: str) -> Mapping[str, Any]:
        """What shows whose an order is: mostly the shop's own link, now and then digits of an email, or nothing."""
        if not self.proof or number not in self.shopkeeper.orders.of.get(contact, ()):
            return {}
        match int(number.rpartition("-")[2]) % SHOWN_IN:
            case 0:
                return {}
            case 1:
                return {"proof": lambda email: MAY_COME_AGAIN if email == address(contact) else None}
            case _:
                return {"signed": True}

    def _any_code(self) -> str:
        _, cells = self.shopkeeper.sheet_cells.any_row("Members", {"Member"}, self.outside.chance)
        return text(cells.get("Member"))

    def _codes(self, length: int) -> Any:
        return codes(iter(lambda: self.outside.chance.randrange(25), None), length)

    def _send_slice(self, instance: Instance) -> bool:
        take = partial(take_due, now=instance.clock(), limit=LETTERS_AT_ONCE)
        taken = instance.workbook.transact(take, seconds=TASK_SECONDS, tidy=True)
        results: dict[str, LetterResult] = {}
        for reminder in taken.reminders:
            self.outside.virtual_time.sleep(0.1)
            instance.pass_crash_point()
            results[reminder.letter.id] = self._send_letter(reminder.letter.id)
        if results:
            instance.workbook.transact(
                partial(note_results, results=results, now=instance.clock()), seconds=TASK_SECONDS
            )
        return bool(taken.left)

    def _send_letter(self, letter: str) -> LetterResult:
        if self.outside.chance.random() < 0.1:
            return LetterResult(LetterStatus.FAILED, "no such mailbox")
        self.run_log.sent[letter] += 1
        self.outside.trace.note("post", "letter", letter)
        return LetterResult(LetterStatus.SENT)


def codes_told_in(outcome: object) -> Iterator[str]:
    """The codes that an answer tells."""
    match outcome:
        case Redeemed(code=code):
            yield code
        case CouponsTold(coupons=held) | PointsTold(ready=held):
            yield from (one.coupon.code for one in held if one.has_code)


def _word(outcome: object) -> str:
    return outcome.why if isinstance(outcome, Unanswered) else type(outcome).__name__
