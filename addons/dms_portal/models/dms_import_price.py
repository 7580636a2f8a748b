from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.dms_base.engine.import_parse import Column, clean_code

from ..engine.price_columns import MOST, read_number

ALIASES = {
    "price_list": ("Pricelist", "价格表", "价目表", "价格表名称"),
    "price_product": (
        "Code",
        "SKU",
        "Barcode",
        "Product",
        "产品编码",
        "商品编码",
        "编码",
        "条码",
        "货号",
    ),
    "price_category": ("Category", "品类", "产品类别", "类别"),
    "price_fixed": ("Unit Price", "New Price", "价格", "新价格", "单价"),
    "price_percent": ("Discount", "折扣", "折扣%", "优惠%"),
    "price_quantity": ("Min Quantity", "Minimum", "From", "起订量", "起始数量", "数量"),
}
LIMITS = {
    "price_fixed": (0, MOST),
    "price_percent": (-1000, 100),
    "price_quantity": (0, MOST),
}
NUMBERS = tuple(LIMITS)


class DmsImportRow(models.Model):
    """The columns of a list of prices."""

    _inherit = "dms.import.row"

    price_list = fields.Char()
    price_product = fields.Char(string="Product Code")
    price_category = fields.Char(string="Product Category")
    price_fixed = fields.Char(string="Price")
    price_percent = fields.Char(string="Discount %")
    price_quantity = fields.Char(string="From Quantity")

    @api.model
    def _dms_cleaner(self, name):
        if name in ("price_product", *NUMBERS):
            return clean_code
        return super()._dms_cleaner(name)


class DmsImport(models.Model):
    """Prices from a file, into a price book that is still a draft."""

    _inherit = "dms.import"

    kind = fields.Selection(
        selection_add=[("price", "Prices")], ondelete={"price": "cascade"}
    )
    price_book_id = fields.Many2one(
        "dms.price.book",
        ondelete="restrict",
        domain=[("state", "=", "draft")],
        check_company=True,
        help="Empty: the rows begin a new price book.",
    )

    def _dms_price_columns(self):
        return [
            Column(
                key,
                self._dms_titles(key, *titles),
                is_required=key == "price_list",
                is_code=key in ("price_product", *NUMBERS),
            )
            for key, titles in ALIASES.items()
        ]

    def _dms_price_example(self):
        product = self.env["product.product"].search(
            [("default_code", "!=", False), ("sale_ok", "=", True)], limit=1
        )
        return {
            "price_list": self._dms_example_mark(),
            "price_product": product.default_code or "A-100",
            "price_fixed": "88.00",
            "price_quantity": "1",
        }

    def _dms_price_choices(self):
        """Return {column: what can be chosen in the template}."""
        return {"price_list": self._dms_price_lists().mapped("name")}

    def _dms_price_lists(self):
        return self.env["product.pricelist"].search(
            [("company_id", "in", (False, self.company_id.id))]
        )

    # --- match --------------------------------------------------------------------

    def _dms_price_match(self, rows):
        """Return {row: (line or False, sentence)} of prices that are there already."""
        facts = self._dms_price_facts(rows)
        there = {_line_key(line): line for line in self.price_book_id.line_ids}
        seen, matches = {}, {}
        for row, (vals, errors) in facts.items():
            if errors or row.is_skipped:
                continue
            key = _key(vals)
            first = seen.setdefault(key, row)
            if key in there:
                matches[row] = (
                    there[key],
                    self.env._("The book has this price already."),
                )
            elif first != row:
                matches[row] = (
                    False,
                    self.env._(
                        "Row %(line)s of this file is for the same price list, goods and "
                        "quantity.",
                        line=first.line,
                    ),
                )
        return matches

    def _dms_price_check(self, rows, matches):
        """Return {row: everything that is wrong in it}."""
        self.price_book_id._dms_check_open()
        return {
            row: errors
            for row, (_vals, errors) in self._dms_price_facts(rows).items()
            if errors
        }

    def _dms_price_facts(self, rows):
        """Return {row: (values of the line, errors)}; names are looked up in sets."""
        lists = self._dms_named(self._dms_price_lists(), "name")
        categories = self.env["product.category"].search([])
        categories = {
            **self._dms_named(categories, "name"),
            **self._dms_named(categories, "complete_name"),
        }
        codes = rows.mapped("price_product")
        products = self.env["product.product"].search(
            Domain("company_id", "in", (False, self.company_id.id))
            & (Domain("default_code", "in", codes) | Domain("barcode", "in", codes))
        )
        products = {
            **self._dms_named(products, "barcode"),
            **self._dms_named(products, "default_code"),
        }
        known = {
            "pricelist_id": (lists, "price_list"),
            "product_id": (products, "price_product"),
            "categ_id": (categories, "price_category"),
        }
        return {row: self._dms_price_fact(row, known) for row in rows}

    @api.model
    def _dms_named(self, records, name):
        """Return {name: records that go by it}, in any case."""
        found = {}
        for record in records.filtered(name):
            key = record[name].casefold()
            found[key] = found.get(key, records.browse()) | record
        return found

    def _dms_price_fact(self, row, known):
        """Return what a row says, and what is wrong with it."""
        vals, errors = {}, []
        labels = self._dms_labels()
        for field, (records, column) in known.items():
            text = row[column] or ""
            match = records.get(text.casefold()) if text else None
            if text and not match:
                errors.append(
                    self.env._(
                        "%(label)s %(value)s is not known.",
                        label=labels[column],
                        value=text,
                    )
                )
            elif match and len(match) > 1:
                errors.append(
                    self.env._(
                        "%(label)s %(value)s stands for several; write it in full.",
                        label=labels[column],
                        value=text,
                    )
                )
            elif match:
                vals[field] = match.id
        numbers, faults = self._dms_price_numbers(row, labels)
        return {**vals, **numbers}, errors + faults + self._dms_price_gaps(row)

    def _dms_price_numbers(self, row, labels):
        """Return the price and the quantity of a row, and what is no number."""
        values, errors = dict.fromkeys(NUMBERS, 0.0), []
        for column in NUMBERS:
            value = read_number(row[column] or "")
            lowest, highest = LIMITS[column]
            if row[column] and not (value is not None and lowest <= value <= highest):
                errors.append(
                    self.env._(
                        "%(label)s %(value)s is not a number that can stand there.",
                        label=labels[column],
                        value=row[column],
                    )
                )
            else:
                values[column] = float(value or 0)
        is_percent = bool(row.price_percent)
        return {
            "compute_price": "percentage" if is_percent else "fixed",
            "fixed_price": values["price_fixed"],
            "percent_price": values["price_percent"],
            "min_quantity": values["price_quantity"],
        }, errors

    def _dms_price_gaps(self, row):
        """Return what is missing, or said twice, in a row."""
        errors = []
        if not row.price_list:
            errors.append(self.env._("The price list is missing."))
        if bool(row.price_product) == bool(row.price_category):
            errors.append(
                self.env._("Name either a product or a category, and not both.")
            )
        if bool(row.price_fixed) == bool(row.price_percent):
            errors.append(self.env._("Give either a price or a discount, not both."))
        return errors

    # --- post ---------------------------------------------------------------------

    def _dms_price_post(self, rows):
        """Write the lines of the book; return {row: line}."""
        if not self.price_book_id:
            self.price_book_id = self.env["dms.price.book"].create(
                {"name": self.name, "company_id": self.company_id.id}
            )
        book = self.price_book_id
        facts = self._dms_price_facts(rows)
        lines = self.env["dms.price.book.line"].create(
            [{**facts[row][0], "book_id": book.id} for row in rows]
        )
        return dict(zip(rows, lines, strict=True))

    def _dms_row_view(self):
        if self.kind == "price":
            return self.env.ref("dms_portal.dms_import_row_view_list_price")
        return super()._dms_row_view()


def _key(vals):
    """Return by what a price is told from the others of its book."""
    return (
        vals.get("pricelist_id"),
        vals.get("product_id", False),
        vals.get("categ_id", False),
        vals["min_quantity"],
    )


def _line_key(line):
    return _key(
        {
            "pricelist_id": line.pricelist_id.id,
            "product_id": line.product_id.id,
            "categ_id": line.categ_id.id,
            "min_quantity": line.min_quantity,
        }
    )
