"""Claiming: a member names an order of theirs and gets its points, once."""

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from functools import partial

from loyalty.book.book import Book
from loyalty.book.decision import AddEntry, AddLetter, Change, Decision, RemoveLines
from loyalty.book.proof import further_addresses, has_proved, is_by_phone, notes_phone, notes_proof_from, to_prove
from loyalty.member.late.noted_claims import note_claim
from loyalty.member.proving import Proof, as_named, is_shown, is_used_up, nothing_shown, prove
from loyalty.member.who_asks import member_who_may_act
from loyalty.model.addresses import fold_email, same_gmail, valid_email
from loyalty.model.causes import campaign_line_id, order_cause
from loyalty.model.email_log import Letter, LetterStatus
from loyalty.model.entry import MOST_IN_ALL, MOST_POINTS, Entry, EntryKind, Review
from loyalty.model.identifiers import with_hyphens
from loyalty.model.member import Member
from loyalty.model.offers import Plan
from loyalty.model.orders import Order
from loyalty.model.program_settings import Settings, TierBy
from loyalty.outcomes.claiming import (
    AlreadyClaimed,
    Claimed,
    ClaimOutcome,
    DayIsFull,
    InReview,
    NotApproved,
    NotPaid,
    OrderNoted,
    OrderTooLarge,
    OrderTooOld,
    OrderTooSmall,
    UnknownOrder,
)
from loyalty.outcomes.joining import ConfirmEmail
from loyalty.outcomes.member_standing import Standing
from loyalty.outcomes.not_served import Blocked
from loyalty.points.earning import Earned, earn, in_cents, reasons
from loyalty.points.memberships import plan_in, starts_plan
from loyalty.points.outliers import decided, review_of_claim, why_odd
from loyalty.points.refund import refund, share
from loyalty.points.refunds_above import as_decided, review_of_refund, waiting
from loyalty.points.standing import standing
from loyalty.points.tiers import rises


def claim_order(
    book: Book,
    *,
    contact: str,
    number: str,
    now: datetime,
    signed: bool = False,
    proof: Proof = nothing_shown,
    phone: str = "",
) -> Decision[ClaimOutcome]:
    """The points of an order go to the member under whose address the shop has it; each order counts once.

    Of a ``signed`` number, as only the shop's order mail has it, they go to whoever shows it; where the shop has it
    under the member's address, that is proved by it, too. For a typed number the address has to be proved first, where
    the owner wants that, and the answer is the same whether there is such an order or not. A claim of an order that
    the shop has not told of waits for it (docs/decisions/0066-an-order-may-come-late.md).

    An order that the shop has under no address goes to whoever writes from its number: ``phone`` is the one that
    WhatsApp names for this contact, blank for none (docs/decisions/0071-a-phone-number-proves-an-order.md).
    """
    member = member_who_may_act(book, contact, now=now)
    if not isinstance(member, Member):
        return Decision(member)
    if book.order(number) is None:
        number = with_hyphens(number)
    told = _claimed_by(book, member, contact, number, now=now, signed=signed, proof=proof, phone=phone)
    if not _rests_on_phone(book, number, told):
        return told
    return Decision(told.outcome, (*notes_phone(book, member, phone, now=now), *told.changes))


def _claimed_by(
    book: Book, member: Member, contact: str, number: str, *, now: datetime, signed: bool, proof: Proof, phone: str
) -> Decision[ClaimOutcome]:
    by_link = proved_by_link(book, member, number=number, contact=contact) if signed else ""
    if by_link or is_shown(book, proof, member.email):
        named = as_named(member, by_link or member.email)
        proved = prove(book, named, now=now, used_up=not by_link and is_used_up(proof, member.email))
        if isinstance(proved.outcome, Blocked):
            return Decision(proved.outcome)
        after = book.after(proved.changes)
        proven = after.member(member.code) or member
        credited = _credit_or_note(after, proven, number, now=now, signed=signed, phone=phone)
        return Decision(credited.outcome, (*proved.changes, *credited.changes))
    order = None if book.claim_of(number) else book.order(number)
    by_phone = order is not None and is_by_phone(book, member, order, shown=phone)
    if not (signed or by_phone or has_proved(book, member)):
        return _asked_first(book, member, number, now, phone=phone)
    return _credit_or_note(book, member, number, now=now, signed=signed, phone=phone)


def _rests_on_phone(book: Book, number: str, told: Decision[ClaimOutcome]) -> bool:
    """True where the number from which they write has to be known later, too.

    Of what waits nothing is looked at: whether there is such an order must not show in what is stored of a member.
    """
    match told.outcome:
        case OrderNoted():
            return True
        case ConfirmEmail():
            return bool(told.changes)
        case Claimed() | InReview():
            order = book.order(number)
            return bool(told.changes) and order is not None and not order.email and bool(order.phone)
        case _:
            return False


def _credit_or_note(
    book: Book, member: Member, number: str, *, now: datetime, signed: bool, phone: str
) -> Decision[ClaimOutcome]:
    """Its points, judged by today; until the shop tells of the order the claim waits for it."""
    credited = credit_order(book, member, number, now=now, signed=signed, phone=phone)
    match credited.outcome:
        case UnknownOrder():
            return note_claim(book, member, number, now=now, signed=signed) or credited
        case Claimed():
            # One that waited is over, or what counts for today would count for the day on which that began.
            waits = tuple(claim for claim in book.waits_for(number) if book.code_of(claim.member) == member.code)
            more = (RemoveLines(waits=waits),) if waits else ()
            return Decision(credited.outcome, (*credited.changes, *more))
        case _:
            return credited


def _asked_first(book: Book, member: Member, number: str, now: datetime, *, phone: str) -> Decision[ClaimOutcome]:
    """For the proof, unless the order is one that they have claimed, by a signed link perhaps.

    Of who writes from a number of their own the claim waits meanwhile: the shop may tell the order under that.
    """
    claim = book.claim_of(number)
    if claim and claim.member == member.code:
        return Decision(_already_claimed(book, standing(book, member, today=book.settings.day(now)), claim, number))
    waits = note_claim(book, member, number, now=now, signed=False) if phone else None
    if not member.email or not number.strip():
        return waits or Decision(UnknownOrder(standing(book, member, today=book.settings.day(now)), number))
    asked = ConfirmEmail(member.email, book.settings.program_name, book.settings.chat_link)
    return Decision(asked, waits.changes if waits else ())


def proved_by_link(book: Book, member: Member, *, number: str, contact: str) -> str:
    """Which address of theirs the signed link of this order proves, or a further one of their row; blank for none."""
    mine = (member.email, *to_prove(book, member))
    return next((one for one in mine if proves_address(book, number=number, email=one, contact=contact)), "")


def proves_address(book: Book, *, number: str, email: str, contact: str) -> bool:
    """True when the shop has this order under the address that they name: its signed link shows that they read it.

    Links are forwarded, with the mail or by whoever gives the goods away. So one that has been used proves nothing, and
    none proves an address that somebody else has proved, or under which the owner has put points: what opens an account
    is what came to its mailbox alone.
    """
    order, address = book.order(number), valid_email(email)
    if not order or not address or fold_email(order.email) != fold_email(address) or book.claim_of(number):
        return False
    holder = book.member_with(address)
    return holder is None or contact in holder.contacts or not has_proved(book, holder)


def credit_order(
    book: Book,
    member: Member,
    number: str,
    *,
    now: datetime,
    signed: bool = False,
    claimed_at: datetime | None = None,
    phone: str = "",
) -> Decision[ClaimOutcome]:
    """The points of an order for this member, whether they claim it, the night credits it, or the owner says yes to it.

    What waited is judged by the instant at which it was claimed. ``phone`` is the number from which they write now.
    """
    told, today, judged = book.order(number), book.settings.day(now), claimed_at or now
    order = as_decided(book, told) if told else None
    refusal = _refusal(book, member, number, order or told, judged, signed=signed, phone=phone)
    if refusal or told is None:
        return Decision(refusal or UnknownOrder(standing(book, member, today=today), number))
    if order is None:
        return _waits(book, member, review_of_refund(told, member.code, judged), now)
    plan = plan_in(book, order)
    earned = earn(book, member, order, now=judged) if _large_enough(book, order) else Earned(0)
    brings = earned.points - share(earned.points, order) >= 1 or _is_a_step(book, order)
    if not plan and not earned.basket and not earned.limited and not brings:
        settings, stands = book.settings, standing(book, member, today=today)
        nothing_counts = earned.base is not None and not earned.base.points and order.amount > order.given_back
        small = OrderTooSmall(stands, order.number, settings.minimum_order, settings.currency, nothing_counts)
        return Decision(small)
    if earned.limited and not earned.points:
        limit = book.settings.most_points_a_day
        return Decision(DayIsFull(standing(book, member, today=today), order.number, limit))
    credited = _credited(book, member, order, earned, plan, now)
    if _too_large(order, credited):
        return Decision(OrderTooLarge(standing(book, member, today=today), order.number))
    why = why_odd(book, order, earned.points, now=judged)
    decision = decided(book, order_cause(number), member, earned.points) if why else True
    if decision is False:
        return Decision(NotApproved(standing(book, member, today=today), order.number))
    if why and not decision:
        return _waits(book, member, review_of_claim(order, member, earned.points, why, judged), now)
    return credited


def _waits(book: Book, member: Member, review: Review, now: datetime) -> Decision[InReview]:
    """The owner looks at the order first; their word books it (loyalty.intake.owner_edits)."""
    stands = standing(book, member, today=book.settings.day(now))
    return Decision(InReview(stands, review.subject), waiting(book, review))


def _too_large(order: Order, credited: Decision[Claimed]) -> bool:
    """True when a line of the claim, or the balance after it, could not be read again as it was written."""
    lines = (change.entry.points for change in credited.changes if isinstance(change, AddEntry))
    in_a_line = in_cents(order.amount) > MOST_POINTS or any(abs(points) > MOST_POINTS for points in lines)
    stands = credited.outcome.standing
    return in_a_line or stands.points + stands.pending > MOST_IN_ALL


def _credited(
    book: Book, member: Member, order: Order, earned: Earned, plan: Plan | None, now: datetime
) -> Decision[Claimed]:
    """All that the claim brings: its points, what a refund takes of them, a membership, a tier."""
    settings, today = book.settings, book.settings.day(now)
    claim = Entry(
        now,
        member.code,
        EntryKind.CLAIM,
        earned.points,
        email=member.email,
        subject=order.number,
        note=reasons(order, earned, settings),
        cause=order_cause(order.number),
        available=_available(order, settings, today),
        amount=in_cents(order.amount),
        campaign=earned.campaign.name if earned.campaign else "",
    )
    claimed = book.after([AddEntry(claim)])
    went_back = refund(claimed, order=order, now=now)
    more = [went_back] if went_back else []
    starts = [starts_plan(book, member, order, plan, now=now)] if plan else []
    # Where the owner has deleted the claim alone, the membership that it started still stands.
    more += [start for start in starts if not book.caused_by(start.cause)]
    with_more = claimed.after(map(AddEntry, more))
    risen = rises(with_more, member, now=now)
    changes: tuple[Change, ...] = (
        *notes_proof_from(book, now=now),
        *map(AddEntry, (claim, *more, *risen)),
        *_held_out(book, member, earned, now),
    )
    outcome = Claimed(
        standing(with_more.after(map(AddEntry, risen)), member, today=today),
        order.number,
        earned.points + (went_back.points if went_back else 0),
        campaign=claim.campaign,
        basket=earned.basket,
        limit=settings.most_points_a_day if earned.limited else 0,
        rise=risen[-1].note if risen else "",
        bonus=sum(entry.points for entry in risen),
        plan=plan.name if plan else "",
        counted=earned.counted,
        currency=settings.currency if earned.counted is not None else "",
        more_for=earned.more_for,
        order_limit=settings.most_points_an_order if earned.capped else 0,
    )
    return Decision(outcome, changes)


def _held_out(book: Book, member: Member, earned: Earned, now: datetime) -> Iterator[AddLetter]:
    """The lines in Emails that say which campaigns the member is held out of, once each time that one runs."""
    for campaign in earned.held_out:
        id_ = campaign_line_id(campaign.name, member.code)
        known = book.letter(id_, member.code)
        # The row of last year's campaign, with this year's days: what it shows now is another result.
        if known is None or (campaign.starts and book.settings.day(known.time) < campaign.starts):
            held = LetterStatus.HELD_OUT
            yield AddLetter(Letter(id_, now, member.code, member.email, campaign.name, held))


def _available(order: Order, settings: Settings, today: date) -> date | None:
    """The day from which the order's points can be spent, counted from its placing; None for at once."""
    if not settings.pending_days:
        return None
    day = (order.placed or today) + timedelta(days=settings.pending_days)
    return day if day > today else None


def is_theirs(book: Book, order: Order, addresses: Collection[str]) -> bool:
    """True for an order under one of a member's folded addresses, or one that Google takes for the same.

    Unless it is another member's: what somebody types who need not prove it claims nothing of hers.
    """
    if fold_email(order.email) in addresses:
        return True
    holder = book.member_with(order.email)
    gmail = any(same_gmail(address, order.email) for address in addresses)
    return gmail and (holder is None or not has_proved(book, holder))


def _addresses(book: Book, member: Member) -> frozenset[str]:
    """The folded addresses under which an order is the member's."""
    return book.addresses_of(member) | further_addresses(book, member)


def owner_of(book: Book, order: Order) -> Member | None:
    """The member whose order it is: by its address, else the only one of that mailbox, or with that further address.

    Of one without an address the only member whose number it has.
    """
    if not order.email:
        holders = book.members_with_phone(order.phone) if order.phone else ()
        return holders[0] if len(holders) == 1 else None
    named = book.member_with(order.email)
    if named and has_proved(book, named):
        return named
    others = [
        member
        for member in book.members_of_mailbox(order.email)
        if has_proved(book, member) and is_theirs(book, order, _addresses(book, member))
    ]
    return others[0] if len(others) == 1 else None


def _already_claimed(book: Book, stands: Standing, claim: Entry, number: str) -> AlreadyClaimed:
    """What a closed claim gave can no longer be told: its opening holds the points of many."""
    if claim.kind is EntryKind.OPENING:
        return AlreadyClaimed(stands, number, None)
    return AlreadyClaimed(stands, claim.subject or number, book.brought_by(claim), book.taken_back(claim))


def _refusal(
    book: Book, member: Member, number: str, order: Order | None, now: datetime, *, signed: bool, phone: str
) -> AlreadyClaimed | UnknownOrder | NotPaid | OrderTooOld | None:
    settings, today = book.settings, book.settings.day(now)
    stands = partial(standing, book, member, today=today)
    claim = book.claim_of(number)
    if claim and claim.member == member.code:
        return _already_claimed(book, stands(), claim, number)
    # the same answer for somebody else's order as for none: nobody may learn about others' orders (docs/decisions/0019)
    theirs = signed or (
        order is not None
        and (is_by_phone(book, member, order, shown=phone) or is_theirs(book, order, _addresses(book, member)))
    )
    if claim or order is None or not theirs:
        return UnknownOrder(stands(), number)
    if not order.paid:
        return NotPaid(stands(), order.number)
    if order.placed and (today - order.placed).days > settings.claim_within_days:
        return OrderTooOld(stands(), order.number, settings.claim_within_days)
    return None


def _is_a_step(book: Book, order: Order) -> bool:
    """True where orders are what leads to a tier: there one counts that is too small for a point, too."""
    by_orders = book.settings.tier_by is TierBy.ORDERS and bool(book.offers.tiers)
    return by_orders and order.amount > order.given_back and _large_enough(book, order)


def _large_enough(book: Book, order: Order) -> bool:
    return order.amount - order.given_back >= book.settings.minimum_order
