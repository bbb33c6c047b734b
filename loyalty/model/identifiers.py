"""How identifiers are compared and made: texts, order numbers, codes."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache

from loyalty.model.written.unseen import UNSEEN, seen

CODE_LETTERS = "34679ACDEFGHJKMNPQRTVWXYZ"
"""The letters of codes: none of 0 O, 1 I L, 2, 5 S, 8 B, U, which are taken for one another."""
LOOK_LIKE_NUMBERS = frozenset("34679E")
"""Of these alone are what a spreadsheet takes for a number when somebody types or imports it: ``3467E9``."""
MEMBER_CODE_LENGTH = 6
COUPON_CODE_LENGTH = 8
ORDER_MARKS = "#＃№"
MINUSES: Mapping[int, str] = dict.fromkeys(
    map(
        ord,
        "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"  # hyphens, dashes, the minus of typesetters
        "\u02d7\u058a\u05be\u1806\u2043\u2052\u207b\u208b\u2796\u2e3a\u2e3b\ufe31\ufe32",  # and the rarer ones
    ),
    "-",
)
"""What people and their programs put in place of a minus or a hyphen, for ``str.translate``."""
_LOST_DIGITS = re.compile(r"[0-9](?:[.,][0-9]+E\+?|E\+)[0-9]{1,3}", re.IGNORECASE)
_WHOLE = re.compile(r"([0-9]{1,20})\.0{1,2}")


def fold(text: str) -> str:
    """The text as it is compared: one form of each sign, none that nobody sees, no outer blanks, no case."""
    if text.isascii() and text.isprintable():
        folded = text.strip().lower()
        return text if folded == text else folded  # a large book holds the same text once
    return unicodedata.normalize("NFKC", text).translate(UNSEEN).strip().casefold()


def fold_as_written(text: str) -> str:
    """The same with the invisible characters, as versions before folded it: for digests that stand in sheets."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def member_code(text: str) -> str:
    """A member's code as it counts: case, outer blanks and invisible characters mean nothing in it."""
    as_made = text.isascii() and text.isalnum() and text.isupper()  # nearly every line of a large book names one
    return text if as_made else fold(text).upper()


def looks_like_member_code(code: str) -> bool:
    """True for what the program could have made; an owner may have brought other codes along."""
    return len(code) == MEMBER_CODE_LENGTH and set(code) <= set(CODE_LETTERS)


@lru_cache(maxsize=8192)  # taking one order asks for it some sixty times
def fold_order(number: str) -> str:
    """An order number as it is compared: ``"# 1042"``, ``"1042"`` and ``"١٠٤٢"`` are one order, ``"01042"`` another."""
    if number.isascii() and number.isalnum():
        return fold(number)
    return ascii_digits(fold("".join(seen(number).split()).lstrip(ORDER_MARKS)))


def with_hyphens(number: str) -> str:
    """The number with a plain hyphen for each dash: phones write ``EN–1047`` where somebody types ``EN-1047``."""
    return number if number.isascii() else number.translate(MINUSES)


def without_a_fraction(number: str) -> str:
    """``1001`` for ``1001.0``, as programs write a whole number that they hold as one with a fraction."""
    found = _WHOLE.fullmatch(number)
    return found[1] if found else number


def has_lost_digits(number: str) -> bool:
    """True for ``5.77E+17``, which a spreadsheet has made of a long number: many orders have the same."""
    return _LOST_DIGITS.fullmatch(number) is not None


def ascii_digits(text: str) -> str:
    """The text with the decimal digits of every script as ASCII: Arabic, Persian, Devanagari and full-width ones."""
    return text if text.isascii() else "".join(str(unicodedata.decimal(sign, sign)) for sign in text)


def codes(numbers: Iterator[int], length: int) -> Iterator[str]:
    """Codes of that length from random numbers below 25, one number a letter; none that looks like a number."""
    while True:
        code = "".join(CODE_LETTERS[next(numbers)] for _ in range(length))
        if not LOOK_LIKE_NUMBERS.issuperset(code):
            yield code
