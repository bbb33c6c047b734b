"""What the desk shows, and what can be done at it."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sandbox.chat_client import ACTIONS, CUSTOMERS, ChatBroken, Exchange
from sandbox.desk.kept_letters import shown_letters
from sandbox.desk.sheet_view import visible_tabs
from sandbox.google.grid import a1_notation
from sandbox.google.grid.box import Box, Span
from sandbox.google.protocol.google_errors import Refusal
from sandbox.scheduler import TaskFailed
from sandbox.story.demo_shop import TITLE
from sandbox.story.scene import Scene

LAST_EXCHANGES = 60
MOST_ROWS, MOST_COLUMNS = 10_000, 1_000

Json = Mapping[str, Any]


class ActionRefused(Exception):
    """The desk does not do that, or it did not work: one sentence for whoever sits at it."""


def state(scene: Scene) -> Json:
    """All that the page shows."""
    return {
        "title": TITLE,
        "tabs": [asdict(tab) for tab in visible_tabs(scene.owner)],
        "chat": [_told(exchange) for exchange in scene.chat.exchanges[-LAST_EXCHANGES:]],
        "letters": [asdict(letter) for letter in shown_letters(scene.mailbox)],
        "customers": [{"name": customer.name, "email": customer.email} for customer in CUSTOMERS.values()],
        "actions": [{"name": name, "words": action.words, "field": action.field} for name, action in ACTIONS.items()],
    }


def _told(exchange: Exchange) -> Json:
    return {
        "customer": exchange.customer,
        "tapped": exchange.tapped,
        "code": exchange.answer["code"],
        "message": exchange.answer["message"],
        "time": exchange.time.isoformat(),
    }


def tap(scene: Scene, asked: Json) -> Json:
    """A customer taps, as the form says."""
    customer, action = CUSTOMERS.get(str(asked.get("customer"))), str(asked.get("action"))
    if customer is None or action not in ACTIONS:
        raise ActionRefused("There is no such customer or action.")
    try:
        return _told(scene.chat.tap(customer, action, str(asked.get("detail", "")).strip()))
    except ChatBroken as error:
        raise ActionRefused(str(error)) from error


def type_over(scene: Scene, asked: Json) -> Json:
    """The owner types into a cell, by its place in the tab (from 0)."""
    row, column = _index(asked.get("row"), MOST_ROWS), _index(asked.get("column"), MOST_COLUMNS)
    place = a1_notation.written(str(asked.get("tab")), Box(Span(row, row + 1), Span(column, column + 1)))
    try:
        scene.owner.type_at(place, [str(asked.get("text", ""))])
    except Refusal as error:
        raise ActionRefused(f"The sheet says: {error}") from error
    return {}


def remind(scene: Scene, _asked: Json) -> Json:
    """The scheduler starts the reminder run."""
    try:
        return scene.scheduler.run("remind")
    except TaskFailed as error:
        raise ActionRefused(str(error)) from error


DESK_ACTIONS = {"/tap": tap, "/cell": type_over, "/remind": remind}
"""What can be done at the desk."""


def _index(number: object, most: int) -> int:
    if not isinstance(number, int) or not 0 <= number < most:
        raise ActionRefused("There is no such cell.")
    return number
