"""Lines that are gone from the Ledger are told: by whoever reads next, and by the nightly count of the days before."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import count
from typing import Any

import pytest

from commands.closing_run import close
from loyalty.book.decision import Decision
from loyalty.member.claim import claim_order
from loyalty.member.join import join
from loyalty.member.redeem import redeem
from loyalty.outcomes.redeeming import Redeemed
from sandbox.owner import Owner
from service.runs.books_count import Counted, count_books
from sheets.cache.full_load import ROWS_AT_ONCE
from sheets.engine.alarm_note import AlarmNote, NightNews
from sheets.engine.losses.restored import GIVEN, SET_BACK
from sheets.google.client import Google, Spent
from sheets.google.errors import TabProtected, WorkbookError
from sheets.schema.count_sentences import CLOSED, COUPON, DAY
from sheets.schema.noted.known_headings import HeadingGone
from sheets.workbook import Workbook

Start = Callable[..., Workbook]
GONE = "lines of the Ledger are gone"


@pytest.fixture(params=[ROWS_AT_ONCE, 20], ids=["small", "large"])
def instance(instance: Start, request: pytest.FixtureRequest) -> Start:
    return partial(instance, rows_at_once=request.param)


@pytest.fixture
def books(owner: Owner, instance: Start, clock: Any) -> Workbook:
    """Ana has joined and claimed, on two days that are over."""
    workbook = instance()
    clock.now = datetime(2026, 11, 19, 12, 0, tzinfo=UTC)
    ana = partial(join, contact="7001", email="ana@example.com", name="", language="en", codes=["K7Q4ZD"])
    workbook.transact(partial(ana, now=clock.now))
    claims(workbook, "1042", clock)
    clock.now += timedelta(days=1)
    claims(workbook, "1043", clock)
    clock.now += timedelta(days=2)
    owner.type("Ledger", ["", "K7Q4ZD", "", "", 5, "", "a present"])
    return workbook


def claims(workbook: Workbook, number: str, clock: Any) -> Any:
    return workbook.transact(partial(claim_order, contact="7001", number=number, now=clock.now))


def redeems(workbook: Workbook, clock: Any) -> Redeemed:
    given = workbook.transact(partial(redeem, contact="7001", reward="tote", now=clock.now, codes=[]), seconds=60)
    assert isinstance(given, Redeemed)
    return given


def counts(workbook: Workbook, clock: Any, *, accept: bool = False) -> Counted:
    workbook.open()
    return count_books(workbook, clock=lambda: clock.now, spent=Spent(), accept=accept)


def messages(counted: Counted) -> list[str]:
    return [sentence.message for sentence in counted.wrong]


def told(owner: Owner) -> list[str]:
    return [row["Why"] for row in owner.tab("Problems")]


def token(owner: Owner) -> object:
    """The token of the last commit."""
    return owner.google.tab(owner.spreadsheet, "_system")[0][0]


def row_of(owner: Owner, tab: str, heading: str, value: str) -> int:
    """From 2 on."""
    return next(number for number, row in enumerate(owner.tab(tab), start=2) if str(row.get(heading)) == value)


def deletes(owner: Owner, tab: str, heading: str, value: str) -> None:
    owner.delete(tab, "ROWS", row_of(owner, tab, heading, value) - 1)


def test_a_deleted_line_is_told_with_the_next_commit_by_the_instance_that_knew_it_and_by_any_other(
    books: Workbook, owner: Owner, instance: Start, clock: Any
) -> None:
    deletes(owner, "Ledger", "Cause", "order:1042")
    claims(books, "1044", clock)
    warm = told(owner)
    clock.seconds += 3600
    books.transact(partial(redeem, contact="7001", reward="mug", now=clock.now, codes=[]))
    deletes(owner, "Ledger", "Cause", "order:1043")

    cold = instance()
    cold.open()
    cold.transact(lambda book: claim_order(book, contact="7001", number="1042", now=clock.now))

    assert [why for why in warm if GONE in why] == [why for why in warm if "no longer count: 1." in why]
    assert len([why for why in told(owner) if GONE in why]) == 2


def protects_a_tab(owner: Owner, instance: Start, connect: Callable[[], Google], clock: Any) -> None:  # noqa: ARG001 - one of three
    owner.type("Orders", ["1050", "ana@example.com", 10])
    owner.protect("Orders")
    with pytest.raises(TabProtected):
        claims(instance(), "1050", clock)
    *_, held = owner.google.spreadsheet(owner.spreadsheet).sheet(owner.sheet_id("Orders")).held("protectedRanges")
    owner.edit({"deleteProtectedRange": {"protectedRangeId": held["protectedRangeId"]}})


def renames_a_heading(owner: Owner, instance: Start, connect: Callable[[], Google], clock: Any) -> None:  # noqa: ARG001
    at = owner.google.tab(owner.spreadsheet, "Rewards")[0].index("Stock")
    place = f"Rewards!{'ABCDEFGHIJKLMNOP'[at]}1"
    owner.type_at(place, ["Mine"])
    with pytest.raises(HeadingGone):
        claims(instance(), "1042", clock)
    owner.type_at(place, ["Stock"])


def is_written_to(owner: Owner, instance: Start, connect: Callable[[], Google], clock: Any) -> None:  # noqa: ARG001
    owner.type_over("Settings", "Owner e-mail", "Value", "owner@example.com")
    assert AlarmNote(connect(), chance=lambda: "alarm").take(NightNews(waits=(clock.now,)), clock.now)


@pytest.mark.parametrize("deed", [protects_a_tab, renames_a_heading, is_written_to])
def test_a_line_is_told_to_be_gone_also_after_commits_that_decide_nothing(
    books: Workbook,
    owner: Owner,
    instance: Start,
    connect: Callable[[], Google],
    clock: Any,
    deed: Callable[[Owner, Start, Callable[[], Google], Any], None],
) -> None:
    claims(books, "1042", clock)
    deletes(owner, "Ledger", "Cause", "order:1043")
    before = token(owner)
    deed(owner, instance, connect, clock)
    assert token(owner) != before

    instance().transact(lambda _book: Decision(None), tidy=True)

    assert len([why for why in told(owner) if GONE in why]) == 1


def test_what_the_owner_deletes_of_their_own_lines_is_theirs(
    books: Workbook, owner: Owner, instance: Start, clock: Any
) -> None:
    claims(books, "1042", clock)
    counts(books, clock)
    deletes(owner, "Ledger", "Note", "a present")

    counted = counts(instance(), clock)

    assert counted.wrong == ()
    assert not [why for why in told(owner) if GONE in why]


def test_the_nightly_count_names_the_day_of_a_line_that_went_long_ago_until_it_is_back(
    books: Workbook, owner: Owner, instance: Start, clock: Any
) -> None:
    first = counts(books, clock)
    line = owner.google.tab(owner.spreadsheet, "Ledger")[row_of(owner, "Ledger", "Cause", "order:1043") - 1]
    deletes(owner, "Ledger", "Cause", "order:1043")
    # Somebody books something, so that the count of the last commit says nothing any more.
    owner.type("Orders", ["1050", "ana@example.com", 10])
    claims(instance(), "1050", clock)

    found = counts(instance(), clock)
    again = counts(books, clock)
    owner.type("Ledger", line)
    back = counts(instance(), clock)

    assert first.wrong == ()
    assert messages(found) == messages(again) == [DAY.message]
    [why] = [why for why in told(owner) if "lines of 2026-11-20" in why]
    assert f"at commit {first.commit:x}. Lines then: 1, points: 90; lines now: 0, points: 0." in why
    assert back.wrong == ()


def test_what_is_right_as_it_is_can_be_accepted(books: Workbook, owner: Owner, instance: Start, clock: Any) -> None:
    counts(books, clock)
    deletes(owner, "Ledger", "Cause", "order:1042")

    before, accepted, after = (counts(instance(), clock, accept=accept) for accept in (False, True, False))

    assert messages(before) == [DAY.message]
    assert (accepted.wrong, after.wrong) == ((), ())


def test_sorting_another_zone_and_a_lost_address_change_nothing_of_what_was_counted(
    books: Workbook, owner: Owner, instance: Start, clock: Any
) -> None:
    counts(books, clock)
    at = row_of(owner, "Ledger", "Cause", "order:1042")
    owner.type_at(f"Ledger!C{at}", [""])
    owner.sort("Ledger", 4)
    owner.live_in(time_zone="Asia/Tokyo")

    assert counts(instance(), clock).wrong == ()


@pytest.mark.parametrize("heading", ["Points", "Cause"])
def test_a_line_that_was_changed_counts_as_gone(
    books: Workbook, owner: Owner, instance: Start, clock: Any, heading: str
) -> None:
    counts(books, clock)
    at = row_of(owner, "Ledger", "Cause", "order:1043")
    column = "ABCDEFGH"[["Time", "Member", "Email", "Entry", "Points", "For", "Note", "Cause"].index(heading)]
    owner.type_at(f"Ledger!{column}{at}", ["900"])

    assert messages(counts(instance(), clock)) == [DAY.message]


def test_books_that_were_closed_add_up_to_the_same(
    books: Workbook, owner: Owner, connect: Callable[[], Google], instance: Start, clock: Any
) -> None:
    counts(books, clock)
    lines = len(owner.tab("Ledger"))
    list(close(connect(), instance, before=date(2026, 11, 21)))
    closed = counts(instance(), clock)
    deletes(owner, "Ledger", "Entry", "opening")

    lost = counts(instance(), clock)

    assert len(owner.tab("Ledger")) < lines - 1
    assert closed.wrong == ()
    assert messages(lost) == [CLOSED.message]


def test_a_line_that_stands_in_an_archive_by_mistake_is_told_until_the_books_are_closed_again(
    books: Workbook, owner: Owner, connect: Callable[[], Google], instance: Start, clock: Any
) -> None:
    owner.type("Orders", ["1050", "ana@example.com", 10])
    claims(books, "1050", clock)
    clock.now += timedelta(days=2)
    counts(books, clock)
    list(close(connect(), instance, before=date(2026, 11, 21)))
    owner.type("Orders", ["1051", "ana@example.com", 10])
    claims(books, "1051", clock)
    at = row_of(owner, "Ledger", "Cause", "order:1050")
    owner.insert("Ledger 2026", "ROWS", 1)
    to = {"sheetId": owner.sheet_id("Ledger 2026"), "rowIndex": 1, "columnIndex": 0}
    owner.edit({"cutPaste": {"source": owner.range(f"Ledger!A{at}:N{at}"), "destination": to}})
    owner.delete("Ledger", "ROWS", at - 1)

    found = counts(instance(), clock)
    list(close(connect(), instance, before=date(2026, 11, 21)))

    assert messages(found) == [DAY.message]
    assert counts(instance(), clock).wrong == ()


def test_a_coupon_that_is_out_without_a_line_is_told(
    books: Workbook, owner: Owner, instance: Start, clock: Any
) -> None:
    given = redeems(books, clock)
    before = counts(books, clock)
    deletes(owner, "Ledger", "Cause", f"coupon:{given.code}")

    found = counts(instance(), clock)

    assert before.wrong == ()
    assert messages(found) == [COUPON.message]
    assert [why for why in told(owner) if why.startswith(f"K7Q4ZD has the coupon {given.code}")]


def test_a_code_that_the_owner_corrects_is_no_coupon_without_a_line(
    books: Workbook, owner: Owner, instance: Start, clock: Any
) -> None:
    given = redeems(books, clock)
    owner.type_over("Coupons", given.code, "Code", "TOTE-9")

    assert counts(instance(), clock).wrong == ()


@pytest.mark.parametrize("seconds", [60, 3600], ids=["soon", "when all is read again"])
def test_after_a_restored_version_the_owner_is_told_and_no_code_is_given_again(
    books: Workbook, owner: Owner, clock: Any, seconds: int
) -> None:
    older = owner.google.spreadsheet(owner.spreadsheet)
    given = redeems(books, clock)
    owner.google.put(older)
    clock.seconds += seconds

    again = redeems(books, clock)

    assert (given.code, again.code) == ("TOTE-1", "TOTE-2")
    why = told(owner)
    assert any(SET_BACK.message.partition(":")[0] in one for one in why)
    assert any(one.startswith(GIVEN.message.partition(":")[0]) and "TOTE-1" in one for one in why)


@pytest.mark.parametrize("place", ["Coupons!A1", "Ledger!H1", "Rewards!C1", "Members!A1"])
def test_no_code_is_given_again_where_the_owner_restores_a_version_because_a_heading_was_lost(
    books: Workbook, owner: Owner, clock: Any, place: str
) -> None:
    older = owner.google.spreadsheet(owner.spreadsheet)
    redeems(books, clock)
    owner.type_at(place, ["oops"])
    with pytest.raises(WorkbookError):
        claims(books, "1043", clock)
    owner.google.put(older)
    clock.seconds += 60

    assert redeems(books, clock).code == "TOTE-2"


def test_no_code_is_given_again_where_the_owner_restores_a_version_because_a_tab_was_lost(
    books: Workbook, owner: Owner, clock: Any
) -> None:
    older = owner.google.spreadsheet(owner.spreadsheet)
    redeems(books, clock)
    owner.delete_tab("Coupons")
    with pytest.raises(WorkbookError):
        claims(books, "1043", clock)
    owner.google.put(older)
    clock.seconds += 60

    assert redeems(books, clock).code == "TOTE-2"


def test_a_restored_version_is_told_also_by_who_has_to_read_all_again(
    books: Workbook, owner: Owner, clock: Any
) -> None:
    older = owner.google.spreadsheet(owner.spreadsheet)
    owner.before_next("write", lambda: owner.insert("Ledger", "COLUMNS", 4))
    redeems(books, clock)
    owner.google.put(older)
    clock.seconds += 60

    redeems(books, clock)

    assert any(SET_BACK.message.partition(":")[0] in one for one in told(owner))


def test_counting_reads_no_more_than_the_tail_and_writes_once(books: Workbook, clock: Any) -> None:
    books.open()
    spent = Spent()

    count_books(books, clock=lambda: clock.now, spent=spent)

    assert (spent.reads, spent.writes) == (2, 1)


def test_counts_of_many_days_are_noted_slice_by_slice(books: Workbook, owner: Owner, clock: Any) -> None:
    numbers = count(2001)
    for _ in range(3):
        number = str(next(numbers))
        owner.type("Orders", [number, "ana@example.com", 10])
        claims(books, number, clock)
        clock.now += timedelta(days=1)

    books.open()
    spent = Spent()

    count_books(books, clock=lambda: clock.now, spent=spent, limit=1)

    assert spent.writes == 5
    assert len([row for row in owner.tab("Log") if row["What"] == "ledger count"]) == 5
