"""Google's discovery document as a judge: which names, types and enum values a request may have."""

import json
import math
import re
from collections.abc import Callable, Mapping
from functools import cache, partial
from importlib.resources import files
from typing import Any

from sandbox.google.protocol.google_errors import bad_fields

Json = dict[str, Any]
Violation = tuple[str, str]
Path = tuple["Path", str | int] | tuple[()]
"""The way to a value: that to what holds it, and its field, index or key in brackets; written out only where something
is wrong.
"""
Check = Callable[[Any, Path, list[Violation]], None]
"""Looks at a value, and adds what is wrong with it."""

LIST_VALUE = "type.googleapis.com/google.protobuf.ListValue"
INT32 = range(-(2**31), 2**31)
TYPES: Mapping[str, str] = {
    "google-fieldmask": "type.googleapis.com/google.protobuf.FieldMask",
    "double": "TYPE_DOUBLE",
    "float": "TYPE_FLOAT",
    "integer": "TYPE_INT32",
    "boolean": "TYPE_BOOL",
    "string": "TYPE_STRING",
}


@cache
def document() -> Json:
    """Google's discovery document of the Sheets API v4, from the installed google-api-python-client."""
    path = files("googleapiclient") / "discovery_cache" / "documents" / "sheets.v4.json"
    found: Json = json.loads(path.read_text(encoding="utf-8"))
    return found


@cache
def properties(name: str) -> Mapping[str, Json]:
    """The fields of one of Google's messages, such as ``GridRange``."""
    found: Mapping[str, Json] = document()["schemas"][name]["properties"]
    return found


@cache
def snake(name: str) -> str:
    """The name as Google's error messages write it: ``sheetId`` as ``sheet_id``."""
    return re.sub(r"([A-Z])", r"_\1", name).lower()


def check(name: str, value: object, *, at: str = "") -> None:
    """Raises Google's 400 when ``value`` is not a JSON message of the schema ``name``; ``at`` is its path.

    Stricter than Google: numbers in quotes, snake_case names and numbered enum values are refused too.
    """
    path: Path = ((), at) if at else ()
    found: list[Violation] = []
    if isinstance(value, dict):
        _message(name, value, path, found)
    else:
        found.append(_invalid(_type({"$ref": name}), value, path))
    if found:
        raise bad_fields(found)


def _is_number(value: object) -> bool:
    """True for a number that JSON can have."""
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, int) and not isinstance(value, bool)


FITS: Mapping[str, Callable[[object], bool]] = {
    "TYPE_INT32": lambda value: isinstance(value, int) and not isinstance(value, bool) and value in INT32,
    "TYPE_DOUBLE": _is_number,
    "TYPE_FLOAT": _is_number,
    "TYPE_BOOL": lambda value: isinstance(value, bool),
    "TYPE_STRING": lambda value: isinstance(value, str),
    TYPES["google-fieldmask"]: lambda value: isinstance(value, str),
}
"""Whether a value is of the type; of those that are not here every value is, but for enums."""


@cache
def _checks(name: str) -> Mapping[str, Check]:
    """How each field of one of Google's messages is looked at. Found once: a request may have thousands of fields."""
    return {field: _check_of(spec) for field, spec in properties(name).items()}


def _check_of(spec: Json) -> Check:
    if spec.get("type") == "array":
        items = spec["items"]
        return _rows_of_values if items.get("type") == "array" else partial(_repeated, _type(items), _check_of(items))
    if "$ref" in spec:
        return partial(_message, spec["$ref"])
    kind = _type(spec)
    if "additionalProperties" in spec:
        return partial(_mapping, _check_of(spec["additionalProperties"]))
    if kind == "TYPE_ENUM":
        return partial(_scalar, kind, frozenset(spec["enum"]).__contains__)
    return partial(_scalar, kind, FITS[kind]) if kind in FITS else _anything


def _message(name: str, value: Any, path: Path, found: list[Violation]) -> None:
    if not isinstance(value, dict):
        wrong = _not_repeating(path) if isinstance(value, list) else _invalid(_type({"$ref": name}), value, path)
        found.append(wrong)
        return
    checks = _checks(name)
    for field, held in value.items():
        if field in checks:
            checks[field](held, (path, field), found)
            continue
        place = _written(path)
        where = f" at '{place}'" if place else ""
        found.append((place, f'Invalid JSON payload received. Unknown name "{field}"{where}: Cannot find field.'))


def _mapping(check_held: Check, value: Any, path: Path, found: list[Violation]) -> None:
    if isinstance(value, list):
        found.append(_not_repeating(path))
    elif isinstance(value, dict):
        for key, held in value.items():
            check_held(held, (path, f"[{json.dumps(key)}]"), found)


def _rows_of_values(value: Any, path: Path, found: list[Violation]) -> None:
    """Rows, each of them Google's ListValue, which may hold anything."""
    for index, row in enumerate(value if isinstance(value, list) else [value]):
        if not isinstance(row, list):
            found.append(_invalid(LIST_VALUE, row, (path, index) if isinstance(value, list) else path))


def _repeated(kind: str, check_held: Check, value: Any, path: Path, found: list[Violation]) -> None:
    if not isinstance(value, list):
        found.append(_invalid(kind, value, path))
        return
    for index, held in enumerate(value):
        check_held(held, (path, index), found)


def _scalar(kind: str, fits: Callable[[Any], bool], value: Any, path: Path, found: list[Violation]) -> None:
    if isinstance(value, list):
        found.append(_not_repeating(path))
    elif isinstance(value, dict) and kind.startswith("TYPE_"):
        place = _written(path)
        found.append((place, f"Invalid value at '{place}' ({kind}), Starting an object on a scalar field"))
    elif isinstance(value, dict) or not fits(value):
        found.append(_invalid(kind, value, path))


def _anything(_value: object, _path: Path, _found: list[Violation]) -> None:
    pass


def _invalid(kind: str, value: object, path: Path) -> Violation:
    place = _written(path)
    return place, f"Invalid value at '{place}' ({kind}), {_shown(value)}"


def _not_repeating(path: Path) -> Violation:
    parent, _, name = _written(path).rpartition(".")
    place = f" at '{parent}'" if parent else ""
    text = f'Invalid JSON payload received. Unknown name "{name}"{place}: '
    return parent, f"{text}Proto field is not repeating, cannot start list."


def _written(path: Path) -> str:
    """The path as Google's error messages write it: ``requests[0].update_cells``."""
    written = ""
    while path:
        path, part = path
        shown = f"[{part}]" if isinstance(part, int) else part if part[0] == "[" else f".{snake(part)}"
        written = shown + written
    return written.removeprefix(".")


def _type(spec: Json) -> str:
    """The type as Google's error messages name it."""
    if "$ref" in spec:
        return f"type.googleapis.com/google.apps.sheets.v4.{spec['$ref']}"
    if "enum" in spec:
        return "TYPE_ENUM"
    kind, form = spec["type"], spec.get("format", "")
    return TYPES.get(form) or TYPES.get(kind) or f"TYPE_{kind}".upper()


def _shown(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
