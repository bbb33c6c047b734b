"""What rewards cost, on the command line and in notes beside them; prices are written only where the owner says yes."""

import os
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from click.testing import CliRunner, Result

from commands.sheet.advice.cell_notes import may_be_written_over
from commands.sheet.advice.price_cells import Wish, write_prices
from manage import manage
from sandbox.google.http.faults import DropAfter
from sandbox.google.http.server import Server
from sandbox.owner import Owner
from service.container import now, open_google
from sheets.codec.translation import said
from tests.conftest import shops_today

Run = Callable[..., Result]
OWN = "Only until the summer: ask Vera."


def answer(*arguments: str, typed: str) -> Result:
    """The command with somebody at the terminal."""
    return CliRunner().invoke(manage, arguments, input=typed)


def orders(count: int = 20, amount: int = 60) -> Iterator[list[object]]:
    day = (now() - timedelta(days=40)).date().isoformat()
    return (["A" + str(number), "vera@example.com", amount, "USD", day, "paid"] for number in range(count))


def points_at(owner: Owner, reward: str, title: str = "Rewards", heading: str = "Points") -> str:
    """Where the reward's Points stand."""
    grid = owner.google.tab(owner.spreadsheet, title)
    row = next(number for number, cells in enumerate(grid, start=1) if reward in cells)
    return f"{title}!{chr(ord('A') + grid[0].index(heading))}{row}"


def note(owner: Owner, reward: str, title: str = "Rewards", heading: str = "Points") -> str:
    spot = owner.range(points_at(owner, reward, title, heading))
    cell = owner.google.sheet(owner.spreadsheet, title).cell(spot["startRowIndex"], spot["startColumnIndex"])
    return cell.note


def write_note(owner: Owner, reward: str, text: str, title: str = "Rewards", heading: str = "Points") -> None:
    cell = {"range": owner.range(points_at(owner, reward, title, heading)), "cell": {"note": text}, "fields": "note"}
    owner.edit({"repeatCell": cell})


def prices(owner: Owner) -> dict[str, object]:
    return {row["Reward"]: row["Points"] for row in owner.tab("Rewards")}


@pytest.fixture
def sold(owner: Owner) -> Owner:
    """The owner with twenty orders over 60.00; the tote costs far too much, and the cap comes soon."""
    owner.clear("Orders!A2:H9")
    owner.type("Rewards", ["cap", "Cap", 240])
    owner.type("Orders", *orders())
    owner.type_over("Rewards", "tote", "Your cost", 40)
    return owner


def test_a_price_is_written_only_where_the_owner_says_yes(sold: Owner) -> None:
    sold.type_over("Rewards", "mug", "Your cost", 70)

    result = answer("advise", typed="y\nn\n")

    assert result.exit_code == 0
    assert prices(sold) == {"tote": 400, "mug": 350, "blanket": 900, "cap": 240}
    assert (
        "Tote bag: instead of 200 points, 400 are proposed. It costs you 20% of what customers spend" in result.output
    )
    assert "Tote bag costs 400 points now." in result.output
    assert "Stoneware mug costs" not in result.output


def test_a_note_beside_each_reward_says_what_it_costs_at_its_price(sold: Owner, run: Run) -> None:
    result = run("advise", "--yes")

    told = note(sold, "tote").splitlines()
    assert told[:-1] == [
        "With average orders the first one comes at order 6, the next after this many more: 7.",
        "It costs you $40.00: 10% of the $400.00 that customers spend for its points.",
        "To customers it is worth $12.00: 3% of what they spend.",
        "It costs you more than it is worth to them, by $28.00.",
    ]
    assert told[-1].startswith(f"manage.py advise · {shops_today().isoformat()[:7]}")
    assert "3.4% of the $900.00" in note(sold, "blanket")
    assert "Notes on Points that are new or say something new: 4." in result.output


def test_a_second_run_writes_nothing(sold: Owner, run: Run) -> None:
    run("advise", "--yes")
    before = sold.google.version(sold.spreadsheet)

    result = run("advise", "--yes")

    assert sold.google.version(sold.spreadsheet) == before
    assert "No other price is proposed." in result.output
    assert "new or say something new: 0." in result.output


def test_a_note_follows_what_the_reward_costs(sold: Owner, run: Run) -> None:
    run("advise", "--yes")
    sold.type_over("Rewards", "mug", "Your cost", "")

    run("advise", "--yes")

    assert "Write under Your cost what one costs you" in note(sold, "mug")


@pytest.mark.parametrize("mine", ["of its own", "added to the program's"])
def test_an_owner_s_own_note_is_never_written_over(sold: Owner, run: Run, mine: str) -> None:
    if mine == "added to the program's":
        run("advise", "--yes")
        sold.type_over("Rewards", "tote", "Your cost", 60)
    kept = f"{OWN}\n{note(sold, 'tote')}".strip()
    write_note(sold, "tote", kept)

    result = run("advise", "--yes")

    assert note(sold, "tote") == kept
    assert "On the Points of Tote bag there is a note of yours" in result.output
    assert prices(sold)["tote"] in (400, 600)
    assert note(sold, "mug") != ""


def test_a_dry_run_only_says(sold: Owner, run: Run) -> None:
    before = sold.google.version(sold.spreadsheet)

    result = run("advise", "--dry-run")

    assert "400 are proposed" in result.output
    assert result.output.endswith("Nothing was written.\n")
    assert sold.google.version(sold.spreadsheet) == before


def test_who_goes_away_before_answering_has_changed_nothing(sold: Owner) -> None:
    before = sold.google.version(sold.spreadsheet)

    result = answer("advise", typed="")

    assert result.exit_code == 1
    assert sold.google.version(sold.spreadsheet) == before


def test_too_few_orders_are_said_to_be_too_few(owner: Owner, run: Run) -> None:
    result = run("advise", "--yes")

    assert result.exit_code == 0
    assert "That is too few to say what a reward costs: it takes at least 20." in result.output
    assert prices(owner)["tote"] == 200


def test_orders_that_bring_no_points_say_nothing_of_what_a_reward_costs(sold: Owner, run: Run) -> None:
    sold.type_over("Settings", "Minimum order", "Value", 100)

    assert "They bring no points or no money" in run("advise", "--yes").output


@pytest.mark.parametrize(
    ("setting", "value", "told"),
    [
        ("Sign-up bonus", 250, "Joining alone brings the first one"),
        ("Points per unit", "0.2", "The first reward comes at order 13; it should come by order 3."),
    ],
)
def test_the_shop_s_own_settings_count(sold: Owner, run: Run, setting: str, value: object, told: str) -> None:
    sold.type_over("Settings", "Bonus spendable", "Value", "at once")
    sold.type_over("Settings", setting, "Value", value)
    sold.type_over("Rewards", "tote", "Your cost", 1)
    for reward in ("tote", "mug", "blanket"):
        sold.type_over("Rewards", reward, "Worth", 200)

    assert told in run("advise", "--dry-run").output


def test_a_reward_that_gives_customers_little_is_proposed_for_less(sold: Owner, run: Run) -> None:
    sold.type_over("Rewards", "mug", "Worth", 6)
    sold.type_over("Rewards", "mug", "Your cost", 3)

    assert "It gives customers 1.7% of what they spend; below 3% is little." in run("advise", "--yes").output
    assert prices(sold)["mug"] == 200


def test_rows_that_are_sorted_in_that_very_moment_keep_their_own_prices(sold: Owner, run: Run) -> None:
    write_note(sold, "blanket", OWN)
    sold.before_next("write", lambda: sold.sort("Rewards", 2, descending=True))

    result = run("advise", "--yes")

    assert prices(sold) == {"tote": 400, "mug": 350, "blanket": 900, "cap": 240}
    assert note(sold, "blanket") == OWN
    assert "10% of the $400.00" in note(sold, "tote")
    assert "Rows or columns of Rewards were moved while this was written." in result.output


def test_a_column_that_is_inserted_in_that_very_moment_holds_no_price(sold: Owner, run: Run) -> None:
    sold.before_next("write", lambda: sold.insert("Rewards", "COLUMNS", 1))

    run("advise", "--yes")

    assert prices(sold) == {"tote": 400, "mug": 350, "blanket": 900, "cap": 240}
    assert [row["Name"] for row in sold.tab("Rewards")] == ["Tote bag", "Stoneware mug", "Wool blanket", "Cap"]


def test_what_the_owner_types_in_that_moment_is_their_newer_word(sold: Owner, run: Run) -> None:
    def types() -> None:
        sold.type_over("Rewards", "tote", "Points", 275)

    sold.before_next("write", lambda: sold.before_next("read", types))

    result = run("advise", "--yes")

    assert prices(sold)["tote"] == 275
    assert "Tote bag was changed in the meantime" in result.output


def test_a_price_that_is_not_any_more_what_it_was_and_a_reward_that_stands_twice_are_left_alone(sold: Owner) -> None:
    sold.type("Rewards", ["Mug", "Another mug", 500])
    google = open_google(os.environ["SPREADSHEET_ID"], os.environ["GOOGLE_SHEETS_URL"])
    wishes = {
        "tote": Wish(points_now=250, points=400, note="-"),
        "mug": Wish(points_now=350, points=700, note="-"),
        "gone": Wish(points_now=10, points=20, note="-"),
        "blanket": Wish(points_now=900, points=950, note="-"),
    }

    written = write_prices(google, wishes)

    assert written.left_alone == {"tote", "mug", "gone"}
    assert written.priced == written.noted == {"blanket"}
    assert prices(sold) == {"tote": 200, "mug": 350, "blanket": 950, "cap": 240, "Mug": 500}


def test_coupons_that_are_out_stay_as_they_are(sold: Owner, run: Run) -> None:
    before = sold.tab("Coupons"), sold.tab("Ledger")

    run("advise", "--yes")

    assert (sold.tab("Coupons"), sold.tab("Ledger")) == before


def test_a_write_without_an_answer_is_told_as_what_it_is(sold: Owner, run: Run) -> None:
    sold.google.faults.next_write(DropAfter())

    result = run("advise", "--yes")

    assert result.exit_code == 1
    assert "It is not known whether all was written" in result.output
    assert "No other price is proposed." in run("advise", "--yes").output


@pytest.mark.parametrize(
    ("language", "told", "noted"),
    [
        ("en", "On the Points of Gift card", "It costs you $40.00: 10% of the $400.00"),
        (
            "ru",
            "Средний заказ приносит баллов, без уровней, подписок и акций: 60.",
            "Вам это обходится в 40,00 $: 10 %",
        ),
        ("ar", "النقاط التي يجلبها الطلب المتوسط", "تكلفتها عليك"),
    ],
)
def test_output_and_notes_speak_the_language_of_the_sheet(
    server: Server, environment: pytest.MonkeyPatch, run: Run, language: str, told: str, noted: str
) -> None:
    del environment
    spreadsheet = "1" + os.environ["SPREADSHEET_ID"]
    server.google.create(spreadsheet)
    owner = Owner(server.google, spreadsheet)
    run("setup", spreadsheet, "--language", language, "--average-order", "60")
    title, points = said("Rewards", language), said("Points", language)
    owner.type(said("Orders", language), *orders())
    owner.type_over(title, "present", said("Your cost", language), 40)
    write_note(owner, "card", OWN, title, points)

    result = run("advise", spreadsheet, "--yes")

    assert result.exit_code == 0
    assert told in result.output
    assert noted in note(owner, "present", title, points).replace("\N{NO-BREAK SPACE}", " ")
    assert note(owner, "card", title, points) == OWN


@pytest.mark.parametrize(
    ("text", "free"),
    [("", True), (" \n", True), (OWN, False), ("manage.py advise · 2026-11-30 · 000000", False)],
)
def test_only_the_program_s_own_unchanged_notes_are_written_over(text: str, free: bool) -> None:
    assert may_be_written_over(text) is free
