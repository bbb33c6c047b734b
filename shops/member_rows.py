"""The members in an export of another loyalty program: addresses and what they had there.

Where the headings are from: Joy, help.joy.so "Import & Export customer data"; Smile.io, help.smile.io 4036233 (email
and points) and the names of its customers' fields at dev.smile.io; LoyaltyLion, the names of its customers' fields: its
exports let the owner rename columns, so that --map may be needed; WooCommerce Points and Rewards, which has no export
of its own, the name under which it keeps a customer's balance (``wc_points_balance``), as exports of users show it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from loyalty.model.addresses import valid_email
from loyalty.model.identifiers import fold
from loyalty.model.imported import ImportedMember
from shops.csv_file import Export, Line
from shops.field_errors import UnreadableField
from shops.headings import OWN_MEMBER_HEADINGS, Shop, places
from shops.order_fields import clean
from shops.row_groups import Group, field, group
from words import amounts

LONGEST_NAME = 200
STATE = "State"
NAMES = ("Name", "First name", "Last name")
FIELDS = ("Email", "Points", "Name")

WHO = {
    "Name": ("name", "full_name", "customer_name", "display_name"),
    "First name": ("first_name",),
    "Last name": ("last_name",),
    STATE: ("state", "member status"),
}
OWN_MEMBERS = Shop(
    "the headings of the tab Members", (), {**OWN_MEMBER_HEADINGS, STATE: WHO[STATE]}, needs=("Email", "Points")
)
PROGRAMS = (
    Shop("Joy", ("Email", "Points", "Membership Type"), {"Email": ("Email",), "Points": ("Points",), **WHO}),
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


def read_members(export: Export, program: Shop, *, decimal: str = "") -> UnderstoodMembers:
    """The members in the export of this program, one on each line; ``decimal`` overrules what the file itself shows."""
    where = places(program.columns, export.headings)
    sign = decimal or amounts.decimal_sign(export.cells(where.get("Points", ())), program.decimal)
    reader = _Reader(where, sign)
    columns = [(name, export.headings[place]) for name, some in where.items() for place in some]
    width = len(export.headings)
    return UnderstoodMembers(columns, [group([line], width, reader.member) for line in export.lines])


@dataclass(frozen=True, slots=True)
class _Reader:
    where: Mapping[str, tuple[int, ...]]
    sign: str

    def member(self, lines: Sequence[Line]) -> ImportedMember:
        """The member of this line; UnreadableField."""
        [line] = lines
        if fold(self._cell(line, STATE)) == "disabled":
            raise UnreadableField("State: She was excluded from that program.")
        name = self._cell(line, "Name") or " ".join(
            filter(None, (self._cell(line, field_name) for field_name in NAMES[1:]))
        )
        return ImportedMember(
            email=field("Email", _email, self._cell(line, "Email")),
            points=field("Points", self._points, self._cell(line, "Points")),
            name=clean(name)[:LONGEST_NAME],
        )

    def _cell(self, line: Line, name: str) -> str:
        return next((cell for place in self.where.get(name, ()) if (cell := line.cell(place))), "")

    def _points(self, written: str) -> int:
        points = amounts.within_bounds(amounts.read_number(written, self.sign)) if written else 0
        if points != int(points):
            raise UnreadableField("Points are whole.")
        return int(points)


def _email(written: str) -> str:
    address = valid_email(written)
    if address is None:
        raise UnreadableField("This is no e-mail address.")
    return address
