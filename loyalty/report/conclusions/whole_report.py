"""A whole report: the figures of a period and what follows from them; whatever shows it begins here.

``report_of(book, period, today=...)`` is all that it takes; the lines of closed years make it exact.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from loyalty.book.book import Book
from loyalty.model.entry import Entry
from loyalty.report.conclusions.cautions import ArchiveUnread, Caution, cautions
from loyalty.report.conclusions.headlines import Certain, Likely, Unknowable, headlines
from loyalty.report.conclusions.suggestions import Suggestion, suggestions
from loyalty.report.counted_figures import figures_of
from loyalty.report.counting import counting_of
from loyalty.report.figures import Figures
from loyalty.report.periods import Period


@dataclass(frozen=True, slots=True)
class Report:
    """What a report says, in no language yet; ``currency`` is that of its money."""

    period: Period
    currency: str
    figures: Figures
    headlines: tuple[Certain, Likely, Unknowable]
    cautions: Sequence[Caution]
    suggestions: Sequence[Suggestion]


def report_of(
    book: Book,
    period: Period,
    *,
    today: date,
    closed: Iterable[Entry] = (),
    unread: Iterable[ArchiveUnread] = (),
) -> Report:
    """The report of this period, as of ``today`` in the shop; counting_of says what else goes in.

    ``unread`` is where closed years are that could not be read.
    """
    counting = counting_of(book, period, today=today, closed=closed)
    figures = figures_of(counting)
    return Report(
        period,
        book.settings.currency,
        figures,
        headlines(figures, held=counting.held_out),
        (*unread, *cautions(counting, figures)),
        suggestions(counting),
    )
