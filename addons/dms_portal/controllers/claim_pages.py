from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import content_disposition, request

from odoo.addons.dms_base.controllers.portal import dealer_route

from .dealer_pages import DELIVERIES, DealerPages, uploaded_photos

CLAIMS = "/my/dealer/claims"
ONE = f"{CLAIMS}/<int:claim_id>"
RETURN = f"{DELIVERIES}/<int:picking_id>/return"
ALL = ("buyer", "finance", "stock")


class ClaimPages(DealerPages):
    """Claims: what became of differences, asking for returns, signing receipts."""

    def _dealer_nav_entries(self):
        return super()._dealer_nav_entries() + [
            {
                "key": "dealer_claims",
                "label": request.env._("Claims"),
                "url": CLAIMS,
                "icon": "fa-undo",
                "roles": ALL,
                "sequence": 45,
            }
        ]

    @http.route(
        [CLAIMS, f"{CLAIMS}/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    @dealer_route(*ALL)
    def dealer_claims(self, term="", chosen="", page=1, **kw):
        listing = request.env["dms.claim"]._dms_list(term, chosen, page)
        values = self._dealer_list_values("dealer_claims", CLAIMS, listing)
        return request.render("dms_portal.dealer_claims", values)

    @http.route(ONE, type="http", auth="user", website=True, readonly=True)
    @dealer_route(*ALL)
    def dealer_claim(self, claim_id, **kw):
        return self._dealer_claim_page(claim_id)

    @http.route(
        f"{ONE}/withdraw", type="http", auth="user", website=True, methods=["POST"]
    )
    @dealer_route("buyer")
    def dealer_claim_withdraw(self, claim_id, **kw):
        try:
            request.env["dms.claim"].browse(claim_id)._dms_withdraw()
        except (AccessError, MissingError):
            return request.redirect(CLAIMS)
        except UserError as error:
            return self._dealer_claim_page(claim_id, error=str(error))
        return request.redirect(f"{CLAIMS}/{claim_id}")

    @http.route(f"{ONE}/slip", type="http", auth="user", website=True, readonly=True)
    @dealer_route("buyer", "stock")
    def dealer_claim_slip(self, claim_id, **kw):
        try:
            slip = request.env["dms.claim"].browse(claim_id)._dms_slip()
        except (AccessError, MissingError):
            return request.redirect(CLAIMS)
        name = content_disposition(f"{slip['name']}.pdf")
        headers = [("Content-Type", "application/pdf"), ("Content-Disposition", name)]
        return request.make_response(slip["data"], headers)

    @http.route(
        f"{ONE}/photo/<int:photo_id>",
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    @dealer_route(*ALL)
    def dealer_claim_photo(self, claim_id, photo_id, **kw):
        try:
            photo = (
                request.env["dms.claim"].browse(claim_id)._dms_portal_photo(photo_id)
            )
        except (AccessError, MissingError):
            return request.redirect(CLAIMS)
        stream = request.env["ir.binary"]._get_stream_from(photo)
        return stream.get_response(as_attachment=False)

    @http.route(RETURN, type="http", auth="user", website=True, methods=["GET"])
    @dealer_route("buyer")
    def dealer_return(self, picking_id, **kw):
        return self._dealer_return_page(picking_id)

    @http.route(
        f"{RETURN}/send", type="http", auth="user", website=True, methods=["POST"]
    )
    @dealer_route("buyer")
    def dealer_return_send(self, picking_id, **form):
        picking = request.env["stock.picking"].browse(picking_id)
        payload = picking._dms_read_return_form(form, uploaded_photos())
        try:
            claim = request.env["dms.claim"]._dms_request_return(picking, payload)
        except (AccessError, MissingError):
            return request.redirect(DELIVERIES)
        except UserError as error:
            return self._dealer_return_page(picking_id, error=str(error), typed=form)
        return request.redirect(f"{CLAIMS}/{claim.id}")

    @http.route(
        f"{DELIVERIES}/<int:picking_id>/sign", type="jsonrpc", auth="user", website=True
    )
    @dealer_route("buyer", "stock", writes=True)
    def dealer_delivery_sign(self, picking_id, name=None, signature=None, **kw):
        picking = request.env["stock.picking"].browse(picking_id)
        try:
            picking._dms_sign_receipt(name, signature)
        except (AccessError, MissingError, UserError) as error:
            return {"error": str(error)}
        return {"force_refresh": True, "redirect_url": f"{DELIVERIES}/{picking_id}"}

    def _dealer_claim_page(self, claim_id, **more):
        try:
            page = request.env["dms.claim"].browse(claim_id)._dms_portal_page()
        except (AccessError, MissingError):
            return request.redirect(CLAIMS)
        return self._render_claim(
            "dms_portal.dealer_claim", "dealer_claims", page, more
        )

    def _dealer_return_page(self, picking_id, **more):
        try:
            page = request.env["stock.picking"].browse(picking_id)._dms_return_page()
        except (AccessError, MissingError):
            return request.redirect(DELIVERIES)
        name = "dms_portal.dealer_return"
        return self._render_claim(name, "dealer_deliveries", page, more)

    def _render_claim(self, template, page_name, page, more):
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": page_name,
            "error": "",
            "typed": {},
            **page,
            **more,
        }
        return request.render(template, values)
