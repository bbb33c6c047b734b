"""The scripts themselves: clean for shellcheck, true to the real gcloud, and all that the program can know is set."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from pathspec import GitIgnoreSpec

from service.environment import LINKS, NEEDED, SECRETS, WANTED, Environment, advice, complaints
from service.shop.shop_variables import CLIENT_SECRET, SHOPIFY_TOKEN, STRIPE_KEY, WOO_KEY, WOO_SECRET
from tests.deploy.commands import EVERYWHERE, Call, understood
from tests.deploy.conftest import ROOT, Cloud, Ended
from tests.deploy.real_gcloud import DONE, END

SCRIPTS = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "deploy").glob("*.sh"))
REAL = shutil.which("gcloud")
needs_gcloud = pytest.mark.skipif(REAL is None, reason="Google's own gcloud is not on this machine")
READ_IN_MAIN = {"THREADS", "GOOGLE_CLOUD_PROJECT"}


def test_shellcheck_finds_nothing() -> None:
    shellcheck = Path(sys.executable).parent / "shellcheck"
    done = subprocess.run(  # noqa: S603 - pinned in requirements-dev.txt
        [shellcheck, "--external-sources", *SCRIPTS], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("script", [script for script in SCRIPTS if not script.endswith("common.sh")])
def test_each_script_stops_at_the_first_fault_and_can_be_started(script: str) -> None:
    assert "\nset -euo pipefail\n" in (ROOT / script).read_text()
    assert os.access(ROOT / script, os.X_OK)


@pytest.mark.parametrize("script", [script for script in SCRIPTS if not script.endswith("common.sh")])
def test_each_script_says_how_it_is_used(script: str) -> None:
    done = subprocess.run(["/bin/bash", script, "--help"], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603

    assert script in done.stdout


class Noted(Mapping[str, str]):
    """Variables that are all set, and a note of each that was asked for."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self.values_, self.asked = values, set[str]()

    def __getitem__(self, name: str) -> str:
        self.asked.add(name)
        return self.values_[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.values_)

    def __len__(self) -> int:
        return len(self.values_)


def test_the_program_knows_every_variable_that_is_set_and_all_that_it_needs_are_set(
    first_run: tuple[Cloud, Ended],
) -> None:
    cloud, _ = first_run
    given = {secret.partition("=")[0] for secret in cloud.service["--set-secrets"].split(",")}
    given |= cloud.service["variables"].keys()
    noted = Noted({})
    environment = Environment(noted)
    complaints(environment)
    advice(environment)
    for name in ("manychat_url", "sender", "sheets_url", "quota", "certs_url", "public_url", "link_key"):
        getattr(environment, name)

    assert given - noted.asked - READ_IN_MAIN == set()
    assert (NEEDED | LINKS).keys() - given == set()
    assert (NEEDED | WANTED | LINKS).keys() <= noted.asked


def test_every_secret_of_the_program_is_one_that_the_scripts_keep_and_remove() -> None:
    shops = (CLIENT_SECRET, SHOPIFY_TOKEN, WOO_KEY, WOO_SECRET, STRIPE_KEY)
    known = (*NEEDED, *WANTED, *SECRETS, *shops)
    secrets = {name for name in known if name.endswith(("_SECRET", "_KEY", "_TOKEN", "_URL"))}

    listed = subprocess.run(
        ["/bin/bash", "-c", 'source deploy/common.sh; echo "${SECRETS[@]}"'],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert set(listed.stdout.split()) == secrets


def test_what_holds_her_config_or_deploys_is_not_uploaded_and_her_config_is_not_committed() -> None:
    shipped = GitIgnoreSpec.from_lines((ROOT / ".gcloudignore").read_text().splitlines())
    committed = GitIgnoreSpec.from_lines((ROOT / ".gitignore").read_text().splitlines())

    assert shipped.match_file("deploy/config")
    assert all(shipped.match_file(script) for script in SCRIPTS)
    assert committed.match_file("deploy/config")
    assert shipped.match_file("deploy/shop-secrets")
    assert committed.match_file("deploy/shop-secrets")
    assert committed.match_file("deploy/shop-secrets.new")
    assert not committed.match_file("deploy/config.example")


def test_a_command_runs_here_with_the_variables_of_the_cloud(deployed: Cloud) -> None:
    (deployed.folder / "show").write_text("#!/bin/sh\nenv\n")
    (deployed.folder / "show").chmod(0o755)
    done = subprocess.run(  # noqa: S603 - our own script
        ["/bin/bash", str(ROOT / "deploy/with-variables.sh"), str(deployed.folder / "show")],
        env={
            "PATH": str(deployed.folder / "bin"),
            "CONFIG": str(deployed.folder / "config"),
        },
        capture_output=True,
        text=True,
        check=True,
    )

    variables = dict(line.split("=", 1) for line in done.stdout.splitlines())
    assert complaints(Environment(variables)) == []
    assert variables["MANYCHAT_SECRET"] == deployed.secret("regulars-manychat-secret")[0]


@needs_gcloud
def test_the_real_gcloud_takes_every_command_line(
    first_run: tuple[Cloud, Ended], deployed: Cloud, tmp_path: Path
) -> None:
    deployed.configure(ALARM_EMAIL="owner@shop.example")
    deployed.run("deploy.sh", "--new", "MANYCHAT_SECRET")
    deployed.run("remove.sh", "--yes")
    calls = [understood(call) for call in (*first_run[0].calls, *deployed.calls)]
    forms = {(call.command, *call.flags): call for call in calls if call.flags.keys() - EVERYWHERE.keys()}

    refused = real_refusals([_line(call, tmp_path) for call in forms.values()], tmp_path)

    assert {call.command for call in forms.values()} >= {"run deploy", "scheduler jobs create http", "secrets create"}
    assert refused == []


@needs_gcloud
def test_the_real_gcloud_refuses_a_word_that_it_does_not_know(tmp_path: Path) -> None:
    [said] = real_refusals([["secrets", "create", "a-secret", "--project=marigold-finch", "--no-such-flag"]], tmp_path)

    assert "unrecognized arguments: --no-such-flag" in said


def _line(call: Call, folder: Path) -> list[str]:
    """A command line with a file of variables that is there."""
    variables = folder / "variables.yaml"
    variables.write_text('THREADS: "500"\n')
    flags = {**call.flags, **({"--env-vars-file": str(variables)} if call.command == "run deploy" else {})}
    early = ["alpha"] if call.command.startswith("monitoring policies") else []  # alpha until the end of 2025
    given = [f"{name}={value}".rstrip("=") for name, value in flags.items()]
    return [*early, *call.command.split(), *call.arguments, *given]


def real_refusals(lines: Sequence[Sequence[str]], folder: Path) -> list[str]:
    """What the real gcloud has against command lines; without an account it goes no further than to read them."""
    assert REAL
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "CLOUDSDK_CONFIG": str(folder / "gcloud"),
        "CLOUDSDK_CORE_CHECK_GCE_METADATA": "false",
        "CLOUDSDK_CORE_DISABLE_PROMPTS": "1",
        "HTTPS_PROXY": "http://127.0.0.1:9",
    }
    sdk = str(Path(REAL).resolve().parents[1])
    done = subprocess.run(  # noqa: S603 - Google's own
        [sys.executable, "-S", "-m", "tests.deploy.real_gcloud", sdk, json.dumps(lines)],
        cwd=ROOT,
        env=environment,
        input="x",
        capture_output=True,
        text=True,
        check=True,
    )
    said = done.stderr.split(END)[:-1]
    assert len(said) == len(lines)
    return [
        f"{' '.join(words)}: {answer}"
        for words, answer in zip(lines, said, strict=True)
        if not answer.endswith(DONE) and "You do not currently have an active account selected" not in answer
    ]
