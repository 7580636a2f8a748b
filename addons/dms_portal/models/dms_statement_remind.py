from odoo import api, fields, models
from odoo.fields import Command

BATCH = 50
TEMPLATES = {
    "sent": "dms_portal.mail_template_statement_sent",
    "reminder": "dms_portal.mail_template_statement_reminder",
    "answered": "dms_portal.mail_template_statement_answered",
}


class DmsStatement(models.Model):
    """Mails to the dealer, reminders, and what silence means where that is agreed."""

    _inherit = "dms.statement"

    # --- mail -------------------------------------------------------------------------

    @api.model
    def _dms_wake_mail(self):
        # sudo: whoever may send a statement may have its mail written
        self.env.ref("dms_portal.cron_statement_mail").sudo()._trigger()

    def _dms_contacts(self):
        """Return {dealer: its people who look at money}, with one search for all."""
        finance = self.env.ref("dms_base.group_dealer_finance")
        users = self.env["res.users"].search(
            [
                ("partner_id.commercial_partner_id", "in", self.dealer_id.ids),
                ("share", "=", True),
                ("all_group_ids", "in", finance.ids),
            ]
        )
        return users.partner_id.grouped("commercial_partner_id")

    @api.model
    def _cron_mail(self):
        """Write the mails that wait, some at a time; a mail is written once."""
        domain = [("mail_pending", "!=", False)]
        progress = self.env["ir.cron"]._commit_progress
        progress(remaining=self.search_count(domain))
        while waiting := self.search(domain, limit=BATCH, order="id"):
            mine = waiting.try_lock_for_update().filtered_domain(domain)
            if not mine:
                return  # another worker is at it
            mine._dms_write_mails()
            if not progress(len(mine)):
                return

    def _dms_write_mails(self):
        """Queue one mail per statement and language of its readers."""
        contacts = self._dms_contacts()
        for kind, statements in self.grouped("mail_pending").items():
            template = self.env.ref(TEMPLATES[kind])
            for statement in statements:
                people = contacts.get(statement.dealer_id, self.env["res.partner"])
                for lang, readers in people.filtered("email").grouped("lang").items():
                    template.with_context(dms_lang=lang).send_mail(
                        statement.id,
                        email_values={
                            "recipient_ids": [Command.link(each.id) for each in readers]
                        },
                        email_layout_xmlid="mail.mail_notification_light",
                    )
        self.mail_pending = False

    # --- reminders and silence --------------------------------------------------------

    @api.model
    def _cron_remind(self):
        """Remind dealers who have not answered, and close what silence has confirmed."""
        now = fields.Datetime.now()
        for company in self.env["res.company"].search([]):
            statements = self.with_company(company)
            statements._dms_work_off(company._dms_reminder_domain(now), "_dms_remind")
            if company.dms_statement_silence:
                domain = company._dms_silence_domain(now)
                statements._dms_work_off(domain, "_dms_deem")

    @api.model
    def _dms_work_off(self, domain, step):
        """Take ``step`` with every statement in ``domain``; each step leaves it."""
        while waiting := self.search(domain, limit=BATCH, order="id"):
            mine = waiting.try_lock_for_update().filtered_domain(domain)
            if not mine:
                return
            getattr(mine, step)()
            if not self.env["ir.cron"]._commit_progress(len(mine)):
                return

    def _dms_remind(self):
        now = fields.Datetime.now()
        for count, statements in self.grouped("reminded_count").items():
            statements.write(
                {
                    "reminded_count": count + 1,
                    "reminded_at": now,
                    "mail_pending": "reminder",
                }
            )
        self._dms_log("reminded")
        self._dms_wake_mail()

    def _dms_deem(self):
        """Close what nobody answered in the time that was agreed on, and say so."""
        self._dms_close("confirmed", is_deemed=True)
        self._dms_log("deemed")
