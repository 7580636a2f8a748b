import http.server
import threading
from unittest.mock import patch

from odoo.tests import TransactionCase, tagged

from odoo.addons.dms_guard.models.mail_link_preview import is_public

from .common import PASSWORD, PORTAL, STAFF, GuardHttpCase

PAGE = b"<html><head><title>Inside</title></head></html>"


class Listener(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.hits.append(self.path)
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(PAGE)

    def do_HEAD(self):
        self.server.hits.append(self.path)
        self.send_response(200)
        self.send_header("Content-Type", "image/png")
        self.end_headers()

    def log_message(self, *_args):
        """Keep the test log quiet."""


@tagged("post_install", "-at_install")
class TestLinkPreview(GuardHttpCase):
    """N7: a listener on the server's own loopback hears nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.listener = http.server.HTTPServer(("127.0.0.1", 0), Listener)
        cls.listener.hits = []
        thread = threading.Thread(target=cls.listener.serve_forever, daemon=True)
        thread.start()
        cls.addClassCleanup(thread.join)
        cls.addClassCleanup(cls.listener.server_close)
        cls.addClassCleanup(cls.listener.shutdown)
        cls.url = f"http://127.0.0.1:{cls.listener.server_port}/inside"

    def setUp(self):
        super().setUp()
        self.listener.hits.clear()  # HttpCase lets requests to 127.0.0.1 through

    def switch_on(self):
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("mail.link_preview_throttle", 99)

    def as_public(self):
        """Let the listener's address pass for a public one."""
        return patch(
            "odoo.addons.dms_guard.models.mail_link_preview.is_public",
            lambda _url: True,
        )

    def message_by(self, user):
        body = f'<a href="{self.url}">link</a>'
        return self.env["mail.message"].create(
            {
                "model": "res.partner",
                "res_id": user.partner_id.id,
                "author_id": user.partner_id.id,
                "message_type": "comment",
                "subtype_id": self.env.ref("mail.mt_comment").id,
                "body": body,
            }
        )

    def preview(self, user, login):
        message = self.message_by(user)
        self.authenticate(login, PASSWORD)
        self.rpc("/mail/link_preview", {"message_id": message.id})
        return message

    def test_listener_hears_a_request_that_is_let_through(self):
        """Without this, silence would prove nothing."""
        self.url_open(self.url)
        self.assertEqual(self.listener.hits, ["/inside"])

    def test_portal_user_causes_no_request_even_where_previews_are_on(self):
        self.switch_on()
        with self.as_public():
            message = self.preview(self.portal_user, PORTAL)
        self.assertEqual(self.listener.hits, [])
        self.assertFalse(message.message_link_preview_ids)

    def test_code_that_calls_the_model_for_a_portal_user_causes_no_request(self):
        self.switch_on()
        previews = self.env["mail.link.preview"].with_user(self.portal_user).sudo()
        with self.as_public():
            previews._create_from_message_and_notify(self.message_by(self.portal_user))
            self.assertFalse(previews._search_or_create_from_url(self.url))
        self.assertEqual(self.listener.hits, [])

    def test_staff_causes_no_request_to_an_address_inside(self):
        self.switch_on()
        self.preview(self.staff_user, STAFF)
        self.assertEqual(self.listener.hits, [])

    def test_staff_still_gets_a_preview_of_a_public_address(self):
        self.switch_on()
        with self.as_public():
            message = self.preview(self.staff_user, STAFF)
        self.assertEqual(self.listener.hits, ["/inside"])
        previews = message.message_link_preview_ids.link_preview_id
        self.assertEqual(previews.og_title, "Inside")

    def test_editor_fetches_nothing_for_visitors_and_portal_users(self):
        self.switch_on()
        for login in (None, PORTAL):
            self.authenticate(login, PASSWORD if login else None)
            for route in ("link_preview_external", "link_preview_internal"):
                with self.subTest(login=login, route=route), self.as_public():
                    params = {"preview_url": self.url}
                    self.rpc(f"/html_editor/{route}", params)
                    self.assertEqual(self.listener.hits, [])

    def test_editor_asks_no_address_for_a_picture_of_a_portal_user(self):
        self.authenticate(PORTAL, PASSWORD)
        params = {"url": self.url, "res_model": "res.partner"}
        params["res_id"] = self.portal_user.partner_id.id
        with self.as_public():
            self.rpc("/html_editor/attachment/add_url", params)
        self.assertEqual(self.listener.hits, [])

    def test_editor_of_staff_asks_no_address_inside(self):
        self.switch_on()
        self.authenticate(STAFF, PASSWORD)
        self.rpc("/html_editor/link_preview_external", {"preview_url": self.url})
        params = {"url": self.url, "res_model": "res.partner"}
        self.rpc("/html_editor/attachment/add_url", params)
        self.assertEqual(self.listener.hits, [])

    def test_previews_are_off_after_installation(self):
        value = self.env["ir.config_parameter"].get_param("mail.link_preview_throttle")
        self.assertEqual(value, "0")


@tagged("post_install", "-at_install")
class TestPublicAddress(TransactionCase):
    def test_addresses_inside_are_not_public_however_they_are_written(self):
        for url in (
            "http://127.0.0.1/",
            "http://localhost:8069/",
            "http://0x7f000001/",
            "http://2130706433/",
            "http://[::1]/",
            "http://[::ffff:127.0.0.1]/",
            "http://169.254.169.254/latest/meta-data",
            "http://10.0.0.1/",
            "http://192.168.1.1/",
            "http://0.0.0.0/",
            "http:///nowhere",
            "http://[broken",
            "ftp://8.8.8.8/",
            "file:///etc/passwd",
            "gopher://8.8.8.8/",
        ):
            with self.subTest(url=url):
                self.assertFalse(is_public(url))

    def test_public_address_is_public(self):
        self.assertTrue(is_public("https://8.8.8.8/"))
