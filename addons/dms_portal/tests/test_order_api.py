from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .order_common import OrderCommon


@tagged("post_install", "-at_install")
class TestOrderApi(OrderCommon):
    """What a dealer's own system may ask, and what it is told about nobody else."""

    def _ask(self, method, payload=None, user=None):
        orders = self.env["sale.order"].with_user(user or self.buyer)
        return getattr(orders, method)(payload)

    def test_products_are_those_of_the_dealer_at_its_price(self):
        answer = self._ask("dms_order_products")
        prices = {row["sku"]: row["price"] for row in answer["products"]}
        self.assertEqual(prices, {"W-1": 9.0, "B-1": 1.8})  # Gold: 10 % off
        self.assertEqual(answer["total"], 2)
        other = self._ask("dms_order_products", user=self.other_buyer)
        self.assertEqual({row["price"] for row in other["products"]}, {10.0, 2.0})

    def test_products_are_found_and_paged(self):
        found = self._ask("dms_order_products", {"term": "beer"})
        self.assertEqual([row["sku"] for row in found["products"]], ["B-1"])
        page = self._ask("dms_order_products", {"offset": 1, "limit": 1})
        self.assertEqual((page["total"], len(page["products"])), (2, 1))
        for payload in ({"limit": -1}, {"offset": "x"}, {"limit": True}, {"term": 7}):
            with self.subTest(payload=payload):
                rows = self._ask("dms_order_products", payload)["products"]
                self.assertEqual(len(rows), 2)

    def test_a_quote_places_nothing(self):
        before = self._count_orders()
        quote = self._ask(
            "dms_quote_order",
            {"lines": [{"sku": "W-1", "quantity": 3}, {"sku": "T-1", "quantity": 1}]},
        )
        self.assertEqual(quote["totals"]["total"], 27.0)  # 3 × 9.00
        self.assertIn("not among the products", quote["lines"][1]["error"])
        self.assertEqual(self._count_orders(), before)

    def test_status_tells_how_far_an_order_has_come(self):
        order = self._approved(ref="ERP-1")
        self._ship(order, {self.wine: 2, self.beer: 5})
        (row,) = self._ask("dms_order_status", {"references": ["ERP-1", "ERP-2"]})
        self.assertEqual((row["reference"], row["name"]), ("ERP-1", order.name))
        lines = {line["sku"]: line for line in row["lines"]}
        self.assertEqual((lines["W-1"]["quantity"], lines["W-1"]["delivered"]), (3, 2))
        self.assertEqual(
            sorted(parcel["state"] for parcel in row["deliveries"]),
            ["planned", "shipped"],
        )

    def test_status_since_a_day(self):
        order = self._order(ref="ERP-1")
        today = fields.Date.to_string(fields.Date.today())
        rows = self._ask("dms_order_status", {"since": today})
        self.assertIn(order.name, [row["name"] for row in rows])
        self.assertEqual(self._ask("dms_order_status", {"since": "2999-01-01"}), [])

    def test_nobody_is_told_about_another_dealer(self):
        self._order(ref="ERP-1")
        for user in (self.other_buyer,):
            rows = self._ask("dms_order_status", {"references": ["ERP-1"]}, user)
            self.assertEqual(rows, [])
        payload = {"dealer_id": self.dealer.id}
        mine = self._ask("dms_order_products", payload, self.other_buyer)
        self.assertEqual({row["price"] for row in mine["products"]}, {10.0, 2.0})

    def test_roles_decide_who_asks(self):
        for user in (self.stocker, self.finance):
            for method in ("dms_order_products", "dms_quote_order"):
                with self.subTest(user=user.login, method=method):
                    with self.assertRaises(AccessError):
                        self._ask(method, {"lines": []}, user)
        with self.assertRaises(AccessError):
            self._ask("dms_order_status", {"since": "2020-01-01"}, self.stocker)

    def test_what_cannot_be_read_is_answered_in_words(self):
        for payload in ({}, {"since": "x"}, {"since": 7}, {"references": "A"}, "text"):
            with self.subTest(payload=payload), self.assertRaises(UserError):
                self._ask("dms_order_status", payload)
