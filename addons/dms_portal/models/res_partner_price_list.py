from decimal import Decimal

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import escape_psql, float_compare, format_date

from ..engine.order_lines import Wanted
from .dms_portal_list import MAX_TERM, STEP
from .sale_order_why import FINEST

MOST_CHIPS = 12
MOST_ON_PAPER = 2000


class ResPartner(models.Model):
    """The price list of one dealer: own assortment, own prices, as of a day."""

    _inherit = "res.partner"

    def _dms_check_prices(self):
        """Prices are for the dealer's own buyers, and for staff who see the dealer."""
        self.ensure_one()
        user = self.env.user
        if user.share:
            is_buyer = self == user._dms_dealer() and "buyer" in user._dms_roles()
        else:
            # sudo(False): reports ask as superuser, but on behalf of this user
            self.sudo(False).check_access("read")
            is_buyer = user.has_group("dms_base.group_dms_user") and self.is_dealer
        if not is_buyer:
            raise AccessError(
                self.env._(
                    "Prices are for those who order for this dealer. Ask the owner of "
                    "your company's account to give you the role Buyer."
                )
            )

    def _dms_price_page(self, term="", chosen="", page=1):
        """Return one page of the price list; the same queries however long it is.

        Returns:
            What ``dms.portal.list`` returns, and what the prices are about.
        """
        self._dms_check_prices()
        dealer = self._dms_ordering()
        products = dealer.env["product.product"]
        domain, term = dealer._dms_price_domain(term)
        filters = dealer._dms_price_chips(domain)
        picked = next((f for f in filters if f["key"] == chosen), filters[0])
        if picked["key"]:
            domain &= Domain("categ_id", "=", int(picked["key"]))
        last = max(1, -(-picked["count"] // STEP))
        page = min(max(page if isinstance(page, int) else 1, 1), last)
        found = products.search(
            domain, offset=(page - 1) * STEP, limit=STEP, order="default_code, id"
        )
        return {
            "rows": dealer._dms_price_rows(found),
            "total": picked["count"],
            "page": page,
            "step": STEP,
            "term": term,
            "chosen": picked["key"],
            "filters": filters if len(filters) > 2 else filters[:1],
            **dealer._dms_price_terms(),
        }

    def _dms_price_sheet(self, term="", on_paper=False):
        """Return the whole price list, for a file."""
        self._dms_check_prices()
        dealer = self._dms_ordering()
        domain, _term = dealer._dms_price_domain(term)
        most = MOST_ON_PAPER + 1 if on_paper else None
        products = dealer.env["product.product"].search(
            domain, order="categ_id, default_code, id", limit=most
        )
        if most and len(products) == most:
            raise UserError(
                self.env._(
                    "More than %(count)s products are too many for a PDF. Search for "
                    "some of them first, or take the Excel file.",
                    count=MOST_ON_PAPER,
                )
            )
        return {"rows": dealer._dms_price_rows(products), **dealer._dms_price_terms()}

    def _dms_price_domain(self, term):
        """Return the products of the list that a word finds, and the cleaned word."""
        domain = self._dms_product_domain()
        term = self.env["product.product"]._dms_clean_term(term)[:MAX_TERM]
        if term:
            part = escape_psql(term)
            domain &= (
                Domain("default_code", "ilike", part)
                | Domain("barcode", "=", term)
                | Domain("name", "ilike", part)
            )
        return domain, term

    def _dms_price_chips(self, domain):
        """Return the categories that the list can be narrowed to, with counts."""
        groups = self.env["product.product"]._read_group(
            domain, ["categ_id"], ["__count"]
        )
        chips = [
            {"key": str(category.id), "label": category.name, "count": count}
            for category, count in sorted(
                groups, key=lambda group: group[0].complete_name or ""
            )
        ]
        everything = sum(chip["count"] for chip in chips)
        first = {"key": "", "label": self.env._("All"), "count": everything}
        return [first, *chips[:MOST_CHIPS]]

    def _dms_price_terms(self):
        """Return what is true of every price of the list."""
        order = self.env["sale.order"]._dms_quoted_order(self)
        return {
            "dealer": self,
            "company": self.env.company,
            "currency": order.currency_id,
            "day": fields.Date.context_today(self),
            "is_tax_included": self._dms_prices_with_tax(),
        }

    # --- rows ---------------------------------------------------------------------

    def _dms_price_rows(self, products):
        """Return what the list says of each product.

        Returns:
            dicts of code, name, barcode, category, unit, case (pieces, 0: none),
            price, breaks [(quantity, price)] and coming: dict(day, price) or None.
        """
        ones = [
            Wanted(product.id, product.uom_id.id, Decimal(1)) for product in products
        ]
        order = self.env["sale.order"]._dms_quoted_order(self)
        prices, _totals = order._dms_price_lines(ones)
        steps = order._dms_price_steps(ones)
        coming = self._dms_coming_prices(ones, [price["price"] for price in prices])
        return [
            {
                "id": product.id,
                "code": product.default_code or "",
                "name": product.with_context(display_default_code=False).display_name,
                "barcode": product.barcode or "",
                "category": product.categ_id.name,
                "unit": product.uom_id.name,
                "case": float(product._dms_case_size() or 0),
                "price": price["price"],
                "breaks": [
                    (float(step.quantity), float(step.price))
                    for step in steps.get((product.id, product.uom_id.id), ())
                ],
                "coming": coming.get(product.id),
            }
            for product, price in zip(products, prices, strict=True)
        ]

    def _dms_coming_prices(self, ones, prices):
        """Return {product id: dict(day, price)} of the next price that is announced."""
        company = self.env.company
        if not company.dms_show_upcoming_prices:
            return {}
        coming = {}
        moments = self.property_product_pricelist._dms_coming_moments(
            self._dms_authorized_categories()
        )
        for moment in moments:
            order = self.env["sale.order"]._dms_quoted_order(self)
            order.date_order = moment
            later, _totals = order._dms_price_lines(ones)
            for one, now, then in zip(ones, prices, later, strict=True):
                is_same = not float_compare(now, then["price"], precision_digits=FINEST)
                if not is_same and one.product_id not in coming:
                    coming[one.product_id] = {
                        "day": company._dms_business_day(moment),
                        "price": then["price"],
                    }
        return coming

    def _dms_coming_text(self, day):
        """Say from which day on a price will hold."""
        return self.env._("from %(date)s", date=format_date(self.env, day))
