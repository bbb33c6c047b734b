"""What a letter is about and what it may say, what is due, and who gets letters at all."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from loyalty.letters.channels import ALL_CHANNELS_OPEN, ByChat, OpenChannels
from loyalty.model.email_log import Letter
from loyalty.model.program_settings import RemindersBy, TierBy
from loyalty.model.written.letter_texts import LetterText
from loyalty.outcomes.member_standing import Expiring, HeldCoupon, Standing, TakenReward


@dataclass(frozen=True, slots=True)
class MembershipEnds:
    """A paid membership and its last day; ``sold``: it can be bought again."""

    plan: str
    perks: str
    day: date
    sold: bool


@dataclass(frozen=True, slots=True)
class TierAtRisk:
    """A tier and the last day of it, unless the member gets ``missing`` more by then, counted in ``by``."""

    tier: str
    perks: str
    day: date
    missing: Decimal
    by: TierBy


Loss = Expiring | MembershipEnds | TierAtRisk
"""What a member is about to lose; ``day`` is always the last one on which it is theirs."""


@dataclass(frozen=True, slots=True)
class LateOrder:
    """An order that a claim has waited for, and its points; ``points`` is None where it has not come in time."""

    order: str
    points: int | None = None


@dataclass(frozen=True, slots=True)
class RefusedReward:
    """A reward that was taken, and of which the shop made no code: its ``points`` are back."""

    reward: str
    points: int


LetterAbout = HeldCoupon | Loss | LateOrder | RefusedReward
"""What a letter can be about."""


@dataclass(frozen=True, slots=True)
class NotedDigits:
    """That the six digits of this instant, in the shop's zone, are noted as sent to this contact's address."""

    contact: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """A letter that was taken, with all that it may say; ``name`` may be blank.

    ``language`` is the member's own; ``program_language`` holds where that is blank or unknown. ``orders_to_next`` is
    how many orders of the shop's usual size the next reward is away, None where nobody can say; ``worth`` is what
    their rewards so far are worth in ``currency``, None where the owner has not said; ``subject`` the coupon that the
    letter is about, ``loss`` what it warns of, ``late`` the order that has come, or has not, ``refused`` the reward of
    which the shop made no code. ``chat`` is the link into the chat, to which a reward's id may be added as its ref;
    ``colour``, ``logo`` and ``postal_address`` are the shop's own, ``texts`` the
    owner's words for this email, in any language. ``by_chat`` is None where the letter goes by e-mail
    alone, ``digits`` where it can hold none that prove an address.
    """

    letter: Letter
    name: str
    program: str
    shop: str
    shop_link: str
    standing: Standing
    won: tuple[TakenReward, ...]
    redeemed: int
    coupons: tuple[HeldCoupon, ...]
    language: str = ""
    program_language: str = ""
    orders_to_next: int | None = None
    worth: Decimal | None = None
    currency: str = ""
    subject: HeldCoupon | None = None
    loss: Loss | None = None
    late: LateOrder | None = None
    refused: RefusedReward | None = None
    chat: str = ""
    colour: str = ""
    logo: str = ""
    postal_address: str = ""
    texts: tuple[LetterText, ...] = ()
    by_chat: ByChat | None = None
    digits: NotedDigits | None = None


@dataclass(frozen=True, slots=True)
class Subscription:
    """Whether a member gets letters of the program; ``language`` is their own, blank where the program's holds, and
    ``shop``, ``shop_link`` and ``colour`` are the owner's, blank where the owner has not said.
    """

    program: str
    language: str
    programs_language: str
    wanted: bool
    shop: str = ""
    shop_link: str = ""
    colour: str = ""


@dataclass(frozen=True, slots=True)
class TakenReminders:
    """The letters to send now, the codes of those for whom more may be due, and the owner's pace.

    ``per_minute`` is 0 where the owner has set no pace; ``unknown`` is how many letters were taken before and may
    have arrived or not, including those that another run is sending at this moment; ``held`` is how many members have
    letters due that no open way can carry, ``held_out`` how many were just noted as held out. ``ways`` and
    ``reminders_by`` are those by which each of the ``rest`` can be reached; ``usual`` is the points of the shop's
    average order, None without any.
    """

    reminders: tuple[LetterFacts, ...]
    rest: tuple[str, ...] = ()
    per_minute: int = 0
    unknown: int = 0
    held: int = 0
    held_out: int = 0
    ways: OpenChannels = ALL_CHANNELS_OPEN
    reminders_by: RemindersBy = RemindersBy.EMAIL
    usual: Decimal | None = None

    @property
    def left(self) -> int:
        """For how many more members letters are due."""
        return len(self.rest)
