"""What the chat says of ways to points without orders: the owner's actions, birthdays, surveys, recommendations."""

from collections.abc import Iterator
from datetime import date
from typing import assert_never

from loyalty.outcomes.asking import NoReferrals, ReferTold
from loyalty.outcomes.extra_points import (
    ActionBooked,
    ActionLimit,
    BirthdayInvalid,
    BirthdayKnown,
    BirthdayTold,
    NoSurvey,
    SurveyDone,
    SurveyQuestion,
    UnknownAction,
)
from manychat.say.phrases import LONGEST_LINK, name, points, total
from manychat.text_fit import one_line, shortened
from words.locales import Locale
from words.ref_links import carries, into_chat
from words.web_links import web_link

LONGEST_QUESTION, LONGEST_CHOICE, MOST_CHOICES = 300, 40, 10

Asked = ReferTold | NoReferrals
Booked = ActionBooked | ActionLimit | UnknownAction
Birthday = BirthdayTold | BirthdayKnown | BirthdayInvalid
Survey = SurveyQuestion | SurveyDone | NoSurvey
Gathering = Asked | Booked | Birthday | Survey
Lines = tuple[str, ...]


def gathering(outcome: Gathering, locale: Locale) -> Lines:
    """What has happened, or what is asked."""
    match outcome:
        case ActionBooked() | ActionLimit() | UnknownAction():
            return _booking(outcome, locale)
        case BirthdayTold() | BirthdayKnown() | BirthdayInvalid():
            return _birthday(outcome, locale)
        case SurveyQuestion() | SurveyDone() | NoSurvey():
            return _survey(outcome, locale)
        case ReferTold():
            return tuple(_referral(outcome, locale))
        case NoReferrals():
            return (locale.say("There are no points for inviting friends at the moment."),)
        case _:
            assert_never(outcome)


def _booking(outcome: Booked, locale: Locale) -> Lines:
    action = locale.own(name(outcome.action))
    match outcome:
        case ActionBooked(again=True):
            return locale.say("You have just received the points for this: %(action)s.", action=action), _total(
                outcome, locale
            )
        case ActionBooked():
            brings = locale.count(
                "Thank you! %(action)s brings you %(number)s point.",
                "Thank you! %(action)s brings you %(number)s points.",
                outcome.points,
                action=action,
            )
            return brings, _total(outcome, locale)
        case ActionLimit(after=None):
            return (locale.say("You already have all the points for this: %(action)s.", action=action),)
        case ActionLimit(after=after):
            day = locale.own(locale.day(after)) if after else ""
            said = locale.say("You already have the points for this: %(action)s.", action=action)
            again = locale.say("It counts again from %(day)s.", day=day)
            return (f"{said} {again}",)
        case UnknownAction():
            return (locale.say("There are no points for this right now."),)
        case _:
            assert_never(outcome)


def _birthday(outcome: Birthday, locale: Locale) -> Lines:
    match outcome:
        case BirthdayTold():
            noted = locale.say(
                "Thank you, we have noted your birthday: %(day)s.", day=_day(outcome.day, outcome.with_year, locale)
            )
            if not outcome.points:
                return (noted,)
            gift = locale.count(
                "Each birthday brings you %(number)s point.",
                "Each birthday brings you %(number)s points.",
                outcome.points,
            )
            return (f"{noted} {gift}",)
        case BirthdayKnown():
            day = _day(outcome.day, outcome.with_year, locale)
            return (
                locale.say("We already have your birthday: %(day)s. If it is wrong, please ask the shop.", day=day),
            )
        case BirthdayInvalid():
            return (birthday_form(locale),)
        case _:
            assert_never(outcome)


def birthday_form(locale: Locale) -> str:
    """How a birthday is written so that nobody can read it as another day."""
    return locale.say("Please write the month as a word, such as 24 December 1990, or 24 December without the year.")


def _day(day: date, with_year: bool, locale: Locale) -> str:  # noqa: FBT001 - it stands in the outcome
    return locale.own(locale.day(day) if with_year else locale.day_of_year(day))


def _survey(outcome: Survey, locale: Locale) -> Lines:
    match outcome:
        case SurveyQuestion():
            return tuple(_question(outcome, locale))
        case SurveyDone(again=True):
            return locale.say("You have already answered everything, thank you!"), _total(outcome, locale)
        case SurveyDone():
            thanks = locale.say("Thank you for your answers!")
            if not outcome.points:
                return (thanks,)
            brings = locale.count(
                "They bring you %(number)s point.", "They bring you %(number)s points.", outcome.points
            )
            return f"{thanks} {brings}", _total(outcome, locale)
        case NoSurvey():
            return (locale.say("We have no questions for you right now."),)
        case _:
            assert_never(outcome)


def _question(outcome: SurveyQuestion, locale: Locale) -> Iterator[str]:
    if outcome.refused:
        yield locale.say("Please choose one of these answers, or write its number.")
    asked = shortened(one_line(outcome.question), LONGEST_QUESTION)
    place = f"{locale.number(outcome.number)}/{locale.number(outcome.of)}"
    yield f"{locale.own(place)} {asked}" if outcome.of > 1 else asked or place
    for number, choice in enumerate(outcome.choices[:MOST_CHOICES], 1):
        yield f"{locale.number(number)}. {shortened(one_line(choice), LONGEST_CHOICE)}"


def _referral(outcome: ReferTold, locale: Locale) -> Iterator[str]:
    if outcome.points:
        yield locale.say("For each friend you invite you get %(points)s.", points=points(outcome.points, locale))
    if outcome.friend_points:
        yield locale.say("Your friend gets %(points)s.", points=points(outcome.friend_points, locale))
    if outcome.minimum > 0:
        least = f"{shortened(f'{outcome.minimum:f}', 20)} {shortened(one_line(outcome.currency), 10)}".strip()
        yield locale.say(
            "The points come with your friend's first order of %(amount)s or more.", amount=locale.own(least)
        )
    else:
        yield locale.say("The points come with your friend's first order.")
    if outcome.friends > 0:
        yield locale.count(
            "You have received points for %(number)s friend so far.",
            "You have received points for %(number)s friends so far.",
            outcome.friends,
        )
    yield locale.say("Your code: %(code)s", code=name(outcome.code))
    if link := friend_link(outcome):
        yield locale.say("Your link: %(link)s", link=link)


def friend_link(outcome: ReferTold) -> str:
    """The link that brings a friend into the chat; blank where the shop's setting makes none that a chat can show."""
    page = web_link(outcome.chat)
    if not (page and carries(page)):
        return ""
    link = into_chat(page, name(outcome.code), action="friend")
    return link if len(link.encode()) <= LONGEST_LINK else ""


def _total(outcome: ActionBooked | SurveyDone, locale: Locale) -> str:
    return total(outcome.standing, locale)
