"""The settings of letters: what an owner may write, and what falls back and is named in Problems."""

from datetime import date
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from loyalty.model.email_log import LetterName
from loyalty.model.program_settings import (
    CreditOrders,
    OwnerNote,
    PointsExpire,
    RemindersBy,
    Settings,
    TierWindow,
    WhenSpent,
)
from sheets.codec.table import read_table
from sheets.codec.translation import fold_heading
from sheets.google.grid import Cell
from sheets.schema.known_settings import PROGRAM_SETTINGS
from sheets.schema.noted.last_settings import LastSettings
from sheets.schema.settings_tab import SETTINGS as SETTINGS_TAB
from sheets.schema.settings_tab import by_name, read_settings

UTC = ZoneInfo("UTC")


def read(name: str, cell: Cell) -> tuple[Any, list[str]]:
    """What the setting is with this cell, and what Problems says of it."""
    found = read_settings(read_table(SETTINGS_TAB, [["Setting", "Value"], [name, cell]], UTC), UTC)
    settings, problems = found.settings, list(found.problems)
    return getattr(settings, by_name()[fold_heading(name)].field), [str(problem.why) for problem in problems]


@pytest.mark.parametrize(
    ("name", "cell", "value"),
    [
        ("Letters", "Reminder, win_back", (LetterName.REMINDER, LetterName.WIN_BACK)),
        ("Letters", "coupon\ncoupon", (LetterName.COUPON,)),
        ("Letters per minute", 30, 30),
        ("Letter hours", "9-20", (9, 20)),
        ("Letter hours", "08:00 – 24:00", (8, 24)),
        ("Letter hours", "0 to 1", (0, 1)),
        ("Win back days", 60, 60),
        ("Points expire", "Rolling", PointsExpire.ROLLING),
        ("When points are already spent", "deficit", WhenSpent.DEFICIT),
        (
            "Currencies",
            "EUR 1.10, gbp=1,27; CHF: 1",
            (("EUR", Decimal("1.10")), ("GBP", Decimal("1.27")), ("CHF", Decimal(1))),
        ),
        ("Unit", "2.50", Decimal("2.50")),
        ("Credit orders", "Automatically", CreditOrders.AUTOMATICALLY),
        ("Hold out", Decimal("0.2"), Decimal("0.2")),
        ("Hold out", 20, Decimal("0.2")),
        ("Hold out", "20 %", Decimal("0.2")),
        ("Hold out", "20", Decimal("0.2")),
        ("Hold out", "2,5 %", Decimal("0.025")),
        ("Hold out", "٢٠٪", Decimal("0.2")),
        ("Hold out", "1 %", Decimal("0.01")),
        ("Hold out", Decimal("0.5"), Decimal("0.5")),
        ("Hold out", 50, Decimal("0.5")),
        ("Hold out", 0, Decimal(0)),
        ("Tier window", "12 months", TierWindow.YEAR),
        ("Expiry day", "02-29", (2, 29)),
        ("Expiry day", 46387, (12, 31)),
        ("Expire from", "2027-11-23", date(2027, 11, 23)),
        ("Owner e-mail", " Owner@Shop.Example ", "Owner@shop.example"),
        ("Owner note", "Daily", OwnerNote.DAILY),
        ("Owner note", "еженедельно", OwnerNote.WEEKLY),
        ("Owner note", " no ", OwnerNote.NO),
        ("Chat link", "https://m.me/finch?ref=x", "https://m.me/finch?ref=x"),
        ("Chat link", "https://wa.me/15550001", "https://wa.me/15550001"),
        ("Chat link", "https://t.me/finch_bot", "https://t.me/finch_bot"),
        ("Colour", "#1A7F5A", "#1a7f5a"),
        ("Logo", "https://shop.example/logo.png", "https://shop.example/logo.png"),
        ("Reminders by", "Email", RemindersBy.EMAIL),
        ("Chat flow", " content20260101120000_123456 ", "content20260101120000_123456"),
    ],
)
def test_the_owner_may_write(name: str, cell: Cell, value: object) -> None:
    assert read(name, cell) == (value, [])


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        ("Letters", "reminder, newsletter"),
        ("Currencies", "EUR"),
        ("Currencies", "EUR 0"),
        ("Currencies", "1.10 EUR, and more"),
        ("Currencies", "EUR 99999999999"),
        ("Unit", 0),
        ("Letters per minute", -1),
        ("Hold out", "51 %"),
        ("Hold out", Decimal("0.51")),
        ("Hold out", 1),  # a cell holds 100 % so
        ("Hold out", Decimal("1.5")),
        ("Hold out", -1),
        ("Hold out", "a tenth"),
        ("Hold out", True),
        ("Letter hours", "20-9"),
        ("Letter hours", "9-25"),
        ("Letter hours", 46285),
        ("Win back days", "soon"),
        ("Points expire", "soon"),
        ("Expiry months", 0),
        ("Expiry day", "13-01"),
        ("Expiry day", "02-30"),
        ("Expiry day", "the last"),
        ("Expire from", "some day"),
        ("Owner e-mail", "me"),
        ("Owner note", "hourly"),
        ("Owner note", 7),
        ("Owner note", "yes"),
        ("Chat link", "m.me/finch"),
        ("Chat link", "http://m.me/finch"),
        ("Chat link", "https://m.me/a b"),
        ("Colour", "green"),
        ("Logo", "logo.png"),
        ("Logo", "https://[x"),
        ("Reminders by", "pigeon"),
        ("Chat flow", "Reminders"),
    ],
)
def test_what_is_impossible_falls_back_to_the_default_and_is_named(name: str, cell: Cell) -> None:
    value, problems = read(name, cell)

    assert value == getattr(Settings(), by_name()[fold_heading(name)].field)
    assert len(problems) == 1
    assert problems[0].endswith("Until then the default holds.")


@pytest.mark.parametrize("flow", ["", "Reminders", None])
def test_letters_go_by_chat_only_when_a_flow_can_show_them(flow: str | None) -> None:
    rows: list[list[Cell]] = [["Setting", "Value"], ["Reminders by", "both"]]
    rows += [] if flow is None else [["Chat flow", flow]]

    found = read_settings(read_table(SETTINGS_TAB, rows, UTC), UTC)
    settings, problems = found.settings, list(found.problems)

    assert settings.reminders_by is RemindersBy.EMAIL
    assert (problems[-1].row, problems[-1].column, problems[-1].cell) == (2, "Value", "both")
    assert "Chat flow" in str(problems[-1].why)


def test_letters_go_by_chat_with_a_flow_to_show_them() -> None:
    flow = "content20260101120000_123456"
    rows: list[list[Cell]] = [["Setting", "Value"], ["Reminders by", "both"], ["Chat flow", flow]]

    found = read_settings(read_table(SETTINGS_TAB, rows, UTC), UTC)
    settings, problems = found.settings, list(found.problems)

    assert (settings.reminders_by, settings.chat_flow, problems) == (RemindersBy.BOTH, flow, [])


def test_what_set_up_writes_is_read_as_the_default() -> None:
    for setting in PROGRAM_SETTINGS:
        assert read(setting.name, setting.first_value(Settings())) == (getattr(Settings(), setting.field), [])


def test_letters_may_have_a_flow_of_their_own() -> None:
    rows: list[list[Cell]] = [
        ["Setting", "Value"],
        ["Reminders by", "chat"],
        ["Letter flow", "content20260101120000_77"],
    ]

    found = read_settings(read_table(SETTINGS_TAB, rows, UTC), UTC)
    settings, problems = found.settings, list(found.problems)

    assert (settings.reminders_by, settings.chat_flow, settings.letter_flow) == (
        RemindersBy.CHAT,
        "",
        "content20260101120000_77",
    )
    assert problems == []


def test_of_two_values_the_upper_counts_where_no_earlier_one_is_known() -> None:
    two: list[list[Cell]] = [["Points per unit", 2], ["Points per unit", 3]]
    same: list[list[Cell]] = [["Unit", 5], ["Unit", 5], ["Unit", ""]]
    twice: list[list[Cell]] = [["Setting", "Value"], *two, *same]

    found = read_settings(read_table(SETTINGS_TAB, twice, UTC), UTC)
    settings, problems = found.settings, list(found.problems)

    assert (str(settings.points_per_unit), str(settings.unit)) == ("2", "5")
    assert [(problem.row, str(problem.why).rpartition(". ")[2]) for problem in problems] == [
        (3, "Until then the upper row counts.")
    ]


def test_a_formula_that_shows_an_error_is_told_and_stops_nothing() -> None:
    rows: list[list[Cell]] = [["Setting", "Value"], ["Points per unit", "#REF!"], ["Unit", 2], ["Unit", "#N/A"]]

    found = read_settings(read_table(SETTINGS_TAB, rows, UTC), UTC, LastSettings({"points_per_unit": 3}))

    assert (str(found.settings.points_per_unit), str(found.settings.unit)) == ("3", "2")
    assert [problem.row for problem in found.problems] == [2, 4]
    assert found.stands == LastSettings({"points_per_unit": 3})


def test_letters_go_by_email_where_the_row_that_said_chat_is_gone_and_no_flow_shows_them() -> None:
    rows: list[list[Cell]] = [["Setting", "Value"], ["Unit", 2]]

    found = read_settings(read_table(SETTINGS_TAB, rows, UTC), UTC, LastSettings({"reminders_by": "chat"}))

    assert found.settings.reminders_by is RemindersBy.EMAIL


def test_a_hold_out_that_cannot_be_read_goes_on_as_it_was() -> None:
    rows: list[list[Cell]] = [["Setting", "Value"], ["Hold out", "many"]]

    found = read_settings(read_table(SETTINGS_TAB, rows, UTC), UTC, LastSettings({"hold_out": Decimal("0.2")}))

    assert found.settings.hold_out == Decimal("0.2")
    assert [str(problem.why).partition(". ")[2] for problem in found.problems] == [
        "Write a percentage from 0 to 50, such as 20. Until then 0.2 holds, as before."
    ]


def test_what_is_noted_of_settings_fits_into_one_cell_however_much_the_owner_writes() -> None:
    huge: list[list[Cell]] = [[setting.name, "x" * 50_000] for setting in PROGRAM_SETTINGS]
    rows: list[list[Cell]] = [["Setting", "Value"], *huge]

    stands = read_settings(read_table(SETTINGS_TAB, rows, UTC), UTC).stands

    assert len(str(stands.noted(7))) < 50_000


@pytest.mark.parametrize("cell", [3, "EUR", Decimal("2.50"), True, "'=1+1"])
def test_what_the_hidden_tab_notes_of_settings_is_read_as_it_was(cell: Cell) -> None:
    noted = LastSettings({"unit": cell}).noted(7)
    text = noted["updateCells"]["rows"][0]["values"][0]["userEnteredValue"]["stringValue"]  # type: ignore[index]

    assert LastSettings.read(text) == LastSettings({"unit": cell})


@pytest.mark.parametrize(
    "typed", ["", "7", "[]", '{"unit": ["NaN"]}', '{"unit": ["x"]}', '{"unit": {"a": 1}}', "[" * 50_000]
)
def test_whatever_somebody_types_over_the_note_nothing_is_known(typed: str) -> None:
    assert not any(LastSettings.read(typed).cells.values())
