"""Lines of a file that belong to one order or member, and what they hold; or why that cannot be read."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from shops.csv_file import Line
from shops.field_errors import UnreadableField, read_field
from shops.headings import fold_heading

V = TypeVar("V")
T = TypeVar("T")

HINTS = {
    "Placed": " Say --days day-first or --days month-first.",
    "Changed": " Say --days day-first or --days month-first.",
    "Amount": " Say --decimal point or --decimal comma.",
    "Refunded": " Say --decimal point or --decimal comma.",
    "Goods": " Say --decimal point or --decimal comma.",
    "Product lines": " Say --decimal point or --decimal comma.",
    "Birthday": " Say --days day-first or --days month-first.",
    "Expires": " Say --days day-first or --days month-first.",
    "Points": " Say --decimal point or --decimal comma.",
}
"""What the owner can do when a field can be read in two ways."""


@dataclass(frozen=True, slots=True)
class Group(Generic[V]):
    """The lines, and what they hold; if they cannot be read, None and a sentence that says why."""

    lines: Sequence[Line]
    value: V | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Width:
    """How many columns a file has, and those of them that have one heading, by that, of fields that say one thing."""

    columns: int
    doubled: Mapping[str, Sequence[int]]

    @classmethod
    def of(cls, headings: Sequence[str], where: Mapping[str, Sequence[int]], said_once: Iterable[str]) -> "Width":
        """That of a file with these headings; ``where`` are the columns (from 0) of each field."""
        places = sorted({place for name in said_once for place in where.get(name, ())})
        by_heading = dict[str, list[int]]()
        for place in places:
            by_heading.setdefault(fold_heading(headings[place]), []).append(place)
        return cls(len(headings), {headings[some[0]]: some for some in by_heading.values() if len(some) > 1})

    def require(self, line: Line) -> None:
        """Raises UnreadableField for a line with a cell below no heading, or of which nobody knows what it says."""
        if any(line.cells[self.columns :]):
            raise UnreadableField("There are more cells than headings.")
        for heading, places in self.doubled.items():
            if len({cell for place in places if (cell := line.cell(place))}) > 1:
                raise UnreadableField(
                    f"Several columns are headed {heading}, and they say different things here. Rename all but the one "
                    "that counts."
                )


def group(lines: Sequence[Line], width: Width, read: Callable[[Sequence[Line]], V]) -> Group[V]:
    """The lines with what ``read`` makes of them; each of them fits the file's width."""
    try:
        if why := next((line.why for line in lines if line.why), ""):
            raise UnreadableField(why)
        for line in lines:
            width.require(line)
        return Group(lines, read(lines))
    except UnreadableField as error:
        return Group(lines, None, str(error))


def field(name: str, read: Callable[[T], V], given: T) -> V:
    """What ``read`` makes of the given; UnreadableField names the field."""
    return read_field(name, read, given, hints=HINTS)
