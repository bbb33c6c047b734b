"""Orders that the shop has under a phone number alone, over HTTP: from the shop's door to WhatsApp and back."""

from typing import Any

import pytest
from flask import Flask

from sandbox.mailbox import MailBox
from sandbox.owner import Owner
from tests.taps import SECRET, Night, Shop

ANAS, BORISS = "+491751112233", "+491707654321"
LANGUAGES = ["English", "Russian", "Arabic"]


class Chats:
    """Ana and Boris in their chats; each request brings Full Contact Data, as ManyChat makes it."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def writes(
        self,
        action: str,
        contact: int = 7001,
        /,
        *,
        phone: object = ANAS,
        channel: str = "whatsapp",
        language: str = "English",
        more: dict[str, object] | None = None,
        **fields: object,
    ) -> dict[str, Any]:
        person = {"id": contact, "first_name": "Ana", "language": language, "last_interaction": None}
        person |= {"whatsapp_phone": phone, "phone": None, **(more or {})}
        body = {"contact": person, "channel": channel, **fields}
        asked = {"json": body, "headers": {"Authorization": f"Bearer {SECRET}"}}
        answer = self.app.test_client().post(f"/manychat/{action}", **asked)
        assert answer.status_code == 200, answer.get_json()
        return dict(answer.get_json())

    def types(self, text: str, contact: int = 7001, **more: Any) -> dict[str, Any]:
        """What the conversation answers."""
        return self.writes("talk", contact, text=text, ask="", **more)


@pytest.fixture
def chats(app: Flask, mailbox: MailBox, owner: Owner) -> Chats:  # noqa: ARG001 - the emails with digits arrive there
    owner.type_over("Settings", "Confirm e-mail", "Value", "before points")
    owner.type_over("Settings", "Claim waits days", "Value", 14)
    return Chats(app)


def tells(shop: Shop, number: str, phone: str = ANAS, **more: object) -> None:
    shop(number, amount=60, email="", phone=phone, **more)


def log(owner: Owner) -> list[tuple[str, str]]:
    rows = (row for row in owner.tab("Log") if str(row.get("What", "")).endswith("phone"))
    return [(str(row["Subject"]), str(row["Value"]).lstrip("'")) for row in rows]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("how", ["claim", "talk", "link"])
def test_the_order_is_theirs_who_write_from_its_number(
    chats: Chats, shop: Shop, owner: Owner, language: str, how: str
) -> None:
    chats.writes("join", email="ana@example.com", language=language)
    tells(shop, "7001", phone="0049 (0)175 / 111 22 33")

    match how:
        case "claim":
            told = chats.writes("claim", order_number="7001", language=language)
        case "talk":
            told = chats.types({"English": "order 7001", "Russian": "заказ 7001", "Arabic": "طلب ٧٠٠١"}[language])
        case _:
            told = chats.writes("talk", ask="order-7001", language=language)

    assert (told["status"], told["code"], told["points_earned"]) == ("ok", "claimed", 60)
    [row] = [row for row in owner.tab("Orders") if row.get("Order") == "7001"]
    assert str(row["Phone"]).lstrip("'") == ANAS
    assert log(owner) == [(owner.tab("Members")[0]["Member"], ANAS)]
    again = chats.writes("claim", order_number="7001", language=language)
    assert again["code"] == "already_claimed"


ATTACKS: dict[str, dict[str, Any]] = {
    "in Messenger, with the number in its own field": {"channel": "messenger"},
    "in Telegram": {"channel": "telegram"},
    "in Instagram": {"channel": "instagram"},
    "with the number typed into a field": {"phone": None, "more": {"phone": ANAS, "custom_fields": {"Phone": ANAS}}},
    "with the number as the last that was typed": {"phone": None, "more": {"last_input_text": ANAS}},
    "with the number beside the contact": {"phone": None, "whatsapp_phone": ANAS, "typed_phone": ANAS},
    "from another number": {"phone": BORISS},
    "from the same digits in another country": {"phone": "+391751112233"},
    "from a variable that nobody has filled in": {"phone": "{{whatsapp_phone}}"},
    "without any number": {"phone": None},
}


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("proof", ["before points", "no"])
def test_everybody_else_hears_what_is_said_of_an_order_that_there_is_not(
    chats: Chats, shop: Shop, owner: Owner, attack: str, proof: str
) -> None:
    owner.type_over("Settings", "Confirm e-mail", "Value", proof)
    asked = ATTACKS[attack]
    for contact, email in ((7001, "ana@example.com"), (7002, "boris@example.com")):
        chats.writes("join", contact, phone=None, email=email)
    tells(shop, "7001")

    real = chats.writes("claim", order_number="7001", **asked)
    unknown = chats.writes("claim", 7002, order_number="7009", **asked)

    assert real["code"] == ("noted" if proof == "no" else "code_sent")
    as_unknown = unknown["message"].replace("7009", "7001").replace("b…@", "a…@")
    assert real["message"].replace("ana@example.com", "") == as_unknown.replace("boris@example.com", "")
    assert {**real, "message": ""} == {**unknown, "message": ""}
    assert chats.writes("claim", order_number="7001")["code"] == "claimed"


def test_a_number_typed_in_the_chat_proves_nothing(chats: Chats, shop: Shop) -> None:
    chats.writes("join", phone=BORISS, email="ana@example.com")
    tells(shop, "7001")

    for typed in (ANAS, f"my phone is {ANAS}", f"order 7001 {ANAS}", f"7001 {ANAS}"):
        assert chats.types(typed, phone=BORISS)["code"] != "claimed"


def test_an_order_that_comes_later_is_booked_for_who_wrote_from_its_number(
    chats: Chats, shop: Shop, owner: Owner
) -> None:
    chats.writes("join", email="ana@example.com")
    told = chats.writes("claim", order_number="7001")
    assert told["code"] == "code_sent"
    assert [row["Order"] for row in owner.tab("Waiting") if row] == ["7001"]

    tells(shop, "7001")

    assert chats.writes("points")["points"] >= 60
    assert [row["State"] for row in owner.tab("Waiting") if row] == ["booked"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_noted_in_the_same_words_as_ever(chats: Chats, owner: Owner, language: str) -> None:
    owner.type_over("Settings", "Confirm e-mail", "Value", "no")
    chats.writes("join", email="ana@example.com", language=language)
    on_whatsapp = chats.writes("claim", order_number="7001", language=language)
    elsewhere = chats.writes("claim", order_number="7002", language=language, channel="messenger")

    assert on_whatsapp["code"] == "noted"
    assert on_whatsapp["message"] == elsewhere["message"].replace("7002", "7001")


def test_the_night_credits_what_came_under_the_number_of_a_member(
    chats: Chats, shop: Shop, owner: Owner, night: Night
) -> None:
    owner.type_over("Settings", "Credit orders", "Value", "automatically")
    chats.writes("join", email="ana@example.com")
    tells(shop, "7001")
    tells(shop, "7002", phone=BORISS)

    night()

    claimed = {row["Order"] for row in owner.tab("Orders") if row.get("Claimed")}
    assert claimed >= {"7001"}
    assert "7002" not in claimed


@pytest.mark.parametrize(("language", "word"), [("English", "Phone"), ("Russian", "Телефон"), ("Arabic", "الهاتف")])
def test_what_is_stored_of_them_tells_the_number_and_after_leaving_it_is_nowhere(
    chats: Chats, shop: Shop, owner: Owner, language: str, word: str
) -> None:
    chats.writes("join", email="ana@example.com", language=language)
    tells(shop, "7001")
    chats.writes("claim", order_number="7001", language=language)
    tells(shop, "7002")

    told = chats.writes("export", language=language)
    assert f"{word}: {ANAS}" in told["message"].replace("\u2068", "").replace("\u2069", "")
    assert "7001, 7002" in told["message"]
    assert chats.writes("leave", confirm="yes")["code"] == "left"

    titles = [str(one["properties"]["title"]) for one in owner.description()["sheets"]]
    cells = [str(cell) for title in titles for row in owner.google.tab(owner.spreadsheet, title) for cell in row]
    assert [cell for cell in cells if "1751112233" in "".join(filter(str.isdigit, cell))] == []


def test_a_number_without_its_country_is_told_where_nothing_else_says_whose_the_order_is(
    chats: Chats, owner: Owner
) -> None:
    owner.type("Orders", ["7001", "", 60], ["7002", "ana@example.com", 60], ["7003", "", 60])
    owner.type("Orders", ["7004", "ana@example.com", 60], ["7005", "", 60])
    for number in ("7001", "7002"):
        owner.type_over("Orders", number, "Phone", "0175 1112233")
    # What a spreadsheet makes of a plus in a column that is not plain text.
    for number in ("7004", "7005"):
        owner.type_over("Orders", number, "Phone", "#ERROR!")
    owner.type_over("Orders", "7003", "Phone", "+49 175 1112233")
    chats.writes("join", email="ana@example.com")
    chats.writes("claim", order_number="7003")

    quoted = [(row["Column"], row["Cell"]) for row in owner.tab("Problems") if "phone number" in str(row.get("Why"))]
    assert quoted == [("Phone", "0175 1112233"), ("Phone", "'#ERROR!")]
    assert len([row for row in owner.tab("Problems") if row.get("Column") == "Phone"]) == 2
    assert [row["Order"] for row in owner.tab("Orders") if row.get("Claimed") and str(row["Order"]) > "7000"] == [
        "7003"
    ]


@pytest.mark.parametrize("email", ["ana@example.com, boris@example.com", "ana.example.com", "=1/0"])
def test_an_order_whose_address_cannot_be_read_is_not_one_without_an_address(
    chats: Chats, owner: Owner, email: str
) -> None:
    owner.type("Orders", ["7001", email, 60])
    owner.type_over("Orders", "7001", "Phone", ANAS)
    chats.writes("join", email="ana@example.com")

    assert chats.writes("claim", order_number="7001")["code"] == "code_sent"


def test_a_sheet_without_the_column_goes_on_without_it(chats: Chats, shop: Shop, owner: Owner) -> None:
    owner.type_over("Orders", "Phone", "Phone", "My own thoughts")
    chats.writes("join", email="ana@example.com")

    tells(shop, "7001")

    [row] = [row for row in owner.tab("Orders") if row.get("Order") == "7001"]
    assert (row["Amount"], "My own thoughts" in row) == (60, False)
    assert chats.writes("claim", order_number="7001")["code"] == "code_sent"
