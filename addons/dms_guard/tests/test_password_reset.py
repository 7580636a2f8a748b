import re
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_mail_server import MailDeliveryException

from .common import PASSWORD, PORTAL, GuardHttpCase

RESET_LOG = "odoo.addons.dms_guard.models.dms_guard_reset"
SIGNUP_LOG = "odoo.addons.auth_signup.controllers.main"


@tagged("post_install", "-at_install")
class TestPasswordReset(GuardHttpCase):
    """N2: the answer does not depend on whether the account exists."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.resets = cls.env["dms.guard.reset"]
        cls.env["ir.config_parameter"].set_param("auth_signup.reset_password", "True")
        cls.portal_user.email = "guard.portal@dealer.example"

    def setUp(self):
        super().setUp()
        self.authenticate(None, None)

    def ask(self, login):
        form = {"login": login, "csrf_token": self.csrf_token()}
        return self.url_open("/web/reset_password", data=form)

    def normalised(self, answer):
        """Return the page without what differs from one request to the next."""
        return re.sub(r"csrf_token[^,>]*", "", answer.text)

    def run_job(self):
        """Run the scheduled job; return the addresses that it sends to."""
        addresses = []

        def send(mails, *_args, **_kwargs):
            addresses.extend(mails.mapped("email_to"))

        with patch.object(type(self.env["mail.mail"]), "send", send):
            self.env.ref("dms_guard.ir_cron_password_resets").method_direct_trigger()
        return addresses

    def test_known_and_unknown_login_get_the_same_page(self):
        known, unknown = self.ask(PORTAL), self.ask("guard_nobody")
        self.assertEqual((known.status_code, unknown.status_code), (200, 200))
        self.assertEqual(self.normalised(known), self.normalised(unknown))
        self.assertIn("If this e-mail address belongs to an account", known.text)

    def test_page_sends_nothing_so_that_its_time_tells_nothing(self):
        with patch.object(type(self.env["mail.mail"]), "create") as create:
            self.ask(PORTAL)
        create.assert_not_called()
        self.assertEqual(self.resets.search([]).mapped("login"), [PORTAL])

    def test_job_sends_to_the_known_and_nothing_to_the_unknown(self):
        for login in (PORTAL, "guard_nobody", "guard.portal@dealer.example"):
            self.ask(login)
        with self.assertLogs(RESET_LOG) as log:
            self.assertEqual(self.run_job(), ["guard.portal@dealer.example"] * 2)
        self.assertFalse(self.resets.search([]))
        self.assertNotIn("guard_nobody", "".join(log.output))

    def test_failing_mail_server_changes_nothing_on_the_page(self):
        def refuse(*_args, **_kwargs):
            raise MailDeliveryException("Could not contact the mail server")

        unknown = self.normalised(self.ask("guard_nobody"))
        with patch.object(type(self.env["mail.mail"]), "send", refuse):
            known = self.normalised(self.ask(PORTAL))
            with mute_logger(RESET_LOG):
                cron = self.env.ref("dms_guard.ir_cron_password_resets")
                cron.method_direct_trigger()
        self.assertEqual(known, unknown)
        self.assertFalse(self.resets.search([]))

    def test_asking_twice_sends_once(self):
        self.ask(PORTAL)
        self.ask(PORTAL)
        self.assertEqual(len(self.resets.search([])), 1)

    def test_link_of_the_mail_still_sets_a_password(self):
        self.portal_user.partner_id.signup_prepare(signup_type="reset")
        token = self.portal_user.partner_id._generate_signup_token()
        form = {
            "token": token,
            "password": "another good password",
            "confirm_password": "another good password",
            "csrf_token": self.csrf_token(),
        }
        answer = self.url_open("/web/reset_password", data=form)
        self.assertIn("password has been reset", answer.text)
        answer = self.sign_in(PORTAL, "another good password")
        self.assertEqual(answer.status_code, 303)

    def test_address_in_the_link_redirects_nobody(self):
        """Natively ?signup_email= sends owners of an account to the sign-in page."""
        self.env["res.users.log"].with_user(self.portal_user).sudo().create({})
        self.assertEqual(self.portal_user.state, "active")
        for token in ("", "&token=made-up"):
            for email in ("guard.portal@dealer.example", "nobody@dealer.example"):
                with self.subTest(email=email, token=token):
                    answer = self.url_open(
                        f"/web/reset_password?signup_email={email}{token}",
                        allow_redirects=False,
                    )
                    self.assertEqual(answer.status_code, 200)

    def test_portal_user_resets_nobody_by_rpc(self):
        self.authenticate(PORTAL, PASSWORD)
        params = {"model": "res.users", "method": "reset_password"}
        params |= {"args": [[], self.staff_user.login], "kwargs": {}}
        answer = self.rpc("/web/dataset/call_kw", params)
        self.assertIn("error", answer.json())
        self.assertFalse(self.resets.search([]))


@tagged("post_install", "-at_install")
class TestFreeSignup(GuardHttpCase):
    """N2: where everybody may sign up, a taken address looks like any refusal."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param("auth_signup.invitation_scope", "b2c")
        cls.env["ir.config_parameter"].set_param("base.login_cooldown_after", 5)

    def setUp(self):
        super().setUp()
        self.authenticate(None, None)

    def sign_up(self, login, name="Somebody"):
        form = {"login": login, "name": name, "csrf_token": self.csrf_token()}
        form |= {"password": PASSWORD, "confirm_password": PASSWORD}
        return self.url_open("/web/signup", data=form)

    @mute_logger(SIGNUP_LOG, "odoo.sql_db")
    def test_taken_address_reads_like_any_other_refusal(self):
        taken = self.sign_up(PORTAL).text
        self.assertNotIn("Another user is already registered", taken)
        refused = self.sign_up("guard_new_without_name", name="").text
        message = "The account could not be created."
        self.assertIn(message, taken)
        self.assertIn(message, refused)

    @mute_logger(SIGNUP_LOG, "odoo.sql_db")
    def test_probing_is_limited_by_address(self):
        limit = self.attempts._source_limit("signup", "127.0.0.1")
        for _attempt in range(5):
            self.attempts._count([limit])
        self.assertIn("Too many attempts to sign up", self.sign_up(PORTAL).text)
        self.assertIn("Too many attempts to sign up", self.sign_up("guard_new").text)
