"""The tab Settings: each rule of the program by its name; what is impossible keeps what held before, or the default."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import tzinfo
from functools import cache
from typing import Any

from loyalty.model.program_settings import ConfirmAddress, CouponSource, RemindersBy, Settings
from sheets.codec.cells import UnreadableCell
from sheets.codec.column import MONEY, NAME, TEXT, Column, Decides, Tab
from sheets.codec.owner_sentences import Sentence, Words
from sheets.codec.table import BadCell, Problem, Row, Table
from sheets.codec.translation import fold_heading, names
from sheets.google.grid import Cell
from sheets.schema.foreign_amounts import ANOTHER_CURRENCY, is_foreign
from sheets.schema.known_settings import PROGRAM_SETTINGS, SEED, Setting
from sheets.schema.noted.last_settings import NONE_KNOWN, LastSettings


class SettingsTab(Tab):
    """A row is a setting: its name, its value, and what it does.

    A row with a name that no setting has, and without a value, is a heading above some of them, ours or the owner's.
    """

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
NOTHING_PROVES = Sentence(
    "No address can be proved here: there is no mail server and no key for order links. Run deploy/deploy.sh, or write "
    "%(word)s. Until then what is typed is believed."
).of(word=Words((ConfirmAddress.NO.value,)))
NO_SHOP = Sentence(
    "The program has no shop to make codes in. Run manage.py check, which says what is missing, or choose %(pool)s or "
    "%(manual)s. Until then it acts as with %(manual)s: you are asked for each code."
).of(pool=Words((CouponSource.POOL.value,)), manual=Words((CouponSource.MANUAL.value,)))
WAYS_BY_CHAT = (RemindersBy.CHAT, RemindersBy.BOTH)
FLOWS = frozenset({"chat_flow", "letter_flow"})
NO_SUCH_SETTING = Sentence("No setting has this name. Correct the name, or delete the row.")
UNTIL_THEN = Sentence("%(why)s Until then the default holds.")
UNTIL_THEN_THE_LAST = Sentence("%(why)s Until then %(value)s holds, as before.")
TWICE = Sentence("This setting is on two rows with different values. Delete the wrong row.")
UNTIL_THEN_THE_UPPER = Sentence("%(why)s Until then the upper row counts.")
MOST_UNREADABLE = 4
APART = Sentence(
    "So many values here cannot be read that they were perhaps sorted apart from their names. Undo that; a value that "
    "you have changed yourself counts once the others can be read."
)
"""One column of the tab was sorted alone: many values are in a wrong row, and some of them could be read there."""
ROW_GONE = Sentence(
    "The setting %(setting)s has no row any more. Write its row again, with an empty Value for the default."
)


@cache
def by_name() -> Mapping[str, Setting]:
    """The settings by their names in all languages, folded."""
    return {name: setting for setting in PROGRAM_SETTINGS for name in names(setting.name)}


@dataclass(frozen=True, slots=True)
class SettingsRead:
    """The program's settings, what is wrong with their rows, and what is to be known of them next time."""

    settings: Settings
    problems: tuple[Problem, ...]
    stands: LastSettings


def read_settings(
    table: Table, zone: tzinfo, last: LastSettings = NONE_KNOWN, *, proves: bool = True, makes_codes: bool = True
) -> SettingsRead:
    """What the rows say; the spreadsheet's zone is the default for the shop's.

    What cannot be read, stands twice or has lost its row keeps the ``last`` value that could be read, and where that is
    so of many nothing new is believed. Without a flow to show them letters go by e-mail alone; where nothing ``proves``
    an address, what is typed is believed; and where there is no shop that ``makes_codes`` the owner sends them.
    """
    rows, problems = _rows(table)
    chosen, known = dict[str, Any](), dict(last.cells)
    all_said = {setting.field: _said(setting, rows.get(setting.field, [])) for setting in PROGRAM_SETTINGS}
    apart = bool(last.cells) and sum(said.wrong is not None for said in all_said.values()) > MOST_UNREADABLE
    # The currency first: the amounts of all others are in it.
    for setting in sorted(PROGRAM_SETTINGS, key=lambda setting: setting.field != "currency"):
        own = rows.get(setting.field, [])
        said = all_said[setting.field]
        value, wrong = said.value, said.wrong or (None if own else _gone(setting, last))
        currency = chosen.get("currency", SEED.currency)
        if wrong is None and setting.form is MONEY and is_foreign(said.cell, currency):
            value, wrong = None, own[0].bad(SETTINGS.value, ANOTHER_CURRENCY.of(own=currency)).problem
        if wrong is None and own and apart and not last.says(setting.field, said.cell):
            value, wrong = None, own[0].bad(SETTINGS.value, APART).problem
        if wrong:
            value, why = _until_then(setting, value, last, wrong.why)
            problems.append(replace(wrong, why=why))
        elif own:
            known |= {setting.field: said.cell}
        if value is not None:
            chosen[setting.field] = value
    if chosen.get("reminders_by") in WAYS_BY_CHAT and chosen.keys().isdisjoint(FLOWS):
        del chosen["reminders_by"]
        problems += [row.bad(SETTINGS.value, NO_FLOW).problem for row in rows.get("reminders_by", [])[:1]]
    if chosen.get("confirm_email") is ConfirmAddress.BEFORE_POINTS and not proves:
        chosen["confirm_email"] = ConfirmAddress.NO
        problems += [row.bad(SETTINGS.value, NOTHING_PROVES).problem for row in rows.get("confirm_email", [])[:1]]
    if chosen.get("coupons") is CouponSource.SHOP and not makes_codes:
        chosen["coupons"] = CouponSource.MANUAL
        problems += [row.bad(SETTINGS.value, NO_SHOP).problem for row in rows.get("coupons", [])[:1]]
    settings = replace(replace(SEED, zone=zone), **chosen)
    return SettingsRead(settings, tuple(problems), LastSettings.of(known))


def _rows(table: Table) -> tuple[Mapping[str, list[Row]], list[Problem]]:
    """The rows of each setting by what it sets, and what is wrong with names."""
    rows: dict[str, list[Row]] = {}
    problems: list[Problem] = []
    for row in table.keyed():
        try:
            setting = by_name().get(fold_heading(row.required(SETTINGS.setting)))
            if setting is None and not _holds_anything(row.cell(SETTINGS.value)):
                continue
            if setting is None:
                raise row.bad(SETTINGS.setting, NO_SUCH_SETTING)
        except BadCell as error:
            problems.append(error.problem)
        else:
            rows.setdefault(setting.field, []).append(row)
    return rows, problems


def _holds_anything(cell: Cell) -> bool:
    return bool(cell.strip()) if isinstance(cell, str) else cell is not None


@dataclass(frozen=True, slots=True)
class _Said:
    """What the rows of a setting say: the value of the upper one, its cell, and what is wrong, if anything is."""

    value: Any = None
    cell: Cell = None
    wrong: Problem | None = None


def _said(setting: Setting, rows: Iterable[Row]) -> _Said:
    said, upper = _Said(), ""
    for row in rows:
        try:
            text = row.read(SETTINGS.value)
            if upper and text and text != upper:
                raise row.bad(SETTINGS.value, TWICE)
            if text and not upper:
                upper, cell = text, row.cell(SETTINGS.value)
                said = _Said(setting.read(cell), cell)
        except UnreadableCell as error:
            return _Said(wrong=row.bad(SETTINGS.value, error.why).problem)
        except BadCell as error:
            return replace(said, wrong=error.problem)
    return said


def _gone(setting: Setting, last: LastSettings) -> Problem | None:
    """The setting had a row that said something else than the default."""
    if _read(setting, last.cells.get(setting.field)) in (None, getattr(SEED, setting.field)):
        return None
    return Problem(SETTINGS.title, 1, SETTINGS.setting.heading, "", ROW_GONE.of(setting=Words((setting.name,))))


def _until_then(setting: Setting, upper: Any, last: LastSettings, why: Sentence) -> tuple[Any, Sentence]:
    """What holds instead of what is wrong, and the sentence that says so."""
    cell = last.cells.get(setting.field)
    before = _read(setting, cell)
    if before is not None:
        return before, UNTIL_THEN_THE_LAST.of(why=why, value=str(cell))
    return upper, (UNTIL_THEN if upper is None else UNTIL_THEN_THE_UPPER).of(why=why)


def _read(setting: Setting, cell: Cell) -> Any:
    """None for a cell that is empty or cannot be read."""
    try:
        return None if cell is None else setting.read(cell)
    except UnreadableCell:
        return None
