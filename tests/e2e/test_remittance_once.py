"""A bank slip that is sent, or booked, several times at once is sent and booked once.

Each caller has a session of its own; the database decides who is first, and Odoo's
retry finds what the others did.
"""

import base64
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from channel import PASSWORD, Channel

CALLERS = 4
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8//8/AwAI/AL+"
    "p5qgoAAAAABJRU5ErkJggg=="
)


@pytest.fixture(scope="module")
def dealer(admin):
    """Return a dealer who owes 1,130, and its owner's sign-in name."""
    dealer, login = Channel(admin).dealer(f"Remits{uuid4().hex[:6]}")
    line = {"name": "Goods", "price_unit": 1130, "tax_ids": [[6, 0, []]]}
    invoice = admin.create(
        "account.move",
        move_type="out_invoice",
        partner_id=dealer,
        invoice_date=_today(),
        invoice_line_ids=[[0, 0, line]],
    )
    admin.call("account.move", "action_post", [invoice])
    return dealer, login, invoice


def _today():
    return datetime.now(UTC).date().isoformat()


def _at_once(action, callers):
    with ThreadPoolExecutor(len(callers)) as pool:
        return list(pool.map(action, callers))


def _slips(admin, dealer, *names):
    return admin.read("dms.remittance", [("dealer_id", "=", dealer)], *names)


def test_sending_at_once_sends_one(admin, sign_in, dealer):
    partner, login, _invoice = dealer
    url = f"{admin.base_url}/my/dealer/payments/slip"
    form = {"amount": "500", "date": _today(), "reference": "TX 1"}

    def send(client):
        token = TOKEN.search(client.http.get(url, timeout=60).text)[1]
        answer = client.http.post(
            f"{url}/send",
            data={**form, "csrf_token": token},
            files={"file": ("slip.png", PIXEL)},
            timeout=120,
        )
        return answer.status_code, answer.url

    phones = [sign_in(login, PASSWORD) for _number in range(CALLERS)]
    answers = _at_once(send, phones)
    [slip] = _slips(admin, partner, "amount", "state", "allocated")
    assert set(answers) == {
        (200, f"{admin.base_url}/my/dealer/payments/slips/{slip['id']}")
    }
    assert (slip["amount"], slip["state"], slip["allocated"]) == (500, "sent", 500)


def test_booking_at_once_books_once(admin, sign_in, dealer):
    partner, _login, invoice = dealer
    [slip] = _slips(admin, partner, "id")
    accountants = [sign_in("admin", "admin") for _number in range(CALLERS)]
    opened = _at_once(
        lambda client: client.call("dms.remittance", "action_dms_register", slip["id"]),
        accountants,
    )
    payments = admin.read("account.payment", [("partner_id", "=", partner)], "amount")
    assert [payment["amount"] for payment in payments] == [500]
    assert {action["res_id"] for action in opened} == {payments[0]["id"]}
    [row] = admin.read("account.move", [("id", "=", invoice)], "amount_residual")
    assert row["amount_residual"] == 630


def test_booking_and_taking_back_at_once_is_one_of_both(admin, sign_in, dealer):
    partner, login, invoice = dealer
    owner = sign_in(login, PASSWORD)
    url = f"{admin.base_url}/my/dealer/payments"
    token = TOKEN.search(owner.http.get(f"{url}/slip", timeout=60).text)[1]
    form = {"amount": "30", "date": _today(), "reference": "TX 2", "csrf_token": token}
    files = {"file": ("slip.png", PIXEL + b"2")}
    sent = owner.http.post(f"{url}/slip/send", data=form, files=files, timeout=60)
    number = int(sent.url.rpartition("/")[2])

    def take_back(_nothing):
        page = f"{url}/slips/{number}/withdraw"
        return owner.http.post(page, data={"csrf_token": token}, timeout=120)

    def book(_nothing):
        try:
            return admin.call("dms.remittance", "action_dms_register", number)
        except Exception as refusal:
            return refusal

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda action: action(None), (take_back, book)))
    [slip] = admin.read("dms.remittance", [("id", "=", number)], "state", "payment_id")
    assert slip["state"] in ("matched", "withdrawn")
    assert bool(slip["payment_id"]) == (slip["state"] == "matched")
    [row] = admin.read("account.move", [("id", "=", invoice)], "amount_residual")
    assert row["amount_residual"] == (600 if slip["payment_id"] else 630)
