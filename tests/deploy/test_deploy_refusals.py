"""What can be wrong before anything is deployed: one clear sentence for each, and nothing is changed."""

import os
import pty
import select
from collections.abc import Mapping

import pytest

from tests.deploy.conftest import ROOT, Cloud

BAD = {
    "PROJECT is missing in the config file": {"PROJECT": ""},
    "PROJECT in the config file cannot be used": {"PROJECT": "Marigold & Finch"},
    "REGION in the config file cannot be used": {"REGION": "Iowa"},
    "TIME_ZONE is missing in the config file": {"TIME_ZONE": None},
    "TIME_ZONE in the config file is no time zone": {"TIME_ZONE": "Atlantis/Center"},
    "SPREADSHEET in the config file cannot be used": {"SPREADSHEET": "my loyalty sheet"},
    "MAIL_FROM in the config file cannot be used": {"MAIL_FROM": "Marigold & Finch"},
    "ALARM_EMAIL in the config file cannot be used": {"ALARM_EMAIL": "me"},
    "MAX_INSTANCES in the config file cannot be used": {"MAX_INSTANCES": "0"},
    "Line 6 of": {"COLOUR": "red"},
}


@pytest.mark.parametrize(("sentence", "changes"), BAD.items())
def test_a_line_that_cannot_be_used_is_named_before_google_is_asked_anything(
    cloud: Cloud, sentence: str, changes: Mapping[str, str | None]
) -> None:
    cloud.configure(**changes)

    ended = cloud.run("deploy.sh")

    assert ended.status == 1
    assert ended.complained.startswith(sentence)
    assert ended.complained.count("\n") == 1
    assert cloud.calls == []


def test_a_line_that_is_no_line_is_named_by_its_number(cloud: Cloud) -> None:
    (cloud.folder / "config").write_text("PROJECT=marigold-finch-4711\nwhat is this\n")

    ended = cloud.run("deploy.sh")

    assert ended.complained.startswith("Line 2 of ")
    assert ended.complained.endswith("cannot be read: it looks like NAME=value.\n")


def test_a_config_file_from_another_editor_is_read_all_the_same(cloud: Cloud) -> None:
    text = (cloud.folder / "config").read_text().replace("=", " = ")
    (cloud.folder / "config").write_bytes(b"\xef\xbb\xbf# mine\r\n" + text.replace("\n", "\r\n").rstrip().encode())

    ended = cloud.run("deploy.sh")

    assert ended.status == 0, ended.complained
    assert cloud.service["--region"] == "us-central1"


def test_a_config_file_runs_nothing(cloud: Cloud) -> None:
    cloud.configure(MAIL_FROM="$(echo >hacked)`echo >hacked`; echo >hacked <a@shop.example>", PROJECT="$(echo >hacked)")

    cloud.run("deploy.sh")

    assert not list(cloud.folder.rglob("hacked"))


def test_without_a_config_file_it_says_which_one_to_copy(cloud: Cloud) -> None:
    (cloud.folder / "config").unlink()

    ended = cloud.run("deploy.sh")

    assert ended.status == 1
    assert "copy deploy/config.example to it and fill in the five lines" in ended.complained


def test_the_example_has_five_lines_to_fill_in() -> None:
    lines = (ROOT / "deploy" / "config.example").read_text().splitlines()

    assert len([line for line in lines if line and not line.startswith("#")]) == 5


def test_what_the_example_offers_beside_them_can_be_used_as_it_stands(cloud: Cloud) -> None:
    example = (ROOT / "deploy" / "config.example").read_text()
    offered = "\n".join(line[1:] for line in example.splitlines() if line.startswith("#") and "=" in line.split(" ")[0])
    (cloud.folder / "config").write_text((cloud.folder / "config").read_text() + offered)

    ended = cloud.run("deploy.sh")

    assert offered.count("=") == 4
    assert ended.status == 0, ended.complained
    assert cloud.service["variables"]["SHEETS_QUOTA"] == "120/120"


def test_without_gcloud_it_says_where_to_get_it(cloud: Cloud) -> None:
    cloud.without("gcloud")

    ended = cloud.run("deploy.sh")

    assert ended.status == 1
    assert "Google's command line gcloud is missing: use Cloud Shell" in ended.complained


def test_who_is_not_logged_in_is_told_how(cloud: Cloud) -> None:
    cloud.change(account="")

    ended = cloud.run("deploy.sh")

    assert (ended.status, len(cloud.calls)) == (1, 1)
    assert "You are not logged in to Google Cloud: run gcloud auth login" in ended.complained


def test_a_project_that_is_not_there_is_named(cloud: Cloud) -> None:
    cloud.configure(PROJECT="marigold-finch-9999")

    ended = cloud.run("deploy.sh")

    assert ended.status == 1
    assert "There is no project marigold-finch-9999, or owner@shop.example may not see it" in ended.complained


def test_without_billing_it_says_where_to_link_an_account_and_makes_nothing(cloud: Cloud) -> None:
    cloud.change(billing=False)

    ended = cloud.run("deploy.sh")

    assert ended.status == 1
    assert "https://console.cloud.google.com/billing/linkedaccount?project=marigold-finch-4711" in ended.complained
    assert not cloud.state["accounts"]


@pytest.mark.parametrize("address", ["", "mail.example:587", "smtp:// mail.example"])
def test_a_mail_server_that_cannot_be_one_is_refused_without_repeating_it(cloud: Cloud, address: str) -> None:
    ended = cloud.run("deploy.sh", SMTP_URL=address)

    assert ended.status == 1
    assert "SMTP_URL is missing" in ended.complained or "SMTP_URL cannot be used: it looks like" in ended.complained
    assert "mail.example" not in ended.complained
    assert not cloud.state["run"]


@pytest.mark.parametrize("arguments", [["--now"], ["--new"], ["--new", "LINK_KEY"], ["--new", "COLOUR"]])
def test_arguments_that_mean_nothing_are_refused(cloud: Cloud, arguments: list[str]) -> None:
    ended = cloud.run("deploy.sh", *arguments)

    assert (ended.status, ended.said, cloud.calls) == (1, "", [])


def test_in_a_terminal_it_asks_for_the_mail_server_without_showing_it(cloud: Cloud) -> None:
    shown = typed_into(cloud, {"How do letters leave?": "smtp://mail.example:587", "The key of ManyChat's API": ""})

    assert cloud.secret("regulars-smtp-url") == ["smtp://mail.example:587"]
    assert cloud.secret("regulars-manychat-token") == []
    assert "mail.example" not in shown
    assert "It runs." in shown


def typed_into(cloud: Cloud, answers: Mapping[str, str]) -> str:
    """What a terminal shows while deploy.sh runs in it and each question gets its answer."""
    environment = {
        "PATH": str(cloud.folder / "bin"),
        "TMPDIR": str(cloud.folder / "tmp"),
        "LC_ALL": "C.UTF-8",
    }
    process, terminal = pty.fork()
    if process == 0:  # pragma: no cover - another process
        os.execve("/bin/bash", ["bash", str(ROOT / "deploy/deploy.sh"), str(cloud.folder / "config")], environment)  # noqa: S606
    shown, waiting = "", list(answers.items())
    while select.select([terminal], [], [], 60)[0]:
        try:
            shown += os.read(terminal, 4096).decode(errors="replace")
        except OSError:
            break
        if waiting and waiting[0][0] in shown and shown.endswith("> "):
            os.write(terminal, waiting.pop(0)[1].encode() + b"\n")
    os.waitpid(process, 0)
    os.close(terminal)
    return shown


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--new", "MANYCHAT_SECRET", "--until", "2027-02-30"), "After --until comes the last day"),
        (("--new", "MANYCHAT_SECRET", "--until", "tomorrow"), "After --until comes the last day"),
        (("--new", "SMTP_URL", "--until", "2027-01-31"), "SMTP_URL has no last day"),
    ],
)
def test_a_last_day_that_is_none_is_told_before_google_is_asked_anything(
    cloud: Cloud, arguments: tuple[str, ...], sentence: str
) -> None:
    ended = cloud.run("deploy.sh", *arguments)

    assert ended.status == 1
    assert ended.complained.startswith(sentence)
    assert cloud.calls == []
