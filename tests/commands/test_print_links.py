"""The links into the chat: what the shop's order mail makes of them comes back as the order's number."""

import json
import shutil
import subprocess
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import liquid
import pytest
from click.testing import CliRunner, Result

from commands.chat.entry_links import shopify, to_one_flow, woocommerce
from manage import manage
from manychat.incoming import Incoming, parse
from manychat.talk.command import Action, Command, command_of
from sandbox.owner import Owner

PAGES = ("https://m.me/marigold", "https://ig.me/m/marigold", "https://wa.me/15550100")
NUMBERS = ("1042", "#1042", "MF-1042", "MF 1042&ref=x", "١٠٤٢")


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(manage, ("links", *arguments))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def comes_back(link: str) -> str:
    """The order number that the function reads when ManyChat hands on the link's ref or words."""
    [(_, said)] = parse_qsl(urlsplit(link).query)
    incoming = parse({"contact": {"id": "7001"}, "order_number": said})
    assert isinstance(incoming, Incoming)
    return incoming.order_number


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("number", NUMBERS)
def test_shopifys_order_mail_brings_the_orders_number_into_the_chat(page: str, number: str) -> None:
    mail = liquid.render(shopify(page), order={"name": number})

    link = mail.split('href="')[1].split('"')[0]
    assert link.startswith(page)
    assert comes_back(link) == number.lstrip("#")


@pytest.mark.parametrize("page", PAGES[:2])
@pytest.mark.parametrize("number", ["1042", "#1042", "MF-1042"])
def test_shopifys_order_mail_leads_into_the_one_flow_with_the_orders_number(page: str, number: str) -> None:
    mail = liquid.render(shopify(to_one_flow(page)), order={"name": number})

    [(_, said)] = parse_qsl(urlsplit(mail.split('href="')[1].split('"')[0]).query)
    ref, _, word = said.partition("--")
    assert ref == "loyalty"
    assert command_of(word) == Command(Action.ORDER, number.lstrip("#"))


def test_links_into_the_one_flow_are_printed_where_the_option_or_the_chat_link_says_so(owner: Owner) -> None:
    owner.type_over("Settings", "Chat link", "Value", "https://m.me/marigold?ref=loyalty")

    by_option = run("--page", "marigold", "--whatsapp", "15550100", "--one-flow").output
    by_setting = run().output

    for said in (by_option, by_setting):
        assert "Join:          https://m.me/marigold?ref=loyalty--join\n" in said
        assert "Claim:         https://m.me/marigold?ref=loyalty--order-ORDER-NUMBER\n" in said
    assert "Claim:         https://wa.me/15550100?text=order%20ORDER-NUMBER\n" in by_option


PHP = shutil.which("php") or ""


@pytest.mark.skipif(not PHP, reason="PHP is not on this machine")
@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("plain", [False, True])
def test_woocommerces_order_mail_brings_the_orders_number_into_the_chat(page: str, number: str, plain: bool) -> None:
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
{woocommerce(page)}
"""
    made = subprocess.run([PHP, "-r", script], capture_output=True, text=True, check=True).stdout  # noqa: S603 - ours

    hook, said = made.split("|")
    link = said.split(": ")[1].strip() if plain else said.split('href="')[1].split('"')[0]
    assert hook == "woocommerce_email_after_order_table"
    assert made.count(page) == 1
    assert comes_back(link) == number.lstrip("#")


def test_the_links_need_nothing_but_the_chats_name() -> None:
    result = run("--page", "marigold", "--whatsapp", "+1 (555) 0100")

    assert result.exit_code == 0
    assert "Join:          https://m.me/marigold?ref=join\n" in result.output
    assert "Claim:         https://m.me/marigold?ref=order--ORDER-NUMBER\n" in result.output
    assert "Bring friends: https://wa.me/15550100?text=refer\n" in result.output


def test_the_chat_link_of_settings_is_asked_for_nowhere_else(owner: Owner) -> None:
    owner.type("Settings", ["Chat link", "https://m.me/marigold?ref=hello"])

    result = run(owner.spreadsheet)

    assert "Claim:         https://m.me/marigold?ref=order--ORDER-NUMBER\n" in result.output


@pytest.mark.parametrize("link", ["https://t.me/marigold", "marigold", "https://m.me/"])
def test_a_chat_whose_links_carry_nothing_is_one_sentence(owner: Owner, link: str) -> None:
    owner.type("Settings", ["Chat link", link])

    result = run(owner.spreadsheet)

    assert result.exit_code == 1
    assert result.output.count("Error:") == 1


def test_qr_codes_for_the_counter_and_a_parcel_are_pictures_that_can_be_printed(tmp_path: Path) -> None:
    pytest.importorskip("segno")

    result = run("--page", "marigold", "--order", "#1042", "--qr", str(tmp_path / "codes"))

    assert result.exit_code == 0, result.output
    made = {path.name: path.read_bytes()[:8] for path in (tmp_path / "codes").iterdir()}
    assert set(made) == {f"{name}.{ending}" for name in ("join", "refer", "order") for ending in ("svg", "png")}
    assert made["order.png"] == b"\x89PNG\r\n\x1a\n"


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    pytest.importorskip("segno")
    (tmp_path / "file").write_text("")

    result = run("--page", "marigold", "--qr", str(tmp_path / "file" / "codes"))

    assert result.exit_code == 1
    assert "The QR codes cannot be written" in result.output
