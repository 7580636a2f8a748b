from datetime import date

from odoo import Command
from odoo.tools import SQL

from odoo.addons.dms_base.tests.common import DealerCommon

AUGUST, SEPTEMBER = date(2025, 8, 1), date(2025, 9, 1)
OCTOBER, NOVEMBER = date(2025, 10, 1), date(2025, 11, 1)


class StatementCommon(DealerCommon):
    """Two dealers, people who look at money, and entries on what dealers owe."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dealer = cls._dealer("Dealer A")
        cls.other = cls._dealer("Dealer B", dms_region_id=cls.south.id)
        cls.owner = cls._dealer_user(cls.dealer, "owner", email="owner@dealer.example")
        cls.finance = cls._dealer_user(cls.dealer, "finance")
        cls.buyer = cls._dealer_user(cls.dealer, "buyer")
        cls.other_finance = cls._dealer_user(cls.other, "finance")
        cls.north_staff = cls._staff(cls.north)
        cls.south_staff = cls._staff(cls.south)
        cls.statements = cls.env["dms.statement"]
        cls.product = cls._product("Wine")
        cls.bank = cls.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", cls.company.id)], limit=1
        )
        cls.misc = cls.env["account.journal"].search(
            [("type", "=", "general"), ("company_id", "=", cls.company.id)], limit=1
        )

    @classmethod
    def _invoice(
        cls, day, amount, *, dealer=None, kind="out_invoice", post=True, **vals
    ):
        move = cls.env["account.move"].create(
            {
                "move_type": kind,
                "partner_id": (dealer or cls.dealer).id,
                "invoice_date": day,
                "date": day,
                "invoice_payment_term_id": False,
                "invoice_date_due": day,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "product_id": cls.product.id,
                            "price_unit": amount,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
                **vals,
            }
        )
        if post:
            move.action_post()
        return move

    @classmethod
    def _entry(cls, day, amount, *, dealer=None, journal=None, post=True):
        """Book ``amount`` on what the dealer owes; payments are negative."""
        partner = dealer or cls.dealer
        owed = partner.property_account_receivable_id
        against = cls.env["account.account"].search(
            [
                ("account_type", "=", "income"),
                ("company_ids", "in", cls.company.ids),
            ],
            limit=1,
        )
        lines = [
            Command.create(
                {
                    "account_id": account.id,
                    "partner_id": partner.id,
                    "name": "Booked",
                    "balance": balance,
                }
            )
            for account, balance in ((owed, amount), (against, -amount))
        ]
        move = cls.env["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": (journal or cls.misc).id,
                "date": day,
                "line_ids": lines,
            }
        )
        if post:
            move.action_post()
        return move

    @classmethod
    def _payment(cls, day, amount, **more):
        return cls._entry(day, -amount, journal=cls.bank, **more)

    @classmethod
    def _build(cls, month, dealers=None):
        """Make and return the statements of a month, as superuser."""
        dealers = cls.dealer if dealers is None else dealers
        return cls.statements._dms_build(cls.company, month, dealers)

    @classmethod
    def _sent(cls, month=OCTOBER, dealers=None):
        statements = cls._build(month, dealers)
        statements.with_user(cls._national()).action_dms_send()
        return statements

    @classmethod
    def _national(cls):
        found = cls.env["res.users"].search([("login", "=", "statement-staff")])
        return found or cls._staff(login="statement-staff")

    def _ledger(self, until, dealer=None):
        """Return what the ledger says, by a statement of its own."""
        self.env.flush_all()
        [(total,)] = self.env.execute_query(
            SQL(
                """
                SELECT COALESCE(SUM(line.balance), 0)
                  FROM account_move_line line
                  JOIN account_account account ON account.id = line.account_id
                  JOIN account_move move ON move.id = line.move_id
                  JOIN res_partner partner ON partner.id = line.partner_id
                 WHERE account.account_type = 'asset_receivable'
                   AND move.state = 'posted'
                   AND move.date <= %s
                   AND move.company_id = %s
                   AND partner.commercial_partner_id = %s
                """,
                until,
                self.company.id,
                (dealer or self.dealer).id,
            )
        )
        return float(total)

    def _assert_is_ledger(self, statement):
        """The closing balance is the ledger's, the opening the one before."""
        self.assertEqual(
            f"{statement.closing:.2f}",
            f"{self._ledger(statement.date_to, statement.dealer_id):.2f}",
        )
        if statement.previous_id:
            self.assertEqual(statement.opening, statement.previous_id.closing)

    def _amounts(self, statement):
        """Return {name of a document: (kind, change, amount)}."""
        return {
            line.name: (line.kind, line.change, line.amount)
            for line in statement.line_ids
        }
