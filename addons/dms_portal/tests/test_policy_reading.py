from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, ConcurrencyError, MissingError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.base.tests.test_ir_cron import CronMixinCase

from .policy_common import PolicyCommon


@tagged("post_install", "-at_install")
class TestPolicyReading(PolicyCommon):
    """Opened, confirmed, and who is still missing."""

    def _readings(self, version, user=None):
        """Return {person: state} of the people of dealers A and B."""
        self.env.invalidate_all()  # every look is one of its own
        rows = self.env["dms.policy.reading"].with_user(user or self.manager)
        dealers = (self.dealer + self.other).ids
        domain = [("version_id", "=", version.id), ("dealer_id", "in", dealers)]
        return {row.user_id.sudo(): row.state for row in rows.search(domain).sudo()}

    def test_roles_decide_who_is_asked(self):
        version = self._must_read(audience_dealer_ids=self.dealer.ids)
        asked = {self.owner, self.buyer}
        self.assertEqual(set(self._readings(version)), asked)
        version.policy_id.write({"read_by_buyer": False, "read_by_stock": True})
        asked = {self.owner, self.stocker}
        self.assertEqual(set(self._readings(version)), asked)
        for user in (self.owner, self.buyer, self.finance, self.stocker):
            todos = [todo["text"] for todo in user.with_user(user)._dms_todos()]
            is_asked = "Please read and confirm: Returns" in todos
            self.assertEqual(is_asked, user in asked, user.login)

    def test_readings_of_another_company_stay_there(self):
        version = self._must_read()
        self.assertTrue(self._readings(version))
        elsewhere = self.env["res.company"].create({"name": "Second Company"})
        people = (self.owner + self.buyer + self.other_buyer).sudo()
        people.company_ids = [Command.link(elsewhere.id)]
        version.sudo().policy_id.company_id = elsewhere
        root = self.env.ref("base.user_root")
        self.assertEqual(set(self._readings(version, root)), set(people))
        self.assertEqual(self._readings(version), {})

    def test_opening_is_noted_once_and_confirming_gives_one_receipt(self):
        version = self._must_read()
        opened = version.with_user(self.buyer)
        policy_id = version.policy_id.id
        for _time in range(2):
            opened._dms_mark_opened(policy_id, 1)
        self.assertEqual(self._readings(version)[self.buyer], "opened")
        for _time in range(2):
            self._confirm(version, self.buyer)
        receipt = self._receipts(version)
        self.assertEqual(receipt.user_id, self.buyer)
        self.assertEqual(receipt.dealer_id, self.dealer)
        self.assertEqual(receipt.content_hash, version.content_hash)
        self.assertEqual(receipt.ip_address, "192.0.2.1")
        self.assertEqual(
            self._readings(version),
            {self.owner: "unread", self.buyer: "confirmed", self.other_buyer: "unread"},
        )
        self.assertEqual(version.policy_id.confirmed_count, 1)

    def test_a_lost_race_is_tried_again_and_leaves_one_receipt(self):
        version = self._must_read()
        self._confirm(version, self.buyer)
        receipts = type(self.env["dms.policy.receipt"])
        # the other device has committed, but this transaction began before that
        unseen = patch.object(receipts, "search_count", lambda *a, **k: 0)
        asked = patch.object(type(version), "_dms_asks", lambda *a: True)
        with unseen, asked, mute_logger("odoo.sql_db"):
            with self.assertRaises(ConcurrencyError), self.env.cr.savepoint():
                self._confirm(version, self.buyer)
        self.assertEqual(len(self._receipts(version)), 1)

    def test_a_receipt_is_never_edited(self):
        version = self._must_read()
        self._confirm(version, self.buyer)
        receipt = self._receipts(version)
        for change in (
            lambda: receipt.write({"ip_address": "x"}),
            lambda: receipt.unlink(),
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                change()
        self.assertEqual(receipt.ip_address, "192.0.2.1")

    def test_who_is_not_asked_cannot_confirm(self):
        mine = self._must_read(audience_dealer_ids=self.dealer.ids)
        for user, error in (
            (self.finance, UserError),
            (self.other_buyer, MissingError),
            (self.manager, UserError),
        ):
            with self.assertRaises(error), self.env.cr.savepoint():
                self._confirm(mine, user)
        self.assertFalse(self._receipts(mine))

    def test_a_superseded_version_is_not_confirmed_any_more(self):
        first = self._version(self._policy(must_read=True), start=-5)
        second = self._version(first.policy_id)
        with self.assertRaises(UserError):
            self._confirm(first, self.buyer)
        self._confirm(second, self.buyer)
        self.assertFalse(self._receipts(first))
        self.assertEqual(self._receipts(second).user_id, self.buyer)

    def test_unread_until_opened_or_confirmed(self):
        plain, asked = self._version(), self._must_read()
        unread = self.buyer.with_user(self.buyer)._dms_unread_versions
        self.assertEqual(unread(), (plain + asked).sudo().sorted("id", reverse=True))
        for version in (plain, asked):
            version.with_user(self.buyer)._dms_mark_opened(version.policy_id.id, 1)
        self.assertEqual(unread(), asked.sudo())
        self._confirm(asked, self.buyer)
        self.assertFalse(unread())
        others = self.owner.with_user(self.owner)._dms_unread_versions()
        self.assertEqual(len(others), 2)

    def test_staff_sees_the_readers_of_its_regions_only(self):
        version = self._must_read()
        self._confirm(version, self.buyer)
        self._confirm(version, self.other_buyer)
        north = self._readings(version, self.north_staff)
        self.assertEqual(north, {self.owner: "unread", self.buyer: "confirmed"})
        receipts = self.env["dms.policy.receipt"].with_user(self.north_staff)
        found = receipts.search([("version_id", "=", version.id)])
        self.assertEqual(found.sudo().user_id, self.buyer)
        counted = version.policy_id.with_user(self.north_staff)
        self.assertEqual((counted.confirmed_count, counted.asked_count), (1, 2))


@tagged("post_install", "-at_install")
class TestPolicyMail(PolicyCommon, CronMixinCase):
    """Mails: to whom, in which language, and never twice."""

    def setUp(self):
        super().setUp()
        self.known = self.env["mail.mail"].search([])
        self.buyer.partner_id.lang = "zh_CN"
        self.cron = self.env.ref("dms_portal.cron_policy_notice")

    def _mails(self):
        return self.env["mail.mail"].search([]) - self.known

    def _run_job(self):
        with self.enter_registry_test_mode():
            self.cron.method_direct_trigger()

    def _mailed(self):
        return sorted(self._mails().recipient_ids.mapped("email"))

    def test_publishing_tells_everybody_of_the_audience_once(self):
        with self.capture_triggers("dms_portal.cron_policy_notice") as triggers:
            self._version(self._policy(audience_dealer_ids=self.dealer.ids))
        self.assertTrue(triggers.records, "the job is asked to come by")
        self.assertFalse(self._mails(), "publishing itself does not wait for mails")
        for _time in range(2):
            self._run_job()
        people = self.owner + self.buyer + self.finance + self.stocker
        self.assertEqual(self._mailed(), sorted(people.mapped("email")))
        self.assertEqual(len(self._mails()), 4)

    def test_everybody_is_told_in_their_own_language(self):
        policy = self._policy(audience_dealer_ids=self.dealer.ids)
        policy.with_context(lang="zh_CN").name = "退货规定"
        self._version(policy)
        self._run_job()
        for user, name in ((self.buyer, "退货规定"), (self.owner, "Returns")):
            mail = self._mails().filtered(
                lambda m, u=user: m.recipient_ids == u.partner_id
            )
            self.assertIn(name, mail.subject)
            self.assertIn(f"/my/dealer/policies/{policy.id}", mail.body_html)

    def test_an_embargo_is_not_broken_by_a_mail(self):
        self._version(start=3)
        self._run_job()
        self.assertFalse(self._mails())
        with freeze_time(self._day(3)):
            self._run_job()
        self.assertIn(self.buyer.email, self._mailed())

    def test_a_job_that_stops_goes_on_where_it_was(self):
        version = self._version(self._policy(audience_dealer_ids=self.dealer.ids))
        notices = self.env["dms.policy.notice"]
        waiting = notices.search([("version_id", "=", version.id)])
        waiting[:3]._dms_send()
        self.assertEqual(len(self._mails()), 3)
        self.assertEqual((version.notice_done_count, version.notice_count), (3, 4))
        self._run_job()
        self.assertEqual(len(self._mails()), 4)
        self.assertEqual(len(set(self._mailed())), 4)
        self.assertEqual((version.notice_done_count, version.notice_count), (4, 4))

    def test_small_batches_reach_everybody(self):
        self._version(self._policy(audience_dealer_ids=self.dealer.ids))
        self.cron.code = "model._cron_send(batch=1)"
        self._run_job()
        self.assertEqual(len(self._mails()), 4)

    def test_who_has_no_address_is_named(self):
        self.stocker.partner_id.email = False
        version = self._version(self._policy(audience_dealer_ids=self.dealer.ids))
        self._run_job()
        lost = version.notice_ids.filtered(lambda n: n.state == "no_address")
        self.assertEqual(lost.user_id, self.stocker)
        self.assertEqual(len(self._mails()), 3)

    def test_what_is_withdrawn_or_out_of_use_in_time_is_not_mailed(self):
        self._version().action_dms_withdraw()
        self._version().policy_id.action_archive()
        self._run_job()
        self.assertFalse(self._mails())

    def test_reminders_go_to_who_is_missing_once_a_day(self):
        version = self._must_read(audience_dealer_ids=self.dealer.ids)
        self._run_job()
        self.known |= self._mails()
        self._confirm(version, self.buyer)
        for _time in range(2):
            version.action_dms_remind()
            self._run_job()
        self.assertEqual(self._mailed(), [self.owner.email])
        self.assertEqual(len(self._mails()), 1)
        with freeze_time(self._day(1)):
            version.action_dms_remind()
            self._run_job()
        self.assertEqual(len(self._mails()), 2)
        self._confirm(version, self.owner)
        with self.assertRaises(UserError):
            version.action_dms_remind()

    def test_staff_reminds_only_where_it_may_look(self):
        version = self._must_read()
        version.with_user(self.north_staff).action_dms_remind()
        reminded = version.notice_ids.filtered(lambda n: n.kind == "reminder")
        self.assertEqual(reminded.user_id, self.owner + self.buyer)
        rows = self.env["dms.policy.reading"].search([("version_id", "=", version.id)])
        foreign = rows.filtered(lambda row: row.dealer_id == self.other)
        with self.assertRaises(AccessError):
            foreign.with_user(self.north_staff).action_dms_remind()
        with self.assertRaises(AccessError):
            version.with_user(self.buyer).action_dms_remind()
        version.invalidate_recordset()
        after = version.notice_ids.filtered(lambda n: n.kind == "reminder")
        self.assertEqual(after, reminded)
