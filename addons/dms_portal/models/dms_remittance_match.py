from decimal import Decimal

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_amount

from ..engine.open_items import Share, portions

MAIL = "dms_portal.mail_template_remittance_decided"


class DmsRemittance(models.Model):
    """An accountant books a slip, or refuses it; each is done once.

    Entries and matches are made with the accountant's own rights. The slip itself is
    closed as superuser, since what became of it is not typed in.
    """

    _inherit = "dms.remittance"

    def _dms_as_accountant(self):
        """Return the slips locked, as the caller; accounting alone may write them."""
        self.check_access("write")
        return self._dms_locked()

    def action_dms_register(self):
        """Book the slip as a payment and match it with its invoices.

        A second click, or a second accountant, finds the payment that there is.
        """
        self.ensure_one()
        slip = self._dms_as_accountant()
        if slip.state == "sent":
            slip._dms_check_waits()
            if not slip.journal_id:
                raise UserError(
                    self.env._("Choose the bank on which the money has arrived.")
                )
            payment = slip._dms_register()
            slip._dms_close({"payment_id": payment.id, "move_id": payment.move_id.id})
        return slip._dms_open_booked()

    def action_dms_link(self):
        """Match a payment that is booked already, or a bank transaction, instead."""
        self.ensure_one()
        slip = self._dms_as_accountant()
        if slip.state == "sent":
            slip._dms_check_waits()
            if slip.bank_line_id:
                move = slip._dms_match_bank_line()
            elif slip.credit_item_id:
                move = slip._dms_match_credit_item()
            else:
                raise UserError(
                    self.env._("Choose the payment or the bank transaction first.")
                )
            slip._dms_close({"move_id": move.id})
        return slip._dms_open_booked()

    def _dms_check_waits(self):
        """Refuse a slip that pays more than it holds, or what is not open any more."""
        if self.rest < 0:
            raise UserError(
                self.env._(
                    "The invoices add up to more than the slip. Lower an amount or take "
                    "an invoice off."
                )
            )
        for line in self.line_ids:
            item = line.item_id
            owner = item.partner_id.commercial_partner_id
            fits = (
                item.parent_state == "posted"
                and item.account_id.account_type == "asset_receivable"
                and item.company_id == self.company_id
                and owner == self.dealer_id
            )
            residual = item.amount_residual
            if not fits or self.currency_id.compare_amounts(line.amount, residual) > 0:
                raise UserError(
                    self.env._(
                        "%(name)s: %(amount)s is more than what is open on it now. "
                        "Correct the amount, or take it off.",
                        name=line.name,
                        amount=format_amount(self.env, line.amount, self.currency_id),
                    )
                )

    def _dms_portions(self, amount):
        """Return [(amount, items, account)]: how the money is cut to fit the lines."""
        items = {line.item_id.id: line.item_id for line in self.line_ids}
        shares = [
            Share(
                line.item_id.id,
                self._dms_exact(line.amount),
                self._dms_exact(line.item_id.amount_residual),
                line.item_id.account_id.id,
            )
            for line in self.line_ids.sorted(lambda line: (line.date_due, line.id))
        ]
        account = self.dealer_id.with_company(
            self.company_id
        ).property_account_receivable_id
        return [
            (
                float(each.amount),
                [items[key] for key in each.keys],
                each.group or account.id,
            )
            for each in portions(self._dms_exact(amount), shares)
        ]

    def _dms_exact(self, amount):
        return Decimal(f"{amount:.{self.currency_id.decimal_places}f}")

    def _dms_register(self):
        """Post a payment with one line for each portion, and match each with its own."""
        payment = (
            self.env["account.payment"]
            .with_context(force_payment_move=True)
            .create(
                {
                    "payment_type": "inbound",
                    "partner_type": "customer",
                    "partner_id": self.dealer_id.id,
                    "amount": self.amount,
                    "date": self.date,
                    "currency_id": self.currency_id.id,
                    "company_id": self.company_id.id,
                    "journal_id": self.journal_id.id,
                    "memo": f"{self.name} {self.bank_reference}",
                }
            )
        )
        cut = self._dms_portions(self.amount)
        liquidity, counterpart = payment._prepare_move_line_default_vals()
        payment._generate_journal_entry(
            line_ids=[
                Command.create(liquidity),
                *(Command.create(_vals(counterpart, *each)) for each in cut),
            ]
        )
        payment.action_post()
        owed = payment.move_id.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        self._dms_match(owed, cut)
        self.line_ids.item_id.move_id.matched_payment_ids += payment
        return payment

    def _dms_match_credit_item(self):
        """Use up a booked payment of the dealer; return its entry."""
        item = self.credit_item_id
        left = -item.amount_residual
        is_its = (
            item.partner_id.commercial_partner_id == self.dealer_id
            and item.account_id.account_type == "asset_receivable"
            and item.parent_state == "posted"
            and item.company_id == self.company_id
        )
        if not is_its or self.currency_id.compare_amounts(self.allocated, left) > 0:
            raise UserError(
                self.env._(
                    "This payment is not the dealer's, or less is left of it than the "
                    "invoices take. Choose another one or lower the amounts."
                )
            )
        cut = self._dms_portions(left)
        if len([each for each in cut if each[1]]) != 1 or len(cut) != 1:
            raise UserError(
                self.env._(
                    "A booked payment pays invoices to the last cent, the oldest first: "
                    "only one may be paid in part, and only with all that is left."
                )
            )
        self._dms_match(item, cut)
        return item.move_id

    def _dms_match_bank_line(self):
        """Book a bank transaction on the dealer, and match it; return its entry."""
        line = self.bank_line_id
        _liquidity, suspense, others = line._seek_for_lines()
        total = -sum(suspense.mapped("balance"))
        owner = line.partner_id.commercial_partner_id
        is_its = (
            not line.is_reconciled
            and not others
            and line.company_id == self.company_id
            and (not owner or owner == self.dealer_id)
        )
        if not is_its or self.currency_id.compare_amounts(self.allocated, total) > 0:
            raise UserError(
                self.env._(
                    "This transaction is matched already, is another's, or is less than "
                    "what the invoices take. Choose another one."
                )
            )
        cut = self._dms_portions(total)
        line = line.with_context(force_delete=True, skip_readonly_check=True)
        line.partner_id = self.dealer_id  # core writes the lines anew
        liquidity, suspense, _others = line._seek_for_lines()
        counterpart = {
            "name": f"{self.name} {self.bank_reference}",
            "partner_id": self.dealer_id.id,
            "currency_id": self.currency_id.id,
        }
        new = (Command.create(_vals(counterpart, *each)) for each in cut)
        line.line_ids = [Command.delete(suspense.id), *new]
        self._dms_match(line.move_id.line_ids - liquidity, cut)
        return line.move_id

    def _dms_match(self, money, cut):
        """Match lines of money with the items of their portions, in their order."""
        for line, (_amount, items, _account) in zip(money, cut, strict=True):
            for item in items:
                (line + item).reconcile()

    def _dms_close(self, vals):
        slip = self.sudo()
        slip.write({**vals, "state": "matched", **self._dms_decision()})
        slip._dms_tell_dealer()

    def _dms_decision(self):
        return {"decided_by_id": self.env.uid, "decided_at": fields.Datetime.now()}

    def _dms_open_booked(self):
        """Open what was booked; say it where the slip was decided otherwise."""
        if self.state != "matched":
            raise UserError(
                self.env._("%(name)s is not to be booked any more.", name=self.name)
            )
        return (self.payment_id or self.move_id)._get_records_action()

    def action_dms_refuse(self):
        """Ask for the reason that the dealer will read."""
        return {
            "type": "ir.actions.act_window",
            "res_model": "dms.remittance.refuse",
            "view_mode": "form",
            "target": "new",
            "context": {"default_remittance_ids": self.ids},
        }

    def _dms_refuse(self, reason):
        """Refuse slips that wait, and tell their dealers why."""
        slips = self._dms_as_accountant().filtered(lambda slip: slip.state == "sent")
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why: the dealer will read it."))
        vals = {"state": "refused", "refusal_reason": reason}
        slips.sudo().write({**vals, **self._dms_decision()})
        for slip in slips.sudo():
            slip._dms_tell_dealer()

    def _dms_tell_dealer(self):
        """Queue a mail to whoever sent the slip, in that person's language."""
        self.ensure_one()
        person = self.user_id.partner_id
        if person.email:
            self.env.ref(MAIL).with_context(dms_lang=person.lang).send_mail(
                self.id,
                email_values={"recipient_ids": [Command.link(person.id)]},
                email_layout_xmlid="mail.mail_notification_light",
            )


def _vals(counterpart, amount, _items, account):
    """Return the values of one line that lowers what is owed."""
    vals = {
        key: counterpart[key] for key in counterpart if key not in ("debit", "credit")
    }
    return {
        **vals,
        "account_id": account,
        "amount_currency": -amount,
        "balance": -amount,
    }
