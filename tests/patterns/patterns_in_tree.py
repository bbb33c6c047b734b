"""Every regular expression in what ships and in the commands: where it stands, and how it is put to a text."""

import ast
import importlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("loyalty", "words", "sheets", "manychat", "mail", "shops", "service", "commands")
SEARCHES = frozenset({"search", "sub", "subn", "split", "findall", "finditer"})
WAYS = SEARCHES | {"match", "fullmatch"}


@dataclass(frozen=True, slots=True)
class Found:
    """A pattern, and ``way``: it is tried from each sign on (search), from the first (match), or to the end, too."""

    place: str
    pattern: re.Pattern[Any]
    way: str

    def try_on(self, text: str | bytes) -> None:
        """All of the text, as it is done in the tree."""
        if self.way == "search":
            self.pattern.sub(type(text)(), text)
        else:
            getattr(self.pattern, self.way)(text)


class NotSeen(Exception):
    """A pattern that is put together where nobody can see it; the message says where."""


def patterns() -> Iterator[Found]:
    """All of them; raises NotSeen."""
    paths = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]
    paths += [ROOT / "main.py", ROOT / "manage.py"]
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in paths}
    anywhere = Uses(trees.values())
    for path, tree in trees.items():
        if any(map(_is_of_re, ast.walk(tree))):
            yield from _of_module(path, tree, anywhere)


class Uses:
    """How the patterns with a name are used in the whole tree."""

    def __init__(self, trees: Iterable[ast.Module]) -> None:
        self._ways: dict[str, set[str]] = {}
        for node in (node for tree in trees for node in ast.walk(tree)):
            match node:
                case ast.Attribute(value=ast.Name(name) | ast.Attribute(attr=name), attr=method) if method in WAYS:
                    self._ways.setdefault(name, set()).add(_way(method))

    def of(self, name: str) -> set[str]:
        """The ways; what is only handed on may be searched for."""
        return self._ways.get(name, {"search"})


def _of_module(path: Path, tree: ast.Module, anywhere: Uses) -> Iterator[Found]:
    place = path.relative_to(ROOT).as_posix()
    module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"))
    here = Uses([tree])
    # What comes from another module is tried there.
    others = {
        alias.asname or alias.name for node in tree.body if isinstance(node, ast.ImportFrom) for alias in node.names
    }
    own = ((name, value) for name, value in vars(module).items() if name not in others)
    named = [(name, pattern) for name, value in own for pattern in _within(value)]
    for name, pattern in named:
        for way in (here if name.startswith("_") else anywhere).of(name):
            yield Found(f"{place}: {name}", pattern, way)
    known = {pattern.pattern for _, pattern in named}
    for call in filter(_is_of_re, ast.walk(tree)):
        assert isinstance(call, ast.Call)
        assert isinstance(call.func, ast.Attribute)
        if call.func.attr == "escape" or _is_named(tree, call):
            continue
        match call.args[0]:
            case ast.Constant(str() | bytes() as text):
                if text not in known:
                    yield Found(f"{place}:{call.lineno}", re.compile(text), _way(call.func.attr))
            case ast.JoinedStr() as joined if _is_a_word_and_edges(joined):
                continue
            case _ if place not in SEEN_BY_PEOPLE:
                raise NotSeen(f"{place}:{call.lineno}")


def _within(value: object) -> Iterator[re.Pattern[Any]]:
    """The patterns in what a name stands for."""
    match value:
        case re.Pattern():
            yield value
        case dict():
            yield from (pattern for inner in value.values() for pattern in _within(inner))
        case tuple() | list():
            yield from (pattern for inner in value for pattern in _within(inner))
        case _ if is_dataclass(value) and not isinstance(value, type):
            yield from (pattern for field in fields(value) for pattern in _within(getattr(value, field.name)))


SEEN_BY_PEOPLE = {
    "sheets/requests/erasing/erased_cells.py": "an escaped text, alone or at the end of a cell",
    "sheets/requests/erasing/address_patterns.py": "escaped addresses, each alone or between two signs",
    "manychat/text_fit.py": "one of the seams between parts of a text, each of one or two signs",
}
"""Patterns that nobody can try without running what puts them together, and what people see there."""


def _is_named(tree: ast.Module, call: ast.Call) -> bool:
    """True for what a name of the module holds."""
    return any(
        isinstance(line, ast.Assign | ast.AnnAssign) and line.value is call and isinstance(call.func, ast.Attribute)
        for line in tree.body
    )


def _is_of_re(node: ast.AST) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name("re"), attr=name)):
            return name in WAYS or name in ("compile", "escape")
    return False


def _is_a_word_and_edges(joined: ast.JoinedStr) -> bool:
    """True for a text that was escaped, between looks at what stands beside it."""
    fixed = [part.value for part in joined.values if isinstance(part, ast.Constant)]
    return all(str(part) in (r"(?<!\w)", r"(?!\w)") for part in fixed)


def _way(method: str) -> str:
    return "search" if method in SEARCHES or method == "compile" else method
