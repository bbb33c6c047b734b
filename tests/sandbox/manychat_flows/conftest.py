"""Ana's chats, and the address that a test answers."""

from collections.abc import Iterator

import pytest

from manychat.incoming import Channel
from tests.sandbox.manychat_flows.answerer import answering
from tests.sandbox.manychat_flows.chats import HELLO, Chats, Clock, block


@pytest.fixture
def chats() -> Iterator[Chats]:
    with answering(lambda body: block(HELLO, channel=Channel(body["channel"]))) as answerer:
        yield Chats(answerer, Clock())
