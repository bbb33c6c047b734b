"""Taking members of an earlier loyalty program into the spreadsheet, with the points that they had there."""

import os
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

import click

from commands.import_orders import DAYS, DECIMALS
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
from loyalty.book.left_members import Marks
from loyalty.model.identifiers import MEMBER_CODE_LENGTH
from loyalty.model.imported import ImportedMember, IntakeResult
from loyalty.owner.opening_balances import open_accounts
from service.container import codes, now
from service.environment import FOR_CODES, Environment
from shops.csv_file import Export
from shops.headings import Shop, known_shop, mapped_shop, places
from shops.member_rows import FIELDS, OWN_MEMBERS, PROGRAMS, read_members

SLICE = 500
"""Members in one commit: with 3 KB for each this stays below the 2 MB that Google recommends."""


@click.command("import-members")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--spreadsheet", help="Its id or address; else SPREADSHEET_ID.")
@click.option("--map", "maps", multiple=True, metavar="OURS=HEADING,…", help=f"Ours: {', '.join(FIELDS)}.")
@click.option("--encoding", callback=known_encoding, help="Of the files, such as Windows-1256.")
@click.option("--sheet", default="", help="Of a workbook; else the first one with headings that are known.")
@click.option("--days", type=click.Choice(list(DAYS)), help="Whether a birthday on 03/04 is in April or in March.")
@click.option("--decimal", type=click.Choice(list(DECIMALS)), help="The decimal separator: a point or a comma.")
@click.option("--letters", is_flag=True, help="They have agreed to letters: they get them before they join, too.")
@click.option("--joined-too", is_flag=True, help="Give also members who have joined in the chat what they had.")
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
@rarely_collecting()
def import_members(
    files: tuple[Path, ...],
    spreadsheet: str | None,
    maps: tuple[str, ...],
    encoding: str,
    sheet: str,
    days: str | None,
    decimal: str | None,
    *,
    letters: bool,
    joined_too: bool,
    dry_run: bool,
) -> None:
    """Open accounts for the members in FILES: exports of Smile.io, Yotpo, Stamped, LoyaltyLion, Joy and others.

    Any other file is understood with --map. Each address gets its points once, as an opening in the Ledger, also when
    they are below zero, and its tier, birthday and unused codes. Who joins in the chat with such an address has to
    prove it with a code by letter, and then has all of that. Who has left the program stays out of it.

    Whoever has joined with the address before gets nothing, for nobody has proved that it is theirs; say --joined-too
    when you know your members. Lines that cannot be taken are written into NAME.rejected.csv beside the file; the exit
    status is then 1.

    Example: python manage.py import-members customers.csv --dry-run
    """
    columns = mapped(maps, FIELDS, {"Mail": "Email", "Balance": "Points"})
    workbook = None if dry_run else open_store(spreadsheet)
    marks = Marks(Environment(os.environ).link_key)
    rule = partial(_open, letters=letters, joined_too=joined_too, marks=marks)
    importer = Importer(spreadsheet, rule, SLICE, "Members", workbook)
    rejected = 0
    for path in files:
        try:
            export = read_file(path, PROGRAMS, columns, encoding=encoding, sheet=sheet)
            check_map(columns, export, path)
            program = _the_program(path, export, columns)
        except click.ClickException as refused:
            refused.show()  # and the other files are taken
            rejected += 1
            continue
        read = read_members(export, program, decimal=DECIMALS.get(decimal or "", ""), days=DAYS.get(days or ""))
        points = sum(group.value.points for group in read.groups if group.value)
        size = f"{counted(len(export.lines), 'line')}, {counted(points, 'point')}"
        click.echo(f"{path.name}: {program.name}; {export.told}; {size}")
        click.echo("  " + ", ".join(f"{name} from {heading!r}" for name, heading in read.columns))
        for note in export.notes:
            click.echo(f"  {note}")
        imported = importer.take(read.groups)
        tell(imported, path, export, dry=dry_run)
        rejected += len(imported.rejected)
    lacking = [name for name in FOR_CODES if not os.environ.get(name, "").strip()]
    if lacking:
        click.echo(f"They join with a code by letter; the function needs {', '.join(lacking)} for that.")
    if rejected:
        raise click.exceptions.Exit(1)


def _open(
    book: Book, values: Sequence[ImportedMember], *, letters: bool, joined_too: bool, marks: Marks
) -> Decision[tuple[IntakeResult, ...]]:
    made = codes(MEMBER_CODE_LENGTH)
    return open_accounts(
        book, members=values, codes=made, now=now(), letters=letters, joined_too=joined_too, marks=marks
    )


def _the_program(path: Path, export: Export, columns: Mapping[str, str]) -> Shop:
    known = known_shop(export.headings, PROGRAMS)
    program = mapped_shop(columns, known, own=OWN_MEMBERS) if columns else known
    if program is None or not places(program.columns, export.headings)["Email"]:
        raise click.ClickException(
            f"{path.name} is no export that is known. Say under which heading what stands, such as "
            f'--map "Email=…,Points=…". It has: {", ".join(filter(None, export.headings))}.'
        )
    return program
