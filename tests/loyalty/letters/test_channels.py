"""The ways of letters: by e-mail, by chat or both, and who can be reached when one of them is closed."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from loyalty.book.book import Book
from loyalty.letters.channels import ALL_CHANNELS_OPEN, ByChat, OpenChannels
from loyalty.letters.due import Due, NotDue, due_letter
from loyalty.letters.outbox import LetterResult, note_and_take, note_results, take_due
from loyalty.model.email_log import LetterStatus
from loyalty.points.shopping import Shopping

Sheet = Callable[..., Book]

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
FLOW = "content20260101120000_123456"
PEOPLE = """
    Members | Email             | Contact | Joined
    ANA     | ana@example.com   | 7001    | 2026-01-01 09:00
    BORIS   | boris@example.com |         | 2026-01-01 09:00
    LAYLA   |                   | 7003    | 2026-01-01 09:00
"""


def by(way: str) -> str:
    return f"""
        Settings     | Value
        Reminders by | {way}
        Chat flow    | {FLOW}
    """


def routes(book: Book, ways: OpenChannels = ALL_CHANNELS_OPEN) -> dict[str, tuple[str, ByChat | None]]:
    taken = take_due(book, now=NOW, limit=10, ways=ways).outcome
    return {one.letter.member: (one.letter.email, one.by_chat) for one in taken.reminders}


@pytest.mark.parametrize(
    ("way", "expected"),
    [
        ("email", {"ANA": ("ana@example.com", None), "BORIS": ("boris@example.com", None)}),
        (
            "chat",
            {
                "ANA": ("ana@example.com", ByChat("7001", FLOW, email_too=False)),
                "BORIS": ("boris@example.com", None),
                "LAYLA": ("", ByChat("7003", FLOW, email_too=False)),
            },
        ),
        (
            "both",
            {
                "ANA": ("ana@example.com", ByChat("7001", FLOW, email_too=True)),
                "BORIS": ("boris@example.com", None),
                "LAYLA": ("", ByChat("7003", FLOW, email_too=True)),
            },
        ),
    ],
)
def test_each_member_is_reached_by_the_ways_that_she_has(
    sheet: Sheet, way: str, expected: dict[str, tuple[str, ByChat | None]]
) -> None:
    assert routes(sheet(PEOPLE, by(way))) == expected


def test_letters_are_shown_by_a_flow_of_their_own_where_there_is_one(sheet: Sheet) -> None:
    own = "content20260101120000_777777"

    found = routes(sheet(PEOPLE, f"{by('chat').rstrip()}\n        Letter flow  | {own}\n"))

    assert found["ANA"] == ("ana@example.com", ByChat("7001", own, email_too=False))


@pytest.mark.parametrize(
    ("way", "contact", "bounced", "expected"),
    [
        ("email", "7001", "no", NotDue.NO_ADDRESS),
        ("chat", "", "no", NotDue.NO_ADDRESS),
        ("chat", "7001", "no", None),
        ("email", "7001", "yes", NotDue.BOUNCED),
        ("chat", "", "yes", NotDue.BOUNCED),
        ("both", "7001", "yes", None),
    ],
)
def test_without_an_address_that_works_the_chat_is_enough(
    sheet: Sheet, way: str, contact: str, bounced: str, expected: NotDue | None
) -> None:
    email, wish = ("ana@example.com", "no") if bounced == "yes" else ("", "")
    book = sheet(
        f"""
        Members | Email   | Contact   | Joined           | Bounced   | Reminders
        ANA     | {email} | {contact} | 2026-01-01 09:00 | {bounced} | {wish}
        """,
        by(way),
    )

    found = due_letter(book, book.members["ANA"], shopping=Shopping.of(book, today=NOW.date()), now=NOW)

    assert isinstance(found, Due) if expected is None else found is expected
    if expected is None:
        assert routes(book)["ANA"][0] == "", "no e-mail goes to a mailbox that does not exist"


def test_who_wants_no_letters_gets_none_by_chat_either(sheet: Sheet) -> None:
    book = sheet(
        """
        Members | Email           | Contact | Joined           | Reminders
        ANA     | ana@example.com | 7001    | 2026-01-01 09:00 | no
        """,
        by("both"),
    )

    found = due_letter(book, book.members["ANA"], shopping=Shopping.of(book, today=NOW.date()), now=NOW)

    assert found is NotDue.OPTED_OUT


def test_her_no_outlives_a_bounced_letter_that_she_asked_for(sheet: Sheet) -> None:
    book = sheet(
        """
        Members | Email           | Contact | Joined           | Reminders
        ANA     | ana@example.com | 7001    | 2026-11-21 09:00 | no

        Settings | Value
        Letters  | welcome
        """
    )
    book = book.after(take_due(book, now=NOW, limit=10).changes)
    [letter] = book.letters_to("ANA")

    bounced = {letter.id: LetterResult(LetterStatus.FAILED, bounced=True)}
    after = book.after(note_results(book, results=bounced, now=NOW).changes)

    assert (after.members["ANA"].reminders, after.members["ANA"].bounced) == (False, False)


@pytest.mark.parametrize(
    ("ways", "reached", "held"),
    [
        (OpenChannels(email=False), {"ANA", "LAYLA"}, 1),
        (OpenChannels(chat=False), {"ANA", "BORIS"}, 1),
        (OpenChannels(email=False, chat=False), set(), 3),
    ],
)
def test_who_can_be_reached_by_no_open_way_is_not_taken_and_counted(
    sheet: Sheet, ways: OpenChannels, reached: set[str], held: int
) -> None:
    book = sheet(PEOPLE, by("chat"))

    first = take_due(book, now=NOW, limit=10, ways=ways)
    later = note_and_take(book, results={}, now=NOW, limit=10, among=("ANA", "BORIS", "LAYLA", "GONE"), ways=ways)

    for decision in (first, later):
        assert {one.letter.member for one in decision.outcome.reminders} == reached
        assert decision.outcome.held == held
        assert len(decision.changes) == len(reached)


@pytest.mark.parametrize("ways", [ALL_CHANNELS_OPEN, OpenChannels(chat=False)])
def test_while_the_same_ways_are_open_nobody_is_looked_at_again_before_their_turn(
    sheet: Sheet, ways: OpenChannels
) -> None:
    book = sheet(PEOPLE, by("both"))
    first = take_due(book, now=NOW, limit=1, ways=ways).outcome

    second = take_due(book, now=NOW, limit=1, among=("BORIS", "GONE"), before=first, ways=ways).outcome

    assert [one.letter.member for one in second.reminders] == ["BORIS"]
    assert second.rest == ("GONE",)
    assert second.held == 0


@pytest.mark.parametrize(
    ("way", "then", "ways_then", "held"),
    [
        ("chat", "chat", OpenChannels(email=False), 1),
        ("chat", "chat", OpenChannels(email=False, chat=False), 3),
        ("both", "email", OpenChannels(email=False), 2),
    ],
)
def test_who_cannot_be_reached_any_more_when_their_slice_comes_is_not_taken_and_counted(
    sheet: Sheet, way: str, then: str, ways_then: OpenChannels, held: int
) -> None:
    ways = ALL_CHANNELS_OPEN if way == then else ways_then
    first = take_due(sheet(PEOPLE, by(way)), now=NOW, limit=10, ways=ways).outcome
    rest = ("ANA", "BORIS", "LAYLA")

    later = note_and_take(
        sheet(PEOPLE, by(then)), results={}, now=NOW, limit=10, among=rest, before=first, ways=ways_then
    )

    assert later.outcome.held == held
    assert len(later.changes) == len(later.outcome.reminders)
    assert all(one.by_chat for one in later.outcome.reminders)


def test_the_owners_own_letter_is_an_e_mail(sheet: Sheet) -> None:
    book = sheet(
        PEOPLE,
        by("both"),
        """
        Settings     | Value
        Owner e-mail | owner@shop.example

        Rewards | Name     | Points
        tote    | Tote bag | 200

        Ledger           | Member | Entry      | Points | For  | Cause
        2026-11-20 09:00 | LAYLA  | redemption | -200   | tote | coupon:TOTE-1

        Coupons | Reward | Status | Member | Issued           | Expires
        TOTE-1  | tote   | asked  | LAYLA  | 2026-11-20 09:00 |
        """,
    )

    assert routes(book)["LAYLA"] == ("owner@shop.example", None)
    assert "LAYLA" not in routes(book, OpenChannels(email=False))
