"""Who may ask the REST API: keys with a secret that may read, write, or both."""

import secrets
from dataclasses import dataclass, field

from werkzeug.datastructures import Authorization

from sandbox.shops.woocommerce.refusals import RestRefusal, of_status

READ, WRITE, READ_WRITE = "read", "write", "read_write"
NOT_ALLOWED = {
    "POST": ("woocommerce_rest_cannot_create", "Sorry, you are not allowed to create resources."),
    "DELETE": ("woocommerce_rest_cannot_delete", "Sorry, you are not allowed to delete this resource."),
}


@dataclass(slots=True)
class Keys:
    """The keys that the owner has made."""

    known: dict[str, tuple[str, str]] = field(default_factory=dict)
    """The secret and the permission of each key."""

    def make(self, permission: str = READ_WRITE) -> tuple[str, str]:
        """A new key and its secret."""
        key, secret = f"ck_{secrets.token_hex(20)}", f"cs_{secrets.token_hex(20)}"
        self.known[key] = secret, permission
        return key, secret

    def check(self, given: Authorization | None, method: str) -> None:
        """Raises RestRefusal where the caller may not do this."""
        if given is None or given.type != "basic" or not given.username:
            code, message = NOT_ALLOWED.get(method, ("", ""))
            raise RestRefusal(code, message, 401) if code else of_status(401)
        secret, permission = self.known.get(given.username, ("", ""))
        if not secret:
            raise RestRefusal("woocommerce_rest_authentication_error", "Consumer key is invalid.", 401)
        if secret != given.password:
            raise RestRefusal("woocommerce_rest_authentication_error", "Consumer secret is invalid.", 401)
        wanted = READ if method == "GET" else WRITE
        if permission not in (wanted, READ_WRITE):
            message = f"The API key provided does not have {wanted} permissions."
            raise RestRefusal("woocommerce_rest_authentication_error", message, 401)
