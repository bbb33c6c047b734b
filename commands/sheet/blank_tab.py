"""The tab that Google puts into a new spreadsheet: it goes when nobody has ever done anything in it.

An owner may type into it while set-up is at work, and Google deletes a tab whatever is in it. So it is hidden first,
with all else that set-up does, looked at once more, and deleted or shown again.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from sheets.codec.translation import fold_heading
from sheets.google.client import Google, Spent
from sheets.google.errors import WorkbookError
from sheets.requests.decision_requests import Request
from sheets.schema.identity.place import Place
from sheets.schema.layout import OURS, Layout

LOOK_SECONDS = 30.0
FIRST_TABS = frozenset(
    map(
        fold_heading,
        (
            "Sheet1",
            "Лист1",
            "الورقة1",
            "ورقة1",
            "Аркуш1",
            "Tabellenblatt1",
            "Feuille 1",
            "Hoja 1",
            "Foglio1",
            "Página1",
            "Folha1",
            "Blad1",
            "Arkusz1",
            "Sayfa1",
            "List 1",
            "Ark1",
            "Taulukko1",
            "シート1",
            "工作表1",
            "시트1",
        ),
    )
)
"""What Google calls the first tab where its user speaks one of these languages, from memory; another name stays."""
SIZE = {"rowCount": 1000, "columnCount": 26}
USUAL = {"sheetId", "title", "index", "sheetType", "gridProperties", "rightToLeft", "hidden"}
"""The properties that such a tab has, whatever they are."""
ON_IT = (
    "merges,conditionalFormats,filterViews,basicFilter,protectedRanges,developerMetadata,bandedRanges,charts,slicers,"
    "rowGroups,columnGroups,tables"
)
FIELDS = (
    f"sheets(properties,data(rowData(values(userEnteredValue,userEnteredFormat,note,dataValidation))),{ON_IT}),"
    "namedRanges(range)"
)


def blank_tab(google: Google, layout: Layout, spent: Spent) -> Place | None:
    """Such a tab, where it is the only one that is not the program's: nothing else can look into it. WorkbookError."""
    others = [place for title, place in layout.places.items() if title not in OURS]
    if len(others) != 1 or fold_heading(others[0].title) not in FIRST_TABS:
        return None
    return others[0] if _is_blank(google, others[0], spent) else None


def hide(place: Place) -> Request:
    """What takes the tab out of sight: nobody types into it any more."""
    return _hidden(place, hidden=True)


def take_away_blank(google: Google, place: Place) -> str:
    """Deletes the hidden tab if it is still empty, else shows it again; what was done, for the owner."""
    spent = Spent()
    try:
        if _is_blank(google, place, spent):
            google.commit([{"deleteSheet": {"sheetId": place.id}}], seconds=LOOK_SECONDS, spent=spent)
            return f"Took away the empty tab {place.title}."
        google.commit([_hidden(place, hidden=False)], seconds=LOOK_SECONDS, spent=spent)
    except WorkbookError as error:
        return f"The tab {place.title} is hidden now and may be empty: {str(error).rstrip('.')}. Run set-up again."
    return f"The tab {place.title} stays: there is something in it now."


def _hidden(place: Place, *, hidden: bool) -> Request:
    return {"updateSheetProperties": {"properties": {"sheetId": place.id, "hidden": hidden}, "fields": "hidden"}}


def _is_blank(google: Google, place: Place, spent: Spent) -> bool:
    """True where the tab is as Google makes it."""
    found = google.whole_tab(place.cells, fields=FIELDS, seconds=LOOK_SECONDS, spent=spent)
    [sheet] = found.get("sheets", [{}])
    properties = sheet.get("properties", {})
    named = (held.get("range", {}).get("sheetId", 0) for held in found.get("namedRanges", ()))
    return (
        properties.keys() <= USUAL
        and properties.get("gridProperties") == SIZE
        and sheet.keys() <= {"properties", "data"}
        and not any(_cells(sheet))
        and place.id not in named
    )


def _cells(sheet: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for data in sheet.get("data", ()):
        for row in data.get("rowData", ()):
            yield from row.get("values", ())
