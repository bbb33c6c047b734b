"""Notes by mail that the chat sends at once: the code that proves an address, and what is stored about a member."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from email.message import EmailMessage

from loyalty.member.answer_language import Answered
from loyalty.model.addresses import fold_email
from loyalty.outcomes.outcomes import CodeSent, CodeWrong, ConfirmEmail, Exported, ExportSent, Later, Outcome
from manychat.incoming import Incoming
from service.container import World, chance
from service.email_codes import code_for
from service.environment import VariableMalformed, VariableMissing
from service.log_lines import log
from words.tongue import language_of


def followed_up(world: World, incoming: Incoming, answer: Answered[Outcome], now: datetime) -> Answered[Outcome]:
    """The answer after the letter that it needs was sent; Later where no letter can be."""
    match answer.outcome:
        case ConfirmEmail():
            return replace(answer, outcome=_confirm(world, incoming, answer, answer.outcome, now))
        case Exported() if incoming.by == "letter":
            return replace(answer, outcome=_export(world, incoming, answer, answer.outcome, now))
    return answer


def _confirm(
    world: World, incoming: Incoming, answer: Answered[Outcome], asked: ConfirmEmail, now: datetime
) -> Outcome:
    """A wrong code is counted, without one a new one is sent."""
    contact = incoming.contact.id
    if incoming.code:
        world.tries.note(contact, chance(), now)
        return CodeWrong()
    sent = (contact, fold_email(asked.email))
    if not world.environment.link_key:
        world.sparing.error(f"a code was not sent: {VariableMissing('LINK_KEY')}")
        return Later()
    if any(world.codes_sent.too_many(one, now) for one in sent):
        return Later()
    for one in sent:
        world.codes_sent.note(one, chance(), now)
    code = code_for(contact, asked.email, key=world.environment.link_key, now=now)

    def letter(sender: str, language: str) -> EmailMessage:
        from mail.short_letters import code_note  # hardly any answer of the chat needs a letter

        return code_note(to=asked.email, code=code, program=asked.program, sender=sender, language=language, now=now)

    return CodeSent() if _sent(world, incoming, answer, letter) else Later()


def _export(world: World, incoming: Incoming, answer: Answered[Outcome], exported: Exported, now: datetime) -> Outcome:
    if world.exports_sent.too_many(incoming.contact.id, now):
        return Later()
    world.exports_sent.note(incoming.contact.id, chance(), now)

    def letter(sender: str, language: str) -> EmailMessage:
        from mail.short_letters import stored_note

        stored = json.dumps(exported.as_words(), ensure_ascii=False, indent=2).encode()
        to, program = exported.member.email, exported.program
        return stored_note(to=to, program=program, stored=stored, sender=sender, language=language, now=now)

    return ExportSent(exported.standing) if _sent(world, incoming, answer, letter) else Later()


def _sent(
    world: World, incoming: Incoming, answer: Answered[Outcome], letter: Callable[[str, str], EmailMessage]
) -> bool:
    """True when the mail server has taken the letter; the log says why not, and never to whom."""
    from mail.sanitise import BadRecipient, BadSender
    from mail.smtp import Delivered, PostClosed
    from mail.smtp_url import BadAddress

    language = language_of(answer.members, incoming.contact.language, answer.programs)
    try:
        with world.quick_post.connection() as connection:
            delivered = connection.deliver(letter(world.environment.sender, language))
    except (VariableMissing, VariableMalformed, BadSender, BadRecipient, BadAddress, PostClosed) as error:
        world.sparing.error(f"a letter was not sent: {type(error).__name__}: {error}")
        return False
    if not isinstance(delivered, Delivered):
        log.warning("a letter was not sent: %s", delivered.why)
    return isinstance(delivered, Delivered)
