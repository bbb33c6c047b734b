"""Odd requests, made at random after Google's own schema: each is applied or refused, and the sheets stay sound."""

from random import Random
from typing import Any

import pytest

from sandbox.google.methods import batch_update
from sandbox.google.methods.core import Google
from sandbox.google.protocol import discovery
from sandbox.google.protocol.google_errors import Refusal

TEXTS = ["", "Members", "A1", "=A1+1", "5%", "2026-11-22", "*", "name", "title,index", "userEnteredValue", "range"]
NUMBERS = [0, 0, 1, 2, 3, 7, 25, 26, 999, 1000, 1001, -1]
CELL_FIELDS = ("userEnteredValue", "userEnteredFormat", "note", "dataValidation")


def message(chance: Random, name: str, depth: int) -> dict[str, Any]:
    """A message that Google's schema allows, with some of its fields."""
    fields = discovery.properties(name)
    names = CELL_FIELDS if name == "CellData" else fields
    chosen = [field for field in names if depth < 6 and chance.random() < (0.7 if depth < 4 else 0.3)]
    found = {field: value(chance, fields[field], depth) for field in chosen}
    if "fields" in fields and chance.random() < 0.7:
        found["fields"] = "*"
    if "sheetId" in found and chance.random() < 0.9:
        found["sheetId"] = 0
    return found


def value(chance: Random, spec: dict[str, Any], depth: int) -> Any:
    if "$ref" in spec:
        return message(chance, spec["$ref"], depth + 1)
    if "enum" in spec:
        return chance.choice(spec["enum"])
    match spec["type"]:
        case "array":
            return [value(chance, spec["items"], depth + 1) for _ in range(chance.randint(0, 2))]
        case "string":
            return chance.choice(TEXTS)
        case "boolean":
            return chance.random() < 0.5
        case "integer" | "number":
            return chance.choice(NUMBERS)
        case _:
            return {}


@pytest.mark.parametrize("seed", range(6))
def test_no_request_breaks_the_stand_in(seed: int) -> None:
    chance = Random(seed)
    google = Google()
    google.create("S", sheets=("Members", "Ledger"))
    google.enter("S", "A1", [["a", 1, "=A1"], ["b", 2, "=B1*2"], ["c", 3]])
    for _ in range(200):
        before = google.spreadsheet("S")
        kind = chance.choice(sorted(batch_update.KINDS))
        request = {kind: message(chance, discovery.properties("Request")[kind]["$ref"], 1)}
        try:
            google.edit("S", [request])
        except Refusal:
            assert google.spreadsheet("S") is before

        for sheet in google.spreadsheet("S").sheets:
            assert len(sheet.rows) <= sheet.row_count
            assert all(len(row) <= sheet.column_count for row in sheet.rows)
