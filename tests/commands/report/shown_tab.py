"""A report's tab as its owner sees it."""

from typing import Any

from sandbox.owner import Owner


def sheet(owner: Owner, title: str = "Report") -> Any:
    sheets = owner.description(cells=True)["sheets"]
    return next(sheet for sheet in sheets if sheet["properties"]["title"] == title)


def shown(owner: Owner, title: str = "Report") -> list[list[str]]:
    rows = sheet(owner, title)["data"][0].get("rowData", [])
    return [[cell.get("formattedValue", "") for cell in row.get("values", [])] for row in rows]


def rows_value(rows: list[list[str]], label: str) -> str:
    return next(row[1] for row in rows if row[:1] == [label])
