"""The flows of docs/chat-flows.md as ManyChat runs them: when the function answers nothing, no old answer is shown."""

from dataclasses import replace

import pytest

from sandbox.manychat_flows.flow import ExternalRequest
from tests.sandbox.manychat_flows.chats import Chats
from tests.test_chat_docs import FLOWS, MAPPING, presets

BODIES = [(action, number) for action, flow in FLOWS.items() for number in range(len(flow.bodies))]


@pytest.mark.parametrize(("action", "number"), BODIES)
def test_an_outage_shows_what_the_flow_has_set_before_its_request(chats: Chats, action: str, number: int) -> None:
    before = next(filter(None, map(presets, FLOWS[action].steps)))
    chat = chats(mapping={f"$.{key}": field for key, field in MAPPING.items()}, presets=before, seconds=0.3)
    assert isinstance(chat.flow.step, ExternalRequest)
    asks = replace(chat.flow.step.request, body=FLOWS[action].bodies[number])
    chat.flow = replace(chat.flow, step=replace(chat.flow.step, request=asks))
    chats.says({"status": "ok", "code": action, "message": "You have 110 points.", "member": True, "points": 110})

    answered = chat.type("points")
    status = chat.person.fields["Loyalty status"]
    chats.answerer.silent = True
    silent = chat.type("points")

    assert (answered.text, status, answered.failed) == ("You have 110 points.", "ok", "")
    assert silent.text == "That did not work. Please try again in a minute."
    assert chat.person.fields["Loyalty status"] == "later"
