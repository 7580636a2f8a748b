import base64
import binascii
import io
import json
from dataclasses import replace

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.dms_base.engine.import_parse import (
    TableError,
    clean_text,
    decode,
    is_shortened,
    read_csv,
)
from odoo.addons.dms_base.engine.upload_limits import MIB, UploadLimits

from ..engine.order_columns import (
    GOODS,
    find_heading,
    fingerprint,
    guess_columns,
    is_enough,
)
from ..engine.order_lines import storable
from ..engine.order_list import read_cells
from .res_partner_order_list import MAX_ROWS

LIMITS = UploadLimits(max_bytes=5 * MIB, max_columns=200, max_rows=4 * MAX_ROWS)
COLUMNS = (*GOODS, "quantity", "unit")
SAMPLES = 3
LONGEST_CELL = 200


class ResPartner(models.Model):
    """An order that comes as a table: any columns, remembered once told.

    Answers about the dealer they are called on; callers have checked who asks.
    """

    _inherit = "res.partner"

    def _dms_read_file(self, data, columns=None):
        """Return what a file orders, and how its columns were understood.

        Args:
            data: the file, in base64.
            columns: {key: place} as the dealer has corrected it; it is remembered for
                files with the same headings.
        Returns:
            dict(columns, chosen, result): the headings and samples of the file, the
            places of code, barcode, name, quantity and unit, and what
            ``_dms_match_entries`` says; None while an order cannot be read.
        Raises:
            UserError: a sentence that says what is wrong with the file.
        """
        grid = self._dms_read_grid(data)
        heading = find_heading(grid)
        titles = grid[heading] if heading >= 0 else []
        body = [
            (number, cells)
            for number, cells in enumerate(grid[heading + 1 :], heading + 2)
            if any(cells)
        ]
        if not body:
            raise UserError(self.env._("The file holds no rows below its header."))
        if len(body) > MAX_ROWS:
            raise UserError(
                self.env._(
                    "The file holds %(count)s rows; at most %(limit)s are taken at "
                    "once. Split it into parts.",
                    count=len(body),
                    limit=MAX_ROWS,
                )
            )
        width = max(len(cells) for _number, cells in body)
        layouts = self.env["dms.order.layout"]
        key = fingerprint(titles) if titles else f"no heading, {width} columns"
        chosen = self._dms_clean_columns(columns, width)
        if chosen:
            layouts._dms_remember(self, key, titles, chosen)
        else:
            chosen = layouts._dms_recall(self, key) or guess_columns(titles)
        return {
            "columns": self._dms_column_samples(titles, body, width),
            "chosen": chosen,
            "result": self._dms_read_body(body, chosen) if is_enough(chosen) else None,
        }

    @api.model
    def _dms_read_grid(self, data):
        """Return the cells of an uploaded table as clean texts."""
        limit = LIMITS.max_bytes * 4 // 3 + 4
        try:
            if not isinstance(data, str) or len(data) > limit:
                raw = b"\0" * (LIMITS.max_bytes + 1) if data else b""
            else:
                raw = base64.b64decode(data, validate=True)
        except (binascii.Error, ValueError):
            raw = b""
        kind = self.env["dms.upload"]._dms_check_upload(raw, limits=LIMITS)
        try:
            sheet = self.env["dms.import"]._dms_sheet
            grid = read_csv(decode(raw)) if kind == "csv" else sheet(raw)
        except TableError as error:
            raise UserError(
                self.env._(
                    "The text of this file cannot be read. Save it as XLSX, or as CSV "
                    "in UTF-8."
                )
            ) from error
        return [[clean_text(cell)[:LONGEST_CELL] for cell in line] for line in grid]

    @api.model
    def _dms_clean_columns(self, columns, width):
        """Return the corrected places, taken without trust."""
        if not isinstance(columns, dict):
            return {}
        return {
            key: columns[key]
            for key in COLUMNS
            if type(columns.get(key)) is int and 0 <= columns[key] < width
        }

    @api.model
    def _dms_column_samples(self, titles, body, width):
        """Return what each column is called and holds, so that people recognize it."""
        samples = [[] for _place in range(width)]
        for _number, cells in body[:50]:
            for place, cell in enumerate(cells):
                if cell and len(samples[place]) < SAMPLES:
                    samples[place].append(cell)
        return [
            {
                "place": place,
                "title": titles[place] if place < len(titles) else "",
                "samples": samples[place],
            }
            for place in range(width)
        ]

    def _dms_read_body(self, body, chosen):
        entries = []
        for number, cells in body:
            text = " | ".join(filter(None, cells))
            entry = read_cells(number, text, chosen, cells)
            if not entry.fault and any(map(is_shortened, entry.keys)):
                entry = replace(entry, fault="shortened")
            entries.append(entry)
        return self._dms_match_entries(entries)

    def _dms_order_template(self):
        """Return a workbook to fill in: what the dealer ordered last, quantities open."""
        _ = self.env._
        rows = self._dms_last_ordered()
        titles = (
            (_("Code"), 18),
            (_("Product"), 44),
            (_("Quantity"), 12),
            (_("Unit"), 14),
            (_("Usual quantity"), 16),
            (_("Last ordered"), 14),
        )
        return self._dms_order_workbook(
            titles,
            [
                (
                    row["card"]["code"],
                    row["card"]["name"],
                    "",
                    row["unit"],
                    row["quantity"],
                    row["day"],
                )
                for row in rows
            ],
        )

    def _dms_order_rejects(self, text):
        """Return a workbook of rows that could not be taken, to correct and send again.

        Args:
            text: the rows as the pad has them, in JSON; they are the caller's own.
        """
        _ = self.env._
        try:
            rows = json.loads(text)
        except (TypeError, ValueError, RecursionError):
            rows = []
        rows = rows if isinstance(rows, list) else []
        rows = [row for row in rows if isinstance(row, dict)]
        titles = (
            (_("Code"), 24),
            (_("Quantity"), 12),
            (_("Unit"), 14),
            (_("Reason"), 60),
            (_("Row"), 8),
            (_("As written"), 60),
        )
        names = ("product", "quantity", "unit", "reason", "number", "text")
        return self._dms_order_workbook(
            titles, [[row.get(name) for name in names] for row in rows[:MAX_ROWS]]
        )

    @api.model
    def _dms_order_workbook(self, titles, rows):
        """Return a workbook of one sheet; texts are texts, whatever they begin with."""
        target = io.BytesIO()
        with self.env["dms.import"]._dms_workbook(target) as book:
            sheet = book.add_worksheet(self.env._("Order"))
            head = book.add_format({"bold": True, "bg_color": "#E8EEF2", "border": 1})
            text = book.add_format({"num_format": "@"})  # codes keep their zeros
            for place, (title, width) in enumerate(titles):
                sheet.set_column(place, place, width, text)
                sheet.write_string(0, place, title, head)
            sheet.freeze_panes(1, 0)
            for index, row in enumerate(rows, 1):
                for place, value in enumerate(row):
                    self._dms_write_cell(sheet, index, place, value)
        return target.getvalue()

    @api.model
    def _dms_write_cell(self, sheet, index, place, value):
        if isinstance(value, int | float) and not isinstance(value, bool):
            if abs(value) < 1e15:  # NaN and infinity are no numbers of a sheet
                sheet.write_number(index, place, value)
        elif value:
            sheet.write_string(index, place, storable(str(value))[:LONGEST_CELL])

    @api.model
    def _dms_workbook_name(self, title):
        day = fields.Date.context_today(self)
        return f"{title} {fields.Date.to_string(day)}.xlsx"
