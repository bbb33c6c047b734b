"""``make test-live SPREADSHEET=...``: what the stand-in promises, tried on a real spreadsheet.

It works in tabs of its own, which it removes, and refuses a spreadsheet that customers are in. Where a person has to do
something it asks only ``--by-hand``, says what, and waits.
"""

import argparse
import os
import secrets
import sys
from datetime import UTC, datetime

from service.container import credentials_here
from service.environment import Environment, spreadsheet_id
from sheets.google.errors import NoAccess
from tests.live.google import Live, Stopped
from tests.live.report import Came, Seen, report, try_all
from tests.live.scratch import RACES, InUse, Run


def main() -> int:
    """Exit status 0 when all is as assumed, 1 when something differs, 2 when it could not be tried."""
    arguments = argparse.ArgumentParser(prog="make test-live SPREADSHEET=...", description=__doc__)
    arguments.add_argument("spreadsheet", help="the id or the web address of an empty spreadsheet that you may edit")
    arguments.add_argument("--by-hand", action="store_true", help="ask, too, what you have to do something for")
    races = "how many races two processes run for the fence; a thousand take over half an hour of Google's quota"
    arguments.add_argument("--races", type=int, default=RACES, metavar="N", help=races)
    given = arguments.parse_args()
    if not given.spreadsheet.strip():
        arguments.error("name a spreadsheet: make test-live SPREADSHEET=https://docs.google.com/spreadsheets/d/...")
    run = Run(_ask if given.by_hand else None, given.races, _say)
    seen = list[Seen]()
    try:
        live = Live(spreadsheet_id(given.spreadsheet), credentials_here(), Environment(os.environ).sheets_url)
        for result in try_all(live, secrets.token_hex(4), run=run):
            _say(str(result))
            seen.append(result)
    except (InUse, NoAccess, Stopped) as error:
        _say(f"Stopped: {str(error).rstrip('.')}.")
        return 2
    sys.stdout.write(report(seen, live, datetime.now(UTC).date()) + "\n")
    return int(any(result.came is Came.DIFFERS for result in seen))


def _say(words: str) -> None:
    sys.stderr.write(f"{words}\n")


def _ask(what: str) -> str:
    """Tells a person what to do, and waits for Enter."""
    _say(f"\n    Please do this by hand: {what}\n    Then press Enter.")
    typed = sys.stdin.readline()
    if not typed:
        raise Stopped("nobody is there to do what has to be done by hand")
    return typed.strip()


if __name__ == "__main__":
    sys.exit(main())
