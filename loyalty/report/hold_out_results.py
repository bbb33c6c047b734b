"""What a hold-out shows: of those who were due an email, how many ordered, and of those who were held out of it.

It is the only part of a report that says what the program has caused, for only a hash has separated the two.
Everybody counts who was due it, whether it arrived or not.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from loyalty.book.book import Book
from loyalty.model.email_log import Letter, LetterStatus
from loyalty.model.hold_out import held_out
from loyalty.report.certainty.intervals import FEWEST, Interval, detectable, newcombe
from loyalty.report.customers import Customers, Purchase
from loyalty.report.periods import Period

OUTCOME_DAYS = 28
"""So many days after the day on which the email was due an order counts for it."""
OUTCOME = timedelta(days=OUTCOME_DAYS)
USUAL_BASE = 0.3
"""Who orders within such a time anyway, as long as the shop has no orders that say it."""


@dataclass(frozen=True, slots=True)
class Group:
    """The emails that members were due, each as how many of them a member was due, and after how many they ordered."""

    members: Sequence[tuple[int, int]]

    @property
    def n(self) -> int:
        """How many emails that were."""
        return sum(due for due, _ in self.members)

    @property
    def rate(self) -> float | None:
        """After what share of them the member ordered; None of none."""
        return sum(ordered for _, ordered in self.members) / self.n if self.n else None

    @property
    def worth(self) -> float:
        """As how many independent emails they count: one member's are alike. Members with one each count in full."""
        n, rate = self.n, self.rate
        # Where all are alike, nothing shows how much the emails of one member have in common.
        if rate is None or rate in (0, 1):
            return len(self.members)
        # Sorted, for a sum of fractions has other last digits in another order.
        between = sum((ordered - rate * due) ** 2 for due, ordered in sorted(self.members))
        return n / max(between / (n * rate * (1 - rate)), 1.0)


@dataclass(frozen=True, slots=True)
class HoldOut:
    """What became of those who were due the emails of this name, and of those who were held out of them.

    Of a ``campaign`` everybody who was a member then counts once, whoever it was for.
    """

    letter: str
    treated: Group
    held: Group
    campaign: bool = False

    @property
    def difference(self) -> float | None:
        """Treated − held; None where either is empty."""
        treated, held = self.treated.rate, self.held.rate
        return None if treated is None or held is None else treated - held

    @property
    def interval(self) -> Interval | None:
        """Newcombe's, with members as what was drawn; None for too few members on either side."""
        treated, held = self.treated, self.held
        if treated.rate is None or held.rate is None or min(len(treated.members), len(held.members)) < FEWEST:
            return None
        return newcombe(treated.rate, treated.worth, held.rate, held.worth)


def hold_outs(book: Book, customers: Customers, period: Period, *, today: date) -> Sequence[HoldOut]:
    """Of each email that anybody was held out of in the period, by name, as far as the days of the outcome are over."""
    lines = {code: book.letters_to(code) for code in book.written_to() if code in book.members}
    letters = {code: [letter for letter in mine if not letter.of_campaign] for code, mine in lines.items()}
    since = dict[str, date]()
    for letter in (letter for mine in letters.values() for letter in mine if _is_held(letter)):
        day = book.settings.day(letter.taken_at)
        if period.has(day):
            since[letter.letter] = min(day, since.get(letter.letter, day))
    last = min(period.last, today - OUTCOME - timedelta(days=1))
    results = list[HoldOut]()
    for name, first in sorted(since.items()):
        due = {code: _due(book, mine, name) for code, mine in letters.items()}
        # What went out before anybody was held out has nothing to be compared with.
        results.append(_results(name, due, customers, Period(first, last)))
    of_campaigns = [letter for mine in lines.values() for letter in mine if letter.of_campaign and _is_held(letter)]
    return [*results, *_campaigns(book, of_campaigns, customers, period, today)]


def _campaigns(
    book: Book, held: Iterable[Letter], customers: Customers, period: Period, today: date
) -> Iterator[HoldOut]:
    """Of each campaign that anybody was held out of, once it is over: who ordered from the day after the first of
    them on, within 28 days and its own.

    That first one's order is what shows that it has begun, so it says nothing of whether members order.
    """
    since, ends = dict[str, date](), {campaign.name: campaign.ends for campaign in book.offers.campaigns}
    starts = {campaign.name: campaign.starts for campaign in book.offers.campaigns}
    for line in held:
        day = book.settings.day(line.time)
        # Earlier lines are of the days that it had before, such as last year's.
        if day >= (starts.get(line.letter) or date.min):
            since[line.letter] = min(day, since.get(line.letter, day))
    for name, day in sorted(since.items()):
        first, last = day + timedelta(days=1), min(day + OUTCOME, ends.get(name) or date.max)
        if first <= last < today and period.has(day):
            found = _of_campaign(book, name, customers, Period(first, last))
            # Once the share is 0 again the hash no longer says who was held out: a group of all would show nothing.
            if found.held.members:
                yield found


def _of_campaign(book: Book, name: str, customers: Customers, days: Period) -> HoldOut:
    groups: dict[bool, list[tuple[int, int]]] = {True: [], False: []}
    for member in book.members.values():
        if member.joined and book.settings.day(member.joined) < days.first:
            ordered = any(days.has(purchase.day) for purchase in customers.purchases.get(member.code, ()))
            groups[held_out(member.code, name, share=book.settings.hold_out)].append((1, int(ordered)))
    return HoldOut(name, Group(groups[False]), Group(groups[True]), campaign=True)


def detectable_difference(
    customers: Customers, members: Collection[str], period: Period, *, share: Decimal
) -> float | None:
    """The smallest difference that a hold-out of this share of all members can show here; None without members."""
    held = float(share) * len(members)
    return detectable(base_rate(customers, members, period), len(members) - held, held)


def base_rate(customers: Customers, members: Collection[str], period: Period) -> float:
    """What share of members orders within 28 days, on average over the period; 30 % where nobody has ordered."""
    windows = period.days // OUTCOME_DAYS
    ordered = 0
    for code in members:
        ages = ((period.last - purchase.day).days for purchase in customers.purchases.get(code, ()))
        ordered += len({age // OUTCOME_DAYS for age in ages if 0 <= age < windows * OUTCOME_DAYS})
    return ordered / (windows * len(members)) if ordered else USUAL_BASE


def _is_held(letter: Letter) -> bool:
    return letter.status is LetterStatus.HELD_OUT


def _due(book: Book, letters: Sequence[Letter], name: str) -> list[tuple[date, bool]]:
    """The days on which they were due this email, the first one first, each with whether they were held out."""
    mine = (letter for letter in letters if letter.letter == name)
    return sorted((book.settings.day(letter.taken_at), _is_held(letter)) for letter in mine)


def _results(
    name: str, due: Mapping[str, Sequence[tuple[date, bool]]], customers: Customers, during: Period
) -> HoldOut:
    treated, held = list[tuple[int, int]](), list[tuple[int, int]]()
    for code, days in due.items():
        counted = list(_apart((day, is_held) for day, is_held in days if during.has(day)))
        bought = customers.purchases.get(code, ())
        for group, of_group in ((treated, False), (held, True)):
            outcomes = [_ordered(bought, day) for day, is_held in counted if is_held is of_group]
            if outcomes:
                group.append((len(outcomes), sum(outcomes)))
    return HoldOut(name, Group(treated), Group(held))


def _apart(due: Iterable[tuple[date, bool]]) -> Iterator[tuple[date, bool]]:
    """Without those whose days of the outcome the one before has begun: an order counts once, and so does a retry."""
    after = date.min
    for day, is_held in due:
        if day >= after:
            after = day + OUTCOME
            yield day, is_held


def _ordered(bought: Sequence[Purchase], day: date) -> bool:
    return any(day <= purchase.day <= day + OUTCOME for purchase in bought)
