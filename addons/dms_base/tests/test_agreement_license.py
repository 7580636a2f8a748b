from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import DealerCommon


@tagged("post_install", "-at_install")
class TestExpiry(DealerCommon):
    """Papers remind in time: once 90, once 60 and once 30 days before they end."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls._staff(login="seller-of-dealer")
        cls.dealer = cls._dealer(user_id=cls.seller.id)

    def _agreement(self, **vals):
        return self.env["dms.agreement"].create(
            {
                "name": "A-1",
                "dealer_id": self.dealer.id,
                "date_start": "2026-01-01",
                "date_last": "2026-12-31",
                "state": "active",
                **vals,
            }
        )

    def _license(self, **vals):
        return self.env["dms.license"].create(
            {"dealer_id": self.dealer.id, "number": "L-1", "date_last": "2026-12-31"}
            | vals
        )

    def _run(self, day, record):
        """Run the job twice on ``day``; return how many reminders there are then."""
        with freeze_time(day):
            for _again in range(2):
                record.invalidate_recordset()  # a job starts with an empty cache
                record._cron_remind()
        return len(record.activity_ids)

    def test_each_step_reminds_once(self):
        # 31 December less 90 days is 2 October, less 60 is 1 November, less 30 is 1
        # December
        for record in (self._agreement(), self._license()):
            with self.subTest(model=record._name):
                for day, reminders in [
                    ("2026-10-01", 0),
                    ("2026-10-02", 1),
                    ("2026-10-31", 1),
                    ("2026-11-01", 2),
                    ("2026-11-30", 2),
                    ("2026-12-01", 3),
                    ("2026-12-31", 3),
                    ("2027-01-01", 3),
                ]:
                    self.assertEqual(self._run(day, record), reminders, day)
                self.assertEqual(record.activity_ids.user_id, self.seller)

    def test_a_step_that_was_missed_is_not_made_up_for(self):
        record = self._license()
        self.assertEqual(self._run("2026-12-20", record), 1)
        self.assertEqual(record.reminded_days, 30)

    def test_a_longer_term_starts_again(self):
        record = self._agreement()
        self.assertEqual(self._run("2026-12-01", record), 1)
        record.date_last = "2027-12-31"
        self.assertEqual(self._run("2026-12-02", record), 1)
        self.assertEqual(self._run("2027-10-02", record), 2)

    def test_what_does_not_run_does_not_remind(self):
        cases = [
            self._agreement(state="draft"),
            self._agreement(state="cancelled", name="A-2"),
            self._agreement(date_last=False, name="A-3"),
            self._license(active=False),
        ]
        for record in cases:
            self.assertEqual(self._run("2026-12-20", record), 0)

    def test_a_terminated_dealer_is_left_alone(self):
        record = self._license()
        self.dealer._dms_change_state("terminated", "contract over")
        self.assertEqual(self._run("2026-12-20", record), 0)

    def test_without_a_salesperson_the_staff_of_the_region_is_reminded(self):
        chief = self._staff(self.country_region, login="chief-of-country")
        self.dealer.user_id = False
        record = self._license()
        self._run("2026-12-20", record)
        self.assertEqual(record.activity_ids.user_id, chief)

    def test_agreements_expire_the_day_after_their_last(self):
        record = self._agreement()
        with freeze_time("2026-12-31"):
            record._cron_expire()
            self.assertEqual(record.state, "active")
        with freeze_time("2027-01-01"):
            record._cron_expire()
        self.assertEqual(record.state, "expired")

    def test_papers_that_end_soon_are_counted_on_the_dealer(self):
        self._agreement()
        self._agreement(name="A-2", date_last="2027-06-30")
        self._license()
        with freeze_time("2026-10-01"):
            self.dealer.invalidate_recordset()
            counts = self.dealer.dms_agreement_count, self.dealer.dms_license_count
            self.assertEqual(counts, (2, 1))
            self.assertEqual(self.dealer.dms_expiring_count, 0)
        with freeze_time("2026-10-02"):
            self.dealer.invalidate_recordset()
            self.assertEqual(self.dealer.dms_expiring_count, 2)

    def test_only_a_draft_is_put_in_force(self):
        draft = self._agreement(state="draft")
        draft.action_dms_sign()
        self.assertEqual(draft.state, "active")
        draft.action_dms_cancel()
        with self.assertRaises(UserError):
            draft.action_dms_sign()
        self.assertEqual(draft.state, "cancelled")

    @mute_logger("odoo.sql_db")
    def test_an_agreement_does_not_end_before_it_begins(self):
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self._agreement(date_last="2025-12-31")

    def test_checking_a_licence_notes_who_and_when(self):
        record = self._license()
        with freeze_time("2026-06-01 08:00:00"):
            record.with_user(self.seller).action_dms_verify()
        self.assertEqual(record.verified_by_id, self.seller)
        self.assertEqual(str(record.verified_at), "2026-06-01 08:00:00")

    def test_a_changed_licence_has_to_be_checked_again(self):
        record = self._license()
        record.action_dms_verify()
        record.number = "L-2"
        self.assertFalse(record.verified_by_id)
        self.assertFalse(record.verified_at)

    def test_a_file_sent_before_saving_follows_its_record(self):
        file = self.env["ir.attachment"].create({"name": "scan.pdf", "raw": b"%PDF-"})
        record = self._license(document_ids=[Command.link(file.id)])
        self.assertEqual((file.res_model, file.res_id), ("dms.license", record.id))

    def test_a_file_of_another_record_stays_where_it_is(self):
        first = self._license()
        file = self.env["ir.attachment"].create(
            {"name": "scan.pdf", "res_model": first._name, "res_id": first.id}
        )
        self._license(number="L-2", document_ids=[Command.link(file.id)])
        self.assertEqual(file.res_id, first.id)
