import io

import openpyxl

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tests.common import HttpCase

from .price_common import PriceCommon

PRICES = "/my/dealer/prices"


@tagged("post_install", "-at_install")
class TestPriceList(PriceCommon):
    """A dealer reads the own assortment at the own prices, and no other's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._item(
            cls.gold_list,
            cls.wine,
            compute_price="percentage",
            percent_price=20,
            min_quantity=24,
        )

    def _page(self, user=None, **kwargs):
        user = user or self.buyer
        dealer = self.dealer.with_user(user)
        return dealer._dms_price_page(**kwargs)

    def _rows(self, user=None, **kwargs):
        return {row["code"]: row for row in self._page(user, **kwargs)["rows"]}

    def test_own_assortment_own_prices_breaks_and_case(self):
        rows = self._rows()
        self.assertEqual(set(rows), {"W-1", "B-1"})
        wine = rows["W-1"]
        self.assertEqual(wine["price"], 9.0)
        self.assertEqual(wine["breaks"], [(1.0, 9.0), (24.0, 8.0)])
        self.assertEqual((wine["unit"], wine["case"]), ("Units", 12))
        self.assertEqual(wine["barcode"], "690000000001")
        self.assertIsNone(wine["coming"])
        self.assertEqual((rows["B-1"]["price"], rows["B-1"]["breaks"]), (1.8, []))

    def test_words_and_categories_narrow_it(self):
        self._authorize(self.dealer, self.other_category)
        self.assertEqual(set(self._rows(term="wine")), {"W-1"})
        self.assertEqual(set(self._rows(term="690000000002")), {"B-1"})
        self.assertEqual(set(self._rows(term="%")), set())
        self.assertEqual(set(self._rows(chosen=str(self.other_category.id))), {"T-1"})
        for nonsense in ("x", "-1", None, ["1"]):
            self.assertEqual(len(self._rows(chosen=nonsense)), 3)
        self.assertEqual(len(self._rows(page=999)), 3)

    def test_a_published_price_that_lies_ahead_is_shown(self):
        book = self._book((self.gold_list, self.wine, 9.9))
        self.assertIsNone(self._rows()["W-1"]["coming"])
        book.action_dms_publish()
        self.assertEqual(
            self._rows()["W-1"]["coming"], {"day": self.tomorrow, "price": 9.9}
        )
        self.assertIsNone(self._rows()["B-1"]["coming"])
        [todo] = self.buyer.with_user(self.buyer)._dms_price_todos()
        self.assertEqual(todo["url"], PRICES)
        self.assertEqual(self.finance.with_user(self.finance)._dms_price_todos(), [])
        other = self.other_buyer
        self.assertEqual(other.with_user(other)._dms_price_todos(), [])

    def test_a_price_ahead_on_a_list_below_is_shown(self):
        own = self._pricelist("Own", 50)
        own.item_ids.write(
            {"base": "pricelist", "base_pricelist_id": self.gold_list.id}
        )
        self.dealer.specific_property_product_pricelist = own
        self._book((self.gold_list, self.wine, 6.0)).action_dms_publish()
        self.assertEqual(self._rows()["W-1"]["coming"]["price"], 3.0)

    def test_new_prices_of_goods_that_others_sell_are_no_news(self):
        self._book((self.gold_list, self.tea, 3.0)).action_dms_publish()
        self.assertEqual(self.buyer.with_user(self.buyer)._dms_price_todos(), [])
        self._authorize(self.dealer, self.other_category)
        self.assertEqual(len(self.buyer.with_user(self.buyer)._dms_price_todos()), 1)

    def test_what_is_not_announced_is_not_shown(self):
        book = self._book((self.gold_list, self.wine, 9.9), announce_ahead=False)
        book.action_dms_publish()
        self.assertIsNone(self._rows()["W-1"]["coming"])
        later = fields.Date.add(self.tomorrow, days=9)
        book = self._book((self.gold_list, self.beer, 1.9), date_start=later)
        book.action_dms_publish()
        self.assertTrue(self._rows()["B-1"]["coming"])
        self.company.dms_show_upcoming_prices = False
        self.assertIsNone(self._rows()["B-1"]["coming"])
        self.assertEqual(self.buyer.with_user(self.buyer)._dms_price_todos(), [])

    def test_nobody_else_reads_it(self):
        for user in (self.finance, self.stocker, self.other_buyer):
            for door in ("_dms_price_page", "_dms_price_xlsx", "_dms_price_paper"):
                with self.assertRaises(AccessError):
                    getattr(self.dealer.with_user(user), door)()
                with self.assertRaises(AccessError):
                    getattr(self.dealer.with_user(user).sudo(), door)()
        with self.assertRaises(AccessError):
            self.dealer.with_user(self.south_staff)._dms_price_page()
        self.assertTrue(self.dealer.with_user(self.north_staff)._dms_price_page())

    def test_the_workbook_has_a_row_per_step(self):
        self._book((self.gold_list, self.wine, 9.9)).action_dms_publish()
        self.wine.name = "=1+1"
        data = self.dealer.with_user(self.buyer)._dms_price_xlsx()
        sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
        self.assertEqual(rows[0][0], "Code")
        shown = [(row[0], row[2], *row[5:9]) for row in rows[1:]]
        self.assertEqual(
            shown,
            [
                ("B-1", "Beer", None, 1, 1.8, None),
                ("W-1", "=1+1", 12, 1, 9, 9.9),
                ("W-1", "=1+1", 12, 24, 8, None),
            ],
        )
        self.assertEqual(rows[2][9].date(), self.tomorrow)

    def test_queries_do_not_grow_with_products(self):
        self._book((self.gold_list, self.wine, 9.9)).action_dms_publish()
        dealer = self.dealer.with_user(self.buyer)

        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            rows = dealer._dms_price_sheet()["rows"]
            return self.cr.sql_log_count - before, len(rows)

        count()
        few, two = count()
        for number in range(30):
            self._product(f"P {number}", 3.0 + number, uom_ids=self.case.ids)
        count()  # new products empty caches of the process
        many, more = count()
        self.assertEqual((two, more), (2, 32))
        self.assertEqual(few, many)


@tagged("post_install", "-at_install")
class TestPriceListPages(PriceCommon, HttpCase):
    """The pages and files, with the sessions of people."""

    def test_the_page_shows_prices_and_the_files_load(self):
        self.authenticate(self.buyer.login, self.buyer.login)
        page = self.url_open(f"{PRICES}?term=wine")
        self.assertEqual(page.status_code, 200)
        self.assertIn("W-1", page.text)
        self.assertNotIn("B-1", page.text)
        book = self.url_open(f"{PRICES}/xlsx?term=wine")
        self.assertEqual(book.status_code, 200)
        sheet = openpyxl.load_workbook(io.BytesIO(book.content)).worksheets[0]
        self.assertEqual(sheet["A5"].value, "W-1")
        self.assertIn("attachment", book.headers["Content-Disposition"])

    def test_the_paper_has_the_same_prices(self):
        reports = self.env["ir.actions.report"].with_user(self.buyer).sudo()
        html, _kind = reports._render_qweb_html(
            "dms_portal.report_price_list", self.dealer.ids
        )
        text = html.decode()
        self.assertIn("W-1", text)
        self.assertIn("9.00", text)
        self.assertNotIn("T-1", text)
        with self.assertRaises(AccessError):
            self.env["ir.actions.report"].with_user(
                self.other_buyer
            ).sudo()._render_qweb_html("dms_portal.report_price_list", self.dealer.ids)

    def test_other_roles_are_turned_away(self):
        for user in (self.finance, self.stocker):
            self.authenticate(user.login, user.login)
            for url in (PRICES, f"{PRICES}/xlsx", f"{PRICES}/pdf"):
                answer = self.url_open(url)
                self.assertNotIn("W-1", answer.text)

    def test_the_pad_asks_why(self):
        self.authenticate(self.buyer.login, self.buyer.login)
        line = {
            "product_id": self.wine.id,
            "uom_id": self.wine.uom_id.id,
            "quantity": 2,
        }
        steps = self.make_jsonrpc_request("/my/dealer/order/why", {"line": line})
        self.assertEqual(steps[-1]["amount"], 9.0)
        self.assertTrue(steps[-1]["is_result"])

    def test_the_orders_page_says_why(self):
        order = self._order(self._line(self.wine, 3))
        self.authenticate(self.buyer.login, self.buyer.login)
        page = self.url_open(f"/my/dealer/orders/{order.id}")
        self.assertIn("Gold prices: −10 %", page.text)
