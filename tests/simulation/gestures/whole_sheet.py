"""What the owner, or the operator, does to the spreadsheet as a whole."""

from copy import copy, deepcopy

from sheets.engine.fence import claim, next_token
from sheets.schema.layout import FENCE
from sheets.schema.tabs import LAYOUT_VERSION
from tests.simulation.actors.shopkeeper import Shopkeeper
from tests.simulation.checks.run_log import IN_FLIGHT, RunLog
from tests.simulation.gestures.deeds import Deed, end_all, is_free
from tests.simulation.network.faulty_transport import OLDEST_READ_SECONDS

ZONES = ("America/New_York", "Asia/Tokyo", "Europe/Berlin")
LOCALES = ("en_US", "de_DE", "ru_RU", "ar_EG")
OWNERS_WORK = ("typings", "reduced", "hand_rows", "remarks", "mistakes", "taken", "sent", "lost")
"""What the simulator knows of the owner's own work, of the web shop's orders and of letters.

What was ever called off or cancelled stays so: a batch that was decided on it may still be on its way, and the fence
stands as it stood then.
"""
RATES = ("EUR 1.10", "EUR 0.40", "EUR 2.50")


def change_zone(keeper: Shopkeeper) -> str:
    """Lives in another time zone from now on."""
    zone = keeper.chance.choice(ZONES)
    keeper.editor.live_in(time_zone=zone)
    return zone


def change_locale(keeper: Shopkeeper) -> str:
    """Has the spreadsheet in another locale from now on."""
    locale = keeper.chance.choice(LOCALES)
    keeper.editor.live_in(locale=locale)
    return locale


def change_rate(keeper: Shopkeeper) -> str:
    """Changes what a foreign currency is worth; the same order brings and takes back points once all the same."""
    rate = keeper.chance.choice(RATES)
    number, _ = keeper.sheet_cells.row_with("Settings", "Setting", "Currencies")
    keeper.type_into("Settings", number, "Value", rate)
    row, cells = keeper.sheet_cells.any_row("Orders", {"Order", "Amount"}, keeper.chance)
    if row and "Currency" not in cells and "Claimed" not in cells:
        keeper.type_into("Orders", row, "Currency", "EUR")
    return rate


def roll_out(keeper: Shopkeeper) -> str:
    """A newer version serves the sheet for a while: whoever finds its number writes nothing."""
    if not is_free(keeper, "version"):
        return "not now"
    (row,) = keeper.editor.google.tab(keeper.editor.spreadsheet, "_system")[1:2] or ([LAYOUT_VERSION],)
    before, old = row[0], keeper.token()
    new = next_token(old, "newer")
    keeper.editor.edit(*claim(keeper.editor.sheet_id("_system"), FENCE, old=old, new=new))
    keeper.editor.type_at("_system!A1", [new], ["9"])

    def roll_back() -> None:
        if keeper.token() != new:
            keeper.run_log.broken.append("an older version has written into the sheet of a newer one")
        keeper.editor.type_at("_system!A2", [before])

    keeper.deeds.append(Deed("rolls out", "version", roll_back))
    return "to 9"


def bookmark(keeper: Shopkeeper) -> str:
    """Notes a version to go back to: what it holds is what the simulator knows now."""
    if keeper.deeds:
        return "not now: something stands"
    keeper.bookmark = (keeper.editor.google.version(keeper.editor.spreadsheet), _remembered(keeper))
    return str(keeper.bookmark[0])


def restore(keeper: Shopkeeper) -> str:
    """Goes back to the version that was noted: all that came since is forgotten, and the owner is told by who knew."""
    if keeper.bookmark is None:
        return bookmark(keeper)
    end_all(keeper)
    version, then = keeper.bookmark
    keeper.bookmark = None
    keeper.editor.google.restore(keeper.editor.spreadsheet, version)
    _forget_since(keeper, then)
    keeper.has_restored()
    return f"version {version}"


def _remembered(keeper: Shopkeeper) -> RunLog:
    then = copy(keeper.run_log)
    then.taps = [tap for tap in keeper.run_log.taps if tap.outcome != IN_FLIGHT]
    for name in OWNERS_WORK:
        setattr(then, name, deepcopy(getattr(keeper.run_log, name)))
    return then


def _forget_since(keeper: Shopkeeper, then: RunLog) -> None:
    """The owner's own work is as it was; of what customers were told since, or wait for, nothing is promised."""
    now = keeper.run_log
    now.restored += 1
    now.forgets_until = keeper.now() + OLDEST_READ_SECONDS
    known = set(map(id, then.taps))
    now.forgotten |= {tap.number for tap in now.taps if id(tap) not in known}
    for contact, typings in now.typings.items():
        for typing in typings[len(then.typings[contact]) :]:
            # A batch that was decided on such a number may still be on its way, and the fence stands as it stood then.
            now.may_exceed[contact] += max(0, typing)
            now.may_lack[contact] += max(0, -typing)
    for name in OWNERS_WORK:
        setattr(now, name, getattr(then, name))
