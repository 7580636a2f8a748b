"""N2: the pages to reset a password and to sign up do not tell who has an account."""

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.auth_signup.controllers.main import AuthSignupHome
from odoo.addons.auth_signup.models.res_partner import SignupError

from ..models.dms_guard_attempt import TooManyAttempts


class GuardedSignup(AuthSignupHome):
    @http.route()
    def web_auth_reset_password(self, *args, **kw):
        """Answer a noted request without claiming that the account exists."""
        response = super().web_auth_reset_password(*args, **kw)
        values = getattr(response, "qcontext", None) or {}
        if values.get("message") and not values.get("token"):
            values["message"] = request.env._(
                "If this e-mail address belongs to an account, instructions to set a "
                "new password are on their way."
            )
        return response

    def get_auth_signup_qcontext(self):
        """Leave out the address that natively redirects people who have an account."""
        values = super().get_auth_signup_qcontext()
        if not values.get("token") or values.get("error"):
            values.pop("signup_email", None)
        return values

    def _signup_with_values(self, token, values, do_login):
        """Say the same for a taken address as for any other refusal, and count both."""
        if token:
            return super()._signup_with_values(token, values, do_login)
        try:
            request.env["dms.guard.attempt"]._count_signup(
                request.httprequest.remote_addr
            )
        except TooManyAttempts:
            raise UserError(
                request.env._(
                    "Too many attempts to sign up. Wait a minute, then try again."
                )
            ) from None
        try:
            return super()._signup_with_values(token, values, do_login)
        except (SignupError, ValueError):
            raise UserError(
                request.env._(
                    "The account could not be created. If you have one already, sign "
                    "in or reset its password; otherwise choose a longer password."
                )
            ) from None
