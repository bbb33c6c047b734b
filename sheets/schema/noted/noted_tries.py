"""What was tried within the last hour, as the hidden tab notes it: one cell for each kind, so that all instances count
together.

A cell is rewritten whole in the commit that adds a try, and so never holds more than an hour's. The tries are digests
(loyalty.book.recent_tries); neither the owner nor who is shown the sheet learns from them who tried what.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache

from loyalty.book.recent_tries import RecentTries, Try, TryKind

ROWS: Mapping[TryKind, int] = {TryKind.GUESS: 8, TryKind.CODE: 9, TryKind.LETTER: 10}
"""Where the hidden tab notes each kind, in its first column; the copies of the last commit begin below."""
LAST_ROW = max(ROWS.values())
DIGEST = 8
"""The length of a digest, in characters."""
_ONE = re.compile(rf"([\w-]{{{DIGEST}}})([\w-]{{{DIGEST}}})([\w-]{{{DIGEST}}})([0-9a-f]{{8}})", re.ASCII)
_ALL = re.compile(rf"(\w+):((?:[\w-]{{{3 * DIGEST}}}[0-9a-f]{{8}})*)", re.ASCII)


def read(cells: Sequence[str]) -> RecentTries:
    """As the cells of all kinds note them; none where somebody has typed over a cell."""
    return RecentTries({kind: _read(kind, cell) for kind, cell in zip(ROWS, cells, strict=True)})


def requests(system: int, tries: RecentTries, *, before: RecentTries) -> Iterator[dict[str, object]]:
    """What notes them in the hidden tab, by its number: the cells of those kinds that are others than ``before``."""
    for kind, number in ROWS.items():
        these = tries.by_kind.get(kind, ())
        if these != before.by_kind.get(kind, ()):
            yield {
                "updateCells": {
                    "start": {"sheetId": system, "rowIndex": number - 1, "columnIndex": 0},
                    "rows": [{"values": [{"userEnteredValue": {"stringValue": _written(kind, these)}}]}],
                    "fields": "userEnteredValue",
                }
            }


@lru_cache(maxsize=2 * len(ROWS))  # a full cell takes milliseconds, and most reads show the same as the one before
def _read(kind: TryKind, cell: str) -> tuple[Try, ...]:
    found = _ALL.fullmatch(cell)
    ones = _ONE.findall(found[2]) if found and found[1] == kind else ()
    return tuple(
        Try(kind, contact, address, what, datetime.fromtimestamp(int(at, 16), UTC))
        for contact, address, what, at in ones
    )


def _written(kind: TryKind, tries: Sequence[Try]) -> str:
    """The kind comes first: a cell that began with a digest might be read as a formula."""
    ones = (f"{one.contact}{one.address}{one.what}{int(one.at.timestamp()):08x}" for one in tries)
    return f"{kind}:{''.join(ones)}"
