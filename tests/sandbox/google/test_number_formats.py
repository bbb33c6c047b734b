"""Numbers as people see them, and field masks as people write them."""

import math
import random
from array import array
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import ROUND_HALF_UP, Context, Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sandbox.google.cell_text import locales, number_formats
from sandbox.google.cell_text.locales import Locale
from sandbox.google.cell_text.shown_numbers import MANY
from sandbox.google.protocol import field_masks
from sandbox.google.protocol.google_errors import Refusal


@pytest.mark.parametrize(
    ("number", "kind", "pattern", "shown"),
    [
        (1 / 3, "", "", "0.3333333333"),
        (0.1 + 0.2, "", "", "0.3"),
        (1234567890123456, "", "", "1.23457E+15"),
        (0.0000000001, "", "", "1E-10"),
        (5, "NUMBER", "", "5.00"),
        (-1234.5, "NUMBER", "#,##0.00;(#,##0.00)", "(1,234.50)"),
        (7, "NUMBER", '000" points"', "007 points"),
        (1.5, "NUMBER", "0.##", "1.5"),
        (2.675, "NUMBER", "0.00", "2.68"),
        (-0.001, "NUMBER", "0.00", "0.00"),
        (0.5, "PERCENT", "0%", "50%"),
        (46348.5, "DATE", "dddd, mmmm d, yyyy", "Sunday, November 22, 2026"),
        (46348.5, "DATE", "ddd d-mmm-yy", "Sun 22-Nov-26"),
        (46348.5, "DATE_TIME", 'yyyy"y" hh:mm:ss AM/PM', "2026y 12:00:00 PM"),
        (46348.999999, "TIME", "h:mm:ss.000", "23:59:59.914"),
        (3, "TEXT", "@", "3"),
        (3, "NUMBER", '"none"', "none"),
    ],
)
def test_numbers_are_shown_by_their_pattern(number: float, kind: str, pattern: str, shown: str) -> None:
    assert number_formats.shown(float(number), {"type": kind, "pattern": pattern}) == shown


def test_a_number_with_more_digits_than_decimals_usually_have_is_shown_with_all_of_them() -> None:
    shown = number_formats.shown(-1e30, {"type": "NUMBER", "pattern": "#,##0.00"})

    assert shown == "-1,000,000,000,000,000,000,000,000,000,000.00"


LOCALES = st.sampled_from(sorted(locales.NAMES)).map(locales.named)
TIES = st.tuples(st.integers(-10_000_000, 10_000_000), st.integers(0, 6)).map(
    lambda found: (found[0] * 10 + 5) / 10.0 ** found[1]
)
NUMBERS = st.one_of(
    st.integers(-3000, 3000).map(float),
    st.floats(-1e6, 1e6),
    st.floats(allow_nan=False, allow_infinity=False),
    TIES,
    TIES.map(lambda tie: math.nextafter(tie, 0)),
    TIES.map(lambda tie: math.nextafter(tie, math.inf)),
)
"""Numbers of all sizes, and those that lie halfway between two texts, or next to it."""

COLUMNS = st.lists(NUMBERS, min_size=1, max_size=12)


@given(COLUMNS, LOCALES, st.sampled_from(["0", "#,##0"]), st.integers(0, 6), st.sampled_from(["", " pts", '"', "%"]))
@example([-0.005, 0.005, 2.675, 1.005, -0.0, -0.004999], locales.named("de_DE"), "#,##0", 2, "%")
@example([1.005, -1.005, 8.675, 1.0049999999999999, 1e12 + 0.005], locales.named("fr_FR"), "#,##0", 2, "")
def test_amounts_of_a_column_are_rounded_half_up_as_they_are_written(
    values: list[float], locale: Locale, whole: str, places: int, after: str
) -> None:
    quoted = after if after in ("", "%") else f"\\{after}" if len(after) == 1 else f'"{after}"'
    pattern = whole + ("." + "0" * places if places else "") + quoted

    texts = number_formats.writer({"type": "NUMBER", "pattern": pattern}, locale)(values)

    exact = Context(prec=700)
    for value, text in zip(values, texts, strict=True):
        shifted = Decimal(repr(value)).scaleb(2 if after == "%" else 0, exact)
        rounded = shifted.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, exact)
        digits = format(rounded.copy_abs(), ",f" if "," in whole else "f").translate(locale.signs)
        assert text == ("-" if rounded < 0 else "") + digits + after


DAY_PARTS: Mapping[str, Callable[[datetime, Locale], str]] = {
    "yyyy": lambda day, _: str(day.year),
    "yy": lambda day, _: f"{day.year % 100:02}",
    "mm": lambda day, _: f"{day.month:02}",
    "mmm": lambda day, locale: locale.months[0][day.month - 1],
    "mmmm": lambda day, locale: locale.months[1][day.month - 1],
    "d": lambda day, _: str(day.day),
    "dd": lambda day, _: f"{day.day:02}",
    "dddd": lambda day, locale: locale.days[1][day.weekday()],
    "h:mm": lambda day, _: f"{day.hour}:{day.minute:02}",
    "hh:mm:ss": lambda day, _: f"{day:%H:%M:%S}",
    "hh:mm:ss.000": lambda day, _: f"{day:%H:%M:%S}.{day.microsecond // 1000:03}",
}
"""Parts of patterns, and what each shows."""

INSTANTS = st.datetimes(datetime(1000, 1, 1), datetime(9999, 12, 30))  # noqa: DTZ001 - serials have no zone


@given(st.lists(INSTANTS, min_size=1, max_size=12), LOCALES, st.lists(st.sampled_from(sorted(DAY_PARTS)), min_size=1))
def test_days_of_a_column_are_shown_part_by_part(days: list[datetime], locale: Locale, parts: list[str]) -> None:
    days = [day.replace(microsecond=day.microsecond // 1000 * 1000) for day in days]
    number_format = {"type": "DATE_TIME", "pattern": ' "of" \\"'.join(parts)}

    texts = number_formats.writer(number_format, locale)(list(map(number_formats.serial, days)))

    expected = [' of "'.join(DAY_PARTS[part](day, locale) for part in parts) for day in days]
    assert texts == expected


@given(COLUMNS, LOCALES)
@example([999_999_999.99, 9_999_999_999.6, 1 - 1e-12, -1.5, 1e15 - 1, 1e15], locales.named("fr_FR"))
def test_numbers_without_a_format_have_ten_digits_in_every_column(values: list[float], locale: Locale) -> None:
    texts = number_formats.writer({}, locale)(values)

    for value, text in zip(values, texts, strict=True):
        shown = float(text.replace(locale.decimal, "."))
        assert shown == value if value.is_integer() and abs(value) < 1e15 else abs(shown - value) <= _error(value)
        assert not (locale.decimal in text and "E" not in text and text.endswith("0"))


def _error(value: float) -> float:
    """By how much a number may be off where it is shown with ten digits, or six with an exponent."""
    if 1e-9 < abs(value) < 1e15:
        return max(10.0 ** (math.floor(math.log10(abs(value))) - 9), 1e-10, abs(value) * 1e-15) * 0.51
    return abs(value) * 1e-5


PATTERNS = [
    ("", ""),
    ("NUMBER", "#,##0.00"),
    ("NUMBER", "0"),
    ("NUMBER", "#"),
    ("NUMBER", "#.##"),
    ("NUMBER", '€#,##0.00" -"'),
    ("NUMBER", '-#"-"'),
    ("NUMBER", '"\ud800"0.0'),
    ("NUMBER", '[$€] #,##0.0#" a\nb";(0.000)'),
    ("NUMBER", "00000.0"),
    ("NUMBER", "0.000000"),
    ("PERCENT", "0.0%"),
    ("CURRENCY", ""),
    ("SCIENTIFIC", "0.00E+00"),
    ("DATE", ""),
    ("DATE", '"100%" d mmmm yy {0}'),
    ("TIME", "h:mm:ss.000 am/pm"),
    ("DATE_TIME", "yyyy-mm-dd hh:mm:ss"),
]
BOUNDS = (-1e6, 1e6), (0, 60_000), (0, 1), (0, 1e9), (-1e15, 1e15)


@settings(deadline=None)  # some hundred numbers, on a machine that may be busy
@given(COLUMNS, st.sampled_from(BOUNDS), st.integers(0, 6), st.sampled_from(PATTERNS), LOCALES)
@example([1.005, -1.005, 2.675, 0.024999999999999998], (0, 60_000), 3, ("NUMBER", "#,##0.00"), locales.named("de_DE"))
@example([-0.005, -0.0049], (-1e6, 1e6), 2, ("NUMBER", "#,##0.00"), locales.named("en_US"))
@example([0.0005, 1e308], (0, 1), 4, ("PERCENT", "0.0%"), locales.named("fr_FR"))
def test_a_long_column_is_shown_as_each_of_its_numbers_alone(
    values: list[float], bounds: tuple[float, float], places: int, kind: tuple[str, str], locale: Locale
) -> None:
    chance = random.Random(f"{values}")
    column = [*values, *(round(chance.uniform(*bounds), places) for _ in range(MANY)), *map(abs, values)]
    for some in (column, [0.5, *(abs(value) for value in column if abs(value) < 70_000)] * MANY):
        number_format = {"type": kind[0], "pattern": kind[1]}

        texts = number_formats.writer(number_format, locale)(array("d", some))

        assert texts == [number_formats.shown(value, number_format, locale) for value in some]


@pytest.mark.parametrize(
    ("text", "mask"),
    [
        ("a", {"a": {}}),
        ("a, b", {"a": {}, "b": {}}),
        ("a.b,a/c", {"a": {"b": {}, "c": {}}}),
        ("a(b,c.d)", {"a": {"b": {}, "c": {"d": {}}}}),
        ("a.b,a", {"a": {}}),
        ("a,a.b", {"a": {}}),
        ("a.*", {"a": {}}),
        ("*", {}),
    ],
)
def test_masks_are_read_in_all_of_googles_spellings(text: str, mask: dict[str, object]) -> None:
    assert field_masks.parse(text) == mask


@pytest.mark.parametrize("text", ["a..b", "a(b", "a)", "a,", ",a", "a b!", "(a)"])
def test_a_mask_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match="Invalid field mask"):
        field_masks.parse(text)
