from odoo import fields, models

from ..queries.policy_sql import policy_readings


class DmsPolicyReading(models.Model):
    """Who is asked to confirm a policy today, and whether they have."""

    _name = "dms.policy.reading"
    _description = "Policy Reading"
    _auto = False
    _order = "policy_id, dealer_id, user_id"
    _rec_name = "version_id"

    version_id = fields.Many2one("dms.policy.version", readonly=True)
    policy_id = fields.Many2one("dms.policy", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    dealer_id = fields.Many2one("res.partner", readonly=True)
    dms_region_id = fields.Many2one("dms.region", string="Dealer Region", readonly=True)
    user_id = fields.Many2one("res.users", string="Person", readonly=True)
    lang = fields.Char(string="Language", readonly=True)
    opened_at = fields.Datetime(string="Opened On", readonly=True)
    confirmed_at = fields.Datetime(string="Confirmed On", readonly=True)
    state = fields.Selection(
        [("unread", "Not opened"), ("opened", "Opened"), ("confirmed", "Confirmed")],
        readonly=True,
    )

    # whatever of these is unwritten changes who is asked
    _depends = {
        "dms.policy": [
            "active",
            "must_read",
            "read_by_buyer",
            "read_by_finance",
            "read_by_stock",
            "audience_grade_ids",
            "audience_region_ids",
            "audience_dealer_ids",
        ],
        "dms.policy.version": [
            "policy_id",
            "company_id",
            "state",
            "visible_from",
            "in_force_last",
        ],
        "dms.policy.opening": ["version_id", "user_id", "opened_at"],
        "dms.policy.receipt": ["version_id", "user_id", "confirmed_at"],
        "dms.region": ["parent_path"],
        "res.partner": [
            "active",
            "is_dealer",
            "dealer_state",
            "dms_dealer_id",
            "dms_region_id",
            "grade_id",
            "lang",
        ],
        "res.users": ["active", "share", "partner_id", "group_ids", "company_ids"],
    }

    @property
    def _table_query(self):
        roles = {
            role: self.env.ref(f"dms_base.group_dealer_{role}").id
            for role in ("owner", "buyer", "finance", "stock")
        }
        return policy_readings(fields.Date.context_today(self), roles)

    def action_dms_remind(self):
        """Remind the chosen people who have not confirmed yet."""
        waiting = self.filtered(lambda reading: reading.state != "confirmed")
        return self.env["dms.policy.notice"]._dms_remind(waiting)
