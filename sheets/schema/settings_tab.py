"""The tab Settings: each rule of the program by its name; what is impossible keeps what held before, or the default."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import tzinfo
from functools import cache
from typing import Any

from loyalty.model.program_settings import RemindersBy, Settings
from sheets.codec.cells import UnreadableCell
from sheets.codec.column import NAME, TEXT, Column, Decides, Tab
from sheets.codec.owner_sentences import Sentence, Words
from sheets.codec.table import BadCell, Problem, Row, Table
from sheets.codec.translation import fold_heading, names
from sheets.google.grid import Cell
from sheets.schema.known_settings import PROGRAM_SETTINGS, SEED, Setting
from sheets.schema.noted.last_settings import NONE_KNOWN, LastSettings


class SettingsTab(Tab):
    """A row is a setting: its name, its value, and what it does."""

    title = "Settings"
    what = "Your program's rules, one a row. Change the Value; the next answer follows it."

    setting = Column("Setting", NAME, "The name of the rule.", key=True, decides=Decides.MONEY, width=220, prose=True)
    value = Column(
        "Value",
        TEXT,
        "What it is set to. Empty means the default.",
        key=True,
        decides=Decides.MONEY,
        width=200,
        wrapped=True,
    )
    explanation = Column("What it does", TEXT, "An explanation for you.", width=560, wrapped=True, prose=True)


SETTINGS = SettingsTab()

NO_FLOW = Sentence(
    "Emails go by chat only when the setting %(setting)s names the flow that shows them. Fill it in; "
    "until then they go by email."
).of(setting=Words(("Chat flow",)))
NO_SUCH_SETTING = Sentence("No setting has this name. Correct the name, or delete the row.")
UNTIL_THEN = Sentence("%(why)s Until then the default holds.")
UNTIL_THEN_THE_LAST = Sentence("%(why)s Until then %(value)s holds, as before.")
TWICE = Sentence("This setting stands on two rows with different values. Delete the wrong row.")
UNTIL_THEN_THE_UPPER = Sentence("%(why)s Until then the upper row counts.")
ROW_GONE = Sentence(
    "The setting %(setting)s has no row any more. Write its row again, with an empty Value for the default."
)


@cache
def by_name() -> Mapping[str, Setting]:
    """The settings by their names in all languages, folded."""
    return {name: setting for setting in PROGRAM_SETTINGS for name in names(setting.name)}


def read_settings(table: Table, zone: tzinfo, last: LastSettings = NONE_KNOWN) -> tuple[Settings, list[Problem]]:
    """The program's settings; the spreadsheet's zone is the default for the shop's.

    What cannot be read, stands twice or has lost its row keeps the ``last`` value that could be read. Without a flow to
    show them letters go by e-mail alone.
    """
    rows, problems = _rows(table)
    chosen: dict[str, Any] = {}
    for setting in PROGRAM_SETTINGS:
        own = rows.get(setting.field, [])
        try:
            value = _value(setting, own)
            if not own and _readable(setting, last) not in (None, getattr(SEED, setting.field)):
                gone = ROW_GONE.of(setting=Words((setting.name,)))
                raise BadCell(Problem(SETTINGS.title, 1, SETTINGS.setting.heading, "", gone))
        except BadCell as error:
            value, why = _until_then(setting, own, last, error.problem.why)
            problems.append(replace(error.problem, why=why))
        if value is not None:
            chosen[setting.field] = value
    by_chat = rows.get("reminders_by") if chosen.get("reminders_by", RemindersBy.EMAIL) is not RemindersBy.EMAIL else ()
    if by_chat and chosen.keys().isdisjoint({"chat_flow", "letter_flow"}):
        del chosen["reminders_by"]
        problems.append(by_chat[0].bad(SETTINGS.value, NO_FLOW).problem)
    return replace(replace(SEED, zone=zone), **chosen), problems


def standing(table: Table, last: LastSettings) -> LastSettings:
    """What is to be known next time: what can be read in the tab, and what was known of that which cannot."""
    rows, _ = _rows(table)
    known = dict(last.cells)
    for setting in (setting for setting in PROGRAM_SETTINGS if setting.field in rows):
        try:
            value = _value(setting, rows[setting.field])
        except BadCell:
            continue
        known.pop(setting.field, None)
        if value is not None:
            known[setting.field] = _filled(rows[setting.field])[0].cell(SETTINGS.value)
    return LastSettings(known)


def _rows(table: Table) -> tuple[Mapping[str, list[Row]], list[Problem]]:
    """The rows of each setting by what it sets, and what is wrong with names."""
    rows: dict[str, list[Row]] = {}
    problems: list[Problem] = []
    for row in table.keyed():
        try:
            setting = by_name().get(fold_heading(row.required(SETTINGS.setting)))
            if setting is None:
                raise row.bad(SETTINGS.setting, NO_SUCH_SETTING)
        except BadCell as error:
            problems.append(error.problem)
        else:
            rows.setdefault(setting.field, []).append(row)
    return rows, problems


def _value(setting: Setting, rows: Sequence[Row]) -> Any:
    """What these rows set it to, None for empty ones; BadCell where that cannot be read, or they say two things."""
    filled = _filled(rows)
    if not filled:
        return None
    for other in filled[1:]:
        if other.read(SETTINGS.value) != filled[0].read(SETTINGS.value):
            raise other.bad(SETTINGS.value, TWICE)
    try:
        return setting.read(filled[0].cell(SETTINGS.value))
    except UnreadableCell as error:
        raise filled[0].bad(SETTINGS.value, error.why) from None


def _filled(rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if row.read(SETTINGS.value)]


def _until_then(setting: Setting, rows: Sequence[Row], last: LastSettings, why: Sentence) -> tuple[Any, Sentence]:
    """What holds instead of what is wrong, and the sentence that says so."""
    before = _readable(setting, last)
    if before is not None:
        return before, UNTIL_THEN_THE_LAST.of(why=why, value=str(last.cells[setting.field]))
    upper = _filled(rows)[0].cell(SETTINGS.value)
    if why == TWICE and (value := _read(setting, upper)) is not None:
        return value, UNTIL_THEN_THE_UPPER.of(why=why)
    return None, UNTIL_THEN.of(why=why)


def _readable(setting: Setting, last: LastSettings) -> Any:
    return _read(setting, last.cells.get(setting.field))


def _read(setting: Setting, cell: Cell) -> Any:
    """None for a cell that is empty or cannot be read."""
    try:
        return None if cell is None else setting.read(cell)
    except UnreadableCell:
        return None
