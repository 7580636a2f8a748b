from odoo import api, fields, models

REMINDER_DAYS = (90, 60, 30)


class DmsExpiryMixin(models.AbstractModel):
    """Something that runs out: remind the dealer's contact in time, once per step."""

    _name = "dms.expiry.mixin"
    _description = "Runs out and reminds"
    _inherit = ["mail.thread", "mail.activity.mixin"]

    date_last = fields.Date(string="Last Day", tracking=True)
    document_ids = fields.Many2many("ir.attachment", string="Documents")
    days_left = fields.Integer(compute="_compute_days_left")
    reminded_days = fields.Integer(
        copy=False, readonly=True, help="The last reminder step that was sent."
    )

    @api.depends("date_last")
    def _compute_days_left(self):
        today = fields.Date.context_today(self)
        for record in self:
            last = record.date_last
            record.days_left = (last - today).days if last else 0

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._adopt_documents()
        return records

    def write(self, vals):
        if "date_last" in vals:
            vals = {**vals, "reminded_days": 0}
        result = super().write(vals)
        if "document_ids" in vals:
            self._adopt_documents()
        return result

    def _adopt_documents(self):
        """Let files that were uploaded before the record was saved belong to it.

        A file without an owner can be read by its uploader alone; one that belongs to
        the record follows the record's rules.
        """
        for record in self:
            orphans = record.document_ids.filtered(
                lambda file: not file.res_id and file.create_uid == self.env.user
            )
            orphans.write({"res_model": record._name, "res_id": record.id})

    @api.model
    def _get_running_domain(self):
        """Return the domain of records whose end still matters; heirs narrow it."""
        return [
            ("date_last", "!=", False),
            ("dealer_id.dealer_state", "!=", "terminated"),
        ]

    @api.model
    def _get_expiring_domain(self):
        """Return the domain of what has ended or ends within the first reminder."""
        return [
            *self._get_running_domain(),
            ("date_last", "<=", f"today +{max(REMINDER_DAYS)}d"),
        ]

    @api.model
    def _cron_remind(self):
        """Plan one activity per record and reminder step; safe to run twice."""
        today = fields.Date.context_today(self)
        horizon = fields.Date.add(today, days=max(REMINDER_DAYS))
        due = [("date_last", "<=", horizon), ("date_last", ">=", today)]
        for record in self.search(self._get_running_domain() + due):
            step = min(days for days in REMINDER_DAYS if record.days_left <= days)
            if record.reminded_days and record.reminded_days <= step:
                continue
            record._remind(step)

    def _remind(self, step):
        self.ensure_one()
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=self.date_last,
            summary=self.env._(
                "%(name)s of %(dealer)s ends in %(days)s days",
                name=self._dms_paper_name(),
                dealer=self.dealer_id.display_name,
                days=self.days_left,
            ),
            user_id=self._get_reminder_user().id,
        )
        self.reminded_days = step

    def _dms_paper_name(self):
        """Return how a sentence calls this paper."""
        self.ensure_one()
        return self.display_name

    def _get_reminder_user(self):
        """Return who looks after the dealer: its salesperson, or staff of its region.

        The nearest region with staff counts; where there is none, it is whoever made
        the record.
        """
        self.ensure_one()
        dealer = self.dealer_id
        return dealer.user_id or dealer._dms_region_staff()[:1] or self.create_uid
