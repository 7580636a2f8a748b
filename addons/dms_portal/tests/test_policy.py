from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .policy_common import PolicyCommon

HOSTILE = '<p onclick="x()">A<script>x()</script><a href="javascript:x()">b</a></p>'


@tagged("post_install", "-at_install")
class TestPolicyVersion(PolicyCommon):
    """A published version stays as it was; the calendar says which one holds."""

    def assertFrozen(self, version, change):
        before = (version.sudo().body, version.content_hash, version.state)
        for record in (version, version.sudo()):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                change(record)
                self.env.flush_all()
        version.invalidate_recordset()
        after = (version.sudo().body, version.content_hash, version.state)
        self.assertEqual(after, before)
        self.assertTrue(version.is_intact)

    def test_a_published_version_is_changed_by_nobody(self):
        version = self._version(file_ids=self._files(self._file()))
        chinese = {"zh_CN": {"Within 14 days": "7 天内"}}
        for change in (
            lambda v: v.write({"body": "<p>Within 7 days</p>"}),
            lambda v: v.write({"date_start": self._day(1)}),
            lambda v: v.write({"file_ids": [(5, 0, 0)]}),
            lambda v: v.with_context(lang="zh_CN").write({"body": "<p>x</p>"}),
            lambda v: v.update_field_translations("body", chinese),
            lambda v: v.write({"state": "draft"}),
            lambda v: v.unlink(),
            lambda v: v.action_dms_publish(),
        ):
            self.assertFrozen(version, change)

    def test_files_of_a_published_version_are_changed_by_nobody(self):
        file = self._file()
        version = self._version(file_ids=self._files(file))
        for change in (
            lambda: file.write({"raw": b"%PDF-1.4 other rules"}),
            lambda: file.write({"public": True}),
            lambda: file.unlink(),
        ):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                change()
        file.invalidate_recordset()
        self.assertEqual(file.raw, b"%PDF-1.4 rules")
        self.assertFalse(file.public)
        self.assertTrue(version.is_intact)

    def test_content_changed_in_the_database_is_noticed(self):
        version = self._version(file_ids=self._files(self._file()))
        self.assertTrue(version.is_intact)
        form = version.with_context(bin_size=True)
        form.invalidate_recordset()
        self.assertTrue(form.is_intact, "a form asks for sizes of files")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE dms_policy_version SET body = jsonb_set(body, '{zh_CN}', '\"x\"') "
            "WHERE id = %s",
            [version.id],
        )
        self.env.invalidate_all()
        self.assertFalse(version.is_intact)

    def test_state_and_number_are_not_typed_in(self):
        draft = self._version(publish=False)
        for vals in ({"state": "published"}, {"content_hash": "x"}, {"number": 7}):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                draft.write(vals)
            with self.assertRaises(UserError), self.env.cr.savepoint():
                self._version(draft.policy_id, publish=False, **vals)
        self.assertEqual((draft.state, draft.number), ("draft", 1))
        self.assertEqual(len(draft.policy_id.version_ids), 1)

    def test_nothing_to_read_is_not_published(self):
        draft = self._version(publish=False, body="<p><br></p>")
        with self.assertRaises(UserError):
            draft.action_dms_publish()
        self.assertEqual(draft.state, "draft")

    def test_a_text_that_attacks_is_cleaned(self):
        body = self._version(publish=False, body=HOSTILE).body
        for word in ("script", "onclick", "javascript"):
            self.assertNotIn(word, body)

    def test_the_next_version_supersedes_on_its_first_day(self):
        first = self._version(start=-10)
        second = self._version(first.policy_id, start=5)
        third = self._version(first.policy_id, start=9, date_last=self._day(12))
        # each ends on the day before the next one begins
        ends = [self._day(4), self._day(8), self._day(12)]
        self.assertEqual((first + second + third).mapped("in_force_last"), ends)
        for days, statuses in (
            (0, ["current", "ahead", "ahead"]),
            (4, ["current", "ahead", "ahead"]),
            (5, ["superseded", "current", "ahead"]),
            (12, ["superseded", "superseded", "current"]),
            (13, ["superseded", "superseded", "ended"]),
        ):
            with self.subTest(days), freeze_time(self._day(days)):
                self.env.invalidate_all()
                versions = first + second + third
                self.assertEqual(versions.mapped("status"), statuses)

    def test_versions_follow_one_another(self):
        first = self._version(start=5)
        for days in (5, 4, -1):
            draft = self._version(first.policy_id, start=days, publish=False)
            with self.assertRaises(UserError):
                draft.action_dms_publish()
            self.assertEqual(draft.state, "draft")
            draft.unlink()
        self.assertFalse(first.in_force_last)

    def test_what_is_withdrawn_gives_way_to_the_one_before(self):
        first = self._version(start=-10)
        second = self._version(first.policy_id, start=-5)
        self.assertEqual(first.status, "superseded")
        second.action_dms_withdraw()
        self.assertEqual((first.status, second.status), ("current", "withdrawn"))
        self.assertIn(second, self._seen_by(self.buyer), "it held for a while")
        with self.assertRaises(UserError):
            second.action_dms_withdraw()

    def test_what_is_withdrawn_before_its_first_day_disappears(self):
        version = self._version(start=5, announce_ahead=True)
        self.assertIn(version, self._seen_by(self.buyer))
        version.action_dms_withdraw()
        self.assertNotIn(version, self._seen_by(self.buyer))

    def test_the_next_version_begins_with_the_last_text_in_every_language(self):
        first = self._version(file_ids=self._files(self._file()), publish=False)
        first.update_field_translations(
            "body", {"zh_CN": {"Within 14 days": "14 天内"}}
        )
        first.action_dms_publish()
        second = first.browse(first.action_dms_new_version()["res_id"])
        self.assertEqual((second.number, second.state), (2, "draft"))
        self.assertEqual(second.date_start, self._day(1))
        self.assertIn("14 天内", second.with_context(lang="zh_CN").body)
        self.assertEqual(second.file_ids.mapped("raw"), first.file_ids.mapped("raw"))
        self.assertFalse(second.file_ids & first.file_ids, "each has its own files")
        again = first.policy_id.action_dms_new_version()
        self.assertEqual(again["res_id"], second.id, "one version in work at a time")

    def test_only_readable_files_of_its_own_are_added(self):
        foreign = self._file("contract.pdf")
        foreign.sudo().write({"res_model": "res.partner", "res_id": self.dealer.id})
        for file in (
            self._file("page.html", b"<html><script>x()</script></html>"),
            self._file("tool.exe", b"MZ\x90\x00"),
            foreign,
        ):
            with self.subTest(file.name), self.assertRaises(UserError):
                self._version(file_ids=self._files(file), publish=False)
        shared = self._file("open.pdf")
        shared.sudo().public = True
        version = self._version(file_ids=self._files(shared))
        self.assertFalse(version.file_ids.public)

    def test_a_published_policy_is_not_deleted(self):
        policy = self._version().policy_id
        with self.assertRaises(UserError), self.env.cr.savepoint():
            policy.unlink()
        self.assertTrue(policy.exists())
        draft = self._version(publish=False)
        draft.policy_id.unlink()
        self.assertFalse(draft.exists())


@tagged("post_install", "-at_install")
class TestPolicyAudience(PolicyCommon):
    """Who finds what, and from which day on."""

    def test_each_role_of_the_dealer_sees_it_and_others_do_not(self):
        version = self._version(self._policy(audience_dealer_ids=self.dealer.ids))
        for user in (self.owner, self.buyer, self.finance, self.stocker):
            self.assertEqual(self._seen_by(user), version.sudo())
        self.assertFalse(self._seen_by(self.other_buyer))

    def test_a_draft_is_seen_by_nobody_outside(self):
        self._version(publish=False)
        self.assertFalse(self._seen_by(self.owner))

    def test_an_embargo_holds_until_the_first_day(self):
        silent = self._version(start=3)
        announced = self._version(start=3, announce_ahead=True)
        self.assertEqual(self._seen_by(self.buyer), announced.sudo())
        with freeze_time(self._day(2)):
            self.assertEqual(self._seen_by(self.buyer), announced.sudo())
        with freeze_time(self._day(3)):
            both = (silent + announced).sudo()
            self.assertEqual(self._seen_by(self.buyer), both.sorted())

    def test_a_new_grade_or_region_counts_at_once(self):
        gold = self._version(self._policy(audience_grade_ids=self.gold.ids)).sudo()
        south = self._version(self._policy(audience_region_ids=self.south.ids)).sudo()
        self.assertEqual(self._seen_by(self.buyer), gold)
        self.dealer.sudo().grade_id = self._grade("Silver")
        self.assertFalse(self._seen_by(self.buyer))
        self.dealer.sudo().dms_region_id = self.south
        self.assertEqual(self._seen_by(self.buyer), south)

    def test_who_is_not_admitted_sees_nothing(self):
        version = self._version().sudo()
        applicant = self._dealer("Applicant", state="applicant")
        self.assertFalse(self._seen_by(self._dealer_user(applicant, "owner")))
        paused = self._dealer("Paused", state="suspended", dealer_suspension="no_order")
        self.assertEqual(self._seen_by(self._dealer_user(paused, "owner")), version)

    def test_a_policy_out_of_use_disappears(self):
        version = self._version()
        version.policy_id.action_archive()
        self.assertFalse(self._seen_by(self.buyer))

    def test_files_follow_the_version(self):
        policy = self._policy(audience_dealer_ids=self.dealer.ids)
        file = self._version(policy, file_ids=self._files(self._file())).file_ids
        self.assertEqual(file.with_user(self.buyer).raw, b"%PDF-1.4 rules")
        with self.assertRaises(AccessError):
            file.with_user(self.other_buyer).read(["raw"])

    def test_staff_of_a_region_sees_what_concerns_its_dealers(self):
        everybody = self._policy("All")
        gold = self._policy("Gold", audience_grade_ids=self.gold.ids)
        north = self._policy("North", audience_region_ids=self.north.ids)
        country = self._policy("Country", audience_region_ids=self.country_region.ids)
        south = self._policy("South", audience_region_ids=self.south.ids)
        named = self._policy("B", audience_dealer_ids=self.other.ids)
        both = self._policy(
            "North, and B",
            audience_region_ids=self.north.ids,
            audience_dealer_ids=self.other.ids,
        )
        ours = everybody + gold + north + country + both
        mine = self.env["dms.policy"].search([("create_uid", "=", self.manager.id)])
        for user, policies in (
            (self.north_staff, ours),
            (self.south_staff, everybody + gold + country + south + named + both),
        ):
            found = mine.with_user(user).search([("id", "in", mine.ids)])
            self.assertEqual(found.sudo().sorted("id"), policies.sudo().sorted("id"))

    def test_staff_of_a_region_changes_nothing(self):
        version = self._version()
        north_manager = self._staff(self.north, "manager")
        for user in (self.north_staff, north_manager):
            for change in (
                lambda v: v.policy_id.write({"name": "x"}),
                lambda v: v.action_dms_withdraw(),
                lambda v: v.policy_id.create({"name": "x"}),
            ):
                with self.assertRaises(AccessError), self.env.cr.savepoint():
                    change(version.with_user(user))
        draft = self._version(publish=False)
        for user in (self.north_staff, north_manager):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                draft.with_user(user).action_dms_publish()
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            version.with_user(self.buyer).action_dms_withdraw()
        self.assertEqual((version.state, draft.state), ("published", "draft"))
        self.assertEqual(version.policy_id.name, "Returns")

    def test_readers_are_who_the_audience_says(self):
        """The report's SQL and the mixin's domain are one formula."""
        grade, region, named = self.gold, self.south, self.other
        dealers = self.dealer + self.other
        for number in range(8):
            policy = self._policy(
                f"Case {number}",
                must_read=True,
                audience_grade_ids=grade.ids if number & 1 else [],
                audience_region_ids=region.ids if number & 2 else [],
                audience_dealer_ids=named.ids if number & 4 else [],
            )
            version = self._version(policy)
            with self.subTest(number):
                rows = self.env["dms.policy.reading"].search(
                    [
                        ("version_id", "=", version.id),
                        ("dealer_id", "in", dealers.ids),
                    ]
                )
                meant = policy._dms_audience_dealers() & dealers
                self.assertEqual(rows.dealer_id.sorted("id"), meant.sorted("id"))
                for dealer, user in (
                    (self.dealer, self.buyer),
                    (self.other, self.other_buyer),
                ):
                    sees = version.sudo() in self._seen_by(user)
                    self.assertEqual(sees, dealer in meant)
