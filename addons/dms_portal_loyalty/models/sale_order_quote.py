from contextlib import closing
from decimal import Decimal

from odoo import api, models
from odoo.fields import Command, Domain

from odoo.addons.dms_portal.models.formats import format_quantity

from ..engine.promotion_gap import Ordered, Terms, gap

MOST_SHOWN = 6
MOST_NAMED = 2


class SaleOrder(models.Model):
    """What the pad promises: the order is placed, read and taken back.

    So the quote's total is the total of the order, whatever core makes of promotions.
    """

    _inherit = "sale.order"

    @api.model
    def _dms_promised(self, dealer, wanted, shipping):
        """Return what the order would come to with its promotions; None: none is there.

        Args:
            dealer: sudoed, in the company that sells to it.
            wanted: ``engine.order_lines.Wanted``, of products that may be ordered.
        Returns:
            dict(totals, promotions), as the quote of the pad has them.
        """
        if not wanted or not self._dms_quoted_order(dealer)._dms_own_programs():
            return None
        with closing(self.env.cr.savepoint()):
            order = self._dms_tried_order(dealer, wanted, shipping)
            refused = order._dms_apply_promotions(is_kept=False)
            promised = {
                "totals": {
                    "untaxed": order.amount_untaxed,
                    "tax": order.amount_tax,
                    "total": order.amount_total,
                },
                "promotions": order._dms_promotion_rows(refused),
            }
        return promised

    @api.model
    def _dms_tried_order(self, dealer, wanted, shipping):
        """Create the order that the door would create; the caller takes it back."""
        vals = {
            "name": "-",  # or a number would be used up
            "partner_id": dealer.id,
            "company_id": dealer.env.company.id,
            "pricelist_id": dealer.property_product_pricelist.id,
            "order_line": [
                Command.create(
                    {
                        "product_id": entry.product_id,
                        "product_uom_id": entry.uom_id,
                        "product_uom_qty": float(entry.quantity),
                    }
                )
                for entry in wanted
            ],
        }
        if shipping:
            vals["partner_shipping_id"] = shipping.id
        quiet = {
            "mail_create_nolog": True,
            "mail_create_nosubscribe": True,
            "mail_notrack": True,
            "tracking_disable": True,
        }
        orders = self.with_env(dealer.env).with_context(**quiet)
        return orders._dms_create_priced(vals).with_env(orders.env)

    # --- tell ---------------------------------------------------------------------

    def _dms_promotion_rows(self, refused):
        """Return what the pad says of each promotion: dict(name, state, text, gain)."""
        given = self.order_line.filtered("reward_id").grouped(
            lambda line: line.reward_id.program_id
        )
        own = self._dms_own_programs()
        gone = refused | own._dms_used_up(self) | own.filtered(_is_worn_out)
        rows = []
        for program in own:
            lines = given.get(program)
            if lines:
                rows.append(self._dms_applied_row(program, lines))
            elif row := self._dms_missing_row(program, program in gone):
                rows.append(row)
        rank = ("applied", "missing", "not")
        rows.sort(key=lambda row: rank.index(row["state"]))
        return rows[:MOST_SHOWN]

    def _dms_applied_row(self, program, lines):
        goods = lines.filtered(lambda line: line.reward_id.reward_type == "product")
        texts = [
            self._dms_free_text(line.product_uom_qty, line.product_id) for line in goods
        ]
        off = sum((lines - goods).mapped("price_total"), 0.0)
        return {
            "name": program.name,
            "state": "applied",
            "text": ", ".join(texts) or self._dms_reward_text(lines.reward_id[:1]),
            "gain": abs(off),
        }

    def _dms_reward_text(self, reward):
        """Say what a reward is; core's own words are of one language only."""
        if reward.reward_type == "product":
            product = reward.reward_product_ids[:1]
            return self._dms_free_text(reward.reward_product_qty, product)
        is_plain = reward.discount_mode == "percent" and not reward.discount_max_amount
        if is_plain and reward.discount_applicability == "order":
            percent = format_quantity(self.env, reward.discount)
            return self.env._("%(percent)s%% off the order", percent=percent)
        return reward.description

    def _dms_free_text(self, quantity, product):
        return self.env._(
            "%(quantity)s %(unit)s of %(product)s free",
            quantity=format_quantity(self.env, quantity),
            unit=product.uom_id.name,
            product=product.name,
        )

    def _dms_missing_row(self, program, is_gone):
        """Return what is said of a promotion that is not given; None: nothing is."""
        row = {"name": program.name, "state": "not", "gain": 0.0}
        nearest = self._dms_nearest(program)
        if nearest is None:
            return None
        lacking, goods = nearest
        if is_gone:
            return {**row, "text": self._dms_used_up_text()}
        if lacking.is_none:
            text = self.env._("Not together with the promotions above.")
            return {**row, "text": text}
        text = self._dms_lacking_text(lacking, goods, program.reward_ids[:1])
        return {**row, "state": "missing", "text": text}

    def _dms_lacking_text(self, lacking, goods, reward):
        """Say "Add 6 Units more of Tea to get: 1 Units of Cup free"."""
        names = ", ".join(goods.mapped("name")) if len(goods) <= MOST_NAMED else ""
        what = names or self.env._("the goods of this promotion")
        if lacking.quantity > 0:
            return self.env._(
                "Add %(quantity)s %(unit)s more of %(goods)s to get: %(reward)s",
                quantity=format_quantity(self.env, float(lacking.quantity)),
                unit=goods[:1].uom_id.name,
                goods=what,
                reward=self._dms_reward_text(reward),
            )
        amount = self.currency_id.format(float(lacking.amount))
        return self.env._(
            "Order for %(amount)s more of %(goods)s to get: %(reward)s",
            amount=amount,
            goods=what,
            reward=self._dms_reward_text(reward),
        )

    def _dms_nearest(self, program):
        """Return (what is lacking, goods) of the nearest rule within reach, or None.

        Rules about goods that the dealer may not order are out of reach, and not told.
        """
        assortment = self.partner_id.commercial_partner_id._dms_product_domain()
        found = []
        for rule in program.rule_ids:
            goods = self.env["product.product"].search(
                Domain(rule._get_valid_product_domain()) & assortment,
                limit=MOST_NAMED + 1,
            )
            if goods:
                found.append((self._dms_gap(program, rule), goods))
        return min(found, key=lambda x: (x[0].quantity, x[0].amount), default=None)

    def _dms_gap(self, program, rule):
        lines = self._dms_ordered_lines()
        valid = program._get_valid_products(lines.product_id).get(rule, [])
        mine = lines.filtered(lambda line: line.product_id in valid)
        is_taxed = rule.minimum_amount_tax_mode == "incl"
        amounts = mine.mapped("price_total" if is_taxed else "price_subtotal")
        ordered = Ordered(
            _decimal(sum(line._dms_pieces() for line in mine)),
            _decimal(sum(amounts)),
            _decimal(sum(mine.mapped("price_total"))),
        )
        rate = _decimal(rule.reward_point_amount)
        mode = rule.reward_point_mode
        terms = Terms(
            _decimal(rule.minimum_qty),
            _decimal(rule._compute_amount(self.currency_id)),
            _decimal(min(program.reward_ids.mapped("required_points"), default=0)),
            rate if mode == "unit" else Decimal(0),
            rate if mode == "money" else Decimal(0),
        )
        return gap(ordered, terms)


def _is_worn_out(program):
    """Whether core gives a program no more, having been used so many times."""
    return program.limit_usage and program.total_order_count >= program.max_usage


def _decimal(number):
    return Decimal(repr(round(float(number), 9)))
