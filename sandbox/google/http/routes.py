"""The addresses of the Sheets API that the stand-in knows, and what each does to a spreadsheet."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any
from urllib.parse import unquote

from sandbox.google.cell_text.rendering import Rendering
from sandbox.google.changes import sheet_copies
from sandbox.google.grid.box import Box
from sandbox.google.grid.sheet import Sheet
from sandbox.google.grid.spreadsheet import Spreadsheet
from sandbox.google.http.exchange import EMAIL, Kind, Request
from sandbox.google.methods import batch_update, data_filters, description, values_by_filter, values_methods
from sandbox.google.methods.description import Scope
from sandbox.google.methods.values_methods import Input
from sandbox.google.protocol import discovery, field_masks
from sandbox.google.protocol.discovery import Json
from sandbox.google.protocol.google_errors import Refusal, bad_fields

Outcome = tuple[Spreadsheet, Json]
Find = Callable[[str], Spreadsheet]


@dataclass(frozen=True, slots=True)
class Call:
    """A request as read: whose spreadsheet, which range or id in it, with what parameters and body; who asks.

    ``find`` gives another spreadsheet by its id, as the caller has it in hand; a 404 when there is none.
    """

    spreadsheet_id: str
    range: str
    number: int
    parameters: Mapping[str, tuple[str, ...]]
    body: Json
    find: Find
    caller: str = EMAIL

    def text(self, name: str) -> str | None:
        """The parameter's value, the last one where it was sent twice; None where it is missing."""
        return self.parameters[name][-1] if name in self.parameters else None

    def truth(self, name: str) -> bool:
        """The parameter as true or false; false where it is missing."""
        return (self.text(name) or "false").casefold() in ("true", "1")


@dataclass(frozen=True, slots=True)
class Route:
    """An address: its method and pattern, its name in the discovery document, and what it does."""

    verb: str
    pattern: str
    name: str
    kind: Kind
    work: Callable[[Spreadsheet, Call], Outcome]
    copies: bool = False
    """True where the address only reads, and what is written is another spreadsheet."""

    def call(self, match: re.Match[str], request: Request, body: Json, find: Find) -> Call:
        """The call that a request makes of this address; a 400 when it is not as the discovery document has it."""
        method = _method(self.name)
        parameters = _parameters(method, request.query)
        if "request" in method:
            discovery.check(
                method["request"]["$ref"], body, at="data" if method["request"]["$ref"] == "ValueRange" else ""
            )
        found = match.groupdict()
        spreadsheet_id, range_ = unquote(found.get("id") or ""), unquote(found.get("range") or "")
        number = _number(unquote(found.get("number") or "0"), method)
        call = Call(spreadsheet_id, range_, number, parameters, body, find, request.caller)
        _check_mask(call, method["response"]["$ref"])
        return call

    def worked(self, book: Spreadsheet, call: Call) -> "Outcome":
        """The spreadsheet after the call, and the answer to it, as whoever calls may see and change it."""
        book, answer = self.work(book.edited_by(call.caller), call)
        return book.put_down(), answer


def masked(call: Call, answer: Json) -> Json:
    """The part of an answer that the caller's ``fields`` ask for."""
    found: Json = field_masks.select(_mask(call), answer)
    return found


def _get(book: Spreadsheet, call: Call) -> Outcome:
    ranges = [book.located(text) for text in call.parameters.get("ranges", ())]
    return book, _described(book, call, ranges or None, cells=call.truth("includeGridData"))


def _get_by_filter(book: Spreadsheet, call: Call) -> Outcome:
    filters = call.body.get("dataFilters", ())
    ranges = data_filters.places(book, filters) if filters else None
    return book, _described(book, call, ranges, cells=bool(call.body.get("includeGridData")))


def _described(book: Spreadsheet, call: Call, ranges: Sequence[tuple[Sheet, Box]] | None, *, cells: bool) -> Json:
    """The spreadsheet, with the cells where the field mask names them; where there is none, as the caller says."""
    mask = _mask(call)
    below = mask.get("sheets", field_masks.EVERYTHING)
    asked = ("sheets" in mask and (not below or "data" in below)) or (call.text("fields") is not None and not mask)
    return description.described(book, Scope(ranges, asked or (call.text("fields") is None and cells), mask))


def _batch_update(book: Spreadsheet, call: Call) -> Outcome:
    book, replies = batch_update.apply(book, call.body.get("requests", []))
    answer: Json = {"spreadsheetId": book.id, "replies": replies, "commentUpdateState": "NO_UPDATES_REQUESTED"}
    if call.body.get("includeSpreadsheetInResponse"):
        ranges = [book.located(text) for text in call.body.get("responseRanges", ())]
        mask = _mask(call).get("updatedSpreadsheet", field_masks.EVERYTHING)
        cells = bool(call.body.get("responseIncludeGridData")) or "data" in mask.get("sheets", ())
        answer["updatedSpreadsheet"] = description.described(book, Scope(ranges or None, cells, mask))
    return book, answer


def _values_get(book: Spreadsheet, call: Call) -> Outcome:
    return book, values_methods.get(book, call.range, _rendering(call.text), call.text("majorDimension") or "ROWS")


def _values_batch_get(book: Spreadsheet, call: Call) -> Outcome:
    major = call.text("majorDimension") or "ROWS"
    how = _rendering(call.text)
    found = [values_methods.get(book, text, how, major) for text in call.parameters.get("ranges", ())]
    return book, {"spreadsheetId": book.id} | ({"valueRanges": found} if found else {})


def _values_by_filter(book: Spreadsheet, call: Call) -> Outcome:
    filters, major = call.body.get("dataFilters", ()), call.body.get("majorDimension", "ROWS")
    return book, values_by_filter.batch_get(book, filters, _rendering(call.body.get), major)


def _values_update(book: Spreadsheet, call: Call) -> Outcome:
    return values_methods.update(book, call.range, call.body, _input(call))


def _values_append(book: Spreadsheet, call: Call) -> Outcome:
    insert = call.text("insertDataOption") == "INSERT_ROWS"
    return values_methods.append(book, call.range, call.body, _input(call), insert=insert)


def _values_batch_update(book: Spreadsheet, call: Call) -> Outcome:
    return values_methods.batch_update(book, call.body.get("data", ()), _body_input(call))


def _values_update_by_filter(book: Spreadsheet, call: Call) -> Outcome:
    return values_by_filter.batch_update(book, call.body.get("data", ()), _body_input(call))


def _values_clear(book: Spreadsheet, call: Call) -> Outcome:
    book, cleared = values_methods.clear(book, call.range)
    return book, {"spreadsheetId": book.id, "clearedRange": cleared}


def _values_batch_clear(book: Spreadsheet, call: Call) -> Outcome:
    return values_methods.batch_clear(book, call.body.get("ranges", ()))


def _values_clear_by_filter(book: Spreadsheet, call: Call) -> Outcome:
    return values_by_filter.batch_clear(book, call.body.get("dataFilters", ()))


def _metadata_get(book: Spreadsheet, call: Call) -> Outcome:
    for tag in book.metadata:
        if tag["metadataId"] == call.number:
            return book, tag
    raise Refusal(404, f"No developer metadata with ID {call.number}")


def _metadata_search(book: Spreadsheet, call: Call) -> Outcome:
    matched = [
        {"developerMetadata": tag, "dataFilters": matching}
        for tag, matching in data_filters.selected(book, call.body.get("dataFilters", ()))
    ]
    return book, {"matchedDeveloperMetadata": matched} if matched else {}


def _copy_to(book: Spreadsheet, call: Call) -> Outcome:
    destination = call.find(call.body.get("destinationSpreadsheetId", ""))
    return sheet_copies.copied_to(destination, book, call.number)


ID = r"/v4/spreadsheets/(?P<id>[^/:]+)"
RANGE = rf"{ID}/values/(?P<range>[^/]+?)"
NUMBER = r"(?P<number>[^/:]+)"
UPDATE_BY_FILTER, CLEAR_BY_FILTER = "batchUpdateByDataFilter", "batchClearByDataFilter"
ROUTES = (
    Route("GET", ID, "get", "read", _get),
    Route("POST", rf"{ID}:getByDataFilter", "getByDataFilter", "read", _get_by_filter),
    Route("POST", rf"{ID}:batchUpdate", "batchUpdate", "write", _batch_update),
    Route("POST", rf"{ID}/developerMetadata:search", "developerMetadata.search", "read", _metadata_search),
    Route("GET", rf"{ID}/developerMetadata/{NUMBER}", "developerMetadata.get", "read", _metadata_get),
    Route("POST", rf"{ID}/sheets/{NUMBER}:copyTo", "sheets.copyTo", "write", _copy_to, copies=True),
    Route("GET", rf"{ID}/values:batchGet", "values.batchGet", "read", _values_batch_get),
    Route("POST", rf"{ID}/values:batchGetByDataFilter", "values.batchGetByDataFilter", "read", _values_by_filter),
    Route("POST", rf"{ID}/values:batchUpdate", "values.batchUpdate", "write", _values_batch_update),
    Route("POST", rf"{ID}/values:batchClear", "values.batchClear", "write", _values_batch_clear),
    Route("POST", rf"{ID}/values:{UPDATE_BY_FILTER}", f"values.{UPDATE_BY_FILTER}", "write", _values_update_by_filter),
    Route("POST", rf"{ID}/values:{CLEAR_BY_FILTER}", f"values.{CLEAR_BY_FILTER}", "write", _values_clear_by_filter),
    Route("POST", rf"{RANGE}:append", "values.append", "write", _values_append),
    Route("POST", rf"{RANGE}:clear", "values.clear", "write", _values_clear),
    Route("GET", RANGE, "values.get", "read", _values_get),
    Route("PUT", RANGE, "values.update", "write", _values_update),
)


def found(verb: str, path: str) -> tuple[Route, re.Match[str]] | None:
    """The route for an address, with its parts; None when the stand-in does not know it."""
    for route in ROUTES:
        if route.verb == verb and (match := re.fullmatch(route.pattern, path)):
            return route, match
    return None


def kind(request: Request) -> Kind:
    """Which of Google's quotas a request counts against; an address that is not known goes by its method."""
    route = found(request.method, request.path)
    if route:
        return route[0].kind
    return "read" if request.method == "GET" else "write"


@cache
def _method(name: str) -> Json:
    resource = discovery.document()["resources"]["spreadsheets"]
    *parents, own = name.split(".")
    for part in parents:
        resource = resource["resources"][part]
    method: Json = resource["methods"][own]
    return method


def _parameters(method: Json, query: tuple[tuple[str, str], ...]) -> dict[str, tuple[str, ...]]:
    known = {**discovery.document()["parameters"], **method["parameters"]}
    held: dict[str, tuple[str, ...]] = {}
    for name, value in query:
        if name not in known or known[name].get("location") == "path":
            text = f'Invalid JSON payload received. Unknown name "{name}": Cannot bind query parameter. '
            raise bad_fields([("", f"{text}Field '{name}' could not be found in request message.")])
        if "enum" in known[name] and value not in known[name]["enum"]:
            raise bad_fields([(name, f"Invalid value at '{discovery.snake(name)}' (TYPE_ENUM), \"{value}\"")])
        held[name] = (*held.get(name, ()), value)
    return held


def _number(text: str, method: Json) -> int:
    """The id in an address; a 400 when it is no whole number of 32 bits."""
    if re.fullmatch(r"-?\d{1,10}", text) and int(text) in discovery.INT32:
        return int(text)
    (name,) = [name for name, spec in method["parameters"].items() if spec.get("format") == "int32"]
    raise bad_fields([(discovery.snake(name), f"Invalid value at '{discovery.snake(name)}' (TYPE_INT32), \"{text}\"")])


def _mask(call: Call) -> field_masks.Mask:
    text = call.text("fields")
    return field_masks.parse(text) if text else field_masks.EVERYTHING


def _check_mask(call: Call, message: str) -> None:
    if path := field_masks.unknown_path(_mask(call), message):
        text = f"Error expanding 'fields' parameter. Cannot find matching fields for path '{path}'."
        raise bad_fields([(path, text)], "Request contains an invalid argument.")


def _body_input(call: Call) -> Input:
    back = _rendering(call.body.get, "response") if call.body.get("includeValuesInResponse") else None
    return Input(call.body.get("valueInputOption"), back)


def _input(call: Call) -> Input:
    back = _rendering(call.text, "response") if call.truth("includeValuesInResponse") else None
    return Input(call.text("valueInputOption"), back)


def _rendering(option: Callable[[str], Any], prefix: str = "") -> Rendering:
    names = ("valueRenderOption", "dateTimeRenderOption")
    value, date_time = (option(f"{prefix}{name[0].upper()}{name[1:]}" if prefix else name) for name in names)
    how = Rendering()
    return replace(how, value=value or how.value, date_time=date_time or how.date_time)
