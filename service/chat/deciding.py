"""A rule decided on the workbook for the chat: what keeps it from an answer is logged, and the owner hears of it."""

from collections.abc import Callable
from typing import TypeVar

from loyalty.book.book import Book
from loyalty.book.decision import Decision
from service.container import Container
from service.environment import VariableMalformed, VariableMissing
from service.log_lines import place_of
from sheets.google.client import Spent
from sheets.google.errors import WorkbookError
from sheets.workbook import PATIENCE_SECONDS

T = TypeVar("T")


def decided(
    container: Container, rule: Callable[[Book], Decision[T]], spent: Spent, *, seconds: float = PATIENCE_SECONDS
) -> T | None:
    """The rule's answer, or None when the workbook cannot be reached or read; the log says why, once a minute."""
    try:
        return container.workbook.transact(rule, seconds=seconds, spent=spent)
    except (WorkbookError, VariableMissing, VariableMalformed) as error:
        container.throttled_log.error(f"answered later: {type(error).__name__}: {error}")
        container.owner_alarm.about(error)
    except Exception as error:
        fault = f"{type(error).__name__} in {place_of(error)}"
        container.throttled_log.error(f"answered later: something is broken: {fault}", with_stack=True)
    return None
