from odoo.fields import Command
from odoo.tests import HttpCase, JsonRpcException, tagged
from odoo.tools import mute_logger

from odoo.addons.dms_base.tests.common import DealerCommon
from odoo.addons.web.tests.test_js import HOOTCommon, unit_test_error_checker

ROUTE = "/my/dealer/order"
TOUR_SECONDS = 240  # a browser and this server may share one slow processor
HOSTILE = (
    None,
    True,
    -1,
    2**70,
    1e308,
    "'; DROP TABLE sale_order; --",
    "%s%(x)s",
    [],
    [[]],
    {},
    {"lines": {}},
    [{"product_id": {"$ne": 1}, "quantity": []}],
)


class OrderPadHttpCommon(DealerCommon, HttpCase):
    """A dealer with a buyer, two products it may order and one it may not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dealer = cls._dealer("Dealer A")
        cls.buyer = cls._dealer_user(cls.dealer, "buyer", login="pad-buyer")
        cls.case = cls.env["uom.uom"].create(
            {
                "name": "Case of 6",
                "relative_factor": 6,
                "relative_uom_id": cls.env.ref("uom.product_uom_unit").id,
            }
        )
        cls.wine = cls._product("Red Wine", 10.0, default_code="T-1")
        cls.tea = cls._product(
            "茶 Green", 5.0, default_code="T-2", uom_ids=[Command.set(cls.case.ids)]
        )
        cls.hidden = cls._product(
            "Hidden Whisky", category=cls.other_category, default_code="T-3"
        )

    def _call(self, route, **params):
        return self.make_jsonrpc_request(f"{ROUTE}/{route}", params)

    def _line(self, product, quantity):
        return {
            "product_id": product.id,
            "quantity": quantity,
            "uom_id": product.uom_id.id,
        }

    def _orders(self, dealer=None):
        return self.env["sale.order"].search(
            [("dms_dealer_id", "=", (dealer or self.dealer).id)]
        )


@tagged("post_install", "-at_install")
class TestOrderPadRoutes(OrderPadHttpCommon):
    """The routes serve buyers and owners, and only with what is the own dealer's."""

    def test_order_from_the_search_to_the_order_page(self):
        self.authenticate("pad-buyer", "pad-buyer")
        found = self._call("search", term="T-1")
        saved = self._call(
            "save", version=0, values={"lines": [self._line(self.wine, 4)]}
        )["draft"]
        quote = self._call("quote", lines=[self._line(self.wine, 4)])

        placed = self._call("submit", **saved)["order"]

        order = self._orders()
        self.assertEqual([card["id"] for card in found], self.wine.ids)
        self.assertEqual(placed["order_id"], order.id)
        self.assertEqual(placed["url"], f"/my/dealer/orders/{order.id}")
        self.assertEqual(quote["totals"]["total"], order.amount_total)
        self.assertEqual(order.create_uid, self.buyer)

    def test_submitting_twice_places_one_order(self):
        self.authenticate("pad-buyer", "pad-buyer")
        saved = self._call(
            "save", version=0, values={"lines": [self._line(self.wine, 4)]}
        )["draft"]

        answers = [self._call("submit", **saved)["order"] for _again in range(3)]

        self.assertEqual(
            [answer["created"] for answer in answers], [True, False, False]
        )
        self.assertEqual(
            {answer["order_id"] for answer in answers}, set(self._orders().ids)
        )

    def test_page_carries_no_forbidden_product(self):
        self.authenticate("pad-buyer", "pad-buyer")
        self._call(
            "save",
            version=0,
            values={"lines": [self._line(self.hidden, 1), self._line(self.wine, 1)]},
        )

        page = self.url_open(ROUTE)

        self.assertEqual(page.status_code, 200)
        self.assertIn("Red Wine", page.text)
        self.assertNotIn("Hidden", page.text)
        for term in ("Hidden", "T-3", "whisky"):
            self.assertFalse(self._call("search", term=term))
        self.assertNotIn(
            "Hidden", str(self._call("quote", lines=[self._line(self.hidden, 1)]))
        )

    def test_another_dealer_neither_sees_nor_submits_the_order(self):
        self.authenticate("pad-buyer", "pad-buyer")
        saved = self._call(
            "save", version=0, values={"lines": [self._line(self.wine, 4)]}
        )["draft"]
        other = self._dealer("Dealer B")
        self._dealer_user(other, "owner", login="pad-other")
        self.authenticate("pad-other", "pad-other")

        loaded = self._call("load")["draft"]
        answer = self._call("submit", **saved)

        self.assertEqual((loaded["version"], loaded["lines"]), (0, []))
        self.assertTrue(answer["conflict"])
        self.assertFalse(answer["draft"]["lines"])
        self.assertFalse(self._orders() | self._orders(other))

    def test_placed_order_of_another_dealer_is_not_found_by_its_reference(self):
        self.authenticate("pad-buyer", "pad-buyer")
        saved = self._call(
            "save", version=0, values={"lines": [self._line(self.wine, 4)]}
        )["draft"]
        self._call("submit", **saved)
        self._dealer_user(self._dealer("Dealer B"), "owner", login="pad-other")
        self.authenticate("pad-other", "pad-other")

        self.assertNotIn("order", self._call("submit", **saved))

    def test_other_roles_and_strangers_are_kept_out(self):
        for role in ("finance", "stock"):
            self._dealer_user(self.dealer, role, login=f"pad-{role}")
            self.authenticate(f"pad-{role}", f"pad-{role}")
            for route in ("load", "search", "quote", "save", "submit"):
                with (
                    self.subTest(role=role, route=route),
                    mute_logger("odoo.http"),
                    self.assertRaises(JsonRpcException),
                ):
                    self._call(route)
            page = self.url_open(ROUTE)
            self.assertNotIn("dms_portal.order_pad", page.text)
            self.assertEqual(page.status_code, 403)
        self.authenticate(None, None)
        page = self.url_open(ROUTE)
        self.assertNotIn("dms_portal.order_pad", page.text)
        self.assertFalse(self.env["dms.order.draft"].search([]))

    def test_hostile_parameters_are_answered(self):
        self.authenticate("pad-buyer", "pad-buyer")
        calls = [
            ("search", "term"),
            ("quote", "lines"),
            ("quote", "shipping_partner_id"),
            ("save", "version"),
            ("save", "values"),
            ("submit", "reference"),
            ("submit", "version"),
        ]
        for route, name in calls:
            for value in HOSTILE:
                with self.subTest(route=route, name=name, value=value):
                    self.assertIsNotNone(self._call(route, **{name: value}))
        for field in ("lines", "note", "requested_date", "shipping_partner_id"):
            for value in HOSTILE:
                with self.subTest(field=field, value=value):
                    version = self._call("load")["draft"]["version"]
                    answer = self._call("save", version=version, values={field: value})
                    self.assertFalse(answer["conflict"])
        self.assertFalse(self._orders())
        self.assertFalse(self._call("load")["draft"]["lines"])


@tagged("post_install", "-at_install")
class TestOrderPadScripts(HOOTCommon):
    """What the pad does without a screen: read quantities, merge, keep, submit once."""

    def test_scripts(self):
        self.browser_js(
            "/web/tests?headless&loglevel=2&preset=desktop&timeout=15000"
            f"&id={self._generate_hash('@dms_portal')}",
            "",
            "",
            login="admin",
            timeout=300,
            error_checker=unit_test_error_checker,
            success_signal="[HOOT] Test suite succeeded",
        )


@tagged("post_install", "-at_install")
class TestOrderPadOnPhone(OrderPadHttpCommon):
    """On a phone: tap, step, type, choose the unit, reload, order by a double tap."""

    browser_size = "390x844"
    touch_enabled = True

    def test_order_on_a_phone(self):
        self.start_tour(
            ROUTE, "dms_order_pad_phone", login="pad-buyer", timeout=TOUR_SECONDS
        )

        order = self._orders()
        self.assertRecordValues(
            order.order_line,
            [
                {
                    "product_id": self.wine.id,
                    "product_uom_qty": 2.0,
                    "product_uom_id": self.wine.uom_id.id,
                },
                {
                    "product_id": self.tea.id,
                    "product_uom_qty": 12.0,
                    "product_uom_id": self.case.id,
                },
            ],
        )
        self.assertEqual(order.dms_note, "Ring twice")


@tagged("post_install", "-at_install")
class TestOrderPadAtDesk(OrderPadHttpCommon):
    """At a desk: no mouse between the first letter and the order."""

    def test_order_at_a_desk(self):
        self.start_tour(
            ROUTE, "dms_order_pad_desk", login="pad-buyer", timeout=TOUR_SECONDS
        )

        self.assertRecordValues(
            self._orders().order_line,
            [
                {"product_id": self.tea.id, "product_uom_qty": 7.0},
                {"product_id": self.wine.id, "product_uom_qty": 3.0},
            ],
        )
