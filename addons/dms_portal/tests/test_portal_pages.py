from lxml import html

from odoo import Command
from odoo.http import Request
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .test_receipt import ReceiptCommon

PAGES = {
    "/my/dealer/orders": {"owner", "buyer", "finance"},
    "/my/dealer/orders/{order}": {"owner", "buyer", "finance"},
    "/my/dealer/deliveries": {"owner", "buyer", "stock"},
    "/my/dealer/deliveries/{picking}": {"owner", "buyer", "stock"},
    "/my/dealer/invoices": {"owner", "finance"},
}
HUGE = 2**40


@tagged("post_install", "-at_install")
class TestPortalPages(ReceiptCommon, HttpCase):
    """What dealers see of orders, deliveries and invoices, by role."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.picking = cls._ship(cls.order, {cls.wine: 3, cls.beer: 5})
        cls.picking.write({"carrier_tracking_ref": "SF123456"})
        cls.invoice = cls.order._create_invoices()
        cls.invoice.action_post()
        cls._authorize(cls.other)
        cls.foreign = cls._order(
            cls._line(cls.wine, 77), user=cls.other_buyer, ref="SECRET-B"
        )
        cls.foreign.with_user(cls.south_staff).action_dms_approve()
        cls.foreign_picking = cls._ship(cls.foreign)

    def _open(self, url, user, **post):
        self.authenticate(user.login, user.login)
        if post:
            post["csrf_token"] = Request.csrf_token(self)
        return self.url_open(url, data=post or None)

    def _fill(self, url):
        return url.format(order=self.order.id, picking=self.picking.id)

    def test_each_role_sees_its_pages_and_no_others(self):
        users = {
            "owner": self.owner,
            "buyer": self.buyer,
            "finance": self.finance,
            "stock": self.stocker,
        }
        for url, roles in PAGES.items():
            for role, user in users.items():
                with self.subTest(url=url, role=role):
                    page = self._open(self._fill(url), user)
                    at_home = page.status_code == 200 and page.url.endswith(
                        self._fill(url)
                    )
                    self.assertEqual(at_home, role in roles, page.url)

    def test_nobody_else_gets_in(self):
        self.authenticate(None, None)
        for url in PAGES:
            with self.subTest(url):
                page = self.url_open(self._fill(url), allow_redirects=False)
                self.assertEqual(page.status_code, 303)
                self.assertIn("/web/login", page.headers["Location"])

    def test_one_record_leads_back_to_its_list(self):
        way = "//a[contains(@class, 'o_dms_back')]/@href"
        for url in ("/my/dealer/orders/{order}", "/my/dealer/deliveries/{picking}"):
            with self.subTest(url):
                listing = url.rpartition("/")[0]
                page = html.fromstring(self._open(self._fill(url), self.owner).text)
                self.assertEqual(page.xpath(way), [listing])
                page = html.fromstring(self._open(listing, self.owner).text)
                self.assertEqual(page.xpath(way), [])

    def test_enter_in_a_count_does_not_confirm_all(self):
        url = f"/my/dealer/deliveries/{self.picking.id}"
        page = html.fromstring(self._open(url, self.stocker).text)
        buttons = page.xpath(
            "//form[contains(@action, '/receive')]//button[@type='submit']"
        )
        # a browser presses the first one of the form, and nothing if that is dead
        self.assertEqual(buttons[0].get("disabled"), "disabled")
        self.assertEqual([b.get("value") for b in buttons[1:]], ["all", "count"])

    def test_order_page_tells_the_story_and_the_money(self):
        page = self._open(f"/my/dealer/orders/{self.order.id}", self.owner).text
        # 3 × 9.00 = 27.00 and 5 × 1.80 = 9.00, together 36.00
        for text in ("27.00", "9.00", "36.00", "PO-1", self.picking.name, "SF123456"):
            self.assertIn(text, page)
        self.assertIn(self.invoice.name, page)
        self.assertIn("Shipped", page)
        self.assertIn("Receipt to be confirmed", page)

    def test_buyer_sees_no_invoices_and_finance_no_deliveries(self):
        url = f"/my/dealer/orders/{self.order.id}"
        self.assertNotIn(self.invoice.name, self._open(url, self.buyer).text)
        page = self._open(url, self.finance).text
        self.assertIn(self.invoice.name, page)
        self.assertNotIn(f"/my/dealer/deliveries/{self.picking.id}", page)
        self.assertNotIn("Order again", page)

    def test_stock_role_sees_no_price_anywhere(self):
        self._receive(self.picking)
        for url in (
            "/my/dealer/deliveries",
            f"/my/dealer/deliveries/{self.picking.id}",
        ):
            page = self._open(url, self.stocker).text
            for amount in ("27.00", "36.00", "oe_currency_value"):
                self.assertNotIn(amount, page)

    def test_refusal_is_shown_with_its_reason(self):
        order = self._order(ref="PO-2")
        order.with_user(self.north_staff)._dms_refuse("Sold out <until> May")
        page = self._open(f"/my/dealer/orders/{order.id}", self.buyer).text
        self.assertIn("Sold out &lt;until&gt; May", page)

    def test_documents_of_another_dealer_do_not_open(self):
        for url in (
            f"/my/dealer/orders/{self.foreign.id}",
            f"/my/dealer/deliveries/{self.foreign_picking.id}",
            f"/my/dealer/orders/{HUGE}",
            f"/my/dealer/deliveries/{HUGE}",
            "/my/dealer/orders/999999999",
        ):
            with self.subTest(url):
                page = self._open(url, self.owner)
                self.assertLess(page.status_code, 500)
                self.assertNotIn("SECRET-B", page.text)
                self.assertFalse(page.url.endswith(url))

    def test_nothing_of_another_dealer_can_be_changed(self):
        before = self.env["dms.receipt"].search_count([])
        self._open(
            f"/my/dealer/deliveries/{self.foreign_picking.id}/receive",
            self.owner,
            kind="all",
        )
        self._open(f"/my/dealer/orders/{self.foreign.id}/reorder", self.owner, x="1")
        self.assertEqual(self.env["dms.receipt"].search_count([]), before)
        drafts = self.env["dms.order.draft"].search([("user_id", "=", self.owner.id)])
        self.assertFalse(any(drafts.mapped("lines")))

    def test_lists_find_by_number_reference_and_product(self):
        tea_order = self._approved_tea()
        for term, found in (
            (self.order.name, self.order),
            ("PO-TEA", tea_order),
            ("Tea", tea_order),
            ("T-1", tea_order),
        ):
            with self.subTest(term):
                page = self._open(f"/my/dealer/orders?term={term}", self.buyer).text
                self.assertIn(f"/my/dealer/orders/{found.id}", page)
                other = (self.order + tea_order) - found
                self.assertNotIn(f'/my/dealer/orders/{other.id}"', page)
        page = self._open("/my/dealer/orders?term=SECRET-B", self.buyer).text
        self.assertNotIn(f"/my/dealer/orders/{self.foreign.id}", page)

    def _approved_tea(self):
        self._authorize(self.dealer, self.other_category)
        return self._approved(self._line(self.tea), ref="PO-TEA")

    def test_filters_narrow_and_count(self):
        listing = self.env["sale.order"].with_user(self.buyer)._dms_list("", "open")
        # the one order is shipped, so none is open
        self.assertEqual((listing["rows"], listing["total"]), ([], 0))
        counts = {chip["key"]: chip["count"] for chip in listing["filters"]}
        self.assertEqual(
            counts, {"all": 1, "open": 0, "way": 1, "received": 0, "closed": 0}
        )

    def test_hostile_parameters_are_answered(self):
        for url in (
            "/my/dealer/orders?term=%00&chosen=x",
            "/my/dealer/orders?term=%25%27%22%5C&page=x",
            f"/my/dealer/orders/page/{HUGE}",
            "/my/dealer/deliveries?chosen[]=1&term=%F0%9F%98%80",
            "/my/dealer/invoices?term=" + "x" * 3000,
            f"/my/dealer/invoices/page/{HUGE}?chosen=%00",
            "/my/dealer/orders?page=-1",
        ):
            with self.subTest(url[:60]):
                answer = self._open(url, self.owner)
                # a NUL is no text: the page without it, or a bad request
                allowed = (200, 400) if "%00" in url else (200,)
                self.assertIn(answer.status_code, allowed)

    def test_receipt_in_one_tap(self):
        url = f"/my/dealer/deliveries/{self.picking.id}"
        self.assertIn("All arrived as shipped", self._open(url, self.stocker).text)
        page = self._open(f"{url}/receive", self.stocker, kind="all")
        self.assertIn("All received as shipped", page.text)
        self.assertEqual(self.picking.dms_receipt_ids.user_id, self.stocker)
        # the second tap shows the same
        self._open(f"{url}/receive", self.buyer, kind="all")
        self.assertEqual(len(self.picking.dms_receipt_ids), 1)
        self.assertEqual(self.picking.dms_receipt_ids.user_id, self.stocker)

    def test_receipt_with_differences(self):
        url = f"/my/dealer/deliveries/{self.picking.id}"
        wine = self._move(self.picking, self.wine).id
        beer = self._move(self.picking, self.beer).id
        form = {
            "kind": "count",
            f"received_{wine}": "2",
            f"damaged_{wine}": "3",
            f"note_{wine}": "wet",
            f"received_{beer}": "5",
            f"damaged_{beer}": "0",
            "note": "late",
        }
        page = self._open(f"{url}/receive", self.stocker, **form)
        self.assertIn("not more can be damaged", page.text)
        self.assertIn('value="wet"', page.text, "what was typed is kept")
        self.assertFalse(self.picking.dms_receipt_ids)
        page = self._open(
            f"{url}/receive", self.stocker, **{**form, f"damaged_{wine}": "1"}
        )
        self.assertIn("with differences", page.text)
        line = self.picking.dms_receipt_ids.line_ids[0]
        self.assertEqual((line.short_qty, line.damaged_qty, line.note), (1, 1, "wet"))

    def test_receipt_needs_a_post_with_a_token(self):
        url = f"/my/dealer/deliveries/{self.picking.id}/receive"
        self.authenticate(self.stocker.login, self.stocker.login)
        self.assertIn(self.url_open(url).status_code, (404, 405))
        with mute_logger("odoo.http"):
            answer = self.url_open(url, data={"kind": "all"})
        self.assertEqual(answer.status_code, 400)
        self.assertFalse(self.picking.dms_receipt_ids)

    def test_order_again_fills_the_pad(self):
        count = self._count_orders()
        page = self._open(
            f"/my/dealer/orders/{self.order.id}/reorder", self.buyer, x="1"
        )
        self.assertTrue(page.url.endswith("/my/dealer/order"))
        draft = self.env["dms.order.draft"].search([("user_id", "=", self.buyer.id)])
        self.assertEqual(
            [(line["product_id"], line["quantity"]) for line in draft.lines],
            [(self.wine.id, 3), (self.beer.id, 5)],
        )
        self.assertEqual(self._count_orders(), count)

    def test_core_pages_follow_the_roles(self):
        for url, roles in (
            ("/my/orders", {self.buyer, self.finance, self.owner}),
            (f"/my/orders/{self.order.id}", {self.buyer, self.finance, self.owner}),
            ("/my/invoices", {self.finance, self.owner}),
        ):
            for user in (self.owner, self.buyer, self.finance, self.stocker):
                with self.subTest(url=url, user=user.login):
                    page = self._open(url, user)
                    self.assertEqual(page.status_code, 200)
                    name = "orders" in url and self.order.name or self.invoice.name
                    self.assertEqual(name in page.text, user in roles)

    def test_overdue_invoices_are_counted(self):
        order = self._approved(self._line(self.wine, 1), ref="PO-LATE")
        self._ship(order)
        late = order._create_invoices()
        late.write(
            {
                "invoice_date": "2020-01-01",
                "invoice_payment_term_id": False,
                "invoice_date_due": "2020-01-31",
            }
        )
        late.action_post()
        owed = self.env["account.move"].with_user(self.finance)._dms_portal_counts()
        # 36.00 of the first order, due later, and 1 × 9.00 past its day
        self.assertEqual((owed["due"], owed["overdue"]), (45.0, 9.0))
        self.assertEqual((owed["due_count"], owed["overdue_count"]), (2, 1))
        page = self._open("/my/dealer/invoices?chosen=overdue", self.finance).text
        self.assertIn(f"/my/invoices/{late.id}", page)
        self.assertNotIn(f"/my/invoices/{self.invoice.id}?", page)


@tagged("post_install", "-at_install")
class TestPortalQueries(ReceiptCommon):
    """The lists ask the database as often for many orders as for few."""

    def _queries(self, model):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        listing = self.env[model].with_user(self.owner)._dms_list()
        return self.env.cr.sql_log_count - before, len(listing["rows"])

    def _make_orders(self, count):
        orders = self.env["sale.order"].create(
            [
                {
                    "partner_id": self.dealer.id,
                    "order_line": [
                        Command.create({"product_id": self.wine.id}),
                        Command.create({"product_id": self.beer.id}),
                    ],
                }
                for _number in range(count)
            ]
        )
        orders.action_confirm()
        for picking in orders.picking_ids:
            picking.move_ids.quantity = 1
            picking.move_ids.picked = True
        orders.picking_ids.button_validate()
        orders._create_invoices(grouped=True).action_post()

    def test_lists_cost_the_same_with_ten_times_the_documents(self):
        models = ("sale.order", "stock.picking", "account.move")
        self._stock(self.wine, 1000)
        self._stock(self.beer, 1000)
        self._make_orders(8)
        for model in models:
            self._queries(model)
        few = {model: self._queries(model) for model in models}
        self._make_orders(72)
        many = {model: self._queries(model) for model in models}
        for model in models:
            with self.subTest(model):
                self.assertGreater(many[model][1], few[model][1], "a fuller page")
                self.assertLessEqual(many[model][0], few[model][0])
