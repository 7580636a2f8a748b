"""N2: who asks for a new password gets one answer, whoever that is.

Natively ``/web/reset_password`` says "No account found for this login", and a known
login answers late, because the mail is rendered and sent while the visitor waits; a
failing mail server shows only for accounts that exist. Here the request is noted in
this table, whatever was typed, and a scheduled job does the work: the answer does not
depend on the account, neither in text nor in time nor in errors.
"""

import logging

from odoo import api, fields, models
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

LONGEST_LOGIN = 320  # the longest e-mail address there is
BATCH = 50


class DmsGuardReset(models.Model):
    _name = "dms.guard.reset"
    _description = "Password Resets to Send"
    _log_access = False
    _order = "id"

    login = fields.Char(required=True, readonly=True)

    _one_per_login = models.UniqueIndex("(login)")

    @api.model
    def _note(self, login):
        """Note a request; asking again before the mail is sent changes nothing."""
        self.env.cr.execute(
            SQL(
                "INSERT INTO dms_guard_reset (login) VALUES (%s)"
                " ON CONFLICT DO NOTHING",
                login.strip()[:LONGEST_LOGIN],
            )
        )
        self.env.ref("dms_guard.ir_cron_password_resets").sudo()._trigger()

    @api.model
    def _cron_send(self):
        """Send the instructions for every noted request; unknown logins get nothing."""
        requests = self.search([], limit=BATCH)
        remaining = self.search_count([])
        for reset in requests:
            reset._send()
            remaining -= 1
            if not self.env["ir.cron"]._commit_progress(1, remaining=remaining):
                break

    def _send(self):
        """Send one mail and drop the request; a failure is for the log alone."""
        login = self.login
        self.unlink()
        try:
            with self.env.cr.savepoint():
                users = self.env["res.users"].sudo()
                users.with_context(dms_guard_reset_now=True).reset_password(login)
        except Exception as error:
            # The native method raises a bare Exception for unknown logins. What was
            # typed may be a password, so it is not logged.
            _logger.info("A password reset was not sent: %s", type(error).__name__)
