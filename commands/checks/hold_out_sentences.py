"""What a hold-out can show in this shop at all, so that nobody is held out of emails for nothing."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from commands.checks.finding import Finding
from loyalty.book.book import Book
from loyalty.report.certainty.intervals import FEWEST
from loyalty.report.customers import customers_of
from loyalty.report.hold_out_results import detectable_difference
from loyalty.report.periods import year_before

SHARES = (Decimal("0.1"), Decimal("0.2"), Decimal("0.5"))
"""What is told before one is chosen."""


def check_hold_out(book: Book, now: datetime) -> Iterator[Finding]:
    """From which difference on, at the share that is set or at each that could be; nothing for too few members."""
    settings, members = book.settings, len(book.members)
    wanted = (settings.hold_out,) if settings.hold_out else SHARES
    shares = [share for share in wanted if share * members >= FEWEST]
    customers, period = customers_of(book), year_before(settings.day(now))
    seen = [(share, detectable_difference(customers, book.members, period, share=share)) for share in shares]
    yield from _of_campaigns(book, now)
    told = [f"with {share * 100:.0f} % from {shown * 100:.1f}" for share, shown in seen if shown is not None]
    if told:
        shows = "shows" if settings.hold_out else "would show"
        yield Finding(
            "settings.hold_out",
            f"With {members:,} members the setting Hold out {shows} differences that reminders make: "
            f"{', '.join(told)} percentage points up.",
        )


def _of_campaigns(book: Book, now: datetime) -> Iterator[Finding]:
    """Those open to everybody that some are held out of: who hears of it in the shop's newsletter will ask."""
    today, share = book.settings.day(now), book.settings.hold_out
    names = [
        campaign.name
        for campaign in book.offers.campaigns
        if campaign.active and campaign.hold_out and not campaign.whom and (campaign.ends or today) >= today
    ]
    if share and names:
        yield Finding(
            "campaigns.hold_out",
            f"{share * 100:.0f} % of your members get nothing of {', '.join(names)}, as the setting Hold out says. "
            "Beside a campaign that you announce to everybody write no under Hold out in the tab Campaigns.",
        )
