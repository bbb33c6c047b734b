"""What has become of codes in the shop, as the Log tells it, and what is still to be made there.

A redemption commits its code as wanted; only when the Log says that it is made is it told to anybody. So an instance
that dies in between leaves nothing but a line that any other one follows up (docs/decisions/0075).
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from loyalty.book.book import Book
from loyalty.model.causes import code_of, coupon_cause
from loyalty.model.coupon import Coupon
from loyalty.model.entry import Entry, EntryKind
from loyalty.model.fact import Fact, FactKind, fact_key
from loyalty.model.identifiers import fold
from loyalty.model.member import Member
from loyalty.model.reward import Reward
from loyalty.model.shop.wanted_code import MADE_IN_SHOP, CodeState, WantedCode
from loyalty.points.redeemed import HELD_STATUSES, coupon_of, redemptions

TOLD_AT_ONCE = timedelta(minutes=1)
"""Whoever waits longer for their code has left the chat."""
REFUSALS_TOLD_DAYS = 7


def newest_state(book: Book, code: str) -> Fact | None:
    """The last word on this code; None for one that no shop was to make."""
    return book.fact(FactKind.SHOP_CODE, code)


def state_in(fact: Fact | None) -> CodeState | None:
    """What a line of the Log says became of its code; its value may say more after a colon."""
    return CodeState(fact.value.partition(":")[0]) if fact else None


def state_of(book: Book, code: str) -> CodeState | None:
    """What has become of this code; None for one that no shop was to make."""
    return state_in(newest_state(book, code))


def is_soon(book: Book, given: Entry, coupon: Coupon) -> bool:
    """True while the shop has still to make what this redemption gave; a code of the owner's own is there."""
    code = code_of(given.cause)
    return fold(coupon.code) == fold(code) and state_of(book, code) not in (None, CodeState.MADE)


def made_late(book: Book, coupon: Coupon) -> datetime | None:
    """When the shop made the code, if that was long after the coupon was taken; None for all others."""
    said = newest_state(book, coupon.code)
    if said is None or coupon.issued is None or state_in(said) is not CodeState.MADE:
        return None
    return said.time if said.time - coupon.issued > TOLD_AT_ONCE else None


def codes_wanted(book: Book, member: Member, *, now: datetime) -> Iterator[WantedCode]:
    """The codes that the shop has still to make for this member, the newest first."""
    today = book.settings.day(now)
    for given in redemptions(book, member):
        coupon = coupon_of(book, given) if state_of(book, code_of(given.cause)) is CodeState.WANTED else None
        if coupon and coupon.status in HELD_STATUSES and not coupon.expired_on(today):
            wanted = wanted_code(book, given, coupon)
            if wanted:
                yield wanted


def wanted_code(book: Book, given: Entry, coupon: Coupon) -> WantedCode | None:
    """What the code of this redemption is to give; None as long as the tab Rewards does not say."""
    reward = book.reward(given.subject)
    if reward is None or reward.kind not in MADE_IN_SHOP or reward.out_of_order:
        return None
    settings = book.settings
    last_day = coupon.expires or settings.last_coupon_day(given.time)
    following = min(last_day, date.max - timedelta(days=1)) + timedelta(days=1)
    return WantedCode(
        code=code_of(given.cause),
        reward=reward.name,
        kind=reward.kind,
        starts=given.time,
        ends=datetime.combine(following, time(), settings.zone).astimezone(UTC),
        last_day=last_day,
        currency=settings.currency,
        product=reward.product,
        value=reward.value,
    )


def refusal_of(book: Book, code: str) -> Fact | None:
    """The line that says that the shop makes no such code, also when a later one says that it is switched off there."""
    said = book.facts_with(fact_key(FactKind.SHOP_CODE.subject, code))
    return next((fact for fact in said if state_in(fact) is CodeState.REFUSED), None)


def refused_lately(book: Book, member: Member, *, today: date) -> tuple[Reward, ...]:
    """The rewards of which the shop has made no code for this member within the week, so that the points are back."""
    rewards = (book.reward(given.subject) for given, _ in _refused(book, member, today))
    return tuple(dict.fromkeys(filter(None, rewards)))


def refused_later(book: Book, member: Member, *, today: date) -> Iterator[Entry]:
    """Redemptions of the last days whose codes the shop refused when the answer in the chat was long given."""
    for given, said in _refused(book, member, today):
        taken = coupon_of(book, given).issued or given.time
        if said.time - taken > TOLD_AT_ONCE:
            yield given


def refusals(book: Book, *, since: datetime) -> Iterator[tuple[Entry, Fact]]:
    """Each redemption whose code the shop has refused since then, whoever's, with the line that says why."""
    said = (fact for fact in book.all_facts() if fact.kind is FactKind.SHOP_CODE and fact.time >= since)
    refused = (fact for fact in said if state_in(fact) is CodeState.REFUSED)
    yield from ((given, fact) for fact in refused if (given := book.caused_by(coupon_cause(fact.about))))


def _refused(book: Book, member: Member, today: date) -> Iterator[tuple[Entry, Fact]]:
    for entry in book.entries_of(member.code):
        given = entry.kind is EntryKind.REDEMPTION
        said = refusal_of(book, code_of(entry.cause)) if given and entry.cause else None
        if said and (today - book.settings.day(said.time)).days < REFUSALS_TOLD_DAYS:
            yield entry, said
