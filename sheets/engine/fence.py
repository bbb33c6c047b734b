"""The fence: a compare-and-swap on the last commit's token: of two batches decided on one book only one is applied.

The named range ``regulars_commit`` has the token as its id. Each batch first deletes the range under the token that its
book was read with and makes it again under a new one. For a stale batch the old id is unknown and the name is taken;
Google refuses a batch of which one request is invalid as a whole (its API reference, spreadsheets.batchUpdate).
``_system!A1`` shows the token to readers.

A token is ``r``, the commit's number in hexadecimal, the names of the instances of the last few commits, the newest
last, and random characters: ``r2a-1c77f01c7-…``. Version 0.1.0 wrote ``r2a-…`` and reads ours as it does its own.
"""

import hashlib
import re

from sheets.codec.cells import TEXT_FORMAT, cell_data
from sheets.google.grid import Grid, GridRange
from sheets.schema.identity import known_tabs
from sheets.schema.layout import FENCE, Layout
from sheets.schema.noted import known_headings, last_settings, ledger_length, noted_refusals, noted_tries
from sheets.schema.tabs import LAYOUT_VERSION, SYSTEM

VERSION_ROW = 2
NAME_LENGTH = 3
NOBODY = "0" * NAME_LENGTH
"""Stands for whoever committed without a name: version 0.1.0, and set-up."""
MOST_NAMES = 7
"""A token of a million commits then has fifty characters: nobody has said how long the id of a named range may be."""

_TOKEN = re.compile(rf"r([0-9a-f]+)-(?:((?:[0-9a-z]{{{NAME_LENGTH}}})+)-)?.+")
_REFUSAL = re.compile(r"Invalid requests\[[01]\]\.(delete|add)NamedRange:")


def token_range(layout: Layout) -> GridRange:
    """Where the token is read, and what is noted below it, from the layout's version to what was tried.

    TabMissing without the hidden tab.
    """
    # The hidden tab of an early version has one column until set-up makes it larger.
    last_column = min(noted_refusals.COLUMN, layout.place(SYSTEM).columns - 1)
    return layout.whole(SYSTEM).rows(1, noted_tries.LAST_ROW, last_column=last_column)


def token_in(corner: Grid) -> str:
    """The token that this range shows."""
    return str(corner[0][0]) if corner and corner[0] else ""


def version_in(corner: Grid) -> str:
    """The version of the layout that this range shows; blank where none is noted."""
    return _noted_in(corner, VERSION_ROW).strip()


def serves_newer(corner: Grid) -> bool:
    """True when a newer version of the program serves this spreadsheet: then this one writes nothing."""
    version = version_in(corner)
    return version.isdecimal() and int(version) > int(LAYOUT_VERSION)


def known_in(corner: Grid) -> str:
    """The headings that are known, as this range shows them; blank where none are noted."""
    return _noted_in(corner, known_headings.ROW)


def settings_in(corner: Grid) -> str:
    """The settings as they last could be read, as this range shows them; blank where none are noted."""
    return _noted_in(corner, last_settings.ROW)


def length_in(corner: Grid) -> str:
    """How many causes the Ledger holds, as this range shows it; blank where that is not noted."""
    return _noted_in(corner, ledger_length.ROW)


def tabs_in(corner: Grid) -> str:
    """The tabs that are known, as this range shows them; blank where none are noted."""
    return _noted_in(corner, known_tabs.ROW)


def tries_in(corner: Grid) -> tuple[str, ...]:
    """What was tried of each kind, as this range shows it; blank where nothing is noted."""
    return tuple(_noted_in(corner, number) for number in noted_tries.ROWS.values())


def refusals_in(corner: Grid) -> str:
    """How often something was refused, as this range shows it; blank where nothing is noted."""
    return _noted_in(corner, noted_refusals.ROW, noted_refusals.COLUMN)


def _noted_in(corner: Grid, number: int, column: int = 0) -> str:
    row = corner[number - 1] if len(corner) >= number else []
    return str(row[column]) if len(row) > column else ""


def swap(layout: Layout, *, old: str | None, new: str, rows: int = 1) -> list[dict[str, object]]:
    """The first requests of a batch: whoever else committed since ``old`` makes the batch fail.

    ``old`` is None where the range is missing; then only its name is fought for. The range names the first ``rows`` of
    the hidden tab: what a batch keeps there comes back in its answer, by a name that no renamed tab can break.
    """
    system = layout.sheet_id(SYSTEM)
    show: dict[str, object] = {
        "updateCells": {
            "start": {"sheetId": system, "rowIndex": 0, "columnIndex": 0},
            "rows": [{"values": [cell_data(new, TEXT_FORMAT, layout.zone)]}],
            "fields": "userEnteredValue,userEnteredFormat.numberFormat",
        }
    }
    return [*claim(system, FENCE, old=old, new=new, rows=rows), show]


def claim(sheet: int, name: str, *, old: str | None, new: str, rows: int = 1) -> list[dict[str, object]]:
    """What makes a batch fail when the named range ``name`` no longer has the id ``old``; it gets the id ``new``."""
    corner = {"sheetId": sheet, "startRowIndex": 0, "endRowIndex": rows, "startColumnIndex": 0}
    corner |= {"endColumnIndex": 1} if rows == 1 else {}
    take: dict[str, object] = {"addNamedRange": {"namedRange": {"namedRangeId": new, "name": name, "range": corner}}}
    return [take] if old is None else [{"deleteNamedRange": {"namedRangeId": old}}, take]


def name_of(chance: str) -> str:
    """An instance's name, of characters that a token may have."""
    return f"{int(hashlib.sha256(chance.encode()).hexdigest(), 16) % 0xFFF + 1:0{NAME_LENGTH}x}"


def next_token(old: str, chance: str) -> str:
    """The token of a commit on the book that shows ``old``: its number is one higher, its end is random.

    ``chance`` may begin with the name of the instance and a hyphen.
    """
    name, hyphen, rest = chance.partition("-")
    if not hyphen:
        return f"r{number(old) + 1:x}-{chance}"
    return f"r{number(old) + 1:x}-{''.join((*names(old), name)[-MOST_NAMES:])}-{rest}"


def names(token: str) -> tuple[str, ...]:
    """The instances of the last commits, the newest last; NOBODY alone where the token does not say."""
    found = _TOKEN.fullmatch(token)
    if not found:
        return ()
    joined = found[2] or NOBODY
    return tuple(joined[place : place + NAME_LENGTH] for place in range(0, len(joined), NAME_LENGTH))


def committer(token: str, of: int) -> str | None:
    """The instance that has made the commit of this number, as a later token says; None where it does not."""
    back, found = number(token) - of, names(token)
    return found[-1 - back] if 0 <= back < len(found) else None


def number(token: str) -> int:
    """How many commits led to this token, to tell an old book from a new one; 0 for a token that is not ours."""
    found = _TOKEN.fullmatch(token)
    return int(found[1], 16) if found else 0


def refused_by_fence(message: str) -> bool:
    """True when Google's sentence says that somebody else has committed, not that the batch is wrong."""
    return _REFUSAL.search(message) is not None
