from collections import Counter

from odoo import api, fields, models

FIGURES = "dms_base.group_dms_user,account.group_account_readonly"


class ResPartner(models.Model):
    """What the back office sees of a dealer at a glance, and where it leads."""

    _inherit = "res.partner"

    dms_has_credit_limit = fields.Boolean(
        string="Has Credit Limit", compute="_compute_dms_credit", groups=FIGURES
    )
    dms_credit_limit = fields.Monetary(
        string="Dealer Credit Limit", compute="_compute_dms_credit", groups=FIGURES
    )
    dms_credit_increase = fields.Monetary(
        string="Of It for a Time",
        compute="_compute_dms_credit",
        groups=FIGURES,
        help="Temporary credit increases in force today; the limit contains them.",
    )
    dms_receivable = fields.Monetary(
        string="Receivable",
        compute="_compute_dms_credit",
        groups=FIGURES,
        help="What is invoiced and not paid; below zero the dealer has paid ahead.",
    )
    dms_on_order = fields.Monetary(
        string="On Order",
        compute="_compute_dms_credit",
        groups=FIGURES,
        help="Confirmed orders as far as they are not invoiced, and draft invoices.",
    )
    dms_credit_left = fields.Monetary(
        string="Credit Left",
        compute="_compute_dms_credit",
        groups=FIGURES,
        help="Limit less receivable and orders. Empty where no limit is set.",
    )
    dms_order_count = fields.Integer(
        string="Orders", compute="_compute_dms_order_count", groups=FIGURES
    )
    dms_agreement_count = fields.Integer(
        string="Number of Agreements", compute="_compute_dms_papers", groups=FIGURES
    )
    dms_license_count = fields.Integer(
        string="Number of Licences", compute="_compute_dms_papers", groups=FIGURES
    )
    dms_expiring_count = fields.Integer(
        string="Expiring Papers",
        compute="_compute_dms_papers",
        groups=FIGURES,
        help="Agreements in force and licences that end within 90 days, or have ended.",
    )
    dms_user_count = fields.Integer(
        string="Sign-ins", compute="_compute_dms_user_count", groups=FIGURES
    )

    @api.depends_context("company")
    def _compute_dms_credit(self):
        figures = self._origin._dms_credit()
        for partner in self:
            credit = figures.get(partner._origin, {})
            partner.dms_has_credit_limit = credit.get("limit") is not None
            partner.dms_credit_limit = credit.get("limit") or 0.0
            partner.dms_credit_increase = credit.get("increase", 0.0)
            partner.dms_receivable = credit.get("receivable", 0.0)
            partner.dms_on_order = credit.get("on_order", 0.0)
            partner.dms_credit_left = credit.get("left") or 0.0

    def _compute_dms_order_count(self):
        """Count the confirmed orders of each dealer, as the user sees them."""
        counts = dict(
            self.env["sale.order"]._read_group(
                [("dms_dealer_id", "in", self.ids), ("state", "=", "sale")],
                ["dms_dealer_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.dms_order_count = counts.get(partner._origin, 0)

    def _compute_dms_papers(self):
        expiring = Counter()
        for model, name in (
            ("dms.agreement", "dms_agreement_count"),
            ("dms.license", "dms_license_count"),
        ):
            papers = self.env[model]
            mine = [("dealer_id", "in", self.ids)]
            counts = dict(papers._read_group(mine, ["dealer_id"], ["__count"]))
            ending = mine + papers._get_expiring_domain()
            expiring.update(
                dict(papers._read_group(ending, ["dealer_id"], ["__count"]))
            )
            for partner in self:
                partner[name] = counts.get(partner._origin, 0)
        for partner in self:
            partner.dms_expiring_count = expiring[partner._origin]

    @api.depends("dealer_user_ids")
    def _compute_dms_user_count(self):
        for partner in self:
            partner.dms_user_count = len(partner.dealer_user_ids.filtered("active"))

    def action_dms_open_orders(self):
        """Open the orders of the dealer and all its contacts."""
        return self._dms_open("dms_base.dealer_order_action", "dms_dealer_id")

    def action_dms_open_receivable(self):
        """Open what the dealer owes: posted receivable items not yet matched."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Receivable of %(name)s", name=self.display_name),
            "res_model": "account.move.line",
            "view_mode": "list",
            "views": [
                (self.env.ref("dms_base.account_move_line_view_list_open").id, "list")
            ],
            "domain": [
                ("partner_id", "child_of", self.id),
                ("account_id.account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
            ],
            "context": {"create": False},
        }

    def action_dms_open_agreements(self):
        return self._dms_open("dms_base.dms_agreement_action", "dealer_id")

    def action_dms_open_licenses(self):
        return self._dms_open("dms_base.dms_license_action", "dealer_id")

    def action_dms_open_users(self):
        """Open the sign-ins of the dealer, the disabled ones too."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Users of %(name)s", name=self.display_name),
            "res_model": "res.users",
            "view_mode": "list",
            "views": [(self.env.ref("dms_base.res_users_view_list_dealer").id, "list")],
            "domain": [("id", "in", self.dealer_user_ids.ids)],
            "context": {"active_test": False, "create": False},
        }

    def _dms_open(self, action_xmlid, path):
        """Return a window action narrowed to this dealer; ``path`` leads to it."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(action_xmlid)
        action["domain"] = [(path, "=", self.id)]
        default = "default_partner_id" if path == "dms_dealer_id" else f"default_{path}"
        action["context"] = {default: self.id}
        return action

    def _dms_region_staff(self):
        """Return the staff of the nearest region above this dealer that has any."""
        self.ensure_one()
        # sudo: who looks after a dealer is known to whoever acts for it
        region = self.sudo().dms_region_id
        users = self.env["res.users"].sudo()
        while region and not users:
            users = region.user_ids.filtered(lambda u: u.active and not u.share)
            region = region.parent_id
        return users
