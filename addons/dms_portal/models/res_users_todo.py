from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import format_amount

REFUSED_DAYS = 7
ANSWERED = 12  # orders to look at for what to show
EACH = 3


class ResUsers(models.Model):
    """What needs a dealer's person today: receipts, bills, refusals, an open draft."""

    _inherit = "res.users"

    def _dms_todos(self):
        return [
            *super()._dms_todos(),
            *self._dms_invoice_todos(),
            *self._dms_remittance_todos(),
            *self._dms_statement_todos(),
            *self._dms_answered_todos(),
            *self._dms_receipt_todos(),
            *self._dms_price_todos(),
            *self._dms_draft_todos(),
        ]

    def _dms_invoice_todos(self):
        if "finance" not in self._dms_roles():
            return []
        moves = self.env["account.move"]
        amount, count = moves._dms_owed(moves._dms_overdue_domain())
        if not count:
            return []
        return [
            {
                "level": "danger",
                "icon": "fa-money",
                "text": self.env._("Overdue invoices: %(count)s", count=count),
                "detail": format_amount(self.env, amount, self.env.company.currency_id),
                "url": "/my/dealer/invoices?chosen=overdue",
            }
        ]

    def _dms_answered_todos(self):
        """Return orders that the brand wants changed, and those refused lately.

        It is the dealer's turn there, and nobody else tells their buyer.
        """
        if "buyer" not in self._dms_roles():
            return []
        orders = self.env["sale.order"]
        since = fields.Datetime.subtract(fields.Datetime.now(), days=REFUSED_DAYS)
        refused = Domain("dms_state", "=", "refused") & Domain(
            "dms_decided_at", ">=", since
        )
        answered = orders.search(
            orders._dms_list_domain()
            & (Domain("dms_progress", "=", "countered") | refused),
            order="id desc",
            limit=ANSWERED,
        )
        countered = answered.filtered(lambda order: order.dms_progress == "countered")
        return [
            *(order._dms_countered_todo() for order in countered[:EACH]),
            *(order._dms_refused_todo() for order in (answered - countered)[:EACH]),
        ]

    def _dms_receipt_todos(self):
        if not self._dms_roles() & {"buyer", "stock"}:
            return []
        count = self.env["stock.picking"]._dms_portal_counts()["confirm"]
        if not count:
            return []
        return [
            {
                "level": "warning",
                "icon": "fa-truck",
                "text": self.env._("Deliveries to confirm: %(count)s", count=count),
                "url": "/my/dealer/deliveries?chosen=confirm",
            }
        ]

    def _dms_draft_todos(self):
        if "buyer" not in self._dms_roles():
            return []
        lines = self.env["dms.order.draft"]._dms_find().lines or []
        if not lines:
            return []
        return [
            {
                "level": "info",
                "icon": "fa-pencil-square-o",
                "text": self.env._(
                    "An order with %(count)s lines is not sent yet", count=len(lines)
                ),
                "url": "/my/dealer/order",
            }
        ]


class SaleOrder(models.Model):
    """An order that the brand has answered, as a to-do of the dealer."""

    _inherit = "sale.order"

    def _dms_countered_todo(self):
        self.ensure_one()
        return {
            "level": "warning",
            "icon": "fa-exchange",
            "text": self.env._(
                "Order %(name)s: the brand proposes changes", name=self.name
            ),
            "detail": self.env._("Accept them, or withdraw the order"),
            "url": f"/my/dealer/orders/{self.id}",
        }

    def _dms_refused_todo(self):
        self.ensure_one()
        return {
            "level": "warning",
            "icon": "fa-times-circle",
            "text": self.env._("Order %(name)s was refused", name=self.name),
            "detail": self.dms_refusal_reason,
            "url": f"/my/dealer/orders/{self.id}",
        }
