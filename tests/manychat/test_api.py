"""ManyChat's public API over a real socket: what it takes, what it refuses, and what nobody knows."""

import socket
from collections.abc import Callable
from functools import partial

import pytest

from manychat.api import FIELDS_A_MINUTE, FLOWS_A_MINUTE, Accepted, Api, ChatClosed, ChatRefusal, Unsure
from sandbox.manychat_api import DROP, FIELDS, FLOW, SILENCE, Fault, ManyChat, Page
from service.runs.throttle import Throttle

TOKEN = "123456:0a1b2c3d4e5f"
CONTACT = "1702200000000004"
GREETING = "content20260101120000_123456"
LETTER = {"Loyalty message": "Hello Ana!", "Loyalty points": "110"}


def a_page() -> Page:
    return Page(TOKEN, {CONTACT: {}}, frozenset(LETTER), frozenset({GREETING}))


def free(page: Page, fault: Fault = lambda _path, _contact: None) -> ManyChat:
    """A stand-in that nobody is too early for."""
    moments = iter(range(1_000_000))
    return ManyChat(page, fault=fault, monotonic=lambda: float(next(moments)))


def api(url: str, *, token: str = TOKEN, timeout: float = 5, turn: Callable[[], object] = lambda: None) -> Api:
    return Api(url, token, timeout, fields_turn=turn, flow_turn=turn, sleep=lambda _seconds: None)


def deliver(
    many_chat: ManyChat, *, contact: str = CONTACT, flow: str = GREETING, timeout: float = 5, token: str = TOKEN
) -> Accepted | ChatRefusal | Unsure:
    caller = api(many_chat.url, timeout=timeout, token=token)
    try:
        return caller.deliver(contact, flow, LETTER, name="Ana Lima")
    finally:
        caller.close()


def test_a_letter_sets_the_fields_and_then_sends_the_flow_that_shows_them() -> None:
    with free(a_page()) as many_chat:
        result = deliver(many_chat)

    assert result == Accepted()
    assert many_chat.calls == [FIELDS, FLOW]
    [sent] = many_chat.sent
    assert (sent.contact, sent.flow, sent.fields) == (CONTACT, GREETING, LETTER)


def test_a_closed_window_is_a_refusal_although_it_comes_with_a_200() -> None:
    page = a_page()
    page.closed.add(CONTACT)

    with free(page) as many_chat:
        result = deliver(many_chat)

    assert result == ChatRefusal("The 24 hours window for this contact is closed (3011)")


def test_a_contact_that_is_gone_is_a_refusal_that_does_not_name_it() -> None:
    with free(a_page()) as many_chat:
        result = deliver(many_chat, contact="5202200000000003")

    assert result == ChatRefusal("Validation error; Subscriber … does not exist")
    assert many_chat.calls == [FIELDS]


def test_a_field_that_the_owner_has_not_made_is_named() -> None:
    page = a_page()
    page.fields = frozenset({"Loyalty points"})

    with free(page) as many_chat:
        result = deliver(many_chat)

    assert result == ChatRefusal("Validation error; Field with name Loyalty message not found")
    assert many_chat.sent == []


def test_a_flow_that_is_not_there_is_named() -> None:
    with free(a_page()) as many_chat:
        result = deliver(many_chat, flow="content20250101120000_1")

    assert result == ChatRefusal("Validation error; Flow content20250101120000_1 not found")


@pytest.mark.parametrize("contact", ["", "Contact Id", "ana", "-1"])
def test_a_contact_that_is_no_id_is_refused_without_a_call(contact: str) -> None:
    with free(a_page()) as many_chat:
        result = deliver(many_chat, contact=contact)

    assert isinstance(result, ChatRefusal)
    assert many_chat.calls == []


@pytest.mark.parametrize("fault", [DROP, SILENCE, 500, 502, 302, 307])
def test_a_flow_without_an_answer_is_unsure_and_is_sent_once(fault: str | int) -> None:
    with free(a_page(), lambda path, _contact: fault if path == FLOW else None) as many_chat:
        result = deliver(many_chat, timeout=0.3)

    assert isinstance(result, Unsure)
    assert "may have arrived" in result.why
    assert many_chat.calls.count(FLOW) == 1


def test_fields_that_got_lost_on_the_way_are_set_again() -> None:
    lost = iter([DROP])

    with free(a_page(), lambda path, _contact: next(lost, None) if path == FIELDS else None) as many_chat:
        result = deliver(many_chat)

    assert result == Accepted()
    assert many_chat.calls == [FIELDS, FIELDS, FLOW]


@pytest.mark.parametrize(("fault", "why"), [(SILENCE, "ReadTimeout"), (500, "answered 500"), (503, "answered 503")])
def test_when_manychat_is_away_no_flow_is_sent(fault: str | int, why: str) -> None:
    with free(a_page(), lambda _path, _contact: fault) as many_chat, pytest.raises(ChatClosed, match=why):
        deliver(many_chat, timeout=0.3)

    assert FLOW not in many_chat.calls


def test_when_nobody_listens_there_the_chat_is_closed() -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    caller = api(f"http://127.0.0.1:{port}")

    with pytest.raises(ChatClosed, match="cannot be reached: ConnectionError"):
        caller.deliver(CONTACT, GREETING, LETTER, name="Ana")


def test_a_wrong_token_closes_the_chat_and_is_not_repeated() -> None:
    with free(a_page()) as many_chat, pytest.raises(ChatClosed) as closed:
        deliver(many_chat, token="123456:wrong")

    assert str(closed.value) == "ManyChat does not take MANYCHAT_TOKEN (401)"
    assert "wrong" not in repr(api("http://127.0.0.1", token="123456:wrong"))


def test_a_call_that_came_too_early_is_made_once_more_and_then_the_chat_is_closed() -> None:
    busy = iter([429])
    with free(a_page(), lambda path, _contact: next(busy, None) if path == FLOW else None) as many_chat:
        once = deliver(many_chat)
    with free(a_page(), lambda _path, _contact: 429) as always, pytest.raises(ChatClosed, match="no more calls"):
        deliver(always)

    assert once == Accepted()
    assert len(many_chat.sent) == 1
    assert always.calls == [FIELDS, FIELDS]


def test_many_letters_keep_within_manychats_limits_by_the_pace_of_letters() -> None:
    clock = [100.0]

    def sleep(seconds: float) -> None:
        clock[0] += seconds

    turns = [partial(Throttle(lambda: clock[0], sleep).keep, rate) for rate in (FIELDS_A_MINUTE, FLOWS_A_MINUTE)]
    with ManyChat(a_page(), monotonic=lambda: clock[0]) as many_chat:
        caller = Api(many_chat.url, TOKEN, 5, fields_turn=turns[0], flow_turn=turns[1], sleep=sleep)
        for _ in range(40):
            caller.deliver(CONTACT, GREETING, LETTER, name="Ana")
        caller.close()

    assert (len(many_chat.sent), many_chat.too_early) == (40, 0)
    assert 4 < clock[0] - 100 < 5


def test_the_stand_in_keeps_to_manychats_limits() -> None:
    with ManyChat(a_page(), monotonic=lambda: 100.0) as many_chat:
        caller = api(many_chat.url)
        for _ in range(10):
            caller.deliver(CONTACT, GREETING, LETTER, name="Ana")
        with pytest.raises(ChatClosed):
            caller.deliver(CONTACT, GREETING, LETTER, name="Ana")
        caller.close()

    assert (len(many_chat.sent), many_chat.too_early) == (10, 2)


def test_three_flows_in_a_row_without_an_answer_close_the_chat_before_a_fourth_is_lost() -> None:
    with free(a_page(), lambda path, _contact: DROP if path == FLOW else None) as many_chat:
        caller = api(many_chat.url)
        unsure = [caller.deliver(CONTACT, GREETING, LETTER, name="Ana") for _ in range(3)]
        with pytest.raises(ChatClosed, match="3 letters in a row"):
            caller.deliver(CONTACT, GREETING, LETTER, name="Ana")
        caller.close()

    assert all(isinstance(sent, Unsure) for sent in unsure)
    assert many_chat.calls.count(FLOW) == 3


@pytest.mark.parametrize(
    "message",
    [
        "Ana Lima (ana@example.com, +15550100123) is not there",
        "contact 1702200000000004 of lima has left",
        "wrong value Hello Ana!",
        "no " * 300,
    ],
)
def test_a_refusal_says_nothing_of_hers_and_is_short(message: str) -> None:
    with free(a_page(), lambda _path, _contact: (400, {"status": "error", "message": message})) as many_chat:
        result = deliver(many_chat)

    assert isinstance(result, ChatRefusal)
    assert not [own for own in ("ana", "lima", "@", "5550", "17022") if own in result.why.casefold()]
    assert len(result.why) <= 160


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ({"status": "error"}, "it does not say why"),
        (
            {"status": "error", "message": {"Ana": 1}, "details": {"messages": ["Ana", {"message": ""}]}},
            "it does not say why",
        ),
        ({"status": "error", "message": "No", "details": "Ana", "code": 1702200000000004}, "No"),
        ({"status": "error", "message": "No", "details": {"messages": [{"message": "No"}]}, "code": 3021}, "No (3021)"),
    ],
)
def test_a_refusal_in_an_odd_form_is_still_one(body: object, why: str) -> None:
    with free(a_page(), lambda path, _contact: (400, body) if path == FLOW else None) as many_chat:
        assert deliver(many_chat) == ChatRefusal(why)


@pytest.mark.parametrize("body", [[], "yes", {"status": "success?"}, {"message": 7}, None])
def test_an_answer_that_says_neither_yes_nor_no_is_neither(body: object) -> None:
    with free(a_page(), lambda path, _contact: (200, body) if path == FLOW else None) as many_chat:
        result = deliver(many_chat)

    assert isinstance(result, Unsure)
