"""Days and instants as shops write them."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.model.written.written_days import DayForm
from words.days import UnclearDay, UnreadableDay, day_form, instant_or_day

CEST = timezone(timedelta(hours=2))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-11-20", date(2026, 11, 20)),
        ("2026/11/20", date(2026, 11, 20)),
        ("25.12.2025", date(2025, 12, 25)),
        ("03.04.2026", date(2026, 4, 3)),
        ("12/25/2025", date(2025, 12, 25)),
        ("25/12/2025", date(2025, 12, 25)),
        ("09/25/26", date(2026, 9, 25)),
        ("4/4/2026", date(2026, 4, 4)),
        ("September 3, 2026", date(2026, 9, 3)),
        ("Sep 3 2026", date(2026, 9, 3)),
        ("10-Dec-25", date(2025, 12, 10)),
        ("3 Sept 2026", date(2026, 9, 3)),
        ("2025-10-07 09:50:26 +0200", datetime(2025, 10, 7, 9, 50, 26, tzinfo=CEST)),
        ("2012-07-14T18:53:56+00:00", datetime(2012, 7, 14, 18, 53, 56, tzinfo=UTC)),
        ("2012-07-14T18:53:56.123Z", datetime(2012, 7, 14, 18, 53, 56, tzinfo=UTC)),
        ("2026-11-20 14:05 UTC", datetime(2026, 11, 20, 14, 5, tzinfo=UTC)),
        ("2026-11-20 05:00 -03:30", datetime(2026, 11, 20, 5, tzinfo=timezone(-timedelta(hours=3, minutes=30)))),
        ("25.12.2025 14:05", datetime(2025, 12, 25, 14, 5)),  # noqa: DTZ001 - as it is written
        ("12/31/2026 11:05 PM", datetime(2026, 12, 31, 23, 5)),  # noqa: DTZ001
        ("12/31/2026, 12:05 a.m.", datetime(2026, 12, 31, 0, 5)),  # noqa: DTZ001
    ],
)
def test_a_day_that_can_be_read_in_one_way_is_read(written: str, meant: date) -> None:
    assert instant_or_day(written) == meant


def test_day_or_month_first_is_not_guessed_but_told_by_the_other_days_of_the_file() -> None:
    british, american = ["03/04/2026", "25/12/2026"], ["03/04/2026", "12/25/2026"]

    with pytest.raises(UnclearDay):
        instant_or_day("03/04/2026")
    assert instant_or_day("03/04/2026", day_form(british)) == date(2026, 4, 3)
    assert instant_or_day("03/04/2026", day_form(american)) == date(2026, 3, 4)
    assert day_form(["03/04/2026"], DayForm.MONTH_FIRST) is DayForm.MONTH_FIRST
    assert day_form([*british, *american], DayForm.MONTH_FIRST) is None, "a file that writes both ways tells nothing"
    assert day_form(["2026-11-20", "soon"]) is None


@pytest.mark.parametrize(
    "written",
    [
        "",
        "soon",
        "2026-13-01",
        "2026-02-30",
        "30/02/2026",
        "45987",
        "2026-11-20 25:00",
        "2026-11-20 noon",
        "11/20/2026 13:05 AM",
        "1 Foo 2026",
    ],
)
def test_what_is_no_day_is_not_read(written: str) -> None:
    with pytest.raises(UnreadableDay, match="not a date"):
        instant_or_day(written)


@pytest.mark.parametrize("written", ["1926-01-01", "2999-01-01", "0001-01-01"])
def test_a_day_out_of_all_bounds_is_refused(written: str) -> None:
    with pytest.raises(UnreadableDay, match="out of all bounds"):
        instant_or_day(written)


@given(st.text(max_size=30))
def test_no_text_breaks_it(written: str) -> None:
    with suppress(UnreadableDay):
        assert instant_or_day(written, day_form([written])).year


@pytest.mark.parametrize(
    "long", ["2026-11-20" + " " * 100, "5:55" * 30, " " * 8_000, "2026-11-20 05:55" + " " * 8_000 + "x"]
)
def test_a_day_has_a_length(long: str) -> None:
    with pytest.raises(UnreadableDay):
        instant_or_day(long)
    assert day_form([long]) is None
