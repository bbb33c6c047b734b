"""The shop's customers: who chats with it, by which channel and in which language they usually do."""

from dataclasses import dataclass

from manychat.incoming import Channel


@dataclass(frozen=True, slots=True)
class Customer:
    """Somebody who chats with the shop; ``language`` is ManyChat's word for it."""

    name: str
    last_name: str
    email: str
    number: int
    channel: Channel
    language: str = "English"


ANA = Customer("Ana", "Lima", "ana@example.com", 4, Channel.INSTAGRAM)
BORIS = Customer("Boris", "Petrov", "boris@example.com", 5, Channel.WHATSAPP)
LAYLA = Customer("Layla", "Haddad", "layla@example.com", 3, Channel.MESSENGER, "Arabic")
CUSTOMERS = {customer.name: customer for customer in (ANA, BORIS, LAYLA)}
