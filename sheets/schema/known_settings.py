"""The settings of the program: each rule by its name, what the owner may write for it, and what it does."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from loyalty.model.program_settings import (
    AutomaticReports,
    BonusSpendable,
    CouponSource,
    CreditOrders,
    EarnBy,
    EditedOrder,
    OwnerNote,
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
from sheets.codec import cells, setting_values
from sheets.codec.column import DAY, MONEY, TEXT, WHOLE, YES_OR_NO, Form
from sheets.codec.limits import A_DAY, A_WEB_ADDRESS, ABOVE_ZERO, AN_EMAIL, NOT_BELOW_ZERO, Limits
from sheets.codec.translation import said
from sheets.google.grid import Cell
from words.locales import LANGUAGES, SOURCE

SEED = Settings()
LIMITS: Mapping[Callable[[Cell], Any], Limits] = {
    setting_values.amount: NOT_BELOW_ZERO,
    setting_values.rate: ABOVE_ZERO,
    setting_values.points_rate: ABOVE_ZERO,
    setting_values.day: A_DAY,
    setting_values.owner_email: AN_EMAIL,
    setting_values.web_address: A_WEB_ADDRESS,
}
"""What the cells of each kind have to hold, where Google can tell."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A row of Settings: its name there, the field it sets, how its cell is read, and what it does in words.

    The ``first`` ones are those that an owner looks at first: the tab Start points to them.
    """

    name: str
    field: str
    read: Callable[[Cell], Any]
    what: str
    first: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        """What there is to choose from; nothing where any text or number may be."""
        value = getattr(SEED, self.field)
        if isinstance(value, bool):
            return YES_OR_NO
        if self.read is setting_values.language:
            return LANGUAGES
        return tuple(type(value)) if isinstance(value, StrEnum) else ()

    @property
    def form(self) -> Form[Any]:
        """What its cell holds."""
        value = getattr(SEED, self.field)
        if self.read is setting_values.share:
            return TEXT
        if isinstance(value, Decimal):
            return MONEY
        if self.read is setting_values.day:
            return DAY
        return WHOLE if isinstance(value, int) and not isinstance(value, bool) else TEXT

    @property
    def limits(self) -> Limits | None:
        """What a number, a date or an address in its cell has to be; None where any text may stand."""
        if isinstance(self.read, setting_values.WholeNumber):
            return self.read.limits
        return LIMITS.get(self.read)

    def first_value(self, settings: Settings, language: str = SOURCE) -> str | int:
        """What set-up writes into the cell."""
        value = getattr(settings, self.field)
        if isinstance(value, bool):
            return said(YES_OR_NO[not value], language)
        if isinstance(value, StrEnum):
            return said(value.value, language)
        if self.read is setting_values.rates:
            return ""
        if self.read is setting_values.share:
            return f"{value * 100:.0f} %"
        if self.read is setting_values.day_of_year:
            return "{:02}-{:02}".format(*value)
        if isinstance(value, tuple):
            between = (" to " if language == SOURCE else "–") if self.read is setting_values.hours else ", "
            return between.join(map(str, value))
        return int(value) if isinstance(value, int | Decimal) else str(value or "")


@dataclass(frozen=True, slots=True)
class Section:
    """Settings that belong together, and what set-up writes above them."""

    name: str
    settings: tuple[Setting, ...]


def section(name: str, *settings: Setting) -> Section:
    """A section with these settings, in their order."""
    return Section(name, settings)


YOUR_SHOP = section(
    "Your shop",
    Setting(
        "Program name",
        "program_name",
        setting_values.text,
        "What customers read as the name of the program.",
        first=True,
    ),
    Setting(
        "Shop name",
        "shop_name",
        setting_values.text,
        "Your shop's name, in emails.",
        first=True,
    ),
    Setting(
        "Shop link",
        "shop_link",
        setting_values.text,
        "Your shop's web address, in emails.",
        first=True,
    ),
    Setting(
        "Postal address",
        "postal_address",
        setting_values.text,
        "Your shop's postal address, at the foot of emails. The USA, Canada and others require one of whoever sends "
        "advertising; a post office box will do in the USA.",
    ),
    Setting(
        "Language",
        "language",
        setting_values.language,
        "The language of chat and emails: en, ru or ar. A member's own language comes first.",
        first=True,
    ),
    Setting(
        "Time zone",
        "zone",
        setting_values.zone,
        "Where your shop's days begin and end, such as Europe/Berlin.",
    ),
    Setting(
        "Currency",
        "currency",
        setting_values.currency,
        "Your shop's currency in three letters, such as USD.",
        first=True,
    ),
    Setting(
        "Currencies",
        "currencies",
        setting_values.rates,
        "Other currencies that orders may be in, and what one of each is worth in yours, such as EUR 1.10, GBP 1.27.",
    ),
    Setting(
        "Owner e-mail",
        "owner_email",
        setting_values.owner_email,
        "Your own address. owner_task and the Owner note go there, and an email when something is closed or counted "
        "wrong. Empty: nowhere.",
        first=True,
    ),
    Setting(
        "Owner note",
        "owner_note",
        setting_values.one_of(OwnerNote),
        "An email to Owner e-mail with what is new, what is waiting for you and where: weekly, daily or no. "
        "It comes after the nightly run, whatever Letters and Reminders say.",
    ),
    Setting(
        "Reports",
        "reports",
        setting_values.one_of(AutomaticReports),
        "Which reports come by themselves, in a tab and by email to the address under Owner e-mail. monthly: on the "
        "first of each month, and in January that of the year that is over; yearly: only that; no: none, "
        "manage.py report makes one at any time.",
    ),
)

EARNING = section(
    "Earning points",
    Setting(
        "Earn by",
        "earn_by",
        setting_values.one_of(EarnBy),
        "amount: points for each unit of money. order: points for each order.",
    ),
    Setting(
        "Points per unit",
        "points_per_unit",
        setting_values.points_rate,
        "Points for each unit of money, or for each order.",
        first=True,
    ),
    Setting(
        "Unit",
        "unit",
        setting_values.rate,
        "How much money Points per unit are for. 2.50, with 5 points, gives 5 points for each 2.50.",
    ),
    Setting(
        "Points count",
        "points_count",
        setting_values.one_of(PointsCount),
        "Which part of an order gives points. total: all of it. goods: without shipping, tax, tips and gift "
        "cards, where Goods or Product lines in Orders say what these are; elsewhere all of it.",
    ),
    Setting(
        "Rounding",
        "rounding",
        setting_values.one_of(Rounding),
        "What happens to a fraction of a point when an order is added up: down, nearest or up.",
    ),
    Setting(
        "Sign-up bonus",
        "sign_up_bonus",
        setting_values.whole(0),
        "Points for joining. 0: none.",
        first=True,
    ),
    Setting(
        "Bonus spendable",
        "bonus_spendable",
        setting_values.one_of(BonusSpendable),
        "When the sign-up bonus can be spent. after first order: once an order has given points. at once: "
        "also by somebody who never buys.",
    ),
    Setting(
        "Minimum order",
        "minimum_order",
        setting_values.amount,
        "Orders below this amount give no points.",
    ),
    Setting(
        "Most points an order",
        "most_points_an_order",
        setting_values.whole(0),
        "One order never gives more points than this, whatever adds to it. 0: no limit.",
    ),
    Setting(
        "Most points a day",
        "most_points_a_day",
        setting_values.whole(0),
        "A member's orders never give more points than this in a day. 0: no limit.",
    ),
    Setting(
        "Review above",
        "review_above",
        setting_values.whole(0),
        "An order, action or survey that gives more points than this waits for your yes or no in the tab "
        "Review. 0: nothing waits.",
    ),
)

CLAIMING = section(
    "Claiming orders",
    Setting(
        "Credit orders",
        "credit_orders",
        setting_values.one_of(CreditOrders),
        "by link: members claim each order. automatically: members' paid orders are booked at night as well.",
    ),
    Setting(
        "Claim within days",
        "claim_within_days",
        setting_values.days(0),
        "For how many days after it was placed an order can be claimed.",
    ),
    Setting(
        "Claim waits days",
        "claim_waits_days",
        setting_values.days(0),
        "For how many days a claim waits in the tab Waiting while your shop has not reported the order yet. "
        "Its points come with the order. 0: such a claim is refused.",
    ),
    Setting(
        "Confirm e-mail",
        "confirm_email",
        setting_values.confirm_address,
        "When members have to show that an email address is theirs, by the link in the order mail, or by a "
        "code or a button in an email. before points: everybody can join, and what depends on the address "
        "waits. at joining: nobody joins before. no: what is typed is believed, so whoever knows an address "
        "can collect its points.",
    ),
)

FRIENDS = section(
    "Friends and birthdays",
    Setting(
        "Referral points",
        "referral_points",
        setting_values.whole(0),
        "Points for a member when a friend joins with their code and orders. 0: none.",
    ),
    Setting(
        "Friend points",
        "friend_points",
        setting_values.whole(0),
        "Points for that friend. 0: none.",
    ),
    Setting(
        "Referral minimum order",
        "referral_minimum",
        setting_values.amount,
        "The friend's first order has to be at least this large.",
    ),
    Setting(
        "Birthday points",
        "birthday_points",
        setting_values.whole(0),
        "Points on a member's birthday, once a year. 0: none.",
    ),
)

TIERS = section(
    "Tiers",
    Setting(
        "Tier by",
        "tier_by",
        setting_values.one_of(TierBy),
        "What counts towards a tier. points: those that were earned. money: what claimed orders came to. "
        "orders: how many were claimed.",
    ),
    Setting(
        "Tier window",
        "tier_window",
        setting_values.one_of(TierWindow),
        "The time in which it counts: lifetime, 12 months (the last twelve) or calendar year.",
    ),
    Setting(
        "Tier loss",
        "tier_loss",
        setting_values.one_of(TierLoss),
        "What happens to a tier that a member no longer reaches. never: they keep it. one step: they go down "
        "by one. right level: they go to the one that they reach.",
    ),
    Setting(
        "Tier grace days",
        "tier_grace_days",
        setting_values.days(0),
        "For how many days a member may be below their tier before it is lost. An email warns them.",
    ),
)

REWARDS = section(
    "Rewards and coupons",
    Setting(
        "Coupon days",
        "coupon_days",
        setting_values.days(0),
        "For how many days a coupon is good.",
    ),
    Setting(
        "Coupons",
        "coupons",
        setting_values.one_of(CouponSource),
        "Where codes come from. pool: the tab Coupons. generate: the program makes them. manual: you send "
        "them yourself. shop: each one is made in your Shopify or WooCommerce shop when somebody takes a "
        "reward.",
    ),
    Setting(
        "Unused coupon",
        "unused_coupon",
        setting_values.one_of(UnusedCoupon),
        "What happens after a coupon's last day. lapse: it is gone. give back: its points come back once, at "
        "night, unless its Status is used.",
    ),
)

REFUNDS = section(
    "Refunds and changed orders",
    Setting(
        "Pending days",
        "pending_days",
        setting_values.days(0),
        "For how many days after an order its points cannot be spent yet. 14, if customers may send goods "
        "back for 14 days.",
    ),
    Setting(
        "When points are already spent",
        "when_spent",
        setting_values.one_of(WhenSpent),
        "When an order goes back and its points are spent. stop at zero: you bear the rest. deficit: the "
        "member's next points pay for it.",
    ),
    Setting(
        "Refunded order with a coupon",
        "refunded_coupon",
        setting_values.one_of(RefundedCoupon),
        "When an order goes back and its points have paid for a coupon. cancel coupon: unused coupons are "
        "cancelled, the newest first, and the next points pay for the rest. deficit: coupons stay, and the "
        "next points pay for all of it. leave: coupons stay, and When points are already spent decides.",
    ),
    Setting(
        "Edited order after claim",
        "edited_order",
        setting_values.one_of(EditedOrder),
        "When the amount of a claimed order changes, or you take back its Status or Refunded. correct: its "
        "points follow, up and down, for earlier changes too. leave: they stay as they are.",
    ),
)

EXPIRY = section(
    "Expiry of points",
    Setting(
        "Points expire",
        "points_expire",
        setting_values.one_of(PointsExpire),
        "never. rolling: each point, Expiry months after it came. inactivity: all of them, when a member has "
        "done nothing for Expiry months. yearly: on the first Expiry day that is at least Expiry months after "
        "they came.",
    ),
    Setting(
        "Expiry months",
        "expiry_months",
        setting_values.whole(1, setting_values.MOST_MONTHS),
        "For how many months points are good, if they expire.",
    ),
    Setting(
        "Expiry day",
        "expiry_day",
        setting_values.day_of_year,
        "The month and day on which points expire each year, such as 12-31.",
    ),
    Setting(
        "Expire from",
        "expire_from",
        setting_values.day,
        "No points expire before this day. Empty: one full period after you switched expiry on, as the tab Log notes.",
    ),
)

EMAILS = section(
    "Emails to members",
    Setting(
        "Reminders",
        "reminders",
        setting_values.yes_no,
        "Whether members get emails: yes or no.",
    ),
    Setting(
        "Reminder days",
        "reminder_days",
        setting_values.days(1),
        "A reminder goes out this many days after joining, or after the last email.",
    ),
    Setting(
        "Letters",
        "letters",
        setting_values.letters,
        "Which emails go out: welcome, reminder, coupon, points_earned, claim_ended, coupon_expiring, "
        "points_expiring, membership_ending, tier_warning, win_back, owner_task.",
    ),
    Setting(
        "Letter hours",
        "letter_hours",
        setting_values.hours,
        "Emails go out between these hours of your shop's day, such as 9 to 20.",
    ),
    Setting(
        "Letters per minute",
        "letters_per_minute",
        setting_values.whole(0),
        "How many emails go out in a minute. 0: as many as your mail server takes.",
    ),
    Setting(
        "Win back days",
        "win_back_days",
        setting_values.days(0),
        "win_back goes to members who have ordered nothing for this many days. 0: for twice their usual time "
        "between orders, from their third order on.",
    ),
    Setting(
        "Reminder only for",
        "reminder_only_for",
        cells.names,
        "reminder goes only to these tiers, plans or segments, such as one step, sleeping points. Empty: to everybody.",
    ),
    Setting(
        "Win back only for",
        "win_back_only_for",
        cells.names,
        "win_back goes only to these tiers, plans or segments, such as best. Empty: to everybody.",
    ),
    Setting(
        "Hold out",
        "hold_out",
        setting_values.share,
        "How many of a hundred members get no reminder, how many others no win_back, and how many others "
        "nothing of a campaign: always the same ones, so that the report can say what these change. From 0 to "
        "50, such as 20. Write no under Hold out in Campaigns beside one that is for everybody. manage.py check says "
        "what your shop can see at all.",
    ),
    Setting(
        "Keep emails months",
        "keep_emails_months",
        setting_values.whole(0, setting_values.MOST_MONTHS),
        "Rows of Emails and Answers that are older than this many months are emptied at night, except those "
        "that a rule still needs, such as a member's last reminders. 0: all are kept.",
    ),
    Setting(
        "Colour",
        "colour",
        setting_values.colour,
        "The colour of your emails, such as #8a4b2a. Empty: a warm brown.",
    ),
    Setting(
        "Logo",
        "logo",
        setting_values.web_address,
        "The web address of your logo, which stands at the top of emails.",
    ),
)

CHAT = section(
    "The chat",
    Setting(
        "Chat link",
        "chat_link",
        setting_values.web_address,
        "The link into your chat (m.me, ig.me or wa.me), for the buttons in emails.",
    ),
    Setting(
        "Reminders by",
        "reminders_by",
        setting_values.reminders_by,
        "How emails reach members. email: by email. chat: in the chat, and by email where ManyChat refuses. "
        "both: both ways.",
    ),
    Setting(
        "Chat flow",
        "chat_flow",
        setting_values.flow,
        "The conversation's flow in ManyChat: its name space, such as content20260101120000_123456. Buttons "
        "in the chat lead to it.",
    ),
    Setting(
        "Letter flow",
        "letter_flow",
        setting_values.flow,
        "Your own flow in ManyChat that shows an email in the chat: its name space. Empty: the one in Chat flow.",
    ),
)

SECTIONS = (YOUR_SHOP, EARNING, CLAIMING, FRIENDS, TIERS, REWARDS, REFUNDS, EXPIRY, EMAILS, CHAT)
"""In the order in which set-up writes them."""
PROGRAM_SETTINGS = tuple(setting for part in SECTIONS for setting in part.settings)

GROUP_SETTINGS = tuple(setting.name for setting in PROGRAM_SETTINGS if setting.read is cells.names)
"""The settings that name groups of members."""
