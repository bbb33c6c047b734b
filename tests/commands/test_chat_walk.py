"""docs/chat.md walked: its clicks are counted, and a flow that is built by the page alone leads to the points."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from loyalty.model.unseen import UNSEEN
from manychat.incoming import Channel
from sandbox.manychat_api import ManyChat, Page
from sandbox.manychat_flows.conversation import Conversation, Turn
from sandbox.manychat_flows.flow import DefaultReply, DynamicBlock, ExternalRequest, Flow, Request, Triggers
from sandbox.manychat_flows.person import Person
from sandbox.owner import Owner
from sandbox.processes import Function

DOCS = Path(__file__).parents[2] / "docs"
DOC = (DOCS / "chat.md").read_text(encoding="utf-8")
ANA = "1702200000000004"
NAME_SPACE = "content20260101120000_123456"
MOST_CLICKS = 35
MOST_MINUTES = 12
SECTIONS = dict(section.split("\n", 1) for section in DOC.split("\n## ")[1:])
ROW = re.compile(r"^\| \[(\d\. [^]]+)\]\(#[^)]+\) \| (\d+) \| (\d+) \| (\d+) \|$", re.MULTILINE)
TABLE = {title: tuple(map(int, counts)) for title, *counts in ROW.findall(DOC)}
"""Clicks, pastes and minutes of each step of the first channel."""
MAPPED = re.compile(r"^\| `\$\.(\w+)` \| `([\w ]+)` \|$", re.MULTILINE)


def steps_of(section: str) -> list[str]:
    return re.findall(r"^\d+\. .+$", SECTIONS[section], flags=re.MULTILINE)


def the_one(pattern: str, text: str) -> str:
    [found] = re.findall(pattern, text, flags=re.MULTILINE)
    return str(found)


@pytest.mark.parametrize("section", TABLE)
def test_each_step_has_the_clicks_and_pastes_that_the_table_says(section: str) -> None:
    words = "\n".join(steps_of(section))

    clicks, pastes = len(re.findall(r"\*\*[^*]+\*\*", words)), len(re.findall(r"\bpaste\b", words, re.IGNORECASE))
    assert (clicks, pastes) == TABLE[section][:2]


@pytest.mark.parametrize("section", [title for title in TABLE if "](chat/" in SECTIONS[title]])
def test_the_picture_of_a_step_numbers_its_clicks(section: str) -> None:
    picture = (DOCS / the_one(r"\]\((chat/[\w-]+\.svg)\)", SECTIONS[section])).read_text(encoding="utf-8")

    numbers = re.findall(r'font-weight="700" text-anchor="middle">(\d)</text>', picture)
    assert numbers == [str(number) for number in range(1, TABLE[section][0] + 1)]


def test_the_first_channel_takes_ten_minutes_and_no_mapping_line() -> None:
    numbered = [title for title in SECTIONS if re.match(r"\d\. ", title)]
    together = tuple(map(sum, zip(*TABLE.values(), strict=True)))

    assert list(TABLE) == numbered
    assert the_one(r"^\| \*\*together\*\* \| (.+) \|$", DOC) == " | ".join(map(str, together))
    assert together[0] <= MOST_CLICKS
    assert together[2] <= MOST_MINUTES
    assert "$." not in "".join(SECTIONS[title] for title in TABLE)


def test_where_the_block_is_not_to_be_had_two_lines_are_mapped() -> None:
    mapped = MAPPED.findall(SECTIONS["Where the block is not to be had"])

    assert mapped == [("message", "Loyalty message"), ("ask", "Loyalty ask")]


def built_by_the_page(printed: str) -> Flow:
    """The flow as somebody builds it who does what the page says with what the command has printed."""
    link, asks, fails = (SECTIONS[f"{title}"] for title in list(TABLE)[2:6] if title != "4. The block")
    triggers = Triggers(
        ref=the_one(r"type `(\w+)`", link),
        ref_field=the_one(r"choose \*\*([\w ]+)\*\*\.$", link.partition("Save payload")[2].partition("\n")[0]),
        default_reply=DefaultReply(the_one(r"How often: \*\*([\w ]+)\*\*", DOC).casefold()),
    )
    secret = the_one(r"^Header: +Authorization +(Bearer .+)$", printed)
    address = the_one(r"^Address: +(\S+) +\(POST\)$", printed)
    request = Request(address, {"Authorization": secret}, the_one(r"^```json\n(.+)\n```$", asks))
    cleared = the_one(r"\*\*Clear User Field\*\*, then \*\*([\w ]+)\*\*", fails)
    step = DynamicBlock(request, the_one(r"paste `([^`]+)`", fails), clears=cleared)
    return Flow(Channel.MESSENGER, NAME_SPACE, triggers, step)


def without_the_block(flow: Flow) -> Flow:
    """The same flow by External Request, as the page says it."""
    section, request = SECTIONS["Where the block is not to be had"], flow.step.request
    name, text = re.findall(r"Set User Field: `([\w ]+)` to `([^`]+)`", section)[0]
    mapping = {f"$.{key}": field for key, field in MAPPED.findall(section)}
    address = Request(request.url.removesuffix("/block"), request.headers, request.body)
    return Flow(
        flow.channel, flow.name_space, flow.triggers, ExternalRequest(address, mapping, name, presets={name: text})
    )


Connected = tuple[str, Page]


@pytest.fixture
def connected(
    run: Callable[..., Result], function: Function, owner: Owner, environment: pytest.MonkeyPatch
) -> Connected:
    """What the command of step 1 has printed, and the account when it was run again after step 7."""
    del function
    owner.type_over("Settings", "Chat flow", "Value", "")
    page = Page("123456:0a1b2c3d4e5f", {ANA: {}}, frozenset(), frozenset())
    environment.setenv("MANYCHAT_TOKEN", page.token)
    with ManyChat(page) as chat:
        environment.setenv("MANYCHAT_URL", chat.url)
        printed = run("connect-manychat", "--show-secret", "--page", "marigold").output
        page.flows |= {NAME_SPACE}
        page.flow_names[NAME_SPACE] = the_one(r"\*\*the name\*\* at the top and type `(\w+)`", DOC)
        run("connect-manychat")
    return printed, page


def begun(connected: Connected, flow: Flow) -> tuple[Conversation, Turn]:
    """Ana has followed the printed link of her order and told her address."""
    printed, page = connected
    ana = Person(ANA, "Ana", "Finch", Channel.MESSENGER, fields=page.contacts[ANA])
    talk = Conversation(ana, flow, page)
    asked = talk.open(the_one(r"^ +Claim: +(\S+)$", printed).replace("ORDER-NUMBER", "1042"))
    assert asked.failed == ""
    return talk, talk.type("ana@example.com")


def test_a_flow_built_by_the_page_alone_leads_from_an_orders_link_to_its_points(connected: Connected) -> None:
    talk, joined = begun(connected, built_by_the_page(connected[0]))
    tapped = talk.tap("Rewards")
    silent = [talk.type("is the green mug in stock?") for _ in range(2)][1]

    assert [joined.failed, tapped.failed, silent.failed] == ["", "", ""]
    assert "Order 1042 brings you 60 points" in joined.text.translate(UNSEEN)
    assert "Tote bag" in tapped.text
    assert silent.bubbles == ()


def test_without_the_block_the_same_is_told_in_words(connected: Connected) -> None:
    talk, joined = begun(connected, without_the_block(built_by_the_page(connected[0])))
    number = the_one(r"^(\d)\. Rewards$", joined.text)

    assert "Order 1042 brings you 60 points" in joined.text.translate(UNSEEN)
    assert joined.captions == ()
    assert "Tote bag" in talk.type(number).text
