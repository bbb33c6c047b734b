"""What is true of a shop, as its owner sees it in the sheet and its customers hear it in the chat."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from tests.updating.customers import NAMES, contact
from tests.updating.shops import Shop

Facts = dict[str, Any]
MEMBER_FACTS = (
    "Email",
    "Contact",
    "Joined",
    "Points",
    "Lifetime points",
    "Tier",
    "Birthday",
    "Referred by",
    "Membership",
)
ORDER_FACTS = ("Email", "Claimed", "Points", "Products")
COUPON_FACTS = ("Reward", "Status", "Member", "Issued", "Expires", "Used for")
OWNERS_WORD = ("Status", "Refunded")
ANSWERS = ("code", "points", "points_pending", "points_to_next", "coupon_expires")
"""What of an answer in the chat is no sentence."""
THEN_ONLY = ("by chance", "as 0.1.0")
"""What is to be the same only as long as nothing happens: new codes are drawn, and what a later version learns it may
write elsewhere, or in other words.
"""


def facts_of(shop: Shop) -> Facts:
    """Members by address, orders, coupons, points in the Ledger, and what each contact is told.

    Members are named by their addresses, or by their codes when they have left.
    """
    members, orders, ledger = shop.rows("Members"), shop.rows("Orders"), shop.rows("Ledger")
    emails = {row["Member"]: row["Email"] for row in members if "Email" in row}
    given = [_named(row, emails) for row in shop.rows("Coupons") if "Member" in row]
    told = {
        name: {action: shop.tap(contact(shop, person), action) for action in ("points", "coupons")}
        for person, name in enumerate(NAMES[shop.language].split())
    }
    return {
        "members": {row["Email"]: _some(_named(row, emails), *MEMBER_FACTS) for row in members if "Email" in row},
        "orders": {str(row["Order"]): _some(row, *ORDER_FACTS) for row in orders if "Order" in row},
        "coupons": sorted((_some(row, *COUPON_FACTS) for row in given), key=str),
        "ledger": sorted([_named(row, emails).get("Member") or row["Email"], row["Points"]] for row in ledger),
        "answers": sorted([emails[row["Member"]], row["Question"], row["Answer"]] for row in shop.rows("Answers")),
        "chat": {name: {action: _some(answer, *ANSWERS) for action, answer in of.items()} for name, of in told.items()},
        "by chance": {
            "members": emails,
            "coupons": {row["Code"]: row["Member"] for row in given},
            "chat": {name: of["coupons"]["coupon"] for name, of in told.items()},
        },
        "as 0.1.0": {
            "causes": sorted(row["Cause"] for row in ledger if "Cause" in row),
            "wishes": {row["Email"]: row.get("Reminders") for row in members if "Email" in row},
            "orders": {str(row["Order"]): _some(row, *OWNERS_WORD) for row in orders if "Order" in row},
            "letters": Counter(f"{row['Letter']}, {row['Status']}" for row in shop.rows("Emails")),
        },
    }


def _named(row: Mapping[str, Any], emails: Mapping[str, str]) -> Facts:
    codes = {heading: row[heading] for heading in ("Member", "Referred by") if heading in row}
    return {**row, **{heading: emails.get(code, code) for heading, code in codes.items()}}


def _some(row: Mapping[str, Any], *headings: str) -> Facts:
    return {heading: row[heading] for heading in headings if heading in row}
