import psycopg2

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.http import Request
from odoo.tests import HttpCase, tagged
from odoo.tests.common import new_test_user
from odoo.tools import mute_logger

from .fulfilment_common import FulfilmentCommon


class ChangeCommon(FulfilmentCommon):
    """A confirmed order of 3 wine at 9.00 and 5 beer at 1.80, in stock."""

    def setUp(self):
        super().setUp()
        self._put(self.wine, 50)
        self._put(self.beer, 50)
        self.order = self._approved()
        self.wine_line, self.beer_line = self.order.order_line

    def _ask(self, user=None, **form):
        form = form or {f"qty_{self.wine_line.id}": "2", "note": "Too many"}
        return self.order.with_user(user or self.buyer)._dms_request_change(form)

    def _quantity(self, line, quantity):
        return {f"qty_{line.id}": str(quantity)}

    def _answer(self, change, how, text="", user=None, **more):
        staff = user or self.north_staff
        action = change.with_user(staff).action_dms_answer()
        wizard = self.env[action["res_model"]].with_user(staff)
        wizard = wizard.with_context(**action["context"]).create({"text": text, **more})
        return getattr(wizard, f"action_{how}")()

    def _assert_unchanged(self):
        self.assertEqual(self.order.order_line.mapped("product_uom_qty"), [3.0, 5.0])
        self.assertEqual(self.order.state, "sale")


@tagged("post_install", "-at_install")
class TestOrderChange(ChangeCommon):
    """A dealer asks, the brand answers, and the order follows natively."""

    def test_a_request_changes_nothing_and_is_on_somebodys_list(self):
        change = self._ask()
        self._assert_unchanged()
        self.assertEqual((change.state, change.user_id), ("open", self.buyer))
        self.assertEqual(
            [(line.product_id, line.old_qty, line.new_qty) for line in change.line_ids],
            [(self.wine, 3.0, 2.0)],
        )
        kind = self.env.ref("dms_portal.mail_activity_type_change")
        self.assertEqual(self.order.activity_ids.activity_type_id, kind)
        page = self._page(self.order)
        self.assertEqual((page["change"], page["can_change"]), (change, False))
        found = self.env["dms.order.change"].with_user(self.north_staff).search([])
        self.assertEqual(found, change)
        self.assertFalse(
            self.env["dms.order.change"].with_user(self.south_staff).search([])
        )

    def test_accepted_less_leaves_less_to_ship(self):
        change = self._ask()
        self._answer(change, "accept", "Done")
        self.assertEqual(self.wine_line.product_uom_qty, 2)
        self.assertEqual(self.order.amount_total, 27.0)
        moves = self.order.picking_ids.move_ids.filtered(lambda m: m.state != "cancel")
        self.assertEqual(
            {move.product_id: move.product_uom_qty for move in moves},
            {self.wine: 2.0, self.beer: 5.0},
        )
        self.assertEqual(
            (change.state, change.answered_by_id), ("accepted", self.north_staff)
        )
        self.assertFalse(
            self.order.activity_search(["dms_portal.mail_activity_type_change"])
        )
        told = self.order.message_ids.filtered(
            lambda m: "accepted what" in (m.body or "")
        )
        self.assertIn(self.buyer.partner_id, told.partner_ids)

    def test_accepted_more_is_procured_and_promised_anew(self):
        self._coming(self.beer, 100, 12)
        change = self._ask(**self._quantity(self.beer_line, 60))
        self._answer(change, "accept")
        moves = self.order.picking_ids.move_ids.filtered(
            lambda m: m.product_id == self.beer
        )
        self.assertEqual(sum(moves.mapped("product_uom_qty")), 60)
        # 50 are there, the last 10 come in 12 days
        self.assertEqual(self.beer_line.dms_promised_date, self._day(12))
        self.assertEqual(self.wine_line.dms_promised_date, self._day(0))

    def test_a_line_taken_out_is_not_shipped(self):
        self._answer(self._ask(**self._quantity(self.wine_line, 0)), "accept")
        moves = self.order.picking_ids.move_ids
        self.assertEqual(
            {move.product_id: move.state for move in moves},
            {self.wine: "cancel", self.beer: "assigned"},
        )
        moves.filtered(lambda move: move.product_id == self.beer).picked = True
        self.order.picking_ids.button_validate()
        self.assertEqual(self.order.order_line.mapped("qty_delivered"), [0.0, 5.0])
        self.assertEqual(self.order.dms_progress, "shipped")

    def test_another_day_moves_the_delivery(self):
        day = self._day(30)
        change = self._ask(requested_date=fields.Date.to_string(day))
        self.assertEqual(change.requested_date, day)
        self._answer(change, "accept")
        self.assertEqual(self.order.commitment_date.date(), day)
        self.assertEqual(self.order.picking_ids.scheduled_date.date(), day)
        self.assertEqual(self.order.dms_promised_date, day)

    def test_accepted_cancellation_cancels_order_and_delivery(self):
        change = self._ask(kind="cancel", note="Project stopped")
        self._assert_unchanged()
        self._answer(change, "accept")
        self.assertEqual(self.order.state, "cancel")
        self.assertEqual(set(self.order.picking_ids.mapped("state")), {"cancel"})
        self.assertEqual(self.order.dms_progress, "cancelled")

    def test_refusal_needs_a_reason_and_changes_nothing(self):
        change = self._ask()
        with self.assertRaises(UserError):
            self._answer(change, "refuse", "  ")
        self.assertEqual(change.state, "open")
        self._answer(change, "refuse", "On the truck")
        self._assert_unchanged()
        self.assertEqual((change.state, change.answer), ("refused", "On the truck"))
        with self.assertRaisesRegex(UserError, "Refused"):
            self._answer(change, "accept")
        self._assert_unchanged()

    def test_the_dealer_withdraws(self):
        change = self._ask()
        self.order.with_user(self.buyer)._dms_withdraw_change()
        self.assertEqual(change.state, "withdrawn")
        self.order.with_user(self.buyer)._dms_withdraw_change()
        with self.assertRaises(UserError):
            self._answer(change, "accept")
        self._assert_unchanged()
        self.assertEqual(self._ask().state, "open", "and may ask again")

    def test_the_same_request_twice_is_one(self):
        change = self._ask()
        self.assertEqual(self._ask(), change)
        with self.assertRaisesRegex(UserError, "already"):
            self._ask(**self._quantity(self.wine_line, 1))
        self.assertEqual(self.order.dms_change_ids, change)

    def test_the_database_keeps_one_open_request(self):
        change = self._ask()
        vals = {
            "order_id": self.order.id,
            "dealer_id": self.dealer.id,
            "kind": "cancel",
        }
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.UniqueViolation),
            self.env.cr.savepoint(),
        ):
            self.env["dms.order.change"].create(vals)
        self.order.with_user(self.buyer)._dms_withdraw_change()
        self.env["dms.order.change"].create(vals)
        self.assertEqual(change.state, "withdrawn")

    def test_what_cannot_be_read_or_says_nothing_is_refused(self):
        line = self.wine_line.id
        cases = (
            ({"note": "hm"}, "Nothing is different"),
            ({f"qty_{line}": "3"}, "Nothing is different"),
            ({f"qty_{line}": "many"}, "not a number"),
            ({f"qty_{line}": "-1"}, "not a number"),
            ({f"qty_{line}": "NaN"}, "not a number"),
            ({f"qty_{line}": "1e12"}, "not a number"),
            ({"requested_date": "2001-01-01"}, "today or later"),
            ({"requested_date": "soon"}, "today or later"),
            ({f"qty_{line}": "0", f"qty_{self.beer_line.id}": "0"}, "cancel"),
        )
        for form, words in cases:
            with self.subTest(form=form), self.assertRaisesRegex(UserError, words):
                self._ask(**form)
        self.assertFalse(self.order.dms_change_ids)

    def test_lines_of_other_orders_are_not_reached(self):
        stranger = self._order(self._line(self.wine, 7), ref="B").order_line
        with self.assertRaisesRegex(UserError, "Nothing is different"):
            self._ask(**self._quantity(stranger, 1))
        self.assertEqual(stranger.product_uom_qty, 7)


@tagged("post_install", "-at_install")
class TestOrderChangeLimits(ChangeCommon):
    """Until when, by whom, and within which limits."""

    def test_what_is_picked_or_shipped_stays(self):
        picking = self.order.picking_ids
        wine_move = picking.move_ids.filtered(lambda m: m.product_id == self.wine)
        wine_move.picked = True
        with self.assertRaisesRegex(UserError, "Nothing is different"):
            self._ask()
        with self.assertRaisesRegex(UserError, "packed or on their way"):
            self._ask(kind="cancel")
        self._answer(self._ask(**self._quantity(self.beer_line, 4)), "accept")
        self.assertEqual(self.beer_line.product_uom_qty, 4)

    def test_what_is_packed_stays(self):
        package = self.env["stock.package"].create({"name": "P-1"})
        self.order.picking_ids.move_line_ids.result_package_id = package
        self.assertFalse(self._page(self.order)["can_change"])
        with self.assertRaisesRegex(UserError, "packed or on their way"):
            self._ask(kind="cancel")

    def test_packed_between_request_and_answer(self):
        change = self._ask()
        self.order.picking_ids.move_ids.picked = True
        with self.assertRaisesRegex(UserError, "packed or on their way"):
            self._answer(change, "accept")
        self._assert_unchanged()
        self.assertEqual(change.state, "open")

    def test_after_the_rest_of_a_part_is_shipped_only_the_rest_can_change(self):
        self._ship(self.order, {self.wine: 0, self.beer: 5})
        self.assertEqual(self.order.dms_progress, "part_shipped")
        with self.assertRaisesRegex(UserError, "packed or on their way"):
            self._ask(kind="cancel")
        self._answer(self._ask(), "accept")
        self.assertEqual(self.wine_line.product_uom_qty, 2)

    def test_hours_before_the_delivery(self):
        self.company.dms_change_cutoff_hours = 24
        self.order.picking_ids.scheduled_date = fields.Datetime.add(
            fields.Datetime.now(), hours=25
        )
        self.assertTrue(self._page(self.order)["can_change"])
        self.order.picking_ids.scheduled_date = fields.Datetime.add(
            fields.Datetime.now(), hours=23
        )
        self.assertFalse(self._page(self.order)["can_change"])
        with self.assertRaisesRegex(UserError, "24 hours"):
            self._ask()

    def test_an_order_that_waits_or_is_cancelled_has_no_request(self):
        waiting = self._order(ref="B")
        for order in (waiting, self.order):
            if order == self.order:
                order._action_cancel()
            with self.subTest(order.state), self.assertRaises(UserError):
                order.with_user(self.buyer)._dms_request_change({"kind": "cancel"})
            self.assertFalse(order.dms_change_ids)

    def test_order_rules_hold_for_what_is_asked(self):
        self.env["dms.order.rule"].create(
            {
                "name": "Few",
                "kind": "maximum",
                "quantity": 6,
                "product_ids": self.beer.ids,
            }
        )
        with self.assertRaisesRegex(UserError, "at most 6"):
            self._ask(**self._quantity(self.beer_line, 7))
        self._answer(self._ask(**self._quantity(self.beer_line, 6)), "accept")
        self.assertEqual(self.beer_line.product_uom_qty, 6)

    def test_a_rule_made_meanwhile_stops_staff_but_not_a_manager_with_a_reason(self):
        change = self._ask(**self._quantity(self.beer_line, 7))
        self.env["dms.order.rule"].create(
            {
                "name": "Few",
                "kind": "maximum",
                "quantity": 6,
                "product_ids": self.beer.ids,
            }
        )
        with self.assertRaisesRegex(UserError, "at most 6"), self.env.cr.savepoint():
            self._answer(change, "accept")
        self._assert_unchanged()
        manager = self._staff(group="manager")
        with self.assertRaisesRegex(UserError, "Say why"), self.env.cr.savepoint():
            self._answer(change, "accept", user=manager, override=True)
        self._answer(change, "accept", "Agreed by phone", manager, override=True)
        self.assertEqual(self.beer_line.product_uom_qty, 7)
        self.assertEqual(self.order.dms_rule_override, "Agreed by phone")

    def test_dearer_than_the_credit_stops_less_does_not(self):
        self.dealer.credit_limit = 40.0  # the order uses 36.00 of it
        change = self._ask(**self._quantity(self.wine_line, 4))
        # 4 × 9.00 + 5 × 1.80 = 45.00: 5.00 too many
        with self.assertRaisesRegex(UserError, r"5\.00"), self.env.cr.savepoint():
            self._answer(change, "accept")
        self._assert_unchanged()
        self._answer(change, "refuse", "Credit")
        self.dealer.credit_limit = 30.0
        self._answer(self._ask(), "accept")  # 27.00, less than before
        self.assertEqual(self.order.amount_total, 27.0)

    def test_dearer_needs_the_approvals_of_its_amount(self):
        approver = new_test_user(self.env, "approver", "dms_base.group_dms_manager")
        self.env["dms.approval.rule"].create(
            {
                "name": "Large order",
                "res_model": "sale.order",
                "condition": "[('amount_total', '>=', 40)]",
                "approver_kind": "users",
                "approver_user_ids": approver.ids,
            }
        )
        change = self._ask(**self._quantity(self.wine_line, 4))
        with self.assertRaisesRegex(UserError, "Large order"), self.env.cr.savepoint():
            self._answer(change, "accept")
        self._assert_unchanged()
        self._answer(change, "accept", user=approver)
        self.assertEqual(self.wine_line.product_uom_qty, 4)

    def test_who_asks_is_a_buyer_of_the_dealer(self):
        for user in (self.finance, self.stocker, self.other_buyer, self.north_staff):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    self._ask(user)
                with self.assertRaises(AccessError):
                    self.order.with_user(user)._dms_change_page()
        self.assertFalse(self.order.dms_change_ids)
        change = self._ask(self.owner)
        for user in (self.finance, self.stocker, self.other_buyer):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    self.order.with_user(user)._dms_withdraw_change()
                found = self.env["dms.order.change"].with_user(user)
                self.assertFalse(found.has_access("read") and found.search([]))
        self.assertEqual(change.state, "open")

    def test_who_answers_is_staff_of_the_region(self):
        change = self._ask()
        for user in (self.south_staff, self.buyer, self.owner):
            for method, arguments in (("_dms_accept", []), ("_dms_refuse", ["no"])):
                with self.subTest(user=user.login, method=method):
                    with self.assertRaises(AccessError):
                        getattr(change.with_user(user), method)(*arguments)
        self.assertEqual(change.state, "open")
        self._assert_unchanged()

    def test_requests_are_not_written_by_hand(self):
        change = self._ask()
        for user in (self.buyer, self.owner, self.north_staff):
            mine = change.with_user(user)
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    mine.write({"state": "accepted"})
                with self.assertRaises(AccessError):
                    mine.copy({"order_id": self.order.id})
                with self.assertRaises(AccessError):
                    mine.unlink()


@tagged("post_install", "-at_install")
class TestOrderChangePages(ChangeCommon, HttpCase):
    """Asked for on the phone."""

    def _post(self, url, **data):
        token = Request.csrf_token(self)
        return self.url_open(url, data={"csrf_token": token, **data})

    def test_asked_and_withdrawn_over_http(self):
        self.authenticate(self.buyer.login, self.buyer.login)
        url = f"/my/dealer/orders/{self.order.id}"
        self.assertIn(f"{url}/change", self.url_open(url).text)
        page = self.url_open(f"{url}/change").text
        self.assertIn(f"qty_{self.wine_line.id}", page)
        wrong = self._post(f"{url}/change/send", kind="change", note="hello")
        self.assertIn("Nothing is different", wrong.text)
        self.assertIn("hello", wrong.text, "what was typed stays")
        form = {f"qty_{self.wine_line.id}": "2", "kind": "change"}
        self._post(f"{url}/change/send", **form)
        again = self._post(f"{url}/change/send", **form)
        self.assertIn("You asked for a change", again.text)
        self.assertEqual(len(self.order.dms_change_ids), 1)
        self._post(f"{url}/change/withdraw")
        self.assertEqual(self.order.dms_change_ids.state, "withdrawn")

    def test_other_peoples_orders_are_closed(self):
        url = f"/my/dealer/orders/{self.order.id}/change"
        self.authenticate(self.other_buyer.login, self.other_buyer.login)
        self.assertTrue(self.url_open(url).url.endswith("/my/dealer/orders"))
        answer = self._post(f"{url}/send", kind="cancel")
        self.assertTrue(answer.url.endswith("/my/dealer/orders"))
        self.authenticate(self.finance.login, self.finance.login)
        self.assertEqual(self.url_open(url).status_code, 403)
        self.assertEqual(self._post(f"{url}/send", kind="cancel").status_code, 403)
        self.assertFalse(self.order.dms_change_ids)
