from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .statement_common import NOVEMBER, StatementCommon

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64


class FlowCommon(StatementCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice = cls._invoice("2025-10-05", 1000)
        cls.refund = cls._invoice("2025-10-06", 100, kind="out_refund")
        cls.statement = cls._sent()
        cls.mine = cls.statement.with_user(cls.finance)

    def _confirm(self, user=None, remark="", seen=None):
        statement = self.statement.with_user(user or self.finance)
        return statement._dms_confirm(seen or self.statement.fingerprint, remark)

    def _form(self, **more):
        line = self.statement.line_ids.filtered(lambda x: x.move_id == self.invoice)
        return {"line": str(line.id), "reason": "amount", "amount": "900", **more}

    def _object(self, **more):
        return self.mine._dms_dispute(self._form(**more))

    def _answer(self, dispute, decision="rejected", text="See delivery note"):
        wizard = self.env["dms.statement.answer"].with_user(self.north_staff)
        wizard.create(
            {"dispute_ids": dispute.ids, "decision": decision, "answer": text}
        ).action_answer()

    def _kinds(self):
        return self.statement.event_ids.mapped("kind")


@tagged("post_install", "-at_install")
class TestStatementFlow(FlowCommon):
    """From sent to agreed."""

    def test_sending_reads_the_figures_last(self):
        self._invoice("2025-11-05", 50)
        november = self._build(NOVEMBER)
        self._invoice("2025-11-06", 5)
        november.with_user(self.north_staff).action_dms_send()
        self.assertEqual((november.state, november.closing), ("sent", 955))
        november.with_user(self.north_staff).action_dms_send()
        self.assertEqual(november.event_ids.mapped("kind").count("sent"), 1)

    def test_a_confirmation_is_noted_and_sealed_once(self):
        self._confirm()
        statement = self.statement
        self.assertEqual(statement.state, "confirmed")
        self.assertEqual(statement.confirmed_by_id, self.finance)
        self.assertEqual(statement.confirmed_name, self.finance.name)
        first = (statement.confirmed_at, statement.seal)
        self._confirm(self.owner, "second phone")
        self.assertEqual((statement.confirmed_at, statement.seal), first)
        self.assertFalse(statement.remark)
        self.assertEqual(self._kinds(), ["prepared", "sent", "confirmed"])
        self.assertEqual(statement.event_ids[-1:].user_id, self.finance)
        self.assertTrue(statement._dms_is_genuine())
        statement.confirmed_name = "Somebody else"
        self.assertFalse(statement._dms_is_genuine())

    def test_a_remark_is_kept(self):
        self._confirm(self.owner, "  please\0 send INV again ")
        self.assertEqual(
            (self.statement.state, self.statement.remark),
            ("remark", "please send INV again"),
        )

    def test_figures_that_were_not_seen_are_not_confirmed(self):
        seen = self.statement.fingerprint
        self._invoice("2025-10-09", 1)
        self.statement.with_user(self.north_staff).action_dms_renew()
        with self.assertRaisesRegex(UserError, "renewed"):
            self._confirm(seen=seen)
        self.assertEqual((self.statement.state, self.statement.closing), ("sent", 901))
        self._confirm()
        self.assertEqual(self.statement.state, "confirmed")

    def test_a_confirmed_statement_is_frozen_and_the_next_one_says_so(self):
        self._confirm()
        before = self.statement.fingerprint
        self.invoice.button_draft()
        late = self._invoice("2025-10-30", 5)
        with self.assertRaises(UserError):
            self.statement.with_user(self.north_staff).action_dms_renew()
        with self.assertRaises(UserError):
            self.statement.unlink()
        self.assertEqual(self.statement.fingerprint, before)
        self.assertTrue(self.statement._dms_is_genuine())
        november = self._build(NOVEMBER)
        # 900 stated; 1000 taken back, 5 posted late
        self.assertEqual(
            (november.opening, november.changed, november.closing), (900, -995, -95)
        )
        self.assertEqual(self._amounts(november)[late.name], ("invoice", "added", 5))
        self._assert_is_ledger(november)

    def test_only_owner_and_finance_of_the_dealer_may(self):
        for user, error in (
            (self.buyer, AccessError),
            (self.other_finance, AccessError),
            (self.north_staff, AccessError),
        ):
            for step in (
                lambda each: each._dms_confirm(self.statement.fingerprint),
                lambda each: each._dms_dispute(self._form()),
                lambda each: each._dms_say("hello"),
                lambda each: each._dms_withdraw("1"),
            ):
                with self.subTest(user.login), self.assertRaises(error):
                    step(self.statement.with_user(user))
        self.assertEqual((self.statement.state, self._kinds()[-1]), ("sent", "sent"))

    def test_a_view_only_dealer_confirms_nothing(self):
        self.dealer._dms_change_state("suspended", "Test", suspension="view_only")
        with self.assertRaises(UserError):
            self._confirm()
        self.assertEqual(self.statement.state, "sent")

    def test_a_draft_is_not_seen_by_the_dealer(self):
        self._invoice("2025-11-05", 50)
        november = self._build(NOVEMBER)
        found = self.statements.with_user(self.owner).search([])
        self.assertEqual(found, self.statement)
        with self.assertRaises(AccessError):
            november.with_user(self.owner).line_ids.mapped("amount")

    def test_staff_of_another_region_neither_see_nor_send(self):
        self.assertFalse(self.statements.with_user(self.south_staff).search([]))
        with self.assertRaises(AccessError):
            self.statement.with_user(self.south_staff).action_dms_renew()

    # --- objections -------------------------------------------------------------------

    def test_rounds_until_settled(self):
        dispute = self._object(note="agreed on 900")
        self.assertEqual((self.statement.state, dispute.amount), ("disputed", 1000))
        self.assertEqual((dispute.dealer_amount, dispute.round), (900, 1))
        with self.assertRaisesRegex(UserError, "Objections without an answer: 1"):
            self._confirm()
        self._answer(dispute, "rejected")
        self.assertEqual(
            (dispute.state, self.statement.state), ("rejected", "answered")
        )
        again = self._object(note="see mail of May")
        self.assertEqual((again.round, self.statement.round), (2, 2))
        self._answer(again, "accepted", "You are right")
        self._confirm()
        self.assertEqual(self.statement.state, "settled")
        self.assertEqual(
            self._kinds(),
            [
                "prepared",
                "sent",
                "disputed",
                "rejected",
                "disputed",
                "accepted",
                "settled",
            ],
        )
        with self.assertRaisesRegex(UserError, "is confirmed"):
            self._object()

    def test_the_same_objection_twice_is_one(self):
        first = self._object(note="a")
        self.assertEqual(self._object(note="b"), first)
        missing = {"reason": "missing", "note": "payment of 5 October"}
        one = self.mine._dms_dispute(missing)
        self.assertEqual(self.mine._dms_dispute(missing), one)
        self.assertEqual(len(self.statement.dispute_ids), 2)
        self.assertEqual(self._kinds().count("disputed"), 2)

    def test_an_objection_without_sense_is_refused(self):
        other = self._invoice("2025-10-05", 77, dealer=self.other)
        foreign = self._sent(dealers=self.other).line_ids
        self.assertEqual(foreign.move_id, other)
        for form in (
            {},
            self._form(reason="x"),
            self._form(reason="other"),
            self._form(amount="a lot"),
            self._form(line=str(foreign.id)),
            {"reason": "missing"},
        ):
            with self.subTest(form), self.assertRaises(UserError):
                self.mine._dms_dispute(form)
        self.assertFalse(self.statement.dispute_ids)
        self.assertEqual(self.statement.state, "sent")

    def test_a_file_is_looked_at_before_it_is_kept(self):
        for data in (b"MZ\x90 a program", b"<svg onload=alert(1)>", b"x" * 11_000_000):
            with self.subTest(data[:10]), self.assertRaises(UserError):
                self.mine._dms_dispute(self._form(), ("a.png", data))
        self.assertFalse(self.statement.dispute_ids)
        dispute = self.mine._dms_dispute(self._form(), ("../../a\0.png", PNG))
        self.assertEqual(dispute.document_name, ".._.._a.png")
        mine = dispute.with_user(self.finance)
        self.assertTrue(mine.document)
        with self.assertRaises(AccessError):
            dispute.with_user(self.other_finance).read(["document"])

    def test_taking_back_the_last_objection_returns_the_statement(self):
        dispute = self._object()
        self.mine._dms_withdraw(str(dispute.id))
        self.mine._dms_withdraw(str(dispute.id))
        self.assertEqual((dispute.state, self.statement.state), ("withdrawn", "sent"))
        self.assertEqual(self._kinds().count("withdrawn"), 1)

    def test_an_answer_is_given_once(self):
        dispute = self._object()
        self._answer(dispute, "accepted", "Yes")
        self._answer(dispute, "rejected", "No")
        self.assertEqual((dispute.state, dispute.answer), ("accepted", "Yes"))

    def test_an_accepted_objection_leads_to_a_draft_credit_note(self):
        dispute = self._object()
        with self.assertRaises(UserError):
            dispute.action_dms_correct()
        self._answer(dispute, "accepted")
        action = dispute.action_dms_correct()
        self.assertEqual(action["res_model"], "account.move.reversal")
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=self.invoice.ids)
            .create({"journal_id": self.invoice.journal_id.id, "date": "2025-11-03"})
        )
        wizard.reverse_moves()
        self.assertEqual(dispute.correction_ids.state, "draft")
        self.assertEqual(dispute.correction_ids.reversed_entry_id, self.invoice)

    def test_renewed_figures_keep_the_objections(self):
        dispute = self._object()
        self.invoice.button_draft()
        self.invoice.invoice_line_ids.price_unit = 900
        self.invoice.action_post()
        self.statement.with_user(self.north_staff).action_dms_renew()
        self.assertEqual(dispute.line_id.amount, 900)
        self.assertEqual(dispute.amount, 1000, "what was objected to stays")
        self.assertEqual(self.statement.state, "disputed")

    def test_staff_get_one_to_do(self):
        self.dealer.user_id = self.north_staff
        self._object()
        self.mine._dms_say("Any news?")
        self.mine._dms_say("Any news?")
        self.assertEqual(len(self.statement.activity_ids), 1)
        self.assertEqual(self.statement.activity_ids.user_id, self.north_staff)
        self.assertEqual(self._kinds().count("message"), 1)
