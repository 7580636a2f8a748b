import io
import time
import tracemalloc
import zipfile

import xlsxwriter
import xlwt

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OPTIONS = {"quoting": '"', "separator": ",", "has_headers": True, "encoding": "utf-8"}
TARGET_SECONDS = 2
TARGET_BYTES = 100 * 1024 * 1024


def workbook(rows=(("name",), ("Guard",))):
    """Return an XLSX file as a spreadsheet program writes it."""
    output = io.BytesIO()
    with xlsxwriter.Workbook(output, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return output.getvalue()


def tampered(sheet_tail="", rows="", parts=None):
    """Return a real workbook whose sheet is replaced, with other parts added."""
    sheet = (
        '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/'
        f'spreadsheetml/2006/main"><sheetData>{rows}</sheetData>{sheet_tail}</worksheet>'
    )
    output = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook())) as source,
        zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            is_sheet = name == "xl/worksheets/sheet1.xml"
            target.writestr(name, sheet if is_sheet else source.read(name))
        for name, content in (parts or {}).items():
            target.writestr(name, content)
    return output.getvalue()


@tagged("post_install", "-at_install")
class TestImportGuard(TransactionCase):
    """N15: the import of staff looks at a file before it reads it."""

    def preview(self, data, file_type=XLSX, name="dealers.xlsx"):
        wizard = self.env["base_import.import"].create(
            {
                "res_model": "res.partner",
                "file": data,
                "file_type": file_type,
                "file_name": name,
            }
        )
        return wizard, wizard.parse_preview(dict(OPTIONS))

    def refusal(self, data, **kwargs):
        """Return the sentence of a refusal; check its price on the way."""
        tracemalloc.start()
        start = time.process_time()
        try:
            _wizard, preview = self.preview(data, **kwargs)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        self.assertIn("error", preview)
        self.assertLessEqual(time.process_time() - start, TARGET_SECONDS)
        self.assertLessEqual(peak, TARGET_BYTES)
        return preview["error"]

    def test_honest_workbook_is_imported(self):
        wizard, preview = self.preview(workbook())
        self.assertEqual(preview["headers"], ["name"])
        result = wizard.execute_import(["name"], ["name"], preview["options"])
        self.assertFalse([m for m in result["messages"] if m["type"] == "error"])
        self.assertTrue(self.env["res.partner"].browse(result["ids"]).exists())

    def test_honest_csv_is_previewed(self):
        _wizard, preview = self.preview(b"name\nGuard\n", CSV, "dealers.csv")
        self.assertEqual(preview["headers"], ["name"])

    def test_million_rows_are_refused_with_a_way_out(self):
        rows = "".join(f'<row r="{number}"/>' for number in range(1, 1_000_001))
        message = self.refusal(tampered(rows=rows))
        self.assertIn("reaches row 100001; at most 100000", message)
        self.assertIn("split the file", message)

    def test_merged_range_over_the_sheet_is_refused(self):
        tail = '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
        self.assertIn("17179869184 cells", self.refusal(tampered(tail)))

    def test_old_workbook_with_cells_in_opposite_corners_is_refused(self):
        message = self.refusal(self.old_workbook(65_535, 255), name="dealers.xls")
        self.assertIn("16777216 cells", message)

    def test_honest_old_workbook_is_previewed(self):
        _wizard, preview = self.preview(self.old_workbook(1, 1), name="dealers.xls")
        self.assertEqual(preview["headers"][0], "name")

    def old_workbook(self, row, column):
        """Return an .xls file with a heading and one cell."""
        book = xlwt.Workbook()
        sheet = book.add_sheet("Sheet1")
        sheet.write(0, 0, "name")
        sheet.write(row, column, "x")
        output = io.BytesIO()
        book.save(output)
        return output.getvalue()

    def test_column_16384_is_refused(self):
        rows = '<row r="1"><c r="XFD1" t="str"><v>x</v></c></row>'
        self.assertIn("reaches column 16384", self.refusal(tampered(rows=rows)))

    def test_ten_megabytes_of_texts_are_refused(self):
        texts = "".join(f"<si><t>{number:x}</t></si>" for number in range(520_000))
        parts = {"xl/sharedStrings2.xml": f"<sst>{texts}</sst>"}
        message = self.refusal(tampered(parts=parts))
        self.assertIn("unpacks to more", message)

    def test_entities_are_refused_unread(self):
        document = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
        message = self.refusal(tampered(parts={"xl/x.xml": document}))
        self.assertIn("document type", message)
        self.assertNotIn("root:", message)

    def test_content_counts_and_not_the_name(self):
        for data in (b"MZ\x90\x00", b"<html><table><tr><td>1</td></tr></table></html>"):
            with self.subTest(data=data):
                message = self.refusal(data, file_type=CSV, name="dealers.csv")
                self.assertIn("Save it as one of these", message)

    def test_endless_field_is_refused(self):
        data = b'name,ref\n1,"' + b"x" * 17_000_000
        self.assertIn("missing quote", self.refusal(data, file_type=CSV, name="a.csv"))

    def test_import_itself_is_guarded_like_its_preview(self):
        wizard = self.env["base_import.import"].create(
            {
                "res_model": "res.partner",
                "file": b"name\n" * 100_001,
                "file_type": CSV,
                "file_name": "a.csv",
            }
        )
        partners = self.env["res.partner"].search_count([])
        with self.assertRaisesRegex(UserError, "at most 100000"):
            wizard.execute_import(["name"], ["name"], dict(OPTIONS))
        self.assertEqual(self.env["res.partner"].search_count([]), partners)
