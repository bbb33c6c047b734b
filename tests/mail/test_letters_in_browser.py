"""The emails in Chromium: on a phone a thumb hits what it means, and axe-core finds nothing, in the dark neither."""

from email.message import EmailMessage
from pathlib import Path

import pytest

from commands.preview.chromium import Chromium
from commands.preview.samples import LETTERS, NOW, note_sample, sample
from mail.letters import write
from mail.owner.note_letter import write_note
from tests.axe import AXE, FOUND
from words.locales import LANGUAGES

PHONE = 375
SENDER, LINK = "hello@bean.example", "https://bean.example/unsubscribe?t=sample"
THUMB = 44
"""In CSS pixels (WCAG 2.2, 2.5.5). The name of a reward is also a link, beside a button or a link that is large."""

IN_A_MAIL_PROGRAM = ("region:", "landmark-one-main:")
"""What a page of its own would need; the mail program has it around the email."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_that_is_pressed_in_an_email_is_large_enough_for_a_thumb(
    browser: Chromium, tmp_path: Path, language: str
) -> None:
    small, wide = list[str](), list[int]()
    for letter in LETTERS:
        message = write(
            sample(letter, language),
            language=language,
            sender=SENDER,
            unsubscribe=LINK,
            card=LINK,
            now=NOW,
        )
        open_in(browser, tmp_path, message, dark=False)
        small += browser.value(
            "[...document.querySelectorAll('a:not(.link)')]"
            f".filter((one) => one.getBoundingClientRect().height < {THUMB}).map((one) => one.textContent)"
        )
        wide.append(browser.value("document.documentElement.scrollWidth"))

    assert small == []
    assert set(wide) == {PHONE}


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_core_finds_nothing_in_emails_and_every_contrast_is_enough(
    browser: Chromium, tmp_path: Path, language: str, *, dark: bool
) -> None:
    messages = [
        write(sample("reminder", language), language=language, sender=SENDER, unsubscribe=LINK, card=LINK, now=NOW),
        write(sample("coupon_expiring", language), language=language, sender=SENDER, unsubscribe="", now=NOW),
        write_note(note_sample(language), language=language, sender=SENDER, now=NOW),
    ]

    found = list[str]()
    for message in messages:
        open_in(browser, tmp_path, message, dark=dark)
        browser.value(AXE)
        found += browser.value(FOUND)

    assert [one for one in found if not one.startswith(IN_A_MAIL_PROGRAM)] == []


def open_in(browser: Chromium, folder: Path, message: EmailMessage, *, dark: bool) -> None:
    page = message.get_body(("html",))
    path = folder / "letter.html"
    path.write_text(str(page.get_content()) if page else "", encoding="utf-8")
    browser.open(path.as_uri(), width=PHONE, dark=dark)
