from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_amount, format_date

from .sale_order_rules import MAX_REASON


class SaleOrder(models.Model):
    """Credit that blocks: an order beyond it is not confirmed without a release.

    Core shows a banner and confirms all the same. Here exposure (receivable less what
    is paid ahead, and orders not invoiced) with this order must stay within the limit,
    and no invoice may be overdue beyond the days of grace.
    """

    _inherit = "sale.order"

    dms_release_reason = fields.Char(
        string="Credit Released Because",
        copy=False,
        readonly=True,
        tracking=True,
        groups="base.group_user",
    )
    dms_release_amount = fields.Monetary(
        string="Credit Released Up To",
        copy=False,
        readonly=True,
        help="The order's total when its credit was released; more needs a new release.",
        groups="base.group_user",
    )
    dms_released_by_id = fields.Many2one(
        "res.users",
        string="Credit Released By",
        copy=False,
        readonly=True,
        groups="base.group_user",
    )
    dms_released_at = fields.Datetime(
        string="Credit Released On",
        copy=False,
        readonly=True,
        groups="base.group_user",
    )
    dms_credit_message = fields.Text(
        string="Beyond Credit",
        compute="_compute_dms_credit_message",
        groups="base.group_user",
    )

    @api.depends("amount_total", "partner_id", "state", "dms_release_amount")
    def _compute_dms_credit_message(self):
        for order in self:
            is_open = order.dms_dealer_id and order.state in ("draft", "sent")
            order.dms_credit_message = is_open and order._dms_credit_block()

    def _dms_credit_block(self):
        """Return why credit stops this order and the shortest way out, or ""."""
        self.ensure_one()
        company = self.company_id
        dealer = self.dms_dealer_id.with_company(company)
        if not dealer or self._dms_is_released():
            return ""
        credit = dealer._dms_credit()[dealer]
        parts = [
            self._dms_overdue_sentence(company, credit),
            self._dms_missing_sentence(company, credit),
        ]
        return "\n".join(part for part in parts if part)

    def _dms_is_released(self):
        return bool(self.dms_release_reason) and (
            self.currency_id.compare_amounts(self.amount_total, self.dms_release_amount)
            <= 0
        )

    def _dms_overdue_sentence(self, company, credit):
        grace = company.dms_overdue_grace_days
        if not company.dms_overdue_block or credit["overdue_days"] <= grace:
            return ""
        invoice = self._dms_oldest_overdue(company)
        return self.env._(
            "%(dealer)s has invoices overdue for %(days)s days, and %(grace)s are "
            "allowed. Paying %(invoice)s (%(amount)s, due %(due)s) is the first step.",
            dealer=self.dms_dealer_id.display_name,
            days=credit["overdue_days"],
            grace=grace,
            invoice=invoice.move_id.name or invoice.name,
            amount=format_amount(
                self.env, invoice.amount_residual, company.currency_id
            ),
            due=format_date(self.env, invoice.date_maturity),
        )

    def _dms_oldest_overdue(self, company):
        # sudo: the dealer's own open item, told to who may see the order
        items = self.env["account.move.line"].sudo()
        return items.search(
            [
                ("partner_id.commercial_partner_id", "=", self.dms_dealer_id.id),
                ("account_id.account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                ("company_id", "=", company.id),
                ("amount_residual", ">", 0),
            ],
            order="date_maturity, id",
            limit=1,
        )

    def _dms_missing_sentence(self, company, credit):
        if credit["left"] is None:
            return ""
        currency = company.currency_id
        is_counted = self.state == "sale"  # what is confirmed is in the exposure
        asked = 0.0 if is_counted else self.amount_total
        amount = currency.round(self._dms_company_money(asked))
        missing = amount - max(credit["left"], 0.0)
        if currency.compare_amounts(amount, credit["left"]) <= 0:
            return ""
        values = {
            "dealer": self.dms_dealer_id.display_name,
            "name": self.name or self.env._("This order"),
            "missing": format_amount(self.env, amount - credit["left"], currency),
        }
        if not credit["limit"]:
            return self.env._(
                "%(dealer)s has no credit, so %(name)s must be paid ahead. %(missing)s "
                "are missing.",
                **values,
            )
        values |= {
            "limit": format_amount(self.env, credit["limit"], currency),
            "exposure": format_amount(self.env, credit["exposure"], currency),
            "less": format_amount(self.env, missing, currency),
        }
        if currency.compare_amounts(credit["left"], 0) <= 0:
            return self.env._(
                "%(name)s goes beyond the credit of %(dealer)s: %(exposure)s of "
                "%(limit)s are used. Paying %(missing)s makes room for it.",
                **values,
            )
        return self.env._(
            "%(name)s goes beyond the credit of %(dealer)s: %(exposure)s of %(limit)s "
            "are used. Paying %(missing)s makes room for it, or ordering %(less)s less.",
            **values,
        )

    def _confirmation_error_message(self):
        message = super()._confirmation_error_message()
        if message or not self.dms_dealer_id or self.dms_source == "import":
            return message
        block = self._dms_credit_block()
        if not block:
            return False
        way_out = self.env._(
            "Register the payment and approve again, or let a manager of the dealer "
            "network release the credit."
        )
        return f"{block}\n{way_out}"

    def action_dms_release_credit(self):
        """Ask for the reason; the wizard then releases."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Release Credit"),
            "res_model": "dms.credit.release",
            "view_mode": "form",
            "target": "new",
            "context": {"default_order_id": self.id},
        }

    def _dms_release_credit(self, reason):
        """Let this order go beyond the credit, up to its total of now."""
        self.ensure_one()
        reason = (reason or "").strip()[:MAX_REASON]
        if not self.env.user.has_group("dms_base.group_dms_manager"):
            raise AccessError(
                self.env._("Only a manager of the dealer network may release credit.")
            )
        if not reason:
            raise UserError(self.env._("Say why: the reason is kept with the order."))
        self.check_access("write")
        # sudo: the release is written by code alone; the right was checked above
        self.sudo().write(
            {
                "dms_release_reason": reason,
                "dms_release_amount": self.amount_total,
                "dms_released_by_id": self.env.uid,
                "dms_released_at": fields.Datetime.now(),
            }
        )
