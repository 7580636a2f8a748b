from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class DmsDealerGrade(models.Model):
    """The grade of a dealer from one day to another; the history behind ``grade_id``.

    The history decides: ``grade_id`` of a dealer is what its history says for today,
    and none where the last line has ended.
    """

    _name = "dms.dealer.grade"
    _description = "Dealer Grade History"
    _inherit = ["dms.dealer.mixin"]
    _order = "dealer_id, date_start desc, id desc"

    company_id = fields.Many2one(
        related="dealer_id.company_id", store=True, required=False, default=None
    )
    grade_id = fields.Many2one("res.partner.grade", required=True, ondelete="restrict")
    date_start = fields.Date(
        string="First Day", required=True, default=fields.Date.context_today
    )
    date_last = fields.Date(string="Last Day", help="Empty: until further notice.")
    reason = fields.Char()

    _dates_in_order = models.Constraint(
        "CHECK(date_last IS NULL OR date_last >= date_start)",
        "The last day of a grade cannot lie before its first day.",
    )
    _one_per_day = models.UniqueIndex(
        "(dealer_id, date_start)",
        "This dealer already has a grade that starts on this day; change that one.",
    )

    @api.depends("grade_id", "date_start")
    def _compute_display_name(self):
        for line in self:
            line.display_name = f"{line.grade_id.name or ''} ({line.date_start})"

    @api.constrains("dealer_id", "date_start", "date_last")
    def _check_no_overlap(self):
        for line in self:
            domain = (
                Domain("id", "!=", line.id)
                & Domain("dealer_id", "=", line.dealer_id.id)
                & self._get_from_domain(line.date_start)
            )
            if line.date_last:
                domain &= Domain("date_start", "<=", line.date_last)
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
        for vals in vals_list:
            self._close_open_line(vals.get("dealer_id"), vals.get("date_start"))
        lines = super().create(vals_list)
        lines.dealer_id._dms_apply_grade()
        return lines

    def write(self, vals):
        dealers = self.dealer_id
        result = super().write(vals)
        if {"grade_id", "date_start", "date_last", "dealer_id"} & vals.keys():
            (dealers | self.dealer_id)._dms_apply_grade()
        return result

    def unlink(self):
        dealers = self.dealer_id
        result = super().unlink()
        dealers._dms_apply_grade()
        return result

    @api.model
    def _close_open_line(self, dealer_id, date_start):
        """End the grade that holds until further notice the day before a new one."""
        day = fields.Date.to_date(date_start) or fields.Date.context_today(self)
        history = self.with_context(dms_grade_recorded=True)  # create applies the new
        history.search(
            [
                ("dealer_id", "=", dealer_id),
                ("date_start", "<", day),
                ("date_last", "=", False),
            ]
        ).date_last = fields.Date.subtract(day, days=1)

    @api.model
    def _get_from_domain(self, day):
        """Return the domain of lines that hold on ``day`` or later."""
        return Domain("date_last", "=", False) | Domain("date_last", ">=", day)

    @api.model
    def _current_by_dealer(self, dealers, day):
        """Return {dealer: its line that holds on ``day``}."""
        lines = self.search(
            self._get_from_domain(day)
            & Domain("dealer_id", "in", dealers.ids)
            & Domain("date_start", "<=", day)
        )
        return {line.dealer_id: line for line in lines}

    @api.model
    def _record_change(self, dealers, reason=None):
        """Append today's ``grade_id`` of ``dealers`` to their history.

        A line that began before today ends yesterday; one that began today is
        replaced, since a grade that never lasted a day leaves no trace. What is
        planned for later stays.
        """
        today = fields.Date.context_today(self)
        # sudo: the history is written for whoever may change the grade
        history = self.sudo().with_context(dms_grade_recorded=True)
        current = history._current_by_dealer(dealers, today)
        for dealer in dealers:
            line = current.get(dealer, history)
            if line.grade_id == dealer.grade_id:
                continue
            if line.date_start == today:
                line.unlink()
            elif line:
                line.date_last = fields.Date.subtract(today, days=1)
            if dealer.grade_id and not history._reopen(dealer, today):
                history.create(
                    {
                        "dealer_id": dealer.id,
                        "grade_id": dealer.grade_id.id,
                        "date_start": today,
                        "date_last": history._day_before_next(dealer, today),
                        "reason": reason,
                    }
                )

    @api.model
    def _reopen(self, dealer, today):
        """Continue the line that ended yesterday when the dealer is back in its grade.

        Returns:
            that line, or an empty recordset when a new line is needed.
        """
        line = self.search(
            [
                ("dealer_id", "=", dealer.id),
                ("grade_id", "=", dealer.grade_id.id),
                ("date_last", "=", fields.Date.subtract(today, days=1)),
            ]
        )
        line.date_last = self._day_before_next(dealer, today)
        return line

    @api.model
    def _day_before_next(self, dealer, today):
        """Return the last day before the next planned grade, or False."""
        following = self.search(
            [("dealer_id", "=", dealer.id), ("date_start", ">", today)],
            order="date_start",
            limit=1,
        )
        return following and fields.Date.subtract(following.date_start, days=1)

    @api.model
    def _cron_apply_due(self):
        """Put grades into force that begin or end; safe to run at any time."""
        self.search([]).dealer_id._dms_apply_grade()
