"""Causes: what an entry's last cell says it was booked for, so that nothing is booked twice; and letters' ids."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from itertools import count

from loyalty.model.identifiers import fold, fold_order, member_code

RISE, WARNED, KEPT, LOST, VOID = "tier", "tier-warned", "tier-kept", "tier-lost", "tier-void"
BROUGHT = "tier-brought"
"""The steps that a member takes in the tiers, as their causes name them; one is brought from an earlier program."""
PART_REFUND, REFUND_ABOVE, RETURNED = "refund-of", "refund-above", "returned"
_NAMED_BY_INSTANT = re.compile(r".*:(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d):(-?\d{1,15})(?::\d+)?", re.IGNORECASE)
"""A lot without a cause, or a line that was given back with a number behind it."""
_AMOUNT = r"(\d{1,15}(?:\.\d{1,40})?)"
ORDER = "order:"
"""How the cause of an order's points begins."""
FREED = "freed-"
CAMPAIGN_LINE = "campaign:"
"""How the id of a line in Emails begins that is no email: somebody was held out of a campaign."""
WAIT, SIGNED_WAIT = "wait", "wait-signed"
_WAIT_INSTANT = "%Y%m%dT%H%M%S"
_WAIT = re.compile(r"(wait|wait-signed):(\d{8}T\d{6})Z:([^:]+):(.+)", re.IGNORECASE)
_ORDER_LETTER = re.compile(r"[^:]+:[^:]+:\d{8}-([^:]+)")
_PART = re.compile(rf"{PART_REFUND}:[^:]*:{_AMOUNT}/{_AMOUNT}:.+")
_STEP = re.compile(rf"refund-step:(\d{{1,6}}):(?:(all)|{_AMOUNT}/{_AMOUNT}):(.+)", re.IGNORECASE)
_CORRECTION = re.compile(rf"corrected:(\d{{1,6}}):{_AMOUNT}(?:/bought-(\d{{1,9}}))?:(.+)", re.IGNORECASE)
_OPENING = re.compile(r"opening:[^:]*:(\d{4}-\d\d-\d\d)(?::\d+)?", re.IGNORECASE)
_PART_AT_A_RATE = re.compile(rf"{PART_REFUND}:{_AMOUNT}:")


def join_cause(member: str) -> str:
    """The cause of the sign-up bonus."""
    return f"join:{member}"


def bonus_again_cause(member: str) -> str:
    """The cause of taking back a sign-up bonus that this member's mailbox had before."""
    return f"bonus-again:{member}"


def order_cause(number: str) -> str:
    """The cause of the points of an order."""
    return f"{ORDER}{fold_order(number)}"


def order_of(cause: str) -> str:
    """The folded number of the order whose points this cause has given; blank for any other cause."""
    mark, _, number = cause.partition(":")
    return fold_order(number) if mark == "order" else ""


def wait_cause(member: str, number: str, at: datetime, *, signed: bool) -> str:
    """What a claim is known by that waits for its order: whose it is, of what, since which instant, in UTC."""
    return f"{SIGNED_WAIT if signed else WAIT}:{at.astimezone(UTC):{_WAIT_INSTANT}}Z:{member}:{fold_order(number)}"


def wait_of(cause: str) -> tuple[str, str, datetime, bool] | None:
    """The member, the order's folded number, the instant, and whether its number was signed; None for another text."""
    found = _WAIT.fullmatch(cause.strip())
    try:
        at = datetime.strptime(found[2].upper(), _WAIT_INSTANT).replace(tzinfo=UTC) if found else None
    except ValueError:
        return None
    return (member_code(found[3]), fold_order(found[4]), at, found[1].lower() == SIGNED_WAIT) if found and at else None


def coupon_cause(code: str) -> str:
    """The cause of a redemption, which names the coupon that was given."""
    return f"coupon:{code}"


def code_of(cause: str) -> str:
    """The coupon's code that a redemption's cause names; blank for a cause of the owner's own."""
    mark, _, code = cause.partition(":")
    return code if mark == "coupon" else ""


def refund_cause(number: str) -> str:
    """The cause of the entry that takes an order's points back."""
    return f"refund:{fold_order(number)}"


def part_refund_cause(number: str, back: Decimal, whole: Decimal, *, before: Decimal) -> str:
    """The cause of the entry that takes points back when ``back`` of an order's ``whole`` amount has gone back in all.

    Both are as they were told, in the currency that was paid. ``before`` stands in front of them for the version before
    alone, which would take the points once more where it finds no amount (docs/decisions/0031).
    """
    return f"{PART_REFUND}:{_plain(before)}:{_plain(back)}/{_plain(whole)}:{fold_order(number)}"


def refund_above_cause(number: str, back: Decimal, whole: Decimal) -> str:
    """What the owner is asked under when more has gone back of an order than its ``whole`` amount, as that was told."""
    return f"{REFUND_ABOVE}:{_plain(back)}/{_plain(whole)}:{fold_order(number)}"


def order_of_refund_above(cause: str) -> str:
    """The folded number of the order about which such a cause asks; blank for any other cause."""
    mark, _, rest = fold(cause).partition(":")
    return rest.partition(":")[2] if mark == REFUND_ABOVE else ""


def amounts_of_refund(cause: str) -> tuple[Decimal, Decimal] | None:
    """How much of what went back in all, as the cause of a part refund tells both; None for any other cause."""
    found = _PART.fullmatch(cause)
    return (Decimal(found[1]), Decimal(found[2])) if found else None


def part_of_refund(cause: str) -> Fraction | Decimal | None:
    """What the cause of a part refund says of how much went back in all; None for any other cause.

    A fraction is the part of the order's amount, as that was told. An amount is from the version before: in the
    currency that the program had then, at the rate of that day.
    """
    told = amounts_of_refund(cause)
    if told and told[1]:
        return Fraction(told[0]) / Fraction(told[1])
    found = _PART_AT_A_RATE.match(cause)
    return Decimal(found[1]) if found else None


@dataclass(frozen=True, slots=True)
class OrderStep:
    """What a line says that came after the first word about a claimed order: ``number`` counts them from 1.

    ``back`` of the ``whole`` is with the customer by now, both None where all of it is; of a correction the ``whole``
    is the new amount, and nothing is said of what went back; ``bought`` is how many words of the shop's about goods and
    lines it follows. Amounts are as they were told.
    """

    order: str
    number: int
    back: Decimal | None = None
    whole: Decimal | None = None
    corrects: bool = False
    bought: int = 0


def refund_step_cause(number: str, step: int, back: Decimal | None, whole: Decimal | None) -> str:
    """The cause of a later word of what went back: less than before, or more once again; without amounts all of it."""
    part = "all" if back is None or whole is None else f"{_plain(back)}/{_plain(whole)}"
    return f"refund-step:{step}:{part}:{fold_order(number)}"


def correction_cause(number: str, step: int, amount: Decimal, *, bought: int = 0) -> str:
    """The cause of the points that another amount of a claimed order brings or takes, as that was told.

    Where the shop has told goods or lines since the claim, it names how many such words it follows.
    """
    followed = f"/bought-{bought}" if bought else ""
    return f"corrected:{step}:{_plain(amount)}{followed}:{fold_order(number)}"


def order_step(cause: str) -> OrderStep | None:
    """What such a cause says; None for any other cause, also for that of a first refund."""
    if found := _STEP.fullmatch(cause):
        amounts = (None, None) if found[2] else (Decimal(found[3]), Decimal(found[4]))
        return OrderStep(fold_order(found[5]), int(found[1]), *amounts)
    if found := _CORRECTION.fullmatch(cause):
        whole, bought = Decimal(found[2]), int(found[3] or 0)
        return OrderStep(fold_order(found[4]), int(found[1]), whole=whole, corrects=True, bought=bought)
    return None


def tier_cause(step: str, member: str, number: int, tier: str) -> str:
    """The cause of a member's step in the tiers, numbered from 1: ``tier:K7Q4ZD:1:gold``."""
    return f"{step}:{member}:{number}:{fold(tier)}"


def tier_step(cause: str) -> str:
    """Which step in the tiers the cause names; blank for any other cause."""
    step = cause.partition(":")[0]
    return step if step in (RISE, BROUGHT, WARNED, KEPT, LOST, VOID) else ""


def void_cause(rise: str) -> str:
    """The cause of the entry that undoes a rise."""
    return f"{VOID}:{rise}"


def plan_cause(months: int, order: str) -> str:
    """The cause of a membership of ``months`` months that this order has paid."""
    return f"plan:{months}:{fold_order(order)}"


def plan_of(cause: str) -> tuple[int, str] | None:
    """The months and the order that a membership's cause names; None for any other cause."""
    mark, _, rest = cause.partition(":")
    months, _, order = rest.partition(":")
    return (int(months), order) if mark == "plan" and months.isascii() and months.isdigit() else None


def lot_key(member: str, time: datetime, points: int) -> str:
    """The name of points that came without a cause, by what their line says in UTC; twins have one name."""
    return f"{member}:{time:%Y-%m-%dT%H:%M:%S}:{points}"


def said_in(name: str) -> tuple[datetime, int] | None:
    """The instant and the points that the name of a line without a cause tells; None for any other name."""
    found = _NAMED_BY_INSTANT.fullmatch(name)
    try:
        return (datetime.fromisoformat(found[1].upper()).replace(tzinfo=UTC), int(found[2])) if found else None
    except ValueError:
        return None


def expiry_cause(lot: str) -> str:
    """The cause of the entry that ends what is left of this lot."""
    return f"expiry:{lot}"


def used_cause(code: str, order: str = "", *, times: int = 1, freed: bool = False) -> str:
    """The cause of a coupon's use; of another than the first with the number of its ``order``, and how many times that
    one has used it by now. ``freed`` where the shop had given the code back before: it is no second use then.
    """
    step = f"{FREED}{times}" if freed else str(times) if times > 1 else ""
    return ":".join(filter(None, ("used", fold(code), fold_order(order), step)))


def unused_cause(code: str, order: str, *, times: int) -> str:
    """The cause of the line that a shop has given the code back that this order had used so many times by then."""
    return f"unused:{fold(code)}:{fold_order(order)}:{times}"


def code_of_use(cause: str) -> str:
    """The folded code that was used; blank for another cause."""
    mark, _, rest = fold(cause).partition(":")
    return rest.partition(":")[0] if mark == "used" else ""


def code_given_back(cause: str) -> str:
    """The folded code that a shop has given back; blank for another cause."""
    mark, _, rest = fold(cause).partition(":")
    return rest.partition(":")[0] if mark == "unused" else ""


def is_second_use(cause: str) -> bool:
    """True for the use of a code by one more order than it is good for."""
    order = fold(cause).partition(":")[2].partition(":")[2]
    return bool(code_of_use(cause) and order) and not order.rpartition(":")[2].startswith(FREED)


def cancel_cause(code: str) -> str:
    """The cause of the entry that gives the points of this coupon back."""
    return f"cancel:{code}"


def code_of_cancel(cause: str) -> str:
    """The coupon's code that the cause of a cancellation names; blank for another cause."""
    mark, _, code = cause.partition(":")
    return code if mark == "cancel" else ""


def taken_again_cause(code: str) -> str:
    """The cause of the entry that takes the points of a cancelled coupon again, because it was used after all."""
    return f"taken-again:{code}"


def edit_mark(member: str, display: str) -> str:
    """What the causes of all numbers begin with that were typed over one display of the member's points."""
    return f"edit:{member}:{display}:"


def edit_causes(member: str, display: str, typed: int) -> Iterator[str]:
    """The causes of a number typed over Points, as that display showed them, one for each time that it is typed."""
    return _times(f"{edit_mark(member, display)}{typed}")


def action_cause(action: str, member: str, first: date, number: int) -> str:
    """The cause of an owner's action, numbered from 1 within the period of UTC that begins on the day ``first``."""
    return f"action:{_joined(action)}:{member}:{first}:{number}"


def action_day(cause: str, action: str, member: str) -> date | None:
    """The first day of the period that the cause of this action of this member's names; None for any other cause."""
    name, _, number = fold(cause).rpartition(":")
    name, _, first = name.rpartition(":")
    try:
        return date.fromisoformat(first) if name == fold(f"action:{_joined(action)}:{member}") and number else None
    except ValueError:
        return None


def survey_cause(survey: str, member: str) -> str:
    """The cause of the points of a survey."""
    return f"survey:{_joined(survey)}:{member}"


def birthday_cause(member: str, year: int) -> str:
    """The cause of a birthday's points."""
    return f"birthday:{member}:{year}"


def referral_cause(friend: str) -> str:
    """The cause of the points for the member who brought this friend."""
    return f"referral:{friend}"


def friend_cause(friend: str) -> str:
    """The cause of this friend's own points."""
    return f"friend:{friend}"


def refused_referral_cause(friend: str) -> str:
    """The cause of the line that says why this friend does not count."""
    return f"referral-no:{friend}"


def given_back_cause(cause: str) -> str:
    """The cause of the entry that takes back what this one gave."""
    return f"back:{cause}"


def left_causes(mark: str) -> Iterator[str]:
    """The causes of the lines that whoever has this mark leaves behind, one for each time that they leave."""
    return _times(f"left:{mark}")


def left_mark(cause: str) -> str:
    """The mark that the cause of a leaving line holds; blank for any other cause."""
    word, _, rest = fold(cause).partition(":")
    return rest.partition(":")[0] if word == "left" else ""


def rejoined_cause(member: str, before: str) -> str:
    """The cause of the line that says which account this member had left before."""
    return f"rejoined:{member}:{before}"


def rejoined_from(cause: str) -> str:
    """The code of the account that the cause says was left before; blank for any other cause."""
    if not cause.startswith("rejoined:"):
        return ""
    return member_code(cause.rpartition(":")[2])


def opening_causes(member: str, day: date) -> Iterator[str]:
    """The causes of a member's openings, one for each time that their books are closed before this day."""
    return _times(f"opening:{member}:{day.isoformat()}")


def opening_day(cause: str) -> date | None:
    """The day before which the books were closed, in an opening's cause, also a folded one; None for another cause."""
    found = _OPENING.fullmatch(cause)
    return date.fromisoformat(found[1]) if found else None


def import_cause(member: str) -> str:
    """The cause of what a member had in an earlier program."""
    return f"import:{member}"


@dataclass(frozen=True, slots=True)
class MergeStep:
    """What a line of a merge says: ``other`` was joined with ``member``, or was taken apart again when ``undone``.

    Each merge of the two has a ``number``. ``goes_out``: the line takes the points from where they were.
    """

    other: str
    member: str
    number: int = 1
    undone: bool = False
    goes_out: bool = False

    @property
    def cause(self) -> str:
        """As the Ledger has it: ``merge:M3X9TR:K7Q4ZD``, from the second time on with the number."""
        word = ("unmerge" if self.undone else "merge") + ("-out" if self.goes_out else "")
        return ":".join((word, self.other, self.member, *([str(self.number)] if self.number > 1 else [])))

    @property
    def place(self) -> tuple[int, bool]:
        """Which of two steps of the same two members comes later."""
        return self.number, self.undone


def merge_step(cause: str) -> MergeStep | None:
    """What a line of a merge says; None for any other cause."""
    if not cause.startswith(("merge", "unmerge")):
        return None
    word, _, rest = cause.partition(":")
    other, _, rest = rest.partition(":")
    member, _, number = rest.partition(":")
    if word not in MERGE_WORDS or not (other and member) or not (number or "1").isdecimal():
        return None
    undone, goes_out = MERGE_WORDS[word]
    return MergeStep(member_code(other), member_code(member), int(number or "1"), undone=undone, goes_out=goes_out)


MERGE_WORDS = {
    "merge": (False, False),
    "merge-out": (False, True),
    "unmerge": (True, False),
    "unmerge-out": (True, True),
}


def returned_cause(whose: str, time: datetime, points: int, number: int) -> str:
    """The cause of a line that had none and is given back, the first or a later one of those that say the same."""
    return f"{RETURNED}:{whose}:{time:%Y-%m-%dT%H:%M:%S}:{points}:{number}"


def letter_id(letter: str, member: str, about: str) -> str:
    """The id of one letter to one member about one day or one coupon."""
    return f"{letter}:{member}:{about}"


def campaign_line_id(campaign: str, member: str) -> str:
    """The id of the line in Emails that says of whom a campaign was held out."""
    return f"{CAMPAIGN_LINE}{member}:{campaign}"


def order_letter_id(letter: str, member: str, order: str, day: date) -> str:
    """The id of one letter to one member about one order, of which something became on that day."""
    return letter_id(letter, member, f"{day:%Y%m%d}-{order.replace('%', '%25').replace(':', '%3A')}")


def order_of_letter(id_: str) -> str:
    """The order that such an id names; blank for any other, and for that of a letter that is tried again."""
    found = _ORDER_LETTER.fullmatch(id_)
    return found[1].replace("%3A", ":").replace("%25", "%") if found else ""


def tried_again(letter: str, tries: int) -> str:
    """The id of a letter that failed ``tries`` times before."""
    return f"{letter}:{tries + 1}" if tries else letter


def _plain(amount: Decimal) -> str:
    return f"{amount.normalize():f}"


def _joined(name: str) -> str:
    """A name of the owner's as a part of a cause, which has no blanks."""
    return "_".join(fold(name).split())


def _times(cause: str) -> Iterator[str]:
    yield cause
    yield from (f"{cause}:{time}" for time in count(2))
