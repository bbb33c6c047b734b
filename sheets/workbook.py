"""The workbook: the rules of many callers are decided together on one book and committed in one batch.

Read this file first: who waits and who leads. Then the rooms: engine/ (``cycle``: read, decide, commit, once;
``group_commit``: what is decided together; ``fence`` and ``commit_log``: why two commits never both win, and what
became of one; ``quota``), cache/ (what a warm instance knows, and so what it asks for), schema/ (what each tab is: one
description, from which reading, writing and showing follow), codec/ (cells to values), requests/ (decisions to Google's
requests) and google/ (the requests themselves, and why none outlasts its time). docs/architecture.md follows one claim
through all of them.
"""

import logging
import random
import threading
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from typing import TypeVar

from loyalty.book.book import Book
from loyalty.book.decision import Decision
from loyalty.model.entry import Entry
from sheets.cache.full_load import ROWS_AT_ONCE
from sheets.codec.table import Problem
from sheets.engine import fence
from sheets.engine.cycle import Cycle
from sheets.engine.pending import PendingCall
from sheets.engine.quota import OwnBatches, RateLimiter
from sheets.engine.reports.refusal_tally import RefusalTally
from sheets.engine.turns import Turns
from sheets.google.client import Google, Spent
from sheets.google.errors import NoAnswer, NotInTime, QuotaSpent, TooManyWaiting
from sheets.schema.snapshot import ANY, Snapshot, Surroundings

Out = TypeVar("Out")
Rule = Callable[[Book], Decision[Out]]

PATIENCE_SECONDS = 7.5
"""Seconds in which a caller is answered one way or the other, with half a second left for the answer's own way."""
MOST_WAITING = 1_000
"""More callers than this are sent away at once: they would not be served within their patience."""
JOINING_SHARE = 0.5
"""Of these places those who only join have so many: the others stay free for the chat."""
OPENING_SECONDS = 180.0
"""Reading a large spreadsheet for the first time takes a minute or so."""
REQUEST_SECONDS = 5.0
"""One request to Google lasts no longer, so that there is time left to find out what became of it."""
LAST_REQUEST_SECONDS = 1.0
"""With less time than this left no request is sent any more."""
LAST_JOINT_SECONDS = 0.2
"""The same for who joins others' batches: they have less time, and begin one of their own when most of it is over."""
ANSWER_SECONDS = 0.002
"""What it may take to send one answer on its way and to take in the next caller in its place."""
GATHER_SECONDS = 0.5
"""The longest wait for those who come in the place of those who were just answered."""
LOOK_SECONDS = 0.02
OTHERS_LOOK_SECONDS = 0.5
"""How soon the next one looks at the time when whoever did it for all has gone without an answer."""
RETRY_SECONDS = 0.25
"""How long to wait after no answer; up to half as long again, at random."""
QUOTA = (60, 60)
"""Reads and writes a minute that Google allows one service account, all instances together."""

log = logging.getLogger("regulars.sheets")


class Workbook:
    """The owner's spreadsheet as a transactional store, for any number of threads and instances.

    Callers queue; one of them leads and runs a cycle for all who are there, in its own thread. The next cycle is led by
    whoever has most time left then, as one that ends with its leader's patience costs all others their turn. There are
    no threads besides the callers' own.
    """

    def __init__(
        self,
        google: Google,
        *,
        clock: Callable[[], datetime],
        chance: Callable[[], str],
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        quota: tuple[int, int] = QUOTA,
        most_waiting: int = MOST_WAITING,
        rows_at_once: int = ROWS_AT_ONCE,
        room: threading.Condition | None = None,
        surroundings: Surroundings = ANY,
    ) -> None:
        name = fence.name_of(chance())
        self._turns = Turns(name, min(quota), monotonic)
        self._refused = RefusalTally()
        self._cycle = Cycle(
            google,
            clock=clock,
            chance=lambda: f"{name}-{chance()}",
            monotonic=monotonic,
            rows_at_once=rows_at_once,
            turns=self._turns,
            surroundings=surroundings,
            refused=self._refused,
        )
        self._rate_limiter = RateLimiter(*quota, monotonic)
        self._own_batches = OwnBatches(min(quota), monotonic)
        self._monotonic = monotonic
        self._sleep = sleep
        self._room = room or threading.Condition()
        self._waiting: list[PendingCall] = []
        self._led = False
        self._heir: PendingCall | None = None
        self._most_waiting = most_waiting
        self._silent_since: float | None = None
        self._answered, self._answered_at = 0, float("-inf")

    @property
    def waiting(self) -> int:
        """How many callers are waiting for their outcome."""
        return len(self._waiting)

    def transact(
        self,
        rule: Rule[Out],
        *,
        seconds: float = PATIENCE_SECONDS,
        spent: Spent | None = None,
        tidy: bool = False,
        tells: Sequence[Problem] = (),
        joins: bool = False,
    ) -> Out:
        """Runs the rule on the newest book, commits what it decides, and gives its outcome once that is certain.

        The rule may run several times, each time on a newer book. With ``tidy`` the whole spreadsheet is read, and
        the owner's edits, the display cells and the Problems tab are brought up to date even when the rule decides
        nothing; what it ``tells`` is listed there as well, also what the rule puts into that as it runs. Who ``joins``
        takes part in the batch of whoever else is there, after them, and begins one only now and then (OwnBatches).

        Raises NotInTime when nothing of the decision was committed or nobody can know (asking again then finds what
        was), and other WorkbookErrors that the owner or operator must correct.
        """
        caller = PendingCall(rule, self._monotonic() + seconds, spent or Spent(), tidy, tells, joins)
        with self._room:
            if len(self._waiting) >= self._most_waiting * (JOINING_SHARE if joins else 1):
                raise TooManyWaiting("too many are waiting")
            self._waiting.append(caller)
        try:
            while not caller.done:
                if self._leads(caller):
                    self._lead(caller)
        finally:
            with self._room:
                caller.gone = True
                self._waiting.remove(caller)
                if self._heir is caller:
                    self._pass_on()
        outcome: Out = caller.result()
        return outcome

    def note_refusal(self, code: str) -> None:
        """Counts an answer of this code; the count is noted with a commit that is made anyway, and lost with us."""
        self._refused.count(code)

    def open(self, *, seconds: float = OPENING_SECONDS) -> None:
        """Reads the spreadsheet for the answers to come, which takes a while when it is large; any WorkbookError.

        Without it the first callers do the reading, and are told ``later`` as long as it lasts.
        """
        self.transact(lambda _book: Decision(None), seconds=seconds)

    def read_whole(self, *, seconds: float = PATIENCE_SECONDS) -> Snapshot:
        """The spreadsheet as it is now, for those who only look; any WorkbookError."""
        deadline = self._monotonic() + seconds
        return self._cycle.read_whole(lambda: self._left(deadline), Spent())

    def closed_lines(
        self, codes: Collection[str], *, seconds: float = PATIENCE_SECONDS, spent: Spent | None = None
    ) -> list[Entry]:
        """The lines under these members' codes in the closed years of this spreadsheet; any WorkbookError.

        It waits for its turn like a caller, as the years are read by whoever leads alone.
        """
        deadline = self._monotonic() + seconds
        with self._room:
            while self._led:
                left = deadline - self._monotonic()
                if left <= 0:
                    raise NotInTime("others are still being served")
                self._room.wait(left)
            self._led = True
        try:
            return self._cycle.closed_lines(codes, lambda: self._left(deadline), spent or Spent())
        finally:
            with self._room:
                self._led = False
                self._room.notify_all()

    def _leads(self, caller: PendingCall) -> bool:
        """Waits until the caller is done or nobody leads: then it does. Raises NotInTime."""
        with self._room:
            while not caller.done and (wait := self._waits(caller)):
                left = caller.deadline - self._monotonic()
                if left <= 0:
                    raise NotInTime("others are still being served")
                self._room.wait(min(left, wait))
            if caller.done:
                return False
            self._led, self._heir = True, None
            return True

    def _pass_on(self) -> None:
        """Lets whoever has most time lead next; for who holds the room."""
        able = (caller for caller in self._waiting if not (caller.done or caller.joins))
        self._heir = max(able, key=lambda caller: caller.deadline, default=None)
        self._room.notify_all()

    def _waits(self, caller: PendingCall) -> float:
        """The seconds until the caller may lead, if nobody tells before; 0 for now."""
        if self._led or not caller.joins:
            return float("inf") if self._led or self._heir not in (None, caller) else 0.0
        # The last to come looks at the time for all: it knows of everybody, and hundreds who look wake each other.
        if next(other for other in reversed(self._waiting) if not other.done) is not caller:
            return OTHERS_LOOK_SECONDS
        others = [other for other in self._waiting if not other.done]
        if not all(other.joins for other in others):  # who does not only join leads as soon as their thread runs
            return OTHERS_LOOK_SECONDS
        first = min(other.deadline for other in others)
        return self._own_batches.wait(len(others), deadline=first, instances=self._turns.instances)

    def _lead(self, caller: PendingCall) -> None:
        """Runs one cycle in the caller's thread; who only joins has begun a batch of their own, and ends it."""
        try:
            self._run_cycle(caller)
            while caller.joins and not caller.done:
                self._run_cycle(caller)
        finally:
            with self._room:
                self._led = False
                self._pass_on()

    def _run_cycle(self, leader: PendingCall) -> None:
        """Waits for the quota and for this instance's turn, then serves all who are there by then."""
        self._wait_for_turn(leader)
        if leader.done:
            return
        if leader.joins:
            self._own_batches.begin()
        self._wait_for_others()
        callers, cost, began = self._callers(), Spent(), self._monotonic()
        try:
            self._cycle.run(callers, lambda: self._left(leader.deadline, _last(leader)), cost)
            if self._cycle.owes_problems:
                self._tell_problems(leader, cost)
        except NoAnswer as error:
            if self._is_away(began):
                _fail(tuple(self._waiting), NotInTime(f"Google has been silent for a while: {error}"))
            else:
                self._pause(leader, error)
        except QuotaSpent:
            self._silent_since = None
            log.warning("Google says that the quota is spent")
            self._rate_limiter.refused(random.random(), writing=cost.writes > 0)  # noqa: S311 - jitter, no secret
        except NotInTime:
            raise
        except Exception as error:  # what broke a cycle is told to all who were in it
            self._silent_since = None
            _fail(callers, error)
        else:
            self._silent_since = None
            self._rate_limiter.served()
        finally:
            self._note_answered(callers, began)
            self._rate_limiter.settle(reads=cost.reads, writes=cost.writes)
            with self._room:
                self._room.notify_all()

    def _note_answered(self, callers: Iterable[PendingCall], began: float) -> None:
        done = [caller for caller in callers if caller.done]
        if done:
            self._turns.took(began)
            # Nobody comes in the place of who only joins: a shop waits for the next order.
            self._answered, self._answered_at = sum(not caller.joins for caller in done), self._monotonic()

    def _tell_problems(self, leader: PendingCall, cost: Spent) -> None:
        """All others have their answers already: what the owner has to be told costs whoever leads one request."""
        with self._room:
            self._room.notify_all()
        telling = Spent()
        try:
            self._cycle.tell_problems(lambda: self._left(leader.deadline), telling)
        finally:
            leader.charge(telling)
            cost.reads += telling.reads
            cost.writes += telling.writes

    def _is_away(self, began: float) -> bool:
        """True when Google has answered nothing for longer than anybody's patience.

        Then all who wait are told ``later`` when a try has failed; their threads are needed for those who come after.
        """
        now = self._monotonic()
        if self._silent_since is None:
            self._silent_since = max(began, now - REQUEST_SECONDS)  # it was silent for as long as a request was out
        return now - self._silent_since > PATIENCE_SECONDS

    def _wait_for_turn(self, leader: PendingCall) -> None:
        """Waits until a read and a write may be sent; who only asks need not wait when we have just committed."""
        wait = max(self._rate_limiter.take(self._turns.instances), self._turns.wait())
        # Questions need not wait for the quota right after a commit of ours (docs/decisions/0007).
        if wait:
            self._cycle.answer_questions(self._callers())
            with self._room:
                self._room.notify_all()
        if leader.done:
            self._rate_limiter.settle(reads=0, writes=0)
        elif self._monotonic() + wait + _last(leader) > leader.deadline:
            self._rate_limiter.settle(reads=0, writes=0)
            raise NotInTime("Google's quota is spent for the moment")
        elif wait:
            self._sleep(wait)

    def _wait_for_others(self) -> None:
        """Waits a moment after many were answered: their threads, all that there are, are just taking in the next ones.

        A cycle that begins at once would serve the first of them alone, and keep all others waiting for the next.
        """
        until = self._answered_at + min(self._answered * ANSWER_SECONDS, GATHER_SECONDS)
        while len(self._callers()) < self._answered and self._monotonic() < until:
            self._sleep(LOOK_SECONDS)

    def _callers(self) -> tuple[PendingCall, ...]:
        """Those who wait for an outcome: who has one is on the list until their thread runs again.

        Who only joins comes last, and who of those has least time comes first: what a batch has no room for waits for
        the next one.
        """
        with self._room:
            waiting = [caller for caller in self._waiting if not caller.done]
        return tuple(sorted(waiting, key=lambda caller: (caller.joins, caller.deadline if caller.joins else 0.0)))

    def _left(self, deadline: float, last: float = LAST_REQUEST_SECONDS) -> float:
        left = deadline - self._monotonic()
        if left < last:
            raise NotInTime("no time left for another request to Google")
        return min(left, REQUEST_SECONDS)

    def _pause(self, leader: PendingCall, error: NoAnswer) -> None:
        pause = RETRY_SECONDS * (1 + random.random() / 2)  # noqa: S311 - jitter, no secret
        if self._monotonic() + pause + _last(leader) > leader.deadline:
            raise NotInTime(str(error)) from error
        self._sleep(pause)


def _last(leader: PendingCall) -> float:
    """With less time than this left the leader sends no request."""
    return LAST_JOINT_SECONDS if leader.joins else LAST_REQUEST_SECONDS


def _fail(callers: Iterable[PendingCall], error: Exception) -> None:
    for caller in callers:
        if not caller.done:
            caller.fail(error)
