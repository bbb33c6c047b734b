"""JSON that could be read in two ways, at each door that takes JSON: one clear sentence, and nothing happens."""

import json

import pytest
from flask.testing import FlaskClient

from sandbox.google.http.server import Server
from words import exact_json

SECRET = "the-secret-of-this-test"
DOORS = ("/manychat/join", "/manychat/talk", "/manychat/talk/block", "/manychat/redeem/block", "/orders")
HOSTILE = {
    '{"contact": {"id": 7001}, "contact": {"id": 7002}}': exact_json.KEY_TWICE,
    '{"contact": {"id": 7001, "email": "a@b.example", "email": "c@d.example"}}': exact_json.KEY_TWICE,
    '{"order": "1", "amount": 5, "amount": 500}': exact_json.KEY_TWICE,
    '{"contact": {"id": 7001}, "order": 1, "amount": 1e9999999999999999999}': exact_json.ODD_NUMBER,
    '{"contact": {"id": -1e-9999999999999999999}}': exact_json.ODD_NUMBER,
    '{"contact": {"id": ' + "9" * 5_000 + "}}": exact_json.ODD_NUMBER,
    '{"order": NaN}': exact_json.NO_NUMBER,
    '{"order": "1", "amount": Infinity}': exact_json.NO_NUMBER,
    '{"a":' * 100 + "1" + "}" * 100: exact_json.TOO_DEEP,
    "[" * 30_000: exact_json.TOO_DEEP,
    r'{"contact": {"id": 7001, "first_name": "Ana \ud83c"}}': exact_json.HALF_A_CHARACTER,
    r'{"\udc00": 1}': exact_json.HALF_A_CHARACTER,
}


@pytest.fixture(autouse=True)
def with_orders(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("ORDERS_SECRET", SECRET)


@pytest.mark.parametrize("door", DOORS)
def test_what_could_be_read_in_two_ways_gets_400_and_costs_google_nothing(
    client: FlaskClient, server: Server, door: str
) -> None:
    headers = {"Authorization": f"Bearer {SECRET}"}

    answers = {body: client.post(door, data=body, headers=headers) for body in HOSTILE}

    assert {answer.status_code for answer in answers.values()} == {400}
    assert {body: answer.get_json()["error"] for body, answer in answers.items()} == HOSTILE
    assert server.google.requests == []


@pytest.mark.parametrize(
    "text",
    [
        '{"id": 7001, "id": 7002}',
        '{"id": 7001, "x": 1e9999999999999999999}',
        '{"id": 7001, "x": [NaN]}',
        '{"id": 7001, "x": ' + "[" * 20_000 + "}",
    ],
)
def test_a_contact_that_came_as_text_is_read_as_strictly(client: FlaskClient, text: str) -> None:
    body = json.dumps({"contact": text})

    answer = client.post("/manychat/join", data=body, headers={"Authorization": f"Bearer {SECRET}"})

    assert (answer.status_code, list(answer.get_json())) == (400, ["error"])


def test_custom_fields_as_hostile_text_count_as_none(client: FlaskClient) -> None:
    contact = {"id": 7001, "custom_fields": '{"Order Number": 1e9999999999999999999}'}

    answer = client.post(
        "/manychat/claim", json={"contact": contact}, headers={"Authorization": f"Bearer {SECRET}"}
    ).get_json()

    assert (answer["status"], answer["code"]) == ("no", "not_member")
