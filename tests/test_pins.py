"""The pins: each package in one version, and only as the files that PyPI has of it."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
FILES = ("requirements.txt", "requirements-dev.txt")
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def pins(name: str) -> Mapping[str, tuple[Requirement, frozenset[str]]]:
    """What the file asks for, by name, with the hashes of the files that will do."""
    text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    asked = [(Requirement(line.partition(" --hash")[0]), frozenset(HASH.findall(line))) for line in lines]
    assert len({wanted.name for wanted, _ in asked}) == len(asked)
    return {wanted.name: (wanted, hashes) for wanted, hashes in asked}


@pytest.mark.parametrize("name", FILES)
def test_each_package_is_one_version_and_no_file_will_do_that_pypi_does_not_have(name: str) -> None:
    found = pins(name)

    assert len(found) > 30
    for wanted, hashes in found.values():
        assert re.fullmatch(r"==[^*,]+", str(wanted.specifier)), wanted
        assert hashes, wanted


def test_tests_run_with_the_very_files_that_ship() -> None:
    shipped, tested = pins("requirements.txt"), pins("requirements-dev.txt")

    assert {name: (str(pin.specifier), hashes) for name, (pin, hashes) in shipped.items()} == {
        name: (str(tested[name][0].specifier), tested[name][1]) for name in shipped
    }


def test_the_pins_are_made_in_the_way_that_the_files_say() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    for name in FILES:
        said = re.search(r"^#    uv (pip compile .*)$", (ROOT / name).read_text(encoding="utf-8"), flags=re.MULTILINE)
        assert said
        assert said[1].replace("compile", "compile --quiet", 1) in makefile
