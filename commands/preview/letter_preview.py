"""Every letter as it looks, written to a folder: HTML, text, and pictures where there is Chromium."""

import shutil
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

from commands.preview.chromium import Chromium, chromium, find_chromium
from commands.preview.report_sample import report_sample
from commands.preview.samples import LETTERS, NOW, PICTURES, SHEET, alarm_sample, note_sample, sample
from commands.report.chart_pictures import pictures
from loyalty.book.book import Book
from loyalty.letters.letter import LetterFacts
from loyalty.model.email_log import OWNER_NOTE, LetterName
from loyalty.owner.letter_examples import WHOM_IT_SUITS, example
from mail.letters import LetterBroken, language_to, write
from mail.owner.alarm_letter import FOLDER as ALARM
from mail.owner.alarm_letter import write_alarm
from mail.owner.note_letter import write_note
from mail.owner.report_letter import FOLDER as REPORT
from mail.owner.report_letter import write_report_letter
from mail.sanitise import BadRecipient
from mail.template_values import NO_PROOF, AddressProof
from service.runs.report_mail import report_facts

SENDER = "Bean & Co <hello@bean.example>"
WAY_OUT = "https://bean.example/unsubscribe?t=sample"
CARD = "https://bean.example/card?t=sample"
PROOF = AddressProof("https://m.me/bean?ref=loyalty--confirm-sample", "482913", "15:20")
"""A preview's links end nobody's letters and prove nothing."""
DRAWINGS = Path(__file__).parent / "pictures"
MEMBERS = (LetterName.CONFIRM.value, *LETTERS)
TO_OWNER = (ALARM, OWNER_NOTE, REPORT)
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
    return len(languages) * (len(MEMBERS) + len(TO_OWNER))


def preview(folder: Path, languages: Sequence[str]) -> Iterator[str]:
    """Writes the letters of a made-up shop; says each one's name when it is there. Raises NoPicture."""
    shutil.copytree(DRAWINGS, folder / BESIDE, dirs_exist_ok=True)
    with _browser() as browser:
        for language in languages:
            for letter in MEMBERS:
                path = folder / f"{letter}.{language}.html"
                _show(browser, path, sample(letter, language), language, NOW)
                yield path.name
            for name, message in _to_owner(language):
                path = folder / f"{name}.{language}.html"
                _keep(browser, path, message)
                yield path.name


def _to_owner(language: str) -> Iterator[tuple[str, EmailMessage]]:
    """The emails to the owner that are about no member, with their names."""
    yield ALARM, write_alarm(alarm_sample(language), language=language, sender=SENDER, now=NOW)
    yield OWNER_NOTE, write_note(note_sample(language), language=language, sender=SENDER, now=NOW)
    report = report_sample(language)
    charts = pictures(report.page, report.settings.colour)
    facts = report_facts(report)
    yield REPORT, write_report_letter(facts, language=language, sender=SENDER, now=NOW, pictures=charts)


def preview_real(
    folder: Path, book: Book, *, now: datetime, language: str | None, way_out: bool, sheet: str
) -> Iterator[str]:
    """Writes each letter to one member whom it would suit, in this language, else in the member's own.

    Says in a sentence which member that is, by the code, or that there is none. With ``way_out`` letters have a link to
    end them; ``sheet`` is the spreadsheet's address. Raises NoPicture.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with _browser() as browser:
        for name in LetterName:
            facts = example(book, name, now=now)
            if facts is None:
                yield f"{name}: there is no member {WHOM_IT_SUITS[name]}."
                continue
            spoken, member = language or language_to(facts), facts.letter.member
            path = folder / f"{name}.{member}.{spoken}.html"
            try:
                _show(browser, path, facts, spoken, now, WAY_OUT if way_out else "", sheet)
            except (LetterBroken, BadRecipient) as error:
                yield f"{name}: cannot be written to {member}: {error}."
            else:
                yield f"{name}: as {member} would get it, in {path.name}."


def _browser() -> AbstractContextManager[Chromium | None]:
    program = find_chromium()
    return chromium(program) if program else nullcontext()


def _show(
    browser: Chromium | None,
    path: Path,
    facts: LetterFacts,
    language: str,
    now: datetime,
    unsubscribe: str = WAY_OUT,
    sheet: str = SHEET,
) -> None:
    proof = PROOF if facts.letter.letter == LetterName.CONFIRM else NO_PROOF
    message = write(
        facts,
        language=language,
        sender=SENDER,
        unsubscribe=unsubscribe,
        card=CARD,
        sheet=sheet,
        proof=proof,
        now=now,
    )
    _keep(browser, path, message)


def _keep(browser: Chromium | None, path: Path, message: EmailMessage) -> None:
    for kind, beside in (("html", path), ("plain", path.with_suffix(".txt"))):
        part = message.get_body((kind,))
        words = str(part.get_content()) if part else ""
        beside.write_text(_charts_within(message, words).replace(PICTURES, BESIDE), encoding="utf-8")
    if browser:
        _take(browser, path)


def _charts_within(message: EmailMessage, words: str) -> str:
    """The page with the pictures that travel with the email: a browser knows no address such as ``cid:chart0``."""
    for part in message.walk():
        if part["Content-ID"]:
            drawn = b64encode(part.get_content()).decode()
            words = words.replace(f"cid:{part['Content-ID'].strip('<>')}", f"data:image/png;base64,{drawn}")
    return words


def _take(browser: Chromium, page: Path) -> None:
    for view in VIEWS:
        picture = browser.picture(page, width=view.width, dark=view.dark)
        page.with_suffix(f".{view.name}.png").write_bytes(picture)
