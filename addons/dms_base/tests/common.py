from odoo import fields
from odoo.fields import Command
from odoo.tests import new_test_user
from odoo.tests.common import TransactionCase


class DealerCommon(TransactionCase):
    """A small brand with two regions, and helpers that make dealers and people.

    Every helper is a class method, so that test classes call it in ``setUpClass`` and
    tests call it alone. Logins are their own passwords where they have eight letters
    or more (see ``new_test_user``).
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=False))
        cls.company = cls.env.company
        cls.category = cls.env["product.category"].create({"name": "Liquor"})
        cls.other_category = cls.env["product.category"].create({"name": "Tea"})
        cls.country_region = cls._region("Country", code="T-CN")
        cls.north = cls._region("North", code="T-N", parent=cls.country_region)
        cls.south = cls._region("South", code="T-S", parent=cls.country_region)

    @classmethod
    def _region(cls, name, code=None, parent=None):
        return cls.env["dms.region"].create(
            {"name": name, "code": code, "parent_id": parent.id if parent else False}
        )

    @classmethod
    def _dealer(cls, name="Dealer A", *, state="active", authorized=True, **vals):
        """Create a dealer; authorized for ``cls.category`` unless told otherwise."""
        suspension = vals.pop("dealer_suspension", None)
        reason = vals.pop("reason", "Test reason")
        dealer = cls.env["res.partner"].create(
            {
                "name": name,
                "is_dealer": True,
                "is_company": True,
                "email": f"{name.lower().replace(' ', '.')}@dealer.example",
                "country_id": cls.env.ref("base.cn").id,
                "dms_region_id": cls.north.id,
                **vals,
            }
        )
        if authorized:
            cls._authorize(dealer)
        if state != "applicant":
            dealer._dms_change_state("active", reason)
        if state not in ("applicant", "active"):
            dealer._dms_change_state(state, reason, suspension=suspension)
        return dealer

    @classmethod
    def _authorize(cls, dealer, category=None, **vals):
        return cls.env["dms.authorization"].create(
            {
                "dealer_id": dealer.id,
                "categ_id": (category or cls.category).id,
                "date_start": fields.Date.today().replace(month=1, day=1),
                **vals,
            }
        )

    @classmethod
    def _dealer_user(cls, dealer, role="owner", login=None, **vals):
        """Create a portal user of ``dealer``; ``role`` may be a comma-separated list."""
        roles = [name.strip() for name in role.split(",")]
        login = login or f"{'-'.join(roles)}-{dealer.id}@dealer.example"
        contact = cls.env["res.partner"].create(
            {"name": vals.pop("name", login), "email": login, "parent_id": dealer.id}
        )
        return new_test_user(
            cls.env,
            login=login,
            groups=",".join(f"dms_base.group_dealer_{name}" for name in roles),
            partner_id=contact.id,
            **vals,
        )

    @classmethod
    def _staff(cls, regions=None, group="user", login=None, **vals):
        """Create a staff user with a dealer group, limited to ``regions`` if given."""
        region_ids = regions.ids if regions else []
        login = login or f"staff-{group}-{'-'.join(map(str, region_ids)) or 'all'}"
        return new_test_user(
            cls.env,
            login=login,
            groups=f"dms_base.group_dms_{group}",
            dms_region_ids=[Command.set(region_ids)],
            **vals,
        )

    @classmethod
    def _product(cls, name="Product", price=100.0, category=None, **vals):
        """Create a storable product without taxes, sold at ``price``."""
        return cls.env["product.product"].create(
            {
                "name": name,
                "list_price": price,
                "type": "consu",
                "is_storable": True,
                "sale_ok": True,
                "categ_id": (category or cls.category).id,
                "taxes_id": [Command.clear()],
                "invoice_policy": "delivery",
                **vals,
            }
        )

    @classmethod
    def _pricelist(cls, name="Dealer prices", discount=0.0, **vals):
        """Create a price list that takes ``discount`` percent off every list price."""
        return cls.env["product.pricelist"].create(
            {
                "name": name,
                "currency_id": cls.company.currency_id.id,
                "item_ids": [
                    Command.create(
                        {
                            "applied_on": "3_global",
                            "compute_price": "percentage",
                            "percent_price": discount,
                        }
                    )
                ],
                **vals,
            }
        )

    @classmethod
    def _grade(cls, name="Gold", discount=0.0):
        """Create a grade with a price list that takes ``discount`` percent off."""
        return cls.env["res.partner.grade"].create(
            {
                "name": name,
                "default_pricelist_id": cls._pricelist(f"{name} prices", discount).id,
            }
        )

    @classmethod
    def _stock(cls, product, quantity):
        """Put ``quantity`` of ``product`` on hand in the first warehouse."""
        warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)], limit=1
        )
        cls.env["stock.quant"]._update_available_quantity(
            product, warehouse.lot_stock_id, quantity
        )
