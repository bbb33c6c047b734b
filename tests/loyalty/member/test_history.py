"""Her history says why she has the points that she has."""

from collections.abc import Callable
from datetime import UTC, date, datetime

from loyalty.book.book import Book
from loyalty.member.history import tell_history
from loyalty.model.entry import EntryKind
from loyalty.outcomes.asking import HistoryTold
from loyalty.outcomes.member_standing import HistoryLine, Standing
from loyalty.outcomes.not_served import NotMember

Sheet = Callable[..., Book]

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ANA = """
    Members | Email           | Contact
    ANA     | ana@example.com | ana

    Settings  | Value
    Time zone | Asia/Tokyo

    Rewards | Name     | Points
    mug     | Big mug  | 40
"""


def test_each_line_that_counts_is_told_newest_first_and_together_they_are_her_points(sheet: Sheet) -> None:
    book = sheet(
        ANA,
        """
        Ledger           | Member | Entry        | Points | For  | Note         | Cause
        2026-11-03 16:00 | ANA    | claim        | 60     | 1042 | 60.00 USD    | order:1042
        2026-11-01 09:00 | ANA    | sign-up      | 50     |      |              | join:ANA
        2026-11-05 09:00 | ANA    | redemption   | -40    | mug  | Mug          | coupon:A
        2026-11-06 09:00 | ANA    | redemption   | -40    | old  | An old prize | coupon:B
        2026-11-07 09:00 | ANA    | refund       | -10    | 1042 |              | refund-of:10:1042
        2026-11-08 09:00 | ANA    | cancellation | 40     | mug  |              | cancel:A
        2026-11-09 09:00 | ANA    | expiry       | -5     |      |              | expiry:join:ANA
        2026-11-09 09:00 | BORIS  | sign-up      | 50     |      |              | join:BORIS
        2026-11-03 16:00 | ANA    | claim        | 60     | 1042 | twice        | order:1042
                         | ANA    | adjustment   | 7      |      | my own words |
        """,
    )

    told = tell_history(book, contact="ana", now=NOW).outcome

    assert isinstance(told, HistoryTold)
    assert told.standing.points == sum(line.points for line in told.lines) == book.account_of("ANA").points == 62
    assert told.lines == (
        HistoryLine(date(2026, 11, 9), EntryKind.EXPIRY, -5, ""),
        HistoryLine(date(2026, 11, 8), EntryKind.CANCELLATION, 40, "Big mug"),
        HistoryLine(date(2026, 11, 7), EntryKind.REFUND, -10, "1042"),
        HistoryLine(date(2026, 11, 6), EntryKind.REDEMPTION, -40, "An old prize"),
        HistoryLine(date(2026, 11, 5), EntryKind.REDEMPTION, -40, "Big mug"),
        HistoryLine(date(2026, 11, 4), EntryKind.CLAIM, 60, "1042"),
        HistoryLine(date(2026, 11, 1), EntryKind.SIGN_UP, 50, ""),
        HistoryLine(None, EntryKind.ADJUSTMENT, 7, ""),
    )


def test_whoever_has_no_lines_has_an_empty_history(sheet: Sheet) -> None:
    assert tell_history(sheet(ANA), contact="ana", now=NOW).outcome == HistoryTold(Standing(0, next_reward=None), ())


def test_only_a_member_has_one(sheet: Sheet) -> None:
    assert tell_history(sheet(ANA), contact="boris", now=NOW).outcome == NotMember("Regulars")


def test_what_brought_points_beside_orders_is_called_by_its_name(sheet: Callable[..., Book], now: datetime) -> None:
    book = sheet("""
        Members | Email           | Contact
        KANA47  | ana@example.com | ana

        Ledger           | Member | Entry    | Points | For    | Note     | Cause
        2026-11-01T09:00 | KANA47 | tier     | 20     | gold   | Gold     | tier:1
        2026-11-02T09:00 | KANA47 | tier     | 0      | gold   | warned   | tier:2
        2026-11-03T09:00 | KANA47 | action   | 5      | review | A review | action:1
        2026-11-04T09:00 | KANA47 | survey   | 10     | tea    |          | survey:1
        2026-11-05T09:00 | KANA47 | birthday | 15     |        |          | birthday:1
    """)

    told = tell_history(book, contact="ana", now=now).outcome

    assert isinstance(told, HistoryTold)
    assert [(line.about, line.points) for line in told.lines] == [("", 15), ("tea", 10), ("A review", 5), ("Gold", 20)]
