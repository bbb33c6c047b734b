"""Three members in any program: whatever they and the owner do, the Ledger adds up and nothing is twice."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from itertools import combinations
from random import Random
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from loyalty.book.account import Account
from loyalty.book.book import Book
from loyalty.book.decision import AddCoupon, AddEntry, AddLetter, AddMember, Change, Decision, GiveCoupon
from loyalty.intake.owner_edits import book_owner_edits
from loyalty.letters.due import (
    COUNTED_STATUSES,
    KINDS_OF_VISIT,
    MOST_UNANSWERED,
    QUIET_DAYS,
    SERVICE_LETTERS,
    WEEK_DAYS,
)
from loyalty.letters.outbox import LetterResult, look_over, note_results, take_due
from loyalty.member.ask import tell_coupons, tell_points, tell_rewards
from loyalty.member.claim import claim_order
from loyalty.member.join import join
from loyalty.member.redeem import redeem
from loyalty.model.causes import refund_cause
from loyalty.model.coupon import Coupon, CouponStatus
from loyalty.model.email_log import Letter, LetterName, LetterStatus
from loyalty.model.entry import Entry, EntryKind
from loyalty.model.identifiers import fold, fold_order
from loyalty.model.member import Member
from loyalty.model.orders import Order, OrderStatus
from loyalty.model.program_settings import CouponSource, EarnBy, Settings
from loyalty.model.reward import Reward
from loyalty.outcomes.claiming import Claimed
from loyalty.outcomes.joining import Joined
from loyalty.outcomes.redeeming import AskedOwner, Redeemed
from loyalty.points.standing import held_coupons, prizes, standing

PEOPLE = ("Ana", "Boris", "Layla")
NUMBERS = ("1042", "1043", "1044", "AB-7")
WRITTEN = ("{}", "# {}", " {} ")
REWARDS = ("tote", "mug")
START = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
FEW = ("3333", "4444", "6666", "7777", "9999")
"""So few codes that they meet, before there are always more."""

Outcome = TypeVar("Outcome")

people = st.sampled_from(PEOPLE)
programs = st.builds(
    Settings,
    zone=st.sampled_from([ZoneInfo("UTC"), ZoneInfo("America/New_York"), ZoneInfo("Pacific/Auckland")]),
    earn_by=st.sampled_from(EarnBy),
    points_per_unit=st.sampled_from([Decimal(1), Decimal("0.5"), Decimal("1.5"), Decimal(60)]),
    sign_up_bonus=st.sampled_from([50, 200, 0]),
    minimum_order=st.sampled_from([Decimal(0), Decimal(20)]),
    claim_within_days=st.sampled_from([90, 5, 0]),
    coupon_days=st.sampled_from([30, 1, 0]),
    coupons=st.sampled_from(CouponSource),
    reminder_days=st.sampled_from([28, 2, 1]),
    reminders=st.sampled_from([True, True, True, False]),
    letters=st.sampled_from([tuple(LetterName), tuple(LetterName), Settings().letters]),
    letter_hours=st.sampled_from([(0, 24), (0, 24), (9, 20)]),
    win_back_days=st.sampled_from([0, 30]),
    owner_email=st.sampled_from(["owner@example.com", ""]),
)
rewards = st.builds(
    Reward,
    id=st.just(""),
    name=st.sampled_from(["Tote bag", "Mug", "mug"]),
    points=st.sampled_from([50, 1, 200]),
    active=st.sampled_from([True, True, True, False]),
    stock=st.sampled_from([None, None, None, 1, 2, 0]),
)
orders = st.builds(
    Order,
    number=st.sampled_from(NUMBERS),
    email=people.map(lambda person: f"{person.upper()}@example.com"),
    amount=st.sampled_from([Decimal("60.99"), Decimal(300), Decimal("20.00"), Decimal("19.99"), Decimal("0.99")]),
    status=st.sampled_from([OrderStatus.PAID, OrderStatus.PAID, OrderStatus.PAID, *OrderStatus]),
    placed=st.sampled_from([date(2026, 11, 22), None, date(2026, 11, 20), date(2026, 9, 1)]),
)
pooled = st.builds(Coupon, code=st.sampled_from([*FEW, "T-1", "T-2", "t-1"]), reward=st.sampled_from(REWARDS))


class Sheet:
    """The spreadsheet: it keeps rows, and shows the balances that the last commit left."""

    def __init__(
        self, program: Settings, prizes: Iterable[Reward], shop: Iterable[Order], pool: Iterable[Coupon]
    ) -> None:
        self.settings = program
        self.rewards = tuple(prizes)
        self.orders = list(shop)
        self.coupons = list(pool)
        self.members: list[Member] = []
        self.entries: list[Entry] = []
        self.letters: list[Letter] = []
        self.commits = 0

    def read(self) -> Book:
        return Book.of(
            self.settings,
            version=f"r{self.commits}",
            members=self.members,
            orders=self.orders,
            rewards=self.rewards,
            coupons=self.coupons,
            entries=self.entries,
            letters=self.letters,
        )

    def read_in_two_parts(self) -> Book:
        """As an instance reads that knows the upper half of each tab."""
        tabs: dict[str, list[Any]] = {
            "members": self.members,
            "orders": self.orders,
            "coupons": self.coupons,
            "entries": self.entries,
            "letters": self.letters,
        }
        upper: dict[str, Any] = {tab: rows[: len(rows) // 2] for tab, rows in tabs.items()}
        lower: dict[str, Any] = {tab: rows[len(rows) // 2 :] for tab, rows in tabs.items()}
        return Book.of(self.settings, version=f"r{self.commits}", rewards=self.rewards, **upper).grown(**lower)

    def write(self, changes: Iterable[Change], after: Book) -> None:
        self.commits += 1
        for change in changes:
            match change:
                case AddMember(member):
                    self.members.append(member)
                case AddEntry(entry):
                    self.entries.append(entry)
                case AddCoupon(coupon):
                    self.coupons.append(coupon)
                case GiveCoupon(coupon):
                    (place,) = [n for n, row in enumerate(self.coupons) if fold(row.code) == fold(coupon.code)][:1]
                    self.coupons[place] = coupon
                case AddLetter(letter):
                    self.letters.append(letter)
        self.members = [self._shown(member, after) for member in self.members]

    def _shown(self, member: Member, book: Book) -> Member:
        points = book.account_of(member.code).points
        mine = [one for one in book.letters_to(member.code) if one.letter == LetterName.REMINDER]
        times = [letter.taken_at for letter in mine if letter.status is not LetterStatus.WAITING]
        shown = replace(member, points_shown=points, points_booked=points, last_reminder=max(times, default=None))
        return shown if points == member.points_booked == member.points_shown else replace(shown, display=book.version)


def answers(book: Book, sheet: Sheet, today: date) -> dict[str, object]:
    """Whatever a rule can ask this book about the rows of the sheet."""
    return {
        "members": [(_code(book.member_of(one)), _code(book.member_with(f"{one}@example.com"))) for one in PEOPLE],
        "claims": [(number, book.claim_of(number), book.order(number)) for number in NUMBERS],
        "causes": [book.caused_by(entry.cause) for entry in sheet.entries],
        "pools": [(reward, book.pool(reward), book.given(reward), book.reward(reward)) for reward in REWARDS],
        "stock": [book.in_stock(reward) for reward in book.rewards],
        "codes": [(code, book.code_is_free(code)) for code in FEW],
        "coupons": dict(book.coupons),
        "own": {
            member.code: (
                replace(member, points_shown=None, points_booked=None, display="", last_reminder=None),
                book.account_of(member.code),
                sorted(book.entries_of(member.code), key=lambda entry: entry.cause),
                standing(book, member, today=today),
                prizes(book, member),
                held_coupons(book, member, today=today),
                sorted(book.coupon_rows_of(member.code), key=lambda coupon: coupon.code),
                book.letters_to(member.code),
            )
            for member in book.members.values()
        },
        "due": {member.code: due for member, due in look_over(book, now=datetime.combine(today, time(12), UTC))},
    }


def _code(member: Member | None) -> str:
    return member.code if member else ""


class Lives(RuleBasedStateMachine):
    """Members tap, letters go out, the owner edits; each decision is made on a book that only grew."""

    @initialize(
        program=programs,
        prizes=st.tuples(rewards, rewards),
        shop=st.lists(orders, min_size=4, max_size=8),
        pool=st.lists(pooled, min_size=2, max_size=6),
        members=st.sets(people, min_size=1),
    )
    def the_owner_opens_the_program(
        self, program: Settings, prizes: tuple[Reward, ...], shop: list[Order], pool: list[Coupon], members: set[str]
    ) -> None:
        named = [replace(reward, id=name) for name, reward in zip(REWARDS, prizes, strict=True)]
        self.sheet = Sheet(program, named, shop, pool)
        self.book = self.sheet.read()
        self.now = START
        self.booked: list[Entry] = []
        self.history: list[tuple[int, dict[str, Account]]] = []
        self.given: dict[str, str] = {}
        for person in sorted(members):
            self.somebody_joins(person, "", own=True)

    @rule(minutes=st.sampled_from([24 * 60, 28 * 24 * 60, 2 * 24 * 60, 9, 10, 12 * 60]))
    def time_goes_by(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(person=people, address=st.sampled_from([*PEOPLE, "", "nonsense"]), own=st.booleans())
    def somebody_joins(self, person: str, address: str, *, own: bool) -> None:
        email = f"{person if own else address}@example.com" if own or address in PEOPLE else address
        taps = partial(join, contact=person, email=email, name=person, language="en", codes=self._codes(), now=self.now)
        self._decide(taps, accepted=lambda outcome: isinstance(outcome, Joined))

    @rule(place=st.integers(0, 9), written=st.sampled_from(WRITTEN))
    def somebody_claims_an_order_of_hers(self, place: int, written: str) -> None:
        order = self.sheet.orders[place % len(self.sheet.orders)]
        self.somebody_claims(order.email.split("@")[0].title(), order.number, written)

    @rule(person=people, number=st.sampled_from([*NUMBERS, "", "404"]), written=st.sampled_from(WRITTEN))
    def somebody_claims(self, person: str, number: str, written: str) -> None:
        taps = partial(claim_order, contact=person, number=written.format(number), now=self.now)
        self._decide(taps, accepted=lambda outcome: isinstance(outcome, Claimed))

    @rule(person=people, reward=st.sampled_from([*REWARDS, *REWARDS, "Tote bag", "nothing"]))
    def somebody_takes_a_reward(self, person: str, reward: str) -> None:
        taps = partial(redeem, contact=person, reward=reward, codes=self._codes(), now=self.now)
        self._decide(taps, accepted=lambda outcome: isinstance(outcome, Redeemed | AskedOwner) and not outcome.again)

    @rule(person=people)
    def somebody_asks(self, person: str) -> None:
        asked = (
            tell_points(self.book, contact=person, now=self.now),
            tell_rewards(self.book, contact=person, now=self.now),
            tell_coupons(self.book, contact=person, now=self.now),
        )

        assert all(decision.changes == () for decision in asked)

    @rule(limit=st.sampled_from([3, 1, 2, 0]), status=st.sampled_from([*LetterStatus, LetterStatus.FAILED]))
    def letters_go_out(self, limit: int, status: LetterStatus) -> None:
        run = partial(take_due, now=self.now, limit=limit)
        taken = self._commit(run(self.book)).outcome
        again = run(self.book).outcome

        assert {one.letter.id for one in taken.reminders}.isdisjoint(one.letter.id for one in again.reminders)
        assert {one.letter.member for one in again.reminders} | set(again.rest) <= set(taken.rest)

        if status is not LetterStatus.TAKEN:
            results = {reminder.letter.id: LetterResult(status) for reminder in taken.reminders}
            self._commit(note_results(self.book, results=results, now=self.now))

    @precondition(lambda self: bool(self.sheet.members))
    @rule(chance=st.randoms(use_true_random=False), points=st.sampled_from([500, 200, 199, 1, 0]))
    def the_owner_types_points(self, chance: Random, points: int) -> None:
        place = chance.randrange(len(self.sheet.members))
        member = self.sheet.members[place]
        self.sheet.members[place] = replace(member, points_shown=points)
        self.book = self.sheet.read()
        edits = tuple(book_owner_edits(self.book, now=self.now))
        self._commit(Decision(None, edits))

        assert self.book.account_of(member.code).points == points
        assert self.book.after(book_owner_edits(self.book, now=self.now)).account_of(member.code).points == points

        self.book = self.sheet.read()

    @rule(chance=st.randoms(use_true_random=False))
    def the_owner_sorts_her_tabs(self, chance: Random) -> None:
        for tab in (self.sheet.members, self.sheet.orders, self.sheet.entries):
            chance.shuffle(tab)
        self.sheet.letters.sort(key=lambda letter: letter.id)
        self.book = self.sheet.read()

    @precondition(lambda self: bool(self.sheet.coupons))
    @rule(chance=st.randoms(use_true_random=False), deletes=st.booleans())
    def the_owner_spoils_a_coupons_row(self, chance: Random, *, deletes: bool) -> None:
        row = self.sheet.coupons.pop(chance.randrange(len(self.sheet.coupons)))
        if not deletes:
            self.sheet.coupons.append(Coupon(row.code, row.reward))
        self._adopt()

    @rule(order=orders, coupon=pooled, source=st.sampled_from(CouponSource))
    def the_owner_adds_rows_and_changes_her_mind(self, order: Order, coupon: Coupon, source: CouponSource) -> None:
        self.sheet.orders.append(order)
        self.sheet.coupons.append(coupon)
        self.sheet.settings = replace(self.sheet.settings, coupons=source)
        self._adopt()

    @rule(
        chance=st.randoms(use_true_random=False),
        status=st.sampled_from([OrderStatus.REFUNDED, OrderStatus.CANCELLED, OrderStatus.PAID]),
    )
    def the_owner_calls_an_order_off_or_sets_it_back(self, chance: Random, status: OrderStatus) -> None:
        claimed = [place for place, row in enumerate(self.sheet.orders) if self.book.claim_of(row.number)]
        place = chance.choice(claimed or range(len(self.sheet.orders)))
        self.sheet.orders[place] = replace(self.sheet.orders[place], status=status)
        self._adopt()

    @precondition(lambda self: bool(self.sheet.coupons))
    @rule(chance=st.randoms(use_true_random=False), status=st.sampled_from([CouponStatus.CANCELLED, *CouponStatus]))
    def the_owner_cancels_a_coupon_or_changes_its_status(self, chance: Random, status: CouponStatus) -> None:
        given = [place for place, row in enumerate(self.sheet.coupons) if row.member]
        place = chance.choice(given or range(len(self.sheet.coupons)))
        self.sheet.coupons[place] = replace(self.sheet.coupons[place], status=status)
        self._adopt()

    @invariant()
    def what_is_called_off_is_undone_once_and_never_more_than_it_was(self) -> None:
        lines = {fold(entry.cause): entry for entry in self.sheet.entries}
        for entry in self.sheet.entries:
            mark, _, what = fold(entry.cause).partition(":")
            if mark == "refund":
                assert 0 <= -entry.points <= lines[f"order:{what}"].points
            if mark == "cancel":
                assert entry.points == -lines[f"coupon:{what}"].points
        for order in self.book.orders.values():
            assert not (order.called_off and self.book.claim_of(order.number)) or self.book.caused_by(
                refund_cause(order.number)
            )
        for coupon in self.book.coupons.values():
            given = coupon.status is CouponStatus.CANCELLED and f"coupon:{fold(coupon.code)}" in lines
            assert not given or f"cancel:{fold(coupon.code)}" in lines

    @invariant()
    def the_ledger_adds_up_and_no_balance_is_negative(self) -> None:
        for code in self.book.members:
            points = [entry.points for entry in self.sheet.entries if entry.member == code]
            goes_in, goes_out = sum(n for n in points if n > 0), -sum(n for n in points if n < 0)

            assert self.book.account_of(code).points == goes_in - goes_out >= 0

    @invariant()
    def nothing_is_booked_twice(self) -> None:
        entries = self.sheet.entries
        claims = [fold_order(entry.subject) for entry in entries if entry.kind is EntryKind.CLAIM]
        bonuses = [entry.member for entry in entries if entry.kind is EntryKind.SIGN_UP]
        addresses = [fold(member.email) for member in self.sheet.members]

        for names in ([fold(entry.cause) for entry in entries], claims, bonuses, addresses):
            assert max(Counter(names).values(), default=0) <= 1

    @invariant()
    def no_coupon_is_given_to_two(self) -> None:
        for entry in self.sheet.entries:
            if entry.kind is EntryKind.REDEMPTION:
                assert self.given.setdefault(fold(entry.cause), entry.member) == entry.member
        today = self.book.settings.day(self.now)
        for member in self.book.members.values():
            for held in held_coupons(self.book, member, today=today):
                assert self.given[f"coupon:{fold(held.coupon.code)}"] == member.code

    @invariant()
    def a_reward_is_never_given_beyond_its_stock(self) -> None:
        for reward in self.sheet.rewards:
            assert reward.stock is None or self.book.given(reward.id) <= reward.stock

    @invariant()
    def the_book_that_grew_is_the_book_of_the_rows(self) -> None:
        today = self.book.settings.day(self.now)

        assert answers(self.book, self.sheet, today) == answers(self.sheet.read(), self.sheet, today)

    @invariant()
    def the_book_read_in_two_parts_is_the_book_of_the_rows(self) -> None:
        today = self.book.settings.day(self.now)

        assert answers(self.sheet.read_in_two_parts(), self.sheet, today) == answers(self.book, self.sheet, today)

    @invariant()
    def letters_that_arrived_keep_their_days_apart(self) -> None:
        program = self.book.settings
        for member in self.book.members:
            mine = self.book.letters_to(member)
            arrived = sorted(
                (one for one in mine if one.status in COUNTED_STATUSES), key=lambda letter: letter.taken_at
            )
            for before, after in combinations(arrived, 2):
                apart = (program.day(after.taken_at) - program.day(before.taken_at)).days
                if after.letter in SERVICE_LETTERS or before.letter == LetterName.OWNER_TASK:
                    continue
                assert apart >= (QUIET_DAYS if before.letter in SERVICE_LETTERS else WEEK_DAYS)
                if before.letter == after.letter == LetterName.REMINDER:
                    assert apart >= program.reminder_days

    @invariant()
    def no_letter_goes_out_twice(self) -> None:
        letters = [letter for code in self.book.members for letter in self.book.letters_to(code)]
        ends = [line.id for line in self.sheet.letters if line.status is LetterStatus.SENT]

        assert len({letter.id for letter in letters}) == len(letters)
        assert len(ends) == len(set(ends))
        about = [one.id for one in letters if one.letter in SERVICE_LETTERS and one.status in COUNTED_STATUSES]
        assert len({":".join(one.split(":")[:3]) for one in about}) == len(about)

    @invariant()
    def three_letters_without_a_visit_are_enough(self) -> None:
        for code, member in self.book.members.items():
            visits = [one.time for one in self.book.entries_of(code) if one.kind in KINDS_OF_VISIT]
            last = max((*visits, member.joined or START))
            after = [
                one for one in self.book.letters_to(code) if one.taken_at > last and one.status in COUNTED_STATUSES
            ]

            assert sum(one.letter == LetterName.REMINDER for one in after) <= MOST_UNANSWERED

    @invariant()
    def the_lines_so_far_give_the_accounts_that_were_in_whatever_order_they_stand(self) -> None:
        for length, then in self.history:
            prefix = self.booked[:length]
            for lines in (prefix, prefix[::-1], sorted(prefix, key=lambda entry: entry.cause)):
                book = Book.of(entries=lines)

                assert {member: book.account_of(member) for member in then} == then

    def _codes(self) -> list[str]:
        return [*FEW, *(f"M-{self.sheet.commits}-{n}" for n in range(3))]

    def _decide(self, rule: Callable[[Book], Decision[Any]], *, accepted: Callable[[Any], bool]) -> None:
        decision = rule(self.book)

        assert bool(decision.changes) == accepted(decision.outcome)

        self._commit(decision)

        assert rule(self.book).changes == ()

    def _adopt(self) -> None:
        self.book = self.sheet.read()
        self._commit(Decision(None, tuple(book_owner_edits(self.book, now=self.now))))

        assert tuple(book_owner_edits(self.book, now=self.now)) == ()

        self.book = self.sheet.read()

    def _commit(self, decision: Decision[Outcome]) -> Decision[Outcome]:
        self.book = self.book.after(decision.changes)
        self.sheet.write(decision.changes, self.book)
        self.booked += [change.entry for change in decision.changes if isinstance(change, AddEntry)]
        self.history.append((len(self.booked), {code: self.book.account_of(code) for code in self.book.members}))
        return decision


TestLives = Lives.TestCase
TestLives.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
