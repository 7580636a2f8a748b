"""A year of trade: orders through the door, deliveries, receipts, invoices, returns."""

from collections import defaultdict
from datetime import timedelta

from odoo import Command

from odoo_env import settle
from shipping import ship

from .catalogue import BY_CODE
from .company import Brand, noon
from .network import BY_DEALER, DOMAIN
from .people import Network
from .plan import DAMAGED_NOTE, REFUSAL, SETTLED, SHORT_NOTE, Order, Plan

BATCH = 40
CARRIER = "云岭物流 Yunling Logistics"
RELEASE = "货款已承诺本周到账 Payment is promised for this week"


class Trade:
    """Carries the plan out, in the order of time, some dozens of orders at once."""

    def __init__(self, brand: Brand, network: Network, plan: Plan):
        self.brand = brand
        self.network = network
        self.plan = plan
        # what is written into messages is what people here read
        self.env = brand.env(context={**brand.env.context, "lang": "zh_CN"})
        self.sales = {}
        self.invoices = {}

    def history(self):
        """Make the orders that are over, and yield after each batch how many are."""
        past = [order for order in self.plan.orders if order.fate == "received"]
        for first in range(0, len(past), BATCH):
            batch = past[first : first + BATCH]
            self._submit(batch)
            self._approve(batch)
            self._deliver(batch)
            self._invoice(batch)
            self._receive(batch)
            self._forget_mails()
            settle(self.env)
            yield first + len(batch), len(past)
        self._give_back([order for order in past if order.returned])

    def present(self) -> None:
        """Make what is going on now; these orders come from the dealers themselves."""
        now = [order for order in self.plan.orders if order.fate != "received"]
        self._submit(now)
        decided = [o for o in now if o.fate in ("approved", "shipped")]
        self._release(decided)
        self._approve(decided)
        shipped = [o for o in now if o.fate == "shipped"]
        self._deliver(shipped)
        self._invoice(shipped)
        for order in now:
            if order.fate == "refused":
                self._refuse(order)
        self._forget_mails()

    def _payload(self, order: Order) -> dict:
        return {
            "client_order_ref": order.reference,
            "lines": [
                {
                    "product_id": self.brand.products[line.code].id,
                    "quantity": line.cases,
                    "uom_id": self.brand.unit_of(line.code).id,
                }
                for line in order.lines
            ],
        }

    def _submit(self, orders: list[Order]) -> None:
        """Send orders through the door: old ones as import, new ones by the dealer."""
        for order in orders:
            payload, env = self._payload(order), self.env
            if (self.plan.today - order.moment.date()).days < SETTLED:
                env = env(user=self.network.buyers[order.dealer])
            else:
                payload |= {
                    "dealer_id": self.network.dealers[order.dealer].id,
                    "source": "import",
                }
            answer = env["sale.order"].dms_submit_order(payload)
            sale = self.env["sale.order"].browse(answer["order_id"])
            sale.write({"date_order": order.moment, "dms_submitted_at": order.moment})
            self.sales[order.reference] = sale

    def _sales(self, orders: list[Order]):
        found = self.env["sale.order"]
        return found.browse(self.sales[order.reference].id for order in orders)

    def _approve(self, orders: list[Order]) -> None:
        if not orders:
            return
        self._sales(orders).action_dms_approve()
        for order in orders:
            sale = self.sales[order.reference]
            decided = order.moment + timedelta(minutes=70)
            sale.write(
                {
                    "date_order": order.moment,
                    "dms_decided_at": decided,
                    "dms_decided_by_id": self._manager(order).id,
                }
            )
            sale.picking_ids.scheduled_date = decided + timedelta(days=1)

    def _release(self, orders: list[Order]) -> None:
        """Let through what is beyond the credit, as the channel manager does."""
        chief = self.env["res.users"].search([("login", "=", f"channel@{DOMAIN}")])
        for sale in self._sales(orders):
            if sale._dms_credit_block():
                sale.with_user(chief)._dms_release_credit(RELEASE)

    def _manager(self, order: Order):
        return self.network.managers[BY_DEALER[order.dealer].region]

    def _refuse(self, order: Order) -> None:
        sale = self.sales[order.reference]
        sale.with_user(self._manager(order))._dms_refuse(REFUSAL)
        sale.dms_decided_at = order.moment + timedelta(minutes=95)

    def _deliver(self, orders: list[Order]) -> None:
        ship(self._sales(orders).picking_ids)
        for order in orders:
            picking = self.sales[order.reference].picking_ids
            picking.write(
                {
                    "date_done": noon(order.shipped),
                    "carrier_id": self._carrier().id,
                    "carrier_tracking_ref": f"YLWL{order.shipped:%y%m%d}{picking.id:05d}",
                }
            )

    def _carrier(self):
        carriers = self.env["delivery.carrier"]
        found = carriers.search([("name", "=", CARRIER)], limit=1)
        if found:
            return found
        service = self.env["product.product"].create(
            {
                "name": CARRIER,
                "type": "service",
                "sale_ok": False,
                "purchase_ok": False,
                "list_price": 0.0,
            }
        )
        return carriers.create({"name": CARRIER, "product_id": service.id})

    def _invoice(self, orders: list[Order]) -> None:
        moves = self._sales(orders)._create_invoices(grouped=True)
        days = defaultdict(moves.browse)
        for order in orders:
            move = self.sales[order.reference].invoice_ids
            self.invoices[order.reference] = move
            days[order.shipped] |= move
        for day, of_the_day in days.items():
            of_the_day.invoice_date = day
        moves.action_post()

    def _receive(self, orders: list[Order]) -> None:
        """Let dealers confirm what arrived, now and then less or broken."""
        self.env["dms.receipt"].create([self._receipt_vals(order) for order in orders])

    def _receipt_vals(self, order: Order) -> dict:
        picking = self.sales[order.reference].picking_ids
        first = self.brand.products[order.lines[0].code]
        lines = []
        for move in picking.move_ids:
            shipped = move.product_uom_qty
            one = min(1.0, shipped) if move.product_id == first else 0.0
            short = one if order.arrived == "short" else 0.0
            damaged = one if order.arrived == "damaged" else 0.0
            lines.append(
                {
                    "move_id": move.id,
                    "product_id": move.product_id.id,
                    "uom_id": move.product_uom.id,
                    "shipped_qty": shipped,
                    "received_qty": shipped - short,
                    "damaged_qty": damaged,
                    "note": SHORT_NOTE if short else DAMAGED_NOTE if damaged else False,
                }
            )
        return {
            "picking_id": picking.id,
            "dealer_id": self.network.dealers[order.dealer].id,
            "company_id": self.brand.company.id,
            "user_id": self.network.buyers[order.dealer].id,
            "received_at": noon(order.received),
            "line_ids": [Command.create(line) for line in lines],
        }

    def _give_back(self, orders: list[Order]) -> None:
        """Take cases of the first line back, ten days later, with a credit note."""
        for order in orders:
            sale, day = self.sales[order.reference], order.shipped + timedelta(days=10)
            product = self.brand.products[order.lines[0].code]
            delivery = sale.picking_ids
            move = delivery.move_ids.filtered(
                lambda move, product=product: move.product_id == product
            )
            wizard = self.env["stock.return.picking"].create(
                {
                    "picking_id": delivery.id,
                    "product_return_moves": [
                        Command.create(
                            {
                                "product_id": product.id,
                                "move_id": move.id,
                                "quantity": self._in_unit_of(move, order),
                            }
                        )
                    ],
                }
            )
            answer = wizard.action_create_returns()
            back = self.env["stock.picking"].browse(answer["res_id"])
            ship(back)
            back.date_done = noon(day)
            credit = sale._create_invoices(final=True)
            credit.invoice_date = day
            credit.action_post()

    def _in_unit_of(self, move, order: Order) -> float:
        """Return the returned cases in the unit that the delivery was moved in."""
        pieces = order.returned * BY_CODE[order.lines[0].code].case
        return move.product_id.uom_id._compute_quantity(pieces, move.product_uom)

    def _forget_mails(self) -> None:
        """The demo writes to nobody; what it would have sent stays in the messages."""
        self.env["mail.mail"].search([("state", "=", "outgoing")]).unlink()
