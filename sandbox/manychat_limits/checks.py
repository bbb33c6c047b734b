"""The bricks of the validator: each check takes a value and its path, and yields what is wrong in a sentence each."""

from collections.abc import Callable, Iterator, Mapping

from words.web_links import host_of

Check = Callable[[object, str], Iterator[str]]


def shape(required: Mapping[str, Check], optional: Mapping[str, Check]) -> Check:
    """An object with these keys and no others."""
    known = {**required, **optional}

    def check(value: object, path: str) -> Iterator[str]:
        if not isinstance(value, Mapping):
            yield f"{path} is not an object."
            return
        yield from (f"{path}.{key} is missing." for key in required if key not in value)
        for key, inner in value.items():
            yield from known.get(key, unknown)(inner, f"{path}.{key}")

    return check


def kinds(shapes: Mapping[str, Check], allowed: frozenset[str], key: str = "type") -> Check:
    """An object whose ``key`` names its shape; some shapes are not allowed here."""

    def check(value: object, path: str) -> Iterator[str]:
        kind = value.get(key) if isinstance(value, Mapping) else None
        if not isinstance(kind, str) or kind not in shapes:
            yield f"{path} has no {key} that ManyChat knows."
        elif kind not in allowed:
            yield f"{path} is a {kind}, which is not allowed here."
        else:
            yield from shapes[kind](value, path)

    return check


def several(each: Check, most: int, least: int = 0) -> Check:
    """A list of so many."""

    def check(value: object, path: str) -> Iterator[str]:
        if not isinstance(value, list | tuple):
            yield f"{path} is not a list."
            return
        if not least <= len(value) <= most:
            yield f"{path} has {len(value)} entries; {least} to {most} are allowed."
        for number, inner in enumerate(value):
            yield from each(inner, f"{path}[{number}]")

    return check


def text(limit: int | None = None, *, most_bytes: int | None = None) -> Check:
    """A text with something in it, of at most so many characters or bytes, that UTF-8 can carry."""

    def check(value: object, path: str) -> Iterator[str]:
        if not isinstance(value, str) or not value.strip():
            yield f"{path} is no text, or an empty one."
            return
        if limit is not None and len(value) > limit:
            yield f"{path} is longer than {limit} characters."
        size = len(value.encode(errors="replace"))
        if most_bytes is not None and size > most_bytes:
            yield f"{path} is longer than {most_bytes} bytes."
        if any("\ud800" <= sign <= "\udfff" for sign in value):
            yield f"{path} has half a character that no UTF-8 can carry."

    return check


def link(*schemes: str) -> Check:
    """A whole link with one of the schemes."""

    def check(value: object, path: str) -> Iterator[str]:
        if not isinstance(value, str) or not _is_link(value, schemes):
            yield f"{path} is no {' or '.join(schemes)} link."

    return check


def one_of(*values: str) -> Check:
    """One of these texts."""

    def check(value: object, path: str) -> Iterator[str]:
        if value not in values:
            yield f"{path} is none of {', '.join(values)}."

    return check


def flag(value: object, path: str) -> Iterator[str]:
    """True or false."""
    if not isinstance(value, bool):
        yield f"{path} is neither true nor false."


def whole(least: int | None = None, most: int | None = None) -> Check:
    """A whole number within these bounds; true and false are none."""

    def check(value: object, path: str) -> Iterator[str]:
        if not isinstance(value, int) or isinstance(value, bool):
            yield f"{path} is no whole number."
        elif (least is not None and value < least) or (most is not None and value > most):
            yield f"{path} is not between {least} and {most}."

    return check


def scalar(value: object, path: str) -> Iterator[str]:
    """A number, true or false, or a text with something in it."""
    if not isinstance(value, bool | int | float):
        yield from text()(value, path)


def mapping(each: Check) -> Check:
    """An object with any keys."""

    def check(value: object, path: str) -> Iterator[str]:
        if not isinstance(value, Mapping):
            yield f"{path} is not an object."
            return
        for key, inner in value.items():
            yield from each(inner, f"{path}.{key}")

    return check


def both(first: Check, second: Check) -> Check:
    """The one and the other."""

    def check(value: object, path: str) -> Iterator[str]:
        yield from first(value, path)
        yield from second(value, path)

    return check


def anything(_value: object, _path: str) -> Iterator[str]:
    """Whatever it is."""
    yield from ()


def unknown(_value: object, path: str) -> Iterator[str]:
    """A key that should not be there."""
    yield f"{path} is not a key that is known here."


def _is_link(value: str, schemes: tuple[str, ...]) -> bool:
    return bool(host_of(value, schemes)) and not any(sign.isspace() for sign in value)
