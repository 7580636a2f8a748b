import base64
import io
import random

import openpyxl
import xlsxwriter

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .order_pad_common import OrderPadCommon


def workbook(*rows):
    """Return a workbook in base64, as a browser sends it."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for index, row in enumerate(rows):
            for place, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(index, place, value)
                elif value is not None:
                    sheet.write(index, place, value)
    return base64.b64encode(target.getvalue()).decode()


def table(*lines, encoding="utf-8"):
    return base64.b64encode("\n".join(lines).encode(encoding)).decode()


def cells(content):
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]


@tagged("post_install", "-at_install")
class TestPastedOrder(OrderPadCommon):
    """A pasted list: every row becomes part of a line, or a fault that says why."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case.with_context(lang="zh_CN").name = "箱(12瓶)"
        cls.zeros = cls._product("Zeros", 3.0, default_code="00123")

    def _read(self, *rows):
        return self.drafts._dms_read_pasted("\n".join(rows))

    def _lines(self, read):
        return [
            (line["product_id"], line["uom_id"], line["quantity"], line["rows"])
            for line in read["lines"]
        ]

    def test_rows_in_any_separator_are_read_and_summed(self):
        unit = self.wine.uom_id.id
        read = self._read(
            "编码 数量 单位",
            "W-100 12",
            "w-100\t2\t箱",
            "",
            "Ｗ－１００　１，０００",
            "红酒 x 3",
            "B-7;4;units",
            "690000000002 5",
            "3 case W-100",
            "W-100 ctn 1",
        )

        # units 12 + 1 000 + 3, cases 2 + 3 + 1, beer by code and barcode 4 + 5
        self.assertEqual(
            self._lines(read),
            [
                (self.wine.id, unit, 1015.0, [2, 5, 6]),
                (self.wine.id, self.case.id, 6.0, [3, 9, 10]),
                (self.beer.id, unit, 9.0, [7, 8]),
            ],
        )
        self.assertFalse(read["faults"])
        self.assertEqual(read["rows"], 8)

    def test_barcode_of_a_case_means_cases(self):
        read = self._read("1690000000001 2", "1690000000001 2 瓶")

        self.assertEqual(self._lines(read), [(self.wine.id, self.case.id, 2.0, [1])])
        self.assertEqual(read["faults"][0]["product_id"], self.wine.id)

    def test_every_row_that_is_not_taken_says_why(self):
        read = self._read(
            "W-999 2", "W-100", "W-100 -3", "W-100 2 kg", "W-200 1", "W-100 1.2345"
        )

        self.assertFalse(read["lines"])
        self.assertEqual(
            [(fault["number"], fault["text"]) for fault in read["faults"]],
            [
                (1, "W-999 2"),
                (2, "W-100"),
                (3, "W-100 -3"),
                (4, "W-100 2 kg"),
                (5, "W-200 1"),
                (6, "W-100 1.2345"),
            ],
        )
        for fault, word in zip(
            read["faults"],
            ("W-999", "quantity", "zero", "Case of 12", "W-200", "decimals"),
            strict=True,
        ):
            self.assertIn(word, fault["reason"])

    def test_word_beside_the_code_is_never_passed_over_as_a_unit(self):
        for row in ("W-100 kg 3", "B-7 箱 3", "B-7 3 箱"):
            with self.subTest(row=row):
                read = self._read(row)
                taken = self._lines(read)
                if row.startswith("W-100"):
                    # kg is no unit word of ours and no unit of the wine: a name
                    self.assertEqual(taken[0][1:3], (self.wine.uom_id.id, 3.0))
                else:
                    self.assertFalse(taken)
                    self.assertIn("Units", read["faults"][0]["reason"])

    def test_leading_zeros_are_found_again_and_never_dropped(self):
        exact = self._product("Exact", 3.0, default_code="456")

        read = self._read("00123 1", "123 2", "00456 5")

        self.assertEqual(
            self._lines(read), [(self.zeros.id, self.zeros.uom_id.id, 3.0, [1, 2])]
        )
        self.assertEqual(read["faults"][0]["text"], "00456 5")
        self.assertTrue(exact)

    def test_a_list_that_is_too_long_is_refused_and_never_cut(self):
        # cut after 500 000 characters, the last row would order 3 in place of 300
        row = "00123" + " " * 91 + "300"
        self.assertEqual(len(row) + 1, 100)
        for rows in ([row] * 5001, ["00123 1" + " " * 500_000]):
            with self.assertRaisesRegex(UserError, "list is too long"):
                self._read(*rows)
        (line,) = self._read(*[row] * 5000)["lines"]
        self.assertEqual(line["quantity"], 1_500_000)  # 5000 × 300

    def test_texts_that_no_database_holds_are_read_without(self):
        (line,) = self._read("00123\0\ud800 3")["lines"]
        self.assertEqual(line["quantity"], 3)

    def test_name_that_several_products_share_is_left_to_the_person(self):
        self._product("Twin", 1.0, default_code="TW-1")
        self._product("Twin", 1.0, default_code="TW-2")

        read = self._read("Twin 3", "TW-2 Twin 3", "W-100 Beer 3")

        self.assertEqual([line["quantity"] for line in read["lines"]], [3.0])
        self.assertEqual([fault["number"] for fault in read["faults"]], [1, 3])

    def test_goods_of_others_are_not_told_from_what_does_not_exist(self):
        hidden, missing = self._read("W-200 1", "W-201 1")["faults"]

        self.assertEqual(hidden["reason"].replace("W-200", "W-201"), missing["reason"])
        self.assertFalse(hidden["product_id"])

    def test_queries_do_not_grow_with_the_rows(self):
        for number in range(60):
            self._product(f"Many {number}", default_code=f"M-{number:02}")

        def count(amount):
            rows = [f"M-{number:02} {number + 1}" for number in range(amount)]
            self._read(*rows)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(len(self._read(*rows)["lines"]), amount)
            return self.env.cr.sql_log_count - before

        self.assertEqual(count(60), count(5))

    def test_whatever_is_pasted_every_row_is_accounted_for(self):
        dice = random.Random(11)
        words = ["W-100", "红酒", "B-7", "12", "x", "箱", "-1", "1,200", "?", "瓶", "0"]
        for attempt in range(40):
            rows = [
                " ".join(dice.choices(words, k=dice.randint(1, 5))) for _n in range(6)
            ]
            with self.subTest(attempt=attempt, rows=rows):
                read = self._read("W-100 1", *rows)
                taken = [row for line in read["lines"] for row in line["rows"]]
                told = [fault["number"] for fault in read["faults"]]
                self.assertEqual(sorted(taken + told), list(range(1, 8)))


@tagged("post_install", "-at_install")
class TestOrderFile(OrderPadCommon):
    """A table in any form; what a column says is asked once and remembered."""

    def _quantities(self, read):
        return {
            line["product_id"]: line["quantity"] for line in read["result"]["lines"]
        }

    def test_known_headings_need_no_word_in_any_program_s_file(self):
        expected = {self.wine.id: 3.0, self.beer.id: 1200.0}
        files = {
            "gb18030": table(
                "旺达商贸要货单,,",
                "货号,品名,数量",
                "W-100,红酒,3",
                'B-7,Beer,"1,200"',
                encoding="gb18030",
            ),
            "semicolon": table("Qty;SKU", "3;W-100", "1200;B-7"),
            "xlsx": workbook(
                ["Barcode", "Ordered Qty", "Qty"],
                [690000000001, None, 3],
                ["690000000002", 1, 1200.0],
            ),
        }
        for name, data in files.items():
            with self.subTest(name=name):
                read = self.drafts._dms_read_file(data, None)
                self.assertEqual(self._quantities(read), expected)
                self.assertFalse(read["result"]["faults"])

    def test_unknown_headings_are_asked_once_and_remembered_for_the_dealer(self):
        data = table("Artikel,Menge,Gebinde", "W-100,2,Case of 12")
        other = self._dealer("Dealer B")
        stranger = self._dealer_user(other, "buyer")

        asked = self.drafts._dms_read_file(data, None)
        told = self.drafts._dms_read_file(
            data, {"code": 0, "quantity": 1, "unit": 2, "name": 99, "x": 0}
        )
        again = self.drafts._dms_read_file(
            table("ARTIKEL,Menge ,Gebinde (Stk)", "B-7,4,"), None
        )
        strange = self.drafts.with_user(stranger)._dms_read_file(data, None)

        self.assertIsNone(asked["result"])
        self.assertEqual(
            [(c["title"], c["samples"]) for c in asked["columns"]],
            [("Artikel", ["W-100"]), ("Menge", ["2"]), ("Gebinde", ["Case of 12"])],
        )
        self.assertEqual(told["chosen"], {"code": 0, "quantity": 1, "unit": 2})
        self.assertEqual(told["result"]["lines"][0]["uom_id"], self.case.id)
        self.assertEqual(self._quantities(again), {self.beer.id: 4.0})
        self.assertIsNone(strange["result"])

    def test_correction_takes_the_place_of_the_one_before(self):
        data = table("a,b,c", "W-100,2,5")

        self.drafts._dms_read_file(data, {"code": 0, "quantity": 1})
        self.drafts._dms_read_file(data, {"code": 0, "quantity": 2})

        self.assertEqual(
            self._quantities(self.drafts._dms_read_file(data, None)),
            {self.wine.id: 5.0},
        )
        layouts = self.env["dms.order.layout"].search(
            [("dealer_id", "=", self.dealer.id)]
        )
        self.assertEqual(len(layouts), 1)

    def test_rows_without_a_quantity_are_counted_and_left_out(self):
        read = self.drafts._dms_read_file(
            table("code,qty", "W-100,", "B-7,2", ",", "W-100,x", ",4"), None
        )["result"]

        self.assertEqual((read["rows"], read["blank"]), (4, 1))
        self.assertEqual(len(read["lines"]), 1)
        self.assertEqual(
            [(fault["number"], fault["text"]) for fault in read["faults"]],
            [(5, "W-100 | x"), (6, "4")],
        )

    def test_number_that_a_spreadsheet_has_shortened_is_not_guessed(self):
        read = self.drafts._dms_read_file(table("条码,数量", "6.9E+11,3"), None)

        self.assertFalse(read["result"]["lines"])
        self.assertIn("6.9E+11", read["result"]["faults"][0]["reason"])

    def test_code_without_its_zeros_is_found_in_a_workbook(self):
        zeros = self._product("Zeros", 3.0, default_code="00123")

        read = self.drafts._dms_read_file(
            workbook(["Code", "Qty"], [123, 2], ["00123", 1]), None
        )

        self.assertEqual(self._quantities(read), {zeros.id: 3.0})

    def test_files_that_cannot_be_read_are_refused_in_a_sentence(self):
        too_many = table("code,qty", *(f"X-{n},1" for n in range(5001)))
        cases = {
            "program": base64.b64encode(b"MZ\x90\0" * 20).decode(),
            "not base64": "§§§",
            "nothing": "",
            "no text": None,
            "header only": table("code,qty"),
            "too large": "A" * 8_000_000,
            "5,001 rows": too_many,
        }
        for name, data in cases.items():
            with self.subTest(name=name), self.assertRaises(UserError) as caught:
                self.drafts._dms_read_file(data, None)
            self.assertGreater(len(str(caught.exception)), 20)
        self.assertIn("5001", str(caught.exception))
        self.assertIn("5000", str(caught.exception))

    def test_template_lists_what_was_ordered_and_comes_back_as_an_order(self):
        self.env["sale.order"].create(
            {
                "partner_id": self.dealer.id,
                "state": "sale",
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.wine.id,
                            "product_uom_id": self.case.id,
                            "product_uom_qty": 4,
                        }
                    )
                ],
            }
        )

        name, content = self.drafts._dms_template()
        head, row = cells(content)

        self.assertTrue(name.endswith(".xlsx"))
        self.assertEqual(row[:5], ["W-100", "Red Wine", None, "Case of 12", 4])
        read = self.drafts._dms_read_file(
            workbook(head[:4], [*row[:2], 7, row[3]]), None
        )
        line = read["result"]["lines"][0]
        self.assertEqual(
            (line["product_id"], line["uom_id"], line["quantity"]),
            (self.wine.id, self.case.id, 7.0),
        )

    def test_rejected_rows_are_written_as_text_and_can_be_sent_again(self):
        evil = '=HYPERLINK("http://evil")'
        rows = (
            '[{"number": 3, "product": "=HYPERLINK(\\"http://evil\\")", "quantity": 2,'
            ' "unit": "@x", "reason": "Unknown", "text": "+1"}, 7, null]'
        )

        _name, content = self.drafts._dms_rejects(rows)

        book = openpyxl.load_workbook(io.BytesIO(content))
        row = list(book.worksheets[0].iter_rows(min_row=2))[0]
        self.assertEqual(
            [cell.value for cell in row], [evil, 2, "@x", "Unknown", 3, "+1"]
        )
        self.assertEqual(
            [cell.data_type for cell in row], ["s", "n", "s", "s", "n", "s"]
        )
        read = self.drafts._dms_read_file(base64.b64encode(content).decode(), None)
        self.assertIn("HYPERLINK", read["result"]["faults"][0]["reason"])
        for hostile in ("", "{", "[1e999]", "{}", '"x"', "[" * 99_999, None):
            self.assertTrue(self.drafts._dms_rejects(hostile))
