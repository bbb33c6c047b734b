"""Findings: what a check has found, each in one plain sentence, with what to do about it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a check has found.

    ``key`` is stable, its first part the area: scripts may go by it. It ``blocks`` when customers cannot be answered,
    or letters cannot go out, until it is put right; with nothing ``to_do`` it is only for information.
    """

    key: str
    sentence: str
    to_do: str = ""
    blocks: bool = False

    @property
    def area(self) -> str:
        """What was looked at."""
        return self.key.partition(".")[0]

    @property
    def is_fine(self) -> bool:
        """True for what is said for information only."""
        return not (self.to_do or self.blocks)


def worst_first(findings: Iterable[Finding]) -> Sequence[Finding]:
    """What blocks, then what is wrong, then what is for information; each in the order in which it was found."""
    return sorted(findings, key=lambda finding: (not finding.blocks, finding.is_fine))
