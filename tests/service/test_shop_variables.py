"""The variables of the shop in which codes are made: what is taken, and one clear sentence for what is not."""

import pytest

from loyalty.model.program_settings import CouponSource, Settings
from loyalty.model.shop.cart import ShopKind
from service.environment import Environment, advice, complaints, wanted_by
from service.shop.shop_variables import ShopVariableWrong, shop_access

SHOPIFY = {"SHOPIFY_SHOP": "finch.myshopify.com", "SHOPIFY_TOKEN": "shpat_of_the_test"}
APP = {
    "SHOPIFY_SHOP": "https://Finch.myshopify.com/",
    "SHOPIFY_CLIENT_ID": "client",
    "SHOPIFY_CLIENT_SECRET": "shpss_x",
}
WOO = {"WOOCOMMERCE_URL": "https://shop.example/store/", "WOOCOMMERCE_KEY": "ck_1", "WOOCOMMERCE_SECRET": "cs_of_it"}


@pytest.mark.parametrize(
    ("variables", "kind", "address", "secrets"),
    [
        (SHOPIFY, ShopKind.SHOPIFY, "https://finch.myshopify.com", ("shpat_of_the_test",)),
        (APP, ShopKind.SHOPIFY, "https://finch.myshopify.com", ("client", "shpss_x")),
        (
            SHOPIFY | {"SHOPIFY_URL": "http://127.0.0.1:81"},
            ShopKind.SHOPIFY,
            "http://127.0.0.1:81",
            SHOPIFY["SHOPIFY_TOKEN"],
        ),
        (WOO, ShopKind.WOOCOMMERCE, "https://shop.example/store", ("ck_1", "cs_of_it")),
        (WOO | SHOPIFY, ShopKind.SHOPIFY, "https://finch.myshopify.com", ("shpat_of_the_test",)),
    ],
)
def test_the_shop_is_found(variables: dict[str, str], kind: ShopKind, address: str, secrets: tuple[str, ...]) -> None:
    access = shop_access(variables)

    assert access is not None
    assert (access.cart.kind, access.cart.address) == (kind, address)
    assert not any(secret in repr(access) for secret in access.credentials)
    assert access.credentials == (secrets if isinstance(secrets, tuple) else (secrets,))


@pytest.mark.parametrize(
    "variables", [{}, {"SHOPIFY_SHOP": "finch.myshopify.com"}, {"WOOCOMMERCE_URL": "https://shop.example"}]
)
def test_without_credentials_there_is_no_shop_to_make_codes_in(variables: dict[str, str]) -> None:
    assert shop_access(variables) is None


@pytest.mark.parametrize(
    ("variables", "named"),
    [
        ({"SHOPIFY_TOKEN": "shpat_x"}, "SHOPIFY_SHOP"),
        (SHOPIFY | {"SHOPIFY_SHOP": "finch.example"}, "SHOPIFY_SHOP"),
        (SHOPIFY | {"SHOPIFY_SHOP": "evil.example/.myshopify.com"}, "SHOPIFY_SHOP"),
        (SHOPIFY | {"SHOPIFY_TOKEN": "two words"}, "SHOPIFY_TOKEN"),
        (SHOPIFY | {"SHOPIFY_URL": "http://finch.example"}, "SHOPIFY_URL"),
        (SHOPIFY | {"SHOPIFY_URL": "nonsense"}, "SHOPIFY_URL"),
        (APP | {"SHOPIFY_CLIENT_SECRET": ""}, "SHOPIFY_CLIENT_SECRET"),
        (APP | {"SHOPIFY_CLIENT_ID": " "}, "SHOPIFY_CLIENT_ID"),
        (WOO | {"WOOCOMMERCE_KEY": ""}, "WOOCOMMERCE_KEY"),
        (WOO | {"WOOCOMMERCE_SECRET": ""}, "WOOCOMMERCE_SECRET"),
        (WOO | {"WOOCOMMERCE_SECRET": "cs:1"}, "WOOCOMMERCE_SECRET"),
        (WOO | {"WOOCOMMERCE_URL": ""}, "WOOCOMMERCE_URL"),
        (WOO | {"WOOCOMMERCE_URL": "http://shop.example"}, "WOOCOMMERCE_URL"),
        (WOO | {"WOOCOMMERCE_URL": "https://user:word@shop.example"}, "WOOCOMMERCE_URL"),
        (WOO | {"WOOCOMMERCE_URL": "https://shop.example/?a=b"}, "WOOCOMMERCE_URL"),
    ],
)
def test_what_cannot_be_is_one_sentence_that_names_the_variable_and_no_secret(
    variables: dict[str, str], named: str
) -> None:
    with pytest.raises(ShopVariableWrong) as wrong:
        shop_access(variables)
    told = [one for one in complaints(Environment(variables)) if one.variable == named]

    assert wrong.value.variable == named
    assert str(wrong.value).startswith(f"The variable {named} ")
    assert [one.sentence for one in told] == [str(wrong.value)]
    secret = variables.get(named, "") if named.endswith(("TOKEN", "SECRET")) else ""
    assert not secret.strip() or secret not in str(wrong.value)


def test_two_shops_and_a_setting_without_a_shop_are_told() -> None:
    shop = Settings(coupons=CouponSource.SHOP)
    broken = Environment(SHOPIFY | {"SHOPIFY_SHOP": "shop.example"})

    assert "WOOCOMMERCE_KEY" in [one.variable for one in advice(Environment(SHOPIFY | WOO))]
    assert "WOOCOMMERCE_KEY" not in [one.variable for one in advice(broken)]
    assert [one.variable for one in wanted_by(Environment({}), shop)] == ["SHOPIFY_SHOP"]
    assert [one.variable for one in wanted_by(broken, shop)] == ["SHOPIFY_SHOP"]
    assert wanted_by(Environment(WOO), shop) == []
    assert wanted_by(Environment({}), Settings()) == []
