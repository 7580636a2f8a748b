"""What installing changes in settings that already have a value."""

import logging

_logger = logging.getLogger(__name__)

NATIVE_COOLDOWN_AFTER = "10"
COOLDOWN_AFTER = "5"


def post_init_hook(env):
    """Tighten native settings that nobody has touched yet."""
    parameters = env["ir.config_parameter"].sudo()
    if parameters.get_param("base.login_cooldown_after") == NATIVE_COOLDOWN_AFTER:
        parameters.set_param("base.login_cooldown_after", COOLDOWN_AFTER)
    _close_free_signup(env, parameters)


def _close_free_signup(env, parameters):
    """Dealers are invited; a sign-up form open to everybody tells who has an account.

    Where people have already signed up by themselves it is part of the business and
    stays open; the log says so.
    """
    if parameters.get_param("auth_signup.invitation_scope") != "b2c":
        return
    portal_users = env["res.users"].sudo().search_count([("share", "=", True)], limit=1)
    if portal_users:
        _logger.warning(
            "Free sign-up stays open because portal users exist; it tells strangers "
            "which e-mail addresses have an account (see dms_guard/README.md)."
        )
    else:
        parameters.set_param("auth_signup.invitation_scope", "b2b")
