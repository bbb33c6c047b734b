"""The products of the rewards, looked for in the shop by their names, and their numbers written into Product id."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import click

from commands.sheet.named_cells import cell_requests, cells_by_name
from commands.spreadsheets import open_spreadsheet
from loyalty.model.identifiers import fold
from loyalty.model.reward import Reward, RewardKind
from sheets.codec.table import BadCell, Row, Table, read_table
from sheets.engine.tab_finder import TabFinder
from sheets.google.client import Google, Spent
from sheets.google.errors import NotInTime, WorkbookError
from sheets.google.grid import Cell
from sheets.schema.layout import Layout
from sheets.schema.offers.rewards_tab import REWARDS, read_rewards
from sheets.schema.tabs import SYSTEM

REQUEST_SECONDS = 20.0
MOST_TRIES = 3
MOST_SHOWN = 20
BY_HAND = "write the shop's number of it into Product id in Rewards."


@dataclass(frozen=True, slots=True)
class Sold:
    """Something that can be put into the shop's cart: its number there, its product's name, and which kind it is of."""

    number: str
    product: str
    option: str = ""

    @property
    def name(self) -> str:
        """How it is shown."""
        return f"{self.product} - {self.option}" if self.option else self.product


Search = Callable[[str], Sequence[Sold]]
"""What the shop sells under a name, or under one that has it within; ShopAway."""


def same_name(one: str, other: str) -> bool:
    """True for names that are one to people, whatever their case and blanks."""
    return fold(one).split() == fold(other).split()


def tell_products(spreadsheet: str | None, search: Search) -> Iterator[str]:
    """Writes the numbers of the products that are found, and says what became of each reward that has none.

    Where the sheet cannot be read or written, that is said, too. ShopAway.
    """
    try:
        google = open_spreadsheet(spreadsheet)
        rewards, has_column = _without_number(google)
        if not has_column:
            yield "The tab Rewards has no column Product id: manage.py setup adds it; then run this command again."
            return
        found = dict[str, Sold]()
        for reward in rewards:
            sold, sentence = _looked_for(reward, search)
            if sold:
                found[reward.id] = sold
            yield sentence
        if found:
            yield _into_rewards(google, {fold(reward): sold.number for reward, sold in found.items()})
        elif not rewards:
            yield "Each reward that is a product has its Product id."
    except WorkbookError as error:
        yield _not_done(str(error))
    except click.ClickException as error:
        yield _not_done(error.message)


def _not_done(why: str) -> str:
    return f"The rewards' products were not looked for ({why.rstrip('.')}). Put that right and run this command again."


def _looked_for(reward: Reward, search: Search) -> tuple[Sold | None, str]:
    """What the reward is in the shop, None where nobody knows, and a sentence about it."""
    product, _, option = reward.name.rpartition(" - ")
    sold = search(reward.name) or (search(product) if product and option else ())
    exact = [one for one in sold if same_name(reward.name, one.product) or same_name(reward.name, one.name)]
    if len(exact) == 1:
        return exact[0], f'"{reward.name}" is the product {exact[0].number} ({exact[0].name}).'
    choice = exact or list(sold)
    if not choice:
        return None, f'"{reward.name}": the shop sells nothing under this name; {BY_HAND}'
    chosen = _chosen(reward, choice[:MOST_SHOWN])
    if chosen:
        return chosen, f'"{reward.name}" is the product {chosen.number} ({chosen.name}).'
    return None, f'"{reward.name}": several products could be meant; {BY_HAND}'


def _chosen(reward: Reward, choice: Sequence[Sold]) -> Sold | None:
    """The one that somebody picks; None where nobody is there, or wants none."""
    click.echo(f'Which of these is "{reward.name}"?')
    for number, sold in enumerate(choice, 1):
        click.echo(f"  {number}  {sold.name} ({sold.number})")
    while True:
        try:
            answer = click.prompt("Its number in this list, or Enter for none", default="", show_default=False)
        except click.Abort:
            click.echo("")
            return None
        if not answer.strip():
            return None
        if answer.strip().isdecimal() and 1 <= int(answer) <= len(choice):
            return choice[int(answer) - 1]
        click.echo(f"Please type a number from 1 to {len(choice)}.")


def _without_number(google: Google) -> tuple[list[Reward], bool]:
    """The rewards that are products and of which the sheet does not say which, and whether it has a column for that."""
    _, table = _read(google)
    rewards, _problems = read_rewards(table)
    wanted = [one for one in rewards if one.active and one.kind is RewardKind.PRODUCT and not one.product]
    return wanted, REWARDS.product_id in table.columns


def _into_rewards(google: Google, wanted: Mapping[str, str]) -> str:
    """Writes the numbers; an owner who sorts Rewards in the same second has them put into the right rows after all."""
    before: Mapping[str, Cell] = {}
    found = len(wanted)
    for _ in range(MOST_TRIES):
        layout, table = _read(google)
        if not before:  # what the owner has typed meanwhile is theirs, and of two rows nobody knows which is meant
            there = cells_by_name(table, REWARDS.product_id, _name)
            wanted = {name: number for name, number in wanted.items() if name in there and not there[name]}
        requests = list(cell_requests(layout, table, REWARDS.product_id, _name, wanted, before))
        if not requests:
            left = found - len(wanted)
            others = f" {left} could not be written, as the row has changed or stands twice." if left else ""
            return f"Wrote {len(wanted)} into Product id in Rewards.{others}"
        before = before or there
        google.commit(requests, seconds=REQUEST_SECONDS, spent=Spent())
    raise NotInTime("the rows of Rewards keep moving")


def _name(row: Row) -> str:
    try:
        return fold(row.read(REWARDS.reward))
    except BadCell:
        return ""


def _read(google: Google) -> tuple[Layout, Table]:
    finder, spent = TabFinder(google), Spent()
    layout = finder.look(seconds=REQUEST_SECONDS, spent=spent)
    layout, grids = finder.read(layout, [REWARDS.title, SYSTEM], seconds=REQUEST_SECONDS, spent=spent)
    return layout, read_table(REWARDS, grids.get(REWARDS.title, []), layout.zone)
