"""The environment: what is missing is named, what is secret is not told."""

import pytest

from service.environment import Environment, VariableMissing, advice, complaints

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

    [complaint] = complaints(Environment(variables))

    assert complaint.variable == name
    assert name in complaint.sentence


def test_a_blank_variable_is_a_missing_one() -> None:
    with pytest.raises(VariableMissing, match="SPREADSHEET_ID"):
        Environment({"SPREADSHEET_ID": "  "}).needed("SPREADSHEET_ID")


def test_two_secrets_are_good_while_one_is_being_replaced() -> None:
    environment = Environment(GOOD | {"MANYCHAT_SECRET": "the-old-secret-of-ours, the-new-secret-of-ours"})

    assert environment.secrets == ("the-old-secret-of-ours", "the-new-secret-of-ours")


@pytest.mark.parametrize("name", ["MANYCHAT_SECRET", "ORDERS_SECRET"])
def test_a_secret_that_is_easy_to_guess_is_complained_about_and_not_repeated(name: str) -> None:
    [complaint] = complaints(Environment(GOOD | {name: "hush"}))

    assert name in complaint.sentence
    assert "hush" not in complaint.sentence


def test_the_door_for_orders_is_shut_without_a_secret_and_may_have_two() -> None:
    assert Environment(GOOD | {"ORDERS_SECRET": " , "}).orders_secrets == ()
    assert Environment(GOOD | {"ORDERS_SECRET": "one,two"}).orders_secrets == ("one", "two")


@pytest.mark.parametrize("name", ["GOOGLE_SHEETS_URL", "TASKS_CERTS_URL", "PUBLIC_URL", "MANYCHAT_URL"])
@pytest.mark.parametrize("address", ["regulars.example", "https://", "http://[half"])
def test_an_address_that_is_none_is_named(name: str, address: str) -> None:
    [complaint] = complaints(Environment(GOOD | {name: address}))

    assert complaint.variable == name
    assert name in complaint.sentence


def test_the_spreadsheet_may_be_named_by_its_address_in_the_browser() -> None:
    address = "https://docs.google.com/spreadsheets/d/1AbC-_9/edit?gid=0#gid=0"

    assert Environment(GOOD | {"SPREADSHEET_ID": f" {address} "}).spreadsheet == "1AbC-_9"
    assert Environment(GOOD | {"SPREADSHEET_ID": " 1AbC-_9\n"}).spreadsheet == "1AbC-_9"


def test_the_scheduler_s_account_is_no_person() -> None:
    [complaint] = complaints(Environment(GOOD | {"TASKS_ACCOUNT": "ana@gmail.com"}))

    assert complaint.variable == "TASKS_ACCOUNT"


def test_the_scheduler_s_audience_is_the_public_address() -> None:
    variables = GOOD | {"PUBLIC_URL": "https://regulars.example/", "LINK_KEY": "k" * 32}

    assert advice(Environment(variables)) == []
    [odd] = advice(Environment(variables | {"TASKS_AUDIENCE": "https://regulars.example/tasks/remind"}))
    assert odd.variable == "TASKS_AUDIENCE"


def test_the_environment_tells_no_secret_when_it_is_printed() -> None:
    assert "secret-of-enough" not in repr(Environment(GOOD))


@pytest.mark.parametrize(
    ("name", "value"), [("SMTP_URL", "http://user:hunter22@mail.example"), ("MAIL_FROM", "the shop")]
)
def test_mail_variables_that_cannot_work_are_named_without_their_secrets(name: str, value: str) -> None:
    [complaint] = complaints(Environment(GOOD | {name: value}))

    assert complaint.variable == name
    assert name in complaint.sentence
    assert "hunter22" not in complaint.sentence


@pytest.mark.parametrize("value", ["60", "60/", "0/60", "sixty/sixty", "-1/60", "60/60/60"])
def test_a_quota_that_is_none_is_named(value: str) -> None:
    [complaint] = complaints(Environment(GOOD | {"SHEETS_QUOTA": value}))

    assert "SHEETS_QUOTA" in complaint.sentence


def test_the_quota_is_googles_own_where_none_is_set() -> None:
    assert Environment(GOOD).quota == (60, 60)
    assert Environment(GOOD | {"SHEETS_QUOTA": " 300 / 120 "}).quota == (300, 120)


@pytest.mark.parametrize(
    "token", ["hunter22", "Bearer 123456:hunter22", "123456:", "123456:hun ter22", "123456:hünter22"]
)
def test_a_key_of_manychats_api_that_is_none_is_named_and_not_repeated(token: str) -> None:
    [complaint] = complaints(Environment(GOOD | {"MANYCHAT_TOKEN": token}))

    assert "MANYCHAT_TOKEN" in complaint.sentence
    assert "ter22" not in complaint.sentence


def test_letters_by_chat_need_a_key_of_which_nobody_else_has_to_know() -> None:
    assert complaints(Environment(GOOD | {"MANYCHAT_TOKEN": " 123456:0a1b2c3d4e5f\n"})) == []
    with pytest.raises(VariableMissing, match="MANYCHAT_TOKEN is not set: the key of ManyChat's public API"):
        _ = Environment(GOOD).manychat_token
    assert Environment(GOOD).manychat_url == "https://api.manychat.com"
