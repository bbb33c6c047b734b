"""What deploy.sh uploads from a folder in which an owner has left things lying: the program, and nothing of theirs."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from tests.deploy.conftest import ROOT, Cloud
from tests.deploy.test_deploy_scripts import needs_gcloud
from tests.deploy.upload import uploaded

LEFT_LYING = (
    "customers.csv",
    "orders export.xlsx",
    ".env",
    ".env.py",
    "sa.json",
    "id_rsa",
    "notes.txt",
    "preview.html",
    "secrets.yaml",
    "dump.sql.gz",
    "letters/ana.html",
    "letters/customers",
    "__pycache__/keys.py",
    ".venv/lib/flask.py",
    "old copy/customers.txt",
)
ONLY_OUTSIDE_THE_ROOMS = ("import.py", "letters/ana.py", "backup/main.py", "chat.mo", "requirements-dev.txt")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What ships, the scripts, and traps in each of its folders."""
    folder = tmp_path_factory.mktemp("owner") / "regulars"
    shutil.copytree(ROOT / "deploy", folder / "deploy")
    for path in (".gcloudignore", *uploaded(ROOT)):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, folder / path)
    for trap in traps(folder):
        trap.parent.mkdir(parents=True, exist_ok=True)
        trap.write_text("Ana, ana@example.com, +49 171 1042, the-password-of-mail\n")
    return folder


def traps(folder: Path) -> Iterator[Path]:
    rooms = [Path(place) for place, _, _ in os.walk(folder)]
    yield from (place / name for place, name in product(rooms, LEFT_LYING))
    others = [folder, folder / "letters", folder / "locales", folder / "templates", folder / "templates" / "coupon"]
    yield from (place / name for place, name in product(others, ONLY_OUTSIDE_THE_ROOMS))


def test_nothing_that_an_owner_left_lying_is_uploaded_and_all_of_the_program_is(cloud: Cloud, folder: Path) -> None:
    ended = cloud.run("deploy.sh", root=folder)

    assert ended.status == 0, ended.complained
    assert cloud.state["uploaded"] == uploaded(ROOT)


def test_the_list_holds_each_file_of_the_program_that_the_repository_has() -> None:
    done = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.py", "*.mo", "*.html", "*.css", "*.txt"],  # noqa: S607 - the git of this machine
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    stays = ("benchmarks/", "commands/", "deploy/", "docs/", "sandbox/", "tests/", "manage.py", "requirements-dev.txt")

    wanted = {path for path in done.stdout.splitlines() if not path.startswith(stays) and (ROOT / path).exists()}
    assert wanted - set(uploaded(ROOT)) == set(), "add it to .gcloudignore, or let its folder stay at home"
    assert set(uploaded(ROOT)) - wanted == set(), "it ships, but the repository does not have it"


@needs_gcloud
def test_the_real_gcloud_uploads_the_same_even_where_it_was_told_to_ignore_the_list(
    folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "properties").write_text("[gcloudignore]\nenabled = false\n[core]\ndisable_usage_reporting = true\n")
    listing = f'source deploy/common.sh; PROJECT=marigold-finch-4711; g meta list-files-for-upload "{folder}"'

    done = subprocess.run(  # noqa: S603 - our own script
        ["/bin/bash", "-c", listing],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "CLOUDSDK_CONFIG": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert sorted(done.stdout.splitlines()) == uploaded(ROOT)
