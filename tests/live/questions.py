"""What nobody has told us of Google: each question gives what was seen, or Differs from what is assumed."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event

from sheets.codec.a1 import quoted
from sheets.engine import fence
from sheets.google.client import Google
from sheets.google.errors import QuotaSpent, RequestRefused, TabsChanged, WorkbookError
from tests.live.google import REQUEST_SECONDS, BatchRefused, Json, Live, Stopped
from tests.live.promises import NO_SHEET, ROUNDS, CannotTell, Differs, Promise, expect, refusal
from tests.live.scratch import ROWS, Pair

SNAPSHOT_READS = 12
RANGES_BETWEEN = 40
MOST_READS = 130
"""More than twice of what Google gives one account in a minute."""
FILTERS = 20
NEARLY = 0.8
"""A minute may begin while reads are counted."""
LOCALES = ("ru_RU", "ar_EG", "de_DE", "ja_JP")
LANGUAGES = ("ru", "ar", "de", "ja")


def one_read_is_one_snapshot(pair: Pair) -> str:
    """One connection writes a number into two tabs at once, again and again, while another reads both."""
    writer, done = pair.live.another(), Event()

    def write() -> int:
        number = 0
        while not done.is_set():
            number += 1
            writer.batch(pair.text(0, str(number)), pair.text(0, str(number), tab=pair.b))
        return number

    boxes = [pair.box(0, 1), *(pair.box(1, 2) for _ in range(RANGES_BETWEEN)), pair.box(0, 1, tab=pair.b)]
    names = [f"'{pair.a}'!A1", *(f"'{pair.a}'!A2:D2" for _ in range(RANGES_BETWEEN)), f"'{pair.b}'!A1"]
    with ThreadPoolExecutor(1) as thread:
        writing = thread.submit(write)
        try:
            for _ in range(SNAPSHOT_READS):
                _same_number("values:batchGet", pair.live.values(*names))
                _same_number("values:batchGetByDataFilter", pair.live.values_in(*boxes))
        finally:
            done.set()
    return f"{2 * SNAPSHOT_READS} reads during {writing.result()} writes"


def _same_number(method: str, found: Sequence[Json]) -> None:
    first, last = (value_range.get("values", [["nothing"]])[0][0] for value_range in (found[0], found[-1]))
    expect(first == last, f"{method} showed {first} in its first range and {last} in its last, written at once")


def many_filters_are_one_read(pair: Pair) -> str:
    """Counts the reads of a minute twice: with one filter in each, and with many."""
    boxes = [pair.box(row % ROWS, row % ROWS + 1) for row in range(FILTERS)]
    if pair.live.reads_left(boxes[0], most=MOST_READS) is None:
        raise CannotTell(f"no quota was met within {MOST_READS} reads")
    pair.live.wait_for_quota()
    plain = pair.live.reads_left(boxes[0], most=MOST_READS)
    pair.live.wait_for_quota()
    filtered = pair.live.reads_left(*boxes, most=MOST_READS)
    pair.live.wait_for_quota()
    expect(plain is not None and filtered is not None, "the quota was there and then it was not: ask once more")
    seen = f"a minute has {plain} reads of one filter, and {filtered} of {FILTERS} filters"
    expect((filtered or 0) >= NEARLY * (plain or 0), seen)
    return seen


def a_range_that_is_unknown_prevents_the_batch(pair: Pair) -> str:
    """The answer is asked to show a range that is not there, as when the owner has deleted a name."""
    unknown = f"{pair.prefix}unknown"
    try:
        pair.live.batch(pair.text(0, "written"), includeSpreadsheetInResponse=True, responseRanges=[unknown])
    except BatchRefused as error:
        expect(not pair.grid(), f"it was refused, and yet it was applied: {error}")
        return str(error)
    raise Differs("it was applied, and the answer leaves the range out" if pair.grid() else "it was lost, not refused")


def an_unknown_range_fails_the_whole_read(pair: Pair) -> str:
    """One of two ranges is not there."""
    try:
        found = pair.live.values(f"'{pair.a}'!A1", f"'{pair.a} gone'!A1")
    except BatchRefused as error:
        return str(error)
    raise Differs(f"it was answered with {len(found)} ranges")


NUMBER_SHOWN: Json = {"userEnteredFormat": {"numberFormat": {"type": "NUMBER", "pattern": "#,##0"}}}
NUMBERS: tuple[tuple[str, Json], ...] = (
    ("a number", {"userEnteredValue": {"numberValue": 7002}}),
    ("a number that is shown as 7,002", {"userEnteredValue": {"numberValue": 7002}} | NUMBER_SHOWN),
    ("a longer number", {"userEnteredValue": {"numberValue": 70021}}),
    ("a text", {"userEnteredValue": {"stringValue": "7002"}}),
    ("a formula", {"userEnteredValue": {"formulaValue": "=7000+2"}}),
)


def numbers_are_found_as_they_are_shown(pair: Pair) -> str:
    """What findReplace takes for 7002 when it looks at whole cells."""
    rows = [{"values": [cell]} for _, cell in NUMBERS]
    start = {"sheetId": pair.ids[pair.a], "rowIndex": 0, "columnIndex": 0}
    write = {"updateCells": {"start": start, "rows": rows, "fields": "userEnteredValue,userEnteredFormat"}}
    search = {"find": "7002", "replacement": "", "matchEntireCell": True, "sheetId": pair.ids[pair.a]}
    replies = pair.live.batch(write, {"findReplace": search})
    grid = pair.grid() + [[]] * len(NUMBERS)
    gone = [name for (name, _), row in zip(NUMBERS, grid, strict=False) if not row or row[0] == ""]
    told = replies[-1].get("findReplace", {}).get("occurrencesChanged", 0)
    seen = f"{', '.join(gone) or 'nothing'} was found, and the reply tells of {told}"
    expect(gone == ["a number", "a text"] and told == len(gone), seen)
    return seen


def refusals_are_known_in_every_language(pair: Pair) -> str:
    """The words of refusal to callers who ask in other languages, and in spreadsheets of other countries."""
    pair.live.batch(pair.name("name", "one"))
    for language in LANGUAGES:
        _known_refusals(pair, language)
    before = pair.live.describe("properties.locale")["properties"]["locale"]
    try:
        for locale in LOCALES:
            pair.live.batch(_locale(locale))
            _known_refusals(pair, locale.partition("_")[0])
        return refusal(pair.live, pair.unname("nobody"))
    finally:
        pair.live.batch(_locale(before))


def a_pointer_leads_to_another_tab(pair: Pair) -> str:
    """What set-up writes into the tab Start: a value of another tab, found by its name, as a link to its cell."""
    pair.live.batch(pair.text(1, "Unit", "2.50", tab=pair.b), pair.text(2, "Colour", "green", tab=pair.b))
    tab = quoted(pair.b)
    row = f'MATCH("Colour";{tab}!$A:$A;0)'
    place = f'"#gid={pair.ids[pair.b]}&range="&ADDRESS({row};COLUMN({tab}!$B:$B);4)'
    formula = f'=IFERROR(HYPERLINK({place};INDEX({tab}!$B:$B;{row}));"…")'
    pair.live.batch(pair.write(0, {"userEnteredValue": {"formulaValue": formula}}))
    expect(pair.grid() == [["green"]], pair.grid())
    found = pair.live.describe("sheets(data(rowData(values(hyperlink))))", f"{quoted(pair.a)}!A1")
    [cell] = found["sheets"][0]["data"][0]["rowData"][0]["values"]
    link = str(cell.get("hyperlink", ""))
    expect(link.endswith(f"#gid={pair.ids[pair.b]}&range=B3"), link)
    return link


def _locale(name: str) -> Json:
    return {"updateSpreadsheetProperties": {"properties": {"locale": name}, "fields": "locale"}}


def _known_refusals(pair: Pair, language: str) -> None:
    other = pair.live.another()
    other.session.headers["Accept-Language"] = language
    gone = {"updateCells": {"start": {"sheetId": NO_SHEET}, "rows": [], "fields": "userEnteredValue"}}
    for batch in (pair.name("name", "two"), pair.unname("nobody"), gone):
        error = as_the_program_hears(other, batch)
        if "updateCells" in batch:
            expect(isinstance(error, TabsChanged), f"in {language} of a tab that is gone: {error}")
        else:
            fences = type(error) is RequestRefused and fence.refused_by_fence(str(error))
            expect(fences, f"in {language} of the fence: {error}")


def as_the_program_hears(live: Live, *batch: Json) -> WorkbookError | None:
    """What the program's own way to Google makes of the answer to a batch; None when it was applied."""
    google = Google(live.spreadsheet, live.session, url=live.url)
    for _ in range(ROUNDS):
        try:
            google.commit(batch, seconds=REQUEST_SECONDS, spent=live.spent)
        except QuotaSpent:
            live.wait_for_quota()
        except WorkbookError as error:
            return error
        else:
            return None
    raise Stopped("Google's quota is spent, and did not come back in time")


QUESTIONS = (
    Promise("One batchGet, and one batchGetByDataFilter, shows one moment", one_read_is_one_snapshot),
    Promise("A batchGetByDataFilter counts as one read, however many filters it has", many_filters_are_one_read),
    Promise(
        "A batch whose answer is to show a range that is unknown is not applied",
        a_range_that_is_unknown_prevents_the_batch,
    ),
    Promise("A read of which one range is unknown is refused as a whole", an_unknown_range_fails_the_whole_read),
    Promise("findReplace finds numbers as they are shown, and no formulas", numbers_are_found_as_they_are_shown),
    Promise("The words of refusal are known in every language", refusals_are_known_in_every_language),
    Promise("A pointer shows what stands in another tab, and tells where it leads", a_pointer_leads_to_another_tab),
)
