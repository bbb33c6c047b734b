"""Patterns: how an address or a phone number is found in cells of any row, read or not, however it is written there.

Google searches in Java's regular expressions, this program looks through its replies in Python's: only what means the
same in both is used, and characters are written out instead of flags. Each pattern takes linear time.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache

from loyalty.model.addresses import AT_SIGNS

ADDRESSES_AT_ONCE = 10
"""In one pattern; one takes some five hundred characters."""
_UNSEEN = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
_BEFORE = r"\s\u00a0<(\[{\"'«“„‘,;:=|/"
_IN_PHONES = rf"\s\u00a0\u202f./()\[\]\u2010-\u2015\u2212{_UNSEEN}-"
"""What may stand between the digits of a phone number, for a class of characters."""
_BEHIND = r"\s\u00a0>)\]}\"'»”’,;?|/"


@dataclass(frozen=True, slots=True)
class AddressPattern:
    """Some addresses, or a phone number: ``alone`` finds a cell with one of them and no other one.

    ``within`` finds one that stands anywhere; ``whole`` is one of them and nothing else.
    """

    alone: str
    within: str
    whole: str

    def is_alone_in(self, text: str) -> bool:
        """True for the text of such a cell."""
        return _compiled(self.alone).search(text) is not None

    def is_in(self, text: str) -> bool:
        """True when one of them stands anywhere in the text."""
        return _compiled(self.within).search(text) is not None


KEPT_AROUND = "$1$2"
"""What takes the place of ``AddressPattern.within``: what stood around the address."""


def patterns(addresses: Collection[str]) -> Iterator[AddressPattern]:
    """Patterns that find these folded addresses, with capitals, invisible characters, ``mailto:``, names, brackets."""
    known = sorted(addresses)
    for first in range(0, len(known), ADDRESSES_AT_ONCE):
        some = "|".join(map(_address, known[first : first + ADDRESSES_AT_ONCE]))
        found = f"[{_UNSEEN}]*(?:{some})"
        yield AddressPattern(
            alone=rf"^(?:[^@]*[{_BEFORE}])?{found}\.?(?:[{_BEHIND}][^@]*)?$",
            within=rf"(^|[{_BEFORE}]){found}(\.?(?:[{_BEHIND}]|$))",
            whole=found,
        )


def phone_pattern(number: str) -> AddressPattern:
    """A pattern that finds this number (loyalty.model.written.phone_numbers) with all that may stand in it."""
    digits = f"[{_IN_PHONES}]*".join(number.removeprefix("+"))
    found = rf"(?:\+|00)[{_IN_PHONES}]*{digits}"
    return AddressPattern(
        alone=f"^'?[{_IN_PHONES}]*(?:[tT][eE][lL]:[{_IN_PHONES}]*)?{found}[{_IN_PHONES}]*$",
        within=f"(^|[^0-9+]){found}([^0-9]|$)",
        whole=re.escape(number),
    )


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _address(address: str) -> str:
    local, _, domain = address.rpartition("@")
    hosts = "|".join(map(_text, dict.fromkeys((domain, _as_read(domain)))))
    return f"{_text(local)}[{AT_SIGNS}][{_UNSEEN}]*(?:{hosts})"


def _as_read(domain: str) -> str:
    """The domain as people write it; itself where that is how the net writes it."""
    if "xn--" not in domain:
        return domain
    import idna  # hardly any address needs its tables

    try:
        return idna.decode(domain)
    except idna.IDNAError:
        return domain


def _text(text: str) -> str:
    return "".join(f"{_character(one)}[{_UNSEEN}]*" for one in text)


def _character(one: str) -> str:
    """One character, small or large, put together or taken apart; but never SS for ß, which is another address."""
    if not one.isalpha():
        return re.escape(one)
    both = [one, *([one.upper()] if one.upper().lower() == one and len(one.upper()) == 1 else [])]
    written = dict.fromkeys((*both, *(unicodedata.normalize("NFD", one) for one in both)))
    return f"(?:{'|'.join(written)})" if any(len(one) > 1 for one in written) else f"[{''.join(written)}]"
