from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain


class DmsApprovalStep(models.Model):
    """One agreement that a record needs: whose, until when, and what was said.

    Steps are written by the flow alone and never deleted; they are the log.
    """

    _name = "dms.approval.step"
    _description = "Approval"
    _inherit = ["dms.dealer.mixin"]
    _order = "res_model, res_id, sequence, id"

    name = fields.Char(required=True, readonly=True)
    rule_id = fields.Many2one(
        "dms.approval.rule", readonly=True, ondelete="set null", index="btree_not_null"
    )
    res_model = fields.Char(string="Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Record", model_field="res_model", required=True, readonly=True
    )
    record_name = fields.Char(readonly=True)
    sequence = fields.Integer(readonly=True)
    state = fields.Selection(
        [
            ("waiting", "Not Asked Yet"),
            ("pending", "To Decide"),
            ("approved", "Approved"),
            ("refused", "Refused"),
            ("cancelled", "No Longer Needed"),
        ],
        required=True,
        readonly=True,
        default="waiting",
    )
    facts = fields.Text(
        string="What It Is About",
        readonly=True,
        help="As it was when approval was asked.",
    )
    approver_ids = fields.Many2many(
        "res.users", string="Approvers", readonly=True, help="Any one of them decides."
    )
    deadline = fields.Date(string="Decide By", readonly=True)
    is_escalated = fields.Boolean(string="Overdue", readonly=True)
    decided_by_id = fields.Many2one("res.users", readonly=True)
    decided_at = fields.Datetime(string="Decided On", readonly=True)
    reason = fields.Char(readonly=True)
    is_closed = fields.Boolean(
        string="Of an Earlier Round", readonly=True, required=True, default=False
    )
    can_decide = fields.Boolean(compute="_compute_can_decide")

    _record_idx = models.Index("(res_model, res_id)")
    _live_uniq = models.UniqueIndex(
        "(res_model, res_id, rule_id) WHERE NOT is_closed",
        "This approval is asked for already.",
    )
    _pending_idx = models.Index("(deadline) WHERE state = 'pending'")

    @api.depends("state", "approver_ids")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        user = self.env.user
        stands_in_for = self.env["dms.approval.delegate"]._dms_stands_in_for(user)
        is_admin = user.has_group("dms_base.group_dms_admin")
        for step in self:
            is_asked = step.sudo().approver_ids & (user | stands_in_for)
            step.can_decide = step.state == "pending" and bool(
                is_admin or (is_asked and step._dms_author() != user)
            )

    def _dms_record(self):
        """Return what is to be approved."""
        self.ensure_one()
        return self.env[self.res_model].browse(self.res_id)

    def _dms_author(self):
        """Return who wants what is to be approved; nobody approves the own wish."""
        return self._dms_record().exists()._dms_approval_author()

    # --- the life of a step -------------------------------------------------------

    def _dms_ask(self):
        """Ask the approvers of steps whose turn has come."""
        today = fields.Date.context_today(self)
        for step in self:
            rule = step.rule_id
            approvers = (
                step.approver_ids
            )  # none: the rule is gone, administrators decide
            if rule:
                approvers = rule._dms_approvers(step.dealer_id) - step._dms_author()
            approvers = approvers.filtered(step._dms_is_seen_by)
            step.write(
                {
                    "state": "pending",
                    "approver_ids": approvers.ids,
                    "deadline": rule.days and fields.Date.add(today, days=rule.days),
                }
            )
            step._dms_tell(approvers)

    def _dms_tell(self, users):
        """Put the decision on the to-do list of ``users`` and of who stands in."""
        self.ensure_one()
        deputies = self.env["dms.approval.delegate"]._dms_deputies_of(users)
        for user in (
            users | deputies.filtered(self._dms_is_seen_by) - self._dms_author()
        ):
            self._dms_record().activity_schedule(
                "dms_base.mail_activity_type_decide",
                date_deadline=self.deadline or fields.Date.context_today(self),
                summary=self.name,
                note=self.facts,
                user_id=user.id,
            )

    def _dms_is_seen_by(self, user):
        """Whether ``user`` works for the brand and may see what is to be approved."""
        is_staff = user.active and not user.share
        return is_staff and self._dms_record().with_user(user).has_access("read")

    def _dms_check_can_decide(self):
        for step in self:
            if not step.can_decide:
                raise AccessError(
                    self.env._(
                        "%(step)s is for %(people)s to decide.",
                        step=step.name,
                        people=", ".join(step.sudo().approver_ids.mapped("name"))
                        or self.env._("an administrator"),
                    )
                )

    def _dms_decide(self, state, reason=False):
        """Write a decision; the record's own method has checked and locked."""
        self._dms_check_can_decide()
        if state == "refused" and not (reason or "").strip():
            raise UserError(self.env._("Say why: the dealer reads the reason."))
        # sudo: decisions are written by code alone; the right was checked above
        self.sudo().write(
            {
                "state": state,
                "reason": reason,
                "decided_by_id": self.env.uid,
                "decided_at": fields.Datetime.now(),
            }
        )

    # --- buttons ------------------------------------------------------------------

    def action_approve(self):
        """Approve these steps, and thereby perhaps their records."""
        for step in self:
            step._dms_record()._dms_approve_steps(step)

    def action_open_record(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "view_mode": "form",
        }

    # --- time ---------------------------------------------------------------------

    @api.model
    def _cron_escalate(self):
        """Ask further people where the time is over; safe to run twice."""
        overdue = self.search(
            Domain("state", "=", "pending")
            & Domain("is_escalated", "=", False)
            & Domain("deadline", "<", fields.Date.context_today(self)),
            limit=500,
        )
        for step in overdue:
            more = step.rule_id.escalation_user_ids - step.approver_ids
            step.write(
                {
                    "is_escalated": True,
                    "approver_ids": [(4, user.id) for user in more],
                }
            )
            step._dms_tell(more)


class DmsApprovalDelegate(models.Model):
    """Who decides in somebody's place, and when."""

    _name = "dms.approval.delegate"
    _description = "Approval Stand-in"
    _inherit = ["dms.access.recheck"]
    _order = "date_start desc, id desc"
    _rec_name = "deputy_id"

    user_id = fields.Many2one(
        "res.users",
        string="In Place Of",
        required=True,
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
        ondelete="cascade",
        index=True,
    )
    deputy_id = fields.Many2one(
        "res.users",
        string="Decides",
        required=True,
        domain=[("share", "=", False)],
        ondelete="cascade",
        index=True,
    )
    date_start = fields.Date(
        string="First Day", required=True, default=fields.Date.context_today
    )
    date_last = fields.Date(string="Last Day", required=True)

    _dates_in_order = models.Constraint(
        "CHECK(date_last >= date_start)",
        "The last day of a stand-in cannot lie before its first day.",
    )
    _somebody_else = models.Constraint(
        "CHECK(user_id <> deputy_id)", "Choose somebody else to stand in."
    )

    @api.model
    def _dms_recheck_needed(self):
        return not self.env.su

    @api.constrains("deputy_id")
    def _check_staff(self):
        for plan in self:
            if plan.deputy_id.share:
                raise ValidationError(
                    self.env._("Only people of the brand stand in for each other.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        plans = super().create(vals_list)
        self.env.registry.clear_cache()  # record rules keep who stands in for whom
        return plans

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    @api.model
    def _dms_in_force(self):
        today = fields.Date.context_today(self)
        return Domain("date_start", "<=", today) & Domain("date_last", ">=", today)

    @api.model
    def _dms_stands_in_for(self, user):
        """Return the people in whose place ``user`` decides today."""
        # sudo: who stands in for whom counts, whoever may see the plan
        found = self.sudo().search(
            self._dms_in_force() & Domain("deputy_id", "=", user.id)
        )
        return found.user_id

    @api.model
    def _dms_deputies_of(self, users):
        """Return who decides today in the place of ``users``."""
        # sudo: see above
        found = self.sudo().search(
            self._dms_in_force() & Domain("user_id", "in", users.ids)
        )
        return found.deputy_id
