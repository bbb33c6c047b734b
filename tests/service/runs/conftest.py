"""Nights in which reports are due."""

import os
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from sandbox.owner import Owner
from service.container import chance, open_google
from service.runs.report_run import DueReports, make_due_reports
from sheets.google.client import Spent
from sheets.workbook import Workbook

Night = Callable[..., tuple[str, ...]]
Due = Callable[..., DueReports]


@pytest.fixture
def due(owner: Owner) -> Due:
    """One night's run, at three o'clock of a New York shop; ``spent`` counts its requests."""
    owner.type_over("Settings", "Reports", "Value", "monthly")
    owner.type("Members", ["K7Q4ZD", "ana@example.com", "Ana", "7001", "", "2026-02-01 09:00:00"])

    def due(
        year: int,
        month: int,
        day: int,
        *,
        hour: int = 8,
        spent: Spent | None = None,
        may_go_on: Callable[[], bool] = lambda: True,
    ) -> DueReports:
        moment = datetime(year, month, day, hour, tzinfo=UTC)
        google, at = open_google(owner.spreadsheet, os.environ["GOOGLE_SHEETS_URL"]), lambda: moment
        return make_due_reports(
            Workbook(google, clock=at, chance=chance),
            google,
            clock=at,
            chance=chance,
            spent=spent or Spent(),
            may_go_on=may_go_on,
        )

    return due


@pytest.fixture
def night(due: Due) -> Night:
    """The tabs that a night has written."""
    return lambda *day, **how: due(*day, **how).titles
