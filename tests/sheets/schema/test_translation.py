"""The owner's sheet in her own language, or in several: what is written there is read back as the same."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from itertools import chain, combinations

import pytest

from commands.checks.sheet_content import check_up
from commands.sheet.provision import set_up
from commands.translations import TRANSLATED
from loyalty.member.claim import claim_order
from loyalty.member.join import join
from loyalty.member.redeem import redeem
from loyalty.model.coupon import CouponStatus
from loyalty.model.entry import EntryKind
from loyalty.outcomes.claiming import Claimed
from loyalty.outcomes.redeeming import Redeemed
from sandbox.google.methods.core import Google as StandIn
from sandbox.owner import Owner
from sheets.codec.column import Tab, called
from sheets.codec.translation import meaning, names, said
from sheets.codec.vocabulary import WORDS
from sheets.google.client import Google
from sheets.schema.known_settings import PROGRAM_SETTINGS, SECTIONS
from sheets.schema.tabs import TABS
from sheets.workbook import Workbook
from words.locales import LANGUAGES

SPREADSHEET = "the-owners-sheet"
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
Connect = Callable[[], Google]
Start = Callable[[], Workbook]
every_language = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture
def shop(stand_in: StandIn) -> Owner:
    """The owner with a spreadsheet that is not set up."""
    return Owner(stand_in, SPREADSHEET)


def live(workbook: Workbook) -> None:
    """Ana joins, claims an order and takes a prize for it."""
    codes = iter(["K7Q4ZD"])
    workbook.transact(
        partial(join, contact="7001", email="ana@example.com", name="Ana", language="", codes=codes, now=NOW)
    )
    claimed = workbook.transact(partial(claim_order, contact="7001", number="1042", now=NOW))
    redeemed = workbook.transact(partial(redeem, contact="7001", reward="tote", codes=(), now=NOW))

    assert isinstance(claimed, Claimed)
    assert isinstance(redeemed, Redeemed)


def titles(owner: Owner) -> list[str]:
    return [sheet["properties"]["title"] for sheet in owner.description()["sheets"]]


@every_language
def test_the_program_lives_in_a_sheet_of_any_language(
    shop: Owner, connect: Connect, instance: Start, language: str
) -> None:
    set_up(connect(), chance="chance0", language=language)
    orders, rewards, coupons, ledger = (said(one, language) for one in ("Orders", "Rewards", "Coupons", "Ledger"))
    settings, confirm, value = (said(one, language) for one in ("Settings", "Confirm e-mail", "Value"))
    shop.type_over(settings, confirm, value, said("no", language))
    shop.type(orders, ["1042", "ana@example.com", 200, "USD", "2026-11-20", said("paid", language)])
    shop.type(orders, ["1043", "ana@example.com", 90, "USD", "2026-11-20", said("refunded", language)])
    shop.type(rewards, ["tote", "Tote", 200, "", "", "", said("yes", language)])
    shop.type(coupons, ["TOTE-1", "tote", said("available", language)])

    live(instance())

    book = instance().read_whole(seconds=30).book
    assert {entry.kind: entry.points for entry in book.entries_of("K7Q4ZD")} == {
        EntryKind.SIGN_UP: 50,
        EntryKind.CLAIM: 200,
        EntryKind.REDEMPTION: -200,
    }
    [coupon] = book.coupons.values()
    assert coupon.status is CouponStatus.ISSUED
    assert book.settings.language == language
    assert shop.tab(coupons)[0][said("Status", language)] == said("issued", language)
    kinds = [row[said("Entry", language)] for row in shop.tab(ledger)]
    assert kinds == [said(word, language) for word in ("sign-up", "claim", "redemption")]
    assert check_up(connect()) == []
    assert set_up(connect(), chance="again") == []


def test_the_owner_may_call_tabs_headings_and_settings_by_another_language_at_any_time(
    owner: Owner, instance: Start
) -> None:
    workbook = instance()
    workbook.read_whole(seconds=30)
    for title in ("Orders", "Coupons", "Ledger"):
        renamed = {"sheetId": owner.sheet_id(title), "title": said(title, "ar")}
        owner.edit({"updateSheetProperties": {"properties": renamed, "fields": "title"}})
    owner.type_at(f"{said('Orders', 'ar')}!A1", ["Заказ", "Почта", "المبلغ"])
    owner.type_at("Members!B1", ["Почта"])
    owner.type_over("Settings", "Sign-up bonus", "Setting", "Бонус за вступление")
    owner.type_over("Settings", "Бонус за вступление", "Value", 150)
    owner.type_over("Settings", "Earn by", "Value", "сумма")

    live(workbook)

    assert {entry.points for entry in workbook.read_whole(seconds=30).book.entries_of("K7Q4ZD")} == {150, 60, -200}


def test_of_two_tabs_that_could_be_ours_the_one_in_the_language_of_the_others_is(
    shop: Owner, connect: Connect, instance: Start
) -> None:
    set_up(connect(), chance="chance0", language="ru")
    shop.edit({"addSheet": {"properties": {"title": "Orders"}}})
    shop.type_at("Orders!A1", ["Order", "Email", "Amount"], ["1042", "ana@example.com", 10_000])
    shop.type("Заказы", ["1042", "ana@example.com", 200])

    assert instance().read_whole(seconds=30).book.orders["1042"].amount == 200
    assert set_up(connect(), chance="again") == []


def test_an_arabic_sheet_reads_from_right_to_left(shop: Owner, connect: Connect) -> None:
    set_up(connect(), chance="chance0", language="ar")

    assert titles(shop) == [said(tab.title, "ar") for tab in TABS] + ["_system"]
    assert all(one["properties"].get("rightToLeft") for one in shop.description()["sheets"])


def test_problems_are_told_by_the_names_that_her_tabs_and_headings_have(
    shop: Owner, connect: Connect, instance: Start
) -> None:
    set_up(connect(), chance="chance0", language="ru")
    shop.type("Заказы", ["1042", "ana@example.com", "шестьдесят"])

    codes = iter(["K7Q4ZD"])
    joining = partial(join, contact="7001", email="ana@example.com", name="Ana", language="", codes=codes, now=NOW)
    instance().transact(joining)

    [problem] = shop.tab("Ошибки")
    assert (problem["Лист"], problem["Столбец"], problem["Ячейка"]) == ("Заказы", "Сумма", "шестьдесят")


def test_what_is_added_to_a_sheet_is_in_the_language_of_its_tabs(shop: Owner, connect: Connect) -> None:
    set_up(connect(), chance="chance0", language="ru")
    shop.edit({"deleteSheet": {"sheetId": shop.sheet_id("Опрос")}})

    words = set_up(connect(), chance="again")

    assert words == ["Made the tab Опрос."]
    assert "Опрос" in titles(shop)


@pytest.mark.parametrize("tab", TABS, ids=lambda tab: tab.title)
def test_a_heading_means_one_column_whatever_its_language(tab: Tab) -> None:
    shared = [
        (one.heading, other.heading)
        for one, other in combinations(tab.columns, 2)
        if set(chain(*called(one))) & set(chain(*called(other)))
    ]

    assert shared == []


def test_a_tab_and_a_setting_or_a_section_are_called_like_no_other() -> None:
    for messages in (
        [tab.title for tab in TABS],
        [setting.name for setting in PROGRAM_SETTINGS] + [part.name for part in SECTIONS],
    ):
        assert [pair for pair in combinations(messages, 2) if set(names(pair[0])) & set(names(pair[1]))] == []


@every_language
def test_every_word_that_is_written_is_read_back_as_the_same(language: str) -> None:
    assert {word: meaning(said(word, language)) for word in WORDS} == {word: word for word in WORDS}


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_choice_of_a_column_or_a_setting_is_said_in_the_owners_language(language: str) -> None:
    choices = {word for tab in TABS for column in tab.columns for word in column.words}
    choices |= {word for setting in PROGRAM_SETTINGS for word in setting.words} - set(LANGUAGES)

    assert [word for word in choices if said(word, language) == word] == []
