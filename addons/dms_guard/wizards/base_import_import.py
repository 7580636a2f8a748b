"""N15: a file is looked at before it is read.

``base_import`` unpacks a workbook and builds all its cells before it checks anything:
236 kilobytes become 1.4 gigabytes of memory. The same guard that stands at our own
doors (``dms_base/engine/upload_guard.py``) now stands before ``_read_file``, which
preview and import both call, for every user.
"""

from odoo import models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from odoo.addons.dms_base.engine.upload_guard import (
    SPREADSHEET_KINDS,
    UploadRefused,
    check_upload,
)
from odoo.addons.dms_base.engine.upload_limits import MIB, UploadLimits

_lt = LazyTranslate(__name__)

# Imports by staff may carry pictures in a column, as base64.
IMPORT_LIMITS = UploadLimits(max_field_chars=8 * MIB)


SENTENCES = {
    "too_big": _lt(
        "The file is larger than %(limit)s bytes. Split it and import the parts."
    ),
    "wrong_kind": _lt("This is not a spreadsheet. Save it as XLSX, ODS, XLS or CSV."),
    "encrypted": _lt("The file has a password. Save it without one."),
    "has_doctype": _lt(
        "The file declares a document type, which spreadsheets do not need. Save "
        "it again with your spreadsheet program."
    ),
    "nested_archive": _lt(
        "The file contains an archive. Remove embedded files and save it again."
    ),
    "too_many_rows": _lt(
        "The file reaches row %(value)s; at most %(limit)s are read. Delete empty "
        "formatted rows or split the file."
    ),
    "too_many_columns": _lt(
        "The file reaches column %(value)s; at most %(limit)s are read. Delete "
        "empty formatted columns."
    ),
    "too_many_cells": _lt(
        "The file spans %(value)s cells; at most %(limit)s are read. Delete empty "
        "formatted rows and columns or split the file."
    ),
    "too_many_sheets": _lt(
        "The file has more than %(limit)s sheets. Keep the one to import."
    ),
    "field_too_long": _lt(
        "A cell is longer than %(limit)s characters. Check for a missing quote."
    ),
    "broken": _lt(
        "The file cannot be read. Save it again with your spreadsheet program."
    ),
}
UNPACKS_TOO_BIG = _lt(
    "The file unpacks to more than an import may hold. Keep only the sheet to "
    "import, as values without pictures, and save it again."
)


class BaseImport(models.TransientModel):
    _inherit = "base_import.import"

    def _read_file(self, options):
        """Refuse a file that asks for more than any honest one."""
        data = self.file or b""
        try:
            kind = data and check_upload(data, SPREADSHEET_KINDS, IMPORT_LIMITS)
        except UploadRefused as refused:
            raise UserError(self._guard_refusal(refused)) from refused
        if kind == "xls":
            self._guard_old_workbook(data)
        return super()._read_file(options)

    def _guard_old_workbook(self, data):
        """Refuse an .xls with cells in opposite corners; the reader fills the grid.

        ``ragged_rows`` keeps rows as long as they are written, so this look is as
        large as the file and no larger.
        """
        try:
            import xlrd  # noqa: PLC0415 optional, as in base_import
        except ImportError:
            return
        with xlrd.open_workbook(
            file_contents=data, on_demand=True, ragged_rows=True
        ) as book:
            for name in book.sheet_names():
                sheet = book.sheet_by_name(name)
                if sheet.nrows * sheet.ncols > IMPORT_LIMITS.max_cells:
                    refused = UploadRefused(
                        "too_many_cells",
                        value=sheet.nrows * sheet.ncols,
                        limit=IMPORT_LIMITS.max_cells,
                    )
                    raise UserError(self._guard_refusal(refused))
                book.unload_sheet(name)

    def _guard_refusal(self, refused):
        """Return the sentence for a refusal: what is wrong and what to do."""
        sentence = self.env._(SENTENCES.get(refused.reason, UNPACKS_TOO_BIG))
        return sentence % ({"value": 0, "limit": 0} | refused.params)
