"""JSON as its sender meant it, or one sentence that says why it means nothing certain.

Python's own reader takes the last of two equal keys, NaN and halves of a character, and trips over an exponent of
twenty digits. Whoever sends such a text means to be read in two ways, or has a fault that they want to hear of.
"""

import json
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import NoReturn

DEEPEST = 64
"""Objects and lists within one another; a contact in ManyChat's JSON needs five."""
LONGEST_NUMBER = 400
"""Signs of a number: a double has no more than 309 digits before its point."""
LARGEST_EXPONENT = 400

NO_JSON = "The body is not JSON."
KEY_TWICE = "The body has the same key twice in one object."
NO_NUMBER = "The body has a number that is none, such as NaN."
ODD_NUMBER = "The body has a number that is too long, too large or too small."
TOO_DEEP = f"The body has objects or lists nested more than {DEEPEST} deep."
HALF_A_CHARACTER = "The body has half a character: a \\ud800 to \\udfff without its other half."


class InexactJson(ValueError):
    """The text is no JSON, or could be read in more than one way; the message is one sentence that repeats nothing."""


def read_exact_json(content: bytes | str) -> object:
    """The value, its fractions as Decimal; raises InexactJson.

    Raw line breaks and tabs in texts are let through: ManyChat's templates make them.
    """
    try:
        value = json.loads(
            content,
            strict=False,
            parse_float=_fraction,
            parse_int=_whole,
            parse_constant=_no_number,
            object_pairs_hook=_object,
        )
    except InexactJson:
        raise
    except RecursionError:
        raise InexactJson(TOO_DEEP) from None
    except ValueError:
        raise InexactJson(NO_JSON) from None
    _look_through(value)
    return value


def _fraction(written: str) -> Decimal:
    if len(written) > LONGEST_NUMBER:
        raise InexactJson(ODD_NUMBER)
    try:
        number = Decimal(written)
    except InvalidOperation:  # an exponent that Decimal itself cannot hold
        raise InexactJson(ODD_NUMBER) from None
    # Of 0e99999 the exponent counts, too: whoever writes the number out would write its noughts.
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or abs(exponent) > LARGEST_EXPONENT or abs(number.adjusted()) > LARGEST_EXPONENT:
        raise InexactJson(ODD_NUMBER)
    return number


def _whole(written: str) -> int:
    if len(written) > LONGEST_NUMBER:
        raise InexactJson(ODD_NUMBER)
    return int(written)


def _no_number(_name: str) -> NoReturn:
    raise InexactJson(NO_NUMBER)


def _object(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise InexactJson(KEY_TWICE)
    return found


def _look_through(value: object) -> None:
    """InexactJson for what is nested too deep, and for a text that no UTF-8 can carry."""
    level, depth = [value], 0
    while level:
        inner = list[object]()
        for part in level:
            match part:
                case str() if not part.isascii() and any("\ud800" <= sign <= "\udfff" for sign in part):
                    raise InexactJson(HALF_A_CHARACTER)
                case dict():
                    inner += part.keys()
                    inner += part.values()
                case list():
                    inner += part
        if inner and depth == DEEPEST:
            raise InexactJson(TOO_DEEP)
        level, depth = inner, depth + 1
