"""What the owner is written to about, and the note in the hidden tab by which all instances send one email a day.

The day is noted in a commit of its own, behind the fence and before the email goes out: of two instances one is refused
(docs/decisions/0042). It works where nothing else does, on the Settings and the hidden tab alone.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from loyalty.letters.alarm_kind import AlarmKind
from loyalty.model.program_settings import Settings
from sheets.codec.cells import TEXT_FORMAT, UnreadableCell, cell_data, text
from sheets.codec.doubled_headings import HeadingTwice
from sheets.codec.owner_sentences import Sentence, Words
from sheets.codec.table import UNREADABLE_BY_HEADINGS, Problem, Row, Table, read_table
from sheets.codec.translation import fold_heading, names
from sheets.engine import fence
from sheets.engine.tab_finder import TabFinder
from sheets.google.client import Google, Spent
from sheets.google.errors import (
    BookForked,
    HeadingMissing,
    HeadingsBelowRows,
    NewerLayout,
    NoAnswer,
    RequestRefused,
    TabMissing,
    TabProtected,
    WorkbookError,
    WriteProtected,
)
from sheets.google.grid import Grid
from sheets.requests.problem_rows import in_the_owners_words
from sheets.schema.layout import Layout
from sheets.schema.made.review_tab import REVIEW
from sheets.schema.noted.known_headings import HeadingGone
from sheets.schema.problems_tab import PROBLEMS, ListedProblem
from sheets.schema.settings_tab import SETTINGS, read_settings
from sheets.schema.snapshot import PROTECTED, below_problem, doubled_problem, gone_problems
from sheets.schema.tabs import SYSTEM

ROW = 6
"""Where the hidden tab notes it, in its first column: the day, ``taken`` or ``failed``, and by whom or when.

After ``told`` stands the newest row of Review, or refusal of a code, that the owner was written to about, from one
email to the next.
"""
TAKEN, FAILED, TOLD = "taken", "failed", "told"
AGAIN = timedelta(hours=1)
"""How long after an email that certainly did not go out the next try comes."""
MOST_RACES = 4
REQUEST_SECONDS = 5.0
OWNER_EMAIL = "Owner e-mail"

FORKED = Sentence(
    "Two bookings have the same number, so what keeps two answers from being booked at once has failed. "
    "This copy of the program books nothing any more; run manage.py check, then manage.py deploy."
)
NEWER = Sentence(
    "A newer version of the program has set up this spreadsheet, and an older one is running, which books nothing. "
    "Deploy the newer version again: manage.py deploy."
)
WAITS = Sentence(
    "New in the tab %(tab)s: %(count)s. Write yes or no under %(column)s. "
    "Until then no points are given or taken for it, and a customer who asks hears that you look at it first."
)
NO_TAB = Sentence("The tab %(tab)s is missing, so nothing is booked. Undo that, or make it again with manage.py setup.")
CLOSES = (HeadingGone, *UNREADABLE_BY_HEADINGS, BookForked, NewerLayout, TabMissing, TabProtected)
"""What keeps the program from booking until the owner or operator has put it right."""
BOOKS_NOTHING = (BookForked, NewerLayout)
"""After these an instance writes nothing, not even the note: other instances may then write to the owner, too."""


@dataclass(frozen=True, slots=True)
class NightNews:
    """What the nightly run has to tell: what is counted ``wrong``, since when each row of Review ``waits``, what keeps
    the ``shop`` from making codes, what no webhook has told of and had to be ``asked`` for, and which codes the shop
    has ``refused`` for good, and when.
    """

    wrong: tuple[Sentence, ...] = ()
    waits: tuple[datetime, ...] = ()
    shop: tuple[Sentence, ...] = ()
    asked: tuple[Sentence, ...] = ()
    refused: tuple[tuple[datetime, Sentence], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.wrong or self.waits or self.shop or self.asked or self.refused)

    @property
    def newest(self) -> datetime | None:
        """The newest row of Review or refusal among these; of those that are no newer the owner has been told then."""
        return max((*self.waits, *(time for time, _ in self.refused)), default=None)

    def after(self, told: datetime | None) -> "NightNews":
        """Without what the owner was written to about, of which this is the newest; None for none yet."""
        if told is None:
            return self
        refused = tuple((time, why) for time, why in self.refused if time > told)
        return replace(self, waits=tuple(time for time in self.waits if time > told), refused=refused)

    def all(self) -> Iterator[Sentence]:
        """One after the other, as the owner reads them."""
        yield from self.wrong
        yield from self.shop
        yield from dict.fromkeys(why for _, why in self.refused)
        yield from self.asked
        if self.waits:
            yield WAITS.of(count=len(self.waits), tab=Words((REVIEW.title,)), column=Words((REVIEW.decision.heading,)))


@dataclass(frozen=True, slots=True)
class Alarm:
    """An email to the owner that this instance may send: to the address in ``settings``, in the sheet's ``language``.

    ``problems_title`` is what the owner calls the tab Problems. ``newest`` is the newest row of Review, or refusal of a
    code, that this email or one before it is about, and ``newest_before`` the same before this email.
    """

    told: tuple[ListedProblem, ...]
    kind: AlarmKind
    day: date
    settings: Settings
    language: str
    problems_title: str
    newest: datetime | None
    newest_before: datetime | None


class AlarmNote:
    """The note in the hidden tab; for one thread at a time, with a connection of its own."""

    def __init__(self, google: Google, *, chance: Callable[[], str]) -> None:
        self._google = google
        self._chance = chance
        self._unanswered = ""
        self._told_before: datetime | None = None
        self._without_note: date | None = None

    def take(self, about: WorkbookError | NightNews, now: datetime) -> Alarm | None:
        """The email that may be sent now about what closes the program, or about what the night has to tell.

        None where no address stands in Settings, where the owner was written to about all of it, and where this day's
        email was taken, by whichever instance. WorkbookError.
        """
        for _ in range(MOST_RACES):
            # The layout first: whoever commits after it makes our own commit fail, however old the note that we read.
            layout = TabFinder(self._google).look(seconds=REQUEST_SECONDS, spent=Spent())
            corner, settings = self._look(layout)
            day = now.astimezone(settings.zone).date()
            if not settings.owner_email:
                return None
            noted = _noted(corner)
            # Of a note of our own whose answer was lost nobody has been written to yet.
            told = self._told_before if noted == self._unanswered else _told(noted)
            alarm = _alarm(about, layout, settings, day, told)
            if noted == self._unanswered and noted.startswith(f"{day} "):
                self._unanswered = ""
                return alarm
            if alarm is None or not _may_send(noted, day, now):
                return None
            if isinstance(about, BOOKS_NOTHING) or fence.serves_newer(corner):
                return self._once_without_note(alarm)
            ours = f"{day} {TAKEN} {self._chance()}{_telling(alarm.newest)}"
            try:
                self._write(layout, ours)
            except WriteProtected:
                return self._once_without_note(alarm)
            except NoAnswer:
                # Whether it was written shows when it is read again, now or with the next try.
                self._unanswered, self._told_before = ours, told
                continue
            except RequestRefused as error:
                if not fence.refused_by_fence(str(error)):
                    raise
                continue
            return alarm
        return None

    def give_back(self, alarm: Alarm, now: datetime) -> None:
        """The email certainly did not go out: the next try comes after a while. WorkbookError."""
        if self._without_note == alarm.day:
            self._without_note = None
            return
        layout = TabFinder(self._google).look(seconds=REQUEST_SECONDS, spent=Spent())
        self._write(layout, f"{alarm.day} {FAILED} {now.isoformat()}{_telling(alarm.newest_before)}")

    def _once_without_note(self, alarm: Alarm) -> Alarm | None:
        """Where nothing can be noted, this instance at least sends one a day."""
        if self._without_note == alarm.day:
            return None
        self._without_note = alarm.day
        return alarm

    def _look(self, layout: Layout) -> tuple[Grid, Settings]:
        asked = [layout.whole(SYSTEM).rows(1, ROW, last_column=0), layout.whole(SETTINGS.title)]
        corner, grid = self._google.cells(asked, seconds=REQUEST_SECONDS, spent=Spent())
        return corner, read_settings(_settings_table(grid, layout), layout.zone).settings

    def _write(self, layout: Layout, note: str) -> None:
        # The names of the instances at work stay in the token: they count each other by it.
        token = fence.next_token(layout.fence or "", f"{fence.NOBODY}-{self._chance()}")
        system = layout.sheet_id(SYSTEM)
        noted = {
            "updateCells": {
                "start": {"sheetId": system, "rowIndex": ROW - 1, "columnIndex": 0},
                "rows": [{"values": [cell_data(note, TEXT_FORMAT, layout.zone)]}],
                "fields": "userEnteredValue,userEnteredFormat.numberFormat",
            }
        }
        swap = fence.swap(layout, old=layout.fence, new=token)
        self._google.commit([*swap, noted], seconds=REQUEST_SECONDS, spent=Spent())


def _alarm(
    about: WorkbookError | NightNews, layout: Layout, settings: Settings, day: date, before: datetime | None
) -> Alarm | None:
    newest = before
    if isinstance(about, WorkbookError):
        told = tuple(in_the_owners_words(layout, problem) for problem in what_closes(about, layout))
    else:
        about = about.after(before)
        if not about:
            return None
        told = tuple(ListedProblem("", 0, "", "", sentence.in_language(layout.language)) for sentence in about.all())
        newest = about.newest or before
    problems = layout.places.get(PROBLEMS.title)
    return Alarm(
        told=told,
        kind=_kind(about),
        day=day,
        settings=settings,
        language=layout.language,
        problems_title=problems.title if problems else PROBLEMS.title,
        newest=newest,
        newest_before=before,
    )


def _kind(about: WorkbookError | NightNews) -> AlarmKind:
    match about:
        case TabProtected():
            return AlarmKind.PARTLY
        case NightNews(wrong=wrong, shop=shop, asked=asked, refused=refused):
            told: Mapping[AlarmKind, Sequence[object]] = {
                AlarmKind.COUNTED: wrong,
                AlarmKind.SHOP: shop,
                AlarmKind.REFUSED: refused,
                AlarmKind.MISSED: asked,
            }
            return next((kind for kind, what in told.items() if what), AlarmKind.WAITING)
        case _:
            return AlarmKind.CLOSED


def what_closes(error: WorkbookError, layout: Layout) -> Iterator[Problem]:
    """What the owner reads of one of these; no cell's content, which may be somebody's address."""
    match error:
        case HeadingGone() | HeadingMissing():
            yield from gone_problems(layout, error)
        case HeadingTwice(headings=headings):
            yield from (doubled_problem(layout, doubled) for doubled in headings)
        case HeadingsBelowRows():
            yield below_problem(layout, error)
        case TabProtected(title=title):
            yield Problem(title, 0, "", "", PROTECTED)
        case TabMissing(title=title):
            yield Problem(title, 0, "", "", NO_TAB.of(tab=Words((title,))))
        case NewerLayout():
            yield Problem("", 0, "", "", NEWER)
        case _:
            yield Problem("", 0, "", "", FORKED)


def _settings_table(grid: Grid, layout: Layout) -> Table:
    """The tab Settings; where its headings are what is wrong, by the name of the very setting that is wanted."""
    try:
        return read_table(SETTINGS, grid, layout.zone)
    except UNREADABLE_BY_HEADINGS:
        wanted = names(OWNER_EMAIL)
        places = [
            place
            for cells in grid
            for place, cell in enumerate(cells)
            if isinstance(cell, str) and fold_heading(cell) in wanted
        ]
        columns = {SETTINGS.setting: places[0], SETTINGS.value: places[0] + 1} if places else {}
        rows = tuple(Row(SETTINGS, number, cells, columns, layout.zone) for number, cells in enumerate(grid, start=1))
        return Table(SETTINGS, columns, 0, rows, end=len(grid))


def _noted(corner: Grid) -> str:
    cells = corner[ROW - 1] if len(corner) >= ROW else []
    try:
        return text(cells[0]) if cells else ""
    except UnreadableCell:
        return ""


def _telling(told: datetime | None) -> str:
    return "" if told is None else f" {TOLD} {told.isoformat()}"


def _told(noted: str) -> datetime | None:
    """The newest row of Review that the owner was written to about; None for none, or where it cannot be read."""
    try:
        told = datetime.fromisoformat(noted.partition(f" {TOLD} ")[2])
    except ValueError:
        return None
    return told if told.tzinfo else None


def _may_send(noted: str, day: date, now: datetime) -> bool:
    """What cannot be read, because somebody has typed over it, stands for no email."""
    when, _, fate = noted.partition(f" {TOLD} ")[0].partition(" ")
    if when != day.isoformat():
        return True
    fate, _, at = fate.partition(" ")
    try:
        return fate == FAILED and datetime.fromisoformat(at) + AGAIN <= now
    except (TypeError, ValueError):
        return True
