"""A dealer with a price list, its buyer, and goods, for benchmarks on a served database.

Everything is made through RPC, once for each benchmark.
"""

import os
import sys
from functools import cache
from pathlib import Path
from uuid import uuid4

sys.path.insert(0, str(Path(__file__).parents[1] / "e2e"))
from rpc import Client

GOODS = 300
PASSWORD = "a long password 1"


def client(login, password):
    return Client(os.environ["DMS_E2E_URL"], os.environ["DMS_E2E_DB"], login, password)


@cache
def admin():
    return client("admin", "admin")


@cache
def category():
    return admin().create("product.category", name="Bench")


@cache
def products():
    return admin().call(
        "product.product",
        "create",
        [
            {
                "name": f"Bench {number}",
                "default_code": f"BENCH-{number:03}",
                "categ_id": category(),
                "list_price": 10 + number,
            }
            for number in range(GOODS)
        ],
    )


@cache
def dealer():
    """Return an active dealer that may order all of it, at ten percent off."""
    prices = admin().create(
        "product.pricelist",
        name="Bench",
        item_ids=[[0, 0, {"compute_price": "percentage", "percent_price": 10}]],
    )
    found = admin().create(
        "res.partner",
        name="Bench",
        is_dealer=True,
        dealer_state="active",
        specific_property_product_pricelist=prices,
    )
    admin().create("dms.authorization", dealer_id=found, categ_id=category())
    return found


@cache
def owner():
    """Return the session of the dealer's owner."""
    return owner_of(dealer())


def owner_of(dealer):
    """Return the session of a new owner of ``dealer``."""
    login = f"{uuid4().hex[:8]}@bench.example"
    person = admin().create("res.partner", name="Owner", parent_id=dealer)
    admin().create(
        "res.users",
        login=login,
        password=PASSWORD,
        partner_id=person,
        group_ids=[[6, 0, [admin().ref("dms_base.group_dealer_owner")]]],
    )
    return client(login, PASSWORD)


def order_lines(count):
    return [{"product_id": each, "quantity": 2} for each in products()[:count]]
