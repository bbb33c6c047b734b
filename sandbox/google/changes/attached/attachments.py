"""Requests about what lies over cells: filters, filter views, bandings, conditional formats, charts and slicers."""

from collections.abc import Callable
from typing import Any

from sandbox.google.changes.attached.chart_specs import check_chart
from sandbox.google.changes.attached.range_changes import kept_range, range_named, with_number
from sandbox.google.changes.cells.cell_writes import Outcome, mask_of
from sandbox.google.grid.box import Box, Span
from sandbox.google.grid.following import ranges_in
from sandbox.google.grid.sheet import Sheet
from sandbox.google.grid.spreadsheet import Spreadsheet
from sandbox.google.grid.table_rows import table
from sandbox.google.protocol import colours
from sandbox.google.protocol.discovery import Json
from sandbox.google.protocol.google_errors import invalid

SOURCES = frozenset({"range", "namedRangeId", "tableId"})
"""The fields that may say what a filter covers."""

COLUMNS_OF = frozenset({"criteria", "filterSpecs"})
"""The fields that may say what a filter shows of its columns."""

CHART_PIXELS = {"widthPixels": 600, "heightPixels": 371}
"""How large a chart or slicer is where its position names no size: the defaults in Google's discovery document."""


def set_filter(book: Spreadsheet, request: Json) -> Outcome:
    """Sets the one basic filter of a sheet. The stand-in keeps it, but hides no rows and sorts none."""
    new = _filtered(book, "BasicFilter", _one_source(request.get("filter", {})))
    sheet = book.sheet(new["range"].get("sheetId", 0))
    return book.with_sheet(sheet.holding("basicFilter", (new,))), {}


def clear_filter(book: Spreadsheet, request: Json) -> Outcome:
    """Takes the basic filter of a sheet away, if there is one."""
    return book.with_sheet(book.sheet(request.get("sheetId", 0)).holding("basicFilter", ())), {}


def add_view(book: Spreadsheet, request: Json) -> Outcome:
    """Adds a filter view, which shows nobody anything until they choose it."""
    book, new = with_number(book, request.get("filter", {}), "filterViewId", "filter view")
    book, new = _added(book, "filterViews", _filtered(book, "FilterView", _titled(book, _one_source(new))))
    return book, {"addFilterView": {"filter": new}}


def duplicate_view(book: Spreadsheet, request: Json) -> Outcome:
    """Adds a copy of a filter view."""
    _, old = _found(book, "filterViews", "filterViewId", request.get("filterId", 0), "filter view")
    title = _free_title(book, f"Copy of {old['title']}", f"Copy of {old['title']} ")
    copy = {name: held for name, held in old.items() if name != "filterViewId"} | {"title": title}
    book, copy = with_number(book, copy, "filterViewId", "filter view")
    book, new = _added(book, "filterViews", copy)
    return book, {"duplicateFilterView": {"filter": new}}


def update_view(book: Spreadsheet, request: Json) -> Outcome:
    """Changes a filter view as the mask says."""
    new = request.get("filter", {})
    sheet, old = _found(book, "filterViews", "filterViewId", new.get("filterViewId", 0), "filter view")
    mask = mask_of(request, "FilterView")
    named = _one_source({name: held for name, held in new.items() if not mask or name in mask})
    changed = colours.merged("FilterView", old, new, mask) | {"filterViewId": old["filterViewId"]}
    for told, fields in ((SOURCES & set(named), SOURCES), (COLUMNS_OF & set(mask), COLUMNS_OF)):
        if told:  # what is named takes the place of what else says the same
            changed = {name: held for name, held in changed.items() if name not in fields - told}
    others = book.with_sheet(_less(sheet, "filterViews", old))
    return _replaced(book, sheet, "filterViews", old, _filtered(book, "FilterView", _titled(others, changed))), {}


def delete_view(book: Spreadsheet, request: Json) -> Outcome:
    """Takes a filter view away."""
    sheet, old = _found(book, "filterViews", "filterViewId", request.get("filterId", 0), "filter view")
    return book.with_sheet(_less(sheet, "filterViews", old)), {}


def add_banding(book: Spreadsheet, request: Json) -> Outcome:
    """Colours the rows or columns of a range in turn; two bandings may not overlap."""
    book, new = with_number(book, request.get("bandedRange", {}), "bandedRangeId", "banding")
    new = _banded(book, colours.complete("BandedRange", new))
    book, new = _added(book, "bandedRanges", new)
    return book, {"addBanding": {"bandedRange": new}}


def update_banding(book: Spreadsheet, request: Json) -> Outcome:
    """Changes a banding's range or colours, as the mask says."""
    new = request.get("bandedRange", {})
    sheet, old = _found(book, "bandedRanges", "bandedRangeId", new.get("bandedRangeId", 0), "banding")
    changed = colours.merged("BandedRange", old, new, mask_of(request, "BandedRange"))
    changed = changed | {"bandedRangeId": old["bandedRangeId"]}
    others = book.with_sheet(_less(sheet, "bandedRanges", old))
    return _replaced(book, sheet, "bandedRanges", old, _banded(others, changed)), {}


def delete_banding(book: Spreadsheet, request: Json) -> Outcome:
    """Takes a banding away."""
    sheet, old = _found(book, "bandedRanges", "bandedRangeId", request.get("bandedRangeId", 0), "banding")
    return book.with_sheet(_less(sheet, "bandedRanges", old)), {}


def add_conditional(book: Spreadsheet, request: Json) -> Outcome:
    """Adds a rule of conditional formatting at its place among the sheet's rules."""
    rule = _rule(book, request.get("rule", {}))
    sheet = book.sheet(rule["ranges"][0].get("sheetId", 0))
    rules = sheet.held("conditionalFormats")
    index = _rule_index(request.get("index", 0), len(rules) + 1)
    return book.with_sheet(sheet.holding("conditionalFormats", (*rules[:index], rule, *rules[index:]))), {}


def update_conditional(book: Spreadsheet, request: Json) -> Outcome:
    """Puts a rule in the place of another, or moves one to another place; the request says which of the two."""
    if len({"rule", "newIndex"} & set(request)) != 1:
        raise invalid("Exactly one of rule and newIndex must be set.")
    index = request.get("index", 0)
    rule = _rule(book, request["rule"]) if "rule" in request else None
    sheet = book.sheet(rule["ranges"][0].get("sheetId", 0) if rule else request.get("sheetId", 0))
    rules = list(sheet.held("conditionalFormats"))
    old = rules.pop(_rule_index(index, len(rules)))
    new, place = rule or old, index if rule else _rule_index(request.get("newIndex", 0), len(rules) + 1)
    rules.insert(place, new)
    told = (
        {"newRule": new, "newIndex": place, "oldRule": old}
        if rule
        else {"newRule": new, "newIndex": place, "oldIndex": index}
    )
    reply = {name: held for name, held in told.items() if held}
    return book.with_sheet(sheet.holding("conditionalFormats", rules)), {"updateConditionalFormatRule": reply}


def delete_conditional(book: Spreadsheet, request: Json) -> Outcome:
    """Takes a rule of conditional formatting away; those after it move up."""
    sheet = book.sheet(request.get("sheetId", 0))
    rules = list(sheet.held("conditionalFormats"))
    old = rules.pop(_rule_index(request.get("index", 0), len(rules)))
    return book.with_sheet(sheet.holding("conditionalFormats", rules)), {"deleteConditionalFormatRule": {"rule": old}}


def add_chart(book: Spreadsheet, request: Json) -> Outcome:
    """Adds a chart over the cells of a sheet; its sources follow their cells."""
    book, new = _object(book, request.get("chart", {}), "chartId", "chart")
    if not new.get("spec"):
        raise invalid("A chart must have a spec.")
    check_chart(new["spec"])
    _check_spec(book, "ChartSpec", new["spec"])
    book, new = _added(book, "charts", colours.complete("EmbeddedChart", new))
    return book, {"addChart": {"chart": new}}


def update_chart(book: Spreadsheet, request: Json) -> Outcome:
    """Gives a chart another specification; its place stays."""
    sheet, old = _found(book, "charts", "chartId", request.get("chartId", 0), "chart")
    if not request.get("spec"):
        raise invalid("A chart must have a spec.")
    check_chart(request["spec"])
    _check_spec(book, "ChartSpec", request["spec"])
    new = colours.complete("EmbeddedChart", old | {"spec": request.get("spec", {})})
    return _replaced(book, sheet, "charts", old, new), {}


def add_slicer(book: Spreadsheet, request: Json) -> Outcome:
    """Adds a slicer; the stand-in keeps it, but hides no rows for it."""
    book, new = _object(book, request.get("slicer", {}), "slicerId", "slicer")
    _check_spec(book, "SlicerSpec", new.get("spec", {}))
    book, new = _added(book, "slicers", colours.complete("Slicer", new))
    return book, {"addSlicer": {"slicer": new}}


def update_slicer(book: Spreadsheet, request: Json) -> Outcome:
    """Changes what a slicer shows, as the mask says."""
    sheet, old = _found(book, "slicers", "slicerId", request.get("slicerId", 0), "slicer")
    spec = colours.merged("SlicerSpec", old.get("spec", {}), request.get("spec", {}), mask_of(request, "SlicerSpec"))
    _check_spec(book, "SlicerSpec", spec)
    return _replaced(book, sheet, "slicers", old, old | {"spec": spec}), {}


def move_object(book: Spreadsheet, request: Json) -> Outcome:
    """Puts a chart or slicer elsewhere or changes its size; Google's mask names fields of the overlay's position."""
    name, sheet, old = _embedded(book, request.get("objectId", 0))
    new = request.get("newPosition", {})
    _check_over_cells(new)
    mask = mask_of(request, "OverlayPosition")
    held = old["position"]["overlayPosition"]
    changed = colours.merged("OverlayPosition", held, new.get("overlayPosition", {}), mask)
    position = _position(book, {"overlayPosition": changed})
    book = book.with_sheet(_less(sheet, name, old))
    book, moved = _added(book, name, old | {"position": position})
    return book, {"updateEmbeddedObjectPosition": {"position": moved["position"]}}


def border_object(book: Spreadsheet, request: Json) -> Outcome:
    """Changes the border around a chart, as the mask says; a slicer has none."""
    name, sheet, old = _embedded(book, request.get("objectId", 0))
    if name != "charts":
        raise invalid(f"The object with id {request.get('objectId', 0)} has no border: it is a slicer.")
    mask = mask_of(request, "EmbeddedObjectBorder")
    border = colours.merged("EmbeddedObjectBorder", old.get("border", {}), request.get("border", {}), mask)
    bordered = {field: held for field, held in (old | {"border": border}).items() if field != "border" or held}
    return _replaced(book, sheet, name, old, bordered), {}


def delete_object(book: Spreadsheet, request: Json) -> Outcome:
    """Takes a chart or slicer away."""
    name, sheet, old = _embedded(book, request.get("objectId", 0))
    return book.with_sheet(_less(sheet, name, old)), {}


def _one_source(new: Json) -> Json:
    """The filter as it is sent; a 400 when more than one of its fields says what it covers."""
    if len(SOURCES & set(new)) > 1:
        raise invalid("Only one of range, namedRangeId and tableId may be set.")
    return new


def _filtered(book: Spreadsheet, name: str, new: Json) -> Json:
    """A filter with its range closed at the grid's end, as Google has been recorded to answer it.

    What it says of columns it says twice, as Google documents: in filterSpecs, which count, and by column in criteria.
    """
    covered = new.get("range")
    if "tableId" in new:
        covered = table(book, new["tableId"])[1]["range"]
    elif "namedRangeId" in new:
        covered = range_named(book, new["namedRangeId"])
    kept = kept_range(book, covered)
    sheet = book.sheet(kept.get("sheetId", 0))
    new = new | {"range": sheet.clipped(Box.of(kept)).grid_range(sheet.id)}
    if not all(index.isascii() and index.isdecimal() for index in new.get("criteria", {})):
        raise invalid("The keys of criteria must be column indexes.")
    by_column = [
        ({"columnIndex": int(index)} if int(index) else {}) | {"filterCriteria": held}
        for index, held in new.get("criteria", {}).items()
    ]
    specs = new.get("filterSpecs", by_column)
    if any(spec.get("columnIndex", 0) < 0 for spec in specs):
        raise invalid("The columnIndex of a filter must be >= 0.")
    rest = {field: held for field, held in new.items() if field not in COLUMNS_OF}
    if not specs:
        return colours.complete(name, rest)
    full = colours.complete(name, rest | {"filterSpecs": specs})
    criteria = {str(spec.get("columnIndex", 0)): spec.get("filterCriteria", {}) for spec in full["filterSpecs"]}
    return full | {"criteria": criteria}


def _titled(book: Spreadsheet, new: Json) -> Json:
    titles = _titles(book)
    if new.get("title") in titles:
        raise invalid(f'A filter view with the name "{new["title"]}" already exists.')
    return new if new.get("title") else new | {"title": _free_title(book, f"Filter {len(titles) + 1}", "Filter ")}


def _titles(book: Spreadsheet) -> set[str]:
    return {view["title"] for sheet in book.sheets for view in sheet.held("filterViews")}


def _free_title(book: Spreadsheet, title: str, stem: str) -> str:
    """The title, or where it is taken the stem with the first number that makes it free."""
    titles, number = _titles(book), 1
    while title in titles:
        title = f"{stem}{number}"
        number += 1
    return title


def _banded(book: Spreadsheet, new: Json) -> Json:
    new = new | {"range": kept_range(book, new.get("range"))}
    if not (new.get("rowProperties") or new.get("columnProperties")):
        raise invalid("At least one of rowProperties and columnProperties must be specified.")
    sheet = book.sheet(new["range"].get("sheetId", 0))
    box = sheet.clipped(Box.of(new["range"]))
    if any(box.overlaps(sheet.clipped(Box.of(held["range"]))) for held in sheet.held("bandedRanges")):
        raise invalid(
            "You cannot add alternating background colors to a range that already has alternating background colors."
        )
    return new


def _rule(book: Spreadsheet, rule: Json) -> Json:
    if not rule.get("ranges"):
        raise invalid("At least one range must be specified.")
    if len({"booleanRule", "gradientRule"} & set(rule)) != 1:
        raise invalid("Exactly one of booleanRule and gradientRule must be set.")
    ranges = [kept_range(book, grid_range) for grid_range in rule["ranges"]]
    if len({grid_range.get("sheetId", 0) for grid_range in ranges}) > 1:
        raise invalid("All ranges of a rule must be on the same sheet.")
    return colours.complete("ConditionalFormatRule", rule | {"ranges": ranges})


def _rule_index(index: int, count: int) -> int:
    if not 0 <= index < count:
        raise invalid(f"The rule index [{index}] is not between 0 and {count - 1}.")
    return index


def _object(book: Spreadsheet, new: Json, name: str, word: str) -> tuple[Spreadsheet, Json]:
    """A chart or slicer with its id and place; the two share their ids."""
    book, new = with_number(book, new, name, word, kin=("chartId", "slicerId"))
    return book, new | {"position": _position(book, new.get("position", {}))}


def _position(book: Spreadsheet, position: Json) -> Json:
    _check_over_cells(position)
    overlay = position["overlayPosition"]
    if min(overlay.get("offsetXPixels", 0), overlay.get("offsetYPixels", 0)) < 0:
        raise invalid("The offsets of an object must be >= 0.")
    if min(overlay.get("widthPixels", 1), overlay.get("heightPixels", 1)) < 1:
        raise invalid("The width and the height of an object must be greater than 0.")
    corner = overlay.get("anchorCell", {})
    sheet = book.sheet(corner.get("sheetId", 0))
    row, column = corner.get("rowIndex", 0), corner.get("columnIndex", 0)
    sheet.check_start(Box(Span(row, row + 1), Span(column, column + 1)))
    anchor = {name: held for name, held in corner.items() if held}
    sizes = {name: held for name, held in overlay.items() if name != "anchorCell"}
    return {"overlayPosition": {"anchorCell": anchor} | CHART_PIXELS | sizes}


def _check_spec(book: Spreadsheet, name: str, spec: Json) -> None:
    for grid_range in ranges_in(name, spec):
        kept_range(book, grid_range)


def _check_over_cells(position: Json) -> None:
    if "overlayPosition" not in position or len(position) > 1:
        raise invalid("The sandbox puts charts and slicers over cells: overlayPosition alone must be specified.")


def _embedded(book: Spreadsheet, number: int) -> tuple[str, Sheet, Json]:
    for sheet in book.sheets:
        for name, own in (("charts", "chartId"), ("slicers", "slicerId")):
            for held in sheet.held(name):
                if held[own] == number:
                    return name, sheet, held
    raise invalid(f"No embedded object with id: {number}")


def _found(book: Spreadsheet, name: str, own: str, number: Any, word: str) -> tuple[Sheet, Json]:
    for sheet in book.sheets:
        for held in sheet.held(name):
            if held[own] == number:
                return sheet, held
    raise invalid(f"No {word} with id: {number}")


def _added(book: Spreadsheet, name: str, new: Json) -> tuple[Spreadsheet, Json]:
    (home, *_) = [new["range"]] if "range" in new else [new["position"]["overlayPosition"]["anchorCell"]]
    sheet = book.sheet(home.get("sheetId", 0))
    return book.with_sheet(sheet.holding(name, (*sheet.held(name), new))), new


def _replaced(book: Spreadsheet, sheet: Sheet, name: str, old: Json, new: Json) -> Spreadsheet:
    """The spreadsheet with the new in the place of the old, on another sheet where its range is there."""
    home = new["range"].get("sheetId", 0) if "range" in new else sheet.id
    if home != sheet.id:
        return _added(book.with_sheet(_less(sheet, name, old)), name, new)[0]
    return book.with_sheet(sheet.holding(name, [new if held is old else held for held in sheet.held(name)]))


def _less(sheet: Sheet, name: str, old: Json) -> Sheet:
    return sheet.holding(name, [held for held in sheet.held(name) if held is not old])


KINDS: dict[str, Callable[[Spreadsheet, Json], Outcome]] = {
    "setBasicFilter": set_filter,
    "clearBasicFilter": clear_filter,
    "addFilterView": add_view,
    "duplicateFilterView": duplicate_view,
    "updateFilterView": update_view,
    "deleteFilterView": delete_view,
    "addBanding": add_banding,
    "updateBanding": update_banding,
    "deleteBanding": delete_banding,
    "addConditionalFormatRule": add_conditional,
    "updateConditionalFormatRule": update_conditional,
    "deleteConditionalFormatRule": delete_conditional,
    "addChart": add_chart,
    "updateChartSpec": update_chart,
    "addSlicer": add_slicer,
    "updateSlicerSpec": update_slicer,
    "updateEmbeddedObjectPosition": move_object,
    "updateEmbeddedObjectBorder": border_object,
    "deleteEmbeddedObject": delete_object,
}
