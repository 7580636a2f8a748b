from unittest.mock import patch

from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .order_common import OrderCommon


@tagged("post_install", "-at_install")
class TestOrderSubmit(OrderCommon):
    """The door: what a good order becomes, and that it becomes it once."""

    def test_order_takes_the_dealers_prices_and_waits_for_the_brand(self):
        result = self._submit(note="ring twice", requested_date="2999-12-31")
        order = self.env["sale.order"].browse(result["order_id"])
        # Gold takes 10 % off: wine 10 → 9.00, beer 2 → 1.80; no tax on these goods
        # 3 × 9.00 + 5 × 1.80 = 27.00 + 9.00 = 36.00
        self.assertEqual(order.order_line.mapped("price_reduce_taxexcl"), [9.0, 1.8])
        self.assertEqual(result["amount_total"], 36.0)
        self.assertEqual(result["currency"], self.company.currency_id.name)
        self.assertTrue(result["created"])
        self.assertEqual(result["url"], f"/my/dealer/orders/{order.id}")
        self.assertEqual((order.state, order.dms_state), ("sent", "submitted"))
        self.assertEqual(order.dms_progress, "submitted")
        self.assertEqual(order.partner_id, self.dealer)
        self.assertEqual(order.dms_dealer_id, self.dealer)
        self.assertEqual(order.dms_source, "portal")
        self.assertEqual(order.create_uid, self.buyer)
        self.assertEqual(order.dms_note, "ring twice")
        self.assertEqual(str(order.commitment_date), "2999-12-31 12:00:00")

    def test_message_names_the_person_who_ordered(self):
        order = self._order()
        message = order.message_ids.filtered(lambda m: "PO-1" in (m.body or ""))
        self.assertEqual(message.author_id, self.buyer.partner_id)

    def test_seller_of_the_dealer_gets_the_to_do(self):
        self.dealer.user_id = self.north_staff
        order = self._order()
        self.assertEqual(order.activity_ids.user_id, self.north_staff)
        self.assertEqual(
            order.activity_ids.activity_type_id,
            self.env.ref("dms_portal.mail_activity_type_approve"),
        )

    def test_region_staff_gets_the_to_do_when_nobody_sells_to_the_dealer(self):
        self.assertEqual(self._order().activity_ids.user_id, self.north_staff)

    def test_same_product_and_unit_is_summed(self):
        order = self._order(
            self._line(self.wine, 2),
            {"sku": "W-1", "quantity": 3},
            {"barcode": "690000000001", "quantity": 1, "uom_id": self.case.id},
        )
        # 2 + 3 single bottles, and 1 case that stays a case
        self.assertEqual(order.order_line.mapped("product_uom_qty"), [5.0, 1.0])
        # a case is 12 bottles at 9.00
        self.assertEqual(order.order_line[1].price_unit, 108.0)
        self.assertEqual(order.amount_total, 5 * 9.0 + 108.0)

    def test_barcode_of_a_case_orders_the_case(self):
        self.env["product.uom"].create(
            {
                "product_id": self.wine.id,
                "uom_id": self.case.id,
                "barcode": "1690000000001",
            }
        )
        line = self._order({"barcode": "1690000000001", "quantity": 2}).order_line
        self.assertEqual((line.product_uom_id, line.product_uom_qty), (self.case, 2.0))

    def test_price_that_is_sent_is_not_taken(self):
        order = self._order(self._line(self.wine, 1, price_unit=0.01, discount=99))
        self.assertEqual(order.amount_total, 9.0)

    def test_same_reference_again_is_the_same_order(self):
        first = self._submit()
        count = self._count_orders()
        again = self._submit(self._line(self.wine, 99))
        self.assertEqual(again["order_id"], first["order_id"])
        self.assertFalse(again["created"])
        self.assertIn("Nothing was ordered twice", again["message"])
        self.assertEqual(self._count_orders(), count)

    def test_same_reference_of_another_dealer_is_another_order(self):
        self._authorize(self.other)
        mine = self._submit()
        theirs = self._submit(user=self.other_buyer)
        self.assertNotEqual(mine["order_id"], theirs["order_id"])

    def test_known_reference_is_found_although_orders_are_closed_now(self):
        first = self._submit()
        self.dealer._dms_change_state("suspended", "late payer", "no_order")
        self.assertEqual(self._submit()["order_id"], first["order_id"])

    @mute_logger("odoo.sql_db")
    def test_lost_race_asks_for_another_try(self):
        """Who did not see the other's order is stopped by the index, and retried."""
        self._submit()
        orders = type(self.env["sale.order"])
        blind = patch.object(orders, "_dms_find_submitted", lambda self, *_: self)
        with self.assertRaises(ConcurrencyError), self.env.cr.savepoint(), blind:
            self._submit()

    def test_reference_cannot_be_changed_afterwards(self):
        order = self._order()
        with self.assertRaises(UserError):
            order.with_user(self.north_staff).client_order_ref = "PO-2"
        self.assertEqual(order.client_order_ref, "PO-1")

    def test_copy_is_a_plain_quotation(self):
        copy = self._order().copy()
        self.assertEqual((copy.dms_state, copy.dms_source), (False, False))
        self.assertFalse(copy.client_order_ref)

    def test_number_of_queries_does_not_grow_with_the_lines(self):
        products = self.env["product.product"].create(
            [
                {"name": f"P{n}", "categ_id": self.category.id, "list_price": n}
                for n in range(110)
            ]
        )
        self._submit(*map(self._line, products[:10]), ref="warm up")
        counts = []
        for size in (10, 100):
            lines = [self._line(product, 2) for product in products[:size]]
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._submit(*lines, ref=f"size {size}")
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        # inserts of a thousand rows and more go in several statements; these do not
        self.assertLessEqual(counts[1], counts[0] + 2, counts)
        self.assertGreater(counts[0], 10, "queries are counted")

    def test_distribution_rules_are_matched_as_core_matches_them(self):
        plan = self.env["account.analytic.plan"].create({"name": "Brand"})
        account = self.env["account.analytic.account"].create(
            {"name": "Wine", "plan_id": plan.id}
        )
        self.env["account.analytic.distribution.model"].create(
            {
                "product_id": self.wine.id,
                "analytic_distribution": {str(account.id): 100},
            }
        )
        order = self._order()
        native = self.env["sale.order"].create(
            {
                "partner_id": self.dealer.id,
                "order_line": [
                    (0, 0, {"product_id": self.wine.id}),
                    (0, 0, {"product_id": self.beer.id}),
                ],
            }
        )
        self.assertEqual(
            order.order_line.mapped("analytic_distribution"),
            [{str(account.id): 100}, False],
        )
        self.assertEqual(
            order.order_line.mapped("analytic_distribution"),
            native.order_line.mapped("analytic_distribution"),
        )


@tagged("post_install", "-at_install")
class TestOrderRefused(OrderCommon):
    """The door stays shut: every refusal says why, and leaves nothing behind."""

    def _assert_refused(self, *words, error=UserError, **more):
        count = self._count_orders()
        with self.assertRaises(error) as caught:
            self._submit(*more.pop("lines", ()), **more)
        for word in words:
            self.assertIn(word, str(caught.exception))
        self.assertEqual(self._count_orders(), count)
        return str(caught.exception)

    def test_dealer_who_may_not_order_is_told_why(self):
        for state, suspension, word in (
            ("suspended", "no_order", "late payer"),
            ("suspended", "view_only", "late payer"),
            ("terminated", False, "has ended"),
        ):
            with self.subTest(state=state, suspension=suspension):
                dealer = self._dealer(f"Dealer {state} {suspension}")
                user = self._dealer_user(dealer, "buyer")
                dealer._dms_change_state(state, "late payer", suspension)
                self._assert_refused(word, user=user)
        applicant = self._dealer("Dealer new", state="applicant")
        user = self._dealer_user(applicant, "buyer")
        self._assert_refused("not decided yet", user=user)

    def test_dealer_without_credit_may_order(self):
        self.dealer._dms_change_state("suspended", "late payer", "no_credit")
        self.assertTrue(self._submit()["created"])

    def test_product_without_authorization_is_not_named_nor_sold(self):
        text = self._assert_refused(
            "Line 1:",
            "authorization",
            lines=[self._line(self.tea)],
        )
        self.assertNotIn("Tea", text)

    def test_product_ordered_before_is_named_when_it_is_not_allowed_any_more(self):
        self._submit()
        self.dealer.authorization_ids.active = False
        self._assert_refused("Wine", "Line 1:", lines=[self._line(self.wine)], ref="2")

    def test_product_that_is_not_sold_is_refused(self):
        for values in ({"sale_ok": False}, {"active": False}):
            with self.subTest(values):
                product = self._product("Gone", **values)
                self._assert_refused("Line 1:", lines=[self._line(product)])

    def test_code_of_two_products_is_ambiguous(self):
        self._product("Wine again", default_code="W-1")
        self._assert_refused("several", lines=[{"sku": "W-1", "quantity": 1}])

    def test_unit_must_be_one_of_the_product(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        self._assert_refused(
            "Case of 12", lines=[self._line(self.wine, 1, uom_id=dozen.id)]
        )
        # a packaging that measures something else than the product
        self.wine.uom_ids += self.env.ref("uom.product_uom_kgm")
        kilo = self._line(self.wine, 1, uom_id=self.env.ref("uom.product_uom_kgm").id)
        self._assert_refused("unit", lines=[kilo])

    def test_all_that_is_wrong_is_said_at_once(self):
        text = self._assert_refused(
            lines=[
                self._line(self.wine, -1),
                self._line(self.beer, 1),
                {"sku": "nope", "quantity": 1},
                self._line(self.wine, 1.234),
                {"barcode": "690000000002", "quantity": "many"},
            ],
            shipping_partner_id=self.other.id,
            requested_date="yesterday",
            source="import",
        )
        lines = text.split("\n")
        self.assertEqual(len(lines), 7, text)
        for number, line in zip((1, 3, 4, 5), lines, strict=False):
            self.assertTrue(line.startswith(f"Line {number}:"), line)
        self.assertIn("shipping address", lines[4])
        self.assertIn("date", lines[5])
        self.assertIn("source", lines[6])

    def test_order_that_costs_more_than_was_shown(self):
        # 3 wine at 9.00; what is no number is no total that anybody was shown
        for shown in (26.99, "a lot", float("nan"), []):
            with self.subTest(shown=shown):
                line = self._line(self.wine, 3)
                self._assert_refused("27", lines=[line], expected_total=shown)
        for number, shown in enumerate((27, 27.0, "27.00", 30, None)):
            with self.subTest(shown=shown):
                line = self._line(self.wine, 3)
                result = self._submit(line, ref=f"S{number}", expected_total=shown)
                self.assertEqual(result["amount_total"], 27)

    def test_many_errors_are_cut_short(self):
        bad = [{"sku": "nope", "quantity": 1}] * 60
        text = self._assert_refused("and 10 more", lines=bad)
        self.assertEqual(len(text.split("\n")), 51)

    def test_shapes_that_are_no_order(self):
        orders = self.env["sale.order"].with_user(self.buyer)
        count = self._count_orders()
        good = [self._line(self.wine)]
        for payload in (
            None,
            [],
            "PO-1",
            {},
            {"lines": good},
            {"client_order_ref": "  ", "lines": good},
            {"client_order_ref": 7, "lines": good},
            {"client_order_ref": "a\0b", "lines": good},
            {"client_order_ref": "a\ud800", "lines": good},
            {"client_order_ref": "ok", "lines": [{"sku": "W-1\0", "quantity": 1}]},
            {"client_order_ref": "ok", "lines": [{"barcode": "\ud800", "quantity": 1}]},
            {"client_order_ref": "x" * 65, "lines": good},
            {"client_order_ref": "ok"},
            {"client_order_ref": "ok", "lines": []},
            {"client_order_ref": "ok", "lines": {"sku": "W-1"}},
            {"client_order_ref": "ok", "lines": "W-1"},
            {"client_order_ref": "ok", "lines": good * 5001},
            {"client_order_ref": "ok", "lines": good, "requested_date": 7},
            {"client_order_ref": "ok", "lines": good, "requested_date": "2001-01-01"},
            {"client_order_ref": "ok", "lines": good, "shipping_partner_id": "x"},
            {"client_order_ref": "ok", "lines": good, "source": ["portal"]},
        ):
            with self.subTest(str(payload)[:60]), self.assertRaises(UserError):
                orders.dms_submit_order(payload)
        self.assertEqual(self._count_orders(), count)


@tagged("post_install", "-at_install")
class TestOrderWho(OrderCommon):
    """Who may order, for whom, and where it is sent."""

    def test_finance_and_stock_may_not_order(self):
        count = self._count_orders()
        for user in (self.finance, self.stocker, self.env.ref("base.public_user")):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._submit(user=user)
        self.assertEqual(self._count_orders(), count)

    def test_owner_may_order(self):
        self.assertTrue(self._submit(user=self.owner)["created"])

    def test_dealer_orders_for_the_own_dealer_whatever_is_sent(self):
        order = self._order(dealer_id=self.other.id)
        self.assertEqual(order.partner_id, self.dealer)

    def test_address_must_be_the_dealers(self):
        mine = self.env["res.partner"].create(
            {"name": "Warehouse", "parent_id": self.dealer.id, "type": "delivery"}
        )
        theirs = self.env["res.partner"].create(
            {"name": "Warehouse", "parent_id": self.other.id, "type": "delivery"}
        )
        order = self._order(shipping_partner_id=mine.id)
        self.assertEqual(order.partner_shipping_id, mine)
        with self.assertRaises(UserError):
            self._submit(ref="2", shipping_partner_id=theirs.id)

    def test_staff_orders_for_dealers_in_sight_only(self):
        order = self._order(user=self.north_staff, dealer_id=self.dealer.id)
        self.assertEqual((order.dms_source, order.partner_id), ("staff", self.dealer))
        count = self._count_orders()
        for dealer_id in (self.other.id, self.buyer.partner_id.id, 2**40, "1", None):
            with self.subTest(dealer_id), self.assertRaises(UserError):
                self._submit(user=self.north_staff, ref="2", dealer_id=dealer_id)
        self.assertEqual(self._count_orders(), count)

    def test_internal_user_without_sales_rights_may_not_order(self):
        clerk = self.env["res.users"].create(
            {
                "name": "Clerk",
                "login": "clerk",
                "group_ids": [(6, 0, [self.env.ref("base.group_user").id])],
            }
        )
        with self.assertRaises(AccessError):
            self._submit(user=clerk, dealer_id=self.dealer.id)

    def test_decision_cannot_be_written_past_the_door(self):
        order = self._order()
        for values in (
            {"dms_state": "approved"},
            {"dms_source": "staff"},
            {"dms_refusal_reason": "no"},
            {"dms_decided_by_id": self.north_staff.id},
        ):
            with self.subTest(values), self.assertRaises(AccessError):
                order.with_user(self.north_staff).write(values)
        with self.assertRaises(AccessError):
            self.env["sale.order"].with_user(self.north_staff).create(
                {"partner_id": self.dealer.id, "dms_state": "approved"}
            )
        self.assertEqual(order.dms_state, "submitted")
