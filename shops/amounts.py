"""Amounts as shops write them: ``1.234,56``, ``1,234.56``, ``1 234,56 €``; many of them together tell which sign parts
what.
"""

import re
from collections.abc import Iterable
from decimal import Decimal

POINT, COMMA = ".", ","
LARGEST = 10**9
"""More points or money than this in one cell is a slip of the hand."""
_SIGNS = str.maketrans({"\u066b": POINT, "\u066c": "'", "\u2212": "-"})
_AMOUNT = re.compile(r"(?:[^\d.,-]+\.?)?(-?)[^\d.,-]*(\d[\d.,]*|[.,]\d+)(?:[^\d.,-]+\.?)?")
_GROUPED = {sign: re.compile(rf"\d+|\d{{1,3}}(?:[{sign}]\d{{2,3}})*[{sign}]\d{{3}}") for sign in (POINT, COMMA)}


class Unreadable(Exception):
    """This is not what it should be; the message is a sentence."""


class Unclear(Unreadable):
    """This can be read in two ways, and nothing tells which is meant."""


def decimal_sign(written: Iterable[str], usual: str = "") -> str:
    """The sign that parts the cents in these amounts, as those tell that can be read in one way; else the usual one."""
    told = {sign for one in written if (sign := _told_by(_digits(one)[1]))}
    return told.pop() if len(told) == 1 else "" if told else usual


def amount(written: str, decimal: str = "") -> Decimal:
    """The amount, exact; Unclear or Unreadable. It is not below zero."""
    minus, digits = _digits(written)
    if not digits:
        raise Unreadable("This is not a number.")
    sign = decimal or _told_by(digits)
    if not sign and set(digits) & {POINT, COMMA}:
        raise Unclear("This could be thousands or a fraction.")
    whole, _, cents = digits.partition(sign) if sign else (digits, "", "")
    groups = COMMA if sign == POINT else POINT
    if not _GROUPED[groups].fullmatch(whole or "0") or (cents and not cents.isdigit()):
        raise Unreadable("This is not a number.")
    found = Decimal(f"{whole.replace(groups, '')}.{cents}" if cents else whole.replace(groups, ""))
    return within_bounds(-found if minus else found)


def within_bounds(found: Decimal) -> Decimal:
    """The amount, if one can be as large and is not below zero; Unreadable."""
    if found < 0:
        raise Unreadable("This is below zero.")
    if found > LARGEST:
        raise Unreadable("This number is too large.")
    return abs(found)


def _digits(written: str) -> tuple[str, str]:
    """A minus, and the digits with their signs; blank for what is no number."""
    plain = "".join(written.translate(_SIGNS).split()).replace("'", "").replace("’", "")
    found = _AMOUNT.fullmatch(plain)
    return (found[1], found[2]) if found else ("", "")


def _told_by(digits: str) -> str:
    """The sign that parts the cents in this one; blank where it has none or could be read in two ways."""
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
    return "" if len(after) == 3 and 0 < len(before) <= 3 and before != "0" else last
