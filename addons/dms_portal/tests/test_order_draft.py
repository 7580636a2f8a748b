from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.dms_base.tests.common import DealerCommon


@tagged("post_install", "-at_install")
class TestOrderDraft(DealerCommon):
    """What a dealer types is kept, on every device, and ordered once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dealer = cls._dealer("Dealer A")
        cls.buyer = cls._dealer_user(cls.dealer, "buyer")
        cls.wine = cls._product("Wine", 10.0, default_code="W-1")
        cls.beer = cls._product("Beer", 2.0, default_code="B-1")
        cls.tea = cls._product("Tea", 5.0, category=cls.other_category)
        cls.drafts = cls.env["dms.order.draft"].with_user(cls.buyer)

    @classmethod
    def _line(cls, product, quantity, uom=None):
        uom_id = (uom or product.uom_id).id
        return {"product_id": product.id, "quantity": quantity, "uom_id": uom_id}

    def _save(self, version, *lines, **values):
        return self.drafts._dms_save(version, {"lines": list(lines), **values})

    def _kept(self, user=None):
        draft = self.drafts.with_user(user or self.buyer)._dms_find()
        return [(line["product_id"], line["quantity"]) for line in draft.lines]

    def test_opening_the_pad_writes_nothing(self):
        opened = self.drafts._dms_open_pad()

        self.assertEqual(opened["draft"]["version"], 0)
        self.assertFalse(opened["draft"]["reference"])
        self.assertFalse(self.drafts._dms_find())

    def test_saved_lines_come_back_with_their_cards(self):
        saved = self._save(0, self._line(self.wine, 3), note="Before noon")

        loaded = self.drafts._dms_load()["draft"]
        self.assertEqual(saved["draft"]["version"], 1)
        self.assertEqual(loaded["version"], 1)
        self.assertEqual(loaded["note"], "Before noon")
        self.assertEqual(loaded["lines"][0]["quantity"], 3.0)
        self.assertEqual([card["code"] for card in loaded["cards"]], ["W-1"])

    def test_reference_can_be_read_out_and_differs_per_person(self):
        other = self._dealer_user(self.dealer, "owner")
        self._save(0, self._line(self.wine, 1))
        self.drafts.with_user(other)._dms_save(0, {})

        mine = self.drafts._dms_find().reference
        others = self.drafts.with_user(other)._dms_find().reference
        self.assertRegex(mine, r"^W[2-9A-HJKMNP-Z]{5}-[2-9A-HJKMNP-Z]{5}$")
        self.assertNotEqual(mine, others)

    def test_second_device_gets_the_newer_state_instead_of_overwriting_it(self):
        self._save(0, self._line(self.wine, 1))
        self._save(1, self._line(self.wine, 2))

        answer = self._save(1, self._line(self.beer, 9))

        self.assertTrue(answer["conflict"])
        self.assertEqual(answer["draft"]["version"], 2)
        self.assertEqual(answer["draft"]["lines"][0]["quantity"], 2.0)
        self.assertEqual(self._kept(), [(self.wine.id, 2.0)])

    def test_same_product_and_unit_is_one_line_with_the_sum(self):
        self._save(
            0,
            self._line(self.wine, 1),
            self._line(self.beer, 4),
            {"product_id": self.wine.id, "quantity": "2"},
        )

        # 1 + 2 bottles; the line without a unit means the product's own unit
        self.assertEqual(self._kept(), [(self.wine.id, 3.0), (self.beer.id, 4.0)])

    def test_garbage_is_dropped_and_a_half_typed_quantity_is_kept_as_zero(self):
        self._save(
            0,
            self._line(self.wine, ""),
            "not a line",
            None,
            {"product_id": "7; DROP TABLE", "quantity": 1},
            {"product_id": -1, "quantity": 1},
            {"product_id": 2**40, "quantity": 1},
            {"product_id": True, "quantity": 1},
            {"product_id": self.beer.id, "quantity": "1e400"},
            requested_date="31/31/2030",
            shipping_partner_id=self.env.company.partner_id.id,
            note="a\0b",
        )

        draft = self.drafts._dms_find()
        self.assertEqual(self._kept(), [(self.wine.id, 0.0), (self.beer.id, 0.0)])
        self.assertFalse(draft.requested_date)
        self.assertFalse(draft.shipping_partner_id)
        self.assertEqual(draft.note, "ab")

    def test_label_outlives_the_authorization_and_tells_nothing_more(self):
        self._save(0, self._line(self.wine, 1), self._line(self.tea, 1))
        self.wine.sale_ok = False

        version = self._save(1, self._line(self.wine, 1), self._line(self.tea, 1))[
            "draft"
        ]["version"]

        loaded = self.drafts._dms_load()["draft"]
        labels = {line["product_id"]: line["label"] for line in loaded["lines"]}
        self.assertEqual(version, 2)
        self.assertEqual(labels, {self.wine.id: "[W-1] Wine", self.tea.id: False})
        self.assertFalse(loaded["cards"])

    def test_lines_from_elsewhere_are_put_on_top(self):
        self._save(0, self._line(self.wine, 1))

        self.drafts._dms_add_lines([self._line(self.wine, 2), self._line(self.beer, 5)])

        self.assertEqual(self._kept(), [(self.wine.id, 3.0), (self.beer.id, 5.0)])
        self.assertEqual(self.drafts._dms_find().version, 2)

    def test_submitting_places_the_order_and_starts_the_next_one(self):
        saved = self._save(0, self._line(self.wine, 3), note="Ring twice")["draft"]

        answer = self.drafts._dms_submit(saved["reference"], saved["version"])

        order = self.env["sale.order"].browse(answer["order"]["order_id"])
        draft = self.drafts._dms_find()
        self.assertTrue(answer["order"]["created"])
        self.assertEqual(order.client_order_ref, saved["reference"])
        self.assertEqual(order.dms_source, "portal")
        self.assertEqual(order.dms_note, "Ring twice")
        self.assertEqual(order.amount_untaxed, 30.0)  # 3 × 10
        self.assertNotEqual(draft.reference, saved["reference"])
        self.assertFalse(draft.lines)
        self.assertFalse(draft.note)

    def test_submitting_again_after_a_lost_answer_finds_the_same_order(self):
        saved = self._save(0, self._line(self.wine, 3))["draft"]
        first = self.drafts._dms_submit(saved["reference"], saved["version"])
        self._save(2, self._line(self.beer, 1))

        again = self.drafts._dms_submit(saved["reference"], saved["version"])

        self.assertFalse(again["order"]["created"])
        self.assertEqual(again["order"]["order_id"], first["order"]["order_id"])
        orders = self.env["sale.order"].search_count(
            [("dms_dealer_id", "=", self.dealer.id)]
        )
        self.assertEqual(orders, 1)
        self.assertEqual(self._kept(), [(self.beer.id, 1.0)])

    def test_unknown_reference_places_nothing(self):
        saved = self._save(0, self._line(self.wine, 3))["draft"]
        for reference in ("WXXXXX-XXXXX", "W\0", None, 7, ["W"], {"a": 1}):
            with self.subTest(reference=reference):
                answer = self.drafts._dms_submit(reference, saved["version"])
                self.assertTrue(answer["conflict"])
        self.assertFalse(
            self.env["sale.order"].search([("dms_dealer_id", "=", self.dealer.id)])
        )

    def test_order_changed_on_another_device_is_shown_before_it_is_placed(self):
        saved = self._save(0, self._line(self.wine, 3))["draft"]
        self._save(1, self._line(self.wine, 300))

        answer = self.drafts._dms_submit(saved["reference"], saved["version"])

        self.assertTrue(answer["conflict"])
        self.assertEqual(answer["draft"]["lines"][0]["quantity"], 300.0)
        self.assertFalse(
            self.env["sale.order"].search([("dms_dealer_id", "=", self.dealer.id)])
        )

    def test_refused_order_leaves_the_draft_as_it_was(self):
        saved = self._save(
            0,
            self._line(self.wine, 3),
            self._line(self.tea, 1),
            self._line(self.beer, 0),
        )["draft"]

        answer = self.drafts._dms_submit(saved["reference"], saved["version"])

        # beside the lines stands what is wrong with them; nothing else is wrong
        self.assertEqual(answer, {"error": "", "faults": 2})
        errors = [
            line.get("error") for line in self.drafts._dms_load()["quote"]["lines"]
        ]
        self.assertEqual(len(list(filter(None, errors))), 2)
        self.assertEqual(self.drafts._dms_find().reference, saved["reference"])
        self.assertEqual(len(self._kept()), 3)
        self.assertFalse(
            self.env["sale.order"].search([("dms_dealer_id", "=", self.dealer.id)])
        )

    def test_failure_after_the_order_leaves_neither_order_nor_empty_draft(self):
        saved = self._save(0, self._line(self.wine, 3))["draft"]

        message = "The messenger is ill."

        def broken(order):
            raise UserError(message)

        with patch.object(
            type(self.env["sale.order"]), "_dms_announce_submitted", broken
        ):
            answer = self.drafts._dms_submit(saved["reference"], saved["version"])

        self.assertEqual(answer["error"], message)
        self.assertEqual(self._kept(), [(self.wine.id, 3.0)])
        self.assertFalse(
            self.env["sale.order"].search([("dms_dealer_id", "=", self.dealer.id)])
        )

    def test_only_buyers_and_owners_write_orders(self):
        nobody = self.env["res.users"].browse(self.env.ref("base.public_user").id)
        others = (
            self._dealer_user(self.dealer, "finance"),
            self._dealer_user(self.dealer, "stock"),
            nobody,
        )
        for user in others:
            drafts = self.drafts.with_user(user)
            for call in (
                drafts._dms_open_pad,
                drafts._dms_load,
                lambda: drafts._dms_search(""),  # noqa: B023
                lambda: drafts._dms_quote([], None),  # noqa: B023
                lambda: drafts._dms_save(0, {}),  # noqa: B023
                lambda: drafts._dms_add_lines([]),  # noqa: B023
                lambda: drafts._dms_submit("W", 0),  # noqa: B023
            ):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    call()
        self.assertFalse(self.env["dms.order.draft"].search([]))

    def test_nobody_reads_or_writes_the_draft_of_another(self):
        stranger = self._dealer_user(self._dealer("Dealer B"), "owner")
        colleague = self._dealer_user(self.dealer, "owner")
        self._save(0, self._line(self.wine, 1))
        draft = self.drafts._dms_find()

        for user in (stranger, colleague):
            seen = draft.with_user(user).sudo(False)
            self.assertFalse(seen.search([]))
            self.assertFalse(seen.has_access("read"))
        for user in (stranger, colleague, self.buyer):
            with self.assertRaises(AccessError):
                draft.with_user(user).sudo(False).write({"note": "mine now"})
        self.assertFalse(draft.note)

    def test_dealer_who_may_only_look_cannot_save(self):
        self._save(0, self._line(self.wine, 1))
        self.dealer._dms_change_state("suspended", "Arrears", suspension="view_only")

        with self.assertRaises(UserError):
            self._save(1, self._line(self.wine, 2))

        self.assertTrue(self.drafts._dms_open_pad()["is_read_only"])
        self.assertEqual(self._kept(), [(self.wine.id, 1.0)])

    def test_suspended_dealer_keeps_the_draft_and_reads_why(self):
        saved = self._save(0, self._line(self.wine, 1))["draft"]
        self.dealer._dms_change_state("suspended", "Arrears", suspension="no_order")

        answer = self.drafts._dms_submit(saved["reference"], saved["version"])

        self.assertIn("Arrears", answer["error"])
        self.assertIn("Arrears", self.drafts._dms_load()["quote"]["block"])
        self.assertEqual(self._kept(), [(self.wine.id, 1.0)])
