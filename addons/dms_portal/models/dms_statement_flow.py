from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..queries.statement_sql import lock_statements
from .dms_statement import CONFIRMED, OPEN_TO_DEALER

MAX_NOTE = 2000
STAFF = ("dms_base.group_dms_user", "account.group_account_invoice")


class DmsStatement(models.Model):
    """From draft to what both sides agree on; every step may be taken twice."""

    _inherit = "dms.statement"

    # --- the brand --------------------------------------------------------------------

    def _dms_as_staff(self):
        """Return the statements as superuser if the caller may work on them."""
        self.check_access("read")
        user = self.env.user
        if not self.env.su and not any(user.has_group(group) for group in STAFF):
            raise AccessError(
                self.env._(
                    "Statements are the work of the dealer team and of accounting. Ask "
                    "an administrator for one of these roles."
                )
            )
        return self.sudo()

    def action_dms_send(self):
        """Show drafts to their dealers, who get a mail; the figures are read last."""
        statements = self._dms_as_staff()._dms_locked()
        drafts = statements.filtered(lambda each: each.state == "draft")
        drafts.filtered("is_last")._dms_renew()
        drafts.write(
            {
                "state": "sent",
                "sent_at": fields.Datetime.now(),
                "sent_by_id": self.env.uid,
                "mail_pending": "sent",
            }
        )
        drafts._dms_log("sent")
        self._dms_wake_mail()
        return True

    def action_dms_renew(self):
        """Read the figures anew, after something was posted in the month."""
        statements = self._dms_as_staff()
        changed = statements._dms_renew()
        seen = changed.filtered(lambda each: each.state in OPEN_TO_DEALER)
        # the dealer gets the same time for new figures as for the first ones
        seen.write(
            {
                "mail_pending": "answered",
                "sent_at": fields.Datetime.now(),
                "reminded_count": 0,
                "reminded_at": False,
            }
        )
        if seen:
            self._dms_wake_mail()
        return True

    def _dms_locked(self):
        """Wait for whoever works on these statements, and read them as they are now."""
        self.env.flush_all()
        self._dms_execute(lock_statements(self.ids))
        self.invalidate_recordset()
        return self

    # --- the dealer -------------------------------------------------------------------

    def _dms_as_dealer(self):
        """Return the statement as superuser, locked, if the caller may answer it.

        Owner and finance of the dealer may, for what the brand has sent them. What
        follows is written as superuser, since dealers have no right to write.
        """
        self.ensure_one()
        user = self.env.user
        dealer = user._dms_dealer()
        self.check_access("read")
        if not dealer or self.dealer_id != dealer or "finance" not in user._dms_roles():
            raise AccessError(
                self.env._(
                    "Your sign-in may not answer this statement. Ask the owner of your "
                    "company's account to give you the role Finance."
                )
            )
        if dealer.sudo()._dms_view_only():
            raise UserError(dealer.sudo()._dms_order_block())
        return self.sudo()._dms_locked()

    def _dms_confirm(self, seen, remark=""):
        """Confirm the statement for the caller's dealer, once; return it.

        A second confirmation, from whatever phone, changes nothing.

        Args:
            seen: fingerprint of the figures that the caller has in sight.
            remark: what the dealer wants to have noted with the confirmation.
        Raises:
            AccessError: not the caller's statement, or not the caller's work.
            UserError: there is something to look at first; nothing is changed.
        """
        statement = self._dms_as_dealer()
        if statement.state in CONFIRMED:
            return statement
        statement._dms_check_confirmable(seen)
        remark = statement._dms_clean(remark)
        state = "remark" if remark else "confirmed"
        if statement.dispute_ids:
            state = "settled"
        statement._dms_close(state, remark)
        statement._dms_log(state, remark)
        statement._dms_tell_staff(state, remark)
        return statement

    def _dms_check_confirmable(self, seen):
        if self.fingerprint != seen:
            raise UserError(
                self.env._(
                    "The figures have been renewed since you opened the page. Please "
                    "look at them again, then confirm."
                )
            )
        if self.open_dispute_count:
            raise UserError(
                self.env._(
                    "Objections without an answer: %(count)s. Withdraw them, or wait "
                    "for the answer, then confirm.",
                    count=self.open_dispute_count,
                )
            )

    def _dms_close(self, state, remark="", is_deemed=False):
        """Note who confirmed what, and seal it."""
        person = self.env.user
        self.write(
            {
                "state": state,
                "remark": remark,
                "is_deemed": is_deemed,
                "confirmed_at": fields.Datetime.now(),
                "confirmed_by_id": False if is_deemed else person.id,
                "confirmed_name": False if is_deemed else person.name,
                "mail_pending": False,
            }
        )
        for statement in self:
            statement.seal = statement._dms_seal()

    def _dms_say(self, text):
        """Add a message of the dealer to the thread; an empty one is none."""
        statement = self._dms_as_dealer()
        text = statement._dms_clean(text)
        if text and not statement._dms_is_repeated(text):
            statement._dms_log("message", text)
            statement._dms_tell_staff("message", text)
        return statement

    def _dms_is_repeated(self, text):
        """Whether the caller's last word is the same: a form that was sent twice."""
        last = self.event_ids.filtered(lambda each: each.user_id == self.env.user)[-1:]
        return last.kind == "message" and last.note == text

    @api.model
    def _dms_clean(self, text):
        return (
            text.replace("\0", "").strip()[:MAX_NOTE] if isinstance(text, str) else ""
        )

    # --- telling staff ----------------------------------------------------------------

    def _dms_responsible(self):
        """Return who looks after the statement: the dealer's seller, or who sent it."""
        self.ensure_one()
        return self.dealer_id.user_id or self.sent_by_id

    def _dms_tell_staff(self, kind, text=""):
        """Post in the record; what somebody has to answer becomes a to-do, one only."""
        self.ensure_one()
        events = self.env["dms.statement.event"]
        body = dict(events._fields["kind"]._description_selection(self.env))[kind]
        self.message_post(body=f"{body}: {text}" if text else body)
        responsible = self._dms_responsible()
        waits = kind in ("disputed", "message", "remark")
        todo = "dms_portal.mail_activity_type_statement"
        if waits and responsible and not self.activity_search([todo]):
            self.with_context(mail_activity_quick_update=True).activity_schedule(
                todo, user_id=responsible.id
            )
        elif kind in CONFIRMED and not waits:
            self.activity_feedback([todo])
