from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .order_pad_common import OrderPadCommon


@tagged("post_install", "-at_install")
class TestHabits(OrderPadCommon):
    """What was ordered before, with the usual quantity and the last day."""

    def _ordered(self, quantity, days_ago, product=None, uom=None, **vals):
        product = product or self.wine
        return self.env["sale.order"].create(
            {
                "partner_id": self.dealer.id,
                "state": "sale",
                "date_order": fields.Datetime.now() - timedelta(days=days_ago),
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_id": (uom or product.uom_id).id,
                            "product_uom_qty": quantity,
                        }
                    )
                ],
                **vals,
            }
        )

    def test_usual_quantity_is_the_median_of_the_last_five_orders(self):
        # the sixth order from the end, 500, does not count: 2 6 7 9 100
        for quantity, days in ((500, 60), (9, 50), (2, 40), (100, 30), (7, 20), (6, 9)):
            self._ordered(quantity, days)
        self._ordered(3, 5, self.beer)
        self._ordered(99, 1, self.beer, state="cancel")

        beer, wine = self.drafts.env["dms.order.list"]._dms_source_lines("usual")[
            "lines"
        ]

        self.assertEqual((beer["product_id"], beer["quantity"]), (self.beer.id, 3.0))
        self.assertEqual((wine["quantity"], wine["orders"]), (7.0, 6))
        day = fields.Datetime.now() - timedelta(days=9)
        self.assertEqual(wine["day"], fields.Date.to_string(day.date()))

    def test_usual_unit_is_the_last_one(self):
        self._ordered(24, 30)
        self._ordered(24, 20)
        self._ordered(3, 10, uom=self.case)

        (line,) = self.dealer._dms_last_ordered()

        self.assertEqual(
            (line["uom_id"], line["quantity"], line["unit"]),
            (self.case.id, 3.0, "Case of 12"),
        )

    def test_what_may_no_longer_be_ordered_is_not_offered_again(self):
        self._ordered(4, 3)
        self._ordered(5, 2, self.beer)
        self.wine.categ_id = self.other_category

        self.assertEqual(
            [line["product_id"] for line in self.dealer._dms_last_ordered()],
            self.beer.ids,
        )

    def test_last_order_comes_back_line_by_line(self):
        sources = self.drafts.env["dms.order.list"]
        self.assertIsNone(sources._dms_sources()["last"])
        placed = self.drafts.env["sale.order"].dms_submit_order(
            {
                "client_order_ref": "PO-1",
                "lines": [
                    {"sku": "W-100", "uom_id": self.case.id, "quantity": 4},
                    {"sku": "B-7", "quantity": 1},
                ],
            }
        )
        self.beer.categ_id = self.other_category

        head = sources._dms_sources()["last"]
        read = sources._dms_source_lines("last")

        self.assertEqual((head["name"], head["count"]), (placed["name"], 2))
        (line,) = read["lines"]
        self.assertEqual(
            (line["product_id"], line["uom_id"], line["quantity"], read["gone"]),
            (self.wine.id, self.case.id, 4.0, 1),
        )


@tagged("post_install", "-at_install")
class TestSharedLists(OrderPadCommon):
    """Named lists belong to the dealer: all its buyers use them, nobody else does."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lists = cls.drafts.env["dms.order.list"]
        cls.plain = [
            {"product_id": cls.wine.id, "uom_id": cls.case.id, "quantity": 3},
            {"product_id": cls.beer.id, "uom_id": False, "quantity": 0},
        ]

    def test_colleague_finds_a_list_and_puts_it_on_the_pad(self):
        colleague = self._dealer_user(self.dealer, "owner")

        (kept,) = self.lists._dms_keep("  Week\u3000end ", self.plain)
        read = self.lists.with_user(colleague)._dms_source_lines("list", kept["id"])

        self.assertEqual((kept["name"], kept["count"]), ("Week end", 2))
        self.assertEqual(
            [(x["product_id"], x["uom_id"], x["quantity"]) for x in read["lines"]],
            [
                (self.wine.id, self.case.id, 3.0),
                (self.beer.id, self.beer.uom_id.id, 0.0),
            ],
        )

    def test_list_is_replaced_renamed_and_deleted(self):
        (kept,) = self.lists._dms_keep("A", self.plain)

        self.lists._dms_keep("", self.plain[:1], kept["id"])
        (renamed,) = self.lists._dms_rename(kept["id"], "B")
        gone = self.lists._dms_remove(kept["id"])

        self.assertEqual((renamed["name"], renamed["count"]), ("B", 1))
        self.assertEqual(gone, [])
        self.assertFalse(self.env["dms.order.list.line"].search([]))

    def test_names_are_refused_with_a_sentence_and_nothing_changes(self):
        (kept,) = self.lists._dms_keep("A", self.plain)
        for name in ("a", " ", None, "x" * 65, ["A"]):
            with self.subTest(name=name), self.assertRaises(UserError):
                self.lists._dms_keep(name, self.plain)
        with self.assertRaises(UserError):
            self.lists._dms_keep("Empty", [])
        with self.assertRaises(UserError):
            self.lists._dms_keep("Hidden", [{"product_id": self.tea.id, "quantity": 1}])
        self.assertEqual(
            [row["id"] for row in self.lists._dms_rename(kept["id"], "A")], [kept["id"]]
        )

    def test_another_dealer_neither_sees_nor_touches_a_list(self):
        (kept,) = self.lists._dms_keep("A", self.plain)
        stranger = self._dealer_user(self._dealer("Dealer B"), "owner")
        theirs = self.lists.with_user(stranger)

        self.assertEqual(theirs._dms_sources()["lists"], [])
        self.assertFalse(theirs.search([]))
        for call in (
            lambda: theirs._dms_source_lines("list", kept["id"]),
            lambda: theirs._dms_rename(kept["id"], "B"),
            lambda: theirs._dms_remove(kept["id"]),
            lambda: theirs._dms_keep("", self.plain, kept["id"]),
        ):
            with self.assertRaises(UserError):
                call()
        self.assertEqual(self.lists._dms_mine().name, "A")
        self.assertEqual(len(self.lists._dms_mine().line_ids), 2)

    def test_lists_of_another_company_stay_there(self):
        (kept,) = self.lists._dms_keep("A", self.plain)
        other = self.env["res.company"].create({"name": "Second Company"})
        self.lists._dms_mine().company_id = other

        self.assertEqual(self.lists._dms_sources()["lists"], [])
        with self.assertRaises(UserError):
            self.lists._dms_source_lines("list", kept["id"])
        (same_name,) = self.lists._dms_keep("A", self.plain)
        self.assertNotEqual(same_name["id"], kept["id"])
