"""The wholesaler in Odoo: company, price list, regions, dealers, goods and stock."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cached_property

from odoo import Command
from odoo.tools import split_every

from .countries import CODES
from .documents import Document
from .documents import Masters as FileMasters

CURRENCY = "GBP"
COMPANY = "Online Retail"
SIZE = 500


class Masters:
    """Finds what is there and creates what is missing, once."""

    def __init__(self, env, says: FileMasters):
        self.says = says
        company = self._find_company(env)
        self.env = env(
            context={
                **env.context,
                "tracking_disable": True,
                "mail_create_nosubscribe": True,
                "allowed_company_ids": company.ids,
            }
        )
        self.company = company.with_env(self.env)
        self._partners: dict[str, int] = {}
        self._products: dict[str, int] = {}

    @staticmethod
    def _find_company(env):
        """Return the company whose books are in pounds.

        That of an earlier load; else the main company, as long as nothing is booked or
        sold in it, whose currency is then set; else a company of its own. So no rate of
        exchange has to be made up, and the books of others are left alone.
        """
        currency = env["res.currency"].with_context(active_test=False)
        currency = currency.search([("name", "=", CURRENCY)])
        currency.active = True
        earlier = env.ref("__import__.dms_retail_pricelist", raise_if_not_found=False)
        if earlier:
            return earlier.company_id
        company = env.ref("base.main_company")
        mine = [("company_id", "=", company.id)]
        used = company.currency_id != currency and (
            env["account.move"].search_count(mine, limit=1)
            or env["sale.order"].search_count(mine, limit=1)
        )
        if used:
            company = env["res.company"].create({"name": COMPANY})
            env["stock.warehouse"].create({"company_id": company.id})
            env.ref("base.user_admin").company_ids = [Command.link(company.id)]
        if not company.chart_template:
            env["account.chart.template"].try_loading(
                "generic_coa", company=company, install_demo=False
            )
        if company.currency_id != currency:  # a chart brings that of its country
            company.currency_id = currency
        return company

    @cached_property
    def pricelist(self):
        """The dealers' price list: list prices, as the file has them most often."""
        return self._keep(
            "pricelist",
            "product.pricelist",
            {
                "name": "Online Retail (GBP)",
                "currency_id": self.company.currency_id.id,
                "company_id": self.company.id,
            },
        )

    @cached_property
    def category(self):
        return self._keep("category", "product.category", {"name": "Online Retail"})

    @cached_property
    def root_region(self):
        return self._keep(
            "region",
            "dms.region",
            {"name": "World", "code": "world", "company_id": self.company.id},
        )

    def _keep(self, name, model, vals):
        """Return the record known by an external id, created once."""
        xmlid = f"__import__.dms_retail_{name}"
        record = self.env.ref(xmlid, raise_if_not_found=False)
        if not record:
            record = self.env[model].create(vals)
            self.env["ir.model.data"]._update_xmlids(
                [{"xml_id": xmlid, "record": record, "noupdate": True}]
            )
        return record

    def ensure(self, documents: Iterable[Document]) -> None:
        """Make sure that dealers and goods of these documents exist."""
        first_days: dict[str, datetime] = {}
        codes: dict[str, None] = {}
        for document in documents:
            first_days.setdefault(document.customer, document.moment)
            codes |= dict.fromkeys(filter(self.says.sold, document.quantities))
        self._ensure_dealers(first_days)
        self._ensure_products(codes)

    def partner_id(self, customer: str) -> int:
        return self._partners[customer]

    def product_id(self, sku: str) -> int:
        return self._products[sku]

    def _known(self, model, field, values):
        found = self.env[model].search_fetch(
            [(field, "in", list(values)), ("company_id", "=", self.company.id)], [field]
        )
        return {record[field]: record.id for record in found}

    def _ensure_dealers(self, first_days):
        self._partners |= self._known("res.partner", "dealer_code", first_days)
        new = [code for code in first_days if code not in self._partners]
        regions = self._ensure_regions({self.says.country(code) for code in new})
        for codes in split_every(SIZE, new):
            dealers = self.env["res.partner"].create(
                [self._dealer_vals(code, regions) for code in codes]
            )
            self._partners |= dict(zip(codes, dealers.ids, strict=True))
            self.env["dms.authorization"].create(
                [
                    {
                        "dealer_id": dealer.id,
                        "categ_id": self.category.id,
                        "company_id": self.company.id,
                        "date_start": first_days[dealer.dealer_code].date(),
                    }
                    for dealer in dealers
                ]
            )

    def _dealer_vals(self, code, regions):
        country = self.says.country(code)
        return {
            "name": f"Customer {code}",
            "is_company": True,
            "is_dealer": True,
            "dealer_code": code,
            "dealer_state": "active",
            "company_id": self.company.id,
            "country_id": self._country(country).id,
            "dms_region_id": regions[country].id,
            "specific_property_product_pricelist": self.pricelist.id,
        }

    def _country(self, name):
        code = CODES.get(name)
        countries = self.env["res.country"]
        return countries.search([("code", "=", code)]) if code else countries

    def _ensure_regions(self, names):
        """Return {name of the country: region}, all below one root."""
        mine = [("parent_id", "=", self.root_region.id)]
        regions = {r.name: r for r in self.env["dms.region"].search(mine)}
        for name in sorted(names - regions.keys()):
            regions[name] = self.env["dms.region"].create(
                {
                    "name": name,
                    "code": CODES.get(name) or name.lower().replace(" ", "-"),
                    "parent_id": self.root_region.id,
                    "company_id": self.company.id,
                    "country_id": self._country(name).id,
                }
            )
        return regions

    def _ensure_products(self, codes):
        self._products |= self._known("product.product", "default_code", codes)
        new = [code for code in codes if code not in self._products]
        for chunk in split_every(SIZE, new):
            products = self.env["product.product"].create(
                [
                    {
                        "name": self.says.name(code),
                        "default_code": code,
                        "type": "consu",
                        "is_storable": True,
                        "invoice_policy": "delivery",
                        "categ_id": self.category.id,
                        "list_price": float(self.says.price(code)),
                        "taxes_id": [Command.clear()],
                        "company_id": self.company.id,
                    }
                    for code in chunk
                ]
            )
            self._products |= dict(zip(chunk, products.ids, strict=True))

    def ensure_stock(self, baskets: list[Document]) -> None:
        """Count in what these baskets take and the warehouse does not have.

        The count is dated on the day before the first of them.
        """
        wanted: dict[int, int] = {}
        for basket in baskets:
            for sku, quantity in basket.quantities.items():
                key = self._products[sku]
                wanted[key] = wanted.get(key, 0) + quantity
        location = self._warehouse().lot_stock_id
        products = self.env["product.product"].browse(wanted)
        free = {product.id: product.free_qty for product in products}
        quants = self.env["stock.quant"].with_context(inventory_mode=True)
        on_hand = {
            product.id: quantity
            for product, quantity in quants._read_group(
                [("location_id", "=", location.id), ("product_id", "in", products.ids)],
                ["product_id"],
                ["quantity:sum"],
            )
        }
        counts = quants.create(
            [
                {
                    "product_id": key,
                    "location_id": location.id,
                    "inventory_quantity": on_hand.get(key, 0) + need - free[key],
                }
                for key, need in wanted.items()
                if need > free[key]
            ]
        )
        if counts:
            counts.action_apply_inventory(baskets[0].moment - timedelta(days=1))

    def _warehouse(self):
        return self.env["stock.warehouse"].search(
            [("company_id", "=", self.company.id)], limit=1
        )
