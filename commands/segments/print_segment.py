"""Printing who is in a segment, as an advertiser's audience or an email program takes it in."""

import csv
import sys
from collections.abc import Callable, Mapping
from datetime import datetime

import click

from commands.spreadsheets import look_at
from loyalty.owner.segment_list import Listed, NoSuchSegment, SegmentList, list_segment
from service.container import now
from words.literal_text import literal

Columns = Mapping[str, Callable[[Listed], str]]
COLUMNS: Mapping[str, Columns] = {
    "klaviyo": {
        "Email": lambda one: one.email,
        "First Name": lambda one: literal(one.first_name),
        "Last Name": lambda one: literal(one.last_name),
        "Phone Number": lambda one: one.phone,
    },
    "google": {"Email": lambda one: one.email, "Phone": lambda one: one.phone},
    "meta": {
        "email": lambda one: one.email,
        "phone": lambda one: one.phone,
        "fn": lambda one: literal(one.first_name),
        "ln": lambda one: literal(one.last_name),
    },
}
"""The headings that each takes without asking: Klaviyo (help.klaviyo.com, 115005078967), Google Ads' Customer Match
(support.google.com/google-ads/answer/7659867; names only count there with a country and a postcode, which nobody has
told), Meta's own template of a customer list. Names are text wherever the file is opened; a phone number is
digits behind its plus."""


@click.command()
@click.argument("name")
@click.argument("spreadsheet", required=False)
@click.option("--csv", "as_csv", is_flag=True, help="Print who it is, with the headings of another program.")
@click.option(
    "--for", "program", type=click.Choice(list(COLUMNS)), default="klaviyo", show_default=True, help="Whose headings."
)
def segment(name: str, spreadsheet: str | None, *, as_csv: bool, program: str) -> None:
    """Say how many members are in the segment NAME now, or print them with --csv.

    NAME may be a row of the tab Segments, a tier, a plan, or a word of yours under Segment in Members. Whoever wants no
    emails, whose mailbox does not exist, who is blocked, whose address is not proved where you want that, or begins
    like a formula, is left out.

    Example: python manage.py segment "at risk" --csv
    """
    found = _found(name, spreadsheet, now())
    sentence = f"{name}: {len(found.members)} members who may be written to, {found.left_out} left out."
    if not as_csv:
        click.echo(sentence)
        return
    columns = COLUMNS[program]
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([column(member) for column in columns.values()] for member in found.members)
    click.echo(sentence, err=True)


def _found(name: str, spreadsheet: str | None, at: datetime) -> SegmentList:
    found = list_segment(look_at(spreadsheet), name, now=at)
    if isinstance(found, NoSuchSegment):
        there = ", ".join(found.there) or "none: manage.py setup makes the tab"
        raise click.ClickException(f"There is no segment {name!r}. There are: {there}.")
    # Marked as text an address would be another one, and as it is Excel would run it.
    plain = tuple(member for member in found.members if literal(member.email) == member.email)
    return SegmentList(plain, found.left_out + len(found.members) - len(plain))
