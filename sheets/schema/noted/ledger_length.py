"""How many causes the Ledger holds, as the last commit has noted it in the hidden tab: they never become fewer.
Beside it, how many lines the Log has at the least, and of how many letters there are rows in Emails.

Lines that were deleted leave no trace; whoever reads the Ledger next finds fewer than there were
(docs/decisions/0043). Not every commit notes it: those that decide nothing, such as one that says in Problems what is
protected, and those of version 0.1.0 leave what stands there. It goes on saying how many there are at the least.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from sheets.codec.owner_sentences import Sentence, Words

ROW = 4
"""Where the hidden tab notes it, in its first column."""
FEWER = Sentence(
    "Since commit %(commit)s lines of the Ledger are gone or no longer count: %(lines)s. Their points are "
    "gone with them, and what they were booked for could be had again. Undo what was done, or bring the "
    "lines back from the version history of the spreadsheet."
)
FEWER_FACTS = Sentence(
    "Since commit %(commit)s lines of the Log are gone or no longer count: %(lines)s. With them goes what members and "
    "the shop have said: who wants no emails, birthdays, which orders went back. If you did not mean to delete them, "
    "undo that, or bring them back from the version history of the spreadsheet."
)
FEWER_LETTERS = Sentence(
    "Since commit %(commit)s emails have no row in Emails any more, or none that counts: %(lines)s. By these rows the "
    "program knows what has gone out, so what is still due is sent once more. If you did not mean to delete them, undo "
    "that, or bring them back from the version history of the spreadsheet. To have old rows emptied, set %(setting)s."
)
_NOTED = re.compile(r"([0-9a-f]{1,12}):(\d{1,9})(?::log=(\d{1,9}))?(?::emails=(\d{1,9}))?((?::\d{4}=\d{1,9})*)")
_MOVED = re.compile(r":(\d{4})=(\d{1,9})")


@dataclass(frozen=True, slots=True)
class LedgerLength:
    """How many causes there were after the commit of this number, and how many lines it ``moved`` into closed years.

    Lines of the Log there were as many as ``facts`` or more, and emails to members as many as ``letters``; None where
    an earlier version has noted it.
    """

    commit: int
    causes: int
    moved: Mapping[int, int] = field(default_factory=dict)
    facts: int | None = None
    letters: int | None = None

    @classmethod
    def read(cls, text: str) -> "LedgerLength | None":
        """As the hidden tab notes it; None where it notes none, or somebody has typed over it."""
        found = _NOTED.fullmatch(text.strip())
        if not found:
            return None
        moved = {int(year): int(lines) for year, lines in _MOVED.findall(found[5])}
        facts, letters = (int(number) if number else None for number in found.group(3, 4))
        return cls(int(found[1], 16), int(found[2]), moved, facts, letters)

    def missing(self, commit: int, causes: int) -> int:
        """How many are gone, of a book that shows ``commit``; 0 when that is older than the one that notes them."""
        return max(self.causes - causes, 0) if commit >= self.commit else 0

    def missing_facts(self, commit: int, facts: int) -> int:
        """The same of the Log."""
        return max((self.facts or 0) - facts, 0) if commit >= self.commit else 0

    def missing_letters(self, commit: int, letters: int) -> int:
        """The same of Emails."""
        return max((self.letters or 0) - letters, 0) if commit >= self.commit else 0

    def moved_by(self, commit: int) -> Mapping[int, int]:
        """How many lines were moved into which year by the last commit up to ``commit`` that notes it."""
        return self.moved if commit >= self.commit else {}

    def sentence(self, missing: int) -> Sentence:
        """What the owner reads of it."""
        return FEWER.of(commit=f"{self.commit:x}", lines=missing)

    def facts_sentence(self, missing: int) -> Sentence:
        """The same of the Log."""
        return FEWER_FACTS.of(commit=f"{self.commit:x}", lines=missing)

    def letters_sentence(self, missing: int) -> Sentence:
        """The same of Emails."""
        return FEWER_LETTERS.of(commit=f"{self.commit:x}", lines=missing, setting=Words(("Keep emails months",)))

    def noted(self, system: int) -> dict[str, object]:
        """The request that notes it in the hidden tab, by its number."""
        log = "" if self.facts is None else f":log={self.facts}"
        emails = "" if self.letters is None else f":emails={self.letters}"
        moved = "".join(f":{year}={lines}" for year, lines in self.moved.items())
        text = f"{self.commit:x}:{self.causes}{log}{emails}{moved}"
        return {
            "updateCells": {
                "start": {"sheetId": system, "rowIndex": ROW - 1, "columnIndex": 0},
                "rows": [{"values": [{"userEnteredValue": {"stringValue": text}}]}],
                "fields": "userEnteredValue",
            }
        }
