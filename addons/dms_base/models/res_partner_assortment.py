from odoo import fields, models
from odoo.fields import Domain


class ResPartner(models.Model):
    """What a dealer may order: products of the categories it is authorized for."""

    _inherit = "res.partner"

    def _dms_authorized_categories(self, day=None):
        """Return the product categories this dealer may sell on ``day``, all below too.

        An authorization for another region than the dealer's own still counts: it is
        where the goods may be sold, which the order does not know.
        """
        self.ensure_one()
        day = day or fields.Date.context_today(self)
        # sudo: asked on behalf of the dealer, whose own authorizations these are
        authorizations = self.env["dms.authorization"].sudo()
        found = authorizations.search(
            authorizations._get_valid_domain(day)
            & Domain("dealer_id", "=", self.id)
            & Domain("company_id", "in", (False, self.env.company.id))
        )
        return (
            self.env["product.category"]
            .sudo()
            .search([("id", "child_of", found.categ_id.ids)])
        )

    def _dms_product_domain(self, day=None):
        """Return the domain of ``product.product`` that this dealer may order."""
        self.ensure_one()
        return (
            Domain("sale_ok", "=", True)
            & Domain("active", "=", True)
            & Domain("type", "=", "consu")
            & Domain("categ_id", "in", self._dms_authorized_categories(day).ids)
            & Domain("company_id", "in", (False, self.env.company.id))
        )
