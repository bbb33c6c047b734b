"""The spreadsheet as a person sees it: its visible tabs and columns, every cell as it is shown."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.owner import Owner


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell as it is shown; numbers and dates stand at its right side."""

    text: str
    number: bool


@dataclass(frozen=True, slots=True)
class ShownTab:
    """A tab that is not hidden; ``columns`` are the places (from 0) of those that are not hidden."""

    title: str
    frozen: int
    columns: tuple[int, ...]
    rows: tuple[tuple[ShownCell, ...], ...]

    def texts(self) -> Iterator[dict[str, str]]:
        """The rows below the headings, by heading."""
        headings, *rows = self.rows
        for row in rows:
            yield {heading.text: cell.text for heading, cell in zip(headings, row, strict=False)}


def visible_tabs(owner: Owner) -> tuple[ShownTab, ...]:
    """Every visible tab, in order."""
    sheets = owner.description(cells=True)["sheets"]
    return tuple(_tab(sheet) for sheet in sheets if not sheet["properties"].get("hidden"))


def visible_tab(owner: Owner, title: str) -> ShownTab:
    """The tab with this title."""
    return next(tab for tab in visible_tabs(owner) if tab.title == title)


def _tab(sheet: Mapping[str, Any]) -> ShownTab:
    properties, (grid, *_) = sheet["properties"], sheet.get("data") or [{}]
    rows = tuple(_row(row.get("values", [])) for row in grid.get("rowData", []))
    metadata = grid.get("columnMetadata", [])
    hidden = {place for place, column in enumerate(metadata) if column.get("hiddenByUser")}
    width = max(map(len, rows), default=0)
    return ShownTab(
        title=properties["title"],
        frozen=properties.get("gridProperties", {}).get("frozenRowCount", 0),
        columns=tuple(place for place in range(width) if place not in hidden),
        rows=rows,
    )


def _row(cells: Sequence[Mapping[str, Any]]) -> tuple[ShownCell, ...]:
    return tuple(
        ShownCell(cell.get("formattedValue", ""), number="numberValue" in cell.get("effectiveValue", {}))
        for cell in cells
    )
