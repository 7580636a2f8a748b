from odoo import api, models


class ProductPricelist(models.Model):
    """Which price list a dealer buys at, found by one rule.

    The dealer's own list, else that of the region (the nearest one up the tree that
    names a list), else that of the grade, else what core gives everybody. A list is
    the dealer's own when it is set on the dealer and is not the one of its grade,
    which core writes there. The people and addresses of a dealer buy at its list.
    """

    _inherit = "product.pricelist"

    def _get_partner_pricelist_multi_search_domain_hook(self, company_id):
        """Keep the lists of grades and regions out of what core falls back on.

        Core gives contacts without a list of their own the first one it finds. That
        would sell at a grade's prices to dealers without a grade, and to the street.
        """
        # sudo: grades and regions are not for everybody who is quoted a price
        grades = self.env["res.partner.grade"].sudo().search([])
        regions = self.env["dms.region"].sudo().with_context(active_test=False)
        regions = regions.search([("pricelist_id", "!=", False)])
        kept = grades.default_pricelist_id | regions.pricelist_id
        domain = super()._get_partner_pricelist_multi_search_domain_hook(company_id)
        return [*domain, ("id", "not in", kept.ids)]

    @api.model
    def _get_partner_pricelist_multi(self, partner_ids):
        found = super()._get_partner_pricelist_multi(partner_ids)
        if not self.env["res.groups"]._is_feature_enabled(
            "product.group_product_pricelist"
        ):
            return found
        # sudo: which list is meant for a dealer counts whoever asks for it
        partners = self.env["res.partner"].sudo().with_context(active_test=False)
        for partner in partners.browse(partner_ids):
            dealer = partner.commercial_partner_id
            chosen = dealer.is_dealer and dealer._dms_pricelist()[1]
            if chosen:
                found[partner.id] = chosen.with_env(self.env)
        return found

    def _dms_usable(self):
        """Return the list when prices can be taken from it in this company."""
        return self._get_partner_pricelist_multi_filter_hook().filtered(
            lambda each: each.company_id in (each.company_id.browse(), self.env.company)
        )
