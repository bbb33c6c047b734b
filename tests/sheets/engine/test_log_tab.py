"""The tab Log: lines are added, found again and counted by their age, and a sheet without the tab gets it by itself."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from loyalty.book.book import Book
from loyalty.book.decision import AddFact, Decision
from loyalty.member.join import join
from loyalty.member.leave import leave
from loyalty.model.fact import Fact, FactKind
from sandbox.google.methods.core import Google as StandIn
from sandbox.owner import Owner
from sheets.schema.made.log_tab import LOG
from sheets.workbook import Workbook

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SHEET = "the-owners-sheet"
KIND = FactKind.ORDER_STATUS


def learn(book: Book, *, about: str, value: str, kind: FactKind = KIND, now: datetime = NOW) -> Decision[Fact]:
    fact = book.next_fact(kind, about, value, stood="", now=now)
    return Decision(fact, (AddFact(fact),))


def known(book: Book, *, about: str) -> Decision[str | None]:
    fact = book.fact(KIND, about)
    return Decision(fact.value if fact else None)


def ask(workbook: Workbook, about: str) -> Any:
    return workbook.transact(partial(known, about=about))


def tell(workbook: Workbook, about: str, value: str) -> Any:
    return workbook.transact(partial(learn, about=about, value=value))


def lines(owner: Owner, title: str = "Log") -> list[tuple[object, object]]:
    return [(row.get("Subject"), row.get("Value")) for row in owner.tab(title)]


@pytest.fixture(params=[20_000, 20], ids=["small", "large"])
def start(
    owner: Owner,  # noqa: ARG001 - the owner sets the sheet up
    instance: Callable[..., Workbook],
    request: pytest.FixtureRequest,
) -> Callable[[], Workbook]:
    return partial(instance, rows_at_once=request.param)


def test_what_one_instance_has_learned_another_knows(start: Callable[[], Workbook], owner: Owner) -> None:
    one, other = start(), start()
    assert ask(other, "1044") is None

    tell(one, "1044", "paid")
    tell(one, "1044", "refunded")
    tell(other, "1043", "cancelled")

    assert [ask(workbook, "1044") for workbook in (one, other, start())] == ["refunded"] * 3
    assert lines(owner) == [("1044", "paid"), ("1044", "refunded"), ("1043", "cancelled")]


def test_the_newest_line_counts_however_the_owner_sorts(start: Callable[[], Workbook], owner: Owner) -> None:
    workbook = start()
    for value in ("unpaid", "paid", "cancelled"):
        tell(workbook, "1044", value)
    cause = list(LOG.columns).index(LOG.cause)

    owner.before_next("read", lambda: owner.sort("Log", cause, descending=True))

    assert ask(workbook, "1044") == "cancelled"
    owner.before_next("write", lambda: owner.sort("Log", cause))
    tell(workbook, "1044", "paid")
    assert ask(workbook, "1044") == ask(start(), "1044") == "paid"
    assert len(lines(owner)) == 4


def test_the_line_counts_whatever_becomes_of_the_spreadsheets_zone(start: Callable[[], Workbook], owner: Owner) -> None:
    workbook = start()
    tell(workbook, "1044", "unpaid")
    owner.live_in(time_zone="Asia/Tokyo")

    tell(start(), "1044", "paid")
    owner.live_in(time_zone="America/Los_Angeles")

    assert ask(start(), "1044") == "paid"


def test_a_value_that_the_owner_edits_counts_and_a_cause_that_they_edit_is_told(
    start: Callable[[], Workbook], owner: Owner
) -> None:
    workbook = start()
    first = tell(workbook, "1043", "refunded")
    second = tell(workbook, "1044", "refunded")

    owner.type_over("Log", first.cause, "Value", "paid")
    owner.type_over("Log", second.cause, "Cause", "mine")

    assert [ask(start(), number) for number in ("1043", "1044")] == ["paid", None]
    tell(start(), "1042", "paid")
    named = [(row["Tab"], row["Column"], row["Cell"]) for row in owner.tab("Problems") if row.get("Row")]
    assert named == [("Log", "Cause", "mine")]


class TestWithoutTheTab:
    """A sheet that an earlier version has set up."""

    @pytest.fixture(autouse=True)
    def _earlier(self, owner: Owner) -> None:
        owner.delete_tab("Log")

    def test_the_first_commit_makes_it(self, start: Callable[[], Workbook], owner: Owner) -> None:
        workbook = start()

        tell(workbook, "1044", "refunded")

        assert lines(owner) == [("1044", "refunded")]
        assert owner.sheet_id("Log") == LOG.number
        assert ask(workbook, "1044") == ask(start(), "1044") == "refunded"

    def test_a_question_does_not(self, start: Callable[[], Workbook], stand_in: StandIn) -> None:
        assert ask(start(), "1044") is None
        assert "Log" not in [sheet.title for sheet in stand_in.spreadsheet(SHEET).sheets]

    def test_an_instance_that_has_not_seen_it_yet_commits_nothing_without_it(
        self, start: Callable[[], Workbook], owner: Owner
    ) -> None:
        one, other = start(), start()
        assert ask(other, "1044") is None  # it has read the sheet while there was no Log

        tell(one, "1044", "refunded")
        heard = tell(other, "1044", "paid")

        assert heard.number == 2
        assert lines(owner) == [("1044", "refunded"), ("1044", "paid")]

    def test_a_tab_of_the_owners_own_with_that_name_is_left_alone(
        self, start: Callable[[], Workbook], owner: Owner
    ) -> None:
        owner.edit({"addSheet": {"properties": {"sheetId": 77, "title": "Log"}}})
        owner.type("Log", ["What I did", "When"], ["Watered the plants", "Monday"])

        workbook = start()
        tell(workbook, "1044", "refunded")

        assert owner.tab("Log") == [{"What I did": "Watered the plants", "When": "Monday"}]
        assert lines(owner, "Log 2") == [("1044", "refunded")]
        assert ask(workbook, "1044") == "refunded"

    def test_it_may_be_called_otherwise_and_a_copy_is_nothing_to_the_program(
        self, start: Callable[[], Workbook], owner: Owner
    ) -> None:
        tell(start(), "1044", "refunded")
        owner.copy_tab("Log", "Log of today")
        owner.rename_tab("Log", "What the shop says")
        owner.rename_tab("Log of today", "Log")

        tell(start(), "1044", "paid")

        assert len(lines(owner, "What the shop says")) == 2
        assert len(lines(owner, "Log")) == 1


def test_leaving_takes_out_the_lines_with_a_members_address_and_leaves_the_others(
    start: Callable[[], Workbook], owner: Owner
) -> None:
    workbook = start()
    workbook.transact(
        partial(join, contact="7001", email="ana@example.com", name="Ana", language="en", codes=["K7Q4ZD"], now=NOW)
    )
    tell(workbook, "1044", "paid")
    workbook.transact(partial(learn, about="1043", value="ana@example.com", kind=FactKind.ORDER_EMAIL))

    owner.type_over("Settings", "Confirm e-mail", "Value", "at joining")
    workbook.transact(partial(leave, contact="7001", confirmed=True, now=NOW + timedelta(days=1)))

    assert lines(owner) == [("1044", "paid")]
