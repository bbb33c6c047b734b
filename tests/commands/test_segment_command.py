"""``manage.py segment`` prints who is in a segment, with the headings of the program that takes it in."""

import csv
from collections.abc import Callable

import pytest
from click.testing import Result
from flask import Flask

from sandbox.owner import Owner
from sheets.codec.a1 import letters
from tests.taps import tapping

Run = Callable[..., Result]


@pytest.fixture
def members(app: Flask, owner: Owner) -> Owner:
    """All are vip: Ana has bought most, Boris wants no emails, and Layla has a family name."""
    for contact, name in ((7001, "Ana"), (7002, "Boris"), (7003, "Layla Haddad")):
        email = f"{name.split()[0].lower()}@example.com"
        tapping(app, name)("join", contact, email=email)
        owner.type_over("Members", email, "Segment", "vip")
    owner.type_over("Members", "boris@example.com", "Reminders", "no")
    owner.type_over("Orders", "1055", "Status", "cancelled")
    return owner


@pytest.mark.parametrize(
    ("program", "headings", "layla"),
    [
        ("klaviyo", "Email,First Name,Last Name,Phone Number", "layla@example.com,Layla,Haddad,"),
        ("google", "Email,Phone", "layla@example.com,"),
        ("meta", "email,phone,fn,ln", "layla@example.com,,Layla,Haddad"),
    ],
)
def test_a_segment_is_printed_with_the_headings_of_who_takes_it_in(
    run: Run, members: Owner, program: str, headings: str, layla: str
) -> None:
    members.google.requests.clear()

    result = run("segment", "vip", "--csv", "--for", program)

    first, ana, last = result.stdout.splitlines()
    assert (first, last) == (headings, layla)
    assert "ana@example.com" in next(csv.reader([ana]))
    assert "2 members who may be written to, 1 left out" in result.stderr
    assert all(request.kind == "read" for request in members.google.requests)


def test_without_csv_only_the_number_is_said(run: Run, members: Owner) -> None:
    assert run("segment", "best").stdout == "best: 1 members who may be written to, 0 left out.\n"
    assert members.tab("Log") == []


def test_what_a_customer_has_typed_is_no_formula_where_the_owner_opens_the_file(run: Run, members: Owner) -> None:
    members.type_over("Members", "layla@example.com", "Name", "＝cmd|'/c'!A0 -Haddad")
    members.type("Members", ["Q2W3E4", "=cmd|'/c+calc'!a0*@evil.example", "Vera", "7009"])
    members.type_over("Members", "Q2W3E4", "Segment", "vip")

    result = run("segment", "vip", "--csv")

    assert "layla@example.com,'＝cmd|'/c'!A0,'-Haddad," in result.stdout.splitlines()
    assert "evil.example" not in result.stdout
    assert "2 members who may be written to, 2 left out" in result.stderr


def test_who_wants_no_emails_is_not_printed_because_the_heading_that_says_so_is_gone(run: Run, members: Owner) -> None:
    at = list(members.google.tab(members.spreadsheet, "Members")[0]).index("Reminders")
    members.type_at(f"Members!{letters(at)}1", ["Newsletter"])

    result = run("segment", "vip", "--csv")

    assert (result.exit_code, result.stdout) == (1, "")
    assert "The heading 'Reminders' is gone from the tab 'Members'; write it back above its column" in result.stderr


def test_a_segment_that_is_not_there_is_a_sentence(run: Run, members: Owner) -> None:
    result = run("segment", "bst", "--csv")

    assert result.exit_code == 1
    assert "There is no segment 'bst'. There are: frequent, best, new" in result.stderr
    members.delete_tab("Segments")
    assert "none: manage.py setup makes the tab" in run("segment", "best").stderr
