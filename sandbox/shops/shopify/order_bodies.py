"""Orders and refunds as webhooks tell them, with the keys of the Admin REST resource."""

from decimal import Decimal
from typing import Any

from sandbox.shops.catalogue import Money
from sandbox.shops.sale import Refund, RefundedLine, Sale, SoldLine
from sandbox.shops.shopify.admin.gids import gid
from sandbox.shops.shopify.store import Store

Body = dict[str, Any]
GATEWAY = "shopify_payments"


def order_body(sale: Sale, store: Store) -> Body:
    """An order."""
    email = (sale.email or None) if store.shows_personal_data else None
    token = f"{sale.id:032x}"
    return {
        "id": sale.id,
        "admin_graphql_api_id": gid("Order", sale.id),
        "app_id": 580111,
        "browser_ip": None,
        "buyer_accepts_marketing": False,
        "cancel_reason": "customer" if sale.cancelled else None,
        "cancelled_at": store.local(sale.cancelled),
        "cart_token": token,
        "checkout_id": sale.id + 1,
        "checkout_token": token,
        "client_details": None,
        "closed_at": store.local(sale.cancelled),
        "confirmation_number": f"R{sale.number}",
        "confirmed": True,
        "contact_email": email,
        "created_at": store.local(sale.placed),
        "currency": sale.money.currency,
        "customer_locale": "en",
        "device_id": None,
        "discount_codes": _discount_codes(sale),
        "email": email,
        "estimated_taxes": False,
        "financial_status": sale.status,
        "fulfillment_status": None,
        "landing_site": "/",
        "landing_site_ref": None,
        "location_id": None,
        "name": store.name_of(sale),
        "note": None,
        "note_attributes": [{"name": name, "value": value} for name, value in sale.notes.items()],
        "number": int(sale.number) - 1000,
        "order_number": int(sale.number),
        "order_status_url": f"https://{store.domain}/1/orders/{token}/authenticate?key=0",
        "payment_gateway_names": [GATEWAY],
        "phone": (sale.phone or None) if store.shows_personal_data else None,
        "po_number": None,
        "presentment_currency": sale.money.currency,
        "processed_at": store.local(sale.placed),
        "reference": None,
        "referring_site": "",
        "source_identifier": None,
        "source_name": "web",
        "source_url": None,
        "tags": "",
        "tax_exempt": False,
        "tax_lines": _tax_lines(sale.tax, sale.money),
        "taxes_included": sale.money.prices_include_tax,
        "test": sale.test,
        "token": token,
        "total_outstanding": sale.money.text(sale.total_left - sale.received + sale.refunded),
        "total_tip_received": sale.money.text(sale.tip),
        "total_weight": 0,
        "updated_at": store.local(sale.updated),
        "user_id": None,
        **_amounts(sale),
        "billing_address": None,
        "customer": _customer(sale, store),
        "discount_applications": _applications(sale),
        "fulfillments": [],
        "line_items": [_line(line, sale) for line in sale.lines],
        "payment_terms": None,
        "refunds": [refund_body(refund, sale, store) for refund in sale.refunds],
        "shipping_address": None,
        "shipping_lines": [_shipping_line(sale)],
    }


def refund_body(refund: Refund, sale: Sale, store: Store) -> Body:
    """A refund, by itself or within its order."""
    at = store.local(refund.at)
    return {
        "id": refund.id,
        "admin_graphql_api_id": gid("Refund", refund.id),
        "order_id": sale.id,
        "created_at": at,
        "processed_at": at,
        "note": refund.reason or None,
        "user_id": None,
        "restock": bool(refund.lines),
        "duties": [],
        "return": None,
        "refund_line_items": [_refunded_line(line, sale) for line in refund.lines],
        "refund_shipping_lines": [],
        "order_adjustments": _adjustments(refund, sale),
        "transactions": _transactions(refund, sale, at),
    }


def money_set(amount: Decimal, money: Money) -> Body:
    """An amount in the shop's money and in the customer's, which is the same."""
    one = {"amount": money.text(amount), "currency_code": money.currency}
    return {"shop_money": one, "presentment_money": dict(one)}


def discrepancy(refund: Refund, sale: Sale) -> Decimal:
    """What the refunded goods and shipping are worth beyond the money that went back for them."""
    parts = [*(line.subtotal for line in refund.lines), refund.shipping]
    return sum(parts, Decimal(0)) + sum(map(sale.money.added_tax, parts), Decimal(0)) - refund.amount


def _amounts(sale: Sale) -> Body:
    amounts = {
        "current_subtotal_price": sale.goods_left,
        "current_total_discounts": sale.discount,
        "current_total_price": sale.total_left,
        "current_total_tax": sale.tax_left,
        "subtotal_price": sale.goods,
        "total_discounts": sale.discount,
        "total_line_items_price": sum((line.subtotal for line in sale.lines), Decimal(0)),
        "total_price": sale.total,
        "total_tax": sale.tax,
    }
    shown: Body = {"total_shipping_price_set": money_set(sale.shipping, sale.money)}
    for name, amount in amounts.items():
        shown[name] = sale.money.text(amount)
        shown[f"{name}_set"] = money_set(amount, sale.money)
    return shown


def _discount_codes(sale: Sale) -> list[Body]:
    return [{"code": one.code, "amount": sale.money.text(one.amount), "type": one.kind} for one in sale.reductions]


def _applications(sale: Sale) -> list[Body]:
    return [
        {
            "target_type": "shipping_line" if one.shipping else "line_item",
            "type": "discount_code",
            "value": sale.money.text(one.amount),
            "value_type": "percentage" if one.kind == "percentage" else "fixed_amount",
            "allocation_method": "across",
            "target_selection": "entitled" if one.on_lines_of_its_own else "all",
            "code": one.code,
        }
        for one in sale.reductions
    ]


def _customer(sale: Sale, store: Store) -> Body | None:
    if sale.customer is None:
        return None
    return {
        "id": sale.customer,
        "admin_graphql_api_id": gid("Customer", sale.customer),
        "email": sale.email if store.shows_personal_data else None,
        "phone": (sale.phone or None) if store.shows_personal_data else None,
        "state": "disabled",
        "verified_email": True,
        "currency": sale.money.currency,
        "tags": "",
    }


def _line(line: SoldLine, sale: Sale) -> Body:
    """A line; what codes took off stands in its allocations alone."""
    variant, money, codes = line.variant, sale.money, [one.code for one in sale.reductions]
    return {
        "id": line.id,
        "admin_graphql_api_id": gid("LineItem", line.id),
        "current_quantity": line.kept,
        "fulfillable_quantity": line.kept,
        "fulfillment_service": "manual",
        "fulfillment_status": None,
        "gift_card": variant.gift_card,
        "grams": 0,
        "name": variant.name,
        "price": money.text(variant.price),
        "price_set": money_set(variant.price, money),
        "product_exists": True,
        "product_id": variant.product_id,
        "properties": [],
        "quantity": line.quantity,
        "requires_shipping": not variant.gift_card,
        "sku": variant.sku,
        "taxable": True,
        "title": variant.title,
        "total_discount": money.text(Decimal(0)),
        "total_discount_set": money_set(Decimal(0), money),
        "variant_id": variant.id,
        "variant_inventory_management": None,
        "variant_title": variant.option or None,
        "vendor": "Marigold & Finch",
        "tax_lines": _tax_lines(money.tax_of(line.total), money),
        "duties": [],
        "discount_allocations": [
            {
                "amount": money.text(amount),
                "amount_set": money_set(amount, money),
                "discount_application_index": codes.index(code),
            }
            for code, amount in line.reductions.items()
        ],
    }


def _tax_lines(tax: Decimal, money: Money) -> list[Body]:
    if not money.tax:
        return []
    return [{"title": "Tax", "price": money.text(tax), "price_set": money_set(tax, money), "rate": float(money.tax)}]


def _shipping_line(sale: Sale) -> Body:
    return {
        "id": sale.id + 2,
        "code": "Standard",
        "title": "Standard",
        "price": sale.money.text(sale.shipping),
        "price_set": money_set(sale.shipping, sale.money),
        "discounted_price": sale.money.text(sale.shipped_for),
        "discounted_price_set": money_set(sale.shipped_for, sale.money),
        "source": "shopify",
        "tax_lines": _tax_lines(sale.money.tax_of(sale.shipped_for), sale.money),
    }


def _refunded_line(one: RefundedLine, sale: Sale) -> Body:
    """Units that were given back; these two amounts are numbers where all others are texts."""
    return {
        "id": one.id,
        "line_item_id": one.line.id,
        "location_id": None,
        "quantity": one.quantity,
        "restock_type": "return",
        "subtotal": float(one.subtotal),
        "subtotal_set": money_set(one.subtotal, sale.money),
        "total_tax": float(one.tax),
        "total_tax_set": money_set(one.tax, sale.money),
        "line_item": _line(one.line, sale),
    }


def _adjustments(refund: Refund, sale: Sale) -> list[Body]:
    found = []
    if refund.shipping:
        tax = sale.money.tax_of(refund.shipping)
        found.append(_adjustment(refund, sale, "shipping_refund", -refund.shipping, -tax))
    rest = discrepancy(refund, sale)
    if rest:
        found.append(_adjustment(refund, sale, "refund_discrepancy", rest, Decimal(0)))
    return found


def _adjustment(refund: Refund, sale: Sale, kind: str, amount: Decimal, tax: Decimal) -> Body:
    return {
        "id": refund.id + (1 if kind == "shipping_refund" else 2),
        "order_id": sale.id,
        "refund_id": refund.id,
        "kind": kind,
        "reason": kind.replace("_", " ").capitalize(),
        "amount": sale.money.text(amount),
        "amount_set": money_set(amount, sale.money),
        "tax_amount": sale.money.text(tax),
        "tax_amount_set": money_set(tax, sale.money),
    }


def _transactions(refund: Refund, sale: Sale, at: str | None) -> list[Body]:
    if not refund.amount:
        return []
    return [
        {
            "id": refund.id + 3,
            "admin_graphql_api_id": gid("OrderTransaction", refund.id + 3),
            "order_id": sale.id,
            "parent_id": sale.id + 4,
            "kind": "refund",
            "status": "success",
            "gateway": GATEWAY,
            "message": "Refunded",
            "amount": sale.money.text(refund.amount),
            "currency": sale.money.currency,
            "created_at": at,
            "processed_at": at,
            "test": sale.test,
        }
    ]
