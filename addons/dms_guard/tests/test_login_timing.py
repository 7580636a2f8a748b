from unittest.mock import patch

from passlib.handlers import pbkdf2

from odoo.exceptions import AccessDenied
from odoo.tests import TransactionCase, new_test_user, tagged

from .common import PASSWORD

WRONG = "wrong password"


@tagged("post_install", "-at_install")
class TestLoginTiming(TransactionCase):
    """N1: who has no account is told so after the same work."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(
            cls.env, "timing_known", "base.group_portal", password=PASSWORD
        )
        cls.archived = new_test_user(
            cls.env, "timing_archived", "base.group_portal", password=PASSWORD
        )
        cls.archived.active = False
        cls.invited = new_test_user(cls.env, "timing_invited", "base.group_portal")
        cls.env.cr.execute(
            "UPDATE res_users SET password = NULL WHERE id = %s", [cls.invited.id]
        )
        cls.env.registry.clear_cache()
        cls.env["res.users"]._guard_nobodys_hash()  # made once per process

    def work(self, attempt):
        """Return the rounds of hashing that a refused attempt costs."""
        rounds = []
        native = pbkdf2.pbkdf2_hmac

        def counted(digest, secret, salt, number, *args, **kwargs):
            rounds.append(number)
            return native(digest, secret, salt, number, *args, **kwargs)

        with patch.object(pbkdf2, "pbkdf2_hmac", counted):
            with self.assertRaises(AccessDenied):
                attempt()
        return rounds

    def sign_in(self, login, interactive=True):
        credential = {"type": "password", "login": login, "password": WRONG}
        return lambda: self.env["res.users"]._login(
            credential, {"interactive": interactive}
        )

    def test_known_unknown_archived_and_invited_cost_one_equal_hash(self):
        expected = self.work(self.sign_in("timing_known"))
        self.assertEqual(len(expected), 1)
        for login in ("timing_nobody", "timing_archived", "timing_invited"):
            with self.subTest(login=login):
                self.assertEqual(self.work(self.sign_in(login)), expected)

    def test_rpc_costs_the_same_for_accounts_that_accept_keys_only(self):
        expected = self.work(self.sign_in("timing_known", interactive=False))
        self.assertEqual(len(expected), 1)
        with patch.object(type(self.user), "_rpc_api_keys_only", lambda self: True):
            keys_only = self.work(self.sign_in("timing_known", interactive=False))
        self.assertEqual(keys_only, expected)
        self.assertEqual(
            self.work(self.sign_in("timing_nobody", interactive=False)), expected
        )

    def test_rpc_by_user_id_costs_the_same(self):
        users = self.env["res.users"]
        expected = self.work(lambda: users._check_uid_passwd(self.user.id, WRONG))
        self.assertEqual(len(expected), 1)
        for uid in (self.archived.id, self.invited.id, 999_999_999):
            with self.subTest(uid=uid):
                work = self.work(lambda uid=uid: users._check_uid_passwd(uid, WRONG))
                self.assertEqual(work, expected)

    def test_no_password_costs_nothing_for_anybody(self):
        for login in ("timing_known", "timing_nobody"):
            credential = {"type": "password", "login": login, "password": ""}
            attempt = self.env["res.users"]._login
            work = self.work(
                lambda c=credential, a=attempt: a(c, {"interactive": True})
            )
            self.assertEqual(work, [])

    def test_right_password_still_signs_in(self):
        credential = {"type": "password", "login": "timing_known", "password": PASSWORD}
        answer = self.env["res.users"]._login(credential, {"interactive": True})
        self.assertEqual(answer["uid"], self.user.id)
