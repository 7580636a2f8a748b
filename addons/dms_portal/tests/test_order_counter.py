from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.http import Request
from odoo.tests import HttpCase, tagged
from odoo.tests.common import new_test_user

from .fulfilment_common import FulfilmentCommon

TOUR_SECONDS = 180


class CounterCommon(FulfilmentCommon):
    """An order of 3 wine at 9.00 and 5 beer at 1.80, waiting for the brand."""

    def setUp(self):
        super().setUp()
        self.order = self._order()
        self.wine_line, self.beer_line = self.order.order_line

    def _counter(self, changes=None, user=None):
        """Propose one bottle of wine less, or ``changes``, by the wizard."""
        staff = user or self.north_staff
        action = self.order.with_user(staff).action_dms_counter()
        wizard = self.env[action["res_model"]].with_user(staff).browse(action["res_id"])
        for line, vals in (changes or {self.wine_line: self._cut(2)}).items():
            wizard.line_ids.filtered(
                lambda w, line=line: w.order_line_id == line
            ).write(vals)
        wizard.action_propose()
        return self.order

    def _cut(self, quantity, reason="Sold out"):
        return {"quantity": quantity, "reason": reason}

    def _seal(self):
        return self.order._dms_counter_seal()

    def _mine(self, user=None):
        return self.order.with_user(user or self.buyer)


@tagged("post_install", "-at_install")
class TestCounter(CounterCommon):
    """The brand takes a part, the dealer says yes or withdraws; nothing before."""

    def test_cut_is_shown_beside_what_was_asked(self):
        self._counter()
        self.assertEqual(
            (self.order.dms_state, self.order.state), ("countered", "sent")
        )
        self.assertEqual(self.order.dms_progress, "countered")
        self.assertEqual(self.wine_line.product_uom_qty, 2)
        # 2 × 9.00 + 5 × 1.80 = 27.00; asked: 36.00
        self.assertEqual(self.order.amount_total, 27.0)
        page = self._page(self.order)
        self.assertEqual((page["asked_total"], page["can_accept"]), (36.0, True))
        wine, beer = page["lines"]
        self.assertEqual(wine["quantity"], "2")
        self.assertEqual(
            wine["asked"],
            {
                "answer": "cut",
                "is_other_quantity": True,
                "reason": "Sold out",
                "name": "",
                "quantity": "3",
                "unit": "Units",
                "subtotal": 27.0,
            },
        )
        self.assertEqual(beer["asked"], {})
        told = self.order.message_ids.filtered(lambda m: "Sold out" in (m.body or ""))
        self.assertIn(self.buyer.partner_id, told.partner_ids)
        todo = self.env["res.users"].with_user(self.buyer)._dms_me()._dms_todos()
        self.assertIn(
            f"/my/dealer/orders/{self.order.id}", [t.get("url") for t in todo]
        )

    def test_who_gets_less_keeps_the_price_of_what_was_asked(self):
        pricelist = self.dealer.property_product_pricelist
        pricelist.item_ids.create(
            {
                "pricelist_id": pricelist.id,
                "applied_on": "0_product_variant",
                "product_id": self.wine.id,
                "min_quantity": 10,
                "compute_price": "fixed",
                "fixed_price": 7.0,
            }
        )
        self.order = self._order(self._line(self.wine, 10), ref="B")
        self.wine_line = self.order.order_line
        self.assertEqual(self.wine_line.price_unit, 7.0)
        self._counter({self.wine_line: self._cut(4)})
        self.assertEqual(self.wine_line.price_unit, 7.0)
        self.assertEqual(self.order.amount_total, 28.0)
        self.order.with_user(self.north_staff).action_dms_take_back_counter()
        self.assertEqual(
            (self.wine_line.price_unit, self.wine_line.product_uom_qty), (7.0, 10.0)
        )

    def test_another_product_costs_what_the_price_list_says(self):
        cider = self._product("Cider", 4.0, default_code="C-1")
        self._counter(
            {
                self.beer_line: {
                    "product_id": cider.id,
                    "quantity": 5,
                    "reason": "Beer is discontinued",
                }
            }
        )
        # 4.00 less 10 %
        self.assertEqual(self.beer_line.product_id, cider)
        self.assertAlmostEqual(self.beer_line.price_subtotal, 18.0)
        asked = self._page(self.order)["lines"][1]["asked"]
        self.assertEqual((asked["answer"], asked["name"]), ("substituted", "Beer"))

    def test_what_cannot_be_proposed_is_said_and_changes_nothing(self):
        cases = (
            ({}, "at least one"),
            ({self.wine_line: self._cut(4)}, "less than asked"),
            ({self.wine_line: self._cut(-1)}, "less than asked"),
            ({self.wine_line: self._cut(2, " ")}, "say why"),
            (
                {self.wine_line: self._cut(0), self.beer_line: self._cut(0)},
                "Nothing would be left",
            ),
            (
                {
                    self.wine_line: {
                        "product_id": self.tea.id,
                        "quantity": 1,
                        "reason": "x",
                    }
                },
                "may not order",
            ),
        )
        for changes, words in cases:
            with self.subTest(words), self.assertRaisesRegex(UserError, words):
                staff = self.order.with_user(self.north_staff)
                staff._dms_counter(
                    {
                        line: {
                            "quantity": vals["quantity"],
                            "product": self.env["product.product"].browse(
                                vals.get("product_id", line.product_id.id)
                            ),
                            "reason": vals["reason"],
                        }
                        for line, vals in changes.items()
                    }
                )
            self.assertEqual(
                (self.order.dms_state, self.order.amount_total), ("submitted", 36.0)
            )

    def test_nothing_is_confirmed_before_the_dealer_answers(self):
        self._counter()
        manager = self._staff(group="manager")
        for user in (self.north_staff, manager, self.buyer):
            with self.subTest(user=user.login):
                with self.assertRaises(UserError):
                    self._mine(user).action_confirm()
                with self.assertRaises(UserError):
                    self._mine(user).action_dms_approve()
        with self.assertRaisesRegex(UserError, "has not answered"):
            self.order.action_confirm()
        self.order.amount_paid = 1000.0
        self.assertFalse(self.order._is_confirmation_amount_reached())
        self.assertEqual(
            (self.order.dms_state, self.order.state), ("countered", "sent")
        )

    def test_one_tap_accepts_and_confirms(self):
        self._counter()
        self._mine()._dms_accept_counter(self._seal())
        self.assertEqual((self.order.dms_state, self.order.state), ("approved", "sale"))
        self.assertEqual(self.order.dms_decided_by_id, self.north_staff)
        self.assertEqual(
            self.order.picking_ids.move_ids.mapped("product_uom_qty"), [2.0, 5.0]
        )
        self._mine()._dms_accept_counter("whatever")  # the second tap
        self.assertEqual(len(self.order.picking_ids), 1)
        # what was asked stays in sight
        self.assertEqual(self._page(self.order)["lines"][0]["asked"]["quantity"], "3")

    def test_what_stands_against_it_leaves_the_order_with_the_brand(self):
        self._counter()
        self.dealer.credit_limit = 20.0  # less than the 27.00 of the order
        self._mine()._dms_accept_counter(self._seal())
        self.assertEqual(
            (self.order.dms_state, self.order.state), ("submitted", "sent")
        )
        self.assertTrue(self.order.activity_ids)
        self._mine()._dms_accept_counter("again")
        self.assertEqual(self.order.dms_state, "submitted")

    def test_accepting_leads_to_the_approvals_that_the_rules_ask_for(self):
        approver = new_test_user(self.env, "approver", "dms_base.group_dms_manager")
        rule = self.env["dms.approval.rule"].create(
            {
                "name": "Large order",
                "res_model": "sale.order",
                "condition": "[('amount_total', '>=', 20)]",
                "approver_kind": "users",
                "approver_user_ids": approver.ids,
            }
        )
        self.order = self._order(ref="B")
        self.wine_line, self.beer_line = self.order.order_line
        self.assertEqual(self.order.approval_step_ids.rule_id, rule)
        self._counter()
        self.assertTrue(self.order.approval_step_ids.is_closed)
        with self.assertRaises(UserError):
            self._mine(approver).action_dms_approve()
        self._mine()._dms_accept_counter(self._seal())
        self.assertEqual(
            (self.order.dms_state, self.order.state), ("submitted", "sent")
        )
        self._mine(approver).action_dms_approve()
        self.assertEqual((self.order.dms_state, self.order.state), ("approved", "sale"))

    def test_another_proposal_is_looked_at_again(self):
        self._counter()
        seen = self._seal()
        self.order.with_user(self.north_staff).action_dms_take_back_counter()
        self._counter({self.wine_line: self._cut(1)})
        with self.assertRaisesRegex(UserError, "has changed"):
            self._mine()._dms_accept_counter(seen)
        self.assertEqual(
            (self.order.dms_state, self.order.state), ("countered", "sent")
        )

    def test_staff_takes_a_proposal_back_as_it_was_asked(self):
        cider = self._product("Cider", 4.0)
        self._counter(
            {
                self.wine_line: self._cut(0),
                self.beer_line: {
                    "product_id": cider.id,
                    "quantity": 9,
                    "reason": "Better",
                },
            }
        )
        self.order.with_user(self.north_staff).action_dms_take_back_counter()
        self.assertEqual(
            (self.order.dms_state, self.order.amount_total), ("submitted", 36.0)
        )
        self.assertEqual(
            self.order.order_line.mapped("product_id"), self.wine | self.beer
        )
        self.assertEqual(self.order.order_line.mapped("product_uom_qty"), [3.0, 5.0])
        self.assertFalse(any(self.order.order_line.mapped("dms_answer")))
        with self.assertRaises(UserError):
            self.order.with_user(self.north_staff).action_dms_take_back_counter()

    def test_dealer_withdraws_and_the_brand_may_open_it_again(self):
        self._counter()
        self._mine()._dms_withdraw_order()
        self.assertEqual(
            (self.order.state, self.order.dms_progress), ("cancel", "cancelled")
        )
        self._mine()._dms_withdraw_order()  # twice changes nothing
        with self.assertRaises(UserError):
            self._mine()._dms_accept_counter(self._seal())
        self.order.with_user(self.north_staff).action_draft()
        self.assertEqual(
            (self.order.dms_state, self.order.amount_total), ("submitted", 36.0)
        )

    def test_an_order_that_waits_can_be_withdrawn_a_confirmed_one_cannot(self):
        self._mine()._dms_withdraw_order()
        self.assertEqual(
            (self.order.state, self.order.activity_ids),
            ("cancel", self.env["mail.activity"]),
        )
        confirmed = self._approved(ref="B")
        with self.assertRaisesRegex(UserError, "decided"):
            confirmed.with_user(self.buyer)._dms_withdraw_order()
        self.assertEqual(confirmed.state, "sale")

    def test_who_answers_is_a_buyer_of_the_dealer(self):
        self._counter()
        for user in (self.finance, self.stocker, self.other_buyer, self.north_staff):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    self._mine(user)._dms_accept_counter(self._seal())
                with self.assertRaises(AccessError):
                    self._mine(user)._dms_withdraw_order()
        self.assertEqual(
            (self.order.dms_state, self.order.state), ("countered", "sent")
        )
        page = self._page(self.order, self.finance)
        self.assertEqual((page["can_accept"], page["can_withdraw"]), (False, False))

    def test_only_staff_of_the_region_proposes(self):
        for user in (self.south_staff, self.buyer, self.owner):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._mine(user).action_dms_counter()
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._mine(user)._dms_counter({})
        self.assertEqual(self.order.dms_state, "submitted")

    def test_view_only_dealers_answer_nothing(self):
        self._counter()
        self.dealer._dms_change_state("suspended", "audit", "view_only")
        with self.assertRaisesRegex(UserError, "audit"):
            self._mine()._dms_accept_counter(self._seal())
        self.assertEqual(self.order.dms_state, "countered")

    def test_an_order_being_worked_on_is_left_alone(self):
        self._counter()
        busy = UserError("Somebody else")
        with (
            patch.object(type(self.order), "_dms_lock_for_decision", side_effect=busy),
            self.assertRaisesRegex(UserError, "Somebody else"),
        ):
            self._mine()._dms_accept_counter(self._seal())
        self.assertEqual(self.order.dms_state, "countered")


@tagged("post_install", "-at_install")
class TestCounterPages(CounterCommon, HttpCase):
    """Before and after in one look, and one tap."""

    def _post(self, url, **data):
        token = Request.csrf_token(self)
        return self.url_open(url, data={"csrf_token": token, **data})

    def test_before_and_after_and_accepted_over_http(self):
        self._counter()
        self.authenticate(self.buyer.login, self.buyer.login)
        url = f"/my/dealer/orders/{self.order.id}"
        page = self.url_open(url).text
        self.assertRegex(page, r"<del[^>]*>\s*(<span>)?3")
        self.assertIn("Accept the changes", page)
        stale = self._post(f"{url}/accept", seen="old")
        self.assertIn("The proposal has changed", stale.text)
        done = self._post(f"{url}/accept", seen=self._seal())
        self.assertEqual(done.status_code, 200)
        self.assertNotIn("Accept the changes", done.text)
        self.assertEqual(self.order.dms_state, "approved")

    def test_a_buyer_answers_and_asks_on_a_phone(self):
        self._put(self.wine, 10)
        self._put(self.beer, 10)
        self._counter()
        self.browser_size = "390x844"
        self.start_tour(
            "/my/dealer",
            "dms_fulfilment_phone",
            login=self.buyer.login,
            timeout=TOUR_SECONDS,
        )
        self.assertEqual(self.order.dms_state, "approved")
        self.assertEqual(self.order.dms_change_ids.state, "withdrawn")
        self.assertEqual(self.wine_line.product_uom_qty, 2)

    def test_a_buyer_chooses_how_it_is_delivered_on_a_phone(self):
        drafts = self.env["dms.order.draft"].with_user(self.buyer)
        line = {"product_id": self.wine.id, "quantity": 1}
        reference = drafts._dms_save(0, {"lines": [line]})["draft"]["reference"]
        self.browser_size = "390x844"
        self.start_tour(
            "/my/dealer/order",
            "dms_policy_of_delivery_phone",
            login=self.buyer.login,
            timeout=TOUR_SECONDS,
        )
        placed = self.env["sale.order"].search([("client_order_ref", "=", reference)])
        self.assertEqual(placed.picking_policy, "one")

    def test_other_peoples_orders_are_closed(self):
        self._counter()
        url = f"/my/dealer/orders/{self.order.id}"
        self.authenticate(self.other_buyer.login, self.other_buyer.login)
        answer = self._post(f"{url}/accept", seen=self._seal())
        self.assertTrue(answer.url.endswith("/my/dealer/orders"))
        self.authenticate(self.finance.login, self.finance.login)
        self.assertIn("A buyer of your company answers", self.url_open(url).text)
        answer = self._post(f"{url}/accept", seen=self._seal())
        self.assertEqual(answer.status_code, 403)
        self.assertEqual(self.order.dms_state, "countered")
