"""How often the chat has refused something, as the hidden tab notes it: for each month and each reason, in one cell.

A refusal writes nothing. An instance keeps its counts until anybody's commit takes them along, and a dead instance's
counts are lost: what stands here is how often it was at least (docs/decisions/0088).
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache

from loyalty.book.book import Refusals

ROW, COLUMN = 8, 1
"""Where it stands, from 1 and from 0: beside what was tried, in the range that each read brings."""
MOST_MONTHS = 25
"""The report of a year may be made until the next one is over."""
_BEGIN = "refused:"
_MONTH = re.compile(r"(\d{4}-\d\d)((?: [a-z_]+ \d{1,9})*)", re.ASCII)
_COUNT = re.compile(r" ([a-z_]+) (\d+)", re.ASCII)


@lru_cache(maxsize=4)  # most reads show the same as the one before
def read(cell: str) -> Refusals:
    """As the cell notes them; none where somebody has typed over it."""
    months = [_MONTH.fullmatch(month) for month in cell.removeprefix(_BEGIN).split(";")]
    if not cell.startswith(_BEGIN) or not all(months):
        return {}
    return {found[1]: {code: int(count) for code, count in _COUNT.findall(found[2])} for found in months if found}


def added(before: Refusals, more: Mapping[str, int], today: date) -> Refusals:
    """With these, which were refused in the month of ``today``; the oldest months go."""
    month = f"{today:%Y-%m}"
    counts = dict(before.get(month, {}))
    for code, count in more.items():
        counts[code] = counts.get(code, 0) + count
    months = {**before, month: counts}
    return {name: months[name] for name in sorted(months)[-MOST_MONTHS:]}


def requests(system: int, refusals: Refusals) -> Iterator[dict[str, object]]:
    """What notes them in the hidden tab, by its number."""
    yield {
        "updateCells": {
            "start": {"sheetId": system, "rowIndex": ROW - 1, "columnIndex": COLUMN},
            "rows": [{"values": [{"userEnteredValue": {"stringValue": _written(refusals)}}]}],
            "fields": "userEnteredValue",
        }
    }


def _written(refusals: Refusals) -> str:
    return _BEGIN + ";".join(
        " ".join([month, *(f"{code} {count}" for code, count in sorted(counts.items()))])
        for month, counts in sorted(refusals.items())
    )
