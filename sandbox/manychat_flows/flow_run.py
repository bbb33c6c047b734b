"""One run of a flow for a contact: its request, and what the channel shows of the answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, assert_never

from manychat.incoming import Channel
from sandbox.manychat_api import Page
from sandbox.manychat_flows.assumptions import Assumptions
from sandbox.manychat_flows.bubbles import Bubble, Json, bubbles, without_dropped
from sandbox.manychat_flows.field_actions import all_actions, carry_out, unknown_name
from sandbox.manychat_flows.flow import DynamicBlock, ExternalRequest, Flow
from sandbox.manychat_flows.outgoing import Failed, called
from sandbox.manychat_flows.person import Person
from sandbox.manychat_limits.blocks import violations

NONE = "-"


@dataclass(frozen=True, slots=True)
class Shown:
    """What a run came to: bubbles, what the channel dropped, and why the answer was not shown (blank when it was).

    ``acts`` are the answer's own actions, which are done after its messages.
    """

    bubbles: tuple[Bubble, ...] = ()
    dropped: tuple[str, ...] = ()
    failed: str = ""
    acts: tuple[Json, ...] = ()


def run(flow: Flow, person: Person, page: Page, body: bytes, assumed: Assumptions, seconds: float) -> Shown:
    """Calls the address of the flow's step with this body, and shows what came back."""
    answer = called(flow.step.request, body, seconds=seconds)
    match flow.step:
        case DynamicBlock():
            shown = answer if isinstance(answer, Failed) else _block(flow, page, answer, assumed)
            return _fallback(flow.step, shown.why, assumed) if isinstance(shown, Failed) else shown
        case ExternalRequest():
            return _mapped(flow.step, flow.channel, person, answer)
        case _:
            assert_never(flow.step)


def _block(flow: Flow, page: Page, answer: dict[str, Any], assumed: Assumptions) -> Shown | Failed:
    """The answer as a dynamic block: one fault anywhere, and nothing of it is shown or done."""
    content = answer.get("content")
    if not isinstance(content, dict):
        return Failed("the answer is no dynamic block")
    kept, dropped = without_dropped(content, flow.channel)
    faults = violations(answer | {"content": kept}, flow.channel, may_be_silent=True)
    if faults:
        return Failed(f"Wrong dynamic message format: {' '.join(faults)}")
    shown = bubbles(kept)
    wrong = unknown_name(all_actions(kept, shown), page) or _unknown_flow(shown, page)
    if wrong:
        return Failed(wrong)
    if not shown and not assumed.no_messages_is_silence:
        return Failed("the answer has no messages")
    return Shown(shown, dropped, acts=tuple(kept.get("actions", ())))


def _unknown_flow(shown: tuple[Bubble, ...], page: Page) -> str:
    targets = [button.target for bubble in shown for button in bubble.buttons if button.kind == "flow"]
    missing = [target for target in targets if target not in page.flows]
    return f"flow {missing[0]} not found" if missing else ""


def _fallback(step: DynamicBlock, why: str, assumed: Assumptions) -> Shown:
    if not assumed.failure_leads_to_fallback:
        return Shown(failed=why)
    clear = {"action": "unset_field_value", "field_name": step.clears}
    return Shown((Bubble(step.fallback),), failed=why, acts=(clear,))


def _mapped(step: ExternalRequest, channel: Channel, person: Person, answer: dict[str, Any] | Failed) -> Shown:
    """Maps the answer into fields; what is missing, null, empty or no text leaves its field as it was."""
    carry_out(_set((step.presets or {}).items()), person)
    failed = answer.why if isinstance(answer, Failed) else ""
    if not isinstance(answer, Failed):
        found = {field: answer.get(path.removeprefix("$.")) for path, field in step.mapping.items()}
        carry_out(_set((name, value) for name, value in found.items() if isinstance(value, str) and value), person)
    text = person.fields.get(step.shows, NONE)
    if text == NONE:
        return Shown(failed=failed)
    return _message(text, channel, failed)


def _message(text: str, channel: Channel, failed: str) -> Shown:
    """A message of the flow's own; one that the channel refuses is not sent."""
    kind = {} if channel is Channel.MESSENGER else {"type": channel.value}
    content = {**kind, "messages": [{"type": "text", "text": text}]}
    faults = violations({"version": "v2", "content": content}, channel)
    return Shown(failed=failed or " ".join(faults)) if faults else Shown((Bubble(text),), failed=failed)


def _set(values: Iterable[tuple[str, str]]) -> list[Json]:
    return [{"action": "set_field_value", "field_name": name, "value": value} for name, value in values]
