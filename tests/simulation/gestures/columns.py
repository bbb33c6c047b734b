"""What the owner does to columns and headings."""

from collections.abc import Mapping, Sequence, Set
from functools import partial

from sandbox.google.grid import a1_notation
from sheets.engine.fence import number
from tests.simulation.actors.shopkeeper import KEY_HEADINGS, SORTED_TABS, Shopkeeper
from tests.simulation.checks.sheet_cells import text
from tests.simulation.gestures.deeds import Deed, is_free

HIDDEN = ("Points as booked", "Points shown", "Status shown", "Commit", "Check")
"""Columns that a sheet hides: the marks of the program, which a sort of what is seen leaves where they are."""
RENAMED: Sequence[tuple[str, str]] = (
    ("Orders", "Status"),
    ("Orders", "Refunded"),
    ("Members", "Reminders"),
    ("Rewards", "Active"),
    ("Rewards", "Stock"),
)
"""Headings that decide about money or consent, which stay closed while they are called otherwise."""
DOUBLED: Sequence[tuple[str, str]] = (
    ("Members", "Points"),
    ("Orders", "Amount"),
    ("Coupons", "Code"),
    ("Rewards", "Points"),
)
KEPT_TOGETHER: Mapping[str, Set[str]] = {
    "Members": {"Member", "Email", "Contact", "Points", "Notes"},
    "Coupons": {"Code", "Reward", "Status", "Member", "Notes"},
    "Ledger": {"Time", "Member", "Email", "Entry", "Points", "For", "Note", "Cause"},
}
"""What such a sort must not part, or the owner has changed whose things are."""
MOST_COLUMNS = 40
HAND_SECONDS = 60.0
"""The least time from one column to the next, inserted, dragged or deleted."""


def sort_visible_columns(keeper: Shopkeeper) -> str:
    """Sorts a part of a tab, all of whose hidden columns stay where they are: their rows are torn.

    The part holds all that says whose a row is and what it is worth; of the rest the sheet tells another truth then.
    """
    title = keeper.chance.choice(list(KEPT_TOGETHER))
    headings = keeper.sheet_cells.headings(title)
    start, end = _visible(headings)
    if not set(headings) & set(HIDDEN) or not KEPT_TOGETHER[title] <= set(headings[start:end]):
        return f"{title}: nothing is hidden, or it stands in between"
    if title == "Members":
        keeper.lose_marks()
    column = keeper.chance.randrange(start, end)
    keeper.editor.sort(keeper.shown(title), column, descending=keeper.chance.random() < 0.5, columns=(start, end))
    return f"{title} by {headings[column]}, without {headings[:start] + headings[end:]}"


def _visible(headings: Sequence[str]) -> tuple[int, int]:
    """The longest run of columns that are seen: the first, and past the last."""
    runs, start = [(0, 0)], 0
    for at, heading in enumerate([*headings, HIDDEN[0]]):
        if heading in HIDDEN:
            runs.append((start, at))
            start = at + 1
    return max(runs, key=lambda run: run[1] - run[0])


def takes_hold(keeper: Shopkeeper) -> bool:
    """True when a hand can have come to another column since the last one; counts.

    What the program puts right after one of them is not met by the next: that is told in docs/decisions/0039.
    """
    if keeper.now() < keeper.hand_free:
        return False
    keeper.hand_free = keeper.now() + HAND_SECONDS
    keeper.moved_at = number(keeper.token())
    return True


def insert_column(keeper: Shopkeeper) -> str:
    """Inserts a column of their own, with a heading and something in some rows."""
    title = keeper.chance.choice(SORTED_TABS)
    headings = keeper.sheet_cells.headings(title)
    if len(headings) >= MOST_COLUMNS:
        return f"{title} is wide enough"
    at = keeper.chance.randrange(len(headings))
    if not takes_hold(keeper):
        return "not so soon"
    keeper.editor.insert(keeper.shown(title), "COLUMNS", at)
    letter = a1_notation.column(at)
    keeper.editor.type_at(f"{keeper.shown(title)}!{letter}1", [f"Own {len(headings)}"])
    return f"{title} before {letter}"


def move_column_at_once(keeper: Shopkeeper) -> str:
    """Drags a column elsewhere, whatever is on its way."""
    title = keeper.chance.choice(SORTED_TABS)
    width = len(keeper.sheet_cells.headings(title))
    start, to = keeper.chance.randrange(width), keeper.chance.randrange(width)
    if to in (start, start + 1):
        return f"{title}: stays"
    if not takes_hold(keeper):
        return "not so soon"
    keeper.editor.move(keeper.shown(title), "COLUMNS", start, to)
    return f"{title} {start} to {to}"


def delete_marks_column(keeper: Shopkeeper) -> str:
    """Deletes a hidden column with the program's marks, which brings it back by itself."""
    title, heading = "Members", keeper.chance.choice(("Points as booked", "Points shown"))
    headings = keeper.sheet_cells.headings(title)
    if heading not in headings or not is_free(keeper, title) or not takes_hold(keeper):
        return f"{title} has no {heading}, or it is too soon"
    keeper.lose_marks()
    keeper.editor.delete(keeper.shown(title), "COLUMNS", headings.index(heading))
    return heading


def rename_heading(keeper: Shopkeeper) -> str:
    """Calls a column that decides about money or consent by another name."""
    title, heading = keeper.chance.choice(RENAMED)
    if not is_free(keeper, title):
        return f"{title}: not now"
    place = _heading_cell(keeper, title, heading)
    other = f"{heading} (mine)"
    keeper.sheet_cells.aliases[title, other] = heading
    keeper.editor.type_at(place, [other])

    def put_back() -> None:
        keeper.editor.type_at(_heading_cell(keeper, title, heading), [heading])

    keeper.deeds.append(Deed(f"renames {heading}", title, put_back, (title, heading), closes=True))
    return f"{title}: {heading}"


def double_heading(keeper: Shopkeeper) -> str:
    """Heads a column of their own like one of the program's, left of it, and fills it.

    While it stands nothing is put right, and what landed in it goes with it: docs/decisions/0039 tells of that moment.
    """
    title, heading = keeper.chance.choice(DOUBLED)
    if not (is_free(keeper, title) and keeper.is_quiet() and takes_hold(keeper)):
        return f"{title}: not now"
    at = keeper.sheet_cells.headings(title).index(heading)
    own, ours = f"own {heading}", f"{heading} "
    keeper.sheet_cells.aliases[title, ours] = own
    keeper.editor.insert(keeper.shown(title), "COLUMNS", at)
    letter = a1_notation.column(at)
    last = keeper.sheet_cells.last_row(title)
    keeper.editor.type_at(f"{keeper.shown(title)}!{letter}1", [ours], *[[7] for _ in range(1, last)])

    def take_away() -> None:
        where = keeper.sheet_cells.headings(title).index(own)
        keeper.editor.delete(keeper.shown(title), "COLUMNS", where)

    ends = partial(takes_hold, keeper)
    keeper.deeds.append(Deed(f"doubles {heading}", title, take_away, (title, heading), ends, closes=True))
    return f"{title}: {heading}"


def _heading_cell(keeper: Shopkeeper, title: str, heading: str) -> str:
    letter = a1_notation.column(keeper.sheet_cells.headings(title).index(heading))
    return f"{keeper.shown(title)}!{letter}1"


def clear_mark(keeper: Shopkeeper) -> str:
    """Empties one of the program's marks beside a member's points."""
    number, cells = keeper.sheet_cells.any_row("Members", {"Contact", "Points as booked"}, keeper.chance)
    if not number:
        return "no mark"
    keeper.lose_marks({text(cells["Contact"])})
    keeper.type_into("Members", number, "Points as booked", "")
    return f"of {text(cells[KEY_HEADINGS['Members']])}"
