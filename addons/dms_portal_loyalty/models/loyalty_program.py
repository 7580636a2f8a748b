from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ..queries.budget_sql import used_by_program


class LoyaltyProgram(models.Model):
    """A promotion may be for some dealers only, and have a budget.

    Without an audience a program is for everybody, as core has it; with one it is for
    these dealers and for nobody else.
    """

    _name = "loyalty.program"
    _inherit = ["loyalty.program", "dms.audience.mixin"]

    dms_budget_kind = fields.Selection(
        [("amount", "Amount Given"), ("uses", "Number of Orders")],
        string="Budget By",
        help="Empty: no budget. When it is used up, the promotion is not given any "
        "more; an order whose promotion would exceed it goes without. Orders count "
        "that are confirmed or wait for an answer.",
    )
    dms_budget = fields.Float(
        string="Budget",
        digits=(16, 2),
        help="Amounts are without taxes, in the currency of the company: what "
        "discounts take off, and the price of the goods that are given away.",
    )
    dms_budget_used = fields.Float(
        string="Budget Used", compute="_compute_dms_budget_used", digits=(16, 2)
    )
    dms_budget_left = fields.Float(
        string="Budget Left", compute="_compute_dms_budget_used", digits=(16, 2)
    )

    _dms_budget_not_negative = models.Constraint(
        "CHECK(dms_budget IS NULL OR dms_budget >= 0)",
        "A budget is not below zero.",
    )

    @api.constrains("dms_budget_kind", "dms_budget")
    def _check_dms_budget(self):
        for program in self:
            if program.dms_budget_kind and program.dms_budget <= 0:
                raise ValidationError(
                    self.env._(
                        "%(name)s: write how large the budget is, or take its kind out.",
                        name=program.name,
                    )
                )

    @api.depends("dms_budget_kind", "dms_budget")
    def _compute_dms_budget_used(self):
        used = self._dms_used_by(self.env["sale.order"])
        for program in self:
            program.dms_budget_used = used.get(program, 0.0)
            program.dms_budget_left = program.dms_budget - program.dms_budget_used

    def _dms_used_by(self, except_order):
        """Return {program: what orders used of its budget}, one order left out.

        The budget is one for all dealers, so all orders count, whoever asks.
        """
        limited = self.filtered("dms_budget_kind")
        if not limited:
            return {}
        self.env["sale.order"].flush_model(["state", "dms_state"])
        self.env["sale.order.line"].flush_model(
            ["dms_reward_worth", "order_id", "price_unit", "product_uom_qty"]
        )
        rows = self.env.execute_query(used_by_program(limited.ids, except_order.ids))
        used = {program_id: figures for program_id, *figures in rows}
        return {
            program: used[program._origin.id][program.dms_budget_kind == "uses"]
            for program in limited
            if program._origin.id in used
        }

    def _dms_used_up(self, order):
        """Return the programs of which nothing is left for an order."""
        used = self._dms_used_by(order)
        return self.filtered(
            lambda program: (
                program.dms_budget_kind and used.get(program, 0.0) >= program.dms_budget
            )
        )

    def _dms_serialize(self):
        """Let orders that compete for a budget come one after the other.

        The idle update locks the row and makes a concurrent order fail to serialize;
        Odoo runs it again, and then it sees what the first one used.
        """
        limited = self.filtered(lambda p: p.dms_budget_kind or p.limit_usage)
        if limited:
            self.env.cr.execute(
                SQL(
                    "UPDATE loyalty_program SET write_uid = write_uid WHERE id IN %s",
                    tuple(sorted(limited.ids)),
                )
            )
