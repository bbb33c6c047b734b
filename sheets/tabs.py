"""The tabs and their columns, described once: set-up, reading, writing, the docs and the checks follow from here."""

from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache

from loyalty.identifiers import fold

SYSTEM = "_system"
"""The hidden tab: A1 the current commit token, A2 the layout's version."""
LAYOUT_VERSION = "1"


class Kind(Enum):
    """What the cells of a column hold."""

    TEXT = auto()
    WHOLE = auto()
    MONEY = auto()
    INSTANT = auto()
    DAY = auto()
    YES_NO = auto()


@dataclass(frozen=True, slots=True)
class Column:
    """A column, found by its heading.

    ``service`` marks what the service writes, ``key`` what a row cannot be read without,
    ``aliases`` other headings that owners use for it.
    """

    heading: str
    kind: Kind
    what: str
    service: bool = False
    key: bool = False
    hidden: bool = False
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab of the spreadsheet."""

    title: str
    what: str
    columns: tuple[Column, ...]

    def column(self, heading: str) -> Column:
        """The column with this heading; KeyError for one that is not described."""
        return next(column for column in self.columns if column.heading == heading)

    @property
    def keys(self) -> tuple[str, ...]:
        """The headings that the tab cannot be read without."""
        return tuple(column.heading for column in self.columns if column.key)


@lru_cache(maxsize=1024)
def fold_heading(text: str) -> str:
    """A heading as it is compared: ``"E-Mail "`` is ``"email"``."""
    return "".join(sign for sign in fold(text) if sign.isalnum())


SETTINGS = Tab(
    "Settings",
    "Your program's rules, one a row. Change the Value; the next answer follows it.",
    (
        Column("Setting", Kind.TEXT, "The name of the rule.", key=True),
        Column("Value", Kind.TEXT, "What it is set to. Empty means the default.", key=True),
        Column("What it does", Kind.TEXT, "An explanation for you."),
    ),
)
MEMBERS = Tab(
    "Members",
    "Everybody in the program, one a row.",
    (
        Column(
            "Member", Kind.TEXT, "The member's own code; it never changes.", service=True, key=True, aliases=("Code",)
        ),
        Column("Email", Kind.TEXT, "Where letters go, and whose orders she may claim.", key=True, aliases=("Mail",)),
        Column("Name", Kind.TEXT, "Her name, for the greeting.", aliases=("First name",)),
        Column("Contact", Kind.TEXT, "Her ManyChat contact id.", service=True, key=True, aliases=("Contact id",)),
        Column("Language", Kind.TEXT, "The language she reads: en, ru or ar; blank for the program's."),
        Column("Joined", Kind.INSTANT, "When she joined.", service=True),
        Column(
            "Points",
            Kind.WHOLE,
            "What she has now, with what she cannot spend yet. "
            "Type a number over it and the difference is booked as an adjustment.",
            service=True,
        ),
        Column("Lifetime points", Kind.WHOLE, "What she has earned in all.", service=True),
        Column("Tier", Kind.TEXT, "Her tier; empty until tiers are in use.", service=True),
        Column(
            "Reminders",
            Kind.YES_NO,
            "Letters: yes or no; empty follows the setting Reminders. bounced: her mailbox does not exist.",
        ),
        Column("Last reminder", Kind.INSTANT, "When her last letter was taken up.", service=True),
        Column("Notes", Kind.TEXT, "Yours."),
        Column(
            "Points as booked",
            Kind.TEXT,
            "What the service last wrote into Points; leave it alone.",
            service=True,
            hidden=True,
        ),
    ),
)
ORDERS = Tab(
    "Orders",
    "The shop's orders, one a row. A member claims those under her e-mail address.",
    (
        Column("Order", Kind.TEXT, "The order's number.", key=True, aliases=("Order number", "Order no")),
        Column("Email", Kind.TEXT, "The customer's e-mail address.", key=True, aliases=("Mail",)),
        Column("Amount", Kind.MONEY, "What she paid.", key=True, aliases=("Total",)),
        Column("Currency", Kind.TEXT, "Such as USD; empty is the program's own."),
        Column("Placed", Kind.DAY, "The day of the order.", aliases=("Date",)),
        Column(
            "Status",
            Kind.TEXT,
            "paid, or why not: unpaid, cancelled, refunded. Empty counts as paid. "
            "Of a claimed order, refunded or cancelled takes the points back.",
        ),
        Column("Claimed", Kind.INSTANT, "When its points were given.", service=True),
        Column("Points", Kind.WHOLE, "The points it gave, less what a refund took back.", service=True),
        Column("Notes", Kind.TEXT, "Yours."),
        Column(
            "Refunded",
            Kind.MONEY,
            "How much of it went back in all, when it was only a part: that share of its points is taken back.",
        ),
    ),
)
REWARDS = Tab(
    "Rewards",
    "What members can take for their points.",
    (
        Column("Reward", Kind.TEXT, "A short name for links and for the Coupons tab, such as tote.", key=True),
        Column("Name", Kind.TEXT, "What customers read, such as Tote bag."),
        Column("Points", Kind.WHOLE, "What it costs in points.", key=True),
        Column("Product link", Kind.TEXT, "The page of the product in your shop."),
        Column("How to redeem", Kind.TEXT, "A sentence for the customer: where the code goes."),
        Column("Image", Kind.TEXT, "The link of a picture."),
        Column("Active", Kind.YES_NO, "no takes it off the list; empty is yes."),
        Column("Stock", Kind.WHOLE, "How many may be given in all; empty is any number."),
        Column("Cost", Kind.MONEY, "What one is worth in money; letters say by it what a member has won so far."),
    ),
)
COUPONS = Tab(
    "Coupons",
    "The codes: your pool, given from the top, and every coupon that was given.",
    (
        Column("Code", Kind.TEXT, "The code that works in your shop.", key=True),
        Column("Reward", Kind.TEXT, "Which reward it is for.", key=True),
        Column(
            "Status",
            Kind.TEXT,
            "Empty or available: can be given. issued: given. asked: a customer waits for you to send it. "
            "used, expired: over. cancelled: over, and whoever held it gets her points back.",
            key=True,
        ),
        Column("Member", Kind.TEXT, "Whom it was given to.", service=True),
        Column("Email", Kind.TEXT, "Her address.", service=True),
        Column("Issued", Kind.INSTANT, "When.", service=True),
        Column("Expires", Kind.DAY, "The last day it is good for.", service=True),
        Column("Notes", Kind.TEXT, "Yours."),
    ),
)
LEDGER = Tab(
    "Ledger",
    "The truth: every point that came or went. Only ever added to, until you close old books.",
    (
        Column("Time", Kind.INSTANT, "When.", service=True),
        Column("Member", Kind.TEXT, "Whose points; you may name her by e-mail instead.", key=True),
        Column("Email", Kind.TEXT, "Her address.", key=True),
        Column(
            "Entry",
            Kind.TEXT,
            "sign-up, claim, redemption, adjustment, refund, cancellation, expiry or opening; "
            "your own rows are adjustments.",
        ),
        Column("Points", Kind.WHOLE, "Points in, or out with a minus.", key=True),
        Column("For", Kind.TEXT, "The order or the reward; of an opening, the causes it stands for."),
        Column("Note", Kind.TEXT, "In words."),
        Column("Cause", Kind.TEXT, "What makes it count only once; empty in your own rows.", service=True, key=True),
        Column("Available", Kind.DAY, "The day from which the points can be spent; empty is at once.", service=True),
    ),
)
EMAILS = Tab(
    "Emails",
    "Every letter: taken before it is sent, sent or failed after.",
    (
        Column("Time", Kind.INSTANT, "When it was taken up.", service=True),
        Column("Member", Kind.TEXT, "To whom.", service=True, key=True),
        Column("Email", Kind.TEXT, "Where to; a letter by chat goes there only if ManyChat refuses it.", service=True),
        Column("Letter", Kind.TEXT, "Which letter, such as reminder.", service=True, key=True),
        Column(
            "Status",
            Kind.TEXT,
            "taken, sent or failed; waiting: it was taken, but not sent yet.",
            service=True,
            key=True,
        ),
        Column("Detail", Kind.TEXT, "Why it failed, or is not known to have arrived.", service=True),
        Column("Id", Kind.TEXT, "What makes it go out only once.", service=True, key=True),
    ),
)
PROBLEMS = Tab(
    "Problems",
    "Cells that could not be read; their rows are left out until they are mended.",
    (
        Column("Tab", Kind.TEXT, "Where.", service=True, key=True),
        Column("Row", Kind.WHOLE, "Its row when it was seen.", service=True, key=True),
        Column("Column", Kind.TEXT, "Its heading.", service=True, key=True),
        Column("Cell", Kind.TEXT, "What it holds.", service=True, key=True),
        Column("Why", Kind.TEXT, "What is wrong with it.", service=True, key=True),
        Column("Seen", Kind.INSTANT, "When it was first seen.", service=True),
    ),
)
TABS = (SETTINGS, MEMBERS, ORDERS, REWARDS, COUPONS, LEDGER, EMAILS, PROBLEMS)
