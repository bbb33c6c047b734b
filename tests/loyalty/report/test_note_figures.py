"""What the owner's note tells: what came in on these days, what waits, and one of the report's suggestions."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from loyalty.book.book import Book
from loyalty.book.decision import AddEntry, AddReview
from loyalty.member.redeem import redeem
from loyalty.model.entry import EntryKind, Review, ReviewReason
from loyalty.owner.shops_heard import SilentShop
from loyalty.points.redeemed import undone
from loyalty.report.conclusions.suggestions import NobodyTakes
from loyalty.report.conclusions.whole_report import report_of
from loyalty.report.note_figures import CameIn, NoteFigures, RewardLeft, note_figures
from loyalty.report.periods import Period, year_before

Sheet = Callable[..., Book]
NOW = datetime(2026, 11, 23, 3, 30, tzinfo=UTC)
WEEK = Period(date(2026, 11, 16), date(2026, 11, 22))
PEOPLE = """
    Members | Email             | Joined           | Contact
    ANA     | ana@example.com   | 2026-11-16 00:00 | ana
    BORIS   | boris@example.com | 2026-11-22 23:59 | boris
    LAYLA   | layla@example.com | 2026-11-15 23:59 | layla
    NINA    | nina@example.com  | 2026-11-23 00:00 | nina
"""
LEDGER = "Ledger | Member | Entry | Points | For | Cause"
QUIET = CameIn(0, 0, 0, Decimal(0), "USD", 0, 0, 0)


def figures(book: Book, period: Period = WEEK, **more: object) -> NoteFigures:
    given: dict[str, object] = {"shops": (), "closed": (), **more}
    return note_figures(book, period, now=NOW, **given)  # type: ignore[arg-type]


def test_what_came_in_is_of_these_days_alone(sheet: Sheet) -> None:
    orders = """
        Orders | Email              | Amount | Placed     | Status    | Refunded
        1      | ana@example.com    | 40.50  | 2026-11-16 | paid      |
        2      | layla@example.com  | 20     | 2026-11-22 | partly refunded | 5
        3      | ana@example.com    | 99     | 2026-11-15 | paid      |
        4      | ana@example.com    | 99     | 2026-11-23 | paid      |
        5      | ana@example.com    | 99     | 2026-11-20 | cancelled |
        6      | nobody@example.com | 99     | 2026-11-20 | paid      |
    """
    lines = f"""{LEDGER}
        2026-11-16 09:00 | ANA   | sign-up    | 50   |      | join:ANA
        2026-11-16 09:05 | ANA   | claim      | 40   | 1    | order:1
        2026-11-22 23:00 | LAYLA | redemption | -200 | tote | coupon:T-1
        2026-11-20 09:00 | LAYLA | redemption | -100 | mug  | coupon:M-1
        2026-11-20 09:00 | LAYLA | adjustment | 500  |      |
        2026-11-15 09:00 | LAYLA | claim      | 77   | 3    | order:3
    """

    came = figures(sheet(PEOPLE, orders, lines)).came

    assert came == CameIn(
        joined=2, members=4, orders=2, net=Decimal("55.50"), currency="USD", points=90, rewards=2, spent=300
    )


def test_the_days_are_those_of_the_shop(sheet: Sheet) -> None:
    west = sheet("Settings | Value\nTime zone | America/New_York", PEOPLE)

    # In New York Nina joined on Sunday, and Ana while it was still the Sunday before.
    assert figures(west).came.joined == 2
    assert figures(west, Period(date(2026, 11, 22), date(2026, 11, 22))).came.joined == 2


def test_of_an_empty_sheet_nothing_came_and_nothing_waits(sheet: Sheet) -> None:
    assert figures(sheet()) == NoteFigures(WEEK, QUIET, 0, 0, 0, 0, [], (), None)


def test_coupons_that_the_owner_sends_wait_until_they_are_sent_cancelled_or_over(sheet: Sheet, now: datetime) -> None:
    book = sheet(
        "Settings | Value\nCoupons | manual",
        PEOPLE,
        "Rewards | Name | Points\ntote | Tote | 200\nmug | Mug | 100",
        f"{LEDGER}\n2026-11-01 09:00 | ANA | adjustment | 900 | |",
    )
    for reward, codes in (("tote", ["T1"]), ("mug", ["M1"])):
        book = book.after(redeem(book, contact="ana", reward=reward, codes=codes, now=now).changes)
    [tote, mug] = sorted(
        (line for line in book.entries_of("ANA") if line.kind is EntryKind.REDEMPTION), key=lambda line: line.points
    )
    cancelled = book.after([AddEntry(undone(mug, now, "coupon cancelled"))])
    other = sheet("Coupons | Reward | Status | Member\nT9 | tote | asked | ANA", PEOPLE)

    assert tote.subject == "tote"
    assert figures(book).to_send == 2
    assert figures(cancelled).to_send == 1
    assert note_figures(book, WEEK, now=now + timedelta(days=40), shops=(), closed=()).to_send == 0
    assert figures(other).to_send == 0  # no line of the Ledger has given it


def test_codes_that_the_shop_has_still_to_make_wait_also_where_their_reward_is_gone(
    sheet: Sheet, now: datetime
) -> None:
    book = sheet(
        "Settings | Value\nCoupons | shop",
        PEOPLE,
        "Rewards | Name | Points | Product\ntote | Tote | 200 | 45\nmug | Mug | 100 | 46",
        f"{LEDGER}\n2026-11-01 09:00 | ANA | adjustment | 900 | |",
    )
    for reward in ("tote", "mug"):
        taken = redeem(book, contact="ana", reward=reward, codes=(), shop_codes=[f"{reward}CODE"], now=now)
        book = book.after(taken.changes)
    without_mug = replace(book, rewards=book.rewards[:1])

    assert (figures(book).to_make, figures(without_mug).to_make) == (2, 2)
    assert figures(book).to_send == 0


def test_what_the_owner_has_not_decided_and_what_waits_for_its_order(sheet: Sheet) -> None:
    waiting = """
        Waiting          | Member | Order | Signed | Until
        2026-11-20 09:00 | ANA    | 7001  | no     | 2026-12-04
        2026-11-20 09:00 | BORIS  | 7002  | yes    | 2026-12-04
        2026-11-20 09:00 | LAYLA  | 7003  | no     | 2026-12-04
    """
    booked = f"{LEDGER}\n2026-11-20 10:00 | LAYLA | claim | 30 | 7003 | order:7003"
    rows = [
        Review(f"order:{number}", NOW, "ANA", EntryKind.CLAIM, number, 9, ReviewReason.MANY_POINTS, decision)
        for number, decision in (("1", None), ("2", True), ("3", None), ("4", False))
    ]
    # Booked without their word, after they had raised Review above.
    rows.append(Review("order:5", NOW, "ANA", EntryKind.CLAIM, "5", 9, ReviewReason.MANY_POINTS, done=True))

    found = figures(sheet(PEOPLE, waiting, booked).after(map(AddReview, rows)))

    assert (found.undecided, found.claims) == (2, 2)


def test_rewards_of_which_none_is_left_or_soon_none_will_be(sheet: Sheet) -> None:
    rewards = """
        Rewards | Name  | Points | Stock | Active
        tote    | Tote  | 200    |       | yes
        mug     | Mug   | 100    |       | yes
        pin     | Pin   | 50     | 3     | yes
        old     | Old   | 50     |       | no
        cup     | Cup   | 80     |       | yes
    """
    codes = "Coupons | Reward | Status\nM1 | mug | available\n" + "\n".join(
        f"{reward}{number} | {reward} | available" for reward in ("cup", "pin") for number in range(9)
    )
    taken = f"""{LEDGER}
        2026-11-20 09:00 | ANA | redemption | -100 | mug | coupon:M-0
        2026-11-20 09:00 | ANA | redemption | -50  | pin | coupon:P-1
        2026-11-20 10:00 | ANA | redemption | -50  | pin | coupon:P-2
        2026-11-20 11:00 | ANA | redemption | -50  | pin | coupon:P-3
    """

    found = figures(sheet(PEOPLE, rewards, codes, taken)).running_out

    assert found == [RewardLeft("Tote", 0), RewardLeft("Mug", 1), RewardLeft("Pin", 0)]


def test_shops_that_are_listened_to_and_have_told_of_nothing(sheet: Sheet) -> None:
    assert figures(sheet(PEOPLE), shops=["stripe"]).silent == (SilentShop("stripe", None),)


SUGGESTED = """
    Settings | Value
    Coupons  | generate

    Members | Email           | Joined
    ANA     | ana@example.com | 2025-06-01 10:00

    Rewards | Name | Points
    tote    | Tote | 200
    mug     | Mug  | 350
"""
TWO = f"""{LEDGER}
    2025-06-01 10:00 | ANA | sign-up    | 100  |      | join:ANA
    2026-06-01 10:00 | ANA | adjustment | 1000 |      |
    2026-02-01 10:00 | ANA | redemption | -200 | tote | coupon:T1
"""
BOUGHT = (
    "Orders | Email | Amount | Placed\n1 | ana@example.com | 50 | 2025-06-05\n2 | ana@example.com | 50 | 2026-06-05"
)


def test_the_suggestion_is_one_of_the_reports_each_week_the_next(sheet: Sheet) -> None:
    book = sheet(SUGGESTED, TWO, BOUGHT)
    suggested, notes = set(), []
    for week in range(4):
        monday = date(2026, 11, 16) + timedelta(days=7 * week)
        now = NOW + timedelta(days=7 * week)
        period = Period(monday, monday + timedelta(days=6))
        today = now.date()
        suggested |= set(report_of(book, year_before(today), today=today).suggestions)
        notes.append(note_figures(book, period, now=now, shops=(), closed=()).suggestion)

    assert len(suggested) == 2
    assert notes[0] != notes[1]
    assert notes[:2] == notes[2:]
    assert set(notes) == suggested


@pytest.mark.parametrize(("day", "told"), [(16, True), (17, False), (22, False)])
def test_in_daily_notes_only_that_of_monday_has_one(sheet: Sheet, day: int, told: bool) -> None:
    one_day = Period(date(2026, 11, day), date(2026, 11, day))

    assert (figures(sheet(SUGGESTED, TWO), one_day).suggestion == NobodyTakes("Mug", 350, 1)) == told


def test_without_the_closed_years_nothing_is_suggested(sheet: Sheet) -> None:
    assert figures(sheet(SUGGESTED, TWO), closed=None).suggestion is None


def test_where_there_is_no_reason_nothing_is_suggested(sheet: Sheet) -> None:
    assert figures(sheet(PEOPLE)).suggestion is None
