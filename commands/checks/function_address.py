"""The function at its public address: is it ours, does it know our secrets, read its sheet and guard its tasks?"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import urlsplit

import requests

from commands.checks.finding import Finding
from commands.checks.shop_doors import SignedTest, check_doors
from service.auth import unsigned_token
from service.container import now
from service.environment import Environment
from service.signed_links import NOBODY, OF_NOBODY, unsubscribe_link
from service.version import VERSION
from sheets.google.deadline_transport import DeadlineTransport, within
from words.web_links import host_of

ADDRESS_SECONDS = 12.0
"""The function answers within eight, and a first request has it started."""
NO_CONTACT = {"contact": {"id": "1"}}
"""A contact whom ManyChat has never given: they are told that they are no member, and nothing changes."""
TALK_DOOR = "manychat/talk/block"
TASKS = ("tidy", "remind")
"""The first of them does the least harm if it is not guarded."""
DEPLOY_AGAIN = "Deploy the program again."
READS_NOTHING = Finding(
    "address.no_spreadsheet",
    "The function answers, but cannot read its spreadsheet.",
    "Share the spreadsheet with the function's own service account as an Editor; its log says why in one line.",
    blocks=True,
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status, and the JSON object where it is one; status 0 and why where nothing came."""

    status: int
    body: dict[str, object] = field(default_factory=dict)
    why: str = ""

    @property
    def said(self) -> str:
        """As a sentence's end."""
        return f"it answers {self.status}" if self.status else f"it gives no answer ({self.why})"


@dataclass(slots=True)
class AddressCheck:
    """PUBLIC_URL: looked at first; its doors are knocked at only when it is ours.

    ``took_secrets`` once it has taken each secret of ManyChat's, read its spreadsheet and answered the chat.
    """

    environment: Environment
    took_secrets: bool = False
    _may_knock: bool = False

    def look(self) -> Iterator[Finding]:
        """What is wrong there; secrets go there only when it is ours, and nobody can listen on the way."""
        address = self.environment.public_url
        if not host_of(address):
            return  # told with the variables
        # Asked without a secret first: an address that is not ours, or in the clear, must not be shown one.
        home = _ask("GET", f"{address}/")
        if home.body.get("service") != "regulars":
            yield _not_ours(address, home)
        elif urlsplit(address).scheme == "http" and not _is_here(address):
            sentence = "The address in PUBLIC_URL begins with http://, so anybody on the way can read along."
            yield Finding("address.not_https", sentence, "Write https:// instead.", blocks=True)
        else:
            self._may_knock = True
            yield from _version(home)
            of_the_chat = [*_secrets(self.environment), *_conversation(self.environment)]
            self.took_secrets = bool(_good_secrets(self.environment)) and not of_the_chat
            yield from dict.fromkeys([*of_the_chat, *_links(self.environment)])

    def knock(self) -> Iterator[Finding]:
        """Whether the scheduler's doors turn away who has no proof."""
        for task in TASKS if self._may_knock else ():
            finding = _door(self.environment, task)
            if finding:
                yield finding
                return

    def shops(self) -> Iterator[Finding]:
        """Whether the doors of the shops' webhooks take what a shop signs; nothing is booked."""
        if self._may_knock:
            yield from check_doors(self.environment, now(), self._send)

    def _send(self, door: str, test: SignedTest) -> tuple[int, str]:
        answer = _ask("POST", f"{self.environment.public_url}/{door}", test=test)
        return answer.status, answer.said


def _not_ours(address: str, home: Answer) -> Finding:
    if home.status in (401, 403):
        sentence = f"The function at {address} is closed to ManyChat: {home.said}."
        to_do = "Let everybody call it (it asks for its own proofs): gcloud run deploy ... --allow-unauthenticated"
        return Finding("address.closed", sentence, to_do, blocks=True)
    sentence = f"The function does not answer at {address}: {home.said}."
    to_do = "Deploy it, or correct PUBLIC_URL: the address that deploying prints, without anything after the host."
    return Finding("address.silent", sentence, to_do, blocks=True)


def _version(home: Answer) -> Iterator[Finding]:
    there = home.body.get("version")
    if isinstance(there, str) and there != VERSION:
        sentence = f"The function is version {there[:20]}, and this is {VERSION}."
        yield Finding("address.version", sentence, DEPLOY_AGAIN)


def _conversation(environment: Environment) -> Iterator[Finding]:
    """The address of the flow's block, asked as ManyChat asks it: who has no member's row is told what there is."""
    secret = next(iter(_good_secrets(environment)), "")
    if not secret:
        return  # told with the variables
    answer = _ask("POST", f"{environment.public_url}/{TALK_DOOR}", secret=secret, body=NO_CONTACT)
    if answer.status == 404:
        sentence = "The function is of an older version, which leads no conversation in the chat."
        yield Finding("address.conversation", sentence, DEPLOY_AGAIN, blocks=True)
    elif answer.status != 401 and answer.body.get("version") != "v2":  # a wrong secret is told already
        sentence = f"The function does not answer at /{TALK_DOOR} as it should: {answer.said}."
        yield Finding("address.conversation", sentence, DEPLOY_AGAIN, blocks=True)


def _secrets(environment: Environment) -> Iterator[Finding]:
    """Each secret is shown once, with a question that changes nothing."""
    secrets = _good_secrets(environment)
    for number, secret in enumerate(secrets, 1):
        answer = _ask("POST", f"{environment.public_url}/manychat/points", secret=secret, body=NO_CONTACT)
        which = (
            "the MANYCHAT_SECRET" if len(secrets) == 1 else f"secret {number} of the {len(secrets)} in MANYCHAT_SECRET"
        )
        if answer.status == 401:
            sentence = f"The function does not take {which} that is set here."
            to_do = "Set the same secret for the function, here and in ManyChat's requests."
            yield Finding("address.secret", sentence, to_do, blocks=True)
        elif answer.body.get("code") == "later":
            yield READS_NOTHING
        elif answer.status != 200:
            sentence = f"The function does not answer the chat as it should: {answer.said}."
            yield Finding("address.chat", sentence, DEPLOY_AGAIN, blocks=True)


def _good_secrets(environment: Environment) -> tuple[str, ...]:
    """What is wrong with those that are left out is told with the variables."""
    return environment.secrets("MANYCHAT_SECRET", now().date())


def _links(environment: Environment) -> Iterator[Finding]:
    """A link out of letters, signed here for nobody, must be known there as ours."""
    link = unsubscribe_link(NOBODY, address=environment.public_url, key=environment.link_key)
    if not link:
        return  # told with the variables
    answer = _ask("GET", link)
    if answer.status == 503:
        yield READS_NOTHING
    elif answer.status != 404:
        sentence = f"The page that ends letters does not answer as it should: {answer.said}."
        yield Finding("address.page", sentence, "Run the check again; if it stays, look into the log.")
    elif answer.body.get("error") != OF_NOBODY:
        sentence = "The function does not take a link that was signed here with LINK_KEY."
        to_do = "Set the same LINK_KEY for the function and here, or links in letters that are sent from here are dead."
        yield Finding("address.link_key", sentence, to_do)


def _door(environment: Environment, task: str) -> Finding | None:
    """What is wrong at the door of one task."""
    account, audience = (environment.variables.get(name, "").strip() for name in ("TASKS_ACCOUNT", "TASKS_AUDIENCE"))
    for secret in ("", unsigned_token(account=account, audience=audience)):
        answer = _ask("POST", f"{environment.public_url}/tasks/{task}", secret=secret)
        match answer.status:
            case 401 | 403:
                continue
            case 503:
                sentence = "The function cannot fetch Google's certificates, so it turns the scheduler away, too."
                to_do = "See TASKS_CERTS_URL, and leave it out if it is set."
                return Finding("tasks.certificates", sentence, to_do, blocks=True)
            case 404:
                return Finding("tasks.missing", f"The function knows no task {task}.", DEPLOY_AGAIN, blocks=True)
            case status if status // 100 == 2:
                sentence = f"The task {task} does not turn away who has no proof: {answer.said}."
                return Finding("tasks.open", sentence, DEPLOY_AGAIN, blocks=True)
        sentence = f"The task {task} does not answer as it should: {answer.said}."
        return Finding("tasks.odd", sentence, "Run the check again; if it stays, look into the log.", blocks=True)
    return None


def _is_here(url: str) -> bool:
    """True for this very machine, on the way to which nobody listens."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _ask(method: str, url: str, *, secret: str = "", body: object = None, test: SignedTest | None = None) -> Answer:
    """One request, without following anybody elsewhere; it is over when its time is up."""
    headers = {"Authorization": f"Bearer {secret}"} if secret else {}
    if test is not None:
        headers |= {"Content-Type": "application/json", **test.headers}
    with requests.Session() as session:
        session.mount("https://", DeadlineTransport())
        session.mount("http://", DeadlineTransport())
        session.trust_env = not _is_here(url)
        try:
            with within(ADDRESS_SECONDS):
                got = session.request(
                    method,
                    url,
                    json=body,
                    data=test.body if test else None,
                    headers=headers,
                    timeout=(ADDRESS_SECONDS / 3, ADDRESS_SECONDS),
                    allow_redirects=False,
                )
        except (requests.RequestException, UnicodeError) as error:
            return Answer(0, why=type(error).__name__)
    try:
        found = json.loads(got.content)
    except (ValueError, RecursionError):
        found = None
    return Answer(got.status_code, found if isinstance(found, dict) else {})
