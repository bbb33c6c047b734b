"""Taking a shop's orders into the spreadsheet, from the files that it exports."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from commands.import_run import Importer, check_map, counted, mapped, open_store, read_file, tell
from loyalty.book.book import Book
from loyalty.book.decision import Decision
from loyalty.intake.shop_orders import take_orders
from loyalty.model.imported import IntakeResult, OrderSource, ShopOrder
from service.container import now
from shops.csv_file import Export
from shops.formats import FIELDS, LINE_AMOUNT, OTHER_NAMES, SHOPS, Shop, known_shop, mapped_shop
from shops.order_rows import Understood, read_orders
from words.amounts import COMMA, POINT
from words.days import DayForm

SLICE = 1_000
"""Orders in one commit: with about 1 KB for each this stays below the 2 MB that Google recommends."""
DAYS = {"day-first": DayForm.DAY_FIRST, "month-first": DayForm.MONTH_FIRST}
DECIMALS = {"point": POINT, "comma": COMMA}


@click.command("import-orders")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--spreadsheet", help="Its id or address; else SPREADSHEET_ID.")
@click.option("--map", "maps", multiple=True, metavar="OURS=HEADING,…", help=f"Ours: {', '.join(FIELDS)}.")
@click.option("--days", type=click.Choice(list(DAYS)), help="Whether 03/04/2026 is in April or in March.")
@click.option("--decimal", type=click.Choice(list(DECIMALS)), help="The sign before the cents.")
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
def import_orders(
    files: tuple[Path, ...],
    spreadsheet: str | None,
    maps: tuple[str, ...],
    days: str | None,
    decimal: str | None,
    *,
    dry_run: bool,
) -> None:
    """Add the orders in FILES, CSV exports of Shopify, WooCommerce, Etsy or Amazon, to the tab Orders.

    Any other file is understood with --map. An order is added once. Of one that is known only Status and Refunded are
    brought up to date, and only forward: what is refunded or cancelled stays so. Nothing else in its row is changed.

    Lines that cannot be taken are written into NAME.rejected.csv beside the file, with the reason in front; the exit
    status is then 1.

    Example: python manage.py import-orders orders_export.csv --dry-run

    Example: python manage.py import-orders till.csv --map "Order number=Receipt,Email=Mail,Amount=Total"
    """
    columns = mapped(maps, (*FIELDS, LINE_AMOUNT), OTHER_NAMES)
    workbook = None if dry_run else open_store(spreadsheet)
    importer = Importer(spreadsheet, _take, SLICE, "Orders", workbook)
    rejected = 0
    for path in files:
        export = read_file(path)
        check_map(columns, export, path)
        shop = mapped_shop(columns) if columns else the_shop(path, export)
        read = read_orders(export, shop, days=DAYS.get(days or ""), decimal=DECIMALS.get(decimal or "", ""))
        for sentence in said_of(path, export, shop, read):
            click.echo(sentence)
        imported = importer.take(read.groups)
        tell(imported, path, export, dry=dry_run)
        rejected += len(imported.rejected)
    if rejected:
        raise click.exceptions.Exit(1)


def _take(book: Book, values: Sequence[ShopOrder]) -> Decision[tuple[IntakeResult, ...]]:
    return take_orders(book, orders=values, now=now(), source=OrderSource.FILE)


def the_shop(path: Path, export: Export) -> Shop:
    """The shop whose export it is; one clear sentence when none is known by its headings."""
    shop = known_shop(export.headings)
    if shop is None:
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
    nameless = sum(not order.email for order in orders)
    if nameless:
        told.append(f"  {nameless:,} have no e-mail address: nobody can claim them until you type one into Email.")
    return told
