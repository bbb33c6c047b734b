"""A file from the program's own sheet is known in every language that the sheet can be in."""

import pytest

from sheets.schema.orders_tab import ORDERS
from shops.bought.bought_fields import SHOP_GOODS
from shops.formats import MAGENTO, SHOPIFY
from shops.headings import (
    FIELDS,
    OWN_HEADINGS,
    OWN_MEMBER_HEADINGS,
    SHOP_SAYS,
    fold_heading,
    known_shop,
    mapped_shop,
    places,
)
from shops.member_rows import OWN_MEMBERS, PROGRAMS
from words.locales import LANGUAGES, locale_for


def in_language(heading: str, language: str) -> str:
    return locale_for(language, "sheet").translations.gettext(heading)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_heading_of_the_tab_orders_is_known(language: str) -> None:
    for name in (*FIELDS, SHOP_SAYS, SHOP_GOODS):
        assert in_language(name, language) in OWN_HEADINGS[name]
    assert in_language("Shop refunded", language) in OWN_HEADINGS["Refunded"]
    for name in ("Email", "Points", "Name", "Tier", "Birthday"):
        assert in_language(name, language) in OWN_MEMBER_HEADINGS[name]


def test_what_owners_may_call_a_column_they_may_call_it_in_a_file() -> None:
    for column in ORDERS.columns:
        folded = set(map(fold_heading, OWN_HEADINGS.get(column.heading, ())))
        assert not folded or folded.issuperset(map(fold_heading, column.aliases)), column.heading


@pytest.mark.parametrize("headings", ["Почта,Баллы,Имя", "البريد,النقاط", "Points,Name,Email,Почта"])
def test_a_tab_of_members_is_known(headings: str) -> None:
    shop = known_shop(headings.split(","), PROGRAMS)

    assert shop is OWN_MEMBERS or (shop and shop.name == "e-mail and points")


def test_map_adds_to_what_is_known_of_a_file() -> None:
    headings = ("Name", "Email", "Financial Status", "Subtotal", "Total", "Lineitem name", "Cancelled at")

    found = places(mapped_shop({"Amount": "Subtotal"}, SHOPIFY).columns, headings)

    assert (found["Amount"], found["Status"], found["Cancelled"], found["Order"]) == ((3,), (2,), (6,), (0,))


def test_map_adds_to_our_own_headings_and_takes_a_column_away() -> None:
    shop = mapped_shop({"Order": "Beleg", "Status": ""})

    assert places(shop.columns, ("Beleg", "Email", "Сумма", "Status"))["Status"] == ()
    assert places(shop.columns, ("Beleg", "Email", "Сумма", "Status"))["Amount"] == (2,)


def test_a_word_of_one_shop_is_none_of_anothers() -> None:
    assert "closed" in MAGENTO.statuses
    assert "closed" not in SHOPIFY.statuses
