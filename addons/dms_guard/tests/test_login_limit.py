import threading
from unittest.mock import patch

from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from odoo.addons.dms_guard.models.dms_guard_attempt import Limit, TooManyAttempts
from odoo.addons.dms_guard.queries import attempt_sql

from .common import PASSWORD, PORTAL, GuardHttpCase

LIMIT_LOG = "odoo.addons.dms_guard.models.res_users_login_limit"
USERS_LOG = "odoo.addons.base.models.res_users"
PAUSED = "Too many failed attempts"
WRONG = "Wrong login/password"


@tagged("post_install", "-at_install")
class TestLoginLimit(GuardHttpCase):
    """N3: the sixth guess is not looked at, wherever the five before it landed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        parameters = cls.env["ir.config_parameter"]
        parameters.set_param("base.login_cooldown_after", 5)
        parameters.set_param("base.login_cooldown_duration", 60)
        parameters.set_param("dms_guard.account_cooldown_after", 20)

    def guess(self, times, login=PORTAL):
        for _attempt in range(times):
            answer = self.sign_in(login, "guess")
        return answer

    def age(self, seconds, scope="pair"):
        """Let the counters of a scope look older."""
        self.env.cr.execute(
            "UPDATE dms_guard_attempt SET last_at = last_at - %s * interval '1s'"
            " WHERE scope = %s",
            [seconds, scope],
        )

    def from_address(self, address):
        """Let the following requests come from another address."""
        return patch.object(type(self.attempts), "_source", lambda *_args: address)

    def failures(self, scope):
        self.env.cr.execute(
            "SELECT COALESCE(SUM(failures), 0) FROM dms_guard_attempt WHERE scope = %s",
            [scope],
        )
        return self.env.cr.fetchone()[0]

    @mute_logger(LIMIT_LOG, USERS_LOG)
    def test_sixth_attempt_is_refused_even_with_the_right_password(self):
        self.assertIn(WRONG, self.guess(5).text)
        answer = self.sign_in(PORTAL, PASSWORD)
        self.assertEqual(answer.status_code, 200)
        self.assertIn(PAUSED, answer.text)

    @mute_logger(LIMIT_LOG, USERS_LOG)
    def test_unknown_login_is_paused_like_a_known_one(self):
        self.guess(5, login="guard_nobody")
        self.assertIn(PAUSED, self.guess(1, login="guard_nobody").text)

    @mute_logger(LIMIT_LOG, USERS_LOG)
    def test_counters_forget_nothing_when_the_process_does(self):
        """Natively the count lives in the registry of one process."""
        self.guess(5)
        self.env.registry.__dict__.pop("_login_failures", None)
        self.assertIn(PAUSED, self.guess(1).text)

    @mute_logger(LIMIT_LOG, USERS_LOG)
    def test_one_password_on_many_accounts_is_limited_by_address(self):
        for number in range(5):
            self.guess(1, login=f"guard_spray_{number}")
        self.assertIn(PAUSED, self.sign_in(PORTAL, PASSWORD).text)

    @mute_logger(LIMIT_LOG, USERS_LOG)
    def test_success_clears_the_pair(self):
        self.guess(4)
        self.assertEqual(self.sign_in(PORTAL, PASSWORD).status_code, 303)
        self.assertEqual(self.failures("pair"), 0)
        self.assertIn(WRONG, self.guess(4).text)

    @mute_logger(LIMIT_LOG, USERS_LOG)
    def test_attempt_passes_a_minute_after_the_last_failure(self):
        self.guess(5)
        self.age(61, "pair")
        self.age(61, "source")
        self.assertEqual(self.sign_in(PORTAL, PASSWORD).status_code, 303)

    @mute_logger(LIMIT_LOG, USERS_LOG)
    def test_refused_attempts_do_not_prolong_the_pause(self):
        self.guess(5)
        before = self.failures("pair")
        self.guess(3)
        self.assertEqual(self.failures("pair"), before)

    @mute_logger(LIMIT_LOG, USERS_LOG)
    def test_guessing_from_many_addresses_is_limited_by_account(self):
        for number in range(20):
            with self.from_address(f"198.51.100.{number}"):
                self.assertIn(WRONG, self.guess(1).text)
        with self.from_address("198.51.100.99"):
            self.assertIn(PAUSED, self.sign_in(PORTAL, PASSWORD).text)

    @mute_logger(LIMIT_LOG, USERS_LOG)
    def test_attacker_cannot_lock_the_person_out_at_the_usual_address(self):
        self.assertEqual(self.sign_in(PORTAL, PASSWORD).status_code, 303)
        for number in range(25):
            with self.from_address(f"198.51.100.{number}"):
                self.guess(1)
        for number in range(6):  # and guesses on others from the person's own address
            self.guess(1, login=f"guard_spray_{number}")
        self.assertEqual(self.sign_in(PORTAL, PASSWORD).status_code, 303)

    @mute_logger(LIMIT_LOG, USERS_LOG)
    def test_own_success_does_not_clear_the_address_for_more_guesses(self):
        self.assertEqual(self.sign_in(PORTAL, PASSWORD).status_code, 303)
        for number in range(4):
            self.guess(1, login=f"guard_spray_{number}")
        self.assertEqual(self.sign_in(PORTAL, PASSWORD).status_code, 303)
        self.guess(1, login="guard_spray_4")
        self.assertIn(PAUSED, self.guess(1, login="guard_spray_5").text)

    @mute_logger(LIMIT_LOG, USERS_LOG)
    def test_rpc_passwords_pass_the_same_counters(self):
        self.guess(5)
        params = {"db": self.env.cr.dbname, "login": PORTAL, "password": PASSWORD}
        answer = self.rpc("/web/session/authenticate", params).json()
        self.assertIn(PAUSED, answer["error"]["data"]["message"])

    @mute_logger("odoo.addons.rpc.controllers.jsonrpc")
    def test_rpc_by_user_id_passes_the_counters_of_the_account(self):
        self.guess(5)
        args = [self.env.cr.dbname, self.portal_user.id, PASSWORD]
        args += ["res.users", "context_get"]
        params = {"service": "object", "method": "execute", "args": args}
        answer = self.rpc("/jsonrpc", params).json()
        self.assertIn(PAUSED, answer["error"]["data"]["message"])

    @mute_logger(USERS_LOG)
    def test_zero_switches_the_counters_off_as_natively(self):
        self.env["ir.config_parameter"].set_param("base.login_cooldown_after", 0)
        self.assertIn(WRONG, self.guess(8).text)

    @mute_logger(USERS_LOG)
    def test_log_and_table_name_no_login(self):
        """A password typed into the wrong box must not be found in either."""
        with self.assertLogs(LIMIT_LOG, "WARNING") as log:
            self.guess(6, login="secret-typed-as-login")
        self.assertNotIn("secret-typed-as-login", "".join(log.output))
        self.env.cr.execute("SELECT mark FROM dms_guard_attempt")
        for (mark,) in self.env.cr.fetchall():
            self.assertRegex(mark, "^[0-9a-f]{64}$")

    def test_addresses_of_one_ipv6_subscriber_are_one_source(self):
        source = self.attempts._source
        self.assertEqual(source("2001:db8:1:2::1"), source("2001:db8:1:2:ffff::9"))
        self.assertNotEqual(source("2001:db8:1:2::1"), source("2001:db8:1:3::1"))
        self.assertEqual(source("::ffff:192.0.2.1"), source("192.0.2.1"))

    def test_stale_counters_are_deleted(self):
        self.attempts._count([Limit("pair", "old", 5, 60), Limit("pair", "new", 5, 60)])
        self.attempts._remember("proof")
        self.env.cr.execute(
            "UPDATE dms_guard_attempt SET last_at = last_at - interval '2 hours'"
            " WHERE mark <> 'new'"
        )
        self.attempts._gc_attempts()
        self.env.cr.execute("SELECT mark FROM dms_guard_attempt ORDER BY mark")
        self.assertEqual(self.env.cr.fetchall(), [("new",), ("proof",)])


@tagged("post_install", "-at_install")
class TestCountingTogether(TransactionCase):
    """The counters on real connections, as several processes use them."""

    MARK = "counting together"

    def setUp(self):
        super().setUp()
        self.addCleanup(self.clear)
        self.clear()

    def clear(self):
        with self.env.registry.cursor() as cr:
            cr.execute("DELETE FROM dms_guard_attempt WHERE mark = %s", [self.MARK])

    def failures(self):
        """Return what another process reads in the counters of this test."""
        with self.env.registry.cursor() as cr:
            cr.execute(
                "SELECT failures FROM dms_guard_attempt WHERE mark = %s", [self.MARK]
            )
            return [failures for (failures,) in cr.fetchall()]

    def test_of_twenty_attempts_at_once_five_pass(self):
        limit = Limit("pair", self.MARK, 5, 60)
        attempts = self.env["dms.guard.attempt"]
        start = threading.Barrier(20)
        passed = []

        def attempt():
            start.wait()
            try:
                attempts._count([limit])
                passed.append(True)
            except TooManyAttempts:
                passed.append(False)

        threads = [threading.Thread(target=attempt) for _number in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual((passed.count(True), passed.count(False)), (5, 15))

    def test_attempt_waits_for_the_one_being_counted_and_sees_it(self):
        limit = Limit("pair", self.MARK, 5, 60)
        results = []

        def attempt():
            try:
                results.append(self.env["dms.guard.attempt"]._count([limit]))
            except Exception as error:
                results.append(error)

        with self.env.registry.cursor() as cr:
            cr.execute(attempt_sql.lock_counters())
            cr.execute(attempt_sql.count_one(*limit, 3600))
            other = threading.Thread(target=attempt)
            other.start()
            other.join(timeout=0.3)
            self.assertTrue(other.is_alive())
        other.join()
        self.assertEqual((results, self.failures()), ([None], [2]))

    def test_count_outlives_the_transaction_that_failed(self):
        with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
            self.env["dms.guard.attempt"]._count([Limit("pair", self.MARK, 5, 60)])
            raise ZeroDivisionError
        self.assertEqual(self.failures(), [1])

    def test_refusal_by_one_counter_leaves_the_others_as_they_were(self):
        attempts = self.env["dms.guard.attempt"]
        full = Limit("source", self.MARK, 1, 60)
        attempts._count([full])
        with self.assertRaises(TooManyAttempts):
            attempts._count([Limit("pair", self.MARK, 5, 60), full])
        self.assertEqual(self.failures(), [1])
