"""Any program with everything switched on, and any lives in it: nobody gets more than the rules allow, nothing is lost.

What is allowed is counted here by other means than the rules have: sums of lines, and bounds of what an owner offers.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import partial
from itertools import count, pairwise
from math import ceil
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from loyalty.book.account import Account, account
from loyalty.book.book import Book
from loyalty.book.decision import AddEntry, Change, Decision
from loyalty.book.lots import lots
from loyalty.intake.owner_edits import book_owner_edits
from loyalty.member.birthday import tell_birthday
from loyalty.member.claim import claim_order
from loyalty.member.history import history_of
from loyalty.member.join import join
from loyalty.member.leave import leave
from loyalty.member.owner_actions import book_action, period
from loyalty.member.redeem import redeem
from loyalty.member.survey import take_survey
from loyalty.model.bought.order_lines import OrderLine
from loyalty.model.bought.product_rules import NO_RULES, ProductRule, ProductRules
from loyalty.model.causes import (
    cancel_cause,
    code_of,
    coupon_cause,
    expiry_cause,
    given_back_cause,
    tier_step,
    void_cause,
)
from loyalty.model.coupon import Coupon, CouponStatus
from loyalty.model.entry import UNDATED, Entry, EntryKind
from loyalty.model.identifiers import fold, fold_order
from loyalty.model.member import Member
from loyalty.model.offers import Campaign, Offers, OwnerAction, Per, Plan, Question, Tier
from loyalty.model.orders import Order, OrderStatus
from loyalty.model.program_settings import (
    CouponSource,
    CreditOrders,
    EarnBy,
    EditedOrder,
    PointsCount,
    PointsExpire,
    RefundedCoupon,
    Rounding,
    Settings,
    TierBy,
    TierLoss,
    TierWindow,
    UnusedCoupon,
    WhenSpent,
)
from loyalty.model.reward import Reward
from loyalty.points.expiry import start_expiry
from manychat.say.about_history import history_line
from service.runs.nightly_run import STEPS
from words.locales import locale_for

PEOPLE = ("Ana", "Boris", "Layla")
CODES = {person: person.upper() for person in PEOPLE}
START = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
BIRTHDAYS = ("1990-01-15", "29.02.1988", "3.12.")
AMOUNTS = (Decimal("60.99"), Decimal(300), Decimal("3.00"), Decimal("19.99"), Decimal("0.99"))
Cause = Callable[[str], str]

people = st.sampled_from(PEOPLE)
amounts = st.sampled_from(AMOUNTS)
multipliers = st.sampled_from([Decimal(1), Decimal(2), Decimal("1.5")])
programs = st.builds(
    Settings,
    zone=st.sampled_from([ZoneInfo("UTC"), ZoneInfo("America/New_York"), ZoneInfo("Pacific/Auckland")]),
    earn_by=st.sampled_from(EarnBy),
    points_per_unit=st.sampled_from([Decimal(1), Decimal("1.5"), Decimal(60)]),
    unit=st.sampled_from([Decimal(1), Decimal("2.50")]),
    points_count=st.sampled_from(PointsCount),
    rounding=st.sampled_from(Rounding),
    most_points_an_order=st.sampled_from([0, 0, 80]),
    most_points_a_day=st.sampled_from([0, 0, 100]),
    credit_orders=st.sampled_from(CreditOrders),
    claim_within_days=st.sampled_from([90, 400]),
    pending_days=st.sampled_from([0, 14]),
    when_spent=st.sampled_from(WhenSpent),
    refunded_coupon=st.sampled_from(RefundedCoupon),
    edited_order=st.sampled_from(EditedOrder),
    points_expire=st.sampled_from(PointsExpire),
    expiry_months=st.sampled_from([1, 12]),
    referral_points=st.just(40),
    friend_points=st.sampled_from([0, 20]),
    referral_minimum=st.sampled_from([Decimal(0), Decimal(20)]),
    birthday_points=st.just(25),
    tier_by=st.sampled_from(TierBy),
    tier_window=st.sampled_from(TierWindow),
    tier_loss=st.sampled_from(TierLoss),
    tier_grace_days=st.sampled_from([0, 30]),
    coupon_days=st.sampled_from([30, 1]),
    coupons=st.sampled_from([CouponSource.GENERATE, CouponSource.POOL]),
    unused_coupon=st.sampled_from(UnusedCoupon),
)
groups = st.sampled_from([(), (), ("vip",), ("gold",), ("club",)])
offers = st.builds(
    Offers,
    campaigns=st.lists(
        st.builds(
            Campaign,
            name=st.sampled_from(["Double week", "Extra"]),
            ends=st.sampled_from([None, date(2026, 12, 24)]),
            multiplier=multipliers,
            bonus=st.sampled_from([0, 7]),
            whom=groups,
            products=st.sampled_from([(), (), ("mug",), ("*",)]),
            once=st.booleans(),
        ),
        max_size=2,
        unique_by=lambda one: one.name,
    ).map(tuple),
    tiers=st.sampled_from(
        [
            (),
            (Tier("Silver", Decimal(1), bonus=5), Tier("Gold", Decimal(3), Decimal(2), bonus=10)),
            (Tier("Silver", Decimal(30), Decimal("1.5")), Tier("Gold", Decimal(200), Decimal(2), bonus=30)),
        ]
    ),
    plans=st.sampled_from([(), (Plan("Club", 1, "club card", multiplier=Decimal("1.5")), Plan("Friend", 0))]),
    questions=st.just((Question("taste", "Tea?", ("yes", "no"), 10), Question("taste", "Why?", points=5))),
    actions=st.sampled_from([(OwnerAction("review", "Review", 15, limit, per),) for limit in (1, 2) for per in Per]),
    products=st.sampled_from(
        [
            NO_RULES,
            ProductRules((ProductRule("mug", Decimal(2)), ProductRule("*", Decimal("0.5")))),
            ProductRules((ProductRule("m*", fixed=7),)),
        ]
    ),
)
rewards = st.builds(
    Reward,
    id=st.sampled_from(["mug", "tote"]),
    name=st.just("A prize"),
    points=st.sampled_from([50, 1, 100]),
    stock=st.sampled_from([None, None, 2]),
    only_for=groups,
    once=st.booleans(),
    special_price=st.sampled_from([None, 20]),
    special_for=groups,
)


POUND = Decimal("1.25")
SMALL = Decimal(10)
"""What of a larger order is for shipping."""


def at_rate(order: Order, rate: Decimal) -> Order:
    """An order in another currency as it is read at this rate; any other is the same."""
    if order.told_amount is None:
        return order
    refunded = None if order.told_refunded is None else order.told_refunded * rate
    return replace(order, amount=order.told_amount * rate, refunded=refunded)


def partly_back(order: Order, share: Decimal) -> Order:
    """The order after this share of its amount has gone back."""
    told = None if order.told_amount is None else order.told_amount * share
    back = replace(order, status=OrderStatus.PARTLY_REFUNDED, refunded=order.amount * share)
    return replace(back, told_refunded=told)


class AnyProgram(RuleBasedStateMachine):
    """Members tap, nights come, the owner edits; every decision is checked against what she offers at that moment."""

    @initialize(
        program=programs, offered=offers, prizes=st.lists(rewards, min_size=1, max_size=2, unique_by=lambda r: r.id)
    )
    def the_owner_opens_the_program(self, program: Settings, offered: Offers, prizes: list[Reward]) -> None:
        pool = [Coupon(f"{prize.id}-{number}", prize.id) for prize in prizes for number in range(3)]
        self.book = Book.of(program, rewards=prizes, offers=offered, coupons=pool)
        self.ledger: list[Entry] = []
        self.now = START
        self.numbers = count(1001)
        self.made = count(1)
        for person, birthday in zip(PEOPLE, BIRTHDAYS, strict=True):
            self.somebody_joins(person, "Ana")
            self.somebody_tells_her_birthday(person, birthday)

    @rule(hours=st.sampled_from([1, 24, 24 * 7]))
    def time_goes_by(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule(chance=st.randoms(use_true_random=False), weeks=st.sampled_from([1, 5, 25]))
    def weeks_go_by_as_they_do(self, chance: Random, weeks: int) -> None:
        for _ in range(weeks):
            self.now += timedelta(days=7)
            person = chance.choice(PEOPLE)
            match chance.randrange(6):
                case 0 | 1 | 2:
                    self.somebody_orders(person, chance.choice(AMOUNTS), "", claims=True)
                case 3:
                    self.somebody_takes_a_reward(person, chance.choice(["mug", "tote"]))
                case 4:
                    self.somebody_answers(person, "yes")
                case _:
                    self.a_flow_books_an_action(person)
            self._night()

    @rule(person=people, referrer=people)
    def somebody_joins(self, person: str, referrer: str) -> None:
        email, codes = f"{person}@example.com", [CODES[person], *(f"{CODES[person]}{n}" for n in range(9))]
        tap = partial(join, contact=person, email=email, name=person, language="en", codes=codes, now=self.now)
        self._taps(partial(tap, referrer=self._code(referrer)))

    @rule(
        person=people,
        amount=amounts,
        product=st.sampled_from(["", "", "club card", "friend"]),
        claims=st.booleans(),
        in_pounds=st.booleans(),
    )
    def somebody_orders(
        self, person: str, amount: Decimal, product: str, *, claims: bool, in_pounds: bool = False
    ) -> None:
        number, placed = str(next(self.numbers)), self.book.settings.day(self.now)
        order = Order(number, f"{person}@example.com", amount, placed=placed, products=(product,) if product else ())
        if amount > SMALL:
            half = OrderLine("Mug", amount=(amount / 2).quantize(Decimal("0.01")))
            order = replace(order, goods=amount - SMALL, lines=(half, OrderLine("Soap")))
        order = at_rate(replace(order, told_amount=amount, paid_as=f"{amount:.2f} GBP"), POUND) if in_pounds else order
        self.book = self.book.grown(orders=[order])
        if claims:
            self.somebody_claims(person, number)

    @rule(person=people, number=st.integers(1001, 1003).map(str))
    def somebody_claims(self, person: str, number: str) -> None:
        self._taps(partial(claim_order, contact=person, number=number, now=self.now))

    @rule(person=people, reward=st.sampled_from(["mug", "tote"]))
    def somebody_takes_a_reward(self, person: str, reward: str) -> None:
        codes = [f"M-{next(self.made)}" for _ in range(2)]
        before = self.book
        done = self._taps(partial(redeem, contact=person, reward=reward, codes=codes, now=self.now))
        for change in done.changes:
            if isinstance(change, AddEntry):
                self._paid_for(before, change.entry)

    def somebody_tells_her_birthday(self, person: str, day: str) -> None:
        self._taps(partial(tell_birthday, contact=person, birthday=day, now=self.now))

    @rule(person=people, answer=st.sampled_from(["yes", ""]))
    def somebody_answers(self, person: str, answer: str) -> None:
        self._commit(take_survey(self.book, contact=person, survey="taste", question="", answer=answer, now=self.now))

    @rule(person=people)
    def a_flow_books_an_action(self, person: str) -> None:
        self._taps(partial(book_action, contact=person, action="review", now=self.now))

    @rule(person=people)
    def somebody_leaves(self, person: str) -> None:
        self._taps(partial(leave, contact=person, confirmed=True, now=self.now))

    @rule()
    def nights_come_until_nothing_is_left_to_do(self) -> None:
        """More than one: a tier that the first night brings can make a small order worth a point in the next."""
        for _ in range(9):
            before = len(self.ledger)
            self._night()
            if len(self.ledger) == before:
                return
        raise AssertionError("there is always something left to do")

    def _night(self) -> None:
        self._commit(start_expiry(self.book, now=self.now))
        for step in STEPS.values():
            rest: tuple[str, ...] | None = None
            while rest is None or rest:
                rest = self._commit(step(self.book, now=self.now, limit=2, among=rest)).outcome.rest

    @rule(
        chance=st.randoms(use_true_random=False),
        status=st.sampled_from([OrderStatus.REFUNDED, OrderStatus.CANCELLED, OrderStatus.PAID]),
        share=st.sampled_from([None, Decimal("0.5"), Decimal("0.25"), Decimal(2)]),
    )
    def the_owner_gives_money_back(self, chance: Random, status: OrderStatus, share: Decimal | None) -> None:
        if self.book.orders:
            order = chance.choice(list(self.book.orders.values()))
            part = partly_back(order, share) if share else None
            self._edited(orders={fold_order(order.number): part or replace(order, status=status)})

    @rule(chance=st.randoms(use_true_random=False), status=st.sampled_from([CouponStatus.CANCELLED, CouponStatus.USED]))
    def the_owner_changes_a_coupon(self, chance: Random, status: CouponStatus) -> None:
        coupon = chance.choice(list(self.book.coupons.values()))
        self._edited(coupons={fold(coupon.code): replace(coupon, status=status)})

    @rule(person=people, number=st.integers(1001, 1006).map(str))
    def an_order_carries_her_coupon(self, person: str, number: str) -> None:
        order, hers = self.book.order(number), self.book.coupon_rows_of(self._code(person))
        if order and hers:
            self._edited(orders={number: replace(order, coupons=(fold(hers[0].code),))})

    @rule(person=people, segments=st.sampled_from([("vip",), ()]), blocked=st.sampled_from([False, False, True]))
    def the_owner_changes_a_member(self, person: str, segments: tuple[str, ...], *, blocked: bool) -> None:
        member = self.book.member_of(person)
        if member:
            given = replace(member, segments=segments, blocked=blocked, plan="Friend" if segments else "")
            self._edited(members={member.code: given})

    @rule(offered=offers, rate=st.sampled_from([Decimal(2), Decimal("0.5")]), referrals=st.sampled_from([0, 40]))
    def the_owner_changes_her_mind(self, offered: Offers, rate: Decimal, referrals: int) -> None:
        before = self.book.offers
        kept = replace(offered, tiers=before.tiers, actions=before.actions, plans=before.plans or offered.plans)
        program = replace(
            self.book.settings, points_per_unit=rate, referral_points=referrals, friend_points=referrals // 2
        )
        self.book = replace(self.book, settings=program, offers=kept)

    @rule(person=people, days=st.sampled_from([None, 0, 1, 30, 400]))
    def the_owner_adds_a_line(self, person: str, days: int | None) -> None:
        """Without a cause, and with a time of the day on their own clock, or with none."""
        time = UNDATED if days is None else self.now - timedelta(days=days)
        line = Entry(time, self._code(person), EntryKind.ADJUSTMENT, 9, note="a present")
        if line.member in self.book.members and line not in self.ledger:
            self.ledger.append(line)
            self.book = self.book.grown(entries=[line])

    @rule()
    def with_other_settings_nothing_is_booked_again(self) -> None:
        """Another zone, rate or language: what is due by then may come, but never what has come already."""
        self.nights_come_until_nothing_is_left_to_do()
        causes = {fold(line.cause) for line in self.ledger}
        typed = Counter(line.member for line in self.ledger if not line.cause)
        left = {line.cause: line.points + self._back(line) for line in self.ledger if line.cause}
        for other in self._with_other_settings():
            assert tuple(book_owner_edits(other, now=self.now)) == ()
            for step in STEPS.values():
                due = [one.entry for one in step(other, now=self.now, limit=99).changes if isinstance(one, AddEntry)]
                ends = [line for line in due if line.kind is EntryKind.EXPIRY]

                assert causes.isdisjoint(fold(line.cause) for line in due)
                assert all(left.get(line.cause.partition(":")[2], 9) + line.points >= 0 for line in ends)
                for person, times in typed.items():
                    mine = [line for line in (*self.ledger, *ends) if line.cause.startswith(f"expiry:{person}:")]
                    assert sum(line.points for line in mine) + 9 * times >= 0

    @invariant()
    def every_account_is_the_sum_of_its_lines_and_of_its_lots(self) -> None:
        zone = self.book.settings.day
        for code, lines in self._lines().items():
            stands = account(lines)
            left = lots(lines, day=zone)

            assert self.book.account_of(code) == stands
            assert stands.points == sum(line.points for line in lines)
            assert stands.points == stands.lifetime - stands.redeemed - stands.expired
            assert all(0 < lot.points <= lot.entry.points for lot in left)
            assert sum(lot.points for lot in left) == max(stands.points, 0)
            assert stands.points >= 0 or self.book.settings.carries_deficit

    @invariant()
    def nothing_is_booked_twice(self) -> None:
        causes = Counter(fold(line.cause) for line in self.ledger if line.cause)

        assert [cause for cause, times in causes.items() if times > 1] == []

    @invariant()
    def nothing_takes_back_more_than_was_given(self) -> None:
        """Each thing that was given against all that was taken of it: back, and by its own expiry."""
        for line in self.ledger:
            if line.kind in (EntryKind.CLAIM, EntryKind.REFERRAL, EntryKind.TIER) and line.points > 0:
                assert line.points + self._back(line) >= 0
        for cause in (line.cause for line in self.ledger if line.kind is EntryKind.REDEMPTION):
            back = self._of(cancel_cause(code_of(cause)))

            assert back in (0, -self._of(cause))

    @invariant()
    def nobody_gets_more_than_is_offered(self) -> None:
        program, program_offers = self.book.settings, self.book.offers
        for lines in self._lines().values():
            claims = Counter[date]()
            for line in (one for one in lines if one.kind is EntryKind.CLAIM):
                claims[program.day(line.time)] += line.points
            birthdays = [line.time for line in lines if line.kind is EntryKind.BIRTHDAY and line.points]
            [action] = program_offers.actions
            booked = Counter(period(action.per, program.day(one.time)) for one in lines if one.kind is EntryKind.ACTION)

            most = program.most_points_an_order
            assert not most or all(line.points <= most for line in lines if line.kind is EntryKind.CLAIM)
            assert not program.most_points_a_day or max(claims.values(), default=0) <= program.most_points_a_day
            assert all(later - earlier >= timedelta(days=350) for earlier, later in pairwise(sorted(birthdays)))
            assert max(booked.values(), default=0) <= action.limit
            assert sum(1 for line in lines if line.kind is EntryKind.SURVEY) <= 1
            assert sum(1 for line in lines if line.kind is EntryKind.SIGN_UP) <= 1
            self._rose_by_steps(lines)

    @invariant()
    def a_reward_is_given_as_often_as_there_are_any(self) -> None:
        standing_ = [one for one in self._redemptions() if not self._of(cancel_cause(code_of(one.cause)))]
        for reward in self.book.rewards:
            given = [one.member for one in standing_ if one.subject == reward.id]

            assert reward.stock is None or len(given) <= reward.stock
            assert not reward.once or max(Counter(given).values(), default=0) <= 1

    @invariant()
    def every_line_can_be_explained(self) -> None:
        english = locale_for("en", "chat")
        for member in self.book.members.values():
            told = history_of(self.book, member)

            assert sum(line.points for line in told) == self.book.account_of(member.code).points
            assert all(history_line(line, english).count(",") for line in told)

    @invariant()
    def the_sheet_read_anew_says_the_same(self) -> None:
        again = self._read()

        assert {code: again.account_of(code) for code in self._lines()} == self._accounts()

    def teardown(self) -> None:
        """All orders go back and all coupons are cancelled: of the points for orders nothing is left."""
        if not hasattr(self, "book"):
            return
        called_off = {key: replace(order, status=OrderStatus.REFUNDED) for key, order in self.book.orders.items()}
        cancelled = {key: replace(one, status=CouponStatus.CANCELLED) for key, one in self.book.coupons.items()}
        self._edited(orders=called_off, coupons=cancelled)
        self.nights_come_until_nothing_is_left_to_do()

        by_orders = self.book.settings.tier_by in (TierBy.MONEY, TierBy.ORDERS)
        for line in self.ledger:
            if line.kind is EntryKind.REDEMPTION and code_of(line.cause):
                assert self._of(cancel_cause(code_of(line.cause))) == -line.points
            if not self.book.settings.carries_deficit or line.points <= 0:
                continue
            there = line.member in self.book.members
            bonus = line.kind is EntryKind.REFERRAL or (line.kind is EntryKind.TIER and by_orders)
            if line.kind is EntryKind.CLAIM or (bonus and there):
                assert line.points + self._back(line) == 0

    def _paid_for(self, before: Book, taken: Entry) -> None:
        [reward] = [one for one in before.rewards if one.id == taken.subject]
        had = before.account_of(taken.member).available_on(before.settings.day(self.now))

        assert -taken.points in (reward.points, reward.special_price)
        assert had + taken.points >= 0

    def _rose_by_steps(self, lines: Iterable[Entry]) -> None:
        """Between two bonuses for one tier it was lost, or the first one was taken back."""
        tiers = [line for line in lines if line.kind is EntryKind.TIER]
        voided = {fold(line.cause) for line in tiers}
        rises = [
            line for line in tiers if tier_step(line.cause) == "rise" and fold(void_cause(line.cause)) not in voided
        ]
        losses = sum(1 for line in tiers if tier_step(line.cause) == "lost")

        assert max(Counter(line.subject for line in rises).values(), default=0) <= 1 + losses

    def _earned_at_most(self, before: Book, claim: Entry) -> int:
        """The most that a claim can bring: each of her multipliers, the dearest products, and the largest campaign."""
        order, program, offered = before.order(claim.subject), before.settings, before.offers
        assert order is not None
        units = Fraction(order.amount) / Fraction(program.unit) if program.earn_by is EarnBy.AMOUNT else Fraction(1)
        rules = offered.products.rules
        dearest = max((Fraction(rule.multiplier) for rule in rules), default=Fraction(1))
        base = units * Fraction(program.points_per_unit) * max(dearest, Fraction(1)) + sum(
            rule.fixed or 0 for rule in rules
        )
        more = max((Fraction(tier.multiplier) - 1 for tier in offered.tiers), default=Fraction(0))
        more += sum(Fraction(plan.multiplier) - 1 for plan in offered.plans)
        gains = (base * (Fraction(one.multiplier) - 1) + one.bonus for one in offered.campaigns)
        return ceil(base + base * more + max(gains, default=Fraction(0)))

    def _back(self, line: Entry) -> int:
        """What was taken of it again, below zero: by refunds or a void, and by its own expiry."""
        match line.kind:
            case EntryKind.CLAIM:
                key = fold_order(line.subject)
                refunds = (one for one in self.ledger if one.kind is EntryKind.REFUND)
                taken = sum(one.points for one in refunds if fold_order(one.subject) == key)
            case EntryKind.REFERRAL:
                taken = self._of(given_back_cause(line.cause))
            case _:
                taken = self._of(void_cause(line.cause))
        return taken + self._of(expiry_cause(line.cause))

    def _of(self, cause: str) -> int:
        return sum(line.points for line in self.ledger if fold(line.cause) == fold(cause))

    def _redemptions(self) -> list[Entry]:
        return [line for line in self.ledger if line.kind is EntryKind.REDEMPTION]

    def _lines(self) -> Mapping[str, list[Entry]]:
        lines: dict[str, list[Entry]] = {}
        for line in self.ledger:
            lines.setdefault(line.member, []).append(line)
        return lines

    def _accounts(self) -> dict[str, Account]:
        return {code: self.book.account_of(code) for code in self._lines()}

    def _code(self, person: str) -> str:
        member = self.book.member_of(person)
        return member.code if member else CODES[person]

    def _taps(self, tap: Callable[[Book], Decision[Any]]) -> Decision[Any]:
        """What a tap does, and that the same tap once more does nothing."""
        decision = self._commit(tap(self.book))

        assert tap(self.book).changes == ()
        if decision.changes:
            assert all(tap(other).changes == () for other in self._with_other_settings())
        return decision

    def _with_other_settings(self) -> Iterator[Book]:
        """The same sheet as it is read with other settings: lines without a cause move with the zone."""
        program, hour = self.book.settings, timedelta(hours=1)
        for zone, hours, rate in (("Asia/Tokyo", -9, "1.9"), ("America/Denver", 7, "0.7"), ("UTC", 0, "163")):
            other = replace(
                program, zone=ZoneInfo(zone), language="ar", points_per_unit=Decimal(rate), unit=Decimal("0.3")
            )
            lines = [
                line if line.cause or line.time == UNDATED else replace(line, time=line.time + hours * hour)
                for line in self.ledger
            ]
            orders = {key: at_rate(order, Decimal(rate)) for key, order in self.book.orders.items()}
            yield self._read(orders=orders, program=other, ledger=lines)

    def _commit(self, decision: Decision[Any]) -> Decision[Any]:
        before = self.book
        self._write(decision.changes)
        for change in decision.changes:
            if isinstance(change, AddEntry) and change.entry.kind is EntryKind.CLAIM:
                assert 0 <= change.entry.points <= self._earned_at_most(before, change.entry)
            if isinstance(change, AddEntry) and change.entry.kind is EntryKind.REDEMPTION:
                assert before.caused_by(coupon_cause(code_of(change.entry.cause))) is None
        return decision

    def _write(self, changes: tuple[Change, ...]) -> None:
        self.book = self.book.after(changes)
        self.ledger += (change.entry for change in changes if isinstance(change, AddEntry))

    def _read(
        self,
        members: Mapping[str, Member] | None = None,
        orders: Mapping[str, Order] | None = None,
        coupons: Mapping[str, Coupon] | None = None,
        program: Settings | None = None,
        ledger: Iterable[Entry] | None = None,
    ) -> Book:
        """The book of the rows, some of them as the owner has changed them."""
        book = self.book
        answers = (answer for code in book.members for answer in book.answers_of(code))
        return Book.of(
            program or book.settings,
            members={**book.members, **(members or {})}.values(),
            orders={**book.orders, **(orders or {})}.values(),
            rewards=book.rewards,
            offers=book.offers,
            coupons={**book.coupons, **(coupons or {})}.values(),
            entries=self.ledger if ledger is None else ledger,
            answers=answers,
        )

    def _edited(self, **rows: Any) -> None:
        self.book = self._read(**rows)
        self._write(tuple(book_owner_edits(self.book, now=self.now)))

        assert tuple(book_owner_edits(self.book, now=self.now)) == ()
        for other in self._with_other_settings():
            assert tuple(book_owner_edits(other, now=self.now)) == ()


TestAnyProgram = AnyProgram.TestCase
TestAnyProgram.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
