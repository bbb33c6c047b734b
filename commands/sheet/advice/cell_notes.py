"""Notes of the program on cells, known again by the check in their last line: what a person has changed is theirs."""

import re
from collections.abc import Sequence
from datetime import date
from hashlib import sha256

MARK = re.compile(r"manage\.py advise · \d{4}-\d\d-\d\d · ([0-9a-f]{6})")


def note_of(sentences: Sequence[str], day: date) -> str:
    """The note that says this, as of that day."""
    return "\n".join((*sentences, f"manage.py advise · {day.isoformat()} · {_check(' '.join(sentences))}"))


def may_be_written_over(note: str) -> bool:
    """True for no note, and for one of the program's that stands as it was written."""
    said, mark = _parts(note)
    return not note.strip() or (mark is not None and mark[1] == _check(said))


def says_the_same(note: str, other: str) -> bool:
    """True when the two differ in their day at the most."""
    return _words(_parts(note)[0]) == _words(_parts(other)[0])


def _parts(note: str) -> tuple[str, re.Match[str] | None]:
    said, _, last = note.strip().rpartition("\n")
    mark = MARK.fullmatch(last.strip())
    return (said, mark) if mark else (note, None)


def _check(said: str) -> str:
    return sha256(_words(said).encode()).hexdigest()[:6]


def _words(said: str) -> str:
    """Blanks and ends of lines may come back from the sheet changed."""
    return " ".join(said.split())
