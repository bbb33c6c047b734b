"""Google's quota for several clients: one for each account, and one for all of the project."""

import json
from typing import Any

import requests

from sandbox.google.http.exchange import EMAIL
from sandbox.google.http.server import Server
from sandbox.google.http.transport import Adapter
from sandbox.google.methods.core import Answer, Google, Request
from tests.sandbox.google.account_session import account_session
from tests.sandbox.google.hand_clock import HandClock

PATH = "/v4/spreadsheets/S"
ANA, BORIS, LAYLA = (f"{name}@shop.iam.gserviceaccount.com" for name in ("ana", "boris", "layla"))


def shop(**options: Any) -> Google:
    google = Google(clock=HandClock(), **options)
    google.create("S")
    return google


def ask(google: Google, caller: str) -> Answer:
    return google.answer(Request("GET", PATH, caller=caller))


def limit_hit(answer: Answer) -> tuple[str, str, str]:
    """The limit's name, unit and value."""
    metadata = json.loads(answer.body)["error"]["details"][0]["metadata"]
    return metadata["quota_limit"], metadata["quota_unit"], metadata["quota_limit_value"]


def test_two_clients_of_one_account_share_its_quota() -> None:
    google = shop(quota=(3, 3))
    with requests.Session() as one, requests.Session() as other:
        for session in (one, other):
            session.mount("https://", Adapter(google))
        url = f"https://sheets.googleapis.com{PATH}"

        statuses = [session.get(url).status_code for session in (one, other, one, other)]

    assert statuses == [200, 200, 200, 429]


def test_each_account_has_a_quota_of_its_own() -> None:
    google = shop(quota=(1, 1))

    assert [ask(google, caller).status for caller in (ANA, BORIS, ANA, BORIS)] == [200, 200, 429, 429]
    assert limit_hit(ask(google, ANA)) == ("ReadRequestsPerMinutePerUser", "1/min/{project}/{user}", "1")


def test_all_accounts_together_have_the_quota_of_the_project() -> None:
    google = shop(quota=(2, 2), project_quota=(3, 3))

    statuses = [ask(google, caller).status for caller in (ANA, ANA, ANA, BORIS, LAYLA)]
    refused = ask(google, LAYLA)

    assert statuses == [200, 200, 429, 200, 429]
    assert limit_hit(refused) == ("ReadRequestsPerMinutePerProject", "1/min/{project}", "3")
    assert json.loads(refused.body)["error"]["message"] == (
        "Quota exceeded for quota metric 'Read requests' and limit 'Read requests per minute' of service "
        "'sheets.googleapis.com' for consumer 'project_number:000000000000'."
    )


def test_a_project_may_have_a_quota_where_its_users_have_none() -> None:
    google = shop(project_quota=(1, 1))

    assert [ask(google, caller).status for caller in (ANA, BORIS)] == [200, 429]


def test_over_a_socket_the_token_says_whose_quota_is_spent() -> None:
    google = shop(quota=(1, 1))
    with Server(google) as server:
        server.access.add_account(ANA)
        url = f"https://sheets.googleapis.com{PATH}"
        with account_session(server, ANA) as hers, account_session(server) as ours:
            statuses = [session.get(url, timeout=5).status_code for session in (hers, ours, hers, ours)]

    assert statuses == [200, 200, 429, 429]
    assert [seen.caller for seen in google.requests] == [ANA, EMAIL, ANA, EMAIL]
