"""The script of the story: who does what on the first day, and what each step must be answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from sandbox.customers import ANA, BORIS, LAYLA, Customer
from sandbox.manychat_flows.shop_chats import link_to
from sandbox.story.demo_shop import CODES, LINK, in_order_mail
from words.locales import locale_for

COUPON = CODES[0][0]
COUPON_DAYS = 30
REMINDER_DAYS = 28


class Deed(Enum):
    """What a customer does in a chat, as it is told."""

    OPENS = "opens the link"
    TYPES = "types"
    TAPS = "taps"
    CHOOSES = "chooses in the menu"


@dataclass(frozen=True, slots=True)
class Does:
    """A customer does something in their chat: ``says`` is what the answer must contain, ``points`` what the sheet
    shows of them afterwards (None where it is not looked at). ``on`` is a text of the message whose button is tapped.
    """

    customer: Customer
    deed: Deed
    what: str
    says: tuple[str, ...] = ()
    points: int | None = None
    on: str = ""


@dataclass(frozen=True, slots=True)
class DaysPass:
    """Days pass: the owner dates back in their spreadsheet when this customer joined."""

    customer: Customer
    days: int


@dataclass(frozen=True, slots=True)
class ReminderRun:
    """The daily reminder run; ``expects`` holds its counts, ``says`` what its letter must contain."""

    expects: Mapping[str, int]
    says: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShopMakesCodes:
    """The owner lets the shop make the codes: its number of each reward's product, then the setting."""


@dataclass(frozen=True, slots=True)
class Buys:
    """A customer buys goods, by their names, in the shop, and the shop tells the function: the sheet shows the order as
    theirs, with what was ``paid``.
    """

    customer: Customer
    goods: Mapping[str, int]
    paid: str


@dataclass(frozen=True, slots=True)
class OpensOrderMail:
    """A customer taps the signed link in the mail about what they have bought last; else as Does."""

    customer: Customer
    says: tuple[str, ...] = ()
    points: int | None = None


@dataclass(frozen=True, slots=True)
class Charged:
    """What a shop charges: for the goods, for the shipping."""

    goods: str
    shipping: str


@dataclass(frozen=True, slots=True)
class BuysByLink:
    """A customer opens the link of the coupon that they were told last, and buys what is in the cart.

    ``charged`` is what the shop charges for that one unit and for its shipping, ``for_two`` what a second unit would
    have made of it; the coupon is used then.
    """

    customer: Customer
    product: str
    charged: Charged
    for_two: Charged


SHIPPING = "5.00"
FREE = Charged("0.00", SHIPPING)
"""What the shop charges for one unit with its code."""


Step = Does | DaysPass | ReminderRun | ShopMakesCodes | Buys | OpensOrderMail | BuysByLink


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of the story."""

    title: str
    steps: tuple[Step, ...]


def the_first_day(today: date, *, shop_makes_codes: bool) -> tuple[Chapter, ...]:
    """The story of the first day, which is this day in the shop."""
    last_day = locale_for("en", "chat").day(today + timedelta(days=COUPON_DAYS))
    coupon = (COUPON, last_day)
    pasted = (_joining(), _boris(), _saving(), _redeeming(coupon), _asking(coupon), _layla(), _reminding())
    made = (_code_of_the_shop(), _arabic_cart()) if shop_makes_codes else ()
    return (*pasted, _buying(), *made)


def opens(customer: Customer, word: str, says: tuple[str, ...] = (), points: int | None = None) -> Does:
    """The customer opens the link with this word of the contract into their usual channel."""
    return Does(customer, Deed.OPENS, link_to(customer.channel, word), says, points)


def types(customer: Customer, text: str, says: tuple[str, ...] = (), points: int | None = None) -> Does:
    """The customer writes a message."""
    return Does(customer, Deed.TYPES, text, says, points)


def taps(customer: Customer, caption: str, says: tuple[str, ...] = (), points: int | None = None, on: str = "") -> Does:
    """The customer taps a button."""
    return Does(customer, Deed.TAPS, caption, says, points, on)


def _joining() -> Chapter:
    steps = (
        opens(ANA, in_order_mail("1042"), ("1042", "email address")),
        types(ANA, ANA.email, ("Finch Club", "50 points", "1042", "60 points"), points=110),
        opens(ANA, in_order_mail("1042"), ("already claimed this",), points=110),
    )
    title = "Ana's order has a link on Instagram. She gives her e-mail address and has the points. Then she taps again."
    return Chapter(title, steps)


def _boris() -> Chapter:
    steps = (
        opens(BORIS, in_order_mail("1066"), ("1066", "email address")),
        types(BORIS, BORIS.email, ("Finch Club", "1066 is not paid"), points=50),
        types(BORIS, "order 1042", ("noted order 1042",), points=50),
        taps(BORIS, "Rewards", ("1. Tote bag", "2. Stoneware mug")),
        types(BORIS, "2", ("Stoneware mug", "300"), points=50),
    )
    title = "Boris joins on WhatsApp. His order is not paid yet, Ana's is not his, and for the mug he has too little."
    return Chapter(title, steps)


def _saving() -> Chapter:
    steps = (
        types(ANA, "order 1051 please", ("1051", "45 points"), points=155),
        types(ANA, "1063", ("Tote bag", "Stoneware mug", "133"), points=217),
    )
    return Chapter("Two more orders, just typed, bring Ana over 200, the first reward.", steps)


def _redeeming(coupon: tuple[str, ...]) -> Chapter:
    steps = (
        taps(ANA, "Rewards", ("Tote bag", "Stoneware mug", "Wool blanket"), points=217),
        taps(ANA, "Take it", (*coupon, "checkout", LINK), points=17, on="Tote bag"),
        taps(ANA, "Take it", (COUPON,), points=17, on="Tote bag\n"),
    )
    return Chapter("She takes the tote bag. A second tap gives the same code.", steps)


def _asking(coupon: tuple[str, ...]) -> Chapter:
    steps = (
        taps(ANA, "My points", ("17 points", "183")),
        types(ANA, "my coupons?", coupon),
        types(ANA, "do you have the mug in blue?", ("The shop reads everything else",)),
        types(ANA, "no hurry"),
        Does(ANA, Deed.CHOOSES, "Points and rewards", ("17 points", "1. My points"), points=17),
    )
    return Chapter("She asks how she stands, whenever she likes. What is for the shop is left to the shop.", steps)


def _layla() -> Chapter:
    steps = (
        opens(LAYLA, in_order_mail("1055"), ("1055",)),
        types(LAYLA, LAYLA.email, ("50", "164", "214"), points=214),
        types(LAYLA, "أريد نقاطي", ("214",), points=214),
    )
    return Chapter("Layla does the same on Messenger, in Arabic.", steps)


def _reminding() -> Chapter:
    steps = (
        DaysPass(ANA, REMINDER_DAYS),
        ReminderRun({"due": 1, "sent": 1, "failed": 0, "left": 0, "taken": 0}, says=("17", "Tote bag", "183", COUPON)),
        ReminderRun({"due": 0, "sent": 0, "failed": 0, "left": 0, "taken": 0}),
    )
    return Chapter("Four weeks pass, and the daily reminder run writes to Ana. Run twice, it writes once.", steps)


def _buying() -> Chapter:
    steps = (
        Buys(ANA, {"Wool blanket": 6}, "359.00"),
        OpensOrderMail(ANA, ("359 points",), points=376),
    )
    return Chapter(
        "Ana buys in the shop, which tells the function by itself. The link in her order mail brings the points.", steps
    )


def _code_of_the_shop() -> Chapter:
    steps = (
        ShopMakesCodes(),
        taps(ANA, "Rewards", ("Stoneware mug",), points=376),
        taps(ANA, "Take it", ("Stoneware mug", "checkout"), points=26, on="Stoneware mug"),
        BuysByLink(ANA, "Stoneware mug", FREE, Charged("18.00", SHIPPING)),
        types(ANA, "my coupons?", (COUPON,), points=26),
    )
    title = "Now the shop makes the codes. The link of Ana's fills the cart: one mug is free, a second is not."
    return Chapter(title, steps)


def _arabic_cart() -> Chapter:
    steps = (
        taps(LAYLA, "الهدايا", ("Tote bag",), points=214),
        taps(LAYLA, "أريدها", ("Tote bag",), points=14, on="Tote bag"),
        BuysByLink(LAYLA, "Tote bag", FREE, Charged("12.00", SHIPPING)),
        types(LAYLA, "قسائمي", ("لا توجد لديك قسائم",), points=14),
    )
    return Chapter("Layla takes hers in Arabic.", steps)
