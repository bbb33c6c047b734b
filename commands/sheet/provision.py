"""Set-up: what a spreadsheet lacks (tabs, headings, settings, the fence) is added; nothing that is there is changed.

What it adds, it formats: number formats, widths, notes, drop-downs. What the owner has stays as it is, unless they ask.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from commands.sheet import example_rewards
from commands.sheet.blank_tab import blank_tab, hide, take_away_blank
from commands.sheet.first_segments import first_segments
from commands.sheet.first_settings import of_a_new_sheet
from commands.sheet.formatting import MAY_EDIT, format_columns, protect, tab_colour
from commands.sheet.settings.arranged_settings import SettingsRows, arranged, moves, rows_of
from commands.sheet.settings.settings_rows import filtered, looks, on_sheet, settings_row
from commands.sheet.start.start_rows import start_rows
from loyalty.model.program_settings import Settings
from loyalty.owner.reward_reach import FEWEST_ORDERS
from sheets.codec import cells
from sheets.codec.column import AnyColumn, Tab
from sheets.codec.table import Row, Table, find_headings
from sheets.codec.translation import fold_heading, names, said
from sheets.engine import fence
from sheets.engine.tab_finder import TabFinder
from sheets.google.client import SETUP_FIELDS, Google, Spent
from sheets.google.grid import Cell
from sheets.requests import images, new_columns
from sheets.requests.cell_format import Json
from sheets.requests.decision_requests import Request, insert_rows
from sheets.requests.missing_tabs import free_title
from sheets.schema.identity.known_tabs import KnownTabs
from sheets.schema.identity.place import Place
from sheets.schema.known_settings import SEED, Setting
from sheets.schema.layout import Layout
from sheets.schema.members_tab import MEMBERS
from sheets.schema.noted.known_headings import KnownHeadings
from sheets.schema.offers.rewards_tab import REWARDS
from sheets.schema.offers.segments_tab import SEGMENTS
from sheets.schema.offers.texts_tab import TEXTS, first_rows
from sheets.schema.settings_tab import SETTINGS as SETTINGS_TAB
from sheets.schema.settings_tab import read_settings
from sheets.schema.snapshot import closed_by
from sheets.schema.start.start_tab import START
from sheets.schema.tabs import LAYOUT_VERSION, SYSTEM, TABS
from words.locales import LANGUAGES, RIGHT_TO_LEFT

SETUP_SECONDS = 30.0
NEW_TAB_ROWS = 200
START_ROWS = 40
Grids = Mapping[str, list[list[Cell]]]
UsualOrder = Callable[[Settings], Decimal | None]
"""What a usual order in the shop comes to, in the program's currency; None where the owner does not say."""


@dataclass(slots=True)
class ProvisioningPlan:
    """What set-up will do: Google's requests, and the same in words for the owner.

    ``blank`` is the empty tab that Google has made: it is looked at once more when the rest is done.
    """

    layout: Layout
    language: str
    requests: list[Request] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    blank: Place | None = None


def set_up(
    google: Google,
    *,
    chance: str,
    language: str = "",
    usual_order: UsualOrder | None = None,
    formats: bool = False,
    sections: bool = False,
    without: Collection[str] = (),
) -> Sequence[str]:
    """Adds what is missing in one commit; gives in plain words what was done, nothing when all was there."""
    plan = make_plan(
        google,
        chance=chance,
        language=language,
        usual_order=usual_order,
        formats=formats,
        sections=sections,
        without=without,
    )
    return carry_out(google, plan)


def carry_out(google: Google, plan: ProvisioningPlan) -> Sequence[str]:
    """Does what was planned; gives in plain words what was done. WorkbookError."""
    if plan.requests:
        google.commit(plan.requests, seconds=SETUP_SECONDS, spent=Spent())
    return [*plan.words, *([take_away_blank(google, plan.blank)] if plan.blank else [])]


def make_plan(
    google: Google,
    *,
    chance: str,
    language: str = "",
    usual_order: UsualOrder | None = None,
    formats: bool = False,
    sections: bool = False,
    without: Collection[str] = (),
) -> ProvisioningPlan:
    """What this spreadsheet lacks, in this language, else in the one that most of its tabs are titled in.

    A new tab of rewards gets examples when there is somebody to ask for the ``usual_order``. With ``formats`` all
    described columns are formatted, not only those that are added; with ``sections`` the rows of Settings are put under
    headings, as a new sheet has them. Headings that the owner goes ``without`` on purpose
    are asked for no more.
    """
    spent = Spent()
    finder = TabFinder(google)
    layout = finder.look(seconds=SETUP_SECONDS, spent=spent, fields=SETUP_FIELDS)
    titles = (*(tab.title for tab in TABS), SYSTEM)
    layout, grids = finder.read(layout, titles, seconds=SETUP_SECONDS, spent=spent)
    plan = ProvisioningPlan(replace(layout, language=language or layout.language), language or layout.language)
    if formats:
        plan.requests += _unprotect(finder.description)
    plan.blank = blank_tab(google, layout, spent)
    _add_tabs(plan)
    if plan.blank:
        plan.requests.append(hide(plan.blank))
    plan.requests += _known_tabs(plan, finder.noted)
    known = KnownHeadings.read(fence.known_in(grids.get(SYSTEM, [])))
    refused = {fold_heading(heading) for heading in without}
    kept = _without(known, refused)
    if kept != known:
        plan.requests.append(kept.noted(plan.layout.sheet_id(SYSTEM)))
        plan.words.append("Noted which headings are not asked for any more.")
    tables = {tab.title: _add_headings(plan, tab, grids.get(tab.title, []), kept, refused) for tab in TABS}
    _fill_tabs(plan, tables, grids, usual_order, finder.description, formats=formats, sections=sections)
    _add_fence(plan, grids.get(SYSTEM, []), chance, protected=formats or SYSTEM not in grids)
    if formats:
        plan.words.append("Gave every column of the program its format, width, note and choices again.")
    return plan


def _fill_tabs(
    plan: ProvisioningPlan,
    tables: Mapping[str, Table],
    grids: Grids,
    usual_order: UsualOrder | None,
    description: Mapping[str, Any],
    *,
    formats: bool,
    sections: bool,
) -> None:
    """The rows that a new tab begins with and those that Settings lacks, and how all that is new looks."""
    table = tables[SETTINGS_TAB.title]
    settings = _settings_there(plan, table)
    without_rewards = usual_order is not None and not grids.get(REWARDS.title)
    order = usual_order(settings) if usual_order and without_rewards else None
    # Without its settings a shop that has members is no new one: their points must not begin to wait.
    is_new = not any(row for tab in (SETTINGS_TAB, MEMBERS) for row in tables[tab.title].keyed())
    first = replace(SEED, zone=plan.layout.zone, language=plan.language)
    # Where nobody can say which columns hold the settings, none is added.
    rows = SettingsRows((), ()) if _unclear(table) else rows_of(table, sections=sections)
    _add_settings(plan, table, rows, of_a_new_sheet(first, order) if is_new else first)
    if without_rewards:
        _add_examples(plan, tables[REWARDS.title], settings, order)
    if not grids.get(SEGMENTS.title):
        _add_segments(plan, tables)
    if not grids.get(TEXTS.title):
        plan.requests += insert_rows(plan.layout, tables[TEXTS.title], list(first_rows()))
    for tab in TABS:
        new = {column for column in tables[tab.title].columns if formats or column not in _there(tab, grids)}
        _format(plan, tables[tab.title], new, formats=formats)
    plan.requests += looks(plan.layout, table, rows, plan.language, formats=formats)
    _move_settings(plan, table, rows, description, sections=sections)
    if formats or not grids.get(SETTINGS_TAB.title):
        plan.requests += filtered(plan.layout.place(SETTINGS_TAB.title), table, description)
    if not grids.get(START.title):
        plan.requests += start_rows(plan.layout, table, plan.language)


def _there(tab: Tab, grids: Grids) -> Mapping[AnyColumn, int]:
    return find_headings(tab, grids.get(tab.title, [])).usable


def _add_tabs(plan: ProvisioningPlan) -> None:
    places = dict(plan.layout.places)
    numbers = {tab.title: tab.number for tab in TABS if tab.number}
    titles = {tab.title: len(tab.columns) for tab in TABS} | {SYSTEM: images.COLUMNS}
    # One that is gone keeps its number: another tab under it would pass for the one that the program knows.
    known = set(plan.layout.known.numbers.values())
    for title, width in titles.items():
        if title not in places:
            # Our own numbers, so that one batch can make a tab and fill it.
            taken = known.union(place.id for place in places.values())
            free = next(number for number in range(1, 2**31) if number not in taken)
            wanted = said(title, plan.language)
            shown = free_title(wanted, places.values()) if title in numbers else wanted
            rows = {SYSTEM: images.ROWS, START.title: START_ROWS}.get(title, NEW_TAB_ROWS)
            places[title] = Place(numbers.get(title, free), shown, width, rows)
            plan.requests.append({"addSheet": {"properties": _sheet(title, places[title], plan.language)}})
            plan.words.append(f"Made the tab {shown}.")
    plan.layout = replace(plan.layout, places=places)


def _known_tabs(plan: ProvisioningPlan, noted: KnownTabs) -> Iterator[Request]:
    """Notes the tabs that are not noted yet. The service notes what takes the place of another one, and tells it."""
    wanted = plan.layout.numbers.and_those(noted)
    if wanted != noted:
        yield wanted.noted(plan.layout.sheet_id(SYSTEM))


def _sheet(title: str, place: Place, language: str) -> Json:
    grid: Json = {"rowCount": place.rows, "columnCount": place.columns}
    sheet: Json = {"sheetId": place.id, "title": place.title, "gridProperties": grid}
    if language in RIGHT_TO_LEFT:
        sheet["rightToLeft"] = True
    if title == SYSTEM:
        return sheet | {"hidden": True}
    tab = next(tab for tab in TABS if tab.title == title)
    sheet |= {"tabColorStyle": tab_colour(tab), "gridProperties": grid | {"frozenRowCount": 1}}
    return sheet | {"index": 0} if tab is START else sheet


def _without(known: KnownHeadings, headings: Set[str]) -> KnownHeadings:
    for tab in TABS:
        for column in (column for column in tab.columns if not headings.isdisjoint(names(column.heading))):
            known = known.without(tab.title, column.heading)
    return known


def _add_headings(
    plan: ProvisioningPlan, tab: Tab, grid: list[list[Cell]], known: KnownHeadings, refused: Set[str]
) -> Table:
    """The tab with the headings that the plan adds to the right of everything that is there."""
    found = find_headings(tab, grid)
    top, columns = found.row, found.usable
    # A heading that stands twice is not missing: a third one would help nobody.
    # One that was there before stands elsewhere under another name: an empty column of that name would hide it.
    gone = [column for column in found.lacking if column.heading in known.by_tab.get(tab.title, ()) and grid]
    for column in gone:
        shown, title = said(column.heading, plan.language), plan.layout.places[tab.title].title
        plan.words.append(
            f"The heading {shown} was there and is gone from {title}: write it back above its column, "
            f'or go without it: manage.py setup --without "{shown}".'
        )
    missing = [column for column in found.lacking if column not in gone and refused.isdisjoint(names(column.heading))]
    for doubled in found.doubled:
        title = plan.layout.places[tab.title].title
        plan.words.append(doubled.sentence(closed_by(doubled), title).in_language(plan.language))
    # Right of everything that is there: a column of the owner's is never moved.
    start = max(map(len, grid), default=0)
    for column in (earlier for earlier in tab.earlier if earlier in found.places):
        title, shown = plan.layout.places[tab.title].title, said(column.heading, plan.language)
        wanted = " or ".join(said(newer.heading, plan.language) for newer in column.instead_of)
        plan.words.append(f"The heading {shown} in {title} means two things: rename it to {wanted}.")
    if missing:
        plan.requests += new_columns.headings(plan.layout.places[tab.title], start, top, missing, plan.language)
        if grid:
            added = ", ".join(said(column.heading, plan.language) for column in missing)
            plan.words.append(f"Added to the tab {plan.layout.places[tab.title].title}: {added}.")
    columns |= {column: start + index for index, column in enumerate(missing)}
    rows = tuple(
        Row(tab, number, row, columns, plan.layout.zone) for number, row in enumerate(grid[top:], start=top + 1)
    )
    place, all_marks = plan.layout.places[tab.title], not known.by_tab
    plan.requests += new_columns.filled(plan.layout, place, start, missing, rows, all_marks=all_marks)
    table = Table(tab, columns, top, rows, end=top, doubled=found.doubled)
    return replace(table, end=max((row.number for row in table.keyed()), default=top))


def _settings_there(plan: ProvisioningPlan, table: Table) -> Settings:
    """The settings as they are; the defaults where nobody can say which columns hold them."""
    return SEED if _unclear(table) else read_settings(table, plan.layout.zone).settings


def _unclear(table: Table) -> bool:
    return any(doubled.decides for doubled in table.doubled)


def _add_settings(plan: ProvisioningPlan, table: Table, rows: SettingsRows, first: Settings) -> None:
    """The rows that the sheet lacks, below all that are there."""
    plan.requests += insert_rows(plan.layout, table, [settings_row(row, first, plan.language) for row in rows.added])
    missing = [said(row.name, plan.language) for row in rows.added if isinstance(row, Setting)]
    if missing:
        plan.words.append(f"Added the settings: {', '.join(missing)}.")


def _move_settings(
    plan: ProvisioningPlan, table: Table, rows: SettingsRows, description: Mapping[str, Any], *, sections: bool
) -> None:
    """Each row goes where it belongs; none where cells are merged, which Google would not move."""
    place = plan.layout.place(SETTINGS_TAB.title)
    moved = list(moves(place.id, table.heading_row, arranged(rows, sections=sections)))
    if moved and on_sheet(place, description, "merges"):
        plan.words.append(f"Left the rows of {place.title} where they are: some of its cells are merged.")
        return
    plan.requests += moved
    if moved and sections:
        plan.words.append(f"Put the settings in {place.title} under headings.")


def _add_examples(plan: ProvisioningPlan, table: Table, settings: Settings, order: Decimal | None) -> None:
    points = example_rewards.points_of(order, settings) if order else 0
    price = example_rewards.first_price(points) if points else example_rewards.PRICE
    plan.requests += insert_rows(plan.layout, table, list(example_rewards.rewards(price, plan.language)))
    plan.words.append(
        "Wrote three example rewards that nobody can take yet: make them yours, then write yes under Active."
    )
    if points:
        plan.words.append(
            f"An order of {order:f} brings {points} points, so the first prize of {price} points comes with "
            "every 3rd to 4th order. Another price is as good: it stands in the tab of rewards."
        )
    plan.words.append(
        f"When {FEWEST_ORDERS} orders are paid and Your cost is filled in, manage.py advise says what each reward "
        "costs you and proposes prices."
    )


def _add_segments(plan: ProvisioningPlan, tables: Mapping[str, Table]) -> None:
    rows, left_out = first_segments(tables, plan.language)
    plan.requests += insert_rows(plan.layout, tables[SEGMENTS.title], rows)
    plan.words += [left_out] if left_out else []


def _format(plan: ProvisioningPlan, table: Table, added: set[AnyColumn], *, formats: bool) -> None:
    """Formats the columns that were added; the rows of Settings have formats and choices of their own."""
    place = plan.layout.places[table.tab.title]
    inserted = sum(_rows_inserted(request, place.id) for request in plan.requests)
    end, rows = table.end + inserted, place.rows + inserted
    columns = {table.columns[column]: column for column in added}
    plan.requests += format_columns(place.id, columns, plan.language, top=table.heading_row, end=end, rows=rows)
    if formats and rows > table.heading_row:
        properties = {
            "sheetId": place.id,
            "gridProperties": {"frozenRowCount": table.heading_row},
            "tabColorStyle": tab_colour(table.tab),
        }
        fields = "gridProperties.frozenRowCount,tabColorStyle"
        plan.requests.append({"updateSheetProperties": {"properties": properties, "fields": fields}})


def _rows_inserted(request: Request, sheet: int) -> int:
    span: Any = request.get("insertDimension")
    return span["range"]["endIndex"] - span["range"]["startIndex"] if span and span["range"]["sheetId"] == sheet else 0


def _unprotect(description: Mapping[str, Any]) -> Iterator[Request]:
    """Takes away the warnings that an earlier set-up has put there."""
    ours = {said(MAY_EDIT, language) for language in LANGUAGES}
    for sheet in description["sheets"]:
        for protected in sheet.get("protectedRanges", ()):
            if protected.get("description") in ours:
                yield {"deleteProtectedRange": {"protectedRangeId": protected["protectedRangeId"]}}


def _add_fence(plan: ProvisioningPlan, grid: list[list[Cell]], chance: str, *, protected: bool) -> None:
    """A fence is whole when A1 shows the id of the named range; the layout's version stands in A2."""
    layout = plan.layout
    column = [row[0] if row else "" for row in grid[:2]] + ["", ""]
    if not layout.fence or cells.text(column[0]) != layout.fence:
        token = fence.next_token(layout.fence or "", chance)
        plan.requests += fence.swap(layout, old=layout.fence, new=token)
        plan.words.append("Set up the fence that keeps two answers from being booked at once.")
    if not column[1]:
        version = cells.cell_data(LAYOUT_VERSION, cells.TEXT_FORMAT, layout.zone)
        plan.requests.append(
            {
                "updateCells": {
                    "start": {"sheetId": layout.sheet_id(SYSTEM), "rowIndex": 1, "columnIndex": 0},
                    "rows": [{"values": [version]}],
                    "fields": "userEnteredValue,userEnteredFormat.numberFormat",
                }
            }
        )
    if protected:
        plan.requests.append(protect({"sheetId": layout.sheet_id(SYSTEM)}, plan.language))
