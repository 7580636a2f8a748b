from odoo import fields, models
from odoo.exceptions import LockError, UserError


class SaleOrder(models.Model):
    """Orders that staff type for a dealer: approval rules bind them as well.

    The door asks by itself when an order comes in. In the office an order is written
    over hours and calls, so its author says when it is ready to be decided on.
    """

    _inherit = "sale.order"

    def action_dms_ask_approval(self):
        """Put orders of dealers that were typed in the office before the brand.

        Raises:
            UserError: an order is nobody's to approve, or was asked for before.
        """
        self.check_access("write")
        try:
            self.lock_for_update()
        except LockError as error:
            raise UserError(
                self.env._(
                    "Somebody else is working on this order right now. Look at it "
                    "again in a moment."
                )
            ) from error
        self.invalidate_recordset(["dms_source", "dms_state", "state"])
        for order in self:
            order._dms_check_can_ask()
            # sudo: what the door writes is written by code alone
            order.sudo().write(
                {
                    "state": "sent",
                    "dms_source": "staff",
                    "dms_state": "submitted",
                    "dms_submitted_at": fields.Datetime.now(),
                }
            )
            order._dms_announce_submitted()
        return True

    def _dms_check_can_ask(self):
        self.ensure_one()
        is_open = self.state in ("draft", "sent") and not self.dms_source
        if not (self.dms_dealer_id and is_open and self.order_line):
            raise UserError(
                self.env._(
                    "%(name)s cannot be put up for approval: it must be a quotation "
                    "with lines, for a dealer, that nobody was asked about yet.",
                    name=self.name,
                )
            )

    def _dms_announcement(self):
        if self.client_order_ref or self.dms_source != "staff":
            return super()._dms_announcement()
        return self.env._(
            "%(user)s typed this order for %(dealer)s and asks for approval.",
            user=self.env.user.name,
            dealer=self.partner_id.display_name,
        )

    def _confirmation_error_message(self):
        message = super()._confirmation_error_message()
        if message or not self.dms_dealer_id or self.dms_source:
            return message
        return self._dms_office_approval_missing()

    def _dms_office_approval_missing(self):
        """Return which approvals an order needs that nobody was asked for, or ""."""
        self.ensure_one()
        # sudo: rules bind those who may not read them; facts are written by code alone
        order = self.sudo()
        rules = order.env["dms.approval.rule"]
        mine = [
            ("res_model", "=", order._name),
            ("company_id", "=", order.company_id.id),
        ]
        if not rules.search_count(mine, limit=1):
            return ""
        order.write(order._dms_facts_now())
        missing = rules._dms_rules_for(order)
        if not missing:
            return ""
        return self.env._(
            "%(name)s needs approval: %(rules)s. Press Ask for Approval on the order.",
            name=self.name,
            rules=", ".join(missing.mapped("name")),
        )

    def _is_confirmation_amount_reached(self):
        """A payment does not fall over what blocks an order: it waits beside it."""
        reached = super()._is_confirmation_amount_reached()
        if not (reached and self.dms_dealer_id):
            return reached
        return not self._confirmation_error_message()

    def _has_to_be_paid(self):
        """What is paid is not asked for again while an approval is missing."""
        asked = self._get_prepayment_required_amount()
        is_paid = self.currency_id.compare_amounts(asked, self.amount_paid) <= 0
        return super()._has_to_be_paid() and not is_paid
