"""Fields that cannot be read: of a file or of JSON, with the field's name and what would help."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from words.amounts import UnclearAmount, UnreadableAmount
from words.days import UnclearDay, UnreadableDay

Given = TypeVar("Given")
Value = TypeVar("Value")


class UnreadableField(Exception):
    """The field does not hold what it is for; the message is a sentence."""


class UnclearField(UnreadableField):
    """The field can be read in two ways, and nothing shows which is meant."""


def read_field(name: str, read: Callable[[Given], Value], given: Given, *, hints: Mapping[str, str]) -> Value:
    """What ``read`` makes of the given; UnreadableField names the field, with its hint where two ways are open."""
    try:
        return read(given)
    except (UnclearField, UnclearAmount, UnclearDay) as error:
        raise UnreadableField(f"{name}: {error}{hints.get(name, '')}") from None
    except (UnreadableField, UnreadableAmount, UnreadableDay) as error:
        raise UnreadableField(f"{name}: {error}") from None
