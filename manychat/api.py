"""ManyChat's public API, the only place of this room that speaks to the outside: fields and tags set, a flow sent.

What the API takes and answers is known from copies of ManyChat's own description and from people's live bots: errors
may come with HTTP 200, ``success`` means accepted and not delivered, and a flow that is sent twice is read twice.
"""

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import requests
from requests.auth import AuthBase

from manychat.contact_fields import id_of
from manychat.text_fit import one_line, shortened

FIELDS_A_MINUTE, FLOWS_A_MINUTE = 540, 1080
"""A tenth below ManyChat's 10 and 20 a second: calls that leave evenly do not arrive so."""
BUSY_PAUSE_SECONDS = 2.0
BUSY_STATUS, WRONG_TOKEN_STATUSES = 429, (401, 403)
UNSURE_IN_A_ROW = 3
"""After this many flows without an answer in a row no more are sent: nobody knows whether such letters arrived."""
NO_ID = "the member's Contact is no id of ManyChat"
LONGEST_REASON = 160
LONGEST_REASON_READ = 2000
CODES_BELOW = 100_000
"""ManyChat's codes have four digits; a larger number is something else."""
LONGEST_IMPERSONAL = 3
"""A field's value of at most this many characters identifies nobody: it is points, or none."""
_PERSONAL = re.compile(r"(?<!\S)\S*(?:@|%40)\S*|(?<!\w)\+?\d{6,}")
"""Addresses, phone numbers and ids of contacts; the name space of a flow is none of them."""

Json = dict[str, object]


class ChatClosed(Exception):
    """ManyChat cannot be reached or takes nothing from us: this letter was not sent, and no other would be."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Accepted:
    """ManyChat has accepted the letter; whether it arrives it does not say."""


@dataclass(frozen=True, slots=True)
class ChatRefusal:
    """ManyChat does not send it: its window for this contact is closed, or whatever else it says; nothing personal."""

    why: str


@dataclass(frozen=True, slots=True)
class Unsure:
    """The flow was sent and no answer came that says what became of it."""

    why: str


class Api:
    """The API at this address with the page's token, and a limit in seconds for each step of a call.

    ``fields_turn`` and ``flow_turn`` return when it is the next call's turn, ``sleep`` after the seconds it is given.
    """

    def __init__(
        self,
        url: str,
        token: str,
        timeout: float,
        *,
        fields_turn: Callable[[], object],
        flow_turn: Callable[[], object],
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        self._url, self._token, self._timeout = url.rstrip("/"), token, timeout
        self._fields_turn, self._flow_turn, self._sleep = fields_turn, flow_turn, sleep
        self._session = requests.Session()
        self._unsure = 0

    def __repr__(self) -> str:
        return f"Api({self._url!r}, timeout={self._timeout})"

    def deliver(
        self, contact: str, flow: str, fields: Mapping[str, str], *, name: str
    ) -> Accepted | ChatRefusal | Unsure:
        """Sets the contact's fields by their names, 20 at most, and sends the flow, which is done at most once.

        ``name`` is the contact's own, which no refusal repeats.
        Raises ChatClosed when the token is wrong, or ManyChat is away or busy, before the flow is sent.
        """
        subscriber = id_of(contact)
        if not subscriber:
            return ChatRefusal(NO_ID)
        if self._unsure >= UNSURE_IN_A_ROW:
            raise ChatClosed(f"ManyChat did not answer for {UNSURE_IN_A_ROW} letters in a row")
        personal = (name, *name.split(), *(value for value in fields.values() if len(value) > LONGEST_IMPERSONAL))
        refused = self._set_fields(int(subscriber), fields, personal)
        if refused:
            return refused
        sent = self._send_flow(int(subscriber), flow, personal)
        self._unsure = self._unsure + 1 if isinstance(sent, Unsure) else 0
        return sent

    def mark(
        self, contact: str, fields: Mapping[str, str], *, add: Sequence[str], remove: Sequence[str]
    ) -> Accepted | ChatRefusal:
        """Sets the contact's fields, adds tags and takes tags off; all of it may be done twice.

        That a contact has no such tag to take off is no refusal. Raises ChatClosed.
        """
        subscriber = id_of(contact)
        if not subscriber:
            return ChatRefusal(NO_ID)
        refused = self._set_fields(int(subscriber), fields, (subscriber,)) if fields else None
        for tag in () if refused else add:
            refused = refused or self._surely("/fb/subscriber/addTagByName", _tagged(subscriber, tag), (subscriber,))
        for tag in () if refused else remove:
            self._surely("/fb/subscriber/removeTagByName", _tagged(subscriber, tag), ())
        return refused or Accepted()

    def ask(self, path: str, body: Json | None = None) -> object:
        """What ManyChat answers to a call about the page itself, or ChatRefusal; without a body it is only a question.

        Raises ChatClosed when the token is wrong, or ManyChat is away, busy or out of order.
        """
        try:
            answer = self._call(path, body, self._fields_turn)
        except requests.RequestException as error:
            raise ChatClosed(f"ManyChat cannot be reached: {type(error).__name__}") from None
        known = _read(answer, ())
        if isinstance(known, _Unreadable):
            raise ChatClosed(f"ManyChat is out of order: it answered {answer.status_code}")
        return known or answer.json().get("data")

    def close(self) -> None:
        """Closes the connection."""
        self._session.close()

    def _set_fields(self, subscriber: int, fields: Mapping[str, str], personal: tuple[str, ...]) -> ChatRefusal | None:
        named = [{"field_name": name, "field_value": value} for name, value in fields.items()]
        return self._surely("/fb/subscriber/setCustomFields", {"subscriber_id": subscriber, "fields": named}, personal)

    def _surely(self, path: str, body: Json, personal: tuple[str, ...]) -> ChatRefusal | None:
        """To set a field or a tag twice is to set it once, so a call that was lost is made again."""
        for last in (False, True):
            try:
                answer = self._call(path, body, self._fields_turn)
            except requests.RequestException as error:
                if last:
                    raise ChatClosed(f"ManyChat cannot be reached: {type(error).__name__}") from None
                continue
            known = _read(answer, personal)
            if not isinstance(known, _Unreadable):
                return known
        raise ChatClosed(f"ManyChat is out of order: it answered {answer.status_code}")

    def _send_flow(self, subscriber: int, flow: str, personal: tuple[str, ...]) -> Accepted | ChatRefusal | Unsure:
        body: Json = {"subscriber_id": subscriber, "flow_ns": flow}
        # never sent again: a flow that is sent twice is read twice (docs/decisions/0013)
        try:
            answer = self._call("/fb/sending/sendFlow", body, self._flow_turn)
        except requests.RequestException:
            return Unsure("no answer after the flow was sent, it may have arrived")
        known = _read(answer, personal)
        if isinstance(known, _Unreadable):
            return Unsure(f"ManyChat answered {answer.status_code} after the flow was sent, it may have arrived")
        return known or Accepted()

    def _call(self, path: str, body: Json | None, turn: Callable[[], object]) -> requests.Response:
        """The answer; a call that came too early for ManyChat was not taken, and is made once more."""
        for pause in (BUSY_PAUSE_SECONDS, None):
            turn()
            answer = self._session.request(
                "GET" if body is None else "POST",
                self._url + path,
                json=body,
                auth=_Bearer(self._token),
                timeout=self._timeout,
                allow_redirects=False,
            )
            if answer.status_code != BUSY_STATUS or pause is None:
                break
            self._sleep(pause)
        return answer


def _tagged(subscriber: str, tag: str) -> Json:
    return {"subscriber_id": int(subscriber), "tag_name": tag}


class _Bearer(AuthBase):
    """The token in its header; with an auth of our own requests looks into no .netrc."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


class _Unreadable:
    """An answer that says neither yes nor no."""


def _read(answer: requests.Response, personal: tuple[str, ...]) -> ChatRefusal | _Unreadable | None:
    """None for a yes; raises ChatClosed for what ManyChat says to every call alike."""
    if answer.status_code in WRONG_TOKEN_STATUSES:
        raise ChatClosed(f"ManyChat does not take MANYCHAT_TOKEN ({answer.status_code})")
    if answer.status_code == BUSY_STATUS:
        raise ChatClosed(f"ManyChat takes no more calls for now ({BUSY_STATUS})")
    try:
        body = answer.json()
    except (ValueError, RecursionError):
        body = None
    status = body.get("status") if isinstance(body, dict) else None
    if status == "success" and answer.status_code == requests.codes.ok:
        return None
    if status == "error" and (answer.status_code == requests.codes.ok or 400 <= answer.status_code < 500):
        return ChatRefusal(_saying(body, personal))
    return _Unreadable()


def _saying(body: Mapping[str, object], personal: tuple[str, ...]) -> str:
    """ManyChat's own words and its code, short and without what is anybody's own."""
    details = body.get("details")
    messages = details.get("messages") if isinstance(details, dict) else None
    found = [body.get("message")]
    found += [part.get("message") for part in messages if isinstance(part, dict)] if isinstance(messages, list) else []
    text = "; ".join(dict.fromkeys(words for words in found if isinstance(words, str) and words))[:LONGEST_REASON_READ]
    for own in sorted(filter(None, personal), key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(own)}(?!\w)", "…", text, flags=re.IGNORECASE)
    text = shortened(one_line(_PERSONAL.sub("…", text)), LONGEST_REASON) or "it does not say why"
    code = body.get("code")
    return f"{text} ({code})" if isinstance(code, int) and 0 < code < CODES_BELOW else text
