from odoo import fields, models
from odoo.tools import format_date

MOST_MOMENTS = 4  # price books that lie ahead; more nobody plans


class ProductPricelist(models.Model):
    """When the prices of a list change next, as far as dealers are told."""

    _inherit = "product.pricelist"

    def _dms_lists_below(self):
        """Return this list and all that it is based on."""
        found, new = self, self
        while new:
            rules = self.env["product.pricelist.item"].search(
                [
                    ("pricelist_id", "in", new.ids),
                    ("base", "=", "pricelist"),
                    ("base_pricelist_id", "!=", False),
                ]
            )
            new = rules.base_pricelist_id - found
            found |= new
        return found

    def _dms_coming_moments(self, categories):
        """Return the next moments at which announced books change prices of goods.

        Args:
            categories: of the goods that are asked for, all below included.
        """
        rules = self.env["product.pricelist.item"].search(
            self._dms_coming_domain(), order="date_start"
        )
        rules = rules.filtered(lambda rule: rule._dms_is_about(categories))
        return sorted(set(rules.mapped("date_start")))[:MOST_MOMENTS]

    def _dms_coming_domain(self):
        """Return the domain of rules that lie ahead and that dealers are told of."""
        return [
            ("pricelist_id", "in", self._dms_lists_below().ids),
            ("date_start", ">", fields.Datetime.now()),
            ("dms_book_id.state", "=", "published"),
            ("dms_book_id.announce_ahead", "=", True),
        ]


class ProductPricelistItem(models.Model):
    """Which goods a rule is about."""

    _inherit = "product.pricelist.item"

    def _dms_is_about(self, categories):
        """Whether the rule is about goods of these categories."""
        self.ensure_one()
        if self.applied_on == "2_product_category":
            path = self.categ_id.parent_path
            return any(each.parent_path.startswith(path) for each in categories)
        if self.applied_on == "3_global":
            return True
        return self.product_tmpl_id.categ_id in categories


class ResUsers(models.Model):
    """New prices that lie ahead are told on the home page."""

    _inherit = "res.users"

    def _dms_price_todos(self):
        if "buyer" not in self._dms_roles():
            return []
        dealer = self._dms_dealer()._dms_ordering()
        company = dealer.env.company
        if not company.dms_show_upcoming_prices:
            return []
        moments = dealer.property_product_pricelist._dms_coming_moments(
            dealer._dms_authorized_categories()
        )
        return [
            {
                "level": "info",
                "icon": "fa-tags",
                "text": self.env._(
                    "New prices from %(date)s on",
                    date=format_date(self.env, company._dms_business_day(moment)),
                ),
                "detail": self.env._("See what your products will cost"),
                "url": "/my/dealer/prices",
            }
            for moment in moments[:1]
        ]
