"""The card in a real browser: nothing is refused by its own policy, axe-core finds nothing, and it is found again."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import unquote

import pytest
from flask import Flask
from werkzeug.serving import make_server

from commands.preview.chromium import Chromium
from loyalty.letters.letter import Subscription
from loyalty.outcomes.shown_card import MemberCard
from sandbox.localhost import LOCALHOST
from sandbox.owner import Owner
from service.pages.card_page import card_page, notice_page
from service.pages.web_pages import notice_without_shop, subscription_page
from service.signed_links import CardKind
from tests.axe import AXE, FOUND
from tests.cards.links import CODE, path
from tests.cards.samples import UNTIL, newcomer, sample
from words.locales import locale_for

COLOURS = ("", "#ffffff", "#000000", "#ffd400", "#005f73", "#7f7f7f")
SIZES = {"phone": 360, "desktop": 1280}


@pytest.fixture
def address(app: Flask, ana: Owner) -> Iterator[str]:  # noqa: ARG001 - her sheet is there first
    """The function behind a socket."""
    server = make_server(LOCALHOST, 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://{LOCALHOST}:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


def opened(browser: Chromium, folder: Path, html: str, *, width: int, dark: bool) -> None:
    page = folder / "card.html"
    page.write_text(html, encoding="utf-8")
    browser.open(page.as_uri(), width=width, dark=dark, height=800)


def pages_about_emails(language: str) -> list[str]:
    """Each page that ends emails or brings them back, in each colour."""
    letters = Subscription("Bean Club", language, "", wanted=True, shop="Bean", shop_link="https://bean.example")
    shown = [replace(letters, wanted=wanted, colour=colour) for wanted in (True, False) for colour in COLOURS]
    return [subscription_page(subscription, changed=not subscription.wanted) for subscription in shown]


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["en", "ru", "ar"])
def test_axe_core_finds_nothing_and_every_contrast_is_enough(
    browser: Chromium, tmp_path: Path, language: str, size: str, dark: bool
) -> None:
    cards: list[MemberCard] = [sample(language, logo=False, colour=colour) for colour in COLOURS]
    cards += [sample(language, tells_codes=False, logo=False), newcomer(language)]
    pages = [card_page(card, good_until=UNTIL) for card in cards]
    pages += [notice_page(card.look, locale_for(language, "pages"), "This link has ended.") for card in cards]
    pages += [*pages_about_emails(language), notice_without_shop("This link has ended.", language)]

    found = list[str]()
    for html in pages:
        opened(browser, tmp_path, html, width=SIZES[size], dark=dark)
        browser.value(AXE)
        found += browser.value(FOUND)

    assert found == []


@pytest.mark.parametrize("language", ["en", "ru", "ar"])
def test_all_that_is_pressed_is_large_enough_for_a_thumb(browser: Chromium, tmp_path: Path, language: str) -> None:
    card = sample(language, logo=False)
    pages = [card_page(card, good_until=UNTIL), card_page(sample(language, tells_codes=False), good_until=UNTIL)]
    pages += [notice_page(card.look, locale_for(language, "pages"), "This link has ended.")]
    pages += pages_about_emails(language)

    small = list[str]()
    for html in pages:
        opened(browser, tmp_path, html, width=SIZES["phone"], dark=False)
        small += browser.value(
            "[...document.querySelectorAll('a, button, summary')]"
            ".filter((one) => one.getBoundingClientRect().height < 44).map((one) => one.textContent)"
        )

    assert small == []


def test_the_browser_shows_all_of_it_under_the_cards_own_policy(browser: Chromium, address: str) -> None:
    browser.open(f"{address}{path()}", width=390, dark=False, height=800)

    code = browser.value("document.querySelector('.code').textContent")
    ground = browser.value("getComputedStyle(document.querySelector('.hero')).backgroundColor")
    square = browser.value("document.querySelector('.qr').getBoundingClientRect().width")
    ran = browser.value("document.scripts.length")

    assert (code, ran) == (CODE, 0)
    assert ground == "rgb(138, 75, 42)"  # its style counts
    assert square == 220


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("language", ["en", "ru", "ar"])
def test_nothing_sticks_out_however_long_the_words(
    browser: Chromium, address: str, ana: Owner, language: str, width: int
) -> None:
    ana.type_over("Members", "ana@example.com", "Language", language)
    for tab, key, heading in [
        ("Settings", "Program name", "Value"),
        ("Settings", "Shop name", "Value"),
        ("Rewards", "mug", "Name"),
        ("Rewards", "mug", "How to redeem"),
        ("Ledger", "order:1042", "For"),
    ]:
        ana.type_over(tab, key, heading, "Donaudampfschiff" * 300)

    browser.open(f"{address}{path()}", width=width, dark=False, height=800)
    wide = browser.value("document.documentElement.scrollWidth")

    assert wide <= width


def test_a_phone_finds_the_cards_name_and_icon_for_its_home_screen_and_no_token_in_them(
    browser: Chromium, address: str
) -> None:
    link = path(CardKind.CHAT)
    browser.open(f"{address}{link}", width=390, dark=False, height=800)

    manifest, icon = (browser.value(f"document.querySelector('link[rel={rel}]').href") for rel in ("manifest", "icon"))
    told: dict[str, Any] = json.loads(unquote(manifest.partition(",")[2]))

    assert (told["name"], told["lang"], told["dir"]) == ("Finch Club", "en", "ltr")
    assert "start_url" not in told  # the page's own address is what the phone opens
    assert icon == told["icons"][0]["src"]
    assert link.partition("=")[2] not in manifest + icon
