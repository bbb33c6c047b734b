"""Tiers: what is reached by what and when, what is lost, and what an order that goes back undoes."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loyalty.book.book import Book
from loyalty.intake.owner_edits import book_owner_edits
from loyalty.member.ask import tell_tier
from loyalty.member.claim import claim_order
from loyalty.member.redeem import redeem
from loyalty.model.orders import Order, OrderStatus
from loyalty.model.program_settings import TierBy
from loyalty.outcomes.asking import TierTold
from loyalty.outcomes.batch_reports import Booked
from loyalty.outcomes.claiming import Claimed
from loyalty.outcomes.member_standing import TierStanding
from loyalty.outcomes.not_served import NotMember
from loyalty.points.expiry import expire
from loyalty.points.tiers import rank_members, tier_of, tier_standing
from tests.loyalty.conftest import draw

Sheet = Callable[..., Book]

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ANA = """
    Members | Email           | Contact
    ANA     | ana@example.com | ana
"""
TIERS = """
    Tiers  | From | Multiplier | Perks       | Bonus
    Silver | 100  | 1.25       |             | 10
    Gold   | 500  | 2          | A free wrap | 50
"""


def rules(**named: str) -> str:
    rows = "\n".join(f"{name.replace('_', ' ')} | {value}" for name, value in named.items())
    return f"Settings | Value\n{rows}"


def at(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(hour=12, tzinfo=UTC)


def claims(book: Book, number: str, amount: str, now: datetime) -> tuple[Book, Claimed]:
    order = Order(number, "ana@example.com", Decimal(amount), placed=now.date())
    book = book.grown(orders=[order]) if book.order(number) is None else book
    decision = claim_order(book, contact="ana", number=number, now=now)
    assert isinstance(decision.outcome, Claimed)
    return book.after(decision.changes), decision.outcome


def bought(book: Book, amounts: Iterable[tuple[str, str]]) -> Book:
    """The book after she has claimed orders of these amounts on these days, numbered from 1."""
    for number, (day, amount) in enumerate(amounts, 1):
        book, _ = claims(book, str(number), amount, at(day))
    return book


def goes_back(book: Book, number: str, now: datetime, part: str = "") -> Book:
    order = book.orders[number]
    off = replace(order, status=OrderStatus.REFUNDED)
    half = replace(order, status=OrderStatus.PARTLY_REFUNDED, refunded=Decimal(part or 0))
    book.corrected(half if part else off)
    return book.after(book_owner_edits(book, now=now))


def night(book: Book, day: str) -> tuple[Book, Booked]:
    decision = rank_members(book, now=at(day), limit=100)
    return book.after(decision.changes), decision.outcome


def name_of(book: Book) -> str:
    tier = tier_of(book, "ANA")
    return tier.name if tier else ""


def test_without_tiers_there_is_nothing_to_say_or_to_book(sheet: Sheet) -> None:
    book, outcome = claims(sheet(ANA), "1", "900.00", NOON)

    assert (outcome.rise, outcome.standing.tier) == ("", None)
    assert [entry.kind.value for entry in book.entries_of("ANA")] == ["claim"]
    assert rank_members(book, now=NOON, limit=9).outcome == Booked(0, 0, ())
    assert tier_of(book, "ANA") is None


@pytest.mark.parametrize(
    ("by", "amounts", "tier"),
    [
        ("points", ["99.99"], ""),
        ("points", ["100.00"], "Silver"),
        ("points", ["60.00", "39.00"], ""),
        ("points", ["60.00", "40.00"], "Silver"),
        ("points", ["100.00", "400.00"], "Gold"),
        ("money", ["60.60", "39.39"], ""),
        ("money", ["60.60", "39.40"], "Silver"),
        ("orders", ["600.00"], ""),
        ("orders", ["1.00"] * 99, ""),
        ("orders", ["1.00"] * 100, "Silver"),
        ("orders", ["0.40"] * 99, ""),
        ("orders", ["0.40"] * 100, "Silver"),
    ],
)
def test_a_tier_is_reached_exactly_at_its_threshold(sheet: Sheet, by: str, amounts: list[str], tier: str) -> None:
    book = bought(sheet(ANA, TIERS, rules(Tier_by=by)), [("2026-11-22", amount) for amount in amounts])

    assert name_of(book) == tier


def test_the_order_that_reaches_a_tier_says_so_and_brings_its_bonus(sheet: Sheet) -> None:
    _, outcome = claims(sheet(ANA, TIERS), "1", "120.00", NOON)

    assert (outcome.earned, outcome.rise, outcome.bonus) == (120, "Silver", 10)
    assert outcome.standing.points == 130
    assert outcome.standing.tier == TierStanding("Silver", "", "Gold", Decimal(380), TierBy.POINTS, "USD")


def test_the_next_order_earns_by_the_tier_and_the_ledger_says_so(sheet: Sheet) -> None:
    book = bought(sheet(ANA, TIERS), [("2026-11-01", "120.00")])

    book, outcome = claims(book, "9", "10.10", NOON)

    assert outcome.earned == 12
    [note] = [entry.note for entry in book.entries_of("ANA") if entry.subject == "9"]
    assert note == "10.10 USD, Silver × 1.25"


def test_who_passes_a_tier_gets_its_bonus_too(sheet: Sheet) -> None:
    _, outcome = claims(sheet(ANA, TIERS), "1", "500.00", NOON)

    assert (outcome.rise, outcome.bonus) == ("Gold", 60)


def test_a_rise_is_booked_once_however_often_it_is_looked_for(sheet: Sheet) -> None:
    book = bought(sheet(ANA, TIERS), [("2026-11-01", "120.00")])

    assert night(book, "2026-11-02")[1] == Booked(0, 0, ())


def test_a_threshold_that_the_owner_lowers_lifts_members_in_the_night(sheet: Sheet) -> None:
    book = bought(sheet(ANA, TIERS.replace("500", "900")), [("2026-11-01", "600.00")])
    silver, gold = book.offers.tiers
    book = replace(book, offers=replace(book.offers, tiers=(silver, replace(gold, threshold=Decimal(500)))))

    book, outcome = night(book, "2026-11-02")

    assert (name_of(book), outcome) == ("Gold", Booked(1, 50, ()))


def test_a_tier_with_another_name_is_hers_without_a_second_bonus(sheet: Sheet) -> None:
    book = bought(sheet(ANA, TIERS), [("2026-11-01", "120.00")])
    silver, gold = book.offers.tiers
    book = replace(book, offers=replace(book.offers, tiers=(replace(silver, name="Moon"), gold)))
    assert name_of(book) == ""

    book, outcome = night(book, "2026-11-02")

    assert (name_of(book), outcome) == ("Moon", Booked(1, 0, ()))


@pytest.mark.parametrize("gone", [["Gold"], ["Silver"], ["Silver", "Gold"]])
def test_a_tier_whose_row_is_gone_for_a_while_is_hers_again_without_a_second_bonus(
    sheet: Sheet, gone: list[str]
) -> None:
    book = bought(sheet(ANA, TIERS), [("2026-11-01", "600.00")])
    tiers, before = book.offers.tiers, book.account_of("ANA").points
    book = replace(book, offers=replace(book.offers, tiers=tuple(tier for tier in tiers if tier.name not in gone)))
    book, _ = night(book, "2026-11-02")
    book = replace(book, offers=replace(book.offers, tiers=tiers))

    book, _ = night(book, "2026-11-03")

    assert (name_of(book), book.account_of("ANA").points) == ("Gold", before)


def test_a_tier_that_was_lost_brings_its_bonus_when_it_is_reached_again(sheet: Sheet) -> None:
    how = rules(Tier_window="12 months", Tier_loss="one step", Tier_grace_days="0")
    book = bought(sheet(ANA, TIERS, how), [("2025-11-01", "600.00")])
    book, _ = night(book, "2026-11-01")
    assert name_of(book) == "Silver"

    book, outcome = claims(book, "7", "500.00", at("2026-11-01"))

    assert (outcome.rise, outcome.bonus) == ("Gold", 50)


YEAR = {"Tier_window": "12 months", "Tier_loss": "right level", "Tier_grace_days": "30"}


@pytest.mark.parametrize(
    ("placed", "day", "counts"),
    [
        ("2025-11-23", "2026-11-22", True),
        ("2025-11-22", "2026-11-22", False),
        ("2024-02-29", "2025-02-28", True),
        ("2024-02-29", "2025-03-01", False),
    ],
)
def test_of_the_last_12_months_the_day_a_year_ago_counts_no_longer(
    sheet: Sheet, placed: str, day: str, counts: bool
) -> None:
    book = bought(sheet(ANA, TIERS, rules(**YEAR)), [(placed, "120.00")])

    stands = tier_standing(book, "ANA", today=date.fromisoformat(day))

    assert stands is not None
    assert (stands.missing == Decimal(380)) is counts


def test_a_day_of_the_shop_decides_in_which_year_an_order_counts(sheet: Sheet) -> None:
    calendar = rules(Tier_window="calendar year", Time_zone="America/New_York")
    book, _ = claims(sheet(ANA, TIERS, calendar), "1", "60.00", datetime(2027, 1, 1, 4, 59, tzinfo=UTC))

    late, _ = claims(book, "2", "60.00", datetime(2027, 1, 1, 4, 59, tzinfo=UTC))
    new, _ = claims(book, "2", "60.00", datetime(2027, 1, 1, 5, 0, tzinfo=UTC))

    assert (name_of(late), name_of(new)) == ("Silver", "")


def test_a_tier_is_lost_after_a_warning_and_the_grace_period(sheet: Sheet) -> None:
    book = bought(sheet(ANA, TIERS, rules(**YEAR)), [("2025-11-01", "450.00"), ("2026-05-01", "60.00")])
    assert name_of(book) == "Gold"

    told = list[tuple[str, str]]()
    for day in ("2026-10-31", "2026-11-01", "2026-11-02", "2026-11-30", "2026-12-01", "2026-12-02"):
        book, _ = night(book, day)
        last = max(book.entries_of("ANA"), key=lambda entry: (entry.time, entry.cause))
        told.append((name_of(book), last.note if last.time == at(day) else ""))

    assert told == [
        ("Gold", ""),
        ("Gold", "Gold: not reached any more, warned"),
        ("Gold", ""),
        ("Gold", ""),
        ("", "Gold lost, now none"),
        ("", ""),
    ]


@pytest.mark.parametrize(
    ("loss", "kept", "tier"),
    [
        ("never", "60.00", "Gold"),
        ("one step", "60.00", "Silver"),
        ("right level", "49.99", ""),
        ("right level", "50.00", "Silver"),
    ],
)
def test_what_is_lost_is_the_owners_choice(sheet: Sheet, loss: str, kept: str, tier: str) -> None:
    how = rules(Tier_window="12 months", Tier_loss=loss, Tier_grace_days="0")
    book = bought(sheet(ANA, TIERS, how), [("2025-11-01", "500.00"), ("2026-05-01", kept)])

    book, _ = night(book, "2026-11-01")

    assert name_of(book) == tier


def test_who_reaches_her_tier_again_in_time_keeps_it_and_a_later_warning_begins_anew(sheet: Sheet) -> None:
    book = bought(sheet(ANA, TIERS, rules(**YEAR)), [("2025-11-01", "120.00")])
    book, _ = night(book, "2026-11-05")
    book, _ = claims(book, "7", "100.00", at("2026-11-20"))

    book, kept = night(book, "2026-12-10")
    assert (name_of(book), kept.count) == ("Silver", 1)
    book, warned = night(book, "2027-11-20")
    assert (name_of(book), warned.count) == ("Silver", 1)
    book, _ = night(book, "2027-12-20")
    assert name_of(book) == ""


def test_a_tier_can_be_lost_and_won_on_one_day(sheet: Sheet) -> None:
    how = rules(Tier_window="12 months", Tier_loss="right level", Tier_grace_days="0")
    book = bought(sheet(ANA, TIERS, how), [("2025-11-01", "120.00")])
    book, _ = night(book, "2026-11-01")
    assert name_of(book) == ""

    book, outcome = claims(book, "7", "100.00", at("2026-11-01"))

    assert (outcome.rise, name_of(book)) == ("Silver", "Silver")


def test_a_calendar_years_tier_lasts_until_the_end_of_the_next_year(sheet: Sheet) -> None:
    how = rules(Tier_window="calendar year", Tier_loss="right level", Tier_grace_days="0")
    book = bought(sheet(ANA, TIERS, how), [("2026-11-01", "120.00")])
    stands = tier_standing(book, "ANA", today=date(2027, 1, 15))
    assert stands is not None
    assert (stands.until, stands.to_keep) == (date(2027, 12, 31), Decimal(100))

    last, _ = night(book, "2027-12-31")
    gone, _ = night(last, "2028-01-01")

    assert (name_of(last), name_of(gone)) == ("Silver", "")


def test_what_keeps_a_tier_is_told_with_the_last_day(sheet: Sheet) -> None:
    book = bought(sheet(ANA, TIERS, rules(**YEAR)), [("2025-12-01", "70.00"), ("2026-05-01", "50.00")])
    stands = tier_standing(book, "ANA", today=date(2026, 11, 22))
    assert stands is not None
    assert (stands.until, stands.to_keep, stands.lost_on) == (date(2026, 11, 30), Decimal(50), None)

    book, _ = night(book, "2026-12-01")
    warned = tier_standing(book, "ANA", today=date(2026, 12, 5))

    assert warned is not None
    assert (warned.to_keep, warned.lost_on) == (Decimal(50), date(2026, 12, 31))


@pytest.mark.parametrize(("part", "tier"), [("", ""), ("20.01", ""), ("20.00", "Silver"), ("0.99", "Silver")])
def test_an_order_that_goes_back_undoes_the_rise_that_it_brought(sheet: Sheet, part: str, tier: str) -> None:
    book = bought(sheet(ANA, TIERS, rules(Tier_by="money")), [("2026-11-01", "120.00")])
    book = goes_back(book, "1", at("2026-11-03"), part)

    book, _ = night(book, "2026-11-04")

    assert name_of(book) == tier
    assert tier or book.account_of("ANA").points == (0 if not part else 120 - 20)
    assert night(book, "2026-11-05")[1] == Booked(0, 0, ())


def test_an_order_that_goes_back_after_others_have_carried_the_tier_undoes_nothing_that_they_reach(
    sheet: Sheet,
) -> None:
    book = bought(sheet(ANA, TIERS), [("2026-11-01", "120.00"), ("2026-11-02", "100.00")])
    book = goes_back(book, "1", at("2026-11-03"))

    book, outcome = night(book, "2026-11-04")

    assert name_of(book) == "Silver"
    assert outcome.points == 0


def test_of_a_bonus_that_is_spent_no_more_is_taken_back_than_there_is(sheet: Sheet) -> None:
    prizes = """
        Rewards | Name | Points
        mug     | Mug  | 125

        Settings | Value
        Coupons  | generate
    """
    for spent, left in (("stop at zero", 0), ("deficit", -125)):
        book = sheet(ANA, TIERS, prizes, f"Settings | Value\nWhen points are already spent | {spent}")
        book, _ = claims(book, "1", "120.00", at("2026-11-01"))
        taken = redeem(book, contact="ana", reward="mug", codes=["C1"], now=at("2026-11-02"))
        book = goes_back(book.after(taken.changes), "1", at("2026-11-03"))

        book, _ = night(book, "2026-11-04")

        assert book.account_of("ANA").points == left


def test_a_bonus_that_has_expired_is_not_taken_back_once_more(sheet: Sheet) -> None:
    rules = """
        Settings                      | Value
        When points are already spent | deficit
        Points expire                 | rolling
        Expiry months                 | 1
        Expire from                   | 2026-11-01
    """
    book, _ = claims(sheet(ANA, TIERS, rules), "1", "120.00", at("2026-11-01"))
    book = book.after(expire(book, now=at("2026-12-10"), limit=9).changes)
    book = goes_back(book, "1", at("2026-12-11"))

    book, _ = night(book, "2026-12-12")

    assert (name_of(book), book.account_of("ANA").points) == ("", 0)


def test_a_slice_ranks_so_many_members_and_the_next_goes_on(sheet: Sheet) -> None:
    book = sheet(
        """
        Members | Email             | Contact
        ANA     | ana@example.com   | ana
        BORIS   | boris@example.com | boris

        Ledger           | Member | Entry | Points | For | Cause
        2026-11-01T09:00 | ANA    | claim | 150    | 1   | order:1
        2026-11-01T09:00 | BORIS  | claim | 150    | 2   | order:2
        """,
        TIERS,
    )

    first = rank_members(book, now=NOON, limit=1)
    second = rank_members(book.after(first.changes), now=NOON, limit=9, among=first.outcome.rest)

    assert (first.outcome, second.outcome) == (Booked(1, 10, ("BORIS",)), Booked(1, 10, ()))


def test_lines_of_the_owners_among_the_steps_mean_nothing(sheet: Sheet) -> None:
    book = sheet(
        ANA,
        TIERS,
        """
        Ledger           | Member | Entry | Points | For    | Cause
        2026-11-01T09:00 | ANA    | tier  | 5      | gold   |
        2026-11-02T09:00 | ANA    | tier  | 0      | gold   | tier-warned:ANA:x:gold
        2026-11-03T09:00 | ANA    | tier  | 0      | silver | tier
        """,
    )

    assert name_of(book) == "Silver"


def test_what_a_closed_year_holds_counts_as_points_earned(sheet: Sheet) -> None:
    book = sheet(
        ANA,
        TIERS,
        """
        Ledger           | Member | Entry   | Points | For             | Cause
        2025-11-01T09:00 | ANA    | opening | 150    | order:1 order:2 | opening:ANA:2026-01-01
        """,
    )

    assert name_of(night(book, "2026-11-22")[0]) == "Silver"


def test_she_may_ask_for_her_tier(sheet: Sheet) -> None:
    book = bought(sheet(ANA, TIERS), [("2026-11-01", "500.00")])

    told = tell_tier(book, contact="ana", now=NOON).outcome

    assert isinstance(told, TierTold)
    assert told.standing.tier == TierStanding("Gold", "A free wrap", by=TierBy.POINTS, currency="USD")
    assert isinstance(tell_tier(book, contact="boris", now=NOON).outcome, NotMember)


ORDERS = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 700)), min_size=1, max_size=6)


@settings(max_examples=150, deadline=None)
@given(ORDERS, st.permutations(range(6)), st.booleans())
def test_when_all_orders_have_gone_back_nothing_is_left(
    orders: list[tuple[int, int]], turn: list[int], nights: bool
) -> None:
    book = draw(ANA, TIERS)
    days = sorted(day for day, _ in orders)
    start = date(2026, 1, 1)
    for number, (day, (_, amount)) in enumerate(zip(days, orders, strict=True)):
        book, _ = claims(book, str(number), str(amount), at((start + timedelta(days=day)).isoformat()))
        book = night(book, (start + timedelta(days=day + 1)).isoformat())[0] if nights else book
    bonuses = [entry for entry in book.entries_of("ANA") if entry.kind.value == "tier" and entry.points]
    assert len({entry.subject for entry in bonuses}) == len(bonuses)

    for step, number in enumerate(one for one in turn if one < len(orders)):
        book = goes_back(book, str(number), at((start + timedelta(days=60 + step)).isoformat()))
        book = night(book, (start + timedelta(days=60 + step)).isoformat())[0] if nights else book
    book = night(book, "2026-12-01")[0]

    assert (name_of(book), book.account_of("ANA").points) == ("", 0)


@pytest.mark.parametrize("window", ["lifetime", "12 months", "calendar year"])
def test_a_tier_from_nothing_is_everybodys_in_the_first_night_and_for_good(sheet: Sheet, window: str) -> None:
    how = rules(Tier_window=window, Tier_loss="one step", Tier_grace_days="0")
    book = sheet(ANA, "Tiers | From | Bonus\nBronze | 0 | 5", how)

    book, outcome = night(book, "2026-11-22")
    stands = tier_standing(book, "ANA", today=date(2026, 11, 22))

    assert outcome == Booked(1, 5, ())
    assert stands == TierStanding("Bronze", currency="USD")
    assert night(book, "2036-11-22")[1] == Booked(0, 0, ())


@pytest.mark.parametrize(
    ("by", "part", "tier"), [("points", "30", ""), ("orders", "59.99", "Silver"), ("orders", "", "")]
)
def test_what_went_back_in_part_counts_in_its_share(sheet: Sheet, by: str, part: str, tier: str) -> None:
    book = bought(
        sheet(ANA, "Tiers | From\nSilver | 2" if by == "orders" else TIERS, rules(Tier_by=by)),
        [("2026-11-01", "60.00"), ("2026-11-02", "60.00")],
    )

    book, _ = night(goes_back(book, "2", at("2026-11-03"), part), "2026-11-04")

    assert name_of(book) == tier


def test_a_tier_below_one_that_came_between_is_hers_again_without_a_second_bonus(sheet: Sheet) -> None:
    how = rules(Tier_window="12 months", Tier_loss="one step", Tier_grace_days="0")
    book = bought(sheet(ANA, TIERS, how), [("2025-11-01", "600.00")])
    silver, gold = book.offers.tiers
    base, mid = replace(silver, name="Base", threshold=Decimal(0)), replace(silver, name="Mid", threshold=Decimal(300))
    book = replace(book, offers=replace(book.offers, tiers=(base, silver, mid, gold)))
    book, _ = night(book, "2026-11-01")
    book, _ = night(book, "2026-11-02")
    book, _ = claims(book, "9", "120.00", at("2026-11-03"))
    before = book.account_of("ANA").points
    book = replace(book, offers=replace(book.offers, tiers=(base, mid, gold)))
    book, _ = night(book, "2026-11-04")
    book = replace(book, offers=replace(book.offers, tiers=(base, silver, mid, gold)))

    book, _ = night(book, "2026-11-05")

    assert (name_of(book), book.account_of("ANA").points) == ("Silver", before)
