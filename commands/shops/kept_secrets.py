"""What connects a shop: asked for where it is not known, and its secrets kept until the function has them.

They stand in a file that only its owner may read, and that deploy/deploy.sh takes them from: in no output, no argument
and no history of a shell.
"""

import os
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from getpass import GetPassWarning
from pathlib import Path

import click

SECRETS_FILE = Path(__file__).parents[2] / "deploy" / "shop-secrets"
ONLY_MINE = 0o600


class NotTyped(click.ClickException):
    """Nobody was there to type what is missing."""


@dataclass(slots=True)
class ShopVariables:
    """The variables of one shop: those of the file first, which are newer, then those of the environment.

    ``typed`` are those that somebody has typed now, of which nobody knows yet whether they are right.
    """

    environment: Mapping[str, str]
    path: Path
    typed: dict[str, str] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    """Those that the shop does not take any more: they count as not known until they are typed anew."""
    _kept: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._kept = _read(self.path)

    def __repr__(self) -> str:
        return f"ShopVariables({str(self.path)!r})"

    def all(self) -> Mapping[str, str]:
        """Every variable that is known."""
        before = {**self.environment, **self._kept}
        return {name: value for name, value in before.items() if name not in self.refused} | self.typed

    def known(self, name: str) -> str:
        """The variable, blank where nobody has said it yet."""
        return self.all().get(name, "").strip()

    def ask(
        self,
        name: str,
        question: str,
        *,
        hidden: bool = True,
        needed: bool = True,
        read: Callable[[Mapping[str, str]], str] | None = None,
    ) -> str:
        """The variable, asked for where it is not known; blank only for what is not ``needed``.

        What is typed counts as ``read`` has it, so that nothing more is asked where that raises.
        """
        if not self.known(name):
            value = _typed(name, question, hidden=hidden, needed=needed)
            if value:
                self.typed[name] = read({name: value}) if read else value
        return self.known(name)

    def keep(self, *names: str, **made: str) -> None:
        """Writes those that the environment does not say into the file; ClickException where that cannot be written.

        ``made`` are new ones, beside what was typed.
        """
        values = {name: self.known(name) for name in names} | made
        known = self.environment
        news = {name: value for name, value in values.items() if value and known.get(name, "").strip() != value}
        if news.items() <= self._kept.items():
            return
        _write(self.path, self._kept | news)
        self._kept |= news

    @property
    def waits(self) -> bool:
        """True when something is in the file, so that the function does not have it yet."""
        return bool(self._kept)


def _typed(name: str, question: str, *, hidden: bool, needed: bool) -> str:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", GetPassWarning)  # it would be shown as it is typed
            answer = click.prompt(question, hide_input=hidden, default=None if needed else "", show_default=False)
    except (click.Abort, GetPassWarning):
        missing = f"{name} is missing: set the variable, or run this in a terminal, which asks for it."
        raise NotTyped(missing) from None
    return str(answer).strip()


def _read(path: Path) -> dict[str, str]:
    try:
        lines = path.read_text().splitlines()
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        message = f"{path} cannot be read ({type(error).__name__}): put it right, or delete it."
        raise click.ClickException(message) from None
    pairs = (line.partition("=") for line in lines if "=" in line and not line.startswith("#"))
    return {name.strip(): value.strip() for name, _, value in pairs}


def _write(path: Path, secrets: Mapping[str, str]) -> None:
    """Whole or not at all; nobody else may read it at any moment."""
    new = path.with_name(f"{path.name}.new")
    try:
        new.unlink(missing_ok=True)
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, ONLY_MINE), "w") as file:
            file.writelines(f"{name}={value}\n" for name, value in secrets.items())
        new.replace(path)
    except OSError as error:
        raise click.ClickException(
            f"The secrets cannot be written to {path} ({error.strerror}): name another file with --keep."
        ) from None
