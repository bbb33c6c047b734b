"""The door of members' cards: the link's signature first, then one read, and a page for whatever comes of it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import assert_never

from flask import Response

from loyalty.book.book import Book
from loyalty.book.decision import Decision
from loyalty.member.by_link.member_card import card_of_contact, card_of_member, tell_no_card
from loyalty.outcomes.shown_card import MemberCard, NoCard, ShopLook
from service.environment import VariableMalformed, VariableMissing
from service.pages.card_page import card_page, notice_page
from service.pages.web_pages import DOMAIN, page_policy
from service.signed_links import CardKind, CardLink, card_of
from service.visit import HEADERS, Visit, allow
from sheets.google.errors import WorkbookError
from words.locales import Locale, language_of, languages_accepted, locale_for

NO_LOOK = ShopLook(program="", shop="", shop_link="", colour="", logo="", chat="", language="")
COME_AGAIN_SECONDS = 60
PICTURES = "img-src https: data:; manifest-src data:"
"""A card shows the owner's pictures, and its own icon and manifest, which stand within the page."""

CardRule = Callable[[Book], Decision[MemberCard | NoCard]]


def card_answer(visit: Visit) -> Response:
    """The card that the link opens, else a page that says why not; a link that is none of ours costs no read."""
    visit.door = "card"
    allow(visit, "GET", "HEAD")
    container, now = visit.container, visit.container.clock()
    link = card_of(visit.request.args.get("t", ""), key=container.environment.link_key)
    wishes = languages_accepted(visit.request.headers.get("Accept-Language", ""))
    speech = locale_for(language_of(*wishes), DOMAIN)
    if link is None:
        visit.code = "no link"
        return _notice(404, speech.say("This link is incomplete, or it is not one of ours."), NO_LOOK, speech)
    has_ended = now.date() > link.last_day
    try:
        # Who looks at a card takes part in the chat's reads, after it, as shops do (docs/decisions/0073).
        card = container.workbook.transact(
            tell_no_card if has_ended else _rule(link, now), spent=visit.spent, joins=True
        )
    except (WorkbookError, VariableMissing, VariableMalformed) as error:
        container.throttled_log.error(f"a card was not shown: {type(error).__name__}: {error}")
        container.owner_alarm.about(error)
        visit.code = "later"
        said = speech.say("We cannot show your card right now. Nothing is lost. Please try again in a minute.")
        return _notice(503, said, NO_LOOK, speech, {"Retry-After": str(COME_AGAIN_SECONDS)})
    match card:
        case MemberCard():
            visit.code = f"shown by a {link.kind}"
            return _page(200, card_page(card, good_until=link.last_day))
        case NoCard(look):
            spoken = locale_for(language_of(*wishes, look.language), DOMAIN)
            visit.code = "ended" if has_ended else "nobody"
            return _notice(410, _why_none(spoken, has_ended=has_ended), look, spoken)
        case _:
            assert_never(card)


def _rule(link: CardLink, now: datetime) -> CardRule:
    match link.kind:
        case CardKind.CHAT:
            return partial(card_of_contact, contact=link.whose, now=now)
        case CardKind.EMAIL:
            return partial(card_of_member, member=link.whose, now=now)
        case _:
            assert_never(link.kind)


def _why_none(speech: Locale, *, has_ended: bool) -> str:
    if has_ended:
        return speech.say(
            "This link to your card has expired. For a new one, ask for your points in the chat and tap “My card”."
        )
    return speech.say("This link no longer opens a card.")


def _notice(
    status: int, sentence: str, look: ShopLook, speech: Locale, more: Mapping[str, str] | None = None
) -> Response:
    return _page(status, notice_page(look, speech, sentence), more)


def _page(status: int, page: str, more: Mapping[str, str] | None = None) -> Response:
    headers = {**HEADERS, **page_policy(page, also=PICTURES), **(more or {})}
    return Response(page, status, headers, mimetype="text/html")
