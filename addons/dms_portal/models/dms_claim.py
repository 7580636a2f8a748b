from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, ConcurrencyError, UserError

from ..engine.claim_quantities import claim_state
from .dms_receipt_proof import MAX_PHOTOS

MONEY_GROUPS = (
    "base.group_user,dms_base.group_dealer_buyer,dms_base.group_dealer_finance"
)
# granted: goods and credit notes go their way
LIVE = ("approved", "received", "credited", "closed")
# what staff may type; all else is written by the flow
EDITABLE = {"user_id", "line_ids", "activity_ids", "message_main_attachment_id"}


class DmsClaim(models.Model):
    """What a dealer claims of one delivery, and what becomes of it.

    Two kinds share one flow: differences, which a receipt puts on record by itself, and
    returns, which a dealer asks for. Nothing moves before somebody of the brand has
    decided on every line.
    """

    _name = "dms.claim"
    _description = "Dealer Claim"
    _inherit = [
        "dms.dealer.mixin",
        "mail.thread",
        "mail.activity.mixin",
        "dms.approval.mixin",
        "dms.portal.list",
    ]
    _order = "id desc"

    name = fields.Char(string="Number", required=True, readonly=True, copy=False)
    kind = fields.Selection(
        [("difference", "Difference"), ("return", "Return")],
        required=True,
        readonly=True,
    )
    state = fields.Selection(
        [
            ("requested", "Requested"),
            ("approved", "Approved"),
            ("received", "Goods Received"),
            ("credited", "Credited"),
            ("closed", "Closed"),
            ("refused", "Refused"),
            ("withdrawn", "Withdrawn"),
        ],
        required=True,
        readonly=True,
        default="requested",
        index=True,
        tracking=True,
    )
    picking_id = fields.Many2one(
        "stock.picking",
        string="Delivery",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    order_id = fields.Many2one(
        related="picking_id.sale_id", store=True, index="btree_not_null"
    )
    receipt_id = fields.Many2one("dms.receipt", readonly=True, ondelete="restrict")
    requester_id = fields.Many2one(
        "res.users",
        string="Requested By",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        tracking=True,
        domain=[("share", "=", False)],
        groups="base.group_user",
    )
    requested_at = fields.Datetime(
        string="Requested On",
        required=True,
        readonly=True,
        default=fields.Datetime.now,
    )
    request_key = fields.Char(
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="Tells the same request, sent twice, from two requests.",
    )
    note = fields.Text(readonly=True)
    line_ids = fields.One2many("dms.claim.line", "claim_id")
    currency_id = fields.Many2one(
        "res.currency", compute="_compute_currency_id", store=True
    )
    amount = fields.Monetary(
        compute="_compute_amount",
        store=True,
        groups=MONEY_GROUPS,
        help="What is claimed, or after the decision what was granted, at the order's "
        "prices with taxes.",
    )
    decided_at = fields.Datetime(string="Decided On", readonly=True)
    decided_by_id = fields.Many2one(
        "res.users", readonly=True, groups="base.group_user"
    )
    goods_at = fields.Datetime(string="Goods Received On", readonly=True)
    credited_at = fields.Datetime(string="Credited On", readonly=True)
    closed_at = fields.Datetime(string="Closed On", readonly=True)
    refusal_reason = fields.Text(readonly=True)

    photo_ids = fields.Many2many(
        "ir.attachment",
        compute="_compute_photo_ids",
        string="Photos",
        groups="base.group_user",
    )

    _receipt_uniq = models.UniqueIndex(
        "(receipt_id) WHERE receipt_id IS NOT NULL",
        "This receipt has opened its claim already.",
    )
    _request_uniq = models.UniqueIndex(
        "(dealer_id, request_key) WHERE request_key IS NOT NULL",
        "This request was sent before.",
    )
    # what the home page and the dealer's list ask for
    _dealer_state_idx = models.Index("(dealer_id, state)")

    @api.depends("order_id.currency_id", "company_id.currency_id")
    def _compute_currency_id(self):
        for claim in self:
            claim.currency_id = (
                claim.order_id.currency_id or claim.company_id.currency_id
            )

    @api.depends("line_ids.amount")
    def _compute_amount(self):
        for claim in self:
            claim.amount = sum(claim.line_ids.mapped("amount"))

    @api.depends("line_ids")
    def _compute_photo_ids(self):
        for claim in self:
            claim.photo_ids = claim.line_ids._dms_photos()

    def write(self, vals):
        if not self.env.su and set(vals) - EDITABLE:
            raise AccessError(
                self.env._(
                    "A claim goes its way by its buttons. Set the decisions on the "
                    "lines, then press Decide."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("Claims are kept. Refuse it, and say why."))

    def _dms_label(self, name):
        """Return the chosen option of a selection in the user's language."""
        self.ensure_one()
        return dict(self._fields[name]._description_selection(self.env))[self[name]]

    # --- moving on ----------------------------------------------------------------

    def _dms_go_on(self):
        """Bring granted claims up to date with goods and ledger; twice is once.

        Called, as superuser, by whatever moves their goods or posts their credit notes.
        """
        for claim in self.filtered(lambda each: each.state in LIVE):
            claim._dms_scrap_lost()
            claim._dms_lower_ordered()
            claim._dms_credit()
            claim._dms_advance()

    def _dms_advance_each(self):
        """Set how far granted claims have come, without drafting anything."""
        for claim in self.filtered(lambda each: each.state in LIVE):
            claim._dms_advance()

    def _dms_advance(self):
        """Set how far this claim has come by what has happened."""
        self.ensure_one()
        moves = self.line_ids.move_ids.filtered(lambda move: move.state != "cancel")
        notes = self._dms_credit_notes()
        state = claim_state(
            self.kind,
            moving=any(move.state != "done" for move in moves),
            drafts="draft" in notes.mapped("state"),
            posted="posted" in notes.mapped("state"),
        )
        now = fields.Datetime.now()
        vals = {"state": state}
        if not self.goods_at and any(move.state == "done" for move in moves):
            vals["goods_at"] = now
        if state == "credited" and not self.credited_at:
            vals["credited_at"] = now
        if state == "closed" and not self.closed_at:
            vals["closed_at"] = now
        is_credited = self.state != state == "credited"
        self.write({key: value for key, value in vals.items() if self[key] != value})
        if is_credited:
            posted = notes.filtered(lambda note: note.state == "posted")
            told = self._dms_speaking()
            text = told.env._(
                "%(name)s is credited: %(notes)s.",
                name=self.name,
                notes=", ".join(posted.mapped("name")),
            )
            self._dms_tell(text)

    def _dms_tell(self, text):
        """Write to who asked, in the dealer's language."""
        self.ensure_one()
        author = self.requester_id
        self.message_post(
            body=text,
            message_type="notification",
            subtype_xmlid="mail.mt_comment",
            partner_ids=author.partner_id.ids if author.share else [],
        )

    def _dms_speaking(self):
        """Return the claim in the language of its dealer."""
        return self.with_context(lang=self.dealer_id.lang or self.env.lang)

    # --- shared by the doors ------------------------------------------------------

    @api.model
    def _dms_clean_photos(self, photos):
        """Return photos that may be kept; raises what is wrong with them."""
        if len(photos) > MAX_PHOTOS:
            raise UserError(
                self.env._(
                    "At most %(limit)s photos for one product.", limit=MAX_PHOTOS
                )
            )
        return [self.env["dms.upload"]._dms_clean_photo(data) for data in photos]

    @api.model
    def _dms_attach(self, line, photos):
        """Keep clean photos with a line, named after its product."""
        name = line.product_id.default_code or line.product_id.name
        self.env["ir.attachment"].create(
            [
                {
                    "name": f"{name}-{number}.jpg",
                    "raw": data,
                    "mimetype": "image/jpeg",
                    "res_model": line._name,
                    "res_id": line.id,
                }
                for number, data in enumerate(photos, 1)
            ]
        )

    @api.model
    def _dms_next_name(self, kind):
        code = "dms.claim.return" if kind == "return" else "dms.claim"
        return self.env["ir.sequence"].next_by_code(code)

    def _dms_announce(self):
        """Make the claim a to-do of who looks after the order."""
        self.ensure_one()
        if self.user_id:
            self.with_context(mail_activity_quick_update=True).activity_schedule(
                "dms_portal.mail_activity_type_claim",
                user_id=self.user_id.id,
                note=Markup("<br/>").join(self.line_ids.mapped("display_name")),
            )

    @api.model
    def _dms_lost_race(self):
        return ConcurrencyError("this claim is being made by another request")
