"""One value out of ManyChat's JSON as text: numbers in full, placeholders as missing, ids in the shape of an id."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from loyalty.model.written.unseen import UNSEEN_IN_PROSE
from manychat.text_fit import one_line
from words.exact_json import InexactJson, read_exact_json

LONGEST_TEXT = 255
"""A longer text is cut to this, which no rule takes for an address (254) or finds as a number."""
MOST_DIGITS = 40
INEXACT_FLOATS_FROM = 2**53
"""From here on a float may stand for another number than the one that was sent (a double has 53 bits)."""
CONTACT_ID = re.compile(r"[1-9][0-9]{0,31}")
UNFILLED = re.compile(r"(?>.*?\{\{).*|\[[^\]]*\]|<[^>]*>|(?:cuf|gaf)_\d+")
VARIABLE_LABELS = frozenset({
    "contact id", "user id", "subscriber id", "first name", "last name", "full name", "name", "email", "phone",
    "last text input", "last input text", "last reply type", "subscribed", "full contact data", "order number",
    "reward", "última entrada de texto", "null", "none", "undefined",
})  # fmt: skip
"""What the editor calls its variables: a name that was typed instead of picked arrives as it is."""


def text_of(value: object) -> str:
    """The value as one clean line; blank for what is no text and no number, and for a placeholder."""
    text = value if isinstance(value, str) else _number(value)
    text = one_line(text.translate(UNSEEN_IN_PROSE))[:LONGEST_TEXT]
    return "" if is_placeholder(text) else text


def words_of(value: object) -> str:
    """What the customer wrote in their own words, whole; "none" and "email" can be answers, too."""
    text = value if isinstance(value, str) else _number(value)
    text = one_line(text.translate(UNSEEN_IN_PROSE))
    return "" if UNFILLED.fullmatch(text) else text


def id_of(value: object) -> str:
    """The id, blank unless it is a whole number above zero in ASCII digits.

    ManyChat's page shows ids as numbers, live requests and its API carry them as text of digits; ``user:<id>`` is
    another key. What an unresolved variable leaves behind ("Contact Id", "{{user_id}}") has no such shape.
    """
    if isinstance(value, float) and abs(value) >= INEXACT_FLOATS_FROM:
        return ""
    text = text_of(value)
    return text if CONTACT_ID.fullmatch(text) else ""


def is_placeholder(text: str) -> bool:
    """True for a variable that ManyChat has not filled in, in the forms that people report."""
    return bool(UNFILLED.fullmatch(text)) or text.casefold().replace("_", " ") in VARIABLE_LABELS


def mapping_of(value: object) -> tuple[Mapping[str, object] | None, bool]:
    """The JSON object, and whether it came as text ("Encode to JSON" switched on where a value was wanted)."""
    if isinstance(value, str):
        return _object(_decoded(value)), True
    return _object(value), False


def custom_field(fields: object, name: str) -> str:
    """The custom field's text: fields are keyed by name in a contact, a list of name and value in the API, or null."""
    named = (text_of(value) for key, value in _pairs(fields) if _folded(key) == _folded(name))
    return next(filter(None, named), "")


def custom_words(fields: object, name: str) -> str:
    """The same, whole: also a text that is longer than others are."""
    named = (words_of(value) for key, value in _pairs(fields) if _folded(key) == _folded(name))
    return next(filter(None, named), "")


def _pairs(fields: object) -> Iterator[tuple[str, object]]:
    value = _decoded(fields) if isinstance(fields, str) else fields
    if isinstance(value, list):
        rows = filter(None, map(_object, value))
        yield from ((str(row["name"]), row.get("value")) for row in rows if isinstance(row.get("name"), str))
    yield from (_object(value) or {}).items()


def _folded(name: str) -> str:
    return " ".join(name.replace("_", " ").split()).casefold()


def _object(value: object) -> Mapping[str, object] | None:
    return {str(key): inner for key, inner in value.items()} if isinstance(value, dict) else None


def _decoded(text: str) -> object:
    try:
        return read_exact_json(text)
    except InexactJson:
        return None


def _number(value: object) -> str:
    """``1042`` and ``1042.0`` are one number; true, false and anything with more digits than an id has are none."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return ""
    number = Decimal(str(value) if isinstance(value, float) else value)
    if not number.is_finite() or number.adjusted() >= MOST_DIGITS or len(number.as_tuple().digits) > MOST_DIGITS:
        return ""
    return str(int(number)) if number == number.to_integral_value() else str(value)
