"""Virtual time: tasks are threads of which exactly one runs at a time; whoever waits hands on to the next one due."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count
from random import Random


@dataclass(slots=True, eq=False)
class Task:
    """A thread's place in the order; ``ticket`` is the number of its next turn, any other is out of date."""

    ticket: int = 0
    turn: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))


class WaitingForEver(Exception):
    """Tasks wait and nobody is left who could wake them."""


class VirtualTime:
    """Runs tasks one at a time, in the order of their turns; of those due at one moment a seeded chance picks."""

    def __init__(self, chance: Random) -> None:
        self.now = 0.0
        self.running = Task()
        self._chance = chance
        self._turns: list[tuple[float, float, int, Task]] = []
        self._numbers = count(1)
        self._alive = 0
        self._stopped = threading.Semaphore(0)
        self._failures: list[BaseException] = []

    def start(self, work: Callable[[], object], *, after: float = 0.0) -> None:
        """A new task, whose first turn comes after so many seconds."""
        task = Task()
        self._alive += 1
        self.wake(task, after)
        threading.Thread(target=self._run_task, args=(task, work), daemon=True).start()

    def run(self) -> None:
        """Lets the tasks run until all have ended; raises what broke one of them, or WaitingForEver."""
        self._resume_next()
        self._stopped.acquire()
        if self._failures:
            raise self._failures[0]
        if self._alive:
            raise WaitingForEver(f"{self._alive} tasks")

    def sleep(self, seconds: float) -> None:
        """The running task waits; others go on meanwhile."""
        self.wake(self.running, seconds)
        self.park()

    def park(self) -> None:
        """The running task waits until somebody wakes it."""
        me = self.running
        self._resume_next()
        me.turn.acquire()

    def wake(self, task: Task, after: float = 0.0) -> None:
        """The task's next turn comes after so many seconds, and no other before."""
        task.ticket = next(self._numbers)
        heappush(self._turns, (self.now + after, self._chance.random(), task.ticket, task))

    def _run_task(self, task: Task, work: Callable[[], object]) -> None:
        task.turn.acquire()
        try:
            work()
        except BaseException as error:
            self._failures.append(error)
        self._alive -= 1
        self._resume_next()

    def _resume_next(self) -> None:
        while self._turns and not self._failures:
            at, _, ticket, task = heappop(self._turns)
            if ticket == task.ticket:
                self.now = max(self.now, at)
                self.running = task
                task.turn.release()
                return
        self._stopped.release()


class VirtualCondition(threading.Condition):
    """A condition whose waiting takes virtual time; its lock may be held while others run."""

    def __init__(self, virtual_time: VirtualTime) -> None:
        super().__init__()
        self._virtual_time = virtual_time
        self._held = False
        self._waiting_for_lock: list[Task] = []
        self._waiting_for_call: list[Task] = []

    def __enter__(self) -> bool:
        while self._held:
            self._waiting_for_lock.append(self._virtual_time.running)
            self._virtual_time.park()
        self._held = True
        return True

    def __exit__(self, *_error: object) -> None:
        self._held = False
        if self._waiting_for_lock:
            self._virtual_time.wake(self._waiting_for_lock.pop(0))

    def wait(self, timeout: float | None = None) -> bool:
        """Waits for a call or for the time to be up; gives whether it was called."""
        me = self._virtual_time.running
        self._waiting_for_call.append(me)
        self.__exit__()
        if timeout is None:
            self._virtual_time.park()
        else:
            self._virtual_time.sleep(max(timeout, 0.0))
        called = me not in self._waiting_for_call
        if not called:
            self._waiting_for_call.remove(me)
        self.__enter__()
        return called

    def notify(self, n: int = 1) -> None:
        """Calls the first who wait."""
        called, self._waiting_for_call[:n] = self._waiting_for_call[:n], []
        for task in called:
            self._virtual_time.wake(task)

    def notify_all(self) -> None:
        """Calls all who wait."""
        self.notify(len(self._waiting_for_call))
