import json
from hashlib import sha256

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .formats import format_quantity

# Written by the flow alone; see ``_dms_check_answer_kept``.
PROTECTED_LINE = {
    "dms_answer",
    "dms_answer_reason",
    "dms_asked_product_id",
    "dms_asked_qty",
    "dms_asked_subtotal",
    "dms_asked_uom_id",
    "dms_promised_date",
    "dms_warehouse_id",
}
MAX_REASON = 500


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
        for line in order.order_line:
            line._dms_keep_asked("accepted")
        for line, change in changes.items():
            line.sudo()._dms_take_part(**change)
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
            for line in self.order_line
            if line.product_id
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
            for line in order.order_line:
                line._dms_restore_line()
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


class SaleOrderLine(models.Model):
    """What the dealer asked, where the brand proposes something else."""

    _inherit = "sale.order.line"

    dms_answer = fields.Selection(
        [
            ("accepted", "As Asked"),
            ("cut", "Cut"),
            ("substituted", "Replaced"),
        ],
        string="Answer",
        copy=False,
        readonly=True,
        groups="base.group_user",
    )
    dms_answer_reason = fields.Char(
        string="Because", copy=False, readonly=True, groups="base.group_user"
    )
    dms_asked_qty = fields.Float(
        string="Asked",
        digits="Product Unit",
        copy=False,
        readonly=True,
        groups="base.group_user",
    )
    dms_asked_product_id = fields.Many2one(
        "product.product",
        string="Product Asked",
        copy=False,
        readonly=True,
        groups="base.group_user",
    )
    dms_asked_uom_id = fields.Many2one(
        "uom.uom",
        string="Unit Asked",
        copy=False,
        readonly=True,
        groups="base.group_user",
    )
    dms_asked_subtotal = fields.Monetary(
        string="Amount Asked", copy=False, readonly=True, groups="base.group_user"
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._dms_check_answer_kept(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._dms_check_answer_kept(vals)
        return super().write(vals)

    @api.model
    def _dms_check_answer_kept(self, vals):
        """What was asked, answered and promised is not typed in."""
        typed = PROTECTED_LINE & vals.keys()
        if not self.env.su and any(vals[name] for name in typed):
            raise AccessError(
                self.env._(
                    "What a dealer asked and was promised is not typed in. Use Propose "
                    "Changes on the order."
                )
            )

    def _dms_part_errors(self, quantity, product=None, reason=""):
        """Return what is wrong with changing this line, one sentence each."""
        self.ensure_one()
        product = product or self.product_id
        name, errors = self.product_id.display_name, []
        if not (reason or "").strip():
            errors.append(self.env._("%(name)s: say why it changes.", name=name))
        if product == self.product_id and not (
            quantity >= 0
            and self.product_uom_id.compare(quantity, self.product_uom_qty) < 0
        ):
            errors.append(
                self.env._(
                    "%(name)s: less than asked, or nothing, can be proposed.", name=name
                )
            )
        if product == self.product_id:
            return errors
        dealer = self.order_id.dms_dealer_id.with_company(self.company_id)
        # sudo: the assortment of the dealer counts, whoever asks
        if not product.sudo().filtered_domain(dealer.sudo()._dms_product_domain()):
            errors.append(
                self.env._(
                    "%(name)s: the dealer may not order %(other)s.",
                    name=name,
                    other=product.display_name,
                )
            )
        if quantity <= 0:
            errors.append(self.env._("%(name)s: say how much replaces it.", name=name))
        return errors

    def _dms_keep_asked(self, answer):
        """Remember what was asked before anything is changed."""
        self.ensure_one()
        if self.product_id and not self.display_type:
            self.write(
                {
                    "dms_answer": answer,
                    "dms_answer_reason": False,
                    "dms_asked_qty": self.product_uom_qty,
                    "dms_asked_product_id": self.product_id.id,
                    "dms_asked_uom_id": self.product_uom_id.id,
                    "dms_asked_subtotal": self.price_subtotal,
                }
            )

    def _dms_take_part(self, quantity, product=None, reason=""):
        """Change the line to what is proposed.

        Who gets less than asked keeps the price of what was asked; another product
        costs what the dealer's price list says.
        """
        self.ensure_one()
        reason = reason.strip()[:MAX_REASON]
        if product and product != self.product_id:
            units = product.uom_id | product.uom_ids
            unit = self.product_uom_id & units or product.uom_id
            self.write({"dms_warehouse_id": False})
            self.write(
                {
                    "product_id": product.id,
                    "product_uom_id": unit.id,
                    "product_uom_qty": quantity,
                    "dms_answer": "substituted",
                    "dms_answer_reason": reason,
                }
            )
            return
        self.write(
            {
                "product_uom_qty": quantity,
                "price_unit": self.price_unit,
                "discount": self.discount,
                "dms_answer": "cut",
                "dms_answer_reason": reason,
            }
        )

    def _dms_restore_line(self):
        """Make the line again what was asked."""
        self.ensure_one()
        asked = self.dms_asked_product_id
        if self.dms_answer == "substituted":
            self.write(
                {
                    "product_id": asked.id,
                    "product_uom_id": self.dms_asked_uom_id.id,
                    "product_uom_qty": self.dms_asked_qty,
                }
            )
        elif self.dms_answer == "cut":
            self.write(
                {
                    "product_uom_qty": self.dms_asked_qty,
                    "price_unit": self.price_unit,
                    "discount": self.discount,
                }
            )
        self.write({name: False for name in PROTECTED_LINE if name.startswith("dms_a")})

    def _dms_part_sentence(self):
        """Say what becomes of the line: "Tea: 12 → 6 Units (sold out)"."""
        self.ensure_one()
        values = {
            "asked": self.dms_asked_product_id.display_name,
            "old": format_quantity(self.env, self.dms_asked_qty),
            "new": format_quantity(self.env, self.product_uom_qty),
            "unit": self.product_uom_id.name,
            "reason": self.dms_answer_reason,
        }
        if self.dms_answer == "substituted":
            return self.env._(
                "%(asked)s: replaced by %(new)s %(unit)s of %(product)s (%(reason)s)",
                product=self.product_id.display_name,
                **values,
            )
        return self.env._(
            "%(asked)s: %(old)s → %(new)s %(unit)s (%(reason)s)", **values
        )

    def _dms_asked_values(self):
        """Return what was asked, for the page that shows it struck through."""
        self.ensure_one()
        if self.dms_answer not in ("cut", "substituted"):
            return {}
        return {
            "answer": self.dms_answer,
            "reason": self.dms_answer_reason,
            "name": self.dms_asked_product_id.name
            if self.dms_answer == "substituted"
            else "",
            "quantity": format_quantity(self.env, self.dms_asked_qty),
            "unit": self.dms_asked_uom_id.name,
            "subtotal": self.dms_asked_subtotal,
        }
