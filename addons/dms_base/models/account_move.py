from odoo import fields, models


class AccountMove(models.Model):
    """An invoice of a dealer stands behind the wall, and knows its dealer."""

    _name = "account.move"
    _inherit = ["account.move", "dms.access.recheck"]

    dms_dealer_id = fields.Many2one(
        "res.partner",
        string="Dealer",
        related="partner_id.dms_dealer_id",
        store=True,
        index="btree_not_null",
    )
    dms_is_rebate = fields.Boolean(
        string="Rebate",
        readonly=True,
        copy=False,
        help="Set by whatever books rebates, so that statements tell them apart.",
    )

    # drafts that use up the credit of a dealer
    _dms_draft_idx = models.Index("(commercial_partner_id) WHERE state = 'draft'")


class AccountMoveLine(models.Model):
    """Journal items follow their entry."""

    _name = "account.move.line"
    _inherit = ["account.move.line", "dms.access.recheck"]


class AccountPayment(models.Model):
    """Payments of a dealer stand behind the wall."""

    _name = "account.payment"
    _inherit = ["account.payment", "dms.access.recheck"]
