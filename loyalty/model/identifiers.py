"""How identifiers are compared and made: texts, order numbers, codes."""

import unicodedata
from collections.abc import Iterator

from loyalty.model.unseen import UNSEEN, seen

CODE_LETTERS = "34679ACDEFGHJKMNPQRTVWXYZ"
"""The letters of codes: none of 0 O, 1 I L, 2, 5 S, 8 B, U, which are taken for one another."""
LOOK_LIKE_NUMBERS = frozenset("34679E")
"""Of these alone are what a spreadsheet takes for a number when somebody types or imports it: ``3467E9``."""
MEMBER_CODE_LENGTH = 6
COUPON_CODE_LENGTH = 8
ORDER_MARKS = "#＃№"


def fold(text: str) -> str:
    """The text as it is compared: one form of each sign, none that nobody sees, no outer blanks, no case."""
    if text.isascii() and text.isprintable():
        folded = text.strip().lower()
        return text if folded == text else folded  # a large book holds the same text once
    return unicodedata.normalize("NFKC", text).translate(UNSEEN).strip().casefold()


def fold_as_written(text: str) -> str:
    """The same with the signs that nobody sees, as versions before folded it: for digests that stand in sheets."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def member_code(text: str) -> str:
    """A member's code as it counts: case, outer blanks and signs that nobody sees mean nothing in it."""
    as_made = text.isascii() and text.isalnum() and text.isupper()  # nearly every line of a large book names one
    return text if as_made else fold(text).upper()


def looks_like_member_code(code: str) -> bool:
    """True for what the program could have made; an owner may have brought other codes along."""
    return len(code) == MEMBER_CODE_LENGTH and set(code) <= set(CODE_LETTERS)


def fold_order(number: str) -> str:
    """An order number as it is compared: ``"# 1042"``, ``"1042"`` and ``"١٠٤٢"`` are one order, ``"01042"`` another."""
    if number.isascii() and number.isalnum():
        return fold(number)
    signs = fold("".join(seen(number).split()).lstrip(ORDER_MARKS))
    return ascii_digits(signs)


def ascii_digits(text: str) -> str:
    """The text with the decimal digits of every script as ASCII: Arabic, Persian, Devanagari and full-width ones."""
    return text if text.isascii() else "".join(str(unicodedata.decimal(sign, sign)) for sign in text)


def codes(numbers: Iterator[int], length: int) -> Iterator[str]:
    """Codes of that length from random numbers below 25, one number a letter; none that looks like a number."""
    while True:
        code = "".join(CODE_LETTERS[next(numbers)] for _ in range(length))
        if not LOOK_LIKE_NUMBERS.issuperset(code):
            yield code
