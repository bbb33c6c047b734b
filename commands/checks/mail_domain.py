"""The domain of MAIL_FROM in DNS: SPF, DKIM and DMARC, by which mail servers tell letters from forgeries."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from commands.checks.finding import Finding
from mail.sanitise import BadSender, read_sender
from service.environment import Environment

if TYPE_CHECKING:
    from dns.resolver import Resolver

DNS_SECONDS = 3.0
SPF = "v=spf1"
DMARC = "v=DMARC1"
AT_YOUR_HOST = "where your domain's DNS is managed; your mail provider says what it is to say"


class Silent(Exception):
    """DNS gave no answer; says why."""


def check_names(environment: Environment, *, selector: str, server: str) -> Iterator[Finding]:
    """Hints; a missing record keeps nothing from working here, but letters from arriving there."""
    try:
        domain = read_sender(environment.sender).domain if environment.sender else ""
    except BadSender:
        return  # told with the variables
    if not domain:
        return
    try:
        yield from _hints(_resolver(server), domain, selector)
    except Silent as error:
        sentence = f"The DNS records of {domain} (SPF, DKIM, DMARC) could not be looked up: {error}."
        yield Finding("dns.silent", sentence)


def _hints(resolver: "Resolver", domain: str, selector: str) -> Iterator[Finding]:
    policies = [text for text in _texts(resolver, domain) if text.casefold().startswith(SPF)]
    if not policies:
        sentence = f"The domain {domain} has no SPF record, so letters from it may be taken for forged."
        yield Finding("dns.spf", sentence, f"Add a TXT record that begins with {SPF} {AT_YOUR_HOST}.")
    if len(policies) > 1:
        sentence = f"The domain {domain} has {len(policies)} SPF records, and with more than one none counts."
        yield Finding("dns.spf", sentence, "Make one of them.")
    if not any(_has_dmarc(resolver, name) for name in _upwards(domain)):
        sentence = (
            f"The domain {domain} has no DMARC record, which large mail providers ask of those who write to many."
        )
        to_do = f"Add a TXT record for _dmarc.{domain}, such as: v=DMARC1; p=none; {AT_YOUR_HOST}."
        yield Finding("dns.dmarc", sentence, to_do)
    yield from _dkim(resolver, domain, selector)


def _dkim(resolver: "Resolver", domain: str, selector: str) -> Iterator[Finding]:
    if not selector:
        sentence = (
            f"Whether letters from {domain} are signed (DKIM) cannot be seen without the selector that your mail "
            "provider names: look there, or say --dkim-selector."
        )
        yield Finding("dns.dkim_unknown", sentence)
        return
    name = f"{selector}._domainkey.{domain}"
    if not any("p=" in text for text in _texts(resolver, name)):
        yield Finding("dns.dkim", f"There is no DKIM key at {name}.", f"Add the record {AT_YOUR_HOST}.")


def _has_dmarc(resolver: "Resolver", domain: str) -> bool:
    return any(text.startswith(DMARC) for text in _texts(resolver, f"_dmarc.{domain}"))


def _upwards(domain: str) -> Iterator[str]:
    """The domain and those above it, without the last part: a subdomain is under its organization's DMARC."""
    parts = domain.split(".")
    yield from (".".join(parts[start:]) for start in range(max(len(parts) - 1, 1)))


def _texts(resolver: "Resolver", name: str) -> list[str]:
    """The TXT records of a name, none where it has none; Silent."""
    from dns.exception import DNSException
    from dns.resolver import NXDOMAIN, NoAnswer

    try:
        answer = resolver.resolve(name, "TXT", search=False)
    except (NXDOMAIN, NoAnswer):
        return []
    except (DNSException, OSError) as error:
        raise Silent(f"no answer from DNS ({type(error).__name__})") from None
    return [b"".join(record.strings).decode(errors="replace") for record in answer]


def _resolver(server: str) -> "Resolver":
    """The system's name servers, or the one that was named, such as 1.1.1.1 or 127.0.0.1:5353."""
    from dns.resolver import NoResolverConfiguration, Resolver

    try:
        resolver = Resolver(configure=not server)
        if server:
            host, _, port = server.partition(":")
            resolver.nameservers, resolver.port = [host], int(port or 53)
    except (NoResolverConfiguration, ValueError, OSError) as error:
        raise Silent(f"no name server can be asked ({type(error).__name__})") from None
    resolver.lifetime = DNS_SECONDS
    return resolver
