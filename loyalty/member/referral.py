"""Referrals: a member brings a friend, and both get points when the friend's first order stands."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property

from loyalty.book.book import Book
from loyalty.book.decision import AddEntry, AddReview, Decision
from loyalty.book.doubled_rows import review_gives
from loyalty.book.left_members import accounts_of, codes_ever
from loyalty.book.proof import has_proved
from loyalty.book.slices import booked
from loyalty.member.who_asks import member_who_asks
from loyalty.model.addresses import mailbox
from loyalty.model.causes import friend_cause, given_back_cause, referral_cause, refused_referral_cause
from loyalty.model.entry import UNDATED, Entry, EntryKind, Review, ReviewReason
from loyalty.model.identifiers import fold, fold_order
from loyalty.model.member import Member
from loyalty.outcomes.asking import AskOutcome, NoReferrals, ReferTold
from loyalty.outcomes.batch_reports import Booked
from loyalty.points.claimed.since_claim import NO_LINES, OrderLines, lines_by_order
from loyalty.points.refund import bonus_back, is_all_back
from loyalty.points.refunded_coupons import with_cancelled
from loyalty.points.shopping import Shopping
from loyalty.points.standing import standing

MOST_FRIENDS_A_WEEK = 10
"""The most friends of one member who count unseen among those who joined within seven days."""
WEEK = timedelta(days=7)
FEWEST_LETTERS = 3
"""Addresses with fewer letters are alike by chance."""


def tell_referral(book: Book, *, contact: str, now: datetime) -> Decision[AskOutcome]:
    """The member's code and link, what both sides get, and for how many friends they have had points."""
    member = member_who_asks(book, contact)
    if not isinstance(member, Member):
        return Decision(member)
    settings, stands = book.settings, standing(book, member, today=book.settings.day(now))
    if not _on(book):
        return Decision(NoReferrals(stands))
    mine = (entry for entry in book.entries_of(member.code) if entry.kind is EntryKind.REFERRAL)
    friends = sum(1 for entry in mine if fold(entry.cause).startswith("referral:") and entry.points > 0)
    return Decision(
        ReferTold(
            stands,
            member.code,
            settings.chat_link,
            points=settings.referral_points,
            friend_points=settings.friend_points,
            minimum=settings.referral_minimum,
            currency=settings.currency,
            friends=friends,
        )
    )


def advocate_of(book: Book, *, code: str) -> str:
    """The code of the member who brings a friend, blank for nobody.

    Whether that counts is decided at the friend's first order.
    """
    advocate = book.member(code) if code.strip() and _on(book) else None
    return advocate.code if advocate else ""


def pay_referrals(book: Book, *, now: datetime, limit: int, among: Sequence[str] | None = None) -> Decision[Booked]:
    """Points for friends whose first order stands, of up to ``limit`` friends, and points back of orders that do not.

    ``among`` are the codes of those whom a slice before has found.
    """
    glance = book.at_a_glance()
    looks = _Looks(glance, book.settings.day(now))
    found = (friend.code for friend in glance.members.values() if next(_due(glance, friend, looks, now), None))
    codes, changes = list(found) if among is None else among, list[AddEntry | AddReview]()
    for friend in filter(None, map(book.member, codes[:limit])):
        due = tuple(_due(book, friend, looks, now))
        changes += due
        book = book.after(due)
    paid = booked((change.entry for change in changes if isinstance(change, AddEntry)), codes[limit:])
    return replace(paid, changes=tuple(changes))


@dataclass(frozen=True)
class _Looks:
    """What a look over everybody shows, taken only when a friend is to be paid for."""

    book: Book
    today: date

    @cached_property
    def friends(self) -> Mapping[str, Sequence[tuple[datetime, str]]]:
        """The friends of each member, by the instant they joined."""
        friends: dict[str, list[tuple[datetime, str]]] = {}
        for member in self.book.members.values():
            if member.referred_by and member.joined:
                friends.setdefault(member.referred_by, []).append((member.joined, member.code))
        return friends

    @cached_property
    def shopping(self) -> Shopping:
        """When everybody ordered."""
        return Shopping.of(self.book, today=self.today)

    def before(self, friend: Member) -> int:
        """How many friends of the same member joined in the week before this one."""
        if friend.joined is None:
            return 0
        mine = (friend.joined, friend.code)
        return sum(1 for other in self._others(friend) if mine[0] - WEEK < other[0] and other < mine)

    def seems_another(self, friend: Member, advocate: Member) -> bool:
        """True where the advocate, or an earlier friend of theirs, has nearly the same address."""
        letters, mine = _letters_of(friend.email), (friend.joined or UNDATED, friend.code)
        members = self.book.members
        earlier = (members[code] for joined, code in self._others(friend) if (joined, code) < mine and code in members)
        return bool(letters) and any(_letters_of(other.email) == letters for other in (advocate, *earlier))

    def _others(self, friend: Member) -> Iterator[tuple[datetime, str]]:
        """All friends of the same member. Who leaves and comes back has not begun a new week."""
        for code in codes_ever(self.book, friend.referred_by):
            yield from self.friends.get(code, ())


def _on(book: Book) -> bool:
    return bool(book.settings.referral_points or book.settings.friend_points)


def _due(book: Book, friend: Member, looks: _Looks, now: datetime) -> Iterator[AddEntry | AddReview]:
    """What is to be done about a friend now, and what goes back: nothing of a friend who waits for the owner's word."""
    yield from map(AddEntry, _backs(book, friend, now))
    yield from _friends_due(book, friend, looks, now)


def _friends_due(book: Book, friend: Member, looks: _Looks, now: datetime) -> Iterator[AddEntry | AddReview]:
    """Both sides' points; or why they do not count, or wait."""
    if not _on(book) or not friend.referred_by:
        return
    if book.caused_by(friend_cause(friend.code)) or book.caused_by(refused_referral_cause(friend.code)):
        return
    claim = _first_order(book, friend, book.settings.day(now))
    if claim is None or friend.blocked:
        return
    advocate = book.member(friend.referred_by)
    if not has_proved(book, friend) or (advocate and not has_proved(book, advocate)):
        return  # made-up addresses bring nobody anything, and nobody learns whom an address that they typed belongs to
    why = _refused(book, friend, advocate, looks)
    odd = _odd(book, friend, advocate, claim, looks) if advocate and not why else None
    reviews = book.reviews_about(friend_cause(friend.code), friend.code) if odd else ()
    review = min(reviews, key=review_gives, default=None)
    if review and review.decision is False:
        why = "the owner said no"
    if why or advocate is None:
        # a line without points, so that it is looked at once and the owner can read why (docs/decisions/0017)
        line = _line(friend, now, 0, f"not counted as a friend: {why}", refused_referral_cause(friend.code))
        yield AddEntry(line)
    elif odd and not review:
        points = book.settings.referral_points + book.settings.friend_points
        cause = friend_cause(friend.code)
        yield AddReview(Review(cause, now, friend.code, EntryKind.REFERRAL, advocate.code, points, odd))
    elif not odd or (review and review.decision):
        yield from map(AddEntry, _paid(book, friend, advocate, claim.subject, now))


def _paid(book: Book, friend: Member, advocate: Member, order: str, now: datetime) -> Iterator[Entry]:
    settings = book.settings
    yield replace(
        _line(friend, now, settings.friend_points, "came with a friend's code", friend_cause(friend.code)),
        subject=order,
    )
    # Where the owner has deleted the friend's line alone, the advocate's still stands, whoever that was.
    if not advocate.blocked and not book.caused_by(referral_cause(friend.code)):
        note = f"brought {friend.code}"
        yield replace(_line(advocate, now, settings.referral_points, note, referral_cause(friend.code)), subject=order)


def _first_order(book: Book, friend: Member, today: date) -> Entry | None:
    """The claim of the friend's first order that is large enough and stands, once its points can be spent."""
    claims = [entry for entry in book.entries_of(friend.code) if entry.kind is EntryKind.CLAIM]
    since = lines_by_order(book.entries_of(friend.code))
    large = (claim for claim in claims if _large_enough(book, claim, since.get(fold_order(claim.subject), NO_LINES)))
    not_refunded = (claim for claim in large if not is_all_back(book, claim.subject))
    first = min(not_refunded, key=lambda claim: claim.time, default=None)
    return first if first and (first.available is None or first.available <= today) else None


def _large_enough(book: Book, claim: Entry, since: OrderLines) -> bool:
    """True when what the customer has not got back of the order is as much as a friend's order has to be."""
    order, amount = book.order(claim.subject), since.amount(claim)
    back = order.given_back if order else Decimal(0)
    return amount is not None and amount - back >= book.settings.referral_minimum


def _refused(book: Book, friend: Member, advocate: Member | None, looks: _Looks) -> str:
    """Why the friend does not count; blank when they do."""
    if advocate is None:
        return "nobody has this code"
    if advocate.code == friend.code or mailbox(advocate.email) == mailbox(friend.email):
        return "it is the same person"
    if set(advocate.contacts) & set(friend.contacts):
        return "it is the same contact"
    again = len(accounts_of(book, friend.code)) > 1
    if again or any(
        _joined_before(other, friend) and has_proved(book, other) for other in book.members_of_mailbox(friend.email)
    ):
        return "they had joined before"
    joined = friend.joined
    if joined and any(day < book.settings.day(joined) for day in looks.shopping.days_of(friend)):
        return "she has ordered before she joined"
    return ""


def _odd(book: Book, friend: Member, advocate: Member, claim: Entry, looks: _Looks) -> ReviewReason | None:
    """Why the owner looks at a friend first who breaks no rule."""
    order = book.order(claim.subject)
    if order and mailbox(order.email) in {mailbox(address) for address in book.addresses_of(advocate)} - {""}:
        return ReviewReason.OWN_ORDER
    if looks.seems_another(friend, advocate):
        return ReviewReason.LIKE_ADDRESS
    return ReviewReason.MANY_FRIENDS if looks.before(friend) >= MOST_FRIENDS_A_WEEK else None


def _letters_of(email: str) -> str:
    """The letters before the sign, and the domain: ana.1@… and ana2@… are mostly one person. Blank for too few."""
    name, _, domain = mailbox(email).rpartition("@")
    letters = "".join(filter(str.isalpha, name))
    return f"{letters}@{domain}" if len(letters) >= FEWEST_LETTERS else ""


def _joined_before(other: Member, friend: Member) -> bool:
    """True for another account that is the older one; one without a day was there before anybody joined in the chat."""
    return other.code != friend.code and (other.joined or UNDATED, other.code) < (friend.joined or UNDATED, friend.code)


def _backs(book: Book, member: Member, now: datetime) -> Iterator[Entry]:
    """Takes back, once, what the member got for a friend or as a friend, when the order has gone back."""
    for given in book.entries_of(member.code):
        if given.kind is not EntryKind.REFERRAL or given.points <= 0:
            continue
        back = given_back_cause(given.cause)
        if not book.caused_by(back) and is_all_back(book, given.subject):
            taken = replace(
                given, time=now, points=-bonus_back(book, given, now=now), note="the order went back", cause=back
            )
            why = f"order {given.subject} went back"
            lines = with_cancelled(book, given=given, taken=taken, why=why)
            yield from lines
            book = book.after(map(AddEntry, lines))


def _line(member: Member, now: datetime, points: int, note: str, cause: str) -> Entry:
    return Entry(now, member.code, EntryKind.REFERRAL, points, email=member.email, note=note, cause=cause)
