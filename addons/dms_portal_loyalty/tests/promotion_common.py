from odoo.fields import Command

from odoo.addons.dms_portal.tests.order_common import OrderCommon


def buy_and_get(env, bought, free, quantities=(24, 2), **vals):
    """Create "buy 24 get 2", counted by pieces."""
    many, few = quantities
    return env["loyalty.program"].create(
        {
            "name": "Beer for wine",
            "program_type": "buy_x_get_y",
            "trigger": "auto",
            "applies_on": "current",
            "rule_ids": [
                Command.create(
                    {
                        "product_ids": bought.ids,
                        "reward_point_mode": "unit",
                        "reward_point_amount": 1,
                        "minimum_qty": 1,
                    }
                )
            ],
            "reward_ids": [
                Command.create(
                    {
                        "reward_type": "product",
                        "reward_product_id": free.id,
                        "reward_product_qty": few,
                        "required_points": many,
                    }
                )
            ],
            **vals,
        }
    )


class PromotionCommon(OrderCommon):
    """Promotions on wine (9.00 for Gold) for two dealers, and what they see."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["loyalty.program"].search([]).active = False

    @classmethod
    def _buy_and_get(cls, bought=24, free=2, **vals):
        """Buy 24 wine, get 2 beer."""
        return buy_and_get(cls.env, cls.wine, cls.beer, (bought, free), **vals)

    @classmethod
    def _percent_off(cls, percent=10, minimum=100, minimum_qty=1, **vals):
        """Order for 100 and get 10 % off."""
        return cls.env["loyalty.program"].create(
            {
                "name": "Ten off",
                "program_type": "promotion",
                "trigger": "auto",
                "applies_on": "current",
                "rule_ids": [
                    Command.create(
                        {
                            "minimum_amount": minimum,
                            "minimum_qty": minimum_qty,
                            "minimum_amount_tax_mode": "excl",
                            "reward_point_mode": "order",
                            "reward_point_amount": 1,
                        }
                    )
                ],
                "reward_ids": [
                    Command.create(
                        {
                            "reward_type": "discount",
                            "discount": percent,
                            "discount_mode": "percent",
                            "discount_applicability": "order",
                            "required_points": 1,
                        }
                    )
                ],
                **vals,
            }
        )

    def _quote(self, *lines, user=None):
        drafts = self.env["dms.order.draft"].with_user(user or self.buyer)
        asked = [{"uom_id": None, **line} for line in lines]
        return drafts._dms_quote(asked, None)

    def _told(self, *lines, user=None):
        return {
            row["name"]: (row["state"], row["text"])
            for row in self._quote(*lines, user=user)["promotions"]
        }
