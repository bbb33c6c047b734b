"""Two members who are one person: from the lines of a merge on, what the one has is the other's."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from loyalty.book.book import Book
from loyalty.book.decision import AddEntry, AddFact, RemoveMember
from loyalty.member.leave import leave
from loyalty.member.subscription import set_subscription
from loyalty.model.causes import MergeStep, merge_step
from loyalty.model.coupon import Coupon, CouponStatus
from loyalty.model.email_log import Letter, LetterStatus
from loyalty.model.entry import Entry, EntryKind
from loyalty.model.fact import Fact, FactKind
from loyalty.model.member import Member
from loyalty.model.offers import Answer
from loyalty.model.orders import Order
from loyalty.model.program_settings import ConfirmAddress, Settings
from loyalty.owner.merging import Merged, NotMerged, merge, take_apart

NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
ANA = Member("K7Q4ZD", "ana@example.com", contact="7001", joined=NOW)
BORIS = Member("M3X9TR", "boris@example.com", contact="7002, 7004", joined=NOW)
LAYLA = Member("N4N4N4", "layla@example.com", contact="7003", joined=NOW)
LINES = (
    Entry(NOW, "K7Q4ZD", EntryKind.SIGN_UP, 50, email="ana@example.com", cause="join:K7Q4ZD"),
    Entry(NOW, "M3X9TR", EntryKind.CLAIM, 300, email="boris@example.com", subject="1050", cause="order:1050"),
    Entry(NOW, "M3X9TR", EntryKind.REDEMPTION, -200, subject="tote", cause="coupon:TOTE-1"),
    Entry(NOW, "N4N4N4", EntryKind.SIGN_UP, 10, email="layla@example.com", cause="join:N4N4N4"),
)
NO_EMAILS = Fact(NOW, FactKind.MEMBER_REMINDERS, "M3X9TR", "no")
PROVED = Fact(NOW, FactKind.MEMBER_CONTACT, "M3X9TR", "8002", stood="7002, 7004")


def shop(*facts: Fact, members: tuple[Member, ...] = (ANA, BORIS, LAYLA)) -> Book:
    return Book.of(
        members=members,
        entries=LINES,
        facts=facts,
        coupons=[Coupon("TOTE-1", "tote", CouponStatus.ISSUED, member="M3X9TR")],
        letters=[Letter("reminder:1", NOW, "M3X9TR", "boris@example.com", "reminder", LetterStatus.SENT)],
        answers=[Answer("tea:1:M3X9TR", NOW, "M3X9TR", "tea", "Green?", "Yes")],
        orders=[Order("1050", "boris@example.com", amount=Decimal(300))],
    )


def joined(book: Book, keep: str = "K7Q4ZD", other: str = "M3X9TR") -> Book:
    """With the two joined."""
    decision = merge(book, keep=keep, other=other, now=NOW)
    assert isinstance(decision.outcome, Merged)
    return book.after(decision.changes)


def test_all_that_the_one_had_is_the_others() -> None:
    book = joined(shop())

    assert book.account_of("K7Q4ZD").points == book.account_of("M3X9TR").points == 150
    assert {book.member(code) for code in ("K7Q4ZD", "M3X9TR")} == {book.members["K7Q4ZD"]}
    assert {book.member_of(contact) for contact in ("7001", "7002", "7004")} == {book.members["K7Q4ZD"]}
    assert book.member_with("boris@example.com") == book.members["K7Q4ZD"]
    claim = book.claim_of("1050")
    assert claim is not None
    assert claim.member == "K7Q4ZD"
    assert [coupon.code for coupon in book.coupon_rows_of("K7Q4ZD")] == ["TOTE-1"]
    assert len(book.letters_to("K7Q4ZD")) == len(book.answers_of("K7Q4ZD")) == 1
    assert book.addresses_of(book.members["K7Q4ZD"]) == {"ana@example.com", "boris@example.com"}
    assert sum(entry.points for entry in book.lines_under("M3X9TR")) == 100


def test_what_the_log_says_of_the_one_is_said_of_the_other() -> None:
    book = joined(shop(NO_EMAILS, PROVED))

    member = book.members["K7Q4ZD"]
    assert member.reminders is False
    assert set(member.contacts) == {"7001", "7002", "7004", "8002"}
    assert {NO_EMAILS, PROVED} <= set(book.facts_about_member("K7Q4ZD"))
    again = set_subscription(book, member="M3X9TR", wanted=True, now=NOW)
    newer = book.after(again.changes).members["K7Q4ZD"]
    assert newer.reminders is True


@pytest.mark.parametrize("mine", [None, True, False])
@pytest.mark.parametrize(("theirs", "facts"), [(False, ()), (None, (NO_EMAILS,))], ids=["cell", "log"])
def test_who_wanted_no_emails_as_either_gets_none(
    mine: bool | None, theirs: bool | None, facts: tuple[Fact, ...]
) -> None:
    ana, boris = replace(ANA, reminders=mine), replace(BORIS, reminders=theirs)

    book = joined(shop(*facts, members=(ana, boris)))

    assert book.members["K7Q4ZD"].reminders is False


def test_it_is_the_same_when_all_is_read_anew_and_without_the_others_row() -> None:
    before = shop(NO_EMAILS)
    changes = merge(before, keep="K7Q4ZD", other="M3X9TR", now=NOW).changes
    entries = [change.entry for change in changes if isinstance(change, AddEntry)]
    facts = [change.fact for change in changes if isinstance(change, AddFact)]

    for members in ((ANA, BORIS), (ANA,)):
        book = Book.of(members=members, entries=[*LINES, *entries], facts=[NO_EMAILS, *facts])
        assert set(book.members) == {"K7Q4ZD"}
        assert {book.member_of(contact) for contact in ("7001", "7002", "7004")} == {book.members["K7Q4ZD"]}
        assert book.members["K7Q4ZD"].reminders is False
        assert book.member_with("boris@example.com") == book.members["K7Q4ZD"]


def test_taken_apart_each_has_their_own_again_and_it_can_be_done_again() -> None:
    book = joined(shop(NO_EMAILS))

    decision = take_apart(book, keep="K7Q4ZD", other="M3X9TR", now=NOW)
    apart = book.after(decision.changes)

    assert decision.outcome == Merged("K7Q4ZD", "M3X9TR", 100, 50, undone=True)
    assert [apart.account_of(code).points for code in ("K7Q4ZD", "M3X9TR")] == [50, 100]
    assert apart.members["K7Q4ZD"].reminders is None
    again = merge(apart, keep="K7Q4ZD", other="M3X9TR", now=NOW)
    assert again.outcome == Merged("K7Q4ZD", "M3X9TR", 100, 150, undone=False)
    assert apart.after(again.changes).account_of("K7Q4ZD").points == 150


def test_a_merge_that_is_undone_and_done_again_counts_however_the_lines_are_read() -> None:
    book, entries = shop(), list(LINES)
    for rule in (merge, take_apart, merge):
        changes = rule(book, keep="K7Q4ZD", other="M3X9TR", now=NOW).changes
        book = book.after(changes)
        entries += [change.entry for change in changes if isinstance(change, AddEntry)]

    for lines in (entries, entries[::-1]):
        anew = Book.of(members=[ANA, BORIS], entries=lines)
        assert anew.account_of("K7Q4ZD").points == anew.account_of("M3X9TR").points == 150


@pytest.mark.parametrize("minutes", [(0, 0, 0, 0, 0, 0), (5, 4, 3, 2, 1, 0), (3, 0, 5, 1, 4, 2)])
def test_of_a_merge_that_was_undone_nothing_is_left_whatever_the_clocks_of_its_instances_said(
    minutes: tuple[int, ...],
) -> None:
    book, entries = shop(), list(LINES)
    for rule, minute in zip((merge, take_apart) * 3, minutes, strict=True):
        changes = rule(book, keep="K7Q4ZD", other="M3X9TR", now=NOW + timedelta(minutes=minute)).changes
        book = book.after(changes)
        entries += [change.entry for change in changes if isinstance(change, AddEntry)]

    anew = Book.of(members=[ANA, BORIS, LAYLA], entries=entries)

    assert [anew.account_of(code).points for code in ("K7Q4ZD", "M3X9TR")] == [50, 100]
    assert anew.member_with("boris@example.com") == BORIS
    assert anew.addresses_of(ANA) == {"ana@example.com"}
    assert not anew.identities.doubts
    once_more = take_apart(anew, keep="K7Q4ZD", other="M3X9TR", now=NOW)
    assert once_more.outcome == NotMerged("M3X9TR is not joined with K7Q4ZD.", is_so=True)


def test_who_is_one_with_another_is_joined_with_a_third_as_both() -> None:
    book = joined(shop())

    decision = merge(book, keep="N4N4N4", other="M3X9TR", now=NOW)

    assert decision.outcome == Merged("N4N4N4", "K7Q4ZD", 150, 160, undone=False)
    three = book.after(decision.changes)
    assert {three.account_of(code).points for code in ("K7Q4ZD", "M3X9TR", "N4N4N4")} == {160}


def test_a_row_without_an_address_can_be_joined_and_lines_of_merges_that_go_in_a_circle_do_no_harm() -> None:
    nameless = Member("M3X9TR", contact="7002", joined=NOW)
    book = joined(shop(members=(ANA, nameless)))
    changes = merge(shop(members=(ANA, nameless)), keep="K7Q4ZD", other="M3X9TR", now=NOW).changes
    entries = [change.entry for change in changes if isinstance(change, AddEntry)]
    circle = Entry(NOW, "M3X9TR", EntryKind.ADJUSTMENT, 0, cause="merge:K7Q4ZD:M3X9TR")
    never = Entry(NOW, "N4N4N4", EntryKind.ADJUSTMENT, 0, cause="unmerge:K7Q4ZD:N4N4N4")

    anew = Book.of(members=[ANA, nameless], entries=[*LINES, *entries]).grown(entries=[circle, never])

    assert book.account_of("K7Q4ZD").points == anew.account_of("M3X9TR").points == 150
    assert anew.member_of("7002") == anew.members["K7Q4ZD"]


def test_an_instance_with_a_slow_clock_cannot_make_a_merge_count_that_was_undone() -> None:
    undone = Entry(NOW, "M3X9TR", EntryKind.ADJUSTMENT, 100, cause="unmerge:M3X9TR:K7Q4ZD")
    late = Entry(NOW + timedelta(days=1), "K7Q4ZD", EntryKind.ADJUSTMENT, 100, cause="merge:M3X9TR:K7Q4ZD")

    book = Book.of(members=[ANA, BORIS], entries=[*LINES, undone, late])

    assert [book.account_of(code).points for code in ("K7Q4ZD", "M3X9TR")] == [50, 100]


def test_whoever_was_joined_with_one_is_joined_with_the_next() -> None:
    book = joined(joined(shop()), keep="layla@example.com", other="K7Q4ZD")

    assert book.codes_of("M3X9TR") == ("N4N4N4", "K7Q4ZD", "M3X9TR")
    assert book.account_of("M3X9TR").points == 160
    assert isinstance(merge(book, keep="M3X9TR", other="N4N4N4", now=NOW).outcome, NotMerged)


@pytest.mark.parametrize(
    ("keep", "other"),
    [
        ("K7Q4ZD", "K7Q4ZD"),
        ("K7Q4ZD", "W9W9W9"),
        ("W9W9W9", "K7Q4ZD"),
        ("K7Q4ZD", "x@example.com"),
        ("x@example.com", "K7Q4ZD"),
    ],
)
def test_nothing_is_done_for_names_that_are_not_two_members(keep: str, other: str) -> None:
    decision = merge(shop(), keep=keep, other=other, now=NOW)

    assert isinstance(decision.outcome, NotMerged)
    assert (decision.outcome.is_so, decision.changes) == (False, ())


def test_a_second_run_changes_nothing() -> None:
    decision = merge(joined(shop()), keep="K7Q4ZD", other="M3X9TR", now=NOW)

    assert isinstance(decision.outcome, NotMerged)
    assert (decision.outcome.is_so, decision.changes) == (True, ())


def test_who_is_not_joined_is_not_taken_apart() -> None:
    never = take_apart(shop(), keep="W9W9W9", other="M3X9TR", now=NOW).outcome
    book = joined(shop())
    apart = book.after(take_apart(book, keep="ana@example.com", other="M3X9TR", now=NOW).changes)
    again = take_apart(apart, keep="K7Q4ZD", other="M3X9TR", now=NOW).outcome

    assert isinstance(never, NotMerged)
    assert isinstance(again, NotMerged)
    assert (never.is_so, again.is_so) == (False, True)


def test_who_is_blocked_is_not_joined_and_two_rows_of_one_address_are_named_by_code() -> None:
    blocked = Member("M3X9TR", "boris@example.com", blocked=True)
    twin = Member("W9W9W9", "ana@example.com")

    assert isinstance(merge(shop(members=(ANA, blocked)), keep="K7Q4ZD", other="M3X9TR", now=NOW).outcome, NotMerged)
    both = shop(members=(ANA, BORIS, twin))
    assert isinstance(merge(both, keep="M3X9TR", other="ana@example.com", now=NOW).outcome, NotMerged)


def test_points_under_a_code_without_a_row_go_to_a_member_unless_their_owner_has_left() -> None:
    left = Entry(NOW, "M3X9TR", EntryKind.ADJUSTMENT, 0, cause="left:12345678")

    found = merge(shop(members=(ANA,)), keep="K7Q4ZD", other="M3X9TR", now=NOW).outcome
    gone = merge(Book.of(members=[ANA], entries=[*LINES, left]), keep="K7Q4ZD", other="M3X9TR", now=NOW).outcome

    assert found == Merged("K7Q4ZD", "M3X9TR", 100, 150, undone=False)
    assert isinstance(gone, NotMerged)


def test_leaving_takes_all_of_both_and_of_a_shared_address_only_what_is_theirs() -> None:
    told = [Fact(NOW, FactKind.ORDER_EMAIL, number, "boris@example.com") for number in ("1050", "1099")]
    proved = Settings(confirm_email=ConfirmAddress.AT_JOINING)
    alone = replace(joined(shop(NO_EMAILS, *told)), settings=proved)
    both = (ANA, BORIS, Member("W9W9W9", "boris@example.com", contact="7009"))
    shared = replace(joined(shop(NO_EMAILS, *told, members=both)), settings=proved)

    [(all_of_it, _), (theirs, rest)] = (
        (removal, book.after([removal]))
        for book in (alone, shared)
        for removal in leave(book, contact="7002", confirmed=True, now=NOW).changes
        if isinstance(removal, RemoveMember)
    )

    assert all_of_it.unshared == ("ana@example.com", "boris@example.com")
    assert {NO_EMAILS, *told} <= set(all_of_it.facts)
    assert (theirs.unshared, theirs.orders) == (("ana@example.com",), ("1050",))
    assert {NO_EMAILS, told[0]} <= set(theirs.facts)
    assert told[1] not in theirs.facts
    assert rest.facts_about_member("K7Q4ZD") == rest.facts_about_member("M3X9TR") == ()


@pytest.mark.parametrize(
    ("cause", "step"),
    [
        ("merge:M3X9TR:K7Q4ZD", MergeStep("M3X9TR", "K7Q4ZD")),
        ("merge-out:m3x9tr:K7Q4ZD:2", MergeStep("M3X9TR", "K7Q4ZD", 2, goes_out=True)),
        ("unmerge:M3X9TR:K7Q4ZD", MergeStep("M3X9TR", "K7Q4ZD", undone=True)),
        ("merge:M3X9TR", None),
        ("merger:M3X9TR:K7Q4ZD", None),
        ("merge:M3X9TR:K7Q4ZD:x", None),
        ("order:1042", None),
    ],
)
def test_what_a_line_of_a_merge_says_stands_in_its_cause(cause: str, step: MergeStep | None) -> None:
    assert merge_step(cause) == step
