from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .payment_common import PaymentCommon


@tagged("post_install", "-at_install")
class TestSlipMatching(PaymentCommon):
    """Booked once, against the invoices that were chosen, with native entries."""

    def _residuals(self):
        return self.old.amount_residual, self.new.amount_residual

    def test_a_part_is_paid_with_one_button(self):
        slip = self._send("500")
        slip.action_dms_register()
        # 1,130 less 500
        self.assertEqual(self._residuals(), (630, 800))
        self.assertEqual(self._owed(), 1430)
        payment = slip.payment_id
        self.assertEqual((payment.amount, payment.partner_id), (500, self.dealer))
        self.assertEqual((payment.date, payment.move_id.state), (slip.date, "posted"))
        self.assertEqual(payment.journal_id.type, "bank")
        self.assertIn("TX1", payment.memo)
        self.assertEqual(payment.reconciled_invoice_ids, self.old)
        self.assertEqual(self.old.payment_state, "partial")
        self.assertEqual((slip.state, slip.decided_by_id), ("matched", self.accountant))

    def test_each_invoice_gets_exactly_its_amount(self):
        slip = self._send("1000", pays={self.old: "600", self.new: "300"})
        slip.action_dms_register()
        # 1,130 - 600, 800 - 300, and 100 on account
        self.assertEqual(self._residuals(), (530, 500))
        self.assertEqual(self._owed(), 930)
        self.assertEqual(slip.payment_id.amount, 1000)
        self.assertEqual(self._totals()["credit"], -100)

    def test_full_and_part_share_one_line_of_the_payment(self):
        slip = self._send("1500", pays={self.old: "1130", self.new: "370"})
        slip.action_dms_register()
        self.assertEqual(self._residuals(), (0, 430))
        self.assertEqual(len(self._item(slip.payment_id.move_id)), 1)
        self.assertEqual(self.old.payment_state, "paid")

    def test_money_without_invoices_stays_on_account(self):
        (self._item(self.old) + self._item(self._payment(self.today, 1130))).reconcile()
        (self._item(self.new) + self._item(self._payment(self.today, 800))).reconcile()
        slip = self._send("40")
        self.assertFalse(slip.line_ids)
        slip.action_dms_register()
        self.assertEqual(self._owed(), -40)

    def test_the_accountant_corrects_amount_date_and_invoices(self):
        slip = self._send("500")
        yesterday = self.today - timedelta(days=1)
        slip.write(
            {
                "amount": 830,
                "date": yesterday,
                "line_ids": [
                    Command.update(slip.line_ids.id, {"amount": 30}),
                    Command.create({"item_id": self._item(self.new).id, "amount": 800}),
                ],
            }
        )
        slip.action_dms_register()
        self.assertEqual(self._residuals(), (1100, 0))
        self.assertEqual(slip.payment_id.date, yesterday)

    def test_a_second_click_opens_the_payment_there_is(self):
        slip = self._send("500")
        first = slip.action_dms_register()
        again = slip.with_user(self._accountant("two")).action_dms_register()
        self.assertEqual(first["res_id"], again["res_id"])
        count = self.env["account.payment"].search_count(
            [("partner_id", "=", self.dealer.id)]
        )
        self.assertEqual((count, self._owed()), (1, 1430))

    @classmethod
    def _accountant(cls, name):
        return cls.accountant.copy({"login": f"accountant-{name}"})

    def test_what_does_not_fit_any_more_is_not_booked(self):
        slip = self._send("500")
        self._item(self.old).remove_move_reconcile()
        payment = self._payment(self.today, 700)
        (self._item(payment) + self._item(self.old)).reconcile()
        # 430 is left of 1,130, the slip says 500
        with self.assertRaisesRegex(UserError, "more than what is open"):
            slip.action_dms_register()
        self.assertEqual((slip.state, self.old.amount_residual), ("sent", 430))
        slip.line_ids.amount = 430
        slip.action_dms_register()
        self.assertEqual((self.old.amount_residual, slip.rest), (0, 70))

    def test_items_of_another_dealer_are_not_paid(self):
        foreign = self._item(self._invoice(self.today, 90, dealer=self.other))
        slip = self._send("500")
        slip.line_ids.write({"item_id": foreign.id, "amount": 90})
        with self.assertRaisesRegex(UserError, "more than what is open"):
            slip.action_dms_register()
        self.assertEqual(foreign.amount_residual, 90)

    def test_a_line_has_an_invoice_and_stays_on_its_slip(self):
        slip = self._send("500")
        other = self._send("300", reference="TX 2", pays={self.new: "300"})
        with self.assertRaisesRegex(UserError, "stays on its slip"):
            slip.line_ids.remittance_id = other
        with self.assertRaisesRegex(UserError, "Choose the invoice"):
            slip.line_ids = [Command.create({"amount": 5})]
        self.assertEqual((len(slip.line_ids), len(other.line_ids)), (1, 1))

    def test_more_than_the_slip_is_not_matched(self):
        slip = self._send("500")
        slip.amount = 400
        with self.assertRaisesRegex(UserError, "add up to more"):
            slip.action_dms_register()
        self.assertEqual((slip.state, self._owed()), ("sent", 1930))

    def test_a_booked_payment_is_used_instead(self):
        booked = self._payment(self.today, 500)
        slip = self._send("500")
        slip.credit_item_id = self._item(booked)
        slip.action_dms_link()
        self.assertEqual(self._residuals(), (630, 800))
        self.assertEqual(self._owed(), 1430, "nothing was booked again")
        self.assertEqual((slip.move_id, slip.state), (booked, "matched"))
        self.assertFalse(slip.payment_id)

    def test_a_booked_payment_that_is_too_small_or_anothers_is_not(self):
        slip = self._send("500")
        for booked in (
            self._payment(self.today, 400),
            self._payment(self.today, 500, dealer=self.other),
        ):
            slip.credit_item_id = self._item(booked)
            with self.subTest(booked.name), self.assertRaisesRegex(UserError, "left"):
                slip.action_dms_link()
        slip.line_ids.amount = 100
        slip.credit_item_id = self._item(self._payment(self.today, 600))
        with self.assertRaisesRegex(UserError, "to the last cent"):
            slip.action_dms_link()
        self.assertEqual((slip.state, self._residuals()), ("sent", (1130, 800)))

    def _banker(self, *slips):
        """Return slips for somebody who may also book on bank transactions."""
        banker = self._accountant("bank")
        banker.group_ids += self.env.ref("account.group_account_basic")
        return [slip.with_user(banker) for slip in slips]

    def _bank_line(self, amount, **more):
        return self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.bank.id,
                "date": self.today,
                "payment_ref": "Transfer",
                "amount": amount,
                **more,
            }
        )

    def test_a_bank_transaction_is_booked_on_the_dealer(self):
        line = self._bank_line(1000)
        sent = self._send("1000", pays={self.old: "600", self.new: "300"})
        [slip] = self._banker(sent)
        slip.bank_line_id = line
        slip.action_dms_link()
        self.assertTrue(line.is_reconciled)
        self.assertEqual(line.partner_id, self.dealer)
        self.assertEqual(self._residuals(), (530, 500))
        self.assertEqual(self._owed(), 930)
        self.assertEqual(slip.move_id, line.move_id)

    def test_a_bank_transaction_is_matched_once(self):
        line = self._bank_line(500)
        slip = self._send("500")
        other = self._send("500", reference="TX 2", pays={self.new: "500"})
        slip, other = self._banker(slip, other)
        (slip + other).bank_line_id = line
        slip.action_dms_link()
        with self.assertRaisesRegex(UserError, "matched already"):
            other.action_dms_link()
        foreign = self._bank_line(500, partner_id=self.other.id)
        other.bank_line_id = foreign
        with self.assertRaisesRegex(UserError, "another's"):
            other.action_dms_link()
        self.assertEqual((other.state, self._owed()), ("sent", 1430))

    def test_a_bank_transaction_needs_the_right_of_core(self):
        slip = self._send("500")
        slip.sudo().bank_line_id = self._bank_line(500)
        with self.assertRaises(AccessError):
            slip.action_dms_link()
        self.assertEqual((slip.state, self._owed()), ("sent", 1930))

    def test_a_refusal_says_why(self):
        slip = self._send("500")
        wizard = self.env["dms.remittance.refuse"].with_user(self.accountant)
        wizard.create(
            {"remittance_ids": slip.ids, "reason": "No such transfer"}
        ).action_refuse()
        self.assertEqual(slip.state, "refused")
        self.assertEqual(self._owed(), 1930)
        [todo] = self.finance.with_user(self.finance)._dms_remittance_todos()
        self.assertEqual(todo["detail"], "No such transfer")
        self.assertFalse(self.buyer._dms_remittance_todos())
        with self.assertRaisesRegex(UserError, "not to be booked"):
            slip.action_dms_register()
        self.assertNotEqual(self._send("500"), slip, "it may be sent again")

    def test_the_sender_gets_a_mail(self):
        self.finance.email = "finance@dealer.example"
        self._send("500").action_dms_register()
        mail = self.env["mail.mail"].search([("model", "=", "dms.remittance")], limit=1)
        self.assertEqual(mail.recipient_ids, self.finance.partner_id)
        self.assertIn("500", mail.body_html)

    def test_only_accounting_decides(self):
        slip = self._send("500")
        for user in (self.north_staff, self.finance):
            mine = slip.with_user(user)
            for step in (
                mine.action_dms_register,
                mine.action_dms_link,
                lambda mine=mine: mine._dms_refuse("No"),
            ):
                with self.subTest(user.login), self.assertRaises(AccessError):
                    step()
        self.assertEqual((slip.state, self._owed()), ("sent", 1930))

    def test_an_accountant_of_another_region_does_not(self):
        slip = self._send("500")
        southern = self._accountant("south")
        southern.dms_region_ids = self.south
        with self.assertRaises(AccessError):
            slip.with_user(southern).action_dms_register()
        self.assertEqual(slip.state, "sent")

    def test_what_is_decided_stays(self):
        slip = self._send("500")
        slip.action_dms_register()
        for change in (
            lambda: slip.write({"amount": 1}),
            lambda: slip.line_ids.write({"amount": 1}),
            lambda: slip.line_ids.unlink(),
        ):
            with self.assertRaisesRegex(UserError, "is decided"):
                change()
        with self.assertRaisesRegex(UserError, "decided on already"):
            slip.with_user(self.finance)._dms_withdraw()
