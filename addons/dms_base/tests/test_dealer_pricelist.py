from odoo.tests import Form, tagged

from .common import DealerCommon


@tagged("post_install", "-at_install")
class TestDealerPricelist(DealerCommon):
    """The dealer's own list, then the region's, then the grade's, then everybody's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.config.settings"].create(
            {"group_product_pricelist": True}
        ).execute()
        cls.plain = cls._pricelist("For everybody", sequence=-9)
        cls.gold = cls._grade("Gold", 10)
        cls.of_country = cls._pricelist("Country prices", 1, sequence=-99)
        cls.of_north = cls._pricelist("North prices", 2, sequence=-98)
        cls.own = cls._pricelist("Own prices", 3)

    def _buys_at(self, partner):
        partner.invalidate_recordset()
        return partner.property_product_pricelist.name, partner.dms_pricelist_origin

    def test_one_after_the_other_falls_away(self):
        self.country_region.pricelist_id = self.of_country
        self.north.pricelist_id = self.of_north
        dealer = self._dealer(grade_id=self.gold.id)
        dealer.specific_property_product_pricelist = self.own
        self.assertEqual(self._buys_at(dealer), ("Own prices", "dealer"))
        dealer.specific_property_product_pricelist = False
        self.assertEqual(self._buys_at(dealer), ("North prices", "region"))
        self.north.pricelist_id = False
        self.assertEqual(self._buys_at(dealer), ("Country prices", "region"))
        self.country_region.pricelist_id = False
        self.assertEqual(self._buys_at(dealer), ("Gold prices", "grade"))
        dealer.grade_id = False
        (self.of_country | self.of_north).active = False  # or core would give them
        self.assertEqual(self._buys_at(dealer), ("For everybody", "company"))

    def test_the_list_of_the_grade_is_not_the_dealers_own(self):
        self.north.pricelist_id = self.of_north
        dealer = self._dealer(grade_id=self.gold.id)
        self.assertEqual(
            dealer.specific_property_product_pricelist, self.gold.default_pricelist_id
        )
        self.assertEqual(self._buys_at(dealer), ("North prices", "region"))

    def test_who_moves_to_another_region_buys_at_its_list(self):
        self.north.pricelist_id = self.of_north
        dealer = self._dealer(grade_id=self.gold.id)
        self.assertEqual(dealer.property_product_pricelist, self.of_north)
        dealer.dms_region_id = self.south
        self.assertEqual(
            dealer.property_product_pricelist, self.gold.default_pricelist_id
        )

    def test_a_region_gets_its_list_while_prices_are_known(self):
        dealer = self._dealer(grade_id=self.gold.id)
        before = dealer.property_product_pricelist  # it is in the cache from here
        self.assertNotEqual(before, self.of_north)
        self.north.pricelist_id = self.of_north
        self.assertEqual(dealer.property_product_pricelist, self.of_north)

    def test_another_grade_leaves_the_dealers_own_list(self):
        dealer = self._dealer(specific_property_product_pricelist=self.own.id)
        dealer.grade_id = self.gold
        self.assertEqual(self._buys_at(dealer), ("Own prices", "dealer"))

    def test_another_list_for_a_grade_is_another_one_for_its_dealers(self):
        on_grade = self._dealer("On grade", grade_id=self.gold.id)
        with_own = self._dealer("With own", grade_id=self.gold.id)
        with_own.specific_property_product_pricelist = self.own
        new = self._pricelist("Gold prices of next year", 12)
        self.gold.default_pricelist_id = new
        self.assertEqual(self._buys_at(on_grade), (new.name, "grade"))
        self.assertEqual(self._buys_at(with_own), ("Own prices", "dealer"))

    def test_people_and_addresses_buy_at_the_dealers_list(self):
        self.north.pricelist_id = self.of_north
        dealer = self._dealer()
        contact = self.env["res.partner"].create(
            {"name": "Warehouse", "type": "delivery", "parent_id": dealer.id}
        )
        self.assertEqual(contact.property_product_pricelist, self.of_north)

    def test_nobody_else_gets_the_list_of_a_region_or_a_grade(self):
        self.gold.default_pricelist_id.sequence = -100
        self.country_region.pricelist_id = self.of_country
        self.north.pricelist_id = self.of_north
        self.north.active = False
        street = self.env["res.partner"].create(
            {"name": "Street", "country_id": self.env.ref("base.cn").id}
        )
        lost = self.env["res.partner"].create(
            {"name": "In a region, no dealer", "dms_region_id": self.north.id}
        )
        no_region = self._dealer("No region", dms_region_id=False)
        for partner in street | lost | no_region:
            self.assertEqual(partner.property_product_pricelist, self.plain)

    def test_archived_lists_and_those_of_other_companies_are_passed_over(self):
        other = self.env["res.company"].create({"name": "Another company"})
        self.north.pricelist_id = self._pricelist("Elsewhere", company_id=other.id)
        self.country_region.pricelist_id = self.of_country
        dealer = self._dealer(grade_id=self.gold.id)
        self.assertEqual(self._buys_at(dealer), ("Country prices", "region"))
        self.of_country.active = False
        self.assertEqual(self._buys_at(dealer), ("Gold prices", "grade"))

    def test_choosing_a_list_on_the_form_makes_it_the_dealers_own(self):
        self.north.pricelist_id = self.of_north
        dealer = self._dealer(grade_id=self.gold.id)
        dealer.property_product_pricelist = self.plain
        self.assertEqual(self._buys_at(dealer), ("For everybody", "dealer"))
        dealer.property_product_pricelist = self.of_north
        self.assertEqual(self._buys_at(dealer), ("North prices", "region"))
        self.assertFalse(dealer.specific_property_product_pricelist)

    def test_the_form_saves_without_choosing_one(self):
        self.north.pricelist_id = self.of_north
        dealer = self._dealer(grade_id=self.gold.id)
        with Form(dealer) as form:
            form.name = "Renamed"
        self.assertEqual(self._buys_at(dealer), ("North prices", "region"))

    def test_many_dealers_cost_no_more_queries_than_one(self):
        dealers = self.env["res.partner"]
        for number in range(6):
            region = self._region(f"Area {number}", parent=self.north)
            dealers |= self._dealer(
                f"D {number}", dms_region_id=region.id, grade_id=self.gold.id
            )
        self.north.pricelist_id = self.of_north
        asked = self.env["product.pricelist"]._get_partner_pricelist_multi

        def count(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            found = asked(some.ids)
            self.assertEqual(set(found.values()), {self.of_north})
            return self.cr.sql_log_count - before

        count(dealers)  # what is read once per process is read now
        self.assertEqual(count(dealers), count(dealers[:1]))
