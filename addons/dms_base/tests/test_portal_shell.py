from odoo import fields
from odoo.http import Request
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import DealerCommon

HOME = "/my/dealer"
TEAM = "/my/dealer/team"


@tagged("post_install", "-at_install")
class TestPortalShell(DealerCommon, HttpCase):
    """The shell: who comes in, what it says, and where people land."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dealer = cls._dealer("Shell Dealer")
        cls.people = {
            role: cls._dealer_user(cls.dealer, role)
            for role in ("owner", "buyer", "finance", "stock")
        }

    def _get(self, url, user):
        self.authenticate(user.login, user.login)
        return self.url_open(url)

    def test_each_role_comes_home_and_only_the_owner_sees_the_team(self):
        for role, user in self.people.items():
            with self.subTest(role=role):
                home = self._get(HOME, user)
                self.assertEqual(home.status_code, 200)
                self.assertIn("Shell Dealer", home.text)
                team = self._get(TEAM, user)
                self.assertEqual(team.status_code, 200 if role == "owner" else 403)
                self.assertEqual(f'href="{TEAM}"' in home.text, role == "owner")
                if role != "owner":
                    self.assertIn("Only the owner of Shell Dealer", team.text)
                    self.assertNotIn(self.people["owner"].login, team.text)

    def test_credit_is_shown_to_all_but_the_stock_role(self):
        self.env.company.account_use_credit_limit = True
        self.dealer.credit_limit = 4321
        for role, user in self.people.items():
            with self.subTest(role=role):
                page = self._get(HOME, user).text
                self.assertEqual("4,321" in page, role != "stock")

    def test_home_says_whom_to_call(self):
        seller = self._staff(self.north, name="Sales North")
        seller.partner_id.write({"phone": "021 6100 0001", "email": "north@brand.test"})
        self.dealer.user_id = seller
        page = self._get(HOME, self.people["stock"]).text
        self.assertIn("Sales North", page)
        self.assertRegex(page, r'href="tel:\+?[0-9]+"')
        self.assertIn("mailto:north@brand.test", page)

    def test_without_a_seller_the_staff_of_the_region_is_named(self):
        self._staff(self.north, name="Region North")
        self.dealer.user_id = False
        (contact, *_others) = self.people["buyer"]._dms_contacts()
        self.assertEqual(contact["name"], "Region North")
        self.assertEqual(self._staff()._dms_contacts(), [])

    def test_people_of_no_dealer_are_refused_with_a_sentence(self):
        staff = self._staff()
        for url in (HOME, TEAM):
            page = self._get(url, staff)
            self.assertEqual(page.status_code, 403)
            self.assertIn("for the people of a dealer", page.text)

    def test_a_suspended_dealer_reads_the_reason(self):
        self.dealer._dms_change_state("suspended", "Two bills late", "view_only")
        page = self._get(HOME, self.people["stock"])
        self.assertEqual(page.status_code, 200)
        self.assertIn("Two bills late", page.text)
        self.assertIn("change nothing", page.text)

    def test_the_owner_alone_is_reminded_of_papers_that_end(self):
        self.env["dms.license"].create(
            [
                {
                    "dealer_id": self.dealer.id,
                    "number": number,
                    "date_last": fields.Date.add(fields.Date.today(), days=days),
                }
                for number, days in (("NEAR-1", 30), ("FAR-1", 200))
            ]
        )
        for role, user in self.people.items():
            with self.subTest(role=role):
                page = self._get(HOME, user).text
                self.assertEqual("NEAR-1 ends in 30 days" in page, role == "owner")
                self.assertNotIn("FAR-1", page)

    def test_sign_in_leads_home_and_my_links_to_it(self):
        buyer = self.people["buyer"]
        self.authenticate(None, None)
        answer = self.url_open(
            "/web/login",
            data={
                "login": buyer.login,
                "password": buyer.login,
                "csrf_token": Request.csrf_token(self),
            },
            allow_redirects=False,
        )
        self.assertEqual(answer.status_code, 303)
        self.assertTrue(answer.headers["Location"].endswith(HOME))
        self.assertIn(f'href="{HOME}"', self._get("/my", buyer).text)

    @mute_logger("odoo.http")
    def test_hostile_parameters_never_break_a_page(self):
        owner = self.people["owner"]
        self.authenticate(owner.login, owner.login)
        huge = "9" * 40
        token = Request.csrf_token(self)
        self.assertLess(self.url_open(f"{HOME}?page_name[]=x").status_code, 500)
        for path in ("invite", f"{huge}/role", "0/active", f"{huge}/resend"):
            for value in ("", "x" * 5000, "'\"<%", "-1", "\u0000"):
                with self.subTest(path=path, value=value[:8]):
                    data = {
                        "csrf_token": token,
                        "name": value,
                        "email": value,
                        "role": value,
                        "active": value,
                    }
                    answer = self.url_open(f"{TEAM}/{path}", data=data)
                    self.assertLess(answer.status_code, 500)
        self.assertEqual(len(self.dealer.dealer_user_ids), 4)
