"""The tabs and their columns, described once: set-up, reading, writing, the docs and the checks follow from here."""

from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache

from loyalty.model.coupon import CouponStatus
from loyalty.model.email_log import LetterStatus
from loyalty.model.entry import EntryKind
from loyalty.model.identifiers import fold
from loyalty.model.offers import Per
from loyalty.model.orders import OrderStatus
from loyalty.model.reward import RewardKind

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


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """A column, found by its heading; like a tab a constant, equal to itself alone, so that to look it up is quick.

    ``service`` marks what the service writes, ``key`` what a row cannot be read without,
    ``aliases`` other headings that owners use for it. ``words`` are what its cells choose from; a ``ticked`` column
    has check boxes, for there an empty cell means the same as no.
    """

    heading: str
    kind: Kind
    what: str
    service: bool = False
    key: bool = False
    hidden: bool = False
    aliases: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    ticked: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Tab:
    """A tab of the spreadsheet; without an ``optional`` one all else works."""

    title: str
    what: str
    columns: tuple[Column, ...]
    optional: bool = False

    def column(self, heading: str) -> Column:
        """The column with this heading; KeyError for one that is not described."""
        return next(column for column in self.columns if column.heading == heading)

    @property
    def keys(self) -> tuple[str, ...]:
        """The headings that the tab cannot be read without."""
        return tuple(column.heading for column in self.columns if column.key)


YES_NO = ("yes", "no")


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
        Column(
            "Contact",
            Kind.TEXT,
            "Her ManyChat contact id; of several channels all, parted by commas.",
            service=True,
            key=True,
            aliases=("Contact id",),
        ),
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
        Column("Tier", Kind.TEXT, "Her tier, if you have any in the tab Tiers.", service=True),
        Column(
            "Reminders",
            Kind.YES_NO,
            "Letters: yes or no; empty follows the setting Reminders. bounced: her mailbox does not exist.",
            words=(*YES_NO, "bounced"),
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
        Column("Birthday", Kind.DAY, "As she told it once; only you can change it.", service=True),
        Column("Referred by", Kind.TEXT, "The code of the member who brought her.", service=True),
        Column("Segment", Kind.TEXT, "Your own words for her, such as vip, wholesale; campaigns and rewards can ask."),
        Column("Plan", Kind.TEXT, "A plan that you give her yourself. What she bought stands in the Ledger."),
        Column("Plan until", Kind.DAY, "The last day of that plan; empty is for good."),
        Column("Membership", Kind.TEXT, "The membership that she paid or was given, and its last day.", service=True),
        Column(
            "Status",
            Kind.TEXT,
            "blocked: she can ask, but gets and takes nothing, and no letters.",
            words=("blocked",),
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
        Column("Currency", Kind.TEXT, "Such as USD; empty is the program's own. Others need a rate in Currencies."),
        Column("Placed", Kind.DAY, "The day of the order, with or without the time.", aliases=("Date",)),
        Column(
            "Status",
            Kind.TEXT,
            "paid, or why not: unpaid, cancelled, refunded. Empty counts as paid. "
            "Of a claimed order, refunded or cancelled takes the points back.",
            words=tuple(OrderStatus),
        ),
        Column("Claimed", Kind.INSTANT, "When its points were given.", service=True),
        Column("Points", Kind.WHOLE, "The points it gave, less what a refund took back.", service=True),
        Column("Notes", Kind.TEXT, "Yours."),
        Column(
            "Refunded",
            Kind.MONEY,
            "How much of it went back in all, when it was only a part: that share of its points is taken back.",
        ),
        Column(
            "Products",
            Kind.TEXT,
            "What was ordered, parted by commas; only needed where a plan is sold as a product.",
            aliases=("Product", "Items"),
        ),
        Column(
            "Coupons",
            Kind.TEXT,
            "The codes it was paid with, parted by commas: coupons of the program among them are then used.",
            aliases=("Coupon", "Discount code"),
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
        Column("Active", Kind.YES_NO, "no takes it off the list; empty is yes.", words=YES_NO),
        Column("Stock", Kind.WHOLE, "How many may be given in all; empty is any number."),
        Column("Cost", Kind.MONEY, "What one is worth in money; letters say by it what a member has won so far."),
        Column(
            "Kind",
            Kind.TEXT,
            "product, amount, percent, free shipping, gift card or other: what the coupon gives. Empty is product.",
            words=tuple(RewardKind),
        ),
        Column("Value", Kind.MONEY, "How much an amount, a percentage or a gift card is of."),
        Column(
            "Only for", Kind.TEXT, "Tiers, plans or segments that can take it, parted by commas; empty is everybody."
        ),
        Column("Once", Kind.YES_NO, "yes: a member can take it once.", ticked=True),
        Column("Starts", Kind.DAY, "The first day it can be taken; empty is at once."),
        Column("Ends", Kind.DAY, "The last day it can be taken; empty is for good."),
        Column("Special price", Kind.WHOLE, "What it costs those in Special for."),
        Column("Special for", Kind.TEXT, "Tiers, plans or segments that pay the Special price, parted by commas."),
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
            "used, expired: over. "
            "cancelled: over, and whoever held it gets her points back.",
            key=True,
            words=tuple(CouponStatus),
        ),
        Column("Member", Kind.TEXT, "Whom it was given to.", service=True),
        Column("Email", Kind.TEXT, "Her address.", service=True),
        Column("Issued", Kind.INSTANT, "When.", service=True),
        Column("Expires", Kind.DAY, "The last day it is good for.", service=True),
        Column("Notes", Kind.TEXT, "Yours."),
        Column(
            "Used for",
            Kind.TEXT,
            "The order that carried the code: then it is used, whatever Status says.",
            service=True,
        ),
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
            "sign-up, claim, redemption, adjustment, refund, cancellation, expiry, tier, membership, referral, survey, "
            "birthday, action or opening; your own rows are adjustments.",
            words=tuple(EntryKind),
        ),
        Column("Points", Kind.WHOLE, "Points in, or out with a minus.", key=True),
        Column("For", Kind.TEXT, "The order or the reward; of an opening, the causes it stands for."),
        Column("Note", Kind.TEXT, "In words."),
        Column("Cause", Kind.TEXT, "What makes it count only once; empty in your own rows.", service=True, key=True),
        Column("Available", Kind.DAY, "The day from which the points can be spent; empty is at once.", service=True),
        Column("Amount", Kind.MONEY, "What the order came to, in the program's currency.", service=True),
        Column("Campaign", Kind.TEXT, "The campaign that added to the order's points.", service=True),
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
            words=tuple(LetterStatus),
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
CAMPAIGNS = Tab(
    "Campaigns",
    "More points for a while. Of several that fit an order the one that gives most counts.",
    (
        Column("Campaign", Kind.TEXT, "Its name; the chat says it.", key=True),
        Column("Starts", Kind.DAY, "Its first day, by when the order was placed; empty is at once."),
        Column("Ends", Kind.DAY, "Its last day; empty is until you switch it off."),
        Column("Multiplier", Kind.MONEY, "Such as 2 for twice what an order gives by itself."),
        Column("Bonus points", Kind.WHOLE, "So many points more for an order."),
        Column("Minimum amount", Kind.MONEY, "Only for orders of that much."),
        Column("Weekdays", Kind.TEXT, "Only on these, such as sat, sun; empty is every day."),
        Column("Only for", Kind.TEXT, "Only for these tiers, plans or segments, parted by commas; empty is everybody."),
        Column("Once", Kind.YES_NO, "yes: only for the first order of each member that it fits.", ticked=True),
        Column("Active", Kind.YES_NO, "no switches it off; empty is yes.", words=YES_NO),
    ),
    optional=True,
)
TIERS = Tab(
    "Tiers",
    "Levels that members rise to. The setting Tier by says what From counts.",
    (
        Column("Tier", Kind.TEXT, "Its name, such as Gold.", key=True),
        Column("From", Kind.MONEY, "From how many points, how much money or how many orders on.", key=True),
        Column("Multiplier", Kind.MONEY, "Such as 1.25 for a quarter more points on her orders; empty is 1."),
        Column("Perks", Kind.TEXT, "What else it brings, in words for the customer."),
        Column("Entry bonus", Kind.WHOLE, "Points for reaching it; empty is none."),
    ),
    optional=True,
)
PLANS = Tab(
    "Plans",
    "Paid memberships.",
    (
        Column("Plan", Kind.TEXT, "Its name.", key=True),
        Column("Fee", Kind.MONEY, "What it costs; the chat says it."),
        Column(
            "Period",
            Kind.TEXT,
            "monthly, yearly or once: how long a payment is good for. Empty is yearly.",
            words=("monthly", "yearly", "once"),
        ),
        Column("Product", Kind.TEXT, "What your shop sells it as: an order with it in Products starts or prolongs it."),
        Column("Multiplier", Kind.MONEY, "Such as 2 for twice the points on her orders; empty is 1."),
        Column("Perks", Kind.TEXT, "What else it brings, in words for the customer."),
        Column("Active", Kind.YES_NO, "no: nobody can begin it any more; empty is yes.", words=YES_NO),
    ),
    optional=True,
)
SURVEY = Tab(
    "Survey",
    "Questions that the chat asks, in this order.",
    (
        Column("Survey", Kind.TEXT, "The survey's name.", key=True),
        Column("Question", Kind.TEXT, "The question, as the customer reads it.", key=True),
        Column("Choices", Kind.TEXT, "The answers to choose from, parted by commas; empty is any text."),
        Column("Points", Kind.WHOLE, "Points for the whole survey, when all of it is answered; on any of its rows."),
        Column("Active", Kind.YES_NO, "no switches the question off; empty is yes.", words=YES_NO),
    ),
    optional=True,
)
ANSWERS = Tab(
    "Answers",
    "What members answered in surveys.",
    (
        Column("Time", Kind.INSTANT, "When.", service=True),
        Column("Member", Kind.TEXT, "Who.", service=True, key=True),
        Column("Survey", Kind.TEXT, "In which survey.", service=True),
        Column("Question", Kind.TEXT, "To what.", service=True, key=True),
        Column("Answer", Kind.TEXT, "What she said.", service=True),
        Column("Id", Kind.TEXT, "What makes it count only once.", service=True, key=True),
    ),
    optional=True,
)
ACTIONS = Tab(
    "Actions",
    "Things of your own that bring points, such as a review; a flow in ManyChat books them.",
    (
        Column("Action", Kind.TEXT, "A short name for the flow, such as review.", key=True),
        Column("Name", Kind.TEXT, "What customers read."),
        Column("Points", Kind.WHOLE, "What it brings.", key=True),
        Column("Limit", Kind.WHOLE, "How often a member can have it in the time of Per; empty is once."),
        Column("Per", Kind.TEXT, "day, week, month, year or ever. Empty is ever.", words=tuple(Per)),
        Column("Active", Kind.YES_NO, "no switches it off; empty is yes.", words=YES_NO),
    ),
    optional=True,
)
OFFERS = (CAMPAIGNS, TIERS, PLANS, SURVEY, ACTIONS)
TABS = (SETTINGS, MEMBERS, ORDERS, REWARDS, COUPONS, LEDGER, EMAILS, PROBLEMS, *OFFERS, ANSWERS)
