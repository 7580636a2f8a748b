from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from ..queries.policy_sql import queue_notices

BATCH = 200  # mails that are written in one transaction


class DmsPolicyNotice(models.Model):
    """A mail about a version to one person: noted first, then written by a job.

    The note and the mail belong to one transaction each, and the database holds every
    note once, so that a job that is stopped goes on where it was and nobody gets a
    mail twice.
    """

    _name = "dms.policy.notice"
    _description = "Policy Mail"
    _inherit = ["dms.dealer.mixin"]
    _order = "id desc"

    version_id = fields.Many2one(
        "dms.policy.version", required=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one(
        "res.users", string="Person", required=True, ondelete="cascade"
    )
    kind = fields.Selection(
        [("announcement", "Announcement"), ("reminder", "Reminder")],
        required=True,
        default="announcement",
    )
    day = fields.Date(required=True, default=fields.Date.context_today)
    state = fields.Selection(
        [("queued", "Waiting"), ("mailed", "Mailed"), ("no_address", "No address")],
        required=True,
        default="queued",
    )

    _announced_once = models.UniqueIndex(
        "(version_id, user_id) WHERE kind = 'announcement'"
    )
    _reminded_once = models.UniqueIndex(
        "(version_id, user_id, day) WHERE kind = 'reminder'"
    )
    _queued_idx = models.Index("(id) WHERE state = 'queued'")

    @api.depends("version_id", "user_id")
    def _compute_display_name(self):
        for notice in self:
            notice.display_name = notice.version_id.display_name

    # --- what is to be sent -------------------------------------------------------

    @api.model
    def _dms_announce(self, versions):
        """Queue the announcement of what dealers may see today; the job does the rest.

        A version with an embargo waits for its first day, when the job comes by.
        """
        today = fields.Date.context_today(self)
        for version in versions:
            if version.visible_from and version.visible_from <= today:
                self._dms_queue(version, "announcement", version._dms_audience_users())
                version._dms_mark({"is_announced": True})

    @api.model
    def _dms_remind(self, readings):
        """Queue a reminder to the people of ``readings``, at most one a day for each."""
        if not self.env.user.has_group("dms_base.group_dms_user"):
            raise AccessError(self.env._("Only the brand's dealer staff reminds."))
        if not readings:
            raise UserError(self.env._("Everybody has confirmed; nobody is reminded."))
        count = sum(
            self._dms_queue(version, "reminder", rows.user_id)
            for version, rows in readings.grouped("version_id").items()
        )
        self._dms_wake()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if count else "warning",
                "message": self.env._("Reminders on their way: %(count)s", count=count)
                if count
                else self.env._("All of them were reminded today already."),
            },
        }

    @api.model
    def _dms_queue(self, version, kind, users):
        """Note the mails; return how many of them were not noted yet."""
        day = fields.Date.context_today(self)
        self.flush_model()
        version.flush_recordset()
        self.env.cr.execute(queue_notices(version.id, kind, day, users.ids))
        count = self.env.cr.rowcount
        self.invalidate_model()
        return count

    @api.model
    def _dms_wake(self):
        # sudo: a job is of the system; it is only asked to come by now
        self.env.ref("dms_portal.cron_policy_notice").sudo()._trigger()

    # --- the job ------------------------------------------------------------------

    @api.model
    def _cron_send(self, batch=BATCH):
        """Announce what begins to be visible, then write the mails that wait."""
        self._dms_announce_due()
        waiting = [("state", "=", "queued")]
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=self.search_count(waiting))
        while True:
            notices = self.search(waiting, order="id", limit=batch)
            notices = notices.try_lock_for_update().filtered_domain(waiting)
            if not notices:
                break
            notices._dms_send()
            if not cron._commit_progress(len(notices)):
                break

    @api.model
    def _dms_announce_due(self):
        self._dms_announce(
            self.env["dms.policy.version"].search(
                [
                    ("state", "=", "published"),
                    ("is_announced", "=", False),
                    ("policy_id.active", "=", True),
                    ("visible_from", "<=", "today"),
                ]
            )
        )

    def _dms_send(self):
        """Write one mail per notice, in the language of the person."""
        reached = self.filtered(lambda notice: notice.user_id.partner_id.email)
        values = []
        for (version, kind, lang), notices in reached.grouped(
            lambda n: (n.version_id, n.kind, n.user_id.lang or "en_US")
        ).items():
            if version.state != "published" or not version.policy_id.active:
                continue
            mail = version.with_context(lang=lang)._dms_mail(kind)
            values += [
                {**mail, "recipient_ids": notice.user_id.partner_id.ids}
                for notice in notices
            ]
        self.env["mail.mail"].create(values)
        reached.state = "mailed"
        (self - reached).state = "no_address"


class DmsPolicyVersion(models.Model):
    """The mails about a version: to whom, and what they say."""

    _inherit = "dms.policy.version"

    notice_ids = fields.One2many(
        "dms.policy.notice", "version_id", groups="dms_base.group_dms_user"
    )
    is_announced = fields.Boolean(readonly=True, copy=False, groups="base.group_user")
    notice_count = fields.Integer(
        string="Mails",
        compute="_compute_notice_counts",
        groups="dms_base.group_dms_user",
    )
    notice_done_count = fields.Integer(
        string="Mails Written",
        compute="_compute_notice_counts",
        groups="dms_base.group_dms_user",
    )

    @api.depends("notice_ids.state")
    def _compute_notice_counts(self):
        groups = self.env["dms.policy.notice"]._read_group(
            [("version_id", "in", self.ids)], ["version_id", "state"], ["__count"]
        )
        for version in self:
            mine = [(s, count) for v, s, count in groups if v == version._origin]
            version.notice_count = sum(count for _state, count in mine)
            version.notice_done_count = sum(c for s, c in mine if s != "queued")

    def _dms_audience_users(self):
        """Return the people, of whatever role, of the dealers it is meant for."""
        self.ensure_one()
        # sudo: the audience is the policy's, not what of it the publisher sees
        policy = self.sudo().policy_id
        roles = ("owner", "buyer", "finance", "stock")
        groups = [self.env.ref(f"dms_base.group_dealer_{role}").id for role in roles]
        return policy.env["res.users"].search(
            [
                ("share", "=", True),
                ("all_group_ids", "in", groups),
                ("company_ids", "in", policy.company_id.ids),
                ("partner_id.dms_dealer_id", "any", policy._dms_audience_domain()),
            ]
        )

    def _dms_mail(self, kind):
        """Return values of a mail in the language of the context."""
        self.ensure_one()
        company = self.company_id
        sender = self.published_by_id.email_formatted or company.email_formatted
        if kind == "reminder":
            subject = self.env._("Please read and confirm: %(name)s", name=self.name)
        else:
            subject = self.env._("New policy: %(name)s", name=self.name)
        body = self.env["ir.qweb"]._render(
            "dms_portal.policy_mail",
            {
                "version": self,
                "company": company,
                "is_reminder": kind == "reminder",
                "first_day": format_date(self.env, self.date_start),
                "url": f"{self.get_base_url()}/my/dealer/policies/{self.policy_id.id}",
            },
        )
        return {
            "subject": subject,
            "body_html": body,
            "email_from": sender,
            "author_id": self.published_by_id.partner_id.id,
            "auto_delete": True,
        }

    def action_dms_remind(self):
        """Remind everybody who has not confirmed this version yet."""
        self.ensure_one()
        waiting = self.env["dms.policy.reading"].search(
            [("version_id", "=", self.id), ("state", "!=", "confirmed")]
        )
        return self.env["dms.policy.notice"]._dms_remind(waiting)

    def action_dms_open_readings(self):
        return self._dms_rows_of_version("dms_portal.dms_policy_reading_action")

    def action_dms_open_receipts(self):
        return self._dms_rows_of_version("dms_portal.dms_policy_receipt_action")

    def action_dms_open_notices(self):
        return self._dms_rows_of_version("dms_portal.dms_policy_notice_action")

    def _dms_rows_of_version(self, xmlid):
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(xmlid),
            "domain": [("version_id", "=", self.id)],
        }
