from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from ..engine.claim_quantities import differences, is_within
from ..engine.order_lines import fits_digits, read_quantity

MAX_KEY = 64


class DmsReceipt(models.Model):
    """A receipt that differs opens its claim."""

    _inherit = "dms.receipt"

    claim_ids = fields.One2many("dms.claim", "receipt_id")

    def _dms_open_claim(self):
        """Claim what differs, once; called as superuser when the receipt is made."""
        self.ensure_one()
        lines = [
            vals
            for line in self.line_ids.filtered("has_difference")
            for vals in line._dms_prepare_claim_lines()
        ]
        claims = self.env["dms.claim"]
        if not lines or self.claim_ids:
            return claims
        claim = claims.create(
            {
                **claims._dms_prepare(self.picking_id, self.dealer_id, "difference"),
                "receipt_id": self.id,
                "note": self.note,
                "line_ids": [Command.create(vals) for vals in lines],
            }
        )
        claim._dms_announce()
        return claim


class DmsReceiptLine(models.Model):
    """What a line of a receipt claims."""

    _inherit = "dms.receipt.line"

    def _dms_prepare_claim_lines(self):
        self.ensure_one()
        counted = (self.shipped_qty, self.received_qty, self.damaged_qty)
        found = differences(
            *map(read_quantity, (*counted, self.wrong_qty)),
            self.move_id._dms_claimable(),
        )
        return [
            {
                "kind": kind,
                "receipt_line_id": self.id,
                "quantity": float(quantity),
                "note": self.note,
                "goods": "lost" if kind == "damaged" else "stock",
                **self.move_id._dms_prepare_claimed(),
            }
            for kind, quantity in found
        ]


class DmsClaim(models.Model):
    """Return requests: a dealer asks, for goods of one delivery."""

    _inherit = "dms.claim"

    @api.model
    def _dms_prepare(self, picking, dealer, kind):
        """Return what every new claim says."""
        order = picking.sale_id
        responsible = order and order._dms_responsible()
        return {
            "name": self._dms_next_name(kind),
            "kind": kind,
            "picking_id": picking.id,
            "dealer_id": dealer.id,
            "company_id": picking.company_id.id,
            "requester_id": self.env.uid,
            "user_id": responsible.id if responsible else dealer.user_id.id,
        }

    @api.model
    def _dms_request_return(self, picking, payload):
        """Ask to send goods of one delivery back; return the claim as superuser.

        People of the dealer with the role Buyer may. The same request sent twice is one
        claim; two different ones are served one after the other.

        Args:
            picking: the delivery, read as the caller.
            payload: ``key`` (whatever tells this request from another), ``lines`` of
                ``move_id``, ``quantity``, ``reason``, ``note`` and ``photos`` (bytes),
                and a ``note`` for all. Lines without a quantity are passed over.
        Raises:
            AccessError: not the caller's delivery, or not the caller's work.
            UserError: what is wrong with the request; nothing is recorded.
        """
        dealer = picking._dms_returning_dealer()
        delivery = picking.sudo()
        claims = self.sudo()
        key = payload.get("key")
        key = key.strip()[:MAX_KEY] if isinstance(key, str) else ""
        delivery._dms_hold_for_request()
        known = claims._dms_known_request(dealer, key)
        if known:
            return known
        delivery._dms_check_returnable()
        lines = delivery._dms_read_return_lines(payload)
        photos = [claims._dms_clean_photos(line.pop("photos")) for line in lines]
        try:
            claim = claims.create(
                {
                    **claims._dms_prepare(delivery, dealer, "return"),
                    "request_key": key or False,
                    "note": delivery._dms_clean_note(payload.get("note")),
                    "line_ids": [Command.create(vals) for vals in lines],
                }
            )
        except UniqueViolation as error:
            raise self._dms_lost_race() from error
        claim._dms_keep_line_photos(photos)
        claim._dms_announce()
        return claim

    @api.model
    def _dms_known_request(self, dealer, key):
        """Return the claim that this request has made before."""
        if not key:
            return self
        return self.search([("dealer_id", "=", dealer.id), ("request_key", "=", key)])

    def _dms_keep_line_photos(self, photos):
        for line, files in zip(self.line_ids, photos, strict=True):
            self._dms_attach(line, files)

    def _dms_withdraw(self):
        """Take back a return request of the caller's dealer that is not decided yet."""
        self.ensure_one()
        self.check_access("read")
        user = self.env.user
        # sudo: the record was read as the user, and the caller's work is asked here
        claim = self.sudo()
        if claim.dealer_id != user._dms_dealer() or "buyer" not in user._dms_roles():
            raise AccessError(
                self.env._("Only who orders for the dealer may take a request back.")
            )
        claim._dms_lock_for_decision()
        claim.invalidate_recordset(["state"])
        if claim.state == "withdrawn":
            return claim
        if claim.kind != "return" or claim.state != "requested":
            raise UserError(
                self.env._(
                    "%(name)s is decided; it cannot be taken back any more. Talk to "
                    "your contact at the brand.",
                    name=claim.name,
                )
            )
        claim._dms_close_approval()
        claim.write({"state": "withdrawn", "closed_at": fields.Datetime.now()})
        claim.activity_unlink(["dms_portal.mail_activity_type_claim"])
        claim.message_post(body=self.env._("The dealer took the request back."))
        return claim


class StockPicking(models.Model):
    """What of a delivery may be sent back."""

    _inherit = "stock.picking"

    dms_claim_ids = fields.One2many(
        "dms.claim", "picking_id", string="Claims", groups="base.group_user"
    )
    dms_request_count = fields.Integer(
        string="Return Requests",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="Counts requests one after the other, whoever sends them.",
    )

    def _dms_returning_dealer(self):
        """Return the caller's dealer if the caller may ask for a return."""
        self.ensure_one()
        user = self.env.user
        dealer = user._dms_dealer()
        self.check_access("read")
        owner = self.sudo().partner_id.dms_dealer_id
        if not dealer or owner != dealer or "buyer" not in user._dms_roles():
            raise AccessError(
                self.env._(
                    "Your sign-in may not ask for returns. Ask the owner of your "
                    "company's account to give you the role Buyer."
                )
            )
        return dealer.sudo()

    def _dms_hold_for_request(self):
        """Let requests for one delivery through one after the other.

        The row is locked and written: who began to read before that is sent back to
        read anew, so that two requests never count the same goods twice.
        """
        self._dms_lock_or_retry()
        self.dms_request_count += 1
        self.flush_recordset(["dms_request_count"])

    def _dms_return_block(self):
        """Return why nothing of this delivery may be sent back, or ""."""
        self.ensure_one()
        company, dealer = self.company_id, self.partner_id.dms_dealer_id
        if dealer._dms_view_only():
            return dealer._dms_order_block()
        if self.state != "done" or not self._dms_is_delivery():
            return self.env._("%(name)s has not been shipped yet.", name=self.name)
        if not company.dms_return_days:
            return self.env._("The brand takes no goods back this way.")
        if not self.dms_received_at:
            return self.env._("Please confirm first what has arrived.")
        if not is_within(
            fields.Date.context_today(self, self.date_done),
            fields.Date.context_today(self),
            company.dms_return_days,
        ):
            return self.env._(
                "Goods can be sent back within %(days)s days of delivery; that time is "
                "over for %(name)s.",
                days=company.dms_return_days,
                name=self.name,
            )
        return ""

    def _dms_check_returnable(self):
        if reason := self._dms_return_block():
            raise UserError(reason)

    def _dms_read_return_lines(self, payload):
        """Return the values of the lines that a request asks for."""
        lines = payload.get("lines") or []
        moves = {move.id: move for move in self._dms_delivered_moves()}
        read, errors, seen = [], [], set()
        for line in lines:
            move = moves.get(line.get("move_id")) if isinstance(line, dict) else None
            if not move or move.id in seen:
                raise UserError(
                    self.env._(
                        "Some lines are not part of delivery %(name)s. Open the page "
                        "again.",
                        name=self.name,
                    )
                )
            seen.add(move.id)
            asked = line.get("quantity")
            if asked in (None, "", "0", 0):
                continue
            quantity = read_quantity(asked)
            error = move._dms_return_error(quantity) or self._dms_reason_error(line)
            if error:
                errors.append(f"{move.product_id.display_name}: {error}")
                continue
            read.append(self._dms_prepare_return_line(move, quantity, line))
        if errors:
            raise UserError("\n".join(errors))
        if not read:
            raise UserError(self.env._("Please say how many you want to send back."))
        return read

    def _dms_reason_error(self, line):
        reasons = dict(self.env["dms.claim.line"]._fields["reason"].selection)
        if line.get("reason") not in reasons:
            return self.env._("please choose why.")
        return ""

    def _dms_prepare_return_line(self, move, quantity, line):
        return {
            "kind": "return",
            "quantity": float(quantity),
            "reason": line["reason"],
            "note": self._dms_clean_note(line.get("note")),
            "decision": "credit",
            "granted_qty": float(quantity),
            "photos": line.get("photos") or [],
            **move._dms_prepare_claimed(),
        }


class StockMove(models.Model):
    """How much of a delivered line is left to claim or to send back."""

    _inherit = "stock.move"

    def _dms_prepare_claimed(self):
        return {
            "move_id": self.id,
            "product_id": self.product_id.id,
            "uom_id": self.product_uom.id,
        }

    def _dms_claimable(self, without=None):
        """Return how much of a delivered line nobody has claimed, in its unit.

        Args:
            without: claim lines that are not counted as pending.
        """
        self.ensure_one()
        return self._dms_delivered(without)[self].left

    def _dms_return_error(self, quantity):
        """Return what speaks against sending ``quantity`` back, or ""."""
        self.ensure_one()
        if quantity is None:
            return self.env._("write how many as a number.")
        if self.product_id._dms_no_return():
            return self.env._("is not taken back.")
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        if quantity <= 0 or not fits_digits(quantity, digits):
            return self.env._("write how many as a number above zero.")
        left = self._dms_claimable()
        if quantity > left:
            return self.env._(
                "at most %(left)s %(unit)s can be sent back.",
                left=f"{left.normalize():f}",
                unit=self.product_uom.name,
            )
        return ""
