from odoo import fields
from odoo.tests import tagged

from .fulfilment_common import FulfilmentCommon


@tagged("post_install", "-at_install")
class TestPromise(FulfilmentCommon):
    """For which day goods are promised, and what becomes of the promise."""

    def _delivery(self, *lines, **more):
        delivery = self._quote(*lines, **more)["delivery"]
        return delivery["first"], delivery["last"], delivery["is_known"]

    def _text(self, days):
        return fields.Date.to_string(self._day(days))

    def test_quote_says_when_the_order_is_there(self):
        self.wine.sale_delay = 2
        self._put(self.wine, 10)
        self._coming(self.beer, 10, 12)
        lines = [self._line(self.wine, 10), self._line(self.beer, 10)]
        # wine: in stock, 2 days; beer: comes in 12 days
        self.assertEqual(self._delivery(*lines), (self._text(2), self._text(12), True))
        self.assertEqual(
            self._delivery(*lines, picking_policy="one"),
            (self._text(12), self._text(12), True),
        )
        # 11 of beer: nobody knows when the last one comes
        lines[1]["quantity"] = 11
        self.assertEqual(self._delivery(*lines), (self._text(2), False, False))
        self.assertEqual(
            self._delivery(*lines, picking_policy="one"), (False, False, False)
        )

    def test_security_days_come_on_top_of_a_receipt(self):
        self.company.security_lead = 3
        self._coming(self.beer, 10, 12)
        self.assertEqual(
            self._delivery(self._line(self.beer, 10)),
            (self._text(15), self._text(15), True),
        )

    def test_goods_that_are_not_stocked_need_their_lead_time(self):
        self.beer.write({"is_storable": False, "sale_delay": 4})
        self.assertEqual(
            self._delivery(self._line(self.beer, 10)),
            (self._text(4), self._text(4), True),
        )

    def test_confirmation_keeps_the_promise(self):
        self.wine.sale_delay = 2
        self._put(self.wine, 10)
        self._coming(self.beer, 10, 12)
        order = self._order(self._line(self.wine, 10), self._line(self.beer, 10))
        self.assertFalse(order.dms_promised_date)
        rows = {row["code"]: row for row in self._page(order)["lines"]}
        self.assertEqual(rows["W-1"]["expected"], self._day(2))
        self.assertEqual(rows["B-1"]["expected"], self._day(12))
        order.with_user(self.north_staff).action_dms_approve()
        promised = {
            line.product_id: line.dms_promised_date for line in order.order_line
        }
        self.assertEqual(promised, {self.wine: self._day(2), self.beer: self._day(12)})
        self.assertEqual(order.dms_promised_date, self._day(12))
        self.assertEqual(order.dms_expected_date, self._day(12))
        page = self._page(order)
        self.assertFalse(page["is_late"])
        self.assertEqual(page["delivery"].first, self._day(2))

    def test_nothing_is_promised_before_the_day_that_the_dealer_wants(self):
        self._put(self.wine, 10)
        order = self._approved(self._line(self.wine, 10), requested_date=self._text(20))
        self.assertEqual(order.order_line.dms_promised_date, self._day(20))

    def test_all_at_once_is_promised_for_one_day(self):
        self._put(self.wine, 10)
        self._coming(self.beer, 10, 12)
        order = self._approved(
            self._line(self.wine, 10), self._line(self.beer, 10), picking_policy="one"
        )
        self.assertEqual(
            set(order.order_line.mapped("dms_promised_date")), {self._day(12)}
        )

    def test_a_receipt_that_slips_shows_beside_the_promise(self):
        receipt = self._coming(self.beer, 10, 12)
        order = self._approved(self._line(self.beer, 10))
        self.assertEqual(order.order_line.dms_promised_date, self._day(12))
        receipt.date = fields.Datetime.add(receipt.date, days=7)
        self.env.invalidate_all()
        (row,) = self._page(order)["lines"]
        self.assertEqual(
            (row["promised"], row["expected"]), (self._day(12), self._day(19))
        )
        self.assertTrue(row["is_late"])
        self.assertEqual(order.dms_expected_date, self._day(19))
        self.assertEqual(order.dms_promised_date, self._day(12), "the promise stays")
        receipt._action_cancel()
        self.env.invalidate_all()
        (row,) = self._page(order)["lines"]
        self.assertEqual((row["expected"], row["is_late"]), (False, True))

    def test_what_is_delivered_is_expected_no_more(self):
        self._put(self.wine, 10)
        order = self._approved(self._line(self.wine, 10))
        self._ship(order)
        (row,) = self._page(order)["lines"]
        self.assertEqual((row["is_open"], row["is_late"]), (False, False))
        self.assertFalse(self._page(order)["has_open_goods"])

    def test_who_ordered_earlier_is_served_earlier(self):
        self._put(self.wine, 10)
        self._coming(self.wine, 10, 12)
        first = self._order(self._line(self.wine, 10), ref="A")
        second = self._order(self._line(self.wine, 10), ref="B")
        first.dms_submitted_at = fields.Datetime.subtract(
            fields.Datetime.now(), hours=1
        )
        self.assertEqual(self._page(first)["lines"][0]["expected"], self._day(0))
        self.assertEqual(self._page(second)["lines"][0]["expected"], self._day(12))

    def test_the_promise_at_approval_is_for_who_is_approved(self):
        self._put(self.wine, 10)
        self._coming(self.wine, 10, 12)
        first = self._order(self._line(self.wine, 10), ref="A")
        second = self._approved(self._line(self.wine, 10), ref="B")
        self.assertEqual(second.order_line.dms_promised_date, self._day(0))
        first.with_user(self.north_staff).action_dms_approve()
        self.assertEqual(first.order_line.dms_promised_date, self._day(12))

    def test_status_for_systems_says_it_too(self):
        self._coming(self.beer, 10, 12)
        self._approved(self._line(self.beer, 10), ref="ERP-1", picking_policy="one")
        orders = self.env["sale.order"].with_user(self.buyer)
        (row,) = orders.dms_order_status({"references": ["ERP-1"]})
        self.assertEqual(
            (row["picking_policy"], row["promised_date"], row["expected_date"]),
            ("one", self._text(12), self._text(12)),
        )

    def test_imported_orders_are_promised_nothing(self):
        self._put(self.wine, 10)
        orders = self.env["sale.order"]
        answer = orders.dms_submit_order(
            {
                "client_order_ref": "OLD-1",
                "dealer_id": self.dealer.id,
                "source": "import",
                "lines": [self._line(self.wine, 1)],
            }
        )
        order = orders.browse(answer["order_id"])
        order.action_confirm()
        self.assertFalse(order.dms_promised_date)

    def test_queries_do_not_grow_with_the_lines(self):
        goods = [self._product(f"Goods {number}") for number in range(60)]
        for product in goods[::2]:
            self._put(product, 5)
        self.company.dms_split_warehouses = True

        def count(products):
            lines = [self._line(product, 3) for product in products]
            self._quote(*lines)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._quote(*lines)
            return self.env.cr.sql_log_count - before

        self.assertEqual(count(goods), count(goods[:5]))
