"""The run of all promises, and its report, made to be pasted into sandbox/FIDELITY.md."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from tests.live.google import BatchRefused, Live
from tests.live.promises import PROMISES, Differs, Promise
from tests.live.scratch import Scratch, scratch


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of one promise; ``said`` is what Google said or did."""

    behaviour: str
    kept: bool
    said: str


def try_all(live: Live, chance: str, promises: Sequence[Promise] = PROMISES) -> Iterator[Seen]:
    """Each promise on tabs of its own, which are gone at the end; InUse, Stopped."""
    with scratch(live, chance) as made:
        for promise in promises:
            yield _tried(promise, made)


def _tried(promise: Promise, made: Scratch) -> Seen:
    pair = made.pair()
    try:
        said = promise.see(pair)
    except Differs as differs:
        return Seen(promise.behaviour, kept=False, said=_plain(str(differs), pair.prefix))
    except BatchRefused as error:
        return Seen(promise.behaviour, kept=False, said=_plain(f"refused: {error}", pair.prefix))
    return Seen(promise.behaviour, kept=True, said=_plain(said, pair.prefix))


def report(seen: Sequence[Seen], live: Live, today: date) -> str:
    """A section in Markdown."""
    kept = sum(result.kept for result in seen)
    cost = f"{live.spent.reads} reads and {live.spent.writes} writes"
    rows = (
        f"| {result.behaviour} | {'the same' if result.kept else '**differs**'} | {_cell(result.said)} |"
        for result in seen
    )
    return "\n".join(
        [
            f"## Compared with {live.url} on {today}",
            "",
            f"By `make test-live`: {kept} of {len(seen)} behaviours are the same; {cost}.",
            "",
            "| behaviour | there | what it said |",
            "|---|---|---|",
            *rows,
        ]
    )


def _cell(said: str) -> str:
    words = " ".join(said.split()).replace("|", "\\|").replace("`", "'")
    return f"`{words}`" if words else ""


def _plain(said: str, prefix: str) -> str:
    """Without what is by chance, so that two reports can be compared."""
    return said.replace(prefix, "").replace(prefix.upper(), "")
