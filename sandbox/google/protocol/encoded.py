"""A part of an answer that is JSON text already, so that a long table is not built first and encoded then."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Encoded:
    """A JSON value as its text; it may stand in a message wherever a value may."""

    text: bytes
