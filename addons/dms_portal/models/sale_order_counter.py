import json
from hashlib import sha256

from odoo import fields, models
from odoo.exceptions import UserError


class SaleOrder(models.Model):
    """The brand takes a part of an order, and the dealer says whether that will do.

    The lines carry what is proposed, and beside it what was asked; nothing is
    confirmed before the dealer has answered.
    """

    _inherit = "sale.order"

    dms_countered_at = fields.Datetime(
        string="Changes Proposed On",
        copy=False,
        readonly=True,
        groups="base.group_user",
    )
    dms_countered_by_id = fields.Many2one(
        "res.users",
        string="Changes Proposed By",
        copy=False,
        readonly=True,
        groups="base.group_user",
    )
    dms_asked_total = fields.Monetary(
        string="Total Asked", copy=False, readonly=True, groups="base.group_user"
    )

    # --- the brand proposes -------------------------------------------------------

    def action_dms_counter(self):
        """Open the lines, to cut or to replace what cannot be delivered as asked."""
        self.ensure_one()
        self._dms_check_undecided()
        wizard = self.env["dms.order.counter"].create({"order_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Propose Changes"),
            "res_model": "dms.order.counter",
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }

    def _dms_counter(self, changes):
        """Propose to the dealer what the brand can deliver of a submitted order.

        Args:
            changes: {line: dict(quantity, product, reason)} of the lines to change;
                ``product`` where another one replaces what was asked.
        Raises:
            UserError: what is wrong with the proposal; nothing is changed.
        """
        self.ensure_one()
        self._dms_check_undecided()
        errors = self._dms_counter_errors(changes)
        if errors:
            raise UserError("\n".join(errors))
        self._dms_close_approval()
        self.activity_unlink(["dms_portal.mail_activity_type_approve"])
        # sudo: what was asked and the state are written by code alone
        order = self.sudo()
        total = order.amount_total
        for line in order._dms_ordered_lines():
            line._dms_keep_asked("accepted")
        for line, change in changes.items():
            line.sudo()._dms_take_part(**change)
        order._dms_reckon_additions()
        order.write(
            {
                "dms_state": "countered",
                "dms_asked_total": total,
                "dms_countered_at": fields.Datetime.now(),
                "dms_countered_by_id": self.env.uid,
            }
        )
        order._dms_tell_counter()

    def _dms_counter_errors(self, changes):
        """Return what is wrong with a proposal, one sentence each."""
        if not changes:
            return [self.env._("Change at least one line, or approve the order.")]
        errors = [
            error
            for line, change in changes.items()
            for error in line._dms_part_errors(**change)
        ]
        left = [
            changes.get(line, {}).get("quantity", line.product_uom_qty)
            for line in self._dms_ordered_lines()
        ]
        if not errors and not any(left):
            errors.append(
                self.env._("Nothing would be left. Refuse the order instead.")
            )
        return errors

    def _dms_tell_counter(self):
        """Tell the dealer, in the dealer's language, and who ordered in particular."""
        told = self.with_context(lang=self.partner_id.lang or self.env.lang)
        lines = told.order_line.filtered(
            lambda line: line.dms_answer in ("cut", "substituted")
        )
        body = "\n".join(
            [
                told.env._(
                    "The brand can deliver order %(name)s with changes. Please accept "
                    "them, or withdraw the order.",
                    name=self.name,
                ),
                *[line._dms_part_sentence() for line in lines],
            ]
        )
        self.message_post(
            body=body,
            message_type="notification",
            subtype_xmlid="mail.mt_comment",
            partner_ids=self._dms_author_partner().ids,
        )

    def action_dms_take_back_counter(self):
        """Take a proposal back: the order waits for the brand again, as asked."""
        self.ensure_one()
        self._dms_check_decider()
        self._dms_lock_for_decision()
        self.invalidate_recordset(["dms_state", "state"])
        if self.dms_state != "countered" or self.state not in ("draft", "sent"):
            raise UserError(
                self.env._(
                    "%(name)s does not wait for the dealer any more.", name=self.name
                )
            )
        # sudo: what was asked and the state are written by code alone
        self.sudo()._dms_restore_asked()
        self.sudo().dms_state = "submitted"
        self._message_log(body=self.env._("The proposal is taken back."))
        self._dms_wait_again()

    def _dms_wait_again(self):
        """Put the order before the brand once more, on somebody's list."""
        self.ensure_one()
        if self._dms_put_before_the_brand():
            return
        responsible = self._dms_responsible()
        if responsible:
            self.sudo().activity_schedule(
                "dms_portal.mail_activity_type_approve", user_id=responsible.id
            )

    def _dms_reopen(self):
        """A refused or withdrawn order comes back as it was asked."""
        self.sudo()._dms_restore_asked()
        return super()._dms_reopen()

    def _dms_restore_asked(self):
        for order in self:
            for line in order._dms_ordered_lines():
                line._dms_restore_line()
            order._dms_reckon_additions()
            order.write(
                {
                    "dms_asked_total": 0.0,
                    "dms_countered_at": False,
                    "dms_countered_by_id": False,
                }
            )

    def _dms_counter_missing(self):
        """Return that the dealer has to answer first, or ""."""
        if self.dms_state != "countered":
            return ""
        return self.env._(
            "The dealer has not answered yet whether %(name)s will do as it is "
            "proposed. Take the proposal back to decide otherwise.",
            name=self.name,
        )

    # --- the dealer answers -------------------------------------------------------

    def _dms_counter_seal(self):
        """Return what tells one proposal from another: what the dealer has seen."""
        self.ensure_one()
        seen = [
            fields.Datetime.to_string(self.dms_countered_at),
            *[
                [line.id, line.product_id.id, line.product_uom_qty, line.price_total]
                for line in self.order_line.sorted("id")
            ],
        ]
        return sha256(json.dumps(seen).encode()).hexdigest()[:16]

    def _dms_answerable(self):
        """Lock the order for the dealer's answer; return it as superuser."""
        self._dms_check_buyer()
        order = self.sudo()
        order._dms_lock_for_decision()
        order.invalidate_recordset(["dms_state", "state"])
        return order

    def _dms_accept_counter(self, seen):
        """Take the order as the brand proposes it; a second time changes nothing.

        What follows is what would have followed the order itself: the approvals that
        the rules ask for, else its confirmation, to which the brand agreed when it
        made the proposal.

        Args:
            seen: the seal of the proposal that the dealer looked at.
        """
        order = self._dms_answerable()
        if order.dms_state in ("submitted", "approved") and order.dms_countered_at:
            return
        if order.dms_state != "countered" or order.state not in ("draft", "sent"):
            raise UserError(
                self.env._("This order does not wait for your answer any more.")
            )
        if seen != order._dms_counter_seal():
            raise UserError(
                self.env._(
                    "The proposal has changed since you opened this page. Look at it "
                    "once more."
                )
            )
        order.dms_state = "submitted"
        order.message_post(
            body=self.env._("%(user)s accepts the changes.", user=self.env.user.name),
            message_type="notification",
            subtype_xmlid="mail.mt_comment",
        )
        order._dms_go_on()

    def _dms_go_on(self):
        """Ask for approvals, or confirm in the name of who made the proposal."""
        # sudo: the dealer's yes is what was missing; the brand's is given
        proposer = self.with_user(self.dms_countered_by_id).sudo()
        proposer.write(proposer._dms_facts_now())
        if proposer._dms_request_approval():
            return
        if proposer._confirmation_error_message():
            proposer._dms_wait_again()
        else:
            proposer.action_confirm()

    def _dms_withdraw_order(self):
        """Take an order back that the brand has not confirmed; twice changes nothing."""
        order = self._dms_answerable()
        if order.state == "cancel":
            return
        waits = order.dms_state in ("submitted", "countered")
        if not waits or order.state not in ("draft", "sent"):
            raise UserError(
                self.env._(
                    "The brand has decided on this order meanwhile. Ask to cancel it "
                    "instead."
                )
            )
        order._dms_close_approval()
        order.activity_unlink(["dms_portal.mail_activity_type_approve"])
        order.with_context(disable_cancel_warning=True)._action_cancel()
        order.message_post(
            body=self.env._("%(user)s withdraws the order.", user=self.env.user.name),
            message_type="notification",
            subtype_xmlid="mail.mt_comment",
        )

    # --- on the dealer's page -----------------------------------------------------

    def _dms_step_approved(self):
        step = super()._dms_step_approved()
        if self.dms_state == "countered":
            step["label"] = self.env._("Waits for your answer")
        return step

    def _dms_portal_page(self):
        page = super()._dms_portal_page()
        order = page["order"]
        waits = order.state in ("draft", "sent") and page["can_act"]
        is_countered = bool(order.dms_countered_at)
        lines = order.order_line.filtered(lambda line: not line.display_type)
        for row, line in zip(page["lines"], lines, strict=True):
            row["asked"] = line._dms_asked_values() if is_countered else {}
        return {
            **page,
            "is_countered": order.dms_state == "countered" and order.state != "cancel",
            "asked_total": order.dms_asked_total if is_countered else False,
            "seal": order._dms_counter_seal() if is_countered else "",
            "can_accept": waits and order.dms_state == "countered",
            "can_withdraw": waits and order.dms_state in ("submitted", "countered"),
        }
