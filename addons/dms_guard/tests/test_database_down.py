from unittest.mock import patch

import psycopg2
from psycopg2 import errors
from psycopg2.pool import PoolError

from odoo import http
from odoo.tests import BaseCase, tagged
from odoo.tools import mute_logger

from odoo.addons.dms_guard.patches import database_down

from .common import PASSWORD, PORTAL, GuardHttpCase

PATCH = "odoo.addons.dms_guard.patches.database_down"
REFUSED = psycopg2.OperationalError("connection refused")


@tagged("post_install", "-at_install")
class TestDatabaseDown(GuardHttpCase):
    """N13: while the database is away every answer says "try again"."""

    def setUp(self):
        super().setUp()
        self.authenticate(PORTAL, PASSWORD)

    def outage(self, error=REFUSED):
        """Let every request fail to get at the database."""
        return (
            patch.object(http, "Registry", side_effect=error),
            patch(f"{PATCH}.ask", return_value=None),
            mute_logger(PATCH),
        )

    def during(self, outage, visit):
        registry, ask, quiet = outage
        with registry, ask, quiet:
            return visit()

    def assertUnavailable(self, answer):
        self.assertEqual(answer.status_code, 503)
        self.assertEqual(answer.headers["Retry-After"], "5")

    def test_page_is_unavailable_and_not_gone(self):
        answer = self.during(self.outage(), lambda: self.url_open("/my"))
        self.assertUnavailable(answer)

    def test_page_is_in_the_visitors_language(self):
        self.opener.cookies.clear()
        registry, ask, quiet = self.outage()
        with registry, ask, quiet, patch.object(http, "db_list", return_value=[]):
            headers = {"Accept-Language": "zh-CN,zh;q=0.9"}
            answer = self.url_open("/web/login", headers=headers)
        self.assertUnavailable(answer)
        self.assertIn("请稍后重试", answer.text)

    def test_api_is_unavailable_in_json(self):
        answer = self.during(
            self.outage(), lambda: self.rpc("/json/2/res.partner/search", {})
        )
        self.assertUnavailable(answer)
        self.assertIn("not available", answer.json()["message"])

    def test_json_rpc_gets_an_error_it_can_read(self):
        answer = self.during(
            self.outage(), lambda: self.rpc("/web/session/get_session_info", {})
        )
        self.assertUnavailable(answer)
        self.assertEqual(answer.json()["error"]["code"], 503)

    def test_visitor_is_still_signed_in_afterwards(self):
        """Natively the session is emptied before the answer is known."""
        self.during(self.outage(), lambda: self.url_open("/odoo"))
        answer = self.url_open("/my", allow_redirects=False)
        self.assertEqual(answer.status_code, 200)

    def test_health_of_the_process_is_no_matter_of_the_database(self):
        answer = self.during(self.outage(), lambda: self.url_open("/web/health"))
        self.assertEqual(answer.status_code, 200)

    @mute_logger("odoo.http")
    def test_database_that_does_not_exist_is_native_business(self):
        registry, _ask, quiet = self.outage()
        with registry, quiet, patch(f"{PATCH}.ask", side_effect=[[(1,)], [], [(1,)]]):
            answer = self.url_open("/my", allow_redirects=False)
        self.assertEqual(answer.status_code, 404)

    @mute_logger("odoo.http")
    def test_database_without_tables_is_native_business(self):
        error = errors.UndefinedTable("relation does not exist")
        registry, _ask, quiet = self.outage(error)
        with registry, quiet:
            answer = self.url_open("/my", allow_redirects=False)
        self.assertEqual(answer.status_code, 404)

    def test_visitor_without_a_session_waits_too(self):
        """Nobody knows which database it is: the list of them cannot be read."""
        self.opener.cookies.clear()
        registry, ask, quiet = self.outage()
        with registry, ask, quiet, patch.object(http, "db_list", return_value=[]):
            self.assertUnavailable(self.url_open("/web/login"))

    def test_visitor_whose_database_came_back_meanwhile_tries_again(self):
        self.opener.cookies.clear()
        lists = [[], [self.env.cr.dbname]]
        with mute_logger(PATCH), patch.object(http, "db_list", side_effect=lists):
            self.assertUnavailable(self.url_open("/web/login"))

    @mute_logger("odoo.http", "odoo.sql_db", PATCH)
    def test_connection_lost_during_the_request_is_unavailable(self):
        lost = psycopg2.OperationalError("server closed the connection unexpectedly")
        with patch.object(type(self.env["ir.http"]), "_dispatch", side_effect=lost):
            self.assertUnavailable(self.url_open("/my"))


@tagged("post_install", "-at_install")
class TestLostConnection(BaseCase):
    def answered(self, code):
        """Return an error as the driver makes it from an answer of the server."""
        error = errors.lookup(code)()
        error.__setstate__({"pgcode": code})
        return error

    def test_lost_connections_are_told_from_other_database_errors(self):
        lost = [REFUSED, PoolError("The Connection Pool Is Full")]
        lost += [psycopg2.InterfaceError("connection already closed")]
        lost += map(self.answered, ("57P01", "57P02", "57P03", "53300", "08006"))
        for error in lost:
            with self.subTest(error=error):
                self.assertTrue(database_down.is_lost(error))
        lost += [psycopg2.DatabaseError("server closed the connection unexpectedly")]
        kept = list(map(self.answered, ("40001", "55P03", "57014", "23505", "42P01")))
        kept += [errors.SerializationFailure()]
        kept += [ValueError(), None, psycopg2.InterfaceError("Cursor already closed")]
        for error in kept:
            with self.subTest(error=error):
                self.assertFalse(database_down.is_lost(error))

    def test_cause_beneath_another_error_is_found(self):
        try:
            try:
                raise REFUSED
            except psycopg2.Error:
                raise ValueError("while cleaning up")  # noqa: B904 nobody chains it
        except ValueError as error:
            self.assertTrue(database_down.is_lost(error))
