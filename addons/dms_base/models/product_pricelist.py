from odoo import models


class ProductPricelist(models.Model):
    """The prices of a grade are for dealers of that grade alone."""

    _inherit = "product.pricelist"

    def _get_partner_pricelist_multi_search_domain_hook(self, company_id):
        """Keep grades' lists out of what core falls back on.

        Core gives contacts without a list of their own the first one it finds. That
        would sell at a grade's prices to dealers without a grade, and to the street.
        """
        # sudo: grades are not for everybody who is quoted a price
        grades = self.env["res.partner.grade"].sudo().search([])
        domain = super()._get_partner_pricelist_multi_search_domain_hook(company_id)
        return [*domain, ("id", "not in", grades.default_pricelist_id.ids)]
