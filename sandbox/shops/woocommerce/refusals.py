"""How WooCommerce says no: a status, and JSON with a code and a sentence."""

from collections.abc import Mapping
from typing import Any

SAID: Mapping[int, tuple[str, str]] = {
    401: ("woocommerce_rest_cannot_view", "Sorry, you cannot list resources."),
    403: ("woocommerce_rest_cannot_view", "Sorry, you cannot list resources."),
    404: ("rest_no_route", "No route was found matching the URL and request method."),
    429: ("woocommerce_rest_rate_limited", "Too many requests."),
    500: ("internal_server_error", "There has been a critical error on this website."),
    503: ("wp_die", "Briefly unavailable for scheduled maintenance. Check back in a minute."),
}
"""What is said for a status alone; 429 and 503 come from the server before WooCommerce, in words of our own."""


class RestRefusal(Exception):
    """The request is not carried out."""

    def __init__(self, code: str, message: str, status: int = 400, **data: object) -> None:
        super().__init__(message)
        self.code, self.status, self.data = code, status, data

    def shown(self) -> dict[str, Any]:
        """The body of the answer."""
        return {"code": self.code, "message": str(self), "data": {"status": self.status, **self.data}}


def of_status(status: int) -> RestRefusal:
    """The refusal with this status, when nothing more is known of it."""
    code, message = SAID.get(status, ("woocommerce_rest_error", "Something is broken here."))
    return RestRefusal(code, message, status)


def invalid(parameter: str, why: str) -> RestRefusal:
    """A parameter that WordPress does not take."""
    return RestRefusal("rest_invalid_param", f"Invalid parameter(s): {parameter}", params={parameter: why})


def unknown_id(kind: str = "shop_coupon") -> RestRefusal:
    """There is nothing with this id."""
    return RestRefusal(f"woocommerce_rest_{kind}_invalid_id", "Invalid ID.", 404)
