from odoo import api, models


class ResPartner(models.Model):
    """Grades: the price list follows at creation too, and every change is dated."""

    _inherit = "res.partner"

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create([self._dms_with_pricelist(vals) for vals in vals_list])
        graded = partners.filtered(lambda p: p.is_dealer and p.grade_id)
        self.env["dms.dealer.grade"]._record_change(graded, self._dms_grade_reason())
        return partners

    def write(self, vals):
        result = super().write(vals)
        recorded = self.env.context.get("dms_grade_recorded")
        if {"grade_id", "is_dealer"} & vals.keys() and not recorded:
            self.env["dms.dealer.grade"]._record_change(
                self.filtered("is_dealer"), self._dms_grade_reason()
            )
        return result

    @api.model
    def _dms_grade_reason(self):
        return self.env.context.get("dms_reason")

    @api.model
    def _dms_with_pricelist(self, vals):
        """Core gives a grade's price list on write only; give it on create too."""
        lists = {"specific_property_product_pricelist", "property_product_pricelist"}
        if not vals.get("grade_id") or lists & vals.keys():
            return vals
        grade = self.env["res.partner.grade"].sudo().browse(vals["grade_id"])
        if not grade.default_pricelist_id:
            return vals
        return {
            **vals,
            "specific_property_product_pricelist": grade.default_pricelist_id.id,
        }
