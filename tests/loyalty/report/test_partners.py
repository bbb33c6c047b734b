"""Members beside partners who bought alike until then, worked out by hand."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from loyalty.report.customers import Customers, Purchase
from loyalty.report.partners import WINDOW_DAYS, Compared, Pair, compare
from loyalty.report.periods import Period

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))


def shop(**bought: str) -> Customers:
    """What each customer bought: ``2026-03-01 50, 2026-04-01 60``."""
    found = dict[str, list[Purchase]]()
    for key, text in bought.items():
        parts = (part.split() for part in text.split(","))
        found[key] = [Purchase(date.fromisoformat(day), Decimal(net), f"{key}-{day}-{net}") for day, net in parts]
    return Customers(found, [], 0)


def compared(customers: Customers, **joined: str) -> Compared:
    days: Mapping[str, date] = {code: date.fromisoformat(day) for code, day in joined.items()}
    return compare(customers, days, YEAR)


def test_the_nearest_of_those_with_as_many_orders_and_the_last_in_the_same_month_is_the_partner() -> None:
    customers = shop(
        ANA="2026-01-10 40, 2026-03-05 60, 2026-05-01 80",
        layla="2026-02-01 40, 2026-03-20 70, 2026-04-20 20",
        far="2026-02-01 40, 2026-03-20 170",
        fewer="2026-03-20 100",
        later="2026-02-01 40, 2026-04-02 60",
    )

    found = compared(customers, ANA="2026-03-05")

    # The orders of the start day itself, 60 and 70, count for neither: 80 − 40 against 20 − 40.
    assert found.pairs == [Pair("ANA", "layla", Decimal(40), Decimal(80), Decimal(40), Decimal(20))]
    assert (found.difference, found.interval, found.looked_at) == (Decimal(60), None, 1)


def test_who_joins_some_days_after_an_order_has_a_partner_who_waited_as_long() -> None:
    customers = shop(
        ANA="2026-03-05 60, 2026-04-01 80",
        impatient="2026-03-02 60, 2026-03-09 30",
        layla="2026-03-20 50, 2026-04-02 70",
    )

    found = compared(customers, ANA="2026-03-15")

    # Ten days after the first order: on 30 March Layla has ordered nothing else.
    assert found.pairs == [Pair("ANA", "layla", Decimal(60), Decimal(80), Decimal(50), Decimal(70))]


def test_a_partner_stands_beside_several_members_but_no_member_is_one() -> None:
    customers = shop(ANA="2026-03-05 60", BORIS="2026-03-06 60", layla="2026-03-20 50")

    found = compared(customers, ANA="2026-03-05", BORIS="2026-03-06")

    assert [(pair.member, pair.partner) for pair in found.pairs] == [("ANA", "layla"), ("BORIS", "layla")]


def test_without_an_order_or_without_anybody_alike_there_is_no_partner() -> None:
    found = compared(shop(ANA="2026-03-05 60", layla="2026-04-20 50"), ANA="2026-03-05", BORIS="2026-03-05")

    assert (found.pairs, found.difference, found.interval, found.looked_at) == ([], None, None, 2)


def test_only_windows_that_have_ended_within_the_period_are_compared() -> None:
    window = timedelta(days=WINDOW_DAYS)
    first, last = YEAR.first - window, YEAR.last - window
    days = {"A": first - timedelta(days=1), "B": first, "C": last, "D": last + timedelta(days=1)}

    assert compare(shop(), days, YEAR).looked_at == 2
    # A partner's window has to be over, too.
    customers = shop(ANA=f"{last.replace(day=1)} 60", layla=f"{last + timedelta(days=1)} 60")
    assert compare(customers, {"ANA": last.replace(day=1)}, YEAR).pairs == []


def test_orders_of_one_day_are_one_step() -> None:
    customers = shop(ANA="2026-03-05 60, 2026-03-05 10", one="2026-03-05 60, 2026-03-06 10", two="2026-03-09 70")

    found = compared(customers, ANA="2026-03-05")

    assert [pair.partner for pair in found.pairs] == ["one"]


def members(count: int = 20) -> Mapping[str, str]:
    return {f"M{n:02}": f"2026-03-05 60, 2026-04-01 {50 + n}" for n in range(count)}


def test_of_partners_who_are_as_near_each_is_used_as_often() -> None:
    others = {f"other{n:02}": f"2026-03-{n + 1:02} 60, 2026-05-01 40" for n in range(20)}

    found = compared(shop(**members(), **others), **dict.fromkeys(members(), "2026-03-05"))

    assert len({pair.partner for pair in found.pairs}) == 20
    # Members' orders after joining are 50 to 69, those of partners 40.
    assert found.difference == Decimal("19.5")
    assert found.interval is not None
    assert 15 < found.interval.low < 19.5 < found.interval.high < 25


def test_one_partner_for_all_tells_nothing_sure() -> None:
    found = compared(shop(**members(), layla="2026-03-09 60"), **dict.fromkeys(members(), "2026-03-05"))

    assert (len(found.pairs), found.interval) == (20, None)


def test_fewer_than_20_pairs_have_no_interval() -> None:
    others = {f"other{n:02}": f"2026-03-{n + 1:02} 60" for n in range(20)}

    assert compared(shop(**members(19), **others), **dict.fromkeys(members(19), "2026-03-05")).interval is None
