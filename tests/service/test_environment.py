"""The environment: what is missing is named, what is secret is not told."""

from datetime import date, timedelta

import pytest

from service.environment import (
    SECRETS,
    Environment,
    VariableMissing,
    advice,
    complaints,
    ended_secrets,
    secrets_soon_ended,
)

TODAY = date(2027, 1, 31)
GOOD = {
    "SPREADSHEET_ID": "1AbC",
    "MANYCHAT_SECRET": "a-secret-of-enough-characters",
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

    assert environment.secrets("MANYCHAT_SECRET", TODAY) == ("the-old-secret-of-ours", "the-new-secret-of-ours")


@pytest.mark.parametrize("name", ["MANYCHAT_SECRET", "ORDERS_SECRET"])
def test_a_secret_that_is_easy_to_guess_is_complained_about_and_not_repeated(name: str) -> None:
    [complaint] = complaints(Environment(GOOD | {name: "hush"}))

    assert name in complaint.sentence
    assert "hush" not in complaint.sentence


def test_the_door_for_orders_is_shut_without_a_secret_and_may_have_two() -> None:
    assert not Environment(GOOD).takes_orders()
    assert not Environment(GOOD | {"ORDERS_SECRET": " , "}).takes_orders()
    assert Environment(GOOD | {"ORDERS_SECRET": "one,two"}).secrets("ORDERS_SECRET", TODAY) == ("one", "two")


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


@pytest.mark.parametrize(
    ("written", "shop"),
    [
        ("marigold.myshopify.com", "marigold.myshopify.com"),
        (" https://Marigold.myshopify.com/ ", "marigold.myshopify.com"),
        ("marigold", "marigold.myshopify.com"),
        ("https://admin.shopify.com/store/Marigold", "marigold.myshopify.com"),
        ("admin.shopify.com/store/marigold/orders?query=1042", "marigold.myshopify.com"),
        ("https://marigold.myshopify.com/admin", "marigold.myshopify.com"),
        ("https://admin.shopify.com", ""),
        ("marigold.myshopify.com.evil.example", ""),
        ("marigold finch", ""),
        ("shop.example", ""),
        ("", ""),
    ],
)
def test_the_shop_at_shopify_is_known_by_its_own_address_there(written: str, shop: str) -> None:
    environment = Environment(GOOD | {"SHOPIFY_SHOP": written})

    assert environment.shopify_shop == shop
    assert [complaint.variable for complaint in complaints(environment)] == (
        ["SHOPIFY_SHOP"] if written and not shop else []
    )


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


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_is_good_to_the_end_of_its_last_day_in_utc(name: str) -> None:
    environment = Environment(GOOD | {name: "the-new-secret-of-ours, the-old-secret-of-ours@2027-01-31"})

    assert environment.secrets(name, TODAY) == ("the-new-secret-of-ours", "the-old-secret-of-ours")
    assert environment.secrets(name, TODAY + timedelta(days=1)) == ("the-new-secret-of-ours",)
    assert complaints(environment) == []
    assert ended_secrets(environment, date(2099, 1, 1)) == []


def test_an_at_sign_may_stand_in_a_secret_that_has_a_last_day() -> None:
    environment = Environment(GOOD | {"MANYCHAT_SECRET": "se@cret-of-enough-characters@2027-01-31"})

    assert environment.secrets("MANYCHAT_SECRET", TODAY) == ("se@cret-of-enough-characters",)


@pytest.mark.parametrize("name", SECRETS)
@pytest.mark.parametrize(
    "end", ["2027-02-30", "2027-13-01", "31.01.2027", "20270131", "2027-W01-1", "2027-1-31", "tomorrow", "", "1e99"]
)
def test_a_secret_whose_end_is_no_day_opens_nothing_is_named_and_leaves_the_other_alone(name: str, end: str) -> None:
    environment = Environment(GOOD | {name: f"the-old-secret-of-ours@{end},the-new-secret-of-ours"})

    assert environment.secrets(name, TODAY) == ("the-new-secret-of-ours",)
    [complaint] = ended_secrets(environment, TODAY)
    assert complaint.sentence == (
        f"Secret 1 in the variable {name} opens nothing: what stands after its @ is no day; "
        "secret@2027-01-31 is good to the end of that day in UTC."
    )
    assert "old-secret" not in complaint.to_do


def test_when_the_last_secret_ends_soon_or_has_ended_a_sentence_says_so() -> None:
    environment = Environment(
        GOOD | {"MANYCHAT_SECRET": "the-old-secret-of-ours@2027-01-31,another-one-of-ours@2026-01-31"}
    )

    [soon] = secrets_soon_ended(environment, TODAY - timedelta(days=14))
    [ended] = ended_secrets(environment, TODAY + timedelta(days=1))

    assert soon.sentence.startswith("The last secret in the variable MANYCHAT_SECRET ends on 2027-01-31, in UTC")
    assert ended.sentence == (
        "No secret in the variable MANYCHAT_SECRET is good any more: the last one ended on 2027-01-31, in UTC."
    )
    assert secrets_soon_ended(environment, TODAY - timedelta(days=15)) == []
    assert ended_secrets(environment, TODAY) == []


def test_a_secret_with_a_last_day_is_measured_without_it() -> None:
    [complaint] = complaints(Environment(GOOD | {"MANYCHAT_SECRET": "hush@2027-01-31"}))

    assert "too easy to guess" in complaint.sentence
