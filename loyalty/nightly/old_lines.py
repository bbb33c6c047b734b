"""Clearing: old lines of Emails and Answers go, but for those that a rule still needs (docs/decisions/0055).

So do lines of the Log that say no more than when a shop had changed an order, once no older version can be on its way,
and those of which each night may write a newer one.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

from loyalty.book.book import Book
from loyalty.book.decision import Change, Decision, RemoveFacts, RemoveLines
from loyalty.letters.due import COUNTED_STATUSES, MOST_TRIES_OF_A_LETTER, MOST_UNANSWERED
from loyalty.member.survey import answer_id
from loyalty.model.causes import letter_id
from loyalty.model.email_log import Letter, LetterName, LetterStatus
from loyalty.model.entry import UNDATED
from loyalty.model.fact import Fact, FactKind
from loyalty.model.offers import Answer
from loyalty.outcomes.batch_reports import Booked
from loyalty.points.expiry import later
from loyalty.points.standing import held_coupons

LEAST_KEPT = timedelta(days=62)
"""No line of this age is cleared: what was told of a loss is not told once more before its day."""
VERSIONS_KEPT = timedelta(days=7)
"""Stripe sends an event again for three days, Shopify for four hours."""
OF_A_NIGHT = frozenset({FactKind.MEMBER_SEGMENTS, FactKind.SEGMENTS_SENT, FactKind.SEGMENT_TOTAL})
"""Kinds of which only the newest line says anything; the Log would grow by them every night."""
ABOUT_COUPONS = (LetterName.COUPON, LetterName.COUPON_EXPIRING, LetterName.OWNER_TASK)


def clear_old_lines(book: Book, *, now: datetime, limit: int, among: Sequence[str] | None = None) -> Decision[Booked]:
    """Clears up to about ``limit`` old letters and answers, member by member, and lines of the Log; ``among`` are
    those found before.

    Of whoever has left nothing is needed.
    """
    found = list(_to_clear(book.at_a_glance(), now)) if among is None else list(among)
    letters, answers, facts = list[Letter](), list[Answer](), list[Fact]()
    while found and len(letters) + len(answers) + len(facts) < limit:
        key = found.pop(0)
        if _is_of_log(key):
            facts += _old_facts(book.facts_with(key), now)
        else:
            old_letters, old_answers = _old(book, key, *_days(book, now))
            letters += old_letters
            answers += old_answers
    count = len(letters) + len(answers) + len(facts)
    changes: tuple[Change, ...] = (RemoveFacts(tuple(facts)),) if facts else ()
    changes += (RemoveLines(tuple(letters), tuple(answers)),) if letters or answers else ()
    return Decision(Booked(count, 0, tuple(found)), changes)


def _to_clear(glance: Book, now: datetime) -> Iterator[str]:
    """The codes of members of whom there are old lines, and the keys of old lines of the Log."""
    if glance.settings.keep_emails_months:
        days = _days(glance, now)
        yield from (code for code in glance.written_to() if any(_old(glance, code, *days)))
    yield from dict.fromkeys(fact.key for fact in _old_facts(glance.all_facts(), now))


def _days(book: Book, now: datetime) -> tuple[date, date]:
    """The day before which lines are old, and this one."""
    today = book.settings.day(now)
    return min(later(today, -book.settings.keep_emails_months), today - LEAST_KEPT), today


def _is_of_log(key: str) -> bool:
    return ":" in key


def _old_facts(facts: Iterable[Fact], now: datetime) -> Iterator[Fact]:
    """Of these facts, which are all about their subjects, those that nothing rests on any more."""
    known = [fact for fact in facts if fact.kind is FactKind.ORDER_VERSION or fact.kind in OF_A_NIGHT]
    last = {(fact.key, fact.kind): fact for fact in sorted(known, key=lambda fact: fact.age)}
    for fact in known:
        is_last = fact.kind in OF_A_NIGHT and last[fact.key, fact.kind] is fact
        if fact.time < now - VERSIONS_KEPT and not is_last:
            yield fact


def _old(book: Book, code: str, before: date, today: date) -> tuple[list[Letter], list[Answer]]:
    """What can be cleared of all that the member with this code was sent and has answered."""
    letters = book.letters_to(code)
    answers = book.answers_of(code)
    old = [letter for letter in letters if _is_old(book, letter.taken_at, before)]
    needed = set(_needed(book, code, letters, today)) if old else set()
    asked = {answer_id(one, question) for one in book.codes_of(code) for question in book.offers.questions}
    return (
        [letter for letter in old if letter.id not in needed],
        [answer for answer in answers if answer.id not in asked and _is_old(book, answer.time, before)],
    )


def _is_old(book: Book, time: datetime, before: date) -> bool:
    # Where the owner has emptied Time, nobody knows how old a line is.
    return time != UNDATED and book.settings.day(time) < before


def _needed(book: Book, code: str, letters: Sequence[Letter], today: date) -> Iterator[str]:
    """The ids of letters that tell whether another one may go out, however old they are."""
    member = book.member(code)
    if member is None:
        return
    for name in {letter.letter for letter in letters}:
        mine = sorted((one for one in letters if one.letter == name), key=lambda letter: letter.taken_at)
        counted = [letter for letter in mine if letter.status in COUNTED_STATUSES]
        # Reminders rest after some in a row, a win-back goes once, and what failed is not tried for ever.
        yield from (letter.id for letter in (*mine[-MOST_TRIES_OF_A_LETTER:], *counted[-MOST_UNANSWERED:]))
    yield from (letter.id for letter in letters if letter.status is LetterStatus.WAITING)
    coupons = [held.coupon.code for held in held_coupons(book, member, today=today)]
    told = [letter_id(name, member.code, coupon) for name in ABOUT_COUPONS for coupon in coupons]
    yield from (letter.id for letter in letters for id_ in told if letter.id == id_ or letter.id.startswith(f"{id_}:"))
