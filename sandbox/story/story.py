"""The story of the first day, played over HTTP as ManyChat and Cloud Scheduler would; any other answer ends it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from textwrap import fill, indent, wrap
from typing import assert_never
from zoneinfo import ZoneInfo

import click

from sandbox.customers import Customer
from sandbox.desk.kept_letters import ShownLetter, shown_letters
from sandbox.desk.sheet_view import visible_tab
from sandbox.manychat_flows.bubbles import Bubble
from sandbox.manychat_flows.conversation import Conversation, NothingToTap, Turn
from sandbox.story.demo_shop import ZONE
from sandbox.story.expected import StoryBroken, compare, find_words
from sandbox.story.scene import Scene
from sandbox.story.script import (
    Buys,
    BuysByLink,
    Chapter,
    DaysPass,
    Deed,
    Does,
    OpensOrderMail,
    ReminderRun,
    ShopMakesCodes,
    Step,
    opens,
    the_first_day,
)
from sandbox.story.shopping import MARGIN, buy, buy_by_link, let_the_shop_make_codes, mailed_word

LEDGER = ("Time", "Email", "Entry", "Points", "For", "Note")
WIDTH = 100
SILENCE = Bubble("(Nothing is said.)")
LETTER_LINES = 14
"""What is printed of a letter, so that a chapter stays on one screen."""

Say = Callable[[str], None]


def play(scene: Scene, say: Say, chapters: Sequence[Chapter] | None = None) -> None:
    """Plays the chapters and the Ledger at the end, line by line; raises StoryBroken or TaskFailed."""
    today = datetime.now(ZoneInfo(ZONE)).date()
    told = chapters or the_first_day(today, shop_makes_codes=scene.shop.takes_codes)
    for number, chapter in enumerate(told, start=1):
        say(f"\n{click.style(f'{number}. {chapter.title}', bold=True)}")
        for step in chapter.steps:
            for line in _play_step(scene, step):
                say(line)
    say(f"\n{click.style('The Ledger', bold=True)}, as the owner sees it:\n")
    for line in ledger_lines(scene):
        say(f"{MARGIN}{line}")
    say(f"\n{MARGIN}{', '.join(_sums(scene))}: the Ledger adds up to what the tab Members shows.")


def ledger_lines(scene: Scene) -> Iterator[str]:
    """The Ledger as a small table of text; what only widens the sheet for later has nothing to say here."""
    shown = visible_tab(scene.owner, "Ledger").texts()
    rows = [LEDGER, *(tuple(row.get(heading, "") for heading in LEDGER) for row in shown if any(row.values()))]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    points = LEDGER.index("Points")
    for row in rows:
        cells = (
            cell.rjust(width) if place == points else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        yield "  ".join(cells).rstrip()


def _sums(scene: Scene) -> Iterator[str]:
    entries = scene.owner.tab("Ledger")
    for member in scene.owner.tab("Members"):
        total = sum(entry["Points"] for entry in entries if entry["Member"] == member["Member"])
        compare("the Ledger adds up", {"Points": total}, member)
        yield f"{member['Name']} {total}"


def _play_step(scene: Scene, step: Step) -> Iterator[str]:
    match step:
        case Does():
            return _do(scene, step)
        case DaysPass():
            return _let_days_pass(scene, step)
        case ReminderRun():
            return _run_reminders(scene, step)
        case ShopMakesCodes():
            return let_the_shop_make_codes(scene)
        case Buys():
            return buy(scene, step)
        case OpensOrderMail():
            return _do(scene, opens(step.customer, mailed_word(scene, step), step.says, step.points))
        case BuysByLink():
            return buy_by_link(scene, step)
        case _:
            assert_never(step)


def _do(scene: Scene, step: Does) -> Iterator[str]:
    chat = scene.chats.of(step.customer)
    named = f"{step.customer.name} {step.deed.value}: {step.what}"
    try:
        turn = _done(chat, step)
    except NothingToTap as error:
        raise StoryBroken(named, str(error)) from error
    compare(named, {"failed": "", "dropped": ()}, {"failed": turn.failed, "dropped": turn.dropped})
    find_words(named, step.says, turn.text)
    if step.points is not None:
        compare(named, {"Points": step.points}, _member(scene, step.customer))
    where = f"({step.customer.channel.value})"
    yield f"\n{MARGIN}{click.style(named, fg='cyan')}  {click.style(where, dim=True)}"
    for bubble in turn.bubbles or (SILENCE,):
        yield from _bubble(bubble)


def _done(chat: Conversation, step: Does) -> Turn:
    match step.deed:
        case Deed.OPENS:
            return chat.open(step.what)
        case Deed.TYPES:
            return chat.type(step.what)
        case Deed.TAPS:
            return chat.tap(step.what, step.on)
        case Deed.CHOOSES:
            return chat.choose(step.what)
        case _:
            assert_never(step.deed)


def _bubble(bubble: Bubble) -> Iterator[str]:
    for line in bubble.text.splitlines():
        yield fill(line, WIDTH, initial_indent=f"{MARGIN}  ", subsequent_indent=f"{MARGIN}  ")
    if bubble.buttons:
        captions = "  ".join(f"[{button.caption}]" for button in bubble.buttons)
        yield f"{MARGIN}  {click.style(captions, dim=True)}"


def _member(scene: Scene, customer: Customer) -> Mapping[str, object]:
    members = scene.owner.tab("Members")
    return next((member for member in members if member.get("Email") == customer.email), {})


def _let_days_pass(scene: Scene, step: DaysPass) -> Iterator[str]:
    joined = datetime.now(ZoneInfo(ZONE)) - timedelta(days=step.days)
    scene.owner.type_over("Members", step.customer.email, "Joined", f"{joined:%Y-%m-%d %H:%M:%S}")
    yield f"\n{MARGIN}The owner types into Members, under Joined of {step.customer.name}: {joined:%Y-%m-%d %H:%M}"


def _run_reminders(scene: Scene, step: ReminderRun) -> Iterator[str]:
    named, before = "the reminder run", len(scene.mailbox.letters)
    counts = scene.scheduler.run("remind")
    compare(named, step.expects, counts)
    letters = shown_letters(scene.mailbox)[before:]
    compare(named, {"letters": step.expects["sent"]}, {"letters": len(letters)})
    told = ", ".join(f"{name} {count}" for name, count in counts.items() if name != "task")
    yield f"\n{MARGIN}{click.style('The reminder run', fg='cyan')}  {click.style(f'→ {told}', dim=True)}"
    for letter in letters:
        find_words(named, step.says, letter.text)
        yield from _letter(letter)


def _letter(letter: ShownLetter) -> Iterator[str]:
    yield f"{MARGIN}  A letter to {letter.recipient}: {letter.subject}"
    lines = [part for line in letter.text.strip().splitlines() for part in wrap(line, WIDTH) or [""]]
    yield indent("\n".join(lines[:LETTER_LINES]), f"{MARGIN}  | ", lambda _line: True)
    if len(lines) > LETTER_LINES:
        yield f"{MARGIN}  … and {len(lines) - LETTER_LINES} lines more; the desk shows the whole letter."
