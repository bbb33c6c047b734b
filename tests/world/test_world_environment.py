"""The environment: what is missing is named, what is secret is not told."""

import pytest

from world.environment import Environment, VariableMissing, complaints

GOOD = {
    "SPREADSHEET_ID": "1AbC",
    "MANYCHAT_SECRET": "a-secret-of-enough-signs",
    "SMTP_URL": "smtp://user:hunter22@mail.example:587",
    "MAIL_FROM": "shop@example.com",
    "TASKS_ACCOUNT": "tasks@project.iam.gserviceaccount.com",
    "TASKS_AUDIENCE": "https://regulars.example",
}


def test_a_complete_environment_has_no_complaints() -> None:
    assert complaints(Environment(GOOD)) == []


@pytest.mark.parametrize("name", GOOD)
def test_a_missing_variable_is_one_sentence_that_names_it(name: str) -> None:
    variables = {key: value for key, value in GOOD.items() if key != name}

    [sentence] = complaints(Environment(variables))

    assert name in sentence


def test_a_blank_variable_is_a_missing_one() -> None:
    with pytest.raises(VariableMissing, match="SPREADSHEET_ID"):
        Environment({"SPREADSHEET_ID": "  "}).needed("SPREADSHEET_ID")


def test_two_secrets_are_good_while_one_is_being_replaced() -> None:
    environment = Environment(GOOD | {"MANYCHAT_SECRET": "the-old-secret-of-ours, the-new-secret-of-ours"})

    assert environment.secrets == ("the-old-secret-of-ours", "the-new-secret-of-ours")


@pytest.mark.parametrize("name", ["MANYCHAT_SECRET", "ORDERS_SECRET"])
def test_a_secret_that_is_easy_to_guess_is_complained_about_and_not_repeated(name: str) -> None:
    [sentence] = complaints(Environment(GOOD | {name: "hush"}))

    assert name in sentence
    assert "hush" not in sentence


def test_the_door_for_orders_is_shut_without_a_secret_and_may_have_two() -> None:
    assert Environment(GOOD | {"ORDERS_SECRET": " , "}).orders_secrets == ()
    assert Environment(GOOD | {"ORDERS_SECRET": "one,two"}).orders_secrets == ("one", "two")


@pytest.mark.parametrize("name", ["GOOGLE_SHEETS_URL", "TASKS_CERTS_URL", "PUBLIC_URL", "MANYCHAT_URL"])
def test_an_address_that_is_none_is_named(name: str) -> None:
    [sentence] = complaints(Environment(GOOD | {name: "regulars.example"}))

    assert name in sentence


def test_the_environment_tells_no_secret_when_it_is_printed() -> None:
    assert "secret-of-enough" not in repr(Environment(GOOD))


@pytest.mark.parametrize(
    ("name", "value"), [("SMTP_URL", "http://user:hunter22@mail.example"), ("MAIL_FROM", "the shop")]
)
def test_mail_variables_that_cannot_work_are_named_without_their_secrets(name: str, value: str) -> None:
    [sentence] = complaints(Environment(GOOD | {name: value}))

    assert name in sentence
    assert "hunter22" not in sentence


@pytest.mark.parametrize("value", ["60", "60/", "0/60", "sixty/sixty", "-1/60", "60/60/60"])
def test_a_quota_that_is_none_is_named(value: str) -> None:
    [sentence] = complaints(Environment(GOOD | {"SHEETS_QUOTA": value}))

    assert "SHEETS_QUOTA" in sentence


def test_the_quota_is_googles_own_where_none_is_set() -> None:
    assert Environment(GOOD).quota == (60, 60)
    assert Environment(GOOD | {"SHEETS_QUOTA": " 300 / 120 "}).quota == (300, 120)


@pytest.mark.parametrize(
    "token", ["hunter22", "Bearer 123456:hunter22", "123456:", "123456:hun ter22", "123456:hünter22"]
)
def test_a_key_of_manychats_api_that_is_none_is_named_and_not_repeated(token: str) -> None:
    [sentence] = complaints(Environment(GOOD | {"MANYCHAT_TOKEN": token}))

    assert "MANYCHAT_TOKEN" in sentence
    assert "ter22" not in sentence


def test_letters_by_chat_need_a_key_of_which_nobody_else_has_to_know() -> None:
    assert complaints(Environment(GOOD | {"MANYCHAT_TOKEN": " 123456:0a1b2c3d4e5f\n"})) == []
    with pytest.raises(VariableMissing, match="MANYCHAT_TOKEN is not set: the key of ManyChat's public API"):
        _ = Environment(GOOD).manychat_token
    assert Environment(GOOD).manychat_url == "https://api.manychat.com"
