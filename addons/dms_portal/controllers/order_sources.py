from odoo import http
from odoo.http import content_disposition, request

from odoo.addons.dms_base.controllers.portal import DealerPortal

from .pad_route import pad_route

PAD = "/my/dealer/order"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class DealerOrderSources(DealerPortal):
    """Where the lines of the order pad come from, besides its search."""

    @http.route(
        f"{PAD}/paste", type="jsonrpc", auth="user", website=True, readonly=True
    )
    @pad_route()
    def dealer_order_paste(self, text="", **kw):
        return request.env["dms.order.draft"]._dms_read_pasted(text)

    @http.route(f"{PAD}/file", type="jsonrpc", auth="user", website=True)
    @pad_route(writes=True)
    def dealer_order_file(self, data="", columns=None, **kw):
        return request.env["dms.order.draft"]._dms_read_file(data, columns)

    @http.route(
        f"{PAD}/template", type="http", auth="user", website=True, readonly=True
    )
    @pad_route()
    def dealer_order_template(self, **kw):
        return self._dealer_workbook(*request.env["dms.order.draft"]._dms_template())

    @http.route(
        f"{PAD}/rejects", type="http", auth="user", website=True, methods=["POST"]
    )
    @pad_route()
    def dealer_order_rejects(self, rows="", **kw):
        return self._dealer_workbook(*request.env["dms.order.draft"]._dms_rejects(rows))

    def _dealer_workbook(self, name, content):
        headers = [
            ("Content-Type", XLSX),
            ("Content-Disposition", content_disposition(name)),
        ]
        return request.make_response(content, headers)

    @http.route(
        f"{PAD}/sources", type="jsonrpc", auth="user", website=True, readonly=True
    )
    @pad_route()
    def dealer_order_sources(self, **kw):
        return request.env["dms.order.list"]._dms_sources()

    @http.route(
        f"{PAD}/source", type="jsonrpc", auth="user", website=True, readonly=True
    )
    @pad_route()
    def dealer_order_source(self, kind="", list_id=None, **kw):
        return request.env["dms.order.list"]._dms_source_lines(kind, list_id)

    @http.route(f"{PAD}/list/keep", type="jsonrpc", auth="user", website=True)
    @pad_route(writes=True)
    def dealer_order_list_keep(self, name="", lines=None, list_id=None, **kw):
        return request.env["dms.order.list"]._dms_keep(name, lines, list_id)

    @http.route(f"{PAD}/list/rename", type="jsonrpc", auth="user", website=True)
    @pad_route(writes=True)
    def dealer_order_list_rename(self, list_id=0, name="", **kw):
        return request.env["dms.order.list"]._dms_rename(list_id, name)

    @http.route(f"{PAD}/list/remove", type="jsonrpc", auth="user", website=True)
    @pad_route(writes=True)
    def dealer_order_list_remove(self, list_id=0, **kw):
        return request.env["dms.order.list"]._dms_remove(list_id)
