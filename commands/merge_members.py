"""Making one member of two rows that are one person."""

import os
from functools import partial

import click

from commands.spreadsheets import look_at, open_spreadsheet
from loyalty.owner.merging import Merged, NotMerged, merge, take_apart
from service.container import chance, now
from service.environment import Environment, VariableMalformed
from sheets.google.errors import WorkbookError
from sheets.workbook import OPENING_SECONDS, Workbook


@click.command("merge")
@click.argument("member")
@click.argument("other")
@click.option("--spreadsheet", help="Its id or address; else SPREADSHEET_ID.")
@click.option("--undo", is_flag=True, help="Take the two apart again.")
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
def merge_members(member: str, other: str, spreadsheet: str | None, *, undo: bool, dry_run: bool) -> None:
    """Make one member of MEMBER and OTHER, each named by code or address: OTHER counts for MEMBER from then on.

    Two lines in the Ledger carry the points over. OTHER's orders stay claimed, and their coupons, contacts and address
    are MEMBER's. OTHER's row stays where it is, but is no member any more. A second run changes nothing.

    Example: python manage.py merge K7Q4ZD M3X9TR --dry-run
    """
    rule = partial(take_apart if undo else merge, keep=member, other=other, now=now())
    if dry_run:
        outcome = rule(look_at(spreadsheet)).outcome
    else:
        try:
            quota = Environment(os.environ).quota
            workbook = Workbook(open_spreadsheet(spreadsheet), clock=now, chance=chance, quota=quota)
            workbook.open(seconds=OPENING_SECONDS)
            outcome = workbook.transact(rule, seconds=OPENING_SECONDS)
        except (WorkbookError, VariableMalformed) as error:
            message = f"Nothing is half done: {str(error).rstrip('.')}. Run the command again."
            raise click.ClickException(message) from error
    _tell(outcome, dry=dry_run)


def _tell(outcome: Merged | NotMerged, *, dry: bool) -> None:
    match outcome:
        case NotMerged(why, is_so=True):
            click.echo(f"{why} Nothing is to be done.")
        case NotMerged(why):
            raise click.ClickException(why)
        case Merged(member, other, points, has, undone):
            done = "take" if undone else "join"
            said = f"Would {done}" if dry else {"take": "Took", "join": "Joined"}[done]
            what = f"{other} apart from {member}" if undone else f"{other} with {member}"
            to = other if undone else member
            click.echo(f"{said} {what}: {points:,} points go to {to}; {member} has {has:,} then.")
