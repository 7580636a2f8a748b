import random
from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from .order_pad_common import OrderPadCommon


@tagged("post_install", "-at_install")
class TestOrderPadQuote(OrderPadCommon):
    """The pad's price is the order's price, to the cent, and faults say what to do."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tax_added = cls._tax("Added", 13.0, False)
        cls.tax_within = cls._tax("Within", 6.0, True)
        cls.base_list = cls.env["product.pricelist"].create(
            {
                "name": "Base",
                "item_ids": [
                    cls._item("3_global", "percentage", percent_price=3.0),
                    cls._item(
                        "2_product_category",
                        "formula",
                        categ_id=cls.category.id,
                        price_discount=7.0,
                        price_round=0.05,
                        price_surcharge=0.01,
                        min_quantity=20,
                    ),
                ],
            }
        )
        cls.dealer_list = cls.env["product.pricelist"].create(
            {
                "name": "Breaks",
                "item_ids": [
                    cls._item(
                        "3_global",
                        "formula",
                        base="pricelist",
                        base_pricelist_id=cls.base_list.id,
                        price_discount=5.0,
                    ),
                    cls._item(
                        "3_global", "percentage", percent_price=11.5, min_quantity=6
                    ),
                    cls._item(
                        "1_product",
                        "fixed",
                        product_tmpl_id=cls.wine.product_tmpl_id.id,
                        fixed_price=7.77,
                        min_quantity=12,
                    ),
                    cls._item(
                        "0_product_variant",
                        "fixed",
                        product_tmpl_id=cls.beer.product_tmpl_id.id,
                        product_id=cls.beer.id,
                        fixed_price=1.333,
                        min_quantity=48,
                    ),
                ],
            }
        )

    @classmethod
    def _item(cls, applied_on, compute_price, **vals):
        return Command.create(
            {"applied_on": applied_on, "compute_price": compute_price, **vals}
        )

    @classmethod
    def _tax(cls, name, amount, is_included):
        return cls.env["account.tax"].create(
            {
                "name": name,
                "amount": amount,
                "type_tax_use": "sale",
                "price_include_override": "tax_included"
                if is_included
                else "tax_excluded",
            }
        )

    def _assert_quote_equals_order(self, lines):
        quote = self._quote(*lines)
        result = (
            self.env["sale.order"]
            .with_user(self.buyer)
            .dms_submit_order(
                {
                    "client_order_ref": f"T-{random.getrandbits(60):x}",
                    "lines": [
                        {"product_id": p.id, "quantity": q, "uom_id": u.id}
                        for p, q, u in lines
                    ],
                }
            )
        )
        order = self.env["sale.order"].browse(result["order_id"])
        self.assertEqual(
            [(line["subtotal"], line["total"]) for line in quote["lines"]],
            [(line.price_subtotal, line.price_total) for line in order.order_line],
        )
        for line, ordered in zip(quote["lines"], order.order_line, strict=True):
            net = ordered.price_unit * (1 - ordered.discount / 100)
            self.assertAlmostEqual(line["price"], net, 9)
        self.assertEqual(
            quote["totals"],
            {
                "untaxed": order.amount_untaxed,
                "tax": order.amount_tax,
                "total": order.amount_total,
            },
        )
        self.assertEqual(quote["currency"]["name"], order.currency_id.name)

    def _random_lines(self, dice):
        goods = [self.wine, self.beer, *self.goods]
        lines = []
        for product in dice.sample(goods, dice.randint(1, len(goods))):
            uom = dice.choice(list(product.uom_id | product.uom_ids))
            quantity = dice.choice([1, 2, 5, 6, 11.5, 12, 19.99, 20, 48, 333])
            lines.append((product, quantity, uom))
        return lines

    def _random_goods(self, dice):
        self.goods = [
            self._product(
                f"Goods {number}",
                dice.choice([0.99, 1.05, 3.333, 17.5, 250]),
                taxes_id=[
                    Command.set(
                        dice.choice(
                            [
                                [],
                                self.tax_added.ids,
                                self.tax_within.ids,
                                (self.tax_added | self.tax_within).ids,
                            ]
                        )
                    )
                ],
                uom_ids=[Command.set(dice.choice([[], self.case.ids]))],
            )
            for number in range(8)
        ]

    def test_quote_equals_the_order_whatever_is_asked(self):
        dice = random.Random(20300801)
        self._random_goods(dice)
        self.dealer.specific_property_product_pricelist = self.dealer_list
        for rounding in ("round_per_line", "round_globally"):
            self.company.tax_calculation_rounding_method = rounding
            for attempt in range(12):
                with self.subTest(rounding=rounding, attempt=attempt):
                    self._assert_quote_equals_order(self._random_lines(dice))

    def test_quote_equals_the_order_with_discounts_in_sight(self):
        dice = random.Random(7)
        self._random_goods(dice)
        self.env.ref("base.group_user")._apply_group(
            self.env.ref("sale.group_discount_per_so_line")
        )
        self.dealer.specific_property_product_pricelist = self.dealer_list
        for attempt in range(6):
            with self.subTest(attempt=attempt):
                self._assert_quote_equals_order(self._random_lines(dice))

    def test_quote_equals_the_order_in_another_currency_and_tax_place(self):
        dice = random.Random(8)
        self._random_goods(dice)
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.env["res.currency.rate"].create(
            {"currency_id": euro.id, "name": "2020-01-01", "rate": 0.1234}
        )
        self.dealer_list.currency_id = euro
        self.base_list.currency_id = euro
        free = self._tax("Free", 0.0, False)
        free.original_tax_ids = self.tax_added | self.tax_within
        self.dealer.property_account_position_id = self.env[
            "account.fiscal.position"
        ].create({"name": "Free zone", "tax_ids": [Command.set(free.ids)]})
        self.dealer.specific_property_product_pricelist = self.dealer_list
        for attempt in range(4):
            with self.subTest(attempt=attempt):
                self._assert_quote_equals_order(self._random_lines(dice))

    def test_price_break_counts_cases_in_bottles(self):
        self.dealer.specific_property_product_pricelist = self.dealer_list

        bottles, cases = self._quote((self.wine, 11, None), (self.wine, 1, self.case))[
            "lines"
        ]

        # 11 bottles: 11.5 % off 10.00; one case is 12 bottles at the fixed 7.77
        self.assertAlmostEqual(bottles["price"], 8.85)
        self.assertAlmostEqual(cases["price"], 93.24)

    def test_each_fault_stands_with_its_line(self):
        quote = self.drafts._dms_quote(
            [
                {"product_id": self.wine.id, "quantity": 2},
                {"product_id": self.tea.id, "quantity": 2},
                {"product_id": 2**31 - 1, "quantity": 2},
                {"product_id": self.wine.id, "quantity": 0},
                {"product_id": self.beer.id, "quantity": 1, "uom_id": self.case.id},
                {"product_id": self.beer.id, "quantity": "0.0001"},
                "rubbish",
            ],
            None,
        )

        errors = {line["number"]: line.get("error") for line in quote["lines"]}
        self.assertFalse(errors[1])
        self.assertIn("not among the products", errors[2])
        self.assertEqual(errors[2], errors[3], "a forbidden product must look unknown")
        self.assertIn("more than zero", errors[4])
        self.assertIn("not sold in this unit", errors[5])
        self.assertIn("decimals", errors[6])
        self.assertTrue(errors[7])
        self.assertEqual(quote["totals"]["untaxed"], 18.0)  # 2 × (10 − 10 %)

    def test_hostile_lines_are_answered(self):
        for lines in (None, "x", 7, {}, [[]], [None], [{"product_id": {}}], [{}] * 50):
            with self.subTest(lines=str(lines)[:30]):
                quote = self.drafts._dms_quote(lines, {"id": 1})
                self.assertEqual(quote["totals"]["total"], 0.0)

    def test_credit_left_counts_this_order(self):
        self.assertIsNone(self._quote((self.wine, 1, None))["credit"])
        self.dealer.credit_limit = 100.0

        credit = self._quote((self.wine, 4, None))["credit"]

        self.assertEqual(credit["left"], 100.0)
        self.assertEqual(credit["left_after"], 64.0)  # 100 − 4 × 9

    def test_band_counts_bottles_and_cases_together(self):
        self._stock(self.wine, 30)

        enough = self._quote((self.wine, 6, None), (self.wine, 2, self.case))
        short = self._quote((self.wine, 7, None), (self.wine, 2, self.case))

        # 6 + 2 × 12 = 30 are there; 31 are not
        bands = [line["availability"]["band"] for line in enough["lines"]]
        self.assertEqual(bands, ["in_stock", "in_stock"])
        for line in short["lines"]:
            self.assertEqual(line["availability"]["band"], "low")
            self.assertTrue(line["availability"]["is_part"])

    def test_stock_owed_to_others_is_not_offered(self):
        self._stock(self.beer, 20)
        order = self.env["sale.order"].create(
            {
                "partner_id": self._dealer("Dealer B").id,
                "order_line": [
                    Command.create({"product_id": self.beer.id, "product_uom_qty": 25})
                ],
            }
        )
        order.action_confirm()

        (line,) = self._quote((self.beer, 1, None))["lines"]

        self.assertEqual(line["availability"]["band"], "out")

    def test_next_receipt_names_the_day(self):
        day = fields.Datetime.now().replace(hour=9) + timedelta(days=12)
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", self.company.id)], limit=1
        )
        move = self.env["stock.move"].create(
            {
                "product_id": self.beer.id,
                "product_uom_qty": 50,
                "product_uom": self.beer.uom_id.id,
                "location_id": self.env.ref("stock.stock_location_suppliers").id,
                "location_dest_id": warehouse.lot_stock_id.id,
                "date": day,
            }
        )
        move._action_confirm()

        (line,) = self._quote((self.beer, 50, None))["lines"]

        self.assertEqual(
            line["availability"],
            {
                "band": "incoming",
                "day": fields.Date.to_string(day.date()),
                "is_part": False,
                "quantity": None,
            },
        )

    def test_threshold_of_low_is_a_setting(self):
        self._stock(self.beer, 9)
        before = self.dealer._dms_bands(self.beer)[self.beer]
        self.env["ir.config_parameter"].set_param("dms_portal.low_stock_quantity", "9")

        after = self.dealer._dms_bands(self.beer)[self.beer]

        self.assertEqual((before["band"], after["band"]), ("low", "in_stock"))

    def test_queries_do_not_grow_with_the_lines(self):
        self.dealer.specific_property_product_pricelist = self.dealer_list

        def count(lines):
            self._quote(*lines)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            quote = self._quote(*lines)
            self.assertFalse([line for line in quote["lines"] if line.get("error")])
            return self.env.cr.sql_log_count - before

        many = [self._product(f"Many {number}") for number in range(300)]
        for product in many[::2]:
            product.taxes_id = self.tax_added
            product.uom_ids = self.case
        lines = [
            (product, 1 + n % 60, product.uom_id) for n, product in enumerate(many)
        ]
        self.assertEqual(count(lines), count(lines[:10]))
