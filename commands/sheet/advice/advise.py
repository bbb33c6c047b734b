"""Advice: what is asked for; and saying what rewards cost, and writing other prices where the owner says yes."""

from collections.abc import Iterator, Mapping
from datetime import date

import click

from commands.sheet.advice import cost_sentences as say
from commands.sheet.advice.advise_membership import advise_membership
from commands.sheet.advice.cell_notes import note_of
from commands.sheet.advice.cost_sentences import InMoney
from commands.sheet.advice.price_cells import Wish, Written, write_prices
from commands.spreadsheets import open_spreadsheet, snapshot_of
from loyalty.owner.price_proposals import Proposal, proposals
from loyalty.owner.reward_costs import RewardCosts, reward_costs
from service.container import now
from sheets.codec.owner_sentences import Sentence
from sheets.google.client import Google
from sheets.google.errors import NoAnswer, WorkbookError, WriteProtected


class Advice(click.Group):
    """What advice is asked for; of rewards where nothing is named."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Names the advice on rewards where the words begin with none."""
        named = args and (args[0] in self.commands or args[0] in ctx.help_option_names)
        return super().parse_args(ctx, args if named else ["rewards", *args])


@click.group(cls=Advice)
def advise() -> None:
    """Say what your own figures advise: what rewards cost, or what a paid membership could bundle.

    Without a further word it is about rewards: manage.py advise --dry-run.
    """


advise.add_command(advise_membership)


@advise.command("rewards")
@click.argument("spreadsheet", required=False)
@click.option("--yes", is_flag=True, help="Write all prices that are proposed, without asking.")
@click.option("--dry-run", is_flag=True, help="Only say what is proposed; no note is written either.")
def advise_rewards(spreadsheet: str | None, *, yes: bool, dry_run: bool) -> None:
    """Say what each reward costs you, by the orders of the last twelve months, and propose other prices in points.

    It asks before it writes a price into Rewards. A note on each reward's Points says what it costs; a note of your own
    is left as it is.

    Example: python manage.py advise rewards --dry-run
    """
    google = open_spreadsheet(spreadsheet)
    snapshot = snapshot_of(google)
    language, at = snapshot.layout.language, now()
    costs = reward_costs(snapshot.book, now=at)
    if not isinstance(costs, RewardCosts):
        click.echo(say.without_figures(costs).in_language(language))
        return
    in_money = InMoney(language, snapshot.book.settings.currency)
    for sentence in _told(costs, in_money):
        click.echo(sentence.in_language(language))
    agreed = dict[str, Proposal]()
    for proposal in _asked(costs, in_money, language):
        question = say.AGREE.of(proposed=proposal.points).in_language(language)
        if not dry_run and (yes or click.confirm(question)):
            agreed[proposal.now.reward.id] = proposal
    if dry_run:
        click.echo(say.DRY_RUN.in_language(language))
        return
    wishes = _wishes(costs, agreed, in_money, language, snapshot.book.settings.day(at))
    for sentence in _became(costs, agreed, _write(google, wishes)):
        click.echo(sentence.in_language(language))


def _told(costs: RewardCosts, in_money: InMoney) -> Iterator[Sentence]:
    yield in_money.figures(costs.figures)
    for cost in costs.rewards:
        yield say.AT_PRICE.of(name=cost.reward.name, points=cost.reward.points)
        yield from in_money.cost(cost)


def _asked(costs: RewardCosts, in_money: InMoney, language: str) -> Iterator[Proposal]:
    """Each proposal, after it has been said."""
    none = True
    for proposal in proposals(costs):
        none = False
        click.echo(in_money.proposal(proposal).in_language(language))
        yield proposal
    if none:
        click.echo(say.NOTHING_PROPOSED.in_language(language))


def _wishes(
    costs: RewardCosts, agreed: Mapping[str, Proposal], in_money: InMoney, language: str, day: date
) -> Mapping[str, Wish]:
    wishes = dict[str, Wish]()
    for cost in costs.rewards:
        proposal = agreed.get(cost.reward.id)
        told = in_money.cost(proposal.then if proposal else cost)
        note = note_of([sentence.in_language(language) for sentence in told], day)
        wishes[cost.reward.id] = Wish(cost.reward.points, proposal.points if proposal else None, note)
    return wishes


def _write(google: Google, wishes: Mapping[str, Wish]) -> Written:
    try:
        return write_prices(google, wishes)
    except NoAnswer as error:
        again = "Run the command again: it says what is still to be done"
        raise click.ClickException(f"It is not known whether all was written: {error}. {again}.") from error
    except WriteProtected as error:
        message = "Nothing was changed: the program may not write into Rewards. Add its account as an editor there."
        raise click.ClickException(message) from error
    except WorkbookError as error:
        raise click.ClickException(f"Stopped: {str(error).rstrip('.')}. Run the command again.") from error


def _became(costs: RewardCosts, agreed: Mapping[str, Proposal], written: Written) -> Iterator[Sentence]:
    for reward in (cost.reward for cost in costs.rewards):
        if reward.id in written.priced:
            yield say.PRICED.of(name=reward.name, points=agreed[reward.id].points)
        if reward.id in written.left_alone:
            yield say.LEFT_ALONE.of(name=reward.name)
        if reward.id in written.own_notes:
            yield say.OWN_NOTE.of(name=reward.name)
    yield say.NOTED.of(count=len(written.noted))
    if written.moved:
        yield say.MOVED
