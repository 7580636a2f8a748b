"""The main job in a real browser: invite, sign in, order, approve, ship, receive, invoice.

Once per screen and language. The dealer works on the given screen, the brand at a desk.
"""

import re

import pytest
from channel import PASSWORD, Channel

SCREENS = {
    "phone": {
        "viewport": {"width": 390, "height": 844},
        "device_scale_factor": 2,
        "is_mobile": True,
        "has_touch": True,
    },
    "desk": {"viewport": {"width": 1440, "height": 900}},
}
# 3 × 20.00 less ten percent, from the grade's price list
TOTAL = "54.00"


@pytest.fixture(scope="module")
def channel(admin):
    return Channel(admin)


@pytest.fixture(params=["phone", "desk"])
def screen(request):
    return request.param


@pytest.fixture(params=["zh_CN", "en_US"])
def lang(request):
    return request.param


@pytest.fixture
def visit(chromium, base_url):
    """Return a function that opens a browser of its own and signs in there."""
    contexts = []

    def open_page(login=None, password=PASSWORD, screen="desk", lang="en_US"):
        context = chromium.new_context(
            **SCREENS[screen], locale=lang.replace("_", "-"), base_url=base_url
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        if login:
            sign_in(page, login, password)
        return page

    yield open_page
    for context in contexts:
        context.close()


def sign_in(page, login, password):
    page.goto("/web/login")
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", password)
    page.click(".oe_login_form button[type=submit]")
    page.wait_for_url(re.compile(r"/(my|odoo)"))


def invite_buyer(page, login):
    """The owner invites a buyer and copies the link for them."""
    page.goto("/my/dealer/team")
    page.fill("input[name=name]", "Purchasing")
    page.fill("input[name=email]", login)
    form = page.locator("form[action='/my/dealer/team/invite']")
    form.locator("input[name=role][value=buyer]").check()
    form.locator("button[type=submit]").click()
    field = page.locator("input[value*='token=']").first
    return field.get_attribute("value")


def accept_invitation(page, link):
    page.goto(re.sub(r"^https?://[^/]+", "", link))
    page.fill("input[name=password]", PASSWORD)
    page.fill("input[name=confirm_password]", PASSWORD)
    page.click("form.oe_signup_form button[type=submit], form button[type=submit]")
    page.wait_for_url(re.compile("/my/dealer"))


def place_order(page):
    """Three packs of green tea; a hurried finger submits twice."""
    page.goto("/my/dealer/order")
    page.fill(".o_dms_pad_term", "JT-1")
    page.click(".o_dms_result[data-code='JT-1'] .o_dms_add")
    page.fill(".o_dms_line[data-code='JT-1'] .o_dms_quantity_input", "3")
    page.locator(".o_dms_pad_total", has_text=TOTAL).wait_for()
    page.locator(".o_dms_pad_submit:enabled").dblclick()
    page.wait_for_url(re.compile(r"/my/dealer/orders/\d+"))
    return int(re.search(r"/orders/(\d+)", page.url)[1])


def approve(page, order_id):
    page.goto(f"/odoo/sale.order/{order_id}")
    page.click("button[name=action_dms_approve]:visible")
    page.locator("button[name=action_dms_approve]:visible").wait_for(state="hidden")


def ship(page, admin, order_id):
    """The brand's warehouse notes the carrier's number and validates."""
    [picking] = admin.read("stock.picking", [("sale_id", "=", order_id)], "name")
    admin.call(
        "stock.picking", "write", [picking["id"]], {"carrier_tracking_ref": "SF-1001"}
    )
    page.goto(f"/odoo/stock.picking/{picking['id']}")
    page.click("button[name=button_validate]:visible")
    page.locator("button[name=button_validate]:visible").wait_for(state="hidden")
    return picking


def invoice(page, admin, order_id):
    page.goto(f"/odoo/sale.order/{order_id}")
    page.locator(
        "button.btn-primary:visible", has_text=re.compile("Invoice|结算单|发票|开票")
    ).first.click()
    page.locator(".modal button[name=create_invoices]:visible").first.click()
    page.wait_for_url(re.compile(r"account\.move|/\d+/"))
    page.locator("button[name=action_post]:visible").first.click()
    page.locator("button[name=action_post]:visible").first.wait_for(state="hidden")
    [order] = admin.read("sale.order", [("id", "=", order_id)], "invoice_ids")
    [move] = admin.read(
        "account.move", [("id", "in", order["invoice_ids"])], "name", "state"
    )
    assert move["state"] == "posted"
    return move


def test_a_dealer_orders_and_receives(channel, admin, visit, screen, lang):
    name = f"Journey-{screen}-{lang[:2]}"
    dealer, owner_login = channel.dealer(name, lang)
    admin.call("res.users", "write", [admin.uid], {"lang": lang})
    owner = visit(owner_login, screen=screen, lang=lang)
    assert "/my/dealer" in owner.url  # lands where the work is
    buyer_login = f"buyer@{name.lower()}.example"
    link = invite_buyer(owner, buyer_login)
    buyer = visit(screen=screen, lang=lang)
    accept_invitation(buyer, link)

    order_id = place_order(buyer)
    [order] = admin.read(
        "sale.order", [("dms_dealer_id", "=", dealer)], "dms_state", "amount_total"
    )  # one order, whatever the finger did
    assert (order["id"], order["dms_state"]) == (order_id, "submitted")
    assert order["amount_total"] == 54.0

    brand = visit("admin", "admin", lang=lang)
    approve(brand, order_id)
    picking = ship(brand, admin, order_id)

    buyer.goto("/my/dealer/deliveries")
    buyer.get_by_text(picking["name"]).first.click()
    buyer.get_by_text("SF-1001").first.wait_for()
    buyer.click("button[name=kind][value=all]")
    buyer.locator(".alert-success").first.wait_for()
    [receipt] = admin.read("dms.receipt", [("picking_id", "=", picking["id"])])
    assert not receipt["has_difference"]

    move = invoice(brand, admin, order_id)
    owner.goto("/my/dealer/invoices")
    owner.get_by_text(move["name"]).first.wait_for()
    if screen == "phone":
        width = owner.evaluate("document.documentElement.scrollWidth")
        assert width <= 390  # nothing sticks out of the screen
    admin.call("res.users", "write", [admin.uid], {"lang": "en_US"})
