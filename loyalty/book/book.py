"""The Book: all that the spreadsheet says at one moment, as a rule sees it; a decision makes the next book."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter
from types import MappingProxyType
from typing import Any, TypeAlias, TypeVar

from loyalty.book.account import Account, account, corrections_of, refunds_of
from loyalty.book.decision import AddTry, Change
from loyalty.book.doubled_rows import offer_gives
from loyalty.book.draft import Draft
from loyalty.book.identities import Identities
from loyalty.book.indexes import Indexes, itself, layered
from loyalty.book.learned_members import day_in, names_in
from loyalty.book.recent_tries import NO_TRIES, RecentTries, Try
from loyalty.model.addresses import fold_email, mailbox
from loyalty.model.causes import coupon_cause, merge_step, order_cause
from loyalty.model.coupon import Coupon
from loyalty.model.email_log import Letter
from loyalty.model.entry import Entry, EntryKind, Review, WaitingClaim, review_key
from loyalty.model.fact import THE_PROGRAM, Fact, FactKind, Subject, fact_key, newest, next_fact
from loyalty.model.identifiers import fold, fold_order, member_code
from loyalty.model.member import Member
from loyalty.model.offers import Answer, Offers
from loyalty.model.orders import Order
from loyalty.model.program_settings import CouponSource, Settings
from loyalty.model.reward import Reward

SEED = Settings()
NONE_ON_OFFER = Offers()
V = TypeVar("V")
Timed = TypeVar("Timed", Entry, Fact)


Refusals: TypeAlias = Mapping[str, Mapping[str, int]]
"""By months such as ``2026-11``, and in each by the code of the answer."""
NO_REFUSALS: Refusals = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Book:
    """Immutable; ``after`` gives the book as a decision leaves it, sharing all that did not change.

    ``version`` is the commit token that the book was read with, ``unreadable`` the folded numbers of orders whose rows
    could not be read, ``identities`` whose the rows of Members are where that is not what their codes say, ``withheld``
    the folded codes of coupons that are known to be given although no line says so any more, ``tries`` what was tried
    within the last hour, ``refusals`` how often the chat has refused something, at least. ``misplaced`` are displays of
    points, as their edit marks, that landed in another member's row: a number beside one proves nothing, wherever a
    sort has brought it.
    """

    settings: Settings
    version: str
    rewards: tuple[Reward, ...]
    offers: Offers
    unreadable: frozenset[str]
    identities: Identities
    withheld: frozenset[str]
    tries: RecentTries
    refusals: Refusals
    misplaced: frozenset[str]
    _rows: Indexes

    @classmethod
    def of(
        cls,
        settings: Settings = SEED,
        *,
        version: str = "",
        members: Iterable[Member] = (),
        orders: Iterable[Order] = (),
        rewards: Iterable[Reward] = (),
        offers: Offers = NONE_ON_OFFER,
        coupons: Iterable[Coupon] = (),
        entries: Iterable[Entry] = (),
        letters: Iterable[Letter] = (),
        answers: Iterable[Answer] = (),
        facts: Iterable[Fact] = (),
        reviews: Iterable[Review] = (),
        waits: Iterable[WaitingClaim] = (),
        unreadable: frozenset[str] = frozenset(),
        withheld: frozenset[str] = frozenset(),
        tries: RecentTries = NO_TRIES,
        refusals: Refusals = NO_REFUSALS,
    ) -> "Book":
        """The book of these rows; where two have one key, the same one counts however the tabs are sorted."""
        draft = Draft(Indexes.blank(), settings, itself)
        for entry in _as_they_count(entries):
            draft.add_entry(entry)
        identities = draft.add_members(members)
        for order in orders:
            draft.add_order(order)
        draft.add_coupons(coupons)
        for letter in letters:
            draft.add_letter(letter)
        for answer in answers:
            draft.add_answer(answer)
        # Whose a contact is that two members have proved must not hang on the order of the rows.
        for fact in _by_time(list(facts), lambda fact: (fact.age, fact.value, fact.stood)):
            draft.add_fact(fact)
        for review in reviews:
            draft.add_review(review)
        for claim in waits:
            draft.add_wait(claim)
        indexes = draft.indexes()
        return cls(
            settings,
            version,
            tuple(rewards),
            offers,
            unreadable,
            identities,
            withheld,
            tries,
            refusals,
            frozenset(),
            indexes,
        )

    def after(self, changes: Iterable[Change]) -> "Book":
        """The book with these changes made; itself where there are none."""
        made = tuple(changes)
        if not made:
            return self
        draft, tried = Draft(self._rows, self.settings, layered), list[Try]()
        for change in made:
            draft.apply(change)
            if isinstance(change, AddTry):
                tried.append(change.attempt)
        tries = self.tries.after(tried) if tried else self.tries
        return replace(self, tries=tries, _rows=draft.indexes())

    def grown(
        self,
        *,
        members: Iterable[Member] = (),
        orders: Iterable[Order] = (),
        coupons: Iterable[Coupon] = (),
        entries: Iterable[Entry] = (),
        letters: Iterable[Letter] = (),
        answers: Iterable[Answer] = (),
        facts: Iterable[Fact] = (),
        reviews: Iterable[Review] = (),
        waits: Iterable[WaitingClaim] = (),
    ) -> "Book":
        """This very book with more rows, for its owner alone: the mappings are its own, and change in place."""
        draft = Draft(self._rows, self.settings, itself)
        for member in members:
            draft.add_member(member)
        for order in orders:
            draft.add_order(order)
        for coupon in coupons:
            draft.add_coupon(coupon)
        for entry in entries:
            draft.add_entry(entry)
        for letter in letters:
            draft.add_letter(letter)
        for answer in answers:
            draft.add_answer(answer)
        for fact in facts:
            draft.add_fact(fact)
        for review in reviews:
            draft.add_review(review)
        for claim in waits:
            draft.add_wait(claim)
        return replace(self, _rows=draft.indexes())

    def corrected(self, row: Member | Order | Letter | Answer | Fact | Review | WaitingClaim) -> None:
        """A row of this very book has changed in place, but not what it is found by; for the book's owner alone."""
        Draft(self._rows, self.settings, itself).correct(row)

    @property
    def members(self) -> Mapping[str, Member]:
        """All members, by their codes."""
        return self._rows.members

    @property
    def orders(self) -> Mapping[str, Order]:
        """All orders, by their folded numbers."""
        return self._rows.orders

    @property
    def coupons(self) -> Mapping[str, Coupon]:
        """All rows of Coupons, by their folded codes."""
        return self._rows.coupons

    @property
    def pools(self) -> Mapping[str, tuple[Coupon, ...]]:
        """The codes that can still be given, by the folded ids of their rewards; some may have none left."""
        return self._rows.pools

    def at_a_glance(self) -> "Book":
        """The same book for a first look over everybody; what a decision rests on is then looked up in this one."""
        return self

    def member(self, code: str) -> Member | None:
        """The member with this code, whatever its case; also the one with whom they were joined."""
        return self.members.get(self.code_of(member_code(code)))

    def member_of(self, contact: str) -> Member | None:
        """The member whom this ManyChat contact is."""
        return self.members.get(self.code_of(self._rows.contacts.get(contact, "")))

    def member_with(self, email: str) -> Member | None:
        """The member with this address."""
        return self.members.get(self.code_of(self._rows.emails.get(fold_email(email), "")))

    def members_of_mailbox(self, email: str) -> tuple[Member, ...]:
        """All members whose addresses mean this mailbox (loyalty.model.addresses.mailbox), in no order.

        For what nobody may get twice, never for whose something is.
        """
        box = mailbox(email)
        named = (self._rows.emails.get(box, ""), *self._rows.mailboxes.get(box, ())) if box else ()
        found = dict.fromkeys(map(self.code_of, named))
        return tuple(self.members[code] for code in found if code in self.members)

    def members_with_phone(self, phone: str) -> tuple[Member, ...]:
        """All members whom WhatsApp has named this number for last, in no order."""
        codes = dict.fromkeys(map(self.code_of, self._rows.phones.get(phone, ())))
        found = (self.members[code] for code in codes if code in self.members)
        return tuple(member for member in found if member.phone == phone)

    def code_of(self, code: str) -> str:
        """The code for which this one counts: its own, or that of the member with whom its own was joined."""
        while into := self._rows.joined.get(code):
            code = into
        return code

    def codes_of(self, code: str) -> tuple[str, ...]:
        """All codes that count for the member of this one, the member's own first."""
        own = self.code_of(code)
        others = self._rows.absorbed.get(own)
        return (own, *(further for other in others for further in self._all_of(other))) if others else (own,)

    def addresses_of(self, member: Member) -> frozenset[str]:
        """The member's folded addresses: their own, and those of who was joined with them; none is blank."""
        own = fold_email(member.email)
        others = (self._rows.other_emails.get(code, ()) for code in self.codes_of(member.code))
        return frozenset(filter(None, (own, *(email for emails in others for email in emails))))

    def shares_address(self, member: Member) -> bool:
        """True when another row of Members has one of the member's addresses, too."""
        mine, codes = self.addresses_of(member), self.codes_of(member.code)
        others = (
            key for key, code in self.identities.counts_as.items() if code not in codes and key[0] not in codes[1:]
        )
        return not mine.isdisjoint(self.identities.emails) or any(key[2] in mine for key in others)

    def others_have(self, email: str, member: str) -> bool:
        """True when a row of Members that does not count for the member with this code has the address, too."""
        address, codes = fold_email(email), self.codes_of(member)
        holder = self.member_with(address)
        rows = (row for row, code in self.identities.counts_as.items() if code not in codes and row[0] not in codes[1:])
        twice = address in self.identities.emails
        return twice or (holder is not None and holder.code not in codes) or any(row[2] == address for row in rows)

    def look_for_all_of(self, member: str) -> None:
        """Nothing in a book; where it matters which rows were read, also those that cannot be read are looked up."""

    def has_word(self, word: str) -> bool:
        """True when some member has this folded word under Segment, or has had it."""
        return word in self._rows.words

    def as_counted(self, row: Member) -> Member | None:
        """The row of Members with the code that it counts for; None for a row of nobody's."""
        code = self.identities.code_of(row)
        return (row if code == row.code else replace(row, code=code)) if code else None

    def order(self, number: str) -> Order | None:
        """The order with this number."""
        return self.orders.get(fold_order(number))

    def order_at_shop(self, shop_id: str) -> Order | None:
        """The order with this id of the shop's own: its row says so, or the Log does."""
        number = self._rows.shop_ids.get(fold(shop_id), "")
        linked = newest(self.facts_with(fact_key(Subject.SHOP, shop_id)), FactKind.SHOP_ORDER)
        return (self.order(number) if number else None) or (self.order(linked.value) if linked else None)

    def shop_ids_of(self, number: str) -> tuple[str, ...]:
        """The shops' own ids of this order that the Log has; its row may have another one."""
        key = fold_order(number)
        ids = self._rows.links.get(key, ())
        linked = (newest(self.facts_with(fact_key(Subject.SHOP, one)), FactKind.SHOP_ORDER) for one in ids)
        return tuple(fact.about for fact in linked if fact and fold_order(fact.value) == key)

    def has_unreadable(self, number: str) -> bool:
        """True when a row of Orders has this number, but cannot be read."""
        return fold_order(number) in self.unreadable

    def coupon(self, code: str) -> Coupon | None:
        """The coupon with this code."""
        return self.coupons.get(fold(code))

    def reward(self, asked: str) -> Reward | None:
        """The reward with this id, else with this name; of several with one name the same one wherever they stand."""
        wanted = fold(asked)
        named = (reward for reward in self.rewards if fold(reward.name) == wanted)
        by_id = next((reward for reward in self.rewards if fold(reward.id) == wanted), None)
        return by_id or min(named, key=offer_gives, default=None)

    def entries_of(self, member: str) -> tuple[Entry, ...]:
        """The member's lines of the Ledger, in no order."""
        own, *others = self.codes_of(member)
        entries = self._rows.entries.get(own, ())
        return (*entries, *self._joined(others, own)) if others else entries

    def lines_under(self, code: str) -> tuple[Entry, ...]:
        """The lines that name this very code, whoever they count for; without those of a merge."""
        return self._rows.entries.get(code, ())

    def lines_of_nobody(self) -> Iterator[Entry]:
        """The lines under codes that count for no member: of who has left, or whose row is gone; in no order."""
        nobodys = (lines for code, lines in self._rows.entries.items() if self.code_of(code) not in self.members)
        return (line for lines in nobodys for line in lines)

    def _joined(self, codes: Iterable[str], member: str) -> Iterator[Entry]:
        for code in codes:
            yield from (replace(entry, member=member) for entry in self._rows.entries.get(code, ()))

    def _all_of(self, code: str) -> Iterator[str]:
        yield code
        for other in self._rows.absorbed.get(code, ()):
            yield from self._all_of(other)

    def letter(self, id_: str, member: str) -> Letter | None:
        """The letter with this id to this member."""
        return next((letter for letter in self.letters_to(member) if letter.id == id_), None)

    def account_of(self, member: str) -> Account:
        """What the member's entries add up to."""
        return account(self.entries_of(member))

    def caused_by(self, cause: str) -> Entry | None:
        """The entry that this cause has made."""
        entry = self._rows.causes.get(fold(cause))
        if entry is None or entry.member not in self._rows.joined:
            return entry
        return replace(entry, member=self.code_of(entry.member))

    @property
    def known_causes(self) -> int:
        """How many causes count already: it never becomes less but by an owner's hand."""
        return len(self._rows.causes)

    def all_causes(self) -> tuple[tuple[str, Entry], ...]:
        """All causes, folded, each with the line that stands for it as that is written, in no order."""
        return tuple(self._rows.causes.items())

    def claim_of(self, order: str) -> Entry | None:
        """The entry that gave this order's points."""
        return self.caused_by(order_cause(order))

    def taken_back(self, claim: Entry) -> int:
        """How many of the points that this claim gave were taken back since."""
        return refunds_of(self.entries_of(claim.member)).get(fold_order(claim.subject), 0)

    def brought_by(self, claim: Entry) -> int:
        """The points that this claim gave, with all corrections since."""
        return claim.points + corrections_of(self.entries_of(claim.member)).get(fold_order(claim.subject), 0)

    def has_followed(self, order: str) -> bool:
        """True when a line has taken points of this order back or corrected them; a first look alone."""
        return fold_order(order) in self._rows.followed

    def known_before(self, member: str, instant: datetime) -> "Book":
        """The same book with only those lines of this member's that were there before that instant."""
        entries = layered(self._rows.entries)
        self.entries_of(member)
        for code in self.codes_of(member):
            entries[code] = tuple(line for line in self._rows.entries.get(code, ()) if line.time < instant)
        return replace(self, _rows=replace(self._rows, entries=entries))

    def pool(self, reward: str) -> tuple[Coupon, ...]:
        """The codes that can still be given for the reward, in the order of their tab."""
        pool = self._rows.pools.get(fold(reward), ())
        return tuple(coupon for coupon in pool if fold(coupon.code) not in self.withheld) if self.withheld else pool

    def given(self, reward: str) -> int:
        """How many of the reward have been given in all; a coupon that was cancelled is as if never given."""
        return self._rows.given.get(fold(reward), 0)

    def in_stock(self, reward: Reward) -> bool:
        """True when one more can be given, and the shop can make a code for it where that is what gives it."""
        if reward.out_of_order:
            return False
        if reward.stock is not None and self.given(reward.id) >= reward.stock:
            return False
        return self.settings.coupons is not CouponSource.POOL or bool(self.pool(reward.id))

    def code_is_free(self, code: str) -> bool:
        """True when no coupon has or had this code."""
        return fold(code) not in self.coupons and self.caused_by(coupon_cause(code)) is None

    def coupon_rows_of(self, member: str) -> tuple[Coupon, ...]:
        """The rows of Coupons that name this member."""
        codes = self.codes_of(member)
        rows = (self.coupons[code] for holder in codes for code in self._rows.held.get(holder, ()))
        return tuple(coupon for coupon in rows if coupon.member in codes)

    def letters_to(self, member: str) -> tuple[Letter, ...]:
        """The letters that the member was sent, in the order of their tab."""
        return self._of_all(self._rows.letters, member)

    def count_letters(self) -> int:
        """How many letters were sent to members, however many rows each has; in a large shop some milliseconds."""
        return sum(map(len, self._rows.letters.values()))

    def written_to(self) -> tuple[str, ...]:
        """The codes of all who were sent a letter or have answered a question, also of those who have left."""
        return tuple(dict.fromkeys(map(self.code_of, (*self._rows.letters, *self._rows.answers))))

    def answers_of(self, member: str) -> tuple[Answer, ...]:
        """What the member answered in surveys, in the order of their tab."""
        return self._of_all(self._rows.answers, member)

    def reviews_about(self, cause: str, member: str = "") -> tuple[Review, ...]:
        """What waits of this cause for this member, or has been decided; without a member, whoever it is."""
        codes = self.codes_of(member) if member else ("",)
        rows = self._rows.reviews
        return tuple(review for code in codes for review in rows.get(review_key(cause, code), ()))

    def review_like(self, row: Review) -> Review | None:
        """The row about the very same as it counts: cause, points, and but for a refund the member; None for none."""
        rows = self.reviews_about(row.cause, "" if row.kind is EntryKind.REFUND else row.member)
        return next((review for review in rows if review.points == row.points), None)

    def asked_at(self, line: Entry) -> datetime:
        """When what this line was booked for was asked for: what waited for the owner or the shop was booked later."""
        claims = self.waits_for(line.subject) if line.kind is EntryKind.CLAIM else ()
        waited = (claim.time for claim in claims if self.code_of(claim.member) == self.code_of(line.member))
        reviewed = (review.time for review in self.reviews_about(line.cause, line.member))
        return min((*reviewed, *waited), default=line.time)

    def waits_for(self, number: str) -> tuple[WaitingClaim, ...]:
        """The claims that wait for the order with this number, or have been booked when it came; in no order."""
        return self._rows.waits.get(fold_order(number), ())

    def waits_of(self, member: str) -> tuple[WaitingClaim, ...]:
        """The same of the member with this code; also of whoever was joined with them."""
        return self._of_all(self._rows.waiters, member)

    def all_waits(self) -> Iterator[WaitingClaim]:
        """All rows of Waiting, in no order; what a decision rests on is looked up one by one."""
        return (claim for claims in self._rows.waits.values() for claim in claims)

    def all_reviews(self) -> Iterator[Review]:
        """All rows of Review, in no order; what a decision rests on is looked up one by one."""
        return (review for reviews in self._rows.reviews.values() for review in reviews)

    def reviews_of(self, member: str) -> tuple[Review, ...]:
        """What waits, or has waited, of the member with this code; also of whoever was joined with them."""
        own = self.code_of(member)
        return tuple(review for review in self.all_reviews() if self.code_of(review.member) == own)

    def facts_with(self, key: str) -> tuple[Fact, ...]:
        """All that the Log has with this key (loyalty.model.fact.fact_key), in no order."""
        return self._rows.facts.get(key, ())

    def facts_about_member(self, code: str) -> tuple[Fact, ...]:
        """All that the Log has about the member with this code, in no order; also of whoever was joined with them."""
        keys = (fact_key(Subject.MEMBER, one) for one in self.codes_of(member_code(code)))
        return tuple(fact for key in keys for fact in self.facts_with(key))

    def segments_of(self, member: str) -> tuple[str, ...]:
        """The names of the owner's segments that the last night has put the member with this code into."""
        noted = newest(self.facts_about_member(member), FactKind.MEMBER_SEGMENTS)
        return names_in(noted.value) if noted else ()

    def all_facts(self) -> Iterator[Fact]:
        """The whole Log, in no order; what a decision rests on is looked up one by one."""
        return (fact for facts in self._rows.facts.values() for fact in facts)

    def count_facts(self) -> int:
        """How many lines the Log has; in a large shop it takes some milliseconds."""
        return sum(map(len, self._rows.facts.values()))

    def facts_with_addresses(self, emails: Collection[str]) -> tuple[Fact, ...]:
        """All lines of the Log that hold one of these folded addresses, whatever they are about."""
        holding = (fact for fact in self.all_facts() if fact.kind is FactKind.ORDER_EMAIL)
        return tuple(fact for fact in holding if fact.value and fold_email(fact.value) in emails)

    def facts_with_phones(self, phones: Collection[str]) -> tuple[Fact, ...]:
        """All lines of the Log that say of an order that it has one of these phone numbers."""
        return tuple(fact for fact in self.all_facts() if fact.kind is FactKind.ORDER_PHONE and fact.value in phones)

    def fact(self, kind: FactKind, about: str) -> Fact | None:
        """The newest fact of this kind about this order or member."""
        return newest(self._facts_about(kind, about), kind)

    @property
    def expire_from(self) -> date | None:
        """The day before which no points expire: the owner's own, else the one that was noted; None for neither."""
        noted = None if self.settings.expire_from else self.fact(FactKind.EXPIRE_FROM, THE_PROGRAM)
        return day_in(noted.value) if noted else self.settings.expire_from

    def next_fact(self, kind: FactKind, about: str, value: str, *, stood: str, now: datetime) -> Fact:
        """A fact that is newer than all of its kind about this order or member, whatever the clock says."""
        return next_fact(self._facts_about(kind, about), kind, about, value, stood=stood, now=now)

    def _facts_about(self, kind: FactKind, about: str) -> tuple[Fact, ...]:
        if kind.subject is Subject.MEMBER:
            return self.facts_about_member(about)
        return self.facts_with(fact_key(kind.subject, about))

    def _of_all(self, mapping: Mapping[str, tuple[V, ...]], member: str) -> tuple[V, ...]:
        own, *others = self.codes_of(member)
        values = mapping.get(own, ())
        return (*values, *(value for code in others for value in mapping.get(code, ()))) if others else values


def _as_they_count(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Merges come first, their last steps before those that they undo: nothing is left of what is undone."""
    merges, others = list[tuple[int, bool, Entry]](), list[Entry]()
    for entry in entries:
        step = merge_step(entry.cause)
        if step:
            merges.append((-step.number, not step.undone, entry))
        else:
            others.append(entry)
    merges.sort(key=lambda merge: (*merge[:2], _age(merge[2])))
    yield from (entry for *_, entry in merges)
    yield from _by_time(others, _age)


def _by_time(rows: list[Timed], key: Callable[[Timed], Any]) -> Iterator[Timed]:
    """These rows, which are put in order, by this key, which begins with the time; it is made of one instant's rows at
    a time, and not of a large tab's at once: the keys take as much memory as half of the book.
    """
    rows.sort(key=attrgetter("time"))
    for _, at_once in groupby(rows, key=attrgetter("time")):
        some = list(at_once)
        yield from sorted(some, key=key) if len(some) > 1 else some


def _age(entry: Entry) -> tuple[datetime, str, int, EntryKind, str, int]:
    """The earliest line of a cause counts; of lines of one instant, the same one however they are sorted."""
    waits = -entry.available.toordinal() if entry.available else 0
    return entry.time, entry.member, entry.points, entry.kind, entry.subject, waits
