"""Notes by mail that the chat sends at once: the code that proves an address, and what is stored about a member."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from email.message import EmailMessage

from loyalty.member.who_asks import Answered
from loyalty.outcomes.joining import CodeSent, ConfirmEmail
from loyalty.outcomes.not_served import Later
from loyalty.outcomes.outcome import Outcome
from loyalty.outcomes.stored_data import Exported, ExportSent
from manychat.incoming import Incoming
from service.container import Container, chance
from service.email_codes import code_for, token_for
from service.environment import VariableMalformed, VariableMissing
from service.log_lines import log
from sheets.google.errors import WorkbookError
from words.locales import language_of
from words.ref_links import confirming

CLOSED_YEARS_SECONDS = 3.0
"""Beside what the answer itself takes, and the letter."""


def followed_up(
    container: Container, incoming: Incoming, answer: Answered[Outcome], now: datetime
) -> Answered[Outcome]:
    """The answer after the letter that it needs was sent; Later where no letter can be.

    What is stored goes to no address that has to be proved first: then the chat's own summary is the answer.
    """
    match answer.outcome:
        case ConfirmEmail():
            return replace(answer, outcome=_confirm(container, incoming, answer, answer.outcome, now))
        case Exported(mailable=True) if incoming.by == "letter":
            return replace(answer, outcome=_export(container, incoming, answer, answer.outcome, now))
    return answer


def _confirm(
    container: Container, incoming: Incoming, answer: Answered[Outcome], asked: ConfirmEmail, now: datetime
) -> Outcome:
    """The letter with the code, which is noted by now as sent: only so does it prove anything."""
    contact = incoming.contact.id
    keys = container.environment.code_keys(now.date())
    if not keys:
        container.throttled_log.error(f"a code was not sent: {VariableMissing('LINK_KEY')}")
        return Later()
    code = code_for(contact, asked.email, key=keys[0], now=now)
    link = confirming(asked.chat, token_for(asked.email, key=keys[0], now=now))

    def letter(sender: str, language: str) -> EmailMessage:
        from mail.short_letters import code_note  # hardly any answer of the chat needs a letter

        return code_note(
            to=asked.email, code=code, link=link, program=asked.program, sender=sender, language=language, now=now
        )

    return CodeSent(asked.email) if _sent(container, incoming, answer, letter) else Later()


def _export(
    container: Container, incoming: Incoming, answer: Answered[Outcome], exported: Exported, now: datetime
) -> Outcome:
    if container.exports_sent.begin([incoming.contact.id], chance(), now):
        return Later()
    try:
        closed = container.workbook.closed_lines(exported.codes, seconds=CLOSED_YEARS_SECONDS)
    except WorkbookError as error:  # a file that lacks something is not all that is stored
        container.throttled_log.error(f"an export was not sent: {type(error).__name__}: {error}")
        return Later()

    def letter(sender: str, language: str) -> EmailMessage:
        from mail.short_letters import stored_note

        stored = json.dumps(exported.as_words(closed), ensure_ascii=False, indent=2).encode()
        to, program = exported.member.email, exported.program
        return stored_note(to=to, program=program, stored=stored, sender=sender, language=language, now=now)

    return ExportSent(exported.standing) if _sent(container, incoming, answer, letter) else Later()


def _sent(
    container: Container, incoming: Incoming, answer: Answered[Outcome], letter: Callable[[str, str], EmailMessage]
) -> bool:
    """True when the mail server has taken the letter; the log says why not, and never to whom."""
    from mail.sanitise import BadRecipient, BadSender
    from mail.smtp import Delivered, PostClosed
    from mail.smtp_url import BadAddress

    language = language_of(answer.members, incoming.contact.language, answer.programs)
    try:
        with container.quick_mail_server.connection() as connection:
            delivered = connection.deliver(letter(container.environment.sender, language))
    except (VariableMissing, VariableMalformed, BadSender, BadRecipient, BadAddress, PostClosed) as error:
        container.throttled_log.error(f"a letter was not sent: {type(error).__name__}: {error}")
        return False
    if not isinstance(delivered, Delivered):
        log.warning("a letter was not sent: %s", delivered.why)
    return isinstance(delivered, Delivered)
