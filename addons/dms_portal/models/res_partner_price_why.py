from decimal import Decimal

from odoo import models
from odoo.tools import float_repr
from odoo.tools.misc import formatLang

from .formats import format_quantity
from .product_pricelist_why import COST, CURRENCY, FIXED, FORMULA, LIST_PRICE, PERCENT
from .sale_order_why import AGREED, FINEST, RESULT, ROUNDED, TAX


class ResPartner(models.Model):
    """Why a price is what it is, in the words a dealer may read.

    Lists are called by their names where they are meant for the dealer: the one it
    buys at, its grade's, its regions' and everybody's. Others have no name, and what
    goods cost the brand is never told.
    """

    _inherit = "res.partner"

    def _dms_named_lists(self):
        """Return {id: name} of the price lists whose names this dealer may read."""
        self.ensure_one()
        lists = self.property_product_pricelist | self.grade_id.default_pricelist_id
        region = self.dms_region_id
        while region:
            lists |= region.pricelist_id
            region = region.parent_id
        lists |= self._dms_list_of_everybody()
        return {each.id: each.name for each in lists}

    def _dms_list_of_everybody(self):
        """Return what core gives everybody, unless it is the own list of a dealer."""
        lists = self.env["product.pricelist"]
        country = self.country_id
        found = lists._get_country_pricelist_multi(country.ids).get(country.id) or lists
        is_own = self.search_count(
            [
                ("is_dealer", "=", True),
                ("specific_property_product_pricelist", "in", found.ids),
            ],
            limit=1,
        )
        return lists if is_own else found

    def _dms_pad_why(self, product_id, uom_id, quantity):
        """Return why one of a product costs what the pad shows, None if not sold."""
        dealer = self._dms_ordering()
        raw = {"product_id": product_id, "uom_id": uom_id, "quantity": quantity}
        wanted, _numbers, _faults = dealer._dms_read_wanted([raw])
        if not wanted:
            return None
        (entry,) = wanted
        order = dealer.env["sale.order"]._dms_quoted_order(dealer)
        product = dealer.env["product.product"].browse(entry.product_id)
        uom = dealer.env["uom.uom"].browse(entry.uom_id)
        steps = order._dms_price_why(
            order.pricelist_id, product, uom, float(entry.quantity)
        )
        return dealer._dms_why_in_words(dealer._dms_named_lists(), product, steps)

    def _dms_why_in_words(self, names, product, steps):
        """Return dict(label, amount, text, is_result) per step; None: not told.

        Args:
            self: the dealer, as superuser.
            names: of `_dms_named_lists`.
            steps: of ``sale.order._dms_price_why``.
        """
        shown = []
        for step in steps:
            is_told = step["kind"] != COST and not (
                step["kind"] == CURRENCY and not step["amount"]
            )
            amount = step["amount"] if is_told else None
            currency = self.env["res.currency"].browse(step["currency"])
            shown.append(
                {
                    "label": self._dms_step_label(step, names, product),
                    "amount": amount,
                    "text": self._dms_price_text(amount, currency) if is_told else "",
                    "is_result": step["kind"] == RESULT,
                }
            )
        return shown

    def _dms_price_text(self, amount, currency):
        """Write a price with the decimals it needs, at least those of the currency."""
        least = currency.decimal_places
        text = float_repr(amount, max(FINEST, least))
        needed = len(text.rstrip("0").partition(".")[2])
        number = formatLang(self.env, amount, digits=max(least, needed))
        symbol = currency.symbol or currency.name
        before = currency.position == "before"
        return f"{symbol}{number}" if before else f"{number} {symbol}"

    def _dms_quantity_text(self, quantity):
        return format_quantity(self.env, quantity)

    def _dms_step_label(self, step, names, product):
        _ = self.env._
        if step["kind"] in (FIXED, PERCENT, FORMULA):
            where = names.get(step["list"]) or _("Base price list")
            return _(
                "%(list)s: %(rule)s",
                list=where,
                rule=self._dms_rule_text(step, product),
            )
        labels = {
            LIST_PRICE: _("Sales price"),
            COST: _("Basis set by the brand"),
            CURRENCY: _(
                "In %(currency)s",
                currency=self.env["res.currency"].browse(step["currency"]).name,
            ),
            ROUNDED: _("With the discount rounded to two decimals"),
            TAX: _("With the taxes of your account"),
            AGREED: _("Agreed for this order"),
            RESULT: _("Your price"),
        }
        return labels[step["kind"]]

    def _dms_rule_text(self, step, product):
        """Say what a rule does, for which goods, and from how many on."""
        _ = self.env._
        said = self._dms_change_text(step)
        if step["level"] == "2_product_category":
            category = self.env["product.category"].browse(step["categ"]).exists()
            said = _(
                "%(what)s on %(category)s", what=said, category=category.name or ""
            )
        if step["from"]:
            quantity = format_quantity(self.env, step["from"])
            unit = product.uom_id.name
            said = _(
                "%(what)s, from %(quantity)s", what=said, quantity=f"{quantity} {unit}"
            )
        return said

    def _dms_change_text(self, step):
        """Say how a rule changes the amount that it starts from."""
        _ = self.env._
        if step["is_on_cost"]:
            return _("set by the brand")
        if step["kind"] == FIXED:
            return _("fixed price")
        said = []
        if step["percent"]:
            sign = "−" if step["percent"] > 0 else "+"
            said.append(f"{sign}{_plain(abs(step['percent']))} %")
        if step.get("round"):
            said.append(_("in steps of %(step)s", step=_plain(step["round"])))
        if step.get("surcharge"):
            sign = "+" if step["surcharge"] > 0 else "−"
            said.append(f"{sign}{_plain(abs(step['surcharge']))}")
        if step.get("is_bound"):
            said.append(_("within limits"))
        return ", ".join(said) or _("unchanged")


def _plain(number):
    """Write a number without idle zeros: 10, 2.5."""
    return f"{Decimal(repr(number)).normalize():f}"
