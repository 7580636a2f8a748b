from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

# Written by the door and by the decision alone; see ``_dms_check_protected``.
PROTECTED = {
    "dms_asked_total",
    "dms_beyond_credit",
    "dms_countered_at",
    "dms_countered_by_id",
    "dms_is_first_order",
    "dms_is_off_territory",
    "dms_source",
    "dms_state",
    "dms_refusal_reason",
    "dms_submitted_at",
    "dms_decided_at",
    "dms_decided_by_id",
    "dms_release_amount",
    "dms_release_reason",
    "dms_released_at",
    "dms_released_by_id",
    "dms_rule_override",
}


class SaleOrder(models.Model):
    """An order that a dealer placed: where it came from, and what the brand decided."""

    _inherit = "sale.order"

    dms_source = fields.Selection(
        [
            ("portal", "Portal"),
            ("file", "File"),
            ("api", "API"),
            ("staff", "Staff"),
            ("import", "Import"),
        ],
        string="Ordered Through",
        copy=False,
        readonly=True,
        help="Empty: not placed by or for a dealer through the order door.",
    )
    dms_state = fields.Selection(
        [
            ("submitted", "To Approve"),
            ("countered", "Changes Proposed"),
            ("approved", "Approved"),
            ("refused", "Refused"),
        ],
        string="Decision",
        copy=False,
        readonly=True,
        tracking=True,
        help="What the brand decided on an order that a dealer placed.",
    )
    dms_refusal_reason = fields.Text(
        string="Refused Because", copy=False, readonly=True
    )
    dms_submitted_at = fields.Datetime(string="Submitted On", copy=False, readonly=True)
    dms_decided_at = fields.Datetime(string="Decided On", copy=False, readonly=True)
    dms_decided_by_id = fields.Many2one(
        "res.users", string="Decided By", copy=False, readonly=True
    )
    dms_note = fields.Text(
        string="Note of the Dealer",
        copy=False,
        help="What the dealer wrote to the order.",
    )

    _dms_ref_uniq = models.UniqueIndex(
        "(dms_dealer_id, client_order_ref) WHERE dms_source IS NOT NULL",
        "This dealer has already placed an order with this reference.",
    )
    _dms_waiting_idx = models.Index(
        "(dms_submitted_at) WHERE dms_state IN ('submitted', 'countered')"
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._dms_check_protected(vals)
        return super().create(vals_list)

    def write(self, vals):
        if PROTECTED & vals.keys() and not self.env.su:
            for order in self:
                known = order.sudo()._dms_protected_values()
                order._dms_check_protected(
                    {name: vals[name] or known[name] for name in known.keys() & vals}
                )
        if "client_order_ref" in vals:
            self._dms_check_reference_kept(vals["client_order_ref"])
        return super().write(vals)

    @api.model
    def _dms_check_protected(self, vals):
        """Nobody sets a decision by hand: it would skip what a decision checks."""
        if not self.env.su and any(vals.get(name) for name in PROTECTED & vals.keys()):
            raise AccessError(
                self.env._(
                    "The decision on a dealer's order is not typed in. Use Approve or "
                    "Refuse on the order."
                )
            )

    def _dms_protected_values(self):
        self.ensure_one()
        return {name: self[name] for name in PROTECTED}

    def _dms_check_reference_kept(self, reference):
        """The reference tells a repeated order from a new one, so it stays."""
        for order in self:
            if order.dms_source and order.client_order_ref != reference:
                raise UserError(
                    self.env._(
                        "%(name)s keeps its reference: by it the dealer's order is "
                        "recognized when it is sent again.",
                        name=order.name,
                    )
                )

    def _dms_ordered_lines(self):
        """Return the lines of what was ordered, not notes nor what is added to it."""
        return self.order_line.filtered(
            lambda line: line.product_id and not line.display_type
        )

    @api.model
    def _dms_counted_lines_sql(self):
        """Return the SQL condition on lines ("line") that were ordered, as above."""
        return SQL("line.product_id IS NOT NULL AND line.display_type IS NULL")

    def _dms_reckon_additions(self):
        """Let what is added to an order follow its lines, which have changed."""

    def _has_to_be_signed(self):
        """A dealer's order is the dealer's word; what is missing is the brand's."""
        return not self.dms_state and super()._has_to_be_signed()

    def _has_to_be_paid(self):
        return not self.dms_state and super()._has_to_be_paid()

    def _is_confirmation_amount_reached(self):
        """A payment does not confirm what the brand has not approved."""
        waiting = self.dms_state in ("submitted", "countered", "refused")
        return not waiting and super()._is_confirmation_amount_reached()

    def _can_be_edited_on_portal(self):
        return not self.dms_state and super()._can_be_edited_on_portal()
