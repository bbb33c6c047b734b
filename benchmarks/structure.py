"""How the code hangs together: modules, layers and imports of the large rooms, and the files that one claim enters."""

import json
import os
import subprocess
import sys
from pathlib import Path

from benchmarks.support.import_graph import by_room, circles, edges, import_graph, layers
from benchmarks.support.large_shop import Size, contact, order
from benchmarks.support.options import Options
from benchmarks.support.report_table import say, show
from benchmarks.support.stand_in import running_stand_in

ROOT = Path(__file__).parent.parent
LARGE_ROOMS = ("loyalty", "sheets")
TRACE = Path(__file__).parent / "support" / "claim_trace.py"


def run(options: Options) -> None:
    """Both tables, of this checkout or of the one at ``--path``."""
    checkout = (options.path or ROOT).resolve()
    _imports(checkout)
    _claim(checkout)


def _imports(checkout: Path) -> None:
    rows, notes = list[tuple[str, int, int, int, int]](), list[str]()
    for room in LARGE_ROOMS:
        graph = import_graph(checkout / room)
        for title, modules in ((f"{room}/", graph), (f"{room}/, a sub-room as one module", by_room(graph))):
            found = circles(modules)
            rows.append((title, len(modules), layers(modules), edges(modules), len(found)))
            notes += [f"A circle in {title}: {', '.join(sorted(circle))}." for circle in found]
    note = "Counted as they stand in the source: imports under TYPE_CHECKING and inside functions as well."
    show(f"Imports within {checkout}", ("", "modules", "layers", "imports", "circles"), rows, [note, *notes])


def _claim(checkout: Path) -> None:
    with running_stand_in(Size(members=300)) as stand_in:
        say("claiming")
        command = [sys.executable, str(TRACE), contact(1), order(1), contact(2), order(2)]
        environment = {**os.environ, **stand_in.environment(), "THREADS": "1"}
        done = subprocess.run(  # noqa: S603 - our own script
            command, cwd=checkout, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True
        )
    traced = json.loads(done.stdout.splitlines()[-1])
    note = "The function is warm. Only files that ship are counted, and only calls from one of them to another."
    rows = [("a claim", traced["files"], traced["calls"])]
    show("From the request to the reply", ("", "files entered", "calls from file to file"), rows, [note])
