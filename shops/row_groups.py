"""Lines of a file that tell of one thing, and what they tell; or why it cannot be taken."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from shops.csv_file import Line
from shops.field_errors import UnreadableField, read_field

V = TypeVar("V")
T = TypeVar("T")

HINTS = {
    "Placed": " Say --days day-first or --days month-first.",
    "Amount": " Say --decimal point or --decimal comma.",
    "Refunded": " Say --decimal point or --decimal comma.",
    "Points": " Say --decimal point or --decimal comma.",
}
"""What helps when a field can be read in two ways."""


@dataclass(frozen=True, slots=True)
class Group(Generic[V]):
    """The lines, and what they tell; None with a sentence that says why it cannot be read."""

    lines: Sequence[Line]
    value: V | None
    why: str = ""


def group(lines: Sequence[Line], width: int, read: Callable[[Sequence[Line]], V]) -> Group[V]:
    """The lines, of so many cells each, as they are read."""
    try:
        if any(any(line.cells[width:]) for line in lines):
            raise UnreadableField("There are more cells than headings.")
        return Group(lines, read(lines))
    except UnreadableField as error:
        return Group(lines, None, str(error))


def field(name: str, read: Callable[[T], V], given: T) -> V:
    """What is read of the given; UnreadableField names the field."""
    return read_field(name, read, given, hints=HINTS)
