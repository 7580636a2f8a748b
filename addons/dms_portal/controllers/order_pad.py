from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.dms_base.controllers.portal import DealerPortal

from .pad_route import pad_route


class DealerOrderPad(DealerPortal):
    """The order pad: one page, and what it asks while the dealer types."""

    @http.route(
        "/my/dealer/order", type="http", auth="user", website=True, readonly=True
    )
    @pad_route()
    def dealer_order_pad(self, **kw):
        try:
            pad = request.env["dms.order.draft"]._dms_open_pad()
        except UserError:  # who may not order is sent to what is theirs
            return request.redirect("/my/dealer")
        values = self._prepare_portal_layout_values()
        values["pad"] = pad
        values["page_name"] = "dealer_order_pad"
        return request.render("dms_portal.order_pad", values)

    @http.route(
        "/my/dealer/order/load",
        type="jsonrpc",
        auth="user",
        website=True,
        readonly=True,
    )
    @pad_route()
    def dealer_order_load(self, **kw):
        return request.env["dms.order.draft"]._dms_load()

    @http.route(
        "/my/dealer/order/search",
        type="jsonrpc",
        auth="user",
        website=True,
        readonly=True,
    )
    @pad_route()
    def dealer_order_search(self, term="", **kw):
        return request.env["dms.order.draft"]._dms_search(term)

    @http.route(
        "/my/dealer/order/quote",
        type="jsonrpc",
        auth="user",
        website=True,
        readonly=True,
    )
    @pad_route()
    def dealer_order_quote(
        self, lines=None, shipping_partner_id=None, picking_policy=None, **kw
    ):
        return request.env["dms.order.draft"]._dms_quote(
            lines, shipping_partner_id, picking_policy
        )

    @http.route(
        "/my/dealer/order/why",
        type="jsonrpc",
        auth="user",
        website=True,
        readonly=True,
    )
    @pad_route()
    def dealer_order_why(self, line=None, **kw):
        return request.env["dms.order.draft"]._dms_why(line)

    @http.route("/my/dealer/order/save", type="jsonrpc", auth="user", website=True)
    @pad_route(writes=True)
    def dealer_order_save(self, version=None, values=None, **kw):
        return request.env["dms.order.draft"]._dms_save(version, values)

    @http.route("/my/dealer/order/submit", type="jsonrpc", auth="user", website=True)
    @pad_route(writes=True)
    def dealer_order_submit(self, reference=None, version=None, total=None, **kw):
        return request.env["dms.order.draft"]._dms_submit(reference, version, total)
