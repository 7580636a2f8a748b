from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.http import Request
from odoo.tests import HttpCase, tagged

from .common import DealerCommon

TEAM = "/my/dealer/team"


class TeamCommon(DealerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dealer = cls._dealer("Team Dealer")
        cls.other = cls._dealer("Other Dealer", dms_region_id=cls.south.id)
        cls.owner = cls._dealer_user(cls.dealer, "owner")
        cls.buyer = cls._dealer_user(cls.dealer, "buyer")
        cls.foreign = cls._dealer_user(cls.other, "buyer")

    def _as(self, user):
        return self.env["res.users"].with_user(user)

    def _find(self, login):
        users = self.env["res.users"].with_context(active_test=False)
        return users.search([("login", "=", login)])


@tagged("post_install", "-at_install")
class TestTeam(TeamCommon):
    """An owner manages the own people and nobody else."""

    def test_an_invited_person_has_the_role_and_no_other_rights(self):
        self._as(self.owner)._dms_invite(
            " New  Person ", "New@Dealer.example", ["stock"]
        )
        user = self._find("new@dealer.example")
        self.assertEqual(user.name, "New Person")
        self.assertEqual(user._dms_dealer(), self.dealer)
        self.assertEqual(user._dms_roles(), {"stock"})
        self.assertEqual(user.group_ids, self.env.ref("dms_base.group_dealer_stock"))
        self.assertTrue(user._is_portal())
        self.assertFalse(user._is_internal())
        self.assertIn("New Person", self.dealer.message_ids[0].body)

    def test_a_person_can_have_several_roles(self):
        user = self._as(self.owner)._dms_invite(
            "Two Hats", "two@x.example", ["buyer", "stock"]
        )
        self.assertEqual(user.sudo()._dms_roles(), {"buyer", "stock"})
        user.with_user(self.owner)._dms_set_roles(["finance", "stock"])
        self.assertEqual(user.sudo()._dms_roles(), {"finance", "stock"})

    def test_an_owner_needs_no_role_beside(self):
        user = self._as(self.owner)._dms_invite(
            "Partner", "partner@x.example", ["owner", "buyer"]
        )
        self.assertEqual(user.group_ids, self.env.ref("dms_base.group_dealer_owner"))

    def test_the_invited_person_reads_the_language_of_the_dealer(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.dealer.lang = "zh_CN"
        staff = self._staff(login="english-staff")
        user = self._as(staff)._dms_invite(
            "New", "zh@x.example", ["buyer"], self.dealer
        )
        self.assertEqual(user.lang, "zh_CN")
        self.owner.lang = "zh_CN"
        mine = self._as(self.owner).with_context(lang="zh_CN")
        self.assertEqual(
            mine._dms_invite("New", "zh2@x.example", ["buyer"]).lang, "zh_CN"
        )

    def test_the_same_invitation_twice_is_one_user(self):
        first = self._as(self.owner)._dms_invite("Twice", "twice@x.example", ["buyer"])
        again = self._as(self.owner)._dms_invite("Twice", "Twice@x.example", ["buyer"])
        self.assertEqual(first, again)
        self.assertEqual(len(self._find("twice@x.example")), 1)

    def test_an_address_in_other_use_is_refused(self):
        for login in (self.foreign.login, "admin@admin.example"):
            if login.startswith("admin"):
                self.env.ref("base.user_admin").login = login
            before = self._find(login)
            groups = before.group_ids
            with self.assertRaisesRegex(UserError, "signs in here already"):
                self._as(self.owner)._dms_invite("Taken", login.upper(), ["buyer"])
            self.assertEqual(self._find(login), before)
            self.assertEqual(before.group_ids, groups)

    def test_no_role_outside_the_four_can_be_given(self):
        for role in ("admin", "group_user", "", None, "owner,stock", ["owner"]):
            with self.subTest(role=role), self.assertRaises(UserError):
                self._as(self.owner)._dms_invite("Bad", "bad@x.example", [role])
            with self.subTest(role=role), self.assertRaises(UserError):
                self.buyer.with_user(self.owner)._dms_set_roles([role])
        self.assertFalse(self._find("bad@x.example"))
        self.assertEqual(self.buyer._dms_roles(), {"buyer"})

    def test_only_the_owner_invites_and_changes(self):
        for user in (self.buyer, self.foreign, self._dealer_user(self.other, "owner")):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._as(user)._dms_invite("X", "x@x.example", ["buyer"], self.dealer)
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.owner.with_user(user)._dms_set_active(False)
        self.assertFalse(self._find("x@x.example"))
        self.assertTrue(self.owner.active)

    def test_staff_and_foreign_people_are_out_of_reach(self):
        admin = self.env.ref("base.user_admin")
        inside = self._staff(login="staff-inside")
        # staff whose contact stands with the dealer is still staff
        inside.partner_id.parent_id = self.dealer
        for target in (self.foreign, admin, inside):
            groups = target.group_ids
            for step in (
                lambda u: u._dms_set_roles(["stock"]),
                lambda u: u._dms_set_active(False),
                lambda u: u._dms_resend_invitation(),
            ):
                with self.subTest(target=target.login), self.assertRaises(AccessError):
                    step(target.with_user(self.owner))
            self.assertTrue(target.active)
            self.assertEqual(target.group_ids, groups)

    def test_the_last_owner_stays_owner(self):
        me = self.owner.with_user(self.owner)
        with self.assertRaisesRegex(UserError, "last owner"):
            me._dms_set_active(False)
        with self.assertRaisesRegex(UserError, "last owner"):
            me._dms_set_roles(["buyer"])
        self.assertTrue(self.owner.active)
        self.buyer.with_user(self.owner)._dms_set_roles(["owner"])
        me._dms_set_roles(["buyer"])
        self.assertEqual(self.owner._dms_roles(), {"buyer"})
        self.assertIn("owner", self.buyer._dms_roles())

    def test_a_disabled_owner_does_not_count(self):
        self.buyer.with_user(self.owner)._dms_set_roles(["owner"])
        self.buyer.with_user(self.owner)._dms_set_active(False)
        with self.assertRaisesRegex(UserError, "last owner"):
            self.owner.with_user(self.owner)._dms_set_roles(["stock"])
        self.assertIn("owner", self.owner._dms_roles())

    def test_a_new_role_replaces_the_old_and_keeps_other_groups(self):
        extra = self.env["res.groups"].create({"name": "Portal extra"})
        self.buyer.group_ids = [Command.link(extra.id)]
        self.buyer.with_user(self.owner)._dms_set_roles(["finance"])
        self.assertEqual(self.buyer._dms_roles(), {"finance"})
        self.assertIn(extra, self.buyer.group_ids)

    def test_a_view_only_dealer_changes_nothing(self):
        self.dealer._dms_change_state("suspended", "Late", "view_only")
        with self.assertRaisesRegex(AccessError, "change nothing"):
            self._as(self.owner)._dms_invite("X", "x@x.example", ["buyer"])
        with self.assertRaisesRegex(AccessError, "change nothing"):
            self.buyer.with_user(self.owner)._dms_set_active(False)
        self.assertFalse(self._find("x@x.example"))
        self.assertTrue(self.buyer.active)

    def test_the_link_is_shown_until_the_first_sign_in(self):
        user = self._as(self.owner)._dms_invite("New", "new@x.example", ["buyer"])
        rows = {row["id"]: row for row in self._as(self.owner)._dms_team_rows()}
        self.assertIn("token=", rows[user.id]["link"])
        self.assertEqual(set(rows), {self.owner.id, self.buyer.id, user.id})
        self.env["res.users.log"].with_user(user).sudo().create({})
        user.invalidate_recordset()
        rows = {row["id"]: row for row in self._as(self.owner)._dms_team_rows()}
        self.assertEqual(rows[user.id]["link"], "")
        with self.assertRaisesRegex(UserError, "signed in before"):
            user.with_user(self.owner)._dms_resend_invitation()

    def test_staff_invite_within_their_regions(self):
        north = self._staff(self.north)
        wizard = self.env["dms.invite"].with_user(north)
        wizard.create(
            {
                "dealer_id": self.dealer.id,
                "name": "First Owner",
                "email": "first@x.example",
                "role": "owner",
            }
        ).action_invite()
        self.assertEqual(self._find("first@x.example")._dms_dealer(), self.dealer)
        with self.assertRaises(AccessError):
            wizard.create(
                {
                    "dealer_id": self.other.id,
                    "name": "Spy",
                    "email": "spy@x.example",
                    "role": "owner",
                }
            ).action_invite()
        self.assertFalse(self._find("spy@x.example"))


@tagged("post_install", "-at_install")
class TestTeamPage(TeamCommon, HttpCase):
    """The page posts, and every post is checked again."""

    def _post(self, path, **data):
        data["csrf_token"] = Request.csrf_token(self)
        return self.url_open(f"{TEAM}/{path}", data=data, allow_redirects=False)

    def test_the_owner_invites_and_reads_the_link_once_more(self):
        self.authenticate(self.owner.login, self.owner.login)
        form = {"name": "Page Person", "email": "page@x.example", "role": "finance"}
        for _ in range(2):
            answer = self._post("invite", **form)
            self.assertEqual(answer.status_code, 303)
        self.assertEqual(len(self._find("page@x.example")), 1)
        page = self.url_open(TEAM).text
        self.assertIn("Page Person is invited", page)
        self.assertIn("/web/signup?", page)
        self.assertNotIn("Page Person is invited", self.url_open(TEAM).text)

    def test_several_roles_are_posted_together(self):
        self.authenticate(self.owner.login, self.owner.login)
        self._post(f"{self.buyer.id}/role", role=["finance", "stock"])
        self.assertEqual(self.buyer._dms_roles(), {"finance", "stock"})

    def test_foreign_ids_are_refused_and_nothing_changes(self):
        self.authenticate(self.owner.login, self.owner.login)
        groups = self.foreign.group_ids
        for target in (self.foreign, self.env.ref("base.user_admin")):
            for step in ("role", "active", "resend"):
                with self.subTest(target=target.login, step=step):
                    self._post(f"{target.id}/{step}", role="stock", active="0")
                    page = self.url_open(TEAM).text
                    self.assertIn("does not belong to your team", page)
        self.assertTrue(self.foreign.active)
        self.assertEqual(self.foreign.group_ids, groups)

    def test_a_buyer_cannot_post_to_the_team(self):
        self.authenticate(self.buyer.login, self.buyer.login)
        for path in ("invite", f"{self.owner.id}/active", f"{self.buyer.id}/role"):
            answer = self._post(
                path, name="X", email="x@x.example", role="owner", active="0"
            )
            self.assertEqual(answer.status_code, 403)
        self.assertTrue(self.owner.active)
        self.assertEqual(self.buyer._dms_roles(), {"buyer"})
        self.assertFalse(self._find("x@x.example"))

    def test_a_view_only_dealer_gets_the_page_and_no_step(self):
        self.dealer._dms_change_state("suspended", "Late", "view_only")
        self.authenticate(self.owner.login, self.owner.login)
        self.assertEqual(self.url_open(TEAM).status_code, 200)
        answer = self._post("invite", name="X", email="x@x.example", role="buyer")
        self.assertEqual(answer.status_code, 403)
        self.assertFalse(self._find("x@x.example"))
