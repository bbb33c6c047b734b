"""What the owner does to whole tabs."""

from tests.simulation.actors.shopkeeper import SORTED_TABS, Shopkeeper
from tests.simulation.gestures.deeds import Deed, is_free

SWAPPED = ("Ledger", "Members", "Coupons")
"""Of these the tab that the program knows stays the one that counts, whatever it is called."""


def copy_tab(keeper: Shopkeeper) -> str:
    """Copies a tab to keep it, and deletes the copy later."""
    title = keeper.chance.choice(SORTED_TABS)
    copy = f"{title} of day {keeper.next_remark()}"
    keeper.editor.copy_tab(keeper.shown(title), copy)
    keeper.deeds.append(Deed(f"copies {title}", copy, lambda: keeper.editor.delete_tab(copy)))
    return copy


def swap_tab(keeper: Shopkeeper) -> str:
    """Renames a tab to keep it, and calls a copy of it by its name; later puts the first one back."""
    title = keeper.chance.choice(SWAPPED)
    if not is_free(keeper, title) or keeper.shown(title) != title:
        return f"{title}: not now"
    backup = f"{title} backup"
    keeper.editor.copy_tab(title, backup)
    keeper.editor.swap_tabs(title, backup)

    def put_back() -> None:
        keeper.editor.delete_tab(title)
        keeper.editor.rename_tab(backup, title)

    keeper.deeds.append(Deed(f"swaps {title}", title, put_back, (title,)))
    return title


def rename_tab(keeper: Shopkeeper) -> str:
    """Writes a tab's name in small letters, or with a blank behind it, which means nothing."""
    title = keeper.chance.choice(SORTED_TABS)
    if not is_free(keeper, title) or keeper.shown(title) != title:
        return f"{title}: not now"
    other = keeper.chance.choice((title.lower(), f"{title} ", title.upper()))
    keeper.editor.rename_tab(title, other)
    keeper.deeds.append(Deed(f"renames {title}", title, lambda: keeper.editor.rename_tab(other, title)))
    return other


def protect_tab(keeper: Shopkeeper) -> str:
    """Protects a tab against everybody else, and lets go of it later."""
    title = keeper.chance.choice(SORTED_TABS)
    if not is_free(keeper, f"protected {title}"):
        return f"{title}: not now"
    before = _protections(keeper, title)
    keeper.editor.protect(keeper.shown(title))
    (number,) = _protections(keeper, title) - before

    def let_go() -> None:
        keeper.editor.edit({"deleteProtectedRange": {"protectedRangeId": number}})

    keeper.deeds.append(Deed(f"protects {title}", f"protected {title}", let_go, (title,)))
    return title


def _protections(keeper: Shopkeeper, title: str) -> set[int]:
    shown = keeper.shown(title)
    sheets = [sheet for sheet in keeper.editor.description()["sheets"] if sheet["properties"]["title"] == shown]
    return {held["protectedRangeId"] for held in sheets[0].get("protectedRanges", ())}
