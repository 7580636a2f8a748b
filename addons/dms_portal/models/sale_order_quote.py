from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import float_round, format_amount


class SaleOrder(models.Model):
    """What lines would cost before there is an order.

    The twin of core's own computation, for many lines with a constant number of
    queries; a test holds both equal. A payment term whose early discount lowers the
    tax is not foreseen here.
    """

    _inherit = "sale.order"

    @api.model
    def _dms_quoted_order(self, dealer, shipping=None):
        """Return an order that is never saved, with the header the door would write.

        Args:
            dealer: a sudoed record, in the company that sells to it.
            shipping: address to ship to; empty for the dealer's usual one.
        """
        vals = {
            "partner_id": dealer.id,
            "company_id": dealer.env.company.id,
            "pricelist_id": dealer.property_product_pricelist.id,
        }
        if shipping:
            vals["partner_shipping_id"] = shipping.id
        return self.with_env(dealer.env).new(vals)

    def _dms_price_lines(self, wanted):
        """Return what each line costs, and the totals of all of them.

        Args:
            wanted: ``engine.order_lines.Wanted``, of products that may be ordered.
        Returns:
            A list of dict(price, subtotal, total) in the order of ``wanted``, and a
            dict(untaxed, tax, total), all in the currency of the order. ``price`` is
            for one of the line's unit, after discount.
        """
        self.ensure_one()
        if not wanted:
            return [], dict.fromkeys(("untaxed", "tax", "total"), 0.0)
        return self._dms_tax_lines(
            [self._dms_base_line(*each) for each in self._dms_pricing(wanted)]
        )

    def _dms_unit_prices(self, wanted):
        """Return the price of each line as `_dms_price_lines` does, without totals."""
        self.ensure_one()
        found = (self._dms_line_price(*each) for each in self._dms_pricing(wanted))
        return [price * (1 - discount / 100) for price, discount in found]

    def _dms_pricing(self, wanted):
        """Return (price list, product, unit, quantity) of lines, read together."""
        products = self.env["product.product"].browse(
            {entry.product_id for entry in wanted}
        )
        pricelist = self.pricelist_id._dms_pricing_together(products)
        return [
            (
                pricelist,
                products.browse(entry.product_id).with_prefetch(products.ids),
                self.env["uom.uom"].browse(entry.uom_id),
                float(entry.quantity),
            )
            for entry in wanted
        ]

    def _dms_base_line(self, pricelist, product, uom, quantity):
        """Return the tax engine's view of a line, priced as core prices it."""
        price_unit, discount = self._dms_line_price(pricelist, product, uom, quantity)
        taxes = product.taxes_id._filter_taxes_by_company(self.company_id)
        return self.env["account.tax"]._prepare_base_line_for_taxes_computation(
            None,
            product_id=product,
            product_uom_id=uom,
            quantity=quantity,
            price_unit=price_unit,
            discount=discount,
            tax_ids=self.fiscal_position_id.map_tax(taxes),
            partner_id=self.partner_id,
            currency_id=self.currency_id,
            rate=self.currency_rate,
        )

    def _dms_line_price(self, pricelist, product, uom, quantity):
        """Return the unit price and the discount that core would write on a line."""
        terms = {
            "quantity": quantity,
            "uom": uom,
            "date": self.date_order,
            "currency": self.currency_id,
        }
        rule = pricelist.env["product.pricelist.item"].browse(
            pricelist._get_product_rule(product, **terms)
        )
        price = rule._compute_price(product=product, **terms)
        discount = 0.0
        if rule._show_discount():
            full = rule._compute_price_before_discount(product=product, **terms)
            discount = self._dms_shown_discount(full, price)
            price = max(full, price)
        taxes = product.taxes_id._filter_taxes_by_company(self.company_id)
        price_unit = product._get_tax_included_unit_price_from_price(
            price, product_taxes=taxes, fiscal_position=self.fiscal_position_id
        )
        return price_unit, discount

    def _dms_shown_discount(self, full, price):
        """Return the percentage of discount, as precise as order lines store it."""
        if not full:
            return 0.0
        percent = (full - price) / full * 100
        if (percent > 0) != (full > 0):
            return 0.0
        digits = self.env["decimal.precision"].precision_get("Discount")
        return float_round(percent, precision_digits=digits)

    def _dms_tax_lines(self, base_lines):
        """Tax each line alone, as lines show it, then all together for the totals."""
        tax = self.env["account.tax"]
        rounded = self.currency_id.round
        tax._add_tax_details_in_base_lines(base_lines, self.company_id)
        lines = []
        for base_line in base_lines:
            tax._round_base_lines_tax_details([base_line], self.company_id)
            details = base_line["tax_details"]
            lines.append(
                {
                    "price": base_line["price_unit"]
                    * (1 - base_line["discount"] / 100),
                    "subtotal": rounded(details["total_excluded_currency"]),
                    "total": rounded(details["total_included_currency"]),
                }
            )
        tax._round_base_lines_tax_details(base_lines, self.company_id)
        summary = tax._get_tax_totals_summary(
            base_lines=base_lines, currency=self.currency_id, company=self.company_id
        )
        return lines, {
            "untaxed": rounded(summary["base_amount_currency"]),
            "tax": rounded(summary["tax_amount_currency"]),
            "total": rounded(summary["total_amount_currency"]),
        }

    def _dms_check_expected(self, expected):
        """Refuse an order that costs more than the caller was told.

        Args:
            expected: the total of the quote; None where nobody was told any.
        """
        self.ensure_one()
        if expected is None:
            return
        try:
            most = float(expected) + self.currency_id.rounding / 2
        except (TypeError, ValueError):
            most = 0.0
        if not self.amount_total <= most:  # nor is it less than "not a number"
            raise UserError(
                self.env._(
                    "The order comes to %(amount)s now, more than you were shown: a "
                    "price or a promotion has changed meanwhile. Look at it again, then "
                    "place it.",
                    amount=format_amount(self.env, self.amount_total, self.currency_id),
                )
            )
