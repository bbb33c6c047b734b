"""The links into the chat, as text, as QR codes and for the shop's order mail."""

from pathlib import Path

import click

from commands.chat.entry_links import (
    JOIN,
    ORDER,
    ORDER_NUMBER,
    REFER,
    door,
    is_door,
    pages,
    shopify,
    to_one_flow,
    woocommerce,
)
from commands.spreadsheets import look_at

DOTS = 8
"""The side of one square of a QR code, in pixels."""


@click.command("links")
@click.argument("spreadsheet", required=False)
@click.option("--page", default="", metavar="NAME", help="The Facebook page's name, as in m.me/NAME.")
@click.option("--instagram", default="", metavar="NAME", help="The Instagram account's name.")
@click.option("--whatsapp", default="", metavar="NUMBER", help="The WhatsApp number with its country code.")
@click.option("--order", "number", default="", metavar="NUMBER", help="A QR code for this order's parcel, too.")
@click.option(
    "--one-flow", is_flag=True, help="Into the one flow, as where Chat link ends in ref=loyalty."
)
@click.option("--qr", "folder", type=click.Path(file_okay=False, path_type=Path), help="Write QR codes into DIR.")
def links(
    spreadsheet: str | None,
    page: str,
    instagram: str,
    whatsapp: str,
    number: str,
    folder: Path | None,
    *,
    one_flow: bool,
) -> None:
    """Print the links into the chat, and what to put into the order mail of Shopify or WooCommerce.

    The chat is the Chat link of SPREADSHEET's Settings, unless the options name one.

    Example: python manage.py links --page marigoldandfinch --qr codes
    """
    chats = tuple(pages(messenger=page, instagram=instagram, whatsapp=whatsapp)) or (_chat_link(spreadsheet),)
    for chat in chats:
        if not is_door(chat):
            raise click.ClickException(f"{chat} is no link that can carry a word: it has to be m.me, ig.me or wa.me.")
    if one_flow:
        chats = tuple(map(to_one_flow, chats))
    for chat in chats:
        click.echo(f"Join:          {door(chat, JOIN)}")
        click.echo(f"Claim:         {door(chat, ORDER, ORDER_NUMBER)}")
        click.echo(f"Bring friends: {door(chat, REFER)}\n")
        click.echo(f"Shopify, Settings, Notifications, Order confirmation:\n\n{shopify(chat)}\n")
        click.echo(f"WooCommerce, the theme's functions.php:\n\n{woocommerce(chat)}\n")
    if folder:
        _write_codes(chats[0], number.lstrip("#"), folder)


def _chat_link(spreadsheet: str | None) -> str:
    link = look_at(spreadsheet).settings.chat_link
    if not link:
        raise click.ClickException("Settings has no Chat link: fill it in, or name the chat: --page NAME.")
    return link


def _write_codes(chat: str, number: str, folder: Path) -> None:
    try:
        import segno  # only QR codes need it
    except ImportError as error:
        raise click.ClickException("QR codes need a package: pip install -r requirements-dev.txt") from error

    codes = {"join": door(chat, JOIN), "refer": door(chat, REFER)}
    if number:
        codes["order"] = door(chat, ORDER, number)
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
