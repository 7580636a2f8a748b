from odoo import api, fields, models


class DmsDealerMixin(models.AbstractModel):
    """A record that belongs to one dealer and one company.

    Heirs add record rules with ``user._dms_scope_domain("dealer_id")`` (staff) and
    ``user._dms_dealer_domain("dealer_id")`` (the dealer's own people).
    """

    _name = "dms.dealer.mixin"
    _description = "Belongs to a dealer"
    _inherit = ["dms.access.recheck"]

    dealer_id = fields.Many2one(
        "res.partner",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("is_dealer", "=", True)],
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    dms_region_id = fields.Many2one(
        related="dealer_id.dms_region_id", string="Dealer Region"
    )

    @api.model
    def _dms_recheck_needed(self):
        return not self.env.su
