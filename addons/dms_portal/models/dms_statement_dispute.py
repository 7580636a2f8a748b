import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.dms_base.engine.upload_guard import (
    UploadLimits,
    UploadRefused,
    check_upload,
)

from ..engine.statement import read_amount
from .dms_statement import OPEN_TO_DEALER

FILE_KINDS = ("pdf", "png", "jpeg", "xlsx", "csv")
FILE_LIMITS = UploadLimits(max_bytes=10 * 1024 * 1024)


class DmsStatementDispute(models.Model):
    """One document of a statement that the dealer's books tell otherwise."""

    _name = "dms.statement.dispute"
    _description = "Statement Objection"
    _inherit = ["dms.access.recheck"]
    _order = "id desc"

    statement_id = fields.Many2one(
        "dms.statement", required=True, readonly=True, index=True, ondelete="cascade"
    )
    dealer_id = fields.Many2one(
        related="statement_id.dealer_id", store=True, index=True
    )
    company_id = fields.Many2one(related="statement_id.company_id", store=True)
    currency_id = fields.Many2one(related="statement_id.currency_id")
    month = fields.Date(related="statement_id.month", store=True)
    move_key = fields.Integer(string="Entry", readonly=True, aggregator=None)
    line_id = fields.Many2one(
        "dms.statement.line", readonly=True, index="btree_not_null", ondelete="set null"
    )
    move_id = fields.Many2one(related="line_id.move_id")
    name = fields.Char(string="Document", required=True, readonly=True)
    amount = fields.Monetary(string="In the Statement", readonly=True)
    dealer_amount = fields.Monetary(string="In the Dealer's Books", readonly=True)
    has_dealer_amount = fields.Boolean(readonly=True)
    reason = fields.Selection(
        [
            ("amount", "Other amount"),
            ("not_received", "Goods not received"),
            ("returned", "Goods returned"),
            ("price", "Other price or discount agreed"),
            ("paid", "Already paid"),
            ("not_ours", "Not ours"),
            ("missing", "Something is missing"),
            ("other", "Other"),
        ],
        required=True,
        readonly=True,
    )
    note = fields.Text(readonly=True)
    document = fields.Binary(string="File", attachment=True, readonly=True)
    document_name = fields.Char(string="File Name", readonly=True)
    round = fields.Integer(readonly=True, aggregator=None)
    user_id = fields.Many2one("res.users", string="Raised By", readonly=True)
    state = fields.Selection(
        [
            ("open", "Open"),
            ("accepted", "Accepted"),
            ("rejected", "Rejected"),
            ("withdrawn", "Withdrawn"),
        ],
        required=True,
        readonly=True,
        default="open",
        index=True,
    )
    answer = fields.Text(readonly=True)
    answered_by_id = fields.Many2one(
        "res.users", readonly=True, groups="base.group_user"
    )
    answered_at = fields.Datetime(readonly=True)
    correction_ids = fields.Many2many(
        "account.move",
        compute="_compute_correction_ids",
        string="Corrections",
        groups="base.group_user",
        help="Reversals of the document.",
    )

    _open_uniq = models.UniqueIndex(
        "(statement_id, move_key) WHERE state = 'open' AND move_key <> 0",
        "This document is disputed already; the answer is under way.",
    )

    @api.model
    def _dms_recheck_needed(self):
        return not self.env.su

    @api.depends("line_id.move_id")
    def _compute_correction_ids(self):
        found = self.env["account.move"].search(
            [("reversed_entry_id", "in", self.line_id.move_id.ids)]
        )
        by_origin = found.grouped("reversed_entry_id")
        for dispute in self:
            dispute.correction_ids = by_origin.get(dispute.line_id.move_id, [])

    def _dms_find_lines(self):
        """Link to the lines that name the same documents, after these were renewed."""
        for dispute in self.filtered("move_key"):
            dispute.line_id = dispute.statement_id.line_ids.filtered(
                lambda line, key=dispute.move_key: line.move_key == key
            )[:1]

    def _dms_reason_label(self):
        labels = self._fields["reason"]._description_selection(self.env)
        return dict(labels)[self.reason]

    # --- the brand's answer -------------------------------------------------------------

    def _dms_answer(self, state, text):
        """Accept or reject open objections; an answer is given once.

        Args:
            state: ``accepted`` or ``rejected``.
            text: what the dealer reads.

        With the last open one answered, the statement is the dealer's turn again.
        """
        statements = self.statement_id._dms_as_staff()._dms_locked()
        disputes = self.sudo()
        disputes.invalidate_recordset()
        disputes = disputes.filtered(lambda each: each.state == "open")
        disputes.write(
            {
                "state": state,
                "answer": text,
                "answered_by_id": self.env.uid,
                "answered_at": fields.Datetime.now(),
            }
        )
        for dispute in disputes:
            dispute.statement_id._dms_log(state, f"{dispute.name}: {text}")
        statements._dms_after_answers()

    def action_dms_correct(self):
        """Open core's reversal of the disputed document, for an accountant to finish."""
        self.ensure_one()
        self.check_access("read")
        move = self.line_id.move_id
        if self.state != "accepted" or move.state != "posted":
            raise UserError(
                self.env._(
                    "A correction follows an accepted objection to a posted document. "
                    "Anything else is corrected in accounting itself."
                )
            )
        return move.action_reverse()


class DmsStatement(models.Model):
    """Raising objections, and whose turn it is after them."""

    _inherit = "dms.statement"

    def _dms_dispute(self, form, upload=None):
        """Raise an objection for the caller's dealer; return it, or the one there is.

        Args:
            form: ``line`` (id of a line; empty: something is missing), ``reason``,
                ``amount`` in the dealer's books, ``note`` and ``name``.
            upload: (file name, bytes) of a paper that proves it, or None.
        Raises:
            UserError: what is missing; nothing is recorded.
        """
        statement = self._dms_as_dealer()
        if statement.state not in OPEN_TO_DEALER:
            raise UserError(
                statement.env._(
                    "This statement is confirmed. Tell your contact at the brand what "
                    "is wrong; the correction is stated in the next month."
                )
            )
        vals = statement._dms_prepare_dispute(form)
        known = statement._dms_known_dispute(vals)
        if known:
            return known
        if upload and upload[1]:
            vals |= statement._dms_prepare_file(*upload)
        if statement.state == "answered":
            statement.round += 1
        dispute = statement.env["dms.statement.dispute"].create(
            {**vals, "statement_id": statement.id, "round": statement.round}
        )
        statement.state = "disputed"
        text = f"{dispute.name}: {dispute.note or dispute._dms_reason_label()}"
        statement._dms_log("disputed", text)
        statement._dms_tell_staff("disputed", text)
        return dispute

    def _dms_known_dispute(self, vals):
        """Return the open objection to the same document: a form sent twice."""
        return self.dispute_ids.filtered(
            lambda each: (
                each.state == "open"
                and each.move_key == vals["move_key"]
                and (each.move_key or each.note == (vals["note"] or False))
            )
        )[:1]

    def _dms_prepare_dispute(self, form):
        line = self._dms_form_line(form.get("line"))
        reasons = dict(self.env["dms.statement.dispute"]._fields["reason"].selection)
        reason = form.get("reason")
        if reason not in reasons:
            raise UserError(self.env._("Please choose what is wrong."))
        note = self._dms_clean(form.get("note"))
        if not note and (reason == "other" or not line):
            raise UserError(
                self.env._("Please say in a few words what is wrong or missing.")
            )
        amount = self._dms_form_amount(form.get("amount"))
        return {
            "move_key": line.move_key if line else 0,
            "line_id": line.id,
            "name": line._dms_title() if line else self.env._("The whole statement"),
            "amount": line.amount if line else self.closing,
            "dealer_amount": amount or 0.0,
            "has_dealer_amount": amount is not None,
            "reason": reason,
            "note": note,
            "user_id": self.env.uid,
        }

    def _dms_form_line(self, value):
        """Return the line that a form names; none is something missing."""
        if not value:
            return self.env["dms.statement.line"]
        line = self.line_ids.filtered(lambda each: str(each.id) == str(value))
        if not line:
            raise UserError(
                self.env._(
                    "The figures have been renewed since you opened the page. Please "
                    "look at them again."
                )
            )
        return line

    def _dms_form_amount(self, value):
        if not isinstance(value, str) or not value.strip():
            return None
        amount = read_amount(value)
        if amount is None:
            raise UserError(
                self.env._("Please write the amount in your books as a number.")
            )
        return self.currency_id.round(float(amount))

    def _dms_prepare_file(self, name, data):
        """Look at a file before it is kept."""
        try:
            check_upload(data, FILE_KINDS, FILE_LIMITS)
        except UploadRefused as refused:
            if refused.reason == "wrong_kind":
                raise UserError(
                    self.env._(
                        "Send a photo (JPEG, PNG), a PDF, an XLSX or a CSV file."
                    )
                ) from refused
            self.env["dms.upload"]._dms_check_upload(
                data, FILE_KINDS, limits=FILE_LIMITS
            )
        name = self._dms_clean(name).replace("/", "_").replace("\\", "_")[-120:]
        return {"document": base64.b64encode(data), "document_name": name or "file"}

    def _dms_withdraw(self, dispute_id):
        """Take back an objection of the caller's dealer that is not answered yet."""
        statement = self._dms_as_dealer()
        dispute = statement.dispute_ids.filtered(
            lambda each: str(each.id) == str(dispute_id) and each.state == "open"
        )
        if dispute:
            dispute.state = "withdrawn"
            statement._dms_log("withdrawn", dispute.name)
            statement._dms_after_answers()
        return statement

    def _dms_after_answers(self):
        """Hand the statement back to the dealer when nothing is open any more."""
        for statement in self.filtered(lambda each: each.state == "disputed"):
            if statement.open_dispute_count:
                continue
            answered = statement.dispute_ids.filtered(
                lambda each: each.state in ("accepted", "rejected")
            )
            statement.state = "answered" if answered else "sent"
            statement.activity_feedback(["dms_portal.mail_activity_type_statement"])
            if answered:
                statement.mail_pending = "answered"
                statement._dms_wake_mail()
