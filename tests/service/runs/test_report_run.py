"""Reports that come by themselves: once a month and once a year, whatever nights the program was away."""

import os
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from sandbox.google.http.faults import Refuse
from sandbox.google.http.server import Server
from sandbox.mailbox import MailBox
from sandbox.owner import Owner
from sandbox.scheduler import Scheduler
from service.container import Container, now
from service.runs.report_mail import mail_report
from service.runs.report_run import DueReports
from sheets.google.client import Spent
from sheets.google.errors import NoAnswer
from sheets.requests.report_requests import sheet_id
from tests.commands.report.shown_tab import shown
from tests.service.runs.conftest import Due, Night

ADDRESS = "owner@shop.example"


def titles(owner: Owner) -> set[str]:
    found = (sheet["properties"]["title"] for sheet in owner.description()["sheets"])
    return {title for title in found if title.startswith("Report")}


def test_a_month_brings_one_report_and_a_new_year_two(owner: Owner, night: Night) -> None:
    assert night(2026, 11, 30) == ()
    assert night(2026, 12, 1) == ("Report",)
    assert night(2026, 12, 2) == night(2026, 12, 31) == ()
    assert night(2027, 1, 1) == ("Report 2026", "Report")
    assert night(2027, 1, 2) == ()
    assert night(2027, 2, 1) == ("Report",)
    assert titles(owner) == {"Report", "Report 2026"}


def test_a_program_that_began_in_january_gets_no_report_of_the_year_before(owner: Owner, night: Night) -> None:
    owner.type_over("Members", "K7Q4ZD", "Joined", "2027-01-04")

    assert night(2027, 1, 5) == ()
    assert night(2027, 2, 1) == ("Report",)
    assert night(2028, 1, 1) == ("Report 2027", "Report")


def test_a_night_that_failed_leaves_it_to_the_next_one(owner: Owner, night: Night) -> None:
    night(2026, 12, 1)
    owner.google.faults.next_write(Refuse(503))
    with pytest.raises(NoAnswer):
        night(2027, 1, 1)

    assert night(2027, 1, 2) == ("Report 2026", "Report")


def test_an_ordinary_night_costs_one_read_and_writes_nothing(owner: Owner, night: Night) -> None:
    night(2026, 12, 1)
    version, spent = owner.google.version(owner.spreadsheet), Spent()

    night(2026, 12, 9, spent=spent)

    assert (spent.reads, spent.writes) == (1, 0)
    assert owner.google.version(owner.spreadsheet) == version


def test_who_wants_only_the_years_report_gets_no_other(owner: Owner, night: Night) -> None:
    owner.type_over("Settings", "Reports", "Value", "yearly")

    assert night(2026, 12, 1) == ()
    assert night(2027, 1, 2) == ("Report 2026",)
    assert night(2027, 1, 3) == night(2027, 2, 1) == ()
    assert titles(owner) == {"Report 2026"}


def test_who_wants_none_gets_none_and_a_night_reads_no_more_than_the_setting(owner: Owner, night: Night) -> None:
    owner.type_over("Settings", "Reports", "Value", "no")
    spent = Spent()

    assert night(2027, 1, 1, spent=spent) == ()
    assert spent.writes == 0
    assert titles(owner) == set()


def test_a_word_that_means_nothing_is_told_and_reports_come_as_before(owner: Owner, night: Night) -> None:
    owner.type_over("Settings", "Reports", "Value", "sometimes")

    assert night(2026, 12, 1) == ("Report",)
    assert any("monthly, yearly, no" in row["Why"] for row in owner.tab("Problems"))


def test_the_month_begins_with_the_shops_own_day(owner: Owner, night: Night) -> None:
    assert owner
    # At two in the morning in UTC it is still November in New York.
    assert night(2026, 12, 1, hour=2) == ()
    assert night(2026, 12, 1, hour=6) == ("Report",)


def mails(due: DueReports, mailbox: MailBox) -> list[str]:
    """What comes to the owner of it, by its subject."""
    before = len(mailbox.letters)
    if due.to_mail:
        mail_report(due.to_mail, Container.of(os.environ), now=now())
    came = mailbox.letters[before:]
    assert all(letter.recipients == (ADDRESS,) for letter in came)
    return [str(letter.message["Subject"]) for letter in came]


def test_the_owner_gets_each_months_report_by_email_and_in_january_the_years(
    owner: Owner, due: Due, mailbox: MailBox
) -> None:
    owner.type_over("Settings", "Owner e-mail", "Value", ADDRESS)

    (december,) = mails(due(2026, 12, 1), mailbox)
    assert "1 December 2025 to 30 November 2026" in december
    assert mails(due(2026, 12, 2), mailbox) == []
    (year,) = mails(due(2027, 1, 1), mailbox)
    assert "1 January 2026 to 31 December 2026" in year


def test_in_january_the_years_comes_where_it_is_not_there_whoever_has_made_the_months(
    owner: Owner, due: Due, mailbox: MailBox
) -> None:
    owner.type_over("Settings", "Owner e-mail", "Value", ADDRESS)
    due(2027, 1, 1)
    owner.edit({"deleteSheet": {"sheetId": sheet_id(2026)}})

    found = due(2027, 1, 2)

    assert found.titles == ("Report 2026",)
    (year,) = mails(found, mailbox)
    assert "1 January 2026 to 31 December 2026" in year
    assert due(2027, 1, 3) == DueReports()


def test_the_email_says_what_the_tab_says_and_leads_to_it(owner: Owner, due: Due, mailbox: MailBox) -> None:
    owner.type_over("Settings", "Owner e-mail", "Value", ADDRESS)
    found = due(2026, 12, 1)
    assert found.to_mail
    mail_report(found.to_mail, Container.of(os.environ), now=now())

    (letter,) = mailbox.letters
    plain = letter.message.get_body(("plain",))
    assert plain
    text = str(plain.get_content())
    top = [row[0] for row in shown(owner)[2:5]]
    assert [sentence for sentence in top if " ".join(sentence.split()) in " ".join(text.split())] == top
    tab = next(sheet for sheet in owner.description()["sheets"] if sheet["properties"]["title"] == "Report")
    assert f"/spreadsheets/d/{owner.spreadsheet}/edit#gid={tab['properties']['sheetId']}" in text


def test_of_two_nights_at_once_one_writes_to_the_owner(owner: Owner, due: Due, mailbox: MailBox) -> None:
    owner.type_over("Settings", "Owner e-mail", "Value", ADDRESS)
    others = list[DueReports]()

    def while_another_one_runs() -> bool:
        others.append(due(2027, 1, 1))
        return True

    late = due(2027, 1, 1, may_go_on=while_another_one_runs)

    assert len(mails(others[0], mailbox)) == 1
    assert mails(late, mailbox) == []


def test_without_an_address_the_report_stands_in_its_tab_alone(owner: Owner, due: Due) -> None:
    assert owner
    found = due(2026, 12, 1)

    assert (found.titles, found.to_mail) == (("Report",), None)


def test_without_members_or_time_there_is_no_report(owner: Owner, night: Night) -> None:
    assert night(2026, 12, 1, may_go_on=lambda: False) == ()
    owner.clear("Members!A2:Z99")
    assert night(2026, 12, 1) == ()


def test_the_nightly_task_says_what_it_wrote(
    owner: Owner, client: FlaskClient, credentials: Path, server: Server, environment: pytest.MonkeyPatch
) -> None:
    owner.type_over("Settings", "Reports", "Value", "monthly")
    audience = os.environ["TASKS_AUDIENCE"]
    scheduler = Scheduler(audience, credentials)
    environment.setenv("TASKS_ACCOUNT", scheduler.account)
    token = server.access.id_token(audience, now().timestamp(), email=scheduler.account)

    answer = client.post("/tasks/tidy", headers={"Authorization": f"Bearer {token}"}).get_json()

    assert (answer["task"], answer["left"]) == ("tidy", 0)
    first = ["Report"] if now().month > 1 else [f"Report {now().year - 1}", "Report"]
    assert answer["reports"] in ([], first)
