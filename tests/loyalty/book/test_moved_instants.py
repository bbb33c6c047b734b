"""Lines that the owner typed without a cause are found again when the spreadsheet has another zone."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from loyalty.book.moved_instants import Said, named

T = datetime(2026, 3, 9, 8, tzinfo=UTC)


def hours(*said: tuple[float, int]) -> dict[int, Said]:
    return {number: (T + timedelta(hours=at), points) for number, (at, points) in enumerate(said)}


def test_the_very_instant_comes_before_one_that_is_near() -> None:
    assert named(hours((0, 5), (3, 5)), hours((3, 5))) == {1: 0}


def test_all_of_them_are_found_when_all_have_moved() -> None:
    lines, names = hours((0, 5), (9, 5), (9, 7), (500, 5)), hours((6, 5), (15, 5), (15, 7), (506, 5))

    assert named(lines, names) == {0: 0, 1: 1, 2: 2, 3: 3}


def test_other_points_or_another_week_are_another_line() -> None:
    assert named(hours((0, 5), (200, 6)), hours((1, 6))) == {}


def test_a_name_is_given_once() -> None:
    assert named(hours((0, 5), (1, 5)), hours((2, 5))) == {0: 0}


@given(st.lists(st.tuples(st.integers(0, 400), st.sampled_from([5, 6])), unique=True), st.integers(-26, 26))
def test_whatever_the_new_zone_every_line_has_a_name_and_none_is_left(said: list[tuple[int, int]], moved: int) -> None:
    names = hours(*said)
    lines = hours(*((at + moved, points) for at, points in said))

    assert sorted(named(lines, names).values()) == sorted(names)
