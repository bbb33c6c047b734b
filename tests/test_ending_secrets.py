"""Secrets that end on a day, at the doors that take one."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from service.container import now

DOORS = {"MANYCHAT_SECRET": "/manychat/points", "ORDERS_SECRET": "/orders"}
OLD, NEW = "the-old-secret-of-the-door", "the-new-secret-of-the-door"


def knock(client: FlaskClient, variable: str, secret: str) -> int:
    body = {"contact": {"id": "7001"}, "order": "3001", "amount": 5}
    return client.post(DOORS[variable], json=body, headers={"Authorization": f"Bearer {secret}"}).status_code


@pytest.mark.parametrize("variable", DOORS)
def test_a_secret_that_leaked_opens_nothing_after_its_last_day(
    client: FlaskClient, environment: pytest.MonkeyPatch, variable: str
) -> None:
    ended, later = now().date() - timedelta(days=2), now().date() + timedelta(days=2)
    environment.setenv(variable, f"{NEW},{OLD}@{ended},an-older-one-of-the-door@{later}")

    assert knock(client, variable, NEW) == 200
    assert knock(client, variable, "an-older-one-of-the-door") == 200
    assert knock(client, variable, OLD) == 401
    assert knock(client, variable, f"{OLD}@{ended}") == 401


@pytest.mark.parametrize("variable", DOORS)
@pytest.mark.parametrize("end", ["2027-02-30", "soon", ""])
def test_an_end_that_is_no_day_is_one_line_in_the_log_and_closes_that_secret_alone(
    client: FlaskClient,
    environment: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    variable: str,
    end: str,
) -> None:
    environment.setenv(variable, f"{NEW},{OLD}@{end}")

    shown = [knock(client, variable, secret) for secret in (OLD, f"{OLD}@{end}", NEW)]

    log = capsys.readouterr().out
    assert shown == [401, 401, 200]
    assert log.count(f"Secret 2 in the variable {variable} opens nothing") == 1
    assert OLD not in log


@pytest.mark.parametrize("variable", DOORS)
def test_when_all_have_ended_the_log_says_so_and_nobody_gets_in(
    client: FlaskClient, environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], variable: str
) -> None:
    environment.setenv(variable, f"{OLD}@2026-01-31")

    assert knock(client, variable, OLD) == 401
    assert f"No secret in the variable {variable} is good any more" in capsys.readouterr().out


def test_the_door_for_orders_is_closed_until_it_is_asked_for(
    client: FlaskClient, environment: pytest.MonkeyPatch
) -> None:
    environment.delenv("ORDERS_SECRET", raising=False)

    assert knock(client, "ORDERS_SECRET", "") == 404
