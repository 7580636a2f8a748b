from odoo import http
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal

TABS = 5  # what fits on a phone side by side; the rest stands in the user menu


def dealer_route(*roles, writes=None):
    """Let only a dealer's people with one of ``roles`` call the decorated route.

    Stands below ``http.route`` with ``auth="user"``. An owner has every role; without
    ``roles`` all the people of a dealer come in. What it says belongs to the route, as
    the arguments of ``http.route`` do: an heir that overrides the method keeps it, and
    changes it by a ``dealer_route`` of its own. ``ir.http`` asks before each request.

    Args:
        roles: names out of ``owner``, ``buyer``, ``finance`` and ``stock``.
        writes: whether the route changes something, which a view-only dealer may
            not; None asks the request: a page does when it is posted.
    """

    def decorate(endpoint):
        endpoint.dms_routing = {"dms_roles": roles}
        if writes is not None:
            endpoint.dms_routing["dms_writes"] = writes
        return endpoint

    return decorate


def typed_text(value, limit):
    """Return what somebody typed into a form: "" when something else was sent."""
    return value.replace("\0", "")[:limit] if isinstance(value, str) else ""


class DealerPortal(CustomerPortal):
    """The shell around every page of a dealer: ways to go, the home, refusals."""

    def _dealer_nav_entries(self):
        """Return where a dealer may go: heirs add entries for their pages.

        Returns:
            dicts with ``key`` (the ``page_name`` of the page), ``label``, ``url``,
            ``icon`` (of Font Awesome), ``roles`` (empty: all), ``sequence``, and
            perhaps ``badge``: how many things wait there.
        """
        return [
            {
                "key": "dealer_home",
                "label": request.env._("Home"),
                "url": "/my/dealer",
                "icon": "fa-home",
                "roles": (),
                "sequence": 0,
            },
            {
                "key": "dealer_team",
                "label": request.env._("Team"),
                "url": "/my/dealer/team",
                "icon": "fa-users",
                "roles": ("owner",),
                "sequence": 90,
            },
        ]

    def _prepare_dealer_layout_values(self, page_name=""):
        """Return what the layout of dealer pages needs, nothing for other people."""
        user = request.env["res.users"]._dms_me()
        dealer = user._dms_dealer()
        if not dealer:
            return {}
        mine = user._dms_roles()
        entries = [
            entry
            for entry in self._dealer_nav_entries()
            if mine and (not entry["roles"] or mine & set(entry["roles"]))
        ]
        entries.sort(key=lambda entry: entry["sequence"])
        values = {
            "dealer": dealer,
            "dealer_nav": entries,
            "dealer_tabs": entries[:TABS],
            "dealer_more": entries[TABS:],
        }
        return {**values, "page_name": page_name} if page_name else values

    def _prepare_portal_layout_values(self):
        return {
            **super()._prepare_portal_layout_values(),
            **self._prepare_dealer_layout_values(),
        }

    def _prepare_dealer_todos(self):
        """Return what needs the signed-in person today, the most pressing first.

        Returns:
            dicts with ``level`` (danger, warning or info), ``icon``, ``text`` and
            optionally ``detail`` and ``url``.
        """
        return request.env["res.users"]._dms_me()._dms_todos()

    def _prepare_dealer_home_values(self):
        return {
            **self._prepare_portal_layout_values(),
            "page_name": "dealer_home",
            "todos": self._prepare_dealer_todos(),
            "credit": request.env["res.users"]._dms_me()._dms_visible_credit(),
            "contacts": request.env["res.users"]._dms_me()._dms_contacts(),
        }

    def _dealer_refused(self, refusal):
        """Return a page that says why this one is closed, with status 403."""
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "dealer_refused",
            "refusal": refusal,
            "is_staff": request.env.user._is_internal(),
        }
        response = request.render("dms_base.dealer_refused", values)
        response.status_code = 403
        return response

    @http.route("/my/dealer", type="http", auth="user", website=True, readonly=True)
    @dealer_route()
    def dealer_home(self, **kw):
        values = self._prepare_dealer_home_values()
        return request.render("dms_base.dealer_home", values)
