"""This machine: a free port, and requests that never leave it through a proxy."""

import socket

import requests

LOCALHOST = "127.0.0.1"


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.create_server((LOCALHOST, 0)) as probe:
        return int(probe.getsockname()[1])


def local_session() -> requests.Session:
    """A session that no proxy variable of the newcomer's machine sends astray."""
    session = requests.Session()
    session.trust_env = False
    return session
