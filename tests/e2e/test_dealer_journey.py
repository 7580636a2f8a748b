"""The main job in a real browser: invite, sign in, order, approve, ship, receive, invoice.

Once per screen and language. The dealer works on the given screen, the brand at a desk.
"""

import re

import pytest
from channel import PASSWORD, Channel
from screens import LANGS, SCREENS, new_page, sign_in

# 3 × 20.00 less ten percent, from the grade's price list
TOTAL = "54.00"


@pytest.fixture(scope="module")
def channel(admin):
    return Channel(admin)


@pytest.fixture(params=SCREENS)
def screen(request):
    return request.param


@pytest.fixture(scope="module", params=LANGS)
def lang(request):
    return request.param


@pytest.fixture
def visit(browser, base_url, screen, lang):
    """Return a function that opens a browser of its own on the screen."""
    contexts = []

    def open_page(login=None):
        page = new_page(browser, base_url, screen, lang)
        contexts.append(page.context)
        if login:
            sign_in(page, login, PASSWORD)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def brand(browser, base_url, channel, lang):
    """Return the back office at a desk, signed in as staff that speaks the language."""
    page = new_page(browser, base_url, "desk", lang)
    sign_in(page, channel.staff(f"brand-{lang}@brand.example", lang), PASSWORD)
    yield page
    page.context.close()


def invite_buyer(page, login):
    """The owner invites a buyer and copies the link for them."""
    page.goto("/my/dealer/team")
    form = page.locator("form[action='/my/dealer/team/invite']")
    form.locator("input[name=name]").fill("Purchasing")
    form.locator("input[name=email]").fill(login)
    form.locator("input[name=role][value=buyer]").check()
    form.locator("button[type=submit]").click()
    return page.locator("input[value*='token=']").first.get_attribute("value")


def accept_invitation(page, link):
    page.goto(re.sub(r"^https?://[^/]+", "", link))
    page.fill("input[name=password]", PASSWORD)
    page.fill("input[name=confirm_password]", PASSWORD)
    page.locator("form:has(input[name=confirm_password]) [type=submit]").click()
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


def press(page, name):
    """Press the form's button and wait until it has done its work and is gone."""
    button = page.locator(f".o_form_view button[name='{name}']:visible").first
    button.click()
    button.wait_for(state="hidden")


def approve(page, order_id):
    page.goto(f"/odoo/sale.order/{order_id}")
    press(page, "action_dms_approve")


def ship(page, admin, order_id):
    """The brand's warehouse notes the carrier's number and validates."""
    [picking] = admin.read("stock.picking", [("sale_id", "=", order_id)], "name")
    admin.call(
        "stock.picking", "write", [picking["id"]], {"carrier_tracking_ref": "SF-1001"}
    )
    page.goto(f"/odoo/stock.picking/{picking['id']}")
    press(page, "button_validate")
    return picking


def receive(page, picking):
    """The dealer finds the delivery by the carrier's number: all has arrived."""
    page.goto("/my/dealer/deliveries")
    page.get_by_text(picking["name"]).first.click()
    page.get_by_text("SF-1001").first.wait_for()
    page.click("button[name=kind][value=all]")
    page.locator(".alert-success").first.wait_for()


def invoice(page, admin, order_id):
    wizard = admin.ref("sale.action_view_sale_advance_payment_inv")
    page.goto(f"/odoo/sale.order/{order_id}")
    page.locator(f".o_form_view button[name='{wizard}']:visible").first.click()
    page.locator(".modal button[name=create_invoices]:visible").first.click()
    press(page, "action_post")
    [order] = admin.read("sale.order", [("id", "=", order_id)], "invoice_ids")
    [move] = admin.read(
        "account.move", [("id", "in", order["invoice_ids"])], "name", "state"
    )
    assert move["state"] == "posted"
    return move


def speaks(page, lang):
    return page.locator("html").get_attribute("lang") == lang.replace("_", "-")


def fits(page):
    """Whether nothing sticks out of the screen to the right."""
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_dealer_orders_and_receives(channel, admin, visit, brand, screen, lang):
    name = f"Journey-{screen}-{lang[:2]}"
    dealer, owner_login = channel.dealer(name, lang)
    owner = visit(owner_login)
    assert "/my/dealer" in owner.url  # lands where the work is
    link = invite_buyer(owner, f"buyer@{name.lower()}.example")
    buyer = visit()
    accept_invitation(buyer, link)
    assert speaks(buyer, lang)

    order_id = place_order(buyer)
    [order] = admin.read(
        "sale.order", [("dms_dealer_id", "=", dealer)], "dms_state", "amount_total"
    )  # one order, whatever the finger did
    assert (order["id"], order["dms_state"]) == (order_id, "submitted")
    assert order["amount_total"] == 54.0
    assert fits(buyer)

    approve(brand, order_id)
    picking = ship(brand, admin, order_id)

    receive(buyer, picking)
    [receipt] = admin.read("dms.receipt", [("picking_id", "=", picking["id"])])
    assert not receipt["has_difference"]
    assert fits(buyer)

    move = invoice(brand, admin, order_id)
    owner.goto("/my/dealer/invoices")
    owner.get_by_text(move["name"]).first.wait_for()
    assert speaks(owner, lang)
    assert fits(owner)
