"""A small tab: every read asks for all of it, and its rows are a list of values."""

from collections.abc import Callable
from typing import TypeVar

from sheets.codec.column import AnyColumn
from sheets.codec.table import Once, Problem, Reader, Row, Table

V = TypeVar("V")


def read_list(
    table: Table, reader: Reader, read: Callable[[Row], V], column: AnyColumn, key: Callable[[V], str]
) -> tuple[tuple[V, ...], tuple[Problem, ...]]:
    """The values of a small tab, in its order, and what is wrong there; of two with one key the first counts.

    ``column`` is where the key stands.
    """
    once, values, problems = Once(column), list[V](), list[Problem]()
    for row in table.keyed():
        value, found = reader.read(row, read)
        problems += found
        if value is not None:
            twice = once.problems(row, key(value))
            problems += twice
            values += () if twice else (value,)
    return tuple(values), tuple(problems)
