"""What the program rests on, each tried on a spreadsheet: what was seen, or Differs."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from threading import Barrier

from sheets.engine import fence
from tests.live.google import BatchRefused, Json, Live
from tests.live.scratch import ROWS, Pair

NO_SHEET = 2**31 - 1
DATE = {"numberFormat": {"type": "DATE", "pattern": "yyyy-mm-dd"}}
TEXT = {"numberFormat": {"type": "TEXT", "pattern": "@"}}
ROUNDS = 3
CELLS_A_ROUND = 30
MOST_POLLS = 15


class Differs(Exception):
    """Google does otherwise; says what was seen."""


class CannotTell(Exception):
    """It was tried, and nothing can be said of it here; says why."""


@dataclass(frozen=True, slots=True)
class Promise:
    """A behaviour in the words of sandbox/FIDELITY.md, and how to see it in two tabs of so many rows.

    One that is seen ``by_hand`` is tried only where a person is there to do something.
    """

    behaviour: str
    see: Callable[[Pair], str]
    by_hand: bool = False
    rows: int = ROWS


def expect(truth: object, seen: object) -> None:
    """Differs, with what was seen, unless it is true."""
    if not truth:
        raise Differs(str(seen))


def refusal(live: Live, *batch: Json) -> str:
    """Google's words of refusal; Differs when it refuses nothing."""
    try:
        live.batch(*batch)
    except BatchRefused as error:
        return str(error)
    raise Differs("it was not refused")


def whole_or_nothing(pair: Pair) -> str:
    said = refusal(
        pair.live,
        pair.text(0, "first"),
        {"insertDimension": {"range": pair.rows(1, 2)}},
        pair.name("n", "n"),
        pair.text(0, "second", tab=pair.b),
        {"updateCells": {"start": {"sheetId": NO_SHEET}, "rows": [], "fields": "userEnteredValue"}},
        pair.text(2, "third"),
    )
    expect(not pair.grid() and not pair.grid(pair.b) and not pair.names(), "a part of it was applied")
    return said


def a_name_is_taken(pair: Pair) -> str:
    pair.live.batch(pair.name("name", "one"))
    said = refusal(pair.live, pair.name("name", "two"))
    expect(fence.refused_by_fence(said), f"the fence does not know these words: {said}")
    expect(list(pair.names()) == ["one"], pair.names())
    return said


def a_name_is_taken_in_any_case(pair: Pair) -> str:
    pair.live.batch(pair.name("name", "one"))
    return refusal(pair.live, pair.name("NAME", "two"))


def an_id_is_taken(pair: Pair) -> str:
    pair.live.batch(pair.name("name", "one"))
    said = refusal(pair.live, pair.name("another", "one"))
    expect(fence.refused_by_fence(said), f"the fence does not know these words: {said}")
    return said


def an_unknown_id_cannot_be_deleted(pair: Pair) -> str:
    said = refusal(pair.live, pair.unname("nobody"))
    expect(fence.refused_by_fence(said), f"the fence does not know these words: {said}")
    return said


def a_swap_is_one_batch(pair: Pair) -> str:
    pair.live.batch(pair.name("name", "one"))
    pair.live.batch(pair.unname("one"), pair.name("name", "two"))
    expect(list(pair.names()) == ["two"], pair.names())
    return ""


def of_parallel_swaps_one_wins(pair: Pair) -> str:
    pair.live.batch(pair.name("name", "0"))
    token, words = "0", set[str]()
    lines = [pair.live.another() for _ in range(2)]
    for round_ in range(ROUNDS):
        start, sides = Barrier(len(lines)), [f"{round_}{side}" for side in "xy"]

        def swap(live: Live, new: str, old: str = token, row: int = round_, start: Barrier = start) -> str:
            start.wait()
            try:
                live.batch(pair.unname(old), pair.name("name", new), pair.text(row, new))
            except BatchRefused as error:
                return str(error)
            return ""

        with ThreadPoolExecutor(len(lines)) as threads:
            said = list(threads.map(swap, lines, sides))
        won = [side for side, refused in zip(sides, said, strict=True) if not refused]
        expect(len(won) == 1, f"in round {round_ + 1} {len(won)} of 2 were applied")
        words |= set(filter(None, said))
        token = won[0]
    expect(pair.names().keys() == {token}, pair.names())
    expect(all(map(fence.refused_by_fence, words)), f"the fence does not know these words: {sorted(words)}")
    expect(len(pair.grid()) == ROUNDS, pair.grid())
    return " / ".join(sorted(words))


def rows_are_inserted(pair: Pair) -> str:
    formula: Json = {"userEnteredValue": {"formulaValue": "=A3"}}
    pair.live.batch(
        *(pair.text(row, text) for row, text in enumerate(("a", "b", "c"))),
        pair.write(2, formula, column=1),
        pair.name("b", "b", row=1),
        {"insertDimension": {"range": pair.rows(1, 2), "inheritFromBefore": True}},
        pair.text(1, "new"),
    )
    expect(pair.grid() == [["a"], ["new"], ["b"], ["c", "c"]], pair.grid())
    expect(pair.names() == {"b": 2}, f"the named range is in row {pair.names()}")
    return ""


def rows_are_inserted_at_the_end(pair: Pair) -> str:
    pair.live.batch(
        pair.text(ROWS - 1, "last"),
        {"insertDimension": {"range": pair.rows(ROWS, ROWS + 2), "inheritFromBefore": True}},
        pair.text(ROWS + 1, "below"),
    )
    expect([row for row in pair.grid() if row] == [["last"], ["below"]], pair.grid())
    return ""


def an_inserted_row_looks_like_the_one_before(pair: Pair) -> str:
    style = {"range": pair.box(0, 1), "cell": {"userEnteredFormat": DATE}, "fields": "userEnteredFormat.numberFormat"}
    pair.live.batch(
        {"repeatCell": style},
        {"insertDimension": {"range": pair.rows(1, 2), "inheritFromBefore": True}},
        pair.write(1, {"userEnteredValue": {"numberValue": 46349}}),
    )
    shown = pair.live.values(f"'{pair.a}'!A2", valueRenderOption="FORMATTED_VALUE")[0].get("values")
    expect(shown == [["2026-11-23"]], shown)
    return ""


TEXTS = ("=1+1", "00123", "1e5", "TRUE", "1/2/2026", "+491701234567", "1234567890123456789", "'quoted")


def text_stays_text(pair: Pair) -> str:
    pair.live.batch(*(pair.text(row, text) for row, text in enumerate(TEXTS)))
    expect(pair.grid() == [[text] for text in TEXTS], pair.grid())
    return ""


def what_is_typed_into_a_text_cell_stays_text(pair: Pair) -> str:
    style = {"range": pair.box(0, 2), "cell": {"userEnteredFormat": TEXT}, "fields": "userEnteredFormat.numberFormat"}
    pair.live.batch({"repeatCell": style})
    pair.live.enter(f"'{pair.a}'!A1", [["00123"], ["1/2/2026"]])
    expect(pair.grid() == [["00123"], ["1/2/2026"]], pair.grid())
    return ""


NUMBERS = (60, 0.1, 1234567890123456, -7, 46349.5)


def a_format_changes_no_value(pair: Pair) -> str:
    style = {"range": pair.box(0, 5), "cell": {"userEnteredFormat": DATE}, "fields": "userEnteredFormat.numberFormat"}
    pair.live.batch(
        *(pair.write(row, {"userEnteredValue": {"numberValue": number}}) for row, number in enumerate(NUMBERS))
    )
    before = pair.grid()
    pair.live.batch({"repeatCell": style})
    expect(before == [[number] for number in NUMBERS], before)
    expect(pair.grid() == before, pair.grid())
    return ""


def empty_ends_are_left_out(pair: Pair) -> str:
    nothing = pair.live.values(f"'{pair.a}'!A1:C3")[0]
    pair.live.batch(pair.text(0, "a"), pair.text(1, "", "b", ""), pair.text(2, "c"), pair.text(2, ""))
    expect("values" not in nothing, nothing)
    expect(pair.grid() == [["a"], ["", "b"]], pair.grid())
    return ""


def a_read_shows_what_was_answered_before(pair: Pair) -> str:
    another = pair.live.another()
    for round_ in range(ROUNDS):
        pair.live.batch(pair.text(0, f"round {round_}"))
        seen = another.values(f"'{pair.a}'!A1")[0].get("values")
        expect(seen == [[f"round {round_}"]], f"after round {round_}: {seen}")
    return ""


def a_batch_whose_answer_is_lost(pair: Pair) -> str:
    pair.live.batch(pair.name("name", "0"))
    applied_in = list[bool]()
    token, numbers = "0", count(1)
    for round_ in range(ROUNDS):
        new = str(next(numbers))
        marks = [pair.text(row % ROWS, f"{round_}", column=row // ROWS) for row in range(CELLS_A_ROUND)]
        pair.live.send_and_hang_up(pair.unname(token), pair.name("name", new), *marks)
        applied = _arrives(pair, new)
        shown = sum(row.count(f"{round_}") for row in pair.grid())
        expect(
            shown == (CELLS_A_ROUND if applied else 0),
            f"{shown} of {CELLS_A_ROUND} cells are there, and the fence says {applied}",
        )
        token = _again(pair, token, new, str(next(numbers)), applied=applied)
        applied_in.append(applied)
    return f"applied in {sum(applied_in)} of {len(applied_in)} rounds"


def _arrives(pair: Pair, token: str) -> bool:
    """True as soon as the fence shows the token; False when it does not for long."""
    for _ in range(MOST_POLLS):
        if token in pair.names():
            return True
        pair.live.pause(1)
    return False


def _again(pair: Pair, old: str, sent: str, new: str, *, applied: bool) -> str:
    """Sends on the old token once more, which the fence lets through only if the first was not applied."""
    try:
        pair.live.batch(pair.unname(old), pair.name("name", new))
    except BatchRefused as error:
        expect(applied, f"it was not applied, and yet the next one was refused: {error}")
        return sent
    expect(not applied, "it was applied, and yet another one on the old token, too")
    return new


def of_duplicates_the_first_stays(pair: Pair) -> str:
    rows: Sequence[tuple[str, str]] = (("k1", "x"), ("k2", "y"), ("k1", "z"), ("k3", "w"), ("k1", "outside"))
    keyed = {"sheetId": pair.ids[pair.a], "dimension": "COLUMNS", "startIndex": 0, "endIndex": 1}
    pair.live.batch(
        *(pair.text(row, *cells) for row, cells in enumerate(rows)),
        {"deleteDuplicates": {"range": pair.box(0, 4), "comparisonColumns": [keyed]}},
    )
    grid = pair.grid()
    expect(grid[:2] == [["k1", "x"], ["k2", "y"]] and ["k1", "z"] not in grid, grid)
    expect(grid[4:] == [["k1", "outside"]], grid)
    return "what is below moves up" if grid[2] == ["k3", "w"] else "what is below stays"


def whole_cells_are_found_and_replaced(pair: Pair) -> str:
    asked = {"find": "7001", "replacement": "", "matchEntireCell": True, "sheetId": pair.ids[pair.a]}
    replies = pair.live.batch(
        pair.text(0, "7001", "70010", "7001"), pair.text(0, "7001", tab=pair.b), {"findReplace": asked}
    )
    expect(pair.grid() == [["", "70010"]], pair.grid())
    expect(pair.grid(pair.b) == [["7001"]], "another tab was changed")
    changed = replies[-1].get("findReplace", {})
    expect(changed.get("occurrencesChanged") == 2, changed)
    return ""


def what_is_cut_stands_elsewhere(pair: Pair) -> str:
    source = {"sheetId": pair.ids[pair.a], "startRowIndex": 1, "endRowIndex": 3}
    to = {"sheetId": pair.ids[pair.b], "rowIndex": 1, "columnIndex": 0}
    pair.live.batch(
        *(pair.text(row, text, "00123") for row, text in enumerate("abc")),
        {"cutPaste": {"source": source, "destination": to, "pasteType": "PASTE_NORMAL"}},
    )
    expect(pair.grid() == [["a", "00123"]], pair.grid())
    expect(pair.grid(pair.b) == [[], ["b", "00123"], ["c", "00123"]], pair.grid(pair.b))
    return ""


PROMISES = (
    Promise("A `batchUpdate` is applied whole or not at all", whole_or_nothing),
    Promise("A named range's name in use is an error, in words that the fence knows", a_name_is_taken),
    Promise("Names are compared without case", a_name_is_taken_in_any_case),
    Promise("An id in use is an error (named range)", an_id_is_taken),
    Promise(
        "Deleting an unknown named range is an error, in words that the fence knows", an_unknown_id_cannot_be_deleted
    ),
    Promise("Within a batch a name is free as soon as it was deleted", a_swap_is_one_batch),
    Promise("Of two swaps at once exactly one is applied", of_parallel_swaps_one_wins),
    Promise("Inserted rows push down what is below, with formulas and named ranges", rows_are_inserted),
    Promise("Rows may be inserted at the grid's end", rows_are_inserted_at_the_end),
    Promise("A new row takes its format from the row before", an_inserted_row_looks_like_the_one_before),
    Promise("`stringValue` stays text, whatever it looks like", text_stays_text),
    Promise("A cell formatted as text keeps what is typed", what_is_typed_into_a_text_cell_stays_text),
    Promise("A format changes no value, and numbers are read as they were written", a_format_changes_no_value),
    Promise("Empty ends are left out, and an empty `stringValue` empties the cell", empty_ends_are_left_out),
    Promise("Reads see every write that was answered before them", a_read_shows_what_was_answered_before),
    Promise("A batch whose answer is lost is applied or not, and the fence tells", a_batch_whose_answer_is_lost),
    Promise("deleteDuplicates keeps the first and touches nothing outside its range", of_duplicates_the_first_stays),
    Promise("findReplace replaces whole cells of one tab and counts them", whole_cells_are_found_and_replaced),
    Promise("cutPaste moves rows to another tab and empties their source", what_is_cut_stands_elsewhere),
)
