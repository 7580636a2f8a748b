"""Statements that are made, and confirmed, several times at once happen once.

Each caller has a session of its own; the database decides who is first, and Odoo's
retry finds what the others did.
"""

import re
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

CALLERS = 4
MONTH, DAY = "2025-03-01", "2025-03-12"
SEEN = re.compile(r'name="(csrf_token|seen)" value="([^"]+)"')


@pytest.fixture(scope="module")
def dealer(admin):
    """Return a new dealer who owes 250."""
    name = f"Dealer E2E {uuid4().hex[:6]}"
    dealer = admin.create(
        "res.partner",
        name=name,
        is_dealer=True,
        is_company=True,
        dealer_state="active",
    )
    line = {"name": "Goods", "price_unit": 250, "tax_ids": [[6, 0, []]]}
    invoice = admin.create(
        "account.move",
        move_type="out_invoice",
        partner_id=dealer,
        invoice_date=DAY,
        date=DAY,
        invoice_line_ids=[[0, 0, line]],
    )
    admin.call("account.move", "action_post", [invoice])
    return dealer


@pytest.fixture(scope="module")
def login(admin, dealer):
    """Return the login, and password, of the dealer's finance person."""
    login = f"finance-{uuid4().hex[:8]}@dealer.example"
    person = admin.create("res.partner", name="Finance", parent_id=dealer, email=login)
    admin.create(
        "res.users",
        login=login,
        password=login,
        partner_id=person,
        group_ids=[[6, 0, [admin.ref("dms_base.group_dealer_finance")]]],
    )
    return login


def _at_once(action, callers):
    with ThreadPoolExecutor(len(callers)) as pool:
        return list(pool.map(action, callers))


def _statements(admin, dealer, *names):
    return admin.read("dms.statement", [("dealer_id", "=", dealer)], *names)


def test_preparing_at_once_makes_one_statement(admin, sign_in, dealer):
    def prepare(client):
        wizard = client.create(
            "dms.statement.prepare", month=DAY, dealer_ids=[[6, 0, [dealer]]]
        )
        return client.call("dms.statement.prepare", "action_prepare", [wizard])

    staff = [sign_in("admin", "admin") for _number in range(CALLERS)]
    answers = _at_once(prepare, staff)
    assert all(answer["res_model"] == "dms.statement" for answer in answers)
    [statement] = _statements(admin, dealer, "month", "closing", "state", "event_ids")
    assert statement["month"] == MONTH
    assert statement["closing"] == 250
    assert len(statement["event_ids"]) == 1


def test_sending_at_once_sends_once(admin, sign_in, dealer):
    [statement] = _statements(admin, dealer, "id")
    staff = [sign_in("admin", "admin") for _number in range(CALLERS)]
    _at_once(
        lambda client: client.call("dms.statement", "action_dms_send", statement["id"]),
        staff,
    )
    kinds = _kinds(admin, statement["id"])
    assert kinds == ["prepared", "sent"]


def test_confirming_at_once_confirms_once(admin, sign_in, dealer, login):
    [statement] = _statements(admin, dealer, "id")
    url = f"{admin.base_url}/my/dealer/statements/{statement['id']}"

    def confirm(client):
        form = dict(SEEN.findall(client.http.get(url, timeout=60).text))
        answer = client.http.post(f"{url}/confirm", data=form, timeout=120)
        return answer.status_code, "confirmed" in answer.text

    phones = [sign_in(login, login) for _number in range(CALLERS)]
    answers = _at_once(confirm, phones)
    assert {status for status, _text in answers} == {200}
    [row] = _statements(admin, dealer, "state", "seal")
    assert row["state"] == "confirmed"
    assert row["seal"]
    assert _kinds(admin, statement["id"]) == ["prepared", "sent", "confirmed"]


def _kinds(admin, statement):
    rows = admin.read(
        "dms.statement.event",
        [("statement_id", "=", statement)],
        "kind",
        order="id",
    )
    return [row["kind"] for row in rows]
