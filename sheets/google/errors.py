"""What can go wrong with the workbook, split by who can do something about it; each is named after what happened."""

import re

_REQUEST = re.compile(r"requests\[(\d{1,6})\]")


class WorkbookError(Exception):
    """The workbook could not be read or written; the chat says ``later``."""


class NoAnswer(WorkbookError):
    """Google did not answer, or with something that is no answer: whether a write was applied is unknown."""


class QuotaSpent(WorkbookError):
    """Google refused the request because the minute's quota is spent: nothing was applied."""


class RequestRefused(WorkbookError):
    """Google found the request invalid: nothing was applied."""


class TabsChanged(RequestRefused):
    """The owner has renamed or deleted a tab since the layout was read."""


class WriteProtected(RequestRefused):
    """The owner has protected cells that the request writes into, and the program is not among their editors."""

    @property
    def at(self) -> int | None:
        """Which request of the batch it was; None where Google does not say."""
        found = _REQUEST.search(str(self))
        return int(found[1]) if found else None


class NoAccess(WorkbookError):
    """Google does not let us near the spreadsheet; the owner or operator must act.

    ``reason`` is Google's one word for why, else the answer's status; blank where nobody was asked.
    """

    def __init__(self, why: str, *, reason: str = "") -> None:
        super().__init__(why)
        self.reason = reason


class NewerLayout(WorkbookError):
    """A newer version of the program has written the spreadsheet's layout: this one leaves it alone."""

    def __init__(self, version: str) -> None:
        super().__init__(
            f"The spreadsheet's layout is version {version[:20]}, which a newer version of the program has made; "
            "deploy that version again."
        )


class BookForked(WorkbookError):
    """Two commits have one number: what keeps two answers from being booked at once has failed."""

    def __init__(self) -> None:
        super().__init__(
            "Two commits have the same number, so the fence has failed: this instance books nothing any more. "
            "Run manage.py check, and manage.py deploy to start anew."
        )


class NotInTime(WorkbookError):
    """The transaction could not be finished within its time."""


class TooManyWaiting(NotInTime):
    """So many callers wait already that one more would not be answered in time."""


class TabMissing(WorkbookError):
    """The spreadsheet has no such tab."""

    def __init__(self, title: str) -> None:
        super().__init__(f"The tab {title!r} is missing; manage.py setup makes it again.")
        self.title = title


class TabProtected(WorkbookError):
    """The owner has protected the tab, or cells of it, from the program; blank where nobody knows which tab."""

    def __init__(self, title: str, account: str) -> None:
        tab = f"The tab {title!r}" if title else "A tab"
        who = f"the program's account {account}" if account else "the program's account"
        super().__init__(
            f"{tab} is protected, and {who} may not write there; "
            f"in the spreadsheet: Data > Protect sheets and ranges: add it as an editor."
        )
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

    def lacking_in(self, title: str) -> tuple[str, ...]:
        """The headings that are missing, where it is this tab that lacks them; none else."""
        return self.headings if self.title == title else ()


class HeadingsBelowRows(WorkbookError):
    """Rows of the tab stand above its headings: a sort or a drag has taken the row of the headings along."""

    def __init__(self, title: str, row: int) -> None:
        super().__init__(
            f"Rows of the tab {title!r} stand above its headings, which are in row {row}; drag that row to the top."
        )
        self.title = title
        self.row = row
