"""What the owner reads of books that do not add up to what was counted before."""

from collections.abc import Iterable, Iterator

from loyalty.model.coupon import Coupon
from loyalty.nightly.ledger_count import Difference
from sheets.codec.owner_sentences import Sentence

DAY = Sentence(
    "The Ledger's lines of %(day)s are not those that were counted at commit %(commit)s. Lines then: "
    "%(lines)s, points: %(points)s; lines now: %(lines_now)s, points: %(points_now)s. Undo what was done, "
    "or bring them back from the version history of the spreadsheet. If it is right as it is, run: "
    "manage.py verify --accept"
)
CLOSED = Sentence(
    "The Ledger's lines before %(day)s are not those that were counted at commit %(commit)s. Lines then: "
    "%(lines)s, points: %(points)s; lines now: %(lines_now)s, points: %(points_now)s. If manage.py "
    "close-books was stopped, run it again. If not, bring them back from the version history. If it is "
    "right as it is, run: manage.py verify --accept"
)
COUPON = Sentence(
    "%(member)s has the coupon %(code)s, but no line of the Ledger says what it cost. Bring the line back "
    "from the version history of the spreadsheet, or write cancelled into the coupon's Status."
)


def sentences_of(differences: Iterable[Difference], coupons: Iterable[Coupon]) -> Iterator[Sentence]:
    """One for each difference, and for each of these coupons that no line of the Ledger has given."""
    for found in differences:
        yield (CLOSED if found.closed else DAY).of(
            day=found.day.isoformat(),
            commit=f"{found.then.commit:x}",
            lines=found.then.sum.lines,
            points=found.then.sum.points,
            lines_now=found.now.lines,
            points_now=found.now.points,
        )
    yield from (COUPON.of(code=coupon.code, member=coupon.member) for coupon in coupons)
