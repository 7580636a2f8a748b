from odoo import fields, models
from odoo.exceptions import UserError


class DmsPriceCopy(models.TransientModel):
    """Take current prices over into a price book, changed by a percentage."""

    _name = "dms.price.copy"
    _description = "Copy Current Prices"

    book_id = fields.Many2one("dms.price.book", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="book_id.company_id")
    source_id = fields.Many2one(
        "product.pricelist", string="Prices Of", required=True, ondelete="cascade"
    )
    target_id = fields.Many2one(
        "product.pricelist",
        string="For Price List",
        ondelete="cascade",
        help="Empty: for the same price list.",
    )
    categ_ids = fields.Many2many("product.category", string="Product Categories")
    product_ids = fields.Many2many("product.product", string="Products")
    change_percent = fields.Float(
        string="Change by %", help="5: five percent more. -5: five percent less."
    )
    rounding = fields.Selection(
        [
            ("none", "As the currency"),
            ("0.1", "To 0.1"),
            ("0.5", "To 0.5"),
            ("1", "To whole ones"),
            ("5", "To fives"),
            ("10", "To tens"),
        ],
        required=True,
        default="none",
    )

    def action_copy(self):
        """Write the prices into the book; those that it has already stay."""
        self.ensure_one()
        added = self.book_id._dms_copy_prices(
            self.source_id,
            self.target_id or self.source_id,
            self._goods(),
            self.change_percent,
            self.rounding,
        )
        if not added:
            raise UserError(
                self.env._("There is no price to take over that the book lacks.")
            )
        return {"type": "ir.actions.act_window_close"}

    def _goods(self):
        """Return the products: the named ones, and those of the categories."""
        products = self.env["product.product"]
        in_categories = products.search(
            [
                ("sale_ok", "=", True),
                ("categ_id", "child_of", self.categ_ids.ids),
                ("company_id", "in", (False, self.company_id.id)),
            ]
            if self.categ_ids
            else [("id", "=", False)]
        )
        if self.categ_ids or self.product_ids:
            return self.product_ids | in_categories
        return products.search(
            [
                ("sale_ok", "=", True),
                ("company_id", "in", (False, self.company_id.id)),
            ]
        )
