"""`python -m sandbox`: everything outside on this machine, the main job played on it, and the desk to play on."""

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from types import FrameType

import click

from sandbox.desk.desk import Desk, PortUnusable
from sandbox.google.http.command import google
from sandbox.processes import FunctionSilent
from sandbox.scheduler import TaskFailed
from sandbox.story.expected import StoryBroken
from sandbox.story.scene import Scene, ShopKind, open_scene
from sandbox.story.story import play

PORT = 8080
KINDS = [kind.value for kind in ShopKind]


@click.group(invoke_without_command=True)
@click.option("--port", default=PORT, show_default=True, type=click.IntRange(0, 65535), help="The desk's; 0 is any.")
@click.option("--desk/--no-desk", default=True, help="Keep the desk open after the story, until Ctrl-C.")
@click.option("--shop", default=KINDS[0], show_default=True, type=click.Choice(KINDS), help="The kind of the shop.")
@click.pass_context
def sandbox(context: click.Context, *, port: int, desk: bool, shop: str) -> None:
    """Everything outside on one machine: play the main job, then keep the desk open."""
    if context.invoked_subcommand is None:
        _on_signals(signal.default_int_handler)
        with _sentences():
            run(port if desk else None, ShopKind(shop))


def run(port: int | None, shop: ShopKind = ShopKind.SHOPIFY) -> None:
    """The story; with a port, the desk beside it and after it, until a signal ends everything."""
    with ExitStack() as stack:
        desk = None if port is None else stack.enter_context(Desk(port))
        click.echo("Starting Google Sheets' stand-in, a mail box, a shop and the function ...")
        scene = stack.enter_context(open_scene(pictures=desk.pictures if desk else "", kind=shop))
        _introduce(scene)
        if desk:
            stack.enter_context(desk.showing(scene))
        play(scene, click.echo)
        if desk:
            _wait(desk)


def _wait(desk: Desk) -> None:
    with suppress(KeyboardInterrupt):
        click.echo(f"\n{click.style('The desk is open:', bold=True)} {desk.url}   (Ctrl-C ends everything)")
        while True:
            time.sleep(1)  # an Event's wait may break its lock when Ctrl-C strikes within
    _on_signals(signal.SIG_IGN)  # an impatient second Ctrl-C must not break the ending
    click.echo("\nEnding everything ...")


def _introduce(scene: Scene) -> None:
    click.echo(f"   the spreadsheet  {scene.sheets_url}")
    click.echo(f"   the mail box     {scene.mailbox.url}")
    click.echo(f"   the shop         {scene.shop.url}")
    click.echo(f"   the function     {scene.function.url}")


def _on_signals(handler: Callable[[int, FrameType | None], object] | signal.Handlers) -> None:
    """What Ctrl-C and a polite kill do, also when a shell has started us with Ctrl-C switched off."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, handler)


@contextmanager
def _sentences() -> Iterator[None]:
    """What went wrong as one sentence instead of a traceback."""
    try:
        yield
    except (PortUnusable, FunctionSilent, TaskFailed, StoryBroken) as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"A file or a port of the sandbox cannot be used: {error}.") from error


sandbox.add_command(google)

if __name__ == "__main__":
    sandbox(prog_name="python -m sandbox")
