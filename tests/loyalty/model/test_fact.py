"""A line of the Log says in its cause when it was learned, about what, and which of two is the newer one."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from loyalty.book.book import Book
from loyalty.book.decision import AddFact
from loyalty.model.fact import Fact, FactKind, NoFact, Subject, fact_key, fact_of, newest, next_fact

NOON = datetime(2026, 11, 28, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize("number", ["1042", "№ 10:42", "EN–7", "طلب ١٠"])
@pytest.mark.parametrize("kind", FactKind)
def test_a_fact_is_read_again_from_its_cause(number: str, kind: FactKind) -> None:
    fact = Fact(NOON, kind, number, "34.90", "30", 7)

    assert fact_of(fact.cause, value="34.90", stood="30") == fact
    assert fact_of(f" {fact.cause.upper()} ", value="34.90", stood="30").key == fact.key


@pytest.mark.parametrize(
    "cause",
    [
        "order:1042",
        "order-status:1042",
        "order-colour:20261128T120000Z:1:1042",
        "order-status:20261328T120000Z:1:1042",
        "order-status:20261128T120000Z:1:",
        "order-status:20261128T120000Z:-1:1042",
        "order-status:20261128T120000Z@:1:1042",
        "order-status:20261128T120000Z@20261328T110000Z:1:1042",
    ],
)
def test_another_text_is_no_facts_cause(cause: str) -> None:
    with pytest.raises(NoFact):
        fact_of(cause, value="paid", stood="")


def test_a_cause_names_the_instant_in_utc() -> None:
    in_berlin = datetime(2026, 11, 28, 13, 0, 0, tzinfo=timezone(timedelta(hours=1)))

    assert Fact(in_berlin, FactKind.ORDER_STATUS, "1042", "paid").cause == "order-status:20261128T120000Z:1:1042"


def test_a_cause_names_when_the_shop_had_changed_it_beside_when_it_counts() -> None:
    before = Fact(NOON, FactKind.ORDER_STATUS, "1042", "paid")
    changed = NOON - timedelta(hours=1)
    later = NOON + timedelta(hours=1)

    told = next_fact([before], before.kind, "1042", "refunded", stood="", now=later, changed=changed)

    assert told.cause == "order-status:20261128T120000Z@20261128T110000Z:2:1042"
    assert fact_of(told.cause, value="refunded", stood="") == told
    assert newest([before, told], before.kind) == told


def test_an_order_and_a_member_of_one_name_are_two_subjects() -> None:
    assert fact_key(Subject.ORDER, "K7Q4ZD") != fact_key(Subject.MEMBER, "K7Q4ZD")
    assert fact_key(Subject.ORDER, "#1042 ") == fact_key(Subject.ORDER, "1042")


def test_the_newest_fact_of_a_kind_counts_in_whatever_order_the_lines_stand() -> None:
    first = Fact(NOON, FactKind.ORDER_STATUS, "1042", "paid")
    second = Fact(NOON, FactKind.ORDER_STATUS, "1042", "refunded", number=2)
    amount = Fact(NOON + timedelta(hours=1), FactKind.ORDER_AMOUNT, "1042", "60")

    for facts in ((first, second, amount), (amount, second, first), (second, first, second, amount)):
        assert Book.of(facts=facts).fact(FactKind.ORDER_STATUS, "#1042") == second


def test_a_line_that_follows_another_is_the_newer_one_whatever_the_clocks_say() -> None:
    before = Fact(NOON, FactKind.ORDER_STATUS, "1042", "paid")
    book = Book.of(facts=[before])

    late_clock = book.next_fact(FactKind.ORDER_STATUS, "1042", "cancelled", stood="", now=NOON - timedelta(minutes=3))

    assert book.after([AddFact(late_clock)]).fact(FactKind.ORDER_STATUS, "1042") == late_clock
    assert late_clock.cause != before.cause


def test_a_cause_counts_once() -> None:
    fact = Fact(NOON, FactKind.ORDER_STATUS, "1042", "paid")

    assert Book.of(facts=[fact, fact]).facts_with(fact.key) == (fact,)
