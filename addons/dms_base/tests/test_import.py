import base64

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import DealerCommon

HEADER = (
    "Dealer Code,Dealer Name,Tax Number,Region,Grade,Upstream Dealer Code,Phone,Email,"
    "Authorized Categories,Agreement,Agreement First Day,Agreement Last Day"
)


class ImportCommon(DealerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.country_id = cls.env.ref("base.cn")
        cls.manager = cls._staff(group="manager", login="import-manager")
        cls.gold = cls._grade("Imperial", 10)
        cls.partners = cls.env["res.partner"]

    @classmethod
    def _job(cls, *lines, user=None, header=HEADER, **vals):
        """Return an import of a CSV file with these lines."""
        return cls._job_of("\n".join([header, *lines]).encode(), user=user, **vals)

    @classmethod
    def _job_of(cls, data, user=None, name="dealers.csv", **vals):
        return (
            cls.env["dms.import"]
            .with_user(user or cls.manager)
            .create({"file": base64.b64encode(data), "file_name": name, **vals})
        )

    def _checked(self, *lines, **vals):
        job = self._job(*lines, **vals)
        job.action_dms_check()
        return job

    def _states(self, job):
        return job.row_ids.sorted("line").mapped("state")

    def _dealers(self, *codes):
        return self.partners.search([("dealer_code", "in", codes)])


@tagged("post_install", "-at_install")
class TestImport(ImportCommon):
    """Dealers come in from a file: all that are ready, or nobody."""

    def test_checking_changes_nothing_but_the_rows(self):
        before = self.partners.search_count([])
        job = self._checked("I-1,Wine House,,North,Imperial,,13800138001,,,,,")
        self.assertEqual((job.state, job.ok_count), ("checked", 1))
        self.assertEqual(self.partners.search_count([]), before)

    @freeze_time("2026-03-10")
    def test_a_row_becomes_a_dealer_with_papers_and_rights(self):
        job = self._checked(
            "I-1,Wine House,9131 0000-MA1FL00001,Country / North,imperial,,"
            "138 0013 8001,Orders@Wine.example,Liquor; Tea,HT-1,2026/1/1,2026年12月31日"
        )
        job.action_dms_post()
        dealer = self._dealers("I-1")
        self.assertRecordValues(
            dealer,
            [
                {
                    "name": "Wine House",
                    "vat": "91310000MA1FL00001",
                    "dms_region_id": self.north.id,
                    "grade_id": self.gold.id,
                    "phone": "+8613800138001",
                    "email": "orders@wine.example",
                    "is_company": True,
                    "dealer_state": "active",
                    "country_id": False,
                }
            ],
        )
        self.assertEqual(
            dealer.specific_property_product_pricelist, self.gold.default_pricelist_id
        )
        self.assertEqual(
            dealer.authorization_ids.categ_id, self.category | self.other_category
        )
        self.assertRecordValues(
            dealer.agreement_ids.with_context(lang="en_US"),
            [{"name": "HT-1", "state": "active"}],
        )
        self.assertEqual(str(dealer.agreement_ids.date_last), "2026-12-31")
        event = dealer.dealer_event_ids
        self.assertEqual((event.new_state, event.user_id), ("active", self.manager))
        self.assertIn("dealers.csv", event.reason)
        row = job.row_ids
        self.assertEqual(
            (row.state, row.res_model, row.res_id), ("done", "res.partner", dealer.id)
        )
        self.assertEqual(job.state, "posted")

    def test_dealers_begin_as_applicants_when_asked(self):
        job = self._checked("I-1,Wine House,,,,,,,,,,", dealer_state="applicant")
        job.action_dms_post()
        self.assertEqual(self._dealers("I-1").dealer_state, "applicant")

    def test_upstream_dealers_may_stand_below_in_the_same_file(self):
        self._dealer("Old", dealer_code="OLD-1")
        job = self._checked(
            "I-3,Third,,,,I-2,,,,,,",
            "I-2,Second,,,,I-1,,,,,,",
            "I-1,First,,,,OLD-1,,,,,,",
        )
        job.action_dms_post()
        chain = [self._dealers(f"I-{number}").channel_level for number in (1, 2, 3)]
        self.assertEqual(chain, [2, 3, 4])  # OLD-1 is level 1

    def test_every_fault_of_a_row_is_listed(self):
        self._region("North", parent=self.south)  # the name alone is no longer clear
        job = self._checked(
            "I-1,,9.13E+17,North,Platinum,NOBODY,123,no mail,Milk,HT-1,2026-02-30,soon",
            "I-2,Fine,,Country / North,Imperial,,,,,,,",
        )
        bad, good = job.row_ids.sorted("line")
        self.assertEqual((bad.state, good.state), ("error", "ok"))
        faults = bad.message.splitlines()
        for part in (
            "name of the dealer is missing",
            "9.13E+17 was shortened",
            "North names several",
            "Platinum does not exist",
            "code NOBODY",
            "123 is no telephone number",
            "nomail is no e-mail",
            "Milk does not exist",
            "2026-02-30 is no day",
            "soon is no day",
        ):
            with self.subTest(part=part):
                self.assertEqual(sum(part in fault for fault in faults), 1, faults)
        self.assertEqual(len(faults), 10)

    def test_nobody_buys_from_a_row_that_is_left_out(self):
        self._dealer("There", dealer_code="T-1").vat = "91310000MA1FL00009"
        job = self._checked(
            "I-1,There by another code,91310000MA1FL00009,,,,,,,,,",
            "I-2,Below,,,,I-1,,,,,,",
            "I-3,Below one that is there,,,,T-1,,,,,,",
        )
        self.assertEqual(self._states(job), ["duplicate", "error", "ok"])
        job.row_ids.sorted("line")[0].is_wanted = True
        job.action_dms_check()
        self.assertEqual(self._states(job), ["ok"] * 3)
        job.action_dms_post()
        self.assertEqual(self._dealers("I-2").parent_dealer_id, self._dealers("I-1"))

    def test_faults_between_columns_and_rows_are_found(self):
        self._authorize(self._dealer("Holder"), self.other_category, is_exclusive=True)
        job = self._checked(
            "I-1,Backwards,,,,,,,,HT-1,2026-12-31,2026-01-01",
            "I-2,No reference,,,,,,,,,2026-01-01,",
            "I-3,Round,,,,I-4,,,,,,",
            "I-4,About,,,,I-3,,,,,,",
            "I-5,Greedy,,,,,,,Tea,,,",
        )
        self.assertEqual(self._states(job), ["error"] * 5)
        messages = job.row_ids.sorted("line").mapped("message")
        for message, part in zip(
            messages,
            ["before its first day", "no reference", "circle", "circle", "exclusively"],
            strict=True,
        ):
            self.assertIn(part, message)

    def test_who_is_there_already_is_shown_and_left_out(self):
        there = self._dealer("There", dealer_code="T-1", phone="13800138009")
        there.vat = "91310000MA1FL00009"
        contact = self.partners.create({"name": "Mere contact", "phone": "13800138010"})
        ann = self.partners.create(
            {"name": "Ann", "parent_id": there.id, "phone": "13800138011"}
        )
        job = self._checked(
            "T-1,By code,,,,,,,,,,",
            "I-2,By tax number,9131-0000 MA1FL00009,,,,,,,,,",
            "I-3,By phone,,,,,+86 138 0013 8009,,,,,",
            "I-4,By the phone of a person,,,,,13800138011,,,,,",
            "I-5,By a contact,,,,,13800138010,,,,,",
            "I-6,New,,,,,13800138012,,,,,",
        )
        self.assertEqual(self._states(job), ["duplicate"] * 5 + ["ok"])
        rows = job.row_ids.sorted("line")
        self.assertEqual(rows.mapped("res_id")[:5], [there.id] * 4 + [contact.id])
        self.assertIn("T-1 There", rows[1].message)
        self.assertIn("no dealer yet", rows[4].message)
        before = self.partners.search_count([])
        job.action_dms_post()
        self.assertEqual(self.partners.search_count([]), before + 1)
        self.assertEqual(ann.dms_dealer_id, there)

    def test_what_stands_twice_in_the_file_is_shown(self):
        job = self._checked(
            "I-1,First,91310000MA1FL00001,,,,13800138001,,,,,",
            "I-1,Same code,,,,,,,,,,",
            "I-3,Same tax number,91310000MA1FL00001,,,,,,,,,",
            "I-4,Same phone,,,,,0086 13800138001,,,,,",
        )
        self.assertEqual(self._states(job), ["ok"] + ["duplicate"] * 3)
        for row in job.row_ids.sorted("line")[1:]:
            self.assertIn("row 2 of this file", row.message)

    def test_two_dealers_may_share_a_phone_when_somebody_says_so(self):
        self._dealer("There", dealer_code="T-1", phone="13800138009")
        job = self._checked(
            "I-1,Brother,,,,,13800138009,,,,,", "T-1,Twin,,,,,13800138009,,,,,"
        )
        job.row_ids.is_wanted = True
        job.action_dms_check()
        # a code is never shared
        self.assertEqual(self._states(job), ["ok", "duplicate"])

    def test_one_faulty_row_holds_back_all(self):
        job = self._checked("I-1,Fine,,,,,,,,,,", "I-2,,,,,,,,,,,")
        before = self.partners.search_count([])
        with self.assertRaisesRegex(UserError, "nothing was imported"):
            job.action_dms_post()
        self.assertEqual(self.partners.search_count([]), before)
        self.assertEqual(job.state, "checked")

    def test_a_failure_in_the_middle_leaves_nothing_behind(self):
        job = self._checked("I-1,First,,,,,,,,,,", "I-2,Second,,,,I-1,,,,,,")
        before = self.partners.search_count([])

        def fail(self, vals_list):
            if any(vals.get("parent_dealer_id") for vals in vals_list):
                raise RuntimeError("the second wave fails")
            return create(self, vals_list)

        create = type(self.partners).create
        self.patch(type(self.partners), "create", fail)
        with self.assertRaisesRegex(RuntimeError, "second wave"):
            with self.env.cr.savepoint():
                job.action_dms_post()
        self.env.invalidate_all()
        self.assertEqual(self.partners.search_count([]), before)
        self.assertEqual((job.state, self._states(job)), ("checked", ["ok", "ok"]))

    def test_a_row_is_corrected_in_place(self):
        job = self._checked("I-1,,,,,,,,,,,", "I-2,Fine,,,,,,,,,,")
        bad = job.row_ids.sorted("line")[0]
        bad.write({"dealer_name": "　Ｗine　House ", "dealer_code": " Ｉ－ 9 "})
        self.assertEqual((bad.dealer_name, bad.dealer_code), ("Wine House", "I-9"))
        self.assertEqual((bad.state, bad.message), ("new", False))
        bad.with_context(default_import_id=job.id).action_dms_check_import()
        self.assertEqual(self._states(job), ["ok", "ok"])
        job.action_dms_post()
        self.assertEqual(self._dealers("I-9").name, "Wine House")

    def test_a_row_is_skipped(self):
        job = self._checked("I-1,,,,,,,,,,,", "I-2,Fine,,,,,,,,,,")
        job.row_ids.sorted("line")[0].is_skipped = True
        job.action_dms_post()
        self.assertEqual(self._states(job), ["skipped", "done"])
        self.assertFalse(self._dealers("I-1"))

    def test_the_world_is_looked_at_again_before_posting(self):
        job = self._checked("I-1,Wine House,,,,,,,,,,", "I-2,Tea,,,,,,,,,,")
        self._dealer("Faster", dealer_code="I-1")
        job.action_dms_post()
        self.assertEqual(self._states(job), ["duplicate", "done"])
        self.assertEqual(self._dealers("I-1").name, "Faster")

    def test_posting_twice_adds_nothing(self):
        job = self._checked("I-1,Wine House,,,,,,,,,,")
        job.action_dms_post()
        before = self.partners.search_count([])
        for again in (job.action_dms_post, job.action_dms_check):
            with self.assertRaisesRegex(UserError, "posted already"):
                again()
        self.assertEqual(self.partners.search_count([]), before)

    def test_the_same_file_again_adds_nothing(self):
        lines = ["I-1,Wine House,,,,,,,,,,", ",No code at all,,,,,,,,,,"]
        self._checked(*lines).action_dms_post()
        before = self.partners.search_count([])
        again = self._checked(*lines)
        self.assertEqual(self._states(again), ["duplicate"] * 2)
        again.row_ids.is_wanted = True
        with self.assertRaisesRegex(UserError, "nothing to import"):
            again.action_dms_post()
        self.assertEqual(self.partners.search_count([]), before)

    @mute_logger("odoo.sql_db")
    def test_the_database_itself_refuses_a_line_twice(self):
        job = self._checked("I-1,Wine House,,,,,,,,,,")
        job.action_dms_post()
        again = self._checked("I-1,Wine House,,,,,,,,,,")
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            again.row_ids.sudo()._dms_set_done(self._dealers("I-1"))
            self.env.flush_all()

    def test_a_posted_import_stays_as_it_is(self):
        job = self._checked("I-1,Wine House,,,,,,,,,,")
        job.action_dms_post()
        for change in (
            lambda: job.write({"file": False}),
            lambda: job.row_ids.write({"dealer_name": "Other"}),
            lambda: job.row_ids.unlink(),
            lambda: job.unlink(),
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                change()
        self.assertEqual(job.row_ids.dealer_name, "Wine House")

    def test_another_file_replaces_the_rows(self):
        job = self._checked("I-1,,,,,,,,,,,")
        data = f"{HEADER}\nI-2,Tea House,,,,,,,,,,"
        job.file = base64.b64encode(data.encode())
        self.assertEqual((job.state, job.row_count), ("draft", 0))
        job.action_dms_check()
        self.assertEqual(job.row_ids.dealer_name, "Tea House")

    def test_imports_are_for_managers(self):
        user = self._staff(group="user", login="import-user")
        with self.assertRaises(AccessError):
            self._job("I-1,Wine House,,,,,,,,,,", user=user)

    def test_limited_staff_import_into_their_regions_only(self):
        bound = self._staff(self.north, group="manager", login="import-bound")
        hidden = self._dealer("Hidden", dealer_code="H-1", dms_region_id=self.south.id)
        job = self._checked(
            "I-1,In,,North,,,,,,,,",
            "I-2,Out,,South,,,,,,,,",
            "I-3,Nowhere,,,,,,,,,,",
            "H-1,Taken,,North,,,,,,,,",
            "I-5,Below hidden,,North,,H-1,,,,,,",
            user=bound,
        )
        self.assertEqual(
            self._states(job), ["ok", "error", "error", "duplicate", "error"]
        )
        taken = job.row_ids.sorted("line")[3]
        self.assertIn("outside your regions", taken.message)
        self.assertFalse(taken.res_id)
        self.assertNotIn(
            hidden.name, "".join(filter(None, job.row_ids.mapped("message")))
        )
        job.row_ids.filtered(lambda row: row.state == "error").is_skipped = True
        job.action_dms_post()
        self.assertEqual(self._dealers("I-1", "I-2", "I-5").dms_region_id, self.north)

    def test_limited_staff_see_their_own_files_only(self):
        job = self._checked("I-1,Wine House,,,,,,,,,,")
        bound = self._staff(self.north, group="manager", login="import-bound")
        other = self._staff(group="manager", login="import-other")
        self.assertTrue(job.with_user(other).has_access("read"))
        for records in (job, job.row_ids):
            self.assertFalse(records.with_user(bound).has_access("read"))
            self.assertFalse(self.env[records._name].with_user(bound).search([]))
