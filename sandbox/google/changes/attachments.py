"""Requests about what lies over cells: filters, filter views, bandings, conditional formats, charts and slicers."""

from collections.abc import Callable
from typing import Any

from sandbox.google.changes.cell_writes import Outcome, mask_of
from sandbox.google.changes.range_changes import kept_range, with_number
from sandbox.google.grid.box import Box, Span
from sandbox.google.grid.following import ranges_in
from sandbox.google.grid.sheet import Sheet
from sandbox.google.grid.spreadsheet import Spreadsheet
from sandbox.google.methods import colours
from sandbox.google.methods.discovery import Json
from sandbox.google.methods.google_errors import invalid

CHART_PIXELS = {"widthPixels": 600, "heightPixels": 371}
"""How large a chart or slicer is where its position names no size: the defaults in Google's discovery document."""


def set_filter(book: Spreadsheet, request: Json) -> Outcome:
    """Sets the one basic filter of a sheet. The stand-in keeps it, but hides no rows and sorts none."""
    new = _filtered(book, colours.complete("BasicFilter", request.get("filter", {})))
    sheet = book.sheet(new["range"].get("sheetId", 0))
    return book.with_sheet(sheet.holding("basicFilter", (new,))), {}


def clear_filter(book: Spreadsheet, request: Json) -> Outcome:
    """Takes the basic filter of a sheet away, if there is one."""
    return book.with_sheet(book.sheet(request.get("sheetId", 0)).holding("basicFilter", ())), {}


def add_view(book: Spreadsheet, request: Json) -> Outcome:
    """Adds a filter view, which shows nobody anything until they choose it."""
    book, new = with_number(book, request.get("filter", {}), "filterViewId", "filter view")
    book, new = _added(book, "filterViews", _filtered(book, _titled(book, new)))
    return book, {"addFilterView": {"filter": new}}


def duplicate_view(book: Spreadsheet, request: Json) -> Outcome:
    """Adds a copy of a filter view."""
    _, old = _found(book, "filterViews", "filterViewId", request.get("filterId", 0), "filter view")
    book, number = book.with_id()
    copy = old | {"filterViewId": number, "title": f"Copy of {old['title']}"}
    book, new = _added(book, "filterViews", copy)
    return book, {"duplicateFilterView": {"filter": new}}


def update_view(book: Spreadsheet, request: Json) -> Outcome:
    """Changes a filter view as the mask says."""
    new = request.get("filter", {})
    sheet, old = _found(book, "filterViews", "filterViewId", new.get("filterViewId", 0), "filter view")
    changed = colours.merged("FilterView", old, new, mask_of(request, "FilterView"))
    return _replaced(book, sheet, "filterViews", old, _filtered(book, changed)), {}


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
    """Puts a rule in the place of another, or moves one to another place."""
    index = request.get("index", 0)
    rule = _rule(book, request["rule"]) if "rule" in request else None
    sheet = book.sheet(rule["ranges"][0].get("sheetId", 0) if rule else request.get("sheetId", 0))
    rules = list(sheet.held("conditionalFormats"))
    old = rules.pop(_rule_index(index, len(rules)))
    new, place = rule or old, index if rule else _rule_index(request.get("newIndex", 0), len(rules) + 1)
    rules.insert(place, new)
    told = (
        {"newRule": new, "newIndex": place, "oldRule": old, "oldIndex": index}
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
    _check_spec(book, "ChartSpec", new.get("spec", {}))
    book, new = _added(book, "charts", colours.complete("EmbeddedChart", new))
    return book, {"addChart": {"chart": new}}


def update_chart(book: Spreadsheet, request: Json) -> Outcome:
    """Gives a chart another specification; its place stays."""
    sheet, old = _found(book, "charts", "chartId", request.get("chartId", 0), "chart")
    _check_spec(book, "ChartSpec", request.get("spec", {}))
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
    mask = mask_of(request, "OverlayPosition")
    new = request.get("newPosition", {})
    held = old["position"]["overlayPosition"]
    changed = colours.merged("OverlayPosition", held, new.get("overlayPosition", {}), mask)
    position = _position(book, {"overlayPosition": changed})
    book = book.with_sheet(_less(sheet, name, old))
    book, moved = _added(book, name, old | {"position": position})
    return book, {"updateEmbeddedObjectPosition": {"position": moved["position"]}}


def border_object(book: Spreadsheet, request: Json) -> Outcome:
    """Changes the border around a chart, as the mask says."""
    name, sheet, old = _embedded(book, request.get("objectId", 0))
    mask = mask_of(request, "EmbeddedObjectBorder")
    border = colours.merged("EmbeddedObjectBorder", old.get("border", {}), request.get("border", {}), mask)
    return _replaced(book, sheet, name, old, old | {"border": border}), {}


def delete_object(book: Spreadsheet, request: Json) -> Outcome:
    """Takes a chart or slicer away."""
    name, sheet, old = _embedded(book, request.get("objectId", 0))
    return book.with_sheet(_less(sheet, name, old)), {}


def _filtered(book: Spreadsheet, new: Json) -> Json:
    """A filter with its range closed at the grid's end, as Google has been recorded to answer it."""
    kept = kept_range(book, new.get("range"))
    sheet = book.sheet(kept.get("sheetId", 0))
    return new | {"range": sheet.clipped(Box.of(kept)).grid_range(sheet.id)}


def _titled(book: Spreadsheet, new: Json) -> Json:
    titles = {view["title"] for sheet in book.sheets for view in sheet.held("filterViews")}
    if new.get("title") in titles:
        raise invalid(f'A filter view with the name "{new["title"]}" already exists.')
    number = len(titles) + 1
    while f"Filter {number}" in titles:
        number += 1
    return {"title": f"Filter {number}"} | new


def _banded(book: Spreadsheet, new: Json) -> Json:
    new = new | {"range": kept_range(book, new.get("range"))}
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
    taken = {held.get("chartId", held.get("slicerId")) for sheet in book.sheets for held in _objects(sheet)}
    book, new = with_number(book, new, name, word)
    if new[name] in taken:
        raise invalid(f"Cannot add {word} with id {new[name]}, an object with that id already exists.")
    return book, new | {"position": _position(book, new.get("position", {}))}


def _position(book: Spreadsheet, position: Json) -> Json:
    overlay = position.get("overlayPosition")
    if overlay is None:
        raise invalid("The sandbox puts charts and slicers over cells: overlayPosition must be specified.")
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


def _objects(sheet: Sheet) -> tuple[Json, ...]:
    return (*sheet.held("charts"), *sheet.held("slicers"))


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
