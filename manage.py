"""The owner's and operator's command line; each command is a function in commands/."""

import sys
from importlib import import_module

INSTALL = "Run: make setup; then: .venv/bin/python manage.py ..."

if sys.version_info < (3, 11):  # noqa: UP036 - whoever runs an older one reads this instead of a SyntaxError
    sys.exit("This Python is too old for the program, which needs 3.11 or newer. " + INSTALL)

try:
    import click

    from service.version import VERSION
except ModuleNotFoundError as missing:
    sys.exit(f"The package {missing.name} is not installed for this Python. {INSTALL}")

COMMANDS = {
    "setup": "commands.setup:setup",
    "check": "commands.check:check",
    "connect-manychat": "commands.chat.connect:connect_manychat",
    "connect-shopify": "commands.shops.connect_shopify:connect_shopify",
    "connect-woocommerce": "commands.shops.connect_woocommerce:connect_woocommerce",
    "connect-stripe": "commands.shops.connect_stripe:connect_stripe",
    "links": "commands.chat.print_links:links",
    "import-orders": "commands.import_orders:import_orders",
    "reconcile": "commands.reconcile:reconcile_orders",
    "import-members": "commands.import_members:import_members",
    "merge": "commands.merge_members:merge_members",
    "letters": "commands.send_letters:letters",
    "remind": "commands.send_letters:remind",
    "campaign-preview": "commands.preview_campaign:campaign_preview",
    "advise": "commands.sheet.advice.advise:advise",
    "report": "commands.report.make_report:report",
    "segment": "commands.segments.print_segment:segment",
    "close-books": "commands.close_books:close_books",
    "verify": "commands.verify:verify",
}
"""Where each of them is."""


class Commands(click.Group):
    """Loads a command when it is named: all of them take a quarter of a second and six megabytes more than one."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names, as --help has them."""
        del ctx
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command with this name; a sentence where one of its packages is not installed."""
        del ctx
        module, _, function = COMMANDS.get(cmd_name, "").partition(":")
        try:
            command: click.Command | None = getattr(import_module(module), function) if module else None
        except ModuleNotFoundError as missing:
            sys.exit(f"The package {missing.name} is not installed for this Python. {INSTALL}")
        return command


@click.group(cls=Commands)
@click.version_option(VERSION, prog_name="regulars")
def manage() -> None:
    """Regulars: a loyalty program in your Google Sheet."""


if __name__ == "__main__":
    manage()
