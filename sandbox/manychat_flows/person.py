"""A contact of the page in one channel, and the Full Contact Data that ManyChat sends of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

from manychat.incoming import Channel

PAGE_ID = "234564657"
ACCOUNT_ZONE = timezone(timedelta(hours=-6))
"""ManyChat writes instants with the account's own offset."""
LOCALES = {"English": "en_US", "Russian": "ru_RU", "Arabic": "ar_AR"}

KEYS_OF_OTHERS = (
    "gender", "profile_pic", "last_growth_tool", "phone", "email", "last_interaction", "last_seen",
    "ig_last_interaction", "ig_last_seen", "ig_username", "ig_id", "whatsapp_phone", "whatsapp_bsuid",
    "whatsapp_username", "phone_country_code", "tt_user_id", "tt_username",
)  # fmt: skip
"""Full Contact Data has one set of keys for all channels; those of another channel are null."""


@dataclass(slots=True)
class Person:
    """A ManyChat contact; ``language`` is ManyChat's word for it, and ``fields`` holds the custom fields in use."""

    id: str
    first_name: str
    last_name: str
    channel: Channel
    language: str = "English"
    whatsapp_phone: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    tags: set[str] = field(default_factory=set)
    last_input: str = ""
    """What they typed last; a tap leaves it as it is."""
    wrote_at: datetime | None = None
    """When they last did anything; None for a newcomer."""
    default_reply_at: datetime | None = None


def full_contact_data(person: Person, custom_fields: Mapping[str, str | None] | None) -> dict[str, object]:
    """What ``{{subscriber_data|to_json:true}}`` stands for, with the keys that live requests had from 2022 to 2026."""
    return {
        "id": person.id,
        "key": f"user:{person.id}",
        "page_id": PAGE_ID,
        "user_refs": [],
        "status": "active",
        "first_name": person.first_name,
        "last_name": person.last_name,
        "name": f"{person.first_name} {person.last_name}",
        "live_chat_url": f"https://app.manychat.com/fb{PAGE_ID}/chat/{person.id}",
        "last_input_text": person.last_input or None,
        "timezone": "UTC-05",
        "language": person.language,
        "locale": LOCALES[person.language],
        "optin_phone": False,
        "optin_email": False,
        "optin_whatsapp": False,
        "tt_optin": False,
        "is_followup_enabled": True,
        **dict.fromkeys(KEYS_OF_OTHERS),
        **_of_channel(person),
        "custom_fields": custom_fields,
    }


def _of_channel(person: Person) -> dict[str, object]:
    seen = person.wrote_at.astimezone(ACCOUNT_ZONE).isoformat(timespec="seconds") if person.wrote_at else None
    match person.channel:
        case Channel.MESSENGER:
            return {"last_interaction": seen, "last_seen": seen}
        case Channel.INSTAGRAM:
            name = f"{person.first_name}.{person.last_name}".casefold()
            # Larger than 2**50, as live ones are.
            return {"ig_last_interaction": seen, "ig_last_seen": seen, "ig_username": name, "ig_id": 17841400000000001}
        case Channel.WHATSAPP:
            # A live WhatsApp contact had no language: ManyChat is told a number and a name.
            unknown = dict.fromkeys(("language", "locale"))
            return {"whatsapp_phone": person.whatsapp_phone, "optin_whatsapp": True, "timezone": "UTC±00", **unknown}
        case Channel.TELEGRAM:
            return {}
