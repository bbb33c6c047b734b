"""What Google, or something that answers in its place, may say: late, never-ending, huge, or of another shape."""

import gzip
import json
import socket
import ssl
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from google.auth.credentials import AnonymousCredentials
from google.oauth2.service_account import Credentials

from loyalty.book.book import Book
from loyalty.book.decision import Decision
from loyalty.member.claim import claim_order
from loyalty.member.join import join
from loyalty.outcomes.claiming import AlreadyClaimed, Claimed
from sandbox.google.http.access import Access
from sandbox.google.http.faults import Faults, Refuse
from sandbox.google.methods.core import Google as StandIn
from sandbox.owner import Owner
from sheets.google.client import SCOPES, Google, Spent, authorized_session
from sheets.google.deadline_transport import MOST_BYTES, first_that_answers
from sheets.google.errors import NoAccess, NoAnswer, NotInTime, TabsChanged, WorkbookError
from sheets.google.grid import GridRange
from sheets.workbook import Workbook

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SPREADSHEET = "the-owners-sheet"
HOST = "127.0.0.1"
Say = Callable[[socket.socket], None]
CORNER = GridRange(7, "Ana's", last_row=1, last_column=0)
ECHO = b'"dataFilters": [{"gridRange": {"sheetId": 7, "endRowIndex": 1, "endColumnIndex": 1}}]'
"""How Google names the corner in its answer: without the zeros."""
EMPTY_CELLS = b'{"valueRanges": [{"valueRange": {"range": "\'Ana\'\'s\'!A1"}, ' + ECHO + b"}]}"


class Speaker:
    """Something on a socket that reads a request and says what it is told to, byte by byte if need be."""

    def __init__(self, secrecy: ssl.SSLContext | None = None) -> None:
        self.says: Say = lambda _line: None
        self._secrecy = secrecy
        self._closing = False
        self.asked: list[bytes] = []
        self._door = socket.create_server((HOST, 0))
        self.url = f"http://{HOST}:{self._door.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            line, _ = self._door.accept()
            if self._closing:
                line.close()
                return
            with self._secrecy.wrap_socket(line, server_side=True) if self._secrecy else line as line:
                self.asked.append(_request(line).partition(b"\r\n")[0])
                with suppress(OSError):  # the other side has hung up
                    self.says(line)

    def close(self) -> None:
        self._closing = True
        socket.create_connection(self._door.getsockname()).close()
        self._thread.join()
        self._door.close()


def _request(line: socket.socket) -> bytes:
    """All of it: a line that is closed with something unread is cut, and the answer on it lost."""
    text = b""
    while b"\r\n\r\n" not in text and (more := line.recv(65_536)):
        text += more
    head, _, body = text.partition(b"\r\n\r\n")
    [length] = [int(one[15:]) for one in head.lower().split(b"\r\n") if one.startswith(b"content-length:")] or [0]
    while len(body) < length and (more := line.recv(65_536)):
        body += more
    return head


@pytest.fixture
def speaker() -> Iterator[Speaker]:
    speaker = Speaker()
    yield speaker
    speaker.close()


@pytest.fixture
def google(speaker: Speaker) -> Google:
    return Google(SPREADSHEET, authorized_session(AnonymousCredentials()), url=speaker.url)


@pytest.fixture
def secret_speaker(tmp_path: Path) -> Iterator[tuple[Speaker, Path]]:
    """The same behind TLS, and the file that proves who it is."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    today = datetime.now(UTC)
    proof = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(HOST))]), critical=False)
        .sign(key, SHA256())
    )
    certificate, private = tmp_path / "certificate.pem", tmp_path / "key.pem"
    certificate.write_bytes(proof.public_bytes(Encoding.PEM))
    private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    secrecy = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    secrecy.load_cert_chain(certificate, private)
    speaker = Speaker(secrecy)
    speaker.url = speaker.url.replace("http:", "https:")
    yield speaker, certificate
    speaker.close()


def whole(body: bytes, *headers: str, status: str = "200 OK", length: int | None = None) -> Say:
    """The body, with Content-Length."""
    lines = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(body) if length is None else length}", "", ""]
    return lambda line: line.sendall("\r\n".join(lines).encode() + body)


def trickling(text: bytes) -> Say:
    """All of it at once but for its end, which comes a byte at a time and for ever."""

    def say(line: socket.socket) -> None:
        line.sendall(text)
        for _ in range(400):
            line.sendall(b" ")
            time.sleep(0.05)

    return say


@pytest.mark.parametrize(
    "text",
    [
        b"HTTP/1.1 200",
        b"HTTP/1.1 200 OK\r\nX-Slow:",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10000\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;",
        b"HTTP/1.1 503 Unavailable\r\nContent-Length: 100000\r\n\r\n",
    ],
)
def test_an_answer_that_trickles_is_given_up_when_its_time_is_up(speaker: Speaker, google: Google, text: bytes) -> None:
    speaker.says = trickling(text)
    began = time.monotonic()

    with pytest.raises(NoAnswer):
        google.cells([CORNER], seconds=0.5, spent=Spent())

    assert time.monotonic() - began < 2


def test_over_tls_an_answer_is_taken_and_one_that_trickles_is_given_up(secret_speaker: tuple[Speaker, Path]) -> None:
    speaker, certificate = secret_speaker
    session = authorized_session(AnonymousCredentials())
    session.verify = str(certificate)
    google = Google(SPREADSHEET, session, url=speaker.url)

    speaker.says = whole(EMPTY_CELLS)
    taken = google.cells([CORNER], seconds=5, spent=Spent())
    speaker.says = trickling(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    began = time.monotonic()
    with pytest.raises(NoAnswer):
        google.cells([CORNER], seconds=0.5, spent=Spent())

    assert taken == [[]]
    assert time.monotonic() - began < 2


def test_a_chat_is_answered_in_time_though_every_answer_trickles(speaker: Speaker, google: Google) -> None:
    speaker.says = trickling(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    workbook = Workbook(google, clock=lambda: NOW, chance=lambda: "chance")
    began = time.monotonic()

    with pytest.raises(NotInTime):
        workbook.transact(claims("1042"), seconds=2.5)

    assert time.monotonic() - began < 4


@pytest.mark.parametrize(
    "says",
    [
        lambda line: line.sendall(b"HTTP/1.1 503 Unavailable\r\nContent-Length: 2\r\n\r\n{}"),
        trickling(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"),
        lambda _line: None,
    ],
)
def test_a_token_that_does_not_come_is_no_answer_in_time(speaker: Speaker, says: Say) -> None:
    speaker.says = says
    credentials = Credentials.from_service_account_info(Access(speaker.url).service_account(), scopes=SCOPES)
    google = Google(SPREADSHEET, authorized_session(credentials), url=speaker.url)
    began = time.monotonic()

    with pytest.raises(NoAnswer):
        google.cells([CORNER], seconds=0.8, spent=Spent())

    assert time.monotonic() - began < 2
    assert speaker.asked == [b"POST /token HTTP/1.1"]


def test_an_answer_in_many_pieces_that_is_there_in_time_is_taken(speaker: Speaker, google: Google) -> None:
    def say(line: socket.socket) -> None:
        line.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        for byte in EMPTY_CELLS:
            line.sendall(b"1\r\n" + bytes([byte]) + b"\r\n")
            time.sleep(0.002)
        line.sendall(b"0\r\n\r\n")

    speaker.says = say

    assert google.cells([CORNER], seconds=5, spent=Spent()) == [[]]


def test_addresses_that_do_not_answer_share_one_time_limit() -> None:
    silent = [socket.create_server((HOST, 0), backlog=0) for _ in range(8)]
    callers = [socket.socket() for _ in range(8 * 3)]
    for number, caller in enumerate(callers):  # fills the queues, so that nobody else is let in
        caller.settimeout(0)
        caller.connect_ex(silent[number % 8].getsockname())
    began = time.monotonic()

    with pytest.raises(TimeoutError):
        first_that_answers([(socket.AF_INET, one.getsockname()) for one in silent], 0.4)

    assert time.monotonic() - began < 2
    for one in (*silent, *callers):
        one.close()


def test_urllib3_still_opens_its_connections_where_ours_share_one_time_limit(google: Google, speaker: Speaker) -> None:
    called = set[str]()
    speaker.says = whole(EMPTY_CELLS)
    sys.setprofile(lambda frame, event, _: called.add(frame.f_code.co_name) if event == "call" else None)
    try:
        google.cells([CORNER], seconds=5, spent=Spent())
    finally:
        sys.setprofile(None)

    assert first_that_answers.__name__ in called


def test_the_second_address_is_tried_when_the_first_refuses() -> None:
    with socket.create_server((HOST, 0)) as gone:
        closed = gone.getsockname()
    with socket.create_server((HOST, 0)) as there:
        line = first_that_answers([(socket.AF_INET, closed), (socket.AF_INET, there.getsockname())], 1.0)

        assert line.getpeername() == there.getsockname()
        line.close()


def bomb() -> bytes:
    """Some kilobytes that unpack to more than any answer of Google's."""
    return gzip.compress(EMPTY_CELLS[:-1] + b" " * (MOST_BYTES + 1) + b"}", compresslevel=1)


@pytest.mark.parametrize(
    "says",
    [
        whole(EMPTY_CELLS[:10], length=len(EMPTY_CELLS)),
        lambda line: line.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + EMPTY_CELLS[:10]),
        lambda line: line.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"val"),
        whole(gzip.compress(EMPTY_CELLS)[:-12], "Content-Encoding: gzip"),
        whole(EMPTY_CELLS, "Content-Encoding: gzip"),
        whole(b"", "Location: /elsewhere", status="302 Found"),
        whole(b"", "Location: /elsewhere", status="307 Temporary Redirect"),
        whole(b"", status="304 Not Modified"),
        whole(b"", status="204 No Content"),
        lambda line: line.sendall(b"\x00\xff\r\n\r\n"),
        lambda _line: None,
    ],
)  # fmt: skip
def test_what_is_cut_off_or_sent_elsewhere_is_no_answer(speaker: Speaker, google: Google, says: Say) -> None:
    speaker.says = says

    with pytest.raises(NoAnswer):
        google.commit([], seconds=2, spent=Spent())

    assert len(speaker.asked) == 1


def test_a_small_answer_that_unpacks_to_a_huge_one_is_thrown_away(speaker: Speaker, google: Google) -> None:
    speaker.says = whole(bomb(), "Content-Encoding: gzip")

    with pytest.raises(NoAnswer, match="TooLarge"):
        google.cells([CORNER], seconds=20, spent=Spent())


def test_a_packed_answer_is_unpacked(speaker: Speaker, google: Google) -> None:
    speaker.says = whole(gzip.compress(EMPTY_CELLS), "Content-Encoding: gzip")

    assert google.cells([CORNER], seconds=2, spent=Spent()) == [[]]


def test_a_tab_with_another_title_than_it_had_is_not_read(speaker: Speaker, google: Google) -> None:
    """Its number stayed, but nobody knows what the owner has made of it."""
    speaker.says = whole(EMPTY_CELLS.replace(b"Ana", b"Boris"))

    with pytest.raises(TabsChanged):
        google.cells([CORNER], seconds=2, spent=Spent())


ODD_BODIES = [
    b"",
    b"<html>sorry</html>",
    b"null",
    b"[]",
    b'"words"',
    b"{}",
    b"[" * 100_000,
    b'{"valueRanges": null}',
    b'{"valueRanges": {}}',
    b'{"valueRanges": [null]}',
    b'{"valueRanges": [{}]}',
    b'{"valueRanges": [{"valueRange": {"range": "A1"}, "dataFilters": []}]}',
    b'{"valueRanges": [{"valueRange": {"range": "A1"}, "dataFilters": [{"a1Range": "A1"}]}]}',
    b'{"valueRanges": [{"valueRange": {"range": 1}, "dataFilters": [{"gridRange": {"sheetId": "x"}}]}]}',
    *(
        b'{"valueRanges": [{"valueRange": {"range": "Ana!A1", "values": ' + values + b"}, " + ECHO + b"}]}"
        for values in (b"7", b'["row"]', b'[[{"formula": 1}]]', b"[[NaN]]")
    ),
    b'{"error": {"code": 200}}',
    EMPTY_CELLS + EMPTY_CELLS,
]
ODD_ERRORS = [
    Refuse(status, body)
    for status in (400, 403, 404, 429, 500, 503)
    for body in (b"", b"<html>", b"[]", b'{"error": {}}', b'{"error": "no"}', b'{"error": {"message": "no"}}')
    if not (status in (400, 403, 404) and b"message" in body)
]
ODD = [*(Refuse(200, body) for body in ODD_BODIES), *ODD_ERRORS]


def claims(number: str) -> Callable[[Book], Decision[Any]]:
    return lambda book: claim_order(book, contact="7001", number=number, now=NOW)


@pytest.fixture
def ana(workbook: Workbook) -> Workbook:
    """The instance after Ana has joined."""
    workbook.transact(
        lambda book: join(
            book, contact="7001", email="ana@example.com", name="Ana", language="en", codes=["K7Q4ZD"], now=NOW
        )
    )
    return workbook


@pytest.mark.parametrize("odd", ODD, ids=repr)
def test_an_odd_answer_to_a_read_is_asked_again_and_costs_nobody_anything(
    ana: Workbook, faults: Faults, owner: Owner, odd: Refuse
) -> None:
    faults.next_read(odd)

    claimed = ana.transact(claims("1042"))
    again = ana.transact(claims("1042"))

    assert isinstance(claimed, Claimed)
    assert claimed.standing.points == 110
    assert isinstance(again, AlreadyClaimed)
    assert [row["Cause"] for row in owner.tab("Ledger")][1:] == ["order:1042"]


@pytest.mark.parametrize("odd", ODD, ids=repr)
def test_an_odd_answer_to_a_write_is_looked_into_and_the_claim_is_booked_once(
    ana: Workbook, faults: Faults, owner: Owner, odd: Refuse
) -> None:
    faults.next_write(odd)

    claimed = ana.transact(claims("1042"))

    assert isinstance(claimed, Claimed)
    assert [row["Cause"] for row in owner.tab("Ledger")][1:] == ["order:1042"]


@pytest.mark.parametrize("odd", ODD, ids=repr)
def test_an_odd_description_of_the_spreadsheet_is_asked_for_again(
    instance: Callable[..., Workbook], faults: Faults, owner: Owner, odd: Refuse
) -> None:
    del owner
    faults.next_read(odd)

    answer = instance().transact(lambda book: Decision(book.version))

    assert answer


def test_an_odd_answer_that_stays_is_later_for_everybody_in_time(
    ana: Workbook, outage: list[Any], clock: Any, stand_in: StandIn
) -> None:
    for odd in ODD:
        outage[:] = [odd]
        began = clock.seconds
        with pytest.raises(WorkbookError) as told:
            ana.transact(claims("1042"))
        assert clock.seconds - began <= 8, odd
        assert not isinstance(told.value, NoAccess), odd
        clock.seconds += 60
    outage.clear()

    assert isinstance(ana.transact(claims("1042")), Claimed)
    assert json.dumps(stand_in.tab(SPREADSHEET, "Ledger")).count("order:1042") == 1
