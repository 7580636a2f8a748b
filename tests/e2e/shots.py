"""Save pictures of the main screens of the demo brand: ``./dms shots [NAME …]``.

Each on a phone and at a desk, in Chinese and English. A NAME takes only the pictures
in whose file name it occurs: ``phone-zh_CN``, ``pad``, ``office``.
"""

import os
import sys
from contextlib import contextmanager
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.append(str(Path(__file__).resolve().parents[2] / "tools"))

from rpc import Client  # noqa: E402
from screens import LANGS, SCREENS, new_page, sign_in, started_browser  # noqa: E402

from demo.network import DOMAIN, PASSWORD  # noqa: E402  (the path is set just above)

OWNER = f"e01@{DOMAIN}"
MANAGER = f"channel@{DOMAIN}"
CRATES = (("BJ003", "5"), ("PJ004", "20"), ("WN001", "2"), ("SD001", "12"))
SETTLED = """async () => {
    await document.fonts.ready;
    await Promise.all([...document.images].map((each) => each.decode().catch(() => {})));
    await new Promise(requestAnimationFrame);
}"""


class Camera:
    """Takes the pictures that were asked for, of one screen in one language."""

    def __init__(self, page, folder, prefix, wanted):
        self.page = page
        self.folder = folder
        self.prefix = prefix
        self.wanted = wanted
        self.count = 0

    def wants(self, name):
        shown = f"{self.prefix}-{name}"
        return not self.wanted or any(word in shown for word in self.wanted)

    def take(self, name, url=None, ready="main, #wrap"):
        """Open ``url``, wait for ``ready``, and save the picture."""
        if not self.wants(name):
            return
        if url:
            self.page.goto(url)
        self.page.locator(ready).first.wait_for()
        self.page.locator(".o_loading_indicator").wait_for(state="hidden")
        self.page.evaluate(SETTLED)
        path = self.folder / f"{self.prefix}-{name}.png"
        self.page.screenshot(path=path, animations="disabled")
        print(path, flush=True)
        self.count += 1


@contextmanager
def speaking(admin, login, lang):
    """Let somebody have another language for a while."""
    [user] = admin.read("res.users", [("login", "=", login)], "lang")
    admin.call("res.users", "write", [user["id"]], {"lang": lang})
    try:
        yield
    finally:
        admin.call("res.users", "write", [user["id"]], {"lang": user["lang"]})


class Subjects:
    """The records that the pictures show, found by what is going on with them."""

    def __init__(self, admin):
        self.admin = admin
        [user] = admin.read("res.users", [("login", "=", OWNER)], "partner_id")
        [person] = admin.read(
            "res.partner", [("id", "=", user["partner_id"][0])], "commercial_partner_id"
        )
        self.dealer = person["commercial_partner_id"][0]
        mine = ("dms_dealer_id", "=", self.dealer)
        self.on_the_way = self._newest(
            "stock.picking",
            [
                ("sale_id.dms_dealer_id", "=", self.dealer),
                ("state", "=", "done"),
                ("dms_receipt_ids", "=", False),
            ],
        )
        self.waiting = self._newest(
            "sale.order", [mine, ("dms_state", "=", "submitted")]
        )
        self.received = self._newest(
            "sale.order", [mine, ("invoice_ids.payment_state", "=", "paid")]
        )

    def _newest(self, model, domain):
        rows = self.admin.read(model, domain, "id", limit=1, order="id desc")
        return rows[0]["id"] if rows else 0


def portal(camera, subjects):
    """What a dealer's owner sees."""
    camera.take("01-sign-in", "/web/login", ".oe_login_form")
    sign_in(camera.page, OWNER, PASSWORD)
    camera.take("02-home", "/my/dealer")
    pad(camera)
    camera.take("05-orders", "/my/dealer/orders")
    camera.take("06-order-waiting", f"/my/dealer/orders/{subjects.waiting}")
    camera.take("07-order-done", f"/my/dealer/orders/{subjects.received}")
    camera.take("08-deliveries", "/my/dealer/deliveries")
    camera.take("09-receipt", f"/my/dealer/deliveries/{subjects.on_the_way}")
    camera.take("10-invoices", "/my/dealer/invoices")
    camera.take("11-team", "/my/dealer/team")


def pad(camera):
    """The order pad as it opens, and with an order that is not sent."""
    page = camera.page
    camera.take("03-pad", "/my/dealer/order", ".o_dms_result")
    if not camera.wants("04-pad-order"):
        return
    page.goto("/my/dealer/order")
    for code, quantity in CRATES:
        page.fill(".o_dms_pad_term", code)
        page.click(f".o_dms_result[data-code='{code}'] .o_dms_add")
        line = page.locator(f".o_dms_line[data-code='{code}']")
        line.locator("select.o_dms_unit").select_option(index=1)  # by the case
        line.locator(".o_dms_quantity_input").fill(quantity)
    page.fill(".o_dms_pad_term", "")
    page.locator("#o_dms_pad_order").scroll_into_view_if_needed()
    page.evaluate("document.getElementById('o_dms_pad_order').scrollIntoView()")
    page.locator(".o_dms_pad_status_saved").wait_for()
    page.locator(".o_dms_pad_sums:not(.o_dms_pad_stale)").wait_for()
    camera.take("04-pad-order", ready=".o_dms_line")
    page.click(".o_dms_pad_empty")
    page.locator(".o_dms_pad_status_saved").wait_for()


def office(camera, subjects):
    """What the brand's channel manager sees."""
    sign_in(camera.page, MANAGER, PASSWORD)
    loaded = ".o_action_manager .o_view_controller"
    dealers = "/odoo/action-dms_base.dealer_action"
    camera.take("20-office-dealers", dealers, loaded)
    camera.take("21-office-kanban", f"{dealers}?view_type=kanban", ".o_kanban_view")
    camera.take(
        "22-office-dealer", f"{dealers}/{subjects.dealer}", ".o_form_view .o_form_sheet"
    )
    orders = "/odoo/action-dms_portal.dealer_order_to_approve_action"
    camera.take("23-office-to-approve", orders, loaded)
    camera.take(
        "24-office-order", f"{orders}/{subjects.waiting}", ".o_form_view .o_form_sheet"
    )


def main(wanted):
    url, database = os.environ["DMS_E2E_URL"], os.environ["DMS_E2E_DB"]
    folder = Path(os.environ["DMS_SHOTS"])
    folder.mkdir(parents=True, exist_ok=True)
    admin = Client(url, database, "admin", "admin")
    subjects, count = Subjects(admin), 0
    with started_browser() as browser:
        for lang in LANGS:
            for screen in SCREENS:
                for login, walk in ((OWNER, portal), (MANAGER, office)):
                    with speaking(admin, login, lang):
                        page = new_page(browser, url, screen, lang)
                        camera = Camera(page, folder, f"{screen}-{lang}", wanted)
                        walk(camera, subjects)
                        count += camera.count
                        page.context.close()
    print(f"{count} pictures in {folder}")


if __name__ == "__main__":
    main(sys.argv[1:])
