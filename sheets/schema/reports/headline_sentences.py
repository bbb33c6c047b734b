"""The three sentences on top of a report: what is certain, what is likely, what nobody can know.

Only emails and campaigns that some were held out of are ever said to have changed anything.
"""

from collections.abc import Iterator
from typing import assert_never

from loyalty.report.certainty.intervals import FEWEST
from loyalty.report.conclusions.headlines import Certain, Headline, Likely, Measured, Unknowable
from loyalty.report.hold_out_results import HoldOut
from sheets.codec.owner_sentences import Sentence
from sheets.schema.reports.figures_said import TOO_FEW, FiguresSaid

CERTAIN = Sentence(
    "Counted: members %(members)s; orders of the year %(orders)s, paid for them %(net)s; points issued in the year "
    "%(issued)s, spent %(spent)s; points not spent yet %(outstanding)s."
)
AGREES = Sentence("The points in Members are those of the Ledger.")
DIFFERS = Sentence("The points in Members are not those of the Ledger, by %(points)s.")
REPEAT = Sentence(
    "At least twice ordered %(after)s of the customers of the year (%(after_range)s), and %(before)s of those of the "
    "year before the program (%(before_range)s)."
)
REPEAT_AFTER = Sentence(
    "At least twice ordered %(after)s of the customers of the year (%(after_range)s); there is nothing to "
    "compare it with."
)
NO_CUSTOMERS = Sentence("In the year there are no customers whose orders could be compared.")
CHANGE = Sentence(
    "The difference, %(change)s percentage points (%(range)s), is more than chance alone brings; season, prices and "
    "advertising have changed, too."
)
NO_CHANGE = Sentence("The difference, %(change)s percentage points (%(range)s), cannot be told apart from nothing.")
CHANGE_FEW = Sentence("The difference is %(change)s percentage points; there are %(few)s to say how sure that is.")
HELD_OUT = Sentence(
    "After the email %(letter)s was due, %(treated)s ordered within 28 days; of those who were held out of it %(held)s."
)
HELD_OUT_OF_CAMPAIGN = Sentence(
    "While the campaign %(campaign)s ran, %(treated)s of those ordered who could have it; of those who were held out "
    "of it %(held)s."
)
CAMPAIGN_CHANGED = Sentence("The campaign has changed that by %(change)s percentage points (%(range)s).")
EMAILS_CHANGED = Sentence("The email has changed that by %(change)s percentage points (%(range)s).")
NOBODY_KNOWS = Sentence(
    "Nobody can know what members would have bought without the program, because people who join buy more anyway."
)
WOULD_SHOW = Sentence(
    "Only a hold-out shows what emails and campaigns change: with %(members)s members you will see differences from "
    "%(points)s percentage points up."
)
HOLDS_TOO_FEW = Sentence(
    "Only a hold-out shows what emails and campaigns change; of %(members)s members it would hold out %(few)s."
)


def headline_in(headline: Headline, language: str, currency: str) -> str:
    """One of the three, as the owner reads it."""
    said = FiguresSaid(language, currency)
    return " ".join(sentence.in_language(language) for sentence in _sentences(headline, said))


def _sentences(headline: Headline, said: FiguresSaid) -> Iterator[Sentence]:
    match headline:
        case Certain():
            yield CERTAIN.of(
                members=headline.members,
                orders=headline.orders,
                net=said.money(headline.net),
                issued=headline.issued,
                spent=headline.spent,
                outstanding=headline.outstanding,
            )
            yield DIFFERS.of(points=headline.differs) if headline.differs else AGREES
        case Likely():
            yield _repeat(headline, said)
            if headline.change:
                yield _change(headline.change, said)
            for shown in headline.shown:
                yield from _hold_out(shown, said)
        case Unknowable():
            yield NOBODY_KNOWS
            if headline.detectable is not None:
                yield _would_show(headline, headline.detectable, said)
        case _:
            assert_never(headline)


def _would_show(headline: Unknowable, detectable: float, said: FiguresSaid) -> Sentence:
    if headline.held < FEWEST:
        return HOLDS_TOO_FEW.of(members=headline.members, few=TOO_FEW.of(n=headline.held))
    return WOULD_SHOW.of(members=headline.members, points=said.points(detectable))


def _repeat(likely: Likely, said: FiguresSaid) -> Sentence:
    after, before = likely.after, likely.before
    if after is None:
        return NO_CUSTOMERS
    of_year = said.range_of_shares(after.interval, after.n)
    if before is None:
        return REPEAT_AFTER.of(after=said.percent(after.value), after_range=of_year)
    return REPEAT.of(
        after=said.percent(after.value),
        after_range=of_year,
        before=said.percent(before.value),
        before_range=said.range_of_shares(before.interval, before.n),
    )


def _change(change: Measured, said: FiguresSaid) -> Sentence:
    found = said.range_of_points(change.interval, change.n)
    if change.interval is None:
        return CHANGE_FEW.of(change=said.points(change.value), few=found)
    return (NO_CHANGE if change.interval.holds_zero else CHANGE).of(change=said.points(change.value), range=found)


def _hold_out(shown: HoldOut, said: FiguresSaid) -> Iterator[Sentence]:
    treated, held, difference = shown.treated, shown.held, shown.difference
    if treated.rate is None or held.rate is None or difference is None:
        return
    rates = {"treated": said.percent(treated.rate), "held": said.percent(held.rate)}
    if shown.campaign:
        yield HELD_OUT_OF_CAMPAIGN.of(campaign=shown.letter, **rates)
    else:
        yield HELD_OUT.of(letter=shown.letter, **rates)
    interval, change = shown.interval, said.points(difference)
    found = said.range_of_points(interval, min(len(treated.members), len(held.members)))
    if interval is None:
        yield CHANGE_FEW.of(change=change, few=found)
    else:
        changed = CAMPAIGN_CHANGED if shown.campaign else EMAILS_CHANGED
        yield (NO_CHANGE if interval.holds_zero else changed).of(change=change, range=found)
