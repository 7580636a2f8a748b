from http.cookies import SimpleCookie
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import config

from .common import PASSWORD, PORTAL, GuardHttpCase

PROXY = {"X-Forwarded-Host": "dealers.example", "X-Forwarded-Proto": "https"}


@tagged("post_install", "-at_install")
class TestSessionCookies(GuardHttpCase):
    """N11: cookies stay on their site, and on https where the visitor used it."""

    def cookies(self, answer):
        """Return the flags of every cookie that an answer sets."""
        headers = answer.raw.headers.getlist("Set-Cookie")
        cookies = {}
        for header in headers:
            cookies |= dict(SimpleCookie(header).items())
        return cookies

    def visit(self, path, **kwargs):
        """Open a page as a browser that has no cookie yet."""
        self.opener.cookies.clear()
        return self.url_open(path, allow_redirects=False, **kwargs)

    def test_every_cookie_of_the_sign_in_page_is_lax(self):
        cookies = self.cookies(self.visit("/web/login"))
        self.assertIn("session_id", cookies)
        for name, cookie in cookies.items():
            with self.subTest(cookie=name):
                self.assertEqual(cookie["samesite"], "Lax")
        self.assertTrue(cookies["session_id"]["httponly"])
        self.assertFalse(cookies["session_id"]["secure"])

    def test_cookie_is_secure_behind_a_proxy_that_speaks_https(self):
        with patch.dict(config.options, {"proxy_mode": True}):
            cookies = self.cookies(self.visit("/web/login", headers=PROXY))
        self.assertTrue(cookies["session_id"]["secure"])

    def test_redirect_that_ends_a_request_early_sets_safe_cookies(self):
        """Such a redirect is answered past every method of ir.http."""
        answer = self.visit("/my//orders")
        self.assertEqual(answer.status_code, 301)
        cookies = self.cookies(answer)
        self.assertEqual(cookies["session_id"]["samesite"], "Lax")

    def test_new_session_after_signing_in_is_safe(self):
        cookies = self.cookies(self.sign_in(PORTAL, PASSWORD))
        self.assertEqual(cookies["session_id"]["samesite"], "Lax")
