from odoo.http import request

from odoo.addons.portal.controllers.web import Home as PortalHome


class Home(PortalHome):
    """The people of a dealer start where their work is."""

    def _login_redirect(self, uid, redirect=None):
        redirect = redirect or request.env["res.users"]._dms_start_page(uid)
        return super()._login_redirect(uid, redirect=redirect)
