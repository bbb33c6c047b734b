"""Actions of an answer or a button: whether ManyChat knows what they name, and what they do to the contact."""

from collections.abc import Iterable
from typing import Any

from sandbox.manychat_api import Page
from sandbox.manychat_flows.bubbles import Bubble, Json
from sandbox.manychat_flows.person import Person


def all_actions(content: Json, shown: Iterable[Bubble]) -> list[Json]:
    """The answer's own actions, and those of its buttons."""
    own: list[Json] = list(content.get("actions", ()))
    return own + [action for bubble in shown for button in bubble.buttons for action in button.actions]


def unknown_name(actions: Iterable[Json], page: Page) -> str:
    """What is wrong with the first action that names a field or tag that the page has not; blank when all is well."""
    for action in actions:
        if "tag_name" in action:
            if action["tag_name"] not in page.tags:
                return f"tag with name {action['tag_name']} not found"
        elif action["field_name"] not in page.fields:
            return f"field with same name not found: {action['field_name']}"
        elif action["action"] == "set_field_value" and not _is_text(action["value"], action["field_name"], page):
            return f"the field {action['field_name']} takes text only"
    return ""


def carry_out(actions: Iterable[Json], person: Person) -> None:
    """Does to the contact what the actions say; their names are known."""
    for action in actions:
        match action["action"]:
            case "set_field_value":
                person.fields[action["field_name"]] = action["value"]
            case "unset_field_value":
                person.fields.pop(action["field_name"], None)
            case "add_tag":
                person.tags.add(action["tag_name"])
            case _:
                person.tags.discard(action["tag_name"])


def _is_text(value: Any, name: str, page: Page) -> bool:
    return isinstance(value, str) and page.types.get(name, "text") == "text"
