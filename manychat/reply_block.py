"""The dynamic block: the same words as ManyChat messages, cards and buttons, within the limits of the channel."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from loyalty.model.reward import Reward
from loyalty.model.shop.coupon_link import page_of
from loyalty.outcomes.asking import CouponsTold, PointsTold, RewardsTold
from loyalty.outcomes.claiming import Claimed
from loyalty.outcomes.extra_points import SurveyQuestion
from loyalty.outcomes.joining import Joined
from loyalty.outcomes.outcome import Outcome
from loyalty.outcomes.redeeming import Redeemed
from manychat.incoming import Channel, Contact
from manychat.reply_flat import coupons_at_hand
from manychat.say.phrases import called, name, points
from manychat.say.sentences import sentence
from manychat.text_fit import one_line, shortened, split
from words.locales import Locale
from words.web_links import HTTPS, web_link

MOST_CARDS = 10
MOST_BUTTONS = 3
LONGEST_CAPTION = 20
LONGEST_TITLE = 80
LONGEST_TEXT = 2000
LONGEST_WITH_BUTTONS = 640
LONGEST_ON_INSTAGRAM = 1000
GALLERIES = (Channel.MESSENGER, Channel.INSTAGRAM)

Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class Door:
    """An https address that a tap goes to, and the proof that the button's Authorization header shows there."""

    url: str
    proof: str


@dataclass(frozen=True, slots=True)
class Callback:
    """The contact who taps, and where a tap on "Take it" and one on an answer to a question go."""

    contact: Contact
    take: Door
    answer: Door


def block(
    outcome: Outcome, channel: Channel, callback: Callback | None, locale: Locale, *, card_page: str = ""
) -> Json:
    """The answer as a dynamic block, version 2 (manychat.github.io/dynamic_block_docs).

    ``card_page`` is the address of the contact's own card, blank where there is none.

    It has no actions, for set-up creates no fields yet, and no quick replies, whose taps come without our headers.
    """
    doors = (callback.take, callback.answer) if callback and channel is Channel.MESSENGER else ()
    taps = callback if doors and all(web_link(door.url, HTTPS) for door in doors) else None
    to_card = card_buttons(outcome, channel, card_page, locale)
    products = product_buttons(outcome, locale)[: MOST_BUTTONS - len(to_card)]
    buttons = _answers(outcome, taps) if isinstance(outcome, SurveyQuestion) else [*products, *to_card]
    said = "\n".join((sentence(outcome, locale), *card_lines(outcome, channel, card_page, locale)))
    pieces = split(said, fits(channel, with_buttons=bool(buttons)))
    messages: list[Json] = [{"type": "text", "text": piece} for piece in pieces]
    if buttons:
        messages[-1]["buttons"] = buttons
    cards = [
        card(reward, _take(reward, taps if free else None, locale), locale)
        for reward, free in offered(outcome)[:MOST_CARDS]
    ]
    if cards and channel in GALLERIES:
        messages.append({"type": "cards", "image_aspect_ratio": "horizontal", "elements": cards})
    content: Json = {} if channel is Channel.MESSENGER else {"type": channel.value}
    return {"version": "v2", "content": content | {"messages": messages}}


def fits(channel: Channel, *, with_buttons: bool) -> Callable[[str], bool]:
    """Whether one message can carry a text; Instagram's 1000 are taken as bytes, which holds for characters too."""
    if channel is Channel.INSTAGRAM:
        return lambda text: len(text.encode()) <= LONGEST_ON_INSTAGRAM
    short = with_buttons and channel is Channel.MESSENGER
    limit = LONGEST_WITH_BUTTONS if short else LONGEST_TEXT
    return lambda text: len(text) <= limit


def product_buttons(outcome: Outcome, locale: Locale) -> list[Json]:
    """A button to the product of each coupon the member can use, named after the reward where there are several."""
    coupons = [(outcome.link, outcome.reward)] if isinstance(outcome, Redeemed) else _coupons(outcome)
    linked: dict[str, Reward] = {}
    for link, reward in coupons:  # two coupons for one page need one button
        linked.setdefault(web_link(link), reward)
    shown = [(link, reward) for link, reward in linked.items() if link][:MOST_BUTTONS]
    several = len(shown) > 1
    return [to_page(called(reward, locale) if several else locale.say("Use it"), link) for link, reward in shown]


def card_buttons(outcome: object, channel: Channel, card_page: str, locale: Locale) -> list[Json]:
    """The button to the contact's own card, where the answer is about what stands there; none on WhatsApp.

    Like a tap's proof it opens what is this contact's and nothing else, and ends (docs/decisions/0089).
    """
    shown = _shown_page(outcome, card_page) if channel is not Channel.WHATSAPP else ""
    return [to_page(locale.say("My card"), shown)] if shown else []


def card_lines(outcome: object, channel: Channel, card_page: str, locale: Locale) -> tuple[str, ...]:
    """The same in words on WhatsApp, whose messages take no link beside other buttons (Meta, interactive messages)."""
    shown = _shown_page(outcome, card_page) if channel is Channel.WHATSAPP else ""
    return (locale.say("My card: %(link)s", link=shown),) if shown else ()


def _shown_page(outcome: object, card_page: str) -> str:
    return web_link(card_page) if isinstance(outcome, PointsTold | CouponsTold) else ""


def _coupons(outcome: Outcome) -> list[tuple[str, Reward]]:
    return [(held.link, held.reward) for held in coupons_at_hand(outcome) if held.reward]


def offered(outcome: Outcome) -> list[tuple[Reward, bool]]:
    """The rewards to show as cards, and whether the member can take each now."""
    takeable = outcome.standing.takeable if outcome.standing else ()
    shown: Iterable[Reward] = ()
    if isinstance(outcome, RewardsTold):
        shown = outcome.rewards
    elif isinstance(outcome, Joined | Claimed | PointsTold):
        shown = takeable
    free = {reward.id for reward in takeable}
    return [(reward, reward.id in free) for reward in shown]


def card(reward: Reward, take: Json | None, locale: Locale, *, number: int = 0) -> Json:
    """A reward in a gallery, with the button that takes it where there is one, and the ``number`` that does as well."""
    named = called(reward, locale)
    title = shortened(f"{number}. {named}" if number else named, LONGEST_TITLE)
    shown: Json = {"title": title, "subtitle": points(reward.points, locale)}
    image, page = web_link(reward.image, HTTPS), web_link(page_of(reward))
    if image:
        shown["image_url"] = image
    buttons = [take] if take else []
    if page:
        buttons.append(to_page(locale.say("See it"), page))
    return shown | {"buttons": buttons} if buttons else shown


def to_page(caption: str, link: str) -> Json:
    """A button that opens a page."""
    return {"type": "url", "caption": shortened(caption, LONGEST_CAPTION), "url": link}


def _take(reward: Reward, callback: Callback | None, locale: Locale) -> Json | None:
    if callback is None or not reward.id:
        return None
    return _tap(locale.say("Take it"), callback.contact, callback.take, {"reward": one_line(reward.id)})


def _answers(asked: SurveyQuestion, callback: Callback | None) -> list[Json]:
    """A button for each choice, where all of them have room."""
    if callback is None or len(asked.choices) > MOST_BUTTONS:
        return []
    fields = {"survey": one_line(asked.survey), "question": one_line(asked.question)}
    return [
        _tap(name(choice) or str(number), callback.contact, callback.answer, {**fields, "answer": one_line(choice)})
        for number, choice in enumerate(asked.choices, start=1)
    ]


def _tap(caption: str, contact: Contact, door: Door, fields: dict[str, str]) -> Json:
    return {
        "type": "dynamic_block_callback",
        "caption": shortened(caption, LONGEST_CAPTION),
        "url": door.url,
        "method": "post",
        "headers": {"Authorization": f"Bearer {door.proof}"},
        "payload": {
            "contact": {"id": contact.id, "first_name": one_line(contact.name), "language": contact.language},
            "channel": Channel.MESSENGER.value,
            **fields,
        },
    }
