import random
from decimal import Decimal

from odoo.fields import Command
from odoo.tests import tagged

from .order_pad_common import OrderPadCommon


@tagged("post_install", "-at_install")
class TestPriceBreaks(OrderPadCommon):
    """Steps of the price and the hint keep their word: ordering so costs so."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.base = cls.env["product.pricelist"].create(
            {
                "name": "Base",
                "item_ids": [
                    cls._rule(0, compute_price="percentage", percent_price=5.0),
                    cls._rule(30, compute_price="percentage", percent_price=20.0),
                ],
            }
        )
        cls.prices = cls.env["product.pricelist"].create(
            {
                "name": "Breaks",
                "item_ids": [
                    cls._fixed(cls.wine, 10.0, 0),
                    cls._fixed(cls.wine, 9.5, 50),
                    cls._fixed(cls.wine, 9.0, 100),
                    cls._fixed(cls.tea, 1.0, 7),
                    cls._rule(
                        0,
                        compute_price="formula",
                        base="pricelist",
                        base_pricelist_id=cls.base.id,
                    ),
                ],
            }
        )
        cls.dealer.specific_property_product_pricelist = cls.prices

    @classmethod
    def _rule(cls, quantity, **vals):
        return Command.create(
            {"applied_on": "3_global", "min_quantity": quantity, **vals}
        )

    @classmethod
    def _fixed(cls, product, price, quantity):
        return Command.create(
            {
                "applied_on": "1_product",
                "product_tmpl_id": product.product_tmpl_id.id,
                "compute_price": "fixed",
                "fixed_price": price,
                "min_quantity": quantity,
            }
        )

    def _line(self, product, quantity, uom=None):
        return self._quote((product, quantity, uom))["lines"][0]

    def _breaks(self, line):
        return [(step["quantity"], step["price"]) for step in line["breaks"]]

    def test_steps_are_those_of_the_dealer_s_price_list(self):
        self.assertEqual(
            self._breaks(self._line(self.wine, 1)), [(1, 10.0), (50, 9.5), (100, 9.0)]
        )

    def test_steps_of_a_list_below_count_too(self):
        # 2.00 less 5 %, and less 20 % from 30 on
        self.assertEqual(
            self._breaks(self._line(self.beer, 1)), [(1.0, 1.9), (30.0, 1.6)]
        )

    def test_steps_are_told_in_the_unit_of_the_line(self):
        # cases of 12: 50 bottles are reached with 5 cases, 100 with 9
        line = self._line(self.wine, 4, self.case)

        self.assertEqual(self._breaks(line), [(1, 120.0), (5, 114.0), (9, 108.0)])
        self.assertEqual(line["nudge"]["added"], 1.0)
        # 4 cases cost 480, 5 cost 570: more in all, 5 × 6 less than at 120
        self.assertEqual(line["nudge"]["saved"], 30.0)

    def test_product_with_one_price_has_no_steps(self):
        self.dealer.specific_property_product_pricelist = self._pricelist("Flat", 3.0)

        line = self._line(self.wine, 44)

        self.assertEqual((line["breaks"], line["nudge"]), ([], None))

    def test_hint_says_what_more_saves(self):
        per_unit = self._line(self.wine, 44)["nudge"]
        in_all = self._line(self.wine, 48)["nudge"]

        # 50 × (10 − 9.50); and 48 × 10 against 50 × 9.50
        self.assertEqual(
            (per_unit["added"], per_unit["saved"], per_unit["is_less_in_all"]),
            (6.0, 25.0, False),
        )
        self.assertEqual(
            (in_all["added"], in_all["saved"], in_all["is_less_in_all"]),
            (2.0, 5.0, True),
        )
        self.assertIsNone(self._line(self.wine, 10)["nudge"])

    def test_hint_keeps_the_order_rules(self):
        rules = self.env["dms.order.rule"]
        case = rules.create(
            {
                "name": "Cases",
                "kind": "multiple",
                "quantity": 12,
                "uom_id": self.wine.uom_id.id,
                "product_ids": [Command.set(self.wine.ids)],
            }
        )
        hint = self._line(self.wine, 48)["nudge"]
        # the next twelve from 50 on: 60 × (10 − 9.50)
        self.assertEqual((hint["quantity"], hint["saved"]), (60.0, 30.0))

        case.unlink()
        rules.create(
            {
                "name": "Most",
                "kind": "maximum",
                "quantity": 49,
                "uom_id": self.wine.uom_id.id,
                "product_ids": [Command.set(self.wine.ids)],
            }
        )
        self.assertIsNone(self._line(self.wine, 48)["nudge"])

    def test_whatever_is_ordered_the_hint_keeps_its_word(self):
        dice = random.Random(5)
        for attempt in range(30):
            product = dice.choice([self.wine, self.beer])
            uom = dice.choice(list(product.uom_id | product.uom_ids))
            quantity = dice.randint(1, 120)
            with self.subTest(attempt=attempt, product=product.name, quantity=quantity):
                line = self._line(product, quantity, uom)
                for step in line["breaks"]:
                    there = self._line(product, step["quantity"], uom)
                    self.assertAlmostEqual(there["price"], step["price"], 6)
                hint = line["nudge"]
                if hint:
                    there = self._line(product, hint["quantity"], uom)
                    self.assertLess(there["price"], line["price"])
                    less = line["subtotal"] - there["subtotal"]
                    dearer = line["price"] * hint["quantity"] - there["subtotal"]
                    self.assertAlmostEqual(
                        hint["saved"], less if less > 0 else dearer, 2
                    )

    def test_queries_do_not_grow_with_the_lines(self):
        goods = [self._product(f"Goods {n}", 5.0 + n) for n in range(40)]
        self.prices.item_ids = [
            command
            for product in goods
            for command in (self._fixed(product, 4.0, 10), self._fixed(product, 3, 20))
        ]

        def count(amount):
            lines = [(product, 8, product.uom_id) for product in goods[:amount]]
            self._quote(*lines)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            quoted = self._quote(*lines)["lines"]
            self.assertEqual(sum(len(line["breaks"]) for line in quoted), 3 * amount)
            return self.env.cr.sql_log_count - before

        self.assertEqual(count(40), count(4))


@tagged("post_install", "-at_install")
class TestFreight(OrderPadCommon):
    """What the order comes to in cases, weight and volume."""

    def test_cases_weight_and_volume_are_summed_over_units(self):
        self.env["decimal.precision"].search([("name", "=", "Volume")]).digits = 4
        self.wine.write({"weight": 1.5, "volume": 0.002})
        self.beer.write({"weight": 0.5, "volume": 0.0})

        freight = self._quote(
            (self.wine, 3, self.case), (self.wine, 6, None), (self.beer, 10, None)
        )["freight"]

        # 42 bottles of wine are 3.5 cases; beer has no packaging
        self.assertEqual(freight["cases"], 3.5)
        self.assertEqual(freight["weight"], float(Decimal("68")))  # 42 × 1.5 + 10 × 0.5
        self.assertEqual(freight["volume"], 0.084)  # 42 × 0.002
        self.assertEqual(
            (freight["is_weight_partial"], freight["is_volume_partial"]), (False, True)
        )
        self.assertEqual(freight["weight_unit"], "kg")
