"""Many orders compete for the last of a quota, and for the last of a credit.

Each is fine alone; together they are too much. Whatever the order in which they
arrive, what is left is never exceeded, and who comes too late is told why.
"""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from rpc import RpcError

COMPETITORS = 20
EACH = 3


@pytest.fixture(scope="module")
def goods(admin):
    category = admin.create("product.category", name=f"Scarce {uuid4().hex[:6]}")
    product = admin.create(
        "product.product",
        name="Scarce liquor",
        default_code=f"E2E-{uuid4().hex[:8]}",
        categ_id=category,
        list_price=10,
        taxes_id=[(5,)],
    )
    return category, product


@pytest.fixture
def dealer(admin, goods):
    dealer = admin.create(
        "res.partner",
        name=f"Dealer {uuid4().hex[:6]}",
        is_dealer=True,
        dealer_state="active",
    )
    admin.create("dms.authorization", dealer_id=dealer, categ_id=goods[0])
    return dealer


@pytest.fixture
def buyers(admin, sign_in, dealer):
    login = f"buyer-{uuid4().hex[:8]}@dealer.example"
    person = admin.create("res.partner", name="Buyer", parent_id=dealer, email=login)
    admin.create(
        "res.users",
        login=login,
        password=login,
        partner_id=person,
        group_ids=[[6, 0, [admin.ref("dms_base.group_dealer_buyer")]]],
    )
    return [sign_in(login, login) for _number in range(COMPETITORS)]


def _submit(client, product):
    payload = {
        "client_order_ref": uuid4().hex,
        "lines": [{"product_id": product, "quantity": EACH}],
    }
    return client.call("sale.order", "dms_submit_order", payload)["order_id"]


def _compete(calls):
    """Run all calls at once; return what succeeded, and the names of the errors."""

    def attempt(call):
        try:
            return call(), None
        except RpcError as error:
            return None, error

    with ThreadPoolExecutor(len(calls)) as pool:
        results = list(pool.map(attempt, calls))
    return (
        [answer for answer, error in results if not error],
        [error for _answer, error in results if error],
    )


def test_the_last_of_a_quota_is_never_exceeded(admin, dealer, goods, buyers):
    admin.create(
        "dms.order.rule",
        name="Scarce",
        kind="quota",
        quantity=10,
        period="year",
        audience_dealer_ids=[(6, 0, [dealer])],
        product_ids=[(6, 0, [goods[1]])],
    )
    placed, errors = _compete(
        [lambda client=client: _submit(client, goods[1]) for client in buyers]
    )
    # of 10 pieces three orders of 3 can be served, and no fourth
    assert len(placed) == 3, [str(error) for error in errors]
    lines = admin.read(
        "sale.order.line", [("order_partner_id", "=", dealer)], "product_uom_qty"
    )
    assert sum(line["product_uom_qty"] for line in lines) == 9
    assert {error.name for error in errors} == {"odoo.exceptions.UserError"}
    assert all("left of the quota" in str(error) for error in errors)


def test_the_last_of_a_credit_is_never_exceeded(admin, sign_in, dealer, goods, buyers):
    orders = [_submit(client, goods[1]) for client in buyers]
    [first] = admin.read("sale.order", [("id", "=", orders[0])], "amount_total")
    each = first["amount_total"]
    admin.call("res.partner", "write", [dealer], {"credit_limit": 3.5 * each})
    staff = [sign_in("admin", "admin") for _order in orders]
    approved, errors = _compete(
        [
            lambda client=client, order=order: client.call(
                "sale.order", "action_dms_approve", [order]
            )
            for client, order in zip(staff, orders, strict=True)
        ]
    )
    # three fit into the credit for three and a half, and no fourth
    assert len(approved) == 3, [str(error) for error in errors]
    confirmed = admin.read(
        "sale.order", [("id", "in", orders), ("state", "=", "sale")], "amount_total"
    )
    assert sum(order["amount_total"] for order in confirmed) == 3 * each
    assert {error.name for error in errors} == {"odoo.exceptions.UserError"}
    assert all("beyond the credit" in str(error) for error in errors)
