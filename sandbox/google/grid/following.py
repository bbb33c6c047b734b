"""What is attached to cells goes where they go: ranges inside Google's messages follow rows and columns.

Where a message holds ranges is read from the discovery document, so that a kind of attachment that is new to the
stand-in follows without a line of code.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sandbox.google.grid.box import Box, Edit, Span
from sandbox.google.protocol import discovery
from sandbox.google.protocol.discovery import Json

RANGES = frozenset({"GridRange", "DimensionRange", "GridCoordinate"})
OWN = frozenset({"range", "ranges", "dimensionRange", "location"})
"""Fields without which a message has lost its place: it goes when they do."""

_LOST: Any = object()


Move = Callable[[Box], Box | None]
"""Where the cells of a box are afterwards; None when they are gone."""


@dataclass(frozen=True, slots=True)
class Shift:
    """What happens to the cells of the sheet with this id, and to whole rows and columns, by their dimension."""

    sheet_id: int
    move: Move
    edits: Mapping[str, Edit]
    sizes: Mapping[str, int]
    """How many rows or columns are left, where some go."""


def reshaping(sheet_id: int, dimension: str, edit: Edit, *, size: int | None = None) -> Shift:
    """The shift of an edit of the sheet's ROWS or COLUMNS; ``size`` is how many are left."""

    def move(box: Box) -> Box | None:
        span = edit(box.rows if dimension == "ROWS" else box.columns)
        if span is None:
            return None
        return Box(span, box.columns) if dimension == "ROWS" else Box(box.rows, span)

    return Shift(sheet_id, move, {dimension: edit}, {} if size is None else {dimension: size})


def within(sheet_id: int, move: Move) -> Shift:
    """The shift of cells within rows and columns that stay where they are."""
    return Shift(sheet_id, move, {}, {})


def gone(sheet_id: int) -> Shift:
    """The shift that leaves nothing of a sheet."""
    return Shift(sheet_id, lambda _: None, {"ROWS": lambda _: None, "COLUMNS": lambda _: None}, {})


def followed(name: str, message: Json, shift: Shift) -> Json | None:
    """Google's message ``name`` after the shift; None when nothing is left of the cells that it was about."""
    after = _message(name, message, shift)
    return None if after is _LOST else after


def ranges_in(name: str, message: Json) -> list[Json]:
    """All GridRanges in Google's message ``name``, at any depth."""
    if name == "GridRange":
        return [message]
    found: list[Json] = []
    for field, (inner, listed) in _holding(name).items():
        if field in message:
            for held in message[field] if listed else (message[field],):
                found += ranges_in(inner, held)
    return found


def pointed(name: str, message: Json, old: int, new: int) -> Json:
    """Google's message ``name`` with all its ranges on the sheet ``new`` that were on the sheet ``old``."""
    if name in RANGES:
        if message.get("sheetId", 0) != old:
            return message
        rest = {field: held for field, held in message.items() if field != "sheetId"}
        return {"sheetId": new} | rest if new else rest
    after = dict(message)
    for field, (inner, listed) in _holding(name).items():
        if field in message:
            held = message[field]
            after[field] = (
                [pointed(inner, each, old, new) for each in held] if listed else pointed(inner, held, old, new)
            )
    return after


def _message(name: str, message: Json, shift: Shift) -> Any:
    match name:
        case "GridRange":
            return _grid_range(message, shift)
        case "DimensionRange":
            return _dimension_range(message, shift)
        case "GridCoordinate":
            return _coordinate(message, shift)
    fields = _holding(name)
    if not fields:
        return message
    after = dict(message)
    for field, (inner, listed) in fields.items():
        if field not in message:
            continue
        held: Any = _each(inner, message[field], shift) if listed else _message(inner, message[field], shift)
        if held is not _LOST:
            after[field] = held
        elif field in OWN:
            return _LOST
        else:
            del after[field]
    if name == "Table":
        return _with_table_columns(message, after, shift)
    return _with_columns(message, after, shift)


def _each(name: str, messages: list[Json], shift: Shift) -> Any:
    left = [held for held in (_message(name, message, shift) for message in messages) if held is not _LOST]
    return left or (_LOST if messages else left)


def _grid_range(message: Json, shift: Shift) -> Any:
    if message.get("sheetId", 0) != shift.sheet_id:
        return message
    box = shift.move(Box.of(message))
    return _LOST if box is None else box.grid_range(shift.sheet_id)


def _dimension_range(message: Json, shift: Shift) -> Any:
    edit = shift.edits.get(message.get("dimension", ""))
    if message.get("sheetId", 0) != shift.sheet_id or edit is None:
        return message
    span = edit(Span(message.get("startIndex", 0), message.get("endIndex")))
    if span is None:
        return _LOST
    return message | {"startIndex": span.start} | ({} if span.end is None else {"endIndex": span.end})


def _coordinate(message: Json, shift: Shift) -> Any:
    """The cell that a chart hangs at; where it is deleted, the chart hangs at the one that comes into its place."""
    if message.get("sheetId", 0) != shift.sheet_id:
        return message
    after = message
    for name, dimension in (("rowIndex", "ROWS"), ("columnIndex", "COLUMNS")):
        index, edit = message.get(name, 0), shift.edits.get(dimension)
        span = edit and (edit(Span(index, index + 1)) or edit(Span(index)))
        if span:
            after = after | {name: min(span.start, shift.sizes.get(dimension, span.start + 1) - 1)}
    return {name: held for name, held in after.items() if held}


def _with_columns(before: Json, after: Json, shift: Shift) -> Json:
    """A filter's criteria and sorting name their columns by index; those of deleted columns are gone."""
    named = [field for field in ("criteria", "filterSpecs", "sortSpecs") if field in before]
    if not named or "COLUMNS" not in shift.edits or before.get("range", {}).get("sheetId", 0) != shift.sheet_id:
        return after
    for field in named:
        if field == "criteria":
            moved = {_index(int(index), shift, "COLUMNS"): held for index, held in before[field].items()}
            after[field] = {str(index): held for index, held in moved.items() if index is not None}
            continue
        name = "columnIndex" if field == "filterSpecs" else "dimensionIndex"
        specs = [(_index(spec.get(name, 0), shift, "COLUMNS"), spec) for spec in before[field]]
        after[field] = [_at(spec, name, index) for index, spec in specs if index is not None]
    return {field: held for field, held in after.items() if field not in named or held}


def _at(spec: Json, name: str, index: int) -> Json:
    """The spec of another column; Google leaves out a zero."""
    rest = {field: held for field, held in spec.items() if field != name}
    return {name: index} | rest if index else rest


def _with_table_columns(before: Json, after: Json, shift: Shift) -> Json:
    """A table names its columns by index within it; one that comes in gets a name, one that is deleted is gone."""
    if before["range"].get("sheetId", 0) != shift.sheet_id or "columnProperties" not in before:
        return after
    old, new = Box.of(before["range"]), Box.of(after["range"])
    kept: dict[int, Json] = {}
    for column in before["columnProperties"]:
        index = column.get("columnIndex", 0)
        start = old.columns.start + index
        moved = shift.move(Box(old.rows, Span(start, start + 1)))
        if moved is not None:
            kept[moved.columns.start - new.columns.start] = column
        elif old.columns == new.columns:  # only its cells are gone, and others came into their place
            kept[index] = column
    names = {column["columnName"] for column in kept.values()}
    columns = []
    for index in range((new.columns.end or 0) - new.columns.start):
        column = kept.get(index) or {"columnName": _free_column(names)}
        names.add(column["columnName"])
        columns.append(_at(column, "columnIndex", index))
    return after | {"columnProperties": columns}


def _free_column(names: Collection[str]) -> str:
    number = 1
    while f"Column {number}" in names:
        number += 1
    return f"Column {number}"


def _index(index: int, shift: Shift, dimension: str) -> int | None:
    edit = shift.edits.get(dimension)
    span = edit(Span(index, index + 1)) if edit else Span(index)
    return None if span is None else span.start


@cache
def _holding(name: str) -> Mapping[str, tuple[str, bool]]:
    """The fields of a message that hold ranges at some depth: the message in each, and whether it is a list."""
    found = {}
    for field, spec in discovery.properties(name).items():
        inner = spec.get("$ref") or spec.get("items", {}).get("$ref")
        if inner and (inner in RANGES or _reaches(inner, frozenset({name}))):
            found[field] = (inner, "items" in spec)
    return found


@cache
def _reaches(name: str, above: frozenset[str]) -> bool:
    if name in above or "properties" not in discovery.document()["schemas"][name]:
        return False
    inner = {spec.get("$ref") or spec.get("items", {}).get("$ref") for spec in discovery.properties(name).values()}
    return any(held in RANGES or _reaches(held, above | {name}) for held in inner if held)
