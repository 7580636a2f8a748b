from odoo import api, fields, models

from ..engine.progress import Parcel, progress
from .stock_picking import RECEIPT_GROUPS


class SaleOrder(models.Model):
    """How far a dealer's order has come, and the story of it."""

    _inherit = "sale.order"

    dms_progress = fields.Selection(
        [
            ("submitted", "Submitted"),
            ("countered", "Changes Proposed"),
            ("refused", "Refused"),
            ("cancelled", "Cancelled"),
            ("approved", "Approved"),
            ("part_shipped", "Partly Shipped"),
            ("shipped", "Shipped"),
            ("part_received", "Partly Received"),
            ("received", "Received"),
        ],
        string="Progress",
        compute="_compute_dms_progress",
        store=True,
        help="How far the order has come, as the dealer sees it.",
    )
    dms_receipt_ids = fields.One2many(
        "dms.receipt", "order_id", string="Receipts", groups=RECEIPT_GROUPS
    )
    dms_receipt_count = fields.Integer(
        string="Number of Receipts",
        compute="_compute_dms_receipt_count",
        groups="base.group_user",
    )
    dms_has_difference = fields.Boolean(
        string="Receipt Differs",
        compute="_compute_dms_has_difference",
        search="_search_dms_has_difference",
        groups="base.group_user",
    )

    # what a dealer's list of orders asks for
    _dms_dealer_progress_idx = models.Index(
        "(dms_dealer_id, id DESC) WHERE dms_progress IS NOT NULL"
    )
    # and the home, of what is under way and what was refused
    _dms_dealer_open_idx = models.Index(
        "(dms_dealer_id, id DESC)"
        " WHERE dms_progress IN ('submitted', 'approved', 'part_shipped')"
    )
    _dms_dealer_refused_idx = models.Index(
        "(dms_dealer_id, dms_decided_at) WHERE dms_state = 'refused'"
    )

    @api.depends(
        "dms_state",
        "dms_dealer_id",
        "state",
        "picking_ids.state",
        "picking_ids.picking_type_id.code",
        "picking_ids.dms_receipt_ids",
    )
    def _compute_dms_progress(self):
        for order in self:
            if not order.dms_dealer_id:
                order.dms_progress = False
                continue
            parcels = order._dms_deliveries() if order.state == "sale" else ()
            order.dms_progress = progress(
                order.dms_state or "",
                order.state,
                [
                    Parcel(parcel.state == "done", bool(parcel.dms_receipt_ids))
                    for parcel in parcels
                ],
            )

    def _dms_deliveries(self):
        """Return the transfers to the dealer that are not cancelled."""
        return self.picking_ids.filtered(
            lambda parcel: parcel._dms_is_delivery() and parcel.state != "cancel"
        )

    def _compute_dms_receipt_count(self):
        counts = dict(
            self.env["dms.receipt"]._read_group(
                [("order_id", "in", self.ids)], ["order_id"], ["__count"]
            )
        )
        for order in self:
            order.dms_receipt_count = counts.get(order, 0)

    @api.depends("dms_receipt_ids.has_difference")
    def _compute_dms_has_difference(self):
        for order in self:
            order.dms_has_difference = any(
                order.dms_receipt_ids.mapped("has_difference")
            )

    @api.model
    def _search_dms_has_difference(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        return [("dms_receipt_ids.has_difference", "=", True)]

    def action_dms_open_receipts(self):
        action = self.env["ir.actions.actions"]._for_xml_id(
            "dms_portal.dms_receipt_action"
        )
        action["domain"] = [("order_id", "in", self.ids)]
        return action

    def _dms_timeline(self):
        """Return the story of the order for its dealer: ordered to received.

        Returns:
            A list of dict(key, label, at, side, who, detail, state): ``at`` a datetime
            or False, ``side`` brand or dealer, ``state`` done, now, later or stopped.
        """
        self.ensure_one()
        steps = [self._dms_step_ordered()]
        if self.dms_progress in ("refused", "cancelled"):
            return [*steps, self._dms_step_stopped()]
        steps += [
            self._dms_step_approved(),
            self._dms_step_shipped(),
            self._dms_step_received(),
        ]
        current = next((step for step in steps if step["state"] == "later"), None)
        if current:
            current["state"] = "now"
        return steps

    def _dms_step(self, key, label, done, **more):
        step = {"at": False, "side": "brand", "who": "", "detail": ""}
        return {
            **step,
            **more,
            "key": key,
            "label": label,
            "state": "done" if done else "later",
        }

    def _dms_step_ordered(self):
        author = self._dms_author_partner()
        return self._dms_step(
            "ordered",
            self.env._("Ordered"),
            True,
            at=self._dms_placed_at(),
            side="dealer" if author else "brand",
            who=author.name or "",
        )

    def _dms_step_approved(self):
        done = self.state == "sale"
        return self._dms_step(
            "approved",
            self.env._("Approved") if done else self.env._("Waits for approval"),
            done,
            at=done and (self.dms_decided_at or self.date_order),
        )

    def _dms_step_shipped(self):
        parcels = self._dms_deliveries()
        gone = parcels.filtered(lambda parcel: parcel.state == "done")
        done = bool(parcels) and gone == parcels
        detail = ""
        if parcels and not done:
            detail = self.env._(
                "%(done)s of %(all)s deliveries", done=len(gone), all=len(parcels)
            )
        return self._dms_step(
            "shipped",
            self.env._("Shipped") if done else self.env._("To be shipped"),
            done,
            at=done and max(gone.mapped("date_done")),
            detail=detail,
        )

    def _dms_step_received(self):
        done = self.dms_progress == "received"
        receipts = self.dms_receipt_ids.sorted("received_at")
        detail = ""
        if receipts and not done:
            detail = self.env._("%(done)s confirmed", done=len(receipts))
        elif self.dms_has_difference:
            detail = self.env._("with differences")
        return self._dms_step(
            "received",
            self.env._("Received") if done else self.env._("Receipt to be confirmed"),
            done,
            at=done and receipts[-1:].received_at,
            side="dealer",
            who=done and receipts[-1:].user_id.name,
            detail=detail,
        )

    def _dms_step_stopped(self):
        refused = self.dms_progress == "refused"
        step = self._dms_step(
            self.dms_progress,
            self.env._("Refused") if refused else self.env._("Cancelled"),
            True,
            at=self.dms_decided_at if refused else False,
            detail=self.dms_refusal_reason or "",
        )
        return {**step, "state": "stopped"}
