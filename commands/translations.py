"""The catalogs kept true: messages found in the code and the templates, written into each .po file and compiled.

Only people who change words run this (``make translations``); the function reads nothing but the .mo files.
"""

import ast
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import IO

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from click import echo

from words.locales import LANGUAGES, LOCALES, SOURCE

ROOT = LOCALES.parent
DOMAINS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "chat": (("manychat/**.py", "python"),),
    "letters": (("mail/**.py", "python"), ("templates/**.txt", "jinja2"), ("templates/**.html", "jinja2")),
    "pages": (("service/pages/**.py", "python"),),
    "sheet": (
        ("sheets/**.py", "commands.translations:described"),
        ("commands/sheet/**.py", "commands.translations:described"),
    ),
}
"""Where the messages of each domain stand, and how they are found there."""
KEYWORDS = {"say": None, "count": (1, 2), "_": None, "gettext": None, "ngettext": (1, 2)}
"""What messages are said through, and which arguments hold them where it is not the first one alone."""
AS_THE_LETTERS_READ = {"trimmed": "true", "trim_blocks": "true", "lstrip_blocks": "true"}
TRANSLATED = tuple(language for language in LANGUAGES if language != SOURCE)


def path_of(language: str, domain: str, ending: str, locales: Path = LOCALES) -> Path:
    """Where a catalog stands: ``po`` is for people, ``mo`` for the program."""
    return locales / language / "LC_MESSAGES" / f"{domain}.{ending}"


def found(domain: str, root: Path = ROOT) -> Catalog:
    """All messages of a domain as they stand in the code and the templates, without translations."""
    messages = Catalog(project="Regulars", version="1")
    options = {pattern: AS_THE_LETTERS_READ for pattern, method in DOMAINS[domain] if method == "jinja2"}
    for file, line, message, comments, context in extract_from_dir(
        root, list(DOMAINS[domain]), options, keywords=KEYWORDS
    ):
        messages.add(message, locations=[(file, line)], auto_comments=comments, context=context)
    return messages


DESCRIBED = {
    "Column": (0, 2),
    "Setting": (0, 3),
    "Example": (0, 1),
    "said": (0,),
    "Sentence": (0,),
    "section": (0,),
    "Step": (0, 1),
}
"""Which arguments the owner reads in what describes the sheet."""
OF_A_TAB = ("title", "what")
"""Which attributes of a tab's class the owner reads."""
LISTS = ("WORDS", "MESSAGES")
"""Names of tuples that hold nothing but messages."""


def described(
    file: IO[bytes],
    _keywords: object,
    _tags: object,
    options: object,  # noqa: ARG001 - babel gives it by this name
) -> Iterator[tuple[int, None, str, list[str]]]:
    """The messages where the sheet is described, as babel takes them from a method of its own."""
    for node in ast.walk(ast.parse(file.read())):
        words: list[ast.expr] = []
        match node:
            case ast.Call(func=ast.Name(id=name), args=arguments) if name in DESCRIBED:
                words = [arguments[place] for place in DESCRIBED[name] if place < len(arguments)]
            case ast.ClassDef(body=body):
                words = [
                    statement.value
                    for statement in body
                    if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) in OF_A_TAB
                ]
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Tuple(elts=elements)) if name in LISTS:
                words = elements
        for word in words:
            if isinstance(word, ast.Constant) and isinstance(word.value, str) and word.value:
                yield word.lineno, None, word.value, []


def read(language: str, domain: str, locales: Path = LOCALES) -> Catalog:
    """A catalog as its .po file has it, a new one where there is none."""
    path = path_of(language, domain, "po", locales)
    if not path.exists():
        comment = f"# Regulars: the words of the {domain}."
        return Catalog(language, domain, header_comment=comment, project="Regulars", version="1", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, language, domain)


def renewed(catalog: Catalog, messages: Catalog) -> bytes:
    """The .po file with exactly these messages; a translation stays where its message has not changed."""
    catalog.update(messages, no_fuzzy_matching=True, update_creation_date=False)
    file = BytesIO()
    write_po(file, catalog, width=0, no_location=True, sort_output=True, ignore_obsolete=True)
    return file.getvalue()


def compiled(catalog: Catalog) -> bytes:
    """The .mo file."""
    file = BytesIO()
    write_mo(file, catalog)
    return file.getvalue()


def renew(root: Path = ROOT) -> tuple[Path, ...]:
    """Brings all catalogs up to date and tells which files have changed."""
    locales, changed = root / LOCALES.name, []
    for domain in DOMAINS:
        messages = found(domain, root)
        for language in TRANSLATED:
            if _write(path_of(language, domain, "po", locales), renewed(read(language, domain, locales), messages)):
                changed.append(path_of(language, domain, "po", locales))
            if _write(path_of(language, domain, "mo", locales), compiled(read(language, domain, locales))):
                changed.append(path_of(language, domain, "mo", locales))
    return tuple(changed)


def _write(path: Path, content: bytes) -> bool:
    if path.exists() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return True


if __name__ == "__main__":
    for path in renew() or ("Nothing has changed.",):
        echo(path)
