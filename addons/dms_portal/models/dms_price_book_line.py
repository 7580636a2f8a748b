from odoo import api, fields, models
from odoo.exceptions import ValidationError

ITEM_COPIED = ("compute_price", "fixed_price", "percent_price", "min_quantity")


class DmsPriceBookLine(models.Model):
    """One new price: of a product or a category, on one price list, from a quantity."""

    _name = "dms.price.book.line"
    _description = "Price of a Price Book"
    _order = "book_id, pricelist_id, categ_id, product_id, min_quantity, id"
    _check_company_auto = True

    book_id = fields.Many2one(
        "dms.price.book", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="book_id.company_id", store=True, index=True)
    state = fields.Selection(related="book_id.state")
    pricelist_id = fields.Many2one(
        "product.pricelist",
        string="Price List",
        required=True,
        ondelete="restrict",
        check_company=True,
    )
    currency_id = fields.Many2one(related="pricelist_id.currency_id")
    product_id = fields.Many2one(
        "product.product", ondelete="restrict", index=True, check_company=True
    )
    categ_id = fields.Many2one(
        "product.category", string="Product Category", ondelete="restrict"
    )
    uom_id = fields.Many2one(related="product_id.uom_id")
    min_quantity = fields.Float(
        string="From Quantity",
        digits="Product Unit",
        help="In the product's own unit; 0: from the first one on.",
    )
    compute_price = fields.Selection(
        [("fixed", "Fixed Price"), ("percentage", "Discount")],
        string="Kind",
        required=True,
        default="fixed",
    )
    fixed_price = fields.Float(string="Price", min_display_digits="Product Price")
    percent_price = fields.Float(
        string="Discount %", help="Below zero: a surcharge on what it is taken off."
    )
    base_pricelist_id = fields.Many2one(
        "product.pricelist",
        string="Off Price List",
        ondelete="restrict",
        check_company=True,
        help="Empty: the discount is off the sales price of the product.",
    )

    _one_price = models.UniqueIndex(
        "(book_id, pricelist_id, COALESCE(product_id, 0), COALESCE(categ_id, 0), "
        "min_quantity)",
        "The book has a price for this price list, these goods and this quantity "
        "already; change that one.",
    )
    _for_something = models.Constraint(
        "CHECK((product_id IS NULL) <> (categ_id IS NULL))",
        "A price is for one product or for one product category.",
    )
    _not_below_nothing = models.Constraint(
        "CHECK(fixed_price >= 0 AND percent_price <= 100 AND min_quantity >= 0)",
        "Prices and quantities are not below zero, and a discount is at most 100 %.",
    )

    @api.depends("pricelist_id", "product_id", "categ_id")
    def _compute_display_name(self):
        for line in self:
            goods = line.product_id.display_name or line.categ_id.display_name
            line.display_name = f"{line.pricelist_id.name}: {goods or ''}"

    @api.constrains("base_pricelist_id", "pricelist_id")
    def _check_not_off_itself(self):
        for line in self:
            if line.base_pricelist_id == line.pricelist_id:
                raise ValidationError(
                    self.env._(
                        "%(line)s: a price list cannot take its discount off itself.",
                        line=line.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.book_id._dms_check_open()
        return lines

    def write(self, vals):
        self.book_id._dms_check_open()
        result = super().write(vals)
        if "book_id" in vals:
            self.book_id._dms_check_open()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        self.book_id._dms_check_open()

    # --- as a rule of a price list ------------------------------------------------

    def _dms_target(self):
        """Return (level, id): what a rule for the goods of this line is about.

        Core's rules go by level before anything else. The only variant of a product
        is priced as the product itself, as people do on core's own form.
        """
        self.ensure_one()
        if self.categ_id:
            return "2_product_category", self.categ_id.id
        template = self.product_id.product_tmpl_id
        if len(template.product_variant_ids) == 1:
            return "1_product", template.id
        return "0_product_variant", self.product_id.id

    def _dms_key(self):
        """Return what makes two rules rivals: list, goods and quantity."""
        self.ensure_one()
        return (self.pricelist_id.id, *self._dms_target(), self.min_quantity)

    def _dms_item_vals(self):
        """Return the values of the rule, without the time in which it holds."""
        self.ensure_one()
        level, target = self._dms_target()
        is_off_list = self.compute_price == "percentage" and self.base_pricelist_id
        place = {"1_product": "product_tmpl_id", "0_product_variant": "product_id"}
        return {
            **{name: self[name] for name in ITEM_COPIED},
            "pricelist_id": self.pricelist_id.id,
            "applied_on": level,
            "display_applied_on": "2_product_category"
            if level == "2_product_category"
            else "1_product",
            place.get(level, "categ_id"): target,
            "base": "pricelist" if is_off_list else "list_price",
            "base_pricelist_id": is_off_list and is_off_list.id,
            "dms_book_id": self.book_id.id,
        }


class DmsPriceBookCut(models.Model):
    """A rule that a price book ended earlier than it would have ended."""

    _name = "dms.price.book.cut"
    _description = "Rule Ended by a Price Book"
    _order = "book_id, id"

    book_id = fields.Many2one(
        "dms.price.book", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(related="book_id.company_id", store=True, index=True)
    item_id = fields.Many2one(
        "product.pricelist.item",
        string="Rule",
        required=True,
        index=True,
        ondelete="cascade",
        readonly=True,
    )
    pricelist_id = fields.Many2one(related="item_id.pricelist_id", string="Price List")
    end_before = fields.Datetime(string="Ended Before", readonly=True)
    end_after = fields.Datetime(string="Ends Now", required=True, readonly=True)


class ProductPricelistItem(models.Model):
    """A rule knows the price book that wrote it."""

    _inherit = "product.pricelist.item"

    dms_book_id = fields.Many2one(
        "dms.price.book",
        string="Price Book",
        index="btree_not_null",
        ondelete="restrict",
        readonly=True,
        copy=False,
        groups="base.group_user",
    )

    def _dms_key(self):
        """Return what makes two rules rivals; None: nothing a price book is about."""
        self.ensure_one()
        level, target = self.applied_on, self.product_tmpl_id
        if level == "2_product_category":
            target = self.categ_id
        elif level == "0_product_variant":
            if len(self.product_tmpl_id.product_variant_ids) == 1:
                level = "1_product"
            else:
                target = self.product_id
        elif level != "1_product":
            return None
        return self.pricelist_id.id, level, target.id, self.min_quantity
