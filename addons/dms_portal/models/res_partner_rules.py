from collections import defaultdict
from decimal import Decimal

from odoo import fields, models

from ..engine.order_lines import fits_digits
from ..engine.order_rules import (
    MAXIMUM,
    MINIMUM,
    MULTIPLE,
    ORDER_MINIMUM,
    QUOTA,
    Limit,
    OrderMinimum,
    Quota,
    RuleBook,
    choose,
)
from .dms_order_rule import LINE_KINDS

NOISE = Decimal("0.000001")


class ResPartner(models.Model):
    """What order rules say to the lines of a dealer. Callers have checked who asks."""

    _inherit = "res.partner"

    def _dms_rule_book(self, products, except_orders=None):
        """Return what binds this dealer today for ``products``.

        The number of queries does not depend on the number of products or rules.

        Args:
            products: those of the order.
            except_orders: orders whose own lines do not use up a quota.
        """
        dealer = self._dms_ordering()
        day = dealer.env.company._dms_business_day(fields.Datetime.now())
        rules = dealer.env["dms.order.rule"]._dms_holding(dealer, day)
        if not rules:
            return RuleBook()
        found = rules._dms_by_product(products.with_env(dealer.env))
        others = except_orders or dealer.env["sale.order"]
        counted = dealer.env.company._dms_business_day(others._dms_counts_from())
        return RuleBook(
            dealer._dms_limits(found),
            dealer._dms_quotas(rules, found, counted, others),
            dealer._dms_order_minimums(rules, found),
        )

    def _dms_rule_breaches(self, wanted, price, order, except_orders=None):
        """Return the rule book for ``wanted``, and what they break of it.

        Args:
            wanted: ``engine.order_lines.Wanted``, of products that may be ordered.
            price: called when an order minimum holds; returns the money without taxes
                of each of ``wanted``, in the currency of ``order``.
            order: perhaps never saved; its currency and date convert the money.
        """
        products = self.env["product.product"].browse(
            {entry.product_id for entry in wanted}
        )
        book = self._dms_rule_book(products, except_orders)
        asked = defaultdict(Decimal)
        for entry, quantity in zip(wanted, self._dms_pieces(wanted), strict=True):
            asked[entry.product_id] += quantity
        amounts = defaultdict(Decimal)
        for entry, money in zip(wanted, price() if book.minimums else (), strict=False):
            amounts[entry.product_id] += Decimal(repr(order._dms_company_money(money)))
        return book, book.check(asked, amounts)

    def _dms_pieces(self, wanted):
        """Return the quantity of each of ``wanted`` in its product's own unit."""
        products = self._dms_by_id("product.product", (w.product_id for w in wanted))
        units = self._dms_by_id("uom.uom", (w.uom_id for w in wanted))
        return [
            _exact(
                units[entry.uom_id]._compute_quantity(
                    float(entry.quantity),
                    products[entry.product_id].uom_id,
                    round=False,
                )
            )
            for entry in wanted
        ]

    def _dms_by_id(self, model, ids):
        """Return {id: sudoed record}; what is read of one is read of all at once."""
        # sudo: goods and rules of the dealer's own lines; callers have checked whose
        records = self.env[model].sudo().browse(set(ids))
        return {record.id: record for record in records}

    def _dms_limits(self, found):
        limits = []
        for product, rules in found.items():
            for rule in rules:
                quantity = rule.kind in LINE_KINDS and rule._dms_own_quantity(product)
                if quantity:
                    rank = rule._dms_rank(self, product)
                    limits.append(
                        Limit(rule.id, rule.kind, product.id, _exact(quantity), rank)
                    )
        return limits

    def _dms_quotas(self, rules, found, day, except_orders):
        members = defaultdict(list)
        for product, holding in found.items():
            for rule in holding:
                if rule.kind == "quota":
                    members[rule].append(product)
        usage = {
            period: rules._dms_usage(self, period, day, except_orders)
            for period in {rule.period for rule in members}
        }
        quotas = []
        for rule, products in members.items():
            used = usage[rule.period]
            if rule.is_together:
                quotas.append(self._dms_joint_quota(rule, products, used))
            else:
                quotas += self._dms_single_quotas(rule, products, used)
        return quotas

    def _dms_single_quotas(self, rule, products, used):
        quotas = []
        for product in products:
            quantity = rule._dms_own_quantity(product)
            if quantity is not None:
                quotas.append(
                    Quota(
                        rule.id,
                        {product.id: Decimal(1)},
                        _exact(quantity),
                        _exact(used.get(product, 0)),
                    )
                )
        return quotas

    def _dms_joint_quota(self, rule, products, used):
        """Count products in the rule's unit, those of the order and those before."""
        before = self.env["product.product"].browse(p.id for p in used)
        earlier = [p for p, rules in rule._dms_by_product(before).items() if rules]
        weights = {}
        for product in {*products, *earlier}:
            if product.uom_id._has_common_reference(rule.uom_id):
                one = product.uom_id._compute_quantity(1.0, rule.uom_id, round=False)
                weights[product.id] = Decimal(repr(one))
        gone = sum(
            (weights.get(p.id, 0) * _exact(used[p]) for p in earlier), Decimal(0)
        )
        return Quota(rule.id, weights, _exact(rule.quantity), gone.quantize(NOISE))

    def _dms_order_minimums(self, rules, found):
        """Return order minimums; for the same goods the narrowest audience's holds."""
        chosen = {}
        for rule in rules.filtered(lambda rule: rule.kind == "order_minimum"):
            goods = (*sorted(rule.product_ids.ids), None, *sorted(rule.categ_ids.ids))
            rank = (rule._dms_audience_rank(self), rule.amount)
            if goods not in chosen or rank > chosen[goods][0]:
                chosen[goods] = (rank, rule)
        return [
            OrderMinimum(
                rule.id,
                Decimal(repr(rule.amount)),
                frozenset(p.id for p, holding in found.items() if rule in holding)
                if rule.product_ids or rule.categ_ids
                else None,
            )
            for _rank, rule in chosen.values()
        ]

    # --- in words -----------------------------------------------------------------

    def _dms_breach_sentences(self, breaches):
        """Return a sentence per breach; it names the product where it is about one."""
        texts = self._dms_breach_words(breaches)
        products = self._dms_by_id("product.product", (b.product_id for b in breaches))
        return [
            self.env._(
                "%(product)s: %(what)s",
                product=products[breach.product_id].display_name,
                what=text,
            )
            if breach.product_id
            else text
            for breach, text in zip(breaches, texts, strict=True)
        ]

    def _dms_breach_words(self, breaches):
        """Return what each breach is and what would be right, without the product."""
        rules = self._dms_by_id("dms.order.rule", (b.rule_id for b in breaches))
        products = self._dms_by_id("product.product", (b.product_id for b in breaches))
        return [
            self._dms_breach_text(
                breach, rules[breach.rule_id], products[breach.product_id]
            )
            for breach in breaches
        ]

    def _dms_breach_text(self, breach, rule, product):
        if breach.kind == ORDER_MINIMUM:
            limit = rule._dms_amount_text(float(breach.limit))
            asked = rule._dms_amount_text(float(breach.limit - breach.asked))
        else:
            unit = rule.uom_id if rule.is_together else product.uom_id
            limit = rule._dms_quantity_text(breach.limit, unit)
            asked = rule._dms_quantity_text(breach.asked, unit)
        text = self._dms_breach_texts()[breach.kind] % {
            "rule": rule.name,
            "limit": limit,
            "asked": asked,
        }
        if breach.proposal is None:
            return text
        proposal = rule._dms_quantity_text(breach.proposal, product.uom_id)
        return " ".join(
            [text, self.env._("%(proposal)s would fit.", proposal=proposal)]
        )

    def _dms_breach_texts(self):
        _ = self.env._
        return {
            MINIMUM: _("ordered from %(limit)s on, not %(asked)s (%(rule)s)."),
            MULTIPLE: _("sold in multiples of %(limit)s, not %(asked)s (%(rule)s)."),
            MAXIMUM: _("at most %(limit)s per order, not %(asked)s (%(rule)s)."),
            QUOTA: _("%(limit)s are left of the quota, not %(asked)s (%(rule)s)."),
            ORDER_MINIMUM: _(
                "An order begins at %(limit)s without taxes; %(asked)s are missing "
                "(%(rule)s)."
            ),
        }

    def _dms_rule_hints(self, wanted, book, breaches):
        """Return {(product, unit): dict(terms, faults, take, step)} for lines of the pad.

        ``terms`` say what holds for the product, ``faults`` what is broken, and
        ``take`` is the quantity, in the line's unit, that would be right: None where
        the product stands on several lines or no quantity in this unit fits. ``step``
        is by how much the quantity changes with a tap.
        """
        terms = self._dms_rule_terms(book)
        texts, broken, lines = defaultdict(list), {}, defaultdict(list)
        for breach, text in zip(
            breaches, self._dms_breach_words(breaches), strict=True
        ):
            texts[breach.product_id].append(_capital(text))
            broken.setdefault(breach.product_id, breach)
        for entry in wanted:
            lines[entry.product_id].append(entry)
        chosen = choose(book.limits)
        return {
            (product_id, entry.uom_id): {
                "terms": terms[product_id],
                "faults": texts[product_id],
                "take": self._dms_take(entry, broken.get(product_id))
                if len(entries) == 1
                else None,
                "step": self._dms_step(entry, chosen.get(product_id, {})),
            }
            for product_id, entries in lines.items()
            for entry in entries
        }

    def _dms_rule_terms(self, book):
        """Return {product id: what holds for it, in a few words each}."""
        terms = defaultdict(list)
        chosen = choose(book.limits)
        ids = [limit.rule_id for limit in book.limits]
        ids += [quota.rule_id for quota in book.quotas]
        rules = self._dms_by_id("dms.order.rule", ids)
        goods = [product_id for quota in book.quotas for product_id in quota.weights]
        products = self._dms_by_id("product.product", goods)
        for product_id, kinds in chosen.items():
            terms[product_id] += [rules[limit.rule_id].term for limit in kinds.values()]
        for quota in book.quotas:
            rule = rules[quota.rule_id]
            for product_id in quota.weights:
                unit = rule.uom_id if rule.is_together else products[product_id].uom_id
                left = rule._dms_quantity_text(quota.left, unit)
                terms[product_id].append(
                    self.env._("%(left)s left of the quota", left=left)
                )
        return terms

    def _dms_take(self, entry, breach):
        """Return the quantity in the unit of ``entry`` that would be right, or None."""
        if breach is None or breach.proposal is None:
            return None
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        take = self._dms_in_unit(breach.proposal, entry)
        return float(take) if fits_digits(take, digits) else None

    def _dms_step(self, entry, limits):
        """Return a whole case in the unit of ``entry``, or 1."""
        if MULTIPLE not in limits:
            return 1.0
        step = self._dms_in_unit(limits[MULTIPLE].quantity, entry)
        return float(step) if step >= 1 and fits_digits(step, 0) else 1.0

    def _dms_in_unit(self, quantity, entry):
        """Convert a quantity in the product's own unit into the unit of ``entry``."""
        # sudo: goods of the dealer's own lines; callers have checked whose
        product = self.env["product.product"].sudo().browse(entry.product_id)
        uom = self.env["uom.uom"].sudo().browse(entry.uom_id)
        own = product.uom_id
        return _exact(own._compute_quantity(float(quantity), uom, round=False))


def _capital(text):
    return text[:1].upper() + text[1:]


def _exact(number):
    """Return a quantity as Decimal, without the noise of binary fractions."""
    return Decimal(repr(float(number))).quantize(NOISE)
