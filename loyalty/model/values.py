"""What the program speaks of: settings, members, orders, rewards, coupons, ledger entries and letters."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo


@lru_cache(maxsize=16_384)
def _day(instant: datetime, zone: ZoneInfo) -> date:
    return instant.astimezone(zone).date()


UNDATED = datetime(1970, 1, 1, tzinfo=UTC)
"""The time of a Ledger row that the owner added without one: before everything else."""


class EarnBy(StrEnum):
    """What points are counted on."""

    AMOUNT = "amount"
    ORDER = "order"


class WhenSpent(StrEnum):
    """What a refund does about points that are already spent."""

    STOP_AT_ZERO = "stop at zero"
    DEFICIT = "deficit"


class PointsExpire(StrEnum):
    """When points that nobody spends come to an end."""

    NEVER = "never"
    ROLLING = "rolling"
    INACTIVITY = "inactivity"
    YEARLY = "yearly"


class UnusedCoupon(StrEnum):
    """What becomes of the points of a coupon that nobody used by its last day."""

    LAPSE = "lapse"
    GIVE_BACK = "give back"


class CreditOrders(StrEnum):
    """How a paid order's points come to a member."""

    BY_LINK = "by link"
    AUTOMATICALLY = "automatically"


class TierBy(StrEnum):
    """What a tier is reached by."""

    POINTS = "points"
    MONEY = "money"
    ORDERS = "orders"


class TierWindow(StrEnum):
    """The time in which it counts."""

    LIFETIME = "lifetime"
    YEAR = "12 months"
    CALENDAR_YEAR = "calendar year"


class TierLoss(StrEnum):
    """What becomes of a tier that she no longer reaches."""

    NEVER = "never"
    ONE_STEP = "one step"
    RIGHT_LEVEL = "right level"


class CouponSource(StrEnum):
    """Where a coupon's code comes from."""

    POOL = "pool"
    GENERATE = "generate"
    MANUAL = "manual"


class RemindersBy(StrEnum):
    """How letters reach a member; by chat, one that ManyChat refuses goes by e-mail."""

    EMAIL = "email"
    CHAT = "chat"
    BOTH = "both"


class LetterName(StrEnum):
    """The letters that there are, by the names of their folders in ``templates/``."""

    WELCOME = "welcome"
    REMINDER = "reminder"
    COUPON = "coupon"
    COUPON_EXPIRING = "coupon_expiring"
    POINTS_EXPIRING = "points_expiring"
    MEMBERSHIP_ENDING = "membership_ending"
    TIER_WARNING = "tier_warning"
    WIN_BACK = "win_back"
    OWNER_TASK = "owner_task"


@dataclass(frozen=True, slots=True)
class Settings:
    """The owner's program; the defaults are the seed program of the first day.

    An order gives ``points_per_unit`` for each ``unit`` of its amount, or for itself. ``currencies`` are other ones,
    and what one of each is worth in the program's own. ``chat_flow`` is the name space of the flow in ManyChat that
    shows a letter; without one none goes by chat.
    """

    program_name: str = "Regulars"
    shop_name: str = "Our shop"
    shop_link: str = ""
    language: str = "en"
    zone: ZoneInfo = ZoneInfo("UTC")
    currency: str = "USD"
    earn_by: EarnBy = EarnBy.AMOUNT
    points_per_unit: Decimal = Decimal(1)
    unit: Decimal = Decimal(1)
    sign_up_bonus: int = 50
    minimum_order: Decimal = Decimal(0)
    most_points_a_day: int = 0
    currencies: tuple[tuple[str, Decimal], ...] = ()
    credit_orders: CreditOrders = CreditOrders.BY_LINK
    claim_within_days: int = 90
    confirm_email: bool = False
    pending_days: int = 0
    when_spent: WhenSpent = WhenSpent.STOP_AT_ZERO
    points_expire: PointsExpire = PointsExpire.NEVER
    expiry_months: int = 12
    expiry_day: tuple[int, int] = (12, 31)
    expire_from: date | None = None
    referral_points: int = 0
    friend_points: int = 0
    referral_minimum: Decimal = Decimal(0)
    birthday_points: int = 0
    tier_by: TierBy = TierBy.POINTS
    tier_window: TierWindow = TierWindow.LIFETIME
    tier_loss: TierLoss = TierLoss.NEVER
    tier_grace_days: int = 30
    coupon_days: int = 30
    coupons: CouponSource = CouponSource.POOL
    unused_coupon: UnusedCoupon = UnusedCoupon.LAPSE
    reminder_days: int = 28
    reminders: bool = True
    letters: tuple[LetterName, ...] = (
        LetterName.REMINDER,
        LetterName.COUPON_EXPIRING,
        LetterName.POINTS_EXPIRING,
        LetterName.MEMBERSHIP_ENDING,
        LetterName.TIER_WARNING,
        LetterName.OWNER_TASK,
    )
    letters_per_minute: int = 0
    letter_hours: tuple[int, int] = (9, 20)
    win_back_days: int = 0
    owner_email: str = ""
    chat_link: str = ""
    colour: str = ""
    logo: str = ""
    reminders_by: RemindersBy = RemindersBy.EMAIL
    chat_flow: str = ""

    def day(self, instant: datetime) -> date:
        """The day in the shop's time zone."""
        return _day(instant, self.zone)

    def last_coupon_day(self, issued: datetime) -> date:
        """The last day of a coupon that is issued at this instant."""
        return self.day(issued) + timedelta(days=self.coupon_days)

    def in_letter_hours(self, instant: datetime) -> bool:
        """True when letters may go out: from the first hour on, before the last one begins."""
        first, last = self.letter_hours
        return first <= instant.astimezone(self.zone).hour < last


@dataclass(frozen=True, slots=True)
class Member:
    """A customer in the program.

    ``contact`` is her ManyChat contact's id; of several, parted by commas, the first gets letters by chat.
    ``reminders`` is None where the cell is blank: the program's own setting then decides; ``bounced`` when a mail
    server has said that her mailbox does not exist.
    ``points_shown`` is what the owner sees in Points, ``points_booked`` what the service last wrote there, in the
    commit with the number ``display`` (blank where it never wrote); when they differ, the owner has typed a number.
    ``referred_by`` is the code of the member who brought her; ``segments`` are the owner's own words for her, folded;
    ``plan`` is the membership that the owner gave her herself, good until the day ``plan_until`` or for good.
    """

    code: str
    email: str = ""
    name: str = ""
    contact: str = ""
    language: str = ""
    joined: datetime | None = None
    reminders: bool | None = None
    bounced: bool = False
    last_reminder: datetime | None = None
    points_shown: int | None = None
    points_booked: int | None = None
    display: str = ""
    birthday: date | None = None
    referred_by: str = ""
    segments: tuple[str, ...] = ()
    plan: str = ""
    plan_until: date | None = None
    blocked: bool = False

    @property
    def contacts(self) -> tuple[str, ...]:
        """The ids of her contacts, one for each channel that she has joined by."""
        return tuple(self.contact.replace(",", " ").split())

    @property
    def points_typed(self) -> int:
        """The difference that the owner typed over Points; 0 when she typed nothing."""
        return 0 if self.points_shown is None else self.points_shown - (self.points_booked or 0)


class OrderStatus(StrEnum):
    """Where an order stands; one that is refunded or cancelled gives its points back."""

    PAID = "paid"
    UNPAID = "unpaid"
    PARTLY_REFUNDED = "partly refunded"
    REFUNDED = "refunded"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Order:
    """An order of the shop, in the program's currency; without a day of placing it is never too old.

    ``refunded`` is how much of its amount went back in all, None where the owner has not said; ``placed_at`` the
    instant of placing, where the owner's sheet tells more than the day. ``coupons`` are the codes, folded, that it was
    paid with. ``paid_as`` is what she paid where that was in another currency, such as ``50.00 EUR``.
    """

    number: str
    email: str
    amount: Decimal
    status: OrderStatus = OrderStatus.PAID
    placed: date | None = None
    refunded: Decimal | None = None
    placed_at: datetime | None = None
    products: tuple[str, ...] = ()
    coupons: tuple[str, ...] = ()
    paid_as: str = ""

    @property
    def paid(self) -> bool:
        """True when points can be claimed for it, or for what is left of it."""
        partly = self.status is OrderStatus.PARTLY_REFUNDED and self.refunded is not None
        return self.status is OrderStatus.PAID or partly

    @property
    def given_back(self) -> Decimal:
        """How much of its amount the customer has back, from nothing to all of it."""
        if self.called_off:
            return self.amount
        partly = self.refunded if self.status is OrderStatus.PARTLY_REFUNDED else None
        return max(min(partly or Decimal(0), self.amount), Decimal(0))

    @property
    def called_off(self) -> bool:
        """True when nothing of it stands any more."""
        return self.status in (OrderStatus.REFUNDED, OrderStatus.CANCELLED)


class RewardKind(StrEnum):
    """What a reward is."""

    PRODUCT = "product"
    AMOUNT = "amount"
    PERCENT = "percent"
    FREE_SHIPPING = "free shipping"
    GIFT_CARD = "gift card"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Reward:
    """A prize; ``stock`` is how many may be given in all, None for any number, ``cost`` what one is worth in money.

    ``value`` is how much an amount, a percentage or a gift card is of. ``only_for`` names the tiers, plans and segments
    that may have it, everybody where there is none; those in ``special_for`` have it for ``special_price`` points.
    """

    id: str
    name: str
    points: int
    link: str = ""
    how_to_redeem: str = ""
    image: str = ""
    active: bool = True
    stock: int | None = None
    cost: Decimal | None = None
    kind: RewardKind = RewardKind.PRODUCT
    value: Decimal | None = None
    only_for: tuple[str, ...] = ()
    once: bool = False
    starts: date | None = None
    ends: date | None = None
    special_price: int | None = None
    special_for: tuple[str, ...] = ()


class CouponStatus(StrEnum):
    """Where a coupon stands; ``asked`` waits for the owner, who sends it herself."""

    AVAILABLE = "available"
    ISSUED = "issued"
    ASKED = "asked"
    USED = "used"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Coupon:
    """A code for one reward; ``expires`` is the last day it is good for."""

    code: str
    reward: str
    status: CouponStatus = CouponStatus.AVAILABLE
    member: str = ""
    email: str = ""
    issued: datetime | None = None
    expires: date | None = None

    def expired_on(self, today: date) -> bool:
        """True from the day after the last one."""
        return self.expires is not None and today > self.expires


class EntryKind(StrEnum):
    """What an entry in the Ledger stands for; whatever the owner writes herself is an adjustment."""

    SIGN_UP = "sign-up"
    CLAIM = "claim"
    REDEMPTION = "redemption"
    ADJUSTMENT = "adjustment"
    REFUND = "refund"
    CANCELLATION = "cancellation"
    USE = "use"
    OPENING = "opening"
    EXPIRY = "expiry"
    TIER = "tier"
    MEMBERSHIP = "membership"
    REFERRAL = "referral"
    SURVEY = "survey"
    BIRTHDAY = "birthday"
    ACTION = "action"


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the Ledger: whole points in or out, and why; ``cause`` is blank in the owner's own rows.

    Points that came in can be spent from the day ``available`` on, at once where that is None. An opening's ``subject``
    names the causes of the closed entries that it stands for. ``amount`` is what an order came to, in the program's
    currency, on the day of its claim, and ``campaign`` the one that added to its points.
    """

    time: datetime
    member: str
    kind: EntryKind
    points: int
    email: str = ""
    subject: str = ""
    note: str = ""
    cause: str = ""
    available: date | None = None
    amount: Decimal | None = None
    campaign: str = ""

    @property
    def stands_for(self) -> tuple[str, ...]:
        """The causes of the closed entries whose points this opening holds; none for any other entry."""
        return tuple(self.subject.split()) if self.kind is EntryKind.OPENING and self.cause else ()


class LetterStatus(StrEnum):
    """A letter is noted as taken before it is sent, as sent or failed after.

    One that stays taken may have arrived or not; one that is waiting was taken, but certainly not sent.
    """

    TAKEN = "taken"
    SENT = "sent"
    FAILED = "failed"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Letter:
    """A line of Emails; ``id`` is stable for one letter to one member on one day, or about one coupon.

    ``email`` is where it goes by e-mail, blank where it can go by chat alone.
    """

    id: str
    time: datetime
    member: str
    email: str
    letter: str
    status: LetterStatus
    detail: str = ""
