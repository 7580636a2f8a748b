from odoo import api, fields, models


class ResPartner(models.Model):
    """The price list of a dealer, and where it comes from."""

    _inherit = "res.partner"

    dms_pricelist_origin = fields.Selection(
        [
            ("dealer", "Dealer's Own"),
            ("region", "Region"),
            ("grade", "Grade"),
            ("company", "Everybody"),
        ],
        string="Price List From",
        compute="_compute_dms_pricelist_origin",
        groups="base.group_user",
        help="The dealer's own list goes before the region's, that before the grade's, "
        "and that before the list for everybody.",
    )

    @api.depends(
        "commercial_partner_id.is_dealer",
        "commercial_partner_id.dms_region_id",
        "commercial_partner_id.grade_id",
        "commercial_partner_id.specific_property_product_pricelist",
    )
    def _compute_product_pricelist(self):
        return super()._compute_product_pricelist()

    @api.depends("property_product_pricelist", "is_dealer")
    @api.depends_context("company")
    def _compute_dms_pricelist_origin(self):
        for partner in self:
            dealer = partner.commercial_partner_id
            partner.dms_pricelist_origin = (
                dealer.is_dealer and dealer.sudo()._dms_pricelist()[0]
            )

    def _dms_pricelist(self, own=True):
        """Return (origin, list) of a dealer; the list is empty where core decides.

        Args:
            own: whether the dealer's own list counts.
        """
        self.ensure_one()
        of_grade = self.grade_id.default_pricelist_id._dms_usable()
        given = self.specific_property_product_pricelist._dms_usable()
        if own and given and given != of_grade:
            return "dealer", given
        region = self.dms_region_id
        while region:
            if of_region := region.pricelist_id._dms_usable():
                return "region", of_region
            region = region.parent_id
        if of_grade:
            return "grade", of_grade
        return "company", given.browse()

    def _inverse_product_pricelist(self):
        """Keep the chosen list as the dealer's own, unless it would hold anyway."""
        dealers = self.filtered(lambda p: p.commercial_partner_id.is_dealer)
        others = self - dealers
        super(ResPartner, others)._inverse_product_pricelist()
        if not dealers:
            return
        lists = self.env["product.pricelist"]
        of_country = lists._get_country_pricelist_multi(dealers.country_id.ids)
        for dealer in dealers:
            chosen = dealer.property_product_pricelist
            _origin, without = dealer.sudo()._dms_pricelist(own=False)
            fallback = without or of_country.get(dealer.country_id.id) or lists
            is_own = chosen and chosen != fallback
            dealer.specific_property_product_pricelist = is_own and chosen
