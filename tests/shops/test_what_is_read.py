"""The tables "What is read" of docs/orders-in.md say what happens."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from loyalty.model.identifiers import fold_order, with_hyphens
from loyalty.model.written.phone_numbers import phone_number
from manychat.incoming import Incoming, parse
from words.amounts import UnclearAmount, UnreadableAmount, currency_in, read_signed_amount
from words.days import UnclearDay, UnreadableDay, day_form, instant_or_day

PAGE = Path(__file__).parents[2] / "docs" / "orders-in.md"
SECTION = PAGE.read_text(encoding="utf-8").partition("## What is read\n")[2].partition("\n## ")[0]


def table(heading: str) -> Iterator[tuple[str, ...]]:
    """The rows below this heading; the first cell without its marks and the remark behind them."""
    body = SECTION.partition(f"| {heading} |\n")[2].partition("\n\n")[0]
    for line in body.splitlines()[1:]:
        written, *read = (cell.strip() for cell in line.strip("|").split("|"))
        found = re.match(r"`([^`]+)`", written)
        assert found, line
        yield found[1], *read


AMOUNTS, DAYS, NUMBERS, PHONES = map(
    list,
    map(
        table,
        (
            "Written | Amount | Currency",
            "Written | Read as",
            "Written in the chat | Order",
            "Written as a phone number | Read as",
        ),
    ),
)


def test_the_page_has_its_tables() -> None:
    assert min(len(AMOUNTS), len(DAYS), len(NUMBERS), len(PHONES)) >= 6


@pytest.mark.parametrize(("written", "amount", "currency"), AMOUNTS)
def test_amounts(written: str, amount: str, currency: str) -> None:
    try:
        read = str(read_signed_amount(written)), currency_in(written)
    except UnclearAmount:
        read = "could be two things", ""
    except UnreadableAmount:
        read = "refused", ""

    assert read == (amount, currency)


@pytest.mark.parametrize(("written", "day"), DAYS)
def test_days(written: str, day: str) -> None:
    try:
        read = str(instant_or_day(written, day_form([written])))
    except UnclearDay:
        read = "could be two days"
    except UnreadableDay:
        read = "refused"

    assert read == day


@pytest.mark.parametrize(("written", "number"), NUMBERS)
def test_numbers_in_the_chat(written: str, number: str) -> None:
    incoming = parse({"id": "7001", "order_number": written})

    assert isinstance(incoming, Incoming)
    assert fold_order(with_hyphens(incoming.order_number)) == fold_order(number)


@pytest.mark.parametrize(("written", "number"), PHONES)
def test_phone_numbers(written: str, number: str) -> None:
    assert (phone_number(written) or "nobody's") == number
