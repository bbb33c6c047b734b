"""The three states that an owner's ManyChat flow branches on."""

from typing import Literal

AnswerStatus = Literal["ok", "no", "later"]
"""``ok``: done, or told; ``no``: refused, or something is missing; ``later``: nothing happened, tap again."""
