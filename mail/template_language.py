"""How a letter's templates speak: messages, numbers, money and days in one language, names kept apart from them."""

import re
from collections.abc import Callable
from datetime import date
from functools import cache, lru_cache
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

from mail.colours import Palette
from words.locales import Locale, locale_for

CATALOG = "letters"
_TOGETHER = re.compile(r"(?<=\d) (?=[^\W\d])|(?<=[^\W\d]) (?=\d{4}\b)")
"""Between a number and its word, and before a year or the number of an order."""
PALETTES = 16
"""So many ways to say the dark rules are kept: a function has one shop, and says them in two ways."""
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
        auto_reload=False,  # else each letter asks for the age of each of its files
    )
    spoken.policies["ext.i18n.trimmed"] = True
    # the extension adds this method when it is loaded, which types cannot tell
    spoken.install_gettext_translations(speech.translations, newstyle=True)  # type: ignore[attr-defined]
    spoken.filters |= {"number": speech.number, "money": speech.money, "day": _day(speech), "own": _own(speech)}
    spoken.filters |= {"together": _together}
    # loaded when a letter asks for it: only the owner's do
    spoken.filters["in_the_sheet"] = lambda word: locale_for(language, SHEET).say(word)
    spoken.globals |= {"language": speech.language, "direction": speech.direction, "dark": _dark(spoken)}
    return spoken


def _dark(spoken: Environment) -> Callable[..., Markup]:
    @lru_cache(maxsize=PALETTES)  # the same in each letter of a shop
    def dark(colours: Palette, words: str = "", grounds: str = "") -> Markup:
        """The rules for a dark screen, each for what is inside ``words`` or ``grounds``."""
        rules = spoken.get_template("dark.css").render(colours=colours, words=words, grounds=grounds)
        return Markup(rules)  # noqa: S704 - our own rules and a palette's colours

    return dark


def _together(text: str) -> str:
    """The text in which no line ends with a number or begins with a year: "22 December 2026" and "250 g" are whole."""
    return type(text)(_TOGETHER.sub("\N{NO-BREAK SPACE}", text))


def _day(speech: Locale) -> Callable[[EvalContext, date | None], str]:
    @pass_eval_context
    def day(context: EvalContext, day: date | None) -> str:
        """The day as it is written, whole on one line of a page; a letter that needs one cannot do without it."""
        if day is None:
            raise TemplateRuntimeError("a day is missing")
        return _together(speech.day(day)) if context.autoescape else speech.day(day)

    return day


def _own(speech: Locale) -> Callable[[EvalContext, str], str]:
    @pass_eval_context
    def own(context: EvalContext, name: str) -> str:
        """Somebody's own words inside ours, so that neither turns the direction of the other."""
        if context.autoescape:
            return Markup("<bdi>") + escape(name) + Markup("</bdi>")
        return speech.own(name)

    return own
