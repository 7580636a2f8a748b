from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import format_amount


class SaleOrder(models.Model):
    """What must be agreed to before an order is approved, and what approves by itself."""

    _name = "sale.order"
    _inherit = ["sale.order", "dms.approval.mixin"]

    dms_max_discount = fields.Float(
        string="Highest Discount (%)",
        compute="_compute_dms_max_discount",
        store=True,
        digits="Discount",
        groups="base.group_user",
    )
    dms_company_currency_id = fields.Many2one(
        related="company_id.currency_id",
        string="Company Currency",
        groups="base.group_user",
    )
    dms_company_total = fields.Monetary(
        string="Total in Company Currency",
        compute="_compute_dms_company_total",
        store=True,
        currency_field="dms_company_currency_id",
        help="What approval rules on amounts compare, whatever the price list is in.",
        groups="base.group_user",
    )
    dms_beyond_credit = fields.Monetary(
        string="Beyond Credit By",
        copy=False,
        readonly=True,
        help="As it was when the order was put before the brand.",
        groups="base.group_user",
    )
    dms_is_first_order = fields.Boolean(
        string="First Order", copy=False, readonly=True, groups="base.group_user"
    )
    dms_is_off_territory = fields.Boolean(
        string="Outside the Territory",
        copy=False,
        readonly=True,
        help="The goods go to a province that is not of the dealer's region.",
        groups="base.group_user",
    )

    @api.depends(
        "order_line.discount",
        "order_line.price_unit",
        "order_line.technical_price_unit",
        "order_line.price_subtotal",
        "pricelist_id",
        "dms_dealer_id",
    )
    def _compute_dms_max_discount(self):
        """A price below the list and a line that takes money off are discounts too."""
        for order in self:
            lines = order._dms_ordered_lines()
            lines = lines.filtered(lambda line: not line.is_downpayment)
            money = lines.mapped("price_subtotal")
            full = sum(amount for amount in money if amount > 0)
            off = -sum(amount for amount in money if amount < 0)
            rates = [line._dms_discount() for line in lines]
            order.dms_max_discount = max([*rates, off / full * 100 if full else 0])

    @api.depends("amount_total", "currency_rate", "company_id")
    def _compute_dms_company_total(self):
        for order in self:
            total = order.amount_total / (order.currency_rate or 1.0)
            order.dms_company_total = order.company_id.currency_id.round(total)

    def _dms_approval_dealer(self):
        return self.dms_dealer_id

    def _dms_put_before_the_brand(self):
        """Ask for the approvals that the rules demand, or approve what needs none.

        Returns:
            whether the order needs nobody else: it was approved, or people are asked.
        """
        self.ensure_one()
        # sudo: facts and steps are written by code alone
        order = self.sudo()
        order.write(order._dms_facts_now())
        if order._dms_request_approval():
            return True
        company = order.company_id
        if not company.dms_auto_approve or order.dms_source == "import":
            return False
        machine = order.with_user(SUPERUSER_ID)
        if machine._confirmation_error_message():
            return False
        machine.action_confirm()
        return True

    def _dms_facts_now(self):
        """Return what approval rules ask about, as it is at this moment."""
        self.ensure_one()
        dealer = self.dms_dealer_id.with_company(self.company_id)
        credit = dealer._dms_credit()[dealer]
        beyond = 0.0
        if credit["left"] is not None:
            amount = self._dms_company_money(self.amount_total)
            beyond = max(credit["currency"].round(amount - credit["left"]), 0.0)
        earlier = [("dms_dealer_id", "=", dealer.id), ("state", "=", "sale")]
        region = dealer.dms_region_id
        states = region and region._dms_territory()
        there = self.partner_shipping_id.state_id
        return {
            "dms_beyond_credit": beyond,
            "dms_is_first_order": not self.search_count(earlier, limit=1),
            "dms_is_off_territory": bool(states and there and there not in states),
        }

    def _dms_approval_facts(self):
        self.ensure_one()
        company = self.company_id.currency_id
        facts = [
            self.env._(
                "%(dealer)s: %(amount)s, lines: %(count)s",
                dealer=self.dms_dealer_id.display_name,
                count=len(self._dms_ordered_lines()),
                amount=format_amount(self.env, self.amount_total, self.currency_id),
            )
        ]
        if self.dms_max_discount:
            discount = f"{self.dms_max_discount:g}"
            facts.append(self.env._("Discount up to %(rate)s %%", rate=discount))
        if self.dms_beyond_credit:
            beyond = format_amount(self.env, self.dms_beyond_credit, company)
            facts.append(self.env._("Beyond the credit by %(amount)s", amount=beyond))
        if self.dms_is_first_order:
            facts.append(self.env._("First order of this dealer"))
        if self.dms_is_off_territory:
            facts.append(
                self.env._(
                    "Goes to %(place)s, outside the dealer's territory",
                    place=self.partner_shipping_id.state_id.name,
                )
            )
        return facts

    def _action_cancel(self):
        """Nobody is asked any longer about an order that is cancelled."""
        result = super()._action_cancel()
        for order in self.filtered(lambda order: order.dms_state == "submitted"):
            order._dms_cancel_open_steps()
            order.activity_unlink(["dms_portal.mail_activity_type_approve"])
        return result

    def _dms_approval_granted(self):
        self.action_confirm()

    def _dms_approval_refused(self, reason):
        self.with_context(disable_cancel_warning=True)._action_cancel()
        self._dms_decide("refused", reason)

    def _dms_approval_missing(self):
        """Return for whom a submitted order still waits, or ""."""
        self.ensure_one()
        if not self.dms_source or self.dms_source == "import":
            return ""
        if self.dms_state != "submitted":
            return self.env._(
                "%(name)s was decided on before. Set it to quotation, which puts it "
                "before the brand again.",
                name=self.name,
            )
        if steps := self._dms_open_steps():
            return self._dms_waits_for(steps)
        live = self._dms_live_steps()
        missing = self.env["dms.approval.rule"]._dms_rules_for(self) - live.rule_id
        if not missing:
            return ""
        return self.env._(
            "%(name)s needs approval: %(rules)s. Use Approve on the order.",
            name=self.name,
            rules=", ".join(missing.mapped("name")),
        )


class ResCompany(models.Model):
    """Whether orders inside all limits wait for anybody."""

    _inherit = "res.company"

    dms_auto_approve = fields.Boolean(
        string="Approve Orders by Themselves",
        groups="base.group_user",
        help="Orders that no approval rule asks about, within credit and order rules, "
        "are approved when they are submitted.",
    )


class ResConfigSettings(models.TransientModel):
    """Settings of ordering."""

    _inherit = "res.config.settings"

    dms_auto_approve = fields.Boolean(
        related="company_id.dms_auto_approve", readonly=False
    )
