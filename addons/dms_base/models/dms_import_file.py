import base64
import io

import openpyxl
import xlsxwriter

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.import_parse import (
    EXAMPLE_MARKS,
    TableError,
    decode,
    parse_table,
    read_csv,
)

MAX_ROWS = 20_000
LIST_ROWS = 5_000  # rows of the template that offer a choice


class DmsImport(models.Model):
    """Files in and out: what is read, the template, and the rows to correct."""

    _inherit = "dms.import"

    template_file = fields.Binary(compute="_compute_template_file")
    rejects_file = fields.Binary(compute="_compute_rejects_file")

    def _dms_read_table(self, data):
        """Return the engine ``Table`` of a file.

        Raises:
            UserError: the file is refused, or holds no table of this kind.
        """
        self.ensure_one()
        kind = self._dms_check_upload(data)
        try:
            grid = read_csv(decode(data)) if kind == "csv" else self._dms_sheet(data)
            table = parse_table(grid, self._dms_call("columns"))
        except TableError as error:
            raise UserError(self._dms_table_sentence(error)) from error
        if len(table.rows) > MAX_ROWS:
            raise UserError(
                self.env._(
                    "The file holds %(count)s rows; at most %(limit)s are imported at "
                    "once. Split it into parts.",
                    count=len(table.rows),
                    limit=MAX_ROWS,
                )
            )
        return table

    @api.model
    def _dms_sheet(self, data):
        """Return the cells of the first sheet; formulas count by their last result."""
        book = openpyxl.load_workbook(
            io.BytesIO(data), read_only=True, data_only=True, keep_links=False
        )
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # programs write wrong ones
        return list(sheet.iter_rows(values_only=True))

    def _dms_table_sentence(self, error):
        """Say what is wrong with the table as a whole, and what to do."""
        labels = self._dms_labels()
        names = ", ".join(labels.get(key, key) for key in error.params.get("keys", ()))
        if error.reason == "encoding":
            return self.env._(
                "The text of this file cannot be read. Save it as XLSX, or as CSV in "
                "UTF-8."
            )
        if error.reason == "no_rows":
            return self.env._("The file holds no rows below its header.")
        if error.reason == "missing":
            return self.env._(
                "These columns are missing: %(names)s. The template shows all columns.",
                names=names,
            )
        if error.reason == "doubled":
            return self.env._(
                "These columns stand there twice: %(names)s.", names=names
            )
        return self.env._(
            "No header was found. Its columns are: %(names)s. The template shows them.",
            names=", ".join(labels.values()),
        )

    def _dms_labels(self):
        """Return {column key: its heading in the user's language}."""
        fields_ = self.env["dms.import.row"]._fields
        return {
            column.key: fields_[column.key]._description_string(self.env)
            for column in self._dms_call("columns")
        }

    @api.model
    def _dms_titles(self, key, *others):
        """Return the headings of a column: its label in every language, and others."""
        field = self.env["dms.import.row"]._fields[key]
        languages = [
            "en_US",
            *(code for code, _name in self.env["res.lang"].get_installed()),
        ]
        labels = [
            field._description_string(self.with_context(lang=code).env)
            for code in languages
        ]
        return tuple(dict.fromkeys([*labels, *others]))

    @api.depends("kind")
    @api.depends_context("lang", "uid")
    def _compute_template_file(self):
        for job in self:
            job.template_file = base64.b64encode(job._dms_template())

    @api.depends("row_ids.state")
    @api.depends_context("lang")
    def _compute_rejects_file(self):
        for job in self:
            rows = job.row_ids.filtered(lambda row: row.state in ("error", "duplicate"))
            job.rejects_file = base64.b64encode(job._dms_rejects(rows))

    def _dms_template(self):
        """Return a workbook to fill in: headings, an example, and lists to choose."""
        labels = self._dms_labels()
        example = self._dms_call("example")
        choices = self._dms_call("choices")
        target = io.BytesIO()
        with self._dms_workbook(target) as book:
            sheet = self._dms_header(book, labels)
            for place, key in enumerate(labels):
                sheet.write_string(1, place, example.get(key, ""))
            lists = book.add_worksheet(self.env._("Lists"))
            for place, (key, values) in enumerate(choices.items()):
                self._dms_choices(sheet, lists, list(labels).index(key), place, values)
        return target.getvalue()

    def _dms_rejects(self, rows):
        """Return a workbook of ``rows`` and their faults; it can be imported again."""
        labels = self._dms_labels()
        target = io.BytesIO()
        with self._dms_workbook(target) as book:
            added = {"line": self.env._("Row"), "message": self.env._("Fault")}
            sheet = self._dms_header(book, labels | added)
            for index, row in enumerate(rows, start=1):
                for place, key in enumerate(labels):
                    sheet.write_string(index, place, row[key] or "")
                sheet.write_number(index, len(labels), row.line)
                sheet.write_string(index, len(labels) + 1, row.message or "")
        return target.getvalue()

    @api.model
    def _dms_workbook(self, target):
        return xlsxwriter.Workbook(
            target,
            {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
        )

    def _dms_header(self, book, titles):
        """Add the sheet with its headings; the required ones stand out."""
        sheet = book.add_worksheet(self.env._("Rows"))
        plain = {"bold": True, "bg_color": "#E8EEF2", "border": 1, "num_format": "@"}
        styles = {
            False: book.add_format(plain),
            True: book.add_format({**plain, "bg_color": "#FCE4B8"}),
        }
        text = book.add_format({"num_format": "@"})  # long numbers keep their digits
        required = {c.key for c in self._dms_call("columns") if c.is_required}
        for place, (key, title) in enumerate(titles.items()):
            sheet.set_column(place, place, max(14, 2 * len(title)), text)
            sheet.write_string(0, place, title, styles[key in required])
        sheet.freeze_panes(1, 0)
        return sheet

    @api.model
    def _dms_choices(self, sheet, lists, place, list_place, values):
        """Offer ``values`` in a column; they stand in a sheet of their own."""
        for index, value in enumerate(values):
            lists.write_string(index, list_place, value)
        if not values:
            return
        letter = xlsxwriter.utility.xl_col_to_name(list_place)
        sheet.data_validation(
            1,
            place,
            LIST_ROWS,
            place,
            {
                "validate": "list",
                "source": f"='{lists.get_name()}'!${letter}$1:${letter}${len(values)}",
                "error_type": "warning",
            },
        )

    def action_dms_template(self):
        return self._dms_download("template_file", self.env._("Template"))

    def action_dms_rejects(self):
        return self._dms_download("rejects_file", self.env._("Rows to correct"))

    def _dms_download(self, field, title):
        self.ensure_one()
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        name = f"{kinds[self.kind]} - {title}.xlsx"
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/dms.import/{self.id}/{field}/{name}?download=true",
            "target": "download",
        }

    @api.model
    def _dms_example_mark(self):
        """Return the word that marks the row of the template which is not imported."""
        chinese = (self.env.lang or "").startswith("zh")
        return EXAMPLE_MARKS[1 if chinese else 0].upper()
