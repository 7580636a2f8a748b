from collections import defaultdict

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..engine.claim_quantities import credit_due, spread
from ..engine.order_lines import read_quantity

ZERO = read_quantity(0)


class DmsClaim(models.Model):
    """The money of a claim: credit notes that reverse parts of its invoices."""

    _inherit = "dms.claim"

    def _dms_credit(self):
        """Draft what is due and not credited yet; asked again it drafts nothing more.

        The lines of the invoice are reversed by core, with the price, the discount and
        the taxes at which they were invoiced, for the quantity that is due.
        """
        self.ensure_one()
        owed = defaultdict(list)
        for line in self.line_ids.filtered(lambda each: each.decision == "credit"):
            for invoice_line, quantity in line._dms_due(owed):
                owed[invoice_line].append((line, quantity))
        by_invoice = defaultdict(list)
        for invoice_line, shares in owed.items():
            by_invoice[invoice_line.move_id] += [
                share_line._dms_prepare_credit(invoice_line, quantity)
                for share_line, quantity in shares
            ]
        for invoice, values in by_invoice.items():
            self._dms_reverse(invoice, values)

    def _dms_reverse(self, invoice, values):
        """Return a credit note that reverses lines of ``invoice``, as core makes it."""
        today = fields.Date.context_today(self)
        told = self._dms_speaking()
        note = invoice._reverse_moves(
            [
                {
                    "ref": told.env._(
                        "Reversal of: %(invoice)s, %(claim)s",
                        invoice=invoice.name,
                        claim=self.name,
                    ),
                    "date": today,
                    "invoice_date": today,
                    "invoice_date_due": today,
                    "invoice_payment_term_id": False,
                    "invoice_origin": invoice.invoice_origin,
                    "line_ids": [Command.create(vals) for vals in values],
                }
            ]
        )
        self.message_post(
            body=self.env._(
                "Credit note over %(amount)s for %(invoice)s is drafted.",
                amount=note.currency_id.format(note.amount_total),
                invoice=invoice.name,
            )
        )
        if self.company_id.dms_claim_post_credit:
            self._dms_post(note)

    def _dms_post(self, note):
        """Post by itself; what the ledger does not take waits for an accountant."""
        try:
            with self.env.cr.savepoint():
                note.action_post()
        except UserError as error:
            self.message_post(
                body=self.env._(
                    "The credit note could not be posted by itself: %(reason)s",
                    reason=str(error),
                )
            )

    def _dms_credit_notes(self):
        """Return the credit notes of this claim that are not cancelled."""
        # sudo: how far a claim has come is known to whoever may read it
        notes = self.sudo().line_ids.credit_line_ids.move_id
        return notes.filtered(lambda note: note.state != "cancel")

    def action_dms_credit(self):
        """Draft again what is due: a credit note was deleted, an invoice posted late."""
        self._dms_check_staff()
        self.sudo()._dms_go_on()


class DmsClaimLine(models.Model):
    """What a line owes, and on which line of which invoice."""

    _inherit = "dms.claim.line"

    def _dms_due(self, planned):
        """Return [(invoice line, quantity)] that is owed, in the product's own unit.

        Args:
            planned: {invoice line: [(claim line, quantity)]} of this round so far.
        """
        self.ensure_one()
        sold = self.move_id.sale_line_id
        open_lines = self._dms_open_invoice_lines(sold, planned)
        still = sum(quantity for line, quantity in open_lines)
        due = credit_due(
            self._dms_taken_back(),
            self._dms_credited(),
            still,
            sold._dms_billable(),
        )
        return spread(due, open_lines)

    def _dms_credited(self):
        """Return what credit notes of this line hold, drafts included."""
        lines = self.credit_line_ids.filtered(
            lambda line: line.parent_state != "cancel"
        )
        return sum(
            (self._dms_number(line.quantity, line.product_uom_id) for line in lines),
            ZERO,
        )

    def _dms_open_invoice_lines(self, sold, planned):
        """Return [(posted invoice line, what of it is not credited)], the newest first.

        Credit notes count whoever made them; drafts count, so that nothing is credited
        twice.
        """
        lines = sold.invoice_lines.filtered("product_id")
        invoiced = lines.filtered(
            lambda line: (
                line.move_id.move_type == "out_invoice"
                and line.parent_state == "posted"
            )
        ).sorted(lambda line: (line.move_id.date, line.id), reverse=True)
        credited = sum(
            self._dms_number(line.quantity, line.product_uom_id)
            for line in lines
            if line.move_id.move_type == "out_refund" and line.parent_state != "cancel"
        )
        credited += sum(
            quantity
            for line in invoiced
            for claim_line, quantity in planned.get(line, ())
        )
        whole = [
            (line, self._dms_number(line.quantity, line.product_uom_id))
            for line in invoiced
        ]
        taken = dict(spread(read_quantity(credited), whole))
        return [
            (line, quantity - taken.get(line, ZERO))
            for line, quantity in whole
            if quantity > taken.get(line, ZERO)
        ]

    def _dms_prepare_credit(self, invoice_line, quantity):
        """Return the values of a reversed invoice line.

        In the unit of the delivery where the invoice has another: a bottle out of a
        case is one bottle, not a rounded part of a case.
        """
        home = self.product_id.uom_id
        unit = invoice_line.product_uom_id
        price = invoice_line.price_unit
        if unit != self.uom_id:
            price = unit._compute_price(price, self.uom_id)
        reversed_line = invoice_line.with_context(include_business_fields=True)
        return reversed_line.copy_data(
            {
                "quantity": home._compute_quantity(
                    float(quantity), self.uom_id, rounding_method="HALF-UP"
                ),
                "product_uom_id": self.uom_id.id,
                "price_unit": price,
                "dms_claim_line_id": self.id,
            }
        )[0]


class SaleOrderLine(models.Model):
    """What of an order line may be invoiced."""

    _inherit = "sale.order.line"

    def _dms_billable(self):
        """Return what is delivered, exact and in the product's own unit.

        Goods invoiced by what is ordered are none: there, what is credited is taken off
        the order at the same time.
        """
        self.ensure_one()
        if self.product_id.invoice_policy == "order":
            return ZERO
        home = self.product_id.uom_id
        outgoing, incoming = self._get_outgoing_incoming_moves()

        def total(moves):
            done = moves.filtered(lambda move: move.state == "done")
            return sum((move._dms_counted_in(home) for move in done), ZERO)

        return total(outgoing) - total(incoming)


class AccountMoveLine(models.Model):
    """A credited line knows its claim."""

    _inherit = "account.move.line"

    dms_claim_line_id = fields.Many2one(
        "dms.claim.line",
        string="Claim Line",
        index="btree_not_null",
        copy=False,
        readonly=True,
        groups="base.group_user",
    )


class AccountMove(models.Model):
    """Posting and cancelling moves claims on."""

    _inherit = "account.move"

    dms_claim_count = fields.Integer(
        string="Number of Claims",
        compute="_compute_dms_claim_count",
        groups="base.group_user",
    )

    def _compute_dms_claim_count(self):
        for move in self:
            move.dms_claim_count = len(move._dms_claims())

    def _dms_claims(self):
        # sudo: which claims a credit note is of is no secret to who may read the note
        return self.sudo().invoice_line_ids.dms_claim_line_id.claim_id

    def action_dms_open_claims(self):
        self.check_access("read")
        return self.env["dms.claim"]._dms_show(self._dms_claims())

    def _post(self, soft=True):
        posted = super()._post(soft)
        # sudo: whoever posts moves claims on, those of late invoices included
        moves = posted.sudo()
        sold = moves.filtered(
            lambda move: move.move_type == "out_invoice"
        ).invoice_line_ids.sale_line_ids
        late = sold.move_ids.dms_claim_line_id.claim_id
        (moves._dms_claims() | late)._dms_go_on()
        return posted

    def button_cancel(self):
        claims = self._dms_claims()
        result = super().button_cancel()
        claims._dms_advance_each()
        return result

    def button_draft(self):
        claims = self._dms_claims()
        result = super().button_draft()
        claims._dms_advance_each()
        return result
