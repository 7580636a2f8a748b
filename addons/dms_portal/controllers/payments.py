from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request

from odoo.addons.account_payment.controllers.portal import PortalAccount
from odoo.addons.dms_base.controllers.portal import dealer_route

from .dealer_pages import DealerPages

PAYMENTS = "/my/dealer/payments"
SEND = f"{PAYMENTS}/slip"
SLIPS = f"{PAYMENTS}/slips"
ONE = f"{SLIPS}/<int:slip_id>"


class PaymentPages(DealerPages):
    """What is open, and the bank slips that say what was paid."""

    def _dealer_nav_entries(self):
        return super()._dealer_nav_entries() + [
            {
                "key": "dealer_payments",
                "label": request.env._("My payments"),
                "url": PAYMENTS,
                "icon": "fa-credit-card",
                "roles": ("finance",),
                "sequence": 45,
            }
        ]

    @http.route(PAYMENTS, type="http", auth="user", website=True, readonly=True)
    @dealer_route("finance")
    def dealer_payments(self, **kw):
        page = request.env["dms.remittance"]._dms_payments_page()
        return self._render_payments("dms_portal.dealer_payments", page)

    @http.route(SEND, type="http", auth="user", website=True, methods=["GET"])
    @dealer_route("finance")
    def dealer_slip_form(self, **form):
        return self._dealer_slip_form(form)

    @http.route(
        f"{SEND}/send", type="http", auth="user", website=True, methods=["POST"]
    )
    @dealer_route("finance")
    def dealer_slip_send(self, file=None, **form):
        upload = (file.filename, file.read()) if hasattr(file, "read") else None
        try:
            slip = request.env["dms.remittance"]._dms_send(form, upload)
        except UserError as error:
            return self._dealer_slip_form(form, error=str(error), typed=form)
        return request.redirect(f"{SLIPS}/{slip.id}")

    @http.route(
        [SLIPS, f"{SLIPS}/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    @dealer_route("finance")
    def dealer_slips(self, term="", chosen="", page=1, **kw):
        listing = request.env["dms.remittance"]._dms_list(term, chosen, page)
        values = self._dealer_list_values("dealer_payments", SLIPS, listing)
        return request.render("dms_portal.dealer_slips", values)

    @http.route(ONE, type="http", auth="user", website=True, readonly=True)
    @dealer_route("finance")
    def dealer_slip(self, slip_id, **kw):
        return self._dealer_slip_page(slip_id)

    @http.route(
        f"{ONE}/withdraw", type="http", auth="user", website=True, methods=["POST"]
    )
    @dealer_route("finance")
    def dealer_slip_withdraw(self, slip_id, **kw):
        try:
            request.env["dms.remittance"].browse(slip_id)._dms_withdraw()
        except (AccessError, MissingError):
            return request.redirect(SLIPS)
        except UserError as error:
            return self._dealer_slip_page(slip_id, error=str(error))
        return request.redirect(f"{SLIPS}/{slip_id}")

    def _dealer_slip_page(self, slip_id, **more):
        try:
            page = request.env["dms.remittance"].browse(slip_id)._dms_portal_page()
        except (AccessError, MissingError):
            return request.redirect(SLIPS)
        return self._render_payments("dms_portal.dealer_slip", {**page, **more})

    def _dealer_slip_form(self, form, **more):
        page = request.env["dms.remittance"]._dms_slip_form(form)
        return self._render_payments("dms_portal.dealer_slip_form", {**page, **more})

    def _render_payments(self, template, page):
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "dealer_payments",
            "error": "",
            "typed": {},
            **page,
        }
        return request.render(template, values)


class OverdueInvoices(PortalAccount):
    """Core's page that pays all overdue invoices at once, for the people of a dealer.

    Core looks for invoices to the person who is signed in; those of a dealer are to
    the dealer. And it asks for the whole amount of invoices that are partly paid.
    """

    def _get_overdue_invoices_domain(self, partner_id=None):
        dealer = request.env["res.users"]._dms_me()._dms_dealer()
        return super()._get_overdue_invoices_domain(partner_id or dealer.id or None)

    def _overdue_invoices_get_page_view_values(self, overdue_invoices, **kwargs):
        values = super()._overdue_invoices_get_page_view_values(
            overdue_invoices, **kwargs
        )
        if "payment" in values and request.env["res.users"]._dms_me()._dms_dealer():
            left = sum(overdue_invoices.mapped("amount_residual"))
            values["payment"] = {**values["payment"], "amount": left}
            values["amount"] = left
        return values
