from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .payment_common import PDF, PIXEL, PaymentCommon


@tagged("post_install", "-at_install")
class TestOpenItems(PaymentCommon):
    """The page says what the ledger says."""

    def test_what_is_open_is_the_ledger(self):
        self._invoice(self.today, 100, kind="out_refund")
        self._payment(self.today, 30)
        later = self.today + timedelta(days=30)
        self._invoice(self.today, 50, invoice_date_due=later)
        # 1,130 overdue, 800 due today, 50 later, 100 + 30 in the dealer's favour
        self.assertEqual(
            self._totals(),
            {
                "overdue": 1130,
                "soon": 800,
                "later": 50,
                "credit": -130,
                "total": 1850,
            },
        )
        self.assertEqual(self._owed(), 1850)

    def test_each_item_says_what_is_left_of_it(self):
        payment = self._payment(self.today, 500)
        (self._item(payment) + self._item(self.old)).reconcile()
        page = self.slips.with_user(self.finance)._dms_payments_page()
        [old, new] = page["debts"]
        self.assertEqual((old["title"], old["bucket"]), (self.old.name, "overdue"))
        self.assertEqual((old["amount"], old["residual"]), (1130, 630))
        self.assertEqual((new["residual"], new["bucket"]), (800, "soon"))
        self.assertFalse(page["credits"])

    def test_items_of_a_contact_belong_to_the_dealer(self):
        shop = self.env["res.partner"].create(
            {"name": "Shop", "parent_id": self.dealer.id}
        )
        self._invoice(self.today, 7, dealer=shop)
        self.assertEqual(self._totals()["total"], 1937)

    def test_nobody_but_finance_and_owner_is_told(self):
        self._invoice(self.today, 77, dealer=self.other)
        self.assertEqual(self._totals(self.owner)["total"], 1930)
        self.assertEqual(self._totals(self.other_finance)["total"], 77)
        for user in (self.buyer, self.north_staff):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._totals(user)


@tagged("post_install", "-at_install")
class TestSlipSending(PaymentCommon):
    """A slip says what the dealer says, and books nothing."""

    def test_a_slip_pays_the_oldest_first_unless_told(self):
        slip = self._send("1500.00")
        # 1,130 of the older one, the rest of 1,500 is 370
        self.assertEqual(
            [(line.name, line.amount) for line in slip.line_ids],
            [(self.old.name, 1130), (self.new.name, 370)],
        )
        self.assertEqual((slip.state, slip.rest), ("sent", 0))
        self.assertEqual(slip.user_id, self.finance)
        self.assertEqual(slip.document_kind, "image")

    def test_a_slip_pays_what_is_told(self):
        slip = self._send("1,000.00", pays={self.old: "600", self.new: "350.00"})
        self.assertEqual(slip.line_ids.mapped("amount"), [600, 350])
        self.assertEqual((slip.allocated, slip.rest), (950, 50))

    def test_neither_ledger_nor_credit_change(self):
        owed = self._owed()
        credit = self.dealer._dms_credit()[self.dealer]
        self._send("500")
        self.assertEqual(self._owed(), owed)
        self.assertEqual(self.dealer._dms_credit()[self.dealer], credit)
        page = self.slips.with_user(self.finance)._dms_payments_page()
        self.assertEqual((page["checking"], page["totals"]["total"]), (500, 1930))
        shown = self.finance.with_user(self.finance)._dms_visible_credit()
        self.assertEqual(shown["checking"], 500)
        self.assertNotIn("checking", self.buyer._dms_visible_credit())

    def _assert_refused(self, pattern, *, upload=None, **form):
        """What is refused leaves nothing behind."""
        upload = upload or ("slip.png", PIXEL)
        before = self.slips.search_count([])
        slips = self.slips.with_user(self.finance)
        with self.assertRaisesRegex(UserError, pattern):
            slips._dms_send(self._form(**form), upload)
        self.assertEqual(self.slips.search_count([]), before)

    def test_wrong_files_are_refused_whatever_their_name(self):
        for name, data in (
            ("slip.png", b"<svg onload='alert(1)'/>"),
            ("slip.pdf", b"MZ\x90\x00"),
            ("slip.jpg", b"PK\x03\x04broken"),
            ("slip.png", b"code,amount\n1,2"),
        ):
            with self.subTest(data=data[:8]):
                self._assert_refused("JPEG", upload=(name, data))
        self._assert_refused("photo or the PDF", upload=("slip.png", b""))
        big = PIXEL + b"0" * (10 * 1024 * 1024)
        self._assert_refused("10 MB", upload=("slip.png", big))

    def test_the_name_of_a_file_is_harmless(self):
        slip = self._send(upload=("../../etc/pass\0wd.pdf", PDF))
        self.assertEqual(slip.document_name, ".._.._etc_passwd.pdf")
        self.assertEqual(slip.document_kind, "pdf")

    def test_what_is_missing_or_wrong_is_said(self):
        tomorrow = str(self.today + timedelta(days=1))
        for pattern, form in (
            ("amount on the slip", {"amount": "0"}),
            ("amount on the slip", {"amount": "-5"}),
            ("amount on the slip", {"amount": "five"}),
            ("amount on the slip", {"amount": "NaN"}),
            ("reference", {"reference": "  "}),
            ("not in the future", {"date": tomorrow}),
            ("not in the future", {"date": "2020-01-01"}),
            ("not in the future", {"date": "soon"}),
            ("at most", {"pays": {self.old: "1130.01"}}),
            ("at most", {"pays": {self.old: "-1"}}),
            ("at most", {"pays": {self.old: "x"}}),
            ("add up to more", {"pays": {self.old: "400", self.new: "400"}}),
            ("settled since", {"item_999999999": "5"}),
            ("settled since", {"item_²": "5"}),
        ):
            with self.subTest(form=form):
                self._assert_refused(pattern, **form)

    def test_an_invoice_of_another_dealer_is_none(self):
        foreign = self._invoice(self.today, 90, dealer=self.other)
        self._assert_refused("settled since", pays={foreign: "90"})

    def test_a_slip_sent_twice_is_one(self):
        first = self._send()
        self.assertEqual(self._send(), first)
        self.assertEqual(self._send(user=self.owner), first)

    def test_the_same_money_is_not_told_twice(self):
        first = self._send("500", reference="tx 1")
        self.assertEqual(first.bank_reference, "TX1")
        file = ("slip.png", PIXEL + b"tx 1")
        self._assert_refused(first.name, amount="500", reference="ＴＸ－1", upload=file)
        self._assert_refused(first.name, amount="500", reference="T X1")
        self._assert_refused(first.name, amount="80", reference="OTHER", upload=file)
        first.with_user(self.finance)._dms_withdraw()
        again = self._send("500", reference="tx 1")
        self.assertNotEqual(again, first)

    def test_the_database_lets_no_second_one_in(self):
        slip = self._send().sudo()
        for change in ({"file_hash": "other"}, {"bank_reference": "OTHER"}):
            with (
                self.subTest(change),
                mute_logger("odoo.sql_db"),
                self.assertRaises(UniqueViolation),
                self.env.cr.savepoint(),
            ):
                slip.copy({"name": "BS", **change}).flush_recordset()

    def test_accounting_is_warned_of_what_looks_the_same(self):
        foreign = self._send(user=self.other_finance, upload=("a.png", PIXEL))
        slip = self._send(reference="TX 2", upload=("b.png", PIXEL))
        self.assertIn(foreign.name, slip.warning)
        third = self._send("10", reference="TX 2")
        self.assertIn(slip.name, third.warning)

    def test_only_finance_sends_and_takes_back(self):
        for user in (self.buyer, self.accountant, self.north_staff):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._send(user=user)
        slip = self._send()
        for user in (self.buyer, self.other_finance, self.accountant):
            with self.subTest(user.login), self.assertRaises(AccessError):
                slip.with_user(user)._dms_withdraw()
        slip.with_user(self.owner)._dms_withdraw()
        slip.with_user(self.finance)._dms_withdraw()
        self.assertEqual(slip.state, "withdrawn")

    def test_slips_are_seen_by_their_dealer_and_the_staff_of_its_region(self):
        slip = self._send()
        for user, sees in (
            (self.owner, True),
            (self.finance, True),
            (self.other_finance, False),
            (self.north_staff, True),
            (self.south_staff, False),
            (self.accountant, True),
        ):
            with self.subTest(user.login):
                self.assertEqual(bool(self.slips.with_user(user).search([])), sees)
                self.assertEqual(slip.with_user(user).has_access("read"), sees)
        self.assertFalse(slip.with_user(self.buyer).has_access("read"))

    def test_what_was_sent_is_not_typed_in(self):
        slip = self._send()
        for user, vals in (
            (self.finance, {"amount": 1}),
            (self.north_staff, {"amount": 1}),
        ):
            with self.subTest(user.login), self.assertRaises(AccessError):
                slip.with_user(user).write(vals)
        for vals in ({"state": "matched"}, {"dealer_id": self.other.id}):
            with self.subTest(vals), self.assertRaises(UserError):
                slip.write(vals)
        with self.assertRaises(AccessError):
            slip.unlink()
        self.assertEqual((slip.state, slip.amount), ("sent", 500))
