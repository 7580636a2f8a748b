from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain


class ResCompany(models.Model):
    """How a company goes about statements."""

    _inherit = "res.company"

    dms_statement_day = fields.Integer(
        string="Prepare On Day",
        groups="base.group_user",
        help="Day of the month on which last month's statements are prepared; 0: by "
        "hand.",
    )
    dms_statement_remind_days = fields.Integer(
        string="Days Between Reminders", default=5, groups="base.group_user"
    )
    dms_statement_remind_max = fields.Integer(
        string="Reminders At Most", default=3, groups="base.group_user"
    )
    dms_statement_silence = fields.Boolean(
        string="Silence Confirms",
        groups="base.group_user",
        help="Only where the agreements with dealers say so.",
    )
    dms_statement_silence_days = fields.Integer(
        string="Days Until Silence Confirms", default=15, groups="base.group_user"
    )

    _dms_statement_day_within = models.Constraint(
        "CHECK(dms_statement_day BETWEEN 0 AND 28)",
        "Statements are prepared on a day from 1 to 28, or on none (0).",
    )
    _dms_statement_days_positive = models.Constraint(
        "CHECK(dms_statement_remind_days > 0 AND dms_statement_silence_days > 0"
        " AND dms_statement_remind_max >= 0)",
        "Days between reminders and until silence confirms are at least 1.",
    )

    def _dms_reminder_domain(self, now):
        """Return the domain of statements whose dealer is to be reminded."""
        since = now - timedelta(days=self.dms_statement_remind_days)
        return (
            Domain("company_id", "=", self.id)
            & Domain("state", "in", ("sent", "answered"))
            & Domain("sent_at", "<=", since)
            & (Domain("reminded_at", "=", False) | Domain("reminded_at", "<=", since))
            & Domain("reminded_count", "<", self.dms_statement_remind_max)
        )

    def _dms_silence_domain(self, now):
        """Return the domain of statements that silence has confirmed.

        Only where nobody said a word: a dealer who objected once is not silent.
        """
        since = now - timedelta(days=self.dms_statement_silence_days)
        spoke = Domain("kind", "=", "message")
        return (
            Domain("company_id", "=", self.id)
            & Domain("state", "=", "sent")
            & Domain("dispute_ids", "=", False)
            & Domain("event_ids", "not any", spoke)
            & Domain("sent_at", "<=", since)
            & Domain("reminded_count", ">=", self.dms_statement_remind_max)
        )
