from decimal import Decimal

from odoo import fields, models

from ..engine.order_lines import Fault, Wanted, read_lines, sum_up

SEARCH_LIMIT = 20


class ResPartner(models.Model):
    """What the order pad asks on behalf of a dealer: find, price, when, how much left.

    These methods answer about the dealer they are called on, as superuser, because
    dealers have no right to products, price lists and stock; callers have checked
    that the user may order for this dealer.
    """

    _inherit = "res.partner"

    def _dms_ordering(self):
        """Return the dealer as superuser, in the company that sells to it."""
        self.ensure_one()
        company = self.company_id or self.env.company
        return self.sudo().with_company(company)

    def _dms_addresses(self):
        """Return where goods may be sent: the dealer and its delivery addresses."""
        dealer = self._dms_ordering()
        return dealer | dealer.child_ids.filtered(lambda a: a.type == "delivery")

    def _dms_address_line(self):
        """Return an address in one line, as a dealer tells it from the others."""
        self.ensure_one()
        place = ", ".join(filter(None, (self.street, self.city)))
        return " · ".join(filter(None, (self.name or self.parent_id.name, place)))

    def _dms_prices_with_tax(self):
        company = self._dms_ordering().env.company
        return company.account_price_include == "tax_included"

    def _dms_pad_search(self, term, limit=SEARCH_LIMIT):
        """Return products for the pad: cards with the price of one and availability.

        ``unit_id`` is the unit that one stands for: the packaging whose barcode was
        asked for, the product's own otherwise.
        """
        dealer = self._dms_ordering()
        products = dealer.env["product.product"]._dms_search_products(
            dealer, term, limit
        )
        units = products._dms_asked_units(term)
        ones = [
            Wanted(product.id, units[product].id, Decimal(1)) for product in products
        ]
        order = dealer.env["sale.order"]._dms_quoted_order(dealer)
        prices = order._dms_unit_prices(ones)
        cards = products._dms_cards()
        bands = dealer._dms_bands(products)
        return [
            {
                **cards[product.id],
                "unit_id": units[product].id,
                "price": price,
                "availability": bands[product],
            }
            for product, price in zip(products, prices, strict=True)
        ]

    def _dms_has_habits(self):
        """Whether the dealer has ordered lately, so that "often" means something."""
        products = self._dms_ordering().env["product.product"]
        orders, lately = products._dms_late_orders(self)
        return bool(orders.search_count(lately, limit=1))

    def _dms_quote(self, lines, shipping=None, policy="direct"):
        """Return what ``lines`` would cost this dealer now, and what is wrong with them.

        Prices and totals equal those of the order that the door would place. The
        number of queries does not depend on the number of lines.

        Args:
            lines: as in the payload of ``sale.order.dms_submit_order``; taken without
                trust.
            shipping: address to ship to, which may decide on taxes.
            policy: "one" where all is to come at once, see core's shipping policy.
        Returns:
            dict(lines, totals, promotions, currency, freight, credit, block, rules,
            delivery). ``promotions`` are dict(name, state, text, gain). Each entry of
            ``lines`` has the ``number`` of the asked line and either ``error``, or
            price, subtotal, total, availability and what `_dms_rule_hints` and
            `_dms_break_hints` say; ``rules`` are the order rules that the order as a
            whole breaks.
        """
        dealer = self._dms_ordering()
        order = dealer.env["sale.order"]._dms_quoted_order(dealer, shipping)
        wanted, numbers, faults = dealer._dms_read_wanted(lines)
        prices, totals = order._dms_price_lines(wanted)
        is_together = policy == "one"
        outlook = dealer._dms_wanted_outlook(wanted, is_together)
        book, breaches = dealer._dms_rule_breaches(
            wanted, lambda: [line["subtotal"] for line in prices], order
        )
        hints = dealer._dms_rule_hints(wanted, book, breaches)
        breaks = order._dms_break_hints(wanted, prices, book)
        quoted = [
            {
                "number": numbers[entry.product_id, entry.uom_id],
                "product_id": entry.product_id,
                "uom_id": entry.uom_id,
                **price,
                **hints[entry.product_id, entry.uom_id],
                **breaks[entry.product_id, entry.uom_id],
                "availability": dealer._dms_band_values(
                    outlook[entry.product_id]["band"]
                ),
            }
            for entry, price in zip(wanted, prices, strict=True)
        ]
        return {
            "lines": quoted + dealer._dms_quoted_faults(faults),
            "totals": totals,
            "promotions": [],
            "currency": dealer._dms_currency_values(order.currency_id),
            "freight": dealer._dms_freight(wanted),
            "credit": dealer._dms_credit_after(order, totals["total"]),
            "delivery": dealer._dms_delivery_values(outlook, is_together),
            "block": dealer._dms_order_block(),
            "rules": dealer._dms_breach_sentences(
                [breach for breach in breaches if not breach.product_id]
            ),
        }

    def _dms_read_wanted(self, lines):
        """Read and match lines as the door does.

        Returns:
            The lines in order, summed per product and unit; {(product, unit): number
            of the first such line}; the faults of the others.
        """
        asked, faults = read_lines(lines if isinstance(lines, list) else [])
        orders = self.env["sale.order"]
        found = orders._dms_find_products(self, asked)
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        wanted, numbers = [], {}
        for line in asked:
            match = orders._dms_match_line(line, found, digits)
            if isinstance(match, Fault):
                faults.append(match)
                continue
            wanted.append(match)
            numbers.setdefault((match.product_id, match.uom_id), line.number)
        return sum_up(wanted), numbers, faults

    def _dms_quoted_faults(self, faults):
        """Put faults into words that stand beside their lines."""
        texts = self.env["sale.order"]._dms_fault_texts()
        product = self.env._("this product")
        sentences = [
            texts[fault.code] % {"product": product, "detail": fault.detail}
            for fault in faults
        ]
        return [
            {"number": fault.number, "error": sentence[:1].upper() + sentence[1:]}
            for fault, sentence in zip(faults, sentences, strict=True)
        ]

    def _dms_freight(self, wanted):
        """Return cases, weight and volume of lines, as far as products say.

        Cases count what is packed in them, whatever unit it is ordered in, by the
        smallest packaging of each product. ``is_*_partial``: some products do not say
        their weight or volume, so that there is more than the figure.
        """
        pieces = self._dms_pieces(wanted)
        products = self._dms_by_id("product.product", (w.product_id for w in wanted))
        sums = {"cases": Decimal(0), "weight": Decimal(0), "volume": Decimal(0)}
        partial = {"weight": False, "volume": False}
        for entry, quantity in zip(wanted, pieces, strict=True):
            product = products[entry.product_id]
            case = product._dms_case_size()
            sums["cases"] += quantity / case if case else 0
            for name in partial:
                one = Decimal(repr(product[name] or 0.0))
                sums[name] += quantity * one
                partial[name] |= not one
        templates = self.env["product.template"]
        return {
            **{name: round(float(total), 4) for name, total in sums.items()},
            **{f"is_{name}_partial": is_so for name, is_so in partial.items()},
            "weight_unit": templates._get_weight_uom_name_from_ir_config_parameter(),
            "volume_unit": templates._get_volume_uom_name_from_ir_config_parameter(),
        }

    def _dms_credit_after(self, order, amount):
        """Return the credit left now and after an order of ``amount``; None: no limit."""
        credit = self._dms_credit()[self]
        if credit["left"] is None:
            return None
        currency = credit["currency"]
        used = order.currency_id._convert(
            amount, currency, order.company_id, fields.Date.context_today(self)
        )
        return {
            "left": credit["left"],
            "left_after": currency.round(credit["left"] - used),
            "currency": self._dms_currency_values(currency),
        }

    def _dms_currency_values(self, currency):
        return {"name": currency.name, "digits": currency.decimal_places}
