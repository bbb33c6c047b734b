"""Segments over HTTP: set-up writes them, a night counts them, and the owner sees them in Members and in their tab."""

import pytest
from flask import Flask

from sandbox.owner import Owner
from tests.taps import Night, Tap, tapping

NAMES = ["frequent", "best", "new", "one step", "at risk", "lost", "sleeping points"]


@pytest.fixture
def tap(app: Flask) -> Tap:
    return tapping(app, "Ana")


def now_in(owner: Owner) -> dict[str, str]:
    return {row["Email"]: row.get("Segments now", "") for row in owner.tab("Members")}


def test_set_up_writes_the_segments_and_a_night_counts_who_is_in_them(tap: Tap, owner: Owner, night: Night) -> None:
    tap("join", email="ana@example.com")
    tap("join", 7002, email="boris@example.com")

    night()

    rows = owner.tab("Segments")
    assert [(row["Segment"], row["Threshold"]) for row in rows] == list(
        zip(NAMES, ["3", "2", "30", "1", "2", "4", "60"], strict=True)
    )
    assert now_in(owner) == {"ana@example.com": "frequent, best, new", "boris@example.com": "new"}
    shown = {row["Segment"]: (row["Members"], row["Net of the year"]) for row in rows}
    # 60.00, 45.90 and 62.50 of Ana's; of Boris's orders one is not paid.
    assert shown["frequent"] == shown["best"] == (1, 168.4)
    assert shown["new"] == (2, 206.6)
    assert shown["lost"] == (0, 0)


def test_the_owners_threshold_counts_and_what_they_type_over_a_count_is_put_right(
    tap: Tap, owner: Owner, night: Night
) -> None:
    tap("join", email="ana@example.com")
    owner.type_over("Segments", "frequent", "Threshold", "2,5")
    owner.type_over("Segments", "best", "Threshold", 9)
    owner.type_over("Segments", "new", "Members", 77)

    night()
    owner.type_over("Segments", "frequent", "Threshold", 4)
    owner.type_over("Members", "ana@example.com", "Segments now", "best")
    night()

    assert now_in(owner) == {"ana@example.com": "new"}
    shown = {row["Segment"]: row["Members"] for row in owner.tab("Segments")}
    assert (shown["frequent"], shown["best"], shown["new"]) == (0, 0, 1)
    assert owner.tab("Problems") == []


@pytest.mark.parametrize(
    ("row", "cell", "words"),
    [
        (["wild", "wilder", "3"], "wilder", "Write one of these"),
        (["wild", "frequent", "many"], "many", ""),
        (["wild", "frequent", "0"], "0", "above zero"),
        (["a, b", "frequent", "3"], "a, b", "comma"),
        (["tea", "answer", "tea"], "", ""),
        (["tea", "answer", "Tea? ="], "Tea? =", "which answer it is"),
        (["Frequent", "frequent", "5"], "frequent", "has the same"),
    ],
)
def test_a_row_that_cannot_be_read_is_a_sentence_in_problems_and_the_others_count(
    tap: Tap, owner: Owner, night: Night, row: list[str], cell: str, words: str
) -> None:
    tap("join", email="ana@example.com")
    owner.type("Segments", row)

    night()

    assert "new" in now_in(owner)["ana@example.com"]
    told = [(problem["Tab"], problem["Cell"]) for problem in owner.tab("Problems")]
    assert told == ([("Segments", cell)] if cell else [])
    assert all(words in problem["Why"] for problem in owner.tab("Problems"))


def test_a_sheet_without_the_tab_and_the_heading_goes_on(tap: Tap, owner: Owner, night: Night) -> None:
    headings = owner.google.tab(owner.spreadsheet, "Members")[0]
    owner.delete("Members", "COLUMNS", headings.index("Segments now"))
    owner.delete_tab("Segments")
    tap("join", email="ana@example.com")

    night()

    assert tap("points")["points"] == 50
    assert owner.tab("Problems") == []
    assert not [row for row in owner.tab("Log") if "segment" in str(row.get("What"))]


@pytest.mark.parametrize("writes_before", range(3))
def test_what_the_owner_moves_while_a_night_writes_is_put_right(
    tap: Tap, owner: Owner, night: Night, writes_before: int
) -> None:
    tap("join", email="ana@example.com")
    night()
    tap("join", 7002, email="boris@example.com")
    for _ in range(writes_before):
        owner.before_next("write", lambda: None)
    owner.before_next("write", lambda: owner.move("Segments", "COLUMNS", 3, 0))
    night()
    night()

    rows = {row["Segment"]: row for row in owner.tab("Segments")}
    assert [row["Threshold"] for row in rows.values()] == ["3", "2", "30", "1", "2", "4", "60"]
    assert (rows["new"]["Members"], rows["new"]["Net of the year"]) == (2, 206.6)


def test_a_segment_may_be_named_wherever_the_owners_own_words_may(tap: Tap, owner: Owner, night: Night) -> None:
    owner.type_over("Settings", "Bonus spendable", "Value", "at once")
    owner.type_over("Rewards", "tote", "Only for", "Best, wholesale")
    owner.type_over("Rewards", "tote", "Points", 40)
    owner.type("Campaigns", ("Thanks", "", "", 2, "", "", "", "best"))
    for contact, name in ((7001, "ana"), (7002, "boris"), (7003, "layla")):
        tap("join", contact, email=f"{name}@example.com")
    owner.type_over("Members", "layla@example.com", "Segment", "wholesale")
    owner.type_over("Orders", "1055", "Status", "cancelled")

    before = tap("redeem", reward="tote")["code"]
    night()
    after = [tap("redeem", contact, reward="tote")["code"] for contact in (7001, 7002, 7003)]
    earned = [
        tap("claim", 7001, order_number="1042")["points_earned"],
        tap("claim", 7002, order_number="1047")["points_earned"],
    ]

    assert before == "not_for_her"
    assert after == ["redeemed", "not_for_her", "redeemed"]
    assert earned == [120, 38]


@pytest.mark.parametrize("own_words", ["", "vpi, bst, freqent, lots"])
def test_a_name_that_is_no_segment_is_a_sentence_in_problems(
    tap: Tap, owner: Owner, night: Night, own_words: str
) -> None:
    owner.type_over("Rewards", "tote", "Only for", "best, vpi")
    owner.type_over("Rewards", "mug", "Special for", "bst")
    owner.type_over("Rewards", "blanket", "Only for", "gone")
    owner.type_over("Rewards", "blanket", "Active", "no")
    owner.type("Campaigns", ("Thanks", "", "", 2, "", "", "", "freqent"))
    owner.type_over("Settings", "Reminder only for", "Value", "at risk, lots")
    owner.type_over("Settings", "Win back only for", "Value", "lost, лучшие")
    owner.type("Members", ("", "layla@example.com"))
    owner.type_over("Members", "layla@example.com", "Segment", own_words)
    tap("join", email="ana@example.com")

    night()

    told = {(row["Tab"], row["Column"]): row["Why"].split(" is no")[0] for row in owner.tab("Problems")}
    words = {
        ("Rewards", "Only for"): "vpi",
        ("Rewards", "Special for"): "bst",
        ("Campaigns", "Only for"): "freqent",
        ("Settings", "Value"): "lots",
    }
    assert told == ({} if own_words else words)
