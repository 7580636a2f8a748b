import base64
import io
import zipfile

import openpyxl
import xlsxwriter

from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_import import ImportCommon

CHINESE = ["经销商编码", "经销商名称", "统一社会信用代码", "区域", "手机"]


@tagged("post_install", "-at_install")
class TestImportFile(ImportCommon):
    """Files as people send them, the template, and the rows to correct."""

    def _xlsx(self, *rows):
        target = io.BytesIO()
        with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
            sheet = book.add_worksheet()
            for index, row in enumerate(rows):
                sheet.write_row(index, 0, row)
        return target.getvalue()

    def _sheets(self, binary):
        return openpyxl.load_workbook(io.BytesIO(base64.b64decode(binary)))

    def _read(self, data, **vals):
        job = self._job_of(data, **vals)
        job.action_dms_check()
        return job

    def test_a_chinese_workbook_is_read(self):
        self.north.name = "华北"
        data = self._xlsx(
            ["经销商清单"],
            CHINESE,
            ["D 1", "酒业（集团）", "", "华北", 13800138001],
            [],
        )
        job = self._read(data, name="清单.xlsx")
        self.assertRecordValues(
            job.row_ids,
            [
                {
                    "line": 3,
                    "state": "ok",
                    "dealer_code": "D1",
                    "dealer_name": "酒业（集团）",
                    "dealer_region": "华北",
                    "dealer_phone": "13800138001",
                }
            ],
        )

    def test_a_csv_of_a_chinese_program_is_read(self):
        text = "\t".join(CHINESE) + "\r\nＤ１\t酒业\t\t\t１３８００１３８００１\r\n"
        job = self._read(text.encode("gb18030"))
        self.assertEqual(job.row_ids.dealer_phone, "13800138001")
        self.assertEqual(job.row_ids.state, "ok")

    def test_columns_that_are_not_read_are_named(self):
        job = self._read(b"Dealer Name,Shoe Size\nWine House,43\n")
        self.assertEqual(job.ignored_columns, "Shoe Size")

    def test_files_that_cannot_be_read_are_refused_with_a_way_out(self):
        bomb = io.BytesIO()
        with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("[Content_Types].xml", "<x/>")
            archive.writestr("xl/worksheets/sheet1.xml", b" " * 80_000_000)
        cases = [
            ("nothing", b"", "empty"),
            ("a picture", b"\x89PNG\r\n\x1a\n" + b"0" * 50, "XLSX or CSV"),
            ("a bomb", bomb.getvalue(), "more than may be read"),
            ("no header", b"a,b\n1,2\n", "No header was found"),
            ("no name column", b"Dealer Code\nD1\n", "missing: Dealer Name"),
            ("no rows", b"Dealer Code,Dealer Name\n", "no rows"),
            ("twice", b"Dealer Name,Dealer Name\nA,B\n", "twice: Dealer Name"),
        ]
        for case, data, sentence in cases:
            with self.subTest(case):
                job = self._job_of(data)
                with self.assertRaisesRegex(UserError, sentence):
                    job.action_dms_check()
                self.assertEqual((job.state, job.row_count), ("draft", 0))

    def test_too_many_rows_are_refused(self):
        lines = "\n".join(f"D{number},Name {number}" for number in range(20_001))
        job = self._job_of(f"Dealer Code,Dealer Name\n{lines}".encode())
        with self.assertRaisesRegex(UserError, "20001"):
            job.action_dms_check()
        self.assertFalse(job.row_ids)

    def test_the_template_can_be_filled_in_and_sent_back(self):
        job = self._job_of(b"")
        book = self._sheets(job.template_file)
        sheet = book.worksheets[0]
        titles = [cell.value for cell in sheet[1]]
        self.assertEqual(
            titles[:4], ["Dealer Code", "Dealer Name", "Tax Number", "Region"]
        )
        checks = sheet.data_validations.dataValidation
        self.assertEqual(
            {str(check.sqref).split(":")[0] for check in checks}, {"D2", "E2"}
        )
        regions = [row[0] for row in book.worksheets[1].iter_rows(values_only=True)]
        self.assertIn("Country / North", regions)
        self.assertEqual(sheet["A2"].value, "EXAMPLE")
        sheet.append(["D1", "Wine House", None, "Country / North", "Imperial"])
        target = io.BytesIO()
        book.save(target)
        again = self._read(target.getvalue(), name="template.xlsx")
        self.assertEqual(again.row_ids.mapped("line"), [3])
        self.assertEqual(again.row_ids.state, "ok", again.row_ids.message)

    def test_the_template_speaks_the_language_of_the_user(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["ir.module.module"].search(
            [("name", "=", "dms_base")]
        )._update_translations(["zh_CN"])
        job = self._job_of(b"").with_context(lang="zh_CN")
        sheet = self._sheets(job.template_file).worksheets[0]
        self.assertEqual([sheet["A1"].value, sheet["A2"].value], ["经销商编码", "示例"])
        # what the template says in Chinese is understood by a user in English
        data = ",".join(cell.value for cell in sheet[1]) + "\nD1,Wine House"
        self.assertEqual(self._read(data.encode()).row_ids.dealer_name, "Wine House")

    def test_bad_rows_are_handed_back_with_their_faults(self):
        job = self._read(
            b"Dealer Code,Dealer Name,Grade\nD1,,Gold\n=1+1,Formula,None\nD3,Fine,\n"
        )
        sheet = self._sheets(job.rejects_file).worksheets[0]
        rows = list(sheet.iter_rows(values_only=True))
        self.assertEqual([row[-2] for row in rows], ["Row", 2, 3])
        self.assertIn("name of the dealer is missing", rows[1][-1])
        formula = sheet["A3"]
        self.assertEqual((formula.value, formula.data_type), ("=1+1", "s"))

    def test_rows_handed_back_can_be_corrected_and_sent_again(self):
        job = self._read(b"Dealer Code,Dealer Name\nD1,\n")
        book = self._sheets(job.rejects_file)
        book.worksheets[0]["B2"] = "Wine House"
        target = io.BytesIO()
        book.save(target)
        again = self._read(target.getvalue(), name="corrected.xlsx")
        self.assertEqual(again.row_ids.state, "ok", again.row_ids.message)
        again.action_dms_post()
        self.assertEqual(self._dealers("D1").name, "Wine House")

    def test_downloads_are_links_to_the_own_import(self):
        job = self._job_of(b"")
        url = job.action_dms_template()["url"]
        self.assertTrue(
            url.startswith(f"/web/content/dms.import/{job.id}/template_file/")
        )

    def test_a_thousand_rows_cost_as_many_questions_as_ten(self):
        def questions(count):
            lines = "\n".join(
                f"Q{count}-{number},Name,,Country / North,Imperial"
                for number in range(count)
            )
            job = self._job_of(
                f"Dealer Code,Dealer Name,Tax Number,Region,Grade\n{lines}".encode()
            )
            job._dms_read_rows()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            job._dms_check_rows()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        questions(5)  # fills what is kept between questions
        small, large = questions(10), questions(1000)
        # rows are written back a hundred or so at a time
        self.assertLessEqual(large, small + 20)
