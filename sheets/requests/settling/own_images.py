"""What a commit keeps that puts cells where they belong: so that it is seen whether rows or columns moved meanwhile.

Unlike any other commit it writes what a row has of its own. Should the owner sort, or insert a row, in its very moment,
somebody would get another's cells for good. So it keeps whose rows it meant and what stood there, and carries what the
commit before it had kept. Where it has met other rows, all that it wrote is taken back, and then it is done once more
(docs/decisions/0039).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from sheets.codec.a1 import runs
from sheets.codec.table import Row, Table, find_headings
from sheets.google.grid import Cell
from sheets.requests.images import Copied, Image, Kept, Request, exact, heading
from sheets.requests.settling.landed_rows import LandedRow
from sheets.requests.settling.put_back import PutBack, proof_in
from sheets.schema.growing_tab import ProvenTab
from sheets.schema.layout import Layout

MOST_CARRIED = 9
LONGEST_NAME = 40_000
"""Signs in one cell of the hidden tab; Google lets it hold 50,000."""

Written = Mapping[tuple[str, int], Mapping[int, Cell]]
"""Cells by their tab's title and their row, then by their column (from 0)."""


def written_in(requests: Iterable[Request], layout: Layout) -> Written:
    """What these requests write, each of them one cell."""
    titles = {layout.sheet_id(title): title for title in layout.places}
    found = dict[tuple[str, int], dict[int, Cell]]()
    for request in requests:
        match request:
            case {
                "updateCells": {
                    "start": {"sheetId": int(sheet), "rowIndex": int(row), "columnIndex": int(place)},
                    "rows": [{"values": [dict(cell)]}],
                }
            }:
                found.setdefault((titles[sheet], row + 1), {})[place] = _entered(cell)
    return found


def kept_of(
    written: Written, landed: Sequence[LandedRow], tables: Mapping[str, Table], layout: Layout
) -> Iterator[Copied]:
    """Whose rows are meant, and what stands in the cells that are written."""
    for title in dict.fromkeys(title for title, _ in written):
        table, sheet = tables[title], layout.sheet_id(title)
        if not isinstance(table.tab, ProvenTab) or table.tab.proof not in table.columns:
            continue
        proof, place = table.tab.proof, table.columns[table.tab.proof]
        # What proves a row that landed under wrong headings stands elsewhere as yet.
        landed_at = next((row.places(table).get(proof) for row in landed if row.tab.title == title), None)
        rows = {row.number: row for row in table.rows if (title, row.number) in written}
        for number, row in sorted(rows.items()):
            at = landed_at if landed_at is not None and place in written[title, number] else place
            seen = Row(table.tab, number, row.cells, {proof: at}, row.zone).text_or_blank(proof)
            yield Copied(sheet, number, at, 1, seen=seen)
        for number in sorted(rows):
            cells = written[title, number]
            for run in runs(sorted(cells)):
                copied = Copied(sheet, number, run.start, len(run), wrote=tuple(cells[at] for at in run))
                if len(copied.name) <= LONGEST_NAME:
                    yield copied


def has_met_others(kept: Kept, layout: Layout) -> bool:
    """True when what this commit put where it belongs came into other rows or columns than it meant."""
    for tab, headings in kept.known(layout):
        proofs = _proofs(kept, headings.sheet).values()
        if headings.displaced or any(image.seen != _stood(tab, image, layout) for image in proofs):
            return True
    return False


def taken_back(kept: Kept, layout: Layout) -> Iterator[PutBack]:
    """All that it has written, to be as it was; each row is known by what proves it since."""
    for tab, headings in kept.known(layout):
        then = tuple(map(heading, headings.cells))
        now = find_headings(tab, [list(headings.cells)]).usable.get(tab.proof)
        proofs = _proofs(kept, headings.sheet)
        written = [image for image in kept.images if image.sheet == headings.sheet and image.row in proofs]
        wrote = {(image.row, place): cell for image in written for place, cell in enumerate(image.wrote, image.place)}
        for image in written:
            proof = proofs[image.row]
            if now is not None and (image.row, now) in wrote:
                of = proof_in(tab, wrote[image.row, now], layout)
            else:
                of = proof.seen or "" if headings.displaced else _stood(tab, proof, layout)
            meant = bool(headings.displaced) and proof.place != now
            for place, (stood, cell) in enumerate(zip(image.cells, image.wrote, strict=False), image.place):
                yield PutBack(tab.title, image.row, of, place, then, stood, cell, meant)


def _proofs(kept: Kept, sheet: int) -> dict[int, Image]:
    """What stood in the cells by which the rows of this tab are known, by their numbers."""
    return {image.row: image for image in kept.images if image.sheet == sheet and image.seen is not None}


def _stood(tab: ProvenTab, image: Image, layout: Layout) -> str:
    return proof_in(tab, image.cells[0] if image.cells else None, layout)


def _entered(cell: Mapping[str, object]) -> Cell:
    """What this cell of a request will hold."""
    entered = cell.get("userEnteredValue")
    return exact(next(iter(entered.values()))) if isinstance(entered, dict) and entered else None
