"""Requests about named ranges, protected ranges, filters, bandings and conditional formats."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sandbox.google.changes.cell_writes import Outcome, mask_of
from sandbox.google.grid import a1_notation
from sandbox.google.grid.box import Box
from sandbox.google.grid.sheet import Sheet
from sandbox.google.grid.spreadsheet import Spreadsheet
from sandbox.google.methods import field_masks
from sandbox.google.methods.discovery import Json
from sandbox.google.methods.google_errors import invalid

_NAME = re.compile(r"[^\W\d]\w{0,249}")


def add_named(book: Spreadsheet, request: Json) -> Outcome:
    """Names a range; id and name must both be new, names without regard to case."""
    named = dict(request.get("namedRange", {}))
    if "namedRangeId" not in named:
        book, number = book.with_id()
        named["namedRangeId"] = str(number)
    if any(named_range["namedRangeId"] == named["namedRangeId"] for named_range in book.named_ranges):
        raise invalid(
            f"Cannot add named range with id {named['namedRangeId']}, a named range with that id already exists."
        )
    named = _checked(book, named, "add")
    return replace(book, named_ranges=(*book.named_ranges, named)), {"addNamedRange": {"namedRange": named}}


def update_named(book: Spreadsheet, request: Json) -> Outcome:
    """Changes a named range's name or range, as the mask says."""
    mask = mask_of(request, "NamedRange")
    new = request.get("namedRange", {})
    old = _named(book, new.get("namedRangeId", ""))
    changed = field_masks.merge(old, new, mask) | {"namedRangeId": old["namedRangeId"]}
    others = replace(
        book, named_ranges=tuple(named_range for named_range in book.named_ranges if named_range is not old)
    )
    changed = _checked(others, changed, "update")
    return replace(
        book, named_ranges=tuple(changed if named_range is old else named_range for named_range in book.named_ranges)
    ), {}


def delete_named(book: Spreadsheet, request: Json) -> Outcome:
    """Forgets a named range; the cells stay as they are."""
    old = _named(book, request.get("namedRangeId", ""))
    return replace(
        book, named_ranges=tuple(named_range for named_range in book.named_ranges if named_range is not old)
    ), {}


def _named(book: Spreadsheet, range_id: str) -> Json:
    for named_range in book.named_ranges:
        if named_range["namedRangeId"] == range_id:
            return named_range
    raise invalid(f"No named range with id: {range_id}")


def _checked(book: Spreadsheet, named: Json, verb: str) -> Json:
    name = named.get("name", "")
    address = a1_notation.parse(name)
    if not _NAME.fullmatch(name) or (address and address.box) or name.upper() in ("TRUE", "FALSE"):
        raise invalid(f"The name {name!r} is not a valid name for a named range.")
    if any(named_range["name"].casefold() == name.casefold() for named_range in book.named_ranges):
        raise invalid(f"Cannot {verb} named range with name {name}, a named range with that name already exists.")
    return named | {"range": _range(book, named.get("range"))} if verb == "add" or "range" in named else named


def _range(book: Spreadsheet, grid_range: Json | None) -> Json:
    """The GridRange as the stand-in keeps it; a 400 when there is none, or its sheet or start is not there."""
    if grid_range is None:
        raise invalid("A range must be specified.")
    sheet = book.sheet(grid_range.get("sheetId", 0))
    box = Box.of(grid_range)
    sheet.check_start(box)
    return box.grid_range(sheet.id)


def add_protected(book: Spreadsheet, request: Json) -> Outcome:
    """Protects a range or a whole sheet. The stand-in keeps it, but lets everybody write."""
    book, new = _with_number(book, dict(request.get("protectedRange", {})), "protectedRangeId", "protected range")
    if "namedRangeId" in new:
        new["range"] = _named(book, new["namedRangeId"]).get("range")
    new["range"] = _range(book, new.get("range"))
    new.setdefault("requestingUserCanEdit", True)
    sheet = book.sheet(new["range"].get("sheetId", 0))
    book = book.with_sheet(replace(sheet, protected=(*sheet.protected, new)))
    return book, {"addProtectedRange": {"protectedRange": new}}


def update_protected(book: Spreadsheet, request: Json) -> Outcome:
    """Changes a protected range's description, editors or range, as the mask says."""
    mask = mask_of(request, "ProtectedRange")
    new = request.get("protectedRange", {})
    sheet, old = _protected(book, new.get("protectedRangeId", 0))
    changed = field_masks.merge(old, new, mask) | {"protectedRangeId": old["protectedRangeId"]}
    changed["range"] = _range(book, changed.get("range"))
    book = book.with_sheet(
        replace(
            sheet, protected=tuple(protected_range for protected_range in sheet.protected if protected_range is not old)
        )
    )
    home = book.sheet(changed["range"].get("sheetId", 0))
    return book.with_sheet(replace(home, protected=(*home.protected, changed))), {}


def delete_protected(book: Spreadsheet, request: Json) -> Outcome:
    """Takes a protection away."""
    sheet, old = _protected(book, request.get("protectedRangeId", 0))
    return book.with_sheet(
        replace(
            sheet, protected=tuple(protected_range for protected_range in sheet.protected if protected_range is not old)
        )
    ), {}


def _protected(book: Spreadsheet, number: int) -> tuple[Sheet, Json]:
    for sheet in book.sheets:
        for protected_range in sheet.protected:
            if protected_range["protectedRangeId"] == number:
                return sheet, protected_range
    raise invalid(f"No protected range with id: {number}")


def set_filter(book: Spreadsheet, request: Json) -> Outcome:
    """Sets the one basic filter of a sheet. The stand-in keeps it, but hides no rows and sorts none."""
    new = dict(request.get("filter", {}))
    new["range"] = _range(book, new.get("range"))
    sheet = book.sheet(new["range"].get("sheetId", 0))
    return book.with_sheet(replace(sheet, filter=new)), {}


def clear_filter(book: Spreadsheet, request: Json) -> Outcome:
    """Takes the basic filter of a sheet away, if there is one."""
    return book.with_sheet(replace(book.sheet(request.get("sheetId", 0)), filter=None)), {}


def add_banding(book: Spreadsheet, request: Json) -> Outcome:
    """Colours the rows or columns of a range in turn; two bandings may not overlap."""
    book, new = _with_number(book, dict(request.get("bandedRange", {})), "bandedRangeId", "banding")
    new["range"] = _range(book, new.get("range"))
    sheet = book.sheet(new["range"].get("sheetId", 0))
    if any(_overlap(sheet, new["range"], banded_range["range"]) for banded_range in sheet.banded):
        raise invalid(
            "You cannot add alternating background colors to a range that already has alternating background colors."
        )
    book = book.with_sheet(replace(sheet, banded=(*sheet.banded, new)))
    return book, {"addBanding": {"bandedRange": new}}


def add_conditional(book: Spreadsheet, request: Json) -> Outcome:
    """Adds a rule of conditional formatting at its place among the sheet's rules."""
    rule = dict(request.get("rule", {}))
    if not rule.get("ranges"):
        raise invalid("At least one range must be specified.")
    rule["ranges"] = [_range(book, grid_range) for grid_range in rule["ranges"]]
    if len({grid_range.get("sheetId", 0) for grid_range in rule["ranges"]}) > 1:
        raise invalid("All ranges of a rule must be on the same sheet.")
    sheet = book.sheet(rule["ranges"][0].get("sheetId", 0))
    index = request.get("index", 0)
    if not 0 <= index <= len(sheet.conditional):
        raise invalid(f"The rule index [{index}] is not between 0 and {len(sheet.conditional)}.")
    rules = (*sheet.conditional[:index], rule, *sheet.conditional[index:])
    return book.with_sheet(replace(sheet, conditional=rules)), {}


def _with_number(book: Spreadsheet, new: Json, name: str, word: str) -> tuple[Spreadsheet, dict[str, Any]]:
    """The new message with its id, its own or one never used; a 400 when its own is in use."""
    taken = {held[name] for sheet in book.sheets for held in (*sheet.protected, *sheet.banded) if name in held}
    if name not in new:
        book, new[name] = book.with_id()
    if new[name] in taken:
        raise invalid(f"Cannot add {word} with id {new[name]}, a {word} with that id already exists.")
    return book, new


def _overlap(sheet: Sheet, first: Json, second: Json) -> bool:
    box, other = sheet.clipped(Box.of(first)), sheet.clipped(Box.of(second))
    return all(
        max(a.start, b.start) < min(a.end or 0, b.end or 0)
        for a, b in ((box.rows, other.rows), (box.columns, other.columns))
    )


KINDS: dict[str, Callable[[Spreadsheet, Json], Outcome]] = {
    "addNamedRange": add_named,
    "updateNamedRange": update_named,
    "deleteNamedRange": delete_named,
    "addProtectedRange": add_protected,
    "updateProtectedRange": update_protected,
    "deleteProtectedRange": delete_protected,
    "setBasicFilter": set_filter,
    "clearBasicFilter": clear_filter,
    "addBanding": add_banding,
    "addConditionalFormatRule": add_conditional,
}
