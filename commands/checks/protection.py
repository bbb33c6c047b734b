"""What the owner has protected in the spreadsheet, and from whom."""

from collections.abc import Iterator, Mapping
from typing import Any

from commands.checks.finding import Finding
from sheets.codec.protected_ranges import SERVICE_ACCOUNT, ProtectedRange, protected_from_programs
from sheets.google.client import LAYOUT_FIELDS
from sheets.schema.layout import OURS, Layout

CHECK_FIELDS = LAYOUT_FIELDS.replace("requestingUserCanEdit", "requestingUserCanEdit,editors")


def protected_from(layout: Layout, who: str) -> Iterator[Finding]:
    """What the account that asks may not write into, of the tabs that are ours."""
    for title, ranges in layout.protected.items():
        for held in ranges if title in OURS else ():
            sentence = f"{_named(layout, title, held)} protected, and {who} may not write there."
            to_do = f"In the spreadsheet: Data > Protect sheets and ranges: open it, and add {who} as an editor."
            yield Finding("sheet.protected", sentence, to_do, blocks=not held.only_headings)


def protected_from_the_function(description: Mapping[str, Any], layout: Layout, who: str) -> Iterator[Finding]:
    """For a person who checks, and may edit more than the function: what no service account may edit."""
    if who.endswith(SERVICE_ACCOUNT):
        return
    titles = {place.id: title for title, place in layout.places.items() if title in OURS}
    for sheet in description["sheets"]:
        title = titles.get(sheet.get("properties", {}).get("sheetId", 0))
        for held in protected_from_programs(sheet) if title else ():
            sentence = f"{_named(layout, title or '', held)} protected, and no service account may write there."
            to_do = (
                "In the spreadsheet: Data > Protect sheets and ranges: open it, and add the function's service account "
                "as an editor."
            )
            yield Finding("sheet.protected_from_function", sentence, to_do)


def _named(layout: Layout, title: str, held: ProtectedRange) -> str:
    shown = layout.place(title).title
    return f"In the tab {shown} {held.a1} is" if held.a1 else f"The tab {shown} is"
