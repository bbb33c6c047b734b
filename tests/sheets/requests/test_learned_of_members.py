"""What members prove, want and tell while the owner is at work in Members or Settings: it is theirs, and nobody else's.

The gestures come between our read and our write, when a row's number says nothing any more.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from loyalty.book.book import Book
from loyalty.letters.due import NotDue
from loyalty.letters.outbox import LetterResult, look_over, note_results, take_due
from loyalty.member.ask import tell_points
from loyalty.member.birthday import tell_birthday
from loyalty.member.export import export
from loyalty.member.join import join
from loyalty.member.leave import leave
from loyalty.member.proving import MAY_COME_AGAIN
from loyalty.member.subscription import set_subscription, tell_subscription
from loyalty.model.email_log import LetterStatus
from loyalty.outcomes.asking import PointsTold
from loyalty.outcomes.joining import ContactAdded
from loyalty.outcomes.not_served import NotMember
from loyalty.outcomes.stored_data import Exported
from loyalty.points.expiry import start_expiry
from sandbox.owner import Owner
from sheets.workbook import Workbook

NOW = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)
PEOPLE = {"NORA22": ("", "nora@example.com", 300), "OMAR22": ("7102", "omar@example.com", 20)}
PEOPLE |= {"PETR22": ("7103", "petr@example.com", 30), "QIRA22": ("7104", "qira@example.com", 40)}


def column(owner: Owner, heading: str, tab: str = "Members") -> int:
    return list(owner.google.tab(owner.spreadsheet, tab)[0]).index(heading)


def sorts(owner: Owner, heading: str = "Email") -> None:
    owner.sort("Members", column(owner, heading), descending=True)


GESTURES: dict[str, Callable[[Owner], object]] = {
    "sorts": sorts,
    "inserts a row on top": lambda owner: owner.insert("Members", "ROWS", 1),
    "deletes another row": lambda owner: owner.delete("Members", "ROWS", 4),
    "drags the first member down": lambda owner: owner.move("Members", "ROWS", 1, 4),
}
AT_ANY_MOMENT = pytest.mark.parametrize("gesture", GESTURES.values(), ids=GESTURES)


@pytest.fixture(params=[20_000, 20], ids=["small", "large"])
def start(owner: Owner, instance: Callable[..., Workbook], request: pytest.FixtureRequest) -> Callable[[], Workbook]:
    """An instance for each call, in a shop whose owner has brought four members along."""
    for code, (contact, email, points) in PEOPLE.items():
        cells = {"Member": code, "Email": email, "Contact": contact, "Joined": "2026-01-01"}
        row = [cells.get(str(heading), "") for heading in owner.google.tab(owner.spreadsheet, "Members")[0]]
        owner.type("Members", row)
        owner.type("Ledger", ["2026-01-01 12:00:00", code, "", "adjustment", points])
    instance().transact(lambda book: take_due(book, now=NOW, limit=0), tidy=True)
    return partial(instance, rows_at_once=request.param)


def own_cells(owner: Owner) -> dict[object, tuple[object, ...]]:
    """All that the owner writes of those who are still there."""
    headings = ("Contact", "Reminders", "Birthday", "Email")
    return {row["Member"]: tuple(row.get(each) for each in headings) for row in owner.tab("Members") if "Member" in row}


def points_of(workbook: Workbook, contact: str) -> int | None:
    told = workbook.transact(partial(tell_points, contact=contact, now=NOW))
    return told.standing.points if isinstance(told, PointsTold) else None


def proves(contact: str, email: str) -> Callable[[Book], Any]:
    return partial(
        join,
        contact=contact,
        email=email,
        name="",
        language="",
        codes=["NEW222"],
        now=NOW,
        proof=lambda _: MAY_COME_AGAIN,
    )


def wanted(book: Book) -> dict[str, bool]:
    told = {code: tell_subscription(book, member=code).outcome for code in book.members}
    return {code: outcome.wanted for code, outcome in told.items() if outcome}


@AT_ANY_MOMENT
def test_who_proves_an_imported_address_gets_that_members_account(
    start: Callable[[], Workbook], owner: Owner, gesture: Callable[[Owner], object]
) -> None:
    workbook, before = start(), own_cells(owner)
    workbook.open()
    owner.before_next("write", partial(gesture, owner))

    told = workbook.transact(proves("8101", "nora@example.com"))

    assert isinstance(told, ContactAdded)
    assert [points_of(each, "8101") for each in (workbook, start())] == [300, 300]
    assert points_of(workbook, "7102") == 20
    assert own_cells(owner).items() <= before.items()


@pytest.mark.parametrize("typed", ["7199", "", "7102, 7198"])
def test_what_the_owner_types_under_contact_in_that_second_takes_nothing_from_who_was_told_yes(
    start: Callable[[], Workbook], owner: Owner, typed: str
) -> None:
    workbook = start()
    workbook.open()
    owner.before_next("write", lambda: owner.type_over("Members", "OMAR22", "Contact", typed))
    owner.type_over("Settings", "Confirm e-mail", "Value", "on")

    told = workbook.transact(proves("8102", "omar@example.com"))

    assert isinstance(told, ContactAdded)
    for contact in ("8102", *filter(None, typed.split(", "))):
        assert [points_of(each, contact) for each in (workbook, start())] == [20, 20]


def test_a_contact_that_the_owner_gives_to_another_member_is_that_ones(
    start: Callable[[], Workbook], owner: Owner
) -> None:
    workbook = start()
    workbook.transact(proves("8101", "nora@example.com"))

    owner.type_over("Members", "PETR22", "Contact", "7103, 8101")

    assert points_of(start(), "8101") == 30


@AT_ANY_MOMENT
@pytest.mark.parametrize("wants", [False, True])
def test_a_wish_about_emails_is_that_members_own(
    start: Callable[[], Workbook], owner: Owner, gesture: Callable[[Owner], object], *, wants: bool
) -> None:
    owner.type_over("Settings", "Reminders", "Value", "no" if wants else "yes")
    workbook, before = start(), own_cells(owner)
    others = dict.fromkeys(PEOPLE, not wants)
    workbook.open()
    owner.before_next("write", partial(gesture, owner))

    workbook.transact(partial(set_subscription, member="OMAR22", wanted=wants, now=NOW))

    for each in (workbook.read_whole().book, start().read_whole().book):
        there = {code: wish for code, wish in others.items() if code in each.members}
        assert wanted(each) == there | {"OMAR22": wants}
    assert own_cells(owner).items() <= before.items()


WORDS = [("", "yes"), ("yes", ""), ("yes", None)]
"""What stood under Reminders, and what the owner makes of it; None for the same word."""


@pytest.mark.parametrize(("stood", "word"), WORDS)
@pytest.mark.parametrize("alone", [True, False], ids=["the same instance", "another one"])
def test_who_ends_their_emails_in_the_second_in_which_the_owner_writes_gets_none(
    start: Callable[[], Workbook], owner: Owner, stood: str, word: str | None, *, alone: bool
) -> None:
    owner.type_over("Members", "OMAR22", "Reminders", stood)
    workbook = start()
    workbook.transact(lambda book: take_due(book, now=NOW, limit=0), tidy=True)
    assert wanted(workbook.read_whole().book)["OMAR22"]
    written = stood if word is None else word
    owner.before_next("write", lambda: owner.type_over("Members", "OMAR22", "Reminders", written))

    workbook.transact(partial(set_subscription, member="OMAR22", wanted=False, now=NOW))
    following = workbook if alone else start()
    following.transact(lambda book: take_due(book, now=NOW, limit=0), tidy=True)

    for instance in (workbook, start()):
        assert not wanted(instance.read_whole().book)["OMAR22"]
    told = [row["Why"] for row in owner.tab("Problems") if "very moment" in row["Why"]]
    assert told == ([] if word is None else [HOLDS])
    assert [row.get("Reminders") for row in owner.tab("Members") if row.get("Member") == "OMAR22"] == [written or None]


HOLDS = (
    "OMAR22 ended their emails at the very moment when you wrote under Reminders, so none are sent. "
    "If you know that they want emails, delete the newest line about them in the tab Log."
)


def test_what_the_owner_writes_after_somebody_has_ended_their_emails_counts(
    start: Callable[[], Workbook], owner: Owner
) -> None:
    workbook = start()
    workbook.transact(partial(set_subscription, member="OMAR22", wanted=False, now=NOW))
    for word, counts in (("yes", True), ("no", False), ("", True)):
        owner.type_over("Members", "OMAR22", "Reminders", word)
        for instance in (workbook, start()):
            instance.transact(lambda book: take_due(book, now=NOW, limit=0), tidy=True)
            assert wanted(instance.read_whole().book)["OMAR22"] is (counts and word == "yes")

    assert owner.tab("Problems") == []


@AT_ANY_MOMENT
def test_a_mailbox_that_does_not_exist_ends_the_emails_of_its_own_member(
    start: Callable[[], Workbook], owner: Owner, gesture: Callable[[Owner], object]
) -> None:
    workbook = start()
    taken = workbook.transact(partial(take_due, now=NOW, limit=10), tidy=True)
    results = {
        each.letter.id: LetterResult(LetterStatus.FAILED, "550 no such user", bounced=each.letter.member == "OMAR22")
        for each in taken.reminders
    }
    owner.before_next("write", partial(gesture, owner))

    workbook.transact(partial(note_results, results=results, now=NOW))

    bounced = {code: member.bounced for code, member in start().read_whole().book.members.items()}
    assert [code for code, gone in bounced.items() if gone] == ["OMAR22"]


def test_an_address_that_was_mended_has_not_bounced(start: Callable[[], Workbook], owner: Owner) -> None:
    workbook = start()
    taken = workbook.transact(partial(take_due, now=NOW, limit=10), tidy=True)
    bounced = {each.letter.id: LetterResult(LetterStatus.FAILED, "550", bounced=True) for each in taken.reminders}
    workbook.transact(partial(note_results, results=bounced, now=NOW))
    workbook.transact(lambda book: take_due(book, now=NOW, limit=0), tidy=True)
    shown = [row.get("Reminders now") for row in owner.tab("Members")]

    owner.type_over("Members", "OMAR22", "Email", "omar@new.example")
    owner.type_over("Members", "PETR22", "Reminders", "yes")

    due = {member.code: due for member, due in look_over(start().read_whole().book, now=NOW + timedelta(days=40))}
    assert shown == ["bounced"] * 4
    assert [code for code in PEOPLE if due[code] is NotDue.BOUNCED] == ["NORA22", "QIRA22"]


@AT_ANY_MOMENT
def test_a_birthday_is_that_members_own(
    start: Callable[[], Workbook], owner: Owner, gesture: Callable[[Owner], object]
) -> None:
    workbook, before = start(), own_cells(owner)
    workbook.open()
    owner.before_next("write", partial(gesture, owner))

    workbook.transact(partial(tell_birthday, contact="7102", birthday="1988-03-09", now=NOW))

    for each in (workbook.read_whole().book, start().read_whole().book):
        told = {code: member.birthday for code, member in each.members.items() if member.birthday}
        assert told == {"OMAR22": date(1988, 3, 9)}
    assert own_cells(owner).items() <= before.items()


def test_the_newer_word_counts_and_the_owner_sees_which(start: Callable[[], Workbook], owner: Owner) -> None:
    workbook = start()
    seen = []

    def looks() -> None:
        workbook.transact(lambda book: take_due(book, now=NOW, limit=0), tidy=True)
        [row] = [row for row in owner.tab("Members") if row.get("Member") == "OMAR22"]
        member = start().read_whole().book.members["OMAR22"]
        seen.append((row.get("Reminders now"), row.get("Birthday now"), member.reminders, member.birthday))

    workbook.transact(partial(set_subscription, member="OMAR22", wanted=False, now=NOW))
    workbook.transact(partial(tell_birthday, contact="7102", birthday="1988-03-09", now=NOW))
    looks()
    owner.type_over("Members", "OMAR22", "Reminders", "yes")
    owner.type_over("Members", "OMAR22", "Birthday", "1988-09-03")
    looks()
    workbook.transact(partial(set_subscription, member="OMAR22", wanted=False, now=NOW))
    looks()

    serial = (date(1988, 3, 9) - date(1899, 12, 30)).days
    assert seen == [
        ("no", serial, False, date(1988, 3, 9)),
        ("yes", None, True, date(1988, 9, 3)),
        ("no", None, False, date(1988, 9, 3)),
    ]


def settings_row_deleted(owner: Owner) -> None:
    owner.delete("Settings", "ROWS", 1)


def settings_sorted(owner: Owner) -> None:
    owner.sort("Settings", 0, descending=True)


@pytest.mark.parametrize("gesture", [settings_row_deleted, settings_sorted])
def test_the_first_day_of_expiry_is_in_no_other_setting(
    start: Callable[[], Workbook], owner: Owner, gesture: Callable[[Owner], None]
) -> None:
    owner.type_over("Settings", "Points expire", "Value", "rolling")
    workbook = start()
    before = {row["Setting"]: row.get("Value") for row in owner.tab("Settings")}
    workbook.open()
    owner.before_next("write", partial(gesture, owner))

    first = workbook.transact(partial(start_expiry, now=NOW))

    assert first == date(2027, 11, 22)
    assert {row["Setting"]: row.get("Value") for row in owner.tab("Settings")}.items() <= before.items()
    later = partial(start_expiry, now=NOW + timedelta(days=9))
    assert [each.transact(later) for each in (workbook, start())] == [first, first]
    owner.type_over("Settings", "Expire from", "Value", "2026-12-24")
    assert start().transact(later) == date(2026, 12, 24)


def test_what_stands_in_the_cells_of_a_version_before_counts(start: Callable[[], Workbook], owner: Owner) -> None:
    for heading, typed in (("Reminders", "bounced"), ("Birthday", "1990-05-17"), ("Contact", "7102, 8102")):
        owner.type_over("Members", "OMAR22", heading, typed)
    for heading in ("Reminders now", "Contact now", "Birthday now"):
        owner.delete("Members", "COLUMNS", column(owner, heading))

    workbook = start()
    omar = workbook.read_whole().book.members["OMAR22"]

    assert (omar.bounced, omar.birthday, omar.contacts) == (True, date(1990, 5, 17), ("7102", "8102"))
    workbook.transact(partial(set_subscription, member="OMAR22", wanted=True, now=NOW))
    assert start().read_whole().book.members["OMAR22"].reminders is True


@pytest.mark.parametrize("moment", ["", "read", "write"])
def test_who_leaves_takes_along_what_was_learned_of_them(
    start: Callable[[], Workbook], owner: Owner, moment: str
) -> None:
    workbook = start()
    workbook.transact(proves("8101", "nora@example.com"))
    workbook.transact(partial(tell_birthday, contact="8101", birthday="1988-03-09", now=NOW))
    workbook.transact(partial(set_subscription, member="OMAR22", wanted=False, now=NOW))
    told = workbook.transact(partial(export, contact="8101", now=NOW))
    if moment:
        owner.before_next(moment, lambda: owner.sort("Log", 0))  # type: ignore[arg-type]

    workbook.transact(partial(leave, contact="8101", confirmed=True, now=NOW))

    assert isinstance(told, Exported)
    assert {fact.value for fact in told.facts} >= {"8101", "1988-03-09"}
    assert isinstance(start().transact(partial(tell_points, contact="8101", now=NOW)), NotMember)
    left = [cell for title in ("Members", "Log") for row in owner.tab(title) for cell in row.values()]
    assert "8101" not in left
    assert start().read_whole().book.members["OMAR22"].reminders is False
