"""Orders and refunds as the REST API and webhooks show them; amounts of lines are without tax."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from sandbox.shops.sale import Refund, RefundedLine, Sale, SoldLine
from sandbox.shops.woocommerce.site import Site

Body = dict[str, Any]
SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}
ADDRESS = ("first_name", "last_name", "company", "address_1", "address_2", "city", "state", "postcode", "country")


def order_body(sale: Sale, site: Site, url: str) -> Body:
    """An order."""
    text, lines = sale.money.text, [_net(line.total, sale) for line in sale.lines]
    discount = sum((_net(line.discount, sale) for line in sale.lines), Decimal(0))
    cart_tax = sum((sale.money.tax_of(line.total) for line in sale.lines), Decimal(0))
    shipping_tax = sale.money.tax_of(sale.shipped_for)
    return {
        "id": sale.id,
        "parent_id": 0,
        "status": sale.status,
        "currency": sale.money.currency,
        "version": "11.2.0",
        "prices_include_tax": sale.money.prices_include_tax,
        **site.dates("date_created", sale.placed),
        **site.dates("date_modified", sale.updated),
        "discount_total": text(discount),
        "discount_tax": text(Decimal(0)),
        "shipping_total": text(_net(sale.shipped_for, sale)),
        "shipping_tax": text(shipping_tax),
        "cart_tax": text(cart_tax),
        "total": text(sale.total),
        "total_tax": text(cart_tax + shipping_tax),
        "customer_id": 0,
        "order_key": f"wc_order_{sale.id:013x}",
        "billing": {**dict.fromkeys(ADDRESS, ""), "email": sale.email, "phone": sale.phone},
        "shipping": {**dict.fromkeys(ADDRESS, ""), "phone": ""},
        "payment_method": "cod" if sale.on_delivery else "bacs",
        "payment_method_title": "Cash on delivery" if sale.on_delivery else "Direct bank transfer",
        "transaction_id": "",
        "customer_ip_address": "",
        "customer_user_agent": "",
        "created_via": "checkout",
        "customer_note": "",
        **site.dates("date_completed", sale.updated if sale.status == "completed" else None),
        **site.dates("date_paid", sale.paid),
        "cart_hash": f"{sale.id:032x}",
        "number": sale.number,
        "meta_data": [
            {"id": sale.id * 100 + place, "key": name, "value": value}
            for place, (name, value) in enumerate(sale.notes.items())
        ],
        "line_items": [_line(line, net, sale) for line, net in zip(sale.lines, lines, strict=True)],
        "tax_lines": [],
        "shipping_lines": _shipping(sale),
        "fee_lines": [],
        "coupon_lines": list(_coupon_lines(sale)),
        "refunds": [{"id": one.id, "reason": one.reason, "total": text(-one.amount)} for one in reversed(sale.refunds)],
        "payment_url": f"{url}/checkout/order-pay/{sale.id}/?pay_for_order=true",
        "is_editable": sale.status in ("pending", "on-hold"),
        "needs_payment": sale.status == "pending",
        "needs_processing": True,
        "currency_symbol": SYMBOLS.get(sale.money.currency, sale.money.currency),
        "_links": {"self": [{"href": f"{url}/wp-json/wc/v3/orders/{sale.id}"}]},
    }


def refund_resource(refund: Refund, sale: Sale, site: Site, url: str) -> Body:
    """A refund by itself: its amount is positive, those of its lines are not."""
    return {
        "id": refund.id,
        "parent_id": sale.id,
        **site.dates("date_created", refund.at),
        "amount": sale.money.text(refund.amount),
        "reason": refund.reason,
        "refunded_by": 1,
        "refunded_payment": True,
        "meta_data": [],
        "line_items": [_refunded_line(line, sale) for line in refund.lines],
        "shipping_lines": _refunded_shipping(refund, sale),
        "tax_lines": [],
        "fee_lines": [],
        "_links": {"self": [{"href": f"{url}/wp-json/wc/v3/orders/{sale.id}/refunds/{refund.id}"}]},
    }


def _net(amount: Decimal, sale: Sale) -> Decimal:
    """The amount without the tax that may stand within it."""
    return amount - sale.money.tax_of(amount) if sale.money.prices_include_tax else amount


def _line(line: SoldLine, net: Decimal, sale: Sale) -> Body:
    variant, text = line.variant, sale.money.text
    simple = variant.id == variant.product_id
    return {
        "id": line.id,
        "name": variant.name,
        "product_id": variant.product_id,
        "variation_id": 0 if simple else variant.id,
        "quantity": line.quantity,
        "tax_class": "",
        "subtotal": text(_net(line.subtotal, sale)),
        "subtotal_tax": text(sale.money.tax_of(line.subtotal)),
        "total": text(net),
        "total_tax": text(sale.money.tax_of(line.total)),
        "taxes": [],
        "meta_data": [],
        "sku": variant.sku,
        "price": float(net / line.quantity),
        "image": {"id": "", "src": ""},
        "parent_name": None if simple else variant.title,
    }


def _shipping(sale: Sale) -> list[Body]:
    if not sale.shipping:
        return []
    free = not sale.shipped_for
    return [
        {
            "id": sale.id * 100 + 90,
            "method_title": "Free shipping" if free else "Flat rate",
            "method_id": "free_shipping" if free else "flat_rate",
            "instance_id": "1",
            "total": sale.money.text(_net(sale.shipped_for, sale)),
            "total_tax": sale.money.text(sale.money.tax_of(sale.shipped_for)),
            "taxes": [],
            "meta_data": [],
        }
    ]


def _coupon_lines(sale: Sale) -> Iterable[Body]:
    """The coupons; what one takes off the goods is its discount, and free shipping is none."""
    for place, one in enumerate(sale.reductions):
        off = sum(one.lines.values(), Decimal(0))
        yield {
            "id": sale.id * 100 + 80 + place,
            "code": one.code,
            "discount": sale.money.text(_net(off, sale)),
            "discount_tax": sale.money.text(sale.money.tax_of(off) if sale.money.tax else Decimal(0)),
            "meta_data": [],
            "discount_type": one.kind,
            "nominal_amount": float(off),
            "free_shipping": bool(one.shipping),
        }


def _refunded_line(one: RefundedLine, sale: Sale) -> Body:
    whole = _line(one.line, _net(one.line.total, sale), sale)
    text, net = sale.money.text, _net(one.subtotal, sale)
    return whole | {
        "id": one.id,
        "quantity": -one.quantity,
        "subtotal": text(-net),
        "subtotal_tax": text(-one.tax),
        "total": text(-net),
        "total_tax": text(-one.tax),
        "meta_data": [{"id": one.id, "key": "_refunded_item_id", "value": str(one.line.id)}],
    }


def _refunded_shipping(refund: Refund, sale: Sale) -> list[Body]:
    if not refund.shipping:
        return []
    total, tax = _net(refund.shipping, sale), sale.money.tax_of(refund.shipping)
    return [{**_shipping(sale)[0], "total": sale.money.text(-total), "total_tax": sale.money.text(-tax)}]
