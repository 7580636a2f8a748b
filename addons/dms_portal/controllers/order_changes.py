from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request

from odoo.addons.dms_base.controllers.portal import dealer_route

from .dealer_pages import ORDERS, DealerPages

ONE = f"{ORDERS}/<int:order_id>"


class OrderChanges(DealerPages):
    """What a buyer does with an order that is placed: answer, withdraw, change."""

    @http.route(
        f"{ONE}/accept", type="http", auth="user", website=True, methods=["POST"]
    )
    @dealer_route("buyer")
    def dealer_order_accept(self, order_id, seen="", **kw):
        return self._dealer_order_step(order_id, "_dms_accept_counter", seen)

    @http.route(
        f"{ONE}/withdraw", type="http", auth="user", website=True, methods=["POST"]
    )
    @dealer_route("buyer")
    def dealer_order_withdraw(self, order_id, **kw):
        return self._dealer_order_step(order_id, "_dms_withdraw_order")

    @http.route(
        f"{ONE}/change", type="http", auth="user", website=True, methods=["GET"]
    )
    @dealer_route("buyer")
    def dealer_order_change(self, order_id, **kw):
        return self._dealer_change_page(order_id)

    @http.route(
        f"{ONE}/change/send", type="http", auth="user", website=True, methods=["POST"]
    )
    @dealer_route("buyer")
    def dealer_order_change_send(self, order_id, **form):
        order = request.env["sale.order"].browse(order_id)
        try:
            order._dms_request_change(form)
        except (AccessError, MissingError):
            return request.redirect(ORDERS)
        except UserError as error:
            return self._dealer_change_page(order_id, error=str(error), typed=form)
        return request.redirect(f"{ORDERS}/{order_id}")

    @http.route(
        f"{ONE}/change/withdraw",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    @dealer_route("buyer")
    def dealer_order_change_withdraw(self, order_id, **kw):
        return self._dealer_order_step(order_id, "_dms_withdraw_change")

    def _dealer_order_step(self, order_id, method, *arguments):
        order = request.env["sale.order"].browse(order_id)
        try:
            getattr(order, method)(*arguments)
        except (AccessError, MissingError):
            return request.redirect(ORDERS)
        except UserError as error:
            return self._dealer_order_page(order_id, error=str(error))
        return request.redirect(f"{ORDERS}/{order_id}")

    def _dealer_change_page(self, order_id, **more):
        try:
            page = request.env["sale.order"].browse(order_id)._dms_change_page()
        except (AccessError, MissingError):
            return request.redirect(ORDERS)
        except UserError as error:
            return self._dealer_order_page(order_id, error=str(error))
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "dealer_orders",
            "error": "",
            "typed": {},
            **page,
            **more,
        }
        return request.render("dms_portal.dealer_order_change", values)
