"""Time zones by the names that Google gives and owners write."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sheets.codec.time_zone import UnknownZone, read_zone

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "hours"),
    [
        ("GMT-03:30", -3.5),
        ("GMT+5:45", 5.75),
        ("GMT+00:00", 0),
        ("GMT-23:59", -(23 + 59 / 60)),
        ("gmt+14", 14),
        ("UTC\u22128", -8),
        (" UTC + 03:00 ", 3),
    ],
)
def test_a_zone_by_its_distance_from_utc_keeps_that_distance(name: str, hours: float) -> None:
    assert NOON.astimezone(read_zone(name)).utcoffset() == timedelta(hours=hours)


def test_a_zone_by_its_place_has_summer_and_winter() -> None:
    zone = read_zone("Europe/Berlin")

    assert zone == ZoneInfo("Europe/Berlin")
    assert NOON.astimezone(zone).hour == 14


@pytest.mark.parametrize(
    "name",
    ["", "Mars/Olympus", "America", "GMT-24:00", "GMT+5:60", "GMT+٣:00", "GMT5", "../etc/passwd", "\x00", "9" * 10_000],
)
def test_what_is_no_zone_is_not_taken_for_one(name: str) -> None:
    with pytest.raises(UnknownZone):
        read_zone(name)
