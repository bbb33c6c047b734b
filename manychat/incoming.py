"""What comes in: the contact and the action's fields out of any JSON that ManyChat, or its user's hand, makes."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from loyalty.model.written.phone_numbers import whatsapp_number
from manychat.contact_fields import custom_field, custom_words, id_of, is_placeholder, mapping_of, text_of, words_of
from manychat.talk.command import Action, Command
from manychat.talk.understanding import order_named, understand

Layer = Mapping[str, object]

CONTACT_PLACES = {"contact": 0, "subscriber": 1, "subscriber_data": 2, "": 3, "data": 4}
"""Where a contact is looked for; a lower number is believed before a higher one, and blank is the body itself."""
DEEPEST_NESTING = 4
ID_KEYS = ("id", "contact_id", "subscriber_id", "user_id")
LANGUAGE_WORDS = {"english": "en", "russian": "ru", "arabic": "ar"}
"""ManyChat writes a contact's language as a word ("English") and the locale as a code ("en_US")."""
_ORDER_WORD = re.compile(r"order(?:--|\s+)", re.IGNORECASE)
"""What a link into the chat has before an order's number: WhatsApp hands it on with the number."""
YES_WORDS = ("yes", "true", "1")
LONGEST_TEXT_READ = 4_000
"""More than we ever write into the field, or anybody means by a message to us."""


class Channel(StrEnum):
    """Where the chat takes place; the values are ManyChat's names."""

    MESSENGER = "messenger"
    INSTAGRAM = "instagram"
    WHATSAPP = "whatsapp"
    TELEGRAM = "telegram"


CHANNELS = {channel.value: channel for channel in Channel}
LONGEST_FLOW = 100
TYPED_FIELDS = frozenset({"answer", "birthday", "code", "email", "order_number"})
"""What a contact may type that a request asks for."""


@dataclass(frozen=True, slots=True)
class Contact:
    """A ManyChat person; ``name`` and ``language`` (a code such as "en") may be blank.

    ``phone`` is the number that WhatsApp names for whoever writes there, as loyalty.model.written.phone_numbers reads
    it; blank in every other chat.
    """

    id: str
    name: str
    language: str
    channel: Channel
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A request's contact and the fields of its action, blank where missing."""

    contact: Contact
    email: str
    order_number: str
    reward: str
    action: str = ""
    birthday: str = ""
    survey: str = ""
    question: str = ""
    answer: str = ""
    referrer: str = ""
    confirm: bool = False
    code: str = ""
    by: str = ""
    ask: str = ""
    text: str = ""
    flow: str = ""


@dataclass(frozen=True, slots=True)
class UnusableRequest:
    """Why the body says nothing, for its sender to correct: one sentence without anybody's name or number."""

    why: str


@dataclass(frozen=True, slots=True)
class _Layer:
    """A JSON object that may be the contact, its rank and whether it came as text."""

    values: Layer
    rank: int
    as_text: bool


def parse(body: object) -> Incoming | UnusableRequest:
    """The request in a decoded JSON body of any shape; never raises.

    A contact that came as an object is believed before one that came as text: text may be what a customer typed.
    The action's fields next to the contact are believed before those within it.
    """
    # ManyChat's own JSON, or whatever its user has built around it by hand: the contact may stand at four places.
    layers = sorted(_layers(body, "", as_text=False, depth=0), key=lambda layer: layer.as_text)
    if not layers:
        return UnusableRequest("The body is not a JSON object.")
    people = sorted(layers, key=lambda layer: (layer.as_text, layer.rank))
    person = next((layer for layer in people if _id(layer.values)), None)
    if person is None:
        return UnusableRequest("The body has no contact with an id: add Full Contact Data under the key contact.")
    if len(set(_ids(layers))) > 1:
        # A text that a customer typed between quotation marks can bring a contact of its own into the body.
        return UnusableRequest("The body names more than one contact.")
    ordered = [layer.values for layer in layers if layer is not person] + [person.values]
    ordered = [_typed(ordered, person.values), *ordered]
    return Incoming(
        contact=_contact(person, ordered),
        email=_first(ordered, "email"),
        order_number=_order(_first(ordered, "order_number")) or _order(_custom(ordered, "Order Number")),
        reward=_first(ordered, "reward") or _custom(ordered, "Reward"),
        confirm=_first(ordered, "confirm").casefold() in YES_WORDS,
        code=_first(ordered, "code"),
        by=_first(ordered, "by").casefold(),
        action=_first(ordered, "action"),
        birthday=_first(ordered, "birthday") or _custom(ordered, "Birthday"),
        survey=_first(ordered, "survey"),
        question=_words(ordered, "question")[:LONGEST_TEXT_READ],
        answer=_words(ordered, "answer")[:LONGEST_TEXT_READ],
        referrer=_first(ordered, "referrer") or _custom(ordered, "Referrer"),
        ask=_asked(ordered),
        text=_written(ordered)[:LONGEST_TEXT_READ],
        flow=_first(ordered, "flow")[:LONGEST_FLOW],
    )


def _layers(value: object, place: str, *, as_text: bool, depth: int) -> Iterator[_Layer]:
    values, decoded = mapping_of(value)
    if values is None or depth > DEEPEST_NESTING:  # a hostile body may be nested without end
        return
    yield _Layer(values, CONTACT_PLACES[place], as_text or decoded)
    for inner in filter(None, CONTACT_PLACES):
        yield from _layers(values.get(inner), inner, as_text=as_text or decoded, depth=depth + 1)


def _contact(person: _Layer, layers: Iterable[Layer]) -> Contact:
    explicit = (text_of(layer.get("channel")).casefold() for layer in layers)
    named = next((CHANNELS[name] for name in explicit if name in CHANNELS), None)
    values, channel = person.values, named or channel_of(person.values)
    return Contact(
        id=_id(values),
        name=text_of(values.get("first_name")) or text_of(values.get("name")),
        language=_language(text_of(values.get("language"))) or _language(text_of(values.get("locale"))),
        channel=channel,
        phone=_phone(person) if channel is Channel.WHATSAPP else "",
    )


def _phone(person: _Layer) -> str:
    """WhatsApp's own number for the contact, which nobody can type: Full Contact Data has it, in an object of its own.

    A contact that is a text, or the body itself, may have been put together of what a customer typed; the field
    ``phone`` is what they typed wherever a flow asks for it.
    """
    trusted = person.rank != CONTACT_PLACES[""] and not person.as_text
    return whatsapp_number(text_of(person.values.get("whatsapp_phone"))) if trusted else ""


def channel_of(person: Layer) -> Channel:
    """The channel that a contact's own keys tell, for requests that name none.

    Full Contact Data has one set of keys for all channels: those of Instagram begin with ``ig_``, a WhatsApp contact
    has ``whatsapp_phone`` and null in Messenger's ``last_interaction`` (payloads of 2022 and 2026). Of a contact in
    several channels the last one to write to us is meant. Telegram has no key of its own there: a request says so.
    """
    here, instagram = _instant(person.get("last_interaction")), _instant(person.get("ig_last_interaction"))
    if here or instagram:
        return Channel.MESSENGER if not instagram or (here and here > instagram) else Channel.INSTAGRAM
    if text_of(person.get("ig_id")) or text_of(person.get("ig_username")):
        return Channel.INSTAGRAM
    return Channel.WHATSAPP if text_of(person.get("whatsapp_phone")) else Channel.MESSENGER


def _instant(value: object) -> datetime | None:
    try:
        instant = datetime.fromisoformat(text_of(value))
    except ValueError:
        return None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def _order(text: str) -> str:
    """The number alone: who is asked for it writes "заказ1042" or "my order is 1042" as well."""
    word = _ORDER_WORD.match(text)
    rest = text[word.end() :] if word else text
    # A number that a link brings may be signed as it is written, in digits of any script.
    meant = None if word and " " not in rest else understand(text)
    named = meant.about if isinstance(meant, Command) and meant.action is Action.ORDER else ""
    return named or order_named(rest)


def _typed(layers: Iterable[Layer], person: Layer) -> Layer:
    """What the request says was typed, read from Full Contact Data.

    A quotation mark in an answer that was filled into the body itself made it no JSON (docs/decisions/0024).
    """
    named = (layer.get("typed") for layer in layers)
    what = next((name for name in named if isinstance(name, str)), "").strip()
    return {what: person.get("last_input_text")} if what in TYPED_FIELDS else {}


def _id(layer: Layer) -> str:
    return next(filter(None, (id_of(layer.get(key)) for key in ID_KEYS)), "")


def _ids(layers: Iterable[_Layer]) -> Iterator[str]:
    """All ids that the body names, but for those within a text, which counts for nobody beside an object."""
    values = (layer.values for layer in layers if not layer.as_text)
    yield from filter(None, (id_of(layer.get(key)) for layer in values for key in ID_KEYS))


def _language(text: str) -> str:
    code = re.match(r"[a-z]{2,3}(?=$|[_-])", text.casefold())
    return code.group() if code else LANGUAGE_WORDS.get(text.casefold().partition(" ")[0], "")


def _first(layers: Iterable[Layer], key: str) -> str:
    return next(filter(None, (text_of(layer.get(key)) for layer in layers)), "")


def _words(layers: Iterable[Layer], key: str) -> str:
    return next(filter(None, (words_of(layer.get(key)) for layer in layers)), "")


def _written(layers: Iterable[Layer]) -> str:
    """What was typed: as the request names it, else as the contact has it."""
    named = (words_of(layer.get("text")) for layer in layers)
    here = next((text for text in named if text and not is_placeholder(text)), "")
    return here or _words(layers, "last_input_text")


def _asked(layers: Iterable[Layer]) -> str:
    """The field "Loyalty ask", whole: what we remember there is longer than other fields are."""
    named = (words_of(layer.get("ask")) or custom_words(layer.get("custom_fields"), "Loyalty ask") for layer in layers)
    return next(filter(None, named), "")[:LONGEST_TEXT_READ]


def _custom(layers: Iterable[Layer], name: str) -> str:
    return next(filter(None, (custom_field(layer.get("custom_fields"), name) for layer in layers)), "")
