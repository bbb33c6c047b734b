"""A name server on this machine: TXT records over UDP, for looking up what a domain says about its letters."""

import socketserver
from collections.abc import Mapping, Sequence

from dns import flags, message, rcode, rrset

from sandbox.localhost import LOCALHOST, LocalServer

TTL = 300
PART = 255
"""A TXT record consists of strings of so many octets; a longer text comes in parts."""


class Names(LocalServer):
    """Answers for as long as the ``with`` block runs; a name without records exists only where others end in it."""

    def __init__(self, records: Mapping[str, Sequence[str]]) -> None:
        self.records = {name: tuple(texts) for name, texts in records.items()}
        super().__init__(socketserver.UDPServer((LOCALHOST, 0), _handler(self)), "names")

    def answer(self, asked: bytes) -> bytes:
        """The answer to one question, as they go over the wire."""
        query = message.from_wire(asked)
        answer = message.make_response(query)
        answer.flags |= flags.RA
        (question,) = query.question
        name = question.name.to_text(omit_final_dot=True)
        texts = self.records.get(name, ())
        if texts:
            records = [" ".join(f'"{text[at : at + PART]}"' for at in range(0, len(text), PART)) for text in texts]
            answer.answer.append(rrset.from_text(question.name, TTL, "IN", "TXT", *records))
        elif not any(record_name.endswith(f".{name}") for record_name in self.records):
            answer.set_rcode(rcode.NXDOMAIN)
        return answer.to_wire()


def _handler(names: Names) -> type[socketserver.BaseRequestHandler]:
    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            asked, line = self.request
            line.sendto(names.answer(asked), self.client_address)

    return Handler
