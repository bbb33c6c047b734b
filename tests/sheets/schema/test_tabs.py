"""The description of the tabs is whole: what follows from it would else go wrong in silence."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from loyalty.book.book import Book
from loyalty.model.coupon import Coupon
from loyalty.model.email_log import Letter, LetterStatus
from loyalty.model.entry import Entry, EntryKind
from loyalty.model.fact import Fact, FactKind
from loyalty.model.imported import OrderSource, ShopOrder
from loyalty.model.member import Member
from loyalty.model.offers import Answer, Offers, Plan, Tier
from loyalty.model.orders import Order, OrderStatus
from sheets.codec.column import Cells, Decides, Tab
from sheets.schema.answers_tab import ANSWERS
from sheets.schema.coupons_tab import COUPONS
from sheets.schema.emails_tab import EMAILS
from sheets.schema.growing_tab import GrowingTab
from sheets.schema.ledger_tab import LEDGER
from sheets.schema.made.log_tab import LOG
from sheets.schema.members_tab import MEMBERS
from sheets.schema.offers.texts_tab import TEXTS
from sheets.schema.orders_tab import EARLIER_ORDERS, ORDERS
from sheets.schema.start.start_tab import START
from sheets.schema.tabs import GROWING, SMALL, TABS

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
ANA = Member("K7Q4ZD", email="ana@example.com", name="Ana", contact="7001", joined=NOW)
BOOK = Book.of(
    members=[ANA],
    offers=Offers(tiers=(Tier("Gold", Decimal(1)),), plans=(Plan("Club", months=12),)),
    letters=[Letter("a", NOW, ANA.code, ANA.email, "reminder", LetterStatus.SENT)],
    entries=[Entry(NOW, ANA.code, EntryKind.SIGN_UP, 50, cause="join:K7Q4ZD")],
)
ORDER = Order("1042", ANA.email, Decimal(60), OrderStatus.PAID, date(2026, 11, 27))
COUPON = Coupon("TOTE-1", "tote", member=ANA.code, email=ANA.email, issued=NOW, expires=date(2026, 12, 28))
LETTER = Letter("b", NOW, ANA.code, ANA.email, "reminder", LetterStatus.FAILED, "full")
TOLD = ShopOrder("1042", email=ANA.email, amount=Decimal(60), status=OrderStatus.PAID, refunded=Decimal(5))
NEW_ROWS: tuple[tuple[Tab, Cells], ...] = (
    (MEMBERS, MEMBERS.new_row(ANA, BOOK, 2)),
    (ORDERS, ORDERS.new_row(TOLD, OrderSource.SHOP)),
    (LEDGER, LEDGER.new_row(Entry(NOW, ANA.code, EntryKind.CLAIM, 60), 1)),
    (COUPONS, COUPONS.new_row(COUPON)),
    (EMAILS, EMAILS.new_row(LETTER)),
    (ANSWERS, ANSWERS.new_row(Answer("c", NOW, ANA.code, "s", "q", "a"))),
    (LOG, LOG.new_row(Fact(NOW, FactKind.ORDER_STATUS, "1042", "refunded", "paid"))),
)
BY_THE_OWNER = {
    MEMBERS: {"Notes", "Segment", "Plan", "Plan until", "Other emails"},
    ORDERS: {"Notes", "Status", "Refunded"},
    COUPONS: {"Notes"},
}
"""What the program never writes into a row that it adds."""


@pytest.mark.parametrize("tab", TABS, ids=lambda tab: tab.title)
def test_a_heading_stands_once_in_its_tab(tab: Tab) -> None:
    headings = [column.heading for column in tab.columns]

    assert len(headings) == len(set(headings))


def test_every_tab_but_start_is_read_as_a_small_one_or_as_one_that_grows() -> None:
    assert {*SMALL, *GROWING, START} == {*TABS, *EARLIER_ORDERS}
    assert not {*SMALL} & {*GROWING}


@pytest.mark.parametrize(("tab", "row"), NEW_ROWS, ids=lambda case: getattr(case, "title", ""))
def test_a_new_row_has_every_column_but_those_that_only_the_owner_or_a_later_commit_writes(
    tab: Tab, row: Cells
) -> None:
    later = {column for column in tab.shown if column not in row}
    written = {column.heading for column in tab.columns if column in row or column in later}

    assert {column.heading for column in tab.columns} - written == BY_THE_OWNER.get(tab, set())


@pytest.mark.parametrize(
    ("tab", "shown"),
    [
        (MEMBERS, {**MEMBERS.account(BOOK, ANA, 2), **MEMBERS.learned(ANA), **MEMBERS.segments(BOOK, ANA)}),
        (COUPONS, {**COUPONS.given(COUPON), COUPONS.used_for: "", COUPONS.status_shown: ""}),
    ],
    ids=lambda case: getattr(case, "title", ""),
)
def test_what_a_row_shows_is_what_is_described_as_shown(tab: Tab, shown: Cells) -> None:
    assert set(shown) == set(tab.shown)


@pytest.mark.parametrize("tab", GROWING, ids=lambda tab: tab.title)
def test_what_tells_of_a_display_gone_astray_is_shown_and_makes_no_row_somebodys(tab: GrowingTab[Any]) -> None:
    assert set(tab.telling) <= set(tab.shown)
    assert not set(tab.telling) & set(tab.identity)
    assert bool(tab.telling) == bool(tab.shown)
    assert set(tab.together) <= set(tab.shown)


@pytest.mark.parametrize("tab", TABS, ids=lambda tab: tab.title)
def test_what_a_row_cannot_be_read_without_decides_something_or_is_only_told(tab: Tab) -> None:
    undecided = {column.heading for column in tab.keys if column.decides is None}

    assert undecided <= {"Tab", "Row", "Column", "Cell", "Why"} or tab in (START, TEXTS)


def test_the_columns_on_which_money_consent_and_identity_hang_say_so() -> None:
    decides = {(tab.title, column.heading): column.decides for tab in TABS for column in tab.columns}

    assert {decides["Orders", heading] for heading in ("Amount", "Status", "Refunded", "Currency")} == {Decides.MONEY}
    assert {decides["Rewards", heading] for heading in ("Active", "Only for", "Stock")} == {Decides.MONEY}
    assert {decides["Members", heading] for heading in ("Reminders", "Status")} == {Decides.CONSENT}
    assert {decides["Members", heading] for heading in ("Member", "Email", "Contact")} == {Decides.IDENTITY}
