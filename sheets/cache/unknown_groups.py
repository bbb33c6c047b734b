"""Offers and emails that are only for a group that there is not: nobody would get them, and the owner not know why."""

from collections.abc import Iterator, Mapping
from typing import TypeVar

from loyalty.book.book import Book
from loyalty.model.identifiers import fold
from sheets.codec.column import LIST, YES_NO, AnyColumn, Form
from sheets.codec.owner_sentences import Sentence, Words
from sheets.codec.table import BadCell, Problem, Row, Table
from sheets.codec.translation import fold_heading, names
from sheets.schema.known_settings import GROUP_SETTINGS
from sheets.schema.offers.offer_tabs import CAMPAIGNS
from sheets.schema.offers.rewards_tab import REWARDS
from sheets.schema.settings_tab import SETTINGS

V = TypeVar("V")
NO_SUCH_GROUP = Sentence(
    "%(name)s is not one of your tiers, plans or segments, and no member has it under %(segment)s. "
    "Correct it, or write it there for the members you mean."
)
WHERE: Mapping[str, tuple[AnyColumn, tuple[AnyColumn, ...]]] = {
    REWARDS.title: (REWARDS.active, (REWARDS.only_for, REWARDS.special_for)),
    CAMPAIGNS.title: (CAMPAIGNS.active, (CAMPAIGNS.only_for,)),
}
"""The columns that name groups, and the one that says whether their row counts."""


def problems(book: Book, tables: Mapping[str, Table]) -> Iterator[Problem]:
    """One for each cell with such a name, in these small tabs."""
    unknown = _unknown(book)
    if not unknown:
        return  # as nearly always: no cell is read for it
    for title, (active, columns) in WHERE.items():
        for row in tables[title].keyed() if title in tables else ():
            if _reads(row, YES_NO, active) is not False:
                for column in columns:
                    yield from _problem(row, column, unknown)
    for row in tables[SETTINGS.title].keyed():
        written = fold_heading(row.text_or_blank(SETTINGS.setting))
        if any(written in names(setting) for setting in GROUP_SETTINGS):
            yield from _problem(row, SETTINGS.value, unknown)


def _unknown(book: Book) -> frozenset[str]:
    """The folded names that offers or emails are only for, and that nobody can have."""
    offers, settings = book.offers, book.settings
    named = {*settings.reminder_only_for, *settings.win_back_only_for}
    named.update(name for reward in book.rewards if reward.active for name in (*reward.only_for, *reward.special_for))
    named.update(name for campaign in offers.campaigns if campaign.active for name in campaign.whom)
    known = {fold(tier.name) for tier in offers.tiers} | {fold(plan.name) for plan in offers.plans}
    known.update(name for segment in offers.segments for name in (fold(segment.name), *segment.also))
    return frozenset(name for name in named - known if not book.has_word(name))


def _problem(row: Row, column: AnyColumn, unknown: frozenset[str]) -> Iterator[Problem]:
    found = next((name for name in _reads(row, LIST, column) if name in unknown), None)
    if found:
        yield row.bad(column, NO_SUCH_GROUP.of(name=found, segment=Words(("Segment",)))).problem


def _reads(row: Row, form: Form[V], column: AnyColumn) -> V:
    """What the cell says; as good as empty where it cannot be read, which is told as such."""
    try:
        return row.read_as(form, column)
    except BadCell:
        return form.blank
