"""Every letter with a made-up shop's words, written to a folder: HTML, text, and pictures where there is Chromium."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import mail
from mail.letters import write
from mail.samples import LETTERS, NOW, PICTURES, sample
from world.chromium import Chromium, chromium, find_chromium

SENDER = "Bean & Co <hello@bean.example>"
WAY_OUT = "https://bean.example/unsubscribe?t=sample"
DRAWINGS = Path(mail.__file__).parent / "pictures"
BESIDE = "pictures"
"""The folder of the shop's pictures beside the letters, where the letters of the preview look for them."""


@dataclass(frozen=True, slots=True)
class View:
    """One way in which a letter is looked at."""

    name: str
    width: int
    dark: bool


VIEWS = (
    View("desktop", 600, dark=False),
    View("desktop-dark", 600, dark=True),
    View("phone", 375, dark=False),
    View("phone-dark", 375, dark=True),
)


def letters_in(languages: Sequence[str]) -> int:
    """How many letters a preview in these languages has."""
    return len(languages) * len(LETTERS)


def preview(folder: Path, languages: Sequence[str]) -> Iterator[str]:
    """Writes the letters as they would be sent; says each one's name when it is there. Raises NoPicture."""
    shutil.copytree(DRAWINGS, folder / BESIDE, dirs_exist_ok=True)
    program = find_chromium()
    with chromium(program) if program else nullcontext() as browser:
        for language in languages:
            for letter in LETTERS:
                page = _write(folder, letter, language)
                if browser:
                    _take(browser, page)
                yield page.name


def _write(folder: Path, letter: str, language: str) -> Path:
    facts = sample(letter, language)
    message = write(facts, language=language, sender=SENDER, unsubscribe=WAY_OUT, now=NOW)
    path = folder / f"{letter}.{language}.html"
    for kind, beside in (("html", path), ("plain", path.with_suffix(".txt"))):
        part = message.get_body((kind,))
        words = str(part.get_content()) if part else ""
        beside.write_text(words.replace(PICTURES, BESIDE), encoding="utf-8")
    return path


def _take(browser: Chromium, page: Path) -> None:
    for view in VIEWS:
        picture = browser.picture(page, width=view.width, dark=view.dark)
        page.with_suffix(f".{view.name}.png").write_bytes(picture)
