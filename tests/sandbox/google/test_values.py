"""The values.* methods, and what typing, formats and formulas make of a cell."""

from typing import Any

import pytest
import requests

from sandbox.google.grid.cell import Formula
from sandbox.google.methods.core import Google

URL = "https://sheets.googleapis.com/v4/spreadsheets/S"
TYPED = {"valueInputOption": "USER_ENTERED"}


def put(session: requests.Session, where: str, rows: list[list[Any]], **query: str) -> requests.Response:
    return session.put(f"{URL}/values/{where}", params=TYPED | query, json={"range": where, "values": rows})


def shown(session: requests.Session, where: str, **query: str) -> dict[str, Any]:
    found: dict[str, Any] = session.get(f"{URL}/values/{where}", params=query).json()
    return found


@pytest.mark.parametrize(
    ("typed", "value", "number_format", "formatted"),
    [
        ("1,234.50", 1234.5, {"type": "NUMBER", "pattern": "#,##0.00"}, "1,234.50"),
        ("110", 110, None, "110"),
        ("-2.5", -2.5, None, "-2.5"),
        ("12%", 0.12, {"type": "PERCENT", "pattern": "0%"}, "12%"),
        ("12.5%", 0.125, {"type": "PERCENT", "pattern": "0.00%"}, "12.50%"),
        ("$60.00", 60, {"type": "CURRENCY", "pattern": '"$"#,##0.00'}, "$60.00"),
        ("-$60", -60, {"type": "CURRENCY", "pattern": '"$"#,##0'}, "-$60"),
        ("($60.00)", -60, {"type": "CURRENCY", "pattern": '"$"#,##0.00'}, "-$60.00"),
        ("1e3", 1000, {"type": "SCIENTIFIC", "pattern": "0.00E+00"}, "1.00E+03"),
        ("00123", 123, None, "123"),
        ("+491701234567", 491701234567, None, "491701234567"),
        ("true", True, None, "TRUE"),
        ("2026-11-22", 46348, {"type": "DATE", "pattern": "yyyy-mm-dd"}, "2026-11-22"),
        ("11/22/2026", 46348, {"type": "DATE", "pattern": "M/d/yyyy"}, "11/22/2026"),
        (
            "2026-11-22 18:30",
            46348.770833333336,
            {"type": "DATE_TIME", "pattern": "yyyy-mm-dd h:mm"},
            "2026-11-22 18:30",
        ),
        ("6:30:15 PM", 0.7710069444444444, {"type": "TIME", "pattern": "h:mm:ss am/pm"}, "6:30:15 pm"),
        ("'00123", "00123", None, "00123"),
        ("2026-13-45", "2026-13-45", None, "2026-13-45"),
        ("K7Q4ZD", "K7Q4ZD", None, "K7Q4ZD"),
        ("E34333", "E34333", None, "E34333"),
        ("3E4222", "3E4222", None, "3E4222"),
        ("12 + 3", "12 + 3", None, "12 + 3"),
    ],
)
def test_typing_is_understood_as_google_does(
    session: requests.Session, typed: str, value: object, number_format: dict[str, str] | None, formatted: str
) -> None:
    put(session, "Members!A1", [[typed]])

    assert shown(session, "Members!A1", valueRenderOption="UNFORMATTED_VALUE")["values"] == [[value]]
    assert shown(session, "Members!A1")["values"] == [[formatted]]
    fields = "sheets.data.rowData.values.userEnteredFormat.numberFormat"
    cell = session.get(URL, params={"fields": fields, "ranges": "Members!A1"}).json()
    kept = cell["sheets"][0]["data"][0]["rowData"][0]["values"][0]
    assert kept == ({"userEnteredFormat": {"numberFormat": number_format}} if number_format else {})


def test_raw_values_stay_what_they_are(session: requests.Session) -> None:
    put(session, "Members!A1", [["=1+1", "00123", 7, True]], valueInputOption="RAW")

    assert shown(session, "Members!A1:D1", valueRenderOption="UNFORMATTED_VALUE")["values"] == [
        ["=1+1", "00123", 7, True]
    ]


def test_a_cell_formatted_as_text_keeps_what_is_typed(google: Google, session: requests.Session) -> None:
    text = {"userEnteredFormat": {"numberFormat": {"type": "TEXT"}}}
    google.edit("S", [{"repeatCell": {"range": {"endColumnIndex": 1}, "cell": text, "fields": "userEnteredFormat"}}])

    put(session, "Members!A1", [["00123", "00123"]])

    assert google.tab("S", "Members") == [["00123", 123]]


@pytest.mark.parametrize("major", ["ROWS", "COLUMNS"])
def test_each_read_shows_its_own_part_of_a_tab_as_it_is_then(
    google: Google, session: requests.Session, major: str
) -> None:
    bold = {"userEnteredFormat": {"textFormat": {"bold": True}}}
    google.edit("S", [{"repeatCell": {"range": {"endRowIndex": 60}, "cell": bold, "fields": "userEnteredFormat"}}])
    places = ("Members!A1:B2", "Members!A2:B3", "Members!B1:B3", "Members!A1:B9")

    def read() -> list[Any]:
        return [shown(session, place, majorDimension=major).get("values") for place in places]

    def drawn(*rows: list[str]) -> list[Any]:
        parts = (rows[:2], rows[1:3], [row[1:] for row in rows[:3]], rows)
        return [[list(line) for line in (part if major == "ROWS" else zip(*part, strict=True))] for part in parts]

    put(session, "Members!A1", [["Ana", "7001"], ["Boris", "7002"], ["Layla", "7003"]])
    assert read() == read() == drawn(["Ana", "7001"], ["Boris", "7002"], ["Layla", "7003"])

    put(session, "Members!A2", [["Carla"]])
    assert read() == drawn(["Ana", "7001"], ["Carla", "7002"], ["Layla", "7003"])


def test_whole_numbers_are_sent_without_a_fraction(session: requests.Session) -> None:
    put(session, "Members!A1", [[110.0, 4221234567890123, 1e20, 0]])

    answer = session.get(f"{URL}/values/Members!A1:D1", params={"valueRenderOption": "UNFORMATTED_VALUE"})

    assert '"values": [[110,4221234567890123,1e+20,0]]' in answer.text


def test_days_are_serial_numbers_or_texts(session: requests.Session) -> None:
    put(session, "Members!A1", [["2026-11-22", 5]])

    texts = {"valueRenderOption": "UNFORMATTED_VALUE", "dateTimeRenderOption": "FORMATTED_STRING"}
    assert shown(session, "Members!A1:B1", valueRenderOption="UNFORMATTED_VALUE")["values"] == [[46348, 5]]
    assert shown(session, "Members!A1:B1", **texts)["values"] == [["2026-11-22", 5]]


def test_only_simple_formulas_are_computed(session: requests.Session) -> None:
    formulas = ["=1+2*3", "=-(A3+1)/2", "=A3", "=ROW()", "=SUM(A3:A4)", "=1/0", "=D2+1", '=IMPORTXML("x")', "=$A$3^2"]
    formulas += ['="a ""b"" A3"', '="x"+1']
    put(session, "Members!A2", [formulas, [5, "x"]])

    values = shown(session, "Members!A2:K2", valueRenderOption="UNFORMATTED_VALUE")["values"]
    typed = shown(session, "Members!A2:K2", valueRenderOption="FORMULA")["values"]

    assert values == [[7, -3, 5, 2, "#NAME?", "#DIV/0!", 3, "#NAME?", 25, 'a "b" A3', "#VALUE!"]]
    assert typed == [formulas]


def test_broken_formulas_show_googles_errors(session: requests.Session) -> None:
    put(session, "Members!A1", [["=B1+1", "=A1", "=D1+1", "word", "=ZZ1", "=E1"]])

    row = shown(session, "Members!A1:F1", valueRenderOption="UNFORMATTED_VALUE")["values"]
    cells = session.get(URL, params={"ranges": "Members!E1", "fields": "sheets.data.rowData.values.effectiveValue"})

    assert row == [["#REF!", "#REF!", "#VALUE!", "word", "#REF!", "#REF!"]]
    error = cells.json()["sheets"][0]["data"][0]["rowData"][0]["values"][0]["effectiveValue"]["errorValue"]
    assert error["type"] == "REF"


def test_empty_ends_are_left_out(session: requests.Session) -> None:
    put(session, "Members!B2", [["x", ""], [], ["", ""]])

    assert shown(session, "Members!A1:D9") == {
        "range": "Members!A1:D9",
        "majorDimension": "ROWS",
        "values": [[], ["", "x"]],
    }
    assert shown(session, "Members!A1:D9", majorDimension="COLUMNS")["values"] == [[], ["", "x"]]
    assert shown(session, "Ledger") == {"range": "Ledger!A1:Z1000", "majorDimension": "ROWS"}
    assert shown(session, "Members!C5:5000")["range"] == "Members!C5:Z1000"


def test_many_ranges_are_read_at_once(google: Google, session: requests.Session) -> None:
    google.enter("S", "Members!A1", [["Ana", 110]])
    google.edit(
        "S", [{"addNamedRange": {"namedRange": {"name": "points", "range": {"endRowIndex": 1, "startColumnIndex": 1}}}}]
    )
    query = {"ranges": ["A1", "Points", "'Ledger'!A:B"], "fields": "valueRanges(range,values)"}

    answer = session.get(f"{URL}/values:batchGet", params=query).json()

    assert answer == {
        "valueRanges": [
            {"range": "Members!A1", "values": [["Ana"]]},
            {"range": "Members!B1:Z1", "values": [["110"]]},
            {"range": "Ledger!A1:B1000"},
        ]
    }


def test_ranges_are_found_by_data_filter_too(google: Google, session: requests.Session) -> None:
    google.enter("S", "Members!A1", [["Ana"]])

    found = session.post(f"{URL}/values:batchGetByDataFilter", json={"dataFilters": [{"a1Range": "Members!A1"}]})

    (matched,) = found.json()["valueRanges"]
    assert matched["valueRange"]["values"] == [["Ana"]]
    assert matched["dataFilters"] == [{"a1Range": "Members!A1"}]


def test_an_update_says_what_it_wrote(session: requests.Session) -> None:
    back = {"includeValuesInResponse": "true", "responseValueRenderOption": "UNFORMATTED_VALUE"}

    answer = put(session, "Members!B2", [["1", None], ["2", "3"]], **back).json()

    assert answer == {
        "spreadsheetId": "S",
        "updatedRange": "Members!B2:C3",
        "updatedRows": 2,
        "updatedColumns": 2,
        "updatedCells": 3,
        "updatedData": {"range": "Members!B2:C3", "majorDimension": "ROWS", "values": [[1], [2, 3]]},
    }


def test_null_leaves_a_cell_and_an_empty_text_clears_it(google: Google, session: requests.Session) -> None:
    google.enter("S", "Members!A1", [["Ana", "Boris"]])

    put(session, "Members!A1", [[None, ""]])

    assert google.tab("S", "Members") == [["Ana"]]


def test_values_may_grow_the_grid_but_not_leave_their_range(google: Google, session: requests.Session) -> None:
    grown = put(session, "Members!A1000", [["a"], ["b"]])
    row = put(session, "Members!A1:B1", [["a"], ["b"]])
    column = put(session, "Members!A1:B1", [["a", "b", "c"]])
    outside = put(session, "Members!A2000", [["a"]])

    assert grown.status_code == 200
    assert google.spreadsheet("S").sheets[0].row_count == 1001
    writing = "Requested writing within range [Members!A1:B1], but tried writing to"
    assert row.json()["error"]["message"] == f"{writing} row [2]"
    assert column.json()["error"]["message"] == f"{writing} column [C]"
    assert outside.json()["error"]["message"].startswith("Range (Members!A2000) exceeds grid limits. Max rows: 1001")


@pytest.mark.parametrize(
    ("body", "query", "message"),
    [
        ({"values": [["a"]]}, {}, "'valueInputOption' is required but not specified"),
        (
            {"values": "X"},
            TYPED,
            "Invalid value at 'data.values' (type.googleapis.com/google.protobuf.ListValue), \"X\"",
        ),
        ({"values": [["a", ["b"]]]}, TYPED, "Invalid values[0][1]: list_value {\n}\n"),
        ({"range": "ZZ998"}, TYPED, "Request range[A1] does not match value's range[ZZ998]"),
        (
            {"values": [["x" * 50_001]]},
            TYPED,
            "Your input contains more than the maximum of 50000 characters in a single cell.",
        ),
    ],
)
def test_values_that_cannot_be_written_are_refused(
    google: Google, session: requests.Session, body: dict[str, Any], query: dict[str, str], message: str
) -> None:
    google.edit("S", [{"appendDimension": {"dimension": "COLUMNS", "length": 700}}])

    answer = session.put(f"{URL}/values/A1", params=query, json=body)

    assert answer.status_code == 400
    assert answer.json()["error"]["message"] == message


def test_several_ranges_are_written_all_or_none(google: Google, session: requests.Session) -> None:
    good = [{"range": "Members!A1", "values": [["Ana"]]}, {"range": "Ledger!B1:B2", "values": [[1], [2]]}]
    body = {"valueInputOption": "RAW", "data": [*good, {"range": "NoSuchTab!A1", "values": [["x"]]}]}

    refused = session.post(f"{URL}/values:batchUpdate", json=body)
    untouched = google.tab("S", "Members")
    done = session.post(f"{URL}/values:batchUpdate", json=body | {"data": good}).json()

    assert refused.json()["error"]["message"] == "Invalid data[2]: Unable to parse range: NoSuchTab!A1"
    assert untouched == []
    totals = [done[f"totalUpdated{name}"] for name in ("Rows", "Columns", "Cells", "Sheets")]
    assert totals == [3, 2, 3, 2]
    assert done["responses"][1]["updatedRange"] == "Ledger!B1:B2"


def test_cleared_cells_keep_their_format(google: Google, session: requests.Session) -> None:
    google.enter("S", "Members!A1", [["$60.00", "b"], ["c", "d"]])

    single = session.post(f"{URL}/values/Members!A1:A9:clear").json()
    many = session.post(f"{URL}/values:batchClear", json={"ranges": ["Members!B1", "Ledger"]}).json()
    wrong = session.post(f"{URL}/values:batchClear", json={"ranges": ["Members!B2", "Members!A1001:ZZ"]}).json()

    assert single == {"spreadsheetId": "S", "clearedRange": "Members!A1:A9"}
    assert many["clearedRanges"] == ["Members!B1", "Ledger!A1:Z1000"]
    assert wrong["error"]["message"].startswith("Invalid range[1]: Range (Members!A1001:ZZ) exceeds grid limits.")
    assert google.tab("S", "Members") == [[], ["", "d"]]
    assert google.spreadsheet("S").sheets[0].cell(0, 0).format is not None


def append(session: requests.Session, where: str, rows: list[list[Any]], **query: str) -> dict[str, Any]:
    found: dict[str, Any] = session.post(
        f"{URL}/values/{where}:append", params=TYPED | query, json={"values": rows}
    ).json()
    return found


@pytest.mark.parametrize(
    ("where", "table", "written"),
    [
        ("Members", "B4:D6", "B7"),
        ("Members!A1", "A1:C2", "A3"),
        ("Members!C5:D5", "B4:D6", "B7"),
        ("Members!B2:D4", "B4:D6", "B7"),
        ("Members!A3:G10", "B4:D6", "B7"),
    ],
)
def test_an_append_finds_the_table_as_in_googles_guide(
    google: Google, session: requests.Session, where: str, table: str, written: str
) -> None:
    google.enter(
        "S", "Members!A1", [["x", "y", "z"], ["x", "y", "z"], [], ["", "x", "y"], ["", "", "y", "z"], ["", "x"]]
    )

    answer = append(session, where, [["new"]])

    assert answer["tableRange"] == f"Members!{table}"
    assert answer["updates"]["updatedRange"] == f"Members!{written}"


def test_an_append_overwrites_or_inserts(google: Google, session: requests.Session) -> None:
    google.enter("S", "Members!A1", [["Name"], ["Ana"], [], ["notes"]])

    append(session, "Members!A1", [["Boris"], ["Layla"]], insertDataOption="INSERT_ROWS")
    append(session, "Ledger", [["first"]])
    inserted = google.tab("S", "Members")
    append(session, "Members!A1:A3", [["over"], ["the notes"]], insertDataOption="OVERWRITE")

    assert inserted == [["Name"], ["Ana"], ["Boris"], ["Layla"], [], ["notes"]]
    assert google.tab("S", "Members")[4:] == [["over"], ["the notes"]]
    assert google.tab("S", "Ledger") == [["first"]]


def test_an_append_grows_a_full_grid(google: Google, session: requests.Session) -> None:
    grid = {"properties": {"gridProperties": {"rowCount": 1, "columnCount": 2}}, "fields": "gridProperties"}
    google.edit("S", [{"updateSheetProperties": grid}])
    google.enter("S", "Members!A1", [["a", "b"]])

    append(session, "Members", [["c", "d", "e"]])

    sheet = google.spreadsheet("S").sheets[0]
    assert (sheet.row_count, sheet.column_count) == (2, 3)


def test_a_description_has_what_its_mask_asks_for(google: Google, session: requests.Session) -> None:
    google.enter("S", "Members!A1", [["Ana", "$60.00"]])
    nested = "properties/title,sheets(properties(sheetId,title),data.rowData.values(effectiveValue,formattedValue))"

    masked = session.get(URL, params={"fields": nested, "ranges": "Members!A1:B2"}).json()
    plain = session.get(URL).json()
    whole = session.get(URL, params={"includeGridData": "true"}).json()

    money = {"effectiveValue": {"numberValue": 60}, "formattedValue": "$60.00"}
    name = {"effectiveValue": {"stringValue": "Ana"}, "formattedValue": "Ana"}
    members = {"properties": {"sheetId": 0, "title": "Members"}, "data": [{"rowData": [{"values": [name, money]}]}]}
    assert masked == {"properties": {"title": "Shop"}, "sheets": [members]}
    assert [sheet["properties"]["title"] for sheet in plain["sheets"]] == ["Members", "Ledger"]
    assert "data" not in plain["sheets"][0]
    assert len(whole["sheets"][0]["data"][0]["rowMetadata"]) == 1000


def test_a_spreadsheet_can_be_created(session: requests.Session) -> None:
    cells = [{"values": [{"userEnteredValue": {"stringValue": "Ana"}}]}]
    sheet = {"properties": {"title": "People"}, "data": [{"startRow": 1, "rowData": cells}]}
    body = {"properties": {"title": "New", "timeZone": "Europe/Berlin"}, "sheets": [sheet]}

    made = session.post("https://sheets.googleapis.com/v4/spreadsheets", json=body).json()
    other = session.post("https://sheets.googleapis.com/v4/spreadsheets", json={}).json()

    base = "https://sheets.googleapis.com/v4/spreadsheets"
    assert session.get(f"{base}/{made['spreadsheetId']}/values/People").json()["values"] == [[], ["Ana"]]
    assert made["properties"]["timeZone"] == "Europe/Berlin"
    assert made["sheets"][0]["properties"]["sheetId"] == 0
    assert other["sheets"][0]["properties"]["title"] == "Sheet1"
    assert other["spreadsheetId"] != made["spreadsheetId"]


def test_formulas_follow_their_cells(google: Google) -> None:
    google.enter("S", "Members!A1", [["Points", "Double"], [110, "=A2*2"], [60, "=A3*2"], ["", "=SUM(A$2:A3)+A1"]])
    row = {"sheetId": 0, "dimension": "ROWS", "startIndex": 2, "endIndex": 3}
    column = {"sheetId": 0, "dimension": "COLUMNS", "startIndex": 0, "endIndex": 1}

    google.edit("S", [{"insertDimension": {"range": row}}, {"insertDimension": {"range": column}}])
    inserted = [formula(google, index, 2) for index in (1, 3, 4)]
    google.edit("S", [{"deleteDimension": {"range": row | {"startIndex": 1, "endIndex": 2}}}])
    deleted = [formula(google, index, 2) for index in (2, 3)]
    google.edit("S", [{"deleteDimension": {"range": {**column, "startIndex": 1, "endIndex": 2}}}])

    assert inserted == ["=B2*2", "=B4*2", "=SUM(B$2:B4)+B1"]
    assert deleted == ["=B3*2", "=SUM(B$2:B3)+B1"]
    assert formula(google, 2, 1) == "=#REF!*2"
    assert google.tab("S", "Members")[2] == ["", "#REF!"]


def test_formulas_of_other_tabs_follow_too_and_lose_a_tab_that_is_deleted(google: Google) -> None:
    google.enter("S", "Ledger!A1", [["=Members!A2*2", "=SUM(members!A1:A9)", "=A2"]])
    ledger = google.sheet("S", "Ledger")
    row = {"sheetId": 0, "dimension": "ROWS", "startIndex": 1, "endIndex": 3}

    google.edit("S", [{"insertDimension": {"range": row}}])
    followed = [cell.value for cell in google.sheet("S", "Ledger").row(0)]
    google.edit("S", [{"deleteSheet": {"sheetId": 0}}])
    lost = [cell.value for cell in google.sheet("S", "Ledger").row(0)]

    assert followed == [Formula("=Members!A4*2"), Formula("=SUM(members!A1:A11)"), Formula("=A2")]
    assert lost == [Formula("=#REF!*2"), Formula("=SUM(#REF!)"), Formula("=A2")]
    assert ledger.id


def test_references_to_another_tab_and_open_ranges_are_read_as_what_they_are(google: Google) -> None:
    google.enter("S", "Members!B1", [["=Ledger!A2+SUM(A2:A)+SUM($2:3)"]])
    row = {"sheetId": 0, "dimension": "ROWS", "startIndex": 1, "endIndex": 2}
    column = {"sheetId": 0, "dimension": "COLUMNS", "startIndex": 0, "endIndex": 1}

    google.edit("S", [{"insertDimension": {"range": row}}, {"insertDimension": {"range": column}}])

    assert formula(google, 0, 2) == "=Ledger!A2+SUM(B3:B)+SUM($3:4)"


def test_a_sorted_row_takes_its_formulas_along(google: Google) -> None:
    google.enter("S", "Members!A1", [[2, "=A1*10", '="A1"&Ledger!A1&A1x'], [1, "=A2*$A$1"]])

    google.edit("S", [{"sortRange": {"range": {"endRowIndex": 2}, "sortSpecs": [{"sortOrder": "ASCENDING"}]}}])

    assert google.tab("S", "Members") == [[1, 1], [2, 20, "#NAME?"]]
    assert formula(google, 1, 2) == '="A1"&Ledger!A1&A1x'


def test_a_check_box_is_false_until_it_is_ticked(google: Google, session: requests.Session) -> None:
    place = {"startRowIndex": 0, "endRowIndex": 3, "startColumnIndex": 0, "endColumnIndex": 1}
    box = {"setDataValidation": {"range": place, "rule": {"condition": {"type": "BOOLEAN"}}}}

    google.edit("S", [box])
    google.enter("S", "Members!A2", [[True]])
    read = session.get(f"{URL}/values/Members!A1:A9?valueRenderOption=UNFORMATTED_VALUE").json()["values"]
    session.post(f"{URL}/values/Members!A1:A3:clear")
    google.edit("S", [{"appendCells": {"rows": [{"values": [{"note": "below"}]}], "fields": "note"}}])

    assert read == [[False], [True], [False]]
    assert google.tab("S", "Members") == [[False], [False], [False]]
    assert google.sheet("S", "Members").cell(3, 0).note == "below"


def test_a_tab_is_found_whatever_the_case_of_its_title(google: Google, session: requests.Session) -> None:
    google.enter("S", "members!A1", [["Ana"]])

    answer = session.get(f"{URL}/values/'MEMBERS'!A1").json()

    assert (answer["range"], answer["values"]) == ("Members!A1", [["Ana"]])


def formula(google: Google, row: int, column: int) -> str:
    value = google.spreadsheet("S").sheets[0].cell(row, column).value
    assert isinstance(value, Formula)
    return value.text
