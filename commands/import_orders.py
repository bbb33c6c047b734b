"""Taking a shop's orders into the spreadsheet, from the files that it exports."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import click

from commands.import_run import (
    Importer,
    check_map,
    counted,
    known_encoding,
    mapped,
    open_store,
    rarely_collecting,
    read_file,
    tell,
)
from loyalty.book.book import Book
from loyalty.book.decision import Decision
from loyalty.intake.shop_orders import take_orders
from loyalty.model.imported import IntakeResult, OrderSource, ShopOrder
from loyalty.model.orders import OrderStatus
from loyalty.model.written.order_statuses import fold_status, order_status
from loyalty.model.written.written_days import DayForm
from service.container import now
from shops.bought.bought_fields import BOUGHT_FIELDS
from shops.csv_file import Export
from shops.formats import SHOPS
from shops.headings import (
    CANCELLED,
    CHANGED,
    FIELDS,
    LINE_AMOUNT,
    LINE_STATUS,
    OTHER_NAMES,
    PAID_ON,
    REFUND_ID,
    Shop,
    known_shop,
    mapped_shop,
    places,
)
from shops.order_rows import Understood, read_orders
from words.amounts import COMMA, POINT

SLICE = 1_000
"""Orders in one commit: with about 1 KB for each this stays below the 2 MB that Google recommends."""
DAYS = {"day-first": DayForm.DAY_FIRST, "month-first": DayForm.MONTH_FIRST}
_STATUS = re.compile(r"stat|estado|état|статус|состояние|حالة", re.IGNORECASE)
"""A heading that may be the status of an order."""
DECIMALS = {"point": POINT, "comma": COMMA}


@click.command("import-orders")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--spreadsheet", help="Its id or address; else SPREADSHEET_ID.")
@click.option("--map", "maps", multiple=True, metavar="OURS=HEADING,…", help=f"Ours: {', '.join(FIELDS)}.")
@click.option("--map-status", "words", multiple=True, metavar="WORD=OURS,…", help=f"Ours: {', '.join(OrderStatus)}.")
@click.option("--encoding", callback=known_encoding, help="Of the files, such as Windows-1256.")
@click.option("--sheet", default="", help="Of a workbook; else the first one with headings that are known.")
@click.option("--days", type=click.Choice(list(DAYS)), help="Whether 03/04/2026 is in April or in March.")
@click.option("--decimal", type=click.Choice(list(DECIMALS)), help="The decimal separator: a point or a comma.")
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
@rarely_collecting()
def import_orders(
    files: tuple[Path, ...],
    spreadsheet: str | None,
    maps: tuple[str, ...],
    words: tuple[str, ...],
    encoding: str,
    sheet: str,
    days: str | None,
    decimal: str | None,
    *,
    dry_run: bool,
) -> None:
    """Add the orders in FILES, exports of Shopify, WooCommerce, Wix, Squarespace, Square and others, to the tab Orders.

    Any other file is understood with --map, which adds to what is known of a file; a word of your shop's own for a
    status with --map-status. An order is added once. What a file says of one that is known goes into the tab Log.

    Lines that cannot be taken are written into NAME.rejected.csv beside the file, with the reason in front; the exit
    status is then 1.

    Example: python manage.py import-orders orders_export.csv --dry-run

    Example: python manage.py import-orders till.csv --map "Order number=Receipt,Email=Mail,Amount=Total"

    Example: python manage.py import-orders till.csv --map-status "Abgeschlossen=paid,Retour=refunded"
    """
    columns = mapped(maps, (*FIELDS, LINE_AMOUNT, CHANGED, REFUND_ID, *BOUGHT_FIELDS), OTHER_NAMES)
    statuses = mapped_statuses(words)
    workbook = None if dry_run else open_store(spreadsheet)
    importer = Importer(spreadsheet, _take, SLICE, "Orders", workbook)
    rejected = 0
    for path in files:
        try:
            export = read_file(path, SHOPS, columns, encoding=encoding, sheet=sheet)
            check_map(columns, export, path)
            shop = the_shop(path, export, columns)
        except click.ClickException as refused:
            refused.show()  # and the other files are taken
            rejected += 1
            continue
        read = read_orders(
            export,
            shop,
            days=DAYS.get(days or ""),
            decimal=DECIMALS.get(decimal or "", ""),
            statuses=statuses,
        )
        for sentence in said_of(path, export, shop, read):
            click.echo(sentence)
        imported = importer.take(read.groups)
        tell(imported, path, export, dry=dry_run)
        rejected += len(imported.rejected)
    if rejected:
        raise click.exceptions.Exit(1)


def _take(book: Book, values: Sequence[ShopOrder]) -> Decision[tuple[IntakeResult, ...]]:
    return take_orders(book, orders=values, now=now(), source=OrderSource.FILE)


def mapped_statuses(written: Sequence[str]) -> Mapping[str, OrderStatus]:
    """What --map-status says: words of the owner's shop, as they are compared, for our statuses."""
    statuses = dict[str, OrderStatus]()
    for part in (part for option in written for part in option.split(",")):
        word, sign, ours = part.rpartition("=")
        meant = order_status(ours) if ours.strip() else None
        if not sign or not fold_status(word) or meant is None:
            raise click.ClickException(
                f"--map-status does not understand {part.strip()!r}. Write WORD=OURS; ours: {', '.join(OrderStatus)}."
            )
        statuses[fold_status(word)] = meant
    return statuses


def the_shop(path: Path, export: Export, columns: Mapping[str, str]) -> Shop:
    """The shop whose export it is, with what --map adds; one clear sentence when no heading says the order's number."""
    known = known_shop(export.headings, SHOPS)
    shop = mapped_shop(columns, known) if columns else known
    if shop is None or not places(shop.columns, export.headings)["Order"]:
        names = ", ".join(known.name for known in SHOPS)
        raise click.ClickException(
            f"{path.name} is no export that is known ({names}). Say under which heading what stands, such as "
            f'--map "Order number=…,Email=…,Amount=…". It has: {", ".join(filter(None, export.headings))}.'
        )
    return shop


def said_of(path: Path, export: Export, shop: Shop, read: Understood) -> Sequence[str]:
    """What was understood of a file."""
    orders = [group.value for group in read.groups if group.value]
    placed = [date(order.placed.year, order.placed.month, order.placed.day) for order in orders if order.placed]
    spread = f" from {min(placed)} to {max(placed)}" if placed else ""
    size = f"{counted(len(export.lines), 'line')}, {counted(len(read.groups), 'order')}"
    cents = "comma" if read.decimal == COMMA else "point"
    told = [
        f"{path.name}: {shop.name}; {export.told}; {size}{spread}",
        "  " + ", ".join(f"{name} from {heading!r}" for name, heading in read.columns),
        f"  days: {read.days or 'year first or with the name of the month'}; cents after a {cents}",
    ]
    told += (f"  {note}" for note in export.notes)
    if not {name for name, _ in read.columns} & {"Status", CANCELLED, LINE_STATUS, PAID_ON}:
        like = next((heading for heading in export.headings if _STATUS.search(heading)), "")
        advice = f'; --map "Status={like}" reads that column' if like else ""
        told.append(f"  no column says a status: all of them count as paid{advice}")
    nameless = sum(not order.email for order in orders)
    if nameless:
        told.append(f"  {nameless:,} have no email address: nobody can claim them until you type one into Email.")
    return told
