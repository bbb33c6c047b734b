"""How typed words are compared: one form of each letter, plain digits, and small slips of the finger forgiven."""

import re
import unicodedata

from loyalty.model.identifiers import ORDER_MARKS, ascii_digits
from loyalty.model.written.unseen import UNSEEN

_LETTERS = str.maketrans("ёأإآٱىیةۃہەؤئڤک", "еااااييههههويفك")
"""Letters that people write one for the other: a dotted e in Russian, the forms of alef and the endings in Arabic.

A feminine ending is typed with its dots or without: نقطة and نقطه are one word.
"""
_STRETCHED = "ـ"
_TOKEN = re.compile(r"[^\s,;:!?؟،؛\"“”«»()\[\]{}<>*|/\\=…]+")
_WORD_AND_NUMBER = re.compile(r"([^\W\d_]++)(?:#++|[.’'`_–-]*+(?=\d))(\S*\d\S*)")
SHORTEST_FORGIVEN = 5
"""In a shorter word another letter makes another word: tier, time; points may be ponits."""


def plain_digits(text: str) -> str:
    """The text with the digits of every script as ASCII, and full-width signs as narrow ones."""
    # "№" would become "No" in that form.
    narrow = unicodedata.normalize("NFKC", text.replace("№", "#")).translate(UNSEEN)
    return ascii_digits(narrow)


def tokens(text: str) -> tuple[str, ...]:
    """The words of a text in their order, as they were written but with plain digits; no marks, no pictures."""
    found = (token.strip(".'’`-–—_") for token in _TOKEN.findall(plain_digits(text)))
    return tuple(token for token in found if any(map(str.isalnum, token)) or token in ORDER_MARKS)


def split_number(token: str) -> tuple[str, str]:
    """``Order1042`` and ``заказ#EN-1047`` as the word and the number; blank for what is no word before a number."""
    found = _WORD_AND_NUMBER.fullmatch(token)
    return (found[1], found[2]) if found else ("", "")


def folded(token: str) -> str:
    """A word as it is compared: no case, no accents, one form of letters that are written for one another."""
    parts = unicodedata.normalize("NFD", token.casefold().replace("й", "\0"))
    bare = "".join(sign for sign in parts if not unicodedata.combining(sign) and sign != _STRETCHED)
    return bare.replace("\0", "й").translate(_LETTERS).replace("’", "'")


def nearly(word: str, meant: str) -> bool:
    """True for the word with one slip: a letter too many, too few, another one, or two that changed places."""
    if word == meant:
        return True
    if min(len(word), len(meant)) < SHORTEST_FORGIVEN or abs(len(word) - len(meant)) > 1 or word[0] != meant[0]:
        return False
    at = next((place for place, (one, other) in enumerate(zip(word, meant, strict=False)) if one != other), None)
    if at is None:
        return True
    rest, others = word[at:], meant[at:]
    swapped = rest[:2][::-1] == others[:2] and rest[2:] == others[2:]
    return swapped or rest[1:] == others[1:] or rest[1:] == others or rest == others[1:]
