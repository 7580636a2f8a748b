from urllib.parse import urlencode

from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request

from odoo.addons.dms_base.controllers.portal import DealerPortal, dealer_route
from odoo.addons.dms_base.engine.photo import PHOTO_LIMITS
from odoo.addons.portal.controllers.portal import pager

ORDERS = "/my/dealer/orders"
DELIVERIES = "/my/dealer/deliveries"
INVOICES = "/my/dealer/invoices"


def uploaded_photos():
    """Return {name of the input: [bytes]} of the photos that come with a form."""
    files = request.httprequest.files
    limit = PHOTO_LIMITS.max_bytes + 1  # enough to see that it is too much
    return {
        name: [file.read(limit) for file in files.getlist(name) if file.filename]
        for name in files
        if name.startswith("photo_")
    }


def list_link(url, listing, chosen):
    """Return the address of a list with another filter and the same words."""
    return f"{url}?{urlencode({'term': listing['term'], 'chosen': chosen})}"


class DealerPages(DealerPortal):
    """Orders, deliveries and invoices, each as a list and (ours) as a page."""

    def _dealer_nav_entries(self):
        _ = request.env._
        pages = (
            ("order_pad", _("Order"), "/my/dealer/order", "fa-cart-plus", ("buyer",)),
            ("orders", _("Orders"), ORDERS, "fa-list-alt", ("buyer", "finance")),
            ("deliveries", _("Deliveries"), DELIVERIES, "fa-truck", ("buyer", "stock")),
            ("invoices", _("Invoices"), INVOICES, "fa-file-text-o", ("finance",)),
        )
        return super()._dealer_nav_entries() + [
            {
                "key": f"dealer_{key}",
                "label": label,
                "url": url,
                "icon": icon,
                "roles": roles,
                "sequence": 10 * place,
            }
            for place, (key, label, url, icon, roles) in enumerate(pages, 1)
        ]

    def _prepare_dealer_home_values(self):
        values = super()._prepare_dealer_home_values()
        roles = request.env.user._dms_roles()
        values["can_order"] = "buyer" in roles
        if roles & {"buyer", "finance"}:
            values["home_orders"] = request.env["sale.order"]._dms_home_orders()
        return values

    def _dealer_list_values(self, page_name, url, listing):
        return {
            **self._prepare_portal_layout_values(),
            "page_name": page_name,
            "list_url": url,
            "list_link": list_link,
            "listing": listing,
            "pager": pager(
                url=url,
                total=listing["total"],
                page=listing["page"],
                step=listing["step"],
                url_args={"term": listing["term"], "chosen": listing["chosen"]},
            ),
        }

    @http.route(
        [ORDERS, f"{ORDERS}/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    @dealer_route("buyer", "finance")
    def dealer_orders(self, term="", chosen="", page=1, **kw):
        listing = request.env["sale.order"]._dms_list(term, chosen, page)
        values = self._dealer_list_values("dealer_orders", ORDERS, listing)
        return request.render("dms_portal.dealer_orders", values)

    @http.route(
        f"{ORDERS}/<int:order_id>",
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    @dealer_route("buyer", "finance")
    def dealer_order(self, order_id, **kw):
        return self._dealer_order_page(order_id)

    def _dealer_order_page(self, order_id, **more):
        try:
            page = request.env["sale.order"].browse(order_id)._dms_portal_page()
        except (AccessError, MissingError):
            return request.redirect(ORDERS)
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "dealer_orders",
            "error": "",
            **page,
            **more,
        }
        return request.render("dms_portal.dealer_order", values)

    @http.route(
        f"{ORDERS}/<int:order_id>/reorder",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    @dealer_route("buyer")
    def dealer_order_again(self, order_id, **kw):
        try:
            request.env["sale.order"].browse(order_id)._dms_reorder()
        except (AccessError, MissingError):
            return request.redirect(ORDERS)
        return request.redirect("/my/dealer/order")

    @http.route(
        [DELIVERIES, f"{DELIVERIES}/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    @dealer_route("buyer", "stock")
    def dealer_deliveries(self, term="", chosen="", page=1, **kw):
        listing = request.env["stock.picking"]._dms_list(term, chosen, page)
        values = self._dealer_list_values("dealer_deliveries", DELIVERIES, listing)
        return request.render("dms_portal.dealer_deliveries", values)

    @http.route(
        f"{DELIVERIES}/<int:picking_id>",
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    @dealer_route("buyer", "stock")
    def dealer_delivery(self, picking_id, **kw):
        return self._dealer_delivery_page(picking_id)

    @http.route(
        f"{DELIVERIES}/<int:picking_id>/receive",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    @dealer_route("buyer", "stock")
    def dealer_delivery_receive(self, picking_id, **form):
        picking = request.env["stock.picking"].browse(picking_id)
        try:
            photos = uploaded_photos()
            picking._dms_confirm_receipt(picking._dms_read_receipt_form(form, photos))
        except (AccessError, MissingError):
            return request.redirect(DELIVERIES)
        except UserError as error:
            return self._dealer_delivery_page(picking_id, error=str(error), typed=form)
        return request.redirect(f"{DELIVERIES}/{picking_id}")

    def _dealer_delivery_page(self, picking_id, **more):
        try:
            page = request.env["stock.picking"].browse(picking_id)._dms_portal_page()
        except (AccessError, MissingError):
            return request.redirect(DELIVERIES)
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "dealer_deliveries",
            "error": "",
            "typed": {},
            **page,
            **more,
        }
        return request.render("dms_portal.dealer_delivery", values)

    @http.route(
        [INVOICES, f"{INVOICES}/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    @dealer_route("finance")
    def dealer_invoices(self, term="", chosen="", page=1, **kw):
        moves = request.env["account.move"]
        listing = moves._dms_list(term, chosen, page)
        values = self._dealer_list_values("dealer_invoices", INVOICES, listing)
        values["owed"] = moves._dms_portal_counts()
        return request.render("dms_portal.dealer_invoices", values)
