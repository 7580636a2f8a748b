from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import DealerCommon


@tagged("post_install", "-at_install")
class TestDealerLifecycle(DealerCommon):
    """Each step of a dealer's life: who may take it, what it does, what is kept."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._staff(group="manager")
        cls.user = cls._staff(group="user")

    def _events(self, dealer):
        """Return the log of a dealer, oldest first, as (old, new, level, reason)."""
        return [
            (event.old_state, event.new_state, event.suspension, event.reason)
            for event in dealer.dealer_event_ids.sorted("id")
        ]

    def test_creation_is_the_first_step_of_the_log(self):
        dealer = self._dealer(state="applicant")
        self.assertEqual(dealer.dealer_state, "applicant")
        self.assertEqual(self._events(dealer), [(False, "applicant", False, False)])

    def test_a_contact_that_becomes_a_dealer_starts_its_log(self):
        contact = self.env["res.partner"].create({"name": "Shop"})
        self.assertFalse(contact.dealer_event_ids)
        contact.is_dealer = True
        self.assertEqual(self._events(contact), [(False, "applicant", False, False)])
        self.assertTrue(contact.dealer_code)

    def test_each_step_notes_who_why_and_from_where(self):
        dealer = self._dealer(state="applicant").with_user(self.manager)
        dealer._dms_change_state("active", "papers complete")
        dealer._dms_change_state("suspended", "unpaid since May", "no_credit")
        dealer._dms_change_state("suspended", "still unpaid", "view_only")
        dealer._dms_change_state("active", "paid")
        dealer._dms_change_state("terminated", "contract over")
        dealer._dms_change_state("applicant", "applies again")
        self.assertEqual(
            self._events(dealer)[1:],
            [
                ("applicant", "active", False, "papers complete"),
                ("active", "suspended", "no_credit", "unpaid since May"),
                ("suspended", "suspended", "view_only", "still unpaid"),
                ("suspended", "active", False, "paid"),
                ("active", "terminated", False, "contract over"),
                ("terminated", "applicant", False, "applies again"),
            ],
        )
        self.assertEqual(dealer.dealer_event_ids.sorted("id")[1:].user_id, self.manager)

    def test_steps_that_do_not_exist_are_refused(self):
        cases = [
            ("applicant", "suspended"),
            ("active", "applicant"),
            ("active", "active"),
            ("suspended", "applicant"),
            ("terminated", "active"),
            ("terminated", "suspended"),
        ]
        for now, wanted in cases:
            with self.subTest(now=now, wanted=wanted):
                dealer = self._dealer(f"Dealer {now} {wanted}", state=now)
                before = self._events(dealer)
                with self.assertRaises(UserError):
                    dealer._dms_change_state(wanted, "a reason")
                self.assertEqual(dealer.dealer_state, now)
                self.assertEqual(self._events(dealer), before)

    def test_a_step_without_a_reason_is_refused(self):
        dealer = self._dealer(state="applicant")
        for reason in ("", "   ", False):
            with self.subTest(reason=reason), self.assertRaises(UserError):
                dealer._dms_change_state("active", reason)
        self.assertEqual(dealer.dealer_state, "applicant")

    def test_a_contact_that_is_no_dealer_has_no_steps(self):
        contact = self.env["res.partner"].create({"name": "Shop"})
        with self.assertRaisesRegex(UserError, "not a dealer"):
            contact._dms_change_state("active", "a reason")
        self.assertFalse(contact.dealer_event_ids)

    def test_a_direct_write_is_logged_as_well(self):
        dealer = self._dealer(state="active")
        dealer.with_user(self.manager).dealer_state = "suspended"
        self.assertEqual(dealer.dealer_suspension, "no_order")
        self.assertEqual(
            self._events(dealer)[-1], ("active", "suspended", "no_order", False)
        )

    def test_writing_the_same_state_again_logs_nothing(self):
        dealer = self._dealer(state="active")
        before = self._events(dealer)
        dealer.write({"dealer_state": "active"})
        self.assertEqual(self._events(dealer), before)

    def test_only_managers_take_steps(self):
        dealer = self._dealer(state="applicant")
        with self.assertRaises(AccessError):
            dealer.with_user(self.user)._dms_change_state("active", "why not")
        with self.assertRaises(AccessError):
            dealer.with_user(self.user).write({"dealer_state": "active"})
        self.assertEqual(dealer.dealer_state, "applicant")

    def test_an_applicant_cannot_be_created_active_by_the_back_door(self):
        partners = self.env["res.partner"].with_user(self.user)
        vals = {"name": "Back door", "is_dealer": True}
        with self.assertRaises(AccessError):
            partners.create({**vals, "dealer_state": "active"})
        with self.assertRaises(AccessError):
            partners.with_context(default_dealer_state="active").create(vals)
        self.assertEqual(partners.create(vals).dealer_state, "applicant")

    def test_only_managers_change_what_an_admitted_dealer_is(self):
        grade = self._grade("Silver")
        dealer = self._dealer(state="active").with_user(self.user)
        changes = {
            "dealer_code": "X-1",
            "dms_region_id": self.south.id,
            "grade_id": grade.id,
            "is_dealer": False,
            "parent_dealer_id": self._dealer("Upstream").id,
        }
        for name, value in changes.items():
            with self.subTest(name=name), self.assertRaises(AccessError):
                dealer.write({name: value})
        dealer.write({"dms_region_id": self.north.id, "city": "Ningbo"})
        self.assertEqual(dealer.city, "Ningbo")
        dealer.with_user(self.manager).grade_id = grade
        self.assertEqual(dealer.grade_id, grade)

    def test_an_application_may_be_completed_by_any_staff(self):
        dealer = self._dealer(state="applicant").with_user(self.user)
        dealer.write({"dms_region_id": self.south.id, "dealer_code": "X-2"})
        self.assertEqual(dealer.dms_region_id, self.south)

    @mute_logger("odoo.sql_db")
    def test_a_level_of_suspension_needs_a_suspension(self):
        dealer = self._dealer(state="active")
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            dealer.dealer_suspension = "no_credit"
            self.env.flush_all()

    def test_what_each_state_says_about_orders(self):
        cases = [
            ("applicant", None, "not decided yet"),
            ("active", None, ""),
            ("suspended", "no_credit", ""),
            ("suspended", "no_order", "unpaid since May"),
            ("suspended", "view_only", "unpaid since May"),
            ("terminated", None, "has ended"),
        ]
        for state, level, sentence in cases:
            with self.subTest(state=state, level=level):
                dealer = self._dealer(
                    f"Dealer {state} {level}",
                    state=state,
                    dealer_suspension=level,
                    reason="unpaid since May",
                )
                block = dealer._dms_order_block()
                self.assertIn(sentence, block)
                self.assertEqual(bool(block), bool(sentence))

    def test_who_may_only_look(self):
        for state, level, expected in [
            ("active", None, False),
            ("suspended", "no_order", False),
            ("suspended", "view_only", True),
            ("terminated", None, True),
        ]:
            dealer = self._dealer(
                f"D {state} {level}", state=state, dealer_suspension=level
            )
            self.assertIs(dealer._dms_view_only(), expected)

    def test_termination_ends_sign_ins_and_authorizations(self):
        dealer = self._dealer()
        other = self._dealer("Dealer B")
        mine, theirs = self._dealer_user(dealer), self._dealer_user(other)
        running = dealer.authorization_ids
        later = self._authorize(dealer, self.other_category, date_start="2999-01-01")
        dealer._dms_change_state("terminated", "contract over")
        today = self.env["dms.authorization"]._fields["date_last"].context_today(dealer)
        self.assertFalse(mine.active)
        self.assertEqual(running.date_last, today)
        self.assertFalse(later.active)
        self.assertTrue(theirs.active)
        self.assertFalse(other.authorization_ids.date_last)

    def test_coming_back_gives_nothing_back_by_itself(self):
        dealer = self._dealer()
        user = self._dealer_user(dealer)
        dealer._dms_change_state("terminated", "contract over")
        dealer._dms_change_state("applicant", "applies again")
        dealer._dms_change_state("active", "admitted again")
        self.assertFalse(user.active)
        self.assertTrue(dealer.authorization_ids.date_last)

    def test_the_log_cannot_be_changed_by_anybody(self):
        dealer = self._dealer(reason="true reason")
        event = dealer.dealer_event_ids.sorted("id")[-1]
        admin = self._staff(group="admin")
        for user in (admin, self.env.ref("base.user_root"), self.env.user):
            mine = event.with_user(user)
            with self.subTest(user=user.login):
                with self.assertRaises(UserError):
                    mine.write({"reason": "another story"})
                with self.assertRaises(UserError):
                    mine.unlink()
        with self.assertRaises(UserError):
            dealer.write(
                {"dealer_event_ids": [Command.update(event.id, {"reason": "no"})]}
            )
        with self.assertRaises(AccessError):
            self.env["dms.dealer.event"].with_user(admin).create(
                {"dealer_id": dealer.id, "new_state": "active"}
            )
        event.invalidate_recordset()
        self.assertEqual(event.reason, "true reason")

    def test_a_dealer_with_a_log_cannot_be_deleted(self):
        dealer = self._dealer(state="applicant", authorized=False)
        with mute_logger("odoo.sql_db"), self.assertRaises(Exception) as caught:
            with self.env.cr.savepoint():
                dealer.unlink()
                self.env.flush_all()
        self.assertIsInstance(caught.exception, IntegrityError | UserError)
        self.assertTrue(dealer.exists())

    def test_the_wizard_moves_all_chosen_dealers_or_none(self):
        active, applicant = self._dealer(), self._dealer("B", state="applicant")
        wizard = Form(
            self.env["dms.dealer.transition"]
            .with_user(self.manager)
            .with_context(active_model="res.partner", active_ids=active.ids)
        )
        wizard.state = "suspended"
        wizard.suspension = "view_only"
        wizard.reason = "audit"
        self.assertIn("change nothing", wizard.effect)
        step = wizard.save()
        step.dealer_ids = active | applicant
        with self.assertRaises(UserError), self.env.cr.savepoint():
            step.action_apply()
        self.assertEqual(active.dealer_state, "active")
        step.dealer_ids = active
        step.action_apply()
        self.assertEqual(active.dealer_suspension, "view_only")
        self.assertEqual(
            self._events(active)[-1], ("active", "suspended", "view_only", "audit")
        )

    def test_the_wizard_is_for_managers(self):
        with self.assertRaises(AccessError):
            self.env["dms.dealer.transition"].with_user(self.user).create(
                {"dealer_ids": [], "state": "active", "reason": "x"}
            )


@tagged("post_install", "-at_install")
class TestDealerMasterData(DealerCommon):
    """Codes are unique, the network has no circles, a dealer stands alone."""

    def test_a_code_is_given_and_skips_those_given_by_hand(self):
        sequence = self.env.ref("dms_base.sequence_dealer")
        ahead = sequence.get_next_char(sequence.number_next_actual)
        self._dealer("By hand", dealer_code=ahead)
        self.assertNotEqual(self._dealer("Next").dealer_code, ahead)

    @mute_logger("odoo.sql_db")
    def test_two_dealers_cannot_have_one_code(self):
        self._dealer(dealer_code="T-1")
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self._dealer("Dealer B", dealer_code="T-1")
        self.assertEqual(
            self.env["res.partner"].search_count([("dealer_code", "=", "T-1")]), 1
        )

    def test_two_companies_may_use_one_code(self):
        other = self.env["res.company"].create({"name": "Other brand"})
        self._dealer(dealer_code="T-1", company_id=self.company.id)
        twin = self.env["res.partner"].create(
            {
                "name": "Twin",
                "is_dealer": True,
                "dealer_code": "T-1",
                "company_id": other.id,
            }
        )
        self.assertEqual(twin.dealer_code, "T-1")

    def test_a_dealer_is_found_by_its_code(self):
        dealer = self._dealer(dealer_code="FINDME-7")
        found = self.env["res.partner"].name_search("findme-7")
        self.assertEqual([partner_id for partner_id, _name in found], dealer.ids)

    def test_levels_follow_the_upstream_dealer(self):
        first, second, third = (self._dealer(name) for name in "ABC")
        third.parent_dealer_id = second
        second.parent_dealer_id = first
        levels = (first | second | third).mapped("channel_level")
        self.assertEqual(levels, [1, 2, 3])
        second.parent_dealer_id = False
        self.assertEqual(third.channel_level, 2)

    def test_dealers_cannot_buy_from_each_other_in_a_circle(self):
        first, second, third = (self._dealer(name) for name in "ABC")
        second.parent_dealer_id = first
        third.parent_dealer_id = second
        for upstream in (first, second, third):
            with self.subTest(upstream=upstream.name):
                with self.assertRaises(ValidationError), self.env.cr.savepoint():
                    first.parent_dealer_id = upstream
        self.assertFalse(first.parent_dealer_id)

    def test_the_upstream_dealer_is_a_dealer(self):
        contact = self.env["res.partner"].create({"name": "Shop"})
        dealer = self._dealer()
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            dealer.parent_dealer_id = contact
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            contact.parent_dealer_id = dealer

    def test_regions_cannot_be_part_of_themselves(self):
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.country_region.parent_id = self.north
        self.assertFalse(self.country_region.parent_id)

    def test_a_dealer_stands_alone(self):
        dealer = self._dealer()
        contact = self.env["res.partner"].create(
            {"name": "Ann", "parent_id": dealer.id}
        )
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            contact.is_dealer = True
        with self.assertRaisesRegex(ValidationError, "belong to no dealer"):
            with self.env.cr.savepoint():
                contact.is_company = True
        self.assertEqual(contact.dms_dealer_id, dealer)
        self.assertEqual(contact.dms_region_id, self.north)

    def test_contacts_follow_the_region_of_their_dealer(self):
        dealer = self._dealer()
        contact = self.env["res.partner"].create(
            {"name": "Ann", "parent_id": dealer.id}
        )
        dealer.dms_region_id = self.south
        self.assertEqual(contact.dms_region_id, self.south)

    def test_dealers_are_counted_in_the_whole_tree(self):
        self._dealer("N1")
        self._dealer("N2")
        self._dealer("S1", dms_region_id=self.south.id)
        self._dealer("C1", dms_region_id=self.country_region.id)
        tree = self.country_region | self.north | self.south
        self.assertEqual(tree.mapped("dealer_count"), [4, 2, 1])
