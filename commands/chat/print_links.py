"""The links into the chat, as text, as QR codes and for the shop's order mail."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import click

from commands.chat.entry_links import (
    LINKED,
    ORDER_NUMBER,
    chat_link,
    door,
    is_door,
    leads_into_the_conversation,
    own_flows_door,
    pages,
    shopify,
    woocommerce,
)
from commands.spreadsheets import look_at
from manychat.talk.command import Action
from service.container import now
from service.environment import ORDER_LINK_KEY, Environment
from service.order_links import signed_number

SIGNED = (
    "What stands above for the order mail holds ORDER_LINK_KEY: it belongs into the shop's order mail and nowhere else."
)
UNSIGNED = (
    "The numbers above are not signed, as ORDER_LINK_KEY is not set here: whoever claims an order has to be known by "
    "the address that the shop has for it."
)
DOTS = 8
"""The side of one square of a QR code, in pixels."""


@click.command("links")
@click.argument("spreadsheet", required=False)
@click.option("--page", default="", metavar="NAME", help="The Facebook page's name, as in m.me/NAME.")
@click.option("--instagram", default="", metavar="NAME", help="The Instagram account's name.")
@click.option("--whatsapp", default="", metavar="NUMBER", help="The WhatsApp number with its country code.")
@click.option("--order", "number", default="", metavar="NUMBER", help="A QR code for this order's parcel, too.")
@click.option("--qr", "folder", type=click.Path(file_okay=False, path_type=Path), help="Write QR codes into DIR.")
@click.option("--own-flows", is_flag=True, help="Links for flows of one action each, as docs/chat-flows.md has them.")
def links(
    spreadsheet: str | None,
    page: str,
    instagram: str,
    whatsapp: str,
    number: str,
    folder: Path | None,
    *,
    own_flows: bool,
) -> None:
    """Print the links into the chat, and what to put into the order mail of Shopify or WooCommerce.

    The chat is the Chat link of SPREADSHEET's Settings, unless the options name one. A Chat link without the ref
    "loyalty" belongs to flows of one action each, and so do the links then.

    Example: python manage.py links --page marigoldandfinch --qr codes
    """
    chats = pages(messenger=page, instagram=instagram, whatsapp=whatsapp)
    if not chats:
        chats = [_chat_link(spreadsheet)]
        own_flows = own_flows or not leads_into_the_conversation(chats[0])
    for chat in chats:
        if not is_door(chat):
            raise click.ClickException(f"{chat} is no link that can carry a word: it has to be m.me, ig.me or wa.me.")
    into = own_flows_door if own_flows else door
    key = next(iter(Environment(os.environ).secrets(ORDER_LINK_KEY, now().date())), "")
    for chat in chats:
        for what, action in LINKED:
            about = ORDER_NUMBER if action is Action.ORDER else ""
            click.echo(f"{what + ':':<14} {into(chat, action, about)}")
        if not own_flows:
            click.echo(f"{'Chat link:':<14} {chat_link(chat)}   (for the tab Settings)")
        claim = into(chat, Action.ORDER, ORDER_NUMBER)
        click.echo(f"\nShopify, Settings, Notifications, Order confirmation:\n\n{shopify(claim, key)}\n")
        click.echo(f"WooCommerce, the theme's functions.php:\n\n{woocommerce(claim, key)}\n")
    click.echo(SIGNED if key else UNSIGNED)
    if folder:
        _write_codes({name: into(chats[0], action, about) for name, action, about in _printed(number, key)}, folder)


def _printed(number: str, key: str) -> Iterator[tuple[str, Action, str]]:
    """What there is a QR code for: its file's name, and the word of the link."""
    yield "join", Action.JOIN, ""
    yield "refer", Action.REFER, ""
    if number:
        bare = number.replace("#", "")
        yield "order", Action.ORDER, signed_number(bare, key) if key else bare


def _chat_link(spreadsheet: str | None) -> str:
    link = look_at(spreadsheet).settings.chat_link
    if not link:
        raise click.ClickException("Settings has no Chat link: fill it in, or name the chat: --page NAME.")
    return link


def _write_codes(codes: Mapping[str, str], folder: Path) -> None:
    import segno  # only QR codes need it

    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, link in codes.items():
            code = segno.make(link, error="m", micro=False)
            for ending in ("svg", "png"):
                path = folder / f"{name}.{ending}"
                code.save(str(path), scale=DOTS)
                click.echo(f"Wrote {path}.")
    except OSError as error:
        raise click.ClickException(f"The QR codes cannot be written: {error.strerror}: {error.filename}") from error
