"""Each variable of the environment."""

from collections.abc import Iterable, Iterator

from commands.checks.finding import Finding
from service.container import now
from service.environment import (
    Complaint,
    Environment,
    VariableMissing,
    advice,
    complaints,
    ended_secrets,
    secrets_soon_ended,
    spreadsheet_id,
)


def check_variables(environment: Environment) -> Iterator[Finding]:
    """What is missing or malformed."""
    today = now().date()
    yield from as_findings([*complaints(environment), *ended_secrets(environment, today)], blocks=True)
    yield from as_findings(secrets_soon_ended(environment, today), blocks=False)
    yield from as_findings(advice(environment), blocks=False)


def check_which(named: str | None, environment: Environment) -> Iterator[Finding]:
    """Whether the spreadsheet that is checked is the one that the program works on."""
    try:
        variable = environment.spreadsheet
    except VariableMissing:
        return  # told with the variables
    if named and spreadsheet_id(named) != variable:
        sentence = "The spreadsheet that you named is another one than SPREADSHEET_ID."
        yield Finding("variables.SPREADSHEET_ID", sentence, "Set SPREADSHEET_ID to it, if customers are to use it.")


def as_findings(found: Iterable[Complaint], *, blocks: bool) -> Iterator[Finding]:
    """The complaints, each under its variable's name."""
    for complaint in found:
        yield Finding(f"variables.{complaint.variable}", complaint.sentence, complaint.to_do, blocks=blocks)
