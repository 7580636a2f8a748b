"""A cancellation on its way: goods come back, and a credit note for exactly those."""

from odoo import Command

from shipping import ship

from .masters import Masters
from .orders import LoadError, money
from .returns import Part, Return


class Credits:
    """Brings cancellations to a posted credit note; the caller commits."""

    def __init__(self, masters: Masters):
        self.masters = masters
        self.env = masters.env

    def finished(self) -> set[str]:
        """Return the numbers of the cancellations that are credited already."""
        moves = self.env["account.move"].search_fetch(
            [
                ("move_type", "=", "out_refund"),
                ("company_id", "=", self.masters.company.id),
                ("state", "=", "posted"),
                ("ref", "!=", False),
            ],
            ["ref"],
        )
        return set(moves.mapped("ref"))

    def load(self, cancelled: Return) -> None:
        """Take the goods back from the deliveries they left with, then credit them.

        Raises:
            LoadError: a delivery is missing, or the credit note differs from the file.
        """
        orders = self.env["sale.order"]
        for basket in dict.fromkeys(part.basket for part in cancelled.parts):
            order = self._order(cancelled, basket)
            parts = [part for part in cancelled.parts if part.basket == basket]
            self._take_back(cancelled, order, parts)
            orders |= order
        credit = orders._create_invoices(final=True)
        if len(credit) != 1 or credit.move_type != "out_refund":
            raise LoadError(f"{cancelled.number} does not come to one credit note")
        if money(credit.amount_total) != cancelled.total:
            raise LoadError(
                f"{cancelled.number} comes to {money(credit.amount_total)} instead of "
                f"{cancelled.total}"
            )
        credit.write({"ref": cancelled.number, "invoice_date": cancelled.moment.date()})
        credit.action_post()

    def _order(self, cancelled: Return, basket: str):
        order = self.env["sale.order"].search(
            [
                ("dms_dealer_id", "=", self.masters.partner_id(cancelled.customer)),
                ("client_order_ref", "=", basket),
                ("dms_source", "=", "import"),
                ("invoice_status", "=", "invoiced"),
            ]
        )
        if not order:
            raise LoadError(f"{basket} was not delivered, so nothing comes back")
        return order

    def _take_back(self, cancelled: Return, order, parts: list[Part]) -> None:
        delivered = order.picking_ids.filtered(
            lambda picking: picking.state == "done" and not picking.return_id
        )
        wizard = self.env["stock.return.picking"].create(
            {
                "picking_id": delivered.id,
                "product_return_moves": [
                    Command.create(self._return_line(delivered, part)) for part in parts
                ],
            }
        )
        back = self.env["stock.picking"].browse(
            wizard.action_create_returns()["res_id"]
        )
        back.write(
            {
                "origin": f"{cancelled.number} ({delivered.name})",
                "scheduled_date": cancelled.moment,
            }
        )
        ship(back)
        back.date_done = cancelled.moment

    def _return_line(self, delivered, part: Part) -> dict:
        product_id = self.masters.product_id(part.sku)
        move = delivered.move_ids.filtered(
            lambda m: (
                m.product_id.id == product_id
                and money(m.sale_line_id.price_unit) == part.price
            )
        )
        if len(move) != 1:
            raise LoadError(f"{part.sku} is not in {delivered.name} at {part.price}")
        return {"product_id": product_id, "quantity": part.quantity, "move_id": move.id}
