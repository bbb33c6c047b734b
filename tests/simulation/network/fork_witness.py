"""The witness on the way to Google: an instance that has seen two commits of one number must write no more (law 7)."""

import re
from dataclasses import dataclass

import requests

from sheets.engine.commits.commit_log import MOST_STALE_READS
from sheets.engine.fence import number

_SHOWN = re.compile(rb'"_system!A1[^"]*", "values": \[\["(r[0-9a-f]+-[^"]+)"')
_WRITTEN = re.compile(
    rb'"rowIndex": 0, "columnIndex": 0\}, "rows": \[\{"values": \[\{"userEnteredValue": \{"stringValue": '
    rb'"(r[0-9a-f]+-[^"]+)"'
)


@dataclass(slots=True)
class ForkWitness:
    """What one instance has to know by now: only what has reached it counts."""

    newest: str = ""
    forked: tuple[str, str] | None = None
    committed: str = ""
    older_reads: int = 0
    set_back: bool = False
    """It must know by now that an older version was restored, since whoever asks put this to False."""

    def complaint(self, request: requests.PreparedRequest) -> str:
        """What is wrong with sending this request now; blank when nothing is."""
        writes = self.forked and _WRITTEN.search(_body(request))
        return f"writes on, though two commits have one number: {self.forked}" if writes else ""

    def receives(self, request: requests.PreparedRequest, answer: requests.Response) -> None:
        """An answer reaches the instance."""
        if answer.status_code != requests.codes.ok:
            return
        if written := _WRITTEN.search(_body(request)):
            self.newest = self.committed = written[1].decode()
            self.older_reads = 0
        elif shown := _SHOWN.search(answer.content):
            token = shown[1].decode()
            is_older = number(token) < number(self.committed)
            self.older_reads = self.older_reads + 1 if is_older else 0
            if number(token) == number(self.newest) and token != self.newest:
                self.forked = self.newest, token
            elif number(token) < number(self.newest):
                # An older book may be a stale read, or a restored version from which all counts anew.
                self.newest = ""
        elif request.method == "GET" and self.older_reads > MOST_STALE_READS:
            # It has looked at the fence, as no read became better.
            self.set_back, self.committed, self.older_reads = True, "", 0


def _body(request: requests.PreparedRequest) -> bytes:
    body = request.body or b""
    return body.encode() if isinstance(body, str) else body
