"""`python -m sandbox.first_screen`: the pictures of README.md and docs/chat.md, from the story as the desk shows it."""

import shutil
import subprocess
import time
from html import escape
from pathlib import Path

import click

from commands.preview.chromium import Chromium, NoPicture, chromium, find_chromium
from sandbox.desk.desk import Desk
from sandbox.desk.kept_letters import shown_letters
from sandbox.story.scene import Scene, open_scene
from sandbox.story.story import play

FOLDER = Path(__file__).parent.parent / "docs" / "first-screen"
TAB = "Ledger"
COLOURS = "64"
PATIENCE_SECONDS = 60.0
ALONE = """document.head.insertAdjacentHTML('beforeend', `<style>
    body > header, main > section:not(#{part}) {{ display: none }}
    body {{ min-height: 0; background: #fff }} main {{ display: block; padding: 0 }}
    #{part} {{ height: {height}px }} td.fresh {{ animation: none }}</style>`)"""
"""Leaves one part of the desk on the page; what it shows stays as it is."""
CUT = '<body style="margin:0"><iframe style="display:block;border:0;width:560px;height:640px" srcdoc="{}"></iframe>'


@click.command()
def first_screen() -> None:
    """Plays the first day and writes chat.png, sheet.png and email.png; each is looked at before it is committed."""
    program = find_chromium()
    if program is None:
        raise click.ClickException("Chromium is not installed here.")
    with Desk(0) as desk, open_scene(pictures=desk.pictures) as scene, desk.showing(scene):
        play(scene, click.echo)
        with chromium(program) as browser:
            _photograph(browser, desk.url, scene)


def _photograph(browser: Chromium, url: str, scene: Scene) -> None:
    browser.open(url, width=360, dark=False)
    _until(browser, "document.querySelector('#chat .bubble')")
    browser.value(ALONE.format(part="talk", height=640))
    browser.value("document.getElementById('chat').scrollTop = 0")
    _keep("chat", browser.shot(width=360))

    browser.open(url, width=780, dark=False)
    _until(browser, "document.querySelector('#tabs button')")
    browser.value(f"[...document.querySelectorAll('#tabs button')].find((tab) => tab.textContent === '{TAB}').click()")
    _until(browser, f"document.querySelector('#tabs [aria-selected=true]').textContent === '{TAB}'")
    _until(browser, "document.getElementById('grid').textContent.includes('redemption')")
    browser.value(ALONE.format(part="sheet", height=330))
    _keep("sheet", browser.shot(width=780))

    page = FOLDER / "email.html"
    page.write_text(CUT.format(escape(shown_letters(scene.mailbox)[-1].html)), encoding="utf-8")
    browser.open(page.as_uri(), width=560, dark=False)
    _keep("email", browser.shot(width=560))
    page.unlink()


def _until(browser: Chromium, script: str) -> None:
    """Waits until this is true in the page; the desk asks for what it shows."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not browser.value(f"Boolean({script})"):
        if time.monotonic() > end:
            raise NoPicture(f"this did not come: {script}")
        time.sleep(0.05)


def _keep(name: str, picture: bytes) -> None:
    """Writes it, with few colours where pngquant is installed."""
    smaller = shutil.which("pngquant")
    if smaller:
        picture = subprocess.run(  # noqa: S603 - found on this machine, and given a picture of ours
            [smaller, COLOURS, "-"], input=picture, capture_output=True, check=True
        ).stdout
    (FOLDER / f"{name}.png").write_bytes(picture)
    click.echo(f"{FOLDER / name}.png  {len(picture):,} bytes")


if __name__ == "__main__":
    first_screen()
