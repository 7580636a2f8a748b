from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from .formats import format_quantity

OPEN = ("submitted", "countered", "approved", "part_shipped")
ON_THE_WAY = ("part_shipped", "shipped", "part_received")
CLOSED = ("refused", "cancelled")
HOME_ROWS = 3


class SaleOrder(models.Model):
    """What a dealer sees of the own orders: the list, and one order's page."""

    _name = "sale.order"
    _inherit = ["sale.order", "dms.portal.list"]

    @api.model
    def _dms_list_domain(self):
        dealer = self.env.user._dms_dealer()
        return Domain("dms_dealer_id", "=", dealer.id) & Domain(
            "dms_progress", "!=", False
        )

    @api.model
    def _dms_list_filters(self):
        def by_progress(*keys):
            return Domain("dms_progress", "in", keys)

        _ = self.env._
        return [
            ("all", _("All"), Domain.TRUE),
            ("open", _("Open"), by_progress(*OPEN)),
            ("way", _("On the way"), by_progress(*ON_THE_WAY)),
            ("received", _("Received"), by_progress("received")),
            ("closed", _("Refused or cancelled"), by_progress(*CLOSED)),
        ]

    @api.model
    def _dms_list_term_domain(self, term):
        """Find orders by number, reference, and what was ordered."""
        # sudo: dealers cannot read products; what is found are the own orders only
        products = self.env["product.product"].sudo().with_context(active_test=False)
        named = products._search(
            Domain("name", "ilike", term)
            | Domain("default_code", "ilike", term)
            | Domain("barcode", "=", term)
        )
        return (
            Domain("name", "ilike", term)
            | Domain("client_order_ref", "ilike", term)
            | Domain("order_line.product_id", "in", named)
        )

    @api.model
    def _dms_list_order(self):
        return "id desc"

    def _dms_list_rows(self):
        counts = dict(
            self.env["sale.order.line"]._read_group(
                [("order_id", "in", self.ids), ("display_type", "=", False)],
                ["order_id"],
                ["__count"],
            )
        )
        return [
            {
                "id": order.id,
                "name": order.name,
                "reference": order.client_order_ref or "",
                "date": order._dms_placed_at(),
                "progress": order.dms_progress,
                "label": order._dms_label("dms_progress"),
                "lines": counts.get(order, 0),
                "amount": order.amount_total,
                "currency": order.currency_id,
            }
            for order in self
        ]

    def _dms_placed_at(self):
        """Return when the order was placed; its date becomes that of the approval."""
        self.ensure_one()
        return self.dms_source != "import" and self.dms_submitted_at or self.date_order

    def _dms_check_mine(self):
        """Refuse an order that is not the signed-in dealer's, or not for the portal."""
        self.check_access("read")
        if not self.filtered_domain(self._dms_list_domain()):
            raise AccessError(
                self.env._("This is not an order of your company. Look at the list.")
            )

    def _dms_portal_page(self):
        """Return what the order's page shows to the signed-in person.

        Reads as superuser after the check, since dealers cannot read products.
        """
        self.ensure_one()
        self._dms_check_mine()
        roles = self.env.user._dms_roles()
        order = self.sudo()
        return {
            "order": order,
            "label": order._dms_label("dms_progress"),
            "timeline": order._dms_timeline(),
            "waits_for": order._dms_waits_because(),
            "ordered_by": order.create_uid.name if order.dms_source == "staff" else "",
            "lines": order._dms_portal_lines(),
            "deliveries": order._dms_deliveries()._dms_list_rows()
            if roles & {"buyer", "stock"}
            else [],
            "invoices": order._dms_portal_invoices() if "finance" in roles else [],
            "can_reorder": "buyer" in roles,
            "can_pay": "finance" in roles,
        }

    def _dms_waits_because(self):
        """Return why an order is not approved yet, as far as the dealer can know it."""
        self.ensure_one()
        if self.dms_state != "submitted":
            return []
        asked = self._dms_open_steps().filtered(lambda step: step.state == "pending")
        reasons = [
            self.env._("Waits for approval: %(rule)s", rule=step.rule_id.name)
            for step in asked
        ]
        return [*reasons, *self._dms_credit_block().splitlines()]

    def _dms_portal_lines(self):
        why = self._dms_why()
        dealer = self.dms_dealer_id.with_company(self.company_id)
        names = dealer._dms_named_lists()
        return [
            {
                "name": line.product_id.name or line.name,
                "code": line.product_id.default_code or "",
                "quantity": format_quantity(self.env, line.product_uom_qty),
                "unit": line.product_uom_id.name or "",
                "price": line.price_unit * (1 - line.discount / 100),
                "subtotal": line.price_subtotal,
                "delivered": format_quantity(self.env, line.qty_delivered)
                if self.state == "sale"
                else "",
                "is_complete": line.product_uom_id.compare(
                    line.qty_delivered, line.product_uom_qty
                )
                >= 0
                if line.product_uom_id
                else True,
                "why": dealer._dms_why_in_words(names, line.product_id, why[line])
                if line in why
                else [],
            }
            for line in self.order_line
            if not line.display_type
        ]

    def _dms_portal_invoices(self):
        """Return the posted invoices of the order that the user may see."""
        invoices = self.invoice_ids.filtered(lambda move: move.state == "posted")
        return invoices.sudo(False)._filtered_access("read").sudo()._dms_list_rows()

    def _dms_reorder(self):
        """Put what was ordered into the order that the user is writing."""
        self.ensure_one()
        self._dms_check_mine()
        # sudo: dealers cannot read products; the pad looks at what may be ordered
        lines = self.sudo()._dms_ordered_lines()
        return self.env["dms.order.draft"]._dms_add_lines(
            [
                {
                    "product_id": line.product_id.id,
                    "uom_id": line.product_uom_id.id,
                    "quantity": line.product_uom_qty,
                }
                for line in lines
            ]
        )

    @api.model
    def _dms_home_orders(self):
        """Return how many orders are open and the newest of them, for the home page."""
        domain = self._dms_list_domain() & Domain("dms_progress", "in", OPEN)
        ids = self.search(domain, order=self._dms_list_order()).ids
        newest = self.browse(ids[:HOME_ROWS])  # and read no others along with them
        return {"count": len(ids), "rows": newest._dms_list_rows()}
