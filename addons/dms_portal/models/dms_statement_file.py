import base64
import io

import xlsxwriter

from odoo import fields, models

from .dms_statement import AMOUNTS

DAY = "yyyy-mm-dd"


class DmsStatement(models.Model):
    """The statement as a workbook that computes nothing and runs nothing."""

    _inherit = "dms.statement"

    xlsx_file = fields.Binary(
        string="Workbook", compute="_compute_xlsx_file", help="All lines, as XLSX."
    )

    xlsx_name = fields.Char(string="File Name", compute="_compute_xlsx_file")

    def _compute_xlsx_file(self):
        for statement in self:
            statement.xlsx_name = f"{statement.display_name}.xlsx"
            statement.xlsx_file = base64.b64encode(statement._dms_xlsx())

    def _dms_xlsx(self):
        """Return the bytes of the workbook; text stays text, whatever it looks like."""
        self.ensure_one()
        self.check_access("read")
        target = io.BytesIO()
        options = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
        }
        with xlsxwriter.Workbook(target, options) as book:
            # the same statement gives the same file, whenever it is taken along
            book.set_properties({"created": self.create_date})
            formats = self._dms_xlsx_formats(book)
            self._dms_xlsx_summary(book.add_worksheet(self.env._("Statement")), formats)
            self._dms_xlsx_lines(book.add_worksheet(self.env._("Lines")), formats)
        return target.getvalue()

    def _dms_xlsx_formats(self, book):
        digits = self.currency_id.decimal_places
        money = "#,##0" + ("." + "0" * digits if digits else "")
        return {
            "title": book.add_format({"bold": True, "font_size": 14}),
            "head": book.add_format({"bold": True, "bg_color": "#E8EEF2", "border": 1}),
            "text": book.add_format({"num_format": "@"}),
            "money": book.add_format({"num_format": money}),
            "total": book.add_format({"num_format": money, "bold": True, "top": 1}),
            "day": book.add_format({"num_format": DAY}),
        }

    def _dms_xlsx_summary(self, sheet, formats):
        """Write who, which days, and how the balance came about."""
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 1, 24)
        sheet.write_string(0, 0, self.display_name, formats["title"])
        facts = (
            (self.env._("Company"), self.company_id.name),
            (self.env._("Dealer"), self.dealer_id.name),
            (self.env._("Code"), self.dealer_id.dealer_code or ""),
            (self.env._("Currency"), self.currency_id.name),
            (self.env._("From"), self.date_from.isoformat()),
            (self.env._("To"), self.date_to.isoformat()),
            (self.env._("Fingerprint"), self.fingerprint or ""),
        )
        for row, (label, value) in enumerate(facts, 2):
            sheet.write_string(row, 0, label, formats["text"])
            sheet.write_string(row, 1, value, formats["text"])
        for row, name in enumerate(AMOUNTS, 3 + len(facts)):
            label = self._fields[name]._description_string(self.env)
            style = formats["total" if name == "closing" else "money"]
            sheet.write_string(row, 0, label, formats["text"])
            sheet.write_number(row, 1, self[name], style)

    def _dms_xlsx_lines(self, sheet, formats):
        """Write one row per document."""
        titles = [
            (self.env._("Date"), 12),
            (self.env._("Document"), 24),
            (self.env._("Kind"), 16),
            (self.env._("Description"), 40),
            (self.env._("Due"), 12),
            (self.env._("Amount"), 16),
        ]
        for place, (title, width) in enumerate(titles):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, title, formats["head"])
        sheet.freeze_panes(1, 0)
        for row, line in enumerate(self.line_ids, 1):
            shown = line._dms_row()
            text = " · ".join(filter(None, (shown["change"], shown["label"])))
            sheet.write_datetime(row, 0, line.date, formats["day"])
            sheet.write_string(row, 1, shown["title"], formats["text"])
            sheet.write_string(row, 2, shown["kind"], formats["text"])
            sheet.write_string(row, 3, text, formats["text"])
            if shown["due"]:
                sheet.write_datetime(row, 4, shown["due"], formats["day"])
            sheet.write_number(row, 5, line.amount, formats["money"])
