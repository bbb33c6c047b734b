"""Which modules of a package import which others of it, read from the source without running any."""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

Graph = Mapping[str, frozenset[str]]
"""For each module those that it imports. A module is named by its path inside the package: ``book/account``."""


def import_graph(package: Path) -> Graph:
    """The imports between the modules of this folder, those under TYPE_CHECKING and inside functions included.

    ``__init__`` files are left out: here they hold one docstring each.
    """
    files = [path for path in sorted(package.rglob("*.py")) if path.stem != "__init__"]
    names = {path.relative_to(package).with_suffix("").as_posix(): path for path in files}
    return {
        name: frozenset(other for other in _imported(path, package.name) if other in names and other != name)
        for name, path in names.items()
    }


def by_room(graph: Graph) -> Graph:
    """The same with each sub-room as one module; a file that stands in no sub-room stays a module of its own."""
    rooms: dict[str, set[str]] = {}
    for module, imported in graph.items():
        room = _room(module)
        rooms.setdefault(room, set()).update(_room(other) for other in imported if _room(other) != room)
    return {room: frozenset(others) for room, others in rooms.items()}


def edges(graph: Graph) -> int:
    """How many pairs of modules there are of which the first imports the second."""
    return sum(map(len, graph.values()))


def layers(graph: Graph) -> int:
    """The number of modules in the longest chain of imports; a circle is as many layers as it has modules."""
    circle_of = {module: frozenset([module]) for module in graph}
    circle_of |= {module: circle for circle in circles(graph) for module in circle}
    heights: dict[frozenset[str], int] = {}

    def height(circle: frozenset[str]) -> int:
        if circle not in heights:
            below = {circle_of[other] for module in circle for other in graph[module]} - {circle}
            heights[circle] = len(circle) + max(map(height, below), default=0)
        return heights[circle]

    return max(map(height, set(circle_of.values())), default=0)


def circles(graph: Graph) -> list[frozenset[str]]:
    """Groups of modules each of which reaches all others of its group by imports."""
    reached = {module: _reached(graph, module) for module in graph}
    groups = {frozenset(other for other in reached[module] if module in reached[other]) for module in graph}
    return sorted((group for group in groups if group), key=sorted)


def _reached(graph: Graph, module: str) -> set[str]:
    found, ahead = set[str](), list(graph[module])
    while ahead:
        other = ahead.pop()
        if other not in found:
            found.add(other)
            ahead += graph[other]
    return found


def _room(module: str) -> str:
    return module.partition("/")[0]


def _imported(path: Path, package: str) -> Iterator[str]:
    """The names of modules of this package that a file imports; a name that is no module of it may be among them."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Import(names=aliases):
                dotted = [alias.name for alias in aliases]
            case ast.ImportFrom(module=str(module), names=aliases):
                dotted = [module, *(f"{module}.{alias.name}" for alias in aliases)]
            case _:
                continue
        for name in dotted:
            top, _, rest = name.partition(".")
            if top == package:
                yield rest.replace(".", "/")
