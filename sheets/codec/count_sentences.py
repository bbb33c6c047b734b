"""What the owner reads of books that do not add up to what was counted before, in the sheet's language."""

from collections.abc import Iterable, Iterator

from loyalty.model.coupon import Coupon
from loyalty.nightly.ledger_count import Difference
from sheets.codec.translation import DOMAIN
from words.locales import locale_for

MESSAGES = (
    (
        "The Ledger's lines of %(day)s are not those that were counted at commit %(commit)s: %(lines)s then, with "
        "%(points)s points, and %(lines_now)s now, with %(points_now)s points. Undo what was done, or bring them back "
        "from the version history of the spreadsheet. Is it right as it is, run: manage.py verify --accept"
    ),
    (
        "The Ledger's lines before %(day)s are not those that were counted at commit %(commit)s: %(lines)s then, with "
        "%(points)s points, and %(lines_now)s now, with %(points_now)s points. Was manage.py close-books stopped, run "
        "it again. Else bring them back from the version history. Is it right as it is, run: manage.py verify --accept"
    ),
    (
        "The coupon %(code)s is out to %(member)s, but no line of the Ledger says what it cost. Bring the line back "
        "from the version history of the spreadsheet, or write cancelled into the coupon's Status."
    ),
)
DAY, CLOSED, COUPON = MESSAGES


def sentences_of(differences: Iterable[Difference], coupons: Iterable[Coupon], language: str) -> Iterator[str]:
    """One for each difference, and for each of these coupons that no line of the Ledger has given."""
    locale = locale_for(language, DOMAIN)
    for found in differences:
        yield locale.say(
            CLOSED if found.closed else DAY,
            day=locale.own(found.day.isoformat()),
            commit=locale.own(f"{found.then.commit:x}"),
            lines=locale.number(found.then.sum.lines),
            points=locale.number(found.then.sum.points),
            lines_now=locale.number(found.now.lines),
            points_now=locale.number(found.now.points),
        )
    for coupon in coupons:
        yield locale.say(COUPON, code=locale.own(coupon.code), member=locale.own(coupon.member))
