"""Neighbouring cells of a row as one request: a batch of many claims is then shorter, for us and for Google."""

from collections.abc import Iterable, Iterator
from typing import Any

Request = dict[str, Any]


def with_neighbours_joined(requests: Iterable[Request]) -> Iterator[Request]:
    """The same requests in the same order; those that write cells side by side, one after another, are one."""
    last: Request | None = None
    for request in requests:
        if last and _follows(last, request):
            last["rows"][0]["values"].extend(request["updateCells"]["rows"][0]["values"])
            continue
        if last:
            yield {"updateCells": last}
            last = None
        if _writes_in_one_row(request):
            written = request["updateCells"]
            last = {**written, "rows": [{"values": list(written["rows"][0]["values"])}]}
        else:
            yield request
    if last:
        yield {"updateCells": last}


def _writes_in_one_row(request: Request) -> bool:
    written: Request = request.get("updateCells", {})
    return "start" in written and len(written["rows"]) == 1


def _follows(last: Request, request: Request) -> bool:
    """True when the request writes on in the very next cell."""
    if not _writes_in_one_row(request) or request["updateCells"]["fields"] != last["fields"]:
        return False
    start, end = request["updateCells"]["start"], dict(last["start"])
    end["columnIndex"] += len(last["rows"][0]["values"])
    return bool(start == end)
