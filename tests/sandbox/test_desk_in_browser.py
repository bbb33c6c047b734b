"""The desk in Chromium: three sizes, light and dark, sheets in three languages, by keyboard, and what is late."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from commands.preview.chromium import Chromium
from sandbox.customers import LAYLA
from sandbox.desk.desk import Desk
from sandbox.desk.sheet_pictures import new_sheet
from sandbox.story.scene import Scene
from sheets.codec.translation import said
from tests.axe import AXE, FOUND

SIZES = {"phone": (375, 800), "tablet": (820, 1100), "desktop": (1280, 900)}
KEYS = {"Tab": 9, "Enter": 13, "Escape": 27, "Home": 36, "ArrowLeft": 37, "ArrowUp": 38, "ArrowRight": 39}
KEYS |= {"ArrowDown": 40, "F2": 113}
"""Their Windows key codes, by which Chromium knows a key."""
SHIFT = 8
POINTED = "[selected, at('place').textContent, document.activeElement.tagName]"


@pytest.fixture(scope="module")
def browser(browser: Chromium) -> Chromium:
    browser.ask("Emulation.setFocusEmulationEnabled", enabled=True)
    return browser


def until(browser: Chromium, shown: str) -> None:
    """The test's own time limit ends a wait in vain."""
    look = f"const look = () => ({shown}) ? done() : setTimeout(look, 20); look();"
    browser.value(f"new Promise((done) => {{ {look} }})")


def opened(browser: Chromium, desk: str, tab: str, *, size: str = "desktop", dark: bool = False) -> None:
    width, height = SIZES[size]
    browser.open(f"{desk}/", width=width, dark=dark, height=height)
    until(browser, "known")
    browser.value(f"void choose({tab!r})")
    until(browser, f"at('grid').ariaBusy === 'false' && at('grid').dataset.tab === {tab!r}")


def press(browser: Chromium, *keys: str, modifiers: int = 0) -> None:
    for key in keys:
        text = {"Enter": "\r"}.get(key, key if len(key) == 1 else "")
        stroke: dict[str, Any] = {"key": key, "modifiers": modifiers}
        stroke |= {"windowsVirtualKeyCode": KEYS[key]} if key in KEYS else {}
        browser.ask("Input.dispatchKeyEvent", type="keyDown", **stroke, **({"text": text} if text else {}))
        browser.ask("Input.dispatchKeyEvent", type="keyUp", **stroke)


@pytest.fixture
def sheet(opened: Desk, scene: Scene, desk: str, request: pytest.FixtureRequest) -> Iterator[str]:  # noqa: ARG001 - it answers
    """The language of a sheet that the desk shows in the place of the scene's own."""
    language: str = request.param
    opened.scene = replace(scene, owner=new_sheet(language))
    yield language
    opened.scene = scene


@pytest.mark.parametrize(
    ("size", "sheet"), [("phone", "en"), ("tablet", "ru"), ("desktop", "ar"), ("phone", "ar")], indirect=["sheet"]
)
def test_axe_core_finds_nothing_in_light_and_dark_and_nothing_is_cut(
    browser: Chromium, desk: str, scene: Scene, size: str, sheet: str
) -> None:
    chat = scene.chats.of(LAYLA)
    for typed in ("join", LAYLA.email, "rewards"):
        chat.type(typed)

    found, cut, wide = list[str](), list[str](), list[int]()
    for dark in (False, True):
        opened(browser, desk, said("Settings", sheet), size=size, dark=dark)
        browser.value("{ at('customer').value = 'Layla'; at('customer').onchange(); }")
        browser.value(AXE)
        found += browser.value(FOUND)
        cut += browser.value(
            "[...document.querySelectorAll('#grid td, .bubble, .buttons')].filter((one) => "
            "one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1)"
            ".map((one) => one.textContent)"
        )
        wide.append(browser.value("document.documentElement.scrollWidth"))
    grounds = browser.value("[getComputedStyle(document.body).colorScheme, at('grid').dir]")
    fits = browser.value("at('grid').scrollWidth <= at('grid').clientWidth")

    assert (found, cut) == ([], [])
    assert wide == [SIZES[size][0]] * 2
    assert grounds == ["light dark", "rtl" if sheet == "ar" else "ltr"]
    assert fits or size == "phone"  # all three columns of Settings, explanations too


def test_all_that_is_pressed_on_a_phone_is_large_enough_for_a_thumb(browser: Chromium, desk: str, scene: Scene) -> None:
    scene.chats.of(LAYLA).type("rewards")
    opened(browser, desk, "Members", size="phone")
    browser.value("{ at('customer').value = 'Layla'; at('customer').onchange(); }")
    until(browser, "document.querySelector('.buttons button')")

    small = browser.value(
        "[...document.querySelectorAll('button, select, nav a, #message')].filter((one) => one.offsetParent)"
        ".filter((one) => one.getBoundingClientRect().height < 44).map((one) => one.textContent || one.id)"
    )

    assert small == []


@pytest.mark.parametrize("dark", [False, True])
def test_axe_core_finds_nothing_on_the_shops_page(browser: Chromium, scene: Scene, *, dark: bool) -> None:
    found = list[str]()
    for path in ("/", "/orders", "/cart/45000000000001:1"):
        browser.open(f"{scene.shop.url}{path}", width=375, dark=dark, height=800)
        browser.value(AXE)
        found += browser.value(FOUND)

    assert found == []


def test_the_owner_gets_about_the_sheet_and_the_customer_about_the_chat_by_keyboard(
    browser: Chromium, desk: str, scene: Scene
) -> None:
    row = 1 + next(place for place, one in enumerate(scene.owner.tab("Settings"), 1) if one["Setting"] == "Language")
    opened(browser, desk, "Members")
    browser.value("document.querySelector('#tabs [aria-selected=true]').focus()")

    press(browser, "Home", "ArrowRight")
    until(browser, "at('grid').dataset.tab === 'Settings'")
    press(browser, "Tab", modifiers=SHIFT)
    press(browser, *["ArrowDown"] * (row - 1), "ArrowRight")
    there, told = browser.value(POINTED), browser.value("at('about').textContent")
    described = browser.value("document.activeElement.getAttribute('aria-describedby')")
    press(browser, "F2")
    offered = browser.value("[...document.activeElement.options].map((one) => one.text)")
    press(browser, "Escape")
    back = browser.value(POINTED)
    press(browser, "r", "u", "Enter")
    until(
        browser, f"known.tab.rows[{row - 1}][1].text === 'ru' && !editing && at('place').textContent === 'B{row + 1}'"
    )
    after = browser.value(POINTED)
    scene.owner.type_over("Settings", "Language", "Value", "en")

    assert there == back == ["Settings", f"B{row}", "TD"]
    assert (told, described) == ("To choose: en · ru · ar", "about")
    assert sorted(offered) == ["", "ar", "en", "ru"]
    assert after == ["Settings", f"B{row + 1}", "TD"]

    turns = browser.value("document.querySelectorAll('.tapped').length")
    for _ in range(40):
        press(browser, "Tab")
        if browser.value("document.activeElement.id") == "message":
            break
    press(browser, *"hello", "Enter")
    until(browser, f"document.querySelectorAll('.tapped').length === {turns + 1}")
    browser.value("[...document.querySelectorAll('.buttons button:not(.page)')].at(-1).focus()")
    press(browser, "Enter")
    until(browser, f"document.querySelectorAll('.tapped').length === {turns + 2}")

    assert browser.value("[...document.querySelectorAll('.tapped')].at(-1).textContent") == browser.value(
        "document.activeElement.textContent"
    )


@pytest.mark.parametrize("sheet", ["ar"], indirect=True)
def test_the_left_arrow_goes_to_the_next_column_of_a_sheet_from_right_to_left(
    browser: Chromium, desk: str, sheet: str
) -> None:
    opened(browser, desk, said("Start", sheet))

    browser.value("point({ row: 0, column: 0 })")
    press(browser, "ArrowLeft")

    assert browser.value("at('place').textContent") == "B1"
    assert browser.value("at('about').textContent")  # the heading's note


def test_a_late_answer_for_another_tab_or_of_an_earlier_moment_is_not_shown(
    browser: Chromium, desk: str, scene: Scene
) -> None:
    opened(browser, desk, "Members")
    browser.value(
        "{ window.late = []; const sent = window.fetch; window.fetch = async (...call) => "
        "{ const answer = await sent(...call); await new Promise((go) => late.push(go)); return answer; }; }"
    )

    browser.value("void choose('Orders')")
    hidden = browser.value("getComputedStyle(at('grid')).visibility")
    until(browser, "late.length >= 1")
    browser.value("window.orders = late.splice(0); void choose('Rewards')")
    until(browser, "late.length >= 1")
    browser.value("{ orders.forEach((go) => go()); }")
    browser.value("new Promise((done) => setTimeout(done, 0))")
    still = browser.value("[selected, getComputedStyle(at('grid')).visibility]")
    browser.value("{ window.early = late.splice(0); }")
    scene.owner.type_over("Rewards", "tote", "Name", "Canvas bag")
    browser.value("void refresh()")
    until(browser, "late.length >= 1")
    browser.value("{ late.splice(0).forEach((go) => go()); }")
    until(browser, "at('grid').textContent.includes('Canvas bag')")
    browser.value("{ early.forEach((go) => go()); }")
    browser.value("new Promise((done) => setTimeout(done, 0))")

    assert hidden == "hidden"
    assert still == ["Rewards", "hidden"]
    assert browser.value("[at('grid').dataset.tab, at('grid').textContent.includes('Canvas bag')]") == ["Rewards", True]


def test_a_box_is_ticked_by_keyboard_and_a_link_in_the_tab_start_leads_to_its_cell(
    browser: Chromium, desk: str, scene: Scene
) -> None:
    column = scene.owner.google.tab(scene.owner.spreadsheet, "Rewards")[0].index("Once")
    box = scene.owner.range("Rewards") | {"startRowIndex": 1, "endRowIndex": 2}
    box |= {"startColumnIndex": column, "endColumnIndex": column + 1}
    scene.owner.edit({"setDataValidation": {"range": box, "rule": {"condition": {"type": "BOOLEAN"}}}})

    opened(browser, desk, "Rewards")
    browser.value(f"point({{ row: 1, column: {column} }})")
    before = browser.value("pointed().ariaLabel")
    press(browser, "Enter")
    until(browser, "pointed().ariaLabel === 'Ticked'")
    opened(browser, desk, "Start")
    browser.value("point(placeOf([...document.querySelectorAll('td.link')].at(-1)))")
    browser.value("{ at('follow').focus(); }")
    press(browser, "Enter")
    until(browser, "selected === 'Settings' && document.activeElement.tagName === 'TD'")

    assert before == "Not ticked"
    assert scene.owner.tab("Rewards")[0]["Once"] is True
    assert browser.value("known.tab.rows[places.Settings.row][0].text")
