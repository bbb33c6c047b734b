"""``python -m tests.audit``: compares the pins with the known advisories of the Open Source Vulnerabilities database.

Ends with 0 when nothing is known against them, 1 when something is, 3 when nobody can say because the database was not
reached. pip-audit ends with 1 in both of the last two cases, and brings some twenty packages of its own.
"""

import os
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import requests

ROOT = Path(__file__).parent.parent
DATABASE = "https://api.osv.dev"
"""Its interface: https://google.github.io/osv.dev/post-v1-querybatch/."""
SECONDS = (5, 20)
MOST_PAGES = 20
CLEAN, FOUND, NOT_REACHED = 0, 1, 3
_PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", re.MULTILINE)

Pins = Mapping[str, str]


class NotReached(Exception):
    """The database gave no answer that can be relied on; says why."""


def main() -> int:
    """Prints what is known, and gives the exit status. ``OSV_URL`` is the database's address where it is another."""
    shipped = pins("requirements.txt")
    pinned = {**pins("requirements-dev.txt"), **shipped}
    try:
        found = advisories(pinned, os.environ.get("OSV_URL", DATABASE))
    except NotReached as error:
        _say(f"The database of advisories could not be reached, so nobody knows about the pins: {error}")
        return NOT_REACHED
    for name, known in found.items():
        where = "runs in the cloud" if name in shipped else "runs on this machine alone"
        links = ", ".join(f"https://osv.dev/vulnerability/{one}" for one in known)
        _say(f"{name} {pinned[name]} ({where}): {links}")
    _say(f"{len(found)} of {len(pinned)} pinned packages have known advisories.")
    return FOUND if found else CLEAN


def pins(name: str, folder: Path = ROOT) -> Pins:
    """The version of each package that the file pins."""
    return dict(_PIN.findall((folder / name).read_text(encoding="utf-8")))


def advisories(pinned: Pins, database: str) -> dict[str, list[str]]:
    """The ids of what is known against each package, without those against which nothing is; NotReached."""
    found = dict[str, list[str]]()
    asked: list[tuple[str, dict[str, object]]] = [
        (name, {"package": {"name": name, "ecosystem": "PyPI"}, "version": version}) for name, version in pinned.items()
    ]
    for _ in range(MOST_PAGES):
        if not asked:
            return {name: sorted(set(known)) for name, known in sorted(found.items()) if known}
        answers = _answers([query for _, query in asked], database)
        more = list[tuple[str, dict[str, object]]]()
        for (name, query), answer in zip(asked, answers, strict=True):
            found.setdefault(name, []).extend(_ids(answer))
            if answer.get("next_page_token"):
                more.append((name, {**query, "page_token": answer["next_page_token"]}))
        asked = more
    raise NotReached("its answer does not end")


def _answers(queries: Sequence[Mapping[str, object]], database: str) -> list[dict[str, object]]:
    """One for each query, in their order."""
    try:
        answer = requests.post(f"{database}/v1/querybatch", json={"queries": queries}, timeout=SECONDS)
        answer.raise_for_status()
        body = answer.json()
    except requests.RequestException as error:
        raise NotReached(f"{type(error).__name__}") from error
    results = body.get("results") if isinstance(body, dict) else None
    if (
        not isinstance(results, list)
        or len(results) != len(queries)
        or not all(isinstance(one, dict) for one in results)
    ):
        raise NotReached("its answer has another form than its documentation says")
    return results


def _ids(answer: Mapping[str, object]) -> list[str]:
    known = answer.get("vulns") or []
    if not isinstance(known, list) or not all(isinstance(one, dict) and "id" in one for one in known):
        raise NotReached("its answer has another form than its documentation says")
    return [str(one["id"]) for one in known]


def _say(sentence: str) -> None:
    sys.stdout.write(f"{sentence}\n")


if __name__ == "__main__":
    sys.exit(main())
