from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.statement_seal import plain_amount
from .formats import format_month


class DmsStatementLine(models.Model):
    """One document as a statement names it: a snapshot that nobody edits.

    ``move_key`` is the id of the journal entry and stays when the entry is deleted;
    ``move_id`` links to it while it exists.
    """

    _name = "dms.statement.line"
    _description = "Dealer Statement Line"
    _inherit = ["dms.access.recheck"]
    _order = "statement_id desc, date, move_key, id"
    _rec_name = "name"

    statement_id = fields.Many2one(
        "dms.statement", required=True, readonly=True, index=True, ondelete="cascade"
    )
    dealer_id = fields.Many2one("res.partner", required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    move_key = fields.Integer(
        string="Entry", required=True, readonly=True, aggregator=None
    )
    move_id = fields.Many2one(
        "account.move",
        string="Journal Entry",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    kind = fields.Selection(
        [
            ("opening", "Balance"),
            ("invoice", "Invoice"),
            ("credit_note", "Credit Note"),
            ("payment", "Payment"),
            ("rebate", "Rebate"),
            ("adjustment", "Adjustment"),
        ],
        required=True,
        readonly=True,
    )
    change = fields.Selection(
        [
            ("added", "Posted Later"),
            ("amended", "Amended Later"),
            ("removed", "Taken Back"),
        ],
        readonly=True,
        help="How it changes a month that was stated before.",
    )
    month = fields.Date(required=True, readonly=True, help="The month it is about.")
    date = fields.Date(required=True, readonly=True)
    date_due = fields.Date(string="Due", readonly=True)
    name = fields.Char(string="Document", readonly=True)
    label = fields.Char(readonly=True)
    stated_amount = fields.Monetary(
        string="Stated Before",
        readonly=True,
        help="What earlier statements said of it.",
    )
    amount = fields.Monetary(readonly=True)

    _dealer_key_idx = models.Index("(dealer_id, company_id, move_key)")

    @api.model
    def _dms_recheck_needed(self):
        return not self.env.su

    def write(self, vals):
        raise UserError(self._dms_frozen_message())

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self._dms_frozen_message())

    @api.model
    def _dms_frozen_message(self):
        return self.env._(
            "A line of a statement is what was stated and is not edited. Correct the "
            "document itself: the next statement shows the change."
        )

    def _dms_canonical(self, digits):
        """Return the line as the fingerprint counts it."""
        return [
            self.date,
            self.date_due,
            self.kind,
            self.change,
            self.month,
            self.name,
            plain_amount(self.stated_amount, digits),
            plain_amount(self.amount, digits),
        ]

    def _dms_title(self):
        """Return what the line is called: the number of the document, or its kind."""
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        return self.name or f"{kinds[self.kind]} {format_month(self.env, self.month)}"
