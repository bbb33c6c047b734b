"""Every answer that the chat can give.

Each class says what a flow branches on, ``answer_code`` and ``answer_status``, and has a ``standing``: None for
an answer to a contact who is no member, or whom nobody looked up.
"""

from loyalty.outcomes.asking import AskOutcome
from loyalty.outcomes.claiming import ClaimOutcome
from loyalty.outcomes.extra_points import BirthdayOutcome, BookOutcome, SurveyOutcome
from loyalty.outcomes.joining import JoinOutcome
from loyalty.outcomes.not_served import Later, TooManyTries
from loyalty.outcomes.redeeming import RedeemOutcome
from loyalty.outcomes.stored_data import ExportOutcome, LeaveOutcome

Outcome = (
    JoinOutcome
    | ClaimOutcome
    | RedeemOutcome
    | AskOutcome
    | BookOutcome
    | BirthdayOutcome
    | SurveyOutcome
    | LeaveOutcome
    | ExportOutcome
    | TooManyTries
    | Later
)
