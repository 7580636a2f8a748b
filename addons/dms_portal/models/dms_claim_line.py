from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..engine.order_lines import read_quantity
from .dms_claim import MONEY_GROUPS
from .formats import format_quantity

# what staff may type, while nobody has decided
DECISION = {"decision", "granted_qty", "goods", "answer"}
GRANTED = ("credit", "redeliver")


class DmsClaimLine(models.Model):
    """One product of a claim: what is claimed, what was decided, what was done."""

    _name = "dms.claim.line"
    _description = "Dealer Claim Line"
    _inherit = ["dms.access.recheck"]
    _order = "claim_id desc, id"

    claim_id = fields.Many2one(
        "dms.claim", required=True, readonly=True, index=True, ondelete="cascade"
    )
    dealer_id = fields.Many2one(related="claim_id.dealer_id", store=True, index=True)
    company_id = fields.Many2one(related="claim_id.company_id", store=True)
    currency_id = fields.Many2one(related="claim_id.currency_id")
    claim_state = fields.Selection(related="claim_id.state", string="State")
    kind = fields.Selection(
        [
            ("short", "Short"),
            ("damaged", "Damaged"),
            ("wrong", "Wrong Goods"),
            ("over", "Too Many"),
            ("return", "Return"),
        ],
        required=True,
        readonly=True,
    )
    move_id = fields.Many2one(
        "stock.move",
        string="Delivered By",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    sale_line_id = fields.Many2one(
        related="move_id.sale_line_id", groups="base.group_user"
    )
    receipt_line_id = fields.Many2one(
        "dms.receipt.line", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    product_id = fields.Many2one(
        "product.product", required=True, readonly=True, ondelete="restrict"
    )
    uom_id = fields.Many2one("uom.uom", string="Unit", required=True, readonly=True)
    quantity = fields.Float(string="Claimed", digits="Product Unit", readonly=True)
    reason = fields.Selection(
        [
            ("mistake", "Ordered by mistake"),
            ("unsold", "Does not sell"),
            ("defect", "Defective"),
            ("expiry", "Expired or near expiry"),
            ("other", "Other"),
        ],
        readonly=True,
    )
    note = fields.Char(readonly=True)
    decision = fields.Selection(
        [
            ("credit", "Give Credit"),
            ("redeliver", "Deliver Again"),
            ("noted", "Settled Otherwise"),
            ("reject", "Reject"),
        ],
        help="Deliver Again and Settled Otherwise are for differences.",
    )
    granted_qty = fields.Float(string="Granted", digits="Product Unit")
    goods = fields.Selection(
        [("stock", "In Our Warehouse"), ("lost", "Lost or Destroyed")],
        string="Where the Goods Are",
        help="What a difference takes back from the order is put into stock, or "
        "scrapped.",
        groups="base.group_user",
    )
    lowered_qty = fields.Float(
        string="Taken Off the Order",
        digits="Product Unit",
        readonly=True,
        groups="base.group_user",
        help="Of goods that are invoiced by what is ordered.",
    )
    answer = fields.Char(help="The dealer reads this.")
    amount = fields.Monetary(compute="_compute_amount", store=True, groups=MONEY_GROUPS)
    move_ids = fields.One2many(
        "stock.move",
        "dms_claim_line_id",
        string="Goods",
        readonly=True,
        groups="base.group_user",
    )
    credit_line_ids = fields.One2many(
        "account.move.line",
        "dms_claim_line_id",
        string="Credits",
        readonly=True,
        groups="base.group_user",
    )
    _quantity_positive = models.Constraint(
        "CHECK(quantity > 0)", "A claim is about more than nothing."
    )
    _granted_within = models.Constraint(
        "CHECK(granted_qty >= 0 AND granted_qty <= quantity)",
        "Not more can be granted than is claimed.",
    )

    @api.model
    def _dms_recheck_needed(self):
        return not self.env.su

    @api.depends("product_id", "quantity", "kind")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for line in self:
            line.display_name = self.env._(
                "%(product)s: %(quantity)s %(unit)s, %(kind)s",
                product=line.product_id.display_name,
                quantity=format_quantity(self.env, line.quantity),
                unit=line.uom_id.name,
                kind=kinds.get(line.kind, ""),
            )

    @api.depends("quantity", "granted_qty", "decision")
    def _compute_amount(self):
        for line in self:
            asked = line.quantity if not line.decision else 0.0
            counted = line.granted_qty if line.decision in GRANTED else asked
            line.amount = line._dms_worth(0.0 if line.kind == "over" else counted)

    def _dms_worth(self, quantity):
        """Return what a quantity of this line costs in its order, with taxes."""
        sold = self.sudo().move_id.sale_line_id
        if not sold or not sold.product_uom_qty:
            return 0.0
        unit = sold.price_total / sold.product_uom_qty
        counted = self.uom_id._compute_quantity(
            quantity, sold.product_uom_id, round=False
        )
        return sold.currency_id.round(unit * counted)

    def _dms_photos(self):
        """Return the photos of these lines and of the receipt that they come from."""
        # sudo: who may read the lines may see their photos
        lines = self.sudo()
        places = [
            ("dms.claim.line", lines.ids),
            ("dms.receipt.line", lines.receipt_line_id.ids),
        ]
        wanted = Domain.OR(
            Domain("res_model", "=", model) & Domain("res_id", "in", ids)
            for model, ids in places
        )
        files = self.env["ir.attachment"].sudo()
        return files.search(wanted & Domain("res_field", "=", False), order="id")

    @api.onchange("decision")
    def _onchange_decision(self):
        for line in self:
            granted = line.quantity if line.decision in GRANTED else 0.0
            line.granted_qty = granted

    def write(self, vals):
        if not self.env.su:
            self._dms_check_editable(vals)
        return super().write(vals)

    def _dms_check_editable(self, vals):
        """Only decisions are typed in, and only until somebody has decided."""
        decided = self.claim_id.filtered(lambda claim: claim.state != "requested")
        if set(vals) - DECISION or decided:
            raise UserError(
                self.env._(
                    "Only the decision on a claim that is not decided yet can be "
                    "changed."
                )
            )
        if self.claim_id._dms_live_steps():
            raise UserError(
                self.env._(
                    "This claim is put before somebody for approval. Press Change "
                    "Decisions first; it is then asked for again."
                )
            )

    # --- figures ------------------------------------------------------------------

    def _dms_number(self, quantity, unit=None):
        """Return a quantity in the product's own unit as an exact number."""
        unit = unit or self.uom_id
        home = self.product_id.uom_id
        return read_quantity(unit._compute_quantity(quantity, home, round=False))

    def _dms_taken_back(self):
        """Return how much of what is granted came back, by transfers that are done."""
        self.ensure_one()
        back = self.move_ids.filtered(
            lambda move: move.origin_returned_move_id and move.state == "done"
        )
        came = sum(self._dms_number(move.quantity, move.product_uom) for move in back)
        return min(came, self._dms_number(self.granted_qty))

    def _dms_taken_back_here(self):
        """Return the same in the unit of this line."""
        home = self.product_id.uom_id
        return home._compute_quantity(
            float(self._dms_taken_back()), self.uom_id, rounding_method="HALF-UP"
        )
