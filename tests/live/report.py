"""The run of all promises, and its report, made to be pasted into sandbox/FIDELITY.md."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tests.live.by_hand import BY_HAND
from tests.live.google import BatchRefused, Live
from tests.live.promises import PROMISES, CannotTell, Differs, Promise
from tests.live.questions import QUESTIONS
from tests.live.races import RACES
from tests.live.scratch import Run, Scratch, scratch

ALL = (*PROMISES, *QUESTIONS, *RACES, *BY_HAND)
"""All that is tried, in this order; what needs a person comes last."""
ALONE = Run()


class Came(StrEnum):
    """What came of a promise."""

    KEPT = "kept"
    DIFFERS = "differs"
    NOT_ASKED = "not asked"
    NOT_SEEN = "not seen"


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of one promise; ``said`` is what Google said or did."""

    behaviour: str
    came: Came
    said: str

    def __str__(self) -> str:
        what = f": {self.said}" if self.said and self.came is not Came.KEPT else ""
        return f"{self.came:9}  {self.behaviour}{what}"


NEEDS_A_PERSON = "it needs a person at the spreadsheet: BY_HAND=1"


def try_all(live: Live, chance: str, promises: Sequence[Promise] = ALL, run: Run = ALONE) -> Iterator[Seen]:
    """Each promise on tabs of its own, which are gone at the end; InUse, Stopped."""
    with scratch(live, chance, run) as made:
        for promise in promises:
            asked = run.hands or not promise.by_hand
            yield _tried(promise, made) if asked else Seen(promise.behaviour, Came.NOT_ASKED, NEEDS_A_PERSON)


def _tried(promise: Promise, made: Scratch) -> Seen:
    pair = made.pair(promise.rows)
    try:
        said = promise.see(pair)
    except Differs as differs:
        return Seen(promise.behaviour, Came.DIFFERS, _plain(str(differs), pair.prefix))
    except CannotTell as nothing:
        return Seen(promise.behaviour, Came.NOT_SEEN, str(nothing))
    except BatchRefused as error:
        return Seen(promise.behaviour, Came.DIFFERS, _plain(f"refused: {error}", pair.prefix))
    return Seen(promise.behaviour, Came.KEPT, _plain(said, pair.prefix))


def report(seen: Sequence[Seen], live: Live, today: date) -> str:
    """A section in Markdown."""
    cost = f"{live.spent.reads} reads and {live.spent.writes} writes"
    return section(seen, f"Compared with {live.url} on {today}", by="make test-live", cost=cost)


def section(seen: Sequence[Seen], heading: str, *, by: str, cost: str) -> str:
    """A section in Markdown with this heading: by which command, what it cost, and what came of each promise."""
    came = [result.came for result in seen]
    kept, open_ = came.count(Came.KEPT), came.count(Came.NOT_ASKED) + came.count(Came.NOT_SEEN)
    counts = f"{kept} of {len(came) - open_} behaviours are as assumed, {open_} were not asked or not seen"
    rows = (f"| {result.behaviour} | {_word(result.came)} | {_cell(result.said)} |" for result in seen)
    return "\n".join(
        [
            f"## {heading}",
            "",
            f"By `{by}`: {counts}; {cost}.",
            "",
            "| behaviour | there | what it said |",
            "|---|---|---|",
            *rows,
        ]
    )


def _word(came: Came) -> str:
    return f"**{came}**" if came is Came.DIFFERS else came


def _cell(said: str) -> str:
    words = " ".join(said.split()).replace("|", "\\|").replace("`", "'")
    return f"`{words}`" if words else ""


def _plain(said: str, prefix: str) -> str:
    """Without what is by chance, so that two reports can be compared."""
    return said.replace(prefix, "").replace(prefix.upper(), "")
