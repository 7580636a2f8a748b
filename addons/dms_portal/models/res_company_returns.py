from odoo import fields, models


class ResCompany(models.Model):
    """What dealers may send back, and what becomes of the money."""

    _inherit = "res.company"

    dms_return_days = fields.Integer(
        string="Returns Within",
        default=30,
        groups="base.group_user",
        help="Days after delivery in which dealers may ask to send goods back; 0: not at "
        "all.",
    )
    dms_return_instructions = fields.Text(
        string="Return Instructions",
        groups="base.group_user",
        help="What a dealer reads when a return is approved: how to pack, which carrier.",
    )
    dms_claim_post_credit = fields.Boolean(
        string="Post Credit Notes of Claims",
        groups="base.group_user",
        help="Otherwise an accountant posts them.",
    )

    _dms_return_days_positive = models.Constraint(
        "CHECK(dms_return_days >= 0)", "Days for returns cannot be below zero."
    )


class ResConfigSettings(models.TransientModel):
    """Settings of receipts and claims."""

    _inherit = "res.config.settings"

    dms_receipt_signature = fields.Selection(
        related="company_id.dms_receipt_signature", readonly=False
    )
    dms_return_days = fields.Integer(
        related="company_id.dms_return_days", readonly=False
    )
    dms_return_instructions = fields.Text(
        related="company_id.dms_return_instructions", readonly=False
    )
    dms_claim_post_credit = fields.Boolean(
        related="company_id.dms_claim_post_credit", readonly=False
    )


class ProductCategory(models.Model):
    """Categories whose goods are not taken back."""

    _inherit = "product.category"

    dms_no_return = fields.Boolean(
        string="Not Taken Back",
        groups="base.group_user",
        help="Dealers cannot ask to return goods of this category and those below it.",
    )


class ProductTemplate(models.Model):
    """Goods that are not taken back."""

    _inherit = "product.template"

    dms_no_return = fields.Boolean(
        string="Not Taken Back",
        groups="base.group_user",
        help="Dealers cannot ask to return this product.",
    )


class ProductProduct(models.Model):
    """Whether goods are taken back."""

    _inherit = "product.product"

    def _dms_no_return(self):
        """Whether the product or a category above it is not taken back."""
        self.ensure_one()
        product = self.sudo()
        if product.product_tmpl_id.dms_no_return:
            return True
        path = (product.categ_id.parent_path or "").split("/")
        above = product.categ_id.browse(int(part) for part in path if part)
        return any(above.mapped("dms_no_return"))
