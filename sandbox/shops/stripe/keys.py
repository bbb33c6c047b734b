"""Stripe's keys, which may be restricted, and how Stripe says no."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from werkzeug.wrappers import Request

KINDS = {
    401: "invalid_request_error",
    403: "invalid_request_error",
    404: "invalid_request_error",
    429: "invalid_request_error",
    500: "api_error",
    503: "api_error",
}
READ, WRITE = "read", "write"


class StripeRefusal(Exception):
    """The request is not carried out."""

    def __init__(self, message: str, status: int = 400, **more: str) -> None:
        super().__init__(message)
        self.status, self.more = status, more

    def shown(self) -> dict[str, Any]:
        """The body of the answer."""
        return {"error": {"message": str(self), "type": KINDS.get(self.status, "invalid_request_error"), **self.more}}


@dataclass(slots=True)
class Keys:
    """The restricted keys of the account, with what each may do: "charges:read"."""

    known: dict[str, frozenset[str]] = field(default_factory=dict)

    def make(self, permissions: Iterable[str], *, livemode: bool) -> str:
        """A new restricted key."""
        key = f"rk_{'live' if livemode else 'test'}_{secrets.token_hex(16)}"
        self.known[key] = frozenset(permissions)
        return key

    def check(self, request: Request, resource: str) -> None:
        """Raises StripeRefusal where the caller's key may not do this."""
        given = request.authorization
        key = (given.token if given and given.type == "bearer" else given.username if given else "") or ""
        if not key:
            raise StripeRefusal("You did not provide an API key. You need to provide your API key.", 401)
        if key not in self.known:
            raise StripeRefusal(f"Invalid API Key provided: {key[:8]}****{key[-4:]}", 401)
        wanted = READ if request.method == "GET" else WRITE
        if not {f"{resource}:{wanted}", f"{resource}:{WRITE}"} & self.known[key]:
            raise StripeRefusal(
                f"The provided key '{key[:8]}****{key[-4:]}' does not have the required permissions for this endpoint. "
                f"Having the '{resource}' permission at '{wanted}' would allow this request to continue.",
                403,
            )
