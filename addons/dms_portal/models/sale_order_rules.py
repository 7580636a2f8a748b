from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..engine.order_lines import Wanted

MAX_REASON = 500


class SaleOrder(models.Model):
    """Order rules at every door: what is submitted, and what staff confirm."""

    _inherit = "sale.order"

    dms_rule_override = fields.Char(
        string="Exception from Order Rules",
        copy=False,
        readonly=True,
        tracking=True,
        help="Why a manager lets this order break the order rules.",
        groups="base.group_user",
    )
    dms_rule_warning = fields.Text(
        string="Breaks Order Rules",
        compute="_compute_dms_rule_warning",
        groups="base.group_user",
    )

    @api.depends("order_line.product_uom_qty", "order_line.product_id", "state")
    def _compute_dms_rule_warning(self):
        for order in self:
            order.dms_rule_warning = "\n".join(order._dms_rule_sentences())

    # --- an order that exists -----------------------------------------------------

    def _dms_rule_sentences(self):
        """Return what this open order breaks, one sentence each."""
        self.ensure_one()
        is_open = self.dms_dealer_id and self.state in ("draft", "sent")
        return self._dms_broken_rules() if is_open else []

    def _dms_broken_rules(self, quantities=None):
        """Return what the lines break, one sentence each, whatever the state is.

        An order with an exception, or of source import, breaks none.

        Args:
            quantities: {line: quantity} that is asked for instead of the line's own.
        """
        self.ensure_one()
        if self.dms_rule_override or self.dms_source == "import":
            return []
        asked = {
            line: (quantities or {}).get(line, line.product_uom_qty)
            for line in self._dms_ordered_lines()
        }
        asked = {line: quantity for line, quantity in asked.items() if quantity > 0}
        wanted = [
            Wanted(line.product_id.id, line.product_uom_id.id, Decimal(repr(quantity)))
            for line, quantity in asked.items()
        ]
        dealer = self.dms_dealer_id.with_company(self.company_id)
        _book, breaches = dealer._dms_rule_breaches(
            wanted,
            lambda: [
                line.price_subtotal * quantity / (line.product_uom_qty or 1)
                for line, quantity in asked.items()
            ],
            self,
            except_orders=self._origin,
        )
        return dealer._dms_breach_sentences(breaches)

    def _dms_counts_from(self):
        """Return the moment whose period this order uses up a quota of; now if open."""
        order = self[:1]
        confirmed = order.date_order if order.state == "sale" else False
        return order.dms_submitted_at or confirmed or fields.Datetime.now()

    def _dms_company_money(self, amount):
        """Convert money of this order into the currency of its company."""
        company = self.company_id
        return self.currency_id._convert(
            amount,
            company.currency_id,
            company,
            self.date_order or fields.Date.context_today(self),
        )

    def _confirmation_error_message(self):
        message = super()._confirmation_error_message()
        if message or not self.dms_dealer_id:
            return message
        sentences = self._dms_rule_sentences()
        if not sentences:
            return False
        return "\n".join(
            [
                self.env._("%(name)s breaks order rules:", name=self.name),
                *sentences,
                self.env._(
                    "Change the lines, or let a manager of the dealer network allow "
                    "an exception."
                ),
            ]
        )

    def action_confirm(self):
        """Quotas and credit are used up by one order after the other.

        Core looks at all orders first and then confirms them all, so that two could
        use the same rest; therefore one by one.
        """
        dealers = self.dms_dealer_id
        if not dealers:
            return super().action_confirm()
        dealers._dms_serialize()
        for order in self:
            super(SaleOrder, order).action_confirm()
        return True

    # --- an order that is submitted -----------------------------------------------

    @api.model
    def _dms_submit_rule_errors(self, dealer, payload, vals):
        """Return (sentences, reason of an exception) for an order to be created.

        Args:
            dealer: sudoed, in the selling company.
            vals: of the order, with its lines.
        """
        reason, error = self._dms_read_override(payload)
        if error or reason or vals["dms_source"] == "import":
            return error, reason
        lines = [command[2] for command in vals["order_line"]]
        wanted = [
            Wanted(
                line["product_id"],
                line["product_uom_id"],
                Decimal(repr(line["product_uom_qty"])),
            )
            for line in lines
        ]
        order = self._dms_quoted_order(dealer)

        def price():
            prices, _totals = order._dms_price_lines(wanted)
            return [line["subtotal"] for line in prices]

        book, breaches = dealer._dms_rule_breaches(wanted, price, order)
        if book.quotas:
            dealer._dms_serialize()
        return dealer._dms_breach_sentences(breaches), ""

    @api.model
    def _dms_read_override(self, payload):
        """Return the reason of an exception, and an error unless a manager gives it."""
        reason = str(payload.get("override_reason") or "").strip()[:MAX_REASON]
        if reason and not self.env.user.has_group("dms_base.group_dms_manager"):
            return "", [
                self.env._(
                    "Only a manager of the dealer network may allow an exception from "
                    "the order rules."
                )
            ]
        return reason, []

    def action_dms_allow_exception(self):
        """Ask for the reason; the wizard then allows the exception."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Allow Exception"),
            "res_model": "dms.order.exception",
            "view_mode": "form",
            "target": "new",
            "context": {"default_order_id": self.id},
        }

    def _dms_allow_exception(self, reason):
        """Let open orders break order rules, for a reason that is kept."""
        reason = (reason or "").strip()[:MAX_REASON]
        if not self.env.user.has_group("dms_base.group_dms_manager"):
            raise AccessError(
                self.env._(
                    "Only a manager of the dealer network may allow an exception from "
                    "the order rules."
                )
            )
        if not reason:
            raise UserError(self.env._("Say why: the reason is kept with the order."))
        self.check_access("write")
        # sudo: the exception is written by code alone; the right was checked above
        self.sudo().write({"dms_rule_override": reason})
