"""The desk: what it shows, what can be done at it, and how it ends."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import requests
from click.testing import CliRunner

from commands.preview.chromium import chromium, find_chromium
from manychat.incoming import Channel
from manychat.talk.command import Action
from sandbox.__main__ import sandbox
from sandbox.customers import ANA, LAYLA, Customer
from sandbox.story.scene import Scene

ROOT = Path(__file__).resolve().parents[2]
WAIT_SECONDS = 20.0
DEED = {"customer": "Ana", "channel": "instagram", "deed": "type", "what": "points"}
HOSTILE = "<script>alert(1)</script>"


def state(desk: str, tab: str = "") -> Any:
    return requests.get(f"{desk}/state", params={"tab": tab}, timeout=WAIT_SECONDS).json()


def grid(desk: str, title: str) -> list[list[str]]:
    return [[cell["text"] for cell in row] for row in shown_tab(desk, title)["rows"]]


def shown_tab(desk: str, title: str) -> Any:
    tab = state(desk, title)["tab"]
    assert tab["title"] == title
    return tab


def test_the_desk_shows_the_tabs_as_a_person_sees_them(desk: str) -> None:
    tabs, members = [tab["title"] for tab in state(desk)["tabs"]], shown_tab(desk, "Members")

    titles = ["Start", "Settings", "Members", "Orders", "Rewards", "Coupons", "Ledger", "Emails", "Problems"]
    titles += [
        "Campaigns",
        "Tiers",
        "Plans",
        "Products",
        "Survey",
        "Actions",
        "Segments",
        "Texts",
        "Answers",
        "Log",
        "Review",
        "Waiting",
    ]
    assert tabs == titles
    assert grid(desk, "Orders")[1][:4] == ["1042", "ana@example.com", "60.00", "USD"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", grid(desk, "Orders")[1][4])
    assert shown_tab(desk, "Orders")["frozen"] == 1
    headings = [cell["text"] for cell in members["rows"][0]]
    assert [heading for place, heading in enumerate(headings) if place not in members["columns"]] == [
        "Points as booked",
        "Points shown",
    ]


def do(desk: str, customer: str, deed: str, what: str, **more: str) -> Any:
    asked = {"customer": customer, "channel": "telegram", "deed": deed, "what": what, **more}
    return requests.post(f"{desk}/do", json=asked, timeout=WAIT_SECONDS).json()


def chat(desk: str, customer: str, channel: str) -> Any:
    return next(one for one in state(desk)["chats"] if (one["customer"], one["channel"]) == (customer, channel))


def test_the_form_opens_links_types_and_taps_as_a_customer(desk: str) -> None:
    links = next(one for one in state(desk)["channels"] if one["name"] == "messenger")["links"]
    link = next(one["link"] for one in links if one["word"] == "join")

    asked = do(desk, "Layla", "open", link, channel="messenger")
    joined = do(desk, "Layla", "type", "layla@example.com", channel="messenger")
    tapped = do(desk, "Layla", "tap", joined["bubbles"][0]["buttons"][0]["caption"], channel="messenger")
    chosen = do(desk, "Layla", "choose", "Points and rewards", channel="messenger")

    shown = chat(desk, "Layla", "messenger")
    assert shown["turns"] == [asked, joined, tapped, chosen]
    assert shown["language"] == "Arabic"
    assert not any(turn["log"] for turn in shown["turns"])
    assert any("layla@example.com" in row for row in grid(desk, "Members"))


def test_a_customer_reads_the_language_that_is_picked(desk: str) -> None:
    english = do(desk, "Ana", "type", "join")
    russian = do(desk, "Ana", "type", "menu", language="Russian")

    assert "email address" in english["bubbles"][0]["text"]
    assert "Что" in russian["bubbles"][0]["text"]
    assert chat(desk, "Ana", "telegram")["language"] == "Russian"


def test_the_owner_types_into_a_cell_and_the_next_answer_follows(desk: str) -> None:
    place = next(index for index, row in enumerate(grid(desk, "Settings")) if row[0] == "Sign-up bonus")

    requests.post(
        f"{desk}/cell", json={"tab": "Settings", "row": place, "column": 1, "text": "75"}, timeout=WAIT_SECONDS
    ).raise_for_status()
    do(desk, "Boris", "type", "join")
    told = do(desk, "Boris", "type", "boris@example.com")

    assert "75 points" in told["bubbles"][0]["text"]


def test_the_shop_stands_at_the_desk_and_tells_the_function_of_its_orders(desk: str, scene: Scene) -> None:
    shop = scene.shop
    sent = len(shop.outbox.attempts)
    shelf = requests.get(f"{state(desk)['shop']}/", timeout=WAIT_SECONDS)
    policy = requests.get(f"{desk}/", timeout=WAIT_SECONDS).headers["Content-Security-Policy"]

    shop.checked_out(shop.cart("Tote bag", email=ANA.email))
    while len(shop.outbox.attempts) == sent:  # it goes out by itself; the test's own time limit ends a wait in vain
        time.sleep(0.02)

    assert "Tote bag" in shelf.text
    assert "frame-src http://127.0.0.1:*;" in policy
    tried = shop.outbox.attempts[sent]
    assert tried.delivery.subscription.url == f"{scene.function.url}/shops/shopify"
    assert tried.status is not None


def test_the_desk_offers_the_link_in_the_mail_about_what_was_bought_in_the_shop(desk: str, scene: Scene) -> None:
    number = scene.shop.checked_out(scene.shop.cart("Tote bag")).removeprefix("#")
    offered = {one["name"]: one["links"] for one in state(desk)["channels"]}

    assert offered["messenger"][0]["word"].startswith(f"order-{number}_")
    assert offered["messenger"][0]["link"].startswith("https://m.me/")
    assert {one["word"] for one in offered["telegram"]} == {one["word"] for one in offered["instagram"]}
    assert not any(one["link"] for one in offered["telegram"])


@pytest.mark.skipif(find_chromium() is None, reason="Chromium is not installed here")
def test_a_link_into_the_shop_opens_in_its_frame_and_others_are_told(desk: str, scene: Scene) -> None:
    cart = f"{scene.shop.url}/cart/45000000000001:1"
    with chromium(find_chromium() or "") as browser:
        browser.open(f"{desk}/", width=1280, dark=False, height=1000)
        browser.value("new Promise((done) => { const look = () => known ? done() : setTimeout(look, 20); look(); })")
        shelf = browser.value("at('window').src")
        browser.value(f"follow({cart!r})")
        opened = browser.value("at('window').src")
        browser.value("follow('https://elsewhere.example/')")
        told, still = browser.value("at('word').textContent"), browser.value("at('window').src")

    assert (shelf, opened, still) == (f"{scene.shop.url}/", cart, cart)
    assert told == "It opens https://elsewhere.example/"


def test_hostile_names_come_as_text_that_the_page_never_takes_for_html(desk: str, scene: Scene) -> None:
    scene.owner.type("Orders", ("9001", HOSTILE, "$10.00"))

    answer = requests.get(f"{desk}/state?tab=Orders", timeout=WAIT_SECONDS)
    page = requests.get(f"{desk}/", timeout=WAIT_SECONDS)

    assert answer.headers["Content-Type"] == "application/json"
    assert any(HOSTILE in row for row in grid(desk, "Orders"))
    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert HOSTILE not in page.text
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", page.text)
    assert 'frame.setAttribute("sandbox", "")' in page.text


def test_the_page_needs_nothing_from_elsewhere(desk: str) -> None:
    page = requests.get(f"{desk}/", timeout=WAIT_SECONDS)

    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert not re.search(r"https?://|<link|@import| src=", page.text)


@pytest.mark.parametrize(
    ("path", "asked", "sentence"),
    [
        ("/do", DEED | {"customer": "Eve"}, "There is no such customer, channel or deed."),
        ("/do", DEED | {"channel": "fax"}, "There is no such customer, channel or deed."),
        ("/do", DEED | {"deed": "steals"}, "There is no such customer, channel or deed."),
        ("/do", DEED | {"what": " "}, "Nobody sends an empty message."),
        ("/do", DEED | {"deed": "tap", "what": "Nowhere"}, "There is no button"),
        ("/do", DEED | {"deed": "open", "what": "https://m.me/x?ref=loyalty"}, "https://m.me/x?ref=loyalty does not"),
        ("/do", [], "This is not a JSON object."),
        ("/cell", {"tab": "Members", "row": -1, "column": 0, "text": "x"}, "There is no such cell."),
        ("/cell", {"tab": "Nowhere", "row": 1, "column": 0, "text": "x"}, "The sheet says: Unable to parse range"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(desk: str, path: str, asked: object, sentence: str) -> None:
    answer = requests.post(f"{desk}{path}", json=asked, timeout=WAIT_SECONDS)

    assert answer.status_code == 400
    assert answer.json()["error"].startswith(sentence)


def test_a_page_from_elsewhere_can_neither_look_nor_tap(desk: str) -> None:
    before = state(desk)["chats"]

    form = requests.post(
        f"{desk}/do", data=json.dumps(DEED), headers={"Content-Type": "text/plain"}, timeout=WAIT_SECONDS
    )
    renamed = requests.get(f"{desk}/state", headers={"Host": "evil.example:8080"}, timeout=WAIT_SECONDS)

    assert (form.status_code, renamed.status_code) == (403, 403)
    assert state(desk)["chats"] == before


def test_the_reminder_run_is_started_and_its_letter_is_shown(desk: str, scene: Scene) -> None:
    stay_away(desk, scene, ANA)

    counts = requests.post(f"{desk}/remind", json={}, timeout=WAIT_SECONDS).json()

    letter = state(desk)["letters"][-1]
    assert counts["sent"] == 1
    assert letter["recipient"] == "Ana <ana@example.com>"
    assert "<html" in letter["html"]
    assert "points" in letter["text"]


def test_a_letter_is_shown_with_all_that_a_mail_program_shows(desk: str, scene: Scene) -> None:
    letter = layla_s_letter(desk, scene)

    assert letter["sender"] == "Marigold & Finch <hello@marigoldandfinch.example>"
    assert letter["recipient"] == "Layla <layla@example.com>"
    assert letter["subject"]
    assert letter["preheader"] == letter["preheader"].strip("\u034f\u200c\u00a0 ") != ""
    assert letter["preheader"] in letter["html"]
    assert 'dir="rtl"' in letter["html"]


def test_the_pictures_in_a_letter_are_there_and_nothing_else_of_this_machine(desk: str, scene: Scene) -> None:
    [picture, *_] = re.findall(r'src="([^"]+)"', layla_s_letter(desk, scene)["html"])

    answer = requests.get(picture, timeout=WAIT_SECONDS)

    assert picture.startswith(f"{desk}/pictures/")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/svg+xml")
    for path in ("/pictures/", "/pictures/../desk.html", "/pictures/%2e%2e/samples.py"):
        assert requests.get(f"{desk}{path}", timeout=WAIT_SECONDS).status_code == 404


@pytest.mark.skipif(find_chromium() is None, reason="Chromium is not installed here")
def test_a_letter_is_looked_at_as_on_a_desktop_and_a_phone_light_dark_and_as_plain_text(
    desk: str, scene: Scene
) -> None:
    subject = layla_s_letter(desk, scene)["subject"]
    with chromium(find_chromium() or "") as browser:
        browser.open(f"{desk}/", width=1280, dark=False, height=1600)
        browser.value(
            "new Promise((done) => { const look = () => "
            "document.querySelector('article iframe') ? done() : setTimeout(look, 20); look(); })"
        )

        def seen() -> tuple[str, object, str, bool]:
            frame = "document.querySelector('article iframe')"
            return (
                browser.value("document.querySelector('article h3').textContent"),
                browser.value(f"{frame}.getBoundingClientRect().width"),
                browser.value(f"getComputedStyle({frame}).colorScheme"),
                browser.value("document.querySelector('article .plain').checkVisibility()"),
            )

        views = [seen()]
        for value in ("phone", "dark", "text", "html", "light", "desktop"):
            browser.value(f"document.querySelector('button[value={value}]').click()")
            views.append(seen())
        may = browser.value("document.querySelector('article iframe').getAttribute('sandbox')")

    assert views == [
        (subject, 600, "light", False),
        (subject, 375, "light", False),
        (subject, 375, "dark", False),
        (subject, 0, "dark", True),
        (subject, 375, "dark", False),
        (subject, 375, "light", False),
        (subject, 600, "light", False),
    ]
    assert may == ""


def join(scene: Scene, customer: Customer) -> None:
    chat = scene.chats.of(customer)
    chat.type("join")
    chat.type(customer.email)


def stay_away(desk: str, scene: Scene, customer: Customer) -> None:
    """They joined long ago, and what other tests of this desk have bought with their address was bought as long ago:
    nobody is reminded within three days of an order.
    """
    join(scene, customer)
    scene.owner.type_over("Members", customer.email, "Joined", "2026-01-01 10:00:00")
    headings, *orders = grid(desk, "Orders")
    for row, order in enumerate(orders, start=1):
        if customer.email in order:
            placed = {"tab": "Orders", "row": row, "column": headings.index("Placed"), "text": "2026-01-01"}
            requests.post(f"{desk}/cell", json=placed, timeout=WAIT_SECONDS).raise_for_status()


@pytest.mark.skipif(find_chromium() is None, reason="Chromium is not installed here")
@pytest.mark.parametrize(
    ("who", "language", "typed", "caption", "says"),
    [
        ("Ana", "English", "hello", "Menu", "What would you like to do?"),
        ("Boris", "Russian", "здравствуйте", "Меню", "Что вас интересует?"),
        ("Layla", "Arabic", "مرحبا", "القائمة", "كيف يمكننا مساعدتك؟"),
    ],
)
def test_the_page_plays_a_customer_in_their_language(
    desk: str, who: str, language: str, typed: str, caption: str, says: str
) -> None:
    with chromium(find_chromium() or "") as browser:
        browser.open(f"{desk}/", width=1280, dark=False, height=1000)

        def until(shown: str) -> None:
            look = f"const look = () => ({shown}) ? done() : setTimeout(look, 20); look();"
            browser.value(f"new Promise((done) => {{ {look} }})")

        def pick(select: str, value: str) -> None:
            browser.value(f"{{ const it = at({select!r}); it.value = {value!r}; it.onchange?.(); }}")

        until("known")
        for select, value in (("customer", who), ("channel", "messenger"), ("language", language)):
            pick(select, value)
        before = browser.value("document.querySelectorAll('.tapped').length")
        browser.value(f"at('message').value = {typed!r}; document.querySelector('#form .do:not(.quiet)').click()")
        until(f"document.querySelectorAll('.tapped').length === {before + 1}")
        browser.value("[...document.querySelectorAll('.buttons button')].at(-1).click()")
        until(f"document.querySelectorAll('.tapped').length === {before + 2}")
        tapped = browser.value("[...document.querySelectorAll('.tapped')].at(-1).textContent")
        said = browser.value("[...document.querySelectorAll('.said')].at(-1).textContent")

    assert (tapped, says in said) == (caption, True), said


def layla_s_letter(desk: str, scene: Scene) -> Any:
    """The letter in Arabic that Layla gets, sent when the first test asks for it; the newest one is shown first."""
    mine = [letter for letter in state(desk)["letters"] if "layla@" in letter["recipient"]]
    if not mine:
        stay_away(desk, scene, LAYLA)
        requests.post(f"{desk}/remind", json={}, timeout=WAIT_SECONDS).raise_for_status()
        mine = [letter for letter in state(desk)["letters"] if "layla@" in letter["recipient"]]
    return mine[-1]


def test_a_port_in_use_is_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        ended = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-m", "sandbox", "--port", str(port)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=WAIT_SECONDS,
            check=False,
        )

    assert ended.returncode == 1
    assert ended.stdout == ""
    assert ended.stderr.startswith(f"Error: Port {port} is in use. Name another one: ")
    assert ended.stderr.count("\n") == 1


def test_a_shop_of_another_kind_is_refused_with_those_that_there_are() -> None:
    ended = CliRunner().invoke(sandbox, ["--shop", "fax"])

    assert ended.exit_code == 2
    assert "'fax' is not one of 'shopify', 'woocommerce', 'stripe'" in ended.output


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_ends_everything_without_a_traceback_and_leaves_nothing(tmp_path: Path, number: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-u", "-m", "sandbox", "--port", "0"],
        cwd=ROOT,
        env=os.environ | {"TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        told = _told_until(running, "The desk is open")
        running.send_signal(number)
        rest, complaints = running.communicate(timeout=WAIT_SECONDS)

    assert (running.returncode, complaints) == (0, "")
    assert "Ending everything" in rest
    ports = set(re.findall(r"://127\.0\.0\.1:(\d+)", told))
    assert len(ports) == 5
    assert not any(_open(int(port)) for port in ports)
    assert list(tmp_path.iterdir()) == []


def _told_until(running: subprocess.Popen[str], words: str) -> str:
    """What it wrote up to the line with these words; the test's own time limit ends a wait in vain."""
    assert running.stdout
    told = ""
    for line in running.stdout:
        told += line
        if words in line:
            break
    return told


def _open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_the_chats_button_opens_the_members_card_as_the_function_shows_it(desk: str) -> None:
    for typed in ("join", LAYLA.email):
        do(desk, "Layla", "type", typed, channel="messenger")
    said = do(desk, "Layla", "type", "points", channel="messenger")["bubbles"][-1]

    [link] = [button["link"] for button in said["buttons"] if "/card?t=" in button["link"]]
    page = requests.get(link, timeout=WAIT_SECONDS)

    assert link.startswith(f"{state(desk)['function']}/")
    assert page.status_code == 200
    assert "Finch Club" in page.text
    assert "window.open(link" in requests.get(f"{desk}/", timeout=WAIT_SECONDS).text


def test_a_cell_comes_with_its_note_its_drop_down_and_what_it_expects(desk: str, scene: Scene) -> None:
    headings, *rows = shown_tab(desk, "Settings")["rows"]
    values = {row[0]["text"]: row[1] for row in rows if row}
    start = shown_tab(desk, "Start")

    assert [cell["note"] for cell in headings][:2] == [
        "The name of the rule.",
        "What it is set to. Empty means the default.",
    ]
    assert values["Language"]["choices"] == ["en", "ru", "ar"]
    assert values["Sign-up bonus"]["expects"] == "A whole number, 0 or more."
    assert values["Program name"]["choices"] == []
    links = {cell["link"] for row in start["rows"] for cell in row} - {""}
    numbers = {one["title"]: one["number"] for one in state(desk)["tabs"]}
    assert f"#gid={numbers['Rewards']}" in links
    assert numbers["Rewards"] == scene.owner.sheet_id("Rewards")


@pytest.mark.parametrize("channel", list(Channel))
def test_every_action_of_the_chat_can_be_asked_for_in_every_channel(desk: str, channel: Channel) -> None:
    offered = next(one for one in state(desk)["channels"] if one["name"] == channel)["links"]
    do(desk, "Ana", "type", "join", channel=channel)
    lost = do(desk, "Ana", "type", "xyzzy", channel=channel)["bubbles"][0]["text"]

    answers = {
        one["word"]: do(
            desk, "Ana", *(("open", one["link"]) if one["link"] else ("type", one["word"])), channel=channel
        )
        for one in offered
    }

    assert {word.partition("-")[0] for word in answers} >= set(Action) - {Action.FRIEND, Action.CONFIRM}
    assert not [word for word, turn in answers.items() if turn["log"] or not turn["bubbles"]]
    assert [word for word, turn in answers.items() if turn["bubbles"][0]["text"] == lost] in ([], ["menu"])


def test_a_link_that_a_customer_was_told_can_be_opened_by_another_one(desk: str, scene: Scene) -> None:
    scene.owner.type_over("Settings", "Referral points", "Value", "20")
    scene.owner.type_over("Settings", "Chat link", "Value", "https://m.me/marigoldandfinch?ref=loyalty")
    for typed in ("join", LAYLA.email, "refer"):
        do(desk, "Layla", "type", typed, channel="messenger")

    offered = next(one for one in state(desk)["channels"] if one["name"] == "messenger")["links"]
    [link] = [one["link"] for one in offered if one["word"].startswith("friend-")]

    assert do(desk, "Boris", "open", link, channel="messenger")["bubbles"]
