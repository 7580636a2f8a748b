from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .price_common import PriceCommon


@tagged("post_install", "-at_install")
class TestPriceBookPreview(PriceCommon):
    """The preview says what publishing does, and for whom; and changes nothing."""

    def _effects(self, book):
        book.action_dms_open_effects()
        return {
            (e.pricelist_id.name, e.product_id.name, e.min_quantity): e
            for e in book.effect_ids
        }

    def test_old_and_new_price_are_those_of_core(self):
        book = self._book(
            (self.gold_list, self.wine, 9.9),
            (
                self.gold_list,
                self.category,
                0,
                {"compute_price": "percentage", "percent_price": 20},
            ),
        )
        effects = self._effects(book)
        wine = effects["Gold prices", "Wine", 0]
        # wine has a price of its own, which goes before that of its category
        self.assertEqual((wine.price_before, wine.price_after), (9.0, 9.9))
        self.assertAlmostEqual(wine.change_percent, 10.0)
        beer = effects["Gold prices", "Beer", 0]
        self.assertEqual((beer.price_before, beer.price_after), (1.8, 1.6))
        self.assertNotIn(("Gold prices", "Tea", 0), effects)
        told = {key: effect.price_after for key, effect in effects.items()}
        book.action_dms_publish()
        for (_list, name, _quantity), price in told.items():
            product = self.wine if name == "Wine" else self.beer
            self.assertEqual(self._price(product, self.tomorrow), price)

    def test_it_changes_nothing(self):
        item = self._item(self.gold_list, self.wine, fixed_price=8.5)
        book = self._book((self.gold_list, self.wine, 9.9))
        before = self.env["product.pricelist.item"].search_count([])
        self._effects(book)
        self.assertEqual(self.env["product.pricelist.item"].search_count([]), before)
        self.assertFalse(item.date_end)
        self.assertFalse(book.cut_ids)
        self.assertEqual(self._price(self.wine, self.tomorrow), 8.5)

    def test_lists_that_are_based_on_it_change_along(self):
        own = self._pricelist("Own of B", 0)
        own.item_ids.write(
            {"base": "pricelist", "base_pricelist_id": self.gold_list.id}
        )
        own.item_ids.percent_price = 50
        self.other.specific_property_product_pricelist = own
        effect = self._effects(self._book((self.gold_list, self.wine, 8.0)))
        effect = effect["Own of B", "Wine", 0]
        # half of 9.00 before, half of 8.00 after
        self.assertEqual((effect.price_before, effect.price_after), (4.5, 4.0))
        self.assertEqual(effect.dealer_count, 1)

    def test_it_counts_who_bought_how_much_in_a_year(self):
        self._approved(self._line(self.wine, 3), ref="a")
        self._approved(self._line(self.wine, 2, uom_id=self.case.id), ref="b")
        self._order(self._line(self.wine, 50), ref="waits for approval")
        old = self._approved(self._line(self.wine, 70), ref="old")
        old.date_order = fields.Date.subtract(fields.Date.today(), months=13)
        self._submit(self._line(self.wine, 9), user=self.other_buyer, ref="other")
        effect = self._effects(self._book((self.gold_list, self.wine, 8.0)))
        effect = effect["Gold prices", "Wine", 0]
        self.assertEqual((effect.dealer_count, effect.buyer_count), (1, 1))
        # 3 + 2 cases of 12 at 9.00
        self.assertEqual((effect.quantity_year, effect.amount_year), (27, 243))

    def test_a_list_at_which_nobody_buys_yet(self):
        new = self._pricelist("For next year", 0)
        self._region("A region without dealers").pricelist_id = new
        effect = self._effects(self._book((new, self.wine, 8.0)))
        effect = effect["For next year", "Wine", 0]
        self.assertEqual((effect.dealer_count, effect.buyer_count), (0, 0))
        self.assertEqual(effect.quantity_year, 0)

    def test_it_warns(self):
        self.wine.standard_price = 8.2
        self._item(
            self.gold_list,
            applied_on="0_product_variant",
            product_id=self.tea.id,
            fixed_price=4.0,
            min_quantity=1,
        )
        other = self._book((self.gold_list, self.beer, 1.79), name="Other book")
        book = self._book(
            (self.gold_list, self.wine, 8.1),
            (self.gold_list, self.beer, 1.79),
            (self.gold_list, self.tea, 4.4),
        )
        effects = self._effects(book)
        wine = effects["Gold prices", "Wine", 0]
        # 9.00 to 8.10 is 10 % less, not more than 10 %; but it costs 8.20
        self.assertTrue(wine.is_below_cost)
        self.assertFalse(wine.is_large)
        self.assertEqual(effects["Gold prices", "Beer", 0].other_book_id, other)
        tea = effects["Gold prices", "Tea", 0]
        self.assertTrue(tea.is_without_effect)
        self.assertEqual(tea.price_after, 4.0)
        self.assertEqual(book.warning_count, 3)
        book.alert_percent = 9.9
        self.assertTrue(self._effects(book)["Gold prices", "Wine", 0].is_large)

    def test_queries_do_not_grow_with_products(self):
        def count(number):
            products = [
                self._product(f"P {number} {i}", 10.0 + i) for i in range(number)
            ]
            lines = [(self.gold_list, product, 9.0) for product in products]
            book = self._book(*lines, name=f"{number} prices")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            book._dms_preview()
            self.env.flush_all()
            return self.cr.sql_log_count - before

        count(2)
        self.assertLessEqual(count(20), count(5) + 2)

    # --- copy ---------------------------------------------------------------------

    def _copy(self, book, **vals):
        wizard = self.env["dms.price.copy"].with_user(self.manager)
        wizard.create(
            {"book_id": book.id, "source_id": self.gold_list.id, **vals}
        ).action_copy()
        return {
            (line.product_id.name, line.min_quantity): line.fixed_price
            for line in book.line_ids
        }

    def test_current_prices_are_copied_and_raised(self):
        self._item(self.gold_list, self.wine, fixed_price=8.5, min_quantity=24)
        prices = self._copy(
            self._book(),
            categ_ids=self.category.ids,
            change_percent=5,
            rounding="0.1",
        )
        # 9.00 → 9.45 → 9.5 (half goes up); 8.50 → 8.925 → 8.9; 1.80 → 1.89 → 1.9
        self.assertEqual(
            prices, {("Wine", 0): 9.5, ("Wine", 24): 8.9, ("Beer", 0): 1.9}
        )

    def test_prices_that_the_book_has_stay(self):
        book = self._book((self.gold_list, self.wine, 7.0))
        prices = self._copy(book, product_ids=(self.wine | self.tea).ids)
        self.assertEqual(prices, {("Wine", 0): 7.0, ("Tea", 0): 4.5})
        with self.assertRaises(UserError):
            self._copy(book, product_ids=self.wine.ids)
