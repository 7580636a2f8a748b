"""A person who confirms a policy on several devices at once has confirmed it once.

Each device has a session of its own; the database decides who is first, and Odoo's
retry finds the other's receipt.
"""

import re
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

DEVICES = 8
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@pytest.fixture(scope="module")
def login(admin):
    """Return the login, and password, of the buyer of a new dealer."""
    dealer = admin.create(
        "res.partner", name="Reader E2E", is_dealer=True, dealer_state="active"
    )
    login = f"reader-{uuid4().hex[:8]}@dealer.example"
    person = admin.create("res.partner", name="Reader", parent_id=dealer, email=login)
    admin.create(
        "res.users",
        login=login,
        password=login,
        partner_id=person,
        group_ids=[[6, 0, [admin.ref("dms_base.group_dealer_buyer")]]],
    )
    return login


@pytest.fixture(scope="module")
def version(admin):
    """Return the policy and the version of one that has to be confirmed."""
    policy = admin.create("dms.policy", name=f"Rule {uuid4().hex[:6]}", must_read=True)
    version = admin.create(
        "dms.policy.version", policy_id=policy, body="<p>Be fair</p>"
    )
    admin.call("dms.policy.version", "action_dms_publish", [version])
    return policy, version


def _confirm(client, url):
    page = client.http.get(url, timeout=120).text
    [token] = TOKEN.findall(page)[:1]
    return lambda: client.http.post(
        f"{url}/confirm", data={"csrf_token": token}, timeout=120
    )


def test_confirmed_on_many_devices_at_once_is_one_receipt(
    admin, sign_in, base_url, login, version
):
    policy_id, version_id = version
    devices = [sign_in(login, login) for _number in range(DEVICES)]
    url = f"{base_url}/my/dealer/policies/{policy_id}/1"
    taps = [_confirm(device, url) for device in devices]  # all pages are open
    with ThreadPoolExecutor(DEVICES) as pool:
        answers = list(pool.map(lambda tap: tap(), taps))
    assert {answer.status_code for answer in answers} == {200}
    assert all("You have confirmed this version" in one.text for one in answers)
    receipts = admin.read(
        "dms.policy.receipt", [("version_id", "=", version_id)], "user_id"
    )
    assert len(receipts) == 1
