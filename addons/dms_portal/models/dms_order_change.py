from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_date

from .formats import format_quantity


class DmsOrderChange(models.Model):
    """What a dealer asks to change on a confirmed order, and what the brand said.

    Written by the methods of ``sale.order`` and of this model alone, as superuser
    after they have looked who asks; the answer is given once.
    """

    _name = "dms.order.change"
    _description = "Order Change Request"
    _inherit = ["dms.dealer.mixin"]
    _order = "id desc"
    _rec_name = "order_id"

    order_id = fields.Many2one(
        "sale.order",
        string="Order Number",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    kind = fields.Selection(
        [("change", "Change the Order"), ("cancel", "Cancel the Order")],
        string="Asks To",
        required=True,
        readonly=True,
    )
    state = fields.Selection(
        [
            ("open", "To Answer"),
            ("accepted", "Accepted"),
            ("refused", "Refused"),
            ("withdrawn", "Withdrawn"),
        ],
        required=True,
        readonly=True,
        default="open",
        index=True,
    )
    user_id = fields.Many2one("res.users", string="Asked By", readonly=True)
    note = fields.Text(string="Reason of the Dealer", readonly=True)
    requested_date = fields.Date(string="Wanted On", readonly=True)
    line_ids = fields.One2many("dms.order.change.line", "change_id", readonly=True)
    answer = fields.Text(readonly=True)
    answered_by_id = fields.Many2one(
        "res.users", readonly=True, groups="base.group_user"
    )
    answered_at = fields.Datetime(string="Answered On", readonly=True)

    _open_uniq = models.UniqueIndex(
        "(order_id) WHERE state = 'open'",
        "There is a request for this order already that waits for an answer.",
    )

    # --- the brand's answer -------------------------------------------------------

    def action_dms_answer(self):
        """Ask what to say; the wizard then accepts or refuses."""
        self.ensure_one()
        self._dms_check_open()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Answer Request"),
            "res_model": "dms.order.change.answer",
            "view_mode": "form",
            "target": "new",
            "context": {"default_change_id": self.id},
        }

    def action_dms_open_order(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "sale.order",
            "view_mode": "form",
            "res_id": self.order_id.id,
        }

    def _dms_check_open(self):
        """Only the brand's staff answers, once; who is second sees the first answer."""
        self.ensure_one()
        self.check_access("read")
        self.order_id._dms_check_decider()
        self.order_id._dms_lock_for_decision()
        self.invalidate_recordset(["state"])
        if self.state != "open":
            raise UserError(
                self.env._(
                    "This request does not wait for an answer any more; it is: "
                    "%(state)s.",
                    state=self._dms_state_label(),
                )
            )

    def _dms_state_label(self):
        labels = dict(self._fields["state"]._description_selection(self.env))
        return labels[self.state]

    def _dms_accept(self, remark="", override=False):
        """Do what the dealer asks, natively, or say why it cannot be done.

        Args:
            override: let the order break order rules and credit; a manager's right.
        Raises:
            UserError: goods are on their way meanwhile, or rules, credit or a missing
                approval stand against it. Nothing is changed then.
        """
        self._dms_check_open()
        order = self.order_id
        block = order._dms_change_block(self.kind, self.line_ids.order_line_id)
        if block:
            raise UserError(block)
        if self.kind == "cancel":
            order.with_context(disable_cancel_warning=True).action_cancel()
        else:
            order._dms_apply_change(self, override and (remark or self.note or ""))
        self._dms_close("accepted", remark)

    def _dms_refuse(self, reason):
        """Leave the order as it is, for a reason that the dealer reads."""
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why: the dealer reads the reason."))
        self._dms_check_open()
        self._dms_close("refused", reason)

    def _dms_close(self, state, answer=""):
        # sudo: answers are written by code alone; callers have checked the right
        self.sudo().write(
            {
                "state": state,
                "answer": (answer or "").strip(),
                "answered_by_id": False if state == "withdrawn" else self.env.uid,
                "answered_at": fields.Datetime.now(),
            }
        )
        order = self.sudo().order_id
        order.activity_unlink(["dms_portal.mail_activity_type_change"])
        self._dms_tell()

    # --- in words -----------------------------------------------------------------

    def _dms_tell(self):
        """Write what became of the request where dealer and brand read it."""
        order = self.sudo().order_id
        told = self.with_context(lang=order.partner_id.lang or self.env.lang)
        texts = {
            "accepted": told.env._("The brand accepted what you asked to change."),
            "refused": told.env._("The brand left the order as it is."),
            "withdrawn": told.env._("The request to change the order is withdrawn."),
        }
        body = "\n".join(
            filter(None, [texts[self.state], self.answer, *told._dms_sentences()])
        )
        order.message_post(
            body=body,
            message_type="notification",
            subtype_xmlid="mail.mt_comment",
            partner_ids=self.user_id.partner_id.ids
            if self.state != "withdrawn"
            else [],
        )

    def _dms_sentences(self):
        """Return what is asked, one sentence each."""
        if self.kind == "cancel":
            return [self.env._("Cancel the order")]
        sentences = [line._dms_sentence() for line in self.line_ids]
        if self.requested_date:
            day = format_date(self.env, self.requested_date)
            sentences.append(self.env._("Deliver on %(day)s", day=day))
        return sentences

    def _dms_announce(self):
        """Tell the brand, and put the answer on somebody's list."""
        order = self.order_id
        body = "\n".join(
            filter(
                None,
                [
                    self.env._(
                        "%(user)s asks to change the order:", user=self.user_id.name
                    ),
                    *self._dms_sentences(),
                    self.note,
                ],
            )
        )
        order.message_post(
            body=body, message_type="notification", subtype_xmlid="mail.mt_comment"
        )
        responsible = order._dms_responsible()
        if responsible:
            order.with_context(mail_activity_quick_update=True).activity_schedule(
                "dms_portal.mail_activity_type_change",
                user_id=responsible.id,
                note=body,
            )


class DmsOrderChangeLine(models.Model):
    """One quantity that the dealer asks to change."""

    _name = "dms.order.change.line"
    _description = "Order Change Request Line"
    _inherit = ["dms.access.recheck"]
    _order = "change_id desc, id"

    change_id = fields.Many2one(
        "dms.order.change", required=True, index=True, ondelete="cascade"
    )
    dealer_id = fields.Many2one(related="change_id.dealer_id", store=True, index=True)
    company_id = fields.Many2one(related="change_id.company_id", store=True)
    order_line_id = fields.Many2one(
        "sale.order.line", required=True, index=True, ondelete="cascade"
    )
    product_id = fields.Many2one("product.product", readonly=True)
    uom_id = fields.Many2one("uom.uom", string="Unit", readonly=True)
    old_qty = fields.Float(
        string="Quantity Ordered", digits="Product Unit", readonly=True
    )
    new_qty = fields.Float(
        string="Quantity Wanted", digits="Product Unit", readonly=True
    )

    _line_uniq = models.UniqueIndex(
        "(change_id, order_line_id)", "This line is in the request already."
    )
    _new_qty_positive = models.Constraint(
        "CHECK(new_qty >= 0)", "A quantity is zero or more."
    )

    @api.model
    def _dms_recheck_needed(self):
        return not self.env.su

    def _dms_sentence(self):
        """Say it as "Tea: 12 → 6 Units"; as superuser, dealers cannot read products."""
        line = self.sudo()
        return self.env._(
            "%(product)s: %(old)s → %(new)s %(unit)s",
            product=line.product_id.display_name,
            old=format_quantity(self.env, line.old_qty),
            new=format_quantity(self.env, line.new_qty),
            unit=line.uom_id.name,
        )


class SaleOrder(models.Model):
    """What accepting a request does to the order."""

    _inherit = "sale.order"

    def _dms_apply_change(self, change, override):
        """Write the quantities and the day of a request, and look at what they break.

        Args:
            override: reason to let it break rules and credit, or False.
        """
        self.ensure_one()
        self.check_access("write")
        before = self.amount_total
        # sudo: what the change breaks is asked below, where it may be let pass
        self.sudo().write(
            {
                "order_line": [
                    Command.update(
                        line.order_line_id.id, {"product_uom_qty": line.new_qty}
                    )
                    for line in change.line_ids
                ]
            }
        )
        self._dms_reckon_additions()
        if change.requested_date:
            self._dms_move_delivery(change.requested_date)
        self._dms_check_changed(before, override)
        lines = change.line_ids.order_line_id
        # sudo: promises are written by code alone
        self.sudo()._dms_promise_anew(
            self.order_line if change.requested_date else lines
        )
