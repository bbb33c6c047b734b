"""The links through which customers come into the chat, and what a shop's order mail has to say to make one."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from words.ref_links import CARRIES, CONVERSATION, REF, into_chat
from words.web_links import host_of

JOIN, ORDER, REFER = "join", "order", "refer"
"""The refs, or first words, that the flows of docs/chat.md begin with."""
ORDER_NUMBER = "ORDER-NUMBER"
"""Stands where the order's number belongs."""


def front_door(page: str) -> str:
    """The page's link without a ref or words of its own."""
    return urlsplit(page)._replace(query="", fragment="").geturl()


def door(page: str, *words: str) -> str:
    """The link into the chat of this page with these words: for the one flow where the page's ref leads there.

    In flows of their own each word is the payload of the one before. What people see, as on WhatsApp, is alike in both.
    """
    link = front_door(page)
    if leads_to_one_flow(page) and CARRIES[host_of(page)] == REF:
        return into_chat(into_chat(link, CONVERSATION), "-".join(words))
    for word in words:
        link = into_chat(link, word)
    return link


def to_one_flow(page: str) -> str:
    """The page's link, as the setting Chat link has it where one flow leads the conversation."""
    return into_chat(front_door(page), CONVERSATION)


def leads_to_one_flow(page: str) -> bool:
    """True for a link that :func:`to_one_flow` gives."""
    return is_door(page) and page == to_one_flow(page)


def pages(*, messenger: str, instagram: str, whatsapp: str) -> Iterable[str]:
    """The chat's own link for each name or number that is not blank."""
    if messenger:
        yield f"https://m.me/{messenger}"
    if instagram:
        yield f"https://ig.me/m/{instagram.removeprefix('@')}"
    if whatsapp:
        yield f"https://wa.me/{''.join(sign for sign in whatsapp if sign in '0123456789')}"


def is_door(page: str) -> bool:
    """True for a link into a chat whose links can carry a word."""
    return host_of(page) in CARRIES and len(urlsplit(page).path) > 1


def shopify(page: str) -> str:
    """A paragraph for Shopify's order mail, in Liquid."""
    link = door(page, ORDER, ORDER_NUMBER).replace("&", "&amp;")
    filled = link.replace(ORDER_NUMBER, "{{ order.name | remove: '#' | url_encode | replace: '+', '%20' }}")
    return f'<p><a href="{filled}">Collect your points</a></p>'


def woocommerce(page: str) -> str:
    """An action for WooCommerce's order mail, in PHP."""
    before, after = door(page, ORDER, ORDER_NUMBER).split(ORDER_NUMBER)
    return f"""\
add_action( 'woocommerce_email_after_order_table', function ( $order, $sent_to_admin, $plain_text ) {{
    if ( $sent_to_admin ) {{
        return;
    }}
    $link = {_php(before)} . rawurlencode( ltrim( $order->get_order_number(), '#' ) ) . {_php(after)};
    if ( $plain_text ) {{
        echo "\\nCollect your points: " . $link . "\\n";
    }} else {{
        echo '<p><a href="' . esc_url( $link ) . '">Collect your points</a></p>';
    }}
}}, 10, 3 );"""


def _php(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
