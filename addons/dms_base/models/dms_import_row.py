from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.import_parse import clean_text

RESULT_FIELDS = {"state", "message", "res_model", "res_id"}


class DmsImportRow(models.Model):
    """One line of an imported file: what stands in it, and what became of it.

    The values are kept as text, as they were typed, so that they can be corrected.
    Each kind of import adds the columns it reads.
    """

    _name = "dms.import.row"
    _description = "Import Row"
    _order = "import_id, line, id"

    import_id = fields.Many2one(
        "dms.import", required=True, index=True, ondelete="cascade", readonly=True
    )
    kind = fields.Selection(related="import_id.kind", store=True)
    company_id = fields.Many2one(related="import_id.company_id", store=True)
    file_hash = fields.Char(related="import_id.file_hash", store=True)
    line = fields.Integer(required=True, readonly=True)
    state = fields.Selection(
        [
            ("new", "Changed"),
            ("ok", "Ready"),
            ("duplicate", "Duplicate"),
            ("error", "Error"),
            ("skipped", "Skipped"),
            ("done", "Imported"),
        ],
        required=True,
        default="new",
        readonly=True,
        index=True,
    )
    message = fields.Text(readonly=True)
    is_skipped = fields.Boolean(string="Skip", help="Leave this row out.")
    is_wanted = fields.Boolean(
        string="Import Anyway",
        help="This is another one, although something about it is there already.",
    )
    res_model = fields.Char(readonly=True)
    res_id = fields.Many2oneReference(
        string="Record",
        model_field="res_model",
        readonly=True,
        help="What was made of this row, or what it collides with.",
    )

    _one_per_line = models.UniqueIndex(
        "(import_id, line)", "This line is in the import already."
    )
    _posted_once = models.UniqueIndex(
        "(company_id, kind, file_hash, line) WHERE state = 'done'",
        "A line of this file was imported before; check the import again.",
    )

    @api.depends("import_id.name", "line")
    def _compute_display_name(self):
        for row in self:
            row.display_name = f"{row.import_id.name} · {row.line}"

    def write(self, vals):
        if vals.keys() - RESULT_FIELDS:  # a person corrects what stands in the row
            self._dms_check_open()
            vals = {**self._dms_clean(vals), "state": "new", "message": False}
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_posted(self):
        self._dms_check_open()

    def _dms_check_open(self):
        self.import_id._dms_check_open()

    @api.model
    def _dms_clean(self, vals):
        """Return typed values as the file reader would have read them."""
        return {
            name: self._dms_cleaner(name)(value) if isinstance(value, str) else value
            for name, value in vals.items()
        }

    @api.model
    def _dms_cleaner(self, name):
        """Return the function that cleans a column; kinds name their identifiers."""
        return clean_text

    def _dms_set_result(self, errors, match):
        """Note what the check found; ``match`` is (record or False, sentence)."""
        self.ensure_one()
        record, sentence = match or (False, "")
        if self.is_skipped:
            state, messages = "skipped", []
        elif errors:
            state, messages = "error", [*errors, sentence] if match else errors
        elif match:
            state, messages = "duplicate", [sentence]
        else:
            state, messages = "ok", []
        self.write(
            {
                "state": state,
                "message": "\n".join(messages),
                "res_model": record._name if record else False,
                "res_id": record.id if record else False,
            }
        )

    def _dms_set_done(self, record):
        self.write({"state": "done", "res_model": record._name, "res_id": record.id})

    @api.model
    def action_dms_check_import(self):
        """Check the import again whose rows are on the screen."""
        job = self.env["dms.import"].browse(self.env.context.get("default_import_id"))
        job.action_dms_check()

    def action_dms_open_record(self):
        """Open what was made of the row, or what it collides with."""
        self.ensure_one()
        if not self.res_id:
            raise UserError(
                self.env._("Nothing belongs to this row yet; it was not imported.")
            )
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }
