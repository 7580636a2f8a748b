from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .statement_common import NOVEMBER
from .test_statement_flow import FlowCommon


@tagged("post_install", "-at_install")
class TestStatementApi(FlowCommon):
    """The systems of dealers read and confirm the own accounts, and no others."""

    def _ask(self, method, payload=None, user=None):
        statements = self.statements.with_user(user or self.finance)
        return getattr(statements, method)(payload or {})

    def test_the_list_is_the_own_one_and_has_pages(self):
        self._invoice("2025-11-05", 50)
        november = self._sent(NOVEMBER)
        self._invoice("2025-10-08", 77, dealer=self.other)
        self._sent(dealers=self.other)
        listed = self._ask("dms_statements")
        self.assertEqual(listed["total"], 2)
        # 1,000 - 100, then 50 more
        self.assertEqual(
            [(row["month"], row["closing"]) for row in listed["statements"]],
            [("2025-11", 950), ("2025-10", 900)],
        )
        page = self._ask("dms_statements", {"offset": 1, "limit": 1})
        self.assertEqual(page["total"], 2)
        self.assertEqual(page["statements"][0]["statement_id"], self.statement.id)
        [late] = self._ask("dms_statements", {"since": "2025-11"})["statements"]
        self.assertEqual(late["statement_id"], november.id)
        self.assertFalse(self._ask("dms_statements", {"state": "draft"})["statements"])

    def test_one_statement_tells_its_documents(self):
        for payload in ({"month": "2025-10"}, {"statement_id": self.statement.id}):
            with self.subTest(payload):
                told = self._ask("dms_statement", payload)
                self.assertEqual((told["invoiced"], told["credited"]), (1000, -100))
                amounts = {line["name"]: line["amount"] for line in told["lines"]}
                self.assertEqual(
                    amounts, {self.invoice.name: 1000, self.refund.name: -100}
                )

    def test_drafts_and_statements_of_others_are_none(self):
        self._invoice("2025-11-05", 50)
        draft = self._build(NOVEMBER)
        for payload, user in (
            ({"statement_id": self.statement.id}, self.other_finance),
            ({"month": "2025-10"}, self.other_finance),
            ({"statement_id": draft.id}, self.finance),
            ({"statement_id": 2**40}, self.finance),
            ({"statement_id": "1 or 1=1"}, self.finance),
        ):
            for method in ("dms_statement", "dms_confirm_statement"):
                with (
                    self.subTest(payload, method=method),
                    self.assertRaisesRegex(UserError, "no such statement"),
                ):
                    self._ask(method, payload, user)
        with self.assertRaisesRegex(UserError, "year, dash, month"):
            self._ask("dms_statement", {"month": "October"})
        with self.assertRaisesRegex(UserError, "one object"):
            self._ask("dms_statement", ["x"])

    def test_only_finance_is_told(self):
        for user in (self.buyer, self.north_staff):
            for method in (
                "dms_statements",
                "dms_statement",
                "dms_confirm_statement",
                "dms_open_items",
            ):
                with (
                    self.subTest(user.login, method=method),
                    self.assertRaises(AccessError),
                ):
                    self._ask(method, {"month": "2025-10"}, user)

    def test_confirming_needs_the_figures_in_sight_and_happens_once(self):
        october = {"month": "2025-10"}
        with self.assertRaisesRegex(UserError, "renewed"):
            self._ask("dms_confirm_statement", {**october, "fingerprint": "old"})
        self.assertEqual(self.statement.state, "sent")
        seen = {**october, "fingerprint": self.statement.fingerprint}
        first = self._ask("dms_confirm_statement", seen)
        self.assertEqual(first, self._ask("dms_confirm_statement", seen, self.owner))
        self.assertEqual(self.statement.confirmed_by_id, self.finance)
        self.assertEqual(
            (first["state"], first["seal"]), ("confirmed", self.statement.seal)
        )

    def test_open_items_are_the_ledger_and_have_pages(self):
        told = self._ask("dms_open_items")
        # 1,000 of an invoice less a credit note of 100
        self.assertEqual((told["total"], told["sums"]["total"]), (2, 900))
        self.assertEqual(told["sums"]["total"], self._ledger("9999-12-31"))
        self.assertEqual(
            [(item["name"], item["residual"]) for item in told["items"]],
            [(self.invoice.name, 1000), (self.refund.name, -100)],
        )
        [second] = self._ask("dms_open_items", {"offset": 1, "limit": 1})["items"]
        self.assertEqual(second["name"], self.refund.name)
        self.assertEqual(
            self._ask("dms_open_items", {}, self.other_finance)["total"], 0
        )
