"""The links that letters carry: signed, without anything personal, good for ever."""

from itsdangerous import BadSignature, URLSafeSerializer

SALT = "unsubscribe"
LONGEST_TOKEN = 200
NOBODY = "-nobody-"
"""The code of no member: with a link of theirs the check tries the signature, and nobody's letters end."""
OF_NOBODY = "This link names nobody who is here."


def unsubscribe_link(member: str, *, address: str, key: str) -> str:
    """The address at which the member with this code ends their letters; blank while there is no key or no address."""
    return f"{address}/unsubscribe?t={_signer(key).dumps(member)}" if key and address else ""


def member_of(token: str, *, key: str) -> str | None:
    """The code of the member for whom this link was made; None for a token that we did not make."""
    if not key or len(token) > LONGEST_TOKEN:
        return None
    try:
        code = _signer(key).loads(token)
    except BadSignature:
        return None
    return code if isinstance(code, str) else None


def _signer(key: str) -> URLSafeSerializer:
    return URLSafeSerializer(key, salt=SALT)
