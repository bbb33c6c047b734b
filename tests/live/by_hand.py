"""Questions that need a person at the spreadsheet: each says in plain words what to do, and waits for it."""

from service.environment import spreadsheet_id
from sheets.google.errors import WriteProtected
from tests.live.google import Live
from tests.live.promises import Promise, expect
from tests.live.questions import as_the_program_hears
from tests.live.scratch import Pair, named_ranges

BEFORE, AFTER = "before", "after"


def a_restored_version_has_its_named_ranges(pair: Pair) -> str:
    """The id of a named range, after its owner went back to a version in which it had another one."""
    pair.live.batch(pair.name("name", BEFORE), pair.text(0, BEFORE))
    pair.asked(
        f"Open the spreadsheet, go to the tab '{pair.a}' and type anything into its cell B1. "
        "Wait until Google says that it is saved, and then two minutes more, so that this becomes a version."
    )
    pair.live.batch(pair.unname(BEFORE), pair.name("name", AFTER), pair.text(0, AFTER))
    pair.asked(
        f"Choose File > Version history > See version history, and there the newest version in which A1 of the tab "
        f"'{pair.a}' says '{BEFORE}' (open the arrow beside a version when you do not see it). "
        "Choose 'Restore this version' and wait until it is done."
    )
    expect(pair.grid()[0][:1] == [BEFORE], f"A1 says {pair.grid()[0][:1]}: another version was restored, or none")
    ids = sorted(pair.names())
    expect(ids == [BEFORE], _other_ids(ids))
    return "the id came back with the cells"


def _other_ids(ids: list[str]) -> str:
    if ids == [AFTER]:
        return "the cells came back, and the id stayed what it was"
    return f"the ids are {ids} now" if ids else "the named range is gone"


def a_copy_has_the_same_named_ranges(pair: Pair) -> str:
    """The id of a named range in a copy of the whole spreadsheet."""
    pair.live.batch(pair.name("name", "one"))
    account = getattr(pair.live.credentials, "service_account_email", "the account that this program runs as")
    given = pair.asked(
        "Choose File > Make a copy, with any name. In the copy, choose Share and add this account as an editor: "
        f"{account}. Paste the copy's web address here. (When all is done, delete the copy.)"
    )
    copy: Live = pair.live.to(spreadsheet_id(given))
    ids = [named["namedRangeId"].removeprefix(pair.prefix) for named in named_ranges(copy, pair.prefix)]
    expect(ids == ["one"], f"in the copy the ids are {ids}" if ids else "the copy has no named range")
    return "the id is the same in the copy"


def a_protected_tab_is_refused_in_known_words(pair: Pair) -> str:
    """What the program hears when it writes into a tab that its owner has protected."""
    pair.asked(
        f"In the tab '{pair.a}', choose Data > Protect sheets and ranges > Sheet, then 'Set permissions', and let only "
        "yourself edit it. It must not be the account that this program runs as."
    )
    error = as_the_program_hears(pair.live, pair.text(0, "written"))
    pair.asked("Take the protection away again: Data > Protect sheets and ranges, then the bin beside it.")
    expect(error is not None, "it was written all the same: was the tab protected, and from this account?")
    expect(isinstance(error, WriteProtected), f"the program does not know these words: {error}")
    return str(error)


BY_HAND = (
    Promise(
        "A version that its owner restores has the named ranges of then, by their ids",
        a_restored_version_has_its_named_ranges,
        by_hand=True,
    ),
    Promise("'Make a copy' keeps the ids of named ranges", a_copy_has_the_same_named_ranges, by_hand=True),
    Promise(
        "A tab that is protected from the program refuses it in words that it knows",
        a_protected_tab_is_refused_in_known_words,
        by_hand=True,
    ),
)
