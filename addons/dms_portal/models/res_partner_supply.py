from dataclasses import replace
from decimal import Decimal
from math import ceil
from types import MappingProxyType

from odoo import fields, models

from ..engine.availability import UNTRACKED, Band, band_of
from ..engine.supply import arrival, choose, deliver, ready_day

EVERYBODY = MappingProxyType({"before": None, "except_order_ids": []})


class ResPartner(models.Model):
    """From where a dealer is served, what is there, and when it can arrive.

    Answers about the dealer it is called on, as superuser; callers have checked who
    asks.
    """

    _inherit = "res.partner"

    dms_warehouse_ids = fields.Many2many(
        "stock.warehouse",
        "dms_dealer_warehouse_rel",
        "dealer_id",
        "warehouse_id",
        string="Served From",
        groups="base.group_user",
        help="Warehouses that serve this dealer; empty: those of the region.",
    )

    def _dms_warehouses(self):
        """Return the warehouses that serve this dealer, the preferred one first.

        The dealer's own, else those of the nearest region upwards that names any. An
        order leaves from the first one, unless the company splits orders; then all
        warehouses of the company serve where none is named.
        """
        dealer = self._dms_ordering()
        company = dealer.env.company
        named = dealer.dms_warehouse_ids or dealer.dms_region_id._dms_warehouses()
        ours = named.filtered(lambda warehouse: warehouse.company_id == company)
        if company.dms_split_warehouses:
            warehouses = ours.env["stock.warehouse"]
            of_company = [("company_id", "=", company.id)]
            return ours.sorted() or warehouses.search(of_company)
        return ours.sorted()[:1] or dealer.user_id._get_default_warehouse_id()

    def _dms_outlook(self, asked, is_together=False, warehouses=None, claims=EVERYBODY):
        """Return {product id: dict(band, day, place)} for quantities of products.

        ``day`` is when it can be with the dealer, None if nobody knows; ``place`` the
        id of the warehouse that it leaves from, None for what is not stocked. The
        number of queries does not depend on the number of products.

        Args:
            asked: {product id: Decimal in the product's own unit}, zero: only looking.
            is_together: all goods leave from one warehouse, once all are ready.
            warehouses: those to choose from, the dealer's when None.
            claims: see ``product.product._dms_supplies``.
        """
        dealer = self._dms_ordering()
        products = dealer.env["product.product"].browse(asked)
        places = dealer._dms_warehouses() if warehouses is None else warehouses
        supplies = products._dms_supplies(places, claims) if places else {}
        today = dealer.env.company._dms_business_day(fields.Datetime.now())
        chosen = choose(asked, supplies, today, is_together)
        low = products._dms_low_stock()
        security = ceil(dealer.env.company.security_lead)
        outlook = {}
        for product in products:
            supply, quantity = chosen.get(product.id), asked[product.id]
            band = Band("out") if product.is_storable else Band(UNTRACKED)
            ready = None if product.is_storable else today
            if supply:
                band = band_of(supply.free, quantity, low, supply.receipts, today)
                ready = ready_day(supply, quantity, today)
            outlook[product.id] = {
                "band": dealer._dms_with_free(band, supply),
                "day": arrival(ready, ceil(product.sale_delay), security, today),
                "place": supply and supply.place,
            }
        return outlook

    def _dms_with_free(self, band, supply):
        """Add the exact quantity, where the dealer's grade is told."""
        # sudo: whether this dealer is told; dealers cannot read grades
        if supply is None or not self.sudo().grade_id.dms_show_quantities:
            return band
        return replace(band, free=max(supply.free, Decimal(0)))

    def _dms_band_values(self, band):
        return {
            "band": band.key,
            "day": fields.Date.to_string(band.day) if band.day else False,
            "is_part": band.is_part,
            "quantity": None if band.free is None else float(band.free),
        }

    def _dms_bands(self, products):
        """Return {product: band values} for a dealer who only looks."""
        outlook = self._dms_outlook(dict.fromkeys(products.ids, Decimal(0)))
        return {
            product: self._dms_band_values(outlook[product.id]["band"])
            for product in products
        }

    def _dms_wanted_outlook(self, wanted, is_together=False, **more):
        """Return the outlook for the sum over all units of each product."""
        asked = {}
        for entry, pieces in zip(wanted, self._dms_pieces(wanted), strict=True):
            asked[entry.product_id] = asked.get(entry.product_id, Decimal(0)) + pieces
        return self._dms_outlook(asked, is_together, **more)

    def _dms_delivery_values(self, outlook, is_together):
        """Return when all of it is delivered, for the totals of an order."""
        delivery = deliver([entry["day"] for entry in outlook.values()], is_together)
        return {
            "first": fields.Date.to_string(delivery.first) or False,
            "last": fields.Date.to_string(delivery.last) or False,
            "is_known": delivery.is_known,
            "as_of": fields.Datetime.to_string(fields.Datetime.now()),
        }


class DmsRegion(models.Model):
    """Which warehouses serve the dealers of a region."""

    _inherit = "dms.region"

    dms_warehouse_ids = fields.Many2many(
        "stock.warehouse",
        "dms_region_warehouse_rel",
        "region_id",
        "warehouse_id",
        string="Served From",
        help="Warehouses that serve the dealers of this region and of those below it, "
        "in the order of the warehouses.",
    )

    def _dms_warehouses(self):
        """Return the warehouses of this region, or of the nearest one above."""
        region = self
        while region and not region.dms_warehouse_ids:
            region = region.parent_id
        return region.dms_warehouse_ids


class ResPartnerGrade(models.Model):
    """How much dealers of a grade are told about stock."""

    _inherit = "res.partner.grade"

    dms_show_quantities = fields.Boolean(
        string="Sees Stock Quantities",
        help="Dealers of this grade read how much is in stock; others read a band.",
    )
