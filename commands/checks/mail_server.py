"""The mail server: a real log-in, and whether it takes MAIL_FROM as the sender. Nothing is sent."""

from collections.abc import Iterator
from dataclasses import dataclass

from commands.checks.finding import Finding
from mail.sanitise import BadSender, read_sender
from mail.smtp import MailServer, PostClosed
from mail.smtp_url import BadAddress
from service.environment import Environment, VariableMissing

SMTP_SECONDS = 10.0
LOG_IN = (
    "See SMTP_URL: host, port, user and password as your mail provider gives them for SMTP, characters such as / and @ "
    "in the password as %2F and %40; some want a password made for this app alone."
)
SENDER = "Let your mail provider confirm the address of MAIL_FROM, or name one that it has."


@dataclass(slots=True)
class PostCheck:
    """The mail server; ``reached`` once it has let us in and takes the sender."""

    environment: Environment
    reached: bool = False

    def look(self) -> Iterator[Finding]:
        """What keeps emails from leaving."""
        try:
            url, sender = self.environment.needed("SMTP_URL"), read_sender(self.environment.needed("MAIL_FROM"))
            post = MailServer(url, timeout=SMTP_SECONDS)
        except (VariableMissing, BadAddress, BadSender):
            return  # told with the variables
        try:
            with post.connection() as connection:
                try:
                    connection.introduce(sender.addr_spec)
                    self.reached = True
                except PostClosed as error:
                    yield Finding("mail.sender", _sentence(error), SENDER, blocks=True)
        except PostClosed as error:
            self.reached = False
            yield Finding("mail.server", _sentence(error), LOG_IN, blocks=True)


def _sentence(error: PostClosed) -> str:
    return f"No email can go out: {error.why.rstrip('.')}."
