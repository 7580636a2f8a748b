from odoo import api, fields, models
from odoo.fields import Domain


class DmsAudienceMixin(models.AbstractModel):
    """Who something is meant for: by grade, region tree and named dealers.

    An empty selection does not narrow. Named dealers are added to what grades and
    regions select, or are the whole audience when both of these are empty.
    """

    _name = "dms.audience.mixin"
    _description = "Meant for an audience of dealers"

    audience_grade_ids = fields.Many2many("res.partner.grade", string="Grades")
    audience_region_ids = fields.Many2many("dms.region", string="Regions")
    audience_dealer_ids = fields.Many2many(
        "res.partner", string="Dealers", domain=[("is_dealer", "=", True)]
    )

    def _dms_audience_domain(self):
        """Return the domain of active dealers whom this record is meant for."""
        self.ensure_one()
        active = Domain("is_dealer", "=", True) & Domain("dealer_state", "=", "active")
        named = Domain("id", "in", self.audience_dealer_ids.ids)
        if not (self.audience_grade_ids or self.audience_region_ids):
            return active & named if self.audience_dealer_ids else active
        chosen = Domain.TRUE
        if self.audience_grade_ids:
            chosen &= Domain("grade_id", "in", self.audience_grade_ids.ids)
        if self.audience_region_ids:
            chosen &= Domain("dms_region_id", "child_of", self.audience_region_ids.ids)
        return active & (chosen | named)

    @api.model
    def _dms_meant_for_domain(self, dealer):
        """Return the domain of records that are meant for ``dealer``, whatever its state.

        The reverse of `_dms_audience_domain`.
        """
        above = [
            int(i) for i in (dealer.dms_region_id.parent_path or "").split("/") if i
        ]
        grade = Domain("audience_grade_ids", "=", False)
        if dealer.grade_id:
            grade |= Domain("audience_grade_ids", "in", dealer.grade_id.ids)
        region = Domain("audience_region_ids", "=", False)
        if above:
            region |= Domain("audience_region_ids", "in", above)
        narrowed = Domain("audience_grade_ids", "!=", False) | Domain(
            "audience_region_ids", "!=", False
        )
        named = Domain("audience_dealer_ids", "in", dealer.ids)
        anybody = Domain("audience_dealer_ids", "=", False)
        return named | (grade & region & (narrowed | anybody))

    def _dms_audience_dealers(self):
        """Return the dealers whom this record is meant for, as the user sees them."""
        return self.env["res.partner"].search(self._dms_audience_domain())
