"""The members in an export of another loyalty program: addresses and what they had there.

Where the headings are from: Joy, help.joy.so "Import & Export customer data"; Smile.io, help.smile.io 4036233 (email
and points) and the names of its customers' fields at dev.smile.io; Yotpo, support.yotpo.com "Importing/Exporting Points
and Customers", and for its export community.yotpo.com, which may word them otherwise; Stamped, its support page on
importing customer data and points; LoyaltyLion, the names of its customers' fields: its exports let the owner rename
columns, so that --map may be needed; WooCommerce Points and Rewards, which has no export of its own, the name under
which it keeps a customer's balance (``wc_points_balance``), as exports of users show it. What coupons are called is
published by none of them: those headings are only believed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import chain

from loyalty.member.birthday import NO_YEAR
from loyalty.model.addresses import fold_email, valid_email
from loyalty.model.identifiers import ascii_digits, fold, has_lost_digits
from loyalty.model.imported import ImportedCoupon, ImportedMember
from loyalty.model.written.unseen import seen
from loyalty.model.written.written_days import DayForm, written_day
from shops.csv_file import Export, Line, first_cell
from shops.field_errors import UnclearField, UnreadableField
from shops.headings import OWN_MEMBER_HEADINGS, Shop, places
from shops.order_fields import cell_coupons, clean
from shops.row_groups import Group, Width, field, group
from words import amounts
from words.days import day_form, instant_or_day

LONGEST_NAME, LONGEST_CODE = 200, 100
STATE = "State"
NAMES = ("Name", "First name", "Last name")
FIELDS = ("Email", "Points", "Name", "Tier", "Birthday", "Coupons", "Reward", "Expires")
UNKNOWN_YEARS = (1004, NO_YEAR)
"""Years that stand for none: Smile.io's, and ours."""
FIRST_YEAR = 1900
NO_DAY = ("0000-00-00", "0000-00-00 00:00:00")
"""What databases write for a day that they do not have."""

WHO = {
    "Name": ("name", "full_name", "customer_name", "display_name"),
    "First name": ("first_name",),
    "Last name": ("last_name",),
    STATE: ("state", "member status"),
    "Tier": ("vip_tier", "vip_tier_name", "tier", "tier_name", "loyalty_tier", "loyalty_tier_name"),
    "Birthday": (
        *("birthday", "date_of_birth", "birth_date", "birthdate"),
        *("Birthday (MM/DD)", "Birthday (MM/DD/YYYY)", "Birthday (MM/DD) or (MM/DD/YYYY)"),
    ),
    "Coupons": ("coupons", "coupon", "coupon_code", "discount_code", "reward_code"),
    "Reward": ("reward", "reward_name"),
    "Expires": ("expires", "expires_at", "expires_on", "expiry_date"),
}
OWN_MEMBERS = Shop("the headings of the tab Members", (), {**WHO, **OWN_MEMBER_HEADINGS}, needs=("Email", "Points"))
PROGRAMS = (
    Shop("Joy", ("Email", "Points", "Membership Type"), {"Email": ("Email",), "Points": ("Points",), **WHO}),
    Shop(
        "Yotpo",
        ("Email", "Points Balance", "Points Spent"),
        {"Email": ("Email",), "Points": ("Points Balance",), **WHO},
        days=DayForm.MONTH_FIRST,
    ),
    Shop(
        "Yotpo",
        ("Email address", "Current points balance"),
        {"Email": ("Email address",), "Points": ("Current points balance",), **WHO},
        days=DayForm.MONTH_FIRST,
    ),
    Shop("Stamped", ("email", "points", "vip_tier"), {"Email": ("email",), "Points": ("points",), **WHO}),
    Shop(
        "LoyaltyLion",
        ("email", "points_approved"),
        {"Email": ("email",), "Points": ("points_approved",), **WHO},
    ),
    Shop(
        "WooCommerce Points and Rewards",
        ("user_email", "wc_points_balance"),
        {"Email": ("user_email",), "Points": ("wc_points_balance",), **WHO},
    ),
    Shop(
        "Smile.io",
        ("email", "points_balance"),
        {"Email": ("email",), "Points": ("points_balance",), **WHO},
    ),
    Shop("e-mail and points", ("email", "points"), {"Email": ("email",), "Points": ("points",), **WHO}),
    Shop("e-mail and points", ("user_email", "points"), {"Email": ("user_email",), "Points": ("points",), **WHO}),
    OWN_MEMBERS,
)


@dataclass(frozen=True, slots=True)
class UnderstoodMembers:
    """How a file was read: which heading holds which field, and the members."""

    columns: Sequence[tuple[str, str]]
    groups: Sequence[Group[ImportedMember]]


def read_members(export: Export, program: Shop, *, decimal: str = "", days: DayForm | None = None) -> UnderstoodMembers:
    """The members in the export of this program; lines with one address tell of one member.

    ``decimal`` and ``days`` overrule what the file itself shows.
    """
    where = places(program.columns, export.headings)
    sign = decimal or amounts.decimal_separator(export.cells(where.get("Points", ())), program.decimal)
    form = days or day_form(export.cells([*where.get("Birthday", ()), *where.get("Expires", ())]), program.days)
    reader = _Reader(where, sign, form)
    columns = [(name, export.headings[place]) for name, some in where.items() for place in some]
    width = Width.of(export.headings, where, where)
    return UnderstoodMembers(columns, [group(some, width, reader.member) for some in reader.by_address(export.lines)])


@dataclass(frozen=True, slots=True)
class _Reader:
    where: Mapping[str, tuple[int, ...]]
    sign: str
    days: DayForm | None

    def by_address(self, lines: Iterable[Line]) -> Iterable[Sequence[Line]]:
        """The lines of each address together; what is no address stands alone."""
        members = dict[str, list[Line]]()
        for line in lines:
            address = valid_email(self._cell(line, "Email"))
            members.setdefault(fold_email(address) if address else f"line {line.number}", []).append(line)
        return members.values()

    def member(self, lines: Sequence[Line]) -> ImportedMember:
        """The member of these lines; UnreadableField."""
        if any(fold(self._cell(line, STATE)) == "disabled" for line in lines):
            raise UnreadableField("State: She was excluded from that program.")
        first = lines[0]
        name = self._cell(first, "Name") or " ".join(filter(None, (self._cell(first, part) for part in NAMES[1:])))
        return ImportedMember(
            email=field("Email", _email, self._cell(first, "Email")),
            points=field("Points", self._points, self._each(lines, "Points")),
            name=clean(name)[:LONGEST_NAME],
            tier=field("Tier", _one_tier, self._each(lines, "Tier")),
            birthday=field("Birthday", self._birthday, self._each(lines, "Birthday")),
            coupons=tuple(chain.from_iterable(map(self._coupons, lines))),
        )

    def _cell(self, line: Line, name: str) -> str:
        return first_cell([line], self.where.get(name, ()))

    def _each(self, lines: Sequence[Line], name: str) -> Sequence[str]:
        """What the lines say, each word once."""
        return list(dict.fromkeys(cell for line in lines if (cell := self._cell(line, name))))

    def _points(self, written: Sequence[str]) -> int:
        told = {amounts.read_number(cell, self.sign) for cell in written}
        if len(told) > 1:
            one, other, *_ = sorted(told)
            raise UnreadableField(f"Two balances stand under this address: {one} and {other}.")
        points = next(iter(told), None) or 0
        amounts.within_bounds(abs(Decimal(points)))
        if points != int(points):
            raise UnreadableField("Points are whole.")
        return int(points)

    def _birthday(self, written: Sequence[str]) -> date | None:
        told = {day for cell in written if cell not in NO_DAY and (day := read_birthday(cell, self.days))}
        if len(told) > 1:
            raise UnreadableField("Two birthdays stand under this address.")
        return next(iter(told), None)

    def _coupons(self, line: Line) -> Iterator[ImportedCoupon]:
        codes = field("Coupons", cell_coupons, [self._cell(line, "Coupons")])
        reward, last = clean(self._cell(line, "Reward")), self._cell(line, "Expires")
        if not codes:
            return
        if not reward:
            raise UnreadableField("Coupons: Nothing under Reward says what the code is for.")
        ends = field("Expires", self._day, last) if last and last not in NO_DAY else None
        for code in codes:
            if len(code) > LONGEST_CODE or has_lost_digits(code):
                raise UnreadableField("Coupons: This is no code.")
            yield ImportedCoupon(code, reward[:LONGEST_NAME], ends)

    def _day(self, written: str) -> date:
        day = instant_or_day(written, self.days)
        return date(day.year, day.month, day.day)


def read_birthday(written: str, form: DayForm | None) -> date:
    """A birthday, of the year NO_YEAR where none is written; UnclearField and UnreadableField."""
    found = written_day(ascii_digits(seen(written)))
    if found is None:
        raise UnreadableField("This is not a date.")
    believed = form if form in (DayForm.DAY_FIRST, DayForm.MONTH_FIRST) else None
    if (believed or found.form) is None and found.first != found.second:
        raise UnclearField("This can be two days.")
    if found.year is not None and not found.in_full:
        raise UnreadableField("Nobody knows the century: write the year with four digits.")
    year = NO_YEAR if found.year in (None, *UNKNOWN_YEARS) else found.year or NO_YEAR
    if year < FIRST_YEAR:
        raise UnreadableField("This date is out of all bounds.")
    try:
        return found.in_year(year, believed)
    except ValueError:
        raise UnreadableField("This is not a date.") from None


def _one_tier(written: Sequence[str]) -> str:
    told = {fold(cell): clean(cell) for cell in reversed(written)}
    if len(told) > 1:
        one, other, *_ = reversed(told.values())
        raise UnreadableField(f"Two tiers stand under this address: {one} and {other}.")
    return next(iter(told.values()), "")


def _email(written: str) -> str:
    address = valid_email(written)
    if address is None:
        raise UnreadableField("This is not an email address.")
    return address
