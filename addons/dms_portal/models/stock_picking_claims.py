import base64
from uuid import uuid4

from odoo import api, fields, models

from .formats import format_quantity


class StockPicking(models.Model):
    """A delivery's page: the claim it has opened, its signature, and sending back."""

    _inherit = "stock.picking"

    dms_claim_count = fields.Integer(
        string="Number of Claims",
        compute="_compute_dms_claim_count",
        groups="base.group_user",
    )

    def _compute_dms_claim_count(self):
        for picking in self:
            picking.dms_claim_count = len(picking._dms_claims())

    def _dms_claims(self):
        """Return the claims about this delivery, and those that it carries out."""
        # sudo: who may read a transfer may know which claims it belongs to
        picking = self.sudo()
        return picking.dms_claim_ids | picking.move_ids.dms_claim_line_id.claim_id

    def action_dms_open_claims(self):
        self.check_access("read")
        return self.env["dms.claim"]._dms_show(self._dms_claims())

    def _dms_portal_page(self):
        page = super()._dms_portal_page()
        picking, receipt = page["picking"], page["receipt"]
        roles = self.env.user._dms_roles()
        asked = picking._dms_asks_signature() if receipt else "no"
        dealer = self.env.user._dms_dealer()
        return {
            **page,
            "claims": picking.dms_claim_ids._dms_list_rows(),
            "asks_signature": asked != "no"
            and not receipt.signed_at
            and not dealer.sudo()._dms_view_only(),
            "can_return": "buyer" in roles
            and not picking._dms_return_block()
            and any(line["left"] for line in picking._dms_return_lines()),
        }

    def _dms_return_page(self):
        """Return what the page shows on which a dealer asks to send goods back."""
        self._dms_returning_dealer()
        # sudo: whose delivery it is and the caller's work were asked above
        picking = self.sudo()
        return {
            "picking": picking,
            "row": picking._dms_portal_row(),
            "block": picking._dms_return_block(),
            "lines": picking._dms_return_lines(),
            "reasons": self.env["dms.claim.line"]._dms_reasons(),
            "key": uuid4().hex,
        }

    def _dms_return_lines(self):
        """Return what was delivered, and how much of it may still be sent back."""
        rows = []
        for move, delivered in self._dms_delivered_moves()._dms_delivered().items():
            product, refused = move.product_id, move.product_id._dms_no_return()
            left = 0.0 if refused else float(delivered.left)
            rows.append(
                {
                    "move_id": move.id,
                    "name": product.name,
                    "code": product.default_code or "",
                    "unit": move.product_uom.name,
                    "left": left,
                    "left_text": format_quantity(self.env, left),
                    "is_refused": refused,
                }
            )
        return rows

    @api.model
    def _dms_read_return_form(self, form, photos):
        """Return the payload of a return request from the fields of the page's form."""
        ids = [
            key.removeprefix("quantity_") for key in form if key.startswith("quantity_")
        ]
        return {
            "key": form.get("key", ""),
            "note": form.get("note", ""),
            "lines": [
                {
                    "move_id": int(move_id) if move_id.isdecimal() else 0,
                    "quantity": form.get(f"quantity_{move_id}"),
                    "reason": form.get(f"reason_{move_id}"),
                    "note": form.get(f"note_{move_id}"),
                    "photos": photos.get(f"photo_{move_id}", []),
                }
                for move_id in ids
            ],
        }

    # --- slip ---------------------------------------------------------------------

    def _dms_receipt_url(self):
        """Return where the receipt of a dealer's delivery is confirmed, or "".

        The address is no secret: only the dealer's own people get in.
        """
        self.ensure_one()
        # sudo: whoever prints the slip may not read dealers
        dealer = self.sudo().partner_id.dms_dealer_id
        if not dealer or not self._dms_is_delivery() or self.state == "cancel":
            return ""
        return f"{self.get_base_url()}/my/dealer/deliveries/{self.id}"

    def _dms_receipt_qr(self):
        """Return the QR code of that address as an image, or None."""
        url = self._dms_receipt_url()
        if not url:
            return None
        reports = self.env["ir.actions.report"]
        picture = reports.barcode("QR", url, width=220, height=220, barLevel="M")
        return base64.b64encode(picture)


class SaleOrder(models.Model):
    """An order's page and form: what may be sent back, what is claimed."""

    _inherit = "sale.order"

    dms_claim_ids = fields.One2many(
        "dms.claim", "order_id", string="Claims", groups="base.group_user"
    )
    dms_claim_count = fields.Integer(
        string="Number of Claims",
        compute="_compute_dms_claim_count",
        groups="base.group_user",
    )

    @api.depends("dms_claim_ids")
    def _compute_dms_claim_count(self):
        counts = dict(
            self.env["dms.claim"]._read_group(
                [("order_id", "in", self.ids)], ["order_id"], ["__count"]
            )
        )
        for order in self:
            order.dms_claim_count = counts.get(order, 0)

    def action_dms_open_claims(self):
        return self.env["dms.claim"]._dms_show(self.dms_claim_ids)

    def _dms_portal_page(self):
        page = super()._dms_portal_page()
        order, roles = page["order"], self.env.user._dms_roles()
        deliveries = order._dms_deliveries() if "buyer" in roles else ()
        return {
            **page,
            "returnable": [
                {"id": delivery.id, "name": delivery.name}
                for delivery in deliveries
                if not delivery._dms_return_block()
            ],
            "claims": order.dms_claim_ids._dms_list_rows(),
        }


class DmsClaim(models.Model):
    """Opening claims from the documents around them, and those from a claim."""

    _inherit = "dms.claim"

    return_count = fields.Integer(
        string="Returns", compute="_compute_documents", groups="base.group_user"
    )
    delivery_count = fields.Integer(
        string="New Deliveries", compute="_compute_documents", groups="base.group_user"
    )
    credit_note_count = fields.Integer(
        string="Credit Notes", compute="_compute_documents", groups="base.group_user"
    )

    @api.depends("line_ids.move_ids", "line_ids.credit_line_ids")
    def _compute_documents(self):
        for claim in self:
            # sudo: how many there are is no secret to who may read the claim
            known = claim.sudo()
            claim.return_count = len(known._dms_return_pickings())
            claim.delivery_count = len(known._dms_new_deliveries())
            claim.credit_note_count = len(known._dms_credit_notes())

    @api.model
    def _dms_show(self, claims):
        """Return the action that opens ``claims``: one as a form, more as a list."""
        return self._dms_open(claims, self.env._("Claims"))

    @api.model
    def _dms_open(self, records, name):
        action = {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": records._name,
            "view_mode": "list,form",
            "domain": [("id", "in", records.ids)],
            "context": {"create": False},
        }
        if len(records) == 1:
            action |= {"view_mode": "form", "res_id": records.id}
        return action

    def action_dms_open_returns(self):
        self.check_access("read")
        # sudo: which documents there are; each is opened with the user's own rights
        return self._dms_open(self.sudo()._dms_return_pickings(), self.env._("Returns"))

    def action_dms_open_deliveries(self):
        self.check_access("read")
        # sudo: as above
        return self._dms_open(
            self.sudo()._dms_new_deliveries(), self.env._("New Deliveries")
        )

    def action_dms_open_credit_notes(self):
        self.check_access("read")
        return self._dms_open(self._dms_credit_notes(), self.env._("Credit Notes"))


class DmsClaimLine(models.Model):
    """Choices of the page."""

    _inherit = "dms.claim.line"

    @api.model
    def _dms_reasons(self):
        return self._fields["reason"]._description_selection(self.env)
