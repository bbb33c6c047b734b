"""What strangers without a secret cost the real process, and what a chat answer takes meanwhile."""

import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.claims import warm_up
from benchmarks.memory import MIB
from benchmarks.support.large_shop import Size, contact
from benchmarks.support.load import Tap, offer
from benchmarks.support.options import Options
from benchmarks.support.process_memory import memory_of
from benchmarks.support.report_table import Figure, say, show
from benchmarks.support.stand_in import StandIn, running_stand_in
from benchmarks.support.worker import processor_seconds_of, threads_of, worker_of
from sandbox.localhost import LOCALHOST, free_port
from sandbox.processes import ROOT, running_function
from service.auth import unsigned_token

MEMBERS = 1_000
SECONDS = 5.0
ACCOUNT, AUDIENCE = "tasks@shop.iam.gserviceaccount.com", "https://shop.example"
UPLOAD = 9_900_000
TAPS_A_SECOND = 10
SAMPLE_SECONDS = 0.05

Send = Callable[[bytes], socket.socket]


@dataclass(frozen=True, slots=True)
class Attack:
    """So many at once, each of which sends this and holds its connection; ``endless`` ones begin anew when it ends."""

    name: str
    at_once: int
    head: bytes
    body: int = 0
    endless: bool = True


def run(options: Options) -> None:
    """Prints the table; with ``options.path`` the function of that checkout is attacked, too."""
    versions = {"": ROOT} | ({"the other checkout: ": options.path} if options.path else {})
    rows = [
        (f"{prefix}{name}", *figures)
        for prefix, folder in versions.items()
        for name, figures in _attacked(folder, options)
    ]
    headings = (
        "for each attack a new process", "requests", "MiB before", "most MiB", "CPU ms a request", "most threads",
        "chat p50 ms", "chat slowest ms", "chat answered", "of",
    )  # fmt: skip
    notes = (
        f"The chat: {TAPS_A_SECOND} questions a second during the attack. ManyChat waits 10 seconds for each.",
        "Attackers, chat and the stand-in for Google share the machine's cores with the function.",
        "Processor time is that of the whole process, without what the chat's questions took in quiet.",
    )
    show("Doors: strangers without a secret", headings, rows, notes)


def _attacked(folder: Path, options: Options) -> Iterator[tuple[str, Sequence[Figure]]]:
    seconds = options.seconds or SECONDS
    with running_stand_in(Size(options.members or MEMBERS)) as stand_in:
        quiet = 0.0
        for attack in ATTACKS:
            say(attack.name)
            figures, processor = _under(attack, folder, stand_in, seconds, quiet)
            quiet = quiet or processor
            yield attack.name, figures


def _under(
    attack: Attack, folder: Path, stand_in: StandIn, seconds: float, quiet: float
) -> tuple[Sequence[Figure], float]:
    """The figures of the row, and the processor seconds of all."""
    with _function(folder, stand_in) as (url, port, worker):
        before, processor = memory_of(worker), processor_seconds_of(worker)
        crowd, watch = _Crowd(attack, port), _Watch(worker)
        with watch, crowd:
            taps = [Tap("points", contact(n % 300), at=n / TAPS_A_SECOND) for n in range(int(seconds * TAPS_A_SECOND))]
            told = offer([url], taps)
        spent = processor_seconds_of(worker) - processor
    waits = sorted(answer.seconds * 1000 for answer in told)
    each = round(max(spent - quiet, 0) * 1000 / crowd.begun, 1) if crowd.begun else 0.0
    figures = (
        crowd.begun, before // MIB, watch.memory // MIB, each, watch.threads, round(waits[len(waits) // 2]),
        round(waits[-1]), sum(answer.ok for answer in told), len(told),
    )  # fmt: skip
    return figures, spent


@contextmanager
def _function(folder: Path, stand_in: StandIn) -> Iterator[tuple[str, int, int]]:
    """A warm function: its address, port and process. Whoever asks for certificates there gets no answer."""
    with TemporaryDirectory(prefix="regulars-benchmark-") as place, socket.create_server((LOCALHOST, 0)) as silent:
        port = free_port()
        environment = stand_in.environment() | {
            "GOOGLE_CLOUD_PROJECT": "shop",
            "ORDERS_SECRET": "the-secret-of-the-benchmarks-orders",
            "TASKS_ACCOUNT": ACCOUNT,
            "TASKS_AUDIENCE": AUDIENCE,
            "TASKS_CERTS_URL": f"http://{LOCALHOST}:{silent.getsockname()[1]}/certs",
        }
        with running_function(environment, port=port, log=Path(place) / "log", folder=folder) as function:
            function.wait()
            warm_up(function)
            yield function.url, port, worker_of(function.process.pid)


class _Watch(threading.Thread):
    """Looks at a process now and then: the most memory and threads that it had."""

    def __init__(self, worker: int) -> None:
        super().__init__(daemon=True)
        self._worker, self._over = worker, threading.Event()
        self.memory = self.threads = 0

    def run(self) -> None:
        """Until it is over."""
        while not self._over.wait(SAMPLE_SECONDS):
            self.memory = max(self.memory, memory_of(self._worker))
            self.threads = max(self.threads, threads_of(self._worker))

    def __enter__(self) -> None:
        self.start()

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        self.join()


class _Crowd:
    """The attackers, each a thread."""

    def __init__(self, attack: Attack, port: int) -> None:
        self._attack, self._port, self._over = attack, port, threading.Event()
        self._threads = [threading.Thread(target=self._attacker, daemon=True) for _ in range(attack.at_once)]
        self._held = ExitStack()
        self.begun = 0

    def __enter__(self) -> None:
        for thread in self._threads:
            thread.start()

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        self._held.close()
        for thread in self._threads:
            thread.join(5)

    def _attacker(self) -> None:
        while not self._over.is_set():
            self.begun += 1
            with suppress(OSError):
                self._once()
            if not self._attack.endless:
                return

    def _once(self) -> None:
        with socket.create_connection((LOCALHOST, self._port), timeout=1.0) as connection:
            connection.sendall(self._attack.head)
            if self._attack.body:
                with suppress(OSError):
                    connection.sendall(b"x" * self._attack.body)
            while not self._over.is_set():
                try:
                    if not connection.recv(65_536):
                        break
                except TimeoutError:
                    continue
            # Whoever wants to harm does not hang up even when the other side has.
            self._over.wait(0.0 if self._attack.endless else 60.0)


def _head(path: str, *lines: str, authorization: str = "Bearer wrong") -> bytes:
    more = "".join(f"{line}\r\n" for line in lines)
    return f"POST {path} HTTP/1.1\r\nHost: here\r\nAuthorization: {authorization}\r\n{more}\r\n".encode()


FORGED = f"Bearer {unsigned_token(account=ACCOUNT, audience=AUDIENCE, seconds=3_600)}"
ATTACKS = (
    Attack("nobody", 0, b""),
    Attack(
        "40 uploads of 9.9 MB, the last byte held", 40, _head("/manychat/points", f"Content-Length: {UPLOAD}"),
        UPLOAD - 1, endless=False,
    ),
    Attack(
        "40 chunked uploads that never end", 40, _head("/orders", "Transfer-Encoding: chunked") + b"8fffff\r\n",
        900_000,
    ),
    Attack("100 heads that never end", 100, b"GET / HTTP/1.1\r\nHost: he"),
    Attack(
        "20 who do not hang up", 20, b"GET / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n", endless=False,
    ),
    Attack("trace headers of 8 kB", 10, _head("/", "Connection: close", f"X-Cloud-Trace-Context: {'1' * 8_000}")),
    Attack("heads of 100 headers of 8 kB", 10, _head("/", *[f"A: {'1' * 8_000}"] * 100)),
    Attack("request lines of 3 MB", 10, b"GET /", 3_000_000),
    Attack(
        "85 forged tokens, Google's certificates away", 85,
        _head("/tasks/tidy", "Connection: close", "Content-Length: 0", authorization=FORGED), endless=False,
    ),
    Attack(
        "bodies of 30,000 brackets", 10, _head("/manychat/join", "Connection: close", "Content-Length: 30000"), 30_000,
    ),
)  # fmt: skip
