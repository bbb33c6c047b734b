"""``make test-live SPREADSHEET=...``: what the stand-in promises, tried on a real spreadsheet.

It works in tabs of its own, which it removes, and refuses a spreadsheet that customers are in.
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
from tests.live.report import Seen, report, try_all
from tests.live.scratch import InUse


def main() -> int:
    """Exit status 0 when all is the same, 1 when something differs, 2 when it could not be tried."""
    arguments = argparse.ArgumentParser(prog="make test-live SPREADSHEET=...", description=__doc__)
    arguments.add_argument("spreadsheet", help="the id or the web address of an empty spreadsheet that you may edit")
    given = arguments.parse_args().spreadsheet
    if not given.strip():
        arguments.error("name a spreadsheet: make test-live SPREADSHEET=https://docs.google.com/spreadsheets/d/...")
    seen = list[Seen]()
    try:
        live = Live(spreadsheet_id(given), credentials_here(), Environment(os.environ).sheets_url)
        for result in try_all(live, secrets.token_hex(4)):
            sys.stderr.write(f"{'the same' if result.kept else 'DIFFERS '}  {result.behaviour}\n")
            seen.append(result)
    except (InUse, NoAccess, Stopped) as error:
        sys.stderr.write(f"Stopped: {str(error).rstrip('.')}.\n")
        return 2
    sys.stdout.write(report(seen, live, datetime.now(UTC).date()) + "\n")
    return int(not all(result.kept for result in seen))


if __name__ == "__main__":
    sys.exit(main())
