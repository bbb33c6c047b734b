"""gcloud's commands that deploy/ uses: what each takes, in which form, and what it cannot do without.

Source: the reference of Google Cloud CLI. Where the real one is installed, a test asks its parser.
"""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

PROJECT = r"[a-z][a-z0-9-]{4,28}[a-z0-9]"
REGION = r"[a-z]+-[a-z]+\d+"
NAME = r"[a-z][a-z0-9-]{0,62}"
ACCOUNT = rf"{NAME}@{PROJECT}\.iam\.gserviceaccount\.com"
MEMBER = rf"(serviceAccount:{ACCOUNT}|user:[^@\s]+@[^@\s]+)"
NUMBER = r"\d+"
SECONDS_PATTERN = r"\d+s"
ANY = r"[\s\S]+"
FILE = r"/\S+"
BINDING = {"--member": MEMBER, "--role": r"roles/[a-zA-Z.]+", "--condition": "None"}
EVERYWHERE = {"--project": PROJECT, "--format": ANY, "--quiet": ""}


class Misused(Exception):
    """A command line that gcloud would not take; says why as gcloud does, more or less."""


class Command(NamedTuple):
    """What one command takes: a form for each argument and flag; a flag without a value has a blank form."""

    arguments: Sequence[str] = ()
    flags: Mapping[str, str] = {}
    needs: Sequence[str] = ()


JOB = {
    "--location": REGION,
    "--schedule": r"[\d*/,-]+( [\d*/,-]+){4}",
    "--time-zone": r"[A-Za-z]+(/[A-Za-z_]+)*",
    "--uri": r"https://\S+",
    "--http-method": "delete|get|head|post|put",
    "--attempt-deadline": SECONDS_PATTERN,
    "--max-retry-attempts": "[0-5]",
    "--min-backoff": SECONDS_PATTERN,
    "--oidc-service-account-email": ACCOUNT,
    "--oidc-token-audience": r"https://\S+",
}
RUN = {
    "--source": FILE,
    "--function": r"\w+",
    "--base-image": r"python3\d\d",
    "--region": REGION,
    "--service-account": ACCOUNT,
    "--build-service-account": rf"projects/{PROJECT}/serviceAccounts/{ACCOUNT}",
    "--no-invoker-iam-check": "",
    "--ingress": "all|internal|internal-and-cloud-load-balancing",
    "--concurrency": NUMBER,
    "--min-instances": NUMBER,
    "--max-instances": r"[1-9]\d*",
    "--cpu": r"[1248]",
    "--memory": r"\d+(Mi|Gi)",
    "--cpu-boost": "",
    "--timeout": NUMBER,
    "--startup-probe": r"(httpGet\.(path|port)|periodSeconds|timeoutSeconds|failureThreshold)=[^,]+(,[\w.]+=[^,]+)*",
    "--env-vars-file": FILE,
    "--set-secrets": rf"[A-Z_]+={NAME}:\d+(,[A-Z_]+={NAME}:\d+)*",
}
COMMANDS: Mapping[str, Command] = {
    "auth list": Command(flags={"--filter": "status:ACTIVE"}),
    "projects describe": Command([PROJECT]),
    "billing projects describe": Command([PROJECT]),
    "services enable": Command([r"([a-z]+\.googleapis\.com\s?)+"]),
    "iam service-accounts describe": Command([ACCOUNT]),
    "iam service-accounts create": Command([r"[a-z][a-z0-9-]{4,28}[a-z0-9]"], {"--display-name": ".{1,100}"}),
    "iam service-accounts delete": Command([ACCOUNT]),
    "iam service-accounts add-iam-policy-binding": Command([ACCOUNT], BINDING, ["--member", "--role"]),
    "projects add-iam-policy-binding": Command([PROJECT], BINDING, ["--member", "--role"]),
    "projects remove-iam-policy-binding": Command([PROJECT], BINDING, ["--member", "--role"]),
    "secrets describe": Command([NAME]),
    "secrets list": Command(),
    "secrets create": Command([NAME], {"--replication-policy": "automatic|user-managed", "--data-file": "-"}),
    "secrets delete": Command([NAME]),
    "secrets add-iam-policy-binding": Command([NAME], BINDING, ["--member", "--role"]),
    "secrets versions add": Command([NAME], {"--data-file": "-"}, ["--data-file"]),
    "secrets versions list": Command([NAME], {"--filter": "state=ENABLED", "--limit": NUMBER}),
    "secrets versions access": Command([NUMBER], {"--secret": NAME}, ["--secret"]),
    "secrets versions destroy": Command([NUMBER], {"--secret": NAME}, ["--secret"]),
    "run deploy": Command([NAME], RUN, ["--source", "--region"]),
    "run services delete": Command([NAME], {"--region": REGION}),
    "artifacts repositories set-cleanup-policies": Command(
        [NAME], {"--location": REGION, "--policy": FILE, "--no-dry-run": ""}, ["--policy"]
    ),
    "artifacts packages delete": Command([NAME], {"--repository": NAME, "--location": REGION}),
    "scheduler jobs describe": Command([NAME], {"--location": REGION}),
    "scheduler jobs create http": Command([NAME], JOB, ["--schedule", "--uri"]),
    "scheduler jobs update http": Command([NAME], JOB),
    "scheduler jobs delete": Command([NAME], {"--location": REGION}),
    "logging metrics describe": Command([NAME]),
    "logging metrics create": Command([NAME], {"--config-from-file": FILE}),
    "logging metrics update": Command([NAME], {"--config-from-file": FILE}),
    "logging metrics delete": Command([NAME]),
    "beta monitoring channels list": Command(),
    "beta monitoring channels describe": Command([r"projects/\S+"]),
    "beta monitoring channels create": Command(
        flags={"--display-name": ANY, "--type": "email", "--channel-labels": r"email_address=[^@\s,]+@[^@\s,]+"}
    ),
    "beta monitoring channels delete": Command([r"projects/\S+"], {"--force": ""}),
    "monitoring policies list": Command(),
    "monitoring policies create": Command(
        flags={"--policy-from-file": FILE, "--notification-channels": r"projects/\S+"}
    ),
    "monitoring policies update": Command(
        [r"projects/\S+"], {"--policy-from-file": FILE, "--set-notification-channels": r"projects/\S+"}
    ),
    "monitoring policies delete": Command([r"projects/\S+"]),
}


class Call(NamedTuple):
    """One command line, taken apart."""

    command: str
    arguments: Sequence[str]
    flags: Mapping[str, str]


def understood(words: Sequence[str]) -> Call:
    """The command line as gcloud reads it; raises Misused."""
    command = max((name for name in COMMANDS if _begins(words, name)), key=len, default="")
    if not command:
        raise Misused(f"Invalid choice: {' '.join(words)}")
    known = COMMANDS[command]
    flags, arguments = dict[str, str](), list[str]()
    for word in words[len(command.split()) :]:
        name, _, value = word.partition("=")
        if word.startswith("--"):
            form = {**EVERYWHERE, **known.flags}.get(name)
            if form is None:
                raise Misused(f"({command}) unrecognized arguments: {word}")
            if not re.fullmatch(form, value):
                raise Misused(f"({command}) argument {name}: Bad value [{value}]")
            flags[name] = value
        else:
            arguments.append(word)
    if missing := [name for name in known.needs if name not in flags]:
        raise Misused(f"({command}) argument {missing[0]}: Must be specified.")
    given = [" ".join(arguments)] if command == "services enable" else arguments
    if len(given) != len(known.arguments):
        raise Misused(f"({command}) takes {len(known.arguments)} arguments: {arguments}")
    for form, argument in zip(known.arguments, given, strict=True):
        if not re.fullmatch(form, argument):
            raise Misused(f"({command}) Bad value [{argument}]")
    return Call(command, arguments, flags)


def _begins(words: Sequence[str], command: str) -> bool:
    return list(words[: len(command.split())]) == command.split()
