"""Segments: who is in which, by what everybody has bought, has in points and has answered; one look over the book."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import assert_never

from loyalty.book.book import Book
from loyalty.model.bought.product_rules import fits
from loyalty.model.identifiers import fold
from loyalty.model.member import Member
from loyalty.model.orders import Order
from loyalty.model.reward import Reward
from loyalty.model.segment import Segment, SegmentRule
from loyalty.points.rewards import asks_who, rewards_on_offer
from loyalty.points.segmenting.bought_by import Year, days_of, orders_by_member
from loyalty.points.segmenting.within_reach import Reach, reach
from loyalty.points.shopping import ENOUGH_OWN_ORDERS, average_points, is_recent, usual_gap


@dataclass(frozen=True, slots=True)
class SegmentTotal:
    """How many members are in a segment, and the ``net`` of their orders of the year, in the program's currency."""

    members: int
    net: Decimal


@dataclass(frozen=True, slots=True)
class SegmentCensus:
    """The names of each member's segments by their code, in the order of the tab, of those who are in any; and what
    each segment comes to, by its folded name.
    """

    names: Mapping[str, tuple[str, ...]]
    totals: Mapping[str, SegmentTotal]


def take_segments(book: Book, *, today: date) -> SegmentCensus:
    """Who is in which of the owner's segments on this day; whoever is blocked is in none.

    It looks over the whole book once, in time that grows with its rows alone.
    """
    segments = book.offers.segments
    if not segments:
        return SegmentCensus({}, {})
    orders, shop = orders_by_member(book), _Shop(book, today)
    names, years = dict[str, tuple[str, ...]](), dict[str, list[Decimal]]({fold(one.name): [] for one in segments})
    for member in book.members.values():
        if member.blocked:
            continue
        look = _Look(shop, member, orders.get(member.code, ()))
        mine = tuple(segment.name for segment in segments if _is_in(segment, look))
        if mine:
            names[member.code] = mine
        for name in mine:
            years[fold(name)].append(look.year.net)
    totals = {name: SegmentTotal(len(nets), sum(nets, Decimal(0))) for name, nets in years.items()}
    return SegmentCensus(names, totals)


class _Shop:
    """What is the same for all members."""

    def __init__(self, book: Book, today: date) -> None:
        self.book, self.today = book, today

    @cached_property
    def year(self) -> Year:
        """The year of all customers together."""
        return Year.of(self.book.orders.values(), today=self.today)

    @cached_property
    def usual_points(self) -> Decimal | None:
        """The points of an average order."""
        return self.points_of(self.book.orders.values())

    def points_of(self, orders: Iterable[Order]) -> Decimal | None:
        """The points that these orders bring on average."""
        return average_points(orders, self.book.settings, self.book.offers.products, self.today)

    @cached_property
    def rewards(self) -> Callable[[Member], Sequence[Reward]]:
        """The rewards that a member can have: the same for everybody where none asks who they are."""
        everybody = Member("")
        for_all = rewards_on_offer(self.book, everybody, today=self.today)
        if not any(asks_who(reward) or reward.once for reward in self.book.rewards):
            return lambda _: for_all
        return lambda member: rewards_on_offer(self.book, member, today=self.today)


class _Look:
    """One member; what no segment asks for is not reckoned."""

    def __init__(self, shop: _Shop, member: Member, orders: Sequence[Order]) -> None:
        self.shop, self.member, self.orders = shop, member, orders

    @cached_property
    def year(self) -> Year:
        return Year.of(self.orders, today=self.shop.today)

    @cached_property
    def reach(self) -> Reach:
        return reach(self.shop.book, self.member, self.shop.rewards(self.member), today=self.shop.today)

    def is_away_for(self, gaps: Decimal) -> bool:
        """True when they have been away for more than so many times their usual gap; False while nobody knows it."""
        gap = usual_gap(self.days)
        return gap is not None and self.days_since(self.days[-1]) > gaps * Decimal(gap)

    @cached_property
    def days(self) -> Sequence[date]:
        return days_of(self.orders)

    @cached_property
    def usual_points(self) -> Decimal | None:
        """The points that one of their orders usually brings: by their own when there are enough, else by all."""
        recent = [order for order in self.orders if is_recent(order, self.shop.today)]
        return self.shop.points_of(recent) if len(recent) >= ENOUGH_OWN_ORDERS else self.shop.usual_points

    def days_since(self, day: date) -> int:
        return (self.shop.today - day).days


def _is_in(segment: Segment, look: _Look) -> bool:
    threshold = segment.threshold
    match segment.rule:
        case SegmentRule.FREQUENT:
            return look.year.orders >= threshold
        case SegmentRule.BEST:
            # Times the number of all orders, so that nothing is rounded.
            return look.year.net * look.shop.year.orders > threshold * look.shop.year.net
        case SegmentRule.NEW:
            joined = look.member.joined
            return joined is not None and 0 <= look.days_since(look.shop.book.settings.day(joined)) <= threshold
        case SegmentRule.ONE_STEP:
            missing, usual = look.reach.missing, look.usual_points
            return missing is not None and usual is not None and missing <= threshold * usual
        case SegmentRule.AT_RISK | SegmentRule.LOST:
            return look.is_away_for(threshold)
        case SegmentRule.SLEEPING_POINTS:
            since = look.reach.since
            return since is not None and look.days_since(since) >= threshold
        case SegmentRule.ANSWER:
            return _has_answered(segment, look)
        case _:
            assert_never(segment.rule)


def _has_answered(segment: Segment, look: _Look) -> bool:
    for answer in look.shop.book.answers_of(look.member.code):
        asked = (fold(answer.question), fold(answer.survey)) if segment.question else ("",)
        if any(fits(segment.question, name) for name in asked) and fits(segment.answer, fold(answer.answer)):
            return True
    return False
