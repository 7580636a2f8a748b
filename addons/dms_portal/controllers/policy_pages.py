from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request

from odoo.addons.dms_base.controllers.portal import dealer_route

from .dealer_pages import DealerPages

POLICIES = "/my/dealer/policies"
ONE = f"{POLICIES}/<int:policy_id>"
VERSION = f"{ONE}/<int:number>"
ALL = ("owner", "buyer", "finance", "stock")


class PolicyPages(DealerPages):
    """What the brand lays down: for all the people of a dealer, on a phone first."""

    def _dealer_nav_entries(self):
        return super()._dealer_nav_entries() + [
            {
                "key": "dealer_policies",
                "label": request.env._("Policies"),
                "url": POLICIES,
                "icon": "fa-book",
                "roles": ALL,
                "sequence": 70,
                "badge": len(self._unread_versions()),
            }
        ]

    def _unread_versions(self):
        """Return what the signed-in person has not read, asked once for a page."""
        if not hasattr(request, "dms_unread_versions"):
            request.dms_unread_versions = request.env.user._dms_unread_versions()
        return request.dms_unread_versions

    def _prepare_dealer_home_values(self):
        values = super()._prepare_dealer_home_values()
        versions = request.env["dms.policy.version"]
        if request.env.user._dms_roles():
            unread = self._unread_versions()
            values["home_policies"] = versions._dms_home_policies(unread)
        return values

    @http.route(
        [POLICIES, f"{POLICIES}/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    @dealer_route(*ALL)
    def dealer_policies(self, term="", chosen="", page=1, **kw):
        listing = request.env["dms.policy.version"]._dms_list(term, chosen, page)
        values = self._dealer_list_values("dealer_policies", POLICIES, listing)
        return request.render("dms_portal.dealer_policies", values)

    @http.route([ONE, VERSION], type="http", auth="user", website=True, readonly=True)
    @dealer_route(*ALL)
    def dealer_policy(self, policy_id, number=None, **kw):
        return self._dealer_policy_page(policy_id, number)

    def _dealer_policy_page(self, policy_id, number, **more):
        versions = request.env["dms.policy.version"]
        try:
            page = versions._dms_portal_page(policy_id, number)
        except (AccessError, MissingError):
            return request.redirect(POLICIES)
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "dealer_policies",
            "error": "",
            "is_preview": False,
            **page,
            **more,
        }
        return request.render("dms_portal.dealer_policy", values)

    @http.route(
        f"{VERSION}/confirm", type="http", auth="user", website=True, methods=["POST"]
    )
    @dealer_route(*ALL)
    def dealer_policy_confirm(self, policy_id, number, **kw):
        versions = request.env["dms.policy.version"]
        address = request.httprequest.remote_addr
        try:
            versions._dms_confirm(policy_id, number, address)
        except (AccessError, MissingError):
            return request.redirect(POLICIES)
        except UserError as error:
            return self._dealer_policy_page(policy_id, number, error=str(error))
        return request.redirect(f"{POLICIES}/{policy_id}/{number}")

    @http.route(f"{VERSION}/opened", type="jsonrpc", auth="user")
    @dealer_route(*ALL)
    def dealer_policy_opened(self, policy_id, number, **kw):
        """A page that is read says so; a mail scanner that follows links does not."""
        request.env["dms.policy.version"]._dms_mark_opened(policy_id, number)
        return {"unread": len(request.env.user._dms_unread_versions())}

    @http.route(
        f"{VERSION}/file/<int:file_id>",
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    @dealer_route(*ALL)
    def dealer_policy_file(self, policy_id, number, file_id, **kw):
        versions = request.env["dms.policy.version"]
        try:
            file = versions._dms_portal_file(policy_id, number, file_id)
        except (AccessError, MissingError):
            return request.redirect(POLICIES)
        stream = request.env["ir.binary"]._get_stream_from(file)
        return stream.get_response(as_attachment=True)

    @http.route(
        "/dms/policy/<int:version_id>/preview",
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def policy_preview(self, version_id, **kw):
        try:
            page = request.env["dms.policy.version"]._dms_preview(version_id)
        except (AccessError, MissingError):
            return request.not_found()
        values = {"page_name": "dealer_policies", "error": "", "is_preview": True}
        return request.render("dms_portal.dealer_policy", {**values, **page})
