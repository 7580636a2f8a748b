import json
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.portal.controllers.portal import CustomerPortal

from .common import PASSWORD, PORTAL, STAFF, GuardHttpCase

LEAKS = ("Traceback", "/odoo/", "site-packages", 'File "')
HTTP_LOG = "odoo.http"


@tagged("post_install", "-at_install")
class TestErrorBodies(GuardHttpCase):
    """N8: people outside do not read how the server failed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        keys = cls.env["res.users.apikeys"]
        tomorrow = fields.Datetime.add(fields.Datetime.now(), days=1)
        cls.portal_key, cls.staff_key = (
            keys.with_user(user).sudo()._generate(None, "guard", tomorrow)
            for user in (cls.portal_user, cls.staff_user)
        )

    def setUp(self):
        super().setUp()
        self.authenticate(None, None)

    def json2(self, key, model, method, body=None):
        return self.url_open(
            f"/json/2/{model}/{method}",
            data=json.dumps(body or {}),
            headers={
                "Authorization": f"bearer {key}",
                "Content-Type": "application/json",
            },
            method="POST",
        )

    def call_kw(self, model, method, args):
        params = {"model": model, "method": method, "args": args, "kwargs": {}}
        return self.rpc("/web/dataset/call_kw", params)

    def assertSilent(self, answer):
        for leak in LEAKS:
            self.assertNotIn(leak, answer.text)

    @mute_logger(HTTP_LOG)
    def test_json2_tells_a_portal_user_no_traceback_and_no_groups(self):
        answer = self.json2(self.portal_key, "ir.config_parameter", "search_read")
        self.assertEqual(answer.status_code, 403)
        self.assertSilent(answer)
        body = answer.json()
        self.assertEqual(body["debug"], "")
        self.assertEqual(body["name"], "odoo.exceptions.AccessError")
        self.assertNotIn("Administration", answer.text)
        self.assertIn("You do not have the rights", body["message"])

    @mute_logger(HTTP_LOG)
    def test_json2_tells_nobody_in_particular_no_traceback(self):
        for key in ("wrong", ""):
            answer = self.json2(key, "res.partner", "search")
            self.assertEqual(answer.status_code, 401)
            self.assertSilent(answer)

    @mute_logger(HTTP_LOG)
    def test_json2_hides_the_words_of_an_unforeseen_error(self):
        bad = {"domain": [], "fields": 5}
        answer = self.json2(self.portal_key, "res.partner", "search_read", bad)
        self.assertEqual(answer.status_code, 500)
        self.assertSilent(answer)
        self.assertEqual(answer.json()["name"], "odoo.http.ServerError")
        self.assertEqual(answer.json()["arguments"], [])

    @mute_logger(HTTP_LOG)
    def test_staff_still_reads_the_traceback(self):
        answer = self.json2(self.staff_key, "ir.config_parameter", "search_read")
        self.assertIn("Traceback", answer.json()["debug"])
        self.authenticate(STAFF, PASSWORD)
        answer = self.call_kw("ir.config_parameter", "search_read", [[]])
        self.assertIn("Traceback", answer.json()["error"]["data"]["debug"])

    @mute_logger(HTTP_LOG)
    def test_json_rpc_tells_a_portal_user_the_message_and_no_more(self):
        self.authenticate(PORTAL, PASSWORD)
        answer = self.call_kw("ir.config_parameter", "search_read", [[]])
        self.assertSilent(answer)
        self.assertIn("You do not have the rights", answer.text)

    @mute_logger(HTTP_LOG)
    def test_json_rpc_tells_visitors_nothing(self):
        for route, params in (
            ("/web/dataset/call_kw", {"model": "no", "method": "no"}),
            ("/web/session/authenticate", {"db": self.env.cr.dbname, "login": 1}),
            ("/jsonrpc", {"service": "object", "method": "execute", "args": [1]}),
            ("/jsonrpc", {"service": "no such service", "method": "x", "args": []}),
        ):
            with self.subTest(route=route, params=params):
                answer = self.rpc(route, params)
                self.assertIn("error", answer.json())
                self.assertSilent(answer)

    @mute_logger(HTTP_LOG, "odoo.addons.rpc.controllers.xmlrpc")
    def test_xml_rpc_tells_visitors_nothing(self):
        call = (
            "<?xml version='1.0'?><methodCall><methodName>no_such_method</methodName>"
            "<params/></methodCall>"
        )
        for route in ("/xmlrpc/common", "/xmlrpc/2/common", "/xmlrpc/2/object"):
            with self.subTest(route=route):
                answer = self.url_open(route, data=call, method="POST")
                self.assertIn("fault", answer.text)
                self.assertSilent(answer)

    @mute_logger(HTTP_LOG)
    def test_error_page_shows_the_traceback_to_staff_only(self):
        """The address asks for debug mode, which is open to everybody."""

        def fail(*_args, **_kwargs):
            raise RuntimeError("Traceback bait")

        for login, visible in ((PORTAL, False), (STAFF, True)):
            self.authenticate(login, PASSWORD)
            with (
                self.subTest(login=login),
                patch.object(CustomerPortal, "_prepare_portal_layout_values", fail),
            ):
                answer = self.url_open("/my?debug=1")
                self.assertEqual(answer.status_code, 500)
                self.assertEqual("portal.py" in answer.text, visible)
