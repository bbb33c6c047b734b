"""The flow of the conversation in the owner's account: found by its name, and its name space given to the sheet."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import click

from commands.chat.chat_flow_setting import write_chat_flow
from commands.chat.manychat_account import flows_by_name, folded_name
from commands.chat.pasted_texts import CHANNEL_NAMES
from commands.spreadsheets import open_spreadsheet
from manychat.api import Api
from manychat.incoming import Channel
from sheets.google.errors import WorkbookError

FLOW_NAME = "Loyalty"
NOT_YET = (
    f'There is no flow called "{FLOW_NAME}" yet: build it as docs/chat.md says, set it live, and run this command '
    "again. Until then the chat has no buttons, and the choices stand in words."
)


@dataclass(frozen=True, slots=True)
class ChatFlows:
    """The flow that Settings names, blank while there is none, and those that channels have for themselves."""

    main: str
    of_channels: Mapping[Channel, str]
    doubled: tuple[str, ...] = ()
    """Names that several flows have: nobody knows which of them is meant."""


def find_flows(api: Api) -> ChatFlows:
    """The flows called "Loyalty", "Loyalty WhatsApp" and so on; raises as ``flows_by_name`` does."""
    known = flows_by_name(api)
    named = {channel: f"{FLOW_NAME} {CHANNEL_NAMES[channel]}" for channel in Channel}
    found = {name: known.get(folded_name(name), ()) for name in (FLOW_NAME, *named.values())}
    only = {name: flows[0] for name, flows in found.items() if len(flows) == 1}
    return ChatFlows(
        only.get(FLOW_NAME, ""),
        {channel: only[name] for channel, name in named.items() if name in only},
        tuple(name for name, flows in found.items() if len(flows) > 1),
    )


def tell_flows(flows: ChatFlows, spreadsheet: str | None) -> Iterator[str]:
    """Writes the flow into Settings and says so; where the sheet cannot be written, what to write by hand."""
    for name in flows.doubled:
        yield f'Several flows are called "{name}": rename all but one, and run this command again.'
    if flows.main:
        yield f'Found the flow "{FLOW_NAME}": {flows.main}'
        yield _into_settings(flows.main, spreadsheet)
    elif FLOW_NAME not in flows.doubled:
        yield NOT_YET
    for channel, flow in flows.of_channels.items():
        yield f'Found the flow "{FLOW_NAME} {CHANNEL_NAMES[channel]}": {flow}; the body below names it.'


def _into_settings(flow: str, spreadsheet: str | None) -> str:
    try:
        return write_chat_flow(open_spreadsheet(spreadsheet), flow)
    except WorkbookError as error:
        why = str(error).rstrip(".")
    except click.ClickException as error:
        why = error.message.rstrip(".")
    return f"It could not be written into the sheet ({why}). Write it into the setting Chat flow."
