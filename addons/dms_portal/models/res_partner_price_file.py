import io

import xlsxwriter

from odoo import fields, models


class ResPartner(models.Model):
    """The price list as a workbook that computes nothing and runs nothing."""

    _inherit = "res.partner"

    def _dms_price_xlsx(self, term=""):
        """Return the bytes of the workbook; text stays text, whatever it looks like."""
        listing = self._dms_price_sheet(term)
        target = io.BytesIO()
        options = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
        }
        with xlsxwriter.Workbook(target, options) as book:
            sheet = book.add_worksheet(self.env._("Price list"))
            formats = {
                "title": book.add_format({"bold": True, "font_size": 14}),
                "head": book.add_format(
                    {"bold": True, "bg_color": "#E8EEF2", "border": 1}
                ),
                "text": book.add_format({"num_format": "@"}),
                "money": book.add_format({"num_format": "#,##0.00##"}),
                "number": book.add_format({"num_format": "General"}),
                "day": book.add_format({"num_format": "yyyy-mm-dd"}),
            }
            top = self._dms_price_xlsx_head(sheet, formats, listing)
            self._dms_price_xlsx_rows(sheet, formats, listing, top)
        return target.getvalue()

    def _dms_price_pdf(self, term=""):
        """Return the bytes of the price list on paper."""
        self._dms_check_prices()
        self._dms_price_sheet(term, on_paper=True)  # too long a list is refused here
        # sudo: dealers have no right to reports; checked above, and by the report
        reports = self.env["ir.actions.report"].sudo()
        reports = reports.with_context(dms_price_term=term)
        data, _kind = reports._render_qweb_pdf("dms_portal.price_list_report", self.ids)
        return data

    def _dms_price_paper(self):
        """Return what the report prints."""
        term = self.env.context.get("dms_price_term", "")
        return self._dms_price_sheet(term, on_paper=True)

    def _dms_price_file_name(self):
        self.ensure_one()
        day = fields.Date.context_today(self)
        return self.env._("Price list %(day)s", day=day.isoformat())

    def _dms_price_xlsx_head(self, sheet, formats, listing):
        """Write whose prices these are, and of which day; return the next row."""
        sheet.write_string(
            0, 0, self._dms_price_title(listing["day"]), formats["title"]
        )
        facts = (listing["company"].name, listing["currency"].name)
        said = [*facts, self._dms_price_tax_text(listing["is_tax_included"])]
        sheet.write_string(1, 0, " · ".join(said), formats["text"])
        return 3

    def _dms_price_title(self, day):
        self.ensure_one()
        return self.env._(
            "Price list of %(dealer)s, valid on %(day)s",
            dealer=self.name,
            day=day.isoformat(),
        )

    def _dms_price_tax_text(self, is_included):
        if is_included:
            return self.env._("prices include taxes")
        return self.env._("prices without taxes")

    def _dms_price_xlsx_rows(self, sheet, formats, listing, top):
        """Write one row per product and step of its price."""
        titles = (
            (self.env._("Code"), 14, "text"),
            (self.env._("Barcode"), 16, "text"),
            (self.env._("Product"), 40, "text"),
            (self.env._("Category"), 18, "text"),
            (self.env._("Unit"), 10, "text"),
            (self.env._("Pieces per case"), 14, "number"),
            (self.env._("From quantity"), 14, "number"),
            (self.env._("Price"), 12, "money"),
            (self.env._("Next price"), 12, "money"),
            (self.env._("Next price from"), 14, "day"),
        )
        for place, (title, width, style) in enumerate(titles):
            sheet.set_column(place, place, width, formats[style])
            sheet.write_string(top, place, title, formats["head"])
        sheet.freeze_panes(top + 1, 0)
        line = top
        for row in listing["rows"]:
            for quantity, price in row["breaks"] or [(1.0, row["price"])]:
                line += 1
                self._dms_price_xlsx_row(sheet, formats, line, row, quantity, price)

    def _dms_price_xlsx_row(self, sheet, formats, line, row, quantity, price):
        names = ("code", "barcode", "name", "category", "unit")
        for place, name in enumerate(names):
            sheet.write_string(line, place, row[name], formats["text"])
        if row["case"]:
            sheet.write_number(line, 5, row["case"], formats["number"])
        sheet.write_number(line, 6, quantity, formats["number"])
        sheet.write_number(line, 7, price, formats["money"])
        if row["coming"] and quantity <= 1:
            sheet.write_number(line, 8, row["coming"]["price"], formats["money"])
            sheet.write_datetime(line, 9, row["coming"]["day"], formats["day"])
