"""The rows of Settings in sections: where a new row goes, and what moves the rows of a sheet that is there already.

Rows are moved whole, with everything that the owner has in them, and none is written anew. A row that is neither a
setting nor a section's heading is the owner's own, and stays below the row that it is below.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from sheets.codec.table import Table
from sheets.codec.translation import fold_heading, names
from sheets.requests.decision_requests import Request
from sheets.schema.known_settings import PROGRAM_SETTINGS, SECTIONS, Section, Setting
from sheets.schema.settings_tab import SETTINGS

Entry: TypeAlias = "Setting | Section | None"
"""What a row of Settings is: None for one of the owner's own."""
SECTION_OF = {setting.name: part for part in SECTIONS for setting in part.settings}


@dataclass(frozen=True, slots=True)
class SettingsRows:
    """The rows below the headings as they stand, then those that are to be ``added`` below them."""

    there: tuple[Entry, ...]
    added: tuple[Setting | Section, ...]

    @property
    def all(self) -> tuple[Entry, ...]:
        """All of them."""
        return self.there + self.added


def rows_of(table: Table, *, sections: bool) -> SettingsRows:
    """What the tab holds and lacks; the headings of sections are lacking in a new tab, and where they are asked for."""
    named: dict[str, Entry] = {name: part for part in SECTIONS for name in names(part.name)}
    named |= {name: setting for setting in PROGRAM_SETTINGS for name in names(setting.name)}
    keyed = {row.number: named.get(fold_heading(str(row.cell(SETTINGS.setting) or ""))) for row in table.keyed()}
    there = tuple(keyed.get(number) for number in range(table.heading_row + 1, table.end + 1))
    headed = sections or not keyed
    wanted = (one for part in SECTIONS for one in (*((part,) if headed else ()), *part.settings))
    return SettingsRows(there, tuple(one for one in wanted if one not in there))


def arranged(rows: SettingsRows, *, sections: bool) -> list[int]:
    """The indexes of all rows (from 0) in the order in which they are to stand."""
    return _in_sections(rows.all) if sections else _new_ones_in_their_sections(rows)


def moves(sheet: int, top: int, order: Sequence[int]) -> Iterator[Request]:
    """What brings the rows below row ``top`` into this order."""
    now = sorted(order)
    for place, wanted in enumerate(order):
        at = now.index(wanted)
        if at != place:
            now.insert(place, now.pop(at))
            source = {"sheetId": sheet, "dimension": "ROWS", "startIndex": top + at, "endIndex": top + at + 1}
            yield {"moveDimension": {"source": source, "destinationIndex": top + place}}


def _in_sections(rows: Sequence[Entry]) -> list[int]:
    """Each section's heading, then its settings as the program describes them; a row of the owner's follows its own."""
    groups: dict[object, list[int]] = {}
    last: object = None
    for index, row in enumerate(rows):
        last = last if row is None else row
        groups.setdefault(last, []).append(index)
    wanted = [None, *(one for part in SECTIONS for one in (part, *part.settings))]
    return [index for one in wanted for index in groups.get(one, ())]


def _new_ones_in_their_sections(rows: SettingsRows) -> list[int]:
    """Those that are there as they stand; each new setting below the others of its section, if that has a heading."""
    everything, order = rows.all, list(range(len(rows.there)))
    for index in range(len(rows.there), len(everything)):
        new = everything[index]
        part = SECTION_OF[new.name] if isinstance(new, Setting) else None
        place = next((at for at, one in enumerate(order) if part is not None and everything[one] is part), None)
        if place is None:
            order.append(index)
            continue
        while place + 1 < len(order) and _is_of(everything[order[place + 1]], part):
            place += 1
        order.insert(place + 1, index)
    return order


def _is_of(row: Entry, part: Section | None) -> bool:
    return isinstance(row, Setting) and SECTION_OF[row.name] is part
