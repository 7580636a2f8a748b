from odoo.tests import tagged
from odoo.tests.common import HttpCase

from .price_common import PriceCommon
from .test_order_pad_http import HOSTILE, ROUTE, TOUR_SECONDS


@tagged("post_install", "-at_install")
class TestPricesOnPhone(PriceCommon, HttpCase):
    """On a phone: open why, order more, see it change; look up the prices."""

    browser_size = "390x844"
    touch_enabled = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._item(
            cls.gold_list,
            cls.wine,
            compute_price="percentage",
            percent_price=20,
            min_quantity=24,
        )
        cls._book((cls.gold_list, cls.wine, 9.9)).action_dms_publish()

    def test_why_and_the_price_list(self):
        self.start_tour(
            ROUTE, "dms_prices_phone", login=self.buyer.login, timeout=TOUR_SECONDS
        )
        draft = self.env["dms.order.draft"].search([("user_id", "=", self.buyer.id)])
        self.assertEqual(
            [(line["product_id"], line["quantity"]) for line in draft.lines],
            [(self.wine.id, 24)],
        )

    def test_nonsense_is_not_explained(self):
        self.authenticate(self.buyer.login, self.buyer.login)
        good = {"product_id": self.wine.id, "quantity": 1, "uom_id": False}
        for value in HOSTILE:
            for line in (value, *({**good, name: value} for name in good)):
                with self.subTest(line=line):
                    answer = self.make_jsonrpc_request(f"{ROUTE}/why", {"line": line})
                    self.assertTrue(answer is None or answer[-1]["is_result"])
