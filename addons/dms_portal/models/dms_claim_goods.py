from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.fields import Command

from ..engine.claim_quantities import Delivered
from ..engine.order_lines import read_quantity


class DmsClaim(models.Model):
    """The goods of a claim: sent back, taken out of the books, delivered anew."""

    _inherit = "dms.claim"

    def _dms_move_goods(self):
        """Set goods moving as decided; called once, as superuser, by the decision.

        A granted difference is taken back from the order at once by a transfer that is
        done: nothing travels, the books follow what has happened. A granted return
        waits for its goods. What is delivered again goes the way of any delivery.
        """
        self.ensure_one()
        granted = self.line_ids.filtered(
            lambda line: line.decision in ("credit", "redeliver")
        )
        if not granted:
            return
        back = self._dms_create_return(granted)
        if self.kind == "difference":
            back._dms_finish_by_itself()
            granted.filtered(lambda line: line.decision == "redeliver")._dms_send_anew()

    def _dms_create_return(self, lines):
        """Return core's return transfer for what is granted of ``lines``."""
        wizard = self.env["stock.return.picking"].create(
            {
                "picking_id": self.picking_id.id,
                "product_return_moves": [
                    Command.create(
                        {
                            "product_id": line.product_id.id,
                            "move_id": line.move_id.id,
                            "quantity": line.granted_qty,
                            "dms_claim_line_id": line.id,
                        }
                    )
                    for line in lines
                ],
            }
        )
        back = wizard._create_return()
        back.origin = f"{self.name} ({self.picking_id.name})"
        return back

    def _dms_lower_ordered(self):
        """Lower what is ordered of goods that are billed by order, not by delivery.

        Otherwise what is credited now would stand on the next invoice again.
        """
        for line in self.line_ids.filtered(lambda each: each.decision == "credit"):
            sold = line.move_id.sale_line_id
            back = line.uom_id.round(line._dms_taken_back_here() - line.lowered_qty)
            if sold.product_id.invoice_policy != "order" or back <= 0:
                continue
            less = line.uom_id._compute_quantity(
                back, sold.product_uom_id, rounding_method="HALF-UP"
            )
            order, locked = sold.order_id, sold.order_id.locked
            order.locked = False
            sold.with_context(skip_procurement=True).product_uom_qty -= less
            order.locked = locked
            line.lowered_qty += back

    def _dms_scrap_lost(self):
        """Scrap what was taken back and does not exist any more; what is done counts."""
        lost = self.line_ids.filtered(lambda line: line.goods == "lost")
        for move in lost.move_ids:
            if move.state != "done" or not move.origin_returned_move_id:
                continue
            known = self.env["stock.scrap"].search(
                [("dms_claim_move_id", "=", move.id)], limit=1
            )
            if not known:
                move._dms_scrap()

    def action_dms_close(self):
        """Wait no longer: goods that have not come back do not come any more."""
        self._dms_check_staff()
        for claim in self.sudo():
            claim._dms_lock_for_decision()
            if claim.kind != "return" or claim.state != "approved":
                raise UserError(
                    self.env._(
                        "%(name)s does not wait for goods to come back.",
                        name=claim.name,
                    )
                )
            waiting = claim.line_ids.move_ids.filtered(
                lambda move: move.state not in ("done", "cancel")
            )
            waiting._action_cancel()
            claim._dms_go_on()

    @api.model
    def _dms_lock_row(self, record):
        """Lock ``record``; who comes second is served anew when the first is done."""
        if not record.try_lock_for_update():
            raise ConcurrencyError("another request works on this")
        record.invalidate_recordset()

    def _dms_return_pickings(self):
        """Return the transfers that bring goods back."""
        back = self.line_ids.move_ids.filtered("origin_returned_move_id")
        return back.picking_id

    def _dms_new_deliveries(self):
        """Return the deliveries of what is sent again."""
        anew = self.line_ids.move_ids.filtered(
            lambda move: not move.origin_returned_move_id
        )
        return anew.picking_id


class DmsClaimLine(models.Model):
    """Delivering again what never arrived whole."""

    _inherit = "dms.claim.line"

    def _dms_send_anew(self):
        """Order the granted quantity from the warehouse, for the same order lines.

        As core launches an order line, but for this quantity: the whole line would
        bring along what other returns have taken back.
        """
        procurements = []
        for line in self:
            sold = line.move_id.sale_line_id.with_company(line.company_id)
            values = sold._prepare_procurement_values()
            values["dms_claim_line_id"] = line.id
            values["date_planned"] = fields.Datetime.now()
            values["date_deadline"] = False
            procurements += sold._create_procurements(
                line.granted_qty, line.uom_id, values
            )
        if procurements:
            self.env["stock.rule"].run(procurements)
            waiting = self.move_id.sale_line_id.order_id.picking_ids.filtered(
                lambda picking: picking.state not in ("done", "cancel")
            )
            waiting.action_confirm()


class StockPicking(models.Model):
    """Transfers that only put the books right."""

    _inherit = "stock.picking"

    def _dms_finish_by_itself(self):
        """Do the transfer, unless somebody must say which serial numbers it is about."""
        self.ensure_one()
        if any(product.tracking != "none" for product in self.move_ids.product_id):
            return
        for move in self.move_ids:
            move.quantity = move.product_uom_qty
        self.move_ids.picked = True
        self.with_context(skip_backorder=True, skip_sms=True).button_validate()
        if self.state != "done":
            raise UserError(
                self.env._(
                    "Transfer %(name)s could not be finished by itself. Finish it in "
                    "the warehouse.",
                    name=self.name,
                )
            )

    def _dms_lock_or_retry(self):
        self.env["dms.claim"]._dms_lock_row(self)


class DmsReceipt(models.Model):
    """One at a time."""

    _inherit = "dms.receipt"

    def _dms_lock_or_retry(self):
        self.env["dms.claim"]._dms_lock_row(self)


class StockMove(models.Model):
    """Moves of a claim tell it when they are done."""

    _inherit = "stock.move"

    dms_claim_line_id = fields.Many2one(
        "dms.claim.line", string="Claim Line", index="btree_not_null", readonly=True
    )

    def _action_done(self, cancel_backorder=False):
        moves = super()._action_done(cancel_backorder=cancel_backorder)
        # sudo: whoever works in the warehouse moves claims on
        moves.sudo().dms_claim_line_id.claim_id._dms_go_on()
        return moves

    def _action_cancel(self):
        claims = self.sudo().dms_claim_line_id.claim_id
        result = super()._action_cancel()
        claims._dms_go_on()
        return result

    def _prepare_merge_moves_distinct_fields(self):
        return [*super()._prepare_merge_moves_distinct_fields(), "dms_claim_line_id"]

    def _dms_delivered(self, without=None):
        """Return {move: what has become of it}, for the engine.

        Args:
            without: claim lines that are not counted as pending.
        """
        # sudo: what is claimed and sent back counts, whoever may see it
        moves = self.sudo()
        pending = dict(
            moves.env["dms.claim.line"]._read_group(
                [
                    ("move_id", "in", moves.ids),
                    ("kind", "!=", "over"),
                    ("claim_id.state", "=", "requested"),
                    ("id", "not in", without.ids if without else []),
                ],
                ["move_id"],
                ["quantity:sum"],
            )
        )
        return {
            move: Delivered(
                read_quantity(move.quantity),
                sum(
                    back._dms_counted_in(move.product_uom)
                    for back in move.returned_move_ids
                    if back.state != "cancel"
                ),
                read_quantity(pending.get(move, 0)),
            )
            for move in moves
        }

    def _dms_counted_in(self, unit):
        quantity = self.quantity if self.state == "done" else self.product_uom_qty
        return read_quantity(
            self.product_uom._compute_quantity(quantity, unit, round=False)
        )

    def _dms_scrap(self):
        """Scrap what this move has brought, lot by lot."""
        self.ensure_one()
        scraps = self.env["stock.scrap"].create(
            [
                {
                    "product_id": piece.product_id.id,
                    "product_uom_id": piece.product_uom_id.id,
                    "scrap_qty": piece.quantity,
                    "lot_id": piece.lot_id.id,
                    "location_id": piece.location_dest_id.id,
                    "company_id": self.company_id.id,
                    "origin": self.dms_claim_line_id.claim_id.name,
                    "dms_claim_move_id": self.id,
                }
                for piece in self.move_line_ids
            ]
        )
        scraps.do_scrap()


class StockScrap(models.Model):
    """What a claim has written off."""

    _inherit = "stock.scrap"

    dms_claim_move_id = fields.Many2one(
        "stock.move", string="Taken Back By", index="btree_not_null", readonly=True
    )


class StockRule(models.Model):
    """What is delivered again knows its claim."""

    _inherit = "stock.rule"

    def _get_custom_move_fields(self):
        return [*super()._get_custom_move_fields(), "dms_claim_line_id"]
