"""docs/check.md names every key that scripts may meet, and no other."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
SOURCES = (*ROOT.glob("commands/*.py"), *ROOT.glob("commands/checks/*.py"), *ROOT.glob("sheets/*.py"))


def test_every_key_is_documented_and_every_documented_key_is_there() -> None:
    code = "\n".join(path.read_text() for path in SOURCES)
    keys = set(re.findall(r'Finding\(\s*f?"([a-z]+\.[a-z_]+)"', code)) | {"variables.NAME"}

    told = re.findall(r"^\| `([a-z]+\.[A-Za-z_]+)` \|", (ROOT / "docs" / "check.md").read_text(), flags=re.MULTILINE)

    assert sorted(told) == sorted(keys)
