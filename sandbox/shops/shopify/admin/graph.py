"""The GraphQL Admin API: a document is parsed, checked against the schema, paid for, and carried out."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLError, execute_sync, parse, validate
from graphql.execution import ExecutionResult

from sandbox.shops.shopify.admin import goods_shown as shown
from sandbox.shops.shopify.admin.connections import Connection, connection
from sandbox.shops.shopify.admin.cost import MOST, Bucket, cost_of
from sandbox.shops.shopify.admin.discount_inputs import Reading, Wrong
from sandbox.shops.shopify.admin.gids import gid, number_of
from sandbox.shops.shopify.admin.scalars import admin_schema
from sandbox.shops.shopify.admin.search_terms import all_hold, terms
from sandbox.shops.shopify.discounts import Discount
from sandbox.shops.shopify.store import Store

Message = dict[str, Any]
ABOUT_LIMITS = "https://shopify.dev/api/usage/rate-limits"
SCOPES = {
    "codeDiscountNode": "read_discounts",
    "codeDiscountNodeByCode": "read_discounts",
    "customers": "read_customers",
    "discountCodeActivate": "write_discounts",
    "discountCodeBasicCreate": "write_discounts",
    "discountCodeDeactivate": "write_discounts",
    "discountCodeDelete": "write_discounts",
    "discountCodeFreeShippingCreate": "write_discounts",
    "order": "read_orders",
    "orders": "read_orders",
    "product": "read_products",
    "products": "read_products",
    "productVariant": "read_products",
    "productVariants": "read_products",
}
"""What a caller must have been granted for each field of the root; the others need nothing."""


@dataclass(frozen=True, slots=True)
class Graph:
    """What one store answers to its callers."""

    store: Store
    bucket: Bucket
    more: Callable[[Collection[str]], Mapping[str, Any]]
    """What a caller with these scopes is answered to the root's fields besides those of goods and codes."""
    most: int = MOST

    def answer(self, request: Mapping[str, Any], scopes: Collection[str]) -> Message:
        """The answer's JSON: ``data`` or ``errors``, or both, and what it cost."""
        schema, text = admin_schema(), request.get("query")
        variables = request.get("variables") or {}
        if not isinstance(text, str) or not isinstance(variables, Mapping):
            return {"errors": [{"message": "Parameter Missing or Invalid", "extensions": {"code": "BAD_REQUEST"}}]}
        try:
            document = parse(text)
        except GraphQLError as error:
            return {"errors": [error.formatted]}
        if errors := validate(schema, document):
            return {"errors": [error.formatted for error in errors]}
        cost = cost_of(schema, document, variables)
        if cost > self.most:
            return {"errors": [_too_dear(cost, self.most)]}
        if not self.bucket.take(cost, self.store.clock.now().timestamp()):
            return self.throttled(cost)
        with self.store.lock:
            root = _guarded({**self._root(scopes), **self.more(scopes)}, scopes)
            result = execute_sync(schema, document, root, variable_values=dict(variables))
        return self._message(result, cost)

    def throttled(self, cost: int = 1) -> Message:
        """What is said when the bucket is empty; nothing is carried out."""
        error = {"message": "Throttled", "extensions": {"code": "THROTTLED", "documentation": ABOUT_LIMITS}}
        return {"errors": [error], "extensions": self._extensions(cost, None)}

    def _message(self, result: ExecutionResult, cost: int) -> Message:
        message: Message = {"data": result.data, "extensions": self._extensions(cost, cost)}
        if any(error.path is None for error in result.errors or ()):
            del message["data"]  # a variable was wrong, and nothing was carried out
        for error in result.errors or ():
            if error.original_error and not isinstance(error.original_error, GraphQLError):
                raise error.original_error  # a fault of the sandbox, not the caller's
        if result.errors:
            message["errors"] = [error.formatted for error in result.errors]
        return message

    def _extensions(self, cost: int, actual: int | None) -> Message:
        status = self.bucket.status()
        return {"cost": {"requestedQueryCost": cost, "actualQueryCost": actual, "throttleStatus": status}}

    def _root(self, scopes: Collection[str]) -> Mapping[str, Any]:
        granted = [{"handle": scope, "description": scope.replace("_", " ")} for scope in sorted(scopes)]
        return {
            "currentAppInstallation": {"id": gid("AppInstallation", 1), "accessScopes": granted},
            "shop": lambda _info: shown.shop(self.store),
            "customers": self._customers,
            "product": self._product,
            "products": self._products,
            "productVariant": self._variant,
            "productVariants": self._variants,
            "codeDiscountNode": self._discount_node,
            "codeDiscountNodeByCode": self._discount_by_code,
            "discountCodeBasicCreate": self._create_basic,
            "discountCodeFreeShippingCreate": self._create_free_shipping,
            "discountCodeActivate": self._activate,
            "discountCodeDeactivate": self._deactivate,
            "discountCodeDelete": self._delete,
        }

    def _customers(self, _info: Any, **page: Any) -> Connection:
        wanted = terms(page.pop("query", None))
        found = [one for one in self.store.customers if all_hold(wanted, {"email": one.email}, (one.email,))]
        return connection(found, lambda one: one.id, shown.customer, **page)

    def _product(self, _info: Any, id: str) -> Message | None:  # noqa: A002 - the schema's name
        found = self.store.catalogue.product(number_of("Product", id) or 0)
        return shown.product(found, self.store) if found else None

    def _products(self, _info: Any, **page: Any) -> Connection:
        wanted = terms(page.pop("query", None))
        found = [
            one
            for one in self.store.catalogue.products
            if all_hold(wanted, shown.fields_of_product(one), (one.title, *(it.sku for it in one.variants)))
        ]
        return connection(found, lambda one: one.id, lambda one: shown.product(one, self.store), **page)

    def _variant(self, _info: Any, id: str) -> Message | None:  # noqa: A002 - the schema's name
        number = number_of("ProductVariant", id)
        found = next((one for one in self.store.catalogue.variants if one.id == number), None)
        return shown.variant(found, self.store) if found else None

    def _variants(self, _info: Any, **page: Any) -> Connection:
        wanted = terms(page.pop("query", None))
        found = [
            one
            for one in self.store.catalogue.variants
            if all_hold(wanted, shown.fields_of_variant(one), (one.title, one.option, one.sku))
        ]
        return connection(found, lambda one: one.id, lambda one: shown.variant(one, self.store), **page)

    def _discount_node(self, _info: Any, id: str) -> Message | None:  # noqa: A002 - the schema's name
        found = self._found(id)
        return shown.discount_node(found, self.store) if found else None

    def _discount_by_code(self, _info: Any, code: str) -> Message | None:
        found = self.store.discount_of(code)
        return shown.discount_node(found, self.store) if found else None

    def _create_basic(self, _info: Any, basicCodeDiscount: Message) -> Message:  # noqa: N803 - the schema's name
        reading = Reading(self.store, "basicCodeDiscount", basicCodeDiscount)
        return self._kept(reading.basic(next(self.store.ids)), reading.wrong)

    def _create_free_shipping(self, _info: Any, freeShippingCodeDiscount: Message) -> Message:  # noqa: N803 - as above
        reading = Reading(self.store, "freeShippingCodeDiscount", freeShippingCodeDiscount)
        return self._kept(reading.free_shipping(next(self.store.ids)), reading.wrong)

    def _activate(self, _info: Any, id: str) -> Message:  # noqa: A002 - the schema's name
        return self._switched(id, off=False)

    def _deactivate(self, _info: Any, id: str) -> Message:  # noqa: A002 - the schema's name
        return self._switched(id, off=True)

    def _delete(self, _info: Any, id: str) -> Message:  # noqa: A002 - the schema's name
        found = self._found(id)
        if found is None:
            return {"deletedCodeDiscountId": None, "userErrors": _UNKNOWN}
        del self.store.discounts[found.id]
        return {"deletedCodeDiscountId": gid("DiscountCodeNode", found.id), "userErrors": []}

    def _kept(self, made: Discount | None, wrong: Sequence[Wrong]) -> Message:
        if made is None:
            return {"codeDiscountNode": None, "userErrors": [one.shown() for one in wrong]}
        self.store.discounts[made.id] = made
        return {"codeDiscountNode": shown.discount_node(made, self.store), "userErrors": []}

    def _switched(self, id: str, *, off: bool) -> Message:  # noqa: A002 - the schema's name
        found = self._found(id)
        if found is None:
            return {"codeDiscountNode": None, "userErrors": _UNKNOWN}
        now = self.store.clock.now()
        if off != (found.status(now) == "EXPIRED"):
            found.ends = now if off else None
        return {"codeDiscountNode": shown.discount_node(found, self.store), "userErrors": []}

    def _found(self, id: str) -> Discount | None:  # noqa: A002 - the schema's name
        return self.store.discounts.get(number_of("DiscountCodeNode", id) or 0)


_UNKNOWN = [Wrong(("id",), "INVALID", "Code discount does not exist.").shown()]


def _guarded(root: Mapping[str, Any], scopes: Collection[str]) -> Mapping[str, Any]:
    """The root with fields that were not granted closed."""
    return {
        name: resolver if name not in SCOPES or _is_granted(SCOPES[name], scopes) else _closed(name, SCOPES[name])
        for name, resolver in root.items()
    }


def _is_granted(scope: str, scopes: Collection[str]) -> bool:
    """Whoever may write may read."""
    return scope in scopes or scope.replace("read_", "write_", 1) in scopes


def _closed(name: str, scope: str) -> Callable[..., None]:
    def refuse(_info: Any, **_arguments: Any) -> None:
        raise GraphQLError(
            f"Access denied for {name} field. Required access: `{scope}` access scope.",
            extensions={"code": "ACCESS_DENIED", "requiredAccess": f"`{scope}` access scope."},
        )

    return refuse


def _too_dear(cost: int, most: int) -> Message:
    message = f"Query cost is {cost}, which exceeds the single query max cost limit ({most})."
    return {"message": message, "extensions": {"code": "MAX_COST_EXCEEDED", "cost": cost, "maxCost": most}}
