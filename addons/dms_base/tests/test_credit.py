from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from odoo.addons.account.tests.common import AccountTestInvoicingCommon


@tagged("post_install", "-at_install")
class TestCredit(AccountTestInvoicingCommon):
    """What a dealer owes, has on order, and may still spend."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids += cls.env.ref("dms_base.group_dms_manager")
        cls.dealer = cls._new_dealer("Dealer A", credit_limit=10_000)
        cls.goods = cls.env["product.product"].create(
            {
                "name": "Goods",
                "list_price": 100,
                "taxes_id": [Command.set(cls.tax_sale_a.ids)],
                "invoice_policy": "order",
            }
        )
        # 15 % on top of the price, so that one piece is 115 with taxes
        cls.assertEqual(cls(), cls.tax_sale_a.amount, 15)

    @classmethod
    def _new_dealer(cls, name, **vals):
        return cls.env["res.partner"].create(
            {"name": name, "is_dealer": True, "dealer_state": "active", **vals}
        )

    def _credit(self, dealer=None):
        dealer = dealer or self.dealer
        return dealer._dms_credit()[dealer]

    def _assert_credit(self, **figures):
        credit = self._credit()
        self.assertEqual({name: credit[name] for name in figures}, figures)

    def _order(self, quantity, **vals):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.dealer.id,
                "order_line": [
                    Command.create(
                        {"product_id": self.goods.id, "product_uom_qty": quantity}
                    )
                ],
                **vals,
            }
        )
        order.action_confirm()
        return order

    def _pay(self, amount, partner=None):
        payment = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": (partner or self.dealer).id,
                "amount": amount,
                "journal_id": self.company_data["default_journal_bank"].id,
            }
        )
        payment.action_post()
        return payment

    def test_a_dealer_without_business_has_all_its_limit(self):
        self._assert_credit(
            limit=10_000, receivable=0, on_order=0, exposure=0, left=10_000
        )

    def test_a_quotation_uses_nothing(self):
        self.env["sale.order"].create(
            {
                "partner_id": self.dealer.id,
                "order_line": [Command.create({"product_id": self.goods.id})],
            }
        )
        self._assert_credit(on_order=0, left=10_000)

    def test_a_confirmed_order_uses_its_amount_with_taxes(self):
        self._order(10)  # 10 × 115 = 1150
        self._assert_credit(receivable=0, on_order=1150, exposure=1150, left=8850)

    def test_a_cancelled_order_gives_it_back(self):
        self._order(10)._action_cancel()
        self._assert_credit(on_order=0, left=10_000)

    def test_an_order_moves_from_on_order_to_receivable(self):
        invoice = self._order(10)._create_invoices()
        # still a draft: on order as before
        self._assert_credit(receivable=0, on_order=1150, left=8850)
        invoice.action_post()
        self._assert_credit(receivable=1150, on_order=0, left=8850)

    def test_a_part_of_an_order_is_invoiced(self):
        invoice = self._order(10)._create_invoices()
        invoice.invoice_line_ids.quantity = 4
        # 4 × 115 = 460 in the draft, 6 × 115 = 690 of the order
        self._assert_credit(receivable=0, on_order=1150)
        invoice.action_post()
        self._assert_credit(receivable=460, on_order=690, exposure=1150, left=8850)

    def test_a_payment_frees_the_limit_before_and_after_matching(self):
        invoice = self._order(10)._create_invoices()
        invoice.action_post()
        payment = self._pay(500)
        self._assert_credit(receivable=650, left=9350)  # 1150 − 500
        lines = (invoice.line_ids | payment.move_id.line_ids).filtered(
            lambda line: line.account_type == "asset_receivable"
        )
        lines.reconcile()
        self._assert_credit(receivable=650, left=9350)

    def test_money_paid_ahead_adds_to_what_is_left(self):
        self._pay(2_000)
        self._assert_credit(receivable=-2_000, exposure=-2_000, left=12_000)

    def test_a_credit_note_lowers_what_is_owed(self):
        refund = self.init_invoice(
            "out_refund", partner=self.dealer, amounts=[100.0], taxes=self.tax_sale_a
        )
        refund.action_post()
        self._assert_credit(receivable=-115, left=10_115)

    def test_what_came_back_is_neither_owed_nor_on_order(self):
        self.goods.write({"is_storable": True, "invoice_policy": "delivery"})
        order = self._order(10)
        self._assert_credit(receivable=0, on_order=1150)
        delivery = order.picking_ids
        delivery.move_ids.quantity = 10
        delivery.move_ids.picked = True
        delivery.button_validate()
        order._create_invoices().action_post()
        self._assert_credit(receivable=1150, on_order=0)
        wizard = self.env["stock.return.picking"].create({"picking_id": delivery.id})
        wizard.product_return_moves.quantity = 2
        back = self.env["stock.picking"].browse(
            wizard.action_create_returns()["res_id"]
        )
        back.move_ids.quantity = 2
        back.move_ids.picked = True
        back.button_validate()
        order._create_invoices(final=True).action_post()
        # 8 × 115 = 920 is owed; the 2 that came back are not delivered again
        self._assert_credit(receivable=920, on_order=0, left=9080)

    def test_a_down_payment_is_not_counted_twice(self):
        order = self._order(10)  # 1150 in all
        wizard = self.env["sale.advance.payment.inv"].create(
            {
                "sale_order_ids": [Command.set(order.ids)],
                "advance_payment_method": "percentage",
                "amount": 20,
            }
        )
        wizard.create_invoices()
        advance = order.invoice_ids
        # 20 % of 1150 = 230 in the draft, 920 still to come
        self._assert_credit(receivable=0, on_order=1150)
        advance.action_post()
        self._assert_credit(receivable=230, on_order=920, exposure=1150)
        final = order._create_invoices(final=True)
        final.action_post()
        self.assertEqual(final.amount_total, 920)
        self._assert_credit(receivable=1150, on_order=0, exposure=1150)

    def test_other_currencies_are_counted_in_that_of_the_company(self):
        # from 2016 on 3 units of the other currency are worth one of the company's
        other = self.setup_other_currency("EUR")
        pricelist = self.env["product.pricelist"].create(
            {"name": "Other currency", "currency_id": other.id}
        )
        with freeze_time("2016-06-01"):
            order = self._order(10, pricelist_id=pricelist.id)
        self.assertEqual(order.currency_rate, 3)
        self.assertEqual(order.amount_total, 3450)  # 10 × 100 × 3 and 15 %
        self._assert_credit(on_order=1150)
        invoice = order._create_invoices()
        invoice.invoice_date = "2017-06-01"
        invoice.action_post()
        # from 2017 on the rate is 2: 3450 / 2
        self._assert_credit(receivable=1725, on_order=0)

    def test_contacts_and_addresses_count_for_their_dealer(self):
        contact = self.env["res.partner"].create(
            {"name": "Branch", "parent_id": self.dealer.id, "type": "delivery"}
        )
        self._order(10, partner_id=contact.id)
        self._pay(150, contact)
        self._assert_credit(receivable=-150, on_order=1150, exposure=1000)

    def test_without_a_limit_credit_is_unlimited(self):
        dealer = self._new_dealer("Dealer B")
        credit = self._credit(dealer)
        self.assertIsNone(credit["limit"])
        self.assertIsNone(credit["left"])
        self.assertFalse(dealer.dms_has_credit_limit)

    def test_no_credit_means_money_first(self):
        self._pay(500)
        self._order(10)
        self.dealer._dms_change_state("suspended", "unpaid", "no_credit")
        self._assert_credit(limit=0, left=-650)  # 500 paid ahead − 1150 on order

    def test_other_levels_of_suspension_leave_the_limit(self):
        self.dealer._dms_change_state("suspended", "unpaid", "no_order")
        self._assert_credit(limit=10_000, left=10_000)

    def test_another_company_keeps_its_own_books(self):
        self._order(10)
        other = self.setup_other_company(name="Other brand")["company"]
        dealer = self.dealer.with_company(other)
        self.assertEqual(dealer._dms_credit()[dealer]["on_order"], 0)

    def test_many_dealers_cost_one_question(self):
        dealers = self.dealer
        for number in range(20):
            dealers |= self._new_dealer(f"Dealer {number}")
        dealers._dms_credit()  # loads what is the same for all
        self.env.flush_all()
        with self.assertQueryCount(1):
            dealers._dms_credit()

    def test_the_screen_shows_the_same_figures(self):
        self._order(10)
        self._pay(150)
        dealer = self.dealer
        self.assertEqual(
            (
                dealer.dms_credit_limit,
                dealer.dms_receivable,
                dealer.dms_on_order,
                dealer.dms_credit_left,
            ),
            (10_000, -150, 1150, 9_000),
        )

    def _more_credit(self, amount, first, last, **vals):
        return self.env["dms.credit.increase"].create(
            {
                "dealer_id": self.dealer.id,
                "amount": amount,
                "date_start": first,
                "date_last": last,
                "reason": "Spring Festival",
                **vals,
            }
        )

    def test_a_temporary_increase_adds_to_the_limit_in_its_days(self):
        self._more_credit(2_000, "2030-01-10", "2030-02-10")
        self._more_credit(500, "2030-02-10", "2030-02-20")
        # the day before, the first day, the day both hold, the day after both
        for day, increase in (
            ("2030-01-09", 0),
            ("2030-01-10", 2_000),
            ("2030-02-10", 2_500),
            ("2030-02-21", 0),
        ):
            with freeze_time(day):
                self._assert_credit(limit=10_000 + increase, increase=increase)

    def test_an_increase_gives_no_limit_to_who_has_none(self):
        today = fields.Date.today()
        self._more_credit(2_000, today, today)
        self.dealer.credit_limit = 0
        self._assert_credit(limit=None, left=None)
        self.dealer.credit_limit = 1
        self.dealer._dms_change_state("suspended", "unpaid", "no_credit")
        self._assert_credit(limit=0, increase=0, left=0)

    def test_an_increase_is_ended_and_never_edited(self):
        increase = self._more_credit(2_000, "2030-01-10", "2030-02-10")
        manager = increase.with_user(self.env.user)
        for vals in ({"amount": 9_000}, {"reason": "x"}, {"date_start": "2029-01-01"}):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                manager.write(vals)
        with self.assertRaises(AccessError):
            manager.date_last = "2030-02-11"
        manager.date_last = "2030-01-20"
        self.assertEqual(increase.amount, 2_000)
        with self.assertRaises(AccessError):
            manager.unlink()

    def test_overdue_days_are_those_of_the_oldest_open_item(self):
        invoice = self._order(10)._create_invoices()
        invoice.invoice_date = "2030-01-01"
        invoice.invoice_date_due = "2030-01-31"
        with freeze_time("2030-01-31"):
            invoice.action_post()
            self._assert_credit(overdue_days=0)
        with freeze_time("2030-02-02"):
            self._assert_credit(overdue_days=2)
            payment = self._pay(1_150)
            lines = (invoice.line_ids | payment.move_id.line_ids).filtered(
                lambda line: line.account_type == "asset_receivable"
            )
            lines.reconcile()
            self._assert_credit(overdue_days=0)
