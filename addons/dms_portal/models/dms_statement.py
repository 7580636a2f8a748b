from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.http import request

from ..engine.statement_seal import canonical, fingerprint, plain_amount
from .formats import format_month

CONFIRMED = ("confirmed", "remark", "settled")
OPEN_TO_DEALER = ("sent", "disputed", "answered")  # the dealer may still say something
AMOUNTS = (
    "opening",
    "invoiced",
    "credited",
    "paid",
    "rebated",
    "adjusted",
    "changed",
    "closing",
)
FIGURES = {*AMOUNTS, "dealer_id", "company_id", "currency_id", "month", "date_from"}
FIGURES |= {"date_to", "previous_id", "is_last", "version", "fingerprint"}
SIGNED_FACTS = ("state", "confirmed_name", "confirmed_at", "remark", "is_deemed")


class DmsStatement(models.Model):
    """What a dealer owes at the end of a month, and how it came to that.

    Figures are written by the set-based build alone, never through fields. Once the
    dealer has confirmed them, or a later statement stands on them, nothing changes
    them any more: what happens in the ledger afterwards is stated in the next month.
    """

    _name = "dms.statement"
    _description = "Dealer Statement"
    _inherit = ["dms.dealer.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "month desc, dealer_id, id desc"

    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    month = fields.Date(required=True, readonly=True, index=True)
    date_from = fields.Date(string="From", required=True, readonly=True)
    date_to = fields.Date(string="To", required=True, readonly=True)
    opening = fields.Monetary(string="Opening Balance", readonly=True)
    invoiced = fields.Monetary(string="Invoices", readonly=True)
    credited = fields.Monetary(string="Credit Notes", readonly=True)
    paid = fields.Monetary(string="Payments", readonly=True)
    rebated = fields.Monetary(string="Rebates", readonly=True)
    adjusted = fields.Monetary(string="Adjustments", readonly=True)
    changed = fields.Monetary(
        string="Changes to Earlier Months",
        readonly=True,
        help="What was posted, amended or taken back in months stated before.",
    )
    closing = fields.Monetary(string="Closing Balance", readonly=True)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("sent", "Waiting for Dealer"),
            ("disputed", "Disputed"),
            ("answered", "Answered"),
            ("confirmed", "Confirmed"),
            ("remark", "Confirmed with Remark"),
            ("settled", "Settled"),
        ],
        required=True,
        readonly=True,
        default="draft",
        index=True,
    )
    round = fields.Integer(
        default=1, readonly=True, aggregator="max", help="How often it went round."
    )
    version = fields.Integer(
        default=1, readonly=True, aggregator=None, help="Counts renewals of figures."
    )
    is_last = fields.Boolean(readonly=True, help="No later statement stands on it.")
    previous_id = fields.Many2one(
        "dms.statement", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    line_ids = fields.One2many("dms.statement.line", "statement_id", readonly=True)
    dispute_ids = fields.One2many(
        "dms.statement.dispute", "statement_id", readonly=True
    )
    event_ids = fields.One2many("dms.statement.event", "statement_id", readonly=True)
    open_dispute_count = fields.Integer(
        string="Open Objections",
        compute="_compute_open_dispute_count",
        store=True,
        aggregator="sum",
    )
    fingerprint = fields.Char(
        readonly=True, help="SHA-256 of the figures; the same figures give the same."
    )
    seal = fields.Char(
        readonly=True, help="SHA-256 of the figures with who confirmed them, and when."
    )
    sent_at = fields.Datetime(readonly=True, copy=False)
    sent_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    confirmed_at = fields.Datetime(string="Confirmed On", readonly=True, copy=False)
    confirmed_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    confirmed_name = fields.Char(string="Name", readonly=True, copy=False)
    remark = fields.Text(readonly=True, copy=False)
    is_deemed = fields.Boolean(
        string="Deemed Confirmed",
        readonly=True,
        copy=False,
        help="Nobody confirmed it: the time that was agreed on went by.",
    )
    reminded_count = fields.Integer(string="Reminders", readonly=True, copy=False)
    reminded_at = fields.Datetime(readonly=True, copy=False)
    mail_pending = fields.Selection(
        [("sent", "Sent"), ("reminder", "Reminder"), ("answered", "Answered")],
        string="Mail to Write",
        readonly=True,
        copy=False,
        index="btree_not_null",
        groups="base.group_user",
    )

    _month_uniq = models.UniqueIndex(
        "(company_id, dealer_id, month)",
        "There is a statement of this dealer for this month.",
    )
    _last_uniq = models.UniqueIndex(
        "(company_id, dealer_id) WHERE is_last",
        "Two statements of this dealer are the last one.",
    )
    _adds_up = models.Constraint(
        "CHECK(closing = opening + invoiced + credited + paid + rebated + adjusted"
        " + changed)",
        "The statement does not add up.",
    )

    @api.depends("month", "dealer_id.name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for statement in self:
            statement.display_name = self.env._(
                "Statement %(month)s · %(dealer)s",
                month=statement._dms_month_label(),
                dealer=statement.dealer_id.name,
            )

    @api.depends("dispute_ids.state")
    def _compute_open_dispute_count(self):
        for statement in self:
            statement.open_dispute_count = len(
                statement.dispute_ids.filtered(lambda each: each.state == "open")
            )

    def _dms_month_label(self):
        """Return the month as the reader's language writes it."""
        return format_month(self.env, self.month) if self.month else ""

    def write(self, vals):
        if FIGURES & vals.keys():
            raise UserError(
                self.env._(
                    "Figures of a statement come from the ledger and are not typed in. "
                    "Post an entry, then renew the figures or prepare the next month."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_seen(self):
        if any(each.state != "draft" or not each.is_last for each in self):
            raise UserError(
                self.env._(
                    "A statement that a dealer has seen, or that a later one stands on, "
                    "is not deleted. What is wrong in it is put right by an entry and "
                    "stated in the next month."
                )
            )

    def unlink(self):
        previous = self.previous_id
        result = super().unlink()
        self.env.flush_all()
        previous.exists()._dms_become_last()
        return result

    # --- fingerprint ----------------------------------------------------------------

    def _dms_canonical(self):
        """Return the text whose hash is the fingerprint, from what is stored."""
        self.ensure_one()
        digits = self.currency_id.decimal_places
        facts = {name: plain_amount(self[name], digits) for name in AMOUNTS}
        facts |= {
            "company": self.company_id.id,
            "currency": self.currency_id.name,
            "dealer": self.dealer_id.id,
            "from": self.date_from,
            "to": self.date_to,
        }
        lines = self.line_ids.sorted(
            lambda line: (line.date, line.move_key, line.month)
        )
        return canonical(facts, [line._dms_canonical(digits) for line in lines])

    def _dms_seal(self):
        """Return the hash of the figures together with the confirmation."""
        facts = {name: self[name] for name in SIGNED_FACTS}
        return fingerprint(canonical({**facts, "fingerprint": self.fingerprint}, []))

    def _dms_is_genuine(self):
        """Whether the stored figures, and the confirmation, give the stored hashes."""
        self.ensure_one()
        if fingerprint(self._dms_canonical()) != self.fingerprint:
            return False
        return self.state not in CONFIRMED or self._dms_seal() == self.seal

    def action_dms_verify(self):
        """Say whether the record still gives the hashes that were noted."""
        self.ensure_one()
        self.check_access("read")
        genuine = self._dms_is_genuine()
        message = (
            self.env._("The figures and the confirmation are as they were recorded.")
            if genuine
            else self.env._(
                "The record differs from its fingerprint. Somebody changed it in the "
                "database: compare it with the PDF that was handed out."
            )
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": message,
                "type": "success" if genuine else "danger",
                "sticky": not genuine,
            },
        }

    # --- log ------------------------------------------------------------------------

    def _dms_log(self, kind, note=""):
        """Note who did what, when and from which address; nobody edits it."""
        address = request.httprequest.remote_addr if request else False
        # sudo: the log is written by what happens, nobody has the right to write it
        self.env["dms.statement.event"].sudo().create(
            [
                {
                    "statement_id": statement.id,
                    "kind": kind,
                    "user_id": self.env.uid,
                    "address": address,
                    "note": note,
                    "fingerprint": statement.fingerprint,
                }
                for statement in self
            ]
        )

    def _get_report_base_filename(self):
        return self.display_name
