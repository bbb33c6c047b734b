"""How the owner sees the numbers that they have typed over Points: a day, a percentage or money is no number of points.

Cells are read as numbers, and a day is one, too. So Google is asked how a cell shows its number, once for each that is
about to be booked (docs/decisions/0058).
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import Enum, auto

from loyalty.model.member import Member
from sheets.google.grid import GridRange, ShownCell
from sheets.schema.growing_tab import TypedNumber
from sheets.schema.members_tab import MEMBERS, typed_number
from sheets.schema.snapshot import Snapshot

KEPT_SECONDS = 300.0
"""How long it is believed that a cell shows what it showed: the owner may choose another format."""
PLAIN_FORMATS = frozenset({"", "NUMBER_FORMAT_TYPE_UNSPECIFIED", "NUMBER", "TEXT"})
"""Google's types of number formats that may show a plain number (its API reference, NumberFormatType)."""
_WITHOUT_FRACTION = re.compile(r"(.*\d)[.,٫]0+\D*")


class Seen(Enum):
    """What a look at typed numbers has shown: each as it is, one that is none to the owner, or one that is another by
    now, as a formula with chance in it is each time.
    """

    AS_TYPED = auto()
    OTHERWISE = auto()
    CHANGING = auto()


class TypedPoints:
    """What was seen of numbers typed over Points; for one thread at a time."""

    def __init__(self) -> None:
        self._plain = set[TypedNumber]()
        self._odd: dict[TypedNumber, str] = {}
        self._forgotten = float("-inf")

    @property
    def shown_as(self) -> Mapping[TypedNumber, str]:
        """What is seen in those of these cells where that is not the number itself."""
        return self._odd

    def forget(self, now: float) -> None:
        """All of them are looked at again, but not again and again; ``now`` in seconds."""
        if now >= self._forgotten + KEPT_SECONDS:
            self._plain.clear()
            self._odd.clear()
            self._forgotten = now

    def unseen(self, snapshot: Snapshot, members: Sequence[Member]) -> dict[TypedNumber, GridRange]:
        """The cells of these members that have not been looked at."""
        table = snapshot.tables[MEMBERS.title]
        place = table.columns.get(MEMBERS.points)
        if place is None or not members:
            return {}
        codes = {member.code for member in members}
        column = snapshot.layout.whole(MEMBERS.title).column(place, 1)
        of_them = (row for row in table.rows if MEMBERS.counts_for(row, snapshot.book) in codes)
        typed = ((number, row.number) for row in of_them if (number := typed_number(row)))
        return {
            number: column.rows(row, row, place)
            for number, row in typed
            if number not in self._plain and number not in self._odd
        }

    def see(self, asked: Mapping[TypedNumber, GridRange], shown: Mapping[int, ShownCell]) -> Seen:
        """Notes what these cells show."""
        found = {typed: shown.get(cells.first_row) for typed, cells in asked.items()}
        there = {typed: cell for typed, cell in found.items() if cell and cell.value == typed.points}
        plain = {typed for typed, cell in there.items() if is_plain(cell)}
        self._plain |= plain
        self._odd |= {typed: cell.text or str(typed.points) for typed, cell in there.items() if typed not in plain}
        if len(plain) < len(there):
            return Seen.OTHERWISE
        return Seen.AS_TYPED if len(there) == len(asked) else Seen.CHANGING


def is_plain(cell: ShownCell) -> bool:
    """True when the owner sees the whole number that the cell holds, with whatever words beside it.

    A format may also show thousands as ones: then they do not know what they have typed.
    """
    signs = "".join(str(unicodedata.decimal(sign, sign)) for sign in cell.text)
    if cell.kind not in PLAIN_FORMATS or any(unicodedata.category(sign) == "Sc" or sign in "%٪‰" for sign in signs):
        return False
    whole = _WITHOUT_FRACTION.fullmatch(signs)
    digits = ("".join(filter(str.isdecimal, text)) for text in (signs, whole[1] if whole else signs))
    return isinstance(cell.value, int | Decimal) and str(abs(int(cell.value))) in {
        text.lstrip("0") or "0" for text in digits
    }
