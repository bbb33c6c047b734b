"""The owner's and operator's command line; each command is a function in commands/."""

import sys

INSTALL = "Run: make setup; then: .venv/bin/python manage.py ..."

if sys.version_info < (3, 11):  # noqa: UP036 - whoever runs an older one reads this instead of a SyntaxError
    sys.exit("This Python is too old for the program, which needs 3.11 or newer. " + INSTALL)

try:
    import click

    from commands.chat.connect import connect_manychat
    from commands.chat.print_links import links
    from commands.check import check
    from commands.close_books import close_books
    from commands.import_members import import_members
    from commands.import_orders import import_orders
    from commands.merge_members import merge_members
    from commands.preview_campaign import campaign_preview
    from commands.reconcile import reconcile_orders
    from commands.report.make_report import report
    from commands.segments.print_segment import segment
    from commands.send_letters import letters, remind
    from commands.setup import setup
    from commands.sheet.advice.advise import advise
    from commands.shops.connect_shopify import connect_shopify
    from commands.shops.connect_stripe import connect_stripe
    from commands.shops.connect_woocommerce import connect_woocommerce
    from commands.verify import verify
    from service.version import VERSION
except ModuleNotFoundError as missing:
    sys.exit(f"The package {missing.name} is not installed for this Python. {INSTALL}")


@click.group()
@click.version_option(VERSION, prog_name="regulars")
def manage() -> None:
    """Regulars: a loyalty program in your Google Sheet."""


for command in (
    setup,
    check,
    connect_manychat,
    connect_shopify,
    connect_woocommerce,
    connect_stripe,
    links,
    import_orders,
    reconcile_orders,
    import_members,
    merge_members,
    letters,
    remind,
    campaign_preview,
    advise,
    report,
    segment,
    close_books,
    verify,
):
    manage.add_command(command)


if __name__ == "__main__":
    manage()
