"""What is certain, what is likely, and what nobody can know."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from loyalty.book.book import Book
from loyalty.report.conclusions.headlines import Certain, Measured, Unknowable, headlines
from loyalty.report.conclusions.whole_report import Report, report_of
from loyalty.report.periods import calendar_year

Sheet = Callable[..., Book]
YEAR = calendar_year(2026)
TODAY = date(2027, 1, 1)


def report(book: Book) -> Report:
    return report_of(book, YEAR, today=TODAY)


def orders(*some: tuple[str, int, str, int]) -> str:
    """For each year: so many customers who ordered so often: ``("old", 44, "2025-03-05", 1)``."""
    rows = [
        f"{name}{n}-{again} | {name}{n}@example.com | 50 | {day}"
        for name, count, day, times in some
        for n in range(count)
        for again in range(times)
    ]
    return "\n".join(["Orders | Email | Amount | Placed", *rows])


JOINED = "Members | Email | Joined | Points\nANA | ana@example.com | 2026-01-01 10:00:00 | 50"
SIGNED_UP = "Ledger | Member | Entry | Points | Cause\n2026-01-01 10:00:00 | ANA | sign-up | 50 | join:ANA"


def test_what_was_counted_is_certain(sheet: Sheet) -> None:
    found = report(sheet(JOINED, SIGNED_UP, orders(("once", 3, "2026-05-01", 1))))

    certain, _, nobody_knows = found.headlines
    assert certain == Certain(1, 3, Decimal(150), issued=50, spent=0, outstanding=50, differs=0)
    assert nobody_knows == Unknowable(1, 0, found.figures.holdout_detectable, runs=False)
    assert (found.currency, found.period) == ("USD", YEAR)


def test_a_difference_between_members_and_ledger_is_certain_too(sheet: Sheet) -> None:
    certain, _, _ = report(sheet(JOINED.replace("| 50", "| 45"), SIGNED_UP)).headlines

    assert certain.differs == -5


def test_who_orders_again_before_and_after_is_likely_within_its_interval(sheet: Sheet) -> None:
    _, likely, _ = report(
        sheet(
            JOINED,
            orders(("old", 44, "2025-03-05", 1), ("loyal", 6, "2025-03-05", 2)),
            orders(("new", 80, "2026-03-05", 1), ("again", 20, "2026-03-05", 2)),
        )
    ).headlines

    assert likely.before
    assert likely.after
    assert likely.change
    assert (likely.before.value, likely.before.n, likely.after.value, likely.after.n) == (0.12, 50, 0.2, 100)
    assert (round(likely.change.value, 3), likely.change.n) == (0.08, 50)
    assert likely.change.interval
    assert likely.change.interval.holds_zero


def test_of_too_few_customers_there_is_a_share_without_an_interval(sheet: Sheet) -> None:
    _, likely, _ = report(sheet(JOINED, orders(("old", 13, "2025-03-05", 1)))).headlines

    assert (likely.before, likely.after, likely.change) == (Measured(0.0, None, 13), None, None)


def test_a_year_before_the_program_stands_beside_no_other(sheet: Sheet) -> None:
    book = sheet(JOINED, orders(("old", 30, "2025-03-05", 2), ("older", 30, "2024-03-05", 1)))
    _, likely, _ = report_of(book, calendar_year(2024), today=TODAY).headlines

    assert likely.after
    assert (likely.before, likely.after.value, likely.change) == (None, 0.0, None)


def test_what_a_hold_out_has_shown_is_said_and_what_it_could_show_is_said_anyway(sheet: Sheet) -> None:
    emails = """
        Emails              | Member | Letter   | Status   | Id
        2026-03-01 10:00:00 | ANA    | reminder | sent     | 1
        2026-03-01 10:00:00 | BORIS  | reminder | held out | 2
        2026-03-01 10:00:00 | BORIS  | win_back | held out | 3
    """
    found = report(sheet(JOINED, "Members | Email\nBORIS | boris@example.com", emails))

    _, likely, nobody_knows = found.headlines
    assert [one.letter for one in likely.shown] == ["reminder"]
    assert nobody_knows.runs
    assert headlines(found.figures, held=0) == found.headlines
