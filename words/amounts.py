"""Amounts as people and shops write them: ``1.234,56``, ``1,234.56``, ``1 234,56 €``. The one reader for all of them.

A point or a comma may stand before the cents or between groups of digits. The amount itself often shows which of them
it is; where it does not, the other amounts of the same file may (``decimal_sign``).

A minus may be any of the signs that look like one, before the digits or after them, and accountants put an amount
below zero into parentheses. What has such a sign in any other way is no amount: nothing is read as plus that may have
been meant as minus.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

POINT, COMMA = ".", ","
APOSTROPHE = "'"
MINUSES: Mapping[int, str] = dict.fromkeys(
    map(
        ord,
        "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"  # hyphens, dashes, the minus of typesetters
        "\u02d7\u058a\u05be\u1806\u2043\u2052\u207b\u208b\u2796\u2e3a\u2e3b\ufe31\ufe32",  # and the rarer ones
    ),
    "-",
)
"""What people and their programs put in place of a minus, for ``str.translate``."""
_PARENTHESES: Mapping[int, str] = {
    **dict.fromkeys(map(ord, "\uff08\ufe59\u207d\u208d"), "("),
    **dict.fromkeys(map(ord, "\uff09\ufe5a\u207e\u208e"), ")"),
}
_PLUS_OR_MINUS: Mapping[int, str] = dict.fromkeys(map(ord, "\u00b1\u2213"), "--")
_SIGNS: Mapping[int, str] = {**MINUSES, **_PARENTHESES, **_PLUS_OR_MINUS}
_IN_WORDS = re.compile(r"minus|минус|ناقص|سالب", re.IGNORECASE)
_TELLING = "-()[]{}<>"
LONGEST_AMOUNT = 100
"""Signs, with currency and blanks; a longer text is no amount."""
LARGEST_AMOUNT = 10**9
"""More points or money than this in one cell is a slip of the hand."""


class UnreadableAmount(Exception):
    """The text is no amount, or not one that can be taken; the message is a sentence."""


class UnclearAmount(UnreadableAmount):
    """The amount can be read in two ways, and nothing shows which is meant."""


@dataclass(frozen=True, slots=True)
class AmountStyle:
    """What is accepted as an amount in one kind of source.

    ``pattern`` finds what stands before the digits, the digits with their points and commas, and what stands after
    them, in time that grows with the text's length and no faster. ``signs`` are replaced before that.
    ``exact_groups``: groups of the wrong length (``1,2345.00``) are no amount. ``always_unclear``: one point or comma
    before three digits is unclear even where it could not stand between thousands (``0.125``, ``1234.567``).
    """

    pattern: re.Pattern[str]
    signs: Mapping[int, str | None] = field(default_factory=dict)
    exact_groups: bool = True
    always_unclear: bool = False


IN_FILES = AmountStyle(
    re.compile(r"((?:[^\d.,]+\.?)?)(\d[\d.,]*|[.,]\d+)((?:[^\d.,]+\.?)?)"),
    # the Arabic decimal and thousands separators, both apostrophes of Swiss amounts
    str.maketrans({"\u066b": POINT, "\u066c": None, APOSTROPHE: None, "’": None}),
)
"""Files of shops and JSON."""
IN_CELLS = AmountStyle(
    re.compile(r"([^\d.,']*)(\d[\d.,']*)([^\d.,']*)"),
    exact_groups=False,
    always_unclear=True,
)
"""Cells that the owner has typed as text. What is unclear there is shown to them, and they can write it again."""

_GROUPS = {sign: re.compile(rf"\d+|\d{{1,3}}(?:[{sign}]\d{{2,3}})*[{sign}]\d{{3}}") for sign in (POINT, COMMA)}
"""Digits with this sign between groups: the last group has three digits, those before it two (India) or three."""


def decimal_sign(amounts: Iterable[str], usual: str = "") -> str:
    """The sign before the cents in these amounts of one file, as the clear ones among them show.

    ``usual`` if none is clear; blank if they contradict each other.
    """
    shown = {sign for written in amounts if (sign := _decimal_sign_of(_digits(written, IN_FILES)[1], IN_FILES))}
    if not shown:
        return usual
    return shown.pop() if len(shown) == 1 else ""


def read_amount(written: str, decimal: str = "", *, style: AmountStyle = IN_FILES) -> Decimal:
    """The amount, exact, zero or more. ``decimal`` is the sign before the cents, blank if the amount has to show it.

    Raises UnclearAmount and UnreadableAmount.
    """
    return within_bounds(read_signed_amount(written, decimal, style=style))


def read_signed_amount(written: str, decimal: str = "", *, style: AmountStyle = IN_FILES) -> Decimal:
    """The same for an amount that may be below zero, of any size."""
    minus, digits = _digits(written, style)
    if not digits:
        raise UnreadableAmount("This is not a number.")
    sign = decimal or _decimal_sign_of(digits, style)
    if not sign and set(digits) & {POINT, COMMA}:
        raise UnclearAmount("This could be thousands or a fraction.")
    whole, _, cents = digits.partition(sign) if sign else (digits, "", "")
    groups = COMMA if sign == POINT else POINT
    if style.exact_groups and not _GROUPS[groups].fullmatch(whole or "0"):
        raise UnreadableAmount("This is not a number.")
    if cents and not cents.isdigit():
        raise UnreadableAmount("This is not a number.")
    plain = whole.replace(groups, "")
    amount = Decimal(f"{plain}.{cents}" if cents else plain)
    return amount.copy_negate() if minus and amount else amount


def read_plain_number(written: str) -> Decimal:
    """A number without groups, such as a rate: a point and a comma both stand before its fraction. UnreadableAmount."""
    if len(written) > LONGEST_AMOUNT:
        raise UnreadableAmount("This is not a number.")
    try:
        number = Decimal(written.strip().replace(COMMA, POINT))
    except InvalidOperation:
        raise UnreadableAmount("This is not a number.") from None
    if not number.is_finite():
        raise UnreadableAmount("This is not a number.")
    return number


def within_bounds(amount: Decimal) -> Decimal:
    """The amount if it is neither below zero nor too large to be meant; UnreadableAmount."""
    if amount < 0:
        raise UnreadableAmount("This is below zero.")
    if amount > LARGEST_AMOUNT:
        raise UnreadableAmount("This number is too large.")
    return abs(amount)


def _digits(written: str, style: AmountStyle) -> tuple[bool, str]:
    """True for a minus, and the digits with their points and commas; these are blank for what is no number."""
    if len(written) > LONGEST_AMOUNT:
        return False, ""
    found = style.pattern.fullmatch("".join(written.translate({**_SIGNS, **style.signs}).split()))
    if found is None:
        return False, ""
    minus = _minus(*found.groups())
    return (False, "") if minus is None else (minus, found[2].replace(APOSTROPHE, ""))


def _minus(before: str, digits: str, after: str) -> bool | None:
    """Whether the amount is below zero; None where its signs tell neither."""
    if _IN_WORDS.search(before) or _IN_WORDS.search(after):
        return None
    match _telling(before), _telling(after):
        case "", "":
            return False
        case "(", ")":
            return True
        case "-", "":
            # "e-mail 30" has a hyphen; a currency stands on one side of a minus.
            return None if all(map(_has_letters, before.split("-"))) else True
        case "", "-":
            # "30.-" and "30,-" are prices in full money, "30-day" has a hyphen.
            return True if digits[-1].isdigit() and not _has_letters(after.partition("-")[2]) else None
    return None


def _telling(text: str) -> str:
    return "".join(sign for sign in text if sign in _TELLING)


def _has_letters(text: str) -> bool:
    return any(map(str.isalpha, text))


def _decimal_sign_of(digits: str, style: AmountStyle) -> str:
    """The sign before the cents of this amount; blank if it has neither sign or could be read in two ways."""
    signs = [sign for sign in digits if sign in (POINT, COMMA)]
    if not signs:
        return ""
    last = signs[-1]
    other = COMMA if last == POINT else POINT
    if other in signs:
        return last
    if len(signs) > 1:
        return other
    before, _, after = digits.partition(last)
    thousands = style.always_unclear or (0 < len(before) <= 3 and before != "0")
    return "" if len(after) == 3 and thousands else last
