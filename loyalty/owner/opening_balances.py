"""Opening accounts: members of an earlier program come in with what they had there, each once.

Nobody has proved yet whose address it is: an account that is opened here has no contact, and ``join`` gives it to
nobody without a proof. Whoever has joined under such an address before gets nothing, unless the owner says so. Whoever
has left the program stays out of it (docs/decisions/0069-workbooks-and-earlier-programs.md).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from loyalty.book.book import Book
from loyalty.book.decision import AddCoupon, AddEntry, AddFact, AddMember, Change, Decision
from loyalty.book.learned_members import birthday_word
from loyalty.book.left_members import WITHOUT_KEY, Marks, codes_ever, lines_of_leaving, somebody_left
from loyalty.model.causes import coupon_cause, import_cause
from loyalty.model.coupon import Coupon, CouponStatus
from loyalty.model.entry import Entry, EntryKind
from loyalty.model.fact import FactKind
from loyalty.model.identifiers import fold
from loyalty.model.imported import ImportedCoupon, ImportedMember, IntakeResult, IntakeStatus
from loyalty.model.member import Member
from loyalty.points.tiers import brought_tier

HAS_JOINED = "Somebody has joined in the chat with this address, and it is not known whether it is hers."
BLOCKED = "She is blocked."
HAS_LEFT = "They have left the program, and stay out of it."
MAY_HAVE_LEFT = "Somebody has left the program, and without LINK_KEY nobody knows whether it was they."
NO_SUCH_TIER = (
    'Tier: "{tier}" is not in the tab Tiers. Write it there first, or leave the column out with --map "Tier=".'
)
NOT_BORN = "Birthday: This day is still to come."
CODE_IS_KNOWN = "Coupons: {code} is in the tab Coupons or the Ledger already, and not theirs."
CODE_TWICE = "Coupons: {code} stands in this file for somebody else, too."


class _Refused(Exception):
    """What they had cannot be taken as it stands there; the message is a sentence."""


def open_accounts(
    book: Book,
    *,
    members: Iterable[ImportedMember],
    codes: Iterable[str],
    now: datetime,
    letters: bool,
    joined_too: bool,
    marks: Marks = WITHOUT_KEY,
) -> Decision[tuple[IntakeResult, ...]]:
    """What became of each of them, in their order; an address stands there once.

    New members get no letters before they join, unless with ``letters``. With ``joined_too`` also those who have
    joined in the chat get what they had. ``marks`` know who has left.
    """
    unknown = not marks.key and somebody_left(book)
    intake = _Intake(book, iter(codes), now, marks, may_have_left=unknown, letters=letters, joined_too=joined_too)
    results, changes = list[IntakeResult](), list[Change]()
    for old in members:
        try:
            result, made = intake.take(old)
        except _Refused as refused:
            result, made = IntakeResult(IntakeStatus.REFUSED, str(refused)), []
        results.append(result)
        changes += made
    return Decision(tuple(results), tuple(changes))


@dataclass(slots=True)
class _Intake:
    book: Book
    codes: Iterator[str]
    now: datetime
    marks: Marks
    may_have_left: bool
    letters: bool
    joined_too: bool
    given: set[str] = field(default_factory=set)
    """The member codes and the folded codes of coupons that are given in this very commit."""

    def take(self, old: ImportedMember) -> tuple[IntakeResult, list[Change]]:
        """What became of one of them, and what is to be written; _Refused."""
        if old.birthday and old.birthday > self.book.settings.day(self.now):
            raise _Refused(NOT_BORN)
        known = self.book.member_with(old.email)
        return self._known(known, old) if known else self._new(old)

    def _new(self, old: ImportedMember) -> tuple[IntakeResult, list[Change]]:
        if lines_of_leaving(self.book, self.marks.of_mailbox(old.email)):
            raise _Refused(HAS_LEFT)
        if self.may_have_left:
            raise _Refused(MAY_HAVE_LEFT)
        reminders = None if self.letters else False
        code = self._unused()
        member = Member(code, old.email, old.name, joined=self.now, reminders=reminders, birthday=old.birthday)
        return IntakeResult(IntakeStatus.ADDED), [AddMember(member), *self._brought(member, old, came_before=False)]

    def _known(self, known: Member, old: ImportedMember) -> tuple[IntakeResult, list[Change]]:
        before = codes_ever(self.book, known.code)
        came_before = any(self.book.caused_by(import_cause(code)) for code in before)
        made = [*self._brought(known, old, came_before=came_before), *self._birthday(known, old)]
        if not made:
            return IntakeResult(IntakeStatus.UNCHANGED), []
        if known.blocked:
            raise _Refused(BLOCKED)
        if known.contacts and not (self.joined_too or came_before):
            raise _Refused(HAS_JOINED)
        return IntakeResult(IntakeStatus.UPDATED), made

    def _unused(self) -> str:
        """The next of the codes that nobody has or had, which is then given."""
        taken, book = self.given, self.book
        code = next(code for code in self.codes if not (code in taken or code in book.members or book.entries_of(code)))
        taken.add(code)
        return code

    def _brought(self, member: Member, old: ImportedMember, *, came_before: bool) -> list[Change]:
        """Their points, tier and coupons, as far as they have not come before."""
        made = list[Change]()
        if old.points and not came_before:
            made.append(AddEntry(self._entry(member, EntryKind.OPENING, old.points, cause=import_cause(member.code))))
        if old.tier and not any(entry.kind is EntryKind.TIER for entry in self.book.entries_of(member.code)):
            tier = brought_tier(self.book, member, old.tier, points=old.points, now=self.now)
            if tier is None:
                raise _Refused(NO_SUCH_TIER.format(tier=old.tier))
            made.append(AddEntry(tier))
        for coupon in old.coupons:
            made += self._coupon(member, coupon)
        return made

    def _birthday(self, known: Member, old: ImportedMember) -> list[Change]:
        if known.birthday or not old.birthday:
            return []
        stood, day = birthday_word(known.own_row), old.birthday.isoformat()
        return [AddFact(self.book.next_fact(FactKind.MEMBER_BIRTHDAY, known.code, day, stood=stood, now=self.now))]

    def _coupon(self, member: Member, old: ImportedCoupon) -> list[Change]:
        """The coupon as one that they hold, paid with no points; nothing for one that is theirs already."""
        if fold(old.code) in self.given:
            raise _Refused(CODE_TWICE.format(code=old.code))
        row, line = self.book.coupon(old.code), self.book.caused_by(coupon_cause(old.code))
        if row or line:
            holders = {row.member for row in (row, line) if row}
            if holders <= set(self.book.codes_of(member.code)):
                return []
            raise _Refused(CODE_IS_KNOWN.format(code=old.code))
        self.given.add(fold(old.code))
        reward = self.book.reward(old.reward)
        coupon = Coupon(
            old.code,
            reward.id if reward else old.reward,
            CouponStatus.ISSUED,
            member.code,
            member.email,
            self.now,
            old.expires,
        )
        line = self._entry(member, EntryKind.REDEMPTION, 0, cause=coupon_cause(old.code))
        note = reward.name if reward else old.reward
        return [AddEntry(replace(line, subject=coupon.reward, note=note)), AddCoupon(coupon)]

    def _entry(self, member: Member, kind: EntryKind, points: int, *, cause: str) -> Entry:
        note = "from the earlier program"
        return Entry(self.now, member.code, kind, points, email=member.email, note=note, cause=cause)
