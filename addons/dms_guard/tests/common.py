from odoo import http
from odoo.tests import HttpCase, new_test_user

PORTAL = "guard_portal"
STAFF = "guard_staff"
PASSWORD = "correct horse battery staple"


class GuardHttpCase(HttpCase):
    """A portal user, a member of staff, and a visitor's browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal_user = new_test_user(
            cls.env, PORTAL, "base.group_portal", password=PASSWORD, name="Guard Portal"
        )
        cls.staff_user = new_test_user(
            cls.env, STAFF, "base.group_user", password=PASSWORD, name="Guard Staff"
        )
        cls.attempts = cls.env["dms.guard.attempt"]

    def setUp(self):
        super().setUp()
        self.env.cr.execute("DELETE FROM dms_guard_attempt")

    def csrf_token(self):
        return http.Request.csrf_token(self)

    def sign_in(self, login, password, **kwargs):
        """Post the sign-in form as an anonymous visitor."""
        self.authenticate(None, None)
        form = {"login": login, "password": password, "csrf_token": self.csrf_token()}
        return self.url_open("/web/login", data=form, allow_redirects=False, **kwargs)

    def rpc(self, route, params, **kwargs):
        """Call a JSON-RPC route; return the whole answer, errors included."""
        payload = {"jsonrpc": "2.0", "id": 1, "params": params}
        return self.url_open(route, json=payload, **kwargs)
