"""How the cells of a column look: the format of what it holds, the colour of what the service writes, its choices."""

from collections.abc import Iterable

from sheets.codec.column import AnyColumn
from sheets.codec.translation import said

Json = dict[str, object]
SERVICE_COLOUR = {"rgbColor": {"red": 0.953, "green": 0.957, "blue": 0.965}}
"""A grey that is hardly there: the service writes here."""


def cell_format(column: AnyColumn) -> Json:
    """The format of the cells below the heading."""
    colour: Json = {"backgroundColorStyle": SERVICE_COLOUR} if column.service else {}
    return {"numberFormat": column.form.number_format} | colour


def choices(column: AnyColumn, language: str) -> Json:
    """The drop-down or check box of a row that exists, as a part of its cell; nothing where there is no choice.

    Other words are only marked: the service reads those of other languages, too, and says itself what it cannot read.
    """
    if column.ticked:
        return {"dataValidation": {"condition": {"type": "BOOLEAN"}}}
    return {"dataValidation": drop_down(said(word, language) for word in column.words)} if column.words else {}


def drop_down(words: Iterable[str]) -> Json:
    """A list to choose from."""
    values = [{"userEnteredValue": word} for word in words]
    return {"condition": {"type": "ONE_OF_LIST", "values": values}, "showCustomUi": True, "strict": False}
