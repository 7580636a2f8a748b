from odoo import http
from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_order_pad_http import HOSTILE, ROUTE, TOUR_SECONDS, OrderPadHttpCommon


@tagged("post_install", "-at_install")
class TestOrderSourceRoutes(OrderPadHttpCommon):
    """The routes of the sources answer buyers, whatever they are sent."""

    def test_workbooks_come_as_files(self):
        self.authenticate("pad-buyer", "pad-buyer")

        template = self.url_open(f"{ROUTE}/template")

        self.assertEqual(template.status_code, 200)
        self.assertIn("spreadsheetml", template.headers["Content-Type"])
        self.assertIn("attachment", template.headers["Content-Disposition"])
        self.assertTrue(template.content.startswith(b"PK"))

    def test_rejected_rows_need_the_token_of_the_form(self):
        self.authenticate("pad-buyer", "pad-buyer")

        with mute_logger("odoo.http"):
            bare = self.url_open(f"{ROUTE}/rejects", data={"rows": "[]"})

        self.assertEqual(bare.status_code, 400)

    def test_rejected_rows_may_be_anything(self):
        self.authenticate("pad-buyer", "pad-buyer")

        for rows in ("", "3", "null", "true", '"x"', "{}", "[3]", '[{"product": {}}]'):
            with self.subTest(rows=rows):
                form = {"rows": rows, "csrf_token": http.Request.csrf_token(self)}
                answer = self.url_open(f"{ROUTE}/rejects", data=form)
                self.assertEqual(answer.status_code, 200)

    def test_other_roles_are_kept_out(self):
        self._dealer_user(self.dealer, "finance", login="pad-finance")
        self.authenticate("pad-finance", "pad-finance")

        self.assertEqual(self.url_open(f"{ROUTE}/template").status_code, 403)

    def test_hostile_parameters_change_nothing(self):
        self.authenticate("pad-buyer", "pad-buyer")
        kept = self._call("list/keep", name="A", lines=[self._line(self.wine, 1)])
        calls = [
            ("paste", "text"),
            ("file", "data"),
            ("file", "columns"),
            ("source", "kind"),
            ("source", "list_id"),
            ("list/keep", "lines"),
            ("list/keep", "list_id"),
            ("list/rename", "list_id"),
            ("list/remove", "list_id"),
        ]
        for route, name in calls:
            for value in HOSTILE:
                with (
                    self.subTest(route=route, name=name, value=value),
                    mute_logger("odoo.http"),
                ):
                    response = self.url_open(
                        f"{ROUTE}/{route}", json={"params": {name: value}}
                    )
                    error = response.json().get("error", {}).get("data", {})
                    self.assertIn(
                        error.get("name"), (None, "odoo.exceptions.UserError")
                    )
        self.assertEqual(self._call("sources")["lists"], kept)


class OrderSourceTour(OrderPadHttpCommon):
    """A phone with the touch of a finger."""

    browser_size = "390x844"
    touch_enabled = True

    def _drafted(self, tour):
        """Run a tour and return {(product, unit): quantity} of the saved draft."""
        self.start_tour(ROUTE, tour, login="pad-buyer", timeout=TOUR_SECONDS)
        draft = self.env["dms.order.draft"].search([("user_id", "=", self.buyer.id)])
        return {
            (line["product_id"], line["uom_id"]): line["quantity"]
            for line in draft.lines
        }


@tagged("post_install", "-at_install")
class TestPasteOnPhone(OrderSourceTour):
    """Paste a list, mend a row, leave one out."""

    def test_paste_and_mend(self):
        unit = self.wine.uom_id.id

        self.assertEqual(
            self._drafted("dms_order_paste"),
            {
                (self.wine.id, unit): 6.0,
                (self.tea.id, self.case.id): 3.0,
                (self.tea.id, unit): 2.0,
            },
        )

    def test_leaving_with_rows_left_asks_first(self):
        self.assertEqual(
            self._drafted("dms_order_paste_leave"),
            {(self.wine.id, self.wine.uom_id.id): 5.0},
        )


@tagged("post_install", "-at_install")
class TestFileOnPhone(OrderSourceTour):
    """Send a file, say what its columns are, send the next one."""

    def test_file(self):
        unit = self.wine.uom_id.id

        self.assertEqual(
            self._drafted("dms_order_file"),
            {(self.wine.id, unit): 8.0, (self.tea.id, unit): 4.0},
        )


@tagged("post_install", "-at_install")
class TestScanOnPhone(OrderSourceTour):
    """Hold codes into the camera: each that comes into sight adds one."""

    def test_scan(self):
        self.wine.barcode = "6900001"

        self.assertEqual(
            self._drafted("dms_order_scan"),
            {(self.wine.id, self.wine.uom_id.id): 2.0},
        )


@tagged("post_install", "-at_install")
class TestListsOnPhone(OrderSourceTour):
    """The last order, the usual, and a list that is kept, renamed and deleted."""

    def test_lists(self):
        orders = self.env["sale.order"].with_user(self.buyer)
        for reference, product, quantity in (("1", self.tea, 9), ("2", self.wine, 4)):
            orders.dms_submit_order(
                {
                    "client_order_ref": reference,
                    "lines": [self._line(product, quantity)],
                }
            )
        unit = self.wine.uom_id.id

        self.assertEqual(
            self._drafted("dms_order_lists"),
            {(self.wine.id, unit): 8.0, (self.tea.id, unit): 9.0},
        )
        self.assertFalse(self.env["dms.order.list"].search([]))
