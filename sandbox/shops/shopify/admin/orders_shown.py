"""Orders and refunds as GraphQL answers show them."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from sandbox.shops.sale import Refund, RefundedLine, Sale, SoldLine
from sandbox.shops.shopify.admin.connections import within
from sandbox.shops.shopify.admin.gids import gid
from sandbox.shops.shopify.admin.goods_shown import Shown, customer, money_bag, variant
from sandbox.shops.shopify.order_bodies import discrepancy
from sandbox.shops.shopify.store import Store, StoreCustomer


def order(sale: Sale, store: Store) -> Shown:
    """Order."""
    seen = store.shows_personal_data
    codes = [one.code for one in sale.reductions]
    return {
        "id": gid("Order", sale.id),
        "legacyResourceId": sale.id,
        "name": store.name_of(sale),
        "number": int(sale.number),
        "email": sale.email or None if seen else None,
        "phone": sale.phone or None if seen else None,
        "customer": customer(StoreCustomer(sale.customer, sale.email)) if sale.customer and seen else None,
        "test": sale.test,
        "confirmed": True,
        "createdAt": sale.placed,
        "processedAt": sale.placed,
        "updatedAt": sale.updated,
        "cancelledAt": sale.cancelled,
        "cancelReason": "CUSTOMER" if sale.cancelled else None,
        "closedAt": sale.cancelled,
        "currencyCode": sale.money.currency,
        "presentmentCurrencyCode": sale.money.currency,
        "displayFinancialStatus": sale.status.upper(),
        "fullyPaid": sale.received >= sale.total,
        "unpaid": not sale.received,
        "discountCode": codes[0] if codes else None,
        "discountCodes": codes,
        "customAttributes": [{"key": name, "value": value} for name, value in sale.notes.items()],
        "tags": [],
        "note": None,
        "taxesIncluded": sale.money.prices_include_tax,
        "subtotalLineItemsQuantity": sum(line.quantity for line in sale.lines),
        "currentSubtotalLineItemsQuantity": sum(line.kept for line in sale.lines),
        "lineItems": within(sale.lines, lambda it: it.id, lambda it: _line(it, sale, store)),
        "refunds": lambda _info, first=None: [_refund(one, sale, store) for one in sale.refunds[:first]],
        **_amounts(sale),
    }


def fields_of_order(sale: Sale, store: Store) -> Mapping[str, str | datetime | None]:
    """What a search may ask of an order."""
    return {
        "id": str(sale.id),
        "name": store.name_of(sale),
        "email": sale.email or None,
        "created_at": sale.placed,
        "processed_at": sale.placed,
        "updated_at": sale.updated,
        "financial_status": sale.status,
        "discount_code": sale.reductions[0].code if sale.reductions else None,
        "test": str(sale.test).lower(),
    }


def _amounts(sale: Sale) -> Shown:
    amounts = {
        "subtotalPriceSet": sale.goods,
        "currentSubtotalPriceSet": sale.goods_left,
        "totalPriceSet": sale.total,
        "currentTotalPriceSet": sale.total_left,
        "originalTotalPriceSet": sale.total,
        "totalDiscountsSet": sale.discount,
        "currentTotalDiscountsSet": sale.discount,
        "totalShippingPriceSet": sale.shipping,
        "currentShippingPriceSet": sale.shipping_left,
        "totalTaxSet": sale.tax,
        "currentTotalTaxSet": sale.tax_left,
        "totalTipReceivedSet": sale.tip,
        "totalReceivedSet": sale.received,
        "totalOutstandingSet": sale.total_left - sale.received + sale.refunded,
        "totalRefundedSet": sale.refunded,
        "totalRefundedShippingSet": sum((one.shipping for one in sale.refunds), Decimal(0)),
        "netPaymentSet": sale.received - sale.refunded,
    }
    return {name: money_bag(amount, sale.money) for name, amount in amounts.items()}


def _line(line: SoldLine, sale: Sale, store: Store) -> Shown:
    """LineItem; what codes took off is no part of the prices called discounted, unless they are asked for with it."""
    sold, money = line.variant, sale.money
    each = money_bag(money.rounded(line.total / line.quantity), money)

    def total(_info: Any, withCodeDiscounts: bool = False) -> Shown:  # noqa: N803, FBT001, FBT002 - the schema's name
        return money_bag(line.total if withCodeDiscounts else line.subtotal, money)

    return {
        "id": gid("LineItem", line.id),
        "name": sold.name,
        "title": sold.title,
        "variantTitle": sold.option or None,
        "sku": sold.sku,
        "quantity": line.quantity,
        "currentQuantity": line.kept,
        "refundableQuantity": line.kept,
        "isGiftCard": sold.gift_card,
        "product": lambda _info: variant(sold, store)["product"](None),
        "variant": lambda _info: variant(sold, store),
        "originalUnitPriceSet": money_bag(sold.price, money),
        "discountedUnitPriceSet": money_bag(sold.price, money),
        "discountedUnitPriceAfterAllDiscountsSet": each,
        "originalTotalSet": money_bag(line.subtotal, money),
        "discountedTotalSet": total,
        "totalDiscountSet": money_bag(line.discount, money),
        "taxLines": lambda _info, first=None: _taxes(money.tax_of(line.total), sale)[:first],
    }


def _taxes(tax: Decimal, sale: Sale) -> list[Shown]:
    if not sale.money.tax:
        return []
    return [{"title": "Tax", "rate": float(sale.money.tax), "priceSet": money_bag(tax, sale.money)}]


def _refund(refund: Refund, sale: Sale, store: Store) -> Shown:
    money = sale.money
    shipping = [refund.shipping] if refund.shipping else []
    rest = discrepancy(refund, sale)
    return {
        "id": gid("Refund", refund.id),
        "legacyResourceId": refund.id,
        "createdAt": refund.at,
        "updatedAt": refund.at,
        "note": refund.reason or None,
        "totalRefundedSet": money_bag(refund.amount, money),
        "refundLineItems": within(refund.lines, lambda it: it.id, lambda it: _refunded(it, sale, store)),
        "refundShippingLines": within(
            shipping,
            lambda _it: refund.id + 1,
            lambda it: {
                "id": gid("RefundShippingLine", refund.id + 1),
                "subtotalAmountSet": money_bag(it, money),
                "taxAmountSet": money_bag(money.tax_of(it), money),
            },
        ),
        "orderAdjustments": within(
            [rest] if rest else [],
            lambda _it: refund.id + 2,
            lambda it: {
                "id": gid("OrderAdjustment", refund.id + 2),
                "amountSet": money_bag(it, money),
                "taxAmountSet": money_bag(Decimal(0), money),
                "reason": "REFUND_DISCREPANCY",
            },
        ),
        "transactions": within(
            [refund.amount] if refund.amount else [],
            lambda _it: refund.id + 3,
            lambda it: {
                "id": gid("OrderTransaction", refund.id + 3),
                "kind": "REFUND",
                "status": "SUCCESS",
                "amountSet": money_bag(it, money),
            },
        ),
    }


def _refunded(one: RefundedLine, sale: Sale, store: Store) -> Shown:
    money = sale.money
    return {
        "id": gid("RefundLineItem", one.id),
        "lineItem": _line(one.line, sale, store),
        "quantity": one.quantity,
        "priceSet": money_bag(one.subtotal / one.quantity, money),
        "subtotalSet": money_bag(one.subtotal, money),
        "totalTaxSet": money_bag(one.tax, money),
    }
