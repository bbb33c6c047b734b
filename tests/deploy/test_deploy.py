"""deploy.sh from the first run to the last, against a gcloud that takes nothing that Google's would not take."""

import re
from datetime import timedelta

import pytest

from service.container import now
from service.environment import Environment, advice, complaints, ended_secrets
from tests.deploy.conftest import SMTP_URL, Cloud, Ended

ACCOUNT = "regulars@marigold-finch-4711.iam.gserviceaccount.com"
URL = "https://regulars-123456789012.us-central1.run.app"


def test_the_first_run_puts_the_program_there_and_says_what_the_owner_needs(first_run: tuple[Cloud, Ended]) -> None:
    cloud, ended = first_run

    assert ended.status == 0, ended.complained
    for needed in (URL, "deploy/show-secret.sh MANYCHAT_SECRET", ACCOUNT):
        assert needed in ended.said
    assert cloud.state["jobs"].keys() == {"regulars-remind", "regulars-tidy"}


def test_the_program_gets_variables_that_it_has_no_complaint_about(first_run: tuple[Cloud, Ended]) -> None:
    cloud, _ = first_run

    variables = running_with(cloud)
    assert complaints(Environment(variables)) == []
    assert advice(Environment(variables)) == []
    assert variables["MAIL_FROM"] == 'Marigold "M" & Finch <hello@shop.example>'
    assert variables["SMTP_URL"] == SMTP_URL
    assert variables["SPREADSHEET_ID"] == "1aBcDeFgHiJkLmNoPqRsTuVwXyZ-0123456789_abcdE"


def test_the_program_runs_as_the_promises_were_measured(first_run: tuple[Cloud, Ended]) -> None:
    cloud, _ = first_run

    asked = {"--concurrency": "500", "--max-instances": "1", "--min-instances": "0", "--memory": "512Mi", "--cpu": "1"}
    assert asked.items() <= cloud.service.items()
    assert cloud.service["--function"] == "loyalty"
    assert int(cloud.service["--concurrency"]) <= int(cloud.service["variables"]["THREADS"]) == 500


def test_an_answer_a_letter_run_and_the_scheduler_have_the_same_nine_minutes(first_run: tuple[Cloud, Ended]) -> None:
    cloud, _ = first_run

    limits = {job["--attempt-deadline"] for job in cloud.state["jobs"].values()} | {f"{cloud.service['--timeout']}s"}
    assert limits == {"540s"}


def test_the_jobs_prove_themselves_to_this_very_program_and_run_by_the_shops_clock(
    first_run: tuple[Cloud, Ended],
) -> None:
    cloud, _ = first_run

    variables = cloud.service["variables"]
    for name, job in cloud.state["jobs"].items():
        assert job["--uri"] == f"{variables['PUBLIC_URL']}/tasks/{name.removeprefix('regulars-')}"
        assert job["--oidc-service-account-email"] == variables["TASKS_ACCOUNT"]
        assert job["--oidc-token-audience"] == variables["TASKS_AUDIENCE"]
        assert job["--time-zone"] == "America/New_York"


def test_the_programs_account_may_read_its_secrets_and_nothing_else(first_run: tuple[Cloud, Ended]) -> None:
    cloud, _ = first_run

    reads = [f"roles/secretmanager.secretAccessor serviceAccount:{ACCOUNT}"]
    assert all(secret["may"] == reads for secret in cloud.state["secrets"].values())
    assert not [binding for binding in cloud.state["roles"]["project"] if binding.endswith(ACCOUNT)]


def test_no_secret_is_ever_part_of_a_command_line(cloud: Cloud) -> None:
    cloud.run("deploy.sh", MANYCHAT_TOKEN="123456:the-key-of-manychat")
    cloud.run("deploy.sh", "--new", "MANYCHAT_SECRET")

    words = "\n".join(word for call in cloud.calls for word in call)
    kept = [value for secret in cloud.state["secrets"] for value in cloud.secret(secret) if value]
    assert len(kept) == 6
    assert not [value for value in kept if value in words]


def test_no_secret_is_printed_neither_at_first_nor_when_one_is_replaced(cloud: Cloud) -> None:
    runs = [cloud.run("deploy.sh"), cloud.run("deploy.sh", "--new", "MANYCHAT_SECRET"), cloud.run("deploy.sh")]

    values = {
        part for name in cloud.state["secrets"] for value in cloud.secret(name) if value for part in value.split(",")
    }
    everything = "".join(ended.said + ended.complained for ended in runs)
    assert [ended.status for ended in runs] == [0, 0, 0]
    assert len(values) == 6, "one was replaced, and two are in its variable"
    assert not [value for value in values if value.partition("@")[0] in everything]
    assert "the-password-of-mail" not in everything


@pytest.mark.parametrize("name", ["MANYCHAT_SECRET", "ORDERS_SECRET"])
def test_a_secret_is_shown_alone_and_the_newest_of_two_when_somebody_asks_for_it(cloud: Cloud, name: str) -> None:
    cloud.run("deploy.sh")
    first = cloud.run("show-secret.sh", name)
    cloud.run("deploy.sh", "--new", name)

    second = cloud.run("show-secret.sh", name)

    both = str(cloud.secret(f"regulars-{name.lower().replace('_', '-')}")[-1])
    assert both.startswith(f"{second.said.strip()},{first.said.strip()}@")
    assert cloud.run("show-secret.sh", "LINK_KEY").status == 1


def test_the_second_run_brings_it_up_to_date_and_changes_no_secret(deployed: Cloud) -> None:
    before = deployed.state

    ended = deployed.run("deploy.sh", SMTP_URL="")

    assert ended.status == 0, ended.complained
    assert deployed.state == before
    assert ["run", "deploy"] in [call[:2] for call in deployed.calls]


def test_a_changed_config_reaches_the_program_and_the_jobs(deployed: Cloud) -> None:
    deployed.configure(MAIL_FROM="points@shop.example", TIME_ZONE="Europe/Berlin", MAX_INSTANCES="2", MIN_INSTANCES="1")

    deployed.run("deploy.sh")

    assert deployed.service["variables"]["MAIL_FROM"] == "points@shop.example"
    assert (deployed.service["--min-instances"], deployed.service["--max-instances"]) == ("1", "2")
    assert {job["--time-zone"] for job in deployed.state["jobs"].values()} == {"Europe/Berlin"}


def test_another_mail_server_is_a_new_version_and_the_old_one_is_destroyed(deployed: Cloud) -> None:
    deployed.run("deploy.sh", SMTP_URL="smtps://mail.example:465")

    assert deployed.secret("regulars-smtp-url") == [None, "smtps://mail.example:465"]
    assert "SMTP_URL=regulars-smtp-url:2" in deployed.service["--set-secrets"]


@pytest.mark.parametrize("name", ["MANYCHAT_SECRET", "ORDERS_SECRET", "ORDER_LINK_KEY"])
def test_a_new_secret_lets_the_old_one_work_for_two_weeks(deployed: Cloud, name: str) -> None:
    [old] = deployed.secret(f"regulars-{name.lower().replace('_', '-')}")

    ended = deployed.run("deploy.sh", "--new", name)

    environment, today = Environment(running_with(deployed)), now().date()
    assert environment.secrets(name, today + timedelta(days=13))[1] == old
    assert environment.secrets(name, today + timedelta(days=15)) == environment.secrets(name, today)[:1]
    assert re.search(r"opens the door to the end of \d{4}-\d\d-\d\d, in UTC", ended.said)
    assert complaints(environment) == ended_secrets(environment, today) == []


def test_a_secret_that_leaked_ends_on_the_day_that_is_named_and_the_next_new_one_drops_it(deployed: Cloud) -> None:
    [old] = deployed.secret("regulars-manychat-secret")

    deployed.run("deploy.sh", "--new", "MANYCHAT_SECRET", "--until", "2026-01-31")
    once = running_with(deployed)["MANYCHAT_SECRET"].split(",")
    deployed.run("deploy.sh", "--new", "MANYCHAT_SECRET", "--until", "2027-01-31")
    twice = running_with(deployed)["MANYCHAT_SECRET"].split(",")

    assert once[1] == f"{old}@2026-01-31"
    assert twice[1:] == [f"{once[0]}@2027-01-31"]


@pytest.mark.parametrize(
    "command",
    [
        "iam service-accounts create",
        "secrets create",
        "secrets versions add",
        "run deploy",
        "scheduler jobs create http",
    ],
)
def test_a_run_that_stopped_half_way_says_so_and_the_next_one_goes_on(cloud: Cloud, command: str) -> None:
    cloud.trouble(command, "UNAVAILABLE: The service is currently unavailable.")

    stopped = cloud.run("deploy.sh")
    ended = cloud.run("deploy.sh")

    assert stopped.status != 0
    assert re.search(r"UNAVAILABLE.*\n(.*\n)*Stopped while .*\. Put right what stands above", stopped.complained)
    assert "It runs." not in stopped.said
    assert ended.status == 0, ended.complained
    assert complaints(Environment(running_with(cloud))) == []


def test_rights_that_google_does_not_know_of_yet_are_waited_for(cloud: Cloud) -> None:
    cloud.trouble("run deploy", "Permission denied on secret for Revision service account", times=3)

    ended = cloud.run("deploy.sh")

    assert ended.status == 0, ended.complained
    assert ended.said.count("once more in 0 seconds") == 3


def running_with(cloud: Cloud) -> dict[str, str]:
    """The variables of the running program, its secrets among them."""
    variables: dict[str, str] = dict(cloud.service["variables"])
    for secret in cloud.service["--set-secrets"].split(","):
        variable, name, version = re.split("[=:]", secret)
        variables[variable] = str(cloud.secret(name)[int(version) - 1])
    return variables
