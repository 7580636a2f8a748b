import base64
import binascii

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

MAX_PHOTOS = 5
MAX_NAME = 80
SIGNATURE = ("signed_name", "signature", "signed_at", "signed_by_id")


class ResCompany(models.Model):
    """Whether who receives goods is asked to sign."""

    _inherit = "res.company"

    dms_receipt_signature = fields.Selection(
        [
            ("no", "Not asked for"),
            ("optional", "Offered"),
            ("required", "Asked for until given"),
        ],
        string="Signature of Receipts",
        required=True,
        default="no",
        groups="base.group_user",
    )


class DmsReceipt(models.Model):
    """What proves a receipt: photos of what differs, and who signed for the goods."""

    _inherit = "dms.receipt"

    wants_signature = fields.Boolean(
        readonly=True, help="The brand asked for a signature when this was confirmed."
    )
    signed_name = fields.Char(string="Signed By", readonly=True)
    signature = fields.Image(readonly=True, attachment=True, max_width=1024)
    signed_at = fields.Datetime(string="Signed On", readonly=True)
    signed_by_id = fields.Many2one(
        "res.users", string="Signed In As", readonly=True, groups="base.group_user"
    )

    def _dms_may_sign(self, vals):
        """Whether a write is the one signature that the flow adds to a receipt."""
        fits = self.env.su and set(vals) <= set(SIGNATURE)
        return fits and not any(self.mapped("signed_at"))

    def _dms_sign(self, name, signature):
        """Sign a receipt as superuser, once; a second time changes nothing.

        Args:
            name: who signs, as written by that person.
            signature: the drawing, as base64.
        Raises:
            UserError: what is missing; nothing is signed.
        """
        self.ensure_one()
        self._dms_lock_or_retry()
        if self.signed_at:
            return
        name = (
            name.replace("\0", "").strip()[:MAX_NAME] if isinstance(name, str) else ""
        )
        if not name:
            raise UserError(self.env._("Please write the name of who signs."))
        drawing = self._dms_read_drawing(signature)
        self.write(
            {
                "signed_name": name,
                "signature": base64.b64encode(drawing),
                "signed_at": fields.Datetime.now(),
                "signed_by_id": self.env.uid,
            }
        )
        self.picking_id.message_post(
            body=self.env._("Signed for by %(name)s.", name=name),
            message_type="notification",
            subtype_xmlid="mail.mt_comment",
        )

    @api.model
    def _dms_read_drawing(self, signature):
        if not isinstance(signature, str) or not signature:
            raise UserError(self.env._("Please sign in the box."))
        try:
            data = base64.b64decode(signature, validate=True)
        except (binascii.Error, ValueError) as error:
            raise UserError(self.env._("Please sign in the box once more.")) from error
        return self.env["dms.upload"]._dms_clean_signature(data)

    @api.model
    def _dms_unsigned_domain(self):
        """Return the domain of the dealer's receipts that still want a signature."""
        return (
            Domain("wants_signature", "=", True)
            & Domain("signed_at", "=", False)
            & Domain("dealer_id", "=", self.env.user._dms_dealer().id)
        )

    def _dms_keep_photos(self, photos):
        """Keep cleaned photos with the lines of their moves.

        Args:
            photos: {move id: [bytes of a JPEG]}.
        """
        for line in self.line_ids:
            self.env["dms.claim"]._dms_attach(line, photos.get(line.move_id.id, ()))


class DmsReceiptLine(models.Model):
    """The photos of one line."""

    _inherit = "dms.receipt.line"

    photo_ids = fields.One2many(
        "ir.attachment",
        "res_id",
        string="Photos",
        domain=[("res_model", "=", "dms.receipt.line"), ("res_field", "=", False)],
        readonly=True,
        groups="base.group_user",
    )


class StockPicking(models.Model):
    """Reads the photos that come with a receipt."""

    _inherit = "stock.picking"

    @api.model
    def _dms_read_photos(self, payload):
        """Return {move id: [clean photo]} of what a receipt's payload brings along."""
        lines = [line for line in payload.get("lines") or [] if line.get("photos")]
        return {
            line["move_id"]: self.env["dms.claim"]._dms_clean_photos(line["photos"])
            for line in lines
        }

    def _dms_prepare_receipt(self, dealer, payload):
        values = super()._dms_prepare_receipt(dealer, payload)
        return {**values, "wants_signature": self._dms_asks_signature() == "required"}

    @api.model
    def _dms_list_filters(self):
        filters = super()._dms_list_filters()
        unsigned = self.env["dms.receipt"]._dms_unsigned_domain()
        if self.env["dms.receipt"].search_count(unsigned, limit=1):
            label = self.env._("To sign")
            filters.append(("sign", label, Domain("dms_receipt_ids", "any", unsigned)))
        return filters

    def _dms_sign_receipt(self, name, signature):
        """Sign the receipt of a delivery of the caller's dealer; return it as superuser.

        Raises:
            AccessError: not the caller's delivery, or not the caller's work.
            UserError: nothing is confirmed yet, or what is missing.
        """
        self.ensure_one()
        self._dms_receiving_dealer()
        # sudo: whose delivery it is and the caller's work were asked above
        receipt = self.sudo().dms_receipt_ids
        if not receipt:
            raise UserError(self.env._("Please confirm first what has arrived."))
        receipt._dms_sign(name, signature)
        return receipt

    def _dms_asks_signature(self):
        """Return how a receipt is to be signed: no, optional or required."""
        # sudo: dealers cannot read companies' settings
        return self.sudo().company_id.dms_receipt_signature
