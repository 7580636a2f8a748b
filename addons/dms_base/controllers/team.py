from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.http import request

from .portal import DealerPortal, dealer_route, typed_text

TEAM = "/my/dealer/team"
NOTICE = "dms_team_notice"


class DealerTeam(DealerPortal):
    """The owner's page of the dealer's own people. Every post ends in a redirect."""

    @http.route(TEAM, type="http", auth="user", website=True, readonly=True)
    @dealer_route("owner")
    def dealer_team(self, **kw):
        users = request.env["res.users"]
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "dealer_team",
            "members": users._dms_team_rows(),
            "roles": users._dms_role_choices(),
            "notice": request.session.pop(NOTICE, {}),
            "view_only": request.env.user._dms_dealer()._dms_view_only(),
        }
        return request.render("dms_base.dealer_team", values)

    def _dealer_team_step(self, step, typed=None):
        """Take one step, and keep its message for the page that comes next."""
        try:
            with request.env.cr.savepoint():
                notice = {"kind": "success", "text": step()}
        except (AccessError, UserError) as error:
            notice = {"kind": "danger", "text": str(error), "typed": typed or {}}
        request.session[NOTICE] = notice
        return request.redirect(TEAM)

    @http.route(
        f"{TEAM}/invite", type="http", auth="user", website=True, methods=["POST"]
    )
    @dealer_route("owner")
    def dealer_team_invite(self, name="", email="", **kw):
        roles = request.httprequest.form.getlist("role")
        typed = {
            "name": typed_text(name, 128),
            "email": typed_text(email, 128),
            "roles": roles,
        }

        def step():
            user = request.env["res.users"]._dms_invite(**typed)
            return request.env._(
                "%(name)s is invited. The invitation is sent by e-mail; you can also "
                "copy the link below and pass it on.",
                name=user.name,
            )

        return self._dealer_team_step(step, typed)

    @http.route(
        f"{TEAM}/<int:user_id>/role",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    @dealer_route("owner")
    def dealer_team_role(self, user_id, **kw):
        roles = request.httprequest.form.getlist("role")

        def step():
            user = request.env["res.users"]._dms_team_member(user_id)
            user._dms_set_roles(roles)
            return request.env._("What %(name)s may do is changed.", name=user.name)

        return self._dealer_team_step(step)

    @http.route(
        f"{TEAM}/<int:user_id>/active",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    @dealer_route("owner")
    def dealer_team_active(self, user_id, active="", **kw):
        def step():
            user = request.env["res.users"]._dms_team_member(user_id)
            user._dms_set_active(active == "1")
            if active == "1":
                return request.env._("%(name)s can sign in again.", name=user.name)
            return request.env._("%(name)s can no longer sign in.", name=user.name)

        return self._dealer_team_step(step)

    @http.route(
        f"{TEAM}/<int:user_id>/resend",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    @dealer_route("owner")
    def dealer_team_resend(self, user_id, **kw):
        def step():
            user = request.env["res.users"]._dms_team_member(user_id)
            user._dms_resend_invitation()
            return request.env._(
                "The invitation for %(name)s is sent again.", name=user.name
            )

        return self._dealer_team_step(step)
