"""Pictures of a sheet for docs/: the first rows of its first tabs, in each language, as a browser shows them.

Run: .venv/bin/python -m sandbox.desk.sheet_pictures docs/sheet. It needs Chromium on this machine. Google draws cells
otherwise; what is in them, their looks, widths and colours are what the API has been told.
"""

import sys
import tempfile
from collections.abc import Iterator, Mapping
from html import escape
from itertools import islice
from pathlib import Path
from typing import Any

from click import echo
from google.auth.credentials import AnonymousCredentials

from commands.preview.chromium import chromium, find_chromium
from commands.sheet.provision import set_up
from sandbox.desk.sheet_view import css_colour
from sandbox.google.http.transport import Adapter
from sandbox.google.methods.core import Google as StandIn
from sandbox.owner import Owner
from sheets.codec.translation import said
from sheets.google.client import SHEETS_URL, Google, authorized_session
from words.locales import LANGUAGES, RIGHT_TO_LEFT

SPREADSHEET = "a-new-sheet"
TABS = ("Start", "Settings")
WIDTH, MOST_ROWS = 800, 26
"""A page that is small enough for docs/: its width in CSS pixels, and so many rows from the top."""
STYLE = """
body { margin: 0; zoom: .72; font: 13px/1.35 Roboto, 'DejaVu Sans', 'Noto Sans Arabic', sans-serif; color: #202124; }
table { border-collapse: collapse; table-layout: fixed; }
td { border: 1px solid #e1e3e6; padding: 3px 5px; vertical-align: bottom; overflow: hidden; }
a { color: #1155cc; }
nav { display: flex; flex-wrap: wrap; gap: 2px; padding: 6px; background: #f1f3f4; }
nav span { padding: 4px 10px; border-bottom: 3px solid var(--tab); background: #fff; white-space: nowrap; }
"""
SIDES = {"LEFT": "left", "RIGHT": "right", "TOP": "top", "MIDDLE": "middle"}


def page(owner: Owner, title: str, language: str) -> str:
    """The tab as HTML, with its cells' looks, and the tabs below it."""
    sheets = [one for one in owner.description(cells=True)["sheets"] if not one["properties"].get("hidden")]
    grid = next(one for one in sheets if one["properties"]["title"] == title)["data"][0]
    columns = [number for number, one in enumerate(grid["columnMetadata"]) if not one.get("hiddenByUser")]
    widths = "".join(f'<col width="{grid["columnMetadata"][column]["pixelSize"]}">' for column in columns)
    rows = (row.get("values", []) for row in grid["rowData"])
    lines = "".join(_line(cells, columns) for cells in islice(_filled(rows), MOST_ROWS))
    tabs = "".join(_tab(one["properties"]) for one in sheets)
    side = "rtl" if language in RIGHT_TO_LEFT else "ltr"
    return (
        f'<!doctype html><html lang="{language}" dir="{side}"><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style>'
        f"<table><colgroup>{widths}</colgroup>{lines}</table><nav>{tabs}</nav></html>"
    )


def _filled(rows: Iterator[list[Mapping[str, Any]]]) -> Iterator[list[Mapping[str, Any]]]:
    return (cells for cells in rows if any("formattedValue" in cell for cell in cells))


def _line(cells: list[Mapping[str, Any]], columns: list[int]) -> str:
    return f"<tr>{''.join(_cell(cells[column] if column < len(cells) else {}) for column in columns)}</tr>"


def _cell(cell: Mapping[str, Any]) -> str:
    shown, text = cell.get("userEnteredFormat", {}), escape(cell.get("formattedValue", ""))
    looks = {
        "background": css_colour(shown.get("backgroundColorStyle")),
        "font-weight": "700" if shown.get("textFormat", {}).get("bold") else "",
        "white-space": "normal" if shown.get("wrapStrategy") == "WRAP" else "nowrap",
        "text-align": SIDES.get(shown.get("horizontalAlignment", ""), ""),
        "vertical-align": SIDES.get(shown.get("verticalAlignment", ""), ""),
    }
    style = ";".join(f"{name}:{value}" for name, value in looks.items() if value)
    return f'<td dir="auto" style="{style}">{f"<a>{text}</a>" if cell.get("hyperlink") else text}</td>'


def _tab(properties: Mapping[str, Any]) -> str:
    colour = css_colour(properties.get("tabColorStyle")) or "transparent"
    return f'<span style="--tab:{colour}">{escape(properties["title"])}</span>'


def new_sheet(language: str) -> Owner:
    """The owner of a sheet that was set up a moment ago."""
    stand_in = StandIn()
    stand_in.create(SPREADSHEET, title="Finch", sheets=("Sheet1",), time_zone="Europe/Berlin")
    session = authorized_session(AnonymousCredentials())
    session.mount(SHEETS_URL, Adapter(stand_in))
    set_up(Google(SPREADSHEET, session), chance="picture", language=language)
    return Owner(stand_in, SPREADSHEET)


def pictures(program: str) -> Iterator[tuple[str, bytes]]:
    """Each picture with the name of its file."""
    with tempfile.TemporaryDirectory() as folder, chromium(program) as browser:
        for language in LANGUAGES:
            owner = new_sheet(language)
            for title in TABS:
                path = Path(folder) / f"{title}.html"
                path.write_text(page(owner, said(title, language), language), encoding="utf-8")
                yield f"{title.lower()}.{language}.png", browser.picture(path, width=WIDTH, dark=False)


if __name__ == "__main__":
    there = find_chromium()
    if there is None:
        sys.exit("There is no Chromium on this machine.")
    where = Path(sys.argv[1])
    where.mkdir(exist_ok=True)
    for name, picture in pictures(there):
        (where / name).write_bytes(picture)
        echo(where / name)
