from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

READING_ROLES = ("buyer", "finance", "stock")


class DmsPolicy(models.Model):
    """Something the brand lays down for its dealers; what it says are its versions."""

    _name = "dms.policy"
    _description = "Dealer Policy"
    _inherit = ["dms.audience.mixin", "dms.access.recheck", "mail.thread"]
    _order = "name, id"

    name = fields.Char(required=True, translate=True, tracking=True)
    kind = fields.Selection(
        [
            ("price", "Price"),
            ("promotion", "Promotion"),
            ("rebate", "Rebate"),
            ("credit", "Credit"),
            ("logistics", "Logistics"),
            ("marketing", "Marketing"),
            ("other", "Other"),
        ],
        required=True,
        default="price",
        tracking=True,
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    active = fields.Boolean(string="In Use", default=True, tracking=True)
    must_read = fields.Boolean(
        string="Must Be Confirmed",
        tracking=True,
        help="The dealer's people have it among what needs them until they confirm that "
        "they have read it.",
    )
    read_by_buyer = fields.Boolean(
        string="By Buyers",
        default=True,
        tracking=True,
        help="Owners are asked in any case.",
    )
    read_by_finance = fields.Boolean(string="By Finance", tracking=True)
    read_by_stock = fields.Boolean(string="By Stock", tracking=True)
    version_ids = fields.One2many("dms.policy.version", "policy_id")
    current_version_id = fields.Many2one(
        "dms.policy.version",
        string="In Force",
        compute="_compute_current_version",
        help="The version that is in force today.",
    )
    draft_version_id = fields.Many2one(
        "dms.policy.version", string="In Work", compute="_compute_current_version"
    )
    status = fields.Selection(
        [
            ("empty", "No version yet"),
            ("draft", "In work"),
            ("ahead", "Announced"),
            ("current", "In force"),
            ("past", "Over"),
        ],
        compute="_compute_current_version",
    )
    asked_count = fields.Integer(string="Asked", compute="_compute_reading_counts")
    confirmed_count = fields.Integer(
        string="Confirmed", compute="_compute_reading_counts"
    )
    is_for_me = fields.Boolean(
        string="Meant for Me",
        compute="_compute_is_for_me",
        search="_search_is_for_me",
        compute_sudo=True,
        help="Whether this policy is for the dealer of who asks.",
    )

    @api.model
    def _dms_recheck_needed(self):
        return not self.env.su

    # --- which version ------------------------------------------------------------

    @api.depends("version_ids.state", "version_ids.in_force_last")
    @api.depends_context("uid", "tz")
    def _compute_current_version(self):
        versions = self.env["dms.policy.version"].search(
            [("policy_id", "in", self.ids)], order="policy_id, number"
        )
        by_policy = versions.grouped("policy_id")
        for policy in self:
            mine = by_policy.get(policy._origin, versions.browse())
            by_status = mine.grouped("status")
            policy.current_version_id = by_status.get("current")
            policy.draft_version_id = by_status.get("draft")
            known = ("current", "ahead", "draft")
            fallback = "past" if mine else "empty"
            policy.status = next((s for s in known if s in by_status), fallback)

    @api.depends("version_ids.state")
    @api.depends_context("uid", "tz")
    def _compute_reading_counts(self):
        rows = self.env["dms.policy.reading"]._read_group(
            [("policy_id", "in", self.ids)], ["policy_id", "state"], ["__count"]
        )
        asked, confirmed = {}, {}
        for policy, state, count in rows:
            asked[policy] = asked.get(policy, 0) + count
            if state == "confirmed":
                confirmed[policy] = count
        for policy in self:
            policy.asked_count = asked.get(policy._origin, 0)
            policy.confirmed_count = confirmed.get(policy._origin, 0)

    # --- for whom -----------------------------------------------------------------

    def _compute_is_for_me(self):
        mine = self.search([("id", "in", self.ids), ("is_for_me", "=", True)])
        for policy in self:
            policy.is_for_me = policy in mine

    @api.model
    def _search_is_for_me(self, operator, value):
        """Ask at the time of the question: grades and regions of a dealer change."""
        if operator != "in" or True not in value:
            return NotImplemented
        dealer = self.env.user._dms_dealer()
        if dealer.dealer_state not in ("active", "suspended"):
            return Domain.FALSE
        return self._dms_meant_for_domain(dealer) & Domain("active", "=", True)

    @api.model
    def _dms_asked_domain(self, user):
        """Return the domain of policies that ``user`` is asked to confirm."""
        if user._dms_dealer().dealer_state != "active":
            return Domain.FALSE
        roles = user._dms_roles()
        asked = Domain("must_read", "=", True)
        if "owner" in roles:
            return asked
        return asked & Domain.OR(
            Domain(f"read_by_{role}", "=", True)
            for role in READING_ROLES
            if role in roles
        )

    # --- what staff does ----------------------------------------------------------

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        if any(version.state != "draft" for version in self.sudo().version_ids):
            raise UserError(
                self.env._(
                    "A policy that was published stays. Take it out of use instead."
                )
            )

    def action_dms_new_version(self):
        """Open the version in work; where there is none, begin one from the last."""
        self.ensure_one()
        version = self.draft_version_id or self.env["dms.policy.version"]._dms_begin(
            self
        )
        return version.action_dms_open()

    def action_dms_open_readings(self):
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "dms_portal.dms_policy_reading_action"
            ),
            "domain": [("policy_id", "=", self.id)],
        }
