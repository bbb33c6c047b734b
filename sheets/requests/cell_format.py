"""How the cells of a column look: the format of what it holds, the colour of what the service writes, its choices."""

from collections.abc import Iterable, Mapping
from typing import Any

from sheets.codec.column import BIRTHDAY, DAY, MONEY, WHOLE, AnyColumn, Form
from sheets.codec.limits import A_DAY, NOT_BELOW_ZERO, Limits, whole_number
from sheets.codec.translation import said

Json = dict[str, object]
LIMITS: Mapping[Form[Any], Limits] = {
    MONEY: NOT_BELOW_ZERO,
    WHOLE: whole_number(0),
    DAY: A_DAY,
    BIRTHDAY: A_DAY,
}
"""What cells of each form hold, unless their column says otherwise."""
SERVICE_COLOUR = {"rgbColor": {"red": 0.953, "green": 0.957, "blue": 0.965}}
"""A grey that is hardly there: the service writes here."""


def cell_format(column: AnyColumn) -> Json:
    """The format of the cells below the heading; a form without a number format leaves it to what is in them.

    What belongs to a text of three lines stands beside the first of them.
    """
    wrapped: Json = {"wrapStrategy": "WRAP"} if column.wrapped else {}
    colour: Json = {"backgroundColorStyle": SERVICE_COLOUR} if column.service else {}
    number_format: Json = {"numberFormat": column.form.number_format} if column.form.number_format else {}
    return number_format | colour | wrapped | {"verticalAlignment": "TOP"}


def choices(column: AnyColumn, language: str) -> Json:
    """What a row that exists lets the owner choose or expects of them, as a part of its cell: a drop-down, a check box,
    a number or a date; nothing where any text may stand, and where the program writes.

    Anything else is only marked: the program reads the words of other languages, too, and says itself what it cannot
    read.
    """
    if column.ticked:
        return {"dataValidation": {"condition": {"type": "BOOLEAN"}}}
    if column.words:
        return {"dataValidation": drop_down(said(word, language) for word in column.words)}
    limits = None if column.service else column.limits or LIMITS.get(column.form)
    return {"dataValidation": within(limits, language)} if limits else {}


def drop_down(words: Iterable[str]) -> Json:
    """A list to choose from."""
    values = [{"userEnteredValue": word} for word in words]
    return {"condition": {"type": "ONE_OF_LIST", "values": values}, "showCustomUi": True, "strict": False}


def within(limits: Limits, language: str) -> Json:
    """Marks what is no such number, date or address, and says what is."""
    condition: Json = {"type": limits.kind}
    if limits.values:
        condition["values"] = [{"userEnteredValue": str(value)} for value in limits.values]
    return {"condition": condition, "inputMessage": limits.told.in_language(language), "strict": False}
