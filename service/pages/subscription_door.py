"""The door of the link that ends a member's emails: a page for people, and JSON for programs where there is none."""

from functools import partial

from flask import Response

from loyalty.member.subscription import set_subscription, tell_subscription
from service.environment import VariableMalformed, VariableMissing
from service.pages.web_pages import DOMAIN, notice_without_shop, page_policy, subscription_page
from service.signed_links import OF_NOBODY, member_of
from service.visit import HEADERS, TurnedAway, Visit, allow, form
from sheets.google.errors import WorkbookError
from words.locales import language_of, languages_accepted, locale_for


def subscription_answer(visit: Visit) -> Response:
    """Ends a member's emails, or brings them back; looking changes nothing, as mail scanners follow links, too.

    Raises TurnedAway where there is nothing to show and the caller has asked for no page.
    """
    visit.door = "unsubscribe"
    allow(visit, "GET", "HEAD", "POST")
    speech = locale_for(language_of(*languages_accepted(visit.request.headers.get("Accept-Language", ""))), DOMAIN)
    member = member_of(visit.request.args.get("t", ""), key=visit.container.environment.link_key)
    if member is None:
        told = speech.say("This link is incomplete, or it is not one of ours.")
        return _refused(visit, TurnedAway(404, "There is nothing at this address."), told, speech.language)
    changes = visit.request.method == "POST"
    if changes:
        wanted = form(visit.request).get("letters") == "yes"
        rule = partial(set_subscription, member=member, wanted=wanted, now=visit.container.clock())
    else:
        rule = partial(tell_subscription, member=member)
    try:
        subscription = visit.container.workbook.transact(rule, spent=visit.spent)
    except (WorkbookError, VariableMissing, VariableMalformed) as error:
        visit.container.throttled_log.error(f"a wish for letters was not noted: {type(error).__name__}: {error}")
        visit.container.owner_alarm.about(error)
        told = speech.say("This did not work right now. Please try again in a minute.")
        refusal = TurnedAway(503, "This did not work now. Please try again in a minute.")
        return _refused(visit, refusal, told, speech.language)
    if subscription is None:
        told = speech.say("This link no longer belongs to a member. To end emails, use the link in the newest one.")
        return _refused(visit, TurnedAway(404, OF_NOBODY), told, speech.language)
    visit.code = "letters" if subscription.wanted else "no letters"
    return _page(200, subscription_page(subscription, changed=changes))


def _refused(visit: Visit, refusal: TurnedAway, told: str, language: str) -> Response:
    """A browser gets a page, and it alone asks for one by name; a mail program, and our own check, get JSON."""
    if "text/html" not in visit.request.headers.get("Accept", ""):
        raise refusal
    visit.code = f"error {refusal.status}"
    return _page(refusal.status, notice_without_shop(told, language))


def _page(status: int, page: str) -> Response:
    return Response(page, status, {**HEADERS, **page_policy(page)}, mimetype="text/html")
