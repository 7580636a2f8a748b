from odoo import api, fields, models

ROLES = ("owner", "buyer", "finance", "stock")


class ResUsers(models.Model):
    """Who a signed-in person is to the dealer network.

    The formulas of the wall live here, once: record rules call them by name.
    """

    _name = "res.users"
    _inherit = ["res.users", "dms.access.recheck"]

    dms_region_ids = fields.Many2many(
        "dms.region",
        "dms_region_user_rel",
        "user_id",
        "region_id",
        string="Dealer Regions",
        help="Staff with regions see only dealers of those region trees, and only "
        "their orders, invoices, deliveries and dealer records. Empty: no limit.",
    )

    dms_role_label = fields.Char(
        string="Dealer Role", compute="_compute_dms_role_label"
    )

    @api.depends("all_group_ids")
    def _compute_dms_role_label(self):
        """Name the roles for people; who is owner has all of them."""
        groups = {role: self.env.ref(f"dms_base.group_dealer_{role}") for role in ROLES}
        for user in self:
            # sudo: the names of groups are shown to staff who may not open groups
            mine = [g.sudo().name for g in groups.values() if g in user.all_group_ids]
            user.dms_role_label = mine[0] if user._dms_is_owner() else ", ".join(mine)

    def _dms_is_owner(self):
        return "owner" in self._dms_roles()

    @property
    def SELF_READABLE_FIELDS(self):
        return [*super().SELF_READABLE_FIELDS, "dms_region_ids"]

    @api.model
    def _get_invalidation_fields(self):
        return super()._get_invalidation_fields() | {"dms_region_ids", "partner_id"}

    def _dms_dealer(self):
        """Return the dealer a portal user works for, or no partner."""
        self.ensure_one()
        partner = self.partner_id.commercial_partner_id
        return partner if self.share and partner.is_dealer else partner.browse()

    @api.model
    def _dms_me(self):
        """Return the signed-in person with the person's own rights.

        ``env.user`` is the same person with those of the superuser: what its methods
        search for is not limited by any record rule.
        """
        return self.browse(self.env.uid)

    @api.model
    def _dms_start_page(self, uid):
        """Return where a person of a dealer begins after signing in, else None."""
        # sudo: right after the password the environment may still be the public one
        return "/my/dealer" if self.sudo().browse(uid)._dms_dealer() else None

    def _dms_roles(self):
        """Return the set of role names of a dealer's user (an owner has them all)."""
        self.ensure_one()
        return {
            role for role in ROLES if self.has_group(f"dms_base.group_dealer_{role}")
        }

    def _dms_scope_domain(self, path=""):
        """Return the domain of what region-bound staff may see.

        Args:
            path: from the ruled model to its ``res.partner``; "" for partners.
        """
        self.ensure_one()
        if not self.dms_region_ids:
            return [(1, "=", 1)]
        prefix = f"{path}." if path else ""
        domain = [
            "|",
            (f"{prefix}dms_dealer_id", "=", False),
            (f"{prefix}dms_region_id", "child_of", self.dms_region_ids.ids),
        ]
        steps = path.split(".") if path else []
        for depth in range(len(steps), 0, -1):
            domain = ["|", (".".join(steps[:depth]), "=", False), *domain]
        return domain

    def _dms_may_decide_for(self):
        """Return this person and all who plan to be stood in for by this one, ever.

        For record rules, which are kept in memory: the day decides elsewhere.
        """
        self.ensure_one()
        # sudo: who stands in for whom counts, whoever may see the plan
        plans = self.env["dms.approval.delegate"].sudo()
        return self | plans.search([("deputy_id", "=", self.id)]).user_id

    def _dms_dealer_domain(self, path="dealer_id"):
        """Return the domain of what belongs to the dealer of a portal user."""
        dealer = self._dms_dealer()
        return [(path, "=", dealer.id)] if dealer else [(0, "=", 1)]

    def _dms_role_domain(self, *roles):
        """Return everything, or nothing for a dealer's user with none of ``roles``.

        Portal users who do not work for a dealer are left to core's own rules.
        """
        self.ensure_one()
        mine = self._dms_roles() if self._dms_dealer() else set(roles)
        return [(1, "=", 1)] if mine & set(roles) else [(0, "=", 1)]
