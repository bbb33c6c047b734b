"""The memory of one process with a large shop, beside a script that holds the same tabs as gspread gives them."""

import multiprocessing
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from benchmarks.claims import function_on, warm_up
from benchmarks.support.large_shop import SPREADSHEET, Size, contact, order
from benchmarks.support.load import Tap, offer
from benchmarks.support.options import Options
from benchmarks.support.plain_scripts import open_client
from benchmarks.support.process_memory import memory_of
from benchmarks.support.report_table import Figure, say, show
from benchmarks.support.stand_in import StandIn, open_session, running_stand_in
from benchmarks.support.worker import worker_of

MEMBERS, ENTRIES = 100_000, 3
MIB = 2**20
PATIENCE_SECONDS = 90.0


def run(options: Options) -> None:
    """Prints the table."""
    size = Size(options.members or MEMBERS, ENTRIES)
    with running_stand_in(size) as stand_in:
        rows = _of_function(stand_in)
        say("a script reads the same tabs")
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
            now, most = pool.submit(_script, stand_in.url, stand_in.credentials).result()
        rows.append(("a script that holds Members, Orders and Ledger as read", now // MIB, most // MIB, ""))
    show(
        f"Memory: {size.members:,} members, {size.members:,} orders, {size.members * ENTRIES:,} entries",
        ("MiB", "now", "most there was", "seconds to its first answer"),
        rows,
    )


def _of_function(stand_in: StandIn) -> list[tuple[Figure, ...]]:
    with function_on(stand_in) as function:
        worker = worker_of(function.process.pid)
        empty = (
            "the function before it has read anything",
            memory_of(worker) // MIB,
            memory_of(worker, "VmHWM") // MIB,
        )
        began = time.monotonic()
        say("the function reads for the first time")
        warmed = warm_up(function, PATIENCE_SECONDS)
        taken = time.monotonic() - began
        code = offer([function.url], [Tap("claim", contact(1), order(1))])[0].code if warmed else "later"
        say(f"a warm claim was answered {code}")
        name = "the function after a warm claim" if code == "claimed" else f"the function, which answered {code}"
        most = memory_of(worker, "VmHWM")
        return [(*empty, ""), (name, memory_of(worker) // MIB, most // MIB, round(taken) if warmed else "none came")]


def _script(url: str, credentials: Path) -> tuple[int, int]:
    book = open_client(open_session(credentials), url).open_by_key(SPREADSHEET)
    held = [book.worksheet(title).get_all_values() for title in ("Members", "Orders", "Ledger")]
    process = multiprocessing.current_process().pid or 0
    return (memory_of(process), memory_of(process, "VmHWM")) if held else (0, 0)
