"""How a letter's templates speak: messages, numbers, money and days in one language, names kept apart from them."""

from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path

from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateRuntimeError,
    pass_eval_context,
    select_autoescape,
)
from jinja2.nodes import EvalContext
from markupsafe import Markup, escape

from words.locales import Locale, locale_for

CATALOG = "letters"
SHEET = "sheet"
"""The catalog of the words in the owner's sheet."""


@cache
def environment(templates: Path, language: str) -> Environment:
    """The templates in one language; each has an environment of its own, as Jinja's overlays lose translations."""
    speech = locale_for(language, CATALOG)
    spoken = Environment(
        loader=FileSystemLoader(templates),
        extensions=["jinja2.ext.i18n"],
        undefined=StrictUndefined,
        autoescape=select_autoescape(("html",)),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    spoken.policies["ext.i18n.trimmed"] = True
    # the extension adds this method when it is loaded, which types cannot tell
    spoken.install_gettext_translations(speech.translations, newstyle=True)  # type: ignore[attr-defined]
    spoken.filters |= {"number": speech.number, "money": speech.money, "day": _day(speech), "own": _own(speech)}
    # loaded when a letter asks for it: only the owner's do
    spoken.filters["in_the_sheet"] = lambda word: locale_for(language, SHEET).say(word)
    spoken.globals |= {"language": speech.language, "direction": speech.direction}
    return spoken


def _day(speech: Locale) -> Callable[[date | None], str]:
    def day(day: date | None) -> str:
        """The day as it is written; a letter that needs one cannot do without it."""
        if day is None:
            raise TemplateRuntimeError("a day is missing")
        return speech.day(day)

    return day


def _own(speech: Locale) -> Callable[[EvalContext, str], str]:
    @pass_eval_context
    def own(context: EvalContext, name: str) -> str:
        """Somebody's own words inside ours, so that neither turns the direction of the other."""
        if context.autoescape:
            return Markup("<bdi>") + escape(name) + Markup("</bdi>")
        return speech.own(name)

    return own
