"""A small brand for tests on a running server: goods, a grade, dealers and people."""

PASSWORD = "a long password 1"


class Channel:
    """Builds through RPC what a brand would set up before the first order."""

    def __init__(self, admin):
        self.admin = admin
        self.region = admin.create("dms.region", name="East")
        self.categ = admin.create("product.category", name="Tea of the journey")
        self.grade = self._grade()
        self.products = [
            self._product("JT-1", "Green tea", 20.0),
            self._product("JT-2", "Black tea", 35.0),
        ]

    def _grade(self):
        """A grade with ten percent off, as a price list."""
        pricelist = self.admin.create(
            "product.pricelist",
            name="Gold list",
            item_ids=[(0, 0, {"compute_price": "percentage", "percent_price": 10.0})],
        )
        return self.admin.create(
            "res.partner.grade", name="Journey gold", default_pricelist_id=pricelist
        )

    def _product(self, code, name, price):
        product = self.admin.create(
            "product.product",
            name=name,
            default_code=code,
            list_price=price,
            is_storable=True,
            categ_id=self.categ,
            invoice_policy="delivery",
            taxes_id=[(5,)],
        )
        [warehouse] = self.admin.read("stock.warehouse", [], "lot_stock_id", limit=1)
        quant = self.admin.create(
            "stock.quant",
            product_id=product,
            location_id=warehouse["lot_stock_id"][0],
            inventory_quantity=500,
        )
        self.admin.call("stock.quant", "action_apply_inventory", [quant])
        return product

    def dealer(self, name, lang="en_US"):
        """An active dealer that may sell the goods, and its owner's sign-in name."""
        dealer = self.admin.create(
            "res.partner",
            name=name,
            is_company=True,
            is_dealer=True,
            dealer_state="active",
            dms_region_id=self.region,
            grade_id=self.grade,
            lang=lang,
            street="1 Quay Road",
            city="Shanghai",
        )
        self.admin.create("dms.authorization", dealer_id=dealer, categ_id=self.categ)
        return dealer, self.user(dealer, f"owner@{name.lower()}.example", "owner", lang)

    def staff(self, login, lang):
        """Somebody of the brand who decides, ships and invoices; the sign-in name."""
        groups = (
            "dms_base.group_dms_manager",
            "stock.group_stock_user",
            "account.group_account_invoice",
        )
        self.admin.create(
            "res.users",
            name=login.partition("@")[0],
            login=login,
            password=PASSWORD,
            lang=lang,
            group_ids=[(6, 0, [self.admin.ref(group) for group in groups])],
        )
        return login

    def user(self, dealer, login, role, lang="en_US"):
        """A person of the dealer with a password; returns the sign-in name."""
        contact = self.admin.create(
            "res.partner", name=login.partition("@")[0], parent_id=dealer, email=login
        )
        group = self.admin.ref(f"dms_base.group_dealer_{role}")
        self.admin.create(
            "res.users",
            name=login.partition("@")[0],
            login=login,
            password=PASSWORD,
            partner_id=contact,
            lang=lang,
            group_ids=[(6, 0, [group])],
        )
        return login
