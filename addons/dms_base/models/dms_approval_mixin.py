from odoo import api, fields, models
from odoo.exceptions import AccessError, LockError, UserError


class DmsApprovalMixin(models.AbstractModel):
    """Something that people of the brand must agree to before it takes effect.

    Heirs have ``company_id`` and core's activities, and say `_dms_approval_dealer`;
    they call `_dms_request_approval` when something is put before the brand, and say
    what an agreement does in `_dms_approval_granted`, and a refusal in
    `_dms_approval_refused`. Deciding is one lock per record: two people at once decide
    one after the other, and the second one sees what the first did.
    """

    _name = "dms.approval.mixin"
    _description = "Needs approval"

    approval_step_ids = fields.One2many(
        "dms.approval.step",
        "res_id",
        string="Approvals",
        domain=lambda self: [("res_model", "=", self._name)],
        readonly=True,
        copy=False,
        groups="base.group_user",
    )
    approval_can_decide = fields.Boolean(
        string="Waits for Me",
        compute="_compute_approval_can_decide",
        search="_search_approval_can_decide",
        groups="base.group_user",
    )

    @api.depends("approval_step_ids.state")
    @api.depends_context("uid")
    def _compute_approval_can_decide(self):
        for record in self:
            record.approval_can_decide = any(
                record.approval_step_ids.mapped("can_decide")
            )

    @api.model
    def _search_approval_can_decide(self, operator, value):
        if operator != "in":
            return NotImplemented
        user = self.env.user
        people = user | self.env["dms.approval.delegate"]._dms_stands_in_for(user)
        steps = self.env["dms.approval.step"].search(
            [
                ("res_model", "=", self._name),
                ("state", "=", "pending"),
                ("approver_ids", "in", people.ids),
            ]
        )
        return [("id", "in" if True in value else "not in", steps.mapped("res_id"))]

    # --- what heirs say -----------------------------------------------------------

    def _dms_approval_dealer(self):
        """Return the dealer whose staff may be asked."""
        self.ensure_one()
        return self.dealer_id

    def _dms_approval_author(self):
        """Return who wants it, and therefore does not agree to it as well."""
        # sudo: whose it is counts, whether or not one may see that person
        return self.sudo().create_uid

    def _dms_approval_facts(self):
        """Return what an approver should know, one sentence each."""
        self.ensure_one()
        return []

    def _dms_approval_granted(self):
        """Take effect: everybody has agreed."""

    def _dms_approval_refused(self, reason):
        """End: somebody has refused for ``reason``."""

    # --- asking -------------------------------------------------------------------

    def _dms_live_steps(self):
        """Return the steps of the round that counts, as superuser."""
        # sudo: whether something is approved counts for everybody
        steps = self.env["dms.approval.step"].sudo()
        return steps.search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
                ("is_closed", "=", False),
            ]
        )

    def _dms_open_steps(self):
        return self._dms_live_steps().filtered(
            lambda step: step.state in ("waiting", "pending")
        )

    def _dms_request_approval(self):
        """Ask for what the rules demand and nobody was asked for yet.

        Returns:
            the steps that are still open; none: nothing stands against it.
        """
        self.ensure_one()
        live = self._dms_live_steps()
        missing = self.env["dms.approval.rule"]._dms_rules_for(self) - live.rule_id
        facts = "\n".join(self._dms_approval_facts()) if missing else ""
        # sudo: steps are written by the flow alone
        self.env["dms.approval.step"].sudo().create(
            [
                {
                    "name": rule.name,
                    "rule_id": rule.id,
                    "res_model": self._name,
                    "res_id": self.id,
                    "record_name": self.display_name,
                    "dealer_id": self._dms_approval_dealer().id,
                    "company_id": self.company_id.id,
                    "sequence": rule.sequence,
                    "facts": facts,
                }
                for rule in missing
            ]
        )
        return self._dms_ask_next()

    def _dms_ask_next(self):
        """Ask whose turn it is: the open steps of the lowest sequence."""
        self.ensure_one()
        steps = self._dms_open_steps()
        if steps:
            turn = min(steps.mapped("sequence"))
            now = steps.filtered(lambda s: s.sequence == turn and s.state == "waiting")
            now._dms_ask()
        return steps

    def _dms_close_approval(self):
        """End this round: what is put before the brand again is asked again."""
        self._dms_cancel_open_steps()
        self._dms_live_steps().write({"is_closed": True})

    def _dms_cancel_open_steps(self):
        """Ask nobody any longer."""
        self._dms_open_steps().write({"state": "cancelled"})
        self.activity_unlink(["dms_base.mail_activity_type_decide"])

    # --- deciding -----------------------------------------------------------------

    def _dms_lock_for_decision(self):
        """Wait for nobody: who else decides at this moment goes first."""
        try:
            self.lock_for_update()
        except LockError as error:
            raise UserError(
                self.env._(
                    "Somebody else is working on this right now. Look at it again in a "
                    "moment."
                )
            ) from error
        self.env["dms.approval.step"].invalidate_model(["state"])

    def _dms_approve_steps(self, steps=None):
        """Approve the steps of self that the user decides on.

        Returns:
            the steps that are open afterwards; where there are none the record has
            taken effect.
        """
        self.ensure_one()
        self.check_access("write")
        self._dms_lock_for_decision()
        pending = self._dms_open_steps().filtered(lambda step: step.state == "pending")
        mine = pending.with_env(self.env).filtered("can_decide")
        if steps is not None:
            mine &= steps
        if pending and not mine:
            raise AccessError(self._dms_waits_for(pending))
        mine._dms_decide("approved")
        self._dms_close_activities(mine)
        left = self._dms_request_approval()
        if not left:
            self._dms_approval_granted()
        return left

    def _dms_refuse_approval(self, reason):
        """Refuse for a reason; one refusal ends the approval."""
        self.ensure_one()
        self.check_access("write")
        self._dms_lock_for_decision()
        pending = self._dms_open_steps().filtered(lambda step: step.state == "pending")
        mine = pending.with_env(self.env).filtered("can_decide")
        if pending and not mine:
            raise AccessError(self._dms_waits_for(pending))
        mine._dms_decide("refused", reason)
        self._dms_cancel_open_steps()
        self._dms_approval_refused(reason)

    def _dms_waits_for(self, steps):
        """Return for whom this waits, in a sentence."""
        return "\n".join(
            self.env._(
                "%(step)s is for %(people)s to decide.",
                step=step.name,
                people=", ".join(step.sudo().approver_ids.mapped("name"))
                or self.env._("an administrator"),
            )
            for step in steps
        )

    def _dms_close_activities(self, steps):
        names = set(steps.mapped("name"))
        self.activity_search(["dms_base.mail_activity_type_decide"]).filtered(
            lambda activity: activity.summary in names
        ).unlink()
