from odoo import fields
from odoo.fields import Command

from .order_common import OrderCommon


class PriceCommon(OrderCommon):
    """Price lists of a grade, a region and a dealer, and a way to write price books."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.config.settings"].create(
            {"group_product_pricelist": True}
        ).execute()
        cls.gold_list = cls.dealer.grade_id.default_pricelist_id
        cls.manager = cls._staff(group="manager", login="manager-of-prices")
        cls.second = cls._staff(group="manager", login="second-manager")
        cls.tomorrow = fields.Date.add(fields.Date.today(), days=1)

    @classmethod
    def _item(cls, pricelist, product=None, **vals):
        """Add a rule to a price list; of a product unless ``vals`` say otherwise."""
        if product:
            vals |= {
                "applied_on": "1_product",
                "product_tmpl_id": product.product_tmpl_id.id,
            }
        return cls.env["product.pricelist.item"].create(
            {"pricelist_id": pricelist.id, "compute_price": "fixed", **vals}
        )

    @classmethod
    def _book(cls, *lines, user=None, **vals):
        """Create a draft: ``lines`` are (list, product or category, price, more)."""
        commands = []
        for pricelist, goods, price, *more in lines:
            name = "product_id" if goods._name == "product.product" else "categ_id"
            commands.append(
                Command.create(
                    {
                        "pricelist_id": pricelist.id,
                        name: goods.id,
                        "fixed_price": price,
                        **(more[0] if more else {}),
                    }
                )
            )
        return (
            cls.env["dms.price.book"]
            .with_user(user or cls.manager)
            .create(
                {
                    "name": "New prices",
                    "date_start": cls.tomorrow,
                    "line_ids": commands,
                    **vals,
                }
            )
        )

    def _price(self, product, day, quantity=1.0, pricelist=None, seconds=0):
        """Return what core asks on a day, ``seconds`` after its midnight."""
        moment = self.company._dms_midnight(fields.Date.to_date(day))
        return (pricelist or self.gold_list)._get_product_price(
            product, quantity, date=fields.Datetime.add(moment, seconds=seconds)
        )
