"""The tab Settings: each rule of the program by its name; what is unknown or impossible falls back to the default."""

from collections.abc import Mapping
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
from sheets.schema.known_settings import PROGRAM_SETTINGS, SEED, Setting


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


@cache
def by_name() -> Mapping[str, Setting]:
    """The settings by their names in all languages, folded."""
    return {name: setting for setting in PROGRAM_SETTINGS for name in names(setting.name)}


def read_settings(table: Table, zone: tzinfo) -> tuple[Settings, list[Problem]]:
    """The program's settings; the spreadsheet's zone is the default for the shop's. Of two rows the upper counts.

    Without a flow to show them letters go by e-mail alone.
    """
    chosen: dict[str, Any] = {}
    rows: dict[str, Row] = {}
    problems: list[Problem] = []
    for row in table.keyed():
        try:
            field, value = _read_row(row)
        except BadCell as error:
            problems.append(error.problem)
            continue
        if value is not None:
            chosen.setdefault(field, value)
            rows.setdefault(field, row)
    no_flow = chosen.keys().isdisjoint({"chat_flow", "letter_flow"})
    if "reminders_by" in rows and no_flow and chosen["reminders_by"] is not RemindersBy.EMAIL:
        del chosen["reminders_by"]
        problems.append(rows["reminders_by"].bad(SETTINGS.value, NO_FLOW).problem)
    return replace(replace(SEED, zone=zone), **chosen), problems


def _read_row(row: Row) -> tuple[str, Any]:
    name = row.required(SETTINGS.setting)
    setting = by_name().get(fold_heading(name))
    if setting is None:
        raise row.bad(SETTINGS.setting, NO_SUCH_SETTING)
    if not row.read(SETTINGS.value):
        return setting.field, None
    try:
        return setting.field, setting.read(row.cell(SETTINGS.value))
    except UnreadableCell as error:
        raise row.bad(SETTINGS.value, UNTIL_THEN.of(why=error.why)) from None
