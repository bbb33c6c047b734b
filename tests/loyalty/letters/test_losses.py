"""Warnings: what a member may lose is told 30 and 7 days before, once each, while it is still to be lost."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from loyalty.book.book import Book
from loyalty.letters.due import Due, NotDue, due_letter
from loyalty.letters.letter import Loss, MembershipEnds, TierAtRisk
from loyalty.letters.outbox import LetterResult, note_results, take_due
from loyalty.model.email_log import LetterStatus
from loyalty.model.program_settings import TierBy
from loyalty.outcomes.member_standing import Expiring
from loyalty.points.shopping import Shopping

Sheet = Callable[..., Book]

ANA = """
    Members | Email           | Joined           | Last reminder
    ANA     | ana@example.com | 2026-01-01 09:00 | 2026-11-01 09:00
"""
POINTS = """
    Settings      | Value
    Letters       | reminder points_expiring win_back
    Points expire | rolling
    Expire from   | 2026-06-01
    Reminder days | 200
"""
LOTS = """
    Ledger           | Member | Entry   | Points | For | Cause
    2025-12-22 09:00 | ANA    | claim   | 40     | 1   | order:1
    2025-12-22 18:00 | ANA    | claim   | 20     | 2   | order:2
    2026-01-10 09:00 | ANA    | claim   | 30     | 3   | order:3
"""
MEMBER_OF = """
    Settings | Value
    Letters  | membership_ending

    Members | Email           | Joined           | Plan | Plan until
    ANA     | ana@example.com | 2026-01-01 09:00 | {plan} | {until}

    Plans | Months | Perks       | Active
    Plus  | 12     | Free coffee | {active}
    Tea   | 1      |             | yes
"""
TIER = """
    Settings        | Value
    Letters         | tier_warning
    Tier window     | {window}
    Tier loss       | {loss}
    Tier grace days | {grace}

    Tiers | From | Perks
    Gold  | 100  | Free coffee

    Ledger           | Member | Entry | Points | For  | Cause
    2025-12-22 09:00 | ANA    | claim | 130    | 1    | order:1
    2025-12-22 09:00 | ANA    | tier  | 0      | gold | tier:ANA:1:gold
"""
WARNED = """
    Ledger           | Member | Entry | Points | For  | Cause
    2026-12-22 03:00 | ANA    | tier  | 0      | gold | tier-warned:ANA:2:gold
"""


def noon(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(hour=12, tzinfo=UTC)


def due(book: Book, day: str) -> Due | NotDue:
    now = noon(day)
    shopping = Shopping.of(book, today=book.settings.day(now))
    return due_letter(book, book.members["ANA"], shopping=shopping, now=now)


def due_id(book: Book, day: str) -> str:
    found = due(book, day)
    return found.id if isinstance(found, Due) else found.name


def sent(book: Book, day: str, status: LetterStatus = LetterStatus.SENT) -> Book:
    """The book after a run of that day in which every letter came to this end."""
    taken = take_due(book, now=noon(day), limit=10)
    book = book.after(taken.changes)
    results = {one.letter.id: LetterResult(status) for one in taken.outcome.reminders}
    return book.after(note_results(book, results=results, now=noon(day)).changes)


def told(book: Book, first: str, last: str) -> list[str]:
    """The days on which letters went out, one run a day, and their ids."""
    day, ids = noon(first), list[str]()
    while day <= noon(last):
        today = day.date().isoformat()
        taken = take_due(book, now=day, limit=10)
        ids += [f"{today} {one.letter.id}" for one in taken.outcome.reminders]
        book = sent(book, today)
        day += timedelta(days=1)
    return ids


def loss(book: Book, day: str) -> Loss | None:
    """What the letter of that day tells her that she may lose."""
    [letter] = take_due(book, now=noon(day), limit=1).outcome.reminders
    return letter.loss


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-11-21", "TOO_SOON"),
        ("2026-11-22", "points_expiring:ANA:2026-12-22:30"),
        ("2026-12-14", "points_expiring:ANA:2026-12-22:30"),
        ("2026-12-15", "points_expiring:ANA:2026-12-22:7"),
        ("2026-12-22", "points_expiring:ANA:2026-12-22:7"),
        ("2026-12-23", "points_expiring:ANA:2027-01-10:30"),
    ],
)
def test_points_that_expire_are_told_30_and_7_days_before_and_never_after(
    sheet: Sheet, day: str, expected: str
) -> None:
    assert due_id(sheet(ANA, POINTS, LOTS), day) == expected


def test_each_day_is_told_twice_and_points_of_one_day_are_one_letter(sheet: Sheet) -> None:
    book = sheet(ANA, POINTS, LOTS)

    assert told(book, "2026-11-20", "2027-01-20") == [
        "2026-11-22 points_expiring:ANA:2026-12-22:30",
        "2026-12-11 points_expiring:ANA:2027-01-10:30",
        "2026-12-18 points_expiring:ANA:2026-12-22:7",
        "2027-01-03 points_expiring:ANA:2027-01-10:7",
    ]
    assert loss(book, "2026-11-22") == Expiring(60, date(2026, 12, 22))
    assert loss(sent(book, "2026-11-22"), "2026-12-11") == Expiring(30, date(2027, 1, 10))


@pytest.mark.parametrize(("spent", "points"), [(20, 40), (59, 1), (60, 0)])
def test_only_points_that_are_still_there_are_told(sheet: Sheet, spent: int, points: int) -> None:
    taken = f"""
        Ledger           | Member | Entry      | Points   | For
        2026-10-01 09:00 | ANA    | redemption | -{spent} | mug
    """
    book = sheet(ANA, POINTS, LOTS, taken)

    if points:
        assert loss(book, "2026-11-22") == Expiring(points, date(2026, 12, 22))
    else:
        assert due_id(book, "2026-11-22") == "TOO_SOON"


def test_points_that_are_good_for_a_month_are_told_a_week_before(sheet: Sheet) -> None:
    program = "Settings | Value\nExpiry months | 1"
    lot = "Ledger | Member | Entry | Points | Cause\n2026-11-01 09:00 | ANA | claim | 40 | order:1"
    book = sheet(ANA, POINTS, program, lot)

    assert told(book, "2026-11-01", "2026-12-10") == ["2026-11-24 points_expiring:ANA:2026-12-01:7"]


@pytest.mark.parametrize(
    ("settings", "member", "expected"),
    [
        ("Points expire | never", "", "TOO_SOON"),
        ("Letters | reminder", "", "TOO_SOON"),
        ("Reminders | no", "", "SWITCHED_OFF"),
        ("Sign-up bonus | 50", "Members | Email | Reminders\nANA | ana@example.com | no", "OPTED_OUT"),
    ],
)
def test_a_warning_is_a_letter_that_she_did_not_ask_for(
    sheet: Sheet, settings: str, member: str, expected: str
) -> None:
    book = sheet(member or ANA, POINTS, LOTS, f"Settings | Value\n{settings}")

    assert due_id(book, "2026-11-22") == expected


def test_a_warning_keeps_away_from_orders_and_goes_before_a_win_back(sheet: Sheet) -> None:
    orders = "Orders | Email | Amount | Placed\n9 | ana@example.com | 60 | {}"
    program = "Settings | Value\nWin back days | 30"
    book = sheet(ANA, POINTS, LOTS, program, orders.format("2026-10-01"))

    assert due_id(sheet(ANA, POINTS, LOTS, orders.format("2026-11-20")), "2026-11-22") == "JUST_ORDERED"
    assert due_id(book, "2026-11-22") == "points_expiring:ANA:2026-12-22:30"
    assert due_id(sent(book, "2026-11-22"), "2026-11-29") == "win_back:ANA:2026-11-29"


def test_a_warning_that_failed_is_tried_three_times(sheet: Sheet) -> None:
    book = sheet(ANA, POINTS, LOTS)

    ids = []
    for day in ("2026-11-22", "2026-11-23", "2026-11-24", "2026-11-25"):
        ids.append(due_id(book, day))
        book = sent(book, day, LetterStatus.FAILED)

    first = "points_expiring:ANA:2026-12-22:30"
    assert ids == [first, f"{first}:2", f"{first}:3", "TOO_SOON"]


@pytest.mark.parametrize(
    ("plan", "until", "day", "expected"),
    [
        ("plus", "2026-12-22", "2026-11-21", "TOO_SOON"),
        ("plus", "2026-12-22", "2026-11-22", "membership_ending:ANA:plus:2026-12-22:30"),
        ("plus", "2026-12-22", "2026-12-15", "membership_ending:ANA:plus:2026-12-22:7"),
        ("plus", "2026-12-22", "2026-12-22", "membership_ending:ANA:plus:2026-12-22:7"),
        ("plus", "2026-12-22", "2026-12-23", "TOO_SOON"),
        ("tea", "2026-12-22", "2026-12-14", "TOO_SOON"),
        ("tea", "2026-12-22", "2026-12-15", "membership_ending:ANA:tea:2026-12-22:7"),
        ("plus", "", "2026-12-15", "TOO_SOON"),
        ("", "", "2026-12-15", "TOO_SOON"),
    ],
)
def test_a_membership_s_end_is_told_30_and_7_days_before(
    sheet: Sheet, plan: str, until: str, day: str, expected: str
) -> None:
    assert due_id(sheet(MEMBER_OF.format(plan=plan, until=until, active="yes")), day) == expected


@pytest.mark.parametrize(("active", "sold"), [("yes", True), ("no", False)])
def test_a_membership_that_ends_can_be_bought_again_while_it_is_sold(sheet: Sheet, active: str, *, sold: bool) -> None:
    book = sheet(MEMBER_OF.format(plan="plus", until="2026-12-22", active=active))

    assert loss(book, "2026-11-22") == MembershipEnds("Plus", "Free coffee", date(2026, 12, 22), sold=sold)


def test_a_renewed_membership_is_warned_of_anew(sheet: Sheet) -> None:
    drawing = MEMBER_OF.format(plan="plus", until="2026-12-22", active="yes")
    paid = "Ledger | Member | Entry | Points | For | Cause\n2026-12-01 09:00 | ANA | membership | 0 | plus | plan:12:7"

    assert told(sheet(drawing), "2026-11-20", "2026-12-31") == [
        "2026-11-22 membership_ending:ANA:plus:2026-12-22:30",
        "2026-12-15 membership_ending:ANA:plus:2026-12-22:7",
    ]
    assert told(sheet(drawing, paid), "2026-12-02", "2027-11-10") == [
        "2027-10-31 membership_ending:ANA:plus:2027-11-30:30"
    ]


def test_of_several_losses_what_ends_first_is_told_first(sheet: Sheet) -> None:
    program = "Settings | Value\nLetters | points_expiring membership_ending"

    for until, first in (("2026-12-21", "membership_ending:ANA:plus"), ("2026-12-22", "points_expiring:ANA")):
        plan = MEMBER_OF.format(plan="plus", until=until, active="yes")
        assert due_id(sheet(POINTS, LOTS, plan, program), "2026-11-23") == f"{first}:{until}:30"


@pytest.mark.parametrize(
    ("grace", "warned", "day", "expected"),
    [
        (30, False, "2026-12-15", "TOO_SOON"),
        (30, True, "2026-12-22", "tier_warning:ANA:gold:2027-01-20:30"),
        (30, True, "2027-01-13", "tier_warning:ANA:gold:2027-01-20:7"),
        (30, True, "2027-01-20", "tier_warning:ANA:gold:2027-01-20:7"),
        (30, True, "2027-01-21", "TOO_SOON"),
        (60, True, "2027-01-13", "TOO_SOON"),
        (5, True, "2026-12-22", "tier_warning:ANA:gold:2026-12-26:7"),
        (0, False, "2026-11-20", "TOO_SOON"),
        (0, False, "2026-11-21", "tier_warning:ANA:gold:2026-12-21:30"),
        (0, False, "2026-12-21", "tier_warning:ANA:gold:2026-12-21:7"),
    ],
)
def test_a_tier_s_loss_is_told_before_its_last_day(
    sheet: Sheet, grace: int, day: str, expected: str, *, warned: bool
) -> None:
    program = TIER.format(window="12 months", loss="one step", grace=grace)

    assert due_id(sheet(ANA, program, *([WARNED] if warned else [])), day) == expected


@pytest.mark.parametrize(("window", "loss"), [("12 months", "never"), ("lifetime", "one step")])
def test_a_tier_that_is_not_lost_is_not_warned_of(sheet: Sheet, window: str, loss: str) -> None:
    program = TIER.format(window=window, loss=loss, grace=0)

    assert due_id(sheet(ANA, program), "2026-12-15") == "TOO_SOON"
    assert due_id(sheet(ANA, "Settings | Value\nLetters | tier_warning\nTier loss | one step"), "2026-12-15") == (
        "TOO_SOON"
    )


def test_a_warning_says_what_keeps_her_tier_and_none_comes_when_she_has_it(sheet: Sheet) -> None:
    program = TIER.format(window="12 months", loss="one step", grace=30)
    claim = "Ledger | Member | Entry | Points | For | Cause\n2026-12-23 09:00 | ANA | claim | {} | 2 | order:2"
    some, enough = (sheet(ANA, program, WARNED, claim.format(points)) for points in (60, 100))

    risk = TierAtRisk("Gold", "Free coffee", date(2027, 1, 20), Decimal(40), TierBy.POINTS)
    assert loss(some, "2026-12-28") == risk
    assert due_id(enough, "2026-12-28") == "TOO_SOON"


def test_a_tier_for_life_that_the_owner_has_raised_is_warned_of_too(sheet: Sheet) -> None:
    program = TIER.format(window="lifetime", loss="one step", grace=30).replace("| 100  |", "| 200  |")

    risk = TierAtRisk("Gold", "Free coffee", date(2027, 1, 20), Decimal(70), TierBy.POINTS)
    assert loss(sheet(ANA, program, WARNED), "2026-12-28") == risk
