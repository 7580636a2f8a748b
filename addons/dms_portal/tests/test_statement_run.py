from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import RecordCapturer, freeze_time, tagged

from ..models import dms_statement_run
from .statement_common import SEPTEMBER, StatementCommon
from .test_statement_flow import FlowCommon


@tagged("post_install", "-at_install")
class TestStatementMail(FlowCommon):
    """Mails, reminders and silence."""

    def _mails(self, step):
        with RecordCapturer(self.env["mail.mail"].sudo(), []) as capture:
            with self.enter_registry_test_mode():
                self.env.ref(
                    f"dms_portal.cron_statement_{step}"
                ).method_direct_trigger()
        return capture.records

    def test_finance_and_owner_are_written_to_in_their_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.finance.lang = "zh_CN"
        mails = self._mails("mail")
        self.assertEqual(
            mails.recipient_ids, (self.owner | self.finance).partner_id, "not the buyer"
        )
        subjects = {mail.recipient_ids: mail.subject for mail in mails}
        self.assertIn("October 2025", subjects[self.owner.partner_id])
        self.assertIn("2025年10月", subjects[self.finance.partner_id])
        self.assertFalse(self._mails("mail"), "a mail is written once")

    def _age(self, days):
        then = fields.Datetime.now() - timedelta(days=days)
        self.statement.write({"sent_at": then, "mail_pending": False})
        if self.statement.reminded_at:
            self.statement.reminded_at = then

    def test_reminders_come_in_time_and_end(self):
        self.company.write(
            {"dms_statement_remind_days": 5, "dms_statement_remind_max": 2}
        )
        counts = []
        for days in (4, 5, 4, 5, 9):
            self._age(days)
            self._mails("remind")
            counts.append(self.statement.reminded_count)
        self.assertEqual(counts, [0, 1, 1, 2, 2])
        self.assertEqual(self._kinds().count("reminded"), 2)

    def test_silence_confirms_only_where_that_is_agreed(self):
        self.company.write(
            {"dms_statement_remind_max": 0, "dms_statement_silence_days": 15}
        )
        self._age(40)
        self._mails("remind")
        self.assertEqual(self.statement.state, "sent")
        self.company.dms_statement_silence = True
        self._age(14)
        self._mails("remind")
        self.assertEqual(self.statement.state, "sent")
        self._age(16)
        self._mails("remind")
        self.assertEqual(self.statement.state, "confirmed")
        self.assertTrue(self.statement.is_deemed)
        self.assertFalse(self.statement.confirmed_by_id)
        self.assertEqual(self._kinds()[-1], "deemed")
        self.assertTrue(self.statement._dms_is_genuine())

    def test_who_objected_is_not_silent(self):
        self.company.write(
            {
                "dms_statement_remind_max": 0,
                "dms_statement_silence_days": 15,
                "dms_statement_silence": True,
            }
        )
        self._answer(self._object())
        self._age(60)
        self._mails("remind")
        self.assertEqual(self.statement.state, "answered")

    def test_who_wrote_is_not_silent(self):
        self.company.write(
            {
                "dms_statement_remind_max": 0,
                "dms_statement_silence_days": 15,
                "dms_statement_silence": True,
            }
        )
        self.statement.with_user(self.finance)._dms_say("The freight is not ours.")
        self._age(60)
        self._mails("remind")
        self.assertEqual(self.statement.state, "sent")

    def test_silence_begins_anew_with_new_figures(self):
        self.company.write(
            {
                "dms_statement_remind_max": 0,
                "dms_statement_silence_days": 15,
                "dms_statement_silence": True,
            }
        )
        self._age(14)
        self._invoice(self.statement.date_to, 77.0)
        self.statement.action_dms_renew()
        self.assertEqual(self.statement.state, "sent")
        with freeze_time(fields.Datetime.now() + timedelta(days=2)):
            self._mails("remind")
        self.assertEqual(self.statement.state, "sent")
        with freeze_time(fields.Datetime.now() + timedelta(days=16)):
            self._mails("remind")
        self.assertTrue(self.statement.is_deemed)


@tagged("post_install", "-at_install")
class TestStatementRun(StatementCommon):
    """Many dealers, some at a time; killed, stopped, and gone on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dealers = cls.env["res.partner"].create(
            [
                {
                    "name": f"Run {number}",
                    "is_dealer": True,
                    "is_company": True,
                    "dealer_state": "active",
                    "dms_region_id": cls.north.id,
                }
                for number in range(5)
            ]
        )
        for dealer in cls.dealers:
            cls._invoice("2025-09-05", 10, dealer=dealer)

    def _start(self, dealers=None):
        with patch.object(dms_statement_run, "BATCH", 2):
            return self.env["dms.statement.run"]._dms_start(
                self.company, SEPTEMBER, dealers or self.dealers
            )

    def _work(self):
        with (
            patch.object(dms_statement_run, "BATCH", 2),
            self.enter_registry_test_mode(),
        ):
            self.env.ref("dms_portal.cron_statement_build").method_direct_trigger()

    def _made(self):
        return self.statements.search_count([("dealer_id", "in", self.dealers.ids)])

    def test_a_run_goes_on_where_it_was_killed(self):
        run = self._start()
        self.assertEqual((run.state, self._made()), ("running", 0))
        build = type(self.statements)._dms_build
        calls = []

        def dies_in_the_second_batch(model, *args):
            calls.append(args)
            made = build(model, *args)
            if len(calls) == 2:
                raise MemoryError
            return made

        with (
            patch.object(type(self.statements), "_dms_build", dies_in_the_second_batch),
            self.assertLogs("odoo.addons.base.models.ir_cron", "ERROR"),
        ):
            self._work()
        self.env.invalidate_all()
        self.assertGreaterEqual(self._made(), 2)
        self.assertEqual(run.done, self._made(), "no half of a batch")
        self._work()
        self.env.invalidate_all()
        self.assertEqual((run.state, run.done, run.made), ("done", 5, 5))
        self.assertEqual(self._made(), 5)

    def test_a_run_stops_and_goes_on(self):
        run = self._start()
        run.with_user(self._national()).action_dms_stop()
        self._work()
        self.env.invalidate_all()
        self.assertEqual((run.state, self._made()), ("stopped", 0))
        run.with_user(self._national()).action_dms_resume()
        self._work()
        self.env.invalidate_all()
        self.assertEqual((run.state, self._made()), ("done", 5))

    def test_two_runs_make_one_statement_each(self):
        first, second = self._start(), self._start()
        self._work()
        self.env.invalidate_all()
        self.assertEqual((first.state, second.state), ("done", "done"))
        self.assertEqual((first.made + second.made, self._made()), (5, 5))

    def test_the_wizard_prepares_what_the_caller_sees(self):
        self._invoice("2025-09-05", 10, dealer=self.other)
        wizard = self.env["dms.statement.prepare"].with_user(self.south_staff)
        wizard.create({"month": "2025-09-17"}).action_prepare()
        made = self.statements.search([("month", "=", SEPTEMBER)])
        self.assertEqual(made.dealer_id, self.other)
        self.assertEqual(made.create_uid, self.south_staff)

    def test_a_month_that_is_not_over_is_refused(self):
        today = fields.Date.today()
        with self.assertRaisesRegex(UserError, "not over"):
            self.env["dms.statement.run"]._dms_start(self.company, today, self.dealers)
        self.assertFalse(self.env["dms.statement.run"].search([]))

    def test_dealers_and_their_people_prepare_nothing(self):
        runs = self.env["dms.statement.run"]
        for user in (self.owner, self.finance):
            with self.assertRaises(AccessError):
                runs.with_user(user)._dms_prepare(SEPTEMBER, self.dealers)
        self.assertFalse(runs.search([]))

    def test_last_month_is_prepared_on_its_day(self):
        runs = self.env["dms.statement.run"]
        runs._cron_plan()
        self.assertFalse(runs.search([]), "by hand unless wanted")
        self.company.dms_statement_day = 1
        runs._cron_plan()
        runs._cron_plan()
        run = runs.search([("company_id", "=", self.company.id)])
        self.assertEqual(len(run), 1)
        last_month = fields.Date.today().replace(day=1) - timedelta(days=1)
        self.assertEqual(run.month, last_month.replace(day=1))
