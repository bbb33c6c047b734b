"""What the owner is told of orders that no webhook has brought, and of a shop that could not be asked for them."""

from collections.abc import Mapping

from loyalty.model.shop.wanted_code import AwayReason
from sheets.codec.owner_sentences import Sentence
from sheets.schema.made.shop_code_sentences import AWAY

MISSED = Sentence(
    "Your shop had not reported these by itself; the program has asked for them and taken them: "
    "%(count)s. Check whether the shop's webhooks are switched on and go to the right address."
)
NO_ORDERS = Sentence(
    "The program cannot read the orders of %(shop)s (%(detail)s): give its access the right to read "
    "orders, or check whether the key is still good."
)
NOT_ASKED = Sentence(
    "Your shop could not be asked for the orders of the last days. %(why)s The next night asks for them again; "
    "webhooks are taken meanwhile."
)
MORE_ORDERS = Sentence(
    "%(shop)s has more changed orders than one night takes. Run manage.py reconcile, which takes all of them."
)
WHY_NOT: Mapping[AwayReason, Sentence] = {**AWAY, AwayReason.CLOSED: NO_ORDERS}
