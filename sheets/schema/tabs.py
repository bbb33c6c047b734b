"""The tabs of the spreadsheet: all of them, those that grow with the shop, and those that every read asks for."""

from collections.abc import Collection
from typing import Any

from sheets.codec.column import Tab
from sheets.codec.translation import fold_name, said
from sheets.schema.answers_tab import ANSWERS
from sheets.schema.coupons_tab import COUPONS
from sheets.schema.emails_tab import EMAILS
from sheets.schema.growing_tab import GrowingTab
from sheets.schema.ledger_tab import LEDGER
from sheets.schema.made.log_tab import LOG
from sheets.schema.made.review_tab import REVIEW
from sheets.schema.made.waiting_tab import WAITING
from sheets.schema.members_tab import MEMBERS
from sheets.schema.offers.offer_tabs import OFFERS
from sheets.schema.offers.rewards_tab import REWARDS
from sheets.schema.orders_tab import EARLIER_ORDERS, ORDERS
from sheets.schema.problems_tab import PROBLEMS
from sheets.schema.settings_tab import SETTINGS
from sheets.schema.start.start_tab import START
from words.locales import LANGUAGES

SYSTEM = "_system"
"""The hidden tab: A1 the current commit token, A2 the layout's version, A3 the headings that were found, A4 how long
the Ledger is, A5 the numbers of the tabs, A6 the day of the last email to the owner, A7 the settings as
they could be read, A8 to A10 what was tried within the last hour; from row 11 on copies."""
LAYOUT_VERSION = "1"

TABS: tuple[Tab, ...] = (
    START,
    SETTINGS,
    MEMBERS,
    ORDERS,
    REWARDS,
    COUPONS,
    LEDGER,
    EMAILS,
    PROBLEMS,
    *OFFERS,
    ANSWERS,
    LOG,
    REVIEW,
    WAITING,
)
"""In the order in which set-up makes them; Start is read by no answer."""
GROWING: tuple[GrowingTab[Any], ...] = (
    MEMBERS,
    ORDERS,
    *EARLIER_ORDERS,
    LEDGER,
    COUPONS,
    EMAILS,
    ANSWERS,
    LOG,
    REVIEW,
    WAITING,
)
"""In the order in which they are read: the Ledger's rows name members, and say whose coupons are."""
SMALL: tuple[Tab, ...] = (SETTINGS, REWARDS, PROBLEMS, *OFFERS)
"""The tabs that every read asks for whole, as far as they are there."""


def language_of_titles(titles: Collection[str]) -> str:
    """The language that most of our tabs among these titles are in; English where there are none.

    Those that the program makes itself follow the others, and have no say.
    """
    there, named = set(map(fold_name, titles)), [tab.title for tab in TABS if not tab.number]
    return max(LANGUAGES, key=lambda language: sum(fold_name(said(title, language)) in there for title in named))
