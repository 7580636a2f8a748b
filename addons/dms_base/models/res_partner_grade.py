from odoo import api, fields, models

PRICE_LISTS = {"specific_property_product_pricelist", "property_product_pricelist"}


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
            leaving, own = self._dms_on_grade_prices(), self._dms_own_lists(vals)
            result = super().write(vals)
            leaving._dms_leave_grade_prices()
            for pricelist, dealers in own.items():
                dealers.write({"specific_property_product_pricelist": pricelist.id})
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
        if not vals.get("grade_id") or PRICE_LISTS & vals.keys():
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

    def _dms_own_lists(self, vals):
        """Return {list: dealers} that hold a list of their own, to be kept.

        Core writes the list of the new grade over it.
        """
        if PRICE_LISTS & vals.keys():
            return {}
        own = (self - self._dms_on_grade_prices()).filtered(
            lambda p: p.is_dealer and p.specific_property_product_pricelist
        )
        return own.grouped("specific_property_product_pricelist")

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


class ResPartnerGrade(models.Model):
    """Another price list for a grade is another one for its dealers."""

    _inherit = "res.partner.grade"

    def write(self, vals):
        if "default_pricelist_id" not in vals:
            return super().write(vals)
        before = [(grade, grade.default_pricelist_id) for grade in self]
        result = super().write(vals)
        for grade, pricelist in before:
            if pricelist and pricelist != grade.default_pricelist_id:
                grade._dms_move_dealers(pricelist)
        return result

    def _dms_move_dealers(self, pricelist):
        """Take ``pricelist``, that this grade had, from its dealers in every company.

        Core wrote it on them when they got the grade; it would pass for their own.
        """
        self.ensure_one()
        # sudo: whoever may say what a grade costs, says so for all its dealers
        dealers = self.env["res.partner"].sudo().with_context(active_test=False)
        for company in self.env["res.company"].sudo().search([]):
            held = dealers.with_company(company).search(
                [
                    ("is_dealer", "=", True),
                    ("grade_id", "=", self.id),
                    ("specific_property_product_pricelist", "=", pricelist.id),
                ]
            )
            held.write(
                {"specific_property_product_pricelist": self.default_pricelist_id.id}
            )
