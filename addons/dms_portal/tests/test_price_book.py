from psycopg2.errors import CheckViolation

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .price_common import PriceCommon


@tagged("post_install", "-at_install")
class TestPriceBook(PriceCommon):
    """Prices change at the company's midnight, without gap, overlap or second time."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "Asia/Shanghai"
        # Gold takes 10 % off everything; wine costs 9, beer 1.80
        cls.old = cls._item(cls.gold_list, cls.wine, fixed_price=8.5)

    def _items(self, product=None):
        return self.env["product.pricelist.item"].search(
            [
                ("pricelist_id", "=", self.gold_list.id),
                ("product_tmpl_id", "=", (product or self.wine).product_tmpl_id.id),
            ],
            order="date_start, id",
        )

    @freeze_time("2026-11-20 03:00:00")
    def test_the_old_price_ends_the_moment_before_the_new_one(self):
        book = self._book((self.gold_list, self.wine, 9.9), date_start="2026-12-01")
        book.action_dms_publish()
        # midnight in Shanghai is four in the afternoon of the day before in UTC
        self.assertEqual(str(self.old.date_end), "2026-11-30 15:59:59")
        self.assertEqual(str(book.item_ids.date_start), "2026-11-30 16:00:00")
        self.assertFalse(book.item_ids.date_end)
        self.assertEqual(self._price(self.wine, "2026-12-01", seconds=-1), 8.5)
        self.assertEqual(self._price(self.wine, "2026-12-01"), 9.9)

    @freeze_time("2026-11-20 03:00:00")
    def test_after_its_last_day_the_prices_of_before_hold_again(self):
        self.old.date_end = "2027-06-30 00:00:00"
        book = self._book(
            (self.gold_list, self.wine, 7.7),
            date_start="2026-12-01",
            date_last="2026-12-31",
        )
        book.action_dms_publish()
        self.assertEqual(self._price(self.wine, "2027-01-01", seconds=-1), 7.7)
        self.assertEqual(self._price(self.wine, "2027-01-01"), 8.5)
        self.assertEqual(
            [str(end) for end in sorted(self._items().mapped("date_end"))],
            ["2026-11-30 15:59:59", "2026-12-31 15:59:59", "2027-06-30 00:00:00"],
        )

    @freeze_time("2026-11-20 03:00:00")
    def test_what_begins_later_goes_before_the_new_price(self):
        self._item(
            self.gold_list,
            self.wine,
            fixed_price=5.0,
            date_start="2026-12-31 16:00:00",
            date_end="2027-01-31 15:59:59",
        )
        book = self._book((self.gold_list, self.wine, 9.9), date_start="2026-12-01")
        book.action_dms_publish()
        days = ("2026-11-30", "2026-12-31", "2027-01-01", "2027-01-31", "2027-02-01")
        self.assertEqual(
            [self._price(self.wine, day) for day in days], [8.5, 9.9, 5.0, 5.0, 9.9]
        )
        self.assertEqual(len(book.item_ids), 2)

    def test_a_second_click_writes_nothing_more(self):
        book = self._book((self.gold_list, self.wine, 9.9))
        book.action_dms_publish()
        written, messages = book.item_ids, len(book.message_ids)
        book.action_dms_publish()
        self.assertEqual(book.item_ids, written)
        self.assertEqual(len(self._items()), 2)
        self.assertEqual(len(book.message_ids), messages)

    def test_two_books_for_the_same_day_do_not_both_hold(self):
        self._book((self.gold_list, self.wine, 9.9)).action_dms_publish()
        second = self._book((self.gold_list, self.wine, 9.7), name="Second")
        with self.assertRaisesRegex(UserError, "New prices"):
            second.action_dms_publish()
        self.assertEqual(second.state, "draft")
        self.assertEqual(self._price(self.wine, self.tomorrow), 9.9)

    def test_a_break_and_the_price_of_one_are_two_prices(self):
        book = self._book(
            (self.gold_list, self.wine, 9.9),
            (self.gold_list, self.wine, 9.0, {"min_quantity": 24}),
        )
        book.action_dms_publish()
        asked = [self._price(self.wine, self.tomorrow, q) for q in (1, 23, 24)]
        self.assertEqual(asked, [9.9, 9.9, 9.0])

    def test_a_discount_on_a_category(self):
        self.old.unlink()
        book = self._book(
            (
                self.gold_list,
                self.category,
                0.0,
                {"compute_price": "percentage", "percent_price": 25},
            )
        )
        book.action_dms_publish()
        # wine 10.00 and beer 2.00 less a quarter; tea is of another category: 10 % off
        asked = [
            self._price(each, self.tomorrow)
            for each in (self.wine, self.beer, self.tea)
        ]
        self.assertEqual(asked, [7.5, 1.5, 4.5])

    def test_a_discount_off_another_list_follows_that_list(self):
        own = self._pricelist("Own", 0)
        book = self._book(
            (
                own,
                self.wine,
                0.0,
                {
                    "compute_price": "percentage",
                    "percent_price": 10,
                    "base_pricelist_id": self.gold_list.id,
                },
            )
        )
        book.action_dms_publish()
        self.assertAlmostEqual(
            self._price(self.wine, self.tomorrow, pricelist=own), 8.5 * 0.9
        )

    def test_only_the_variant_of_the_line_changes(self):
        attribute = self.env["product.attribute"].create(
            {
                "name": "Size",
                "value_ids": [
                    Command.create({"name": "S"}),
                    Command.create({"name": "L"}),
                ],
            }
        )
        template = self.env["product.template"].create(
            {
                "name": "Shirt",
                "list_price": 2.0,
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
        small, large = template.product_variant_ids
        self._book((self.gold_list, large, 3.0)).action_dms_publish()
        self.assertEqual(self._price(large, self.tomorrow), 3.0)
        self.assertEqual(self._price(small, self.tomorrow), 1.8)

    # --- withdraw -----------------------------------------------------------------

    @freeze_time("2026-11-20 03:00:00")
    def test_withdrawn_before_its_day_everything_is_as_it_was(self):
        before = [(i.id, i.date_start, i.date_end) for i in self._items()]
        book = self._book(
            (self.gold_list, self.wine, 9.9),
            date_start="2026-12-01",
            date_last="2026-12-31",
        )
        book.action_dms_publish()
        book.action_dms_withdraw()
        self.assertEqual(
            [(i.id, i.date_start, i.date_end) for i in self._items()], before
        )
        self.assertEqual(book.state, "withdrawn")
        book.action_dms_withdraw()
        with self.assertRaises(UserError):
            book.action_dms_publish()

    def test_what_holds_already_is_not_withdrawn(self):
        with freeze_time("2026-11-20 03:00:00"):
            book = self._book((self.gold_list, self.wine, 9.9), date_start="2026-12-01")
            book.action_dms_publish()
        with freeze_time("2026-11-30 16:00:00"), self.assertRaises(UserError):
            book.action_dms_withdraw()
        self.assertEqual(book.state, "published")
        self.assertTrue(book.item_ids)

    @freeze_time("2026-11-20 03:00:00")
    def test_books_are_withdrawn_the_last_one_first(self):
        first = self._book((self.gold_list, self.wine, 9.9), date_start="2026-12-01")
        first.action_dms_publish()
        later = self._book(
            (self.gold_list, self.wine, 9.5), date_start="2027-01-01", name="Later"
        )
        later.action_dms_publish()
        with self.assertRaisesRegex(UserError, "Later"):
            first.action_dms_withdraw()
        later.action_dms_withdraw()
        first.action_dms_withdraw()
        self.assertEqual(self._items(), self.old)
        self.assertFalse(self.old.date_end)

    @freeze_time("2026-11-20 03:00:00")
    def test_an_earlier_book_published_later_is_withdrawn_first(self):
        january = self._book((self.gold_list, self.wine, 9.9), date_start="2027-01-01")
        january.action_dms_publish()
        december = self._book(
            (self.gold_list, self.wine, 9.5), date_start="2026-12-01", name="December"
        )
        december.action_dms_publish()
        days = ("2026-11-30", "2026-12-01", "2027-01-01")
        self.assertEqual([self._price(self.wine, d) for d in days], [8.5, 9.5, 9.9])
        with self.assertRaisesRegex(UserError, "December"):
            january.action_dms_withdraw()

    # --- who and when -------------------------------------------------------------

    def test_prices_of_days_that_are_over_are_not_changed(self):
        book = self._book((self.gold_list, self.wine, 9.9))
        book.date_start = fields.Date.subtract(fields.Date.today(), days=2)
        with self.assertRaises(UserError):
            book.action_dms_publish()
        self.assertEqual(self._items(), self.old)

    def test_a_published_book_is_frozen(self):
        book = self._book((self.gold_list, self.wine, 9.9))
        book.action_dms_publish()
        for change in (
            lambda: book.write({"date_start": fields.Date.today()}),
            lambda: book.write({"state": "draft"}),
            lambda: book.line_ids.write({"fixed_price": 1.0}),
            lambda: book.write(
                {"line_ids": [Command.update(book.line_ids.id, {"fixed_price": 1})]}
            ),
            lambda: book.line_ids.unlink(),
            lambda: book.unlink(),
            lambda: self._line_of(book),
        ):
            with self.assertRaises(UserError), self.cr.savepoint():
                change()
        self.assertEqual(book.line_ids.fixed_price, 9.9)

    def _line_of(self, book):
        return self.env["dms.price.book.line"].create(
            {
                "book_id": book.id,
                "pricelist_id": self.gold_list.id,
                "product_id": self.beer.id,
            }
        )

    def test_the_state_is_not_typed_in(self):
        book = self._book((self.gold_list, self.wine, 9.9))
        with self.assertRaises(UserError):
            book.state = "published"
        books = self.env["dms.price.book"].with_user(self.manager)
        made = books.with_context(default_state="published").create({"name": "Sly"})
        self.assertEqual(made.state, "draft")

    def test_a_second_person_publishes_where_the_company_wants_it(self):
        self.company.dms_price_second_person = True
        book = self._book((self.gold_list, self.wine, 9.9))
        with self.assertRaises(UserError):
            book.action_dms_publish()
        book.action_dms_ask()
        with self.assertRaises(UserError):
            book.action_dms_publish()
        with self.assertRaises(UserError):
            book.line_ids.fixed_price = 1.0
        self.assertEqual(self._items(), self.old)
        book.with_user(self.second).action_dms_publish()
        self.assertEqual(book.published_by_id, self.second)
        self.assertEqual(self._price(self.wine, self.tomorrow), 9.9)

    def test_only_managers_of_the_whole_network_write_books(self):
        book = self._book((self.gold_list, self.wine, 9.9))
        of_north = self._staff(self.north, group="manager", login="north-manager")
        for user in (self._staff(login="plain-staff"), of_north, self.buyer):
            with self.assertRaises(AccessError):
                book.with_user(user).action_dms_publish()
            with self.assertRaises(AccessError):
                book.line_ids.with_user(user).fixed_price = 1.0
        self.assertEqual(self._items(), self.old)
        self.assertEqual(book.line_ids.fixed_price, 9.9)

    def test_a_price_is_for_a_product_or_a_category(self):
        for line in (
            (self.gold_list, self.wine, 9, {"categ_id": self.category.id}),
            (self.gold_list, self.wine.browse(), 9),
            (self.gold_list, self.wine, -1),
        ):
            with (
                self.assertRaises(CheckViolation),
                mute_logger("odoo.sql_db"),
                self.cr.savepoint(),
            ):
                self._book(line)
