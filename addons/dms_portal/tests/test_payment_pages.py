from odoo.http import Request
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .payment_common import PIXEL, PaymentCommon

PAGE = "/my/dealer/payments"


@tagged("post_install", "-at_install")
class TestPaymentPages(PaymentCommon, HttpCase):
    """What finance and owner see and do, and nobody else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._invoice(cls.today, 77.77, dealer=cls.other)

    def _open(self, url=PAGE, user=None, files=None, **post):
        user = user or self.finance
        self.authenticate(user.login, user.login)
        if post:
            post["csrf_token"] = Request.csrf_token(self)
        return self.url_open(url, data=post or None, files=files)

    def test_only_finance_and_owner_get_in(self):
        slip = self._send()
        urls = ("", "/slip", "/slips", f"/slips/{slip.id}")
        for user, allowed in (
            (self.owner, True),
            (self.finance, True),
            (self.buyer, False),
        ):
            for url in urls:
                with self.subTest(url=url, user=user.login):
                    status = self._open(PAGE + url, user).status_code
                    self.assertEqual(status, 200 if allowed else 403)

    def test_the_page_says_what_is_open(self):
        self._send("500")
        page = self._open().text
        for text in (self.old.name, "1,130.00", "800.00", "1,930.00", "being checked"):
            self.assertIn(text, page)
        self.assertNotIn("77.77", page)
        self.assertIn("being checked", self._open("/my/dealer").text)
        self.assertNotIn("being checked", self._open("/my/dealer", self.buyer).text)

    def test_what_was_ticked_is_filled_in(self):
        item = self._item(self.new).id
        page = self._open(f"{PAGE}/slip?item_{item}=1").text
        self.assertIn('value="800.00"', page)
        self.assertNotIn('value="1130.00"', page)

    def test_a_slip_goes_all_the_way(self):
        files = {"file": ("slip.png", PIXEL)}
        page = self._open(f"{PAGE}/slip/send", files=files, **self._form("500"))
        slip = self.slips.search([])
        self.assertIn(slip.name, page.text)
        self.assertTrue(page.url.endswith(f"{PAGE}/slips/{slip.id}"))
        file = f"/web/content/dms.remittance/{slip.id}/document"
        self.assertEqual(self._open(file).content, PIXEL)
        self.assertEqual(self._open(file, self.other_finance).status_code, 404)
        self._open(f"{PAGE}/slips/{slip.id}/withdraw", x="1")
        self.assertEqual(slip.state, "withdrawn")

    def test_a_fault_keeps_what_was_typed(self):
        files = {"file": ("slip.svg", b"<svg/>")}
        form = self._form("500", note="my <note>")
        page = self._open(f"{PAGE}/slip/send", files=files, **form).text
        for text in ("JPEG", "my &lt;note&gt;", 'value="500"', 'value="TX 1"'):
            self.assertIn(text, page)
        self.assertFalse(self.slips.search([]))

    def test_slips_of_others_do_not_open(self):
        slip = self._send(user=self.other_finance, reference="SECRET")
        for number in (slip.id, 2**40, 999999999):
            with self.subTest(number):
                page = self._open(f"{PAGE}/slips/{number}")
                self.assertLess(page.status_code, 500)
                self.assertNotIn("SECRET", page.text)
        self._open(f"{PAGE}/slips/{slip.id}/withdraw", x="1")
        self.assertEqual(slip.state, "sent")

    def test_steps_need_a_post_with_a_token(self):
        slip = self._send()
        self.authenticate(self.finance.login, self.finance.login)
        for step in (f"slips/{slip.id}/withdraw", "slip/send"):
            with self.subTest(step), mute_logger("odoo.http"):
                url = f"{PAGE}/{step}"
                self.assertIn(self.url_open(url).status_code, (404, 405))
                self.assertEqual(self.url_open(url, data={"a": "1"}).status_code, 400)
        self.assertEqual(self.slips.search_count([]), 1)

    def test_pages_cost_the_same_with_more_slips(self):
        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            rows = self.slips.with_user(self.finance)._dms_list()["rows"]
            return self.env.cr.sql_log_count - before, len(rows)

        self._send()
        queries()
        few, one = queries()
        self._send(reference="TX 2", amount="20")
        many, two = queries()
        self.assertEqual((one, two), (1, 2))
        self.assertLessEqual(many, few)


@tagged("post_install", "-at_install")
class TestOnlinePayment(PaymentCommon, HttpCase):
    """Core's own pages pay a dealer's invoices, where a provider is there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.providers = cls.env["payment.provider"].search([])
        cls.providers.state = "disabled"
        cls.provider = cls.env["payment.provider"].create(
            {
                "name": "Test",
                "code": "none",
                "company_id": cls.company.id,
                "state": "test",
                "is_published": True,
            }
        )
        cls.env["ir.config_parameter"].set_param(
            "account_payment.enable_portal_payment", "True"
        )

    def _online(self):
        self.env.flush_all()
        page = self.slips.with_user(self.finance)._dms_payments_page()
        return page["online"]

    def test_without_a_provider_nothing_is_offered(self):
        self.assertIn(self.old.id, self._online()["urls"])
        self.provider.state = "disabled"
        self.assertEqual(self._online(), {"urls": {}, "overdue": ""})

    def test_switched_off_means_off(self):
        self.env["ir.config_parameter"].set_param(
            "account_payment.enable_portal_payment", "False"
        )
        self.assertEqual(self._online(), {"urls": {}, "overdue": ""})

    def test_the_link_leads_to_the_invoice(self):
        self.authenticate(self.finance.login, self.finance.login)
        page = self.url_open(self._online()["urls"][self.old.id])
        self.assertEqual(page.status_code, 200)
        self.assertIn(self.old.name, page.text)

    def test_all_overdue_are_paid_at_once_and_no_cent_twice(self):
        self.assertEqual(self._online()["overdue"], "", "one invoice has its own link")
        self._invoice(self.old.invoice_date, 270)
        payment = self._payment(self.today, 400)
        (self._item(payment) + self._item(self.old)).reconcile()
        self.assertEqual(self._online()["overdue"], "/my/invoices/overdue")
        self.authenticate(self.finance.login, self.finance.login)
        page = self.url_open("/my/invoices/overdue").text
        # 1,130 - 400 + 270
        self.assertIn("1,000.00", page)
        self.assertNotIn("1,400.00", page)

    def test_a_buyer_is_not_asked_to_pay(self):
        self._invoice(self.old.invoice_date, 270)
        self.authenticate(self.buyer.login, self.buyer.login)
        page = self.url_open("/my/invoices/overdue")
        self.assertNotIn("1,400.00", page.text)


@tagged("post_install", "-at_install")
class TestPaymentTour(PaymentCommon, HttpCase):
    """The whole way on a phone."""

    browser_size = "390x844"
    touch_enabled = True

    def test_a_photo_of_the_slip_is_sent_and_taken_back(self):
        self.start_tour(
            "/my/dealer/payments", "dms_payment_phone", login=self.finance.login
        )
        slip = self.slips.search([])
        self.assertEqual((slip.state, slip.amount), ("withdrawn", 1500))
        self.assertEqual(slip.line_ids.mapped("amount"), [1130, 370])
        self.assertEqual(slip.user_id, self.finance)
