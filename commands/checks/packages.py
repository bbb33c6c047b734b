"""Python and the packages that requirements.txt pins."""

import platform
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from commands.checks.finding import Finding

PINNED = Path(__file__).resolve().parents[2] / "requirements.txt"
OLDEST = (3, 11)
INSTALL = "Run: make setup, and then .venv/bin/python manage.py; or: python -m pip install -r requirements.txt"


def check_packages(pinned: Path = PINNED, running: tuple[int, ...] = sys.version_info[:2]) -> Iterator[Finding]:
    """What is missing, and what has another version than the function has in the cloud."""
    if running < OLDEST:
        sentence = f"This is Python {platform.python_version()}, and the program needs 3.11 or newer."
        yield Finding("python.version", sentence, "Install Python 3.11 or newer.", blocks=True)
    try:
        lines = pinned.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        sentence = f"The file {pinned.name} cannot be read ({error.strerror}): nobody knows which packages are needed."
        yield Finding("python.requirements", sentence, "Get the program's folder anew.")
        return
    for name, wanted in _wanted(lines):
        try:
            found = version(name)
        except PackageNotFoundError:
            yield Finding("python.package_missing", f"The package {name} is not installed.", INSTALL, blocks=True)
            continue
        if found != wanted:
            sentence = f"The package {name} is here in version {found}, and the program was tested with {wanted}."
            yield Finding("python.package_version", sentence, INSTALL)


def _wanted(lines: list[str]) -> Iterator[tuple[str, str]]:
    """Name and version of each package that this Python and this system need."""
    from packaging.requirements import InvalidRequirement, Requirement  # only this check needs it

    for line in lines:
        text = line.partition("#")[0].strip()
        try:
            requirement = Requirement(text) if text else None
        except InvalidRequirement:
            continue  # an option such as --index-url
        if requirement and (requirement.marker is None or requirement.marker.evaluate()):
            for pin in requirement.specifier:
                yield requirement.name, pin.version
