"""The owner's and operator's command line; each command is a function in commands/."""

import sys

INSTALL = "Run: make setup; then: .venv/bin/python manage.py ..."

if sys.version_info < (3, 11):  # noqa: UP036 - whoever runs an older one reads this instead of a SyntaxError
    sys.exit("This Python is too old for the program, which needs 3.11 or newer. " + INSTALL)

try:
    import click

    from commands.books import close_books
    from commands.campaigns import campaign_preview
    from commands.check import check
    from commands.letters import letters, remind
    from commands.members import import_members
    from commands.orders import import_orders
    from commands.setup import setup
except ModuleNotFoundError as missing:
    sys.exit(f"The package {missing.name} is not installed for this Python. {INSTALL}")


@click.group()
def manage() -> None:
    """Regulars: a loyalty program in your Google Sheet."""


for command in (setup, check, letters, remind, campaign_preview, close_books, import_orders, import_members):
    manage.add_command(command)


if __name__ == "__main__":
    manage()
