"""Checking that all is well."""

import os
import sys
from functools import partial

import click

from commands.spreadsheets import open_spreadsheet
from sheets.checkup import Finding, check_up
from world.environment import Environment, advice, complaints, wanted_by


@click.command()
@click.argument("spreadsheet", required=False)
def check(spreadsheet: str | None) -> None:
    """Say in plain sentences what is wrong with the environment and with SPREADSHEET.

    Exit status 1 when something keeps the program from working.

    Example: python manage.py check
    """
    environment = Environment(os.environ)
    findings = [Finding(sentence, blocks=True) for sentence in complaints(environment)]
    findings += [Finding(sentence, blocks=False) for sentence in advice(environment)]
    try:
        findings += check_up(open_spreadsheet(spreadsheet), partial(wanted_by, environment))
    except click.ClickException as error:
        findings.append(Finding(error.message, blocks=True))
    for finding in findings:
        click.echo(f"{'✗' if finding.blocks else '·'} {finding.sentence}")
    if not findings:
        click.echo("All is well.")
    sys.exit(int(any(finding.blocks for finding in findings)))
