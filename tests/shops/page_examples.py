"""The examples of docs/orders-in.md: a file, what is read in it, and what is rejected."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "orders-in.md"


@dataclass(frozen=True)
class Example:
    title: str
    csv: str
    rows: list[tuple[str, ...]]
    rejected: list[tuple[str, ...]]


def examples() -> Iterator[Example]:
    for section in re.split(r"^### ", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        title, _, text = section.partition("\n")
        found = re.search(r"```csv\n(.*?)```\n\n(.*?)(?:\n\n|\Z)", text, flags=re.DOTALL)
        assert found, title
        rejected = re.search(r"\| Line \| Why \|\n(.*?)(?:\n\n|\Z)", text, flags=re.DOTALL)
        yield Example(title, found[1], cells_of(found[2])[2:], cells_of(rejected[1])[1:] if rejected else [])


def cells_of(table: str) -> list[tuple[str, ...]]:
    return [tuple(cell.strip() for cell in row.strip("|").split("|")) for row in table.strip().splitlines()]
