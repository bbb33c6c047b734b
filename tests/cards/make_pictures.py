"""Pictures of the card for docs/: ``python -m tests.cards.make_pictures docs/card`` with Chromium installed.

Each in three languages, light and dark, on a phone and on a desktop.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from commands.preview.chromium import chromium, find_chromium
from service.pages.card_page import card_page
from tests.cards.samples import PICTURES, UNTIL, sample

DRAWN = Path(__file__).parents[2] / "commands" / "preview" / "pictures"
SIZES = {"phone": 390, "desktop": 900}


def main(folder: Path) -> None:
    """Writes the pictures into this folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as pages, chromium(find_chromium() or "chromium") as browser:
        for language in ("en", "ru", "ar"):
            page = Path(pages) / f"{language}.html"
            html = card_page(sample(language), good_until=UNTIL)
            page.write_text(html.replace(PICTURES, DRAWN.as_uri()), encoding="utf-8")
            for size, width in SIZES.items():
                for dark in (False, True):
                    name = f"{language}.{size}{'-dark' if dark else ''}.png"
                    (folder / name).write_bytes(browser.picture(page, width=width, dark=dark))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
