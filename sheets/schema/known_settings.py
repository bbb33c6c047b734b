"""The settings of the program: each rule by its name, what the owner may write for it, and what it does."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from loyalty.model.program_settings import (
    BonusSpendable,
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
from sheets.codec import cells, setting_values
from sheets.codec.column import MONEY, TEXT, WHOLE, YES_OR_NO, Form
from sheets.codec.translation import said
from sheets.google.grid import Cell
from words.locales import LANGUAGES, SOURCE

SEED = Settings()


@dataclass(frozen=True, slots=True)
class Setting:
    """A row of Settings: its name there, the field it sets, how its cell is read, and what it does in words."""

    name: str
    field: str
    read: Callable[[Cell], Any]
    what: str

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
        return WHOLE if isinstance(value, int) and not isinstance(value, bool) else TEXT

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


PROGRAM_SETTINGS = (
    Setting("Program name", "program_name", setting_values.text, "What customers read as the program's name."),
    Setting("Shop name", "shop_name", setting_values.text, "Your shop's name, in letters."),
    Setting("Shop link", "shop_link", setting_values.text, "Your shop's address, in letters."),
    Setting(
        "Language",
        "language",
        setting_values.language,
        "The language of chat and letters: en, ru or ar; a customer's own goes before it.",
    ),
    Setting("Time zone", "zone", setting_values.zone, "Where your shop's days begin and end, such as Europe/Berlin."),
    Setting("Currency", "currency", setting_values.currency, "Your shop's currency: three letters, such as USD."),
    Setting(
        "Earn by",
        "earn_by",
        setting_values.one_of(EarnBy),
        "amount: points for each unit of money; order: points for each order.",
    ),
    Setting(
        "Points per unit", "points_per_unit", setting_values.rate, "Points for each unit of money, or for each order."
    ),
    Setting(
        "Unit",
        "unit",
        setting_values.rate,
        "How much money Points per unit are for; 2.50 with 5 gives 5 points for each 2.50.",
    ),
    Setting(
        "Points count",
        "points_count",
        setting_values.one_of(PointsCount),
        "What of an order's amount points are for. total: all of it; goods: without shipping, tax, tips and gift "
        "cards, as Goods or Product lines in Orders tell; where they do not, all of it.",
    ),
    Setting(
        "Rounding",
        "rounding",
        setting_values.one_of(Rounding),
        "What becomes of the fraction of a point, once, when all of an order is added up: down, nearest or up.",
    ),
    Setting("Sign-up bonus", "sign_up_bonus", setting_values.whole(0), "Points for joining; 0 for none."),
    Setting(
        "Bonus spendable",
        "bonus_spendable",
        setting_values.one_of(BonusSpendable),
        "When the sign-up bonus can be spent. after first order: once an order that stands has given points, as new "
        "sheets begin; at once: also by an account that never buys anything.",
    ),
    Setting("Minimum order", "minimum_order", setting_values.amount, "Orders below this amount give no points."),
    Setting(
        "Most points an order",
        "most_points_an_order",
        setting_values.whole(0),
        "One order brings no more, whatever adds to it; 0: no limit.",
    ),
    Setting(
        "Most points a day",
        "most_points_a_day",
        setting_values.whole(0),
        "A member's orders bring no more in a day; 0: no limit.",
    ),
    Setting(
        "Review above",
        "review_above",
        setting_values.whole(0),
        "An order, action or survey that brings more points than this waits for your yes or no in the tab Review; "
        "0: none does.",
    ),
    Setting(
        "Currencies",
        "currencies",
        setting_values.rates,
        "Other currencies that orders may be in, with what one of each is worth in yours, such as EUR 1.10, GBP 1.27.",
    ),
    Setting(
        "Credit orders",
        "credit_orders",
        setting_values.one_of(CreditOrders),
        "by link: she claims each order; automatically: paid orders of members are booked at night, too.",
    ),
    Setting(
        "Claim within days",
        "claim_within_days",
        setting_values.days(0),
        "How long after its day an order can be claimed.",
    ),
    Setting(
        "Claim waits days",
        "claim_waits_days",
        setting_values.days(0),
        "How many days the claim of an order waits in the tab Waiting that your shop has not told of yet; its points "
        "come with the order. New sheets begin with 14. 0: such a claim is refused.",
    ),
    Setting(
        "Confirm e-mail",
        "confirm_email",
        setting_values.confirm_address,
        "When an address has to be proved, by the signed link of the order mail, by a code or a button in an email. "
        "before points: everybody joins, and what rests on the address waits for it; at joining: nobody joins before; "
        "no: what is typed is believed, so that whoever knows an address can collect for it.",
    ),
    Setting(
        "Referral points",
        "referral_points",
        setting_values.whole(0),
        "Points for a member whose friend joins with her code and orders; 0 for none.",
    ),
    Setting("Friend points", "friend_points", setting_values.whole(0), "Points for that friend; 0 for none."),
    Setting(
        "Referral minimum order",
        "referral_minimum",
        setting_values.amount,
        "The friend's first order has to be that large; new sheets begin with a usual order.",
    ),
    Setting(
        "Birthday points",
        "birthday_points",
        setting_values.whole(0),
        "Points on her birthday, once a year; 0 for none.",
    ),
    Setting(
        "Tier by",
        "tier_by",
        setting_values.one_of(TierBy),
        "What tiers are reached by. points: those she earned; money: what her claimed orders came to; "
        "orders: their number.",
    ),
    Setting(
        "Tier window",
        "tier_window",
        setting_values.one_of(TierWindow),
        "The time in which it counts: lifetime; the last 12 months; the calendar year.",
    ),
    Setting(
        "Tier loss",
        "tier_loss",
        setting_values.one_of(TierLoss),
        "What becomes of a tier that she no longer reaches. never: it is hers for good; one step: she goes down by "
        "one; right level: to the one that she reaches.",
    ),
    Setting(
        "Tier grace days",
        "tier_grace_days",
        setting_values.days(0),
        "So many days she is below her tier before it is lost; a letter warns her.",
    ),
    Setting("Coupon days", "coupon_days", setting_values.days(0), "How many days a coupon is good for."),
    Setting(
        "Coupons",
        "coupons",
        setting_values.one_of(CouponSource),
        "pool: codes from the Coupons tab; generate: the service makes codes; manual: you send them yourself; "
        "shop: each code is made in your Shopify or WooCommerce shop when somebody takes a reward.",
    ),
    Setting(
        "Unused coupon",
        "unused_coupon",
        setting_values.one_of(UnusedCoupon),
        "When a coupon's last day is over. lapse: it is gone; give back: its points come back once, at night, "
        "unless its Status is used.",
    ),
    Setting(
        "Pending days",
        "pending_days",
        setting_values.days(0),
        "An order's points can be spent so many days after it was placed; 14 if it may be sent back so long.",
    ),
    Setting(
        "When points are already spent",
        "when_spent",
        setting_values.one_of(WhenSpent),
        "When an order goes back whose points are spent. stop at zero: the rest is yours to bear; "
        "deficit: the next points settle it.",
    ),
    Setting(
        "Refunded order with a coupon",
        "refunded_coupon",
        setting_values.one_of(RefundedCoupon),
        "When an order goes back whose points bought a coupon. cancel coupon: unused ones are cancelled, the newest "
        "first, and what is still missing the next points settle; deficit: coupons stay, and the next points settle "
        "all of it; leave: coupons stay, and the setting before this one counts.",
    ),
    Setting(
        "Edited order after claim",
        "edited_order",
        setting_values.one_of(EditedOrder),
        "When the amount of a claimed order changes, or you set back its Status or Refunded. correct: its points "
        "follow, up and down, also where it changed before you wrote this; leave: they stay as they are.",
    ),
    Setting(
        "Points expire",
        "points_expire",
        setting_values.one_of(PointsExpire),
        "never; rolling: each by themselves, Expiry months after they came; inactivity: all of them, so long after the "
        "last time that she did something; yearly: on the next Expiry day that is so long after they came.",
    ),
    Setting(
        "Expiry months",
        "expiry_months",
        setting_values.whole(1, setting_values.MOST_MONTHS),
        "How long points are good for, if they expire.",
    ),
    Setting(
        "Expiry day",
        "expiry_day",
        setting_values.day_of_year,
        "Month and day on which points expire yearly, such as 12-31.",
    ),
    Setting(
        "Expire from",
        "expire_from",
        setting_values.day,
        "No points expire before this day. Empty: one full period after you switched expiry on, as the tab Log notes.",
    ),
    Setting(
        "Reminder days",
        "reminder_days",
        setting_values.days(1),
        "A letter so many days after joining or the last letter.",
    ),
    Setting("Reminders", "reminders", setting_values.yes_no, "Letters: yes or no."),
    Setting(
        "Letters",
        "letters",
        setting_values.letters,
        "Which letters go out: welcome, reminder, coupon, points_earned, claim_ended, coupon_expiring, "
        "points_expiring, membership_ending, tier_warning, win_back, owner_task.",
    ),
    Setting(
        "Letters per minute",
        "letters_per_minute",
        setting_values.whole(0),
        "How many letters go out in a minute; 0 is as many as your mail server takes.",
    ),
    Setting(
        "Letter hours", "letter_hours", setting_values.hours, "Letters go out between these hours of your shop's day."
    ),
    Setting(
        "Win back days",
        "win_back_days",
        setting_values.days(0),
        "win_back goes to who has ordered nothing for so many days; "
        "0: for twice her usual time between orders, when she has ordered three times or more.",
    ),
    Setting(
        "Reminder only for",
        "reminder_only_for",
        cells.names,
        "reminder goes only to these tiers, plans or segments, such as one step, sleeping points; empty is everybody.",
    ),
    Setting(
        "Win back only for",
        "win_back_only_for",
        cells.names,
        "win_back goes only to these tiers, plans or segments, such as best; empty is everybody.",
    ),
    Setting(
        "Hold out",
        "hold_out",
        setting_values.share,
        "So many of a hundred members get no reminder and no win_back, always the same ones, so that the report can "
        "say what these emails change: from 0 to 50, such as 20. manage.py check says what your shop can see at all.",
    ),
    Setting(
        "Keep emails months",
        "keep_emails_months",
        setting_values.whole(0, setting_values.MOST_MONTHS),
        "Rows of Emails and Answers that are older than so many months are emptied at night, but for those that a rule "
        "still needs, such as a member's last reminders. 0: all are kept.",
    ),
    Setting(
        "Owner e-mail",
        "owner_email",
        setting_values.owner_email,
        "Your own address. owner_task goes there, and an email when something is closed or counted wrong. "
        "Empty: nowhere.",
    ),
    Setting(
        "Chat link",
        "chat_link",
        setting_values.web_address,
        "The link into your chat (m.me, ig.me, wa.me), for buttons in letters.",
    ),
    Setting(
        "Colour", "colour", setting_values.colour, "Your colour in letters, such as #8a4b2a; empty is a warm brown."
    ),
    Setting("Logo", "logo", setting_values.web_address, "The address of your logo's picture, at the head of letters."),
    Setting(
        "Postal address",
        "postal_address",
        setting_values.text,
        "Your shop's postal address, at the foot of emails. The USA, Canada and others require one of whoever sends "
        "advertising; a post office box will do in the USA.",
    ),
    Setting(
        "Reminders by",
        "reminders_by",
        setting_values.reminders_by,
        "How letters come: email; chat, and by e-mail where ManyChat refuses; or both.",
    ),
    Setting(
        "Chat flow",
        "chat_flow",
        setting_values.flow,
        "The conversation's flow in ManyChat: its name space, such as content20260101120000_123456. Buttons in the "
        "chat lead to it.",
    ),
    Setting(
        "Letter flow",
        "letter_flow",
        setting_values.flow,
        "Your own flow in ManyChat that shows a letter, where letters go by chat: its name space. "
        "Empty: the one in Chat flow.",
    ),
)

GROUP_SETTINGS = tuple(setting.name for setting in PROGRAM_SETTINGS if setting.read is cells.names)
"""The settings that name groups of members."""
