"""The owner's note as the owner reads it: what came in, what waits with where it is and what to do, one suggestion."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import itemgetter
from typing import TypeAlias

from loyalty.owner.shops_heard import SilentShop
from loyalty.report.note_figures import CameIn, NoteFigures
from sheets.codec.owner_sentences import Sentence, Words
from sheets.codec.translation import DOMAIN
from sheets.schema.coupons_tab import COUPONS
from sheets.schema.made.review_tab import REVIEW
from sheets.schema.made.waiting_tab import WAITING
from sheets.schema.offers.rewards_tab import REWARDS
from sheets.schema.orders_tab import ORDERS
from sheets.schema.problems_tab import PROBLEMS
from sheets.schema.reports.caution_sentences import suggestion_sentence
from sheets.schema.reports.figures_said import FiguresSaid
from words.locales import locale_for

Pair: TypeAlias = tuple[Sentence, Sentence]
"""What waits, and what to do about it."""
NEW_SECRET = "deploy/deploy.sh --new"  # noqa: S105 - a command that makes one
MOST_NAMED = 3
"""So many of one kind are named; the others are counted."""

JOINED, IN_ALL = Sentence("Members who joined"), Sentence("members in all: %(members)s")
BOUGHT, TOGETHER = Sentence("Orders of members"), Sentence("together %(net)s")
GIVEN = Sentence("Points given")
REWARDED, PAID = Sentence("Rewards taken"), Sentence("points spent on them: %(points)s")

TO_SEND = Sentence("Coupons that you send yourself: %(count)s")
SEND = Sentence(
    "Make each code in your shop. In the tab %(tab)s write it in place of the one that is there, send it to the "
    "member, and set %(status)s to %(issued)s."
)
TO_MAKE = Sentence("Codes that your shop has still to make: %(count)s")
MAKE = Sentence("The program tries again every night. If they stay, manage.py check says what is missing.")
UNDECIDED = Sentence("Rows of the tab %(tab)s without your decision: %(count)s")
DECIDE = Sentence("Write yes or no under %(column)s; until then no points are given or taken for them.")
CLAIMS = Sentence("Claims in the tab %(tab)s: %(count)s")
FIND = Sentence(
    "Check whether your shop has these orders and bring them into the tab %(orders)s; the column "
    "%(state)s says what else may be missing."
)
CELLS = Sentence("Cells to correct: %(count)s")
SAYS_WHAT = Sentence("The tab %(tab)s names each of them and says what to write.")
RUNNING_OUT = Sentence("Rewards that run out: %(count)s")
LEFT = Sentence("%(reward)s (left: %(left)s)")
REFILL = Sentence("%(these)s. Add codes to the tab %(coupons)s, or raise %(stock)s in the tab %(rewards)s.")
SILENT = Sentence("Shops that have reported nothing lately: %(count)s")
SINCE = Sentence("%(shop)s (last on %(day)s)")
NEVER = Sentence("%(shop)s (nothing yet)")
LISTEN = Sentence("%(these)s. Check whether the shop's webhooks are switched on and go to the right address.")
ENDING = Sentence("Secrets that end soon or have ended: %(count)s")
ENDS = Sentence("%(secret)s until %(day)s")
RENEW = Sentence(
    "%(these)s. From the next day on nobody gets in: put a new one in front of each with %(command)s, and set it where "
    "it is sent from."
)
AND = Sentence("%(some)s; %(one)s")
MORE = Sentence("others: %(count)s")

WRONG = Sentence("Things in the books that do not add up: %(count)s")
PUT_RIGHT = Sentence("The tab %(tab)s says which, and what to do.")


@dataclass(frozen=True, slots=True)
class Waits:
    """What waits, and what to do about it where."""

    what: str
    to_do: str


@dataclass(frozen=True, slots=True)
class Came:
    """What came in: its name, how many, and what more there is to say of it, blank for nothing."""

    label: str
    value: str
    beside: str = ""


@dataclass(frozen=True, slots=True)
class NoteSaid:
    """A note in one language; what there is nothing of is blank or empty."""

    came: Sequence[Came]
    waits: Sequence[Waits]
    wrong: Sequence[Waits]
    suggestion: str


def note_said(
    figures: NoteFigures, *, cells: int, wrong: int, shops: Mapping[str, str], ending: Mapping[str, date], language: str
) -> NoteSaid:
    """The note of these figures; ``cells`` of the tab Problems are to be corrected, and the night has found so many
    things ``wrong``. ``shops`` has the shops' names, ``ending`` the last days of secrets by their variables.
    """
    said, day = FiguresSaid(language, figures.came.currency), locale_for(language, DOMAIN).day
    secrets = (ENDS.of(secret=name, day=day(end)) for name, end in sorted(ending.items(), key=itemgetter(1)))
    waits = (
        *_counted(figures),
        *([(CELLS.of(count=cells), SAYS_WHAT.of(tab=_words(PROBLEMS.title)))] if cells else []),
        *_listed(RUNNING_OUT, (LEFT.of(reward=one.name, left=one.left) for one in figures.running_out), REFILLS),
        *_listed(SILENT, (_silent(silent, shops, day) for silent in figures.silent), LISTEN),
        *_listed(ENDING, secrets, RENEW.of(command=NEW_SECRET)),
    )
    found = [(WRONG.of(count=wrong), PUT_RIGHT.of(tab=_words(PROBLEMS.title)))] if wrong else []
    return NoteSaid(
        came=list(_came(figures.came, said, language)),
        waits=[Waits(what.in_language(language), to_do.in_language(language)) for what, to_do in waits],
        wrong=[Waits(what.in_language(language), to_do.in_language(language)) for what, to_do in found],
        suggestion=suggestion_sentence(figures.suggestion, said).in_language(language) if figures.suggestion else "",
    )


def _came(came: CameIn, said: FiguresSaid, language: str) -> Iterator[Came]:
    lines = (
        (came.joined, JOINED, IN_ALL.of(members=came.members)),
        (came.orders, BOUGHT, TOGETHER.of(net=said.money(came.net))),
        (came.points, GIVEN, None),
        (came.rewards, REWARDED, PAID.of(points=came.spent)),
    )
    for number, label, beside in lines:
        if number:
            told = beside.in_language(language) if beside else ""
            yield Came(label.in_language(language), locale_for(language, DOMAIN).number(number), told)


def _counted(figures: NoteFigures) -> Iterator[Pair]:
    if figures.to_send:
        send = SEND.of(tab=_words(COUPONS.title), status=_words(COUPONS.status.heading), issued=_words("issued"))
        yield TO_SEND.of(count=figures.to_send), send
    if figures.to_make:
        yield TO_MAKE.of(count=figures.to_make), MAKE
    if figures.undecided:
        rows = UNDECIDED.of(tab=_words(REVIEW.title), count=figures.undecided)
        yield rows, DECIDE.of(column=_words(REVIEW.decision.heading))
    if figures.claims:
        find = FIND.of(orders=_words(ORDERS.title), state=_words(WAITING.state.heading))
        yield CLAIMS.of(tab=_words(WAITING.title), count=figures.claims), find


def _listed(what: Sentence, of_these: Iterable[Sentence], to_do: Sentence) -> Iterator[Pair]:
    """How many wait, and what to do with the first of them before it; nothing for none."""
    all_of_them = tuple(of_these)
    named = list(all_of_them[:MOST_NAMED])
    if len(all_of_them) > MOST_NAMED:
        named.append(MORE.of(count=len(all_of_them) - MOST_NAMED))
    if named:
        these = reduce(lambda some, one: AND.of(some=some, one=one), named)
        yield what.of(count=len(all_of_them)), to_do.of(these=these, **dict(to_do.values))


def _silent(silent: SilentShop, shops: Mapping[str, str], day: Callable[[date], str]) -> Sentence:
    if silent.last is None:
        return NEVER.of(shop=shops[silent.shop])
    return SINCE.of(shop=shops[silent.shop], day=day(silent.last))


def _words(english: str) -> Words:
    return Words((english,))


REFILLS = REFILL.of(coupons=_words(COUPONS.title), stock=_words(REWARDS.stock.heading), rewards=_words(REWARDS.title))
