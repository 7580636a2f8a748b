from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_amount

from .dms_claim_line import GRANTED
from .formats import format_quantity


class DmsClaim(models.Model):
    """The brand's decision: on every line, by somebody who may, once."""

    _inherit = "dms.claim"

    # --- buttons ------------------------------------------------------------------

    def action_dms_decide(self):
        """Carry the decisions on the lines out; where rules ask for it, after approval.

        Raises:
            AccessError: not a member of the dealer network's staff, or the approval is
                somebody else's.
            UserError: a line without a decision, or a claim decided before.
        """
        self._dms_check_undecided()
        for claim in self:
            claim.line_ids._dms_check_decisions()
        waiting = [
            claim._dms_waits_for(left)
            for claim in self
            if (left := claim._dms_approve_steps())
        ]
        if not waiting:
            return True
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": "\n".join(waiting),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_dms_credit_all(self):
        self._dms_preset("credit")

    def action_dms_redeliver_all(self):
        self._dms_preset("redeliver")

    def action_dms_change(self):
        """Take the claim back from approval, to decide otherwise."""
        self._dms_check_undecided()
        for claim in self:
            claim._dms_close_approval()

    def action_dms_refuse(self):
        """Ask for the reason; the wizard then refuses."""
        self._dms_check_undecided()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Refuse Claim"),
            "res_model": "dms.claim.refuse",
            "view_mode": "form",
            "target": "new",
            "context": {"default_claim_ids": self.ids},
        }

    def _dms_refuse(self, reason):
        """Refuse claims for a reason that the dealer reads."""
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why: the dealer reads the reason."))
        self._dms_check_undecided()
        for claim in self:
            claim._dms_refuse_approval(reason)

    def _dms_preset(self, decision):
        """Decide alike on all lines that nobody has decided on."""
        self._dms_check_undecided()
        for line in self.line_ids:
            if not line.decision and line.kind != "over":
                line.write({"decision": decision, "granted_qty": line.quantity})

    # --- who may, and when --------------------------------------------------------

    def _dms_check_staff(self):
        if not self.env.user.has_group("dms_base.group_dms_user"):
            raise AccessError(
                self.env._("Only the brand's dealer staff decides on claims.")
            )
        self.check_access("write")

    def _dms_check_undecided(self):
        """Lock the claims, then look: two people deciding at once decide once."""
        self._dms_check_staff()
        self._dms_lock_for_decision()
        self.invalidate_recordset(["state"])
        for claim in self:
            if claim.state != "requested":
                raise UserError(
                    self.env._(
                        "%(name)s does not wait for a decision; it is: %(state)s.",
                        name=claim.name,
                        state=claim._dms_label("state"),
                    )
                )

    # --- approval -----------------------------------------------------------------

    def _dms_approval_facts(self):
        self.ensure_one()
        amount = format_amount(self.env, self.amount, self.currency_id)
        head = self.env._(
            "%(dealer)s: %(amount)s, delivery %(delivery)s",
            dealer=self.dealer_id.display_name,
            amount=amount,
            delivery=self.picking_id.name,
        )
        return [head, *(line._dms_decision_text() for line in self.line_ids)]

    def _dms_approval_granted(self):
        """Carry out what was decided, as superuser after the checks of the decision."""
        self.ensure_one()
        claim = self.sudo()
        claim.line_ids._dms_check_still_there()
        rejected = claim.line_ids.filtered(lambda line: line.decision == "reject")
        is_refused = rejected == claim.line_ids
        reasons = dict.fromkeys(rejected.mapped("answer"))
        claim.write(
            {
                "state": "refused" if is_refused else "approved",
                "refusal_reason": "\n".join(reasons) if is_refused else False,
                **claim._dms_decided_now(),
            }
        )
        claim.activity_feedback(["dms_portal.mail_activity_type_claim"])
        if not is_refused:
            claim._dms_move_goods()
        claim._dms_tell_decision()
        claim._dms_go_on()

    def _dms_approval_refused(self, reason):
        claim = self.sudo()
        claim.line_ids.write({"decision": "reject", "granted_qty": 0, "answer": reason})
        claim.write(
            {
                "state": "refused",
                "refusal_reason": reason,
                **claim._dms_decided_now(),
            }
        )
        claim.activity_feedback(["dms_portal.mail_activity_type_claim"])
        claim._dms_tell_decision()

    def _dms_decided_now(self):
        return {"decided_at": fields.Datetime.now(), "decided_by_id": self.env.uid}

    def _dms_tell_decision(self):
        told = self._dms_speaking()
        terms = {"name": self.name}
        if self.state == "refused":
            terms["reason"] = self.refusal_reason
            text = told.env._("%(name)s is refused: %(reason)s", **terms)
        elif self.kind == "return":
            text = told.env._(
                "%(name)s is approved. Print the return slip and send the goods back.",
                **terms,
            )
        else:
            lines = [line._dms_decision_text() for line in told.line_ids]
            head = told.env._("%(name)s is decided:", **terms)
            text = Markup("<br/>").join([head, *lines])
        self._dms_tell(text)


class DmsClaimLine(models.Model):
    """What a decision on a line must say, and what it means."""

    _inherit = "dms.claim.line"

    def _dms_check_decisions(self):
        """Raise all that is missing in the decisions, one sentence per line."""
        errors = [
            f"{line.display_name}: {error}"
            for line in self
            if (error := line._dms_decision_error())
        ]
        if errors:
            raise UserError("\n".join(errors))

    def _dms_decision_error(self):
        """Return what is wrong with the decision on this line, or ""."""
        self.ensure_one()
        _ = self.env._
        if not self.decision:
            return _("choose what to do.")
        if self.decision not in self._dms_choices():
            return _("this cannot be decided here; choose something else.")
        if self.decision not in GRANTED:
            return "" if self.answer else _("say why: the dealer reads it.")
        if not 0 < self.granted_qty <= self.quantity:
            return _("say how many: more than none, and no more than claimed.")
        if not self.sudo().move_id.sale_line_id:
            return _("this delivery has no order; choose Settled Otherwise.")
        return ""

    def _dms_choices(self):
        """Return the decisions that fit the kind of this line."""
        if self.kind == "return":
            return ("credit", "reject")
        if self.kind == "over":
            return ("noted", "reject")
        return ("credit", "redeliver", "noted", "reject")

    def _dms_check_still_there(self):
        """Raise where goods went back by another way since they were claimed."""
        for line in self.filtered(lambda each: each.decision in GRANTED):
            others = self.filtered(lambda each, move=line.move_id: each.move_id == move)
            asked = sum(each.granted_qty for each in others if each.decision in GRANTED)
            left = line.move_id._dms_claimable(without=others)
            if line.uom_id.compare(asked, float(left)) > 0:
                raise UserError(
                    self.env._(
                        "%(product)s: only %(left)s are left; the others were sent "
                        "back by another transfer. Grant less.",
                        product=line.product_id.display_name,
                        left=format_quantity(self.env, float(left)),
                    )
                )

    def _dms_decision_text(self):
        """Say what was decided: "Tea: 2 Units short: Credit 2"."""
        self.ensure_one()
        labels = dict(self._fields["decision"]._description_selection(self.env))
        text = f"{self.display_name}: {labels.get(self.decision, '')}"
        if self.decision in GRANTED:
            text += f" {format_quantity(self.env, self.granted_qty)}"
        return f"{text} ({self.answer})" if self.answer else text
