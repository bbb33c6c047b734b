"""A member's card as a page: plain values for ``templates/pages/card.html``, each cut to what a page can bear."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from markupsafe import Markup, escape

from loyalty.model.reward import Reward
from loyalty.model.shop.coupon_link import page_of
from loyalty.outcomes.member_standing import HeldCoupon, HistoryLine, Standing
from loyalty.outcomes.shown_card import MemberCard, ShopLook
from mail.colours import palette
from mail.letter_links import into_chat
from manychat.say.about_coupons import held_title, how_to_use, last_day
from manychat.say.about_history import signed, what_for
from manychat.say.about_tiers import in_short
from manychat.say.phrases import beyond_total, called, code, name, points, to_come
from service.pages.qr_codes import qr_code
from service.pages.web_pages import DOMAIN, filled
from words.locales import Locale, language_of, locale_for
from words.web_links import HTTPS, html_link

MOST_REWARDS, MOST_COUPONS, MOST_LINES = 30, 20, 30
"""So many are shown, and how many more there are is said: the cheapest, the soonest to expire, the newest."""
ADVICE_ROOM = 400
NIGHT = "#161413"


@dataclass(frozen=True, slots=True)
class RewardTile:
    """A reward; blanks where there is no picture, page or link that takes it. ``note`` says how far away it is."""

    title: str
    price: str
    image: str
    page: str
    take: str
    free: bool
    note: str


@dataclass(frozen=True, slots=True)
class CouponTile:
    """A coupon; ``code`` and ``qr`` are blank where it has none to show, and ``note`` then says why."""

    title: str
    code: str
    qr: str
    last_day: str
    advice: str
    page: str
    note: str


@dataclass(frozen=True, slots=True)
class LineTile:
    """A line of the history; ``day`` is blank where nobody knows it."""

    day: str
    what: str
    points: str


def card_page(card: MemberCard, *, good_until: date) -> str:
    """The card in the member's language; ``good_until`` is the last day of the link that opened it."""
    language = language_of(card.language, card.look.language)
    page, chat = locale_for(language, DOMAIN), locale_for(language, "chat")
    look, standing = card.look, card.standing
    return filled(
        "card.html",
        language=page.language,
        direction=page.direction,
        **_look(look, page),
        theme=palette(look.colour).accent,
        manifest=_manifest(look, page),
        icon=_data("image/svg+xml", _icon(look)),
        says=_headings(page),
        points=points(standing.points, chat),
        about_points=beyond_total(standing, chat),
        belongs=in_short(standing, chat),
        progress=_progress(standing, page, chat),
        coupons=[_coupon(held, page, chat, tells_codes=card.tells_codes) for held in card.coupons[:MOST_COUPONS]],
        more_coupons=_more(len(card.coupons) - MOST_COUPONS, page),
        hides_codes=bool(card.coupons) and not card.tells_codes,
        rewards=list(_rewards(card, page, chat)),
        more_rewards=_more(len(card.rewards) - MOST_REWARDS, page),
        history=[_line(line, chat) for line in card.history[:MOST_LINES]],
        more_lines=_more(len(card.history) - MOST_LINES, page),
        feet=tuple(_feet(card, page, good_until)),
    )


def notice_page(look: ShopLook, page: Locale, sentence: str) -> str:
    """Why there is no card to show, in the shop's look as far as that is known, with the way into the chat."""
    return filled(
        "notice.html",
        language=page.language,
        direction=page.direction,
        **_look(look, page),
        sentence=sentence,
        button="",
        answer="",
        open_chat=page.say("Open the chat"),
    )


def _look(look: ShopLook, page: Locale) -> dict[str, object]:
    return {
        "program": name(look.program) or page.say("Your card"),
        "shop": name(look.shop),
        "shop_link": html_link(look.shop_link),
        "logo": html_link(look.logo, HTTPS),
        "colours": palette(look.colour),
        "chat": html_link(look.chat),
    }


def _headings(page: Locale) -> dict[str, str]:
    return {
        "coupons": page.say("Your coupons"),
        "rewards": page.say("Rewards"),
        "history": page.say("History"),
        "no_rewards": page.say("There are no rewards to take right now. Please check back soon."),
        "no_lines": page.say("Nothing here yet."),
        "free": page.say("Yours to take now"),
        "take": page.say("Take it in the chat"),
        "see": page.say("See it"),
        "use": page.say("Use it"),
        "scan": page.say("Show the QR code"),
        "open_chat": page.say("Open the chat"),
        "hidden": page.say(
            "You see your codes only on the card that you open from the chat, because an email can be forwarded."
        ),
    }


def _progress(standing: Standing, page: Locale, chat: Locale) -> dict[str, object] | None:
    """How far the next reward is; None where there is none."""
    wanted = standing.next_reward
    if wanted is None or wanted.points <= 0:
        return None
    have = min(max(standing.points, 0), wanted.points)
    label = page.say("%(points)s of %(needed)s", points=page.number(have), needed=page.number(wanted.points))
    return {"have": have, "of": wanted.points, "label": label, "sentence": " ".join(to_come(standing, chat))}


def _rewards(card: MemberCard, page: Locale, chat: Locale) -> Iterator[RewardTile]:
    free = {reward.id for reward in card.standing.takeable}
    for reward in card.rewards[:MOST_REWARDS]:
        yield _reward(reward, card, page, chat, free=reward.id in free)


def _reward(reward: Reward, card: MemberCard, page: Locale, chat: Locale, *, free: bool) -> RewardTile:
    missing = reward.points - card.standing.points
    to_go = page.count("%(number)s point to go", "%(number)s points to go", missing) if missing > 0 else ""
    link = html_link(card.look.chat)
    return RewardTile(
        title=called(reward, chat),
        price=points(reward.points, chat),
        image=html_link(reward.image, HTTPS),
        page=html_link(page_of(reward)),
        take=into_chat(link, reward.id) if free and link and reward.id else "",
        free=free,
        note="" if free else to_go,
    )


def _coupon(held: HeldCoupon, page: Locale, chat: Locale, *, tells_codes: bool) -> CouponTile:
    shown = code(held.coupon.code) if tells_codes and held.has_code else ""
    where = held.link if tells_codes else page_of(held.reward) if held.reward else ""
    return CouponTile(
        title=held_title(held, chat),
        code=shown,
        qr=qr_code(shown) if shown else "",
        last_day=last_day(held.coupon.expires, chat) if held.coupon.expires else "",
        advice="\n".join(how_to_use(held.reward, ADVICE_ROOM)) if held.reward else "",
        page=html_link(where),
        note="" if shown else _why_no_code(held, page, tells_codes=tells_codes),
    )


def _why_no_code(held: HeldCoupon, page: Locale, *, tells_codes: bool) -> str:
    if held.asked:
        return page.say("The shop will send it to you.")
    if held.soon:
        return page.say("The shop is making your code: look again in a moment.")
    return page.say("Please ask the shop for its code.") if tells_codes else ""


def _line(line: HistoryLine, chat: Locale) -> LineTile:
    return LineTile(chat.day(line.day) if line.day else "", what_for(line, chat), signed(line.points, chat))


def _more(number: int, page: Locale) -> str:
    return page.count("and %(number)s more", "and %(number)s more", number) if number > 0 else ""


def _feet(card: MemberCard, page: Locale, good_until: date) -> Iterator[str]:
    if card.tells_codes:
        yield page.say("Anyone who has the link to this card can use your coupons, so please do not share it.")
    yield page.say(
        "This link is good until %(day)s. For a new one, ask for your points in the chat and tap “My card”.",
        day=page.own(page.day(good_until)),
    )


def _manifest(look: ShopLook, page: Locale) -> str:
    """What a phone calls the card on its home screen, within the page: no address and no token stand in it.

    Without ``start_url`` a browser opens the page's own address (W3C, Web Application Manifest, start_url member).
    """
    title = name(look.program) or page.say("Your card")
    manifest = {
        "name": title,
        "short_name": title[:12].strip(),
        "lang": page.language,
        "dir": page.direction,
        "display": "minimal-ui",
        "theme_color": palette(look.colour).accent,
        "background_color": NIGHT,
        "icons": [{"src": _data("image/svg+xml", _icon(look)), "sizes": "any", "type": "image/svg+xml"}],
    }
    return _data("application/manifest+json", json.dumps(manifest, ensure_ascii=False))


def _icon(look: ShopLook) -> str:
    """The program's first letter on the shop's colour."""
    letter = next(filter(str.isalnum, look.program), "★")
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512">'
        f'<rect width="512" height="512" fill="{palette(look.colour).accent}"/>'
        '<text x="256" y="352" font-family="sans-serif" font-size="280" font-weight="700" text-anchor="middle"'
        f' fill="#ffffff">{escape(letter.upper())}</text></svg>'
    )


def _data(kind: str, content: str) -> Markup:
    return Markup(f"data:{kind};charset=utf-8,{quote(content)}")  # noqa: S704 - quote leaves nothing that HTML knows
