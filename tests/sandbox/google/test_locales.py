"""What is typed and shown in a spreadsheet of each locale, and which places a spreadsheet may be at home in."""

import json
from typing import Any

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from sandbox.google.cell_text import locales, number_formats
from sandbox.google.cell_text.entering import parse
from sandbox.google.grid.cell import Formula
from sandbox.google.http.exchange import Request
from sandbox.google.methods import values_methods
from sandbox.google.methods.core import Google

URL = "https://sheets.googleapis.com/v4/spreadsheets"
EURO = {"type": "CURRENCY", "pattern": '#,##0.00\u00a0"€"'}
WHOLE_EURO = {"type": "CURRENCY", "pattern": '#,##0\u00a0"€"'}
NOVEMBER_27 = 46353
GROUPED = {"type": "NUMBER", "pattern": "#,##0.00"}
USED = ("en_US", "en_GB", "de_DE", "fr_FR", "ru_RU", "ar_EG")


def at_home(google: Google, locale: str) -> str:
    """A spreadsheet of this locale."""
    google.create(locale, sheets=("Members",), locale=locale)
    return locale


def read(google: Google, spreadsheet_id: str, where: str, option: str) -> Any:
    query = (("valueRenderOption", option),)
    answer = google.answer(Request("GET", f"/v4/spreadsheets/{spreadsheet_id}/values/{where}", query))
    return json.loads(answer.body)["values"]


def day(pattern: str) -> dict[str, str]:
    return {"type": "DATE", "pattern": pattern}


@pytest.mark.parametrize(
    ("locale", "typed", "value", "number_format", "shown"),
    [
        ("de_DE", "1.234,56", 1234.56, GROUPED, "1.234,56"),
        ("de_DE", "1,5", 1.5, None, "1,5"),
        ("de_DE", "-0,25", -0.25, None, "-0,25"),
        ("de_DE", "1.234.567", 1234567, {"type": "NUMBER", "pattern": "#,##0"}, "1.234.567"),
        ("de_DE", "12,50 €", 12.5, EURO, "12,50\u00a0€"),
        ("de_DE", "€12,50", 12.5, EURO, "12,50\u00a0€"),
        ("de_DE", "-60€", -60, WHOLE_EURO, "-60\u00a0€"),
        ("de_DE", "(60,00 €)", -60, EURO, "-60,00\u00a0€"),
        ("de_DE", "12,5 %", 0.125, {"type": "PERCENT", "pattern": "0.00%"}, "12,50%"),
        ("de_DE", "1,5e3", 1500, {"type": "SCIENTIFIC", "pattern": "0.00E+00"}, "1,50E+03"),
        ("de_DE", "wahr", True, None, "WAHR"),
        ("de_DE", "TRUE", True, None, "WAHR"),
        ("de_DE", "FALSCH", False, None, "FALSCH"),
        ("de_DE", "27.11.2026", NOVEMBER_27, day("dd.MM.yyyy"), "27.11.2026"),
        ("de_DE", "1.5.26", 46143, day("dd.MM.yy"), "01.05.26"),
        ("de_DE", "2026-11-27", NOVEMBER_27, day("yyyy-mm-dd"), "2026-11-27"),
        ("de_DE", "27. November 2026", NOVEMBER_27, day("dd. mmmm yyyy"), "27. November 2026"),
        ("de_DE", "27 Nov 2026", NOVEMBER_27, day("dd mmm yyyy"), "27 Nov. 2026"),
        ("de_DE", "3. Mär 2026", 46084, day("d. mmm yyyy"), "3. März 2026"),
        (
            "de_DE",
            "27.11.2026 18:30",
            NOVEMBER_27 + 18.5 / 24,
            {"type": "DATE_TIME", "pattern": "dd.MM.yyyy h:mm"},
            "27.11.2026 18:30",
        ),
        ("fr_FR", "1 234,56 €", 1234.56, EURO, "1\u202f234,56\u00a0€"),
        ("fr_FR", "1\u202f234,56\u00a0€", 1234.56, EURO, "1\u202f234,56\u00a0€"),
        ("fr_FR", "1\u00a0234", 1234, {"type": "NUMBER", "pattern": "#,##0"}, "1\u202f234"),
        ("fr_FR", "vrai", True, None, "VRAI"),
        ("fr_FR", "27/11/2026", NOVEMBER_27, day("dd/MM/yyyy"), "27/11/2026"),
        ("fr_FR", "1er août 2026", 46235, day('d"er" mmmm yyyy'), "1er août 2026"),
        ("fr_FR", "2 févr. 2026", 46055, day("d mmm yyyy"), "2 févr. 2026"),
        (
            "ru_RU",
            "1 234,56 ₽",
            1234.56,
            {"type": "CURRENCY", "pattern": '#,##0.00\u00a0"₽"'},
            "1\u00a0234,56\u00a0₽",
        ),
        ("ru_RU", "50 руб.", 50, {"type": "CURRENCY", "pattern": '#,##0\u00a0"₽"'}, "50\u00a0₽"),
        ("ru_RU", "ИСТИНА", True, None, "ИСТИНА"),
        ("ru_RU", "ложь", False, None, "ЛОЖЬ"),
        ("ru_RU", "27.11.2026", NOVEMBER_27, day("dd.MM.yyyy"), "27.11.2026"),
        ("ru_RU", "27 ноября 2026 г.", NOVEMBER_27, day('dd mmmm yyyy "г".'), "27 ноября 2026 г."),
        ("ru_RU", "27 ноябрь 2026", NOVEMBER_27, day("dd mmm yyyy"), "27 нояб. 2026"),
        ("ar_EG", "١٢٣٫٤٥", 123.45, None, "123.45"),
        ("ar_EG", "١٬٢٣٤٫٥٠", 1234.5, GROUPED, "1,234.50"),
        ("ar_EG", "٥٠٪", 0.5, {"type": "PERCENT", "pattern": "0%"}, "50%"),
        ("ar_EG", "12.50", 12.5, None, "12.5"),
        ("ar_EG", "12.50 ج.م.\u200f", 12.5, {"type": "CURRENCY", "pattern": '#,##0.00\u00a0"ج.م."'}, "12.50\u00a0ج.م."),
        ("ar_EG", "٢٧/١١/٢٠٢٦", NOVEMBER_27, day("d/M/yyyy"), "27/11/2026"),
        ("ar_EG", "27 نوفمبر 2026", NOVEMBER_27, day("dd mmmm yyyy"), "27 نوفمبر 2026"),
        ("ar_EG", "6:30 م", 18.5 / 24, {"type": "TIME", "pattern": "h:mm am/pm"}, "6:30 م"),
        ("ar_EG", "true", True, None, "TRUE"),
        ("en_GB", "27/11/2026", NOVEMBER_27, day("dd/MM/yyyy"), "27/11/2026"),
        ("en_GB", "£12.50", 12.5, {"type": "CURRENCY", "pattern": '"£"#,##0.00'}, "£12.50"),
        ("en_GB", "9 Sept 2026", 46274, day("d mmm yyyy"), "9 Sep 2026"),
        ("en_US", "Nov 27, 2026", NOVEMBER_27, day("mmm dd, yyyy"), "Nov 27, 2026"),
        ("en_US", "27 Nov 2026", NOVEMBER_27, day("dd mmm yyyy"), "27 Nov 2026"),
        (
            "en_US",
            "November 27, 2026 6:30 PM",
            NOVEMBER_27 + 18.5 / 24,
            {"type": "DATE_TIME", "pattern": "mmmm dd, yyyy h:mm am/pm"},
            "November 27, 2026 6:30 pm",
        ),
        ("sv_SE", "2026-11-27", NOVEMBER_27, day("yyyy-MM-dd"), "2026-11-27"),
        ("hu_HU", "2026. 11. 27.", NOVEMBER_27, day("yyyy. MM. dd."), "2026. 11. 27."),
        ("de_CH", "1'234.50", 1234.5, GROUPED, "1’234.50"),
        ("pt_BR", "R$ 1.234,50", 1234.5, {"type": "CURRENCY", "pattern": '"R$"\u00a0#,##0.00'}, "R$\u00a01.234,50"),
    ],
)
def test_typing_is_understood_as_the_locale_writes(
    google: Google, locale: str, typed: str, value: object, number_format: dict[str, str] | None, shown: str
) -> None:
    book = at_home(google, locale)

    google.enter(book, "A1", [[typed]])

    assert read(google, book, "A1", "UNFORMATTED_VALUE") == [[value]]
    assert read(google, book, "A1", "FORMATTED_VALUE") == [[shown]]
    assert (google.sheet(book, "Members").cell(0, 0).format or {}).get("numberFormat") == number_format


@pytest.mark.parametrize(
    ("locale", "typed"),
    [
        ("en_US", "1,5"),
        ("en_US", "27/11/2026"),
        ("en_US", "27.11.2026"),
        ("en_US", "11/22"),
        ("en_US", "11/22-2026"),
        ("en_US", "WAHR"),
        ("en_US", "12,50 €"),
        ("en_US", "60$"),
        ("en_US", "١٢٣"),
        ("en_US", "27 ноября 2026"),
        ("en_US", "$5%"),
        ("de_DE", "1.5"),
        ("de_DE", "1.23,5"),
        ("de_DE", "1,234.56"),
        ("de_DE", "11/27/2026"),
        ("de_DE", "31.02.2026"),
        ("de_DE", "$5"),
        ("de_DE", "18:30 Uhr"),
        ("de_DE", "27 Smarch 2026"),
        ("de_DE", "Nov 27, 2026"),
        ("fr_FR", "1.5"),
        ("fr_FR", "06 12 34 56 78"),
        ("ru_RU", "12 345 678 9"),
        ("ar_EG", "طلب ٤٢"),
    ],
)
def test_what_the_locale_does_not_write_stays_text(google: Google, locale: str, typed: str) -> None:
    book = at_home(google, locale)

    google.enter(book, "A1", [[typed]])

    assert read(google, book, "A1", "UNFORMATTED_VALUE") == [[typed]]
    assert google.sheet(book, "Members").cell(0, 0).format is None


@pytest.mark.parametrize("locale", USED)
def test_raw_values_and_cells_formatted_as_text_stay_what_they_are(google: Google, locale: str) -> None:
    book = at_home(google, locale)
    kinds = {"userEnteredFormat": {"numberFormat": {"type": "TEXT"}}}
    column = {"startColumnIndex": 1, "endColumnIndex": 2}
    google.edit(book, [{"repeatCell": {"range": column, "cell": kinds, "fields": "userEnteredFormat"}}])

    raw = {"values": [["1,5", "1,5"], ["1.5", "1.5"]]}
    google.put(values_methods.update(google.spreadsheet(book), "A1", raw, values_methods.Input("RAW"))[0])
    google.enter(book, "B3", [["1,5"], ["1.5"], ["27.11.2026"]])

    typed = [["1,5"], ["1.5"], ["27.11.2026"]]
    assert read(google, book, "A1:B2", "UNFORMATTED_VALUE") == [["1,5", "1,5"], ["1.5", "1.5"]]
    assert read(google, book, "B3:B5", "UNFORMATTED_VALUE") == typed


@pytest.mark.parametrize(
    ("locale", "shown"),
    [
        ("en_US", ["1,234.50", "$1,234.50", "5/18/1903", "12:00:00 PM", "5/18/1903 12:00:00", "1.23E+03"]),
        ("en_GB", ["1,234.50", "£1,234.50", "18/05/1903", "12:00:00", "18/05/1903 12:00:00", "1.23E+03"]),
        ("de_DE", ["1.234,50", "1.234,50 €", "18.05.1903", "12:00:00", "18.05.1903 12:00:00", "1,23E+03"]),
        ("fr_FR", ["1 234,50", "1 234,50 €", "18/05/1903", "12:00:00", "18/05/1903 12:00:00", "1,23E+03"]),
        ("ru_RU", ["1 234,50", "1 234,50 ₽", "18.05.1903", "12:00:00", "18.05.1903 12:00:00", "1,23E+03"]),
        ("ar_EG", ["1,234.50", "1,234.50 ج.م.", "18/5/1903", "12:00:00 م", "18/5/1903 12:00:00", "1.23E+03"]),
    ],
)
def test_a_format_without_a_pattern_is_the_locale_s(locale: str, shown: list[str]) -> None:
    kinds = ("NUMBER", "CURRENCY", "DATE", "TIME", "DATE_TIME", "SCIENTIFIC")

    found = [number_formats.shown(1234.5, {"type": kind}, locales.named(locale)) for kind in kinds]

    plain = [text.replace("\u00a0", " ").replace("\u202f", " ") for text in found]
    assert [text.replace("pm", "PM") for text in plain] == shown


@pytest.mark.parametrize(
    ("locale", "pattern", "shown"),
    [
        ("en_US", "dddd, mmmm d", "Friday, November 27"),
        ("de_DE", "ddd, d. mmmm", "Fr., 27. November"),
        ("fr_FR", "dddd d mmm", "vendredi 27 nov."),
        ("ru_RU", "dddd, d mmmm", "пятница, 27 ноября"),
        ("ar_EG", "dddd d mmmm", "الجمعة 27 نوفمبر"),
        ("en_US", "mmmmm h a/p", "N 6 p"),
    ],
)
def test_patterns_are_shown_with_the_locale_s_names(locale: str, pattern: str, shown: str) -> None:
    format_ = {"type": "DATE", "pattern": pattern}

    assert number_formats.shown(NOVEMBER_27 + 0.75, format_, locales.named(locale)) == shown


def test_a_currency_in_brackets_is_shown_by_its_sign() -> None:
    german = {"type": "CURRENCY", "pattern": "#,##0.00\\ [$€-407]"}

    assert number_formats.shown(1234.5, german, locales.named("de_DE")) == "1.234,50 €"


@pytest.mark.parametrize(
    ("locale", "typed", "kept", "value"),
    [
        ("de_DE", "=1,5*2", "=1,5*2", 3),
        ("de_DE", "=,5+A2", "=,5+A2", 2.5),
        ("de_DE", "=1.5*2", "=1.5*2", "#NAME?"),
        ("de_DE", "=SUM(A2;1,5)", "=SUM(A2;1,5)", "#NAME?"),
        ("en_US", "=1.5*2", "=1.5*2", 3),
        ("en_US", "=IF(A2;\"a;b\";'x;y'!A1)", "=IF(A2,\"a;b\",'x;y'!A1)", "#NAME?"),
        ("ar_EG", "=SUM({1;2};3)", "=SUM({1;2},3)", "#NAME?"),
    ],
)
def test_formulas_are_written_with_the_locale_s_separators(
    google: Google, locale: str, typed: str, kept: str, value: object
) -> None:
    book = at_home(google, locale)

    google.enter(book, "A1", [[typed], [2]])

    assert read(google, book, "A1", "FORMULA") == [[kept]]
    assert read(google, book, "A1", "UNFORMATTED_VALUE") == [[value]]
    assert google.sheet(book, "Members").cell(0, 0).value == Formula(kept)


def test_find_and_replace_reads_and_types_in_the_locale(google: Google) -> None:
    book = at_home(google, "de_DE")
    google.enter(book, "A1", [["1.234,50"], ["27.11.2026"], ["WAHR"]])

    for find, replacement in ((",50", ",75"), ("27.", "28."), ("WAHR", "FALSCH")):
        google.edit(book, [{"findReplace": {"find": find, "replacement": replacement, "allSheets": True}}])

    assert google.tab(book, "Members") == [[1234.75], [NOVEMBER_27 + 1], [False]]


def test_formulas_are_sorted_by_what_they_come_to_in_the_locale(google: Google) -> None:
    book = at_home(google, "de_DE")
    google.enter(book, "A1", [["=2,5"], ["=1,5"]])

    google.edit(book, [{"sortRange": {"range": {"endRowIndex": 2}, "sortSpecs": [{"sortOrder": "ASCENDING"}]}}])

    assert read(google, book, "A1:A2", "FORMATTED_VALUE") == [["1,5"], ["2,5"]]


def test_another_locale_shows_the_same_values_anew(google: Google, session: requests.Session) -> None:
    google.enter("S", "Members!A1", [[1234.5, "TRUE"]])

    request = {"updateSpreadsheetProperties": {"properties": {"locale": "fr_FR"}, "fields": "locale"}}
    google.edit("S", [request])

    shown = session.get(f"{URL}/S/values/Members!A1:B1").json()["values"]
    described = session.get(f"{URL}/S", params={"ranges": "Members!A1", "includeGridData": "true"}).json()
    assert shown == [["1234,5", "VRAI"]]
    assert described["sheets"][0]["data"][0]["rowData"][0]["values"][0]["formattedValue"] == "1234,5"


@given(
    # a cell without a format shows ten digits
    number=st.floats(min_value=-1e7, max_value=1e7).map(lambda number: round(number, 2) + 0.0),
    locale=st.sampled_from(sorted(locales.NAMES)),
    kind=st.sampled_from(["", "NUMBER", "CURRENCY"]),
)
def test_a_number_that_is_shown_and_typed_again_is_the_same(number: float, locale: str, kind: str) -> None:
    home = locales.named(locale)

    shown = number_formats.shown(number, {"type": kind} if kind else {}, home)

    assert parse(shown, home)[0] == number


@given(serial=st.integers(min_value=10959, max_value=73050), locale=st.sampled_from(sorted(locales.NAMES)))
def test_a_day_that_is_shown_and_typed_again_is_the_same(serial: int, locale: str) -> None:
    home = locales.named(locale)

    shown = number_formats.shown(float(serial), {"type": "DATE"}, home)

    value, number_format = parse(shown, home)
    assert value == serial
    assert number_format is not None
    assert number_formats.shown(float(serial), number_format, home) == shown


def test_the_locales_with_a_decimal_point_are_those_with_commas_in_formulas() -> None:
    # the list of Stack Overflow's question 73767719, recorded in September 2022
    commas = """ar_EG bn_IN cy_GB de_CH en_AU en_CA en_GB en_IE en_US es_MX fil_PH gu_IN he_IL hi_IN iw_IL ja_JP kn_IN
        ko_KR ml_IN mn_MN mr_IN my_MM pa_IN ta_IN te_IN th_TH zh_CN zh_HK zh_TW"""

    assert {name for name in locales.NAMES if locales.named(name).decimal == "."} == set(commas.split())
    assert len(locales.NAMES - {"in_ID", "iw_IL", "no_NO"}) == 72


@pytest.mark.parametrize(
    ("properties", "message"),
    [
        ({"locale": "de_DE"}, None),
        ({"locale": "en"}, None),
        ({"locale": "fil"}, None),
        ({"locale": "xx_XX"}, "Unsupported locale: xx_XX"),
        ({"locale": "de-DE"}, "Unsupported locale: de-DE"),
        ({"locale": "d"}, "Unsupported locale: d"),
        ({"timeZone": "Africa/Cairo"}, None),
        ({"timeZone": "GMT-07:00"}, None),
        ({"timeZone": "GMT+5:30"}, None),
        ({"timeZone": "africa/cairo"}, "Invalid time zone: africa/cairo"),
        ({"timeZone": "GMT+25:00"}, "Invalid time zone: GMT+25:00"),
        ({"timeZone": "Mars/Base"}, "Invalid time zone: Mars/Base"),
    ],
)
def test_a_spreadsheet_is_at_home_only_where_google_knows(
    session: requests.Session, properties: dict[str, str], message: str | None
) -> None:
    update = {"updateSpreadsheetProperties": {"properties": properties, "fields": ",".join(properties)}}

    changed = session.post(f"{URL}/S:batchUpdate", json={"requests": [update]})
    created = session.post(URL, json={"properties": properties})

    now = session.get(f"{URL}/S", params={"fields": "properties"}).json()["properties"]
    if message is None:
        assert (changed.status_code, created.status_code) == (200, 200)
        assert properties.items() <= now.items()
        assert properties.items() <= created.json()["properties"].items()
    else:
        where = "Invalid requests[0].updateSpreadsheetProperties: "
        assert changed.json()["error"]["message"] == f"{where}{message}"
        assert created.json()["error"] == {"code": 400, "message": message, "status": "INVALID_ARGUMENT"}
        assert not any(now[name] == value for name, value in properties.items())


def test_a_mask_of_everything_keeps_locale_and_time_zone_where_none_is_named(google: Google) -> None:
    google.edit("S", [{"updateSpreadsheetProperties": {"properties": {"title": "Cafe"}, "fields": "*"}}])

    properties = google.spreadsheet("S").properties
    assert (properties["title"], properties["locale"], properties["timeZone"]) == ("Cafe", "en_US", "America/New_York")
