"""Checking that all is well."""

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence

import click

from commands.checks.finding import Finding, worst_first
from commands.checks.function_address import AddressCheck
from commands.checks.google_access import SpreadsheetCheck
from commands.checks.mail_domain import check_names
from commands.checks.mail_server import PostCheck
from commands.checks.packages import check_packages
from commands.checks.variables import check_variables, check_which
from commands.spreadsheets import the_spreadsheet
from commands.terminal import progress
from service.container import chance, now
from service.environment import Environment
from service.log_lines import place_of

Check = Callable[[], Iterable[Finding]]


@click.command()
@click.argument("spreadsheet", required=False)
@click.option("--json", "as_json", is_flag=True, help="For scripts: a list of what was found, worst first.")
@click.option("--dkim-selector", default="", metavar="NAME", help="Look this DKIM key of MAIL_FROM's domain up, too.")
@click.option("--dns-server", default="", envvar="DNS_SERVER", metavar="HOST[:PORT]", help="Ask this name server.")
def check(spreadsheet: str | None, *, as_json: bool, dkim_selector: str, dns_server: str) -> None:
    """Say in plain sentences, worst first, what is wrong from end to end, and what to do.

    It looks at Python and its packages, the variables, the way to SPREADSHEET and what is in it, the mail server, the
    function at its public address, and the doors of its tasks and of the shops' webhooks. Nothing is
    sent and nobody's points change; what it has seen to be done, it ticks in the tab Start.

    Exit status 1 when something keeps the program from working (✗); what is only worth knowing has a dot.

    Example: python manage.py check
    """
    environment = Environment(os.environ)
    address, post, sheet = AddressCheck(environment), PostCheck(environment), _spreadsheet(spreadsheet, environment)
    checks: list[tuple[str, Check]] = [
        ("packages", check_packages),
        ("variables", lambda: check_variables(environment)),
        ("spreadsheet's id", lambda: check_which(spreadsheet, environment)),
        *([("spreadsheet", sheet.read), ("fence", sheet.compete)] if sheet else []),
        ("mail server", post.look),
        ("DNS records", lambda: check_names(environment, selector=dkim_selector, server=dns_server)),
        ("public address", address.look),
        ("tasks", address.knock),
        ("shops' doors", address.shops),
    ]
    if sheet:
        checks.append(("tab Start", lambda: sheet.tick(address, post)))
        checks.append(("quota", sheet.quota))
    found = worst_first(findings_of(checks))
    click.echo(_for_scripts(found) if as_json else "\n".join(_for_people(found)))
    sys.exit(int(any(finding.blocks for finding in found)))


def _spreadsheet(named: str | None, environment: Environment) -> SpreadsheetCheck | None:
    try:
        return SpreadsheetCheck(the_spreadsheet(named), environment, now(), chance())
    except click.ClickException:
        return None  # told with the variables


def findings_of(checks: Sequence[tuple[str, Check]]) -> Iterator[Finding]:
    """What each of them finds, also when another breaks; the name is for people."""
    with progress("Checks", length=len(checks)) as bar:
        for name, look in checks:
            yield from _alone(name, look)
            bar.update(1)


def _alone(name: str, look: Check) -> Sequence[Finding]:
    """What one check finds; if it breaks, that is a finding too, and the others go on."""
    found = list[Finding]()
    try:
        found.extend(look())
    except Exception as error:
        sentence = f"The check of the {name} broke: {type(error).__name__} in {place_of(error)}."
        found.append(Finding("check.broken", sentence, "Tell us: that is a fault of the program.", blocks=True))
    return found


def _for_people(found: Sequence[Finding]) -> Iterator[str]:
    if all(finding.is_fine for finding in found):
        yield "All is well."
    for finding in found:
        mark = "✗" if finding.blocks else " " if finding.is_fine else "·"
        yield f"{mark} {finding.sentence} {finding.to_do}".rstrip()


def _for_scripts(found: Sequence[Finding]) -> str:
    lines = [
        {
            "key": finding.key,
            "area": finding.area,
            "sentence": finding.sentence,
            "what_to_do": finding.to_do or None,
            "blocks": finding.blocks,
        }
        for finding in found
    ]
    return json.dumps(lines, ensure_ascii=False, indent=2)
