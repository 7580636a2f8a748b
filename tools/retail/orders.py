"""A basket on its way: ordered through the door, approved, delivered, invoiced."""

from collections import defaultdict
from decimal import Decimal

from odoo import Command

from shipping import ShippingError, ship

from .documents import Document
from .masters import Masters


class LoadError(ShippingError):
    """A document did not come to what the file says; nothing of it stays."""


def money(amount: float) -> Decimal:
    """Return an amount of Odoo as the exact pence that it stands for."""
    return Decimal(str(amount)).quantize(Decimal("0.01"))


class Baskets:
    """Brings baskets to a posted invoice, from wherever an earlier run left them."""

    def __init__(self, masters: Masters):
        self.masters = masters
        self.env = masters.env

    def finished(self) -> set[tuple[str, str]]:
        """Return (customer, number) of the baskets that are invoiced already."""
        orders = self.env["sale.order"].search_fetch(
            [
                ("dms_source", "=", "import"),
                ("company_id", "=", self.masters.company.id),
                ("invoice_status", "=", "invoiced"),
            ],
            ["client_order_ref", "dms_dealer_id"],
        )
        orders.dms_dealer_id.fetch(["dealer_code"])
        return {(o.dms_dealer_id.dealer_code, o.client_order_ref) for o in orders}

    def load(self, baskets: list[Document]) -> None:
        """Take baskets all the way; the caller commits.

        Raises:
            LoadError: an order or invoice differs from the file.
        """
        orders = self.env["sale.order"].browse(self._submit(b) for b in baskets)
        by_order = dict(zip(orders, baskets, strict=True))
        self._agree_on_prices(by_order)
        self._approve(by_order)
        self._deliver(by_order)
        self._invoice(by_order)

    def payload(self, basket: Document, reference: str | None = None) -> dict:
        """Return what is asked of the door, row by row; it knows the prices."""
        return {
            "client_order_ref": reference or basket.number,
            "dealer_id": self.masters.partner_id(basket.customer),
            "source": "import",
            "lines": [
                {
                    "product_id": self.masters.product_id(row.sku),
                    "quantity": row.quantity,
                }
                for row in basket.rows
            ],
        }

    def _submit(self, basket: Document) -> int:
        answer = self.env["sale.order"].dms_submit_order(self.payload(basket))
        return answer["order_id"]

    def _agree_on_prices(self, by_order: dict) -> None:
        """Put prices that were agreed with the dealer on the submitted order.

        This is what a brand's back office does before it approves: a line whose price
        differs from the list gets the agreed one; where one article was agreed at
        several prices, the line is split, so that every amount stays what it was.
        """
        for order, basket in by_order.items():
            if order.dms_state == "submitted":
                changes = self._price_changes(order, basket)
                if changes:
                    order.order_line = changes
                self._compare(basket.number, order.amount_total, basket.total)

    def _price_changes(self, order, basket):
        agreed = defaultdict(list)
        for line in basket.lines:
            agreed[self.masters.product_id(line.sku)].append(line)
        changes = []
        for line in order.order_line:
            first, *others = agreed[line.product_id.id]
            if others or money(line.price_unit) != first.price:
                vals = {"price_unit": float(first.price)}
                if others:
                    vals["product_uom_qty"] = first.quantity
                changes.append(Command.update(line.id, vals))
            changes += [
                Command.create(
                    {
                        "product_id": line.product_id.id,
                        "product_uom_qty": other.quantity,
                        "price_unit": float(other.price),
                    }
                )
                for other in others
            ]
        return changes

    def _approve(self, by_order: dict) -> None:
        orders = self.env["sale.order"].browse(order.id for order in by_order)
        waiting = orders.filtered(lambda order: order.dms_state == "submitted")
        if not waiting:
            return
        waiting.action_dms_approve()
        for order in waiting:
            order.date_order = by_order[order].moment

    def _deliver(self, by_order: dict) -> None:
        orders = self.env["sale.order"].browse(order.id for order in by_order)
        pickings = orders.picking_ids.filtered(
            lambda picking: picking.state not in ("done", "cancel")
        )
        if not pickings:
            return
        for picking in pickings:
            picking.scheduled_date = by_order[picking.sale_id].moment
        ship(pickings)
        for picking in pickings:
            picking.date_done = by_order[picking.sale_id].moment

    def _invoice(self, by_order: dict) -> None:
        orders = self.env["sale.order"].browse(
            order.id for order in by_order if order.invoice_status == "to invoice"
        )
        if orders:
            orders._create_invoices(grouped=True)
        drafts = self.env["account.move"]
        for order, basket in by_order.items():
            invoice = order.invoice_ids.filtered(lambda m: m.move_type == "out_invoice")
            self._compare(
                basket.number, sum(invoice.mapped("amount_total")), basket.total
            )
            draft = invoice.filtered(lambda move: move.state == "draft")
            draft.invoice_date = basket.moment.date()
            drafts |= draft
        if drafts:
            drafts.action_post()

    @staticmethod
    def _compare(number, amount, expected):
        if money(amount) != expected:
            raise LoadError(f"{number} comes to {money(amount)} instead of {expected}")
