from odoo import api, fields, models


class ResPartner(models.Model):
    """Grades: the price list follows at creation too, and every change is dated."""

    _inherit = "res.partner"

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(
            [self._dms_with_pricelist(vals) for vals in vals_list]
        )
        graded = partners.filtered(lambda p: p.is_dealer and p.grade_id)
        self.env["dms.dealer.grade"]._record_change(graded, self._dms_grade_reason())
        return partners

    def write(self, vals):
        if "grade_id" not in vals:
            result = super().write(vals)
        else:
            leaving = self._dms_on_grade_prices()
            result = super().write(vals)
            leaving._dms_leave_grade_prices()
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

    def _dms_on_grade_prices(self):
        """Return the dealers whose price list is the one of their grade."""
        return self.filtered(
            lambda p: (
                p.is_dealer
                and p.grade_id.sudo().default_pricelist_id
                and p.specific_property_product_pricelist
                == p.grade_id.sudo().default_pricelist_id
            )
        )

    def _dms_leave_grade_prices(self):
        """Take back the prices of the old grade where the new one brings none.

        Core leaves the old price list in place, and so the old prices.
        """
        bare = self.filtered(lambda p: not p.grade_id.sudo().default_pricelist_id)
        if bare:
            bare.write({"specific_property_product_pricelist": False})

    def _dms_apply_grade(self):
        """Make ``grade_id`` what the history of the dealers says for today.

        Dealers must have a history, or have just lost the last line of it.
        """
        if self.env.context.get("dms_grade_recorded"):
            return
        # sudo: who may write the history need not be allowed to write the dealer
        dealers = self.sudo().with_context(dms_grade_recorded=True)
        today = fields.Date.context_today(self)
        current = dealers.env["dms.dealer.grade"]._current_by_dealer(dealers, today)
        for dealer in dealers:
            grade = current[dealer].grade_id if dealer in current else False
            if dealer.grade_id != (grade or dealer.grade_id.browse()):
                dealer.grade_id = grade
