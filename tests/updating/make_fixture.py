"""``python -m tests.updating.make_fixture 0_1_0``: plays the year with a kept version and keeps the sheets it leaves.

A version's sheets are made once, on the day it is kept, and never again: tests/fixtures/README.md says why.
"""

import json
import lzma
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from sandbox.google.keeping.storage import Kept, save
from sandbox.google.methods.core import Google
from tests.updating.facts import facts_of
from tests.updating.next_day import play_next_day
from tests.updating.shops import SPREADSHEET, ZONES, open_shop
from tests.updating.versions import FIXTURES, Version
from tests.updating.year_of_life import live

LOCALES = {"en": "en_US", "ru": "ru_RU", "ar": "ar_EG"}


def main() -> None:
    """Makes the sheets of each language, or of those named."""
    number, *languages = sys.argv[1:]
    for language in languages or ZONES:
        with TemporaryDirectory() as folder:
            make(number, language, Path(folder))


def make(number: str, language: str, folder: Path) -> None:
    """Plays the year in a sheet of this language, and keeps the sheet and what is true of it then and a day later."""
    google = Google()
    google.create(
        SPREADSHEET, title="Finch Club", sheets=("Sheet1",), time_zone=ZONES[language], locale=LOCALES[language]
    )
    version, kept = Version.of(number, folder), folder / "kept.json"
    with open_shop(google, language, version, folder, at="2025-02-03 09:00", set_up=True) as shop:
        live(shop, folder)
        shop.clock.set("2026-03-10 12:00")
        save(kept, Kept({SPREADSHEET: google.spreadsheet(SPREADSHEET)}))
        then = facts_of(shop)
        play_next_day(shop)
        facts = {"then": then, "a day later": facts_of(shop)}
    name = FIXTURES / f"lived_{number}_{language}"
    name.with_suffix(".json.xz").write_bytes(lzma.compress(kept.read_bytes(), preset=9))
    written = json.dumps(facts, ensure_ascii=False, indent=1, sort_keys=True)
    name.with_suffix(".facts.json").write_text(f"{written}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
