from odoo import api, models
from odoo.fields import Domain

from ..engine.order_lines import (
    Fault,
    Wanted,
    fits_digits,
    read_lines,
    sum_up,
)
from .sale_order_submit import MAX_LINES


class SaleOrder(models.Model):
    """The lines of a dealer's order: found in the assortment, or refused in words."""

    _inherit = "sale.order"

    @api.model
    def _dms_prepare_lines(self, dealer, raw):
        """Return values for order lines, and one sentence per line that is refused.

        The number of queries does not depend on the number of lines.

        Args:
            dealer: whose assortment counts; a sudoed record, the caller has checked.
            raw: the ``lines`` of a payload.
        """
        if not isinstance(raw, list | tuple) or not raw:
            return [], [
                self.env._("The order has no lines. Add what you want to order.")
            ]
        if len(raw) > MAX_LINES:
            return [], [
                self.env._(
                    "The order has more than %(count)s lines. Split it in two.",
                    count=MAX_LINES,
                )
            ]
        asked, faults = read_lines(raw)
        found = self._dms_find_products(dealer, asked)
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        wanted = []
        for line in asked:
            match = self._dms_match_line(line, found, digits)
            (faults if isinstance(match, Fault) else wanted).append(match)
        vals = [
            {
                "product_id": entry.product_id,
                "product_uom_id": entry.uom_id,
                "product_uom_qty": float(entry.quantity),
            }
            for entry in sum_up(wanted)
        ]
        return vals, self._dms_fault_sentences(dealer, faults)

    @api.model
    def _dms_find_products(self, dealer, asked):
        """Return {(key, value): [(product, default unit)]} within the assortment."""
        values = {key: set() for key in ("product_id", "sku", "barcode")}
        for line in asked:
            values[line.key].add(line.value)
        # sudo: dealers cannot read products; the domain is what they may order
        packages = self.env["product.uom"].sudo().browse()
        if values["barcode"]:
            packages = packages.search([("barcode", "in", list(values["barcode"]))])
        products = (
            self.env["product.product"]
            .sudo()
            .search(
                dealer._dms_product_domain()
                & (
                    Domain(
                        "id", "in", list(values["product_id"]) + packages.product_id.ids
                    )
                    | Domain("default_code", "in", list(values["sku"]))
                    | Domain("barcode", "in", list(values["barcode"]))
                )
            )
        )
        found = {}
        for product in products:
            for key in (
                ("product_id", product.id),
                ("sku", product.default_code),
                ("barcode", product.barcode),
            ):
                found.setdefault(key, []).append((product, product.uom_id))
        for package in packages.filtered(
            lambda package: package.product_id in products
        ):
            key = ("barcode", package.barcode)
            found.setdefault(key, []).append((package.product_id, package.uom_id))
        return found

    @api.model
    def _dms_match_line(self, line, found, digits):
        """Return the ``Wanted`` for a line, or its ``Fault``."""
        label = str(line.value)
        matches = found.get((line.key, line.value), [])
        if not matches:
            return Fault(line.number, "not_allowed", label)
        if len(matches) > 1:
            return Fault(line.number, "ambiguous", label)
        product, uom = matches[0]
        allowed = product.uom_id | product.uom_ids
        if line.uom_id:
            uom = allowed.filtered(lambda unit: unit.id == line.uom_id)
        if (
            uom not in allowed
            or not uom
            or not uom._has_common_reference(product.uom_id)
        ):
            units = ", ".join(allowed.mapped("name"))
            return Fault(line.number, "wrong_uom", product.display_name, units)
        if not fits_digits(line.quantity, digits):
            return Fault(line.number, "too_fine", product.display_name, str(digits))
        return Wanted(product.id, uom.id, line.quantity)

    @api.model
    def _dms_fault_sentences(self, dealer, faults):
        """Put faults into words, in the order of the lines."""
        if not faults:
            return []
        sentences = self._dms_fault_texts()
        names = self._dms_known_names(dealer, faults)
        return [
            self.env._(
                "Line %(number)s: %(what)s",
                number=fault.number,
                what=sentences[fault.code]
                % {
                    "product": names.get(fault.label, fault.label),
                    "detail": fault.detail,
                },
            )
            for fault in sorted(faults, key=lambda fault: fault.number)
        ]

    @api.model
    def _dms_fault_texts(self):
        _ = self.env._
        return {
            "shape": _("this is not an order line."),
            "no_product": _("say which product, by its code or barcode."),
            "unknown": _("%(product)s is not a product; check the code."),
            "not_allowed": _(
                "%(product)s is not among the products that you may order. Check the "
                "code, or ask the brand for the authorization."
            ),
            "ambiguous": _(
                "%(product)s stands for several products; choose one in the order pad."
            ),
            "not_a_number": _("the quantity of %(product)s is not a number."),
            "not_positive": _("the quantity of %(product)s must be more than zero."),
            "too_large": _("the quantity of %(product)s is too large."),
            "wrong_uom": _(
                "%(product)s is not sold in this unit; choose one of: %(detail)s."
            ),
            "too_fine": _(
                "the quantity of %(product)s may have %(detail)s decimals at most."
            ),
        }

    @api.model
    def _dms_known_names(self, dealer, faults):
        """Return {id as text: name} of refused products that the dealer ordered before.

        Others are called by what the caller sent: a name would tell about products
        that the dealer is not to see.
        """
        ids = [
            int(f.label) for f in faults if f.label.isdecimal() and len(f.label) < 10
        ]
        # sudo: names of products on the dealer's own orders
        lines = (
            self.env["sale.order.line"]
            .sudo()
            ._read_group(
                [
                    ("order_id.dms_dealer_id", "=", dealer.id),
                    ("product_id", "in", ids),
                    ("order_id.state", "in", ("sent", "sale")),
                ],
                ["product_id"],
            )
        )
        return {str(product.id): product.display_name for (product,) in lines}
