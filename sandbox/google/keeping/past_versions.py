"""How spreadsheets were: their last versions, which share what they have in common."""

from dataclasses import dataclass, field

from sandbox.google.grid.spreadsheet import Spreadsheet


class VersionGone(Exception):
    """A version is asked for that nobody kept."""

    def __init__(self, spreadsheet_id: str, what: str, kept: int) -> None:
        super().__init__(f"{what} of {spreadsheet_id!r} is not kept: Google(history={kept}) keeps that many")


@dataclass(frozen=True, slots=True)
class Version:
    """A spreadsheet as it was from ``at`` on, in seconds of the clock; ``number`` counts the changes before it."""

    number: int
    at: float
    book: Spreadsheet


@dataclass(slots=True)
class PastVersions:
    """The present version of each spreadsheet and at most ``kept`` earlier ones."""

    kept: int = 0
    _versions: dict[str, tuple[Version, ...]] = field(default_factory=dict)

    def add(self, book: Spreadsheet, at: float) -> None:
        """Remembers the spreadsheet as the newest version."""
        versions = self._versions.get(book.id, ())
        number = versions[-1].number + 1 if versions else 0
        self._versions[book.id] = (*versions, Version(number, at, book))[-1 - self.kept :]

    def newest(self, spreadsheet_id: str) -> Version:
        """The present version; KeyError when there is no such spreadsheet."""
        return self._versions[spreadsheet_id][-1]

    def numbered(self, spreadsheet_id: str, number: int) -> Spreadsheet:
        """The version with this number; VersionGone when it is not kept."""
        for version in self._versions[spreadsheet_id]:
            if version.number == number:
                return version.book
        raise VersionGone(spreadsheet_id, f"version {number}", self.kept)

    def before(self, spreadsheet_id: str, changes: int) -> Spreadsheet:
        """The spreadsheet as it was so many changes ago, at most as it began; VersionGone when it is not kept."""
        versions = self._versions[spreadsheet_id]
        if changes < len(versions):
            return versions[-1 - changes].book
        if versions[0].number:
            raise VersionGone(spreadsheet_id, f"what was {changes} versions ago", self.kept)
        return versions[0].book

    def at(self, spreadsheet_id: str, then: float) -> Spreadsheet:
        """The spreadsheet as it was then, at most as it began; VersionGone when it is not kept."""
        versions = self._versions[spreadsheet_id]
        known = [version for version in versions if version.at <= then]
        if not known and versions[0].number:
            raise VersionGone(spreadsheet_id, f"the version at {then}", self.kept)
        return known[-1].book if known else versions[0].book
