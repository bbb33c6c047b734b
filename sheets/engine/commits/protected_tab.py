"""Which tab the owner has protected, when Google has refused a batch for it."""

from collections.abc import Iterator, Mapping, Sequence

from sheets.google.errors import WriteProtected
from sheets.schema.layout import Layout


def protected_tab(error: WriteProtected, requests: Sequence[Mapping[str, object]], layout: Layout) -> str:
    """Its title as the owner has it; blank where neither Google's sentence nor its description tells."""
    at = error.at
    if at is not None and at < len(requests):
        sheets = set(_sheet_ids(requests[at]))
        for place in layout.places.values():
            if place.id in sheets:
                return place.title
    return next((layout.places[title].title for title in layout.protected), "")


def _sheet_ids(message: object) -> Iterator[int]:
    """The tabs that a request is about, wherever in it they stand."""
    match message:
        case {"sheetId": int(number)}:
            yield number
        case Mapping():
            for held in message.values():
                yield from _sheet_ids(held)
        case list() | tuple():
            for held in message:
                yield from _sheet_ids(held)
