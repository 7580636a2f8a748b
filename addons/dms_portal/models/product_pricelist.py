from odoo import models


class PricedTogether:
    """Rules of price lists, searched once for many products and found by product.

    Core searches the rules anew for each product and quantity; 300 lines of an order
    would ask the database 300 times and more.
    """

    def __init__(self, products):
        self.products = products
        self.by_list = {}

    def rules(self, pricelist, products, date, search):
        """Return the rules that core's own search would return for ``products``."""
        key = (pricelist.id, date)
        if key not in self.by_list:
            self.by_list[key] = self._index(search(self.products, date))
        empty, index = self.by_list[key]
        found = [*index.get(None, ())]
        for product in products:
            found += index.get(("product.template", product.product_tmpl_id.id), ())
            found += index.get(("product.product", product.id), ())
        return empty.browse(rule_id for _place, rule_id in sorted(set(found)))

    def _index(self, rules):
        """File each rule under what it is about, with its place in the order."""
        index = {}
        for place, rule in enumerate(rules):
            target = rule.product_id or rule.product_tmpl_id
            key = (target._name, target.id) if target else None
            index.setdefault(key, []).append((place, rule.id))
        return rules, index


class ProductPricelist(models.Model):
    """Price many products together with a constant number of queries."""

    _inherit = "product.pricelist"

    def _dms_pricing_together(self, products):
        """Return the price list so that its rules, and those of the lists below it,
        are searched once for all ``products``."""
        return self.with_context(dms_priced_together=PricedTogether(products))

    def _get_applicable_rules(self, products, date, **kwargs):
        together = self.env.context.get("dms_priced_together")
        if together is None or products._name != "product.product" or kwargs:
            return super()._get_applicable_rules(products, date, **kwargs)
        return together.rules(self, products, date, super()._get_applicable_rules)

    def _dms_break_quantities(self, product, date, seen=None):
        """Return the quantities, in the product's own unit, from which a rule holds.

        Rules of price lists that this one is based on count too. With
        ``_dms_pricing_together`` nothing is asked of the database per product.
        """
        seen = seen or self
        found = set()
        for rule in self._get_applicable_rules(product, date):
            based_on = rule.base_pricelist_id if rule.base == "pricelist" else None
            if not (rule.min_quantity or based_on):
                continue
            if not rule._is_applicable_for(product, rule.min_quantity):
                continue
            if rule.min_quantity > 0:
                found.add(rule.min_quantity)
            if based_on and based_on not in seen:
                found |= based_on._dms_break_quantities(product, date, seen | based_on)
        return found
