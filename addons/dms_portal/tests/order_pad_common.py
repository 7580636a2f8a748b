from odoo.addons.dms_base.tests.common import DealerCommon


class OrderPadCommon(DealerCommon):
    """A dealer with a price list, a buyer, and a few goods."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.dealer = cls._dealer("Dealer A", grade_id=cls._grade("Gold", 10.0).id)
        cls.buyer = cls._dealer_user(cls.dealer, "buyer")
        cls.case = cls.env["uom.uom"].create(
            {
                "name": "Case of 12",
                "relative_factor": 12,
                "relative_uom_id": cls.env.ref("uom.product_uom_unit").id,
            }
        )
        cls.wine = cls._product(
            "Red Wine", 10.0, default_code="W-100", barcode="690000000001"
        )
        cls.wine.uom_ids = cls.case
        cls.wine.with_context(lang="zh_CN").name = "红酒"
        cls.beer = cls._product("Beer", 2.0, default_code="B-7", barcode="690000000002")
        cls.tea = cls._product(
            "Green Tea",
            5.0,
            category=cls.other_category,
            default_code="W-200",
            barcode="690000000003",
        )
        cls.env["product.uom"].create(
            {
                "product_id": cls.wine.id,
                "uom_id": cls.case.id,
                "barcode": "1690000000001",
            }
        )
        cls.drafts = cls.env["dms.order.draft"].with_user(cls.buyer)

    def _found(self, term, dealer=None):
        products = self.env["product.product"]
        return products._dms_search_products(dealer or self.dealer, term)

    def _quote(self, *lines):
        return self.drafts._dms_quote(
            [
                {
                    "product_id": product.id,
                    "quantity": quantity,
                    "uom_id": uom and uom.id,
                }
                for product, quantity, uom in lines
            ],
            None,
        )
