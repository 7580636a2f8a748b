from odoo.http import request

from odoo.addons.portal.controllers.web import Home as PortalHome


class Home(PortalHome):
    """The people of a dealer start where their work is."""

    def _login_redirect(self, uid, redirect=None):
        # sudo: right after the password the environment may still be the public one
        user = request.env["res.users"].sudo().browse(uid)
        if not redirect and user._dms_dealer():
            redirect = "/my/dealer"
        return super()._login_redirect(uid, redirect=redirect)
