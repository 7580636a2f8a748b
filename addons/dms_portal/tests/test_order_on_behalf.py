from odoo.exceptions import AccessError, UserError
from odoo.tests import JsonRpcException, tagged
from odoo.tools import mute_logger

from .test_order_pad_http import ROUTE, TOUR_SECONDS, OrderPadHttpCommon


@tagged("post_install", "-at_install")
class TestOrderOnBehalf(OrderPadHttpCommon):
    """A seller orders for a dealer in the same pad; the dealer sees who it was."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls._staff(cls.north, login="pad-seller", name="Sales North")
        cls.drafts = cls.env["dms.order.draft"].with_user(cls.seller)
        cls.mine = cls.drafts.with_context(dms_order_dealer_id=cls.dealer.id)

    def test_order_of_staff_names_its_author_everywhere(self):
        self.authenticate("pad-seller", "pad-seller")
        ours = {"dealer_id": self.dealer.id}
        saved = self._call(
            "save", version=0, values={"lines": [self._line(self.wine, 4)]}, **ours
        )["draft"]

        placed = self._call("submit", **saved, **ours)["order"]

        order = self._orders()
        self.assertEqual(placed["url"], f"/odoo/sale.order/{order.id}")
        self.assertEqual(order.dms_source, "staff")
        self.assertEqual(order.create_uid, self.seller)
        self.assertIn("Sales North ordered", order.message_ids.mapped("body")[0])
        self.authenticate("pad-buyer", "pad-buyer")
        page = self.url_open(
            placed["url"].replace("/odoo/sale.order", "/my/dealer/orders")
        )
        self.assertIn("o_dms_ordered_by", page.text)
        self.assertIn("Sales North", page.text)

    def test_page_says_for_whom_and_keeps_a_draft_per_dealer(self):
        other = self._dealer("Dealer B")
        self.mine._dms_save(0, {"note": "for A"})
        opened = self.mine._dms_open_pad()
        for_other = self.mine.with_context(dms_order_dealer_id=other.id)

        self.assertEqual(
            opened["for_dealer"], {"id": self.dealer.id, "name": "Dealer A"}
        )
        self.assertEqual(opened["draft"]["note"], "for A")
        self.assertEqual(for_other._dms_open_pad()["draft"]["note"], "")
        buyers = self.env["dms.order.draft"].with_user(self.buyer)
        self.assertEqual(buyers._dms_open_pad()["draft"]["note"], "")
        self.assertIsNone(buyers._dms_open_pad()["for_dealer"])

    def test_dealer_of_another_region_is_refused(self):
        south = self._dealer("Dealer South", dms_region_id=self.south.id)
        self.authenticate("pad-seller", "pad-seller")

        for route in ("load", "search", "quote", "save", "sources", "paste"):
            with (
                self.subTest(route=route),
                mute_logger("odoo.http"),
                self.assertRaises(JsonRpcException),
            ):
                self._call(route, dealer_id=south.id)
        with self.assertRaises(UserError):
            self.drafts.with_context(dms_order_dealer_id=south.id)._dms_open_pad()
        self.assertFalse(self.env["dms.order.draft"].search([]))

    def test_staff_without_sales_rights_is_refused(self):
        clerk = self.env["res.users"].create({"name": "Clerk", "login": "pad-clerk-1"})

        with self.assertRaises(AccessError):
            self.mine.with_user(clerk)._dms_open_pad()

    def test_dealer_who_names_another_dealer_orders_for_itself(self):
        other = self._dealer("Dealer B")
        self.authenticate("pad-buyer", "pad-buyer")
        theirs = {"dealer_id": other.id}
        saved = self._call(
            "save", version=0, values={"lines": [self._line(self.wine, 4)]}, **theirs
        )["draft"]
        self._call("submit", **saved, **theirs)

        self.assertEqual(self._orders().dms_source, "portal")
        self.assertFalse(self._orders(other))

    def test_seller_orders_on_the_page(self):
        self.start_tour(
            f"{ROUTE}?dealer_id={self.dealer.id}",
            "dms_order_on_behalf",
            login="pad-seller",
            timeout=TOUR_SECONDS,
        )

        self.assertRecordValues(
            self._orders(), [{"dms_source": "staff", "amount_total": 20.0}]
        )
