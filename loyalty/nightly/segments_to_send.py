"""What ManyChat has still to hear of members' segments, and the lines of the Log that say what it has heard."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from loyalty.book.book import Book
from loyalty.book.decision import AddFact, Decision
from loyalty.book.learned_members import names_in, written_names
from loyalty.model.fact import FactKind
from loyalty.model.identifiers import fold
from loyalty.model.member import Member
from loyalty.model.segment import SegmentRule

TAGGED = (SegmentRule.BEST, SegmentRule.AT_RISK, SegmentRule.SLEEPING_POINTS)
"""The rules that have a tag each: whom an owner writes to at once, to thank them, to call them back, or to remind them
of a reward. For all others the field is enough.
"""
BETWEEN = " = "


@dataclass(frozen=True, slots=True)
class Heard:
    """What ManyChat knows of a member's segments: with which of their contacts, by which names, and with which tags."""

    contacts: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    tags: tuple[SegmentRule, ...] = ()

    @property
    def written(self) -> str:
        """As a line of the Log has it: ``7001, 7101 = best, new = best``."""
        return BETWEEN.join(map(written_names, (self.contacts, self.names, [tag.value for tag in self.tags])))

    @classmethod
    def of(cls, value: str) -> "Heard":
        """What such a line says; nothing where the owner has made something else of it."""
        contacts, _, rest = value.partition(BETWEEN.rstrip())
        names, _, tags = rest.rpartition(BETWEEN.strip())
        known = names_in(tags)
        return cls(names_in(contacts), names_in(names), tuple(rule for rule in TAGGED if rule.value in known))


@dataclass(frozen=True, slots=True)
class ContactNews:
    """What one contact has to hear: all ``names``, or None where these are known; and which tags come and go."""

    contact: str
    names: tuple[str, ...] | None
    add: tuple[SegmentRule, ...]
    remove: tuple[SegmentRule, ...]


@dataclass(frozen=True, slots=True)
class SegmentNews:
    """A member of whose segments ManyChat has heard something else, and what it has to hear ``now``."""

    member: str
    now: Heard
    before: Heard

    def each(self) -> tuple[ContactNews, ...]:
        """What has changed for each of their contacts."""
        return tuple(map(self._of, self.now.contacts))

    def _of(self, contact: str) -> ContactNews:
        before = self.before if contact in self.before.contacts else Heard()
        add = tuple(tag for tag in self.now.tags if tag not in before.tags)
        remove = tuple(tag for tag in before.tags if tag not in self.now.tags)
        return ContactNews(contact, self.now.names if self.now.names != before.names else None, add, remove)


def segments_to_send(book: Book) -> tuple[SegmentNews, ...]:
    """Of all members those of whom ManyChat has to hear something; a look at a glance."""
    tagged = {fold(one.name): one.rule for one in book.offers.segments if one.rule in TAGGED}
    found = (_news(book, member, tagged) for member in book.members.values() if member.contacts)
    return tuple(news for news in found if news and news.now != news.before)


def note_sent(book: Book, *, sent: Sequence[SegmentNews], now: datetime) -> Decision[None]:
    """Notes what ManyChat has heard, of those who are still there."""
    there = [news for news in sent if book.member(news.member)]
    facts = (book.next_fact(FactKind.SEGMENTS_SENT, news.member, news.now.written, stood="", now=now) for news in there)
    return Decision(None, tuple(map(AddFact, facts)))


def _news(book: Book, member: Member, tagged: Mapping[str, SegmentRule]) -> SegmentNews | None:
    """What there is to say of the member; None where nothing is, and nothing ever was."""
    names, heard = book.segments_of(member.code), book.fact(FactKind.SEGMENTS_SENT, member.code)
    if not (names or heard):
        return None
    rules = {tagged.get(fold(name)) for name in names}
    now = Heard(member.contacts, names, tuple(rule for rule in TAGGED if rule in rules))
    return SegmentNews(member.code, now, Heard.of(heard.value) if heard else Heard())
