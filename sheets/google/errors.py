"""What can go wrong with the workbook, split by who can do something about it; each is named after what happened."""


class WorkbookError(Exception):
    """The workbook could not be read or written; the chat says ``later``."""


class NoAnswer(WorkbookError):
    """Google did not answer, or with something that is no answer: whether a write was applied is unknown."""


class QuotaSpent(WorkbookError):
    """Google refused the request because the minute's quota is spent: nothing was applied."""


class RequestRefused(WorkbookError):
    """Google found the request invalid: nothing was applied."""


class NoAccess(WorkbookError):
    """Google does not let us near the spreadsheet; the owner or operator must act.

    ``reason`` is Google's one word for why, else the answer's status; blank where nobody was asked.
    """

    def __init__(self, why: str, *, reason: str = "") -> None:
        super().__init__(why)
        self.reason = reason


class NotInTime(WorkbookError):
    """The transaction could not be finished within its time."""


class TooManyWaiting(NotInTime):
    """So many callers wait already that one more would not be answered in time."""


class TabMissing(WorkbookError):
    """The spreadsheet has no such tab."""

    def __init__(self, title: str) -> None:
        super().__init__(f"The tab {title!r} is missing; manage.py setup makes it again.")
        self.title = title


class TabTaken(WorkbookError):
    """A tab that is none of the program's has the title of one that it has to make."""

    def __init__(self, title: str) -> None:
        super().__init__(f"There is a tab {title!r} already that the program has not made; give it another name")


class ColumnsDiffer(WorkbookError):
    """A tab of the archive has not the Ledger's headings in the Ledger's places."""

    def __init__(self, title: str) -> None:
        super().__init__(
            f"The tab {title!r} has other columns than the Ledger; "
            "give it the same headings in the same order, in its first row"
        )


class HeadingMissing(WorkbookError):
    """The tab lacks headings that it cannot be read without."""

    def __init__(self, title: str, headings: tuple[str, ...]) -> None:
        super().__init__(
            f"The tab {title!r} has no column {', '.join(map(repr, headings))}; "
            "write the heading back, or let manage.py setup add it."
        )
        self.title = title
        self.headings = headings
