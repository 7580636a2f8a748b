from odoo import models

LIST_PRICE, COST, CURRENCY = "list_price", "cost", "currency"
FIXED, PERCENT, FORMULA = "fixed", "percentage", "formula"


class ProductPricelist(models.Model):
    """How a price comes about: core's rules, one after the other, with amounts."""

    _inherit = "product.pricelist"

    def _dms_price_chain(self, product, quantity, uom, date, currency):
        """Return the steps to the price that core computes; the last one is it.

        Follows ``_compute_price_rule``: the rule of this list, the rule of the list
        that it is based on, and so on down to a sales price, a cost or a fixed price.
        The amount of each step is asked of core, in the currency of its list.

        Returns:
            dicts of ``kind``, ``amount``, ``currency`` (id) and, of rules, ``list``
            (id) and what `_dms_rule_facts` says. Plain data, so that it can be kept.
        """
        terms = {"quantity": quantity, "uom": uom, "date": date}
        rule = self.env["product.pricelist.item"].browse(
            self._get_product_rule(product, **terms)
        )
        steps = []
        if rule.compute_price != FIXED:
            steps = self._dms_chain_below(rule, product, terms, currency)
        if rule:
            amount = rule._compute_price(product=product, currency=currency, **terms)
            steps.append(_step(rule.compute_price, amount, currency, rule=rule))
        return steps

    def _dms_chain_below(self, rule, product, terms, currency):
        """Return the steps to the amount that ``rule`` starts from, in ``currency``."""
        if rule.base == "pricelist" and rule.base_pricelist_id:
            below = rule.base_pricelist_id
            steps = below._dms_price_chain(product, currency=below.currency_id, **terms)
            own = below.currency_id
        elif rule.base == "standard_price":
            own = product.cost_currency_id
            steps = [_step(COST, 0.0, own)]
        else:
            own = product.currency_id
            prices = product._price_compute(
                "list_price", uom=terms["uom"], date=terms["date"]
            )
            steps = [_step(LIST_PRICE, prices[product.id], own)]
        if own != currency:
            amount = rule._compute_base_price(product, currency=currency, **terms)
            is_cost = rule.base == "standard_price"
            steps.append(_step(CURRENCY, 0.0 if is_cost else amount, currency))
        return steps


class ProductPricelistItem(models.Model):
    """What a rule says, as data."""

    _inherit = "product.pricelist.item"

    def _dms_rule_facts(self):
        """Return what is told of a rule; of one on cost, nothing that it reckons with."""
        self.ensure_one()
        is_on_cost = self.base == "standard_price" and self.compute_price != FIXED
        facts = {
            "list": self.pricelist_id.id,
            "level": self.applied_on,
            "categ": self.categ_id.id,
            "from": self.min_quantity,
            "is_on_cost": is_on_cost,
        }
        if is_on_cost or self.compute_price == FIXED:
            return facts
        if self.compute_price == PERCENT:
            return {**facts, "percent": self.percent_price}
        return {
            **facts,
            "percent": self.price_discount,
            "surcharge": self.price_surcharge,
            "round": self.price_round,
            "is_bound": bool(self.price_min_margin or self.price_max_margin),
        }


def _step(kind, amount, currency, rule=None):
    facts = rule._dms_rule_facts() if rule else {}
    return {"kind": kind, "amount": amount, "currency": currency.id, **facts}
