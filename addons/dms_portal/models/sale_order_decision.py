from odoo import fields, models
from odoo.exceptions import AccessError, LockError, UserError


class SaleOrder(models.Model):
    """The brand's decision on a dealer's order: approve or refuse, once."""

    _inherit = "sale.order"

    def action_dms_approve(self):
        """Approve submitted orders of dealers; the last approval confirms them.

        Raises:
            AccessError: not a member of the dealer network's staff, or the approval is
                somebody else's.
            UserError: an order was decided before, or something blocks it.
        """
        self._dms_check_undecided()
        waiting = [
            order._dms_waits_for(left)
            for order in self
            if (left := order._dms_approve_steps())
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

    def action_dms_refuse(self):
        """Ask for the reason; the wizard then refuses."""
        self._dms_check_undecided()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Refuse Order"),
            "res_model": "dms.order.refuse",
            "view_mode": "form",
            "target": "new",
            "context": {"default_order_ids": self.ids},
        }

    def _dms_refuse(self, reason):
        """Refuse submitted orders for a reason that the dealer reads."""
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why: the dealer reads the reason."))
        self._dms_check_undecided()
        for order in self:
            order._dms_refuse_approval(reason)

    def _dms_check_decider(self):
        """Only the brand's staff decides, and only on orders that it may change."""
        if not self.env.user.has_group("dms_base.group_dms_user"):
            raise AccessError(
                self.env._("Only the brand's dealer staff approves or refuses orders.")
            )
        self.check_access("write")

    def _dms_check_undecided(self):
        """Lock the orders, then look: two people deciding at once decide once."""
        self._dms_check_decider()
        try:
            self.lock_for_update()
        except LockError as error:
            raise UserError(
                self.env._(
                    "Somebody else is working on this order right now. Look at it "
                    "again in a moment."
                )
            ) from error
        self.invalidate_recordset(["dms_state", "state"])
        for order in self:
            if order.dms_state != "submitted" or order.state not in ("draft", "sent"):
                raise UserError(
                    self.env._(
                        "%(name)s does not wait for a decision; it is: %(state)s.",
                        name=order.name,
                        state=order._dms_label("dms_state")
                        if order.dms_state and order.dms_state != "submitted"
                        else order._dms_label("state"),
                    )
                )

    def action_confirm(self):
        waiting = self.filtered(lambda order: order.dms_state == "submitted")
        result = super().action_confirm()
        waiting._dms_decide("approved")
        return result

    def action_draft(self):
        """Opening a refused order again puts it back before the brand."""
        result = super().action_draft()
        opened = self.filtered(lambda order: order.dms_state and order.state == "draft")
        opened._dms_reopen()
        return result

    def _dms_reopen(self):
        if not self:
            return
        self._dms_check_decider()
        for order in self:
            order._dms_close_approval()
        # sudo: decisions are written by code alone; the right was checked above
        self.sudo().write(
            {
                "state": "sent",
                "dms_state": "submitted",
                "dms_refusal_reason": False,
                "dms_decided_at": False,
                "dms_decided_by_id": False,
            }
        )
        for order in self:
            order._dms_put_before_the_brand()

    def _dms_decide(self, decision, reason=False):
        if not self:
            return
        # sudo: decisions are written by code alone; callers have checked the right
        self.sudo().write(
            {
                "dms_state": decision,
                "dms_refusal_reason": reason,
                "dms_decided_at": fields.Datetime.now(),
                "dms_decided_by_id": self.env.uid,
            }
        )
        self.activity_unlink(["dms_portal.mail_activity_type_approve"])
        for order in self:
            order._dms_tell_decision()

    def _dms_tell_decision(self):
        """Write the decision where the dealer reads it, in the dealer's language."""
        self.ensure_one()
        if self.dms_source == "import":
            return
        told = self.with_context(lang=self.partner_id.lang or self.env.lang)
        if self.dms_state == "approved":
            body = told.env._("Order %(name)s is approved.", name=self.name)
        else:
            body = told.env._(
                "Order %(name)s is refused: %(reason)s",
                name=self.name,
                reason=self.dms_refusal_reason,
            )
        self.message_post(
            body=body,
            message_type="notification",
            subtype_xmlid="mail.mt_comment",
            partner_ids=self._dms_author_partner().ids,
        )

    def _dms_author_partner(self):
        """Return the dealer's person who placed the order, when it was one."""
        self.ensure_one()
        author = self.sudo().create_uid
        return author.partner_id if author.share else author.partner_id.browse()

    def _confirmation_error_message(self):
        message = super()._confirmation_error_message()
        if message or not self.dms_dealer_id:
            return message
        if self.dms_state == "submitted" and not self.env.user.has_group(
            "dms_base.group_dms_user"
        ):
            return self.env._(
                "Order %(name)s waits for the approval of the brand's dealer staff.",
                name=self.name,
            )
        return (
            self._dms_counter_missing()
            or self.dms_dealer_id._dms_order_block()
            or self._dms_approval_missing()
        )
