"""N3: sign-ins by form, by RPC and with a second factor pass the shared counters.

``_assert_can_auth`` is where Odoo wants another strategy to be plugged in. It wraps
every look at a password or code: ``/web/login``, ``/web/login/totp``,
``/web/session/authenticate``, and the passwords and keys of ``/jsonrpc`` and
``/xmlrpc`` (which natively nothing limits). Ours replaces the native one, which counts
in memory.
"""

import contextlib
import logging

from odoo import models
from odoo.exceptions import AccessDenied, MissingError

from .. import visitor
from .dms_guard_attempt import TooManyAttempts

_logger = logging.getLogger(__name__)


class SignInPaused(AccessDenied):
    """The attempt was refused by a counter; no password was looked at."""


class ResUsers(models.Model):
    _inherit = "res.users"

    @contextlib.contextmanager
    def _assert_can_auth(self, user=None):
        """Count the attempt first; what is inside decides whether it was a failure."""
        address = visitor.address()
        if not address:  # a script or a scheduled job guesses no passwords
            yield
            return
        attempts = self.env["dms.guard.attempt"]
        limits, pair = attempts._sign_in_limits(self._guard_account(user), address)
        try:
            attempts._count(limits)
        except TooManyAttempts as paused:
            _logger.warning(
                "Sign-in from %s refused: the counter of scope %r pauses for %d s.",
                address,
                paused.scope,
                paused.seconds,
            )
            raise SignInPaused(
                self.env._(
                    "Too many failed attempts to sign in. Wait a minute, then try "
                    "again."
                )
            ) from None
        try:
            yield
        except (AccessDenied, MissingError):
            raise
        except Exception:
            attempts._take_back(limits)
            raise
        attempts._settle(limits, pair)

    def _guard_account(self, user):
        """Return one name for an account, however the caller names it."""
        if not isinstance(user, int):
            return str(user or "").strip().casefold()
        login = self.sudo().with_context(active_test=False).browse(user).exists().login
        return login.strip().casefold() if login else f"id {user}"
