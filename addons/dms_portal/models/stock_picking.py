from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.fields import Command

from ..engine.order_lines import read_quantity
from ..engine.receipt_lines import read_counted

MAX_NOTE = 500
DELIVERY_CODES = ("outgoing", "dropship")
# who may read receipts; the fields that lead there ask for no more
RECEIPT_GROUPS = (
    "base.group_user,dms_base.group_dealer_buyer,dms_base.group_dealer_stock"
)


class StockPicking(models.Model):
    """A delivery to a dealer, and the dealer's word on what arrived of it."""

    _inherit = "stock.picking"

    dms_receipt_ids = fields.One2many(
        "dms.receipt", "picking_id", string="Receipt", groups=RECEIPT_GROUPS
    )
    dms_received_at = fields.Datetime(
        string="Received On",
        compute="_compute_dms_received_at",
        store=True,
        help="When the dealer confirmed what arrived.",
    )
    dms_has_difference = fields.Boolean(
        string="Receipt Differs",
        compute="_compute_dms_has_difference",
        groups="base.group_user",
    )

    # deliveries that wait for the dealer's word
    _dms_to_receive_idx = models.Index(
        "(partner_id) WHERE state = 'done' AND dms_received_at IS NULL"
    )

    @api.depends("dms_receipt_ids.received_at")
    def _compute_dms_received_at(self):
        for picking in self:
            picking.dms_received_at = picking.dms_receipt_ids[:1].received_at

    def _compute_dms_has_difference(self):
        for picking in self:
            picking.dms_has_difference = any(
                picking.dms_receipt_ids.mapped("has_difference")
            )

    def action_dms_open_receipt(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "dms.receipt",
            "view_mode": "form",
            "res_id": self.dms_receipt_ids.id,
        }

    def _dms_is_delivery(self):
        """Whether goods leave for the customer by this transfer."""
        self.ensure_one()
        return self.picking_type_id.code in DELIVERY_CODES

    def _dms_delivered_moves(self):
        """Return the moves of a delivery that carry something."""
        return self.move_ids.filtered(
            lambda move: (
                move.state == "done" and not move.product_uom.is_zero(move.quantity)
            )
        )

    def _dms_confirm_receipt(self, payload=None):
        """Confirm what arrived of a delivery, once; return the receipt as superuser.

        People of the dealer with the role Buyer or Stock may, for their own
        deliveries. The receipt is created as superuser after these checks, because
        dealers have no right to create it; its author is the caller. A second
        confirmation changes nothing and returns the first.

        Args:
            payload: ``lines`` of ``move_id``, ``received``, ``damaged``, ``wrong``,
                ``note`` and ``photos`` (bytes), and a ``note`` for all. What it does
                not name arrived as shipped.
        Raises:
            AccessError: not the caller's delivery, or not the caller's work.
            UserError: what is wrong with the count; nothing is recorded.
        """
        self.ensure_one()
        dealer = self._dms_receiving_dealer()
        picking = self.sudo()
        known = picking._dms_known_receipt()
        if known:
            return known
        picking._dms_check_receivable(dealer)
        vals = picking._dms_prepare_receipt(dealer, payload or {})
        photos = picking._dms_read_photos(payload or {})
        try:
            receipt = picking.env["dms.receipt"].create(vals)
        except UniqueViolation as error:
            raise ConcurrencyError("this receipt is being confirmed") from error
        receipt._dms_keep_photos(photos)
        receipt._dms_open_claim()
        receipt._dms_announce()
        return receipt

    def _dms_known_receipt(self):
        return self.dms_receipt_ids

    def _dms_receiving_dealer(self):
        """Return the caller's dealer if the caller may confirm this delivery."""
        user = self.env.user
        dealer = user._dms_dealer()
        self.check_access("read")
        owner = self.sudo().partner_id.dms_dealer_id
        if not dealer or owner != dealer or not user._dms_roles() & {"buyer", "stock"}:
            raise AccessError(
                self.env._(
                    "Your sign-in may not confirm this delivery. Ask the owner of your "
                    "company's account to give you the role Stock."
                )
            )
        return dealer.sudo()

    def _dms_check_receivable(self, dealer):
        if dealer._dms_view_only():
            raise UserError(dealer._dms_order_block())
        if self.state != "done" or not self._dms_is_delivery():
            raise UserError(
                self.env._(
                    "%(name)s has not been shipped yet; there is nothing to confirm.",
                    name=self.name,
                )
            )

    def _dms_prepare_receipt(self, dealer, payload):
        moves = self._dms_delivered_moves()
        counted, errors = self._dms_read_counted(moves, payload)
        if errors:
            raise UserError("\n".join(errors))
        return {
            "picking_id": self.id,
            "dealer_id": dealer.id,
            "company_id": self.company_id.id,
            "user_id": self.env.uid,
            "note": self._dms_clean_note(payload.get("note")),
            "line_ids": [
                Command.create(
                    {
                        "move_id": move.id,
                        "product_id": move.product_id.id,
                        "uom_id": move.product_uom.id,
                        "shipped_qty": move.quantity,
                        "received_qty": float(counted[move.id].received),
                        "damaged_qty": float(counted[move.id].damaged),
                        "wrong_qty": float(counted[move.id].wrong),
                        "note": self._dms_clean_note(counted[move.id].note),
                    }
                )
                for move in moves
            ],
        }

    def _dms_clean_note(self, note):
        return (
            note.replace("\0", "").strip()[:MAX_NOTE] if isinstance(note, str) else ""
        )

    def _dms_read_counted(self, moves, payload):
        """Return {move id: ``Counted``} and a sentence for each line that is wrong."""
        lines = payload.get("lines") or []
        by_move = {
            line.get("move_id"): line for line in lines if isinstance(line, dict)
        }
        strangers = by_move.keys() - set(moves.ids)
        errors = []
        if strangers or len(by_move) != len(lines):
            errors.append(
                self.env._(
                    "Some lines are not part of delivery %(name)s. Open the delivery "
                    "again and count anew.",
                    name=self.name,
                )
            )
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        texts = self._dms_count_texts()
        counted = {}
        for move in moves:
            shipped = read_quantity(move.quantity)
            read = read_counted(by_move.get(move.id, {}), shipped, digits)
            if isinstance(read, str):
                errors.append(f"{move.product_id.display_name}: {texts[read]}")
            counted[move.id] = read
        return counted, errors

    def _dms_count_texts(self):
        _ = self.env._
        return {
            "not_a_number": _("write how many arrived as a number."),
            "out_of_range": _("not less than zero can arrive."),
            "too_fine": _("this product is counted less finely."),
            "damaged_more": _("not more can be damaged or wrong than has arrived."),
        }
