"""docs/chat.md walked: its clicks are counted, and a flow that is built by the page alone leads to the points."""

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from click.testing import Result

from commands.chat.pasted_texts import CHANNEL_NAMES
from loyalty.model.written.unseen import UNSEEN
from manychat.incoming import Channel
from sandbox.manychat_api import ManyChat, Page
from sandbox.manychat_flows.conversation import Conversation, Turn
from sandbox.manychat_flows.flow import DefaultReply, DynamicBlock, ExternalRequest, Flow, Request, Triggers
from sandbox.manychat_flows.person import Person
from sandbox.owner import Owner
from sandbox.processes import Function
from tests.commands.manychat_editor import ANY_PASTE, Editor, deeds
from tests.test_chat_docs import numbered_steps

DOCS = Path(__file__).parents[2] / "docs"
DOC = (DOCS / "chat.md").read_text(encoding="utf-8")
ANA = "1702200000000004"
NAME_SPACE = "content20260101120000_123456"
MOST_CLICKS = 35
SECONDS = {"click": 10, "paste": 20, "command": 30}
"""What the page says that it counts."""
SECTIONS = dict(section.split("\n", 1) for section in DOC.split("\n## ")[1:])
FIRST_CHANNEL = [title for title in SECTIONS if re.match(r"\d\. ", title)]
ROW = re.compile(r"^\| \[(\d\. [^]]+)\]\(#[^)]+\) \| (\d+) \| (\d+) \| (\d+) \|$", re.MULTILINE)
TABLE = {title: (int(c), int(p), int(s)) for title, c, p, s in ROW.findall(DOC)}
"""Clicks, pastes and seconds of each step of the first channel."""
CHANNEL_ROW = re.compile(r"^\| \[(\w+)\]\(#\w+\) \| ([\d, ]+) \| (\d+) \| (\d+) \| (\d+) \|$", re.MULTILINE)
NEXT_CHANNELS = {name: (steps, (int(c), int(p), int(s))) for name, steps, c, p, s in CHANNEL_ROW.findall(DOC)}
OWN = dict(part.split("\n", 1) for part in SECTIONS["The next channel"].split("\n### ")[1:])
"""What each channel has of its own, when it is the next one."""
MAPPED = re.compile(r"^\| `\$\.(\w+)` \| `([\w ]+)` \|$", re.MULTILINE)


def the_one(pattern: str, text: str) -> str:
    [found] = re.findall(pattern, text, flags=re.MULTILINE)
    return str(found)


def counted(text: str) -> tuple[int, int, int]:
    """Clicks, pastes and seconds of the numbered steps of a part of the page, step by step."""
    clicks = pastes = commands = 0
    for step in numbered_steps(text):
        done = list(deeds(step))
        clicks += sum(deed.kind == "click" for deed in done)
        pastes += sum(deed.kind == "paste" for deed in done)
        commands += sum(deed.kind == "paste" and "command" in deed.what for deed in done)
        assert sum(deed.kind == "paste" for deed in done) == len(ANY_PASTE.findall(step)), step
    return clicks, pastes, clicks * SECONDS["click"] + pastes * SECONDS["paste"] + commands * SECONDS["command"]


def added(*counts: tuple[int, int, int]) -> tuple[int, int, int]:
    clicks, pastes, seconds = zip(*counts, strict=True)
    return sum(clicks), sum(pastes), sum(seconds)


@pytest.mark.parametrize("section", FIRST_CHANNEL)
def test_each_step_has_the_clicks_pastes_and_seconds_that_the_table_says(section: str) -> None:
    assert all(list(deeds(step)) for step in numbered_steps(SECTIONS[section]))
    assert counted(SECTIONS[section]) == TABLE[section]


def clicks_of_picture(text: str) -> list[str]:
    """The numbers in the picture that a part of the page shows."""
    picture = (DOCS / the_one(r"\]\((chat/[\w-]+\.svg)\)", text)).read_text(encoding="utf-8")
    return re.findall(r'font-weight="700" text-anchor="middle">(\d)</text>', picture)


@pytest.mark.parametrize("section", [title for title in FIRST_CHANNEL if "](chat/" in SECTIONS[title]])
def test_the_picture_of_a_step_numbers_its_clicks(section: str) -> None:
    assert clicks_of_picture(SECTIONS[section]) == [str(number) for number in range(1, TABLE[section][0] + 1)]


@pytest.mark.parametrize("channel", CHANNEL_NAMES.values())
def test_the_picture_of_a_channel_numbers_the_clicks_that_are_its_own(channel: str) -> None:
    clicks = counted(OWN[channel])[0]

    assert clicks_of_picture(OWN[channel]) == [str(number) for number in range(1, clicks + 1)]
    assert f"](chat/{channel.lower()}.svg)" in OWN[channel]
    assert f'`"channel": "{channel.lower()}"`' in OWN[channel]


def test_the_first_channel_takes_no_more_than_35_clicks_and_the_minutes_that_the_page_says() -> None:
    together = added(*TABLE.values())
    said = re.findall(r"We count (\d+) seconds for a click.+, (\d+) for a paste.+ and (\d+) for a command", DOC)

    assert list(TABLE) == FIRST_CHANNEL
    assert together[2] == SECONDS["click"] * together[0] + SECONDS["paste"] * together[1] + SECONDS["command"]
    assert the_one(r"^\| \*\*together\*\* \| (.+) \|$", DOC) == " | ".join(map(str, together))
    assert together[0] <= MOST_CLICKS
    assert said == [tuple(map(str, SECONDS.values()))]
    assert the_one(r"^The first channel takes about (\d+) minutes\.", DOC) == str(math.ceil(together[2] / 60))
    assert "$." not in "".join(SECTIONS[title] for title in TABLE)
    assert f"{together[0]} clicks, {together[1]} pastes" in (DOCS / "first-hour.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("channel", CHANNEL_NAMES.values())
def test_the_next_channel_takes_what_its_row_says(channel: str) -> None:
    again, said = NEXT_CHANNELS[channel]
    repeated = [counted(SECTIONS[title]) for title in FIRST_CHANNEL if title[0] in again.split(", ")]
    for_each = SECTIONS["The next channel"].partition("\n### ")[0]

    assert added(*repeated, counted(OWN[channel]), counted(for_each)) == said


def test_where_the_block_is_not_to_be_had_two_lines_are_mapped() -> None:
    mapped = MAPPED.findall(SECTIONS["Where the block is not to be had"])

    assert mapped == [("message", "Loyalty message"), ("ask", "Loyalty ask")]


@dataclass(slots=True)
class Builder:
    """Somebody who does what the page says, step by step, with what the command has printed."""

    page: Page
    run: Callable[..., Result]
    printed: str = ""
    commands: list[str] = field(default_factory=list)
    section: str = ""
    editor: Editor = field(init=False)

    def __post_init__(self) -> None:
        self.editor = Editor(self._text_of, self._enter)

    def walks(self) -> None:
        """Does each step of the first channel; NotThere where one leads nowhere."""
        for self.section in FIRST_CHANNEL:
            for step in numbered_steps(SECTIONS[self.section]):
                for deed in deeds(step):
                    self.editor.does(deed)

    def _text_of(self, name: str) -> str:
        """What is pasted under this name."""
        match name:
            case "this command":
                command = the_one(r"^```bash\n(.+)\n```$", SECTIONS[self.section])
                self.commands = command.partition("manage.py ")[2].split()
                return command
            case "the key":
                # It waits for the flow until Enter is pressed; what it has printed by then is what is pasted.
                told = self.run(*(word for word in self.commands if word != "--wait"), "--show-secret")
                self.printed = told.output
                return self.page.token
            case "the line *Address*":
                return the_one(r"^Address: +(\S+) +\(POST\)$", self.printed)
            case "the rest of the line *Header*":
                return the_one(r"^Header: +Authorization +(Bearer .+)$", self.printed)
            case "the body":
                pasted = the_one(r"^```json\n(.+)\n```$", SECTIONS[self.section])
                assert pasted == the_one(r"^Body for Messenger:\n(.+)$", self.printed)
                return pasted
            case words:
                return words

    def _enter(self) -> None:
        """The flow is live under the name that was typed; the command finds it."""
        assert self.editor.values["live"] == "yes"
        self.page.flows |= {NAME_SPACE}
        self.page.flow_names[NAME_SPACE] = self.editor.values["name"]
        self.run(*(word for word in self.commands if word != "--wait"))

    @property
    def flow(self) -> Flow:
        """What stands in ManyChat then."""
        built = self.editor.values
        assert (built["trigger"], built["method"], built["header"]) == ("ref", "POST", "Authorization")
        assert (built["step"], built["default reply"]) == ("Send Message", built["name"])
        triggers = Triggers(
            ref=built["ref"], ref_field=built["ref field"], default_reply=DefaultReply(built["how often"])
        )
        request = Request(built["address"], {built["header"]: built["header value"]}, built["body"])
        step = DynamicBlock(request, built["fallback text"], clears=built["cleared"])
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


@pytest.fixture
def builder(
    run: Callable[..., Result], function: Function, owner: Owner, environment: pytest.MonkeyPatch
) -> Iterator[Builder]:
    """Somebody who has built the flow by the page alone."""
    del function
    owner.type_over("Settings", "Chat flow", "Value", "")
    page = Page("123456:0a1b2c3d4e5f", {ANA: {}}, frozenset(), frozenset())
    environment.setenv("MANYCHAT_TOKEN", page.token)
    with ManyChat(page) as chat:
        environment.setenv("MANYCHAT_URL", chat.url)
        builder = Builder(page, run)
        builder.walks()
        yield builder


def begun(builder: Builder, flow: Flow) -> tuple[Conversation, Turn]:
    """Ana has followed the printed link of her order and told her address."""
    ana = Person(ANA, "Ana", "Finch", Channel.MESSENGER, fields=builder.page.contacts[ANA])
    talk = Conversation(ana, flow, builder.page)
    asked = talk.open(the_one(r"^ +Claim: +(\S+)$", builder.printed).replace("ORDER-NUMBER", "1042"))
    assert asked.failed == ""
    return talk, talk.type("ana@example.com")


def test_the_walk_takes_the_clicks_and_pastes_that_the_page_counts(builder: Builder) -> None:
    assert (builder.editor.clicks, builder.editor.pastes) == added(*TABLE.values())[:2]


def test_a_flow_built_by_the_page_alone_leads_from_an_orders_link_to_its_points(builder: Builder) -> None:
    talk, joined = begun(builder, builder.flow)
    tapped = talk.tap("Rewards")
    silent = [talk.type("is the green mug in stock?") for _ in range(2)][1]

    assert [joined.failed, tapped.failed, silent.failed] == ["", "", ""]
    assert "Order 1042 brings you 60 points" in joined.text.translate(UNSEEN)
    assert "Tote bag" in tapped.text
    assert silent.bubbles == ()


def test_without_the_block_the_same_is_told_in_words(builder: Builder) -> None:
    talk, joined = begun(builder, without_the_block(builder.flow))
    number = the_one(r"^(\d)\. Rewards$", joined.text)

    assert "Order 1042 brings you 60 points" in joined.text.translate(UNSEEN)
    assert joined.captions == ()
    assert "Tote bag" in talk.type(number).text
