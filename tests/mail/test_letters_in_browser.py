"""The emails in Chromium, on a phone: what is pressed is large enough for a thumb, and no number is left behind."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from commands.preview.chromium import Chromium, chromium, find_chromium
from commands.preview.samples import LETTERS, NOW, sample
from mail.letters import write
from words.locales import LANGUAGES

PHONE = 375
THUMB = 44
"""In CSS pixels (WCAG 2.2, 2.5.5). The name of a reward is also a link, beside a button or a link that is large."""

pytestmark = pytest.mark.skipif(find_chromium() is None, reason="Chromium is not installed here")


@pytest.fixture(scope="module")
def browser() -> Iterator[Chromium]:
    with chromium(find_chromium() or "") as browser:
        yield browser


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_that_is_pressed_in_an_email_is_large_enough_for_a_thumb(
    browser: Chromium, tmp_path: Path, language: str
) -> None:
    small, wide = list[str](), list[int]()
    for letter in LETTERS:
        message = write(
            sample(letter, language),
            language=language,
            sender="hello@bean.example",
            unsubscribe="https://bean.example/unsubscribe?t=sample",
            card="https://bean.example/card?t=sample",
            now=NOW,
        )
        page = message.get_body(("html",))
        path = tmp_path / "letter.html"
        path.write_text(str(page.get_content()) if page else "", encoding="utf-8")
        browser.open(path.as_uri(), width=PHONE, dark=False)
        small += browser.value(
            "[...document.querySelectorAll('a:not(.link)')]"
            f".filter((one) => one.getBoundingClientRect().height < {THUMB}).map((one) => one.textContent)"
        )
        wide.append(browser.value("document.documentElement.scrollWidth"))

    assert small == []
    assert set(wide) == {PHONE}
