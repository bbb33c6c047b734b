"""A mail server in a process of its own that takes every letter and keeps none, so that its work is not measured.

The sandbox's mail box keeps what it gets and reads it line by line in Python, for which a letter waits 1 ms of its
processor time; servers are written in C.
"""

import multiprocessing
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection

from sandbox.localhost import LOCALHOST

LINE, LETTER = b"\r\n", b"\r\n.\r\n"
"""How a command ends, and how a letter does (RFC 5321 4.1.1.4)."""
PIECE = 1 << 16


@contextmanager
def mail_sink() -> Iterator[str]:
    """The address of the server, for as long as the ``with`` block runs; it has one caller at a time."""
    processes = multiprocessing.get_context("spawn")
    ours, theirs = processes.Pipe()
    process = processes.Process(target=_serve, args=(theirs,), daemon=True)
    process.start()
    try:
        yield ours.recv()
    finally:
        process.terminate()
        process.join()


def _serve(line: "Connection[str, str]") -> None:
    with socket.create_server((LOCALHOST, 0)) as server:
        line.send(f"smtp://{LOCALHOST}:{server.getsockname()[1]}")
        while True:
            caller, _ = server.accept()
            with caller:
                _talk(caller)


def _talk(caller: socket.socket) -> None:
    caller.sendall(b"220 sink\r\n")
    while command := _heard(caller, LINE):
        match command[:4].upper():
            case b"QUIT":
                caller.sendall(b"221 bye\r\n")
            case b"DATA":
                caller.sendall(b"354 go on\r\n")
                _heard(caller, LETTER)
                caller.sendall(b"250 taken\r\n")
            case _:
                caller.sendall(b"250 fine\r\n")


def _heard(caller: socket.socket, end: bytes) -> bytes:
    """What the caller says until this end; nothing when they have hung up."""
    heard = b""
    while not heard.endswith(end):
        piece = caller.recv(PIECE)
        if not piece:
            return b""
        heard += piece
    return heard
