from odoo import api, fields, models
from odoo.exceptions import UserError


class DmsStatementEvent(models.Model):
    """What happened to a statement: the log, and the thread that both sides read."""

    _name = "dms.statement.event"
    _description = "Dealer Statement Event"
    _inherit = ["dms.access.recheck"]
    _order = "id"

    statement_id = fields.Many2one(
        "dms.statement", required=True, readonly=True, index=True, ondelete="cascade"
    )
    dealer_id = fields.Many2one(
        related="statement_id.dealer_id", store=True, index=True
    )
    company_id = fields.Many2one(related="statement_id.company_id", store=True)
    kind = fields.Selection(
        [
            ("prepared", "Prepared"),
            ("renewed", "Figures renewed"),
            ("sent", "Sent"),
            ("reminded", "Reminded"),
            ("confirmed", "Confirmed"),
            ("remark", "Confirmed with remark"),
            ("settled", "Settled"),
            ("deemed", "Deemed confirmed"),
            ("disputed", "Objection"),
            ("withdrawn", "Objection withdrawn"),
            ("accepted", "Objection accepted"),
            ("rejected", "Objection rejected"),
            ("message", "Message"),
        ],
        required=True,
        readonly=True,
    )
    user_id = fields.Many2one(
        "res.users",
        string="By",
        readonly=True,
        groups="base.group_user",
    )
    author = fields.Char(
        compute="_compute_author",
        compute_sudo=True,
        help="Dealers read the name of their own people, and else that of the brand.",
    )
    at = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    address = fields.Char(
        string="IP Address", readonly=True, groups="dms_base.group_dms_user"
    )
    note = fields.Text(readonly=True)
    fingerprint = fields.Char(
        readonly=True, help="Fingerprint of the figures that were in sight."
    )

    @api.depends("user_id.name", "user_id.share", "company_id.name")
    def _compute_author(self):
        for event in self:
            person = event.user_id
            event.author = person.name if person.share else event.company_id.name

    @api.model
    def _dms_recheck_needed(self):
        return not self.env.su

    def write(self, vals):
        raise UserError(self._dms_log_message())

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self._dms_log_message())

    @api.model
    def _dms_log_message(self):
        return self.env._("The log of a statement is not edited.")
