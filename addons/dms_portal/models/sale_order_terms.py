from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import float_compare

CONFIRMING = "dms_orders_being_confirmed"
HEADER_TERMS = {"partner_id", "company_id", "payment_term_id", "pricelist_id"}
LINE_TERMS = {
    "discount",
    "order_id",
    "price_unit",
    "product_id",
    "product_uom_id",
    "product_uom_qty",
    "tax_ids",
    "technical_price_unit",
}
PRICES = {"price_unit", "technical_price_unit"}
DIGITS = 6


class SaleOrder(models.Model):
    """What was agreed to holds for what was seen: an order that changes is looked at
    again, whoever writes it and through whatever door."""

    _inherit = "sale.order"

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        if not self.env.su:
            for order in orders.filtered("dms_dealer_id"):
                # also what defaults of the context have set
                order._dms_check_protected(order.sudo()._dms_protected_values())
                order._dms_check_confirmed_by_button(order.state)
        return orders

    def write(self, vals):
        if self.env.su:
            return super().write(vals)
        for order in self:
            if order.dms_dealer_id and order.state != "sale":
                order._dms_check_confirmed_by_button(vals.get("state"))
        header = {
            order: order._dms_header_terms()
            for order in self
            if HEADER_TERMS & vals.keys()
        }
        result = super().write(vals)
        for order, terms in header.items():
            if order._dms_header_terms() != terms:
                order._dms_check_dealer_kept(terms[0])
                # sudo: a release is kept by code alone; it was given for other terms
                order.sudo().dms_release_reason = False
                order._dms_terms_changed()
        return result

    def action_confirm(self):
        confirming = self.env.cr.cache.setdefault(CONFIRMING, set())
        mine = set(self.ids) - confirming
        confirming |= mine
        try:
            return super().action_confirm()
        finally:
            confirming -= mine

    def _confirmation_error_message(self):
        """What stops an order is the brand's: a dealer who signs learns that it waits."""
        message = super()._confirmation_error_message()
        if message and self.dms_dealer_id and self.env.user.share:
            return self.env._(
                "%(name)s cannot be confirmed yet. Please ask your contact at the brand.",
                name=self.name,
            )
        return message

    def _dms_check_confirmed_by_button(self, state):
        """An order is confirmed by what checks it, not by writing its state."""
        self.ensure_one()
        confirming = self.env.cr.cache.get(CONFIRMING, ())
        if state == "sale" and self.id not in confirming:
            raise UserError(
                self.env._(
                    "The state of a dealer's order is not typed in. Save it as a "
                    "quotation and press Confirm: that checks rules, credit and "
                    "approvals."
                )
            )

    def _dms_header_terms(self):
        self.ensure_one()
        dealer = self.dms_dealer_id
        return dealer, self.company_id, self.currency_id, self.payment_term_id

    def _dms_check_dealer_kept(self, dealer):
        """Rules, credit and approvals of one dealer say nothing about another.

        What a dealer has sent is no plain customer's order: that would pass them all.
        """
        self.ensure_one()
        if self.state == "sale" and self.dms_dealer_id != dealer:
            raise UserError(
                self.env._(
                    "%(name)s is confirmed and keeps its dealer. Cancel it and write a "
                    "new order for the other one.",
                    name=self.name,
                )
            )
        if self.dms_source and not self.dms_dealer_id:
            raise UserError(
                self.env._(
                    "%(name)s was sent by a dealer and stays a dealer's order. Refuse "
                    "it and write a new order for the customer.",
                    name=self.name,
                )
            )

    def _dms_terms_changed(self):
        """Take back what was agreed to before; a confirmed order is checked at once."""
        for order in self.filtered("dms_dealer_id"):
            if order.state == "sale":
                order._dms_check_grown()
            else:
                order._dms_take_back_consent()

    def _dms_take_back_consent(self):
        """Let approvals and the exception be given for the order as it is now."""
        self.ensure_one()
        # sudo: consent is kept by code alone
        order = self.sudo()
        is_manager = self.env.user.has_group("dms_base.group_dms_manager")
        if order.dms_rule_override and not is_manager:
            order.dms_rule_override = False
        if order.dms_state != "submitted":
            return
        live = order._dms_live_steps()
        live.filtered(lambda step: step.state == "approved").is_closed = True
        asked = live.filtered(lambda step: step.state in ("waiting", "pending"))
        if asked:
            order.write(order._dms_facts_now())
            asked.facts = "\n".join(order._dms_approval_facts())

    def _dms_check_grown(self):
        """Raise what stops a confirmed order from holding more, or at less money.

        A manager of the dealer network may let it pass, as before the confirmation;
        what needs an approval is ordered anew, so that somebody is asked.
        """
        self.ensure_one()
        user = self.env.user
        problems = []
        self.dms_dealer_id._dms_serialize()
        if not user.has_group("dms_base.group_dms_manager"):
            problems += self._dms_broken_rules()
            problems.append(self._dms_credit_block())
        if not user.has_group("dms_base.group_dms_admin"):
            rules = self.env["dms.approval.rule"]._dms_rules_for(self)
            problems.append(", ".join(rules.mapped("name")))
        problems = [problem for problem in problems if problem]
        if problems:
            raise UserError(
                self.env._(
                    "%(name)s is confirmed and cannot grow or become cheaper:\n"
                    "%(why)s\nWrite a new order for what is added.",
                    name=self.name,
                    why="\n".join(problems),
                )
            )


class SaleOrderLine(models.Model):
    """Lines carry the terms of their order."""

    _inherit = "sale.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        if not self.env.su:
            is_default = "default_price_unit" in self.env.context
            for line, vals in zip(lines, vals_list, strict=True):
                if is_default or PRICES & vals.keys():
                    line._dms_note_listed_price()
            added = lines.filtered(lambda line: line.product_uom_qty > 0)
            added.order_id._dms_terms_changed()
        return lines

    def write(self, vals):
        if self.env.su or not LINE_TERMS & vals.keys():
            return super().write(vals)
        before = {line: line._dms_terms() for line in self}
        result = super().write(vals)
        if PRICES & vals.keys():
            for line in self:
                line._dms_note_listed_price()
        changed = self.filtered(lambda line: line._dms_is_better(before[line]))
        changed.order_id._dms_terms_changed()
        return result

    def _dms_terms(self):
        """Return (goods, pieces, price of one, money): what the line agrees on."""
        self.ensure_one()
        goods = (self.order_id, self.product_id, self.tax_ids)
        factor = self.product_uom_id.factor or 1.0
        price = self.price_unit * (1 - self.discount / 100) / factor
        return goods, self.product_uom_qty * factor, price, self.price_total

    def _dms_is_better(self, before):
        """Whether the dealer gets more, or at less money, or owes more than before."""
        now = self._dms_terms()
        more = [
            float_compare(new, old, precision_digits=DIGITS)
            for new, old in zip(now[1:], before[1:], strict=True)
        ]
        return now[0] != before[0] or more[0] > 0 or more[1] < 0 or more[2] > 0

    # --- what a typed price gives away --------------------------------------------

    def _dms_note_listed_price(self):
        """Keep what the price list says beside a price that was typed.

        Core keeps there what it wrote itself, and takes a price that came with the
        line for one of these: then nobody could tell how far it is below the list.
        """
        self.ensure_one()
        is_goods = self.product_id and not self.is_downpayment
        if not (is_goods and self.order_id.dms_dealer_id):
            return
        line = self.with_company(self.company_id)
        taxes = line.product_id.taxes_id._filter_taxes_by_company(line.company_id)
        listed = line.product_id._get_tax_included_unit_price_from_price(
            line._get_display_price(),
            product_taxes=taxes,
            fiscal_position=line.order_id.fiscal_position_id,
        )
        # sudo: written by code alone; the line itself was written as the caller
        noted = self.sudo().with_context(sale_write_from_compute=True)
        noted.technical_price_unit = listed

    def _dms_discount(self):
        """Return by how many percent the line is below the list."""
        self.ensure_one()
        listed = max(self.technical_price_unit, self._dms_price_of_own_list())
        if listed <= 0:
            return self.discount
        paid = self.price_unit * (1 - self.discount / 100)
        return max(self.discount, (1 - paid / listed) * 100)

    def _dms_price_of_own_list(self):
        """Return what the dealer pays by its own list; 0 when the order has that list.

        Another list on the order, a better grade's for one, gives something away too.
        """
        order = self.order_id
        dealer = order.dms_dealer_id.with_company(order.company_id)
        own = dealer.property_product_pricelist
        if not (own and self.product_id) or own == order.pricelist_id:
            return 0.0
        price = own._get_product_price(
            self.product_id,
            self.product_uom_qty or 1.0,
            currency=order.currency_id,
            uom=self.product_uom_id,
            date=self._get_order_date(),
        )
        taxes = self.product_id.taxes_id._filter_taxes_by_company(order.company_id)
        return self.product_id._get_tax_included_unit_price_from_price(
            price, product_taxes=taxes, fiscal_position=order.fiscal_position_id
        )
