"""The pages that a member sees in their browser, in their language, out of ``templates/pages/``."""

import re
from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from loyalty.letters.letter import Subscription
from mail.colours import palette
from words.locales import language_of, locale_for
from words.web_links import html_link

PAGES = Path(__file__).resolve().parent.parent.parent / "templates" / "pages"
DOMAIN = "pages"
_STYLE = re.compile(r"<style>([^<]*)</style>")


def subscription_page(subscription: Subscription, *, changed: bool) -> str:
    """Whether they get letters, and one button to have it the other way; ``changed`` when they have just pressed it."""
    speech = locale_for(language_of(subscription.language, subscription.programs_language), DOMAIN)
    if subscription.wanted:
        said = speech.say("You get our emails again.") if changed else speech.say("You get emails from us.")
        button = speech.say("Stop these emails")
    else:
        said = speech.say("You will get no more emails from us. Your points stay yours.")
        button = speech.say("Send me emails again")
    return filled(
        "notice.html",
        language=speech.language,
        direction=speech.direction,
        program=subscription.program,
        shop=subscription.shop,
        shop_link=html_link(subscription.shop_link),
        colours=palette(subscription.colour),
        sentence=said,
        button=button,
        answer="no" if subscription.wanted else "yes",
        chat="",
        open_chat="",
    )


def notice_without_shop(sentence: str, language: str) -> str:
    """Why there is nothing to show about emails, where nobody knows which shop's they are."""
    speech = locale_for(language, DOMAIN)
    return filled(
        "notice.html",
        language=speech.language,
        direction=speech.direction,
        program=speech.say("Our emails"),
        shop="",
        shop_link="",
        colours=palette(""),
        sentence=sentence,
        button="",
        answer="",
        chat="",
        open_chat="",
    )


def filled(template: str, **values: object) -> str:
    """A page with these values, each of them plain text unless it is Markup."""
    return _environment().get_template(template).render(values)


def page_policy(page: str, *, also: str = "") -> Mapping[str, str]:
    """The header that lets this page show its own style and send its own form, and do nothing else anywhere.

    ``also`` are directives for what the page needs besides.

    Source: Content Security Policy Level 3, hashes of inline styles.
    """
    digests = (b64encode(sha256(style.encode()).digest()).decode() for style in _STYLE.findall(page))
    styles = " ".join(f"'sha256-{digest}'" for digest in digests) or "'none'"
    policy = f"default-src 'none'; style-src {styles}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    return {"Content-Security-Policy": f"{policy}; {also}" if also else policy}


@cache
def _environment() -> Environment:
    return Environment(loader=FileSystemLoader(PAGES), undefined=StrictUndefined, autoescape=True)
