"""An instant stays the same whatever zone the spreadsheet has later, and in the hour that comes twice."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets.codec import cells
from sheets.codec.cells import INSTANT_FORMAT, cell_data
from words.days import SERIAL_START

ZONES = [ZoneInfo(name) for name in ("UTC", "America/Denver", "Asia/Kathmandu", "Pacific/Kiritimati", "Europe/Lisbon")]
INSTANTS = st.datetimes(datetime(1996, 1, 1), datetime(2199, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds have no zone
DAY = 86_400


def cell(instant: datetime, zone: tzinfo) -> Decimal:
    entered = cell_data(instant, INSTANT_FORMAT, zone)["userEnteredValue"]
    assert isinstance(entered, dict)
    return Decimal(repr(entered["numberValue"]))


@given(INSTANTS, st.sampled_from(ZONES), st.sampled_from(ZONES))
def test_an_instant_that_the_program_wrote_does_not_move_with_the_zone(
    instant: datetime, written: ZoneInfo, read: ZoneInfo
) -> None:
    instant = instant.replace(microsecond=0)

    assert cells.instant(cell(instant, written), read) == instant


@given(INSTANTS, st.sampled_from(ZONES))
def test_the_owner_and_the_version_before_see_the_same_second(instant: datetime, zone: ZoneInfo) -> None:
    instant = instant.replace(microsecond=0)

    seconds = int((cell(instant, zone) * DAY).to_integral_value())

    assert SERIAL_START + timedelta(seconds=seconds) == instant.astimezone(zone).replace(tzinfo=None)


@given(INSTANTS, st.sampled_from(ZONES))
def test_a_number_of_fifteen_digits_still_tells_it(instant: datetime, zone: ZoneInfo) -> None:
    instant = instant.replace(microsecond=0)

    assert cells.instant(Decimal(f"{cell(instant, zone):.15g}"), ZONES[0]) == instant


def test_both_hours_of_the_night_in_which_summer_time_ends_are_told_apart() -> None:
    denver = ZoneInfo("America/Denver")
    first, second = (datetime(2026, 11, 1, hour, 30, tzinfo=UTC) for hour in (7, 8))

    assert int(cell(first, denver) * DAY) == int(cell(second, denver) * DAY)
    assert [cells.instant(cell(one, denver), denver) for one in (first, second)] == [first, second]


@given(st.integers(30_000, 80_000), st.integers(0, DAY * 1000 - 1))
def test_no_time_that_is_typed_or_comes_of_now_is_taken_for_a_marked_one(day: int, milliseconds: int) -> None:
    typed = Decimal(repr(day + milliseconds / (DAY * 1000)))

    assert cells.carried_offset(typed) is None


@pytest.mark.parametrize("part", [3, 7, 9, 11, 13])
def test_no_part_of_a_day_is_taken_for_a_marked_time(part: int) -> None:
    assert cells.carried_offset(Decimal(repr(46_000 + 1 / part))) is None


def test_in_a_zone_that_is_no_quarter_of_an_hour_from_utc_the_zone_says_what_is_meant() -> None:
    odd, instant = timezone(timedelta(hours=5, minutes=7)), datetime(2026, 3, 9, 4, 5, 6, tzinfo=UTC)

    assert cells.carried_offset(cell(instant, odd)) is None
    assert cells.instant(cell(instant, odd), odd) == instant


@pytest.mark.parametrize(
    ("typed", "meant"), [("2026-11-01T08:30:00Z", 8), ("2026-11-01 10:30+02:00", 8), ("2026-11-01 01:30", 7)]
)
def test_a_time_that_is_typed_with_its_distance_means_that_one(typed: str, meant: int) -> None:
    denver = ZoneInfo("America/Denver")

    assert cells.instant(typed, denver) == datetime(2026, 11, 1, meant, 30, tzinfo=UTC)


@given(st.decimals(0, 250_000, allow_nan=False, allow_infinity=False), st.sampled_from(ZONES))
def test_an_instant_is_the_shown_time_less_the_distance_that_it_carries(number: Decimal, zone: ZoneInfo) -> None:
    shown, offset = told(lambda: cells.wall_time(number)), cells.carried_offset(number)

    read = told(lambda: cells.instant(number, zone))

    if isinstance(shown, datetime):
        assert read == (shown.replace(tzinfo=zone) if offset is None else (shown - offset).replace(tzinfo=UTC))
    else:
        assert read == shown


def told(read: Callable[[], object]) -> object:
    """What is read, or why it cannot be."""
    try:
        return read()
    except cells.UnreadableCell as unreadable:
        return unreadable.why


@pytest.mark.parametrize("number", ["-1", "-0.3", "199999", "200000", "1E+6", "1E+300", "-1E+300"])
def test_a_number_that_is_no_day_is_no_instant(number: str) -> None:
    with pytest.raises(cells.UnreadableCell):
        cells.instant(Decimal(number), ZONES[0])
