"""An order that arrives several times at once is placed once.

Each sender has a session of its own, as a phone, a desk and an impatient finger have;
the database decides who is first, and Odoo's retry finds the others' order.
"""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from rpc import RpcError

SENDERS = 8


@pytest.fixture(scope="module")
def goods(admin):
    """Return a category and a product in it, both new."""
    category = admin.create("product.category", name=f"Liquor {uuid4().hex[:6]}")
    product = admin.create(
        "product.product",
        name="Liquor",
        default_code=f"E2E-{uuid4().hex[:8]}",
        categ_id=category,
        list_price=10,
    )
    return category, product


@pytest.fixture(scope="module")
def login(admin, goods):
    """Return the login, and password, of the buyer of a new and authorized dealer."""
    dealer = admin.create(
        "res.partner", name="Dealer E2E", is_dealer=True, dealer_state="active"
    )
    admin.create(
        "dms.authorization",
        dealer_id=dealer,
        categ_id=goods[0],
        date_start="2020-01-01",
    )
    login = f"buyer-{uuid4().hex[:8]}@dealer.example"
    person = admin.create("res.partner", name="Buyer", parent_id=dealer, email=login)
    admin.create(
        "res.users",
        login=login,
        password=login,
        partner_id=person,
        group_ids=[[6, 0, [admin.ref("dms_base.group_dealer_buyer")]]],
    )
    return login


@pytest.fixture(scope="module")
def senders(sign_in, login):
    return [sign_in(login, login) for _number in range(SENDERS)]


def _send(client, reference, product, quantity=3):
    payload = {
        "client_order_ref": reference,
        "lines": [{"product_id": product, "quantity": quantity}],
    }
    return client.call("sale.order", "dms_submit_order", payload)


def _send_at_once(senders, references, product):
    with ThreadPoolExecutor(len(senders)) as pool:
        calls = [
            pool.submit(_send, client, reference, product)
            for client, reference in zip(senders, references, strict=True)
        ]
        return [call.result() for call in calls]


def test_same_reference_at_once_places_one_order(admin, senders, goods):
    reference = f"ONCE-{uuid4().hex[:8]}"
    answers = _send_at_once(senders, [reference] * SENDERS, goods[1])
    assert len({answer["order_id"] for answer in answers}) == 1
    assert sum(answer["created"] for answer in answers) == 1
    orders = admin.read(
        "sale.order",
        [("client_order_ref", "=", reference)],
        "amount_total",
        "dms_state",
    )
    assert [order["dms_state"] for order in orders] == ["submitted"]


def test_different_references_at_once_place_all_orders(admin, senders, goods):
    references = [f"MANY-{uuid4().hex[:8]}" for _sender in senders]
    answers = _send_at_once(senders, references, goods[1])
    assert all(answer["created"] for answer in answers)
    assert len({answer["order_id"] for answer in answers}) == SENDERS
    count = admin.call(
        "sale.order", "search_count", [("client_order_ref", "in", references)]
    )
    assert count == SENDERS


def test_two_decisions_at_once_are_one_decision(admin, sign_in, senders, goods):
    order = _send(senders[0], f"TWICE-{uuid4().hex[:8]}", goods[1])["order_id"]
    staff = [sign_in("admin", "admin") for _number in range(4)]

    def approve(client):
        try:
            return client.call("sale.order", "action_dms_approve", [order])
        except RpcError as error:
            return error.name

    with ThreadPoolExecutor(len(staff)) as pool:
        answers = list(pool.map(approve, staff))
    assert answers.count(True) == 1, answers
    assert set(answers) - {True} <= {"odoo.exceptions.UserError"}, answers
    [row] = admin.read("sale.order", [("id", "=", order)], "dms_state", "picking_ids")
    assert row["dms_state"] == "approved"
    assert len(row["picking_ids"]) == 1


def test_refused_order_leaves_nothing_behind(admin, senders, goods):
    reference = f"BAD-{uuid4().hex[:8]}"
    with pytest.raises(RpcError, match="Line 1"):
        _send(senders[0], reference, goods[1], quantity=-1)
    domain = [("client_order_ref", "=", reference)]
    assert admin.call("sale.order", "search_count", domain) == 0
