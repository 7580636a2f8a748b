from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .fulfilment_common import FulfilmentCommon


@tagged("post_install", "-at_install")
class TestAvailability(FulfilmentCommon):
    """What a dealer is told to be there is what nobody else has claimed."""

    def _told(self, product, quantity, **more):
        (line,) = self._quote(self._line(product, quantity), **more)["lines"]
        return line["availability"]

    def test_figures_are_for_grades_that_may_know(self):
        self._put(self.wine, 36)
        self.assertEqual(
            self._told(self.wine, 1),
            {"band": "in_stock", "day": False, "is_part": False, "quantity": None},
        )
        self.dealer.grade_id.dms_show_quantities = True
        self.assertEqual(self._told(self.wine, 1)["quantity"], 36.0)
        found = self.dealer._dms_pad_search("W-1")
        self.assertEqual(found[0]["availability"]["quantity"], 36.0)

    def test_an_order_that_waits_claims_its_part(self):
        self._put(self.wine, 20)
        order = self._order(self._line(self.wine, 1, uom_id=self.case.id), ref="A")
        # 20 less one case of 12
        self.dealer.grade_id.dms_show_quantities = True
        self.assertEqual(self._told(self.wine, 8)["quantity"], 8.0)
        nine = self._told(self.wine, 9)
        self.assertEqual((nine["band"], nine["is_part"]), ("low", True))
        order.with_user(self.north_staff)._dms_refuse("sold out")
        self.assertEqual(self._told(self.wine, 9)["quantity"], 20.0)

    def test_a_claim_becomes_a_reservation_and_counts_once(self):
        self._put(self.wine, 20)
        self.dealer.grade_id.dms_show_quantities = True
        order = self._order(self._line(self.wine, 12))
        order.with_user(self.north_staff).action_dms_approve()
        self.assertEqual(self._told(self.wine, 1)["quantity"], 8.0)

    def test_what_is_in_stock_for_one_is_not_for_the_next(self):
        self._put(self.wine, 30)
        self.assertEqual(self._told(self.wine, 30)["band"], "in_stock")
        self._order(self._line(self.wine, 30))
        told = self._told(self.wine, 30, user=self.other_buyer)
        self.assertEqual(told["band"], "out")

    def test_only_the_warehouse_that_serves_the_dealer_counts(self):
        self._put(self.wine, 30, self.west)
        self.assertEqual(self._told(self.wine, 1)["band"], "out")
        self.country_region.dms_warehouse_ids = self.west  # above the dealer's region
        self.assertEqual(self._told(self.wine, 30)["band"], "in_stock")
        self.dealer.dms_warehouse_ids = self.east
        self.assertEqual(self._told(self.wine, 1)["band"], "out")
        self._put(self.wine, 1, self.east)
        order = self._order(self._line(self.wine, 1))
        self.assertEqual(order.warehouse_id, self.east)

    def test_next_receipt_is_named_and_the_answer_says_of_when_it_is(self):
        self._coming(self.wine, 5, 12)
        quote = self._quote(self._line(self.wine, 5))
        told = quote["lines"][0]["availability"]
        self.assertEqual(told["band"], "incoming")
        self.assertEqual(told["day"], fields.Date.to_string(self._day(12)))
        as_of = fields.Datetime.to_datetime(quote["delivery"]["as_of"])
        age = fields.Datetime.now() - as_of
        self.assertLess(abs(age.total_seconds()), 60)


@tagged("post_install", "-at_install")
class TestSplitByWarehouse(FulfilmentCommon):
    """Each line leaves from where it is, if the company splits orders."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.dms_split_warehouses = True
        cls.north.dms_warehouse_ids = cls.east | cls.west
        cls._put(cls.wine, 20, cls.east)
        cls._put(cls.beer, 20, cls.west)

    def _places(self, order):
        return {line.product_id: line.warehouse_id for line in order.order_line}

    def test_lines_leave_from_where_they_are(self):
        order = self._order()
        expected = {self.wine: self.east, self.beer: self.west}
        self.assertEqual(self._places(order), expected)
        order.with_user(self.north_staff).action_dms_approve()
        self.assertEqual(self._places(order), expected)
        self.assertEqual(
            {
                picking.picking_type_id.warehouse_id: picking.move_ids.product_id
                for picking in order.picking_ids
            },
            {self.east: self.wine, self.west: self.beer},
        )
        self.assertEqual(set(order.picking_ids.mapped("state")), {"assigned"})

    def test_without_the_setting_all_leaves_from_the_first(self):
        self.company.dms_split_warehouses = False
        order = self._approved()
        self.assertEqual(
            self._places(order), dict.fromkeys(order.order_line.product_id, self.east)
        )
        self.assertEqual(len(order.picking_ids), 1)

    def test_all_at_once_is_not_split(self):
        self._put(self.beer, 20, self.east)
        self._put(self.wine, 20, self.west)
        order = self._approved(picking_policy="one")
        self.assertEqual(len(order.picking_ids), 1)
        self.assertEqual(order.picking_ids.move_type, "one")

    def test_a_quantity_that_no_warehouse_has_alone_is_not_in_stock(self):
        self._put(self.wine, 20, self.west)
        (line,) = self._quote(self._line(self.wine, 30))["lines"]
        self.assertEqual(line["availability"]["band"], "low")
        self.assertTrue(line["availability"]["is_part"])

    def test_the_choice_is_made_again_at_approval(self):
        order = self._order(self._line(self.wine, 15), self._line(self.beer, 1))
        self.env["stock.quant"]._update_available_quantity(
            self.wine, self.east.lot_stock_id, -10
        )
        self._put(self.wine, 15, self.west)
        order.with_user(self.north_staff).action_dms_approve()
        self.assertEqual(self._places(order)[self.wine], self.west)

    def test_a_route_of_the_line_goes_before(self):
        order = self._order(self._line(self.beer, 1))
        self.assertEqual(order.order_line.warehouse_id, self.west)
        route = self.east.delivery_route_id
        route.sale_selectable = True
        order.order_line.route_ids = route
        order.with_user(self.north_staff).action_dms_approve()
        self.assertEqual(order.order_line.warehouse_id, self.east)

    def test_each_parcel_shows_its_numbers(self):
        order = self._approved()
        carrier = self.env["delivery.carrier"].create(
            {
                "name": "Express",
                "product_id": self._product(
                    "Freight", 1.0, type="service", is_storable=False
                ).id,
                "tracking_url": "https://track.example/<shipmenttrackingnumber>",
            }
        )
        first, second = order.picking_ids.sorted("id")
        first.write({"carrier_id": carrier.id, "carrier_tracking_ref": "E-1, E-2"})
        second.write({"carrier_id": carrier.id, "carrier_tracking_ref": "E-3"})
        rows = {row["id"]: row for row in self._page(order)["deliveries"]}
        self.assertEqual(
            rows[first.id]["parcels"],
            [
                ("E-1", "https://track.example/E-1"),
                ("E-2", "https://track.example/E-2"),
            ],
        )
        self.assertEqual(
            rows[second.id]["parcels"], [("E-3", "https://track.example/E-3")]
        )
        self.assertEqual(
            {row["from"] for row in rows.values()}, {self.east.name, "West"}
        )
        self.assertEqual(first.carrier_tracking_ref, "E-1, E-2", "nothing is written")

    def test_a_link_that_is_no_web_address_is_not_offered(self):
        order = self._approved(self._line(self.wine, 1))
        carrier = self.env["delivery.carrier"].create(
            {
                "name": "Odd",
                "product_id": self._product(
                    "Freight", 1.0, type="service", is_storable=False
                ).id,
                "tracking_url": "javascript:alert('<shipmenttrackingnumber>')",
            }
        )
        order.picking_ids.write({"carrier_id": carrier.id, "carrier_tracking_ref": "1"})
        (row,) = self._page(order)["deliveries"]
        self.assertEqual(row["parcels"], [("1", "")])


@tagged("post_install", "-at_install")
class TestPartialShipment(FulfilmentCommon):
    """The dealer chooses: what is there first, or all at once."""

    def test_the_choice_reaches_the_delivery(self):
        first = self._approved(ref="A")
        self.assertEqual(
            (first.picking_policy, first.picking_ids.move_type), ("direct", "direct")
        )
        once = self._approved(ref="B", picking_policy="one")
        self.assertEqual(
            (once.picking_policy, once.picking_ids.move_type), ("one", "one")
        )

    def test_anything_else_is_refused_in_words(self):
        before = self._count_orders()
        for asked in ("all", 7, ["one"], {"one": 1}):
            with self.subTest(asked=asked):
                with self.assertRaisesRegex(UserError, "picking_policy"):
                    self._submit(ref="A", picking_policy=asked)
                with self.assertRaisesRegex(UserError, "picking_policy"):
                    self._quote(self._line(self.wine, 1), picking_policy=asked)
        self.assertEqual(self._count_orders(), before)

    def test_the_pad_keeps_the_choice_and_sends_it(self):
        drafts = self.env["dms.order.draft"].with_user(self.buyer)
        line = {"product_id": self.wine.id, "quantity": 1}
        saved = drafts._dms_save(0, {"lines": [line], "picking_policy": "one"})
        self.assertEqual(drafts._dms_load()["draft"]["picking_policy"], "one")
        drafts._dms_save(1, {"picking_policy": "nonsense"})
        draft = drafts._dms_load()["draft"]
        self.assertEqual(draft["picking_policy"], "one")
        answer = drafts._dms_submit(saved["draft"]["reference"], draft["version"])
        order = self.env["sale.order"].browse(answer["order"]["order_id"])
        self.assertEqual(order.picking_policy, "one")

    def test_warehouse_and_promise_are_not_typed_in(self):
        order = self._order()
        for vals in (
            {"dms_warehouse_id": self.west.id},
            {"dms_promised_date": self.today},
            {"dms_promised_date": False},
            {"dms_answer": "cut"},
        ):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                order.order_line[0].with_user(self.north_staff).write(vals)
