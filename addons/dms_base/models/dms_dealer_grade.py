from odoo import api, fields, models
from odoo.exceptions import ValidationError


class DmsDealerGrade(models.Model):
    """The grade of a dealer from one day to another; the history behind ``grade_id``."""

    _name = "dms.dealer.grade"
    _description = "Dealer Grade History"
    _inherit = ["dms.dealer.mixin"]
    _order = "dealer_id, date_start desc, id desc"

    grade_id = fields.Many2one("res.partner.grade", required=True, ondelete="restrict")
    date_start = fields.Date(required=True, default=fields.Date.context_today)
    date_last = fields.Date(string="Last Day", help="Empty: until further notice.")
    reason = fields.Char()

    _dates_in_order = models.Constraint(
        "CHECK(date_last IS NULL OR date_last >= date_start)",
        "The last day of a grade cannot lie before its first day.",
    )
    _one_per_day = models.UniqueIndex(
        "(dealer_id, company_id, date_start)",
        "This dealer already has a grade that starts on this day; change that one.",
    )

    @api.depends("grade_id", "date_start")
    def _compute_display_name(self):
        for line in self:
            line.display_name = f"{line.grade_id.name or ''} ({line.date_start})"

    @api.constrains("dealer_id", "date_start", "date_last")
    def _check_no_overlap(self):
        for line in self:
            domain = [
                ("id", "!=", line.id),
                ("dealer_id", "=", line.dealer_id.id),
                ("company_id", "=", line.company_id.id),
                "|",
                ("date_last", "=", False),
                ("date_last", ">=", line.date_start),
            ]
            if line.date_last:
                domain.append(("date_start", "<=", line.date_last))
            if self.sudo().search_count(domain, limit=1):
                raise ValidationError(
                    self.env._(
                        "%(dealer)s already has a grade in this time. End that one "
                        "first, then enter the new one.",
                        dealer=line.dealer_id.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._apply_current()
        return lines

    def write(self, vals):
        result = super().write(vals)
        if {"grade_id", "date_start", "date_last", "dealer_id"} & vals.keys():
            self._apply_current()
        return result

    @api.model
    def _record_change(self, dealers, reason=None):
        """Append today's ``grade_id`` of ``dealers`` to their history.

        The line that is open today is closed yesterday, or replaced when it began
        today: a grade that never lasted a day leaves no trace.
        """
        today = fields.Date.context_today(self)
        history = self.sudo().with_context(dms_grade_recorded=True)
        current = history._current_lines(dealers, today).grouped("dealer_id")
        new_vals = []
        for dealer in dealers:
            line = current.get(dealer, history.browse())
            if line.grade_id == dealer.grade_id:
                continue
            if line.date_start == today:
                line.unlink()
            elif line:
                line.date_last = fields.Date.subtract(today, days=1)
            if dealer.grade_id:
                new_vals.append(
                    {
                        "dealer_id": dealer.id,
                        "grade_id": dealer.grade_id.id,
                        "date_start": today,
                        "reason": reason,
                        "company_id": (dealer.company_id or self.env.company).id,
                    }
                )
        history.create(new_vals)

    @api.model
    def _current_lines(self, dealers, day):
        """Return the history lines of ``dealers`` that hold on ``day``."""
        return self.search(
            [
                ("dealer_id", "in", dealers.ids),
                ("date_start", "<=", day),
                "|",
                ("date_last", "=", False),
                ("date_last", ">=", day),
            ]
        )

    def _apply_current(self):
        """Make ``grade_id`` of the dealers what the history says for today."""
        if self.env.context.get("dms_grade_recorded"):
            return
        today = fields.Date.context_today(self)
        for line in self.sudo()._current_lines(self.dealer_id, today):
            if line.dealer_id.grade_id != line.grade_id:
                line.dealer_id.with_context(dms_grade_recorded=True).grade_id = (
                    line.grade_id
                )

    @api.model
    def _cron_apply_due(self):
        """Put grades into force whose first day has come; safe to run at any time."""
        today = fields.Date.context_today(self)
        self.search(
            [
                ("date_start", "<=", today),
                "|",
                ("date_last", "=", False),
                ("date_last", ">=", today),
            ]
        ).filtered(lambda line: line.dealer_id.grade_id != line.grade_id)._apply_current()
