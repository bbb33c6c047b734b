"""The segments that set-up writes: in the sheet's language, known in every one, and none whose name is taken."""

from collections.abc import Callable

import pytest

from commands.sheet.provision import set_up
from loyalty.book.book import Book
from loyalty.book.decision import Decision
from loyalty.model.segment import FIRST_THRESHOLDS
from sandbox.google.methods.core import Google as StandIn
from sandbox.owner import Owner
from sheets.google.client import Google
from sheets.workbook import Workbook

Connect = Callable[[], Google]
SPREADSHEET = "the-owners-sheet"


def read(instance: Callable[..., Workbook]) -> Book:
    return instance().transact(lambda book: Decision(book.at_a_glance()))


@pytest.mark.parametrize(
    ("language", "tab", "names"),
    [
        ("en", "Segments", ["frequent", "best", "new", "one step", "at risk", "lost", "sleeping points"]),
        (
            "ru",
            "Сегменты",
            ["частые", "лучшие", "новые", "в шаге от награды", "на грани ухода", "ушедшие", "спящие баллы"],
        ),
        (
            "ar",
            "الشرائح",
            ["شراء متكرر", "الأفضل", "انضمام جديد", "خطوة من المكافأة", "خطر الفقدان", "انقطاع", "نقاط نائمة"],
        ),
    ],
)
def test_set_up_writes_the_segments_in_the_sheets_language_and_all_languages_know_them(
    stand_in: StandIn, connect: Connect, instance: Callable[..., Workbook], language: str, tab: str, names: list[str]
) -> None:
    set_up(connect(), chance="chance0", language=language)

    rows = stand_in.tab(SPREADSHEET, tab)[1:]
    assert [row[0] for row in rows if row[:1]] == names
    segments = read(instance).offers.segments
    assert [(one.rule, one.threshold) for one in segments] == list(FIRST_THRESHOLDS.items())
    assert {"one step", "в шаге от награды", "خطوة من المكافأة"} <= {segments[3].name, *segments[3].also}


def test_a_name_that_means_something_already_is_left_out(owner: Owner, connect: Connect) -> None:
    owner.delete_tab("Segments")
    owner.type("Tiers", ["Best", 500])
    owner.type("Members", ["K7Q4ZD", "ana@example.com"])
    owner.type_over("Members", "ana@example.com", "Segment", "vip, ushed, новые")

    words = set_up(connect(), chance="chance9")

    assert [row["Segment"] for row in owner.tab("Segments")] == [
        "frequent", "one step", "at risk", "lost", "sleeping points",
    ]  # fmt: skip
    assert any(sentence.startswith("Made no segment best, new: this is a word under Segment") for sentence in words)


def test_rows_that_the_owner_has_taken_out_do_not_come_back(owner: Owner, connect: Connect) -> None:
    owner.clear("Segments!A2:F8")

    assert not set_up(connect(), chance="chance9")
    assert owner.tab("Segments") == []


def test_a_tab_that_the_program_may_not_write_in_is_left_as_it_is(
    owner: Owner, instance: Callable[..., Workbook]
) -> None:
    owner.type_over("Segments", "best", "Members", 7)
    owner.protect("Segments")

    instance().transact(lambda _: Decision(None), tidy=True)

    assert owner.tab("Segments")[1]["Members"] == 7
