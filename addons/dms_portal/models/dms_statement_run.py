from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.statement import Period
from .formats import format_month

BATCH = 200


class DmsStatementRun(models.Model):
    """Statements of one month for many dealers, made some at a time.

    What is not made yet stands in ``pending`` and shrinks with every commit: a run
    that was killed or stopped goes on where it was.
    """

    _name = "dms.statement.run"
    _description = "Preparation of Statements"
    _order = "id desc"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    month = fields.Date(required=True, readonly=True)
    state = fields.Selection(
        [("running", "Running"), ("stopped", "Stopped"), ("done", "Done")],
        required=True,
        readonly=True,
        default="running",
        index=True,
    )
    pending = fields.Json(readonly=True, groups="base.group_system")
    total = fields.Integer(string="Dealers", readonly=True)
    done = fields.Integer(string="Looked At", readonly=True)
    made = fields.Integer(string="Statements Made", readonly=True)
    progress = fields.Float(compute="_compute_progress")

    @api.depends("total", "done")
    def _compute_progress(self):
        for run in self:
            run.progress = 100.0 * run.done / run.total if run.total else 100.0

    @api.depends("month")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for run in self:
            run.display_name = run.month and format_month(self.env, run.month)

    @api.model
    def _dms_prepare(self, month, dealers):
        """Start a run for the caller: some dealers, or all that the caller sees.

        Returns:
            the action that shows the run, or the statements if it is over already.
        """
        self.env["dms.statement"]._dms_as_staff()
        domain = self._dms_dealer_domain()
        if dealers:
            domain = [*domain, ("id", "in", dealers.ids)]
        dealers = self.env["res.partner"].search(domain, order="id")
        run = self._dms_start(self.env.company, month, dealers)
        if run.state == "done":
            return run.action_dms_open_statements()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": run.id,
            "view_mode": "form",
        }

    @api.model
    def _dms_start(self, company, month, dealers):
        """Plan the statements of a month; small ones are made at once."""
        month = month.replace(day=1)
        if Period.of(month).last >= fields.Date.context_today(self):
            raise UserError(
                self.env._(
                    "This month is not over yet. Statements are made when all its days "
                    "have passed."
                )
            )
        # sudo: which dealers wait is nobody's to write; they were found as the caller
        run = self.sudo().create(
            {
                "company_id": company.id,
                "month": month,
                "pending": dealers.ids,
                "total": len(dealers),
                "state": "running" if dealers else "done",
            }
        )
        if len(dealers) <= BATCH:
            run._dms_step()
        else:
            run._dms_wake()
        return run.sudo(False)

    @api.model
    def _dms_wake(self):
        # sudo: whoever may prepare statements may have them made
        self.env.ref("dms_portal.cron_statement_build").sudo()._trigger()

    def _dms_step(self):
        """Work off the next dealers; return how many, 0 if there is nothing to do.

        Of two workers, the one that holds the lock works.
        """
        run = self.try_lock_for_update()
        run.invalidate_recordset()
        if run.state != "running" or not run.pending:
            return 0
        batch, rest = run.pending[:BATCH], run.pending[BATCH:]
        dealers = self.env["res.partner"].browse(batch).exists()
        statements = self.env["dms.statement"]._dms_build(
            run.company_id, run.month, dealers
        )
        run.write(
            {
                "pending": rest,
                "done": run.done + len(batch),
                "made": run.made + len(statements),
                "state": "running" if rest else "done",
            }
        )
        return len(batch)

    @api.model
    def _cron_build(self):
        """Work off all runs, a batch per commit, until the time of the job is over."""
        progress = self.env["ir.cron"]._commit_progress
        runs = self.search([("state", "=", "running")], order="id")
        progress(remaining=sum(len(run.pending or []) for run in runs))
        for run in runs:
            while done := run._dms_step():
                if not progress(done):
                    return

    @api.model
    def _cron_plan(self):
        """Start last month's run in companies that want it on a day of the month."""
        today = fields.Date.context_today(self)
        month = fields.Date.subtract(today.replace(day=1), months=1)
        companies = self.env["res.company"].search(
            [("dms_statement_day", ">", 0), ("dms_statement_day", "<=", today.day)]
        )
        for company in companies:
            known = [("company_id", "=", company.id), ("month", "=", month)]
            if not self.search_count(known, limit=1):
                dealers = self.env["res.partner"].search(self._dms_dealer_domain())
                self._dms_start(company, month, dealers)

    @api.model
    def _dms_dealer_domain(self):
        """Return the domain of dealers who get statements: all that ever traded."""
        return [("is_dealer", "=", True), ("dealer_state", "!=", "applicant")]

    def action_dms_stop(self):
        """Stop after the batch that is being made; what is made stays."""
        self._dms_switch("running", "stopped")

    def action_dms_resume(self):
        """Go on where the run stopped."""
        self._dms_switch("stopped", "running")
        self._dms_wake()

    def _dms_switch(self, old, new):
        self.env["dms.statement"]._dms_as_staff()
        self.check_access("read")
        self.sudo().filtered(lambda run: run.state == old).state = new

    def action_dms_open_statements(self):
        """Open the statements of this month."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dms_portal.dms_statement_action"
        )
        return {**action, "domain": [("month", "=", self.month)], "context": {}}
