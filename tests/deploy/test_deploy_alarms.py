"""The alarms: their files are what Google takes, they count what the program writes, and they reach the owner."""

import json
import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any

import pytest
from flask.testing import FlaskClient

from sandbox.google.http.faults import DropBefore, Fault
from service.log_lines import log, set_up_logs
from tests.deploy.conftest import ROOT, Cloud

ALARMS = ROOT / "deploy" / "alarms"
HEADERS = {"Authorization": "Bearer the-secret-of-this-test"}
OWNER = {"ALARM_EMAIL": "owner@shop.example"}


@pytest.mark.parametrize(
    ("document", "schema", "names"),
    [
        ("monitoring.v3", "AlertPolicy", ["regulars-broken", "regulars-tap-again"]),
        ("logging.v2", "LogMetric", ["regulars-answers", "regulars-later"]),
    ],
)
def test_the_files_have_only_what_googles_description_knows(document: str, schema: str, names: list[str]) -> None:
    schemas = described(document)

    for name in names:
        assert list(strangers(read(name), schema, schemas)) == []


def test_old_builds_are_thrown_away_by_rules_that_google_knows() -> None:
    schemas = described("artifactregistry.v1")

    for rule in json.loads((ROOT / "deploy" / "images.json").read_text()):
        policy = rule | {"action": rule["action"]["type"]}
        del policy["name"]
        assert list(strangers(policy, "CleanupPolicy", schemas)) == []


def described(document: str) -> Mapping[str, Any]:
    """Google's own description of an interface: its messages."""
    path = files("googleapiclient") / "discovery_cache" / "documents" / f"{document}.json"
    schemas: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))["schemas"]
    return schemas


def strangers(value: object, schema: str, schemas: Mapping[str, Any]) -> Iterator[str]:
    """What is in the value and not in Google's description: names, and words of a choice."""
    if not isinstance(value, dict):
        return
    known = schemas[schema]["properties"]
    for name, part in value.items():
        if name not in known:
            yield f"{schema}.{name}"
            continue
        shape = known[name].get("items", known[name])
        for message in part if isinstance(part, list) else [part]:
            if "enum" in shape and message not in shape["enum"]:
                yield f"{schema}.{name}: {message}"
            if "$ref" in shape:
                yield from strangers(message, shape["$ref"], schemas)


def read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ALARMS / f"{name}.json").read_text())
    return found


def test_a_later_counts_as_an_answer_and_as_a_later_and_an_ok_only_as_an_answer(
    client: FlaskClient, outage: list[Fault], capsys: pytest.CaptureFixture[str]
) -> None:
    def tap() -> dict[str, Any]:
        capsys.readouterr()
        client.post("/manychat/points", json={"contact": {"id": "7001"}}, headers=HEADERS)
        return entries(capsys.readouterr().out)[-1]

    ok = tap()
    outage.append(DropBefore())
    try:
        later = tap()
    finally:
        outage.clear()

    assert (ok["jsonPayload"]["code"], later["jsonPayload"]["code"]) == ("not_member", "later")
    assert [holds(metric("regulars-answers"), entry) for entry in (ok, later)] == [True, True]
    assert [holds(metric("regulars-later"), entry) for entry in (ok, later)] == [False, True]


def test_what_is_no_answer_to_a_customer_is_not_counted(
    client: FlaskClient, capsys: pytest.CaptureFixture[str]
) -> None:
    client.get("/")
    client.post("/tasks/remind")
    client.get("/unsubscribe?t=forged")
    client.get("/nowhere")
    client.post("/manychat/points", json={})

    written = entries(capsys.readouterr().out)
    assert len(written) == 6, "the version, and a line for each request"
    assert not [entry for entry in written if holds(metric("regulars-answers"), entry)]
    assert not [entry for entry in written if holds(broken(), entry)]


@pytest.mark.parametrize(
    ("sentence", "rings"),
    [
        ("answered later: NoAccess: share the spreadsheet with the function's service account as an editor", True),
        ("answered later: something is broken: KeyError in claim.py:1", True),
        ("the reminder run stopped: PostClosed: the mail server refused the password", True),
        ("answered later: NotInTime: Google's quota is spent for the moment", False),
    ],
)
def test_an_error_rings_unless_it_is_a_slow_minute_which_the_other_alarm_counts(
    sentence: str, rings: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    log.handlers.clear()
    set_up_logs()

    log.error("%s", sentence)

    [entry] = entries(capsys.readouterr().out)
    assert holds(broken(), entry) is rings


def test_a_job_that_failed_rings_too() -> None:
    entry = {"severity": "ERROR", "resource": {"type": "cloud_scheduler_job", "labels": {"job_id": "regulars-tidy"}}}

    assert holds(broken(), entry)
    assert not holds(broken(), entry | {"severity": "INFO"})


def metric(name: str) -> str:
    return str(read(name)["filter"])


def broken() -> str:
    return str(read("regulars-broken")["conditions"][0]["conditionMatchedLog"]["filter"])


def entries(written: str) -> list[dict[str, Any]]:
    """The lines as Cloud Logging keeps them: severity apart, the rest as jsonPayload."""
    resource = {"type": "cloud_run_revision", "labels": {"service_name": "regulars"}}
    kept = []
    for line in written.splitlines():
        payload = json.loads(line)
        kept.append({"severity": payload.pop("severity"), "jsonPayload": payload, "resource": resource})
    return kept


SEVERITIES = ("DEFAULT", "DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
TOKENS = re.compile(r'\s*(AND|OR|NOT|\(|\)|[\w.]+(?::\*|(?:=~|!=|>=|=)(?:"(?:[^"\\]|\\.)*"|\w+)))')


def holds(condition: str, entry: Mapping[str, Any]) -> bool:
    """True when an entry is found by a filter in the part of Cloud Logging's language that ours are written in."""
    words = TOKENS.findall(condition)
    assert "".join(words) == re.sub(r'\s+(?=(?:[^"]*"[^"]*")*[^"]*$)', "", condition)
    program = " ".join(
        word.lower() if word in ("AND", "OR", "NOT") else word if word in "()" else str(compared(word, entry))
        for word in words
    )
    return bool(eval(program))  # noqa: S307 - True, False, and, or, not and brackets


def compared(word: str, entry: Mapping[str, Any]) -> bool:
    found = re.fullmatch(r'([\w.]+)(:\*|=~|!=|>=|=)"?(.*?)"?', word)
    assert found
    value: Any = entry
    for name in found[1].split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    match found[2]:
        case ":*":
            return value is not None
        case "=~":
            return value is not None and re.search(found[3], value) is not None
        case ">=":
            return SEVERITIES.index(value) >= SEVERITIES.index(found[3])
        case "=":
            return bool(value == found[3])
    raise AssertionError(word)


def test_with_an_address_both_alarms_write_to_it(cloud: Cloud) -> None:
    cloud.configure(**OWNER)

    ended = cloud.run("deploy.sh")

    assert ended.status == 0, ended.complained
    [channel] = cloud.state["channels"]
    policies = {policy["displayName"]: policy["notificationChannels"] for policy in cloud.state["policies"].values()}
    assert policies == {"regulars-broken": [channel], "regulars-tap-again": [channel]}


def test_without_an_address_there_is_no_alarm_and_none_is_left(deployed: Cloud) -> None:
    assert not deployed.state["policies"]
    deployed.configure(**OWNER)
    deployed.run("alarms.sh", "count")
    deployed.run("alarms.sh", "set")
    assert len(deployed.state["policies"]) == 2
    deployed.configure()

    ended = deployed.run("alarms.sh", "set")

    assert ended.status == 0, ended.complained
    assert (deployed.state["policies"], deployed.state["channels"]) == ({}, {})


def test_a_second_run_makes_no_second_alarm_and_another_address_replaces_the_first(deployed: Cloud) -> None:
    deployed.configure(**OWNER)
    for _ in range(2):
        assert deployed.run("alarms.sh", "count").status == 0
        assert deployed.run("alarms.sh", "set").status == 0
    deployed.configure(ALARM_EMAIL="partner@shop.example")

    deployed.run("alarms.sh", "set")

    assert [channel["--channel-labels"] for channel in deployed.state["channels"].values()] == [
        "email_address=partner@shop.example"
    ]
    assert len(deployed.state["policies"]) == 2


def test_metrics_that_google_does_not_know_of_yet_are_waited_for(deployed: Cloud) -> None:
    deployed.configure(**OWNER)
    deployed.run("alarms.sh", "count")
    deployed.trouble("monitoring policies create", "NOT_FOUND: Cannot find metric that matches type", times=4)

    ended = deployed.run("alarms.sh", "set")

    assert ended.status == 0, ended.complained
    assert len(deployed.state["policies"]) == 2


def test_alarms_that_cannot_be_set_do_not_keep_the_program_from_running(cloud: Cloud) -> None:
    cloud.configure(**OWNER)
    cloud.trouble("beta monitoring channels create", "INTERNAL: try again")

    ended = cloud.run("deploy.sh")

    assert ended.status == 1
    assert "It runs." in ended.said
    assert ended.complained.endswith(
        "The program runs, but the alarms are not set: see above, and run this again in ten minutes.\n"
    )
