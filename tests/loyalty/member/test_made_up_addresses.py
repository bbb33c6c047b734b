"""Addresses that somebody only typed, and links that were forwarded: what they give, and what they keep from others."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from loyalty.book.book import Book
from loyalty.letters.due import Due, due_letter
from loyalty.letters.outbox import LetterResult, note_results, take_due
from loyalty.member.claim import claim_order
from loyalty.member.join import join
from loyalty.member.leaving.removal import removal
from loyalty.member.proving import MAY_COME_AGAIN, Proof, nothing_shown
from loyalty.member.referral import pay_referrals
from loyalty.model.email_log import LetterName, LetterStatus
from loyalty.outcomes.claiming import Claimed, ClaimOutcome, UnknownOrder
from loyalty.outcomes.joining import ConfirmEmail
from loyalty.owner.merging import merge
from loyalty.points.shopping import Shopping
from loyalty.points.standing import standing

Sheet = Callable[..., Book]
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SHEET = """
    Settings               | Value
    Confirm e-mail         | before points
    Bonus spendable        | after first order
    Coupons                | generate
    Referral points        | 100
    Friend points          | 40
    Referral minimum order | 10

    Rewards | Name | Points
    pin     | Pin  | 50

    Orders | Email           | Amount | Placed     | Status
    1042   | ana@example.com | 60     | 2026-11-20 | paid
    1043   | ana@example.com | 30     | 2026-11-20 | paid
    6661   | eve@example.com | 10     | 2026-11-20 | paid
    6662   | eve@example.com | 10     | 2026-11-20 | paid
"""


def shown(_address: str) -> datetime:
    return MAY_COME_AGAIN


def joined(
    book: Book, contact: str, email: str, proof: Proof = nothing_shown, *, by: str = "", now: datetime = NOW
) -> Book:
    codes = [f"C{contact}"]
    return book.after(
        join(
            book, contact=contact, email=email, name="", language="", codes=codes, now=now, proof=proof, referrer=by
        ).changes
    )


def linked(book: Book, contact: str, number: str) -> tuple[ClaimOutcome, Book]:
    """What becomes of the order's own link in these hands."""
    decision = claim_order(book, contact=contact, number=number, now=NOW, signed=True)
    return decision.outcome, book.after(decision.changes)


@pytest.fixture
def proved(sheet: Sheet) -> Book:
    """Ana has claimed an order by its link, which proves her address; then Eve has typed it."""
    _, book = linked(joined(sheet(SHEET), "7", "ana@example.com"), "7", "1042")
    return joined(book, "666", "ana@example.com")


def test_a_forwarded_link_gives_its_order_and_opens_no_account(proved: Book) -> None:
    used, _ = linked(proved, "666", "1042")
    fresh, book = linked(proved, "666", "1043")
    typed = claim_order(book, contact="666", number="1042", now=NOW)

    assert isinstance(used, UnknownOrder)
    assert isinstance(fresh, Claimed)
    assert {book.member_of(contact) for contact in ("7", "666")} == set(book.members.values())
    assert (book.account_of("C7").points, book.account_of("C666").points) == (110, 80)
    assert isinstance(typed.outcome, ConfirmEmail)


@pytest.mark.parametrize("minutes", [1, -1])
def test_whoever_asked_just_before_the_first_claim_after_the_switch_has_proved_nothing(
    sheet: Sheet, minutes: int
) -> None:
    book = joined(joined(sheet(SHEET), "666", "ana@example.com"), "8", "bob@example.com")
    first = claim_order(book, contact="8", number="1043", now=NOW, signed=True)
    book = book.after(first.changes)
    asked = NOW - timedelta(minutes=minutes)
    book = book.after(claim_order(book, contact="666", number="6661", now=asked, signed=True).changes)

    assert isinstance(claim_order(book, contact="666", number="1042", now=NOW).outcome, ConfirmEmail)


@pytest.mark.parametrize(("proof", "spendable"), [(nothing_shown, 10), (shown, 60)])
def test_the_bonus_of_an_address_that_nobody_has_proved_waits_also_after_an_order(
    sheet: Sheet, proof: Proof, spendable: int
) -> None:
    _, book = linked(joined(sheet(SHEET), "666", "made@up.example", proof), "666", "6661")
    member = book.member_of("666")
    assert member
    stands = standing(book, member, today=NOW.date())

    assert (stands.points, stands.points - stands.bonus_waiting) == (60, spendable)
    assert stands.bonus_needs_proof is (spendable == 10)
    assert bool(stands.takeable) is (spendable == 60)


@pytest.mark.parametrize(
    ("advocate", "friend", "paid"),
    [
        (shown, shown, [40, 100]),
        (nothing_shown, shown, []),
        (shown, nothing_shown, []),
    ],
)
def test_friends_count_once_both_addresses_are_proved(
    sheet: Sheet, advocate: Proof, friend: Proof, paid: list[int]
) -> None:
    book = joined(sheet(SHEET), "1", "first@one.example", advocate)
    book = joined(book, "2", "second@two.example", friend, by="C1")
    _, book = linked(book, "2", "6661")

    later = book.after(pay_referrals(book, now=NOW + timedelta(days=1), limit=9).changes)

    assert [line.points for line in later.entries_of("C2") if line.kind == "referral"] == paid[:1]
    assert [line.points for line in later.entries_of("C1") if line.kind == "referral"] == paid[1:]


def test_who_typed_an_address_first_takes_no_bonus_from_its_owner(sheet: Sheet) -> None:
    book = joined(sheet(SHEET), "666", "z.oe@gmail.com")
    book = joined(book, "1", "first@one.example", shown)
    book = joined(book, "2", "zoe@gmail.com", shown, by="C1", now=NOW + timedelta(minutes=1))
    _, book = linked(book, "2", "6661")

    later = book.after(pay_referrals(book, now=NOW + timedelta(days=1), limit=9).changes)

    assert [line.points for line in later.entries_of("C2") if line.kind == "referral"] == [40]


def erased(book: Book) -> set[str]:
    member = book.member_of("7")
    assert member
    return {order.number for order in map(book.order, removal(book, member).orders) if order}


def test_who_typed_an_address_keeps_its_owner_from_no_erasure(sheet: Sheet) -> None:
    rows = """
    Members | Email           | Contact | Joined
    C7      | ana@example.com | 7       | 2026-11-01T09:00
    C666    | ana@example.com | 666     | 2026-11-02T09:00
    """
    book = sheet(SHEET, rows)
    book = joined(book, "7", "", shown)

    assert erased(book) == {"1042", "1043"}


def test_whoever_has_proved_it_too_keeps_what_is_theirs(sheet: Sheet) -> None:
    open_to_all = SHEET.replace("before points", "no")
    twice = "Members | Email | Contact\nC7 | ana@example.com | 7\nC8 | ana@example.com | 8"

    assert erased(sheet(open_to_all, twice)) == set()


def test_a_bonus_that_could_be_spent_still_can_when_the_owner_joins_the_account_with_an_unproved_one(
    sheet: Sheet,
) -> None:
    book = joined(joined(sheet(SHEET), "1", "ana.b@example.com"), "2", "ana@example.com")
    book = joined(book, "2", "", shown)
    book = book.after(claim_order(book, contact="2", number="1042", now=NOW).changes)

    book = book.after(merge(book, keep="C1", other="C2", now=NOW).changes)

    assert standing(book, book.members["C1"], today=NOW.date()).bonus_waiting == 0


def letters(book: Book, contacts: Iterable[str], now: datetime = NOW) -> list[str]:
    shopping = Shopping.of(book, today=now.date())
    found = [book.member_of(contact) for contact in contacts]
    due = [due_letter(book, member, shopping=shopping, now=now) for member in found if member]
    return [one.name for one in due if isinstance(one, Due)]


@pytest.mark.parametrize(
    "hers", ["", "Members | Email | Contact | Joined\nZOE47K | zoe@gmail.com | 5 | 2026-01-01T09:00"]
)
def test_a_mailbox_gets_one_letter_a_week_however_many_join_with_it(sheet: Sheet, hers: str) -> None:
    book, crowd = sheet(*filter(None, (SHEET, hers))), [str(number) for number in range(600, 620)]
    if hers:
        book = joined(book, "5", "", shown)
    for minutes, contact in enumerate(crowd):
        spelling = "z.oe@gmail.com" if minutes % 2 else "zoe@gmail.com"
        book = joined(book, contact, spelling, now=NOW - timedelta(hours=1) + timedelta(minutes=minutes))

    assert letters(book, crowd) == [LetterName.CONFIRM]


def test_who_joins_every_six_days_with_a_mailbox_keeps_no_letter_from_it(sheet: Sheet) -> None:
    book, sent = sheet(SHEET), list[int]()
    for day in range(30):
        now = NOW + timedelta(days=day)
        if day % 6 == 0:
            book = joined(book, str(day), "zoe@gmail.com", now=now)
        taken = take_due(book, now=now, limit=9)
        book = book.after(taken.changes)
        sent += [day] * len(taken.outcome.reminders)

    assert sent == [0, 7, 14, 21, 28]


@pytest.mark.parametrize("days", [1, 8, 35, 400])
def test_the_letter_comes_with_the_next_run_however_late_that_is(sheet: Sheet, days: int) -> None:
    book = joined(sheet(SHEET), "7", "zoe@gmail.com")

    taken = take_due(book, now=NOW + timedelta(days=days), limit=9)
    again = take_due(book.after(taken.changes), now=NOW + timedelta(days=2 * days), limit=9)

    assert [facts.letter.letter for facts in taken.outcome.reminders] == [LetterName.CONFIRM]
    assert again.outcome.reminders == ()


def test_it_comes_also_when_the_mail_server_was_away_for_a_month(sheet: Sheet) -> None:
    book = joined(sheet(SHEET), "7", "zoe@gmail.com")
    for day in range(30):
        taken = take_due(book, now=NOW + timedelta(days=day), limit=9)
        [facts] = taken.outcome.reminders
        book = book.after(taken.changes)
        kept = {facts.letter.id: LetterResult(LetterStatus.WAITING)}
        book = book.after(note_results(book, results=kept, now=NOW + timedelta(days=day, minutes=1)).changes)

    assert letters(book, ["7"], NOW + timedelta(days=31)) == [LetterName.CONFIRM]


def test_who_joined_long_before_the_owner_wanted_a_proof_is_not_written_to_out_of_the_blue(sheet: Sheet) -> None:
    rows = "Members | Email | Contact | Joined\nZOE47K | zoe@gmail.com | 5 | 2026-01-01T09:00"
    book = joined(sheet(SHEET, rows), "7", "ana@example.com")

    assert letters(book, ["5", "7"]) == [LetterName.CONFIRM]
    assert letters(book, ["5"], NOW + timedelta(days=9)) == []


def test_who_joined_with_it_first_and_is_blocked_keeps_no_letter_from_its_owner(sheet: Sheet) -> None:
    book = joined(sheet(SHEET), "666", "zoe@gmail.com", now=NOW - timedelta(days=2))
    stranger = book.member_of("666")
    assert stranger
    book.corrected(replace(stranger, blocked=True))

    assert letters(joined(book, "7", "zoe@gmail.com"), ["666", "7"]) == [LetterName.CONFIRM]


def test_a_letter_that_the_mailbox_got_after_they_joined_is_for_all_who_had_joined_by_then(sheet: Sheet) -> None:
    book = sheet(SHEET)
    for contact in ("1", "2", "3"):
        book = joined(book, contact, "zoe@gmail.com")
    for day in range(40):
        now = NOW + timedelta(days=day)
        taken = take_due(book, now=now, limit=9)
        book = book.after(taken.changes)
        assert len(taken.outcome.reminders) == (1 if day == 0 else 0)
