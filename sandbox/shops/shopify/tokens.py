"""Who may ask the API: the client credentials grant with its tokens of 24 hours, and permanent tokens of old apps."""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

LIFE = timedelta(hours=24)
ALL_SCOPES = frozenset({"read_orders", "read_all_orders", "write_discounts", "read_products", "read_customers"})


@dataclass(slots=True)
class Apps:
    """One app with its credentials and what its owner granted it, and tokens that never end."""

    client_id: str
    client_secret: str
    scopes: frozenset[str] = ALL_SCOPES
    permanent: dict[str, frozenset[str]] = field(default_factory=dict)
    _given: dict[str, tuple[datetime, frozenset[str]]] = field(default_factory=dict)

    def grant(self, form: Mapping[str, str], now: datetime) -> tuple[int, dict[str, object]]:
        """The status and JSON for a request for a token."""
        if form.get("grant_type") != "client_credentials":
            return 400, {"error": "unsupported_grant_type", "error_description": "The grant type is not supported."}
        given = form.get("client_id", ""), form.get("client_secret", "")
        if given != (self.client_id, self.client_secret):
            return 401, {"error": "invalid_client", "error_description": "The client credentials are invalid."}
        token = f"shpat_{secrets.token_hex(16)}"
        self._given[token] = now + LIFE, self.scopes
        seconds = int(LIFE.total_seconds()) - 1
        return 200, {"access_token": token, "scope": ",".join(sorted(self.scopes)), "expires_in": seconds}

    def scopes_of(self, token: str, now: datetime) -> Collection[str] | None:
        """What the token may do; None when it is unknown or over."""
        if token in self.permanent:
            return self.permanent[token]
        end, scopes = self._given.get(token, (now, frozenset()))
        return scopes if end > now else None

    def revoke(self) -> None:
        """Every token that was given is worth nothing from now on."""
        self._given.clear()
