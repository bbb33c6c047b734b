"""``make docs``: the tables of docs/sheet.md, written from the description of the tabs: nothing is typed twice."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from click import echo

from commands.sheet.first_settings import of_a_new_sheet
from sheets.codec.column import Tab
from sheets.codec.translation import said
from sheets.schema.known_settings import SECTIONS, SEED, Setting
from sheets.schema.settings_tab import SETTINGS
from sheets.schema.tabs import TABS
from words.locales import LANGUAGES

PAGE = Path(__file__).resolve().parents[2] / "docs" / "sheet.md"
BAR = "\\|"
"""A bar that stands in a cell."""
ITS_OWN_DEFAULT = {"Time zone": "the spreadsheet's"}
"""Where a setting has another default than a value."""


def described(page: str) -> str:
    """The page with the tables that this version would write; what stands around them is left as it is.

    ValueError for a tab without a section of its own.
    """
    page = _with_table(page, "## In your language\n", "| tab | Russian | Arabic |", _titles())
    for tab in TABS:
        section = f"## {tab.title}\n\n"
        if section not in page:
            raise ValueError(f"docs/sheet.md has no section for the tab {tab.title}.")
        before, after = page.split(section)
        page = before + section + tab.what + "\n" + after.partition("\n")[2]
        page = _with_table(page, section, "| column | | what it is |", _columns(tab))
    head = "| setting | default | what it does |"
    return _with_table(page, f"## {SETTINGS.title}\n", head, _settings())


def _titles() -> Iterator[list[str]]:
    for tab in TABS:
        yield [said(tab.title, language) for language in LANGUAGES]


def _columns(tab: Tab) -> Iterator[list[str]]:
    for column in tab.columns:
        yield [column.heading, "●" if column.service else "", column.what]


def _settings() -> Iterator[list[str]]:
    for part in SECTIONS:
        yield [f"**{part.name}**", "", ""]
        for setting in part.settings:
            yield [setting.name, _default(setting), setting.what]


def _default(setting: Setting) -> str:
    own = ITS_OWN_DEFAULT.get(setting.name)
    default = own or str(setting.first_value(SEED)) or "empty"
    new = setting.first_value(of_a_new_sheet(SEED, None))
    return f"{default}; new sheets begin with {new}" if new != setting.first_value(SEED) else default


def _with_table(page: str, after: str, head: str, rows: Iterable[list[str]]) -> str:
    """The page with these rows in the first table below ``after`` that has this head."""
    start = page.index(f"{head}\n", page.index(after))
    rest = page[start:].splitlines(keepends=True)
    below = next(number for number, line in enumerate(rest) if not line.startswith("|"))
    ruler = "|---" * (head.count("|") - 1) + "|"
    table = [head, ruler, *(f"| {' | '.join(cell.replace('|', BAR) for cell in row)} |" for row in rows)]
    return page[:start] + "\n".join(table) + "\n" + "".join(rest[below:])


if __name__ == "__main__":
    before = PAGE.read_text(encoding="utf-8")
    after = described(before)
    PAGE.write_text(after, encoding="utf-8")
    echo("docs/sheet.md was brought up to date." if after != before else "Nothing has changed.")
