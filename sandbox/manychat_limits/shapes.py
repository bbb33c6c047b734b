"""The parts of a dynamic block that look the same in each channel: actions, buttons and callbacks."""

from sandbox.manychat_limits.checks import (
    Check,
    anything,
    flag,
    kinds,
    link,
    mapping,
    one_of,
    scalar,
    several,
    shape,
    text,
    whole,
)

MOST_ACTIONS = 5
LONGEST_CAPTION = 20
LONGEST_WAIT = 86400
CALLBACK = "dynamic_block_callback"
HTTPS, WEB = link("https"), link("http", "https")
TARGET: dict[str, Check] = {"type": anything, "caption": text(LONGEST_CAPTION), "target": text()}
ACTION_SHAPES: dict[str, Check] = {
    "add_tag": shape({"action": anything, "tag_name": text()}, {}),
    "remove_tag": shape({"action": anything, "tag_name": text()}, {}),
    "set_field_value": shape({"action": anything, "field_name": text(), "value": scalar}, {}),
    "unset_field_value": shape({"action": anything, "field_name": text()}, {}),
}
ACTIONS = several(kinds(ACTION_SHAPES, frozenset(ACTION_SHAPES), key="action"), MOST_ACTIONS)
CALL_US: dict[str, Check] = {"url": HTTPS, "method": one_of("post")}
SENT_ALONG: dict[str, Check] = {"headers": mapping(text()), "payload": mapping(anything)}
CUSTOMER = shape({"shipping_address": flag, "contact_name": flag, "contact_phone": flag}, {"contact_email": flag})
PRODUCT = shape({"label": text(), "cost": whole(least=1)}, {})
BUTTON_SHAPES: dict[str, Check] = {
    "url": shape(
        {"type": anything, "caption": text(LONGEST_CAPTION), "url": WEB},
        {"webview_size": one_of("full", "medium", "compact"), "actions": ACTIONS},
    ),
    "call": shape({"type": anything, "caption": text(LONGEST_CAPTION), "phone": text()}, {}),
    "flow": shape(TARGET, {"actions": ACTIONS}),
    "node": shape(TARGET, {"actions": ACTIONS}),
    "buy": shape(
        {"type": anything, "caption": text(LONGEST_CAPTION), "customer": CUSTOMER, "product": PRODUCT},
        {"success_target": text()},
    ),
    CALLBACK: shape({"type": anything, "caption": text(LONGEST_CAPTION), **CALL_US}, SENT_ALONG),
}
NEXT_TEXT = shape(CALL_US, {**SENT_ALONG, "timeout": whole(1, LONGEST_WAIT)})
