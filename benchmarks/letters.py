"""A reminder run for 10,000 members: letters a second, what one costs, memory and Sheets requests; rendering alone."""

import os
import resource
import time
from datetime import UTC, datetime
from functools import partial

from benchmarks.support.large_shop import SPREADSHEET, Size
from benchmarks.support.mail_sink import mail_sink
from benchmarks.support.options import Options
from benchmarks.support.report_table import Figure, say, show
from benchmarks.support.stand_in import running_stand_in
from loyalty.letters.outbox import take_due
from mail.letters import write
from mail.smtp import MailServer
from service.container import chance, open_google
from service.runs.reminder_run import COMMIT_SECONDS, SLICE, Run
from service.signed_links import unsubscribe_link
from sheets.google.client import Spent
from sheets.workbook import Workbook

MEMBERS = 10_000
SENDER = "Bean & Co <hello@shop.example>"
LINK = partial(unsubscribe_link, address="https://regulars.example", key="the-key-of-the-benchmark")
MAIL_SECONDS = 20.0


def run(options: Options) -> None:
    """Prints the table."""
    members = options.members or MEMBERS
    noon = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0)
    with running_stand_in(Size(members, 5)) as stand_in, mail_sink() as url:
        os.environ["GOOGLE_APPLICATION_CREDENTIALS"] = str(stand_in.credentials)
        google = open_google(SPREADSHEET, stand_in.url)
        workbook = Workbook(google, clock=lambda: noon, chance=chance, quota=(1_000_000, 1_000_000))
        workbook.open()
        before = _memory()
        say("rendering one slice alone")
        taken = workbook.read_whole(seconds=COMMIT_SECONDS).book
        letters = take_due(taken, now=noon, limit=SLICE).outcome.reminders
        began = time.monotonic()
        for letter in letters:
            write(letter, language="en", sender=SENDER, unsubscribe=LINK(letter.letter.member), now=noon)
        rendering = len(letters) / (time.monotonic() - began)
        say(f"sending {members:,} letters")
        spent, began, worked = Spent(), time.monotonic(), time.process_time()
        count = Run(workbook, SENDER, lambda: noon, spent, lambda: True, LINK).send_all(MailServer(url, MAIL_SECONDS))
        seconds, worked = time.monotonic() - began, time.process_time() - worked
    slices = -(-count.sent // SLICE)
    requests = spent.reads + spent.writes
    rows: list[tuple[Figure, ...]] = [
        ("letters sent, of those due", f"{count.sent:,} of {count.due:,}"),
        ("letters a second, the whole run", count.sent / seconds),
        ("our processor time a letter, ms, the whole run", worked / count.sent * 1_000),
        ("letters a second, rendering alone", rendering),
        ("Sheets requests", requests),
        (f"Sheets requests for {SLICE} letters", requests / slices),
        ("memory before the run, MB", before),
        ("memory at the most, MB", _memory()),
    ]
    show(f"Letters: one run, {members:,} members due, slices of {SLICE}", ("what", "figure"), rows)


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
