"""The next book's indexes while they are put together: rows added, changes applied, each mapping kept in step.

A member who is added is found by code, contact and address at once.
"""

from collections.abc import Iterable, Iterator, Set
from dataclasses import replace
from typing import assert_never

from loyalty.book.decision import (
    AddAnswer,
    AddCoupon,
    AddEntry,
    AddFact,
    AddLetter,
    AddMember,
    AddOrder,
    AddReview,
    AddTry,
    AddWaiting,
    Change,
    GiveCoupon,
    RemoveFacts,
    RemoveLines,
    RemoveMember,
)
from loyalty.book.doubled_rows import coupon_gives, order_gives, review_gives
from loyalty.book.identities import (
    Census,
    Doubt,
    DoubtKind,
    Identities,
    by_seniority,
    left_behind,
    take_census,
)
from loyalty.book.indexes import Indexes, Layer
from loyalty.book.learned_members import OF_SEGMENTS, as_learned
from loyalty.book.told_orders import as_told
from loyalty.model.addresses import fold_email, mailbox_of
from loyalty.model.causes import MergeStep, code_of, coupon_cause, merge_step
from loyalty.model.coupon import Coupon, CouponStatus
from loyalty.model.email_log import Letter
from loyalty.model.entry import Entry, EntryKind, Review, WaitingClaim
from loyalty.model.fact import Fact, FactKind, Subject, fact_key
from loyalty.model.identifiers import fold, fold_order
from loyalty.model.member import Member
from loyalty.model.offers import Answer
from loyalty.model.orders import Order
from loyalty.model.program_settings import ConfirmAddress, Settings

CHANGES_GIVEN_BY = {EntryKind.REDEMPTION: 1, EntryKind.CANCELLATION: -1}
"""How an entry changes the number of its reward that was given; a sum, so the order of entries means nothing."""

FOLLOWS_A_CLAIM = frozenset({EntryKind.REFUND, EntryKind.CORRECTION})


class Draft:
    """The next indexes while they are put together: a small layer of what is new over the ones before."""

    def __init__(self, before: Indexes, settings: Settings, layer: Layer) -> None:
        self.settings = settings
        self._members = layer(before.members)
        self._orders = layer(before.orders)
        self._coupons = layer(before.coupons)
        self._coupon_rows = layer(before.coupon_rows)
        self._contacts = layer(before.contacts)
        self._emails = layer(before.emails)
        self._mailboxes = layer(before.mailboxes)
        self._entries = layer(before.entries)
        self._causes = layer(before.causes)
        self._pools = layer(before.pools)
        self._given = layer(before.given)
        self._held = layer(before.held)
        self._letters = layer(before.letters)
        self._answers = layer(before.answers)
        self._facts = layer(before.facts)
        self._rows = layer(before.rows)
        self._reviews = layer(before.reviews)
        self._waits = layer(before.waits)
        self._waiters = layer(before.waiters)
        self._joined = layer(before.joined)
        self._absorbed = layer(before.absorbed)
        self._other_emails = layer(before.other_emails)
        self._written_emails = layer(before.written_emails)
        self._merges = layer(before.merges)
        self._followed = layer(before.followed)
        self._shop_ids = layer(before.shop_ids)
        self._links = layer(before.links)
        self._phones = layer(before.phones)
        self._words = layer(before.words)
        self.doubts = list[Doubt]()

    def indexes(self) -> Indexes:
        """As they are put together so far."""
        return Indexes(
            members=self._members,
            orders=self._orders,
            coupons=self._coupons,
            coupon_rows=self._coupon_rows,
            contacts=self._contacts,
            emails=self._emails,
            mailboxes=self._mailboxes,
            entries=self._entries,
            causes=self._causes,
            pools=self._pools,
            given=self._given,
            held=self._held,
            letters=self._letters,
            answers=self._answers,
            facts=self._facts,
            rows=self._rows,
            reviews=self._reviews,
            waits=self._waits,
            waiters=self._waiters,
            joined=self._joined,
            absorbed=self._absorbed,
            other_emails=self._other_emails,
            written_emails=self._written_emails,
            merges=self._merges,
            followed=self._followed,
            shop_ids=self._shop_ids,
            links=self._links,
            phones=self._phones,
            words=self._words,
        )

    def apply(self, change: Change) -> None:
        """Makes one change of a decision."""
        match change:
            case AddMember() | AddOrder() | AddEntry() | AddCoupon() | AddLetter() | AddAnswer() | AddFact():
                self._add(change)
            case AddReview(review):
                self.add_review(review)
            case AddWaiting(claim):
                self.add_wait(claim)
            case GiveCoupon(coupon):
                self._give(coupon)
            case RemoveMember(member, _, facts):
                self._leave(member)
                self._remove_facts(facts)
            case RemoveFacts(facts):
                self._remove_facts(facts)
            case RemoveLines(letters, answers, waits):
                self._remove_lines(letters, answers)
                self._remove_waits(waits)
            case AddTry():
                pass  # the Book itself has them: they are no rows
            case _:
                assert_never(change)

    def _add(self, change: AddMember | AddOrder | AddEntry | AddCoupon | AddLetter | AddAnswer | AddFact) -> None:
        match change:
            case AddMember(member):
                self.add_member(member)
            case AddOrder(order):
                self.add_order(order)
            case AddEntry(entry):
                self.add_entry(entry)
            case AddCoupon(coupon):
                self.add_coupon(coupon)
            case AddLetter(letter):
                self.add_letter(letter)
            case AddAnswer(answer):
                self.add_answer(answer)
            case AddFact(fact):
                self.add_fact(fact)
            case _:
                assert_never(change)

    def add_members(self, rows: Iterable[Member]) -> Identities:
        """All rows of Members, once the Ledger's lines are in: each counts for whom the Ledger says."""
        joined = {code for code, into in self._joined.items() if into}
        census = take_census(rows, self._entries, joined)
        for other, code in census.aliases.items():
            self.add_alias(other, code)
        for member in by_seniority(census.members):
            self.add_member(member)
        for row in census.moved:
            self.add_moved(row)
        newcomers = tuple(self._newcomers(census))
        nobodys = sorted(code for code in self._entries if self._code(code) not in self._members)
        doubts = (*census.doubts, *self.doubts, *left_behind(nobodys, self._entries))
        self.doubts.clear()
        return Identities(
            counts_as=census.counts_as,
            newcomers=newcomers,
            lost=census.lost,
            emails=frozenset(_emails_of(doubts)),
            contacts=frozenset(_contacts_of(doubts)),
            doubts=doubts,
        )

    def _newcomers(self, census: Census) -> Iterator[Member]:
        """The rows that need a code; a second one of the same person is left out."""
        seen = set[str]()
        for row in census.unnamed:
            names = {*row.contacts, fold_email(row.email)} - {""}
            doubt = self.doubt_about(row)
            if doubt or not seen.isdisjoint(names):
                self.doubts.append(doubt or Doubt(DoubtKind.NEWCOMER_TWICE, row))
                census.leave_out(row)
            else:
                seen |= names
                census.leave_out(row)
                yield row

    def add_member(self, member: Member) -> None:
        """A member; of two with one code, contact or address the first counts, and ``doubts`` tell of the other."""
        member = self._with_address(member)
        if member.code in self._members:
            self._add_contacts(member)
        else:
            self._put_member(member)
        if member.email:
            key = fold_email(member.email)
            first = self._code(self._emails.get(key, member.code))
            self._find_by(key, member.code)
            if first != member.code:
                both = self._is_firm(member) and self._is_firm(self._members.get(first))
                self.doubts.append(Doubt(DoubtKind.ADDRESS_TWICE if both else DoubtKind.ADDRESS_TYPED, member, first))

    def _with_address(self, row: Member) -> Member:
        """Where the cell cannot be read, nobody else may have the address meanwhile, or what belongs to it."""
        if not row.email_unclear:
            return row
        lines = [entry for entry in self._entries.get(row.code, ()) if entry.email and entry.cause]
        last = max(lines, key=lambda entry: (entry.time, entry.email), default=None)
        return replace(row, email=last.email) if last else row

    def _put_member(self, row: Member) -> None:
        """The member counts as their row says and the Log, with the Other emails of whoever was joined with them."""
        codes, own = tuple(self._all_codes(row.code)), row
        known = (fact for code in codes for fact in self._facts.get(fact_key(Subject.MEMBER, code), ()))
        facts = [fact for fact in known if fact.kind not in OF_SEGMENTS]
        joined = tuple(email for code in codes for email in self._written_emails.get(code, ()))
        if joined:
            row = replace(row, other_emails=tuple(dict.fromkeys((*row.other_emails, *joined))), row=own)
        self._add_contacts(row)
        if facts:
            mine = row.code
            row = as_learned(row, facts, is_free=lambda contact: self._code(self._contacts.get(contact, mine)) == mine)
            row = replace(row, row=own)
            self._add_contacts(row)
        self._members[row.code] = row
        for word in row.segments:
            if word not in self._words:
                self._words[word] = True
        if row.phone and row.code not in self._phones.get(row.phone, ()):
            self._phones[row.phone] = (*self._phones.get(row.phone, ()), row.code)
        for email in row.other_emails:
            # For what nobody may get twice, and whose an order may be; it opens no account.
            self._note_mailbox(fold_email(email), {row.code})

    def _add_contacts(self, member: Member) -> None:
        for contact in member.contacts:
            first = self._code(self._contacts.setdefault(contact, member.code))
            if first != member.code:
                self.doubts.append(Doubt(DoubtKind.CONTACT_TWICE, member, first))

    def doubt_about(self, row: Member) -> Doubt | None:
        """Why a row without a code gets none: its address or contact is somebody's already. None where it may."""
        code = self._emails.get(fold_email(row.email)) if row.email else None
        if code is not None and self._is_firm(self._members.get(self._code(code))):
            return Doubt(DoubtKind.TAKEN, row, self._code(code))
        codes = [self._contacts[contact] for contact in row.contacts if contact in self._contacts]
        return Doubt(DoubtKind.TAKEN, row, self._code(codes[0])) if codes else None

    def add_moved(self, row: Member) -> None:
        """The row of somebody who was joined with another member: their contacts and addresses are that member's."""
        member, further = self._code(row.code), row.own_row.other_emails
        if further != self._written_emails.get(row.code, ()):
            self._written_emails[row.code] = further
            self._put_again(member)
        for contact in row.contacts:
            self._contacts.setdefault(contact, member)
        if row.email:
            self._note_email(member, row.email)

    def add_alias(self, other: str, member: str) -> None:
        """What stands under the one code counts for the other."""
        self._joined[other] = member
        self._absorbed[member] = (*self._absorbed.get(member, ()), other)

    def _leave(self, member: Member) -> None:
        """Nothing is known of them any more."""
        for code in self._all_codes(member.code):
            self._facts[fact_key(Subject.MEMBER, code)] = ()
            self._answers[code] = ()
        self._reviews = {
            key: tuple(review for review in reviews if self._code(review.member) != member.code)
            for key, reviews in self._reviews.items()
        }
        self._remove_waits([wait for code in self._all_codes(member.code) for wait in self._waiters.get(code, ())])
        self._remove(member)

    def _remove(self, member: Member) -> None:
        """Nobody finds them any more; their entries stay."""
        self._members = {code: other for code, other in self._members.items() if code != member.code}
        self._contacts = {contact: code for contact, code in self._contacts.items() if code != member.code}
        self._emails = {email: code for email, code in self._emails.items() if code != member.code}
        self._mailboxes = {
            box: tuple(code for code in codes if code != member.code) for box, codes in self._mailboxes.items()
        }

    def add_order(self, order: Order) -> None:
        """A row of Orders; of two with one number the one that gives less is believed."""
        key = fold_order(order.number)
        known = self._rows.get(key) or self._orders.get(key)
        # An order that stands twice, once as paid and once as refunded, must not pay by where its row was sorted to.
        if known is None or order_gives(order) < order_gives(known):
            self._put_order(order)

    def add_entry(self, entry: Entry) -> None:
        """A line of the Ledger; a cause counts once, a redemption gives its coupon, a cancellation undoes that.

        An opening takes the place of the entries that it stands for, and of those that are still to come.
        """
        cause = fold(entry.cause)
        # A cause counts once: two instances, a retry or a late request change nothing (docs/decisions/0003).
        if cause and cause in self._causes:
            return
        if entry.stands_for:
            self._supersede(entry)
        if cause:
            self._causes[cause] = entry
        step = merge_step(entry.cause)
        if step:
            self._merge(step, entry)
            return
        self._entries[entry.member] = (*self._entries.get(entry.member, ()), entry)
        if entry.kind in FOLLOWS_A_CLAIM:
            self._followed[fold_order(entry.subject)] = True
        if entry.kind in CHANGES_GIVEN_BY:
            reward = fold(entry.subject)
            self._given[reward] = self._given.get(reward, 0) + CHANGES_GIVEN_BY[entry.kind]
        if entry.kind is EntryKind.REDEMPTION:
            key = fold(code_of(entry.cause))
            rows = self._rows_with(key)
            if rows:
                self._put_coupon(key, rows)

    def _merge(self, step: MergeStep, entry: Entry) -> None:
        """Lines of a merge say whose the other's lines are; their own points are there for who adds the column up.

        The last step of the two counts, whichever of their lines comes first: no clock and no row tells that.
        """
        pair = step.other, step.member
        if step.goes_out or (pair in self._merges and step.place <= self._merges[pair].place):
            return
        self._merges[pair] = step
        if step.undone:
            if self._joined.get(step.other) == step.member:
                self._joined[step.other] = ""
                theirs = self._absorbed.get(step.member, ())
                self._absorbed[step.member] = tuple(code for code in theirs if code != step.other)
                self._put_again(step.member)
        elif not self._joined.get(step.other) and step.other != self._code(step.member):
            self.add_alias(step.other, step.member)
            moved = self._members.get(step.other)
            if moved:
                self._remove(moved)
                self.add_moved(moved)
            if entry.email:
                self._note_email(step.member, entry.email)
            self._put_again(step.member)

    def _note_email(self, member: str, email: str) -> None:
        key = fold_email(email)
        self._find_by(key, member)
        known = self._other_emails.get(member, ())
        if key not in known:
            self._other_emails[member] = (*known, key)

    def _find_by(self, email: str, member: str) -> str:
        """From now on this address finds the member, unless somebody has it; the code of whom it finds."""
        first = self._emails.setdefault(email, member)
        typed = first != member and not self._is_firm(self._members.get(self._code(first)))
        # Who only typed it has it until somebody else proves it, or the owner names them by it.
        if typed and self._is_firm(self._members.get(member)):
            self._emails[email] = member
        self._note_mailbox(email, {first, member})
        return self._emails[email]

    def _note_mailbox(self, email: str, members: Set[str]) -> None:
        """Those of them whom the mailbox's plain key does not find."""
        box = mailbox_of(email)
        codes = self._mailboxes.get(box, ()) if box else ()
        further = tuple(code for code in sorted(members) if code not in codes and code != self._emails.get(box))
        if box and further:
            self._mailboxes[box] = codes + further

    def _is_firm(self, member: Member | None) -> bool:
        """False for who has only typed the address in their row, where the owner wants it proved before points."""
        if member is None or not member.contacts or self.settings.confirm_email is not ConfirmAddress.BEFORE_POINTS:
            return True
        return member.proved is not None

    def _put_again(self, code: str) -> None:
        """Other lines of the Log are the member's now."""
        member = self._members.get(self._code(code))
        if member:
            self._put_member(member.own_row)

    def _find_again(self, code: str) -> None:
        """Whoever has proved the address in their row is found by it."""
        member = self._members.get(self._code(code))
        if member and member.email:
            self._find_by(fold_email(member.email), member.code)

    def _code(self, code: str) -> str:
        while into := self._joined.get(code):
            code = into
        return code

    def _all_codes(self, code: str) -> Iterator[str]:
        """The code, and those of whoever was joined with it."""
        yield code
        for other in self._absorbed.get(code, ()):
            yield from self._all_codes(other)

    def _supersede(self, opening: Entry) -> None:
        listed = {fold(cause) for cause in opening.stands_for}
        known = (self._causes.get(cause) for cause in listed)
        whose = {entry.member for entry in known if entry and fold(entry.cause) in listed}
        for member in whose:
            self._entries[member] = tuple(entry for entry in self._entries[member] if fold(entry.cause) not in listed)
        for cause in listed:
            self._causes[cause] = opening

    def add_coupons(self, rows: Iterable[Coupon]) -> None:
        """All rows of Coupons at once, in the order of their tab; the same as one after the other."""
        rows, pools = tuple(rows), dict[str, dict[str, Coupon]]()
        for row in rows:
            key = fold(row.code)
            self._count_coupon(key, self._rows_with(key, row))
        for row in rows:
            key = fold(row.code)
            if self._coupons[key] is row and self._is_free(row):
                pools.setdefault(fold(row.reward), {}).setdefault(key, row)
        self._pools.update({reward: tuple(pool.values()) for reward, pool in pools.items()})

    def add_coupon(self, row: Coupon) -> None:
        """One more row of Coupons; of those with one code the one that gives less is believed."""
        key = fold(row.code)
        self._put_coupon(key, self._rows_with(key, row))

    def _rows_with(self, key: str, *more: Coupon) -> tuple[Coupon, ...]:
        """The rows with this code that differ: one that is filled down a column is one."""
        there = self._coupon_rows.get(key) or ((self._coupons[key],) if key in self._coupons else ())
        return (*there, *(row for row in more if row not in there))

    def _put_coupon(self, key: str, rows: tuple[Coupon, ...]) -> None:
        """These are the rows of the code now; its pool follows."""
        before = self._coupons.get(key)
        coupon = self._count_coupon(key, rows)
        if before is coupon:
            return
        if before and before.status is CouponStatus.AVAILABLE:
            reward = fold(before.reward)
            self._pools[reward] = tuple(other for other in self._pools.get(reward, ()) if fold(other.code) != key)
        if self._is_free(coupon):
            reward = fold(coupon.reward)
            self._pools[reward] = (*self._pools.get(reward, ()), coupon)

    def _count_coupon(self, key: str, rows: tuple[Coupon, ...]) -> Coupon:
        """The coupon of these rows as it counts, whichever of them and of the Ledger's lines was read first."""
        entry, before = self._given_to(key), self._coupons.get(key)
        # A copy that says cancelled must not give points back as soon as a sort brings it to the top.
        row = min(rows, key=lambda row: coupon_gives(row, entry)) if len(rows) > 1 else rows[0]
        coupon = self._given_by(entry, row) if entry else row
        if len(rows) > 1 or coupon is not row or key in self._coupon_rows:
            self._coupon_rows[key] = rows
        self._coupons[key] = coupon
        if before and before.member and before.member != coupon.member:
            self._held[before.member] = tuple(code for code in self._held.get(before.member, ()) if code != key)
        if coupon.member and key not in self._held.get(coupon.member, ()):
            self._held[coupon.member] = (*self._held.get(coupon.member, ()), key)
        return coupon

    def _given_to(self, code: str) -> Entry | None:
        """The line of the Ledger that has given this code."""
        return self._causes.get(fold(coupon_cause(code)))

    def _is_free(self, coupon: Coupon) -> bool:
        """A code can be given when its row says so and no entry of the Ledger has given it."""
        return coupon.status is CouponStatus.AVAILABLE and self._given_to(coupon.code) is None

    def correct(self, row: Member | Order | Letter | Answer | Fact | Review | WaitingClaim) -> None:
        """A row that has changed, but not what it is found by."""
        match row:
            case Member():
                self._put_member(self._with_address(row.own_row))
            case Order():
                self._put_order(row)
            case Letter():
                self.add_letter(row)
            case Answer():
                answers = self._answers.get(row.member, ())
                self._answers[row.member] = tuple(row if answer.id == row.id else answer for answer in answers)
            case Review():
                reviews = self._reviews.get(row.about, ())
                self._reviews[row.about] = tuple(row if known.points == row.points else known for known in reviews)
            case WaitingClaim():
                self._put_waits(row, row)
            case Fact():
                facts = self._facts.get(row.key, ())
                self._put_facts(row, tuple(row if fact.cause == row.cause else fact for fact in facts))
            case _:
                assert_never(row)

    def _given_by(self, entry: Entry, coupon: Coupon) -> Coupon:
        """The coupon as the Ledger gave it, whatever its row says of whose it is; the row says what became of it."""
        # The row may name somebody else, because a display went astray or the owner typed: the Ledger counts.
        fresh = coupon.status is CouponStatus.AVAILABLE
        if not fresh and coupon.member == entry.member:
            return coupon
        return replace(
            coupon,
            status=CouponStatus.ISSUED if fresh else coupon.status,
            member=entry.member,
            email=entry.email,
            issued=entry.time,
            expires=coupon.expires or self.settings.last_coupon_day(entry.time),
        )

    def add_letter(self, letter: Letter) -> None:
        """A line of a letter, beside others of the same id or the first."""
        letters = self._letters.get(letter.member, ())
        place = next((place for place, known in enumerate(letters) if known.id == letter.id), len(letters))
        known = letters[place].with_line(letter) if place < len(letters) else letter
        self._letters[letter.member] = (*letters[:place], known, *letters[place + 1 :])

    def add_answer(self, answer: Answer) -> None:
        """An answer; of two with one id the same one counts however they are sorted."""
        answers = self._answers.get(answer.member, ())
        if any(known.id == answer.id for known in answers):
            answers = tuple(min(answer, known, key=repr) if known.id == answer.id else known for known in answers)
        else:
            answers = (*answers, answer)
        self._answers[answer.member] = answers

    def add_fact(self, fact: Fact) -> None:
        """A line of the Log; a cause counts once."""
        facts = self._facts.get(fact.key, ())
        # A cause has the number in it, and is slow to write: an order may have hundreds of refunds.
        if all(known.number != fact.number or known.cause != fact.cause for known in facts):
            self._put_facts(fact, (*facts, fact))

    def add_review(self, review: Review) -> None:
        """A row of Review; of two about one thing the one that gives less is believed."""
        rows = self._reviews.get(review.about, ())
        if any(known.points == review.points for known in rows):
            self._reviews[review.about] = tuple(
                min(known, review, key=review_gives) if known.points == review.points else known for known in rows
            )
        else:
            self._reviews[review.about] = (*rows, review)

    def add_wait(self, claim: WaitingClaim) -> None:
        """A row of Waiting; a copy of it is no further claim."""
        if all(known.cause != claim.cause for known in self._waits.get(claim.key, ())):
            self._put_waits(claim, claim)

    def _put_waits(self, about: WaitingClaim, *now: WaitingClaim) -> None:
        """This claim stands so now, or no more."""
        for rows, key in ((self._waits, about.key), (self._waiters, about.member)):
            rows[key] = (*(known for known in rows.get(key, ()) if known.cause != about.cause), *now)

    def _remove_waits(self, claims: Iterable[WaitingClaim]) -> None:
        for claim in claims:
            self._put_waits(claim)

    def _remove_facts(self, facts: Iterable[Fact]) -> None:
        for fact in facts:
            self._put_facts(fact, tuple(other for other in self._facts.get(fact.key, ()) if other.cause != fact.cause))

    def _remove_lines(self, letters: Iterable[Letter], answers: Iterable[Answer]) -> None:
        for letter in letters:
            there = self._letters.get(letter.member, ())
            self._letters[letter.member] = tuple(other for other in there if other.id != letter.id)
        for answer in answers:
            given = self._answers.get(answer.member, ())
            self._answers[answer.member] = tuple(other for other in given if other.id != answer.id)

    def _put_facts(self, about: Fact, facts: tuple[Fact, ...]) -> None:
        """What is known of a subject; it counts as its row says and the Log."""
        self._facts[about.key] = facts
        if about.kind in OF_SEGMENTS:
            return
        self._put_again(about.member)
        if about.kind is FactKind.MEMBER_PROOF:
            self._find_again(about.member)
        if about.kind is FactKind.SHOP_ORDER:
            ids = self._links.get(fold_order(about.value), ())
            self._links[fold_order(about.value)] = tuple(dict.fromkeys((*ids, about.about)))
        order = self._orders.get(fold_order(about.about)) if about.kind.subject is Subject.ORDER else None
        if order:
            self._put_order(self._rows.get(fold_order(about.about), order))

    def _put_order(self, row: Order) -> None:
        """The order counts as its row says and the Log."""
        key, facts = fold_order(row.number), self._facts.get(fact_key(Subject.ORDER, row.number), ())
        if facts or key in self._rows:
            self._rows[key] = row
        self._orders[key] = as_told(row, facts) if facts else row
        if row.cells and row.cells.shop_id:
            shop_id = fold(row.cells.shop_id)
            # Of a copied row the same one counts however the tab is sorted.
            self._shop_ids[shop_id] = min(self._shop_ids.get(shop_id, key), key)

    def _give(self, coupon: Coupon) -> None:
        """The row that counted is now as this one."""
        key = fold(coupon.code)
        rows, entry = self._rows_with(key), self._given_to(key)
        counted = min(rows, key=lambda row: coupon_gives(row, entry), default=None)
        self._put_coupon(key, (coupon, *(row for row in rows if row is not counted)))


def _emails_of(doubts: Iterable[Doubt]) -> Iterator[str]:
    twice = (doubt for doubt in doubts if doubt.kind in (DoubtKind.ADDRESS_TWICE, DoubtKind.ADDRESS_TYPED))
    return (fold_email(doubt.row.email) for doubt in twice if doubt.row)


def _contacts_of(doubts: Iterable[Doubt]) -> Iterator[str]:
    doubtful = (doubt.row for doubt in doubts if doubt.row and doubt.kind is not DoubtKind.ROW_TWICE)
    return (contact for row in doubtful for contact in row.contacts)
