"""What connecting has in common for all shops: where webhooks go, what keeps it from going on, and what comes next."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import click
import requests

from commands.shops.kept_secrets import SECRETS_FILE, NotTyped, ShopVariables
from loyalty.model.shop.wanted_code import AwayReason
from service.container import now
from service.environment import Environment
from service.shop.shop_variables import ShopVariableWrong, schemes_to
from shops.api.code_shop import ShopAway
from words.web_links import host_of

NO_ADDRESS = (
    "PUBLIC_URL names no function, so no webhooks were made. Put it into the cloud first (README.md): "
    "deploy/with-variables.sh runs this command with the variables of the cloud."
)
PLAIN = "PUBLIC_URL is not safe to send to: shops send their webhooks to https:// alone, with customers' data in them."
NOT_HEARD = (
    "Check whether PUBLIC_URL is the function's own address, https://..., as the internet knows it, and run the "
    "command again."
)
keep_option = click.option(
    "--keep",
    "path",
    type=click.Path(dir_okay=False, path_type=Path),
    default=SECRETS_FILE,
    help="Where the secrets wait for deploy/deploy.sh; deploy/shop-secrets.",
)
REFUSED = "What is known is not right any more, as after a key was revoked. Please type it anew."
NOT_LET_IN = str(requests.codes.unauthorized)
T = TypeVar("T")
AGAIN = "Run the command again in some minutes; what is made stays."


class RightsMissing(Exception):
    """The credentials are good, and may not do all that is needed; the sentence says what is missing."""


class WebhookRefused(Exception):
    """The shop lets us in, and sends nothing to the function's address; the sentence says why."""


@contextmanager
def one_sentence(*, address: str, closed: str, rights: str) -> Iterator[None]:
    """Whatever keeps a shop from being connected ends the command with one sentence that says what to do.

    ``address`` is the variable of the shop's address, ``closed`` what to do where it does not let us in, and ``rights``
    where a right is missing.
    """
    try:
        yield
    except ShopVariableWrong as wrong:
        raise click.ClickException(f"{wrong} Correct it, and run the command again.") from None
    except RightsMissing as missing:
        raise click.ClickException(f"{missing} {rights}") from None
    except WebhookRefused as refused:
        raise click.ClickException(f"{refused} {NOT_HEARD}") from None
    except ShopAway as away:
        to_do = {
            AwayReason.UNREACHABLE: f"Check whether {address} is right, and whether this machine has a network.",
            AwayReason.BUSY: AGAIN,
            AwayReason.OUT_OF_ORDER: f"Check whether {address} is right. {AGAIN}",
            AwayReason.CLOSED: closed,
        }
        raise click.ClickException(f"{away}. {to_do[away.reason]}") from None


def let_in(variables: ShopVariables, names: Sequence[str], tried: Callable[[], T]) -> T:
    """What ``tried`` gives; where the shop refuses credentials of these ``names`` that nobody has typed now, they are
    asked for anew. ShopAway.
    """
    try:
        return tried()
    except ShopAway as away:
        if away.detail != NOT_LET_IN or any(name in variables.typed for name in names):
            raise
        click.echo(f"{away}. {REFUSED}")
        variables.refused |= set(names)
        try:
            return tried()
        except NotTyped:
            raise away from None


def webhook_address(door: str) -> str:
    """Where the shop is to send its webhooks; blank where nobody knows the function's address. WebhookRefused."""
    public = Environment(os.environ).public_url
    if host_of(public) and not host_of(public, schemes_to(public)):
        raise WebhookRefused(PLAIN)
    return f"{public}/shops/{door}" if host_of(public) else ""


def say(sentences: Iterable[str]) -> None:
    """Prints each as it comes: what they tell of is done one after the other."""
    for sentence in sentences:
        click.echo(sentence)


def with_webhooks(door: str, make: Callable[[str], Iterable[str]]) -> None:
    """Makes the webhooks to the function's door, and says so, or that nobody knows its address; WebhookRefused."""
    address = webhook_address(door)
    say(make(address) if address else [NO_ADDRESS])


def webhook_secret(variables: ShopVariables, name: str) -> str:
    """The newest secret of this variable that is good today; blank for none."""
    return next(iter(Environment(variables.all()).secrets(name, now().date())), "")


def what_comes_next(variables: ShopVariables, path: Path) -> str:
    """What is left to do so that the function knows what is known here."""
    if not variables.waits:
        return "The function's variables are those that were tried."
    return (
        f"What the function needs is in {path}, which only you can read. Run deploy/deploy.sh now: it takes it from "
        "there and deletes the file. Until then the shop's webhooks are turned away. (Without deploy.sh: set the "
        "variables that stand there for the function, and delete the file.)"
    )
