"""Spreadsheets as JSON and back: for the data file, and for spreadsheets.create."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sandbox.google.grid.cell import Cell, change_for, extended
from sandbox.google.grid.sheet import Sheet
from sandbox.google.grid.spreadsheet import Spreadsheet
from sandbox.google.keeping.sharing import Sharing
from sandbox.google.methods.description import described_properties
from sandbox.google.protocol.discovery import Json
from sandbox.google.protocol.field_masks import EVERYTHING

FORMAT = 2


class DataFileDamaged(Exception):
    """The data file cannot be read as one; its sentence is for the person who started the stand-in."""

    def __init__(self, path: Path, why: object) -> None:
        super().__init__(f"The data file {path} is damaged ({why}); move it away or give another one with --data.")
        self.path = path


@dataclass(frozen=True, slots=True)
class Kept:
    """What the data file holds: spreadsheets, and whom those are shared with that are not everybody's, by their id."""

    spreadsheets: Mapping[str, Spreadsheet] = field(default_factory=dict)
    sharing: Mapping[str, Sharing] = field(default_factory=dict)


def load(path: Path) -> Kept:
    """What is in the data file, nothing when it is not there; DataFileDamaged when it cannot be read."""
    if not path.exists():
        return Kept()
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        if held["format"] != FORMAT:
            raise ValueError(f"format {held['format']}, not {FORMAT}")
        books = {stored["spreadsheetId"]: _read(stored) for stored in held["spreadsheets"]}
        return Kept(books, {book_id: Sharing(roles) for book_id, roles in held["sharing"].items()})
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DataFileDamaged(path, f"{type(error).__name__}: {error}") from error


def save(path: Path, kept: Kept) -> None:
    """Writes the data file anew beside the old one, then puts it in its place."""
    fresh = path.with_name(f"{path.name}.new")
    held = {
        "format": FORMAT,
        "spreadsheets": [_written(book) for book in kept.spreadsheets.values()],
        "sharing": {book_id: dict(sharing.roles) for book_id, sharing in kept.sharing.items()},
    }
    with fresh.open("w", encoding="utf-8") as file:
        json.dump(held, file, ensure_ascii=False, separators=(",", ":"))
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def _written(book: Spreadsheet) -> Json:
    return {
        "spreadsheetId": book.id,
        "properties": book.properties,
        "namedRanges": list(book.named_ranges),
        "sheets": [_sheet_written(book, sheet) for sheet in book.sheets],
        "issued": book.issued,
        "developerMetadata": list(book.metadata),
        "owner": book.owner,
    }


def _sheet_written(book: Spreadsheet, sheet: Sheet) -> Json:
    return {
        "properties": described_properties(book, sheet),
        "rows": [[_cell_written(cell) for cell in row] for row in sheet.rows],
        "dimensions": sheet.dimensions,
        "attached": {name: list(held) for name, held in sheet.attached.items()},
    }


def _cell_written(cell: Cell) -> Json:
    found: dict[str, Any] = {
        "userEnteredValue": extended(cell.value),
        "userEnteredFormat": cell.format,
        "note": cell.note,
        "dataValidation": cell.rule,
    }
    return {name: value for name, value in found.items() if value}


def _read(held: Json) -> Spreadsheet:
    sheets = tuple(_sheet_read(other_sheet) for other_sheet in held["sheets"])
    return Spreadsheet(
        held["spreadsheetId"],
        held["properties"],
        sheets,
        tuple(held["namedRanges"]),
        held["issued"],
        tuple(held["developerMetadata"]),
        held["owner"],
    )


def _sheet_read(held: Json) -> Sheet:
    properties = dict(held["properties"])
    grid = dict(properties.pop("gridProperties"))
    sheet = Sheet(properties.pop("sheetId"), properties.pop("title"), grid.pop("rowCount"), grid.pop("columnCount"))
    kept = {name: value for name, value in properties.items() if name not in ("index", "sheetType")}
    change = change_for(EVERYTHING)
    rows = [tuple(change(Cell(), cell_value) for cell_value in row) for row in held["rows"]]
    return replace(
        sheet.with_rows(0, rows),
        properties=kept | ({"gridProperties": grid} if grid else {}),
        dimensions={
            name: {int(index): size for index, size in sizes.items()} for name, sizes in held["dimensions"].items()
        },
        attached={name: tuple(messages) for name, messages in held["attached"].items()},
    )
