"""Subscribing: one press ends the letters, another brings them back, looking changes nothing."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from loyalty.book.book import Book
from loyalty.book.decision import Decision
from loyalty.letters.letter import Subscription
from loyalty.member.subscription import set_subscription, tell_subscription

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
Sheet = Callable[..., Book]


def ana(wish: str, bounced: str = "") -> str:
    return f"""
        Members | Email           | Language | Reminders | Bounced
        ANA     | ana@example.com | ru       | {wish}    | {bounced}
    """


@pytest.mark.parametrize(("wish", "program", "wanted"), [("", "yes", True), ("", "no", False), ("no", "yes", False)])
def test_looking_changes_nothing(sheet: Sheet, wish: str, program: str, *, wanted: bool) -> None:
    book = sheet(ana(wish), f"Settings | Value\nReminders | {program}")

    assert tell_subscription(book, member="ANA") == Decision(
        Subscription("Regulars", "ru", "en", wanted, shop="Our shop")
    )


@pytest.mark.parametrize("wanted", [True, False])
def test_a_wish_is_noted_once(sheet: Sheet, *, wanted: bool) -> None:
    book = sheet(ana("no" if wanted else "yes", "yes" if wanted else "no"))

    first = set_subscription(book, member="ANA", wanted=wanted, now=NOW)
    after = book.after(first.changes)

    assert first.outcome == Subscription("Regulars", "ru", "en", wanted, shop="Our shop")
    assert (after.members["ANA"].reminders, after.members["ANA"].bounced) == (wanted, False)
    assert set_subscription(after, member="ANA", wanted=wanted, now=NOW).changes == ()


def test_a_member_who_is_no_longer_there_has_no_wish(sheet: Sheet) -> None:
    assert tell_subscription(sheet(ana("")), member="BORIS") == Decision(None)
    assert set_subscription(sheet(ana("")), member="BORIS", wanted=False, now=NOW) == Decision(None)


@pytest.mark.parametrize(("way", "wanted"), [("email", False), ("chat", True)])
def test_who_is_only_reached_by_chat_can_end_that_too(sheet: Sheet, way: str, *, wanted: bool) -> None:
    book = sheet(
        f"""
        Settings     | Value
        Reminders by | {way}

        Members | Email           | Contact | Reminders | Bounced
        ANA     | ana@example.com | 7001    | no        | yes
        """
    )

    told = tell_subscription(book, member="ANA").outcome
    after = book.after(set_subscription(book, member="ANA", wanted=False, now=NOW).changes)
    told_after = tell_subscription(after, member="ANA").outcome

    assert told is not None
    assert told_after is not None
    assert (told.wanted, told_after.wanted) == (wanted, False)
