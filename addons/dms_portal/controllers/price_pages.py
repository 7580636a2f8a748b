from odoo import http
from odoo.exceptions import UserError
from odoo.http import content_disposition, request

from odoo.addons.dms_base.controllers.portal import dealer_route

from .dealer_pages import DealerPages
from .statements import XLSX

PRICES = "/my/dealer/prices"


class PricePages(DealerPages):
    """The dealer's own prices: look, and take the list along."""

    def _dealer_nav_entries(self):
        return super()._dealer_nav_entries() + [
            {
                "key": "dealer_prices",
                "label": request.env._("Prices"),
                "url": PRICES,
                "icon": "fa-tags",
                "roles": ("buyer",),
                "sequence": 60,
            }
        ]

    @http.route(
        [PRICES, f"{PRICES}/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    @dealer_route("buyer")
    def dealer_prices(self, term="", chosen="", page=1, **kw):
        return self._dealer_prices_page(term, chosen, page)

    @http.route(f"{PRICES}/xlsx", type="http", auth="user", website=True, readonly=True)
    @dealer_route("buyer")
    def dealer_prices_xlsx(self, term="", **kw):
        dealer = request.env.user._dms_dealer()
        return self._dealer_price_file(dealer._dms_price_xlsx(term), "xlsx", XLSX)

    @http.route(f"{PRICES}/pdf", type="http", auth="user", website=True, readonly=True)
    @dealer_route("buyer")
    def dealer_prices_pdf(self, term="", **kw):
        dealer = request.env.user._dms_dealer()
        try:
            data = dealer._dms_price_pdf(term)
        except UserError as error:
            return self._dealer_prices_page(term, error=str(error))
        return self._dealer_price_file(data, "pdf", "application/pdf")

    def _dealer_price_file(self, data, kind, content_type):
        name = request.env.user._dms_dealer()._dms_price_file_name()
        disposition = content_disposition(f"{name}.{kind}")
        headers = [
            ("Content-Type", content_type),
            ("Content-Disposition", disposition),
        ]
        return request.make_response(data, headers)

    def _dealer_prices_page(self, term="", chosen="", page=1, error=""):
        listing = request.env.user._dms_dealer()._dms_price_page(term, chosen, page)
        values = self._dealer_list_values("dealer_prices", PRICES, listing)
        return request.render("dms_portal.dealer_prices", {**values, "error": error})
