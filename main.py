"""The Cloud Function: one entry point, `loyalty`; the doors by path, their proofs, and what every answer looks like."""

import os
import threading
import time
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from service.module_loading import nothing_collected

with nothing_collected():
    from flask import Request, Response

    from loyalty.outcomes.refusals import REFUSED
    from manychat.incoming import Contact, UnusableRequest, parse
    from manychat.reply_block import Callback, Door, block
    from manychat.reply_flat import flat
    from service.auth import CertificatesUnavailable, bearer, is_scheduler, secret_shown
    from service.chat.chat_actions import ACTIONS
    from service.chat.rule_answers import action_answered
    from service.chat.talking import talked
    from service.chat.tap_proofs import ANSWER_DOOR, TAKE_DOOR, TapProof, shown_tap, tap_proof
    from service.container import Container
    from service.environment import ORDERS_SECRET, WEBHOOK_SECRETS, VariableMalformed, VariableMissing
    from service.http_server import bound_the_server, seconds_left
    from service.log_lines import log, set_up_logs
    from service.version import VERSION
    from service.visit import TurnedAway, Visit, allow, facts_of, json_answer, json_body, read_no_more
    from sheets.google.errors import WorkbookError
    from words.locales import language_of, locale_for
    from words.web_links import sheet_link

if TYPE_CHECKING:
    from service.runs.report_mail import ReportToMail

LARGEST_ORDERS = 1024 * 1024
TASK_SECONDS = 400.0
"""A task sends no letter after this time; the next run goes on. Cloud Scheduler gives up after nine minutes, and until
then the letter on its way may time out and what was done must be noted.
"""
OWNER_SECONDS = 60.0
"""The longest that a task waits for the email to the owner."""

bound_the_server()

TALK = "talk"
"""The action that chooses among all others."""
NOT_SHOWN = "The secret is wrong or missing."


def loyalty(request: Request) -> Response:
    """The function: JSON in, JSON out."""
    started = time.monotonic()
    visit = Visit(request, the_container())
    try:
        answer = _answer(visit)
    except TurnedAway as error:
        answer = json_answer({"error": str(error)}, error.status)
        visit.code = f"error {error.status}"
    except Exception:
        log.exception("a fault of ours")
        answer = json_answer({"error": "Something is broken here; the log says what."}, 500)
        visit.code = "error 500"
    read_no_more(request)
    log.info("%s %s", visit.door or "nowhere", visit.code, extra={"facts": facts_of(visit, started)})
    return answer


_building = threading.Lock()
_containers: list[Container] = []


def the_container() -> Container:
    """The Container of this process, built at the first request."""
    with _building:
        if not _containers:
            set_up_logs()
            log.info("regulars %s", VERSION)
            if "THREADS" not in os.environ:
                log.warning("The variable THREADS is not set: only a few people are served at once. Set it to 500.")
            _containers.append(Container.of(os.environ))
        return _containers[0]


def _answer(visit: Visit) -> Response:
    path = visit.request.path
    match path.strip("/").split("/"):
        case [""]:
            visit.door, visit.code = "home", "ok"
            return _home(visit)
        case ["manychat", action]:
            return _chat(visit, action, as_block=False)
        case ["manychat", action, "block"]:
            return _chat(visit, action, as_block=True)
        case ["tasks", "remind"]:
            return _remind(visit)
        case ["tasks", "tidy"]:
            return _tidy(visit)
        case ["unsubscribe"]:
            return _unsubscribe(visit)
        case ["card"]:
            return _card(visit)
        # A door without a secret is no door: the address is as unknown as any other.
        case ["orders"] if visit.container.environment.takes_orders():
            return _orders(visit)
        case ["shops", shop] if visit.container.environment.hears(shop):
            return _webhook(visit, shop)
    raise TurnedAway(404, "There is nothing at this address.")


def _home(visit: Visit) -> Response:
    """Says who we are; asked when an instance starts, it has the spreadsheet read before anybody needs it."""
    allow(visit, "GET", "HEAD")
    visit.container.begin_reading()
    return json_answer({"service": "regulars", "version": VERSION})


def _chat(visit: Visit, action: str, *, as_block: bool) -> Response:
    if action not in ACTIONS and action != TALK:
        raise TurnedAway(404, "There is no such action.")
    visit.door = f"{action}/block" if as_block else action
    allow(visit, "POST")
    secret, tap = _prove_manychat(visit)
    incoming = parse(json_body(visit.request))
    if isinstance(incoming, UnusableRequest):
        raise TurnedAway(400, incoming.why)
    if tap and not tap.is_of(incoming.contact.id):
        raise TurnedAway(401, NOT_SHOWN)
    contact, now = incoming.contact, visit.container.clock()
    if action == TALK:
        said = talked(visit.container, incoming, now, visit.spent)
        visit.code = said.code
        _count_refusal(visit)
        return json_answer(said.block(contact.channel) if as_block else said.flat())
    answer = action_answered(visit.container, action, incoming, now, visit.spent)
    spoken = locale_for(language_of(answer.members, contact.language, answer.programs), "chat")
    reply = flat(answer.outcome, spoken)
    visit.code = str(reply["code"])
    _count_refusal(visit)
    if not as_block:
        return json_answer(reply)
    callback, card_page = _callback(visit, contact, secret), visit.container.card_in_chat(contact.id)
    return json_answer(block(answer.outcome, contact.channel, callback, spoken, card_page=card_page))


def _count_refusal(visit: Visit) -> None:
    """The report says how often something was refused, and why."""
    if visit.code in REFUSED:
        visit.container.workbook.note_refusal(visit.code)


def _prove_manychat(visit: Visit) -> tuple[str, TapProof | None]:
    """The secret that was shown, or that the button's proof was made with, and that proof."""
    try:
        visit.container.environment.needed("MANYCHAT_SECRET")
    except VariableMissing as missing:
        visit.container.throttled_log.error(str(missing))
    secrets = _secrets(visit, "MANYCHAT_SECRET")
    header = visit.request.headers.get("Authorization", "")
    if secret := secret_shown(header, secrets):
        return secret, None
    if tap := shown_tap(bearer(header), visit.door, secrets):
        return tap.secret, tap
    raise TurnedAway(401, NOT_SHOWN)


def _secrets(visit: Visit, name: str) -> Sequence[str]:
    """Those of this variable that are good today; what is wrong with it goes into the log."""
    environment, today = visit.container.environment, visit.container.clock().date()
    for sentence in environment.secrets_amiss(name, today):
        visit.container.throttled_log.error(sentence)
    return environment.secrets(name, today)


def _callback(visit: Visit, contact: Contact, secret: str) -> Callback | None:
    """Where a tap on a reward or an answer goes; none as long as nobody has said what our own address is."""
    address = visit.container.environment.public_url
    if not address:
        return None
    take, answer = (
        Door(f"{address}/manychat/{door}", tap_proof(secret, door, contact.id)) for door in (TAKE_DOOR, ANSWER_DOOR)
    )
    return Callback(contact, take, answer)


def _remind(visit: Visit) -> Response:
    """The reminder run; 503 where it could not start or finish, so that the scheduler shows it as failed."""
    from mail.sanitise import BadSender  # the chat sends no letters
    from mail.smtp import PostClosed
    from mail.smtp_url import BadAddress
    from service.runs.letter_digits import digits_to, note_digits
    from service.runs.reminder_run import Run

    visit.door = "tasks/remind"
    allow(visit, "POST")
    _prove_scheduler(visit)
    container, until = visit.container, time.monotonic() + TASK_SECONDS
    try:
        run = Run(
            container.workbook,
            sender=container.environment.sender,
            clock=container.clock,
            spent=visit.spent,
            may_go_on=lambda: time.monotonic() < until,
            unsubscribe=container.unsubscribe_link,
            card=container.card_in_email,
            sheet=sheet_link(container.environment.spreadsheet),
            confirm=container.confirm_link,
            note_digits=partial(note_digits, container),
            digits=partial(digits_to, container),
            chat=container.chat_or_why,
        )
        count = run.send_all(container.mail_server_or_why)
    except (WorkbookError, VariableMissing, VariableMalformed, BadSender, BadAddress, PostClosed) as error:
        log.error("the reminder run stopped: %s: %s", type(error).__name__, error)
        _tell_owner(visit, error)
        raise TurnedAway(503, "The run could not be finished; the log says why.") from error
    visit.code = f"sent {count.sent}, failed {count.failed}, left {count.left}"
    return json_answer(count.as_answer())


def _tidy(visit: Visit) -> Response:
    """The nightly run; 503 where it could not start or finish, so that the scheduler shows it as failed."""
    from service.runs.nightly_run import tidy

    visit.door = "tasks/tidy"
    allow(visit, "POST")
    _prove_scheduler(visit)
    container, until = visit.container, time.monotonic() + TASK_SECONDS
    try:
        maker, chat = container.code_maker, container.chat_or_why
        done = tidy(
            container.workbook,
            clock=container.clock,
            spent=visit.spent,
            may_go_on=lambda: time.monotonic() < until,
            shop=maker.shop if maker else None,
            chat=chat if not isinstance(chat, Exception) else None,
            asked=container.order_shops,
        )
    except (WorkbookError, VariableMissing, VariableMalformed) as error:
        log.error("the nightly run stopped: %s: %s", type(error).__name__, error)
        _tell_owner(visit, error)
        raise TurnedAway(503, "The run could not be finished; the log says why.") from error
    visit.container.owner_alarm.after_the_night(done.news)
    reports = _reports(visit, until)
    note = _owner_note(visit, until, wrong=len(done.wrong))
    visit.code = ", ".join([str(done), *(f"wrote {title}" for title in reports), *([f"note {note}"] if note else [])])
    return json_answer({**done.as_answer(), "reports": reports, "owner_note": note})


def _reports(visit: Visit, until: float) -> Sequence[str]:
    """The titles of the reports that were due and are written; the night is done, whatever becomes of them."""
    from service.container import chance, open_google
    from service.runs.report_run import make_due_reports

    container = visit.container
    try:
        due = make_due_reports(
            container.workbook,
            open_google(container.environment.spreadsheet, container.environment.sheets_url),
            clock=container.clock,
            chance=chance,
            spent=visit.spent,
            may_go_on=lambda: time.monotonic() < until,
        )
    except (WorkbookError, VariableMissing, VariableMalformed) as error:
        log.error("the report was not made, the next night tries again: %s: %s", type(error).__name__, error)
        return ()
    if due.to_mail:
        _mail_report(container, due.to_mail)
    return due.titles


def _mail_report(container: Container, report: "ReportToMail") -> None:
    """Sends it to the owner, once: where that fails it is in the log, and the report stands in its tab."""
    from service.runs.report_mail import NOT_MAILED, mail_report

    try:
        mail_report(report, container, now=container.clock())
    except NOT_MAILED as error:
        log.error("the report was not mailed: %s: %s", type(error).__name__, error)


def _owner_note(visit: Visit, until: float, *, wrong: int) -> str:
    """What became of the owner's note, blank where none was due; the night is done, whatever becomes of it."""
    from mail.sanitise import BadSender
    from mail.smtp import PostClosed
    from mail.smtp_url import BadAddress
    from service.container import open_google
    from service.runs.owner_note_run import Surroundings, send_owner_note

    container = visit.container
    environment = container.environment
    try:
        status = send_owner_note(
            container.workbook,
            lambda: open_google(environment.spreadsheet, environment.sheets_url),
            container.mail_server_or_why,
            sender=environment.sender,
            around=Surroundings(wrong, environment.shops_heard, environment.secrets_ending(container.clock().date())),
            clock=container.clock,
            spent=visit.spent,
            may_go_on=lambda: time.monotonic() < until,
        )
    except VariableMissing as missing:
        log.warning("the owner's note waits for a mail server: %s", missing)
        return ""
    except (WorkbookError, VariableMalformed, BadSender, BadAddress, PostClosed) as error:
        log.error("the owner's note was not sent, or not noted as sent: %s: %s", type(error).__name__, error)
        return ""
    return status or ""


def _orders(visit: Visit) -> Response:
    """A shop tells of its orders; 503 where nobody knows whether they were taken, and sending them again is safe."""
    from service.order_intake import take_posted
    from shops.json_orders import UnusableBody  # the chat takes no orders in

    visit.door = "orders"
    allow(visit, "POST")
    if secret_shown(visit.request.headers.get("Authorization", ""), _secrets(visit, ORDERS_SECRET)) is None:
        raise TurnedAway(401, NOT_SHOWN)
    try:
        taken = take_posted(visit.container, json_body(visit.request, LARGEST_ORDERS), visit.spent)
    except UnusableBody as error:
        raise TurnedAway(error.status, str(error)) from error
    except (WorkbookError, VariableMissing, VariableMalformed) as error:
        visit.container.throttled_log.error(f"orders were not taken: {type(error).__name__}: {error}")
        visit.container.owner_alarm.about(error)
        raise TurnedAway(503, "This did not work now. Please send it again in a minute.") from error
    visit.code = taken.counted
    return json_answer(taken.as_answer(), taken.status)


def _webhook(visit: Visit, shop: str) -> Response:
    """A shop's own webhook, answered after the commit; 503 where nobody knows whether it was taken, as with orders."""
    from service.webhooks.shop_doors import heard_at, take_webhook  # the chat hears no shops

    visit.door = f"shops/{shop}"
    allow(visit, "POST")
    webhook = heard_at(shop, visit.request, visit.container, _secrets(visit, WEBHOOK_SECRETS[shop]))
    try:
        taken = take_webhook(visit.container, shop, webhook, visit.spent)
    except (WorkbookError, VariableMissing, VariableMalformed) as error:
        visit.container.throttled_log.error(f"a webhook was not taken: {type(error).__name__}: {error}")
        visit.container.owner_alarm.about(error)
        raise TurnedAway(503, "This did not work now. Please send it again in a minute.") from error
    visit.code = taken.counted
    return json_answer({"taken": taken.count})


def _unsubscribe(visit: Visit) -> Response:
    """A member ends their letters, or wants them again."""
    from service.pages.subscription_door import subscription_answer  # the chat has no pages

    return subscription_answer(visit)


def _card(visit: Visit) -> Response:
    """A member looks at their card, which changes nothing."""
    from service.pages.card_door import card_answer  # the chat has no pages

    return card_answer(visit)


def _tell_owner(visit: Visit, error: Exception) -> None:
    """Writes to the owner if this closes the program; a task has the time to wait for it."""
    writing = visit.container.owner_alarm.about(error)
    if writing:
        writing.join(OWNER_SECONDS)


def _prove_scheduler(visit: Visit) -> None:
    environment = visit.container.environment
    try:
        known = is_scheduler(
            visit.request.headers.get("Authorization", ""),
            visit.container.certificates,
            account=environment.needed("TASKS_ACCOUNT"),
            audience=environment.needed("TASKS_AUDIENCE"),
            patience=seconds_left(visit.request.environ),
        )
    except VariableMissing as missing:
        visit.container.throttled_log.error(str(missing))
        known = False
    except CertificatesUnavailable as error:
        visit.container.throttled_log.error(str(error))
        raise TurnedAway(503, "The proof cannot be checked now.") from error
    if not known:
        raise TurnedAway(401, "The token is wrong or missing.")
