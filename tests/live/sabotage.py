"""Stand-ins that break one promise on purpose, to show that whoever tries the promise would notice."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from sandbox.google.grid.spreadsheet import Spreadsheet
from sandbox.google.http.faults import Faults, Torn
from sandbox.google.methods.core import Answer, Request
from sandbox.google.methods.core import Google as StandIn
from sandbox.google.protocol.google_errors import Refusal

Json = dict[str, Any]
Batch = list[Json]
_AT_FAULT = re.compile(r"Invalid requests\[(\d+)\]")


class BrokenStandIn(StandIn):
    """A stand-in whose answers are changed on the way; a subclass breaks one promise."""

    def answer(self, request: Request) -> Answer:
        """The answer to a batch by ``answer_batch``, to all else by ``changed_request`` and ``changed_answer``."""
        if request.path.endswith(":batchUpdate"):
            batch = json.loads(request.body)["requests"]
            return self.answer_batch(batch, lambda batch: self.applied(request, batch))
        return self.changed_answer(request, super().answer(self.changed_request(request)))

    def applied(self, request: Request, batch: Batch) -> Answer:
        """Google's true answer to this batch."""
        if not batch:
            return Answer(200, json.dumps({"spreadsheetId": request.path.split("/")[3], "replies": []}).encode())
        body = json.loads(request.body) | {"requests": batch}
        return super().answer(replace(request, body=json.dumps(body).encode()))

    def answer_batch(self, batch: Batch, apply: Callable[[Batch], Answer]) -> Answer:
        """What comes of a batch."""
        return apply(batch)

    def changed_request(self, request: Request) -> Request:
        """What is read instead."""
        return request

    def changed_answer(self, request: Request, answer: Answer) -> Answer:  # noqa: ARG002 - others need the request
        """What is told of what was read."""
        return answer


class OneByOne(BrokenStandIn):
    """A batch is not whole: each of its requests is applied for itself."""

    def answer_batch(self, batch: Batch, apply: Callable[[Batch], Answer]) -> Answer:
        """The first refusal, after all others were applied."""
        answers = [apply([request]) for request in batch]
        refused = next((answer for answer in answers if answer.status != 200), None)
        replies = [reply for answer in answers for reply in json.loads(answer.body).get("replies", ())]
        return refused or _with(answers[0], replies=replies)


class Lenient(BrokenStandIn):
    """Requests of some kinds are never refused; what cannot be done is left out."""

    kinds: frozenset[str] = frozenset()

    def answer_batch(self, batch: Batch, apply: Callable[[Batch], Answer]) -> Answer:
        """The answer to what is left of the batch."""
        answer = apply(batch)
        fault = _AT_FAULT.search(answer.body.decode())
        if answer.status == 400 and fault and self.kinds & batch[int(fault[1])].keys():
            at = int(fault[1])
            return self.answer_batch([*batch[:at], *batch[at + 1 :]], apply)
        return answer


class NamesTwice(Lenient):
    """A named range's name and id may be taken again."""

    kinds = frozenset({"addNamedRange"})


class DeletesNothing(Lenient):
    """Deleting a named range that is not there is no error."""

    kinds = frozenset({"deleteNamedRange"})


class BothWin(Lenient):
    """No swap of the fence ever fails."""

    kinds = frozenset({"addNamedRange", "deleteNamedRange"})


TAKEN = "Invalid requests[1].addNamedRange: Cannot add named range, a named range with that name already exists."


class HoldsNames(BrokenStandIn):
    """A name stays taken until the batch that frees it is over."""

    def answer_batch(self, batch: Batch, apply: Callable[[Batch], Answer]) -> Answer:
        """A refusal of every swap."""
        if any("deleteNamedRange" in request for request in batch) and any(
            "addNamedRange" in request for request in batch
        ):
            return Answer(400, json.dumps(Refusal(400, TAKEN).envelope()).encode())
        return apply(batch)


class IgnoresKind(BrokenStandIn):
    """Requests of one kind are answered, and not carried out."""

    kind = ""

    def answer_batch(self, batch: Batch, apply: Callable[[Batch], Answer]) -> Answer:
        """The answer to all others."""
        return apply([request for request in batch if self.kind not in request])


class InsertsNothing(IgnoresKind):
    """No row is ever inserted."""

    kind = "insertDimension"


class KeepsDuplicates(IgnoresKind):
    """Duplicates stay."""

    kind = "deleteDuplicates"


class ReplacesNothing(IgnoresKind):
    """What is found is not replaced."""

    kind = "findReplace"


class CutsNothing(IgnoresKind):
    """What is cut stays where it was."""

    kind = "cutPaste"


class FormatsNothing(IgnoresKind):
    """Formats are not set."""

    kind = "repeatCell"


class Computes(BrokenStandIn):
    """Text is taken for what it looks like."""

    def answer_batch(self, batch: Batch, apply: Callable[[Batch], Answer]) -> Answer:
        """The answer to the batch with its texts as if typed."""
        for cell in _cells(batch):
            text = cell.get("userEnteredValue", {}).get("stringValue", "")
            if text.startswith("="):
                cell["userEnteredValue"] = {"formulaValue": text}
            elif text.isdigit():
                cell["userEnteredValue"] = {"numberValue": int(text)}
        return apply(batch)


class PointsNowhere(BrokenStandIn):
    """Links lead to the tab, and not to its cell."""

    def answer_batch(self, batch: Batch, apply: Callable[[Batch], Answer]) -> Answer:
        """The answer to the batch with links that have lost their end."""
        for cell in _cells(batch):
            entered = cell.get("userEnteredValue", {})
            if "formulaValue" in entered:
                cell["userEnteredValue"] = {"formulaValue": entered["formulaValue"].replace("&range=", "")}
        return apply(batch)


class ShowsFormats(BrokenStandIn):
    """Values are read as they are shown."""

    def changed_request(self, request: Request) -> Request:
        """The read without its wish for plain values."""
        query = tuple((name, value.replace("UNFORMATTED_", "FORMATTED_")) for name, value in request.query)
        return replace(request, query=query)


class KeepsEnds(BrokenStandIn):
    """Rows are read with their empty ends."""

    def changed_answer(self, request: Request, answer: Answer) -> Answer:
        """The answer with a blank cell more in each row."""
        found = json.loads(answer.body)
        for value_range in found.get("valueRanges", ()):
            value_range["values"] = [[*row, ""] for row in value_range.get("values", [[]])]
        return _with(answer, **found) if request.path.endswith(":batchGet") else answer


class ShowsLate(BrokenStandIn):
    """Reads show the spreadsheet as it was before the last batch."""

    before: Spreadsheet | None = None

    def applied(self, request: Request, batch: Batch) -> Answer:
        """Google's true answer; what was there before is kept."""
        self.before = self.spreadsheet(request.path.split("/")[3].partition(":")[0])
        return super().applied(request, batch)

    def changed_answer(self, request: Request, answer: Answer) -> Answer:
        """What a Google without the last batch says."""
        if not self.before or not request.path.endswith(":batchGet"):
            return answer
        late = StandIn()
        late.put(self.before)
        return late.answer(request)


class LosesHalf(BrokenStandIn):
    """Of a long batch only the first half is applied."""

    def answer_batch(self, batch: Batch, apply: Callable[[Batch], Answer]) -> Answer:
        """As if all of it was."""
        return apply(batch[: len(batch) // 2] if len(batch) > LONG_BATCH else batch)


class Tears(BrokenStandIn):
    """A read of several ranges shows the first half of them as it was before the last batch."""

    torn = ":batchGet"

    def __init__(self) -> None:
        super().__init__(history=9, faults=Faults(self._torn))

    def _torn(self, request: Request, _kind: str, _number: int) -> Torn | None:
        return Torn() if request.path.endswith(self.torn) else None


class TearsFilters(Tears):
    """The same of a read by data filters."""

    torn = ":batchGetByDataFilter"


class CountsFilters(BrokenStandIn):
    """A read costs as much as it has filters, of forty a minute."""

    minutes = 0

    def __init__(self) -> None:
        super().__init__(quota=(40, 1_000), clock=lambda: 60.0 * self.minutes)

    def next_minute(self) -> None:
        """A minute has passed."""
        self.minutes += 1

    def answer(self, request: Request) -> Answer:
        """The answer, after one read more for each further filter."""
        for _ in range(request.body.count(b'"gridRange"') - 1):
            super().answer(request)
        return super().answer(request)


class ForgivesRanges(BrokenStandIn):
    """Ranges that are unknown are left out of answers."""

    def applied(self, request: Request, batch: Batch) -> Answer:
        """The answer without its ranges."""
        plain = {name: value for name, value in json.loads(request.body).items() if name != "responseRanges"}
        return super().applied(replace(request, body=json.dumps(plain).encode()), batch)

    def changed_request(self, request: Request) -> Request:
        """The read without what is unknown."""
        query = tuple((name, value) for name, value in request.query if not value.endswith(" gone'!A1"))
        return replace(request, query=query)


class RefusesLate(ForgivesRanges):
    """A batch whose answer is to show an unknown range is applied, and then refused."""

    def applied(self, request: Request, batch: Batch) -> Answer:
        """A refusal."""
        answer = super().applied(request, batch)
        if b"responseRanges" not in request.body:
            return answer
        return Answer(400, json.dumps(Refusal(400, "Unable to parse range: x").envelope()).encode())


class SpeaksTheLocale(BrokenStandIn):
    """The words of refusal are those of the spreadsheet's country."""

    def answer_batch(self, batch: Batch, apply: Callable[[Batch], Answer]) -> Answer:
        """The answer, and in Germany another refusal."""
        answer = apply(batch)
        there = self.spreadsheet(json.loads(answer.body).get("spreadsheetId", self.only)).properties
        german = there["locale"] == "de_DE" and answer.status == 400
        return Answer(400, json.dumps(Refusal(400, "Das geht nicht.").envelope()).encode()) if german else answer

    @property
    def only(self) -> str:
        """The one spreadsheet that a test has."""
        return next(iter(self._spreadsheets))


LONG_BATCH = 20


def _with(answer: Answer, **message: Any) -> Answer:
    return replace(answer, body=json.dumps(json.loads(answer.body) | message).encode())


def _cells(batch: Batch) -> Iterator[Json]:
    for request in batch:
        for row in request.get("updateCells", {}).get("rows", ()):
            yield from row.get("values", ())
