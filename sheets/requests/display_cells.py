"""The display cells: what the owner sees of the Ledger, and which cells differ from it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from loyalty.book.book import Book
from loyalty.book.decision import Change, ChangeMember, StartExpiry
from loyalty.model.causes import code_of, coupon_cause
from loyalty.model.coupon import Coupon, CouponStatus
from loyalty.model.email_log import Letter, LetterName, LetterStatus
from loyalty.model.entry import UNDATED, EntryKind
from loyalty.model.identifiers import fold, fold_order
from loyalty.model.imported import ShopOrder
from loyalty.model.member import Member
from loyalty.outcomes.member_standing import Membership
from loyalty.points.memberships import memberships
from loyalty.points.standing import used_for
from loyalty.points.tiers import tier_of
from sheets.codec.cells import Value
from sheets.codec.row_readers import BOUNCED
from sheets.codec.snapshot import Snapshot
from sheets.codec.table import BadCell, Row
from sheets.requests.new_rows import told_of_orders
from sheets.schema.tabs import COUPONS, EMAILS, MEMBERS, ORDERS, SETTINGS, fold_heading
from sheets.schema.translation import meaning, names


@dataclass(frozen=True, slots=True)
class CellChange:
    """A display cell to write; ``of`` is the key of its row (a member's code, an order, a coupon, a letter's id)."""

    row: Row
    heading: str
    value: Value
    of: str


def member_cells(book: Book, member: Member, commit: int) -> dict[str, Value]:
    """What a member's row shows of her account and letters; nothing where there is nothing to show.

    ``commit`` is the number of the commit that shows it: what the owner types over one display is booked once.
    """
    account = book.account_of(member.code)
    mine = (letter for letter in book.letters_to(member.code) if letter.letter == LetterName.REMINDER)
    reminders = [letter.time for letter in mine if letter.status is not LetterStatus.WAITING]
    shown: dict[str, Value] = {
        "Points": account.points,
        "Lifetime points": account.lifetime,
        BOOKED: f"{account.points}@{commit:x}",
    }
    tier = tier_of(book, member.code)
    shown |= {"Tier": tier.name if tier else ""} if book.offers.tiers else {}
    shown |= {"Membership": ", ".join(map(_membership, memberships(book, member)))} if book.offers.plans else {}
    return shown | ({"Last reminder": max(reminders)} if reminders else {})


def _membership(membership: Membership) -> str:
    return f"{membership.plan} until {membership.until}" if membership.until else f"{membership.plan} for good"


def reminders_cell(member: Member) -> str | None:
    """What a member's row says of her letters; nothing where the program's own setting decides."""
    if member.bounced:
        return BOUNCED
    return None if member.reminders is None else YES_NO[member.reminders]


EXPIRE_FROM = "Expire from"
"""The setting that the program writes itself."""


def expiry_row(snapshot: Snapshot) -> Row | None:
    """The row of Settings that holds the first day of expiry."""
    rows = snapshot.tables[SETTINGS.title].rows
    return next((row for row in rows if fold_heading(_text(row, "Setting")) in names(EXPIRE_FROM)), None)


def wishes(snapshot: Snapshot, changes: Iterable[Change]) -> Iterator[CellChange]:
    """What members want or have told, and the first day of expiry that a decision sets; no other is ours to mend."""
    for start in (change for change in changes if isinstance(change, StartExpiry)):
        row = expiry_row(snapshot)
        if row:
            yield CellChange(row, "Value", start.day.isoformat(), EXPIRE_FROM)
    set_anew = {change.member.code: change.member for change in changes if isinstance(change, ChangeMember)}
    for row in snapshot.tables[MEMBERS.title].rows if set_anew else ():
        member = set_anew.get(_text(row, "Member"))
        wanted: dict[str, Value] = {} if member is None else told_cells(member)
        for heading, value in wanted.items():
            if member and heading in row.columns and _differs(row, heading, value):
                yield CellChange(row, heading, value, member.code)


def news(snapshot: Snapshot, changes: Iterable[Change]) -> Iterator[CellChange]:
    """What a shop has told of orders that are known: their status, and how much of them went back."""
    told = told_of_orders(changes)
    for row in snapshot.tables[ORDERS.title].rows if told else ():
        key = fold_order(_text(row, "Order"))
        wanted = _news_cells(told[key]) if key in told else {}
        for heading, value in wanted.items():
            if heading in row.columns and _differs(row, heading, value):
                yield CellChange(row, heading, value, key)


def _news_cells(order: ShopOrder) -> dict[str, Value]:
    wanted: dict[str, Value] = {"Status": order.status, "Refunded": order.refunded}
    return {heading: value for heading, value in wanted.items() if value is not None}


def told_cells(member: Member) -> dict[str, Value]:
    """What a member's row says of what she herself has told or wants."""
    return {"Reminders": reminders_cell(member), "Birthday": member.birthday, "Contact": member.contact}


def coupon_cells(coupon: Coupon) -> dict[str, Value]:
    """What the row of a coupon that was given shows."""
    return {
        "Status": coupon.status.value,
        "Member": coupon.member,
        "Email": coupon.email,
        "Issued": coupon.issued,
        "Expires": coupon.expires,
    }


def letter_cells(letter: Letter) -> dict[str, Value]:
    """What a letter's row says of its fate, and when it was taken up for that."""
    time = None if letter.time == UNDATED else letter.time
    return {"Status": letter.status.value, "Detail": letter.detail, "Time": time}


def differences(snapshot: Snapshot, book: Book, commit: int) -> Iterator[CellChange]:
    """The display cells that do not show what this book says."""
    member_row = partial(_member_row, commit=commit)
    for tab, cells_of in ((MEMBERS, member_row), (ORDERS, _order_row), (COUPONS, _coupon_row), (EMAILS, _letter_row)):
        for row in snapshot.tables[tab.title].rows:
            key, cells = _stray_cells(row) or cells_of(row, book)
            changed = {heading for heading, value in cells.items() if _differs(row, heading, value)}
            changed |= TOGETHER if changed & TOGETHER else set()
            for heading in (heading for heading in row.columns if heading in changed):
                yield CellChange(row, heading, cells[heading], key)


BOOKED = "Points as booked"
YES_NO = {True: "yes", False: "no"}
TOGETHER = {"Points", BOOKED}
"""Written both or none: where they differ, the owner has typed."""
Cells = tuple[str, Mapping[str, Value]]
NOTHING: Cells = ("", {})
UNCLAIMED: Cells = ("", {"Claimed": None, "Points": None})


STRAYS = {
    "Members": (("Member", "Email", "Contact"), 1, (BOOKED, "Points", "Lifetime points", "Last reminder")),
    "Orders": (("Order", "Email", "Amount"), 2, ("Claimed", "Points")),
    "Coupons": (("Code", "Reward"), 1, ("Issued", "Status", "Member", "Email", "Expires", "Used for")),
    "Emails": (("Id", "Member", "Letter"), 1, ("Status", "Detail", "Time")),
}
"""What makes a row somebody's, and the cells of ours that mean nothing in a row that is nobody's; so many of the first
tell that they are ours: the owner may have begun a row with one of the others.
"""


def _stray_cells(row: Row) -> Cells | None:
    """Display cells that landed in an empty row, when the owner sorted or inserted between our read and our write."""
    identity, telling, shown = STRAYS[row.tab]
    if any(_text(row, heading) for heading in identity) or not any(_text(row, one) for one in shown[:telling]):
        return None
    return "", dict.fromkeys(shown)


def _member_row(row: Row, book: Book, commit: int) -> Cells:
    member = book.members.get(_text(row, "Member"))
    return (member.code, member_cells(book, member, commit)) if member else NOTHING


def _order_row(row: Row, book: Book) -> Cells:
    """When an order's claim is closed, its row alone still tells when it was claimed and what it gave."""
    number = _text(row, "Order")
    claim = book.claim_of(number)
    if not number or book.order(number) is None or (claim and claim.kind is EntryKind.OPENING):
        return NOTHING
    if claim is None:
        return UNCLAIMED
    return fold(claim.cause), {"Claimed": claim.time, "Points": claim.points - book.taken_back(claim)}


def _coupon_row(row: Row, book: Book) -> Cells:
    """A row shows to whom the Ledger gave its code; what became of the coupon since is the owner's to write.

    So Status is only written where the row says that the code can be given. ``cancelled`` never is: in a row where it
    landed by mistake it would be an order to give points back.
    """
    coupon = book.coupons.get(fold(_text(row, "Code")))
    if coupon is None:
        return NOTHING
    if _is_stray(coupon, book):
        return fold(coupon.code), dict.fromkeys((*coupon_cells(coupon), "Used for"))
    given = book.caused_by(coupon_cause(coupon.code)) or coupon.status is CouponStatus.ISSUED
    was_available = meaning(_text(row, "Status")) in ("", CouponStatus.AVAILABLE)
    mistaken = was_available or _text(row, "Member") != coupon.member
    shown = {heading: value for heading, value in coupon_cells(coupon).items() if was_available or heading != "Status"}
    used: dict[str, Value] = {"Used for": used_for(book, coupon)}
    return fold(coupon.code), used | (shown if given and mistaken else {})


def _is_stray(coupon: Coupon, book: Book) -> bool:
    """True for a row that shows what the Ledger gave by another code, which has a row of its own.

    A display goes astray when the owner sorts between our read and our write.
    """
    untouched = coupon.status in (CouponStatus.ISSUED, CouponStatus.AVAILABLE)
    if not untouched or book.caused_by(coupon_cause(coupon.code)):
        return False
    given = (entry for entry in book.entries_of(coupon.member) if entry.time == coupon.issued)
    return any(fold(code_of(entry.cause)) in book.coupons for entry in given)


def _letter_row(row: Row, book: Book) -> Cells:
    letter = book.letter(_text(row, "Id"), _text(row, "Member"))
    return (letter.id, letter_cells(letter)) if letter else NOTHING


def _text(row: Row, heading: str) -> str:
    try:
        return row.text(heading)
    except BadCell:
        return ""


def _differs(row: Row, heading: str, value: Value) -> bool:
    """An unreadable cell is the owner's to mend, it is named in Problems; it does not count as different."""
    read = READERS.get(heading, Row.text)
    try:
        if heading == BOOKED:
            return row.text(heading).partition("@")[0] != str(value or "").partition("@")[0]
        return _or_blank(read(row, heading)) != _or_blank(value)
    except BadCell:
        return False


def _or_blank(value: Value) -> Value:
    """An empty text is an empty cell; a zero is not."""
    return None if value == "" else value


READERS: Mapping[str, Callable[[Row, str], Value]] = {
    "Points": Row.whole,
    "Lifetime points": Row.whole,
    "Last reminder": Row.instant,
    "Time": Row.instant,
    "Claimed": Row.instant,
    "Issued": Row.instant,
    "Expires": Row.day,
    "Birthday": Row.day_of_birth,
    "Refunded": Row.amount,
    "Reminders": Row.word,
    "Status": Row.word,
}
