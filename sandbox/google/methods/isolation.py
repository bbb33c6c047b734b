"""Which spreadsheet a request is worked on: the present one, or, where a fault says so, others that were before it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import assert_never

from sandbox.google.grid.spreadsheet import Spreadsheet
from sandbox.google.http.faults import BothPass, Forked, Interrupted, Misread, Miswrite, Stale, Torn
from sandbox.google.http.routes import Call, Outcome, Route
from sandbox.google.keeping.past_versions import PastVersions
from sandbox.google.protocol.discovery import Json


@dataclass(frozen=True, slots=True)
class Sight:
    """What a request may see: the spreadsheet as it is whenever it looks, and as it was; ``now`` in seconds."""

    present: Callable[[], Spreadsheet]
    past: PastVersions
    now: float

    def before(self, versions: int) -> Spreadsheet:
        """The spreadsheet so many versions ago."""
        return self.past.before(self.present().id, versions)

    def ago(self, seconds: float) -> Spreadsheet:
        """The spreadsheet so many seconds ago."""
        return self.past.at(self.present().id, self.now - seconds)


def read(route: Route, call: Call, sight: Sight, fault: Misread | None) -> Json:
    """The answer to a read."""
    match fault:
        case None:
            return route.worked(sight.present(), call)[1]
        case Stale(versions, seconds):
            return route.worked(sight.before(versions) if seconds is None else sight.ago(seconds), call)[1]
        case Torn(ages):
            count = _count(call)
            each = ages or tuple(int(place < count // 2) for place in range(count))
            views = [partial(sight.before, each[min(place, len(each) - 1)]) for place in range(count)]
            return _piecewise(route, call, views)
        case Interrupted(edit, after):
            views = [partial(_edited, sight, edit if place == after else None) for place in range(_count(call))]
            return _piecewise(route, call, views)
        case _:
            assert_never(fault)


def write(route: Route, call: Call, sight: Sight, fault: Miswrite | None) -> Outcome:
    """The spreadsheet after a write, and the answer to it."""
    now = sight.present()
    match fault:
        case None:
            return route.worked(now, call)
        case Forked(versions):
            book, answer = route.worked(sight.before(versions), call)
            return replace(book, issued=max(book.issued, now.issued)), answer
        case BothPass(versions):
            before = sight.before(versions)
            book, answer = route.worked(_as_named_before(now, before), call)
            return both_passed(book, now, before), answer
        case _:
            assert_never(fault)


def both_passed(book: Spreadsheet, first: Spreadsheet, before: Spreadsheet) -> Spreadsheet:
    """``book``, a second write's outcome that knew no new named range of ``first``, with what the first one did.

    Ids and names stay unique, as they always are in a spreadsheet: where both writes gave a name, the second has it.
    """
    known, kept = _ids(before), _ids(first)
    second = [one for one in book.named_ranges if one["namedRangeId"] in kept or one["namedRangeId"] not in known]
    ids = {one["namedRangeId"] for one in second}
    names = {one["name"].casefold() for one in second}
    added = [
        one
        for one in first.named_ranges
        if one["namedRangeId"] not in known | ids and one["name"].casefold() not in names
    ]
    return replace(book, named_ranges=(*second, *added))


def _as_named_before(now: Spreadsheet, before: Spreadsheet) -> Spreadsheet:
    """The present spreadsheet with the named ranges of before, each where it is now if it is still there."""
    present = {one["namedRangeId"]: one for one in now.named_ranges}
    return replace(now, named_ranges=tuple(present.get(one["namedRangeId"], one) for one in before.named_ranges))


def _ids(book: Spreadsheet) -> set[str]:
    return {one["namedRangeId"] for one in book.named_ranges}


def _piecewise(route: Route, call: Call, views: list[partial[Spreadsheet]]) -> Json:
    """A read whose ranges, or data filters, are each read from a spreadsheet of their own, in their order."""
    found = []
    for own, view in zip(_each(call), views, strict=True):
        found += route.worked(view(), own)[1].get("valueRanges", ())
    return {"spreadsheetId": call.spreadsheet_id} | ({"valueRanges": found} if found else {})


def _each(call: Call) -> list[Call]:
    """A call for each range or data filter alone."""
    texts, filters = call.parameters.get("ranges", ()), call.body.get("dataFilters", ())
    return [
        *(replace(call, parameters={**call.parameters, "ranges": (text,)}) for text in texts),
        *(replace(call, body={**call.body, "dataFilters": [one]}) for one in filters),
    ]


def _count(call: Call) -> int:
    return len(_each(call))


def _edited(sight: Sight, edit: Callable[[], object] | None) -> Spreadsheet:
    if edit:
        edit()
    return sight.present()
