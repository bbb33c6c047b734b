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
from words.ref_links import carries, into_chat
from words.tongue import Tongue
from words.web_links import web_link

LONGEST_QUESTION, LONGEST_CHOICE, MOST_CHOICES = 300, 40, 10

Asked = ReferTold | NoReferrals
Booked = ActionBooked | ActionLimit | UnknownAction
Birthday = BirthdayTold | BirthdayKnown | BirthdayInvalid
Survey = SurveyQuestion | SurveyDone | NoSurvey
Gathering = Asked | Booked | Birthday | Survey
Lines = tuple[str, ...]


def gathering(outcome: Gathering, tongue: Tongue) -> Lines:
    """What has happened, or what is asked."""
    match outcome:
        case ActionBooked() | ActionLimit() | UnknownAction():
            return _booking(outcome, tongue)
        case BirthdayTold() | BirthdayKnown() | BirthdayInvalid():
            return _birthday(outcome, tongue)
        case SurveyQuestion() | SurveyDone() | NoSurvey():
            return _survey(outcome, tongue)
        case ReferTold():
            return tuple(_referral(outcome, tongue))
        case NoReferrals():
            return (tongue.say("There are no points for recommendations at the moment."),)
        case _:
            assert_never(outcome)


def _booking(outcome: Booked, tongue: Tongue) -> Lines:
    action = tongue.own(name(outcome.action))
    match outcome:
        case ActionBooked(again=True):
            return tongue.say("You have just had the points for this: %(action)s.", action=action), _total(
                outcome, tongue
            )
        case ActionBooked():
            brings = tongue.count(
                "Thank you! %(action)s brings you %(number)s point.",
                "Thank you! %(action)s brings you %(number)s points.",
                outcome.points,
                action=action,
            )
            return brings, _total(outcome, tongue)
        case ActionLimit(after=None):
            return (tongue.say("You have had all the points for this: %(action)s.", action=action),)
        case ActionLimit(after=after):
            day = tongue.own(tongue.day(after)) if after else ""
            said = tongue.say("You have had the points for this: %(action)s.", action=action)
            again = tongue.say("It counts again from %(day)s on.", day=day)
            return (f"{said} {again}",)
        case UnknownAction():
            return (tongue.say("There are no points for this right now."),)
        case _:
            assert_never(outcome)


def _birthday(outcome: Birthday, tongue: Tongue) -> Lines:
    match outcome:
        case BirthdayTold():
            noted = tongue.say(
                "Thank you, we have noted your birthday: %(day)s.", day=_day(outcome.day, outcome.with_year, tongue)
            )
            if not outcome.points:
                return (noted,)
            gift = tongue.count(
                "Each one brings you %(number)s point.", "Each one brings you %(number)s points.", outcome.points
            )
            return (f"{noted} {gift}",)
        case BirthdayKnown():
            day = _day(outcome.day, outcome.with_year, tongue)
            return (
                tongue.say("We know your birthday already: %(day)s. If it is wrong, please ask the shop.", day=day),
            )
        case BirthdayInvalid():
            return (tongue.say("Please write your birthday with its year first, like this: 1990-02-28."),)
        case _:
            assert_never(outcome)


def _day(day: date, with_year: bool, tongue: Tongue) -> str:  # noqa: FBT001 - it stands in the outcome
    return tongue.own(tongue.day(day) if with_year else tongue.day_of_year(day))


def _survey(outcome: Survey, tongue: Tongue) -> Lines:
    match outcome:
        case SurveyQuestion():
            return tuple(_question(outcome, tongue))
        case SurveyDone(again=True):
            return tongue.say("You have answered all of it, thank you!"), _total(outcome, tongue)
        case SurveyDone():
            thanks = tongue.say("Thank you for your answers!")
            if not outcome.points:
                return (thanks,)
            brings = tongue.count(
                "They bring you %(number)s point.", "They bring you %(number)s points.", outcome.points
            )
            return f"{thanks} {brings}", _total(outcome, tongue)
        case NoSurvey():
            return (tongue.say("There is nothing to ask you right now."),)
        case _:
            assert_never(outcome)


def _question(outcome: SurveyQuestion, tongue: Tongue) -> Iterator[str]:
    if outcome.refused:
        yield tongue.say("Please choose one of these answers, or its number.")
    asked = shortened(one_line(outcome.question), LONGEST_QUESTION)
    place = f"{tongue.number(outcome.number)}/{tongue.number(outcome.of)}"
    yield f"{tongue.own(place)} {asked}" if outcome.of > 1 else asked or place
    for number, choice in enumerate(outcome.choices[:MOST_CHOICES], 1):
        yield f"{tongue.number(number)}. {shortened(one_line(choice), LONGEST_CHOICE)}"


def _referral(outcome: ReferTold, tongue: Tongue) -> Iterator[str]:
    if outcome.points:
        yield tongue.say("For each friend you bring you get %(points)s.", points=points(outcome.points, tongue))
    if outcome.friend_points:
        yield tongue.say("Your friend gets %(points)s.", points=points(outcome.friend_points, tongue))
    if outcome.minimum > 0:
        least = f"{shortened(f'{outcome.minimum:f}', 20)} {shortened(one_line(outcome.currency), 10)}".strip()
        yield tongue.say("Your friend's first order has to be of %(amount)s or more.", amount=tongue.own(least))
    else:
        yield tongue.say("The points come with your friend's first order.")
    if outcome.friends > 0:
        yield tongue.count(
            "You have had points for %(number)s friend so far.",
            "You have had points for %(number)s friends so far.",
            outcome.friends,
        )
    yield tongue.say("Your code: %(code)s", code=name(outcome.code))
    page = web_link(outcome.chat)
    if page and carries(page):
        link = into_chat(page, name(outcome.code))
        if len(link.encode()) <= LONGEST_LINK:
            yield tongue.say("Your link: %(link)s", link=link)


def _total(outcome: ActionBooked | SurveyDone, tongue: Tongue) -> str:
    return total(outcome.standing, tongue)
