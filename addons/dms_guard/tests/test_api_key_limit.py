from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import GuardHttpCase

KEYS_LOG = "odoo.addons.dms_guard.models.ir_http_api_keys"
HOME = "127.0.0.1"
WRONG_KEY = "a-wrong-key-that-is-nobodys-business"


@tagged("post_install", "-at_install")
class TestApiKeyLimit(GuardHttpCase):
    """N3: wrong API keys are answered with 401, and soon with 429.

    A refused request rolls back, and under test its counter with it, because all
    cursors share one connection; ``TestCountingTogether`` shows on real connections
    that counters outlive the rollback. So earlier failures are counted directly here.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param("base.login_cooldown_after", 5)
        keys = cls.env["res.users.apikeys"].with_user(cls.portal_user).sudo()
        cls.key = keys._generate(
            None, "guard", fields.Datetime.now() + timedelta(days=1)
        )

    def setUp(self):
        super().setUp()
        self.authenticate(None, None)

    def call(self, key, method="context_get"):
        headers = {"Authorization": f"bearer {key}"}
        route = f"/json/2/res.users/{method}"
        return self.url_open(route, json={}, headers=headers, method="POST")

    def count_failures(self, times, address=HOME):
        for _failure in range(times):
            self.attempts._count([self.attempts._source_limit("key", address)])

    def test_wrong_key_is_counted_once_against_its_address(self):
        counted = []
        with patch.object(
            type(self.attempts), "_count", lambda _self, limits: counted.append(limits)
        ):
            self.assertEqual(self.call(WRONG_KEY).status_code, 401)
        self.assertEqual(counted, [[self.attempts._source_limit("key", HOME)]])

    def test_fifth_wrong_key_is_looked_at(self):
        self.count_failures(4)
        self.assertEqual(self.call(WRONG_KEY).status_code, 401)

    @mute_logger(KEYS_LOG)
    def test_sixth_wrong_key_is_refused_unseen(self):
        self.count_failures(5)
        answer = self.call(WRONG_KEY)
        self.assertEqual(answer.status_code, 429)
        self.assertEqual(answer.headers["Retry-After"], "60")
        self.assertEqual(answer.json()["debug"], "")

    @mute_logger(KEYS_LOG)
    def test_valid_key_that_is_new_here_waits_too(self):
        """Otherwise guessing would go on behind the 429."""
        self.count_failures(5)
        self.assertEqual(self.call(self.key).status_code, 429)

    @mute_logger(KEYS_LOG)
    def test_key_that_worked_from_here_stays_usable(self):
        self.assertEqual(self.call(self.key).status_code, 200)
        self.count_failures(5)
        self.assertEqual(self.call(self.key).status_code, 200)
        self.assertEqual(self.call(WRONG_KEY).status_code, 429)

    @mute_logger(KEYS_LOG)
    def test_key_that_worked_here_is_new_elsewhere(self):
        self.assertEqual(self.call(self.key).status_code, 200)
        self.count_failures(5, "elsewhere")
        with patch.object(type(self.attempts), "_source", lambda *_args: "elsewhere"):
            self.assertEqual(self.call(self.key).status_code, 429)

    def test_success_clears_the_counter(self):
        self.count_failures(4)
        self.assertEqual(self.call(self.key).status_code, 200)
        self.count_failures(4)
        self.assertEqual(self.call(WRONG_KEY).status_code, 401)

    @mute_logger(KEYS_LOG, "odoo.http")
    def test_methods_served_by_a_replica_count_too(self):
        self.assertEqual(self.call(WRONG_KEY, "search_read").status_code, 401)
        self.count_failures(5)
        self.assertEqual(self.call(WRONG_KEY, "search_read").status_code, 429)

    def test_revoked_key_is_refused_at_once(self):
        self.assertEqual(self.call(self.key).status_code, 200)
        self.env["res.users.apikeys"].search([("name", "=", "guard")]).unlink()
        self.assertEqual(self.call(self.key).status_code, 401)

    def test_log_names_no_key(self):
        self.count_failures(5)
        with self.assertLogs(KEYS_LOG, "WARNING") as log:
            self.call(WRONG_KEY)
        self.assertNotIn(WRONG_KEY, "".join(log.output))
