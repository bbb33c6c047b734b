"""manage.py verify: whether the Ledger still says what it said when it was counted."""

import os
from datetime import timedelta
from functools import partial

import pytest
from click.testing import CliRunner, Result

from loyalty.member.join import join
from manage import manage
from sandbox.owner import Owner
from service.container import chance, now, open_google
from service.environment import Environment
from service.runs.nightly_run import tidy
from sheets.google.client import Spent
from sheets.workbook import Workbook


def verify(*arguments: str) -> Result:
    result = CliRunner().invoke(manage, ["verify", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture
def commit(owner: Owner) -> str:
    """Ana joined three days ago; the books were counted tonight, at this commit."""
    joined = now() - timedelta(days=3)
    workbook = Workbook(
        open_google(owner.spreadsheet, Environment(os.environ).sheets_url), clock=lambda: joined, chance=chance
    )
    ana = partial(join, contact="7001", email="ana@example.com", name="", language="en", codes=["K7Q4ZD"], now=joined)
    workbook.transact(ana)
    return f"{tidy(workbook, clock=now, spent=Spent(), may_go_on=lambda: True).commit:x}"


def test_books_that_add_up_are_one_sentence(commit: str) -> None:
    plain, since = verify(), verify("--since", commit)

    assert plain.output.startswith("The books add up at commit ")
    assert (plain.exit_code, since.exit_code) == (0, 0)


def test_a_deleted_line_is_told_with_its_day_until_it_is_accepted(commit: str, owner: Owner) -> None:
    owner.delete("Ledger", "ROWS", 1)

    wrong = verify()
    accepted = verify("--accept")
    right = verify()
    since = verify("--since", commit)

    assert f"at commit {commit}" in wrong.output
    assert "is there any more" in wrong.output
    assert (wrong.exit_code, accepted.exit_code, right.exit_code, since.exit_code) == (1, 0, 0, 1)
    assert "right from now on" in accepted.output


def test_the_first_line_of_the_day_is_named(commit: str, owner: Owner) -> None:
    del commit
    line = owner.google.tab(owner.spreadsheet, "Ledger")[1]
    owner.type("Ledger", [*line[:7], "order:1001"])

    wrong = verify()

    assert "UTC with the cause join:K7Q4ZD" in wrong.output
    assert wrong.exit_code == 1


def test_a_line_that_was_changed_is_told_by_its_row(commit: str, owner: Owner) -> None:
    del commit
    owner.type_at("Ledger!E2", [5000])

    wrong = verify()

    assert "Ledger, row 2, Cause: This line was changed" in wrong.output
    assert wrong.exit_code == 1


@pytest.mark.usefixtures("commit")
@pytest.mark.parametrize(("since", "why"), [("0", "Nothing was counted by commit 0"), ("many", "'many' is no commit")])
def test_a_commit_that_is_none_is_one_sentence(since: str, why: str) -> None:
    result = verify("--since", since)

    assert why in result.output
    assert result.exit_code != 0
