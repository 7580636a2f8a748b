from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from ..engine.upload_guard import UploadRefused, check_upload

_lt = LazyTranslate(__name__)

SENTENCES = {
    "empty": _lt("The file is empty. Choose the file that holds your rows."),
    "too_big": _lt("The file is larger than %(limit)s bytes. Split it into parts."),
    "wrong_kind": _lt("This is no XLSX or CSV file. Save it as one of these."),
    "encrypted": _lt("The file has a password. Save it without one."),
    "has_doctype": _lt(
        "The file declares a document type, which a table does not need. Save it again "
        "with your spreadsheet program."
    ),
    "nested_archive": _lt(
        "The file contains an archive. Remove embedded files and save it again."
    ),
    "too_many_rows": _lt(
        "The file reaches row %(value)s; at most %(limit)s are read. Delete empty "
        "formatted rows or split the file."
    ),
    "too_many_columns": _lt(
        "The file reaches column %(value)s; at most %(limit)s are read. Delete empty "
        "formatted columns."
    ),
    "too_many_cells": _lt(
        "The file spans %(value)s cells; at most %(limit)s are read. Delete empty "
        "formatted rows and columns or split the file."
    ),
    "too_many_sheets": _lt(
        "The file has more than %(limit)s sheets. Keep the one that you need."
    ),
    "field_too_long": _lt(
        "A cell is longer than %(limit)s characters. Check for a missing quote."
    ),
    "broken": _lt(
        "The file cannot be read. Save it again with your spreadsheet program."
    ),
}
UNPACKS_TOO_BIG = _lt(
    "The file unpacks to more than may be read. Keep only the sheet that you need, as "
    "values without pictures, and save it again."
)


class DmsUpload(models.AbstractModel):
    """A file that somebody sends is looked at before it is read."""

    _name = "dms.upload"
    _description = "Uploaded File Guard"

    @api.model
    def _dms_check_upload(self, data, kinds=("csv", "xlsx"), **limits):
        """Return the kind of an uploaded file that may be read.

        Args:
            data: the bytes of the file.
            kinds: what this door accepts.
            limits: ``limits=UploadLimits(...)`` where this door has other ceilings.
        Raises:
            UserError: a sentence that says what is wrong and what to do.
        """
        try:
            return check_upload(data, kinds, **limits)
        except UploadRefused as refused:
            sentence = self.env._(SENTENCES.get(refused.reason, UNPACKS_TOO_BIG))
            figures = {"value": 0, "limit": 0} | refused.params
            raise UserError(sentence % figures) from refused
