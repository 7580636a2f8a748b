from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError


class DmsRegion(models.Model):
    """A sales region; regions form a tree, and a limit on one holds for all below."""

    _name = "dms.region"
    _description = "Sales Region"
    _inherit = ["dms.access.recheck"]
    _parent_store = True
    _order = "complete_name, id"
    _rec_names_search = ["name", "code"]

    name = fields.Char(required=True, translate=True)
    code = fields.Char(copy=False)
    complete_name = fields.Char(
        compute="_compute_complete_name", recursive=True, store=True
    )
    parent_id = fields.Many2one(
        "dms.region", string="Parent Region", index=True, ondelete="restrict"
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("dms.region", "parent_id", string="Sub-regions")
    pricelist_id = fields.Many2one(
        "product.pricelist",
        string="Price List",
        ondelete="restrict",
        groups="base.group_user",
        help="Dealers of this region and of all below buy at this list, unless a list "
        "of their own or of a nearer region holds. It goes before the grade's.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(string="In Use", default=True)
    company_id = fields.Many2one("res.company")
    country_id = fields.Many2one("res.country")
    state_ids = fields.Many2many("res.country.state", string="Provinces")
    user_ids = fields.Many2many(
        "res.users", "dms_region_user_rel", "region_id", "user_id", string="Staff"
    )
    dealer_ids = fields.One2many(
        "res.partner",
        "dms_region_id",
        string="Dealers",
        domain=[("is_dealer", "=", True)],
    )
    dealer_count = fields.Integer(compute="_compute_dealer_count")

    _code_uniq = models.UniqueIndex(
        "(code, COALESCE(company_id, 0)) WHERE code IS NOT NULL",
        "Another region has this code already; choose a different one.",
    )

    @api.depends("name", "parent_id.complete_name")
    def _compute_complete_name(self):
        for region in self:
            above = region.parent_id.complete_name
            region.complete_name = f"{above} / {region.name}" if above else region.name

    @api.depends("complete_name", "name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for region in self:
            chain, node = [], region
            while node:
                chain.append(node.name or "")
                node = node.parent_id
            region.display_name = " / ".join(reversed(chain))

    def _compute_dealer_count(self):
        """Count the dealers in the whole tree below, as the user sees them."""
        counts = self.env["res.partner"]._read_group(
            [("is_dealer", "=", True), ("dms_region_id", "child_of", self.ids)],
            ["dms_region_id"],
            ["__count"],
        )
        totals = Counter()
        for region, count in counts:
            for above_id in region.parent_path.rstrip("/").split("/"):
                totals[int(above_id)] += count
        for region in self:
            region.dealer_count = totals[region.id]

    @api.constrains("parent_id")
    def _check_no_cycle(self):
        if self._has_cycle():
            raise ValidationError(
                self.env._("A region cannot be part of itself; choose another parent.")
            )

    @api.model_create_multi
    def create(self, vals_list):
        self._dms_check_staff_rights(*vals_list)
        regions = super().create(vals_list)
        self._dms_forget_scopes(*vals_list)
        return regions

    def write(self, vals):
        self._dms_check_staff_rights(vals)
        result = super().write(vals)
        self._dms_forget_scopes(vals)
        if {"pricelist_id", "parent_id"} & vals.keys():
            self.env["res.partner"].invalidate_model(["property_product_pricelist"])
        return result

    @api.model
    def _dms_check_staff_rights(self, *vals_list):
        """Only administrators say who sees which region: it is an access right."""
        if self.env.su or not any("user_ids" in vals for vals in vals_list):
            return
        if not self.env.user.has_groups(
            "dms_base.group_dms_admin,base.group_erp_manager"
        ):
            raise AccessError(
                self.env._(
                    "Only administrators put staff on regions, since that decides what "
                    "they see. Please ask one of them."
                )
            )

    @api.model
    def _dms_forget_scopes(self, *vals_list):
        """Let record rules ask again when staff get or lose a region."""
        if any("user_ids" in vals for vals in vals_list):
            self.env.registry.clear_cache()

    def action_dms_open_dealers(self):
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("dms_base.dealer_action")
        action["domain"] = [
            ("is_dealer", "=", True),
            ("dms_region_id", "child_of", self.id),
        ]
        return action

    def _dms_territory(self):
        """Return the provinces of this region, or of the nearest one above with any."""
        self.ensure_one()
        region = self
        while region and not region.state_ids:
            region = region.parent_id
        return region.state_ids
