from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from .order_pad_common import OrderPadCommon


@tagged("post_install", "-at_install")
class TestOrderPadSearch(OrderPadCommon):
    """A dealer finds what it may order, by whatever name, and nothing else."""

    def test_product_is_found_by_each_of_its_names(self):
        for term in (
            "W-100",
            "w-10",
            "red",
            "wine red",
            "红酒",
            "红",
            "690000000001",
            "1690000000001",
            "Ｗ－１００",
            "  Red   Wine ",
        ):
            with self.subTest(term=term):
                self.assertEqual(self._found(term)[:1], self.wine)

    def test_forbidden_product_is_never_found(self):
        for term in ("W-200", "Green Tea", "690000000003", "W-", "tea", ""):
            with self.subTest(term=term):
                self.assertNotIn(self.tea, self._found(term))
        self._authorize(self.dealer, self.other_category)
        self.assertIn(self.tea, self._found("W-200"))

    def test_wildcards_are_letters(self):
        for term in ("%", "_", "\\", "W_100", "W%", "'", '"', "%%%", "%s", "%(x)s"):
            with self.subTest(term=term):
                self.assertFalse(self._found(term))

    def test_what_is_no_text_counts_as_no_term(self):
        for term in (None, 7, [], {"a": 1}, "\0", " "):
            with self.subTest(term=term):
                self.assertEqual(self._found(term), self.beer | self.wine)

    def test_exact_code_comes_before_its_longer_kin_and_those_before_names(self):
        long = self._product("Zeta", default_code="W-1001")
        named = self._product("W-100 gift box", default_code="A-1")
        inside = self._product("Box with W-100", default_code="A-0")

        self.assertEqual(
            self._found("W-100").ids, [self.wine.id, long.id, named.id, inside.id]
        )

    def test_variant_is_found_by_its_value(self):
        attribute = self.env["product.attribute"].create(
            {
                "name": "Size",
                "value_ids": [
                    Command.create({"name": "Magnum"}),
                    Command.create({"name": "Half"}),
                ],
            }
        )
        template = self.env["product.template"].create(
            {
                "name": "Sparkling",
                "categ_id": self.category.id,
                "attribute_line_ids": [
                    Command.create(
                        {
                            "attribute_id": attribute.id,
                            "value_ids": [Command.set(attribute.value_ids.ids)],
                        }
                    )
                ],
            }
        )

        found = self._found("sparkling magnum")

        self.assertEqual(found, template.product_variant_ids[:1])
        self.assertEqual(found._dms_cards()[found.id]["name"], "Sparkling (Magnum)")

    def test_without_a_term_the_own_habits_come_first(self):
        other = self._dealer("Dealer B")
        old = fields.Datetime.now() - timedelta(days=200)
        for dealer, product, day, times in (
            (self.dealer, self.wine, fields.Datetime.now(), 1),
            (self.dealer, self.beer, fields.Datetime.now(), 2),
            (self.dealer, self.wine, old, 5),
            (other, self.wine, fields.Datetime.now(), 5),
        ):
            self.env["sale.order"].create(
                [
                    {
                        "partner_id": dealer.id,
                        "date_order": day,
                        "state": "sent",
                        "order_line": [Command.create({"product_id": product.id})],
                    }
                ]
                * times
            )

        # beer 2 orders, wine 1 in the last 180 days; those of others do not count
        self.assertEqual(self._found("").ids, [self.beer.id, self.wine.id])

    def test_new_dealer_sees_the_assortment_without_a_term(self):
        self.assertEqual(self._found(""), self.beer | self.wine)

    def test_result_carries_the_dealer_price_and_a_band(self):
        self._stock(self.wine, 40)

        found = self.drafts._dms_search("W-100")

        self.assertEqual(found[0]["price"], 9.0)  # 10 − 10 %
        self.assertEqual(found[0]["availability"]["band"], "in_stock")
        self.assertEqual(
            [(unit["name"], unit["factor"]) for unit in found[0]["uoms"]],
            [("Units", 1.0), ("Case of 12", 12.0)],
        )
        self.assertNotIn("40", str(found[0]["availability"]))

    def test_barcode_of_a_case_asks_for_the_case(self):
        (by_case,) = self.drafts._dms_search("1690000000001")
        (by_code,) = self.drafts._dms_search("W-100")

        self.assertEqual(by_case["unit_id"], self.case.id)
        self.assertEqual(by_case["price"], 108.0)  # 12 × (10 − 10 %)
        self.assertEqual(by_code["unit_id"], self.wine.uom_id.id)

    def test_queries_do_not_grow_with_the_results(self):
        for number in range(50):
            self._product(f"Many {number}", default_code=f"M-{number:02}")

        def count(amount):
            self.dealer._dms_pad_search("many", amount)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(len(self.dealer._dms_pad_search("many", amount)), amount)
            return self.env.cr.sql_log_count - before

        self.assertEqual(count(50), count(5))
