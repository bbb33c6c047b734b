"""A letter as the chat tells it: the fields of a contact that the owner's flow shows."""

from collections.abc import Iterator
from dataclasses import replace
from typing import assert_never

from loyalty.letters.letter import LateOrder, LetterFacts, RefusedReward
from loyalty.model.email_log import LetterName
from loyalty.outcomes.member_standing import Expiring, HeldCoupon, Standing
from manychat.say.about_coupons import code_line, held_line, held_title, how_to_use, last_day, no_code_line, page_line
from manychat.say.about_tiers import in_short, losing
from manychat.say.phrases import LONGEST_LINK, called, code, link, name, names, prospects, stacked, titled, total
from manychat.text_fit import one_line, shortened
from words.locales import Locale

LONGEST_LETTER = 640
"""In characters, as many as Messenger shows above a button."""
LONGEST_LETTER_BYTES = 1000
"""As many as Instagram takes in one message."""
EMPTY_VALUE = "-"
"""Stands for "none": ManyChat takes no empty value."""

FIELDS = (
    "Loyalty message",
    "Loyalty letter",
    "Loyalty points",
    "Loyalty points to next",
    "Loyalty next reward",
    "Loyalty rewards",
    "Loyalty coupon",
    "Loyalty coupon link",
    "Loyalty coupon expires",
    "Loyalty unsubscribe",
)
"""The contact's fields that the owner makes in ManyChat, as docs/letters.md says."""

Lines = Iterator[str]


def letter_fields(facts: LetterFacts, locale: Locale, *, unsubscribe: str) -> dict[str, str]:
    """The values of the contact's fields by their names, in the order of FIELDS, none of them empty.

    ``unsubscribe`` is the link that ends the letters, blank for none.
    """
    standing, subject = facts.standing, _subject(facts)
    coupon = subject.coupon if subject else None
    values = (
        message(facts, locale),
        facts.letter.letter,
        str(standing.points),
        str(standing.points_to_next),
        called(standing.next_reward, locale) if standing.next_reward else "",
        names(standing.takeable, locale),
        code(coupon.code) if coupon else "",
        link(subject.link) if subject else "",
        locale.day(coupon.expires) if coupon and coupon.expires else "",
        unsubscribe if len(unsubscribe) <= LONGEST_LINK else "",
    )
    return {field: value or EMPTY_VALUE for field, value in zip(FIELDS, values, strict=True)}


def message(facts: LetterFacts, locale: Locale) -> str:
    """The whole letter in one message that every channel takes: whole lines, the first ones before the later ones."""
    said = ""
    for line in _lines(facts, locale):
        longer = f"{said}\n{line}" if said else line
        if len(longer) <= LONGEST_LETTER and len(longer.encode()) <= LONGEST_LETTER_BYTES:
            said = longer
    return said


def _lines(facts: LetterFacts, locale: Locale) -> Lines:
    standing, subject = facts.standing, facts.subject
    yield _greeting(facts, locale)
    if facts.late:
        yield _late(facts.late, locale)
    if facts.refused:
        yield _refused(facts.refused, locale)
    if subject:
        yield from _about(subject, locale)
    if facts.loss and not isinstance(facts.loss, Expiring):
        yield from losing(facts.loss, locale, facts.currency)
    yield total(_told_of(facts), locale)
    if not facts.loss:
        yield from in_short(standing, locale)
    yield from prospects(standing, locale)
    if facts.orders_to_next:
        yield _orders(facts.orders_to_next, locale)
    others = [held for held in facts.coupons if held != subject]
    if others:
        shown = stacked((held_line(held, locale) for held in others), locale, room=250, most=3)
        yield f"{locale.say('Your coupons:')}\n{shown}"


def _told_of(facts: LetterFacts) -> Standing:
    """Where the member stands; of points that expire, only those that the letter is about."""
    standing = facts.standing
    return replace(standing, expiring=facts.loss) if isinstance(facts.loss, Expiring) else standing


def _greeting(facts: LetterFacts, locale: Locale) -> str:
    program, who = titled(facts.program, locale), locale.own(name(facts.name))
    letter = LetterName(facts.letter.letter)
    match letter:
        case LetterName.WELCOME:
            return locale.say("Thank you, and welcome to %(program)s!", program=program)
        case LetterName.COUPON:
            return locale.say("Your coupon from %(program)s is here.", program=program)
        case LetterName.COUPON_EXPIRING:
            return locale.say("Your coupon from %(program)s expires soon.", program=program)
        case LetterName.POINTS_EXPIRING:
            return locale.say("Some of your points in %(program)s expire soon.", program=program)
        case LetterName.MEMBERSHIP_ENDING:
            return locale.say("Your membership in %(program)s ends soon.", program=program)
        case LetterName.TIER_WARNING:
            return locale.say("You may soon lose your tier in %(program)s.", program=program)
        case LetterName.WIN_BACK:
            return locale.say("It has been a while. What you have in %(program)s is still yours.", program=program)
        case (
            LetterName.REMINDER
            | LetterName.POINTS_EARNED
            | LetterName.CLAIM_ENDED
            | LetterName.COUPON_REFUSED
            | LetterName.OWNER_TASK
            | LetterName.CONFIRM
        ):
            if who:
                return locale.say("Hello %(name)s! Here is what you have in %(program)s.", name=who, program=program)
            return locale.say("Hello! Here is what you have in %(program)s.", program=program)
        case _:
            assert_never(letter)


def _late(late: LateOrder, locale: Locale) -> str:
    """What has become of an order that a claim has waited for."""
    order = locale.own(shortened(one_line(late.order), 40))
    if late.points is None:
        return locale.say(
            "You sent us order %(order)s, but the shop has not told us about an order of yours with "
            "this number that brings points. If the number is wrong, send us the right one. If your "
            "address is wrong, please ask the shop.",
            order=order,
        )
    return locale.count(
        "The shop has told us about your order %(order)s. It brings you %(number)s point.",
        "The shop has told us about your order %(order)s. It brings you %(number)s points.",
        late.points,
        order=order,
    )


def _refused(refused: RefusedReward, locale: Locale) -> str:
    """That the shop could make no code for a reward; in the words of the answer that tells the same."""
    return no_code_line(locale.own(shortened(one_line(refused.reward), 60)), locale)


def _orders(number: int, locale: Locale) -> str:
    if number == 1:
        return locale.say("That is about one more order.")
    return locale.count("That is about %(number)s more order.", "That is about %(number)s more orders.", number)


def _subject(facts: LetterFacts) -> HeldCoupon | None:
    """The coupon that the letter is about, else the one to use first."""
    return facts.subject or next((held for held in facts.coupons if held.has_code), None)


def _about(held: HeldCoupon, locale: Locale) -> Lines:
    coupon, reward = held.coupon, held.reward
    yield locale.say("It is for: %(reward)s", reward=held_title(held, locale))
    yield code_line(coupon.code, locale)
    if coupon.expires:
        yield last_day(coupon.expires, locale)
    yield from page_line(held.link, locale)
    if reward:
        yield from how_to_use(reward, room=200)
