"""The shop's colour in a letter: its own where it can be read, one that can be read where it cannot."""

from hypothesis import given
from hypothesis import strategies as st

from mail.colours import DEFAULT_COLOUR, NIGHT, READABLE_CONTRAST, WHITE, Colour, contrast, palette


def read(css: str) -> Colour:
    red, green, blue = bytes.fromhex(css[1:])
    return red, green, blue


@given(st.binary(min_size=3, max_size=3))
def test_every_colour_is_readable_by_day_and_by_night(own: bytes) -> None:
    colours = palette(f"#{own.hex()}")

    assert contrast(read(colours.accent), WHITE) >= READABLE_CONTRAST
    assert contrast(read(colours.night_accent), NIGHT) >= READABLE_CONTRAST


def test_a_readable_colour_stays_the_shops_own() -> None:
    assert palette("#1A5FB4").accent == "#1a5fb4"
    assert palette(" #15a ").accent == "#1155aa"


def test_a_colour_that_is_none_becomes_the_default() -> None:
    for colour in ("", "blue", "#12345", "#1234567", "red;background:url(x)", "#gggggg"):
        assert palette(colour).accent == DEFAULT_COLOUR


def test_black_and_white_are_as_far_apart_as_can_be() -> None:
    assert round(contrast((0, 0, 0), WHITE), 6) == 21
