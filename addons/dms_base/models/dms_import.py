import base64
import hashlib
import logging
import time

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

_logger = logging.getLogger(__name__)


class DmsImport(models.Model):
    """One file on its way in: read, matched, checked, and posted whole or not at all.

    A kind of import is a value of ``kind`` and four methods, named after it:

    - ``_dms_<kind>_columns()`` → list of engine ``Column``; the keys are ``Char``
      fields of ``dms.import.row``;
    - ``_dms_<kind>_match(rows)`` → {row: (record or False, sentence)} of rows that
      are there already;
    - ``_dms_<kind>_check(rows, matches)`` → {row: [sentence]} of what is wrong, all
      of it;
    - ``_dms_<kind>_post(rows)`` → {row: record} of what was made.

    All of them get all rows at once and look things up in sets.
    """

    _name = "dms.import"
    _description = "Import"
    _inherit = ["mail.thread", "dms.upload"]
    _order = "id desc"

    name = fields.Char(compute="_compute_name", store=True)
    kind = fields.Selection([("dealer", "Dealers")], required=True, default="dealer")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    file = fields.Binary(copy=False)
    file_name = fields.Char(copy=False)
    file_hash = fields.Char(copy=False, readonly=True)
    state = fields.Selection(
        [("draft", "New"), ("checked", "Checked"), ("posted", "Posted")],
        required=True,
        default="draft",
        copy=False,
        readonly=True,
        tracking=True,
    )
    ignored_columns = fields.Char(readonly=True, copy=False)
    row_ids = fields.One2many("dms.import.row", "import_id", string="Rows")
    row_count = fields.Integer(compute="_compute_counts")
    ok_count = fields.Integer(compute="_compute_counts", string="Ready")
    error_count = fields.Integer(compute="_compute_counts", string="Errors")
    duplicate_count = fields.Integer(compute="_compute_counts", string="Duplicates")
    done_count = fields.Integer(compute="_compute_counts", string="Imported")
    posted_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    posted_at = fields.Datetime(readonly=True, copy=False)

    @api.depends("kind", "file_name")
    def _compute_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for job in self:
            job.name = job.file_name or kinds.get(job.kind, "")

    @api.depends("row_ids.state")
    def _compute_counts(self):
        counts = {
            (job, state): count
            for job, state, count in self.env["dms.import.row"]._read_group(
                [("import_id", "in", self.ids)], ["import_id", "state"], ["__count"]
            )
        }
        for job in self:
            found = {
                state: n for (key, state), n in counts.items() if key == job._origin
            }
            job.row_count = sum(found.values())
            job.ok_count = found.get("ok", 0)
            job.error_count = found.get("error", 0)
            job.duplicate_count = found.get("duplicate", 0)
            job.done_count = found.get("done", 0)

    def write(self, vals):
        if {"file", "kind", "company_id"} & vals.keys():
            self._dms_check_open()
            self.row_ids.unlink()  # they came from another file, or another reading
            vals = {**vals, "state": "draft", "file_hash": False}
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_posted(self):
        self._dms_check_open()

    def _dms_check_open(self):
        for job in self:
            if job.state == "posted":
                raise UserError(
                    self.env._(
                        "%(name)s is posted already and stays as it is. Start a new "
                        "import for further rows.",
                        name=job.name,
                    )
                )

    def action_dms_check(self):
        """Read the file if that was not done, then look at every row again.

        Nothing but the rows of this import changes: this is the dry run.
        """
        for job in self:
            job._dms_check_open()
            if not job.row_ids:
                job._dms_read_rows()
            job._dms_check_rows()
            job.state = "checked"

    def action_dms_post(self):
        """Post what is ready, in one transaction: everything or nothing."""
        self.ensure_one()
        self.lock_for_update()
        self.invalidate_recordset(["state"])
        self._dms_check_open()
        self.action_dms_check()  # the world may have changed since the last look
        self._dms_check_postable()
        started = time.monotonic()
        rows = self.row_ids.filtered(lambda row: row.state == "ok")
        made = self._dms_call("post", rows)
        for row, record in made.items():
            row._dms_set_done(record)
        self.write(
            {
                "state": "posted",
                "posted_by_id": self.env.uid,
                "posted_at": fields.Datetime.now(),
            }
        )
        _logger.info(
            "%s: %s rows posted in %.1f s", self, len(made), time.monotonic() - started
        )
        self.message_post(
            body=self.env._(
                "%(done)s rows imported, %(duplicate)s left out as duplicates, "
                "%(skipped)s skipped.",
                done=len(made),
                duplicate=self.duplicate_count,
                skipped=self.row_count - len(made) - self.duplicate_count,
            )
        )

    def _dms_check_postable(self):
        if self.error_count:
            raise UserError(
                self.env._(
                    "%(count)s rows have errors, so nothing was imported. Correct "
                    "them, or mark them as skipped, and post again.",
                    count=self.error_count,
                )
            )
        if not self.ok_count:
            raise UserError(
                self.env._(
                    "There is nothing to import: every row is there already or skipped."
                )
            )

    def _dms_read_rows(self):
        """Fill ``row_ids`` from the file."""
        self.ensure_one()
        data = base64.b64decode(self.with_context(bin_size=False).file or b"")
        table = self._dms_read_table(data)
        self.file_hash = hashlib.sha256(data).hexdigest()
        self.ignored_columns = ", ".join(table.ignored)
        self.row_ids = [
            Command.create({"line": row.line, **row.values}) for row in table.rows
        ]

    def _dms_check_rows(self):
        """Set state, message and collision of every row; one pass over all of them."""
        self.ensure_one()
        rows = self.row_ids
        matches = self._dms_call("match", rows) | self._dms_repeated(rows)
        errors = self._dms_call("check", rows, matches)
        for row in rows:
            row._dms_set_result(errors.get(row, []), matches.get(row))

    def _dms_repeated(self, rows):
        """Return {row: (record, sentence)} of lines of this very file posted before."""
        # sudo: the file may have been posted by somebody whose imports are hidden
        before = self.env["dms.import.row"].sudo()
        before = before.search(
            [
                ("file_hash", "=", self.file_hash),
                ("company_id", "=", self.company_id.id),
                ("kind", "=", self.kind),
                ("state", "=", "done"),
            ]
        )
        lines = {row.line for row in before}
        sentence = self.env._("This line of the same file was imported before.")
        return {row: (False, sentence) for row in rows if row.line in lines}

    def _dms_call(self, step, *args):
        return getattr(self, f"_dms_{self.kind}_{step}")(*args)

    def action_dms_open_rows(self):
        """Open the rows as a sheet that can be corrected in place."""
        self.ensure_one()
        wrong = "error" if self.error_count else "duplicate"
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "dms.import.row",
            "view_mode": "list",
            "views": [(self._dms_row_view().id, "list")],
            "search_view_id": (self.env.ref("dms_base.dms_import_row_view_search").id,),
            "domain": [("import_id", "=", self.id)],
            "context": {"default_import_id": self.id, f"search_default_{wrong}": 1},
        }

    def _dms_row_view(self):
        """Return the list that shows the columns of this kind of import."""
        return self.env.ref(f"dms_base.dms_import_row_view_list_{self.kind}")
