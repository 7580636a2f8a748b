from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, float_compare


class SaleOrder(models.Model):
    """Promotions of an order: those meant for its dealer, within their budgets."""

    _inherit = "sale.order"

    # --- for whom, when -----------------------------------------------------------

    def _dms_program_audience(self):
        """Return the domain of programs that are meant for whom this order is of.

        What an order was placed with stays with it, though the audience may change.
        """
        self.ensure_one()
        # sudo: who is meant does not depend on which dealers the user sees
        programs = self.env["loyalty.program"].sudo()
        meant = programs._dms_meant_for_domain(self.partner_id.commercial_partner_id)
        if not self.partner_id.commercial_partner_id.is_dealer:
            meant = Domain.AND(
                Domain(f"audience_{name}_ids", "=", False)
                for name in ("grade", "region", "dealer")
            )
        found = programs.search(meant)
        if self.dms_submitted_at:
            found |= self.sudo()._get_applied_programs()
        return Domain("id", "in", found.ids)

    def _get_program_domain(self):
        return Domain(super()._get_program_domain()) & self._dms_program_audience()

    def _get_trigger_domain(self):
        audience = Domain("program_id", "any", self._dms_program_audience())
        return Domain(super()._get_trigger_domain()) & audience

    def _get_confirmed_tx_create_date(self):
        """Dates of promotions are compared with the day on which the dealer ordered."""
        is_paid = not self.dms_submitted_at and self.sudo().transaction_ids
        if is_paid or not self.partner_id.commercial_partner_id.is_dealer:
            return super()._get_confirmed_tx_create_date()
        moment = self.dms_submitted_at or fields.Datetime.now()
        return self.company_id._dms_business_day(moment)

    # --- how much -----------------------------------------------------------------

    def _get_not_rewarded_order_lines(self):
        """Let core count pieces: a case of 12 is 12 for "buy 24".

        Core adds up the quantities of lines whatever their units are. It gets lines in
        the product's own unit here, which are never saved; nothing else reads them.
        """
        lines = super()._get_not_rewarded_order_lines()
        if not self.partner_id.commercial_partner_id.is_dealer:
            return lines
        packed = lines.filtered(
            lambda line: line.product_uom_id != line.product_id.uom_id
        )
        counted = lines - packed
        for line in packed:
            counted += line.new(
                {
                    "product_id": line.product_id.id,
                    "product_uom_id": line.product_id.uom_id.id,
                    "product_uom_qty": line._dms_pieces(),
                    "combo_item_id": line.combo_item_id.id,
                }
            )
        return counted

    def _program_check_compute_points(self, programs):
        """A program whose budget other orders have used up gives nothing."""
        result = super()._program_check_compute_points(programs)
        for program in programs._dms_used_up(self._origin):
            result[program] = {"error": self._dms_used_up_text()}
        return result

    def _dms_used_up_text(self):
        return self.env._("The budget of this promotion is used up.")

    def _dms_exceeds_budget(self, program):
        """Whether the program gives more than its budget with this order."""
        self.ensure_one()
        if not program.dms_budget_kind:
            return False
        given = self.order_line.filtered(lambda x: x.reward_id.program_id == program)
        own = sum(given.mapped("dms_reward_worth"))
        if program.dms_budget_kind == "uses":
            own = bool(given)
        total = program._dms_used_by(self).get(program, 0.0) + own
        return float_compare(total, program.dms_budget, precision_digits=2) > 0

    def _dms_drop_exceeding(self):
        """Take out what goes beyond a budget; return the programs it came from."""
        self.ensure_one()
        limited = self._get_reward_programs().filtered("dms_budget_kind")
        exceeded = limited.filtered(self._dms_exceeds_budget)
        self.order_line.filtered(
            lambda line: line.reward_id.program_id in exceeded
        ).unlink()
        return exceeded

    # --- what promotions add is not what was ordered ------------------------------

    def _dms_ordered_lines(self):
        return super()._dms_ordered_lines().filtered(lambda x: not x._dms_is_reward())

    def _get_copiable_order_lines(self):
        """A copy gets the promotions of its own day, not those of this order."""
        lines = super()._get_copiable_order_lines()
        return lines.filtered(lambda line: not line._dms_is_reward())

    @api.model
    def _dms_counted_lines_sql(self):
        return SQL("%s AND line.coupon_id IS NULL", super()._dms_counted_lines_sql())


class SaleOrderLine(models.Model):
    """How many pieces a line is."""

    _inherit = "sale.order.line"

    def _dms_pieces(self):
        """Return the quantity in the product's own unit."""
        self.ensure_one()
        return self.product_uom_id._compute_quantity(
            self.product_uom_qty, self.product_id.uom_id, round=False
        )
