"""One cell: what was typed into it, how it is to look, its note and its validation rule."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, assert_never

from sandbox.google.protocol import colours, field_masks
from sandbox.google.protocol.discovery import Json
from sandbox.google.protocol.field_masks import Mask
from sandbox.google.protocol.google_errors import invalid

MAX_CHARACTERS = 50_000


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula with its equals sign."""

    text: str


@dataclass(frozen=True, slots=True)
class Fault:
    """The error that a cell shows; ``kind`` is one of Google's ErrorType."""

    kind: str
    message: str = ""


Value = str | float | bool | Formula | Fault
"""What a cell may hold; every number is a float, as in Google's protocol."""

KINDS: Mapping[str, Callable[[Any], Value]] = {
    "stringValue": str,
    "numberValue": float,
    "boolValue": bool,
    "formulaValue": lambda text: Formula(str(text)),
    "errorValue": lambda error: Fault(error.get("type", "ERROR"), error.get("message", "")),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell; the stand-in keeps formats and rules as Google's JSON and gives them back."""

    value: Value | None = None
    format: Json | None = None
    note: str = ""
    rule: Json | None = None

    def __post_init__(self) -> None:
        """An empty check box is FALSE: it is read so, and counts as filled where the end of a table is sought."""
        if self.rule is not None and self.value is None and ticks(self.rule):
            object.__setattr__(self, "value", False)

    def styled(self) -> "Cell":
        """The cell without what was typed: what a row inserted beside it inherits."""
        return replace(self, value=None, note="") if self.value is not None or self.note else self


def ticks(rule: Json) -> bool:
    """True for the rule of a check box that knows TRUE and FALSE, rather than words of its own."""
    condition = rule.get("condition", {})
    return condition.get("type") == "BOOLEAN" and not condition.get("values")


BLANK = Cell()
Row = tuple[Cell, ...]

KEPT = frozenset({"userEnteredValue", "userEnteredFormat", "note", "dataValidation"})
DERIVED = frozenset({"effectiveValue", "effectiveFormat", "formattedValue", "hyperlink"})
"""What Google works out by itself and ignores in an update."""


def change_for(mask: Mask) -> Callable[[Cell, Json], Cell]:
    """How a cell changes by a CellData under this field mask; a 400 for fields that the stand-in does not keep."""
    unknown = [name for name in mask if name not in KEPT | DERIVED]
    if unknown:
        raise invalid(f"The sandbox does not keep the cell field {unknown[0]!r}.")
    value, note = (not mask or name in mask for name in ("userEnteredValue", "note"))
    formats, rules = (
        mask.get(name) if mask else field_masks.EVERYTHING for name in ("userEnteredFormat", "dataValidation")
    )

    last: list[tuple[Json | None, Json | None, Json | None]] = [(None, None, None)]

    def formatted(old: Json | None, new: Json | None) -> Json | None:
        """The format after the change; most cells have the one of the cell before, and get the same."""
        if formats is not None and not (last[0][0] is old and last[0][1] is new):
            last[0] = (old, new, _merged("CellFormat", old, new, formats))
        return old if formats is None else last[0][2]

    def change(cell: Cell, new: Json) -> Cell:
        return Cell(
            entered(new.get("userEnteredValue")) if value else cell.value,
            formatted(cell.format, new.get("userEnteredFormat")),
            new.get("note", "") if note else cell.note,
            _merged("DataValidationRule", cell.rule, new.get("dataValidation"), rules),
        )

    return change


def entered(value: Json | None) -> Value | None:
    """The value in an ExtendedValue; an empty text empties the cell."""
    if not value:
        return None
    if len(value) > 1:
        kinds = list(value)
        raise invalid(f"oneof field 'value' is already set. Cannot set '{kinds[1]}'")
    ((kind, held),) = value.items()
    if isinstance(held, str) and len(held) > MAX_CHARACTERS:
        raise too_long()
    return KINDS[kind](held) if held != "" else None


def too_long() -> Exception:
    """The 400 for a text that does not fit into a cell."""
    return invalid(f"Your input contains more than the maximum of {MAX_CHARACTERS} characters in a single cell.")


def extended(value: Value | None) -> Json | None:
    """The value as Google's ExtendedValue."""
    match value:
        case None:
            return None
        case bool():
            return {"boolValue": value}
        case float():
            return {"numberValue": number(value)}
        case str():
            return {"stringValue": value}
        case Formula(text):
            return {"formulaValue": text}
        case Fault(kind, message):
            return {"errorValue": {"type": kind} | ({"message": message} if message else {})}
        case _:
            assert_never(value)


def number(value: float) -> float | int:
    """The number as Google's JSON has it: whole ones without a fraction, from 1e16 on with an exponent."""
    return int(value) if value.is_integer() and -1e16 < value < 1e16 else value


def _merged(name: str, old: Json | None, new: Json | None, mask: Mask | None) -> Json | None:
    if mask is None:
        return old
    if not mask:
        return _completed(name, new) if new else None
    after = colours.merged(name, old or {}, new or {}, mask)
    return shared(after) if after else None


def shared(message: Json) -> Json:
    """One and the same object for equal formats, so that a million cells hold a handful of them."""
    return _kept_once(repr(message)).setdefault("kept", message)


def _completed(name: str, message: Json) -> Json:
    held = _kept_once(f"{name} {message!r}")
    if "kept" not in held:
        held["kept"] = colours.complete(name, message)
    return held["kept"]


@lru_cache(maxsize=4096)
def _kept_once(_key: str) -> dict[str, Json]:
    return {}
