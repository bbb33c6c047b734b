"""What the stand-in answers when it says no: Google's error envelope around Google's words."""

from collections.abc import Mapping, Sequence
from typing import Any

STATUS = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
}


class Refusal(Exception):
    """A request that is answered with an error: its HTTP code, Google's sentence and, where it sends them, details.

    ``status`` is Google's word for it, where that is not the usual one for the code.
    """

    def __init__(self, code: int, message: str, details: Sequence[Mapping[str, Any]] = (), *, status: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.status = status or STATUS[code]
        self.message = message
        self.details = tuple(details)

    def envelope(self) -> dict[str, Any]:
        """The body of the answer, as the Sheets API sends it (without the ``errors`` that Drive adds)."""
        error: dict[str, Any] = {"code": self.code, "message": self.message, "status": self.status}
        return {"error": error | ({"details": list(self.details)} if self.details else {})}


def invalid(message: str) -> Refusal:
    """A 400 in these words."""
    return Refusal(400, message)


def bad_fields(violations: Sequence[tuple[str, str]], message: str | None = None) -> Refusal:
    """A 400 for fields that are not as Google's schema has them: (path, description) each, listed in the details."""
    listed = [{"field": path, "description": text} if path else {"description": text} for path, text in violations]
    details = {"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": listed}
    return Refusal(400, message or "\n".join(text for _, text in violations), (details,))


def protected() -> Refusal:
    """A 400 for a write into cells that are protected from the caller."""
    return invalid(
        "You are trying to edit a protected cell or object. Please contact the spreadsheet owner to remove protection "
        "if you need to edit."
    )


def not_found() -> Refusal:
    """A 404 for a spreadsheet that is not there, or not shared with the caller."""
    return Refusal(404, "Requested entity was not found.")


def permission_denied() -> Refusal:
    """A 403 for a spreadsheet that is not shared with the caller, or for a write by whoever may only look."""
    return Refusal(403, "The caller does not have permission")


def no_spreadsheet() -> Refusal:
    """The 400 for a file in Drive that is of another kind, such as one of Excel."""
    return Refusal(400, "This operation is not supported for this document", status="FAILED_PRECONDITION")


def unauthenticated() -> Refusal:
    """A 401 for a call without a token that is known."""
    return Refusal(
        401,
        "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid "
        "authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.",
    )


API_PAGE = "https://console.developers.google.com/apis/api/sheets.googleapis.com/overview?project=000000000000"


def api_off() -> Refusal:
    """A 403 for a project in which the Sheets API is not switched on; Google's sentence, as many have reported it."""
    reason = {
        "reason": "SERVICE_DISABLED",
        "domain": "googleapis.com",
        "metadata": {"service": "sheets.googleapis.com", "consumer": "projects/000000000000"},
    }
    return Refusal(
        403,
        "Google Sheets API has not been used in project 000000000000 before or it is disabled. Enable it by visiting "
        f"{API_PAGE} then retry. If you enabled this API recently, wait a few minutes for the action to propagate to "
        "our systems and retry.",
        ({"@type": "type.googleapis.com/google.rpc.ErrorInfo", **reason},),
    )


QUOTA_HELP = "https://cloud.google.com/docs/quotas/help/request_increase"


def quota_spent(kind: str, limit: int, *, since: float = 0, by_project: bool = False) -> Refusal:
    """A 429 for ``read`` or ``write`` requests; ``since`` is when the minute began, in seconds.

    The body was recorded live: https://github.com/danjmfox/job-alert-harvester (live-fixtures.json) for writes, the
    fixtures of https://github.com/r-lib/gargle for reads, which lack the time. ``by_project`` for all users together:
    the sentence was recorded in https://github.com/r-lib/gargle/issues/160, the rest is what other Google APIs send.
    """
    name = kind.capitalize()
    sentence = f"{name} requests per minute" + ("" if by_project else " per user")
    window = {"window_start_time": str(int(since))} if kind == "write" else {}
    metadata = window | {
        "quota_metric": f"sheets.googleapis.com/{kind}_requests",
        "quota_location": "global",
        "service": "sheets.googleapis.com",
        "quota_unit": "1/min/{project}" if by_project else "1/min/{project}/{user}",
        "quota_limit": f"{name}RequestsPerMinutePer{'Project' if by_project else 'User'}",
        "consumer": "projects/000000000000",
        "quota_limit_value": str(limit),
    }
    reason = {"reason": "RATE_LIMIT_EXCEEDED", "domain": "googleapis.com", "metadata": metadata}
    links = [{"description": "Request a higher quota limit.", "url": QUOTA_HELP}]
    return Refusal(
        429,
        f"Quota exceeded for quota metric '{name} requests' and limit '{sentence}' of service "
        "'sheets.googleapis.com' for consumer 'project_number:000000000000'.",
        (
            {"@type": "type.googleapis.com/google.rpc.ErrorInfo", **reason},
            {"@type": "type.googleapis.com/google.rpc.Help", "links": links},
        ),
    )
