"""The email to the owner about what closes the program, was counted wrong or waits: one a day, over all instances."""

import threading
import time
from collections.abc import Callable
from datetime import datetime
from threading import Thread
from typing import TYPE_CHECKING

from service.environment import Environment, VariableMalformed, VariableMissing
from service.log_lines import ThrottledLog, log
from sheets.codec.translation import said
from sheets.engine.alarm_note import CLOSES, OWNER_EMAIL, Alarm, AlarmNote, NightNews
from sheets.google.errors import WorkbookError
from words.web_links import sheet_link

if TYPE_CHECKING:
    from email.message import EmailMessage

    from mail.smtp import MailServer

AGAIN_SECONDS = 3600.0
"""The least time between two looks of one instance at whether the owner has had this day's email."""


class OwnerAlarm:
    """For any number of threads. ``note`` and ``mail_server`` are made when they are needed."""

    def __init__(
        self,
        environment: Environment,
        *,
        note: Callable[[], AlarmNote],
        mail_server: "Callable[[], MailServer | Exception]",
        clock: Callable[[], datetime],
        throttled_log: ThrottledLog,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._environment = environment
        self._note = note
        self._mail_server = mail_server
        self._clock = clock
        self._throttled_log = throttled_log
        self._monotonic = monotonic
        self._turn, self._writing = threading.Lock(), threading.Lock()
        self._made: AlarmNote | None = None
        self._due = float("-inf")

    def about(self, error: Exception) -> Thread | None:
        """Writes to the owner if this closes the program, in a thread of its own: no customer waits for it.

        Gives the thread, which a task waits for; None where there is nothing to do.
        """
        if not isinstance(error, CLOSES) or not self._has_turn():
            return None
        thread = Thread(target=self._send, args=(error,), name="owner-alarm", daemon=True)
        thread.start()
        return thread

    def after_the_night(self, news: NightNews) -> bool:
        """Writes to the owner what the nightly run has to tell; waits.

        True when the mail server has taken it. False without news, after this day's email, and where none can go
        out; the log says why, and the next try comes with the next call an hour later.
        """
        return bool(news) and self._send(news)

    def _has_turn(self) -> bool:
        with self._turn:
            now = self._monotonic()
            if now < self._due:
                return False
            self._due = now + AGAIN_SECONDS
            return True

    def _send(self, about: WorkbookError | NightNews) -> bool:
        with self._writing:
            return self._written_and_sent(about)

    def _written_and_sent(self, about: WorkbookError | NightNews) -> bool:
        from mail.letters import LetterBroken  # the chat writes no letters
        from mail.sanitise import BadRecipient, BadSender, read_sender
        from mail.smtp import PostClosed
        from mail.smtp_url import BadAddress

        try:
            post = self._mail_server()
            if isinstance(post, Exception):
                raise post
            read_sender(self._environment.sender)
            note = self._made = self._made or self._note()
            alarm = note.take(about, self._clock())
            if alarm is None:
                return False
            return self._deliver(post, self._written(alarm), note, alarm)
        except (
            WorkbookError,
            VariableMissing,
            VariableMalformed,
            LetterBroken,
            BadRecipient,
            BadSender,
            BadAddress,
            PostClosed,
        ) as error:
            self._throttled_log.error(f"the owner was not written to: {type(error).__name__}: {error}")
        return False

    def _deliver(self, post: "MailServer", message: "EmailMessage", note: AlarmNote, alarm: Alarm) -> bool:
        from mail.smtp import Delivered, LetterRefused, PostClosed

        try:
            with post.connection() as connection:
                delivered = connection.deliver(message)
        except PostClosed:
            note.give_back(alarm, self._clock())
            raise
        if isinstance(delivered, LetterRefused):
            log.warning("the owner was not written to: %s", delivered.why)
            note.give_back(alarm, self._clock())
        return isinstance(delivered, Delivered)

    def _written(self, alarm: Alarm) -> "EmailMessage":
        from mail.owner.alarm_letter import AlarmFacts, Finding, write_alarm

        settings = alarm.settings
        facts = AlarmFacts(
            to=settings.owner_email,
            day=alarm.day,
            findings=[Finding(told.why, told.tab, told.row, told.column) for told in alarm.told],
            kind=alarm.kind,
            program=settings.program_name,
            shop=settings.shop_name,
            setting=said(OWNER_EMAIL, alarm.language),
            problems=alarm.problems_title,
            sheet=sheet_link(self._environment.spreadsheet),
            shop_link=settings.shop_link,
            logo=settings.logo,
            colour=settings.colour,
        )
        return write_alarm(facts, language=alarm.language, sender=self._environment.sender, now=self._clock())
