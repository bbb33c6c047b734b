"""The delivery of letters in one run: each by the ways that it has and that are open, by chat, by e-mail, or both."""

import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from functools import partial
from typing import assert_never

from loyalty.letters.channels import ByChat, OpenChannels
from loyalty.letters.letter import LetterFacts
from loyalty.letters.outbox import LetterResult
from loyalty.model.email_log import LetterStatus
from mail.letters import LetterBroken
from mail.sanitise import BadRecipient, BadSender, read_sender
from mail.smtp import Connection, Delivered, LetterRefused, MailServer, PostClosed, Unsure
from manychat import api
from manychat.api import Api, ChatClosed
from manychat.say.letter_fields import letter_fields
from service.environment import VariableMissing
from words.locales import language_of, locale_for

WAITING = LetterResult(LetterStatus.WAITING)
NO_CHAT = VariableMissing("MANYCHAT_TOKEN")
LIKELIEST = (
    LetterStatus.SENT,
    LetterStatus.TAKEN,
    LetterStatus.WAITING,
    LetterStatus.FAILED,
    LetterStatus.HELD_OUT,  # never taken for delivery
)
"""What became of a letter that went two ways: the first of these that became of it on one of them."""

log = logging.getLogger("regulars.delivery")


@dataclass(slots=True)
class Delivery:
    """The ways of one run; one that is closed stays closed, and ``no_email`` or ``no_chat`` is what closed it."""

    connection: Connection | None
    no_email: Exception | None
    chat: Api | None
    no_chat: Exception | None
    write: Callable[[LetterFacts], EmailMessage]
    unsubscribe: Callable[[str], str]
    _said: set[str] = field(default_factory=set)

    @property
    def ways(self) -> OpenChannels:
        """Which ways are open."""
        return OpenChannels(email=self.no_email is None, chat=self.no_chat is None)

    def deliver(self, letter: LetterFacts) -> LetterResult:
        """Sends a letter that was taken; it waits where no way is open. By e-mail also if ManyChat does not take it."""
        way = letter.by_chat
        if way is None:
            return self._by_email(letter)
        told = self._by_chat(letter, way)
        # By e-mail as well only when the chat has certainly not taken it: nobody gets one letter twice by mistake.
        certain = told.status in (LetterStatus.FAILED, LetterStatus.WAITING)
        if not letter.letter.email or not (way.email_too or certain) or isinstance(self.no_email, VariableMissing):
            return told
        return _together(told, self._by_email(letter))

    def _by_chat(self, letter: LetterFacts, way: ByChat) -> LetterResult:
        if self.chat is None or self.no_chat is not None:
            return WAITING
        fields = partial(letter_fields, letter, unsubscribe=self.unsubscribe(letter.letter.member))
        spoken = locale_for(language_of(letter.language, letter.program_language), "chat")
        try:
            answer = self.chat.deliver(way.contact, way.flow, fields(spoken), name=letter.name)
        except ChatClosed as closed:
            # Closed for the whole run: every further letter would only meet the same refusal.
            self.no_chat = closed
            self._say(f"no letter goes by chat any more in this run: {closed}")
            return WAITING
        match answer:
            case api.Accepted():
                return LetterResult(LetterStatus.SENT, "by chat")
            case api.Unsure(why):
                return LetterResult(LetterStatus.TAKEN, f"by chat: {why}")
            case api.ChatRefusal(why):
                self._say(f"ManyChat did not take a letter: {why}")
                return LetterResult(LetterStatus.FAILED, f"ManyChat: {why}")
            case _:
                assert_never(answer)

    def _by_email(self, letter: LetterFacts) -> LetterResult:
        if isinstance(self.no_email, PostClosed):
            return LetterResult(LetterStatus.WAITING, self.no_email.why)
        if self.connection is None or self.no_email is not None:
            return WAITING
        try:
            return result_of(self.connection.deliver(self.write(letter)))
        except (LetterBroken, BadRecipient) as error:
            self._say(f"a letter was not sent: {error}")
            return LetterResult(LetterStatus.FAILED, str(error), bounced=isinstance(error, BadRecipient))
        except PostClosed as closed:
            # The run ends here. Who was not asked about has had no try; the letter itself may be the reason.
            self.no_email = closed
            status = LetterStatus.FAILED if closed.tried else LetterStatus.WAITING
            return LetterResult(status, closed.why)

    def _say(self, sentence: str) -> None:
        """Each sentence once: an owner's mistake meets every letter."""
        if sentence not in self._said:
            log.error("%s", sentence)
        self._said.add(sentence)


def result_of(delivered: Delivered | LetterRefused | Unsure) -> LetterResult:
    """What a mail server's answer means for the letter that it was handed."""
    match delivered:
        case Delivered():
            return LetterResult(LetterStatus.SENT)
        case Unsure(why):
            return LetterResult(LetterStatus.TAKEN, why)
        case LetterRefused(why=why, no_mailbox=no_mailbox):
            return LetterResult(LetterStatus.FAILED, why, bounced=no_mailbox)
        case _:
            assert_never(delivered)


@contextmanager
def delivery(
    post: MailServer | Exception,
    chat: Api | Exception,
    *,
    sender: str,
    write: Callable[[LetterFacts], EmailMessage],
    unsubscribe: Callable[[str], str],
) -> Iterator[Delivery]:
    """The ways as they open, each or what keeps it closed; all connections end with the ``with`` block."""
    with ExitStack() as stack:
        connection, no_email = None, post if isinstance(post, Exception) else None
        try:
            if isinstance(post, MailServer):
                read_sender(sender)
                connection = stack.enter_context(post.connection())
        except (BadSender, PostClosed) as error:
            no_email = error
        if isinstance(chat, Exception):
            yield Delivery(connection, no_email, None, chat, write, unsubscribe)
        else:
            stack.callback(chat.close)
            yield Delivery(connection, no_email, chat, None, write, unsubscribe)


def _together(by_chat: LetterResult, by_email: LetterResult) -> LetterResult:
    """What became of a letter that went both ways; one that arrived counts."""
    status = min(by_chat.status, by_email.status, key=LIKELIEST.index)
    told = by_chat.detail or "not by chat"
    mailed = {LetterStatus.SENT: "by e-mail", LetterStatus.WAITING: "not by e-mail"}.get(
        by_email.status, by_email.detail
    )
    return LetterResult(status, f"{told}; {mailed}", bounced=by_email.bounced)
