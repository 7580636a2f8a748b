from odoo import fields, models
from odoo.tools import format_amount

REFUSED_DAYS = 7


class ResUsers(models.Model):
    """What needs a dealer's person today: receipts, bills, refusals, an open draft."""

    _inherit = "res.users"

    def _dms_todos(self):
        return [
            *super()._dms_todos(),
            *self._dms_invoice_todos(),
            *self._dms_remittance_todos(),
            *self._dms_statement_todos(),
            *self._dms_counter_todos(),
            *self._dms_refused_todos(),
            *self._dms_receipt_todos(),
            *self._dms_price_todos(),
            *self._dms_draft_todos(),
        ]

    def _dms_invoice_todos(self):
        if "finance" not in self._dms_roles():
            return []
        owed = self.env["account.move"]._dms_portal_counts()
        if not owed["overdue_count"]:
            return []
        return [
            {
                "level": "danger",
                "icon": "fa-money",
                "text": self.env._(
                    "Overdue invoices: %(count)s", count=owed["overdue_count"]
                ),
                "detail": format_amount(self.env, owed["overdue"], owed["currency"]),
                "url": "/my/dealer/invoices?chosen=overdue",
            }
        ]

    def _dms_counter_todos(self):
        """Return orders for which the brand proposes changes: the dealer's turn."""
        if "buyer" not in self._dms_roles():
            return []
        orders = self.env["sale.order"]
        countered = orders.search(
            [*orders._dms_list_domain(), ("dms_progress", "=", "countered")],
            order="id desc",
            limit=3,
        )
        return [
            {
                "level": "warning",
                "icon": "fa-exchange",
                "text": self.env._(
                    "Order %(name)s: the brand proposes changes", name=order.name
                ),
                "detail": self.env._("Accept them, or withdraw the order"),
                "url": f"/my/dealer/orders/{order.id}",
            }
            for order in countered
        ]

    def _dms_refused_todos(self):
        """Return orders that were refused lately; nobody else tells their buyer."""
        if "buyer" not in self._dms_roles():
            return []
        orders = self.env["sale.order"]
        since = fields.Datetime.subtract(fields.Datetime.now(), days=REFUSED_DAYS)
        refused = orders.search(
            [
                *orders._dms_list_domain(),
                ("dms_state", "=", "refused"),
                ("dms_decided_at", ">=", since),
            ],
            order="id desc",
            limit=3,
        )
        return [
            {
                "level": "warning",
                "icon": "fa-times-circle",
                "text": self.env._("Order %(name)s was refused", name=order.name),
                "detail": order.dms_refusal_reason,
                "url": f"/my/dealer/orders/{order.id}",
            }
            for order in refused
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
