"""The nightly word to ManyChat: what has changed of segments, slice after slice, each noted before the next."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import datetime
from functools import partial

from loyalty.book.decision import Decision
from loyalty.nightly.segments_to_send import SegmentNews, note_sent, segments_to_send
from manychat.api import Accepted, Api, ChatClosed, ChatRefusal
from manychat.contact_segments import make_room, tell
from sheets.google.client import Spent
from sheets.workbook import Workbook

SLICE = 50
"""Members whose segments ManyChat has heard are noted in one commit, some ten seconds of its pace."""
COMMIT_SECONDS = 60.0
Told = tuple[SegmentNews, bool]

log = logging.getLogger("regulars.segments")


def send_segments(
    workbook: Workbook,
    chat: Api | None,
    *,
    clock: Callable[[], datetime],
    spent: Spent,
    may_go_on: Callable[[], bool],
) -> int:
    """Of how many members ManyChat has heard the segments; the next run goes on with the others. WorkbookErrors.

    Without a ``chat``, or while ManyChat takes nothing, nobody is told, and nothing fails.
    """
    if chat is None:
        return 0
    news: tuple[SegmentNews, ...] = workbook.transact(
        lambda book: Decision(segments_to_send(book.at_a_glance())), seconds=COMMIT_SECONDS, spent=spent
    )
    count = 0
    with closing(chat):
        for told in _told(chat, news, may_go_on) if news else ():
            heard = [one for one, _ in told]
            workbook.transact(partial(note_sent, sent=heard, now=clock()), seconds=COMMIT_SECONDS, spent=spent)
            count += sum(accepted for _, accepted in told)
    return count


def _told(chat: Api, news: Sequence[SegmentNews], may_go_on: Callable[[], bool]) -> Iterator[Sequence[Told]]:
    """Slices of those who were told, each with whether ManyChat took it, until it takes no more."""
    told, refusals = list[Told](), set[str]()
    try:
        refused = make_room(chat)
        if refused:
            log.error("ManyChat has no place for segments: %s", refused.why)
            return
        for one in news:
            if not may_go_on():
                break
            answers = [tell(chat, each) for each in one.each()]
            refusals.update(answer.why for answer in answers if isinstance(answer, ChatRefusal))
            # Whomever ManyChat does not know is not tried again until their segments change.
            told.append((one, any(isinstance(answer, Accepted) for answer in answers)))
            if len(told) == SLICE:
                yield tuple(told)
                told.clear()
    except ChatClosed as closed:
        log.error("no more segments go to ManyChat in this run: %s", closed.why)
    for why in sorted(refusals):
        log.error("ManyChat did not take a member's segments: %s", why)
    if told:
        yield tuple(told)
