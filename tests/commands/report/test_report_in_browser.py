"""The report's page in Chromium: axe-core finds nothing, in the dark neither, and nothing sticks out on a phone."""

from pathlib import Path

import pytest

from commands.preview.chromium import Chromium
from commands.preview.report_sample import report_sample
from commands.report.html_report import as_html
from tests.axe import AXE, FOUND
from words.locales import LANGUAGES

PHONE = 360
IN_A_PICTURE = "color-contrast: <text"
"""axe-core cannot see what lies behind words in an SVG; they have the page's own ink, on its own ground."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_core_finds_nothing_in_light_and_dark_and_a_phone_has_room_for_all(
    browser: Chromium, tmp_path: Path, language: str
) -> None:
    page = tmp_path / "report.html"
    page.write_text(as_html(report_sample(language).page), encoding="utf-8")

    found, wide = list[str](), list[int]()
    for dark in (False, True):
        browser.open(page.as_uri(), width=PHONE, dark=dark, height=800)
        browser.value(AXE)
        found += browser.value(FOUND)
        wide.append(browser.value("document.documentElement.scrollWidth"))

    assert [one for one in found if not one.startswith(IN_A_PICTURE)] == []
    assert wide == [PHONE, PHONE]
