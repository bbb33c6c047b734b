"""The links into the chat: what the shop's order mail makes of them comes back as the order's number."""

import hmac
import json
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import liquid
import pytest
from click.testing import CliRunner, Result

from commands.chat.entry_links import LINKED, ORDER_NUMBER, door, own_flows_door, shopify, woocommerce
from manage import manage
from manychat.incoming import Incoming, parse
from manychat.talk.ask_field import Tapped, read_ask
from manychat.talk.command import Action, Command
from manychat.talk.command_words import trigger_words
from manychat.talk.memory import Seal
from manychat.talk.spelling import plain_digits
from manychat.talk.understanding import understand
from sandbox.owner import Owner
from service.order_links import shown_order

PAGES = ("https://m.me/marigold", "https://ig.me/m/marigold", "https://wa.me/15550100")
NUMBERS = ("1042", "#1042", "MF-1042", "MF 1042&ref=x", "١٠٤٢")
Door = Callable[..., str]
DOORS = (door, own_flows_door)
WAYS = [
    (way, page, number)
    for way in DOORS
    for page in PAGES
    for number in NUMBERS
    # What a customer sends by WhatsApp is read as typed words, of which a number with a space is none.
    if not (way is door and "wa.me" in page and " " in number)
]


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(manage, ("links", *arguments))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def claim_link(door: Door, page: str) -> str:
    return door(page, Action.ORDER, ORDER_NUMBER)


def comes_back(link: str, door: Door) -> str:
    """The order number that the function reads when ManyChat hands on the link's ref or words."""
    [(key, said)] = parse_qsl(urlsplit(link).query)
    if door is own_flows_door:
        incoming = parse({"contact": {"id": "7001"}, "order_number": said})
        assert isinstance(incoming, Incoming)
        return incoming.order_number
    command = opened(said) if key == "ref" else understand(said)
    assert isinstance(command, Command)
    assert command.action is Action.ORDER
    return command.about


def opened(ref: str) -> Command | None:
    """What the field says after a link with this ref."""
    name, _, word = ref.partition("--")
    field = read_ask(word, Seal(("key",), "7001"), datetime(2026, 11, 29, tzinfo=UTC))
    return field.command if name == "loyalty" and isinstance(field, Tapped) else None


KEYS = ("", "the-key-of-the-order-mail", "it's a key with \\ in it")
"""Without one the numbers are not signed."""
SHOPS = liquid.Environment()
SHOPS.filters["hmac_sha256"] = lambda text, key: hmac.digest(key.encode(), text.encode(), "sha256").hex()
"""Shopify's own filter, which Liquid itself lacks (https://shopify.dev/docs/api/liquid/filters/hmac_sha256)."""


def brings(link: str, door: Door, number: str, key: str) -> bool:
    """True when the link brings this number, and its proof where there is a key."""
    shown = shown_order(comes_back(link, door), (key,) if key else ())
    # WhatsApp's words are read with plain digits: then the proof of other digits holds no more.
    as_written = "wa.me" not in link or number.isascii() or door is own_flows_door
    return plain_digits(shown.number) == plain_digits(number.lstrip("#")) and shown.signed == bool(key and as_written)


@pytest.mark.parametrize(("door", "page", "number"), WAYS)
@pytest.mark.parametrize("key", KEYS)
def test_shopifys_order_mail_brings_the_orders_number_into_the_chat(
    page: str, number: str, key: str, door: Door
) -> None:
    mail = SHOPS.from_string(shopify(claim_link(door, page), key)).render(order={"name": number})

    link = mail.split('href="')[1].split('"')[0]
    assert link.startswith(page)
    assert brings(link, door, number, key)


PHP = shutil.which("php") or ""


@pytest.mark.skipif(not PHP, reason="PHP is not on this machine")
@pytest.mark.parametrize(("door", "page", "number"), WAYS)
@pytest.mark.parametrize(("plain", "key"), [(False, KEYS[0]), (True, KEYS[1]), (False, KEYS[2])])
def test_woocommerces_order_mail_brings_the_orders_number_into_the_chat(
    page: str, number: str, plain: bool, key: str, door: Door
) -> None:
    script = f"""
function esc_url( $link ) {{ return htmlspecialchars( $link ); }}
function add_action( $hook, $act, $priority, $arguments ) {{
    class_exists( 'Order' ) || eval( 'class Order {{ public $number;
        function get_order_number() {{ return $this->number; }} }}' );
    $order = new Order();
    $order->number = {json.dumps(number, ensure_ascii=False)};
    echo $hook . '|';
    $act( $order, true, false );
    $act( $order, false, {json.dumps(plain)} );
}}
{woocommerce(claim_link(door, page), key)}
"""
    made = subprocess.run([PHP, "-r", script], capture_output=True, text=True, check=True).stdout  # noqa: S603 - ours

    hook, said = made.split("|")
    link = said.split(": ")[1].strip() if plain else said.split('href="')[1].split('"')[0]
    assert hook == "woocommerce_email_after_order_table"
    assert made.count(page) == 1
    assert brings(link, door, number, key)


@pytest.mark.parametrize("key", ["", "the-key-of-the-order-mail,the-older-key"])
def test_what_belongs_into_the_order_mail_signs_where_there_is_a_key_and_says_so_where_there_is_none(
    monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    monkeypatch.setenv("ORDER_LINK_KEY", key)
    told = run("--page", "marigold").output

    assert ("hmac_sha256: 'the-key-of-the-order-mail' | slice: 0, 20" in told) is bool(key)
    assert ("hash_hmac( 'sha256', $number, 'the-key-of-the-order-mail' )" in told) is bool(key)
    assert ("not signed, as ORDER_LINK_KEY is not set here" in told) is not bool(key)


def test_the_links_need_nothing_but_the_chats_name() -> None:
    result = run("--page", "marigold", "--whatsapp", "+1 (555) 0100")

    assert result.exit_code == 0
    assert "Join:          https://m.me/marigold?ref=loyalty--join\n" in result.output
    assert "Claim:         https://m.me/marigold?ref=loyalty--order-ORDER-NUMBER\n" in result.output
    assert "Bring friends: https://wa.me/15550100?text=refer\n" in result.output
    assert "Claim:         https://wa.me/15550100?text=order%20ORDER-NUMBER\n" in result.output
    assert "Chat link:     https://m.me/marigold?ref=loyalty " in result.output


def test_flows_of_ones_own_keep_the_links_that_they_had() -> None:
    result = run("--page", "marigold", "--own-flows")

    assert "Join:          https://m.me/marigold?ref=join\n" in result.output
    assert "Claim:         https://m.me/marigold?ref=order--ORDER-NUMBER\n" in result.output
    assert "loyalty" not in result.output


@pytest.mark.parametrize("page", PAGES)
def test_each_link_brings_its_word(page: str) -> None:
    for _, action in LINKED:
        [(key, said)] = parse_qsl(urlsplit(door(page, action)).query)
        assert (opened(said) if key == "ref" else understand(said)) == Command(action)


@pytest.mark.parametrize("language", ["en", "ru", "ar"])
def test_each_keyword_to_paste_is_a_word_that_is_understood(language: str) -> None:
    meant = [understand(word) for word in trigger_words(language)]

    assert all(isinstance(command, Command) for command in meant)
    missing = set(Action) - {command.action for command in meant if isinstance(command, Command)}
    assert missing <= {Action.FRIEND, Action.TAKE, Action.CONFIRM}, "what only links bring is English"


def test_the_chat_link_of_settings_is_asked_for_nowhere_else(owner: Owner) -> None:
    owner.type("Settings", ["Chat link", "https://m.me/marigold?ref=hello"])

    result = run(owner.spreadsheet)

    assert "Claim:         https://m.me/marigold?ref=order--ORDER-NUMBER\n" in result.output


def test_a_chat_link_into_the_one_flow_has_all_links_lead_there(owner: Owner) -> None:
    owner.type_over("Settings", "Chat link", "Value", "https://m.me/marigold?ref=loyalty")

    result = run(owner.spreadsheet)

    assert "Claim:         https://m.me/marigold?ref=loyalty--order-ORDER-NUMBER\n" in result.output


@pytest.mark.parametrize("link", ["https://t.me/marigold", "marigold", "https://m.me/"])
def test_a_chat_whose_links_carry_nothing_is_one_sentence(owner: Owner, link: str) -> None:
    owner.type("Settings", ["Chat link", link])

    result = run(owner.spreadsheet)

    assert result.exit_code == 1
    assert result.output.count("Error:") == 1


def test_qr_codes_for_the_counter_and_a_parcel_are_pictures_that_can_be_printed(tmp_path: Path) -> None:
    result = run("--page", "marigold", "--order", "#1042", "--qr", str(tmp_path / "codes"))

    assert result.exit_code == 0, result.output
    made = {path.name: path.read_bytes()[:8] for path in (tmp_path / "codes").iterdir()}
    assert set(made) == {f"{name}.{ending}" for name in ("join", "refer", "order") for ending in ("svg", "png")}
    assert made["order.png"] == b"\x89PNG\r\n\x1a\n"


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    result = run("--page", "marigold", "--qr", str(tmp_path / "file" / "codes"))

    assert result.exit_code == 1
    assert "The QR codes cannot be written" in result.output
