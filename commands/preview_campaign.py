"""Trying a campaign before it starts."""

import click

from commands.spreadsheets import look_at
from loyalty.owner.campaign_preview import preview_campaign
from service.container import now


@click.command("campaign-preview")
@click.argument("campaign")
@click.argument("spreadsheet", required=False)
def campaign_preview(campaign: str, spreadsheet: str | None) -> None:
    """Say what CAMPAIGN, a row of the tab Campaigns, would have given to the orders of a year ago.

    Nothing is written. Its days are moved a year back; a campaign without both days is tried on all of the last year.

    Example: python manage.py campaign-preview "Double week"
    """
    book = look_at(spreadsheet)
    found = preview_campaign(book, campaign=campaign, now=now())
    if found is None:
        names = ", ".join(known.name for known in book.offers.campaigns) or "none"
        raise click.ClickException(f"There is no campaign {campaign!r} in the tab Campaigns. There are: {names}.")
    click.echo(f"{found.campaign}, tried on the orders placed from {found.first} to {found.last}:")
    click.echo(f"members touched: {found.members}, orders: {found.orders}, points given: {found.points}")
    if found.untold:
        click.echo(
            f"{found.untold} of these days' orders have its products, and Product lines do not tell what they came to: "
            "it could not multiply them."
        )
    if found.cost is None:
        click.echo("What they would cost cannot be said: no reward has anything under Your cost.")
    else:
        click.echo(f"when they are spent on rewards, they cost about {found.cost} {found.currency}")
