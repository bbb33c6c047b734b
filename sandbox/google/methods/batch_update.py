"""A batchUpdate: its requests one after the other on one spreadsheet, whole or not at all."""

from collections.abc import Mapping, Sequence

from sandbox.google.changes import dimensions, sheet_changes, sheet_copies
from sandbox.google.changes.attached import attachments, groups, metadata_changes, range_changes, tables
from sandbox.google.changes.cells import cell_writes, filling, merging, order, pasting, shifting, text_cells
from sandbox.google.grid.spreadsheet import Spreadsheet
from sandbox.google.protocol.discovery import Json
from sandbox.google.protocol.google_errors import Refusal, invalid

KINDS = {
    **attachments.KINDS,
    **cell_writes.KINDS,
    **dimensions.KINDS,
    **filling.KINDS,
    **groups.KINDS,
    **merging.KINDS,
    **metadata_changes.KINDS,
    **order.KINDS,
    **pasting.KINDS,
    **range_changes.KINDS,
    **sheet_changes.KINDS,
    **sheet_copies.KINDS,
    **shifting.KINDS,
    **tables.KINDS,
    **text_cells.KINDS,
}
"""What the stand-in can do, by the name of the request in Google's Request message."""

MAX_REQUESTS = 100_000


def apply(book: Spreadsheet, requests: Sequence[Mapping[str, Json]]) -> tuple[Spreadsheet, list[Json]]:
    """The spreadsheet after all requests of its ``editor``, and a reply to each; Refusal names the first that is wrong.

    A spreadsheet is a value, so the one that was passed in is as it was, whatever happens here.
    """
    if not requests:
        raise invalid("Must specify at least one request.")
    if len(requests) > MAX_REQUESTS:
        raise invalid(f"Cannot exceed {MAX_REQUESTS} requests in a single batch.")
    replies = []
    for index, request in enumerate(requests):
        book, reply = _applied(book, index, request)
        replies.append(reply)
    return book, replies


def _applied(book: Spreadsheet, index: int, request: Mapping[str, Json]) -> tuple[Spreadsheet, Json]:
    if not request:
        raise invalid(f"Invalid requests[{index}]: No request set.")
    if len(request) > 1:
        raise invalid(
            f"Invalid value at 'requests[{index}]' (oneof), oneof field 'kind' is already set. Cannot set "
            f"'{list(request)[1]}'"
        )
    ((kind, body),) = request.items()
    if kind not in KINDS:
        raise invalid(f"Invalid requests[{index}].{kind}: The sandbox cannot do this kind of request.")
    try:
        return KINDS[kind](book, body)
    except Refusal as refusal:
        raise Refusal(refusal.code, f"Invalid requests[{index}].{kind}: {refusal.message}", refusal.details) from None
