"""Every answer a rule can give, the expected "no" included; the chat has a sentence for each."""

from loyalty.outcomes.anywhere import Later
from loyalty.outcomes.asking import AskOutcome
from loyalty.outcomes.bonuses import BirthdayOutcome, BookOutcome, SurveyOutcome
from loyalty.outcomes.claiming import ClaimOutcome
from loyalty.outcomes.joining import JoinOutcome
from loyalty.outcomes.leaving import ExportOutcome, LeaveOutcome
from loyalty.outcomes.redeeming import RedeemOutcome

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
    | Later
)
