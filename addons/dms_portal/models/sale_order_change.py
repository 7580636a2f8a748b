from datetime import datetime, time, timedelta

from psycopg2.errors import UniqueViolation

from odoo import fields, models
from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.fields import Command
from odoo.tools import format_amount

from ..engine.order_lines import LARGEST, read_quantity
from .sale_order_submit import MAX_NOTE


class SaleOrder(models.Model):
    """A dealer asks to change or cancel a confirmed order while nothing is packed."""

    _inherit = "sale.order"

    dms_change_ids = fields.One2many(
        "dms.order.change",
        "order_id",
        string="Change Requests",
        groups="dms_base.group_dms_user,dms_base.group_dealer_buyer",
    )

    def action_dms_open_changes(self):
        action = self.env["ir.actions.actions"]._for_xml_id(
            "dms_portal.dms_order_change_action"
        )
        return {**action, "domain": [("order_id", "in", self.ids)], "context": {}}

    def _dms_check_buyer(self):
        """Refuse who may not act for the dealer on this order."""
        self.ensure_one()
        self._dms_check_mine()
        user = self.env.user
        if "buyer" not in user._dms_roles():
            raise AccessError(
                self.env._(
                    "Your sign-in may look at orders, not change them. Ask the owner "
                    "of your company's account to give you the role Buyer."
                )
            )
        dealer = user._dms_dealer().sudo()
        if dealer._dms_view_only():
            raise UserError(dealer._dms_order_block())

    # --- what can still be changed ------------------------------------------------

    def _dms_changeable_lines(self):
        """Return the lines of which nothing is picked, packed, shipped or invoiced."""
        return self._dms_untouched_lines() & self._dms_ordered_lines()

    def _dms_untouched_lines(self):
        return self.order_line.filtered(
            lambda line: (
                line.product_id
                and not line.display_type
                and line.product_uom_qty > 0
                and not line._is_delivery()
                and not line.qty_invoiced
                and not line.qty_delivered
                and not line._dms_is_begun()
            )
        )

    def _dms_change_block(self, kind="change", lines=None):
        """Return why the order cannot be changed or cancelled any more, or ""."""
        self.ensure_one()
        if self.state != "sale" or self.locked:
            return self.env._("%(name)s cannot be changed any more.", name=self.name)
        changeable = self._dms_changeable_lines()
        goods = self.order_line.filtered(
            lambda line: (
                line.product_id and line.product_uom_qty > 0 and not line._is_delivery()
            )
        )
        wanted = goods if kind == "cancel" else lines or changeable[:1]
        if not changeable or wanted - self._dms_untouched_lines():
            return self.env._(
                "Goods of %(name)s are packed or on their way already. Ask for what "
                "is left, or return them when they have arrived.",
                name=self.name,
            )
        if self._dms_is_after_cutoff():
            return self.env._(
                "%(name)s is delivered in less than %(hours)s hours. Call the brand.",
                name=self.name,
                hours=self.company_id.dms_change_cutoff_hours,
            )
        return ""

    def _dms_is_after_cutoff(self):
        hours = self.company_id.dms_change_cutoff_hours
        days = self._dms_deliveries().filtered(lambda p: p.state != "done")
        first = min(days.mapped("scheduled_date"), default=None)
        return bool(
            hours and first and fields.Datetime.now() > first - timedelta(hours=hours)
        )

    # --- the dealer asks ----------------------------------------------------------

    def _dms_request_change(self, form):
        """Ask the brand to change or cancel this order; return the request.

        People of the dealer with the role Buyer may, for their own orders. The request
        is created as superuser after these checks, because dealers have no right to
        create it. The same request sent twice is one request.

        Args:
            form: ``kind`` change or cancel; for a change ``qty_<line id>`` and
                ``requested_date``; ``note``. Taken without trust.
        Raises:
            AccessError: not the caller's order, or not the caller's work.
            UserError: what is wrong, in words; nothing is asked.
        """
        self._dms_check_buyer()
        order = self.sudo()
        vals = order._dms_read_change(form)
        known = order.dms_change_ids.filtered(lambda change: change.state == "open")
        if known:
            return order._dms_same_change(known, vals)
        order._dms_check_request(vals)
        try:
            change = order.env["dms.order.change"].create(vals)
        except UniqueViolation as error:
            raise ConcurrencyError("a request for this order is being sent") from error
        change._dms_announce()
        return change

    def _dms_read_change(self, form):
        """Return the values of a request, or refuse what cannot be read."""
        kind = "cancel" if form.get("kind") == "cancel" else "change"
        note = form.get("note")
        vals = {
            "order_id": self.id,
            "dealer_id": self.dms_dealer_id.id,
            "company_id": self.company_id.id,
            "user_id": self.env.uid,
            "kind": kind,
            "note": note.replace("\0", "").strip()[:MAX_NOTE]
            if isinstance(note, str)
            else "",
        }
        if kind == "cancel":
            return vals
        day, error = self._dms_read_requested(form)
        if error:
            raise UserError(error)
        same = (
            self.commitment_date and day and self.commitment_date.date() == day.date()
        )
        vals["requested_date"] = day.date() if day and not same else False
        vals["line_ids"] = self._dms_read_quantities(form)
        if not vals["line_ids"] and not vals["requested_date"]:
            raise UserError(
                self.env._("Nothing is different. Change a quantity or the date first.")
            )
        return vals

    def _dms_read_quantities(self, form):
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        commands = []
        for line in self._dms_changeable_lines():
            typed = form.get(f"qty_{line.id}")
            if typed is None:
                continue
            quantity = read_quantity(typed)
            if quantity is None or not 0 <= quantity <= LARGEST:
                raise UserError(
                    self.env._(
                        "The quantity of %(product)s is not a number.",
                        product=line.product_id.display_name,
                    )
                )
            wanted = round(float(quantity), digits)
            if line.product_uom_id.compare(wanted, line.product_uom_qty):
                commands.append(
                    Command.create(
                        {
                            "order_line_id": line.id,
                            "product_id": line.product_id.id,
                            "uom_id": line.product_uom_id.id,
                            "old_qty": line.product_uom_qty,
                            "new_qty": wanted,
                        }
                    )
                )
        return commands

    def _dms_same_change(self, known, vals):
        """Return the request that was sent before, if this one asks for the same."""
        asked = {
            command[2]["order_line_id"]: command[2]["new_qty"]
            for command in vals.get("line_ids", ())
        }
        before = {line.order_line_id.id: line.new_qty for line in known.line_ids}
        if (known.kind, before, known.requested_date or False) == (
            vals["kind"],
            asked,
            vals.get("requested_date", False),
        ):
            return known
        raise UserError(
            self.env._(
                "You have asked to change this order already, and the brand has not "
                "answered yet. Withdraw that request first."
            )
        )

    def _dms_check_request(self, vals):
        """Refuse what cannot be done, before the brand is bothered with it."""
        lines = self.env["sale.order.line"]
        wanted = {
            lines.browse(command[2]["order_line_id"]): command[2]["new_qty"]
            for command in vals.get("line_ids", ())
        }
        block = self._dms_change_block(vals["kind"], lines.union(*wanted))
        if block:
            raise UserError(block)
        left = self._dms_ordered_lines().filtered(
            lambda line: wanted.get(line, line.product_uom_qty) > 0
        )
        if vals["kind"] == "change" and not left:
            raise UserError(
                self.env._("Nothing would be left. Ask to cancel the order instead.")
            )
        if wanted:
            broken = self._dms_broken_rules(wanted)
            if broken:
                raise UserError("\n".join(broken))

    def _dms_withdraw_change(self):
        """Take an open request back; doing it twice changes nothing."""
        self._dms_check_buyer()
        order = self.sudo()
        order._dms_lock_for_decision()
        order.dms_change_ids.invalidate_recordset(["state"])
        for change in order.dms_change_ids:
            if change.state == "open":
                change._dms_close("withdrawn")

    # --- what a change breaks -----------------------------------------------------

    def _dms_move_delivery(self, day):
        """Let the open deliveries leave for another day."""
        at = datetime.combine(day, time(12))
        self.commitment_date = at
        planned = at - timedelta(days=self.company_id.security_lead)
        # sudo: the warehouse plans by it; the right to change the order was checked
        still = self.sudo()._dms_deliveries().filtered(lambda p: p.state != "done")
        still.write({"scheduled_date": planned})

    def _dms_check_changed(self, before, override=False):
        """Refuse a change that breaks rules, credit or wants an approval.

        As at confirmation: order rules hold for the new quantities, credit and
        approvals where the order has become dearer than ``before``. ``override`` is a
        reason to let it be, which is kept, and a manager's to give.
        """
        self.ensure_one()
        self._dms_yield_to(override, self._dms_broken_rules(), "_dms_allow_exception")
        if self.currency_id.compare_amounts(self.amount_total, before) <= 0:
            return
        missing = [self.dms_dealer_id._dms_order_block(), self._dms_unapproved()]
        if any(missing):
            raise UserError("\n".join(filter(None, missing)))
        credit = self._dms_raised_block()
        self._dms_yield_to(override, credit, "_dms_release_credit")

    def _dms_yield_to(self, override, sentences, release):
        if not sentences:
            return
        if not override:
            raise UserError(
                "\n".join(
                    [
                        *sentences,
                        self.env._(
                            "A manager of the dealer network can accept it in spite "
                            "of this, with a reason."
                        ),
                    ]
                )
            )
        getattr(self, release)(override)

    def _dms_raised_block(self):
        """Return what credit says to a confirmed order that has become dearer."""
        company = self.company_id
        dealer = self.dms_dealer_id.with_company(company)
        if self._dms_is_released():
            return []
        credit = dealer._dms_credit()[dealer]
        sentences = [self._dms_overdue_sentence(company, credit)]
        currency = company.currency_id
        if (
            credit["left"] is not None
            and currency.compare_amounts(credit["left"], 0) < 0
        ):
            sentences.append(
                self.env._(
                    "With this change %(dealer)s goes beyond the credit by %(amount)s.",
                    dealer=dealer.display_name,
                    amount=format_amount(self.env, -credit["left"], currency),
                )
            )
        return [sentence for sentence in sentences if sentence]

    def _dms_unapproved(self):
        """Return which approvals the dearer order needs that the user does not give."""
        if self.dms_source == "import":
            return ""
        given = self._dms_live_steps().filtered(lambda step: step.state == "approved")
        missing = self.env["dms.approval.rule"]._dms_rules_for(self) - given.rule_id
        dealer = self.dms_dealer_id
        others = missing.filtered(
            lambda rule: self.env.user not in rule._dms_approvers(dealer)
        )
        if not others:
            return ""
        return self.env._(
            "With this change %(name)s needs the agreement of others: %(rules)s.",
            name=self.name,
            rules=", ".join(others.mapped("name")),
        )

    # --- on the dealer's page -----------------------------------------------------

    def _dms_portal_page(self):
        page = super()._dms_portal_page()
        order = page["order"]
        can_act = "buyer" in self.env.user._dms_roles()
        last = order.dms_change_ids[:1] if can_act else order.dms_change_ids.browse()
        is_open = last.state == "open"
        return {
            **page,
            "can_act": can_act,
            "change": last if order.state != "cancel" or is_open else last.browse(),
            "change_label": last._dms_state_label() if last else "",
            "change_sentences": last._dms_sentences() if last else [],
            "can_change": can_act
            and not is_open
            and order.state == "sale"
            and not order._dms_change_block(),
        }

    def _dms_change_page(self):
        """Return what the page shows on which a dealer asks for a change."""
        self._dms_check_buyer()
        order = self.sudo()
        lines = order._dms_changeable_lines()
        return {
            "order": order,
            "block": order._dms_change_block(),
            "can_cancel": not order._dms_change_block("cancel"),
            "rows": [
                {
                    "id": line.id,
                    "name": line.product_id.name,
                    "code": line.product_id.default_code or "",
                    "unit": line.product_uom_id.name,
                    "quantity": f"{line.product_uom_qty:.6f}".rstrip("0").rstrip("."),
                }
                for line in lines
            ],
            "today": fields.Date.to_string(fields.Date.context_today(self)),
            "wanted": fields.Date.to_string(order.commitment_date) or "",
        }


class SaleOrderLine(models.Model):
    """Whether anybody has laid hands on the goods of a line."""

    _inherit = "sale.order.line"

    def _dms_is_begun(self):
        """Say whether anything of this line is picked, packed or gone."""
        self.ensure_one()
        moves = self.move_ids
        moves |= moves.browse(moves._rollup_move_origs())
        return any(
            move.product_id == self.product_id
            and move.state != "cancel"
            and (
                move.state == "done"
                or move.picked
                or move.move_line_ids.result_package_id
            )
            for move in moves
        )
