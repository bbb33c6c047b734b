"""What a terminal shows while a command runs."""

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from sheets.google.errors import WorkbookError

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar  # click gives it no public name


def progress(label: str, *, length: int) -> "ProgressBar[int]":
    """A bar on stderr, and nothing at all where that is no terminal."""
    return click.progressbar(length=length, label=label, show_pos=True, file=sys.stderr, hidden=not sys.stderr.isatty())


def tell(sentences: Iterator[str]) -> None:
    """Says each sentence when it is true; one more when something came between."""
    try:
        for sentence in sentences:
            click.echo(sentence)
    except WorkbookError as error:
        message = f"Stopped: {str(error).rstrip('.')}. Nothing is half done; run the command again to go on."
        raise click.ClickException(message) from error
