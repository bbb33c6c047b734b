"""The mail server that letters are handed to, read from its URL."""

from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import SplitResult, unquote, urlsplit

DEFAULT_PORTS = {"smtp": 587, "smtps": 465}
URL_FORM = "it looks like smtp://user:password@host:587 or smtps://user:password@host:465"


class BadAddress(Exception):
    """The mail server's URL cannot be used; ``why`` never repeats a part of it, as each may hold the password."""

    def __init__(self, why: str) -> None:
        super().__init__(f"the mail server's URL {why}; {URL_FORM}")
        self.why = why


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """Where letters are handed over; ``wrapped`` is TLS from the first byte, else STARTTLS is asked for."""

    host: str
    port: int
    wrapped: bool
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)

    @property
    def is_loopback(self) -> bool:
        """True for this very machine, where nobody listens on the way."""
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"


def read_server(url: str) -> ServerAddress:
    """The server that a URL names, percent-encoded user and password decoded; raises BadAddress."""
    parts = _split(url.strip())
    if parts is None or parts.scheme not in DEFAULT_PORTS:
        raise BadAddress("does not begin with smtp:// or smtps:// and a host")
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise BadAddress("goes on after the port: write / ? # within the password as %2F %3F %23")
    user, password = _decoded(parts.username or ""), _decoded(parts.password or "")
    if user is None or password is None:
        raise BadAddress("has a user or a password with characters beyond plain ASCII, which log-ins cannot carry")
    if bool(user) != bool(password):
        raise BadAddress("names a user without a password or a password without a user")
    return ServerAddress(_host(parts), _port(parts), wrapped=parts.scheme == "smtps", user=user, password=password)


# The errors of urllib and of the codecs quote what they could not read, which may be the password:
# each is swallowed whole, and BadAddress is raised outside of its except block, where nothing is chained.


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return parts if parts.netloc else None


def _host(parts: SplitResult) -> str:
    host = parts.hostname or ""
    try:
        usable = bool(host.encode("idna")) and host.isprintable() and " " not in host
    except UnicodeError:
        usable = False
    if not usable:
        raise BadAddress("names no host that could exist")
    return host


def _port(parts: SplitResult) -> int:
    try:
        port = DEFAULT_PORTS[parts.scheme] if parts.port is None else parts.port
    except ValueError:
        port = 0
    if not port:
        raise BadAddress("has a port that is not a number from 1 to 65535")
    return port


def _decoded(text: str) -> str | None:
    decoded = unquote(text, errors="replace")
    return decoded if decoded.isascii() and decoded.isprintable() else None
