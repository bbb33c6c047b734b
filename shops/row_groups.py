"""Lines of a file that belong to one order or member, and what they hold; or why that cannot be read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from shops.csv_file import Line
from shops.field_errors import UnreadableField, read_field

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


def group(lines: Sequence[Line], width: int, read: Callable[[Sequence[Line]], V]) -> Group[V]:
    """The lines with what ``read`` makes of them; a line may have at most ``width`` cells that are not blank."""
    try:
        if why := next((line.why for line in lines if line.why), ""):
            raise UnreadableField(why)
        if any(any(line.cells[width:]) for line in lines):
            raise UnreadableField("There are more cells than headings.")
        return Group(lines, read(lines))
    except UnreadableField as error:
        return Group(lines, None, str(error))


def field(name: str, read: Callable[[T], V], given: T) -> V:
    """What ``read`` makes of the given; UnreadableField names the field."""
    return read_field(name, read, given, hints=HINTS)
