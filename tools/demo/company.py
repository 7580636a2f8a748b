"""The brand itself: company, books, price lists, goods, warehouse."""

from datetime import date, datetime, time, timedelta

from odoo import Command

from .catalogue import BY_CODE, CASES, CATEGORIES, ITEMS, UNITS
from .logo import logo
from .network import COMPANY, GRADES
from .plan import Plan

CHART = "cn"


class Brand:
    """Sets up the main company and keeps what later steps need, by code."""

    def __init__(self, env):
        self.env = env
        self.company = env.ref("base.main_company")
        self.categories = {}
        self.grades = {}
        self.products = {}
        self.units = {}
        self.cases = {}

    def build(self) -> None:
        self._languages()
        self._books()
        self._grades()
        self._goods()

    def _languages(self) -> None:
        """Both languages, also where the database was made with one."""
        langs = self.env["res.lang"].with_context(active_test=False)
        for code in ("zh_CN", "en_US"):
            if not langs.search([("code", "=", code)]).active:
                langs._activate_lang(code)
                modules = self.env["ir.module.module"].search(
                    [("state", "=", "installed")]
                )
                modules._update_translations(code)

    def _books(self) -> None:
        """A Chinese company with the chart of accounts for small businesses."""
        currency = self.env.ref("base.CNY")
        currency.active = True
        self.company.write(
            {
                "name": COMPANY,
                "country_id": self.env.ref("base.cn").id,
                "state_id": self.env.ref("base.state_cn_YN").id,
                "city": "昆明",
                "street": "云岭大道 1 号",
                "currency_id": currency.id,
                "logo": logo(),
                "account_use_credit_limit": True,
                "quotation_validity_days": 0,
            }
        )
        if self.company.chart_template != CHART:
            self.env["account.chart.template"].try_loading(
                CHART, company=self.company, install_demo=False
            )
        bank = self.bank_journal()
        # money arrives in the bank account itself: the demo has no statements to match
        lines = bank.inbound_payment_method_line_ids
        lines.payment_account_id = bank.default_account_id
        self.env.ref("base.user_admin").tz = "Asia/Shanghai"
        # goods are shipped and received in the unit in which they were ordered
        self.env["ir.config_parameter"].set_param("stock.propagate_uom", "1")

    def bank_journal(self):
        return self.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", self.company.id)], limit=1
        )

    def _grades(self) -> None:
        for sequence, grade in enumerate(GRADES):
            record = self.env.ref(
                f"partnership.res_partner_grade_data_{grade.code}",
                raise_if_not_found=False,
            )
            record = record or self.env["res.partner.grade"].create({"name": grade.en})
            pricelist = self.env["product.pricelist"].create(
                {
                    "name": f"{grade.en} dealers",
                    "currency_id": self.company.currency_id.id,
                    "company_id": self.company.id,
                }
            )
            record.write({"sequence": sequence, "default_pricelist_id": pricelist.id})
            translate(record, grade.en, grade.zh)
            translate(pricelist, f"{grade.en} dealers", f"{grade.zh}经销商价格表")
            self.grades[grade.code] = record

    def _discounts(self) -> None:
        """A grade's percent off the list price, more where a category has its own."""
        items = []
        for grade in GRADES:
            pricelist = self.grades[grade.code].default_pricelist_id
            rules = [("3_global", False, grade.discount)]
            rules += [
                ("2_product_category", self.categories[code].id, percent)
                for code, percent in grade.extra
            ]
            items += [
                {
                    "pricelist_id": pricelist.id,
                    "applied_on": applied_on,
                    "display_applied_on": "2_product_category",
                    "categ_id": categ_id,
                    "compute_price": "percentage",
                    "percent_price": percent,
                }
                for applied_on, categ_id, percent in rules
            ]
        self.env["product.pricelist.item"].create(items)

    def _goods(self) -> None:
        root = self.env["product.category"].create({"name": "Beverages"})
        translate(root, "Beverages", "酒水饮料")
        for category in CATEGORIES:
            record = root.create({"name": category.en, "parent_id": root.id})
            translate(record, category.en, category.zh)
            self.categories[category.code] = record
        self._discounts()
        self.units = {key: self._unit(*names) for key, names in UNITS.items()}
        for size in CASES:
            self.cases[size] = self._unit(f"Case of {size}", f"箱(1×{size})", size)
        products = self.env["product.product"].create(
            [self._product_vals(item) for item in ITEMS]
        )
        for item, product in zip(ITEMS, products, strict=True):
            translate(product, item.en, item.zh)
            self.products[item.code] = product
        self.env["product.uom"].create(
            [
                {
                    "product_id": self.products[item.code].id,
                    "uom_id": self.cases[item.case].id,
                    "barcode": item.case_barcode,
                }
                for item in ITEMS
                if item.case > 1
            ]
        )

    def _unit(self, english: str, chinese: str, pieces: int = 1):
        unit = self.env["uom.uom"].create(
            {
                "name": english,
                "relative_factor": pieces,
                "relative_uom_id": self.env.ref("uom.product_uom_unit").id,
            }
        )
        translate(unit, english, chinese)
        return unit

    def _product_vals(self, item) -> dict:
        case = self.cases.get(item.case)
        return {
            "name": item.en,
            "default_code": item.code,
            "barcode": item.barcode,
            "type": "consu",
            "is_storable": True,
            "invoice_policy": "delivery",
            "categ_id": self.categories[item.category].id,
            "list_price": float(item.price),
            "standard_price": float(item.price) * 0.55,
            "weight": float(item.weight),
            "volume": item.millilitres / 1_000_000,
            "uom_id": self.units[item.unit].id,
            "uom_ids": [Command.set(case.ids if case else [])],
        }

    def unit_of(self, code: str):
        """Return the unit that an item is ordered in: its case, if it has one."""
        return self.cases.get(BY_CODE[code].case) or self.products[code].uom_id

    def warehouse(self):
        return self.env["stock.warehouse"].search(
            [("company_id", "=", self.company.id)], limit=1
        )

    def stock(self, plan: Plan) -> None:
        """Count in the opening stock, dated before the first order."""
        quants = self.env["stock.quant"].with_context(inventory_mode=True)
        location = self.warehouse().lot_stock_id
        counts = quants.create(
            [
                {
                    "product_id": self.products[code].id,
                    "location_id": location.id,
                    "inventory_quantity": pieces,
                }
                for code, pieces in plan.opening().items()
                if pieces
            ]
        )
        first = min(order.moment for order in plan.orders)
        counts.action_apply_inventory(first - timedelta(days=7))

    def expect(self, plan: Plan) -> None:
        """Plan the receipts that are ahead, one transfer for each."""
        receipts = self.warehouse().in_type_id
        supplier = self.env.ref("stock.stock_location_suppliers")
        for incoming in plan.incoming:
            product = self.products[incoming.code]
            picking = self.env["stock.picking"].create(
                {
                    "picking_type_id": receipts.id,
                    "location_id": supplier.id,
                    "location_dest_id": receipts.default_location_dest_id.id,
                    "origin": "生产入库 Production",
                    "move_ids": [
                        Command.create(
                            {
                                "product_id": product.id,
                                "product_uom_qty": incoming.pieces,
                                "product_uom": product.uom_id.id,
                                "location_id": supplier.id,
                                "location_dest_id": receipts.default_location_dest_id.id,
                            }
                        )
                    ],
                }
            )
            picking.action_confirm()
            picking.scheduled_date = noon(incoming.day)


def translate(record, english: str, chinese: str, field: str = "name") -> None:
    record.update_field_translations(field, {"en_US": english, "zh_CN": chinese})


def noon(day: date) -> datetime:
    """Return noon in China, in UTC."""
    return datetime.combine(day, time(4))
