"""Requests about named and protected ranges."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from sandbox.google.changes.cells.cell_writes import Outcome, mask_of
from sandbox.google.grid import a1_notation
from sandbox.google.grid.box import Box, Span
from sandbox.google.grid.sheet import Sheet
from sandbox.google.grid.spreadsheet import Spreadsheet, may_edit
from sandbox.google.methods.description import protection
from sandbox.google.protocol import field_masks
from sandbox.google.protocol.discovery import Json
from sandbox.google.protocol.google_errors import invalid, protected

_NAME = re.compile(r"[^\W\d]\w{0,249}")


def add_named(book: Spreadsheet, request: Json) -> Outcome:
    """Names a range; id and name must both be new, names without regard to case."""
    named = dict(request.get("namedRange", {}))
    if "namedRangeId" not in named:
        book, number = book.with_unused_id({held["namedRangeId"] for held in book.named_ranges})
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
    return named | {"range": kept_range(book, named.get("range"))} if verb == "add" or "range" in named else named


def range_named(book: Spreadsheet, range_id: str) -> Json | None:
    """The range of the named range with this id, None when its cells are gone; a 400 when there is no such name."""
    return _named(book, range_id).get("range")


def kept_range(book: Spreadsheet, grid_range: Json | None) -> Json:
    """The GridRange as the stand-in keeps it, cut off at the grid's end; a 400 when its sheet or start is not there."""
    if grid_range is None:
        raise invalid("A range must be specified.")
    sheet = book.sheet(grid_range.get("sheetId", 0))
    box = Box.of(grid_range)
    sheet.check_start(box)
    return Box(_within(box.rows, sheet.row_count), _within(box.columns, sheet.column_count)).grid_range(sheet.id)


def _within(span: Span, size: int) -> Span:
    return span if span.end is None else Span(span.start, min(span.end, size))


def add_protected(book: Spreadsheet, request: Json) -> Outcome:
    """Protects a range or a whole sheet; whoever adds the protection stays able to edit, and so does the owner."""
    book, new = with_number(book, dict(request.get("protectedRange", {})), "protectedRangeId", "protected range")
    if "namedRangeId" in new:
        new["range"] = _named(book, new["namedRangeId"]).get("range")
    new = _checked_protection(book, new, asked=new)
    sheet = book.sheet(new["range"].get("sheetId", 0))
    book = book.with_sheet(sheet.holding("protectedRanges", (*sheet.held("protectedRanges"), new)))
    told = protection(new, book.editor, book.owner)
    if "editors" in told:  # recorded: whoever is an editor by right is not told in this reply, only when it is read
        users = request["protectedRange"].get("editors", {}).get("users", [])
        told = told | {"editors": told["editors"] | {"users": users} if users else _without(told["editors"], "users")}
    return book, {"addProtectedRange": {"protectedRange": told}}


def update_protected(book: Spreadsheet, request: Json) -> Outcome:
    """Changes a protected range's description, editors or range, as the mask says."""
    mask = mask_of(request, "ProtectedRange")
    new = request.get("protectedRange", {})
    sheet, old = _protected(book, new.get("protectedRangeId", 0))
    changed = field_masks.merge(old, new, mask) | {"protectedRangeId": old["protectedRangeId"]}
    changed = _checked_protection(book, changed, asked=new)
    book = book.with_sheet(_less(sheet, "protectedRanges", old))
    home = book.sheet(changed["range"].get("sheetId", 0))
    return book.with_sheet(home.holding("protectedRanges", (*home.held("protectedRanges"), changed))), {}


def delete_protected(book: Spreadsheet, request: Json) -> Outcome:
    """Takes a protection away."""
    sheet, old = _protected(book, request.get("protectedRangeId", 0))
    return book.with_sheet(_less(sheet, "protectedRanges", old)), {}


def _checked_protection(book: Spreadsheet, new: Json, *, asked: Json) -> Json:
    """The ProtectedRange as it is kept, its editors with those who always are."""
    new = new | {"range": kept_range(book, new.get("range"))}
    if new.get("warningOnly") and (asked.get("editors", {}).get("users") or asked.get("editors", {}).get("groups")):
        raise invalid("ProtectedRange is warningOnly. Editors cannot be set on it.")
    users = [*new.get("editors", {}).get("users", ()), book.editor, book.owner]
    named = {user.casefold(): user for user in reversed(users)}
    editors = {name: held for name, held in new.get("editors", {}).items() if held}
    kept = {name: held for name, held in new.items() if (held or name == "range") and name != "requestingUserCanEdit"}
    return kept | {"editors": editors | {"users": list(reversed(named.values()))}}


def _protected(book: Spreadsheet, number: int) -> tuple[Sheet, Json]:
    for sheet in book.sheets:
        for held in sheet.held("protectedRanges"):
            if held["protectedRangeId"] == number:
                if not may_edit(held, book.editor, book.owner):
                    raise protected()
                return sheet, held
    raise invalid(f"No protected range with id: {number}")


def _less(sheet: Sheet, name: str, old: Json) -> Sheet:
    return sheet.holding(name, [held for held in sheet.held(name) if held is not old])


def _without(message: Json, name: str) -> Json:
    return {field: held for field, held in message.items() if field != name}


def with_number(
    book: Spreadsheet, new: Json, name: str, word: str, kin: Sequence[str] = ()
) -> tuple[Spreadsheet, dict[str, Any]]:
    """The new message with its id, its own or one never used; a 400 when its own is in use, also as one of ``kin``."""
    taken = {
        held[field]
        for sheet in book.sheets
        for messages in sheet.attached.values()
        for held in messages
        for field in (name, *kin)
        if field in held
    }
    if name not in new:
        book, number = book.with_unused_id(taken)
        new = new | {name: number}
    if new[name] in taken:
        raise invalid(f"Cannot add {word} with id {new[name]}, a {word} with that id already exists.")
    return book, new


KINDS: dict[str, Callable[[Spreadsheet, Json], Outcome]] = {
    "addNamedRange": add_named,
    "updateNamedRange": update_named,
    "deleteNamedRange": delete_named,
    "addProtectedRange": add_protected,
    "updateProtectedRange": update_protected,
    "deleteProtectedRange": delete_protected,
}
