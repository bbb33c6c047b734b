"""The small words of the chat: points, names and lists as a person writes them."""

from collections.abc import Iterable

from loyalty.model.reward import Reward
from loyalty.outcomes.member_standing import Standing
from manychat.text_fit import listed, one_line, shortened
from words.locales import Locale
from words.web_links import web_link

LONGEST_NAME = 60
LONGEST_CODE = 200
"""In bytes, as the next: a line with a code or a link has to fit into one message of Instagram's 1000 bytes."""
LONGEST_LINK = 400
PARTS_SHOWN = 3


def points(number: int, locale: Locale) -> str:
    """``1 point``, ``110 points``."""
    return locale.count("%(number)s point", "%(number)s points", number)


def name(text: str) -> str:
    """A name on one line, of a length that a sentence bears."""
    return shortened(one_line(text), LONGEST_NAME)


def titled(program: str, locale: Locale) -> str:
    """What the program is called within a sentence."""
    return locale.own(name(program)) or locale.say("our program")


def called(reward: Reward, locale: Locale) -> str:
    """What a reward is called where it stands alone: its name, else its id."""
    return name(reward.name) or name(reward.id) or locale.say("this reward")


def named(reward: Reward, locale: Locale) -> str:
    """What a reward is called within a sentence."""
    return locale.own(called(reward, locale))


def code(text: str) -> str:
    """The coupon's code as it is typed at the till, never shortened; blank for one too long for a chat."""
    whole = one_line(text)
    return whole if len(whole.encode()) <= LONGEST_CODE else ""


def link(text: str) -> str:
    """The link, blank for what is none or that no chat can show in full."""
    whole = web_link(text)
    return whole if len(whole.encode()) <= LONGEST_LINK else ""


def masked(email: str) -> str:
    """``a…@example.com``: enough to know one's own address by."""
    local, _, domain = email.rpartition("@")
    return f"{local[:1]}…@{shortened(one_line(domain), LONGEST_NAME)}"


def priced(reward: Reward, locale: Locale) -> str:
    """``Tote bag (200 points)``."""
    title = named(reward, locale)
    return locale.count("%(reward)s (%(number)s point)", "%(reward)s (%(number)s points)", reward.points, reward=title)


def enumerated(parts: Iterable[str], locale: Locale, *, room: int, most: int) -> str:
    """The first few parts in a sentence, and how many more there are; blank for none."""

    def more(shown: str, rest: int) -> str:
        return locale.say("%(shown)s and %(number)s more", shown=shown, number=locale.number(rest))

    return listed(parts, glue=locale.say(", "), room=room, most=most, more=more)


def stacked(parts: Iterable[str], locale: Locale, *, room: int, most: int) -> str:
    """The first few parts on lines of their own, and how many more there are; blank for none."""

    def more(lines: str, rest: int) -> str:
        return locale.say("%(lines)s\nand %(number)s more", lines=lines, number=locale.number(rest))

    return listed(parts, glue="\n", room=room, most=most, more=more)


def names(rewards: Iterable[Reward], locale: Locale) -> str:
    """The first few rewards with their prices, and how many more there are."""
    return enumerated((priced(reward, locale) for reward in rewards), locale, room=300, most=PARTS_SHOWN)


def total(standing: Standing, locale: Locale) -> str:
    """The member's points in a sentence, and what else there is to know of them."""
    points = locale.count("You have %(number)s point now.", "You have %(number)s points now.", standing.points)
    return " ".join((points, *beyond_total(standing, locale)))


def beyond_total(standing: Standing, locale: Locale) -> tuple[str, ...]:
    """What there is to know of the member's points besides how many they are: which wait, and which expire."""
    said = list[str]()
    if standing.points < 0:
        said.append(
            locale.say("More points were taken back than you had, so your next points will cover the difference.")
        )
    if standing.bonus_needs_proof:
        said.append(
            locale.count(
                "You can spend %(number)s of them after you confirm your email address: tap the button in our email.",
                "You can spend %(number)s of them after you confirm your email address: tap the button in our email.",
                standing.bonus_waiting,
            )
        )
    elif standing.bonus_waiting:
        said.append(
            locale.count(
                "You can spend %(number)s of them after your first order: place it and send us its number here.",
                "You can spend %(number)s of them after your first order: place it and send us its number here.",
                standing.bonus_waiting,
            )
        )
    if standing.pending_until:
        day = locale.own(locale.day(standing.pending_until))
        said.append(
            locale.count(
                "You can spend %(number)s more point from %(day)s.",
                "You can spend %(number)s more points from %(day)s.",
                standing.pending,
                day=day,
            )
        )
    if standing.expiring:
        day = locale.own(locale.day(standing.expiring.day))
        said.append(
            locale.count(
                "%(number)s of them is good until %(day)s.",
                "%(number)s of them are good until %(day)s.",
                standing.expiring.points,
                day=day,
            )
        )
    return tuple(said)


def to_take(standing: Standing, locale: Locale) -> tuple[str, ...]:
    """What the member can take now, if anything."""
    choice = names(standing.takeable, locale)
    return (locale.say("You can take now: %(rewards)s.", rewards=choice),) if choice else ()


def to_come(standing: Standing, locale: Locale) -> tuple[str, ...]:
    """How far the next reward is, if there is one."""
    if standing.next_reward is None:
        return ()
    if standing.bonus_waiting and not standing.points_to_next:
        reward = named(standing.next_reward, locale)
        if standing.bonus_needs_proof:
            return (locale.say("Once your email address is confirmed, you can take the %(reward)s.", reward=reward),)
        return (locale.say("With your first order you can take the %(reward)s.", reward=reward),)
    return (
        locale.count(
            "Only %(number)s point to the %(reward)s.",
            "Only %(number)s points to the %(reward)s.",
            standing.points_to_next,
            reward=named(standing.next_reward, locale),
        ),
    )


def prospects(standing: Standing, locale: Locale) -> tuple[str, ...]:
    """What the member can take now and what is next, a sentence each; empty where there is neither."""
    return to_take(standing, locale) + to_come(standing, locale)
