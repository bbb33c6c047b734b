"""The owner's account at ManyChat: the contact fields and tags that the flows need, made where they are missing."""

from collections.abc import Iterator, Mapping

from manychat.api import Api, ChatRefusal
from manychat.contact_fields import id_of
from manychat.contact_segments import SEGMENT_TAGS, SEGMENTS_FIELD
from manychat.say.letter_fields import FIELDS
from manychat.talk.ask_field import FIELD_NAME
from manychat.talk.talk_reply import HUMAN_TAG

TEXT, NUMBER, BOOLEAN = "text", "number", "boolean"
CONTACT_FIELDS: Mapping[str, str] = dict.fromkeys(
    (FIELD_NAME, *FIELDS, "Loyalty status", "Loyalty code", SEGMENTS_FIELD, "Order Number", "Referrer", "Birthday"),
    TEXT,
) | {"Loyalty balance": NUMBER, "Loyalty member": BOOLEAN}
"""What the conversation, letters and flows of one's own keep with a contact (docs/chat-flows.md), and of which type."""
TAGS = (HUMAN_TAG, "Loyalty member", *SEGMENT_TAGS.values())
GREETING = "This is a test of your loyalty program: the connection to ManyChat works."


class NotConnected(Exception):
    """Something in the account is not as the flows need it; the sentence says what to do."""


def connect(api: Api) -> Iterator[str]:
    """Makes what is missing, reads it back, and says each thing that it did; run again it changes nothing.

    Raises NotConnected, and ChatClosed when ManyChat cannot be asked.
    """
    there = _fields(api)
    _compare(there)
    for name, kind in CONTACT_FIELDS.items():
        if name.casefold() not in there:
            _made(api.ask("/fb/page/createCustomField", {"caption": name, "type": kind}), f"field {name}")
            yield f"Made the field {name} ({kind})."
    known = _tags(api)
    for tag in TAGS:
        if tag.casefold() not in known:
            _made(api.ask("/fb/page/createTag", {"name": tag}), f"tag {tag}")
            yield f"Made the tag {tag}."
    there, known = _fields(api), _tags(api)
    _compare(there)
    missing = [name for name in CONTACT_FIELDS if name.casefold() not in there]
    missing += [tag for tag in TAGS if tag.casefold() not in known]
    if missing:
        raise NotConnected(f"ManyChat does not show {', '.join(missing)} yet: run the command again in a minute.")
    yield f"Read back: {len(CONTACT_FIELDS)} fields and {len(TAGS)} tags are there, each of the right type."


def flows_by_name(api: Api) -> Mapping[str, tuple[str, ...]]:
    """The name spaces of the account's flows by their names, folded; several where flows share a name.

    Raises NotConnected, and ChatClosed when ManyChat cannot be asked.
    """
    found: dict[str, tuple[str, ...]] = {}
    for row in _rows(_part(api.ask("/fb/page/getFlows"), "flows"), "flows"):
        name, flow = folded_name(str(row.get("name", ""))), str(row.get("ns") or "")
        if flow:
            found[name] = (*found.get(name, ()), flow)
    return found


def folded_name(name: str) -> str:
    """The name as names are compared: without regard to case and spaces."""
    return " ".join(name.split()).casefold()


def send_test(api: Api, contact: str) -> str:
    """Sends the contact a message, and says so; raises NotConnected where ManyChat does not take it."""
    subscriber = id_of(contact)
    if not subscriber:
        raise NotConnected("This is no contact's id: open the contact in ManyChat, the address of the page ends in it.")
    content = {"messages": [{"type": "text", "text": GREETING}]}
    body = {"subscriber_id": int(subscriber), "data": {"version": "v2", "content": content}}
    answer = api.ask("/fb/sending/sendContent", body)
    if isinstance(answer, ChatRefusal):
        raise NotConnected(
            f"ManyChat did not send the test: {answer.why}. Write to the chat as that contact, then try again."
        )
    return "ManyChat accepted the test message: look whether it has arrived."


def _compare(there: Mapping[str, str]) -> None:
    for name, kind in CONTACT_FIELDS.items():
        found = there.get(name.casefold(), kind)
        if found != kind:
            raise NotConnected(
                f"The field {name} has the type {found}, and has to be {kind}: rename yours in ManyChat, Settings,"
                " Fields, and run the command again."
            )


def _fields(api: Api) -> dict[str, str]:
    """The type of each field by its name, which ManyChat compares without regard to case."""
    rows = _rows(api.ask("/fb/page/getCustomFields"), "fields")
    return {str(row.get("name", "")).casefold(): str(row.get("type", "")).casefold() for row in rows}


def _tags(api: Api) -> set[str]:
    return {str(row.get("name", "")).casefold() for row in _rows(api.ask("/fb/page/getTags"), "tags")}


def _part(answer: object, key: str) -> object:
    """What stands under the key where ManyChat has put its list into an object, beside the folders."""
    return answer.get(key) if isinstance(answer, dict) else answer


def _rows(answer: object, what: str) -> list[Mapping[str, object]]:
    if isinstance(answer, ChatRefusal):
        raise NotConnected(f"ManyChat does not show its {what}: {answer.why}.")
    if not isinstance(answer, list):
        raise NotConnected(f"ManyChat's list of {what} cannot be read: try again in a minute.")
    return [row for row in answer if isinstance(row, dict)]


def _made(answer: object, what: str) -> None:
    if isinstance(answer, ChatRefusal):
        raise NotConnected(f"ManyChat does not make the {what}: {answer.why}.")
