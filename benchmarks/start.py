"""Process start to first answer without the network, beside a hello-world function; and what the imports cost."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.support.options import Options
from benchmarks.support.report_table import middle, say, show
from sandbox.localhost import LOCALHOST, free_port
from sandbox.processes import ROOT, THREADS

STARTS = 11
IMPORTS_SHOWN = 10
POLL_SECONDS = 0.003
HELLO = "def loyalty(request):\n    return 'hello'\n"
BARE = "import functions_framework, flask, gunicorn.app.base, gunicorn.workers.gthread"
_LINE = re.compile(r"import time:\s+(\d+) \|\s+(\d+) \| ( *)([\w.]+)")


def run(options: Options) -> None:
    """Prints both tables."""
    times = STARTS if options.seconds is None else 3
    with TemporaryDirectory(prefix="regulars-benchmark-") as folder:
        Path(folder, "main.py").write_text(HELLO, encoding="utf-8")
        say(f"starting hello-world and the function {times} times each, in turn")
        pairs = [(_start(Path(folder)), _start(ROOT)) for _ in range(times + 1)][
            1:
        ]  # the first ones fill the disk's cache
    hello, ours = (list(times) for times in zip(*pairs, strict=True))
    rows = [
        (name, middle(taken), min(taken), max(taken))
        for name, taken in (("hello-world", hello), ("this service", ours))
    ]
    rows.append(("times hello-world", middle(ours) / middle(hello), "", ""))
    show("Start: seconds from process start to the first answer", ("seconds", "median", "least", "most"), rows)
    _show_imports()


def _start(folder: Path) -> float:
    """Seconds until ``GET /`` is answered."""
    port = free_port()
    framework = Path(sys.executable).parent / "functions-framework"
    command = [str(framework), "--target", "loyalty", "--host", LOCALHOST, "--port", str(port)]
    environment = dict(os.environ) | {"THREADS": str(THREADS)}
    began = time.monotonic()
    process = subprocess.Popen(  # noqa: S603 - our own program
        command,
        cwd=folder,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        while not _answers(port):
            time.sleep(POLL_SECONDS)
        return time.monotonic() - began
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _answers(port: int) -> bool:
    try:
        with socket.create_connection((LOCALHOST, port), timeout=30) as connection:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n")
            return b" 200 " in connection.recv(100)
    except ConnectionError:
        return False


def _show_imports() -> None:
    """What ``import main`` costs beyond what the framework has imported anyway, by package."""
    rounds = [_imports() for _ in range(3)]
    total, own = min(rounds, key=lambda run: run[0].total())
    rows = [(name, total[name] / 1000, own[name]) for name, _ in total.most_common(IMPORTS_SHOWN)]
    rows.append(("all of main", total.total() / 1000, own.total()))
    headings = ("milliseconds", "its own modules", "how many")
    show("Imports: what `import main` adds to the framework's own, by package", headings, rows)


def _imports() -> tuple[Counter[str], Counter[str]]:
    """Microseconds and modules of each package that main brings."""
    code = f"{BARE}\nimport sys; sys.stderr.write('-----\\n')\nimport main"
    text = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-X", "importtime", "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    ).stderr.partition("-----\n")[2]
    taken, modules = Counter[str](), Counter[str]()
    for own, _, _, name in _LINE.findall(text):
        package = ".".join(name.split(".")[: 2 if name.startswith("google.") else 1])
        taken[package] += int(own)
        modules[package] += 1
    return taken, modules
