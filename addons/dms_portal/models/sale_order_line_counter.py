from odoo import api, fields, models
from odoo.exceptions import AccessError

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
        string="Quantity Asked",
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
        self._dms_check_answer_kept(dict.fromkeys(vals, True))
        return super().write(vals)

    @api.model
    def _dms_check_answer_kept(self, vals):
        """What was asked, answered and promised is not typed in, nor taken out."""
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
        is_same = self.dms_asked_uom_id == self.product_uom_id and (
            not self.product_uom_id.compare(self.dms_asked_qty, self.product_uom_qty)
        )
        return {
            "answer": self.dms_answer,
            "is_other_quantity": not is_same,
            "reason": self.dms_answer_reason,
            "name": self.dms_asked_product_id.name
            if self.dms_answer == "substituted"
            else "",
            "quantity": format_quantity(self.env, self.dms_asked_qty),
            "unit": self.dms_asked_uom_id.name,
            "subtotal": self.dms_asked_subtotal,
        }
