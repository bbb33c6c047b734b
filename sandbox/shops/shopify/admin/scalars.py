"""The scalars of Shopify's schema: how each is read and written."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any

from graphql import GraphQLError, GraphQLScalarType, GraphQLSchema, build_schema

SCHEMA = Path(__file__).parent / "admin.graphql"
LARGEST = 2**64 - 1


@cache
def admin_schema() -> GraphQLSchema:
    """The schema of ``admin.graphql``, ready to be asked; the same one each time, which nobody changes."""
    schema = build_schema(SCHEMA.read_text())
    for name, (read, written) in SCALARS.items():
        scalar = schema.type_map[name]
        assert isinstance(scalar, GraphQLScalarType)  # noqa: S101 - it stands so in the file
        scalar.coerce_input_value, scalar.coerce_output_value = read, written
    return schema


def shown_instant(moment: datetime) -> str:
    """A moment as the API writes it, in UTC and whole seconds."""
    return moment.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")


def _instant(given: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(given)
    except (TypeError, ValueError):
        raise GraphQLError(f"invalid date '{given}'") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _decimal(given: Any) -> Decimal:
    try:
        number = Decimal(str(given))
    except InvalidOperation:
        number = Decimal("NaN")
    if isinstance(given, bool) or not number.is_finite():
        raise GraphQLError(f"invalid decimal '{given}'")
    return number


def _unsigned(given: Any) -> int:
    if isinstance(given, bool) or not str(given).isdecimal() or int(given) > LARGEST:
        raise GraphQLError(f"invalid unsigned integer '{given}'")
    return int(given)


def _text(given: Any) -> str:
    if not isinstance(given, str):
        raise GraphQLError(f"invalid text '{given}'")
    return given


SCALARS: Mapping[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    "DateTime": (_instant, shown_instant),
    "Decimal": (_decimal, str),
    "Money": (_decimal, str),
    "URL": (_text, str),
    "UnsignedInt64": (_unsigned, str),
}
