"""Amounts as people and shops write them: ``1.234,56``, ``1,234.56``, ``1 234,56 €``. The one reader for all of them.

A point or a comma may stand before the cents or between groups of digits. The amount itself often shows which of them
it is; where it does not, the other amounts of the same file may (``decimal_separator``). A blank, an apostrophe and the
Arabic mark of thousands only stand between groups, the Arabic mark of fractions only before the cents.

A minus may be any of the characters that look like one, before the digits or after them; accountants put an amount
below zero into parentheses, and tills print ``CR`` behind it. Beside the digits only a mark of a currency may stand,
and where there is none (``read_number``) nothing. Whatever else stands there makes it no amount: ``60 %``, ``2.5k`` and
``60.00 (refunded)`` are not read in part.
"""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from loyalty.model.identifiers import MINUSES, ascii_digits
from loyalty.model.money.currencies import currencies_of, same_currency
from loyalty.model.written.unseen import seen

POINT, COMMA = ".", ","
GROUP, FRACTION = "'", "\u066b"
"""Signs that can only be one thing: between groups, and the Arabic one before the cents."""
_SIGNS: Mapping[int, str] = {
    **MINUSES,
    **dict.fromkeys(map(ord, "\uff08\ufe59\u207d\u208d"), "("),
    **dict.fromkeys(map(ord, "\uff09\ufe5a\u207e\u208e"), ")"),
    **dict.fromkeys(map(ord, "\uff0b\ufe62\u207a\u208a"), "+"),
    **dict.fromkeys(map(ord, "\u066c\u2019\u2018\u02bc\uff07\u02b9"), GROUP),  # the Arabic one, Swiss apostrophes
    **dict.fromkeys(map(ord, "\u060c\uff0c"), COMMA),
    ord("\uff0e"): POINT,
}
_POINTS = POINT + COMMA + FRACTION
_BETWEEN_GROUPS = POINT + COMMA + GROUP + " "
_PLAIN = re.compile(r"(-?)([0-9](?:[0-9.,]*[0-9])?)")
_DIGITS = re.compile(r"[0-9][0-9.,' \u066b]*")
_CREDIT = "CR"
LONGEST_AMOUNT = 100
"""Signs, with currency and blanks; a longer text is no amount."""
LARGEST_AMOUNT = 10**9
"""More points or money than this in one cell is a slip of the hand."""


class UnreadableAmount(Exception):
    """The text is no amount, or not one that can be taken; the message is a sentence."""


class UnclearAmount(UnreadableAmount):
    """The amount can be read in two ways, and nothing shows which is meant."""


class _Written(NamedTuple):
    """An amount in its parts: whether it is below zero, its digits with what stands between them, its marks."""

    minus: bool
    digits: str
    marks: tuple[str, ...]


def decimal_separator(amounts: Iterable[str], usual: str = "") -> str:
    """The decimal separator of these amounts of one file, as the clear ones among them show.

    ``usual`` if none is clear; blank if they contradict each other.
    """
    shown = {sign for written in amounts if (sign := _shown_separator(written))}
    if not shown:
        return usual
    return shown.pop() if len(shown) == 1 else ""


def read_amount(written: str, decimal: str = "") -> Decimal:
    """The amount, exact, zero or more. ``decimal`` is its decimal separator, blank if the amount has to show it.

    Its currency is told by ``currency_in``. Raises UnclearAmount and UnreadableAmount.
    """
    return within_bounds(read_signed_amount(written, decimal))


@lru_cache(maxsize=4096)  # a file tells most of its amounts on more than one line
def read_signed_amount(written: str, decimal: str = "") -> Decimal:
    """The same for an amount that may be below zero, of any size."""
    return _value(_parts(written), decimal)


def read_number(written: str, decimal: str = "") -> Decimal:
    """A number that is no money, such as points: beside it stands nothing. Raises UnclearAmount, UnreadableAmount."""
    parts = _parts(written)
    if parts.marks:
        raise UnreadableAmount("This is not a number.")
    return _value(parts, decimal)


def read_plain_number(written: str) -> Decimal:
    """A number without groups, such as a rate: a point and a comma both stand before its fraction. UnreadableAmount."""
    if sum(map(written.count, (POINT, COMMA, FRACTION))) > 1:
        raise UnreadableAmount("This is not a number.")
    return read_number(written, COMMA if COMMA in written else POINT)


def currency_in(*amounts: str) -> str:
    """The currency that is written beside these amounts: three letters, or a mark of several such as ``$``.

    Blank where none is written. Raises UnreadableAmount, also where they name different currencies.
    """
    said = same_currency(mark for written in amounts for mark in _parts(written).marks)
    if said is None:
        raise UnreadableAmount("This names two currencies.")
    return said


def within_bounds(amount: Decimal) -> Decimal:
    """The amount if it is neither below zero nor too large to be meant; UnreadableAmount."""
    if amount < 0:
        raise UnreadableAmount("This is below zero.")
    if amount > LARGEST_AMOUNT:
        raise UnreadableAmount("This number is too large.")
    return abs(amount)


@lru_cache(maxsize=1024)  # a file's amount is asked for its sign, its value and its currency
def _parts(written: str) -> _Written:
    """The amount in its parts; UnreadableAmount for what is none."""
    if len(written) <= LONGEST_AMOUNT and (plain := _PLAIN.fullmatch(written)):  # nearly every amount of a large file
        return _Written(bool(plain[1]), plain[2], ())
    text = ascii_digits(seen(written).translate(_SIGNS)) if len(written) <= LONGEST_AMOUNT else ""
    # Of blanks only those between words part groups of digits; a line break or a tab parts two amounts.
    text = "".join(" " if sign.isspace() and sign not in "\t\n\r\v\f\x85\u2028\u2029" else sign for sign in text)
    found = _DIGITS.search(text)
    if found is None:
        raise UnreadableAmount("This is not a number.")
    before, digits, after = text[: found.start()], found[0].rstrip(" "), text[found.end() :]
    last, stands_after = before[-1:], before[-2:-1]
    if last and last in _POINTS and not (stands_after.isalpha() or stands_after == "/"):  # ".50", not "Rs.50", "S/.50"
        before, digits = before[:-1], before[-1] + digits
    minus, before, after = _sign(before.strip(), digits, after.strip())
    if digits[-1] in (POINT, COMMA) and sum(map(digits.count, (POINT, COMMA))) == 1:
        digits = digits[:-1]  # the end of a sentence, or of a price without cents, and no separator before any
    marks = tuple(filter(None, (before, after)))
    if not all(map(currencies_of, marks)):
        raise UnreadableAmount("This is not a number: what stands beside it is no currency.")
    if same_currency(marks) is None:
        raise UnreadableAmount("This names two currencies.")
    return _Written(minus, digits, marks)


def _sign(before: str, digits: str, after: str) -> tuple[bool, str, str]:
    """Whether the amount is below zero, and what stands beside it without the characters that say so.

    A sign that says it in no such way stays, and makes what stands beside the digits no mark of a currency.
    """
    if before.count("(") == after.count(")") == 1:
        return True, before.replace("(", "").strip(), after.replace(")", "").strip()
    if digits[-1] in (POINT, COMMA):  # "60.-" and "60,--" are prices without cents, not below zero
        after = after.removeprefix("-").removeprefix("-").lstrip()
    match before.count("-"), after.count("-"):
        case 1, 0 if "-" in (before[0], before[-1]):
            return True, before.strip("- "), after
        case 0, 1 if "-" in (after[0], after[-1]):
            return True, before, after.strip("- ")
        case 0, 0 if before[:1] == "+":
            return False, before[1:].lstrip(), after
        case 0, 0 if (mark := _without_credit(after)) is not None:
            return True, before, mark
    return False, before, after


def _without_credit(after: str) -> str | None:
    """What stands beside ``CR``; None where that does not stand there as a word."""
    words = after.rstrip(POINT)
    mark = words[: -len(_CREDIT)]
    return mark.strip() if words[-len(_CREDIT) :].upper() == _CREDIT and not mark[-1:].isalpha() else None


def _value(parts: _Written, decimal: str) -> Decimal:
    digits = parts.digits
    sign = FRACTION if FRACTION in digits else decimal or _decimal_separator_of(digits)
    if not sign and set(digits) & {POINT, COMMA}:
        raise UnclearAmount("This could be thousands or a fraction.")
    whole, _, cents = digits.partition(sign) if sign else (digits, "", "")
    groups = {between for between in whole if not between.isdigit()}
    if not all(_in_groups(whole, between) for between in groups) or not (cents or "0").isdigit():
        raise UnreadableAmount("This is not a number.")
    plain = "".join(filter(str.isdigit, whole)) or "0"
    amount = Decimal(f"{plain}.{cents}" if cents else plain)
    return amount.copy_negate() if parts.minus and amount else amount


def _in_groups(whole: str, sign: str) -> bool:
    """Whether this sign stands between groups: the last has three digits, those before it two (India) or three."""
    first, *between, last = whole.split(sign)
    sizes = (3,) if sign == " " else (2, 3)
    lengths_fit = 1 <= len(first) <= 3 and len(last) == 3 and all(len(group) in sizes for group in between)
    return sign in _BETWEEN_GROUPS and lengths_fit and all(map(str.isdigit, (first, *between, last)))


def _shown_separator(written: str) -> str:
    try:
        return _decimal_separator_of(_parts(written).digits)
    except UnreadableAmount:
        return ""


def _decimal_separator_of(digits: str) -> str:
    """The point or comma before the cents of this amount; blank if it has none or could be read in two ways."""
    separators = [sign for sign in digits if sign in (POINT, COMMA)]
    if not separators or FRACTION in digits:
        return ""
    last = separators[-1]
    other = COMMA if last == POINT else POINT
    if other in separators or GROUP in digits or " " in digits:
        return last
    if len(separators) > 1:
        return other
    before, _, after = digits.partition(last)
    return "" if len(after) == 3 and 0 < len(before) <= 3 and before != "0" else last
