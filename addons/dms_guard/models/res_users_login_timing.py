"""N1: a sign-in costs one password hash, whether the account exists or not.

Natively an unknown login is refused before any hashing: 20 milliseconds instead of
380, which tells who has an account. The same holds for archived accounts, for people
who were invited and have no password yet, and, over RPC, for accounts that accept API
keys only. Each of these now verifies the typed password against a hash that nobody
has, made by the same crypt context, so a change of its cost changes both sides.
"""

import secrets

from odoo import models
from odoo.exceptions import AccessDenied, MissingError

from .res_users_login_limit import SignInPaused


class ResUsers(models.Model):
    _inherit = "res.users"

    def _login(self, credential, user_agent_env):
        """Spend the hash that the native method saves on unknown logins."""
        try:
            return super()._login(credential, user_agent_env)
        except SignInPaused:
            raise  # known and unknown accounts are refused alike, before any work
        except AccessDenied:
            if not self._guard_finds(credential.get("login")):
                self._guard_spend_hash(credential)
            raise

    def _check_uid_passwd(self, uid, passwd):
        """Spend the hash for user ids that do not exist or are archived."""
        try:
            return super()._check_uid_passwd(uid, passwd)
        except MissingError:
            self._guard_spend_hash({"type": "password", "password": passwd})
            raise AccessDenied() from None
        except SignInPaused:
            raise
        except AccessDenied:
            if not self.sudo().browse(uid).active:
                self._guard_spend_hash({"type": "password", "password": passwd})
            raise

    def _check_credentials(self, credential, env):
        """Spend the hash where the native method would verify against nothing."""
        if credential["type"] == "password" and self._guard_skips_hash(env or {}):
            self._guard_spend_hash(credential)
        return super()._check_credentials(credential, env)

    def _guard_skips_hash(self, env):
        """Tell whether the native method would not hash for the user who signs in."""
        if not env.get("interactive", True) and self.env.user._rpc_api_keys_only():
            return True
        return not self._guard_has_password()

    def _guard_finds(self, login):
        """Tell whether the native search finds an account for this login."""
        domain = self._get_login_domain(login)
        return bool(self.sudo().search_count(domain, limit=1))

    def _guard_has_password(self):
        """Tell whether a password is stored for the user who signs in."""
        self.env.cr.execute(
            "SELECT COALESCE(password, '') FROM res_users WHERE id = %s",
            [self.env.user.id],
        )
        return bool(self.env.cr.fetchone()[0])

    def _guard_spend_hash(self, credential):
        """Verify what was typed against a hash of a password that nobody has."""
        if credential.get("type") == "password" and credential.get("password"):
            self._crypt_context().verify(
                credential["password"], self._guard_nobodys_hash()
            )

    def _guard_nobodys_hash(self):
        """Return the hash, made once for each process and database."""
        registry = self.env.registry
        if not hasattr(registry, "_dms_guard_nobodys_hash"):
            made = self._crypt_context().hash(secrets.token_urlsafe())
            registry._dms_guard_nobodys_hash = made
        return registry._dms_guard_nobodys_hash
