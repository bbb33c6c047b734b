"""Who is due which letter at a moment, and why the others are not; docs/letters.md tells it to the owner."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from loyalty.book.book import Book
from loyalty.book.proof import has_proved, proof_from
from loyalty.letters.channels import ALL_CHANNELS_OPEN, route_to
from loyalty.letters.letter import LateOrder, LetterAbout, RefusedReward
from loyalty.letters.losses import WARNINGS, warnings
from loyalty.model.causes import code_of, letter_id, order_of_letter, tried_again
from loyalty.model.email_log import NEWER_THAN_ALL, Letter, LetterName, LetterStatus
from loyalty.model.entry import EntryKind
from loyalty.model.member import Member
from loyalty.outcomes.member_standing import HeldCoupon
from loyalty.points.audience import groups_of, is_for
from loyalty.points.redeemed import reward_name
from loyalty.points.shop_codes.code_states import made_late, refused_later
from loyalty.points.shopping import MISSED_AFTER, Shopping, usual_gap
from loyalty.points.standing import held_coupons

MOST_TRIES_OF_A_LETTER = 3
"""A letter that failed is tried again the next day, this many times in all."""
QUIET_DAYS = 3
"""No letter comes so near to the placing of an order, or to another letter."""
WEEK_DAYS = 7
"""Days between any two letters that nobody asked for; also how early a coupon's end is told, and what is just now."""
MOST_UNANSWERED = 3
"""After this many reminders without a visit there are no more until the member comes back."""

KINDS_OF_VISIT = (EntryKind.SIGN_UP, EntryKind.CLAIM, EntryKind.REDEMPTION)
"""The entries that only they themselves can cause; what the owner books is no visit."""
ABOUT_LATE_ORDERS = (LetterName.POINTS_EARNED, LetterName.CLAIM_ENDED)
"""Letters that are noted as waiting in the commit that they are about (loyalty.member.late.told)."""
SERVICE_LETTERS = (
    LetterName.CONFIRM,
    LetterName.WELCOME,
    LetterName.COUPON,
    LetterName.COUPON_REFUSED,
    *ABOUT_LATE_ORDERS,
    LetterName.OWNER_TASK,
)
"""Letters that they asked for by what they did: neither Reminders nor the days between letters hold them back."""
WITHOUT_PROOF = (LetterName.CONFIRM, LetterName.OWNER_TASK)
"""Letters that say nothing of whether the member's address is theirs: the one that asks, and those to the owner."""
COUNTED_STATUSES = (LetterStatus.TAKEN, LetterStatus.SENT, LetterStatus.HELD_OUT)
"""Letters that have arrived, or may have; who is held out has the same rhythm, or the two could not be compared."""


class NotDue(StrEnum):
    """Why a member gets no letter now, in words for the owner."""

    SWITCHED_OFF = "the setting Reminders is no"
    OUTSIDE_HOURS = "it is outside the Letter hours"
    NO_ADDRESS = "they have no email address"
    BOUNCED = "their mailbox does not exist"
    BLOCKED = "they are blocked"
    UNPROVED = "nobody has proved their address"
    OPTED_OUT = "they want no emails"
    JUST_ORDERED = "they ordered within three days"
    JUST_WRITTEN = "they had an email within the week"
    RESTING = "three reminders brought no visit"
    OTHERS_ONLY = "the reminder is only for others"
    TOO_SOON = "it is too soon"


@dataclass(frozen=True, slots=True)
class Due:
    """A letter that is due, and the coupon, loss, order or reward that it is ``about``; ``again`` is the letter that is
    waiting to be sent.
    """

    name: LetterName
    id: str
    about: LetterAbout | None = None
    again: Letter | None = None


def due_letter(book: Book, member: Member, *, shopping: Shopping, now: datetime) -> Due | NotDue:
    """The letter that the member, or the owner because of them, is due now, the most urgent first."""
    file = _File(book, member, shopping, book.settings.day(now), _emails_to(book, member))
    if not book.settings.in_letter_hours(now):
        return NotDue.OUTSIDE_HOURS
    task = next(_owner_tasks(file), None)
    if task:
        return task
    closed = _closed(book, member)
    if closed:
        return closed
    if _is_unproved(file):
        return _confirm(file) or NotDue.UNPROVED
    asked_for = next(_service(file), None)
    return asked_for or _unasked(file)


@dataclass(frozen=True, slots=True)
class _File:
    """All that bears on one member's letters today."""

    book: Book
    member: Member
    shopping: Shopping
    today: date
    letters: Sequence[Letter]

    def on(self, name: LetterName) -> bool:
        """True when the owner has this letter on."""
        return name in self.book.settings.letters

    def is_for(self, names: Sequence[str]) -> bool:
        """True when what is only for these groups, or for everybody, is for the member."""
        return not names or is_for(groups_of(self.book, self.member, today=self.today), names)

    def days_since(self, instant: datetime) -> int:
        """Whole days of the shop since then."""
        return (self.today - self.book.settings.day(instant)).days

    def named(self, name: LetterName) -> list[Letter]:
        """The member's letters of this name, the oldest first; without those that are only waiting."""
        mine = (
            letter for letter in self.letters if letter.letter == name and letter.status is not LetterStatus.WAITING
        )
        return sorted(mine, key=lambda letter: letter.taken_at)

    def coupons(self) -> tuple[HeldCoupon, ...]:
        """The coupons that the member holds; none whose code the shop has still to make."""
        return tuple(held for held in held_coupons(self.book, self.member, today=self.today) if not held.soon)

    def once(self, name: LetterName, what: str, about: LetterAbout | None = None) -> Due | None:
        """The letter about what has this name, when it has not gone out and may be tried today."""
        return self.tries(name, letter_id(name, self.member.code, what), about)

    def tries(self, name: LetterName, id_: str, about: LetterAbout | None = None) -> Due | None:
        """The same of the letter with this id."""
        ids = [tried_again(id_, tries) for tries in range(MOST_TRIES_OF_A_LETTER)]
        known = {letter.id: letter for letter in self.letters if letter.letter == name and letter.id in ids}
        for attempt in ids:
            before = known.get(attempt)
            if before is None:
                return Due(name, attempt, about)
            if before.status is LetterStatus.WAITING:
                return Due(name, attempt, about, again=before)
            if before.status in COUNTED_STATUSES or self.days_since(before.taken_at) < 1:
                return None
        return None

    def today_s(self, name: LetterName) -> Due | None:
        """The letter of today, once; one that is waiting goes out in its place."""
        waiting = (letter for letter in self.letters if letter.letter == name and letter.status is LetterStatus.WAITING)
        again = min(waiting, key=lambda letter: (letter.taken_at, letter.id), default=None)
        if again:
            return Due(name, again.id, again=again)
        id_ = letter_id(name, self.member.code, self.today.isoformat())
        # Where the owner has moved the time zone, today can be a day on which one has gone out.
        return None if any(letter.id == id_ for letter in self.letters) else Due(name, id_)


def _emails_to(book: Book, member: Member) -> tuple[Letter, ...]:
    """A campaign that somebody was held out of is no email, and holds none back."""
    return tuple(letter for letter in book.letters_to(member.code) if not letter.of_campaign)


def _closed(book: Book, member: Member) -> NotDue | None:
    if not book.settings.reminders:
        return NotDue.SWITCHED_OFF
    if member.blocked:
        return NotDue.BLOCKED
    if route_to(member, book.settings).open_to(ALL_CHANNELS_OPEN):
        return None
    return NotDue.BOUNCED if member.email else NotDue.NO_ADDRESS


def _is_unproved(file: _File) -> bool:
    """True for an address that somebody typed who may be anybody: one letter goes there, which asks for the proof.

    Who got letters before the owner wanted a proof goes on getting them.
    """
    member = file.member
    told = (letter for letter in file.letters if letter.status is not LetterStatus.WAITING)
    before = member.last_reminder or any(letter.letter not in WITHOUT_PROOF for letter in told)
    return not (before or has_proved(file.book, member))


def _confirm(file: _File) -> Due | None:
    """Once for each joining, however late the run is; nothing that was typed stands in it, and it goes by e-mail alone.

    Of all who join with one mailbox the first one's letter is for all of them, as its button proves the address for
    whoever brings it. A mailbox gets no second one within a week: nobody fills it by joining again and again.
    """
    book, member = file.book, file.member
    of_mailbox = [one for one in book.members_of_mailbox(member.email) if one.code != member.code]
    others = [replace(file, member=one, letters=_emails_to(book, one)) for one in of_mailbox]
    to_others = [letter for other in others for letter in other.named(LetterName.CONFIRM)]
    asked = [*to_others, *file.named(LetterName.CONFIRM)]
    due = _asks(file, asked)
    if due is None or any(file.days_since(letter.taken_at) < WEEK_DAYS for letter in to_others):
        return None
    before = (other for other in others if _turn(other.member) < _turn(member))
    gets_it = (not _closed(book, other.member) and _is_unproved(other) and _asks(other, asked) for other in before)
    return None if any(gets_it) else due


def _asks(file: _File, asked: Sequence[Letter]) -> Due | None:
    """The letter for this joining, when none of those that have ``asked`` their mailbox has gone out since."""
    joined, since = file.member.joined, proof_from(file.book)
    # Who joined before the owner wanted a proof is asked in the chat, when something needs it.
    if joined is None or (file.days_since(joined) >= WEEK_DAYS and (since is None or joined < since)):
        return None
    if any(letter.taken_at >= joined and letter.status in COUNTED_STATUSES for letter in asked):
        return None
    return file.once(LetterName.CONFIRM, file.book.settings.day(joined).isoformat())


def _turn(member: Member) -> tuple[datetime, str]:
    """Of those who have joined with one mailbox the lowest comes first."""
    return member.joined or NEWER_THAN_ALL, member.code


def _owner_tasks(file: _File) -> Iterator[Due]:
    if file.on(LetterName.OWNER_TASK) and file.book.settings.owner_email:
        for held in file.coupons():
            due = file.once(LetterName.OWNER_TASK, held.coupon.code, held) if held.asked else None
            if due:
                yield due


def _service(file: _File) -> Iterator[Due]:
    joined = file.member.joined
    if file.on(LetterName.WELCOME) and joined and file.days_since(joined) < WEEK_DAYS:
        welcome = file.once(LetterName.WELCOME, file.book.settings.day(joined).isoformat())
        if welcome:
            yield welcome
    for held in file.coupons():
        # Whoever was told that their code comes soon hears of it, whichever letters the owner has chosen.
        late = made_late(file.book, held.coupon)
        issued = late or (held.coupon.issued if file.on(LetterName.COUPON) else None)
        fresh = issued is not None and file.days_since(issued) < WEEK_DAYS and not held.asked
        due = file.once(LetterName.COUPON, held.coupon.code, held) if fresh else None
        if due:
            yield due
    # They were told that their code comes soon, and hear that it does not, whichever letters the owner has chosen.
    refused = (
        (code_of(given.cause), RefusedReward(reward_name(file.book, given), -given.points))
        for given in refused_later(file.book, file.member, today=file.today)
    )
    yield from filter(None, (file.once(LetterName.COUPON_REFUSED, code, reward) for code, reward in refused))
    for letter in file.letters:
        due = _of_late_order(file, letter) if letter.letter in ABOUT_LATE_ORDERS else None
        if due:
            yield due


def _of_late_order(file: _File, letter: Letter) -> Due | None:
    """Of an order that has come with its points, or has not come in time; as it was noted in that very commit."""
    name, order = LetterName(letter.letter), order_of_letter(letter.id)
    claim = file.book.claim_of(order) if name is LetterName.POINTS_EARNED else None
    if not (file.on(name) and order) or file.days_since(letter.taken_at) >= WEEK_DAYS:
        return None
    # Points that were taken back meanwhile, or whose line the owner has deleted, are not told any more.
    points = file.book.brought_by(claim) - file.book.taken_back(claim) if claim else None
    return (
        None
        if name is LetterName.POINTS_EARNED and (points or 0) <= 0
        else file.tries(name, letter.id, LateOrder(order, points))
    )


def _unasked(file: _File) -> Due | NotDue:
    """The letter that the member did not ask for; never within a week of the last, or near another."""
    member = file.member
    if member.reminders is False and not member.bounced:
        return NotDue.OPTED_OUT
    arrived = [
        letter
        for letter in file.letters
        if letter.status in COUNTED_STATUSES and letter.letter != LetterName.OWNER_TASK
    ]
    waits = (QUIET_DAYS if letter.letter in SERVICE_LETTERS else WEEK_DAYS for letter in arrived)
    if any(file.days_since(letter.taken_at) < wait for letter, wait in zip(arrived, waits, strict=True)):
        return NotDue.JUST_WRITTEN
    if any(abs((file.today - day).days) < QUIET_DAYS for day in file.shopping.days_of(member)):
        return NotDue.JUST_ORDERED
    return _expiring(file) or _warning(file) or _win_back(file) or _reminder(file)


def _expiring(file: _File) -> Due | None:
    for held in file.coupons() if file.on(LetterName.COUPON_EXPIRING) else ():
        coupon = held.coupon
        ends = coupon.expires is not None and (coupon.expires - file.today).days <= WEEK_DAYS and not held.asked
        fresh = coupon.issued is not None and file.days_since(coupon.issued) < QUIET_DAYS
        due = file.once(LetterName.COUPON_EXPIRING, coupon.code, held) if ends and not fresh else None
        if due:
            return due
    return None


def _warning(file: _File) -> Due | None:
    """What ends first of all that the member is about to lose and has not been told of."""
    told = [
        (notice.loss.day, due)
        for name in filter(file.on, WARNINGS)
        for notice in warnings(name, file.book, file.member, today=file.today)
        if (due := file.once(name, notice.id, notice.loss))
    ]
    return min(told, key=lambda dated: dated[0])[1] if told else None


def _win_back(file: _File) -> Due | None:
    """Once for each time that a member stays away."""
    days = file.shopping.days_of(file.member)
    patience = _patience(file, days)
    if not file.on(LetterName.WIN_BACK) or patience is None or (file.today - days[-1]).days < patience:
        return None
    if not file.is_for(file.book.settings.win_back_only_for):
        return None
    since = [letter for letter in file.named(LetterName.WIN_BACK) if file.book.settings.day(letter.taken_at) > days[-1]]
    return file.today_s(LetterName.WIN_BACK) if not since or _may_be_tried_again(file, since) else None


def _patience(file: _File, days: Sequence[date]) -> float | None:
    """After how many days without an order a member is missed; None when nobody can say."""
    if file.book.settings.win_back_days:
        return file.book.settings.win_back_days if days else None
    gap = usual_gap(days)
    return None if gap is None else MISSED_AFTER * gap


def _reminder(file: _File) -> Due | NotDue:
    if not file.on(LetterName.REMINDER):
        return NotDue.TOO_SOON
    sent = file.named(LetterName.REMINDER)
    waiting = any(
        letter.letter == LetterName.REMINDER for letter in file.letters if letter.status is LetterStatus.WAITING
    )
    # One that was taken, and given back because no channel was open, is due as itself and not once more.
    if not waiting and not (_may_be_tried_again(file, sent) or _waited(file, sent)):
        return NotDue.TOO_SOON
    visited = _last_visit(file)
    unanswered = [
        letter
        for letter in sent
        if letter.status in COUNTED_STATUSES and (visited is None or letter.taken_at > visited)
    ]
    if len(unanswered) >= MOST_UNANSWERED:
        return NotDue.RESTING
    if not file.is_for(file.book.settings.reminder_only_for):
        return NotDue.OTHERS_ONLY
    return file.today_s(LetterName.REMINDER) or NotDue.TOO_SOON


def _last_visit(file: _File) -> datetime | None:
    visits = [entry.time for entry in file.book.entries_of(file.member.code) if entry.kind in KINDS_OF_VISIT]
    return max((*visits, *filter(None, (file.member.joined,))), default=None)


def _waited(file: _File, sent: Sequence[Letter]) -> bool:
    """True when Reminder days have passed since the member joined and since their last reminder.

    A reminder that failed and may be tried again today does not count.
    """
    tells = [*sent, *file.named(LetterName.WIN_BACK)]
    instants = (file.member.joined, file.member.last_reminder, *(letter.taken_at for letter in tells))
    days = file.book.settings.reminder_days
    return min((file.days_since(instant) for instant in instants if instant), default=days) >= days


def _may_be_tried_again(file: _File, letters: Sequence[Letter]) -> bool:
    """True when the last one failed before today, and not too often in a row."""
    last = [letter.status for letter in letters[-MOST_TRIES_OF_A_LETTER:]]
    failed = bool(last) and last[-1] is LetterStatus.FAILED and last.count(LetterStatus.FAILED) < MOST_TRIES_OF_A_LETTER
    return failed and file.days_since(letters[-1].taken_at) >= 1
