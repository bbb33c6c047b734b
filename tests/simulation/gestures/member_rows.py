"""What the owner does to the rows of Members: pastes, copies, mistypes, sums up."""

from sandbox.google.grid import a1_notation
from tests.simulation.actors.shopkeeper import Shopkeeper
from tests.simulation.checks.sheet_cells import COPIED, GUESTS, TWINS, text
from tests.simulation.gestures.deeds import Deed, is_free

MOST_PASTED = 300
LEAST_CHANGE, MOST_CHANGE = -25, 40
UNSEEN = ("\u200b", "‎", " ", "­")


def paste_points(keeper: Shopkeeper) -> str:
    """Pastes a block of up to hundreds of numbers over Points; what is no member's balance is pasted as it was."""
    start = keeper.chance.randint(2, max(2, keeper.sheet_cells.last_row("Members")))
    place, block, edits = _points_column(keeper), list[str](), 0
    for number, cells in keeper.sheet_cells.numbered("Members", start, start + keeper.chance.randint(2, MOST_PASTED)):
        contact, before = text(cells.get("Contact")), cells.get("Points")
        if contact and contact not in (*GUESTS, *TWINS) and isinstance(before, int | float):
            after = max(0, int(before) + keeper.chance.randint(LEAST_CHANGE, MOST_CHANGE))
            keeper.note_typed(cells, after - int(before))
            edits += 1
            block.append(str(after))
        else:
            typed = keeper.sheet_cells.formula("Members", number, "Points")
            block.append(typed if typed.startswith("=") else text(before))
    if not edits:
        return "nobody there"
    keeper.editor.paste(f"{keeper.shown('Members')}!{place}{start}", "\n".join(block))
    return f"{edits} from row {start} on"


def copy_member_row(keeper: Shopkeeper) -> str:
    """Copies a member's row to make a new one of it, with the code still there."""
    number, cells = keeper.sheet_cells.any_row("Members", {"Contact", "Member", "Points"}, keeper.chance)
    if not number or not is_free(keeper, "Members"):
        return "no member"
    email = f"{COPIED}{keeper.next_remark()}@example.com"
    keeper.add("Members", cells | {"Email": email, "Contact": "", "Notes": ""})

    def take_away() -> None:
        row, _ = keeper.sheet_cells.row_with("Members", "Email", email)
        keeper.delete_row_at("Members", row)

    code = text(cells["Member"])
    keeper.deeds.append(Deed(f"copies {code}", "Members", take_away, ("Members", code)))
    return code


def mistype_code(keeper: Shopkeeper) -> str:
    """Mistypes a member's code, or empties it."""
    number, cells = keeper.sheet_cells.any_row("Members", {"Contact", "Member"}, keeper.chance)
    if not number or not is_free(keeper, "Members"):
        return "no member"
    code, contact = text(cells["Member"]), text(cells["Contact"])
    if all(line.member.casefold() != code.casefold() for line in keeper.sheet_cells.ledger({})):
        # Nothing but its row knows this code: another one in its place is as good, and what is booked is its own.
        return "no member"
    wrong = keeper.chance.choice(("", f"{code}X", code[:-1]))
    return _retype(keeper, contact, number, code, wrong, ("Members", wrong or "Member"))


def write_code_small(keeper: Shopkeeper) -> str:
    """Writes a member's code in small letters, which means nothing."""
    number, cells = keeper.sheet_cells.any_row("Members", {"Contact", "Member"}, keeper.chance)
    code = text(cells.get("Member"))
    if not number or not is_free(keeper, "Members") or not code[:1].isalpha():
        return "no member"
    return _retype(keeper, text(cells["Contact"]), number, code, code.lower(), ())


def _retype(keeper: Shopkeeper, contact: str, number: int, code: str, wrong: str, told: tuple[str, ...]) -> str:
    keeper.sheet_cells.codes[contact] = code
    keeper.type_into("Members", number, "Member", wrong)
    # Beside another name a mark proves nothing: what is typed over the points meanwhile is told, and not booked.
    keeper.lose_marks({contact})

    def put_back() -> None:
        keeper.lose_marks({contact})
        rows = [row for row, cells in keeper.sheet_cells.rows("Members") if text(cells.get("Contact")) == contact]
        for row in rows[:1]:
            keeper.type_into("Members", row, "Member", code)
        keeper.sheet_cells.codes.pop(contact)

    keeper.deeds.append(Deed(f"mistypes {code}", "Members", put_back, told))
    return f"{code} becomes {wrong!r}"


def write_totals(keeper: Shopkeeper) -> str:
    """Writes a row with a total below the members."""
    if not is_free(keeper, "Members"):
        return "not now"
    letter = _points_column(keeper)
    row = keeper.sheet_cells.last_row("Members") + 2
    formula = f"=SUM({letter}2:{letter}{row - 1})"
    own = keeper.next_remark()
    name = f"Total {own}"
    keeper.ensure_rows("Members", row)
    keeper.type_into("Members", row, "Name", name)
    keeper.type_into("Members", row, "Points", formula)

    def take_away() -> None:
        found, _ = keeper.sheet_cells.row_with("Members", "Name", name)
        if not keeper.sheet_cells.formula("Members", found, "Points").startswith("=SUM("):
            # A sort in the moment of a commit can bring it under a display: its value is back then, and it is told.
            keeper.run_log.lost.add(("Members", "write the formula again"))
        keeper.delete_row_at("Members", found)

    keeper.deeds.append(Deed("writes totals", "Members", take_away))
    return f"row {row}"


def add_unseen_characters(keeper: Shopkeeper) -> str:
    """Pastes an order's address anew, with an invisible character."""
    number, cells = keeper.sheet_cells.any_row("Orders", {"Order", "Email"}, keeper.chance)
    email = text(cells.get("Email")).strip("".join(UNSEEN))
    if not number:
        return "no order"
    keeper.type_into("Orders", number, "Email", f"{email}{keeper.chance.choice(UNSEEN)}")
    return text(cells["Order"])


def _points_column(keeper: Shopkeeper) -> str:
    return a1_notation.column(keeper.sheet_cells.headings("Members").index("Points"))
