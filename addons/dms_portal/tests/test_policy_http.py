from odoo.http import Request
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .policy_common import PDF, PolicyCommon

LIST = "/my/dealer/policies"
HUGE = 2**40
TOUR_SECONDS = 240  # a browser and this server may share one slow processor


@tagged("post_install", "-at_install")
class TestPolicyPages(PolicyCommon, HttpCase):
    """Policies in the portal: every role reads, who is asked confirms."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.asked = cls._version(
            cls._policy("Returns", must_read=True, kind="logistics"),
            start=-5,
            change_note="14 days instead of 7",
            file_ids=cls._files(cls._file()),
        )
        cls.plain = cls._version(cls._policy("Spring <offer>", kind="promotion"))
        cls.foreign = cls._version(
            cls._policy("SECRET-B", audience_dealer_ids=cls.other.ids),
            file_ids=cls._files(cls._file("secret.pdf")),
        )
        cls.url = f"{LIST}/{cls.asked.policy_id.id}"
        cls.foreign_url = f"{LIST}/{cls.foreign.policy_id.id}"

    def _open(self, url, user, **post):
        self.authenticate(user.login, user.login)
        if post:
            post["csrf_token"] = Request.csrf_token(self)
        return self.url_open(url, data=post or None)

    def test_each_role_reads_list_page_and_file(self):
        for user in (self.owner, self.buyer, self.finance, self.stocker):
            with self.subTest(user.login):
                page = self._open(LIST, user).text
                self.assertIn("Returns", page)
                self.assertIn("Spring &lt;offer&gt;", page)
                self.assertNotIn("SECRET-B", page)
                page = self._open(self.url, user).text
                for text in ("Within 14 days", "14 days instead of 7", "rules.pdf"):
                    self.assertIn(text, page)
                file = self._open(f"{self.url}/1/file/{self.asked.file_ids.id}", user)
                self.assertEqual(file.content, PDF)
                self.assertIn("attachment", file.headers["Content-Disposition"])

    def test_the_home_page_and_the_way_there_show_what_is_unread(self):
        page = self._open("/my/dealer", self.buyer).text
        self.assertRegex(page, r'data-key="dealer_policies"[^>]*>2<')
        self.assertIn("Please read and confirm: Returns", page)
        self.assertIn(f"{LIST}/{self.plain.policy_id.id}/1", page)

    def test_unread_stands_first(self):
        self._version(self._policy("Newest"), start=0)
        for version in self.env["dms.policy.version"].search([("name", "=", "Newest")]):
            version.with_user(self.buyer)._dms_mark_opened(version.policy_id.id, 1)
        versions = self.env["dms.policy.version"].with_user(self.buyer)
        names = [row["name"] for row in versions._dms_list()["rows"]]
        self.assertEqual(names, ["Spring <offer>", "Returns", "Newest"])

    def test_a_page_of_the_list_goes_on_where_the_unread_end(self):
        versions = self.env["dms.policy.version"].with_user(self.buyer)
        everything = versions._dms_list_domain()
        whole = versions._dms_list_page(everything, 0, 10)
        pages = [versions._dms_list_page(everything, place, 1) for place in range(3)]
        self.assertEqual([one.id for page in pages for one in page], whole.ids)

    def test_filters_and_search(self):
        second = self._version(self.asked.policy_id)
        self._version(self.plain.policy_id, start=9, announce_ahead=True)
        versions = self.env["dms.policy.version"].with_user(self.buyer)
        listing = versions._dms_list()
        counts = {chip["key"]: chip["count"] for chip in listing["filters"]}
        # Returns 2 and Spring 1 hold, Spring 2 is announced, Returns 1 is over
        self.assertEqual(counts, {"current": 2, "ahead": 1, "past": 1})
        found = versions._dms_list(term="14 days")["rows"]
        self.assertEqual({row["name"] for row in found}, {"Returns", "Spring <offer>"})
        found = versions._dms_list(term="instead", chosen="past")["rows"]
        self.assertEqual([row["number"] for row in found], [1])
        page = self._open(f"{self.url}/1", self.buyer).text
        self.assertIn("Superseded", page)
        self.assertIn("is in force now", page)
        self.assertNotIn("I have read this", page)
        page = self._open(self.url, self.buyer).text
        self.assertIn(f"{self.url}/1", page, "the older version can be reached")
        self.assertEqual(second.status, "current")

    def test_one_tap_confirms_and_two_taps_confirm_once(self):
        self.assertIn("I have read this", self._open(self.url, self.buyer).text)
        for _tap in range(2):
            page = self._open(f"{self.url}/1/confirm", self.buyer, x="1").text
            self.assertIn("You have confirmed this version", page)
        receipt = self._receipts(self.asked)
        self.assertEqual(receipt.user_id, self.buyer)
        self.assertEqual(receipt.ip_address, "127.0.0.1")
        self.assertNotIn("I have read this", self._open(self.url, self.buyer).text)

    def test_who_is_not_asked_reads_but_has_no_button(self):
        self.assertNotIn("I have read this", self._open(self.url, self.stocker).text)
        page = self._open(f"{self.url}/1/confirm", self.stocker, x="1").text
        self.assertIn("not asked", page)
        self.assertFalse(self._receipts(self.asked))

    def test_looking_writes_nothing_but_the_page_says_it_is_open(self):
        openings = self.env["dms.policy.opening"]
        before = openings.search_count([])
        self._open(self.url, self.buyer)
        self.assertEqual(openings.search_count([]), before)
        answer = self.make_jsonrpc_request(f"{self.url}/1/opened", {})
        self.assertEqual(answer, {"unread": 2}, "it still has to be confirmed")
        self.assertEqual(openings.search_count([]), before + 1)

    def test_policies_of_another_dealer_do_not_open(self):
        for url in (
            self.foreign_url,
            f"{self.foreign_url}/1",
            f"{self.foreign_url}/1/file/{self.foreign.file_ids.id}",
            f"{self.url}/1/file/{self.foreign.file_ids.id}",
            f"{self.url}/99",
            f"{LIST}/{HUGE}",
            f"{LIST}/{HUGE}/{HUGE}/file/{HUGE}",
            f"/web/content/{self.foreign.file_ids.id}",
            f"/dms/policy/{self.foreign.id}/preview",
        ):
            with self.subTest(url), mute_logger("odoo.http"):
                page = self._open(url, self.buyer)
                self.assertLess(page.status_code, 500)
                self.assertNotIn("SECRET-B", page.text)
                self.assertNotIn("%PDF", page.text)
        self._open(f"{self.foreign_url}/1/confirm", self.buyer, x="1")
        self.assertFalse(self._receipts(self.foreign))

    def test_nobody_unknown_gets_a_file(self):
        self.authenticate(None, None)
        file = self.asked.file_ids
        for url in (f"{self.url}/1/file/{file.id}", f"/web/content/{file.id}"):
            self.assertNotIn(b"%PDF", self.url_open(url).content)

    def test_confirming_needs_a_post_with_a_token(self):
        self.authenticate(self.buyer.login, self.buyer.login)
        url = f"{self.url}/1/confirm"
        self.assertIn(self.url_open(url).status_code, (404, 405))
        with mute_logger("odoo.http"):
            self.assertEqual(self.url_open(url, data={"x": "1"}).status_code, 400)
        self.assertFalse(self._receipts(self.asked))

    def test_staff_previews_a_draft_as_dealers_will_see_it(self):
        draft = self._version(self.asked.policy_id, start=1, publish=False)
        url = f"/dms/policy/{draft.id}/preview"
        page = self._open(url, self.manager)
        self.assertIn("Preview", page.text)
        self.assertIn("Within 14 days", page.text)
        with mute_logger("odoo.http"):
            self.assertEqual(self._open(url, self.owner).status_code, 404)
        self.assertFalse(draft.sudo().opening_ids)

    def test_a_person_reads_and_confirms_on_a_phone(self):
        self.browser_size = "390x844"
        self.start_tour(
            "/my/dealer",
            "dms_policy_phone",
            login=self.buyer.login,
            timeout=TOUR_SECONDS,
        )
        self.assertEqual(self._receipts(self.asked).user_id, self.buyer)
        opened = self.env["dms.policy.opening"].search(
            [("user_id", "=", self.buyer.id)]
        )
        self.assertEqual(opened.version_id, self.asked + self.plain)


@tagged("post_install", "-at_install")
class TestPolicyQueries(PolicyCommon):
    """The list asks the database as often for many policies as for few."""

    def _queries(self):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        listing = self.env["dms.policy.version"].with_user(self.owner)._dms_list()
        return self.env.cr.sql_log_count - before, len(listing["rows"])

    def _make(self, count):
        for number in range(count):
            version = self._version(self._policy(f"Rule {number}", must_read=True))
            if number % 2:
                self._confirm(version, self.owner)

    def test_a_list_costs_the_same_with_ten_times_the_policies(self):
        self._make(2)
        self._queries()
        few, short = self._queries()
        self._make(18)
        many, full = self._queries()
        self.assertGreater(full, short)
        self.assertLessEqual(many, few)
