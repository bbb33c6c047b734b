"""The links through which customers come into the chat, and what a shop's order mail has to say to make one."""

from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from manychat.talk.command import Action, Command
from service.order_links import SIGNATURE_LENGTH
from words.ref_links import CARRIES, CONVERSATION, REF, into_chat
from words.web_links import host_of

ORDER_NUMBER = "ORDER-NUMBER"
"""Stands where the order's number belongs."""
MESSENGER, INSTAGRAM, WHATSAPP = "https://m.me/PAGE", "https://ig.me/m/NAME", "https://wa.me/NUMBER"
"""Stand where nobody has said what the chat is called."""
LINKED = (("Join", Action.JOIN), ("Claim", Action.ORDER), ("Points", Action.POINTS), ("Bring friends", Action.REFER))
"""What a link is for, and the word that it brings."""


def front_door(page: str) -> str:
    """The page's link without a ref or words of its own."""
    return urlsplit(page)._replace(query="", fragment="").geturl()


def chat_link(page: str) -> str:
    """What the setting Chat link says, so that links in emails and for friends lead into the conversation."""
    return into_chat(front_door(page), CONVERSATION)


def leads_into_the_conversation(page: str) -> bool:
    """True for what :func:`chat_link` gives: an owner whose setting says so has built the one flow."""
    return is_door(page) and page == chat_link(page)


def door(page: str, action: Action, about: str = "") -> str:
    """The link into the conversation with this word; a ref hides it, WhatsApp shows it as the customer's message."""
    if CARRIES.get(host_of(page)) == REF:
        return into_chat(chat_link(page), Command(action, about).word)
    return into_chat(front_door(page), " ".join(filter(None, (action.value, about))))


def own_flows_door(page: str, action: Action, about: str = "") -> str:
    """The link into a flow for this action alone (docs/chat-flows.md): the ref names the action."""
    link = into_chat(front_door(page), action.value)
    return into_chat(link, about) if about else link


def pages(*, messenger: str, instagram: str, whatsapp: str) -> Sequence[str]:
    """The chat's own link for each name or number that is not blank."""
    digits = "".join(sign for sign in whatsapp if sign in "0123456789")
    named: Iterable[tuple[str, str]] = (
        (messenger, f"https://m.me/{messenger}"),
        (instagram, f"https://ig.me/m/{instagram.removeprefix('@')}"),
        (whatsapp, f"https://wa.me/{digits}"),
    )
    return [link for name, link in named if name]


def is_door(page: str) -> bool:
    """True for a link into a chat whose links can carry a word."""
    return host_of(page) in CARRIES and len(urlsplit(page).path) > 1


def shopify(claim: str, key: str = "") -> str:
    """A paragraph for Shopify's order mail, in Liquid; ``claim`` is the link with ORDER_NUMBER in it.

    With a ``key`` the number is signed (https://shopify.dev/docs/api/liquid/filters/hmac_sha256).
    """
    number = "{{ order.name | remove: '#' | url_encode | replace: '+', '%20' }}"
    if key:
        number += f"_{{{{ order.name | remove: '#' | hmac_sha256: {_liquid(key)} | slice: 0, {SIGNATURE_LENGTH} }}}}"
    filled = claim.replace("&", "&amp;").replace(ORDER_NUMBER, number)
    return f'<p><a href="{filled}">Collect your points</a></p>'


def woocommerce(claim: str, key: str = "") -> str:
    """An action for WooCommerce's order mail, in PHP; ``claim`` is the link with ORDER_NUMBER in it.

    With a ``key`` the number is signed.
    """
    before, after = claim.split(ORDER_NUMBER)
    digits = f"substr( hash_hmac( 'sha256', $number, {_php(key)} ), 0, {SIGNATURE_LENGTH} )"
    number = "rawurlencode( $number )" + (f" . '_' . {digits}" if key else "")
    return f"""\
add_action( 'woocommerce_email_after_order_table', function ( $order, $sent_to_admin, $plain_text ) {{
    if ( $sent_to_admin ) {{
        return;
    }}
    $number = str_replace( '#', '', $order->get_order_number() );
    $link = {_php(before)} . {number} . {_php(after)};
    if ( $plain_text ) {{
        echo "\\nCollect your points: " . $link . "\\n";
    }} else {{
        echo '<p><a href="' . esc_url( $link ) . '">Collect your points</a></p>';
    }}
}}, 10, 3 );"""


def _liquid(text: str) -> str:
    """Liquid's texts end at their own quotation mark, whatever stands before it."""
    return f'"{text}"' if "'" in text else f"'{text}'"


def _php(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
