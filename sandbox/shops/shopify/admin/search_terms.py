"""Shopify's search syntax, as far as the queries of this project use it: "updated_at:>='2026-11-27' status:any"."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from operator import eq, ge, gt, le, lt

from graphql import GraphQLError

TERM = re.compile(r"(?:(\w+):)?(<=|>=|<|>)?('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|[^\s'\"]+)")
COMPARISONS: Mapping[str, Callable[[datetime, datetime], bool]] = {"": eq, "<": lt, "<=": le, ">": gt, ">=": ge}


class NotUnderstood(GraphQLError):
    """A search that the sandbox does not know; Shopify would know more."""


@dataclass(frozen=True, slots=True)
class Term:
    """One term: a field ("" for any text), how it is compared, and with what."""

    field: str
    comparison: str
    value: str


def terms(query: str | None) -> tuple[Term, ...]:
    """The terms of a search, all of which must hold; raises NotUnderstood."""
    text, found = (query or "").strip(), []
    while text:
        match = TERM.match(text)
        if match is None or match[3].upper() in ("OR", "NOT") or match[3].startswith(("-", "(")):
            raise NotUnderstood(f"The sandbox does not understand this search: {query}")
        if match[3] != "AND":
            found.append(Term(match[1] or "", match[2] or "", _unquoted(match[3])))
        text = text[match.end() :].lstrip()
    return tuple(found)


def holds(term: Term, fields: Mapping[str, str | datetime | None], texts: Iterable[str]) -> bool:
    """Whether a thing with these fields, and these texts for terms without a field, is one that is looked for."""
    if not term.field:
        return any(_contains(text, term.value) for text in texts)
    if term.field not in fields:
        raise NotUnderstood(f"The sandbox knows no search by {term.field}.")
    found = fields[term.field]
    if isinstance(found, datetime):
        return COMPARISONS[term.comparison](found, instant(term.value))
    if found is None:
        return False
    return _contains(found, term.value) if term.field in ("title", "name") else _equals(found, term.value)


def all_hold(wanted: Iterable[Term], fields: Mapping[str, str | datetime | None], texts: Iterable[str]) -> bool:
    """Whether all terms hold for a thing; raises NotUnderstood."""
    known = tuple(texts)
    return all(holds(term, fields, known) for term in wanted)


def instant(text: str) -> datetime:
    """A moment as a search gives it; without a zone it is taken for UTC. Raises NotUnderstood."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise NotUnderstood(f"The sandbox cannot read this time: {text}") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _unquoted(text: str) -> str:
    if text[0] in "'\"":
        return re.sub(r"\\(.)", r"\1", text[1:-1])
    return re.sub(r"\\(.)", r"\1", text)


def _equals(found: str, wanted: str) -> bool:
    return fnmatchcase(found.casefold(), wanted.casefold())


def _contains(found: str, wanted: str) -> bool:
    words, wanted_words = found.casefold().split(), wanted.casefold().split()
    if "*" in wanted:
        return _equals(found, wanted) or any(_equals(word, wanted) for word in words)
    size = len(wanted_words)
    return any(words[place : place + size] == wanted_words for place in range(len(words) - size + 1))
