"""The command that runs the Google Sheets stand-in: ``python -m sandbox google``."""

import signal
import sys
from functools import partial
from pathlib import Path
from threading import Event

import click

from sandbox.google.http.access import CredentialsDamaged
from sandbox.google.http.server import HOST, Server
from sandbox.google.keeping import storage
from sandbox.google.keeping.storage import DataFileDamaged, Kept
from sandbox.google.methods.core import Google


class Pair(click.ParamType[tuple[int, int]]):
    """Two whole numbers, for reads and for writes."""

    name = "pair"

    def __init__(self, separator: str) -> None:
        self._separator = separator

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, int]:
        """The two numbers; a usage error when the text is something else."""
        reads, _, writes = str(value).partition(self._separator)
        if not (reads.isdecimal() and writes.isdecimal()):
            self.fail(f"{value!r} is not two whole numbers like 60{self._separator}60", param, ctx)
        return int(reads), int(writes)


@click.command
@click.option("--port", type=click.IntRange(0, 65535), required=True, help="Port on 127.0.0.1; 0 picks a free one.")
@click.option("--data", type=click.Path(dir_okay=False, path_type=Path), help="File that keeps the spreadsheets.")
@click.option("--latency-ms", type=Pair(","), help="How long reads and writes take at least: R,W in milliseconds.")
@click.option("--quota", type=Pair("/"), help="Reads and writes a minute for each account: R/W; Google's are 60/60.")
@click.option("--project-quota", type=Pair("/"), help="The same for all accounts together; Google's are 300/300.")
@click.option("--credentials", type=click.Path(dir_okay=False, path_type=Path), help="Service-account file to write.")
@click.option(
    "--account",
    "accounts",
    type=(str, click.Path(dir_okay=False, path_type=Path)),
    multiple=True,
    help="Email of a further service account, and the file to write for it.",
)
@click.option("--spreadsheet", "spreadsheets", multiple=True, help="Id of a spreadsheet to make when it is missing.")
def google(
    port: int,
    data: Path | None,
    latency_ms: tuple[int, int] | None,
    quota: tuple[int, int] | None,
    project_quota: tuple[int, int] | None,
    credentials: Path | None,
    accounts: tuple[tuple[str, Path], ...],
    spreadsheets: tuple[str, ...],
) -> None:
    """The Google Sheets stand-in, until Ctrl-C."""
    stop = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    try:
        core = _core(data, quota, project_quota, spreadsheets)
        latency = latency_ms or (0, 0)
        with Server(core, port=port, latency_ms=latency, credentials=credentials, accounts=dict(accounts)) as server:
            click.echo(f"listening on {server.url}")
            sys.stdout.flush()
            stop.wait()
    except (DataFileDamaged, CredentialsDamaged) as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        raise click.ClickException(f"Cannot start on {HOST}:{port}: {error.strerror or error}.") from None


def _core(
    data: Path | None,
    quota: tuple[int, int] | None,
    project_quota: tuple[int, int] | None,
    spreadsheets: tuple[str, ...],
) -> Google:
    held = storage.load(data) if data else Kept()
    core = Google(
        spreadsheets=dict(held.spreadsheets),
        sharing=held.sharing,
        quota=quota,
        project_quota=project_quota,
        keep=partial(storage.save, data) if data else None,
    )
    for spreadsheet_id in spreadsheets:
        if spreadsheet_id not in held.spreadsheets:
            core.create(spreadsheet_id)
    return core
