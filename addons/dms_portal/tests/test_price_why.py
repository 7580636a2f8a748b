import random

from odoo.fields import Command
from odoo.tests import tagged

from .price_common import PriceCommon


@tagged("post_install", "-at_install")
class TestPriceWhy(PriceCommon):
    """The chain of rules ends at the price, and tells nothing that is not the dealer's."""

    def _why(self, product, quantity=1, uom=None, user=None):
        drafts = self.env["dms.order.draft"].with_user(user or self.buyer)
        return drafts._dms_why(
            {
                "product_id": product.id,
                "quantity": quantity,
                "uom_id": (uom or product.uom_id).id,
            }
        )

    def _labels(self, *args, **kwargs):
        return [(s["label"], s["amount"]) for s in self._why(*args, **kwargs)]

    def _base_on(self, pricelist, below, **vals):
        pricelist.item_ids.write(
            {"base": "pricelist", "base_pricelist_id": below.id, **vals}
        )

    def test_a_rule_on_the_sales_price(self):
        self.assertEqual(
            self._labels(self.wine),
            [("Sales price", 10.0), ("Gold prices: −10 %", 9.0), ("Your price", 9.0)],
        )

    def test_the_chain_runs_from_the_lowest_list_up(self):
        self._item(
            self.gold_list,
            applied_on="2_product_category",
            categ_id=self.category.id,
            compute_price="percentage",
            percent_price=20,
            min_quantity=24,
        )
        own = self._pricelist("Own of A", 5)
        self._base_on(own, self.gold_list)
        self.dealer.specific_property_product_pricelist = own
        self.assertEqual(
            self._labels(self.wine, 24),
            [
                ("Sales price", 10.0),
                ("Gold prices: −20 % on Liquor, from 24 Units", 8.0),
                ("Own of A: −5 %", 7.6),
                ("Your price", 7.6),
            ],
        )

    def test_a_fixed_price_needs_no_base(self):
        self._item(self.gold_list, self.wine, fixed_price=8.5)
        self.assertEqual(
            self._labels(self.wine),
            [("Gold prices: fixed price", 8.5), ("Your price", 8.5)],
        )

    def test_a_case_is_explained_by_the_case(self):
        self.assertEqual(
            self._labels(self.wine, 2, self.case),
            [
                ("Sales price", 120.0),
                ("Gold prices: −10 %", 108.0),
                ("Your price", 108.0),
            ],
        )

    def test_what_goods_cost_the_brand_is_not_told(self):
        self.wine.standard_price = 6.25
        self.gold_list.item_ids.write(
            {
                "compute_price": "formula",
                "base": "standard_price",
                "price_markup": 37.0,
                "price_min_margin": 1.0,
                "price_max_margin": 9.0,
            }
        )
        told = self._why(self.wine)
        self.assertEqual(
            [(s["label"], s["amount"]) for s in told],
            [
                ("Basis set by the brand", None),
                ("Gold prices: set by the brand", 6.25 * 1.37),
                ("Your price", 6.25 * 1.37),
            ],
        )
        for secret in ("6.25", "37"):
            self.assertNotIn(secret, str([s["label"] for s in told]))
            self.assertNotIn(secret, str([s["text"] for s in told[:1]]))

    def test_a_cost_in_another_currency_is_not_told_either(self):
        dollars = (
            self.env["res.currency"]
            .with_context(active_test=False)
            .search([("id", "!=", self.company.currency_id.id)], limit=1)
        )
        dollars.active = True
        self.env["res.currency.rate"].create({"currency_id": dollars.id, "rate": 2.0})
        abroad = self._pricelist("Abroad", 0, currency_id=dollars.id)
        abroad.item_ids.write({"compute_price": "formula", "base": "standard_price"})
        self.wine.standard_price = 6.25
        self.dealer.specific_property_product_pricelist = abroad
        told = self._why(self.wine)
        self.assertEqual([s["amount"] for s in told], [None, None, 12.5, 12.5])

    def test_lists_of_others_have_no_name(self):
        others = self._pricelist("Secret terms of B", 30)
        self.other.specific_property_product_pricelist = others
        self._base_on(self.gold_list, others)
        told = self._why(self.wine)
        self.assertEqual(
            [s["label"] for s in told],
            [
                "Sales price",
                "Base price list: −30 %",
                "Gold prices: −10 %",
                "Your price",
            ],
        )
        self.assertNotIn("Secret", str(told))
        ordered = self._order(self._line(self.wine))
        page = ordered.with_user(self.buyer)._dms_portal_page()
        self.assertNotIn("Secret", str([line["why"] for line in page["lines"]]))

    def test_what_may_not_be_ordered_is_not_explained(self):
        self.assertIsNone(self._why(self.tea))
        self.assertIsNone(
            self.env["dms.order.draft"].with_user(self.buyer)._dms_why("nonsense")
        )

    def test_the_last_step_is_the_price_of_the_line_whatever_the_chain(self):
        source = random.Random(19)
        self.wine.standard_price = 6.37
        for number in range(40):
            lists = [self._random_list(source, number, None)]
            for _level in range(source.randint(0, 2)):
                lists.append(self._random_list(source, number, lists[-1]))
            self.dealer.specific_property_product_pricelist = lists[-1]
            for quantity, uom in (
                (1, None),
                (source.randint(2, 40), None),
                (3, "case"),
            ):
                unit = self.case if uom else self.wine.uom_id
                with self.subTest(number=number, quantity=quantity, unit=unit.name):
                    self._check_chain(quantity, unit)

    def _random_list(self, source, number, below):
        """Return a price list with rules of any kind for any quantity."""
        items = []
        for quantity in (0, source.choice((2, 6, 24))):
            vals = {
                "applied_on": "3_global",
                "min_quantity": quantity,
                "compute_price": source.choice(("fixed", "percentage", "formula")),
                "fixed_price": round(source.uniform(1, 20), 2),
                "percent_price": round(source.uniform(-20, 60), 2),
                "price_discount": round(source.uniform(-20, 60), 2),
                "price_surcharge": source.choice((0, 0.35, -0.1)),
                "price_round": source.choice((0, 0.05, 0.5)),
                "price_min_margin": source.choice((0, 0, -3)),
                "base": source.choice(("list_price", "standard_price")),
            }
            if below and source.random() < 0.8:
                vals |= {"base": "pricelist", "base_pricelist_id": below.id}
            items.append(Command.create(vals))
        return self.env["product.pricelist"].create(
            {"name": f"Random {number}", "item_ids": items}
        )

    def _check_chain(self, quantity, unit):
        steps = self._why(self.wine, quantity, unit)
        line = {"product_id": self.wine.id, "quantity": quantity, "uom_id": unit.id}
        drafts = self.env["dms.order.draft"].with_user(self.buyer)
        quoted = drafts._dms_quote([line], None)["lines"][0]["price"]
        order = self.env["sale.order"].create(
            {
                "partner_id": self.dealer.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.wine.id,
                            "product_uom_qty": quantity,
                            "product_uom_id": unit.id,
                        }
                    )
                ],
            }
        )
        real = order.order_line
        price = real.price_unit * (1 - real.discount / 100)
        self.assertAlmostEqual(steps[-1]["amount"], price, 6)
        self.assertAlmostEqual(quoted, price, 6)
        # the rules alone lead there, to the cent: no step papers over a difference
        self.assertFalse([s for s in steps if s["label"].startswith("With the")])
        self.assertAlmostEqual(steps[-2]["amount"], price, 2)
        self.assertEqual(len([step for step in steps if step["is_result"]]), 1)

    # --- orders -------------------------------------------------------------------

    def _page(self, order, user=None):
        lines = order.with_user(user or self.buyer)._dms_portal_page()["lines"]
        return [[(s["label"], s["amount"]) for s in line["why"]] for line in lines]

    def test_an_order_keeps_why_though_rules_change(self):
        order = self._order(self._line(self.wine, 3))
        self.gold_list.item_ids.percent_price = 50
        self.assertEqual(
            self._page(order),
            [
                [
                    ("Sales price", 10.0),
                    ("Gold prices: −10 %", 9.0),
                    ("Your price", 9.0),
                ]
            ],
        )

    def test_a_price_that_the_brand_typed_in_is_a_step(self):
        order = self._order(self._line(self.wine, 3))
        order.order_line.write({"price_unit": 7.0, "discount": 0})
        self.assertEqual(
            self._page(order)[0][-2:],
            [("Agreed for this order", 7.0), ("Your price", 7.0)],
        )

    def test_an_order_of_the_office_is_explained_too(self):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.dealer.id,
                "order_line": [Command.create({"product_id": self.wine.id})],
            }
        )
        order.action_confirm()
        self.assertEqual(self._page(order)[0][-1], ("Your price", 9.0))

    def test_the_kept_chain_is_not_readable_by_dealers(self):
        order = self._order(self._line(self.wine, 3))
        fields_ = order.order_line.with_user(self.buyer).fields_get()
        self.assertNotIn("dms_price_why", fields_)

    def test_queries_do_not_grow_with_lines(self):
        products = [self._product(f"P {i}", 10 + i) for i in range(30)]
        few = self._order(*[self._line(p) for p in products[:5]], ref="few")
        many = self._order(*[self._line(p) for p in products], ref="many")
        for order in few | many:
            order.order_line.dms_price_why = False

        def count(order):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.assertTrue(order._dms_portal_lines())
            return self.cr.sql_log_count - before

        count(few)
        self.assertEqual(count(few), count(many))
