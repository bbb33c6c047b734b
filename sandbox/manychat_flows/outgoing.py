"""The request of a flow's step: its body with the variables filled in, and what came back in time."""

import json
from dataclasses import dataclass

import requests

from sandbox.localhost import local_session
from sandbox.manychat_flows.flow import FULL_CONTACT_DATA, Request

ANSWER_SECONDS = 10.0
"""As long as ManyChat waits."""


@dataclass(frozen=True, slots=True)
class Failed:
    """No answer that a flow can go on with: one sentence says why."""

    why: str


def filled_in(request: Request, contact: object) -> bytes:
    """The body, by plain substitution: ManyChat does not build it as JSON."""
    return request.body.replace(FULL_CONTACT_DATA, json.dumps(contact, ensure_ascii=False)).encode()


def called(request: Request, body: bytes, *, seconds: float = ANSWER_SECONDS) -> dict[str, object] | Failed:
    """The JSON object that the address answers with 200."""
    headers = {"Content-Type": "application/json", **request.headers}
    with local_session() as session:
        try:
            answer = session.post(request.url, data=body, headers=headers, timeout=seconds, allow_redirects=False)
        except requests.Timeout:
            return Failed(f"no answer within {seconds:g} seconds")
        except requests.RequestException as error:
            return Failed(f"no connection ({type(error).__name__})")
    if answer.status_code != requests.codes.ok:
        return Failed(f"the answer has status {answer.status_code}: {answer.text[:200]}")
    try:
        found = answer.json()
    except ValueError:
        return Failed("the answer is no JSON")
    return found if isinstance(found, dict) else Failed("the answer is no JSON object")
