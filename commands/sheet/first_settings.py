"""What the settings of a new sheet begin with, where that is not what holds in a sheet that says nothing.

A sheet that is there already stays as it is: what is blank in it, or missing, keeps the program's own default.
"""

from dataclasses import replace
from decimal import Decimal

from commands.sheet.example_rewards import MOST, PRICE
from loyalty.model.program_settings import BonusSpendable, ConfirmAddress, EditedOrder, RefundedCoupon, Settings

USUAL_ORDER = Decimal(PRICE) / MOST
"""Where nobody has said what a usual order comes to: the first reward is priced for the third or fourth of these."""


def of_a_new_sheet(settings: Settings, usual_order: Decimal | None) -> Settings:
    """These settings so that nobody makes points out of accounts alone (docs/decisions/0052-farming.md), or keeps a
    coupon whose order went back (docs/decisions/0053-refund-after-a-reward.md), that points are what was paid
    (docs/decisions/0065-statuses-forward-and-back.md), and that a claim waits for an order that the shop has not told
    of yet (docs/decisions/0066-an-order-may-come-late.md).
    """
    return replace(
        settings,
        confirm_email=ConfirmAddress.BEFORE_POINTS,
        bonus_spendable=BonusSpendable.AFTER_FIRST_ORDER,
        referral_minimum=usual_order or USUAL_ORDER,
        refunded_coupon=RefundedCoupon.CANCEL,
        edited_order=EditedOrder.CORRECT,
        keep_emails_months=13,
        claim_waits_days=14,
    )
