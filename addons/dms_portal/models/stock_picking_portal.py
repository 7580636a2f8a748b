from odoo import api, models
from odoo.fields import Domain

from .formats import format_quantity
from .stock_picking import DELIVERY_CODES


class StockPicking(models.Model):
    """What a dealer sees of deliveries: the list, and the page to confirm receipt."""

    _name = "stock.picking"
    _inherit = ["stock.picking", "dms.portal.list"]

    @api.model
    def _dms_list_domain(self):
        return (
            Domain("partner_id", "child_of", self.env.user._dms_dealer().ids)
            & Domain("picking_type_code", "in", DELIVERY_CODES)
            & Domain("state", "not in", ("draft", "cancel"))
        )

    @api.model
    def _dms_to_confirm_domain(self):
        return Domain("state", "=", "done") & Domain("dms_received_at", "=", False)

    @api.model
    def _dms_list_filters(self):
        _ = self.env._
        return [
            ("all", _("All"), Domain.TRUE),
            ("confirm", _("To confirm"), self._dms_to_confirm_domain()),
            ("planned", _("In preparation"), Domain("state", "!=", "done")),
            ("received", _("Received"), Domain("dms_received_at", "!=", False)),
        ]

    @api.model
    def _dms_list_term_domain(self, term):
        return (
            Domain("name", "ilike", term)
            | Domain("origin", "ilike", term)
            | Domain("carrier_tracking_ref", "ilike", term)
        )

    @api.model
    def _dms_list_order(self):
        return "scheduled_date desc, id desc"

    def _dms_list_rows(self):
        # sudo: dealers cannot read carriers; the deliveries were found as the user
        return [picking._dms_portal_row() for picking in self.sudo()]

    def _dms_portal_row(self):
        status, label = self._dms_portal_status()
        return {
            "id": self.id,
            "name": self.name,
            "origin": self.origin or "",
            "date": self.date_done or self.scheduled_date,
            "status": status,
            "label": label,
            "carrier": self.carrier_id.name or "",
            "tracking": self.carrier_tracking_ref or "",
            "tracking_url": self._dms_tracking_url(),
        }

    def _dms_portal_status(self):
        """Return (key, label): planned, shipped, received or differs."""
        _ = self.env._
        if self.state != "done":
            return "planned", _("In preparation")
        if not self.dms_received_at:
            return "shipped", _("To confirm")
        if self.dms_has_difference:
            return "differs", _("Received, differs")
        return "received", _("Received")

    def _dms_tracking_url(self):
        """Return the carrier's page for this parcel, if it is a plain web address."""
        url = self.carrier_tracking_url or ""
        return url if url.startswith(("https://", "http://")) else ""

    def _dms_portal_page(self):
        """Return what the delivery's page shows, without prices.

        Reads as superuser after the check, since dealers cannot read moves.
        """
        self.ensure_one()
        self.check_access("read")
        picking = self.sudo()
        dealer = self.env.user._dms_dealer()
        receipt = picking.dms_receipt_ids
        return {
            "picking": picking,
            "row": picking._dms_portal_row(),
            "lines": receipt._dms_portal_lines()
            if receipt
            else picking._dms_portal_lines(),
            "receipt": receipt,
            "can_confirm": picking.state == "done"
            and not receipt
            and picking._dms_is_delivery()
            and not dealer.sudo()._dms_view_only(),
        }

    def _dms_portal_lines(self):
        done = self.state == "done"
        moves = (
            self._dms_delivered_moves()
            if done
            else self.move_ids.filtered(lambda move: move.state != "cancel")
        )
        return [
            {
                "move_id": move.id,
                "name": move.product_id.name,
                "code": move.product_id.default_code or "",
                "unit": move.product_uom.name,
                "shipped_input": f"{move.quantity:.6f}".rstrip("0").rstrip("."),
                "shipped_text": format_quantity(
                    self.env, move.quantity if done else move.product_uom_qty
                ),
            }
            for move in moves
        ]

    @api.model
    def _dms_read_receipt_form(self, form, photos):
        """Return the payload of a receipt from the fields of the page's form.

        Args:
            photos: {name of the input: [bytes]}.
        """
        if form.get("kind") != "count":
            return {}
        ids = [
            key.removeprefix("received_") for key in form if key.startswith("received_")
        ]
        return {
            "note": form.get("note", ""),
            "lines": [
                {
                    "move_id": int(move_id) if move_id.isdecimal() else 0,
                    "received": form.get(f"received_{move_id}"),
                    "damaged": form.get(f"damaged_{move_id}"),
                    "wrong": form.get(f"wrong_{move_id}"),
                    "photos": photos.get(f"photo_{move_id}", []),
                    "note": form.get(f"note_{move_id}"),
                }
                for move_id in ids
            ],
        }

    @api.model
    def _dms_portal_counts(self):
        """Return how many deliveries wait for the dealer's word, for the home page."""
        domain = self._dms_list_domain() & self._dms_to_confirm_domain()
        return {"confirm": self.search_count(domain)}
