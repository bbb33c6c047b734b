"""Saying what those name who did not buy, by what a paid membership could bundle."""

import click

from commands.sheet.advice import membership_sentences as say
from commands.spreadsheets import open_spreadsheet, snapshot_of
from loyalty.owner.membership_wishes import NobodyAsked, membership_wishes


@click.command("membership")
@click.argument("spreadsheet", required=False)
@click.option("--question", default="", help="Another question, or a survey, by its name; * stands for any characters.")
def advise_membership(spreadsheet: str | None, *, question: str) -> None:
    """Say what those name in a survey who did not buy, in groups that a paid membership could bundle.

    It counts words in English, Russian and Arabic, and prints the answers in which it knows none. Nothing is written.

    Example: python manage.py advise membership --question "Why not*"
    """
    snapshot = snapshot_of(open_spreadsheet(spreadsheet))
    language, found = snapshot.layout.language, membership_wishes(snapshot.book, question=question)
    if isinstance(found, NobodyAsked):
        for sentence in say.nobody_asked(found):
            click.echo(sentence.in_language(language))
        return
    for sentence in say.told(found):
        click.echo(sentence.in_language(language))
    for line in say.others(found):
        click.echo(line)
    for sentence in say.more(found):
        click.echo(sentence.in_language(language))
