"""The docs and the comments name only files and folders that are there."""

import ast
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = (
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "SECURITY.md",
    *sorted(ROOT.glob("docs/**/*.md")),
    ROOT / "deploy/cloudshell.md",
    ROOT / "sandbox/FIDELITY.md",
)
ROOMS = sorted(path.name for path in ROOT.iterdir() if path.is_dir() and path.name.isidentifier())
SOURCES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py")) + sorted(ROOT.glob("*.py"))

SPAN = re.compile(r"`+([^`\n]+)`+")
IN_A_ROOM = re.compile(rf"(?<![\w./<-])(?:{'|'.join(ROOMS)})/[\w./*-]*")
FILE = re.compile(r"[\w./*-]+\.(?:py|md|po|sh|html)")
FOLDER = re.compile(r"[a-z][\w.*-]*/(?:[\w.*-]+/)*")
LINK = re.compile(r"\]\(([^)\s:#]+)(?:#[^)]*)?\)|<img src=\"([^\":]+)\"")
ANCHOR = re.compile(r"\]\(([^)\s:#]*)#([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)

MADE_BY_THE_READER = {"deploy/config", "deploy/shop-secrets"}
"""The operator copies the one from ``deploy/config.example``, a command leaves the other; neither is ever committed."""
OF_OTHERS = {"Reports/Orders/Controller.php", "chrome/android/webapk/README.md", "hc/api/models.py"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_names_only_files_that_are_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")

    assert [name for name in named_in(text) if not is_there(name)] == []
    assert [link for link in links_in(text) if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_link_into_a_page_leads_to_a_heading_that_is_there(page: Path) -> None:
    led = ANCHOR.findall(page.read_text(encoding="utf-8"))

    assert [link for link, anchor in led if anchor not in anchors_of(page.parent / link if link else page)] == []


def test_comments_and_docstrings_name_only_files_that_are_there() -> None:
    lost = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in SOURCES
        for prose in prose_in(path)
        for name in named_in(prose)
        if not is_there(name)
    ]

    assert lost == []


def links_in(text: str) -> Iterator[str]:
    """The files that a page's links and pictures lead to."""
    return (link or picture for link, picture in LINK.findall(text))


def anchors_of(page: Path) -> set[str]:
    """What can stand behind ``#`` in a link to this page, as GitHub makes it of the headings."""
    headings = HEADING.findall(page.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def named_in(text: str) -> Iterator[str]:
    """Each path inside a room, and whatever else looks like a file or a folder between backticks."""
    yield from (found.rstrip(".") for found in IN_A_ROOM.findall(text))
    for span in SPAN.findall(text):
        yield from (word for word in span.split() if FILE.fullmatch(word) or FOLDER.fullmatch(word))


def prose_in(path: Path) -> Iterator[str]:
    """The comments and docstrings of a source file; a string that stands alone counts as a docstring."""
    with path.open("rb") as source:
        yield from (token.string for token in tokenize.tokenize(source.readline) if token.type == tokenize.COMMENT)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Expr(value=ast.Constant(value=str(text))):
                yield text


def is_there(name: str) -> bool:
    """True for a path from the root, with or without ``*``, and for the bare name of a file or folder in any room.

    A folder in which only compiled files are left is one that has gone.
    """
    if name in MADE_BY_THE_READER | OF_OTHERS or name.startswith("."):
        return True
    name = name.rstrip("/")
    if re.fullmatch(r"docs/decisions/\d{4}", name):  # a page by its number, as comments name it
        name += "-*.md"
    places = [name] if "/" in name else [name, *(f"{room}/**/{name}" for room in ROOMS)]
    return any(is_kept(path) for place in places for path in ROOT.glob(place))


def is_kept(path: Path) -> bool:
    return path.is_file() or any(inside.is_file() and inside.suffix != ".pyc" for inside in path.rglob("*"))
