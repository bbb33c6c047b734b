"""How a letter's templates speak: messages, numbers, money and days in one language, names kept apart from them."""

import unicodedata
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

from words.tongue import Tongue, tongue

DOMAIN = "letters"
ISOLATE, END = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
LEFT_TO_RIGHT, RIGHT_TO_LEFT = frozenset({"L", "EN"}), frozenset({"R", "AL", "AN"})
STEERING = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})
"""The classes of the signs that turn the direction of what follows; a name may not leave one open."""


@cache
def environment(templates: Path, language: str) -> Environment:
    """The templates in one language; each has an environment of its own, as Jinja's overlays lose translations."""
    speech = tongue(language, DOMAIN)
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
    spoken.globals |= {"language": speech.language, "direction": speech.direction}
    return spoken


def _day(speech: Tongue) -> Callable[[date | None], str]:
    def day(day: date | None) -> str:
        """The day as it is written; a letter that needs one cannot do without it."""
        if day is None:
            raise TemplateRuntimeError("a day is missing")
        return speech.day(day)

    return day


def _own(speech: Tongue) -> Callable[[EvalContext, str], str]:
    strangers = LEFT_TO_RIGHT if speech.direction == "rtl" else RIGHT_TO_LEFT

    @pass_eval_context
    def own(context: EvalContext, name: str) -> str:
        """Somebody's own words inside ours, so that neither turns the direction of the other."""
        if context.autoescape:
            return Markup("<bdi>") + escape(name) + Markup("</bdi>")
        return isolated(name, strangers)

    return own


def isolated(name: str, strangers: frozenset[str]) -> str:
    """The name between the signs of an isolate, but only where it holds signs that run the other way."""
    classes = {sign: unicodedata.bidirectional(sign) for sign in name}
    plain = "".join(sign for sign in name if classes[sign] not in STEERING)
    return f"{ISOLATE}{plain}{END}" if strangers & set(classes.values()) else plain
