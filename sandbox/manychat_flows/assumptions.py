"""What nobody has seen on a live account, as switches: each stands as we expect it, and can be tried the other way."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Assumptions:
    """How ManyChat behaves where no source tells; FIDELITY.md says why we expect what stands here."""

    buttons_may_start_their_own_flow: bool = True
    """Else a tap on such a button does nothing at all."""
    tap_acts_before_request: bool = True
    """Else the request still has the field as it was before the tap."""
    ref_is_saved_before_request: bool = True
    """Else the request still has the field as it was before the link."""
    answer_acts_before_next_trigger: bool = True
    """Else the next request still has the field as it was before the last answer."""
    no_messages_is_silence: bool = True
    """Else an answer without messages leads to the fallback step."""
    failure_leads_to_fallback: bool = True
    """Else the flow just ends there, and what was waited for stays in the field."""
    at_sign_is_a_keyword: bool = True
    """Else a keyword of characters alone is never met."""
    tap_is_last_input: bool = False
    """Else a tapped button's caption is the contact's last text input; it is what they typed before."""
    empty_fields_are_null: bool = True
    """Else Full Contact Data leaves empty fields out, and has null for all of them where none is filled."""


EXPECTED = Assumptions()
