"""ManyChat's screens as far as docs/chat.md leads over them: what can be clicked where, and which field has the cursor.

Nobody has photographed them: they stand as ManyChat's own articles and the reference name them. What they are for is to
refuse a step that is missing, out of its turn, or not called like the button before it.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeVar

Value = TypeVar("Value")
Kind = Literal["click", "tab", "type", "paste", "enter"]
DEED = re.compile(
    r"\*\*(?P<click>[^*]+)\*\*|(?P<tab>[Pp]ress ⇥)|(?P<enter>[Pp]ress Enter)|type `(?P<type>[^`]+)`"
    r"|[Pp]aste (?:`(?P<paste>[^`]+)`|(?P<named>this command|the command|the key|the body|this body"
    r"|the line \*Address\*|the rest of the line \*Header\*))"
)
ANY_PASTE = re.compile(r"\bpaste\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that somebody does: a click on a caption, a key, a text that is typed or pasted."""

    kind: Kind
    what: str = ""


def deeds(step: str) -> Iterator[Deed]:
    """What a numbered step has somebody do, in its order."""
    for found in DEED.finditer(step):
        if found["click"]:
            yield Deed("click", found["click"])
        elif found["tab"]:
            yield Deed("tab")
        elif found["enter"]:
            yield Deed("enter")
        elif found["type"]:
            yield Deed("type", found["type"])
        else:
            yield Deed("paste", found["paste"] or found["named"])


@dataclass(frozen=True, slots=True)
class Seen:
    """What a click leads to: the screen then, the field that has the cursor, and what the click itself chooses."""

    screen: str = ""
    cursor: str = ""
    chooses: Mapping[str, str] = field(default_factory=dict)


ALWAYS = {"Automation": Seen("automations"), "Settings": Seen("settings")}
"""The bar on the left."""
SCREENS: Mapping[str, Mapping[str, Seen]] = {
    "home": ALWAYS,
    "settings": {"API": Seen("api")},
    "api": {"Generate your API Key": Seen("key"), "Copy": Seen("key", "terminal")},
    "key": {"Copy": Seen("key", "terminal")},
    "automations": {"New Automation": Seen("templates"), "Basic": Seen("basic")},
    "templates": {"Start From Scratch": Seen("flow")},
    "flow": {
        "the name": Seen(cursor="name"),
        "New Trigger": Seen("triggers"),
        "Next step": Seen("next step"),
        "Set Live": Seen(chooses={"live": "yes"}, cursor="terminal"),
    },
    "triggers": {"User clicks a referral link": Seen("referral link")},
    "referral link": {
        "Additional settings": Seen("referral settings", "additional settings"),
        "Save": Seen("flow", chooses={"trigger": "no ref"}),
    },
    "referral settings": {
        "Save payload to a field": Seen("fields of the ref"),
        "Save": Seen("flow", chooses={"trigger": "ref"}),
    },
    "fields of the ref": {"Loyalty ask": Seen("referral settings", chooses={"ref field": "Loyalty ask"})},
    "next step": {"Send Message": Seen("message", chooses={"step": "Send Message"})},
    "message": {"Dynamic block": Seen("block")},
    "block": {
        "the method": Seen("methods"),
        "Headers": Seen("headers"),
        "Body": Seen("body"),
        "Fallback step": Seen("fallback"),
    },
    "methods": {"POST": Seen("block", "method", {"method": "POST"}), "GET": Seen("block", "method")},
    "headers": {"Add": Seen("block", "header")},
    "body": {"into it": Seen("block", "body")},
    "fallback": {"Actions": Seen("actions"), "Text": Seen("flow", "fallback text")},
    "actions": {"Clear User Field": Seen("fields to clear")},
    "fields to clear": {"Loyalty ask": Seen("fallback", chooses={"cleared": "Loyalty ask"})},
    "basic": {"Default Reply": Seen("default reply")},
    "default reply": {
        "Select automation": Seen("automations to select"),
        "Every time": Seen(chooses={"how often": "every time"}),
    },
    "automations to select": {"Loyalty": Seen("default reply", chooses={"default reply": "Loyalty"})},
}
NEXT_FIELD = {"additional settings": "ref", "method": "address", "header": "header value"}
"""Where the Tab key leads from what has the cursor."""


class NotThere(Exception):
    """The screen has nothing of this name, or nothing to type into."""


@dataclass(slots=True)
class Editor:
    """Somebody at ManyChat and at their terminal; ``resolve`` gives the text that a paste has by its name."""

    resolve: Callable[[str], str]
    enter: Callable[[], None]
    screen: str = "home"
    cursor: str = "terminal"
    values: dict[str, str] = field(default_factory=dict)
    clicks: int = 0
    pastes: int = 0

    def does(self, deed: Deed) -> None:
        """Does it; raises NotThere."""
        match deed.kind:
            case "click":
                self._clicks(deed.what)
            case "tab":
                self.cursor = _there(NEXT_FIELD, self.cursor)
            case "type":
                self._writes(deed.what)
            case "paste":
                self.pastes += 1
                self._writes(self.resolve(deed.what))
            case "enter":
                self.enter()

    def _clicks(self, caption: str) -> None:
        self.clicks += 1
        seen = _there({**SCREENS[self.screen], **ALWAYS}, caption)
        self.screen, self.cursor = seen.screen or self.screen, seen.cursor
        self.values |= seen.chooses

    def _writes(self, text: str) -> None:
        if not self.cursor:
            raise NotThere(f"nothing has the cursor on the screen {self.screen!r}")
        # A terminal runs a line and stays ready for the next one.
        lines = self.values.get("terminal", "") if self.cursor == "terminal" else ""
        self.values[self.cursor] = f"{lines}{text}\n" if self.cursor == "terminal" else text


def _there(table: Mapping[str, Value], name: str) -> Value:
    if name not in table:
        raise NotThere(f"{name!r} is not among {sorted(table)}")
    return table[name]
