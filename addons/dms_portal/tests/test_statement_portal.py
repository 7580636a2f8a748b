import io
import zipfile

import openpyxl

from odoo.http import Request
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .statement_common import NOVEMBER
from .test_statement_flow import PNG, FlowCommon

LIST = "/my/dealer/statements"
HUGE = 2**40


class PortalCommon(FlowCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.url = f"{LIST}/{cls.statement.id}"
        cls._invoice("2025-10-08", 77.77, dealer=cls.other)
        cls.foreign = cls._sent(dealers=cls.other)

    def _open(self, url, user=None, files=None, **post):
        user = user or self.finance
        self.authenticate(user.login, user.login)
        if post:
            post["csrf_token"] = Request.csrf_token(self)
        return self.url_open(url, data=post or None, files=files)


@tagged("post_install", "-at_install")
class TestStatementPortal(PortalCommon):
    """What finance and owner see and do, and nobody else."""

    def test_only_finance_and_owner_get_in(self):
        for user, allowed in (
            (self.owner, True),
            (self.finance, True),
            (self.buyer, False),
        ):
            for url in (LIST, self.url, f"{self.url}/dispute", f"{self.url}/xlsx"):
                with self.subTest(url=url, user=user.login):
                    status = self._open(url, user).status_code
                    self.assertEqual(status, 200 if allowed else 403)

    def test_the_page_explains_the_balance(self):
        page = self._open(self.url).text
        # 0.00 + 1000.00 - 100.00 = 900.00
        for text in ("1,000.00", "100.00", "900.00", self.invoice.name, "You owe"):
            self.assertIn(text, page)
        self.assertIn(f"/my/invoices/{self.invoice.id}", page)
        self.assertNotIn("77.77", page)

    def test_the_list_narrows_by_month_and_state(self):
        self._invoice("2025-11-05", 5)
        november = self._sent(NOVEMBER)
        both = {f"{LIST}/{november.id}", self.url}
        for query, found in (
            ("", both),
            ("?term=2025-10", {self.url}),
            ("?term=2025年11月", {f"{LIST}/{november.id}"}),
            ("?term=2024-01", set()),
            ("?term=%00'&chosen=x", set()),
            ("?chosen=done", set()),
            ("?chosen=waiting", both),
        ):
            with self.subTest(query):
                answer = self._open(LIST + query)
                if answer.status_code == 400 and "%00" in query:
                    continue
                page = answer.text
                shown = {url for url in both if f'href="{url}"' in page}
                self.assertEqual(shown, found)

    def test_statements_of_others_do_not_open(self):
        for step in ("", "/dispute", "/pdf", "/xlsx"):
            for number in (self.foreign.id, HUGE, 999999999):
                with self.subTest(step=step, number=number):
                    page = self._open(f"{LIST}/{number}{step}")
                    self.assertLess(page.status_code, 500)
                    self.assertNotIn("77.77", page.text)
        for step, form in (
            ("confirm", {"seen": self.foreign.fingerprint}),
            ("say", {"text": "x"}),
            ("withdraw", {"dispute": "1"}),
            ("dispute/send", {"reason": "missing", "note": "x"}),
        ):
            self._open(f"{LIST}/{self.foreign.id}/{step}", **form)
        self.assertEqual(self.foreign.state, "sent")
        self.assertEqual(self.foreign.event_ids[-1:].kind, "sent")

    def test_one_tap_confirms_and_the_second_changes_nothing(self):
        seen = self.statement.fingerprint
        page = self._open(f"{self.url}/confirm", seen=seen)
        self.assertIn(self.statement.seal, page.text)
        first = self.statement.confirmed_at
        self._open(f"{self.url}/confirm", self.owner, seen=seen, remark="again")
        self.assertEqual(self.statement.confirmed_at, first)
        self.assertEqual(self.statement.state, "confirmed")
        self.assertEqual(self.statement.event_ids[-1:].address, "127.0.0.1")

    def test_stale_figures_are_shown_again_and_the_remark_is_kept(self):
        page = self._open(f"{self.url}/confirm", seen="old", remark="my <remark>")
        self.assertIn("renewed", page.text)
        self.assertIn("my &lt;remark&gt;", page.text)
        self.assertEqual(self.statement.state, "sent")

    def test_an_objection_with_a_photo(self):
        line = self.statement.line_ids.filtered(lambda x: x.move_id == self.invoice)
        form = {"line": str(line.id), "reason": "not_received", "note": "<b>2 boxes"}
        page = self._open(
            f"{self.url}/dispute/send", files={"file": ("a.svg", b"<svg/>")}, **form
        )
        self.assertIn("JPEG", page.text)
        self.assertIn("&lt;b&gt;2 boxes", page.text, "what was typed is kept")
        self.assertFalse(self.statement.dispute_ids)
        page = self._open(
            f"{self.url}/dispute/send", files={"file": ("box.png", PNG)}, **form
        )
        self.assertIn("Goods not received", page.text)
        self.assertIn("&lt;b&gt;2 boxes", page.text)
        dispute = self.statement.dispute_ids
        file = f"/web/content/dms.statement.dispute/{dispute.id}/document"
        self.assertEqual(self._open(file).content, PNG)
        self.assertEqual(self._open(file, self.other_finance).status_code, 404)
        self._open(f"{self.url}/withdraw", dispute=str(dispute.id))
        self.assertEqual((dispute.state, self.statement.state), ("withdrawn", "sent"))

    def test_steps_need_a_post_with_a_token(self):
        self.authenticate(self.finance.login, self.finance.login)
        for step in ("confirm", "say", "withdraw", "dispute/send"):
            with self.subTest(step), mute_logger("odoo.http"):
                url = f"{self.url}/{step}"
                self.assertIn(self.url_open(url).status_code, (404, 405))
                answer = self.url_open(url, data={"seen": self.statement.fingerprint})
                self.assertEqual(answer.status_code, 400)
        self.assertEqual(self.statement.state, "sent")

    def test_the_home_says_what_waits(self):
        self.assertIn("October 2025", self._open("/my/dealer").text)
        self.statement.with_user(self.owner)._dms_confirm(self.statement.fingerprint)
        self.assertNotIn("October 2025", self._open("/my/dealer").text)

    def test_the_thread_shows_the_company_not_its_people(self):
        self.statement.with_user(self.finance)._dms_say("Where is <b>it</b>?")
        page = self._open(self.url).text
        self.assertIn("Where is &lt;b&gt;it&lt;/b&gt;?", page)
        self.assertIn(self.company.name, page)
        self.assertNotIn(self._national().name, page)

    def test_the_workbook_holds_the_lines_and_no_formula(self):
        self.invoice.button_draft()
        self.invoice.ref = "=HYPERLINK(1)"
        self.invoice.action_post()
        self.statement.with_user(self.north_staff).action_dms_renew()
        data = self._open(f"{self.url}/xlsx").content
        book = openpyxl.load_workbook(io.BytesIO(data))
        lines = book.worksheets[1]
        amounts = [row[5].value for row in lines.iter_rows(min_row=2)]
        self.assertEqual(amounts, [1000, -100])
        texts = [row[3].value for row in lines.iter_rows(min_row=2)]
        self.assertEqual(texts[0], "=HYPERLINK(1)")
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                self.assertNotIn(b"<f>", archive.read(name))

    def test_the_report_shows_the_seal_and_only_to_its_readers(self):
        self.statement.with_user(self.finance)._dms_confirm(self.statement.fingerprint)
        url = f"/report/html/dms_portal.report_statement/{self.statement.id}"
        page = self._open(url).text
        for text in ("900.00", self.statement.seal, self.finance.name):
            self.assertIn(text, page)
        with mute_logger("odoo.http", "odoo.addons.web.controllers.report"):
            answer = self._open(url, self.other_finance)
        self.assertNotIn("900.00", answer.text)

    def test_lists_cost_the_same_with_more_statements(self):
        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            listing = self.statements.with_user(self.finance)._dms_list()
            return self.env.cr.sql_log_count - before, len(listing["rows"])

        queries()
        few, one = queries()
        self._invoice("2025-11-05", 5)
        self._sent(NOVEMBER)
        many, two = queries()
        self.assertEqual((one, two), (1, 2))
        self.assertLessEqual(many, few)


@tagged("post_install", "-at_install")
class TestStatementTour(PortalCommon):
    """The whole way on a phone."""

    browser_size = "390x844"
    touch_enabled = True

    def test_object_then_confirm_on_a_phone(self):
        self.start_tour("/my/dealer", "dms_statement_phone", login=self.finance.login)
        self.assertEqual(self.statement.state, "disputed")
        dispute = self.statement.dispute_ids
        self.assertEqual((dispute.reason, dispute.dealer_amount), ("price", 950))
        self._answer(dispute, "accepted", "You are right")
        self.start_tour(LIST, "dms_statement_settle", login=self.finance.login)
        self.assertEqual(self.statement.state, "settled")
        self.assertEqual(self.statement.remark, "Thank you")
