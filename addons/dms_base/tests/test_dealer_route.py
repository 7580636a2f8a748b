from odoo import http
from odoo.http import Request, request
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.dms_base.controllers.portal import (
    DealerPortal,
    dealer_route,
    typed_text,
)
from odoo.addons.dms_base.controllers.team import DealerTeam

from .common import DealerCommon

HOME = "/my/dealer"
TEAM = "/my/dealer/team"


@tagged("post_install", "-at_install")
class TestDealerRoute(DealerCommon, HttpCase):
    """Who may enter belongs to the route, whoever answers it in the end."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dealer = cls._dealer("Door Dealer")
        cls.owner = cls._dealer_user(cls.dealer, "owner")
        cls.buyer = cls._dealer_user(cls.dealer, "buyer")

    def _install(self, controller):
        """Put a controller into the routing map until the test is over."""

        def forget():
            controller.__module__ = "gone"  # Odoo passes over what no add-on brought
            self.env.registry.clear_cache("routing")

        self.addCleanup(forget)
        self.env.registry.clear_cache("routing")

    def _get(self, url, user):
        self.authenticate(user.login, user.login)
        return self.url_open(url)

    def _post(self, url, user, data, files=None):
        self.authenticate(user.login, user.login)
        token = Request.csrf_token(self)
        return self.url_open(url, data={**data, "csrf_token": token}, files=files)

    def test_an_heir_that_says_nothing_of_roles_keeps_them(self):
        class Heir(DealerTeam):
            @http.route()
            def dealer_team(self, **kw):
                return request.make_response("page of the heir")

        self._install(Heir)
        self.assertEqual(self._get(TEAM, self.owner).text, "page of the heir")
        refused = self._get(TEAM, self.buyer)
        self.assertEqual(refused.status_code, 403)
        self.assertIn("Only the owner of Door Dealer", refused.text)
        self.assertNotIn("page of the heir", refused.text)

    # pylint: disable=missing-return  # it is the class inside that calls super
    def test_an_heir_that_is_no_route_of_its_own_keeps_them_too(self):
        class Heir(DealerPortal):
            def dealer_home(self, **kw):
                return super().dealer_home(**kw)

        self._install(Heir)
        with mute_logger("odoo.http"):  # Odoo tells that it adds http.route itself
            home = self._get(HOME, self.buyer)
        self.assertEqual(home.status_code, 200)
        nobody = self._dealer_user(self.dealer, "buyer", login="no-role@x.example")
        nobody.group_ids = self.env.ref("base.group_portal")
        self.assertEqual(self._get(HOME, nobody).status_code, 403)

    def test_an_heir_opens_a_page_to_others_when_it_says_so(self):
        class Heir(DealerTeam):
            @http.route()
            @dealer_route("buyer")
            def dealer_team(self, **kw):
                return request.make_response("page of the heir")

        self._install(Heir)
        self.assertEqual(self._get(TEAM, self.buyer).text, "page of the heir")

    # pylint: disable=missing-return
    def test_what_a_route_writes_is_inherited_with_its_roles(self):
        class Heir(DealerPortal):
            @http.route(f"{HOME}/mark", type="http", auth="user", website=True)
            @dealer_route("owner", writes=True)
            def dealer_mark(self):
                return request.make_response("marked")

        class HeirOfHeir(Heir):
            @http.route()
            @dealer_route("buyer")
            def dealer_mark(self):
                return super().dealer_mark()

        self._install(Heir)
        self._install(HeirOfHeir)
        self.assertEqual(self._get(f"{HOME}/mark", self.buyer).text, "marked")
        self.dealer._dms_change_state("suspended", "Two bills late", "view_only")
        refused = self._get(f"{HOME}/mark", self.buyer)
        self.assertEqual(refused.status_code, 403)
        self.assertIn("Two bills late", refused.text)

    def test_a_controller_without_the_shell_refuses_too(self):
        class Plain(http.Controller):
            @http.route("/dms/plain", type="http", auth="user")
            @dealer_route("owner")
            def plain(self):
                return request.make_response("plain page")

        self._install(Plain)
        self.addCleanup(http.Controller.children_classes["dms_base"].remove, Plain)
        self.assertEqual(self._get("/dms/plain", self.owner).text, "plain page")
        with mute_logger("odoo.http"):
            refused = self._get("/dms/plain", self.buyer)
        self.assertEqual(refused.status_code, 403)
        self.assertIn("Only the owner of Door Dealer", refused.text)

    def test_staff_are_led_to_the_back_office(self):
        page = self._get(HOME, self._staff())
        self.assertEqual(page.status_code, 403)
        self.assertIn("You work for the brand", page.text)
        self.assertIn('href="/odoo"', page.text)
        self.assertNotIn('href="/odoo" class="btn', self._get(TEAM, self.buyer).text)

    def test_a_view_only_dealer_reads_why_nothing_can_be_changed(self):
        self.dealer._dms_change_state("suspended", "Two bills late", "view_only")
        data = {"name": "New", "email": "new@x.example", "role": "buyer"}
        refused = self._post(f"{TEAM}/invite", self.owner, data)
        self.assertEqual(refused.status_code, 403)
        self.assertIn(
            "can change nothing for now. Reason: Two bills late", refused.text
        )
        self.assertEqual(self._get(TEAM, self.owner).status_code, 200)
        self.assertFalse(self.env["res.users"].search([("login", "=", data["email"])]))

    def test_a_file_in_place_of_a_text_is_answered_on_the_page(self):
        before = self.dealer.dealer_user_ids
        for name in ("name", "email"):
            with self.subTest(file=name):
                data = {"name": "New", "email": "new@x.example", "role": "buyer"}
                del data[name]
                files = {name: ("x.txt", b"x")}
                page = self._post(f"{TEAM}/invite", self.owner, data, files)
                self.assertEqual(page.status_code, 200)
                self.assertIn("one valid e-mail address", page.text)
        self.assertEqual(self.dealer.dealer_user_ids, before)

    def test_typed_text_is_text_that_can_be_stored(self):
        self.assertEqual(typed_text("a\0b", 8), "ab")
        self.assertEqual(typed_text("x" * 9, 8), "x" * 8)
        self.assertEqual(typed_text(None, 8), "")
