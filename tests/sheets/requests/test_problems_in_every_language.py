"""Problems in a sheet of another language: whatever an owner mistypes, they read it in their own words."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from commands.sheet.provision import set_up
from loyalty.book.decision import Decision
from loyalty.model.email_log import LetterName
from sandbox.google.methods.core import Google as StandIn
from sandbox.owner import Owner
from sheets.codec.translation import said
from sheets.google.client import Google
from sheets.workbook import Workbook
from tests.sheets.conftest import SPREADSHEET

BROKEN = (
    ("Rewards", "Points", "many"),
    ("Rewards", "Points", 1.5),
    ("Rewards", "Points", True),
    ("Rewards", "Points", 0),
    ("Rewards", "Points", 10**12),
    ("Rewards", "Kind", "toy"),
    ("Rewards", "Active", "perhaps"),
    ("Rewards", "Starts", "soon"),
    ("Rewards", "Starts", 9_999_999),
    ("Rewards", "Name", "x" * 600),
    ("Rewards", "Value", -1),
    ("Campaigns", "Weekdays", "someday"),
    ("Campaigns", "Ends", "2020-01-01"),
    ("Campaigns", "Multiplier", 1),
    ("Campaigns", "Multiplier", 0.5),
    ("Plans", "Period", "weekly"),
    ("Survey", "Points", -1),
    ("Actions", "Per", "decade"),
    ("Actions", "Limit", 0),
    ("Members", "Points", -5),
    ("Members", "Status", "odd"),
    ("Members", "Email", "a@b.example, c@d.example"),
    ("Orders", "Status", "odd"),
    ("Orders", "Currency", "XXX"),
    ("Orders", "Amount", ""),
    ("Coupons", "Status", "odd"),
    ("Ledger", "Points", 5),
)
SETTINGS = (
    ("Language", "xx"),
    ("Time zone", "Nowhere"),
    ("Currency", "money"),
    ("Earn by", "odd"),
    ("Expiry day", "13-13"),
    ("Coupon days", 10**6),
    ("Win back days", -1),
    ("Unit", 0),
    ("Currencies", "odd"),
    ("Letters", "odd"),
    ("Letter hours", "odd"),
    ("Owner e-mail", "me"),
    ("Colour", "green"),
    ("Logo", "odd"),
    ("Reminders by", "chat"),
    ("Chat flow", "odd"),
)
GOOD: dict[str, dict[str, object]] = {
    "Rewards": {"Reward": "r", "Points": 100},
    "Campaigns": {"Campaign": "c", "Starts": "2026-01-01", "Multiplier": 2},
    "Plans": {"Plan": "p", "Period": "yearly"},
    "Survey": {"Survey": "s", "Question": "q", "Points": 1},
    "Actions": {"Action": "a", "Points": 5},
    "Members": {"Member": "M", "Email": "m@example.com"},
    "Orders": {"Order": "9", "Email": "o@example.com", "Amount": 10, "Status": "paid"},
    "Coupons": {"Code": "C", "Reward": "r1"},
    "Ledger": {"Email": "nobody@example.com"},
}
THEIR_OWN = """manage py setup merge ManyChat https content20260101120000_123456 USD EUR GBP UTC Europe Berlin America
New_York ana example com a f a4b2a en ru ar"""
"""What stands in every language as it stands in English, beside the names of letters."""
UNIQUE = {tab: "Question" if tab == "Survey" else next(iter(cells)) for tab, cells in GOOD.items()}


def mistakes(language: str) -> Iterator[tuple[str, dict[str, object]]]:
    for number, (tab, heading, cell) in enumerate(BROKEN):
        row = {**GOOD[tab], UNIQUE[tab]: f"{GOOD[tab][UNIQUE[tab]]}{number}", heading: cell}
        if tab == "Members":
            row |= {"Member": f"MM22{number}", "Email": row["Email"] if heading == "Email" else f"m{number}@x.example"}
        yield said(tab, language), {said(name, language): value for name, value in row.items()}


@pytest.mark.parametrize("language", ["ru", "ar"])
def test_an_owner_reads_every_sentence_in_the_language_of_their_sheet(
    stand_in: StandIn, connect: Callable[[], Google], instance: Callable[..., Workbook], language: str
) -> None:
    set_up(connect(), chance="chance0", language=language)
    owner, workbook = Owner(stand_in, SPREADSHEET), instance()
    for title, row in mistakes(language):
        headings: list[Any] = stand_in.tab(SPREADSHEET, title)[0]
        owner.type(title, [row.get(heading, "") for heading in headings])
    for name, value in SETTINGS:
        title, heading = said("Settings", language), said("Value", language)
        owner.type_over(title, said(name, language), heading, value)
    owner.type(said("Settings", language), ["?", "?"])

    workbook.transact(lambda _book: Decision(None), seconds=60)

    rows = owner.tab(said("Problems", language))
    whys = {str(row[said("Why", language)]) for row in rows}
    letters = {*THEIR_OWN.split(), *LetterName} | {word for name in LetterName for word in name.split("_")}
    latin = {word for why in whys for word in re.findall(r"[A-Za-z][A-Za-z_0-9]*", why)} - letters
    assert latin == set()
    assert len(rows) == len(BROKEN) + len(SETTINGS) + 1
    assert len(whys) > 35
