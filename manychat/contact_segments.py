"""A contact's segments in the owner's ManyChat account: one field that names them, and three tags for broadcasts."""

from collections.abc import Iterable, Mapping

from loyalty.book.learned_members import written_names
from loyalty.model.segment import SegmentRule
from loyalty.nightly.segments_to_send import ContactNews
from manychat.api import Accepted, Api, ChatRefusal
from manychat.say.letter_fields import EMPTY_VALUE

SEGMENTS_FIELD = "Loyalty segments"
SEGMENT_TAGS: Mapping[SegmentRule, str] = {
    SegmentRule.BEST: "Loyalty best",
    SegmentRule.AT_RISK: "Loyalty at risk",
    SegmentRule.SLEEPING_POINTS: "Loyalty sleeping points",
}
"""Named after the rule and not after the owner's name for it: a broadcast goes on when they rename a segment."""
TEXT = "text"


def make_room(api: Api) -> ChatRefusal | None:
    """Makes the field and the tags where the account lacks them; why that cannot be, None where all is there.

    Raises ChatClosed.
    """
    fields, tags = api.ask("/fb/page/getCustomFields"), api.ask("/fb/page/getTags")
    for refused in (fields, tags):
        if isinstance(refused, ChatRefusal):
            return refused
    types = {str(row.get("name", "")).casefold(): str(row.get("type", "")).casefold() for row in _rows(fields)}
    if types.get(SEGMENTS_FIELD.casefold(), TEXT) != TEXT:
        return ChatRefusal(f"the field {SEGMENTS_FIELD} is no text")
    known = {str(row.get("name", "")).casefold() for row in _rows(tags)}
    missing = [("createTag", {"name": tag}) for tag in SEGMENT_TAGS.values() if tag.casefold() not in known]
    if SEGMENTS_FIELD.casefold() not in types:
        missing.append(("createCustomField", {"caption": SEGMENTS_FIELD, "type": TEXT}))
    made = (api.ask(f"/fb/page/{path}", dict(body)) for path, body in missing)
    return next((answer for answer in made if isinstance(answer, ChatRefusal)), None)


def tell(api: Api, news: ContactNews) -> Accepted | ChatRefusal:
    """Sets the contact's field, adds and takes off tags, as far as these differ. Raises ChatClosed."""
    value = None if news.names is None else written_names(news.names) or EMPTY_VALUE
    return api.mark(
        news.contact,
        {} if value is None else {SEGMENTS_FIELD: value},
        add=[SEGMENT_TAGS[tag] for tag in news.add],
        remove=[SEGMENT_TAGS[tag] for tag in news.remove],
    )


def _rows(answer: object) -> Iterable[Mapping[str, object]]:
    return (row for row in answer if isinstance(row, dict)) if isinstance(answer, list) else ()
