import base64
import io

import openpyxl

from odoo.exceptions import UserError
from odoo.tests import tagged

from .price_common import PriceCommon

CSV = """价格表,编码,品类,价格,折扣,起订量
Gold prices,W-1,,¥9.90,,
gold prices,690000000001,,"1,009",,24
Gold prices,,Liquor,,5%,
"""


@tagged("post_install", "-at_install")
class TestPriceImport(PriceCommon):
    """A file becomes lines of a draft, or says what is wrong with its rows."""

    def _job(self, text, **vals):
        job = (
            self.env["dms.import"]
            .with_user(self.manager)
            .create(
                {
                    "kind": "price",
                    "file": base64.b64encode(text.encode()),
                    "file_name": "prices.csv",
                    **vals,
                }
            )
        )
        job.action_dms_check()
        return job

    def test_rows_become_prices_of_a_new_book(self):
        job = self._job(CSV)
        self.assertEqual(job.row_ids.mapped("state"), ["ok"] * 3)
        job.action_dms_post()
        book = job.price_book_id
        self.assertEqual(book.state, "draft")
        self.assertEqual(
            {
                (
                    line.product_id.name or line.categ_id.name,
                    line.min_quantity,
                    line.fixed_price,
                    line.percent_price,
                )
                for line in book.line_ids
            },
            {("Wine", 0, 9.9, 0), ("Wine", 24, 1009, 0), ("Liquor", 0, 0, 5)},
        )
        with self.assertRaises(UserError):
            job.action_dms_post()
        self.assertEqual(len(book.line_ids), 3)

    def test_every_fault_is_told_and_nothing_is_written(self):
        job = self._job(
            "Price List,Product Code,Product Category,Price,Discount %,From Quantity\n"
            "Nowhere,W-1,,9,,\n"
            "Gold prices,X-404,,9,,\n"
            "Gold prices,W-1,Liquor,9,5,\n"
            "Gold prices,W-1,,nine,,-3\n"
            "Gold prices,W-1,,,101,\n"
            "Gold prices,B-1,,2,,\n"
        )
        messages = [row.message.splitlines() for row in job.row_ids]
        self.assertIn("Nowhere", messages[0][0])
        self.assertIn("X-404", messages[1][0])
        self.assertEqual(len(messages[2]), 2)
        self.assertEqual(len(messages[3]), 2)
        self.assertIn("101", messages[4][0])
        self.assertEqual(messages[5], [])
        with self.assertRaises(UserError):
            job.action_dms_post()
        self.assertFalse(job.price_book_id)

    def test_the_same_price_twice_is_a_duplicate(self):
        book = self._book((self.gold_list, self.beer, 1.5))
        job = self._job(
            "Price List,Product Code,Price\n"
            "Gold prices,B-1,1.6\nGold prices,W-1,9\nGold prices,W-1,9.1\n",
            price_book_id=book.id,
        )
        self.assertEqual(job.row_ids.mapped("state"), ["duplicate", "ok", "duplicate"])
        self.assertEqual(job.row_ids[0].res_id, book.line_ids.id)
        job.action_dms_post()
        self.assertEqual(sorted(book.line_ids.mapped("fixed_price")), [1.5, 9.0])

    def test_a_published_book_takes_no_rows(self):
        book = self._book((self.gold_list, self.beer, 1.5))
        book.action_dms_publish()
        with self.assertRaises(UserError):
            self._job(
                "Price List,Product Code,Price\nGold prices,W-1,9\n",
                price_book_id=book.id,
            )

    def test_the_template_is_read_back(self):
        job = self.env["dms.import"].with_user(self.manager).create({"kind": "price"})
        sheet = openpyxl.load_workbook(
            io.BytesIO(base64.b64decode(job.template_file))
        ).worksheets[0]
        self.assertEqual(
            [cell.value for cell in sheet[1]],
            [
                "Price List",
                "Product Code",
                "Product Category",
                "Price",
                "Discount %",
                "From Quantity",
            ],
        )
