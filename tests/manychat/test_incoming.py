"""What comes in, in every shape that people have seen."""

import json
from dataclasses import fields
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manychat.incoming import LONGEST_TEXT_READ, Channel, Contact, Incoming, UnusableRequest, parse

CONTACTS = Path(__file__).parent / "contacts"
ANA = "1324564700000001"


def contact(name: str) -> dict[str, object]:
    loaded = json.loads((CONTACTS / f"{name}.json").read_text(encoding="utf-8"), parse_float=Decimal)
    assert isinstance(loaded, dict)
    return loaded


def understood(body: object) -> Incoming:
    incoming = parse(body)
    assert isinstance(incoming, Incoming), incoming
    return incoming


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("messenger_2018", Contact(ANA, "Ana", "en", Channel.MESSENGER)),
        ("messenger_2019", Contact("2019000000000002", "Boris", "ru", Channel.MESSENGER)),
        ("messenger_2022", Contact("5202200000000003", "Layla", "ar", Channel.MESSENGER)),
        ("instagram", Contact("1702200000000004", "Ana", "en", Channel.INSTAGRAM)),
        ("whatsapp_2026", Contact("927000004", "Boris", "", Channel.WHATSAPP)),
        ("api", Contact("5202200000000003", "Layla", "ar", Channel.MESSENGER)),
    ],
)
def test_a_contact_of_every_year_and_channel_is_understood(name: str, expected: Contact) -> None:
    assert understood(contact(name)).contact == expected


@pytest.mark.parametrize(
    ("name", "email", "order", "reward"),
    [
        ("messenger_2018", "", "1042", ""),
        ("messenger_2019", "boris@example.com", "", ""),
        ("messenger_2022", "layla@example.com", "R-77", ""),
        ("whatsapp_2026", "", "1042", "mug"),
        ("api", "", "1042", ""),
    ],
)
def test_what_the_contact_carries_itself_is_used(name: str, email: str, order: str, reward: str) -> None:
    incoming = understood(contact(name))

    assert (incoming.email, incoming.order_number, incoming.reward) == (email, order, reward)


@pytest.mark.parametrize("place", ["contact", "subscriber", "subscriber_data", "data"])
def test_the_contact_may_stand_under_any_of_its_names(place: str) -> None:
    ana = contact("messenger_2018")

    assert understood({place: ana, "reward": "mug"}) == understood(ana | {"reward": "mug"})
    assert understood({"data": {place: ana}, "reward": "mug"}) == understood(ana | {"reward": "mug"})
    assert understood({place: json.dumps(ana, default=float), "reward": "mug"}) == understood(ana | {"reward": "mug"})


def test_fields_beside_the_contact_count_before_those_within_it() -> None:
    incoming = understood({"email": "new@example.com", "contact": contact("messenger_2019")})

    assert incoming.email == "new@example.com"


def test_what_a_customer_typed_is_never_taken_for_somebody_else() -> None:
    incoming = understood({"id": "7", "contact": '{"id": "8"}', "data": '{"contact": {"id": "9"}}'})

    assert incoming.contact.id == "7"


@pytest.mark.parametrize(
    "body",
    [
        {"id": "42", "contact": {"id": ANA}},
        {"contact_id": "42", "data": {"id": "9"}},
        {"contact": {"id": "42"}, "subscriber": {"id": "9"}},
        {"subscriber_data": {"id": 42, "contact": {"user_id": "9"}}},
        {"user_id": "42", "email": "ana@example.com", "id": "9"},
        {"contact": {"id": "42", "subscriber_id": 9}},
    ],
)
def test_a_body_that_names_two_contacts_is_of_neither(body: object) -> None:
    assert isinstance(parse(body), UnusableRequest)


def test_a_contact_that_is_named_twice_alike_is_one() -> None:
    body = {
        "id": 42,
        "user_id": "42",
        "contact": {"id": "42.0"},
        "data": {"contact": {"subscriber_id": Decimal("42.0")}},
    }

    assert understood(body).contact.id == "42"


@pytest.mark.parametrize("key", ["id", "contact_id", "subscriber_id", "user_id"])
@pytest.mark.parametrize(
    "value", [9007199254740993, "9007199254740993", Decimal("9007199254740993.0"), " 9007199254740993 "]
)
def test_a_sixteen_digit_id_stays_exact_as_number_and_as_text(key: str, value: object) -> None:
    assert understood({key: value}).contact.id == "9007199254740993"


def test_an_id_with_an_empty_fraction_is_a_whole_number() -> None:
    assert understood({"id": 1042.0}).contact.id == "1042"


@pytest.mark.parametrize(
    "value",
    [
        *("Contact Id", "[Contact Id]", "<Contact Id>", "{{contact_id}}", "{{cuf_123}}", "cuf_123", "", " ", "null"),
        *("Última entrada de texto", f"user:{ANA}", "Ana", "12a", "-5", "0", "١٢٣", "1" * 33, 1042.5, 1e16, 10**50),
        *(True, False, None, [], {}, ["7"], float("nan"), float("inf"), Decimal("sNaN"), Decimal("1E+999999"), -5, 0),
    ],
)
def test_what_is_no_id_is_never_taken_for_one(value: object) -> None:
    assert isinstance(parse({"id": value}), UnusableRequest)


def test_a_number_without_end_is_no_id() -> None:
    assert isinstance(parse({"id": 10**5000}), UnusableRequest)


def test_unresolved_variables_leave_no_contact_and_no_personal_data_in_the_answer() -> None:
    answer = parse(contact("unresolved"))

    assert isinstance(answer, UnusableRequest)
    assert ANA not in answer.why


@pytest.mark.parametrize("said", ["None", "email", "Reward", "3", "y" * 900])
def test_an_answer_is_taken_as_she_wrote_it_though_elsewhere_it_is_a_label(said: str) -> None:
    heard = understood({"contact": {"id": ANA}, "answer": said, "question": f"1/2 {said}?"})

    assert (heard.answer, heard.question) == (said, f"1/2 {said}?")
    assert understood({"contact": {"id": ANA}, "answer": "{{cuf_123}}"}).answer == ""


def test_unresolved_variables_beside_a_contact_count_as_missing() -> None:
    body = contact("unresolved") | {"contact": contact("messenger_2018") | {"custom_fields": {"Reward": "Reward"}}}

    assert understood(body) == Incoming(Contact(ANA, "Ana", "en", Channel.MESSENGER), "", "", "", text="points")


@pytest.mark.parametrize(
    "text", ["{{cuf_123}}", "[Order Number]", "<Order Number>", "Order Number", "   ", "\n", "{{x|y}} 5"]
)
def test_a_placeholder_gives_way_to_the_custom_field(text: str) -> None:
    body = {"id": 7, "order_number": text, "custom_fields": {"ORDER_NUMBER ": "1042"}}

    assert understood(body).order_number == "1042"


@pytest.mark.parametrize(
    ("value", "number"),
    [
        *((1042, "1042"), (1042.0, "1042"), (Decimal("1042.0"), "1042"), (" #1042\n", "#1042"), ("R-7 7", "R-7 7")),
        *((1042.5, "1042.5"), (0, "0"), (True, ""), (None, ""), ({}, ""), ("\u200f1042\u202c", "1042")),
        *(("10\x0042", "1042"), ("10\ud80042", "1042"), (float("nan"), ""), (0.1, "0.1")),
    ],
)
def test_an_order_number_is_text_however_it_was_sent(value: object, number: str) -> None:
    assert understood({"id": 7, "order_number": value}).order_number == number
    assert understood({"id": 7, "custom_fields": [{"name": "Order number", "value": value}]}).order_number == number


def test_an_endless_text_is_cut_where_no_rule_takes_it_for_something_valid() -> None:
    incoming = understood({"id": 7, "email": "a" * 300 + "@example.com", "order_number": "1042" + " " * 300 + "x"})

    assert len(incoming.email) == 255
    assert incoming.order_number == "1042 x"


@pytest.mark.parametrize(
    ("keys", "language"),
    [
        *(({"language": "en"}, "en"), ({"locale": "en_US"}, "en"), ({"language": "Klingon", "locale": "pt-BR"}, "pt")),
        *(({"language": "English (UK)"}, "en"), ({"language": "{{language}}"}, ""), ({"language": 7}, ""), ({}, "")),
    ],
)
def test_the_language_is_a_short_code_or_blank(keys: dict[str, object], language: str) -> None:
    assert understood({"id": 7, **keys}).contact.language == language


@pytest.mark.parametrize("channel", list(Channel))
def test_a_named_channel_counts_before_what_the_contact_looks_like(channel: Channel) -> None:
    body = {"channel": channel.upper(), "contact": contact("whatsapp_2026")}

    assert understood(body).contact.channel is channel


@pytest.mark.parametrize(
    ("keys", "channel"),
    [
        ({"channel": "carrier pigeon"}, Channel.MESSENGER),
        ({"ig_username": "ana.lima"}, Channel.INSTAGRAM),
        ({"last_interaction": "2026-05-04T10:00:00-06:00", "ig_id": 1784140000000000000}, Channel.MESSENGER),
        (
            {"last_interaction": "2026-05-04T10:00:00-06:00", "ig_last_interaction": "2026-05-04T11:00:00-06:00"},
            Channel.INSTAGRAM,
        ),
        (
            {"last_interaction": "2026-05-04T10:00:00-06:00", "ig_last_interaction": "2026-05-03T11:00:00"},
            Channel.MESSENGER,
        ),
        ({"last_interaction": "2026-05-04T10:00:00-06:00", "whatsapp_phone": "+15550100"}, Channel.MESSENGER),
    ],
)
def test_somebody_in_several_channels_is_answered_where_she_wrote_last(
    keys: dict[str, object], channel: Channel
) -> None:
    assert understood({"id": 7, **keys}).contact.channel is channel


class TestWhatsAppsOwnNumber:
    """The one field of a contact that nobody can type; everything else may be anybody's number."""

    @pytest.mark.parametrize(
        "written", ["+491701234567", "491701234567", 491701234567, "+49 170 1234567", "\u200e+49\u00a0170 1234567"]
    )
    @pytest.mark.parametrize("place", ["contact", "subscriber", "subscriber_data", "data"])
    def test_is_read_of_who_writes_there(self, place: str, written: object) -> None:
        person = {**contact("whatsapp_2026"), "whatsapp_phone": written}

        assert understood({place: person, "channel": "whatsapp"}).contact.phone == "+491701234567"
        assert understood({place: person}).contact.phone == "+491701234567"

    @pytest.mark.parametrize("channel", [channel for channel in Channel if channel is not Channel.WHATSAPP])
    def test_counts_in_no_other_chat(self, channel: Channel) -> None:
        body = {"channel": channel.value, "contact": contact("whatsapp_2026")}

        assert understood(body).contact.phone == ""

    def test_is_not_that_of_who_wrote_in_messenger_last(self) -> None:
        person = {**contact("messenger_2022"), "whatsapp_phone": "+491701234567"}

        assert understood({"contact": person}).contact.phone == ""

    @pytest.mark.parametrize(
        "left", ["{{whatsapp_phone}}", "[WhatsApp Phone]", "<phone>", "null", "", None, "cuf_123", "0170 1234567", True]
    )
    def test_is_none_where_manychat_has_filled_in_nothing(self, left: object) -> None:
        person = {**contact("whatsapp_2026"), "whatsapp_phone": left}

        assert understood({"channel": "whatsapp", "contact": person}).contact.phone == ""

    @pytest.mark.parametrize(
        "typed",
        [
            {"phone": "+491701234567"},
            {"custom_fields": {"whatsapp_phone": "+491701234567", "Phone": "+491701234567"}},
            {"last_input_text": "+491701234567"},
        ],
    )
    def test_is_no_other_field_of_theirs(self, typed: dict[str, object]) -> None:
        person = {**contact("whatsapp_2026"), "whatsapp_phone": None, **typed}

        assert understood({"channel": "whatsapp", "contact": person}).contact.phone == ""

    def test_is_no_field_beside_the_contact(self) -> None:
        """A quotation mark that a customer types can add keys to a body that is put together by hand."""
        person = {**contact("whatsapp_2026"), "whatsapp_phone": None}
        body = {"channel": "whatsapp", "contact": person, "whatsapp_phone": "+491701234567"}

        assert understood(body).contact.phone == ""
        assert understood({**person, "channel": "whatsapp", "whatsapp_phone": "+491701234567"}).contact.phone == ""

    def test_is_no_text_that_looks_like_a_contact(self) -> None:
        text = json.dumps({**contact("whatsapp_2026"), "whatsapp_phone": "+491701234567"})

        assert understood({"channel": "whatsapp", "contact": text}).contact.phone == ""


@pytest.mark.parametrize("body", [None, 7, "hello", [], [{"id": 7}], True, "[" * 50_000])
def test_a_body_that_is_no_object_is_refused_in_a_sentence(body: object) -> None:
    answer = parse(body)

    assert isinstance(answer, UnusableRequest)
    assert answer.why.endswith(".")


KEYS = st.sampled_from(
    [
        "id",
        "contact",
        "data",
        "subscriber",
        "custom_fields",
        "email",
        "order_number",
        "channel",
        "name",
        "value",
        "locale",
    ]
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.decimals()
    | st.text(st.characters(codec=None, exclude_categories=()), max_size=8)
    | st.sampled_from(["{{", "7", "en_US", '{"id": 7}', "2026-05-04T10:00:00+00:00"])
)
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS | st.text(max_size=3), inner, max_size=5)
)


@settings(max_examples=300, deadline=None)
@given(JSON)
def test_no_json_whatever_breaks_the_door(body: object) -> None:
    answer = parse(body)

    assert isinstance(answer, UnusableRequest) or answer.contact.id.isdecimal()


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"typed": "answer"}, ('He said "tea" and left', "")),
        ({"typed": "answer", "answer": "coffee"}, ('He said "tea" and left', "")),
        ({"answer": "coffee"}, ("coffee", "")),
        ({"typed": "action", "answer": "coffee"}, ("coffee", "")),
        ({"typed": "order_number"}, ("", 'He said "tea" and left')),
    ],
)
def test_what_she_typed_is_taken_from_her_contact_data(body: dict[str, str], said: tuple[str, str]) -> None:
    incoming = parse({"contact": {"id": "7001", "last_input_text": 'He said "tea"\nand left'}, **body})

    assert isinstance(incoming, Incoming)
    assert (incoming.answer, incoming.order_number) == said


def test_the_conversation_s_field_and_words_are_found_wherever_they_stand_whole_and_bounded() -> None:
    remembered = "?email;" + "x" * 400
    typed = {"id": ANA, "last_input_text": "my points", "custom_fields": {"Loyalty ask": remembered}}
    beside = understood({"contact": typed, "ask": "join", "text": "menu"})

    assert (understood({"contact": typed}).ask, understood({"contact": typed}).text) == (remembered, "my points")
    assert (beside.ask, beside.text) == ("join", "menu")
    assert len(understood({"contact": typed, "ask": "y" * 60_000}).ask) == LONGEST_TEXT_READ


def test_whatever_a_contact_writes_has_an_end() -> None:
    names = [field.name for field in fields(Incoming) if field.type is str]
    long = dict.fromkeys(names, "word " * 12_000)

    read = understood({"contact": {"id": ANA, "first_name": long["email"], "custom_fields": {}}, **long})

    assert [name for name in names if len(getattr(read, name)) > LONGEST_TEXT_READ] == []
    assert len(read.contact.name) <= 255
    assert read.question
    assert read.answer


@pytest.mark.parametrize("left_behind", ["{{last_input_text}}", "Last Text Input", "[Last Text Input]", "", None])
def test_a_variable_for_what_was_typed_that_nobody_filled_in_gives_way_to_the_contact_s(left_behind: object) -> None:
    contact = {"id": ANA, "last_input_text": "my points"}

    assert understood({"contact": contact, "text": left_behind}).text == "my points"
