from datetime import date, timedelta
from random import Random

from odoo.exceptions import UserError
from odoo.tests import tagged

from .statement_common import (
    AUGUST,
    NOVEMBER,
    OCTOBER,
    SEPTEMBER,
    StatementCommon,
)

FIGURES = ("invoiced", "credited", "paid", "rebated", "adjusted", "changed")


@tagged("post_install", "-at_install")
class TestStatementBuild(StatementCommon):
    """Statements say what the ledger says, to the cent."""

    def test_first_month_by_hand(self):
        self._invoice("2025-07-10", 300)
        self._payment("2025-08-20", 120)
        invoice = self._invoice("2025-09-03", 1000.1)
        refund = self._invoice("2025-09-05", 100, kind="out_refund")
        rebate = self._invoice("2025-09-08", 50.05, kind="out_refund", post=False)
        rebate.dms_is_rebate = True
        rebate.action_post()
        paid = self._payment("2025-09-15", 400)
        booked = self._entry("2025-09-30", 20)
        self._invoice("2025-10-01", 7)
        statement = self._build(SEPTEMBER)
        # 300 - 120 = 180; 180 + 1000.10 - 100 - 50.05 - 400 + 20 = 650.05
        self.assertEqual((statement.opening, statement.closing), (180, 650.05))
        self.assertEqual(
            [statement[name] for name in FIGURES], [1000.1, -100, -400, -50.05, 20, 0]
        )
        self.assertEqual(
            {name: row for name, row in self._amounts(statement).items() if name},
            {
                invoice.name: ("invoice", False, 1000.1),
                refund.name: ("credit_note", False, -100),
                rebate.name: ("rebate", False, -50.05),
                paid.name: ("payment", False, -400),
                booked.name: ("adjustment", False, 20),
            },
        )
        self._assert_is_ledger(statement)

    def test_worked_example_of_the_method(self):
        """The example in docs/methods/statement.md."""
        first = self._invoice("2025-08-05", 1000)
        second = self._invoice("2025-08-20", 500)
        august = self._build(AUGUST)
        self.assertEqual((august.opening, august.closing), (0, 1500))
        # in September: a late August invoice of 80, and 500 become 450
        late = self._invoice("2025-08-30", 80)
        second.button_draft()
        second.invoice_line_ids.price_unit = 450
        second.action_post()
        paid = self._payment("2025-09-10", 1000)
        september = self._build(SEPTEMBER)
        self.assertEqual(
            self._amounts(september),
            {
                late.name: ("invoice", "added", 80),
                second.name: ("invoice", "amended", -50),
                paid.name: ("payment", False, -1000),
            },
        )
        changes = september.line_ids.filtered("change")
        self.assertEqual(set(changes.mapped("month")), {AUGUST})
        # 1500 + (80 - 50) - 1000
        self.assertEqual((september.changed, september.closing), (30, 530))
        # in October: the first invoice is reversed in its own month, the late one gone
        reversal = first._reverse_moves([{"date": "2025-08-06"}])
        reversal.invoice_date = "2025-08-06"
        reversal.action_post()
        late_name = late.name
        late.button_draft()
        october = self._build(OCTOBER)
        self.assertEqual(
            self._amounts(october),
            {
                reversal.name: ("credit_note", "added", -1000),
                late_name: ("invoice", "removed", -80),
            },
        )
        # 530 - 1000 - 80
        self.assertEqual((october.opening, october.closing), (530, -550))
        for statement in (august, september, october):
            self.assertEqual(statement.line_ids[:1].currency_id, august.currency_id)
        self._assert_is_ledger(october)
        self.assertEqual((august.closing, september.closing), (1500, 530))

    def test_a_deleted_document_is_taken_back_by_name(self):
        doomed = self._invoice("2025-08-05", 40)
        name = doomed.name
        self._invoice("2025-08-06", 60)
        august = self._build(AUGUST)
        doomed.button_draft()
        doomed.with_context(force_delete=True).unlink()
        september = self._build(SEPTEMBER)
        [line] = september.line_ids
        self.assertEqual(
            (line.name, line.change, line.amount, line.stated_amount, line.month),
            (name, "removed", -40, 40, AUGUST),
        )
        self.assertFalse(line.move_id)
        self.assertIn(name, august.line_ids.mapped("name"), "what was said stays")
        self._assert_is_ledger(september)

    def test_a_month_before_the_first_statement_can_change(self):
        self._invoice("2025-07-10", 300)
        self._build(AUGUST)
        self._invoice("2025-07-11", 25)
        september = self._build(SEPTEMBER)
        [line] = september.line_ids
        self.assertEqual(
            (line.kind, line.change, line.month, line.stated_amount, line.amount),
            ("opening", "amended", date(2025, 7, 1), 300, 25),
        )
        self.assertEqual((september.opening, september.closing), (300, 325))

    def test_a_document_dated_into_a_later_month_leaves_and_comes(self):
        moved = self._invoice("2025-08-05", 40)
        self._build(AUGUST)
        moved.button_draft()
        moved.write({"date": "2025-10-02", "invoice_date": "2025-10-02"})
        moved.action_post()
        september, october = self._build(SEPTEMBER), self._build(OCTOBER)
        self.assertEqual((september.changed, september.closing), (-40, 0))
        self.assertEqual((october.invoiced, october.closing), (40, 40))

    def test_a_document_of_another_dealer_changes_sides(self):
        moved = self._invoice("2025-08-05", 40)
        both = self.dealer | self.other
        self._build(AUGUST, both)
        moved.button_draft()
        moved.partner_id = self.other
        moved.action_post()
        made = self._build(SEPTEMBER, both).grouped("dealer_id")
        self.assertEqual(made[self.dealer].closing, 0)
        self.assertEqual(made[self.dealer].line_ids.change, "removed")
        self.assertEqual(made[self.other].closing, 40)
        for statement in made.values():
            self._assert_is_ledger(statement)

    def test_what_does_not_count(self):
        contact = self.env["res.partner"].create(
            {"name": "Shop", "parent_id": self.dealer.id}
        )
        counted = self._invoice("2025-08-05", 11, dealer=contact)
        self._invoice("2025-08-05", 22, post=False)
        self._invoice("2025-08-05", 33, dealer=self.other)
        self._invoice("2025-08-05", 44, kind="in_invoice", ref="B1", dealer=self.dealer)
        cancelled = self._invoice("2025-08-05", 55)
        cancelled.button_draft()
        cancelled.button_cancel()
        statement = self._build(AUGUST)
        self.assertEqual(statement.line_ids.move_id, counted)
        self.assertEqual(statement.closing, 11)

    def test_a_month_left_out_is_covered_by_the_next(self):
        self._invoice("2025-08-05", 10)
        self._build(AUGUST)
        self._invoice("2025-09-05", 20)
        self._invoice("2025-10-05", 30)
        october = self._build(OCTOBER)
        self.assertEqual(october.date_from, date(2025, 9, 1))
        self.assertEqual((october.invoiced, october.changed), (50, 0))
        self._assert_is_ledger(october)

    def test_nothing_to_say_makes_no_statement(self):
        self.assertFalse(self._build(AUGUST))
        self._invoice("2025-09-05", 20)
        self._payment("2025-09-06", 20)
        self.assertEqual(self._build(SEPTEMBER).closing, 0)
        self.assertFalse(self._build(OCTOBER))

    def test_building_again_changes_nothing(self):
        self._invoice("2025-08-05", 10)
        august = self._build(AUGUST)
        self._invoice("2025-08-06", 90)
        self.assertFalse(self._build(AUGUST))
        self.assertEqual(august.closing, 10)
        self._build(SEPTEMBER)
        self.assertFalse(self._build(AUGUST), "a month before one that is stated")

    def test_a_draft_can_be_renewed_until_a_later_one_stands_on_it(self):
        self._invoice("2025-08-05", 10)
        august = self._build(AUGUST)
        self._invoice("2025-08-06", 90)
        self.assertEqual(august._dms_renew(), august)
        self.assertEqual((august.closing, august.version), (100, 2))
        self.assertTrue(august._dms_is_genuine())
        september = self._build(SEPTEMBER)
        with self.assertRaises(UserError):
            august._dms_renew()
        self._invoice("2025-09-01", 1)
        september._dms_renew()
        self.assertEqual((september.opening, september.closing), (100, 101))
        september.unlink()
        self.assertTrue(august.is_last)
        august._dms_renew()
        self.assertEqual(august.closing, 100)

    def test_figures_and_lines_are_not_typed_in(self):
        self._invoice("2025-08-05", 10)
        august = self._build(AUGUST)
        for record, vals in (
            (august, {"closing": 0}),
            (august, {"month": SEPTEMBER}),
            (august.line_ids, {"amount": 0}),
            (august.event_ids, {"note": "x"}),
        ):
            with self.subTest(vals), self.assertRaises(UserError):
                record.write(vals)
        for records in (august.line_ids, august.event_ids):
            with self.assertRaises(UserError):
                records.unlink()
        self.assertEqual((august.closing, august.line_ids.amount), (10, 10))

    def test_tampering_in_the_database_shows(self):
        self._invoice("2025-08-05", 10)
        august = self._build(AUGUST)
        self.assertTrue(august._dms_is_genuine())
        self.env.cr.execute(
            "UPDATE dms_statement_line SET amount = 11 WHERE statement_id = %s",
            [august.id],
        )
        august.line_ids.invalidate_recordset()
        self.assertFalse(august._dms_is_genuine())

    def test_random_months_equal_the_ledger(self):
        """Forty steps that book, amend, take back and redate, and a month after ten."""
        random = Random(20251001)
        months = [AUGUST, SEPTEMBER, OCTOBER, NOVEMBER]
        moves = []
        for number, month in enumerate(months):
            for _step in range(10):
                moves.append(self._random_step(random, moves, months[: number + 1]))
            statement = self._build(month)
            self._assert_is_ledger(statement)
            lines = sum(statement.line_ids.mapped("amount"))
            self.assertAlmostEqual(statement.opening + lines, statement.closing, 2)
        changed = self.statements.search([("dealer_id", "=", self.dealer.id)])
        self.assertTrue(any(changed.mapped("changed")), "the steps reach back")

    def _random_step(self, random, moves, months):
        day = random.choice(months) + timedelta(days=random.randrange(28))
        amount = random.randrange(1, 100000) / 100
        known = [move for move in moves if move.exists() and move.state == "posted"]
        choice = random.randrange(6)
        if choice <= 1 or not known:
            return self._invoice(day, amount)
        if choice == 2:
            return self._payment(day, amount)
        move = random.choice(known)
        move.button_draft()
        if choice == 3:
            return move
        if choice == 4 and move.move_type == "out_invoice":
            move.invoice_line_ids.price_unit = amount
        elif move.move_type == "out_invoice":
            move.write({"date": day, "invoice_date": day})
        move.action_post()
        return move


@tagged("post_install", "-at_install")
class TestStatementQueries(StatementCommon):
    """The number of queries does not depend on the number of dealers."""

    def _dealers(self, count):
        dealers = self.env["res.partner"].create(
            [
                {"name": f"Bulk {number}", "is_dealer": True, "is_company": True}
                for number in range(count)
            ]
        )
        for dealer in dealers:
            self._invoice("2025-08-05", 10, dealer=dealer)
        return dealers

    def _queries(self, dealers):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        made = self._build(AUGUST, dealers)
        self.env.flush_all()
        self.assertEqual(len(made), len(dealers))
        return self.env.cr.sql_log_count - before

    def test_many_dealers_cost_what_few_cost(self):
        self._queries(self._dealers(2))  # once to warm up
        few = self._queries(self._dealers(3))
        many = self._queries(self._dealers(30))
        self.assertLessEqual(many, few + 2)
