"""The scheduler: runs the function's tasks as Cloud Scheduler does, with a signed token that says who it is."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import requests
from google.auth.exceptions import GoogleAuthError
from google.auth.transport.requests import Request
from google.oauth2.service_account import IDTokenCredentials

from sandbox.localhost import local_session

TASK_SECONDS = 60.0


class TaskFailed(Exception):
    """The task did not run to its end; says why."""


@dataclass(frozen=True, slots=True)
class Scheduler:
    """Cloud Scheduler with the service account of this credentials file, for one function."""

    function_url: str
    credentials: Path

    @property
    def account(self) -> str:
        """The service account's address, which TASKS_ACCOUNT names."""
        return str(json.loads(self.credentials.read_text())["client_email"])

    def run(self, task: str) -> Mapping[str, str | int]:
        """The task's answer; raises TaskFailed."""
        with local_session() as session:
            try:
                headers = {"Authorization": f"Bearer {self._token(session)}"}
                answer = session.post(f"{self.function_url}/tasks/{task}", headers=headers, timeout=TASK_SECONDS)
            except (requests.RequestException, GoogleAuthError) as error:
                raise TaskFailed(f"The task {task} got no answer ({type(error).__name__}).") from error
        if answer.status_code != requests.codes.ok:
            raise TaskFailed(f"The task {task} was answered {answer.status_code}: {answer.text[:200]}")
        counts: Mapping[str, str | int] = answer.json()
        return counts

    def _token(self, session: requests.Session) -> str:
        credentials = IDTokenCredentials.from_service_account_file(
            str(self.credentials), target_audience=self.function_url
        )
        credentials.refresh(Request(session=session))
        return str(credentials.token)
