"""The spreadsheet as a person sees it: its visible tabs and columns, each cell as shown and with what it tells."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.owner import Owner

SPARE_ROWS = 20
"""Rows below the last one with a value, to type new ones into: with their drop-downs and boxes to tick."""


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell as it is shown; numbers and dates stand at its end side.

    ``note`` is what is told when the cell is pointed at, ``expects`` what may be typed, ``choices`` is its drop-down,
    ``ticked`` is None for what is no box to tick, ``link`` is where it leads, blank for nowhere, and ``ground`` is its
    colour as CSS writes it, blank for none.
    """

    text: str
    number: bool
    bold: bool = False
    note: str = ""
    expects: str = ""
    choices: tuple[str, ...] = ()
    ticked: bool | None = None
    link: str = ""
    ground: str = ""


@dataclass(frozen=True, slots=True)
class TabName:
    """A tab that is not hidden: its title, Google's number for it, which links within the sheet name, its colour."""

    title: str
    number: int
    colour: str = ""


@dataclass(frozen=True, slots=True)
class ShownTab:
    """A tab that is not hidden; ``columns`` are the places (from 0) of those that are not hidden, ``widths`` their
    pixels.
    """

    title: str
    right_to_left: bool
    frozen: int
    columns: tuple[int, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[ShownCell, ...], ...]

    def texts(self) -> Iterator[dict[str, str]]:
        """The rows below the headings by heading."""
        headings, *rows = self.rows
        for row in rows:
            yield {heading.text: cell.text for heading, cell in zip(headings, row, strict=False)}


def tab_names(owner: Owner) -> tuple[TabName, ...]:
    """Every visible tab, in order."""
    found = (sheet["properties"] for sheet in owner.description()["sheets"])
    return tuple(
        TabName(one["title"], one["sheetId"], css_colour(one.get("tabColorStyle")))
        for one in found
        if not one.get("hidden")
    )


def visible_tab(owner: Owner, title: str) -> ShownTab:
    """The tab with this title; a Refusal where there is none."""
    return _tab(owner.tab_description(title, spare=SPARE_ROWS))


def _tab(sheet: Mapping[str, Any]) -> ShownTab:
    properties, (grid, *_) = sheet["properties"], sheet.get("data") or [{}]
    rows = tuple(_row(row.get("values", [])) for row in grid.get("rowData", []))
    metadata = grid.get("columnMetadata", [])
    width = max(map(len, rows), default=0)
    columns = {place: one["pixelSize"] for place, one in enumerate(metadata[:width]) if not one.get("hiddenByUser")}
    return ShownTab(
        title=properties["title"],
        right_to_left=properties.get("rightToLeft", False),
        frozen=properties.get("gridProperties", {}).get("frozenRowCount", 0),
        columns=tuple(columns),
        widths=tuple(columns.values()),
        rows=rows,
    )


def _row(cells: Sequence[Mapping[str, Any]]) -> tuple[ShownCell, ...]:
    return tuple(map(_cell, cells))


def _cell(cell: Mapping[str, Any]) -> ShownCell:
    value, rule = cell.get("effectiveValue", {}), cell.get("dataValidation", {})
    condition = rule.get("condition", {})
    is_list, is_box = (condition.get("type") == kind for kind in ("ONE_OF_LIST", "BOOLEAN"))
    return ShownCell(
        cell.get("formattedValue", ""),
        number="numberValue" in value,
        bold=cell.get("userEnteredFormat", {}).get("textFormat", {}).get("bold", False),
        note=cell.get("note", ""),
        expects=rule.get("inputMessage", ""),
        choices=tuple(str(one["userEnteredValue"]) for one in condition["values"]) if is_list else (),
        ticked=value.get("boolValue", False) if is_box else None,
        link=cell.get("hyperlink", ""),
        ground=css_colour(cell.get("userEnteredFormat", {}).get("backgroundColorStyle")),
    )


def css_colour(style: Mapping[str, Any] | None) -> str:
    """A ColorStyle of Google's as CSS writes it; blank for none."""
    if not style:
        return ""
    parts = (round(255 * style["rgbColor"].get(part, 0)) for part in ("red", "green", "blue"))
    return f"rgb({', '.join(map(str, parts))})"
