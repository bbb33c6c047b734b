"""Telling a story: the shop's customers for one test, and a turn of theirs that has to be shown whole."""

import re
from datetime import UTC, datetime, timedelta

from manychat.incoming import Channel
from sandbox.customers import Customer
from sandbox.mailbox import KeptLetter
from sandbox.manychat_flows.conversation import Conversation, Turn
from sandbox.story.scene import Scene


def somebody(number: int, channel: Channel, language: str = "English") -> Customer:
    """A customer who only this test knows."""
    return Customer("Ana", "Lima", f"ana{number}@example.com", number, channel, language)


def has_ordered(scene: Scene, customer: Customer, number: str, amount: str, *, days_ago: int = 2) -> None:
    """The shop's list of orders has one of the customer's, which is paid."""
    placed = (datetime.now(UTC) - timedelta(days=days_ago)).date().isoformat()
    scene.owner.type("Orders", (number, customer.email, amount, "USD", placed, "paid"))


def points(scene: Scene, customer: Customer) -> object:
    """What the tab Members shows of them; None for who is no member."""
    rows = scene.owner.tab("Members")
    return next((row["Points"] for row in rows if row.get("Email") == customer.email), None)


def booked(scene: Scene, customer: Customer) -> list[int]:
    """The points of their lines in the Ledger that moved any, the oldest first."""
    rows = scene.owner.tab("Ledger")
    return [row["Points"] for row in rows if row.get("Email") == customer.email and row["Points"]]


def digits_for(scene: Scene, customer: Customer) -> str:
    """The six digits in the last email that reached the customer's mailbox."""
    subject = str(letters_to(scene, customer)[-1].message["Subject"])
    [digits] = re.findall(r"\b\d{6}\b", subject)
    return str(digits)


def letters_to(scene: Scene, customer: Customer) -> tuple[KeptLetter, ...]:
    """What has reached the customer's mailbox, the oldest first."""
    return tuple(letter for letter in scene.mailbox.letters if letter.recipients == (customer.email,))


def tote_in(turn: Turn) -> str:
    """The one code of a tote bag that was shown."""
    [code] = set(re.findall(r"TOTE-\w+", shown(turn)))
    return str(code)


def numbered(turn: Turn, line: str) -> str:
    """The number that stands before this line of a list."""
    [number] = re.findall(rf"^(\d+)\. {re.escape(line)}$", shown(turn), flags=re.MULTILINE)
    return str(number)


def shown(turn: Turn) -> str:
    """What was said, when ManyChat and the channel have shown all of it."""
    assert (turn.started, turn.failed, turn.dropped) == (True, "", ())
    return turn.text


def comes_by(chat: Conversation, link: str, words: str) -> Turn:
    """They come by the link where the channel has links, else by the words."""
    return chat.open(link) if link else chat.type(words)
