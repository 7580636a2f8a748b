"""N15: a file is looked at before it is read.

``base_import`` unpacks a workbook and builds all its cells before it checks anything:
236 kilobytes become 1.4 gigabytes of memory. The same guard that stands at our own
doors (``dms.upload`` in ``dms_base``) now stands before ``_read_file``, which preview
and import both call, for every user.
"""

from odoo import models
from odoo.exceptions import UserError

from odoo.addons.dms_base.engine.upload_guard import SPREADSHEET_KINDS
from odoo.addons.dms_base.engine.upload_limits import MIB, UploadLimits
from odoo.addons.dms_base.models.dms_upload import SENTENCES

TOO_MANY_CELLS = SENTENCES["too_many_cells"]
# Imports by staff may carry pictures in a column, as base64.
IMPORT_LIMITS = UploadLimits(max_field_chars=8 * MIB)


class BaseImport(models.TransientModel):
    _inherit = "base_import.import"

    def _read_file(self, options):
        """Refuse a file that asks for more than any honest one."""
        if data := self.file or b"":
            kind = self.env["dms.upload"]._dms_check_upload(
                data, SPREADSHEET_KINDS, limits=IMPORT_LIMITS
            )
            if kind == "xls":
                self._guard_old_workbook(data)
        return super()._read_file(options)

    def _guard_old_workbook(self, data):
        """Refuse an .xls with cells in opposite corners; the reader fills the grid."""
        figures = {"value": largest_grid(data), "limit": IMPORT_LIMITS.max_cells}
        if figures["value"] > figures["limit"]:
            raise UserError(self.env._(TOO_MANY_CELLS) % figures)


def largest_grid(data):
    """Return how many cells the largest sheet of an .xls spans.

    ``ragged_rows`` keeps rows as long as they are written, so this look is as large as
    the file and no larger. What it cannot read, the import cannot read either, and
    says so itself.
    """
    try:
        import xlrd  # noqa: PLC0415 optional, as in base_import

        book = xlrd.open_workbook(file_contents=data, on_demand=True, ragged_rows=True)
        with book:
            sheets = map(book.sheet_by_name, book.sheet_names())
            return max(sheet.nrows * sheet.ncols for sheet in sheets)
    except Exception:
        return 0
