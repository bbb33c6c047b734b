"""A report in words: each figure said in each language, and no sentence that claims what nobody has shown."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import get_args

import pytest

from commands.translations import read
from loyalty.report.certainty.intervals import Interval, newcombe, wilson
from loyalty.report.conclusions.cautions import (
    ArchiveUnread,
    BooksDiffer,
    Caution,
    ClosedYearsUnread,
    CostsUnknown,
    HistoryShort,
    LinesOfNobody,
    NothingBefore,
    OrdersOfNobody,
    OrdersUnreadable,
    OrdersWithoutDay,
    OthersChangedToo,
    PeriodNotOver,
    ProgramYounger,
    WhoJoinsBuysMore,
    WhyUnread,
)
from loyalty.report.conclusions.headlines import Certain, Headline, Likely, Measured, Unknowable
from loyalty.report.conclusions.suggestions import (
    BeginHoldOut,
    CouponsUnused,
    FirstRewardLate,
    NobodyTakes,
    PointsGrowFaster,
    Suggestion,
)
from loyalty.report.hold_out_results import Group, HoldOut
from sheets.schema.reports.caution_sentences import caution_sentence, suggestion_sentence
from sheets.schema.reports.figures_said import FiguresSaid
from sheets.schema.reports.headline_sentences import headline_in

LANGUAGES = ("en", "ru", "ar")
CAUTIONS: tuple[Caution, ...] = (
    BooksDiffer(ledger=295, members=300),
    ClosedYearsUnread(12),
    *(ArchiveUnread("Ledger 2024", why) for why in WhyUnread),
    LinesOfNobody(70),
    OrdersUnreadable(2),
    OrdersWithoutDay(3),
    OrdersOfNobody(4),
    PeriodNotOver(31),
    NothingBefore(),
    HistoryShort(300),
    ProgramYounger(59),
    OthersChangedToo(),
    WhoJoinsBuysMore(Decimal("120.5"), Decimal(45)),
    CostsUnknown(1_250),
)
SUGGESTIONS: tuple[Suggestion, ...] = (
    NobodyTakes("Stoneware mug", 350, taken=41),
    FirstRewardLate("Tote bag", 7),
    PointsGrowFaster(0.3, 0.2),
    CouponsUnused(0.45, 20),
    BeginHoldOut(300, 0.5, 0.1482),
)
WITH_EFFECT = HoldOut("reminder", Group([(1, 1)] * 56 + [(1, 0)] * 14), Group([(1, 1)] * 48 + [(1, 0)] * 32))
WITHOUT = HoldOut("win_back", Group([(1, 1)] * 15 + [(1, 0)] * 35), Group([(1, 1)] * 14 + [(1, 0)] * 36))
FEW = HoldOut("win_back", Group([(1, 1)] * 15), Group([(1, 0)] * 13))
CAMPAIGN = replace(WITH_EFFECT, letter="Double week", campaign=True)
BEFORE, AFTER = Measured(0.12, wilson(0.12, 500), 500), Measured(0.2, wilson(0.2, 400), 400)
CHANGED = Measured(0.08, newcombe(0.2, 400, 0.12, 500), 400)
UNCHANGED = Measured(0.01, Interval(-0.03, 0.05), 400)
HEADLINES: tuple[Headline, ...] = (
    Certain(300, 1_250, Decimal(48_200), issued=52_000, spent=21_400, outstanding=30_600, differs=0),
    Certain(300, 1_250, Decimal(48_200), issued=52_000, spent=21_400, outstanding=30_600, differs=-5),
    Likely(BEFORE, AFTER, CHANGED, (WITH_EFFECT,)),
    Likely(BEFORE, AFTER, UNCHANGED, (WITHOUT, FEW)),
    Likely(Measured(0.5, None, 13), AFTER, Measured(-0.3, None, 13), ()),
    Likely(None, AFTER, None, ()),
    Likely(None, None, None, ()),
    Unknowable(300, 150, 0.1482, runs=False),
    Unknowable(0, 0, None, runs=False),
    Likely(BEFORE, AFTER, UNCHANGED, (CAMPAIGN,)),
    Unknowable(130, 13, 0.3821, runs=False),
)


def plain(text: str) -> str:
    """Without the signs around somebody's own words."""
    return re.sub("[\u2066-\u2069\u200e\u200f]", "", text)


def english(headline: Headline) -> str:
    return plain(headline_in(headline, "en", "USD"))


def everything(language: str) -> Iterator[str]:
    said = FiguresSaid(language, "USD")
    yield from (headline_in(headline, language, "USD") for headline in HEADLINES)
    yield from (caution_sentence(one, said).in_language(language) for one in CAUTIONS)
    yield from (suggestion_sentence(one, said).in_language(language) for one in SUGGESTIONS)


def test_what_is_certain_is_counted() -> None:
    assert english(HEADLINES[0]) == (
        "Counted: members 300; orders of the year 1,250, paid for them $48,200.00; points issued in the year 52,000, "
        "spent 21,400; points not spent yet 30,600. The points in Members are those of the Ledger."
    )
    assert english(HEADLINES[1]).endswith("The points in Members are not those of the Ledger, by -5.")


def test_a_share_stands_with_its_interval_and_a_cause_only_behind_a_hold_out() -> None:
    assert english(HEADLINES[2]) == (
        "At least twice ordered 20% of the customers of the year (16.4% to 24.2%), and 12% of those of the year before "
        "the program (9.4% to 15.1%). The difference, 8 percentage points (3.2 to 12.9), is more than chance alone "
        "brings; season, prices and advertising have changed, too. After the email reminder was due, 80% ordered "
        "within 28 days; of those who were held out of it 60%. The email has changed that by 20 percentage points "
        "(5.2 to 33.4)."
    )


def test_a_campaign_has_changed_only_what_its_hold_out_shows() -> None:
    assert english(HEADLINES[9]).endswith(
        "While the campaign Double week ran, 80% of those ordered who could have it; of those who were held out of it "
        "60%. The campaign has changed that by 20 percentage points (5.2 to 33.4)."
    )


def test_the_suggestion_to_begin_a_hold_out_names_the_setting_and_what_to_write() -> None:
    assert plain(suggestion_sentence(SUGGESTIONS[4], FiguresSaid("en", "USD")).in_language("en")) == (
        "You cannot see yet what your emails and campaigns change. Write 50% under Hold out in the tab Settings: with "
        "300 members that shows differences from 14.8 percentage points up."
    )


def test_what_cannot_be_told_apart_from_nothing_and_too_few_are_said_so() -> None:
    said = english(HEADLINES[3])

    assert "The difference, 1 percentage points (-3 to 5), cannot be told apart from nothing." in said
    assert "cannot be told apart from nothing" in said.partition("within 28 days")[2]
    assert said.endswith("there are too few (n = 13) to say how sure that is.")
    assert "(too few (n = 13))" in english(HEADLINES[4])


def test_without_a_time_before_or_without_customers_nothing_is_compared() -> None:
    assert english(HEADLINES[5]).endswith("there is nothing to compare it with.")
    assert english(HEADLINES[6]) == "In the year there are no customers whose orders could be compared."


def test_what_nobody_can_know_is_said_with_what_a_hold_out_would_show() -> None:
    assert "with 300 members you will see differences from 14.8 percentage points up" in english(HEADLINES[7])
    assert english(HEADLINES[8]) == (
        "Nobody can know what members would have bought without the program, because people who join buy more anyway."
    )


def test_a_hold_out_of_too_few_members_is_not_said_to_show_anything() -> None:
    assert english(HEADLINES[10]).endswith(
        "Only a hold-out shows what emails and campaigns change; of 130 members it would hold out too few (n = 13)."
    )


def test_each_caution_and_suggestion_there_is_has_its_sentence() -> None:
    assert {type(one) for one in CAUTIONS} == set(get_args(Caution))
    assert {type(one) for one in SUGGESTIONS} == set(get_args(Suggestion))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_speaks_of_significance_or_gives_the_program_as_a_cause(language: str) -> None:
    for said in map(str.casefold, everything(language)):
        assert not re.search(
            r"significan|p ?=|thanks to|because of|the program (has )?(brought|caused|changed|raised)", said
        )
        claims = "what the program has done" in said or "due to" in said
        assert not claims or "do not take" in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_whole_in_every_language(language: str) -> None:
    told = list(everything(language))

    assert [said for said in told if "%(" in said] == []
    assert len(set(told)) == len(told)
    if language != "en":
        letters = "\u0400-\u04ff" if language == "ru" else "\u0600-\u06ff"
        assert [said for said in told if not re.search(f"[{letters}]", said)] == []
        assert read(language, "sheet")["too few (n = %(n)s)"].string


def test_figures_are_rounded_half_up_where_they_are_said() -> None:
    said = FiguresSaid("en", "USD")

    assert (said.percent(0.1005), said.percent(0.0), said.percent(1.0), said.percent(12.3456)) == (
        "10.1%",
        "0%",
        "100%",
        "1,234.6%",
    )
    assert (said.points(0.0524), said.points(-0.0125), said.points(0.1), said.points(1)) == ("5.2", "-1.2", "10", "100")
    assert (said.money(Decimal("0.005")), said.money(Decimal(120))) == ("$0.01", "$120.00")
    # A dinar has a thousand fils, a yen has nothing below it.
    assert FiguresSaid("en", "KWD").money(Decimal("12.3455")) == "KWD12.346"
    assert (FiguresSaid("en", "JPY").money(Decimal("12.5")), FiguresSaid("en", "JPY").money(Decimal(120))) == (
        "¥13",
        "¥120",
    )
    assert FiguresSaid("ru", "EUR").percent(0.094) == "9,4\xa0%"
