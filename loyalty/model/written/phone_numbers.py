"""Phone numbers: the one international number (E.164) that was written, however that was; none for all others.

A number counts only with its country. ``0170 1234567`` is somebody's in Germany and somebody else's in Italy, and no
column says which: who is taken for another has that one's points. docs/decisions/0071-a-phone-number-proves-an-order.md
"""

import re

from loyalty.model.identifiers import MINUSES, ascii_digits
from loyalty.model.written.unseen import seen

LONGEST_WRITTEN = 100
"""Signs of a number with all that stands between its digits."""
_PLAIN = re.compile(r"\+[1-9][0-9]{6,14}")
"""E.164: at most 15 digits, the first of them no zero. The shortest that are in use have 7."""
_WRITTEN = re.compile(r"(?:\+|00)([1-9][0-9]{6,14})")
_LINK = re.compile(r"tel:", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s./-]+")
_AT_HOME = re.compile(r"[(\[]0[)\]]")
"""The zero of ``+44 (0)20``, which is only dialled within the country."""
_BRACKETS = re.compile(r"[()\[\]]")
_WIDE = {ord(wide): plain for wide, plain in zip("＋﹢（）．／", "++()./", strict=True)}
_OTHER_SPELLINGS = (
    (re.compile(r"\+521([0-9]{10})"), r"+52\1"),
    (re.compile(r"\+55([1-9][1-9])([6-9][0-9]{7})"), r"+55\g<1>9\2"),
)
"""Two countries have changed their mobile numbers, and WhatsApp goes on calling people by the older ones: Mexico has
left out a 1 after its code, Brazil has put a 9 before eight digits that begin with 6 to 9."""


def phone_number(text: str) -> str:
    """The number as E.164 has it, such as ``+491701234567``; blank for one without its country, and for anything else.

    Blanks, dashes, brackets, digits of any script, ``00`` for the plus, ``tel:`` and invisible characters mean nothing.
    """
    if not text:
        return text
    plain = text if _PLAIN.fullmatch(text) else _without_signs(text)
    for spelling, today in _OTHER_SPELLINGS if plain.startswith("+5") else ():
        if spelling.fullmatch(plain):
            return spelling.sub(today, plain)
    return plain


def whatsapp_number(text: str) -> str:
    """The same of a number that WhatsApp itself says: it has its country, also where no plus says so."""
    return phone_number(text) or phone_number(f"+{seen(text)}")


def _without_signs(text: str) -> str:
    if len(text) > LONGEST_WRITTEN:
        return ""
    written = ascii_digits(seen(text).translate(_WIDE)).translate(MINUSES)
    # An apostrophe in front only says that the cell is text, as spreadsheets write it.
    written = _LINK.sub("", written.lstrip("'").strip(), count=1) if ":" in written else written.lstrip("'")
    digits = _BRACKETS.sub("", _AT_HOME.sub("", _BETWEEN.sub("", written), count=1))
    found = _WRITTEN.fullmatch(digits)
    return f"+{found[1]}" if found else ""
