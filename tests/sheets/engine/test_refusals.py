"""Refusals are counted without a request: the counts go along with whatever is committed next."""

from collections.abc import Callable, Mapping
from functools import partial

from loyalty.book.book import Book
from loyalty.book.decision import Decision
from loyalty.member.ask import tell_points
from loyalty.member.join import join
from sandbox.google.http.faults import DropAfter, DropBefore, Faults, Refuse
from sandbox.owner import Owner
from sheets.google.client import Spent
from sheets.workbook import Workbook
from tests.sheets.engine.conftest import NOW

Start = Callable[..., Workbook]
NOVEMBER = "2026-11"


def joins(workbook: Workbook, number: int, spent: Spent | None = None) -> None:
    rule = partial(
        join,
        contact=f"8{number:03}",
        email=f"b{number}@example.com",
        name="B",
        language="en",
        codes=[f"M3X9{number:02}"],
    )
    workbook.transact(partial(rule, now=NOW), spent=spent)


def refused(workbook: Workbook) -> Mapping[str, int]:
    """What the sheet says of the month."""

    def look(book: Book) -> Decision[Mapping[str, int]]:
        return Decision(book.refusals.get(NOVEMBER, {}))

    return workbook.transact(look)


def test_a_refusal_writes_nothing_and_goes_along_with_the_next_commit(
    ana: Workbook, start: Start, owner: Owner
) -> None:
    before = owner.google.version(owner.spreadsheet)
    ana.note_refusal("not_paid")
    ana.note_refusal("not_paid")
    ana.transact(partial(tell_points, contact="7001", now=NOW))
    assert owner.google.version(owner.spreadsheet) == before

    spent = Spent()
    joins(ana, 22, spent)

    assert (spent.reads, spent.writes) == (1, 1)
    assert refused(start()) == {"not_paid": 2}
    joins(ana, 23)
    assert refused(start()) == {"not_paid": 2}


def test_instances_add_up(ana: Workbook, start: Start) -> None:
    other = start()
    ana.note_refusal("not_paid")
    other.note_refusal("not_paid")
    other.note_refusal("points_short")

    joins(ana, 22)
    joins(other, 23)

    assert refused(ana) == refused(start()) == {"not_paid": 2, "points_short": 1}


def test_a_lost_race_counts_once(ana: Workbook, start: Start, owner: Owner) -> None:
    other = start()
    joins(other, 22)
    ana.note_refusal("not_paid")
    owner.before_next("write", lambda: joins(other, 23))

    joins(ana, 24)

    assert refused(start()) == {"not_paid": 1}


def test_a_commit_that_google_did_not_take_leaves_them_for_the_next_one(ana: Workbook, faults: Faults) -> None:
    ana.note_refusal("not_paid")
    faults.next_write(Refuse(429))

    joins(ana, 22)

    assert refused(ana) == {"not_paid": 1}


def test_a_lost_answer_counts_no_refusal_twice(ana: Workbook, faults: Faults) -> None:
    ana.note_refusal("not_paid")
    faults.next_write(DropAfter())
    joins(ana, 22)
    ana.note_refusal("not_paid")
    joins(ana, 23)

    assert refused(ana) == {"not_paid": 2}


def test_what_google_never_got_may_be_lost_but_nobodys_answer(ana: Workbook, faults: Faults) -> None:
    ana.note_refusal("not_paid")
    faults.next_write(DropBefore())
    joins(ana, 22)
    ana.note_refusal("points_short")
    joins(ana, 23)

    assert refused(ana) == {"points_short": 1}


def test_a_cell_that_somebody_has_typed_over_is_begun_anew(ana: Workbook, owner: Owner) -> None:
    owner.type_at("_system!B8", ["mine"])
    ana.note_refusal("not_paid")

    joins(ana, 22)

    assert refused(ana) == {"not_paid": 1}
