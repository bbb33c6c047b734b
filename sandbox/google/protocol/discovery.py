"""Google's discovery document as a judge: which names, types and enum values a request may have."""

import json
import math
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from sandbox.google.protocol.google_errors import bad_fields

Json = dict[str, Any]
Violation = tuple[str, str]
Path = tuple[str | int, ...]
"""The fields and indexes on the way to a value, and keys in brackets; written out only where something is wrong."""

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
SCALARS: Mapping[str, tuple[type, ...]] = {
    "TYPE_INT32": (int,),
    "TYPE_DOUBLE": (int, float),
    "TYPE_FLOAT": (int, float),
    "TYPE_BOOL": (bool,),
    "TYPE_STRING": (str,),
    "TYPE_ENUM": (str,),
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
    found: list[Violation] = []
    _message(name, value, (at,) if at else (), found)
    if found:
        raise bad_fields(found)


def _message(name: str, value: object, path: Path, found: list[Violation]) -> None:
    if not isinstance(value, dict):
        place, kind = _written(path), f"type.googleapis.com/google.apps.sheets.v4.{name}"
        found.append((place, f"Invalid value at '{place}' ({kind}), {_shown(value)}"))
        return
    known = properties(name)
    for field, held in value.items():
        if field in known:
            _field(known[field], held, (*path, field), found)
            continue
        place = _written(path)
        where = f" at '{place}'" if place else ""
        found.append((place, f'Invalid JSON payload received. Unknown name "{field}"{where}: Cannot find field.'))


def _field(spec: Json, value: object, path: Path, found: list[Violation]) -> None:
    kind = spec.get("type")
    if kind == "array":
        _repeated(spec["items"], value, path, found)
    elif isinstance(value, list) and kind != "any":
        parent, _, name = _written(path).rpartition(".")
        place = f" at '{parent}'" if parent else ""
        text = f'Invalid JSON payload received. Unknown name "{name}"{place}: '
        found.append((parent, f"{text}Proto field is not repeating, cannot start list."))
    elif "$ref" in spec:
        _message(spec["$ref"], value, path, found)
    elif "additionalProperties" in spec and isinstance(value, dict):
        for key, held in value.items():
            _field(spec["additionalProperties"], held, (*path, f"[{json.dumps(key)}]"), found)
    else:
        _scalar(spec, value, path, found)


def _repeated(spec: Json, value: object, path: Path, found: list[Violation]) -> None:
    if spec.get("type") == "array":  # a row of values: Google's ListValue, which may hold anything
        rows = value if isinstance(value, list) else [value]
        for index, row in enumerate(rows):
            if not isinstance(row, list):
                place = _written((*path, index) if isinstance(value, list) else path)
                found.append((place, f"Invalid value at '{place}' ({LIST_VALUE}), {_shown(row)}"))
    elif not isinstance(value, list):
        place = _written(path)
        found.append((place, f"Invalid value at '{place}' ({_type(spec)}), {_shown(value)}"))
    else:
        for index, held in enumerate(value):
            _field(spec, held, (*path, index), found)


def _scalar(spec: Json, value: object, path: Path, found: list[Violation]) -> None:
    kind = _type(spec)
    if kind not in SCALARS:
        if "fieldmask" not in kind.casefold() or isinstance(value, str):
            return
        why = _shown(value)
    elif isinstance(value, dict):
        why = "Starting an object on a scalar field"
    elif _fits(spec, kind, value):
        return
    else:
        why = _shown(value)
    place = _written(path)
    found.append((place, f"Invalid value at '{place}' ({kind}), {why}"))


def _written(path: Path) -> str:
    """The path as Google's error messages write it: ``requests[0].update_cells``."""
    parts = (f"[{part}]" if isinstance(part, int) else part if part[0] == "[" else f".{snake(part)}" for part in path)
    return "".join(parts).removeprefix(".")


def _fits(spec: Json, kind: str, value: object) -> bool:
    if not isinstance(value, SCALARS[kind]) or (isinstance(value, bool) and kind != "TYPE_BOOL"):
        return False
    if kind == "TYPE_INT32":
        return value in INT32
    if isinstance(value, float):
        return math.isfinite(value)
    return kind != "TYPE_ENUM" or value in spec["enum"]


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
