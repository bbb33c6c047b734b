"""The owner's program: what each setting offers and what is set."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import assert_never
from zoneinfo import ZoneInfo

from loyalty.model.email_log import LetterName


@lru_cache(maxsize=16_384)
def _day(instant: datetime, zone: tzinfo) -> date:
    return instant.astimezone(zone).date()


class EarnBy(StrEnum):
    """What points are counted on."""

    AMOUNT = "amount"
    ORDER = "order"


class PointsCount(StrEnum):
    """How much of an order's amount points are counted on."""

    TOTAL = "total"
    GOODS = "goods"


class Rounding(StrEnum):
    """What becomes of the fraction of a point that is left when all is added up."""

    DOWN = "down"
    NEAREST = "nearest"
    UP = "up"


class WhenSpent(StrEnum):
    """What a refund does about points that are already spent."""

    STOP_AT_ZERO = "stop at zero"
    DEFICIT = "deficit"


class BonusSpendable(StrEnum):
    """When the sign-up bonus can be spent."""

    AFTER_FIRST_ORDER = "after first order"
    AT_ONCE = "at once"


class RefundedCoupon(StrEnum):
    """What becomes of a coupon whose points an order had brought that went back."""

    CANCEL = "cancel coupon"
    DEFICIT = "deficit"
    LEAVE = "leave"


class EditedOrder(StrEnum):
    """What becomes of a claimed order's points when its amount changes."""

    CORRECT = "correct"
    LEAVE = "leave"


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


class AutomaticReports(StrEnum):
    """Which reports come by themselves."""

    MONTHLY = "monthly"
    YEARLY = "yearly"
    NO = "no"


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
    """What becomes of a tier that a member no longer reaches."""

    NEVER = "never"
    ONE_STEP = "one step"
    RIGHT_LEVEL = "right level"


class CouponSource(StrEnum):
    """Where a coupon's code comes from."""

    POOL = "pool"
    GENERATE = "generate"
    MANUAL = "manual"
    SHOP = "shop"


class ConfirmAddress(StrEnum):
    """When a member has to prove that the address is theirs."""

    BEFORE_POINTS = "before points"
    AT_JOINING = "at joining"
    NO = "no"


class RemindersBy(StrEnum):
    """How letters reach a member; by chat, one that ManyChat refuses goes by e-mail."""

    EMAIL = "email"
    CHAT = "chat"
    BOTH = "both"


class OwnerNote(StrEnum):
    """How often the owner hears by email what came in and what waits."""

    WEEKLY = "weekly"
    DAILY = "daily"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Settings:
    """The owner's program; the defaults are the seed program of the first day.

    An order gives ``points_per_unit`` for each ``unit`` of its amount, or for itself. ``currencies`` are other ones,
    and what one of each is worth in the program's own. ``chat_flow`` is the name space of the flow in ManyChat that
    buttons lead to, ``letter_flow`` of the one that shows a letter, where that is another; without one there are no
    buttons, and no letter goes by chat. With 0 for ``claim_waits_days`` no claim waits for its order, with 0 for
    ``keep_emails_months`` all lines of Emails and Answers are kept. ``hold_out`` is a fraction: a fifth is 0.2.
    """

    program_name: str = "Regulars"
    shop_name: str = "Our shop"
    shop_link: str = ""
    language: str = "en"
    zone: tzinfo = ZoneInfo("UTC")
    currency: str = "USD"
    earn_by: EarnBy = EarnBy.AMOUNT
    points_count: PointsCount = PointsCount.TOTAL
    points_per_unit: Decimal = Decimal(1)
    unit: Decimal = Decimal(1)
    sign_up_bonus: int = 50
    bonus_spendable: BonusSpendable = BonusSpendable.AT_ONCE
    rounding: Rounding = Rounding.DOWN
    minimum_order: Decimal = Decimal(0)
    most_points_an_order: int = 0
    most_points_a_day: int = 0
    review_above: int = 100_000
    currencies: tuple[tuple[str, Decimal], ...] = ()
    credit_orders: CreditOrders = CreditOrders.BY_LINK
    claim_within_days: int = 90
    claim_waits_days: int = 0
    confirm_email: ConfirmAddress = ConfirmAddress.NO
    pending_days: int = 0
    when_spent: WhenSpent = WhenSpent.STOP_AT_ZERO
    refunded_coupon: RefundedCoupon = RefundedCoupon.LEAVE
    edited_order: EditedOrder = EditedOrder.LEAVE
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
        LetterName.POINTS_EARNED,
        LetterName.CLAIM_ENDED,
        LetterName.COUPON_EXPIRING,
        LetterName.POINTS_EXPIRING,
        LetterName.MEMBERSHIP_ENDING,
        LetterName.TIER_WARNING,
        LetterName.OWNER_TASK,
    )
    letters_per_minute: int = 0
    letter_hours: tuple[int, int] = (9, 20)
    win_back_days: int = 0
    reminder_only_for: tuple[str, ...] = ()
    win_back_only_for: tuple[str, ...] = ()
    hold_out: Decimal = Decimal(0)
    reports: AutomaticReports = AutomaticReports.MONTHLY
    keep_emails_months: int = 0
    owner_email: str = ""
    owner_note: OwnerNote = OwnerNote.WEEKLY
    chat_link: str = ""
    colour: str = ""
    logo: str = ""
    postal_address: str = ""
    reminders_by: RemindersBy = RemindersBy.EMAIL
    chat_flow: str = ""
    letter_flow: str = ""

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

    @property
    def carries_deficit(self) -> bool:
        """True where points are taken back that are spent already, so that the next ones settle them."""
        match self.refunded_coupon:
            case RefundedCoupon.CANCEL | RefundedCoupon.DEFICIT:
                return True
            case RefundedCoupon.LEAVE:
                return _carried(self.when_spent)
            case _:
                assert_never(self.refunded_coupon)


def _carried(when_spent: WhenSpent) -> bool:
    match when_spent:
        case WhenSpent.DEFICIT:
            return True
        case WhenSpent.STOP_AT_ZERO:
            return False
        case _:
            assert_never(when_spent)
