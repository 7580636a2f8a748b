"""Several phones of one dealer ask for returns at once: never more than was delivered.

Each phone has a session and a form of its own, so nothing tells the requests apart but
the goods. They are served one after the other; who comes too late reads how few are left.
"""

import re
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

PHONES = 8
SHIPPED = 5
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
KEY = re.compile(r'name="key"[^>]*value="([^"]+)"')


@pytest.fixture(scope="module")
def login(admin):
    """Return the login, and password, of the owner of a new dealer."""
    category = admin.create("product.category", name=f"Returns {uuid4().hex[:6]}")
    dealer = admin.create(
        "res.partner", name="Returner E2E", is_dealer=True, dealer_state="active"
    )
    admin.create(
        "dms.authorization",
        dealer_id=dealer,
        categ_id=category,
        date_start="2020-01-01",
    )
    login = f"owner-{uuid4().hex[:8]}@dealer.example"
    person = admin.create("res.partner", name="Owner", parent_id=dealer, email=login)
    admin.create(
        "res.users",
        login=login,
        password=login,
        partner_id=person,
        group_ids=[[6, 0, [admin.ref("dms_base.group_dealer_owner")]]],
    )
    admin.create(
        "product.product", name="Jar", default_code=f"R-{login}", categ_id=category
    )
    return login


@pytest.fixture
def delivery(admin, sign_in, login):
    """Return (delivery, its move) of goods that are shipped and not confirmed yet."""
    line = {"sku": f"R-{login}", "quantity": SHIPPED}
    payload = {"client_order_ref": uuid4().hex, "lines": [line]}
    order = sign_in(login, login).call("sale.order", "dms_submit_order", payload)
    admin.call("sale.order", "action_dms_approve", [order["order_id"]])
    [found] = admin.read("sale.order", [("id", "=", order["order_id"])], "picking_ids")
    [picking] = found["picking_ids"]
    [move] = admin.read("stock.move", [("picking_id", "=", picking)], "id")
    admin.call(
        "stock.move", "write", [move["id"]], {"quantity": SHIPPED, "picked": True}
    )
    admin.call("stock.picking", "button_validate", [picking])
    return picking, move["id"]


def _post(client, page, address, **values):
    """Open ``page`` now; return the tap that sends its form to ``address`` later."""
    text = client.http.get(page, timeout=120).text
    [token] = TOKEN.findall(text)[:1]
    keys = KEY.findall(text)[:1]
    form = {"csrf_token": token, "key": keys[0] if keys else "", **values}
    return lambda: client.http.post(address, data=form, timeout=240)


def _at_once(taps):
    with ThreadPoolExecutor(len(taps)) as pool:
        return list(pool.map(lambda tap: tap(), taps))


def _claims(admin, picking):
    return admin.read(
        "dms.claim", [("picking_id", "=", picking)], "kind", "line_ids", "state"
    )


def test_confirmed_on_many_phones_is_one_receipt_and_one_claim(
    admin, sign_in, base_url, login, delivery
):
    picking, move = delivery
    url = f"{base_url}/my/dealer/deliveries/{picking}"
    counted = {"kind": "count", f"received_{move}": "4"}
    taps = [
        _post(sign_in(login, login), url, f"{url}/receive", **counted)
        for _phone in range(PHONES)
    ]
    answers = _at_once(taps)
    assert {answer.status_code for answer in answers} == {200}
    [claim] = _claims(admin, picking)
    assert (claim["kind"], len(claim["line_ids"])) == ("difference", 1)


def test_requests_at_once_never_ask_for_more_than_was_delivered(
    admin, sign_in, base_url, login, delivery
):
    picking, move = delivery
    url = f"{base_url}/my/dealer/deliveries/{picking}"
    _post(sign_in(login, login), url, f"{url}/receive", kind="all")()
    asked = {f"quantity_{move}": "2", f"reason_{move}": "defect"}
    taps = [
        _post(sign_in(login, login), f"{url}/return", f"{url}/return/send", **asked)
        for _phone in range(PHONES)
    ]
    answers = _at_once(taps)
    assert {answer.status_code for answer in answers} == {200}
    # 5 delivered: two requests of 2 fit, the third would be the sixth
    assert len(_claims(admin, picking)) == 2
    refused = [answer for answer in answers if "at most 1" in answer.text]
    assert len(refused) == PHONES - 2


def test_one_form_sent_many_times_is_one_request(
    admin, sign_in, base_url, login, delivery
):
    picking, move = delivery
    url = f"{base_url}/my/dealer/deliveries/{picking}"
    client = sign_in(login, login)
    _post(client, url, f"{url}/receive", kind="all")()
    asked = {f"quantity_{move}": "1", f"reason_{move}": "defect"}
    tap = _post(client, f"{url}/return", f"{url}/return/send", **asked)
    answers = _at_once([tap] * PHONES)
    assert {answer.status_code for answer in answers} == {200}
    [claim] = _claims(admin, picking)
    assert all(f"/my/dealer/claims/{claim['id']}" in one.url for one in answers)
