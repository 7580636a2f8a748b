"""The examples of docs/api.md are true: each call is made, and answers as written."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests
from channel import PASSWORD, Channel
from rpc import Client

PAGE = Path(__file__).resolve().parents[2] / "docs" / "api.md"
EXAMPLE = re.compile(
    r"```http\nPOST (?P<path>\S+)\n(?P<body>.*?)\n```\s+"
    r"```json\n(?:(?P<status>\d{3})\n)?(?P<answer>.*?)\n```",
    re.S,
)
# given anew in each database, so only their kind is compared
GIVEN = {
    "order_id",
    "product_id",
    "uom_id",
    "id",
    "placed_at",
    "as_of",
    "first",
    "last",
    "expected_date",
    "url",
    "name",
    "message",
    "statement_id",
    "month",
    "date",
    "date_from",
    "date_to",
    "due",
    "confirmed_at",
    "fingerprint",
    "seal",
}
MONTH = "2031-05"  # of the statement in the examples
FINGERPRINT = "9b74c9897bac770ffc029102a200c5de…"
EXAMPLES = [match.groupdict() for match in EXAMPLE.finditer(PAGE.read_text())]


@pytest.fixture(scope="module")
def dealer(admin):
    """Return a dealer and its owner's sign-in name."""
    return Channel(admin).dealer("Apidocs")


@pytest.fixture(scope="module")
def key(admin, base_url, database, dealer):
    """Return the API key of an owner, made as the page says."""
    admin.call("ir.config_parameter", "set_param", "portal.allow_api_keys", "True")
    owner = Client(base_url, database, dealer[1], PASSWORD)
    wizard = owner.create("res.users.apikeys.description", name="ERP", duration="30")
    check = owner.call("res.users.apikeys.description", "make_key", [wizard])
    shown = owner.call(
        "res.users.identitycheck",
        "run_check",
        [check["res_id"]],
        context={"password": PASSWORD},
    )
    return shown["context"]["default_key"]


@pytest.fixture(scope="module")
def statement(admin, dealer):
    """Return what stands for the month and the fingerprint in the examples."""
    day = datetime.now(UTC).date().replace(day=1) - timedelta(days=10)
    line = {"name": "Tea", "price_unit": 120, "tax_ids": [[6, 0, []]]}
    invoice = admin.create(
        "account.move",
        move_type="out_invoice",
        partner_id=dealer[0],
        invoice_date=day.isoformat(),
        invoice_date_due=day.isoformat(),
        date=day.isoformat(),
        invoice_line_ids=[[0, 0, line]],
    )
    admin.call("account.move", "action_post", [invoice])
    wizard = admin.create(
        "dms.statement.prepare",
        month=day.isoformat(),
        dealer_ids=[[6, 0, [dealer[0]]]],
    )
    admin.call("dms.statement.prepare", "action_prepare", [wizard])
    [row] = admin.read("dms.statement", [("dealer_id", "=", dealer[0])], "fingerprint")
    admin.call("dms.statement", "action_dms_send", [row["id"]])
    return {MONTH: f"{day:%Y-%m}", FINGERPRINT: row["fingerprint"]}


def _filled(body, statement):
    """Return the body of an example with what its database has instead."""
    for written, value in statement.items():
        body = body.replace(written, value)
    return json.loads(body)


def _post(base_url, database, key, path, body):
    return requests.post(
        base_url + path,
        json=body,
        headers={"Authorization": f"bearer {key}", "X-Odoo-Database": database},
        timeout=60,
    )


def _same(written, answered, name=""):
    """Whether an answer has the shape and, where it is not given anew, the values."""
    if isinstance(written, dict):
        return isinstance(answered, dict) and all(
            key in answered and _same(value, answered[key], key)
            for key, value in written.items()
        )
    if isinstance(written, list):
        return len(written) == len(answered) and all(map(_same, written, answered))
    if name in GIVEN and not str(written).startswith(
        ("odoo.", "Green", "Line", "The figures", "Units")
    ):
        return type(written) is type(answered)
    return written == answered


def test_the_page_has_examples():
    assert len(EXAMPLES) == 10


def test_the_comparison_bites():
    assert _same({"a": [1.0]}, {"a": [1.0], "b": 2})
    assert not _same({"a": [1.0]}, {"a": [2.0]})
    assert not _same({"a": 1}, {"b": 1})
    assert not _same({"order_id": 1}, {"order_id": "1"})


def test_every_example_answers_as_written(base_url, database, key, statement):
    for example in EXAMPLES:
        body = _filled(example["body"], statement)
        answer = _post(base_url, database, key, example["path"], body)
        assert answer.status_code == int(example["status"] or 200), answer.text
        written = json.loads(example["answer"])
        assert _same(written, answer.json()), (example["path"], answer.json())
        assert "Traceback" not in answer.text


def test_an_order_sent_again_is_the_same_order(base_url, database, key):
    body = {
        "payload": {
            "client_order_ref": "AGAIN-1",
            "lines": [{"sku": "JT-1", "quantity": 1}],
        }
    }
    path = "/json/2/sale.order/dms_submit_order"
    first, again = (
        _post(base_url, database, key, path, body).json() for _time in range(2)
    )
    assert (first["created"], again["created"]) == (True, False)
    assert first["order_id"] == again["order_id"]


def test_a_wrong_key_is_nobody(base_url, database):
    answer = _post(
        base_url, database, "0" * 40, "/json/2/sale.order/dms_order_products", {}
    )
    assert answer.status_code == 401


def test_a_statement_confirmed_again_is_confirmed_once(
    base_url, database, key, statement
):
    month, fingerprint = statement.values()
    body = {"payload": {"month": month, "fingerprint": fingerprint}}
    path = "/json/2/dms.statement/dms_confirm_statement"
    first, again = (_post(base_url, database, key, path, body) for _time in range(2))
    assert first.status_code == again.status_code == 200
    assert first.json() == again.json()
