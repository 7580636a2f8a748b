from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import DealerCommon


@tagged("post_install", "-at_install")
class TestAuthorization(DealerCommon):
    """Who may sell what, where and when; an exclusive right keeps others out."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.baijiu = cls.env["product.category"].create(
            {"name": "Baijiu", "parent_id": cls.category.id}
        )
        cls.strong = cls.env["product.category"].create(
            {"name": "Strong", "parent_id": cls.baijiu.id}
        )
        cls.city = cls._region("City", parent=cls.north)
        cls.holder = cls._dealer("Holder", authorized=False)
        cls.other = cls._dealer("Other", authorized=False)

    def _grant(self, dealer, **vals):
        return self.env["dms.authorization"].create(
            {
                "dealer_id": dealer.id,
                "categ_id": self.baijiu.id,
                "region_id": self.north.id,
                "date_start": "2026-01-01",
                "date_last": "2026-12-31",
                **vals,
            }
        )

    def _is_refused(self, **vals):
        try:
            with self.env.cr.savepoint():
                self._grant(self.other, **vals)
        except ValidationError:
            return True
        return False

    def test_an_exclusive_right_keeps_others_out_of_its_tree_and_time(self):
        self._grant(self.holder, is_exclusive=True)
        parent, below = self.category.id, self.strong.id
        above, city = self.country_region.id, self.city.id
        south, tea = self.south.id, self.other_category.id
        cases = [
            ("same", {}, True),
            ("category above", {"categ_id": parent}, True),
            ("category below", {"categ_id": below}, True),
            ("another category", {"categ_id": tea}, False),
            ("region above", {"region_id": above}, True),
            ("region below", {"region_id": city}, True),
            ("region beside", {"region_id": south}, False),
            ("everywhere", {"region_id": False}, True),
            (
                "one day at the end",
                {"date_start": "2026-12-31", "date_last": False},
                True,
            ),
            ("the day after", {"date_start": "2027-01-01", "date_last": False}, False),
            (
                "one day at the start",
                {"date_start": "2025-01-01", "date_last": "2026-01-01"},
                True,
            ),
            (
                "the day before",
                {"date_start": "2025-01-01", "date_last": "2025-12-31"},
                False,
            ),
            ("archived", {"active": False}, False),
        ]
        for case, vals, refused in cases:
            with self.subTest(case):
                self.assertIs(self._is_refused(**vals), refused)

    def test_rights_that_are_not_exclusive_live_side_by_side(self):
        self._grant(self.holder)
        self.assertFalse(self._is_refused())

    def test_an_exclusive_right_cannot_be_given_over_a_plain_one(self):
        self._grant(self.holder, categ_id=self.strong.id, region_id=self.city.id)
        self.assertTrue(self._is_refused(is_exclusive=True))
        self.assertFalse(
            self.env["dms.authorization"].search([("dealer_id", "=", self.other.id)])
        )

    def test_a_dealer_does_not_exclude_itself(self):
        self._grant(self.holder, is_exclusive=True)
        self._grant(self.holder, categ_id=self.strong.id)
        self.assertEqual(len(self.holder.authorization_ids), 2)

    def test_an_open_ended_exclusive_right_never_ends_by_itself(self):
        self._grant(self.holder, is_exclusive=True, date_last=False)
        self.assertTrue(self._is_refused(date_start="2099-01-01", date_last=False))

    def test_a_right_that_becomes_exclusive_is_checked_then(self):
        self._grant(self.holder)
        mine = self._grant(self.other)
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            mine.is_exclusive = True
        self.assertFalse(mine.is_exclusive)

    def test_an_archived_right_is_checked_when_it_comes_back(self):
        archived = self._grant(self.other, active=False)
        self._grant(self.holder, is_exclusive=True)
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            archived.active = True
        self.assertFalse(archived.active)

    def test_another_company_gives_rights_of_its_own(self):
        other = self.env["res.company"].create({"name": "Other brand"})
        self._grant(self.holder, is_exclusive=True, company_id=other.id)
        self.assertFalse(self._is_refused())

    def test_the_holder_of_another_region_is_not_named(self):
        self._grant(self.holder, is_exclusive=True, region_id=False)
        self.holder.dms_region_id = self.south
        manager = self._staff(self.north, group="manager")
        with self.assertRaises(ValidationError) as caught:
            self.env["dms.authorization"].with_user(manager).create(
                {
                    "dealer_id": self.other.id,
                    "categ_id": self.baijiu.id,
                    "date_start": "2026-01-01",
                }
            )
        self.assertIn("Baijiu", str(caught.exception))
        self.assertNotIn("Holder", str(caught.exception))

    @mute_logger("odoo.sql_db")
    def test_the_last_day_does_not_lie_before_the_first(self):
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self._grant(self.other, date_last="2025-12-31")

    def test_region_managers_read_and_managers_grant(self):
        user, manager = self._staff(group="user"), self._staff(group="manager")
        granted = self._grant(self.holder)
        self.assertTrue(granted.with_user(user).categ_id)
        with self.assertRaises(AccessError):
            granted.with_user(user).is_exclusive = True
        granted.with_user(manager).is_exclusive = True
        self.assertTrue(granted.is_exclusive)

    @freeze_time("2026-06-15")
    def test_what_a_dealer_may_order_follows_its_valid_rights(self):
        tea = self.env["product.category"].create(
            {"name": "Green", "parent_id": self.other_category.id}
        )
        goods = {
            name: self._product(name, category=category)
            for name, category in [
                ("plain", self.category),
                ("baijiu", self.baijiu),
                ("strong", self.strong),
                ("green", tea),
            ]
        }
        self._grant(self.other)
        self._grant(self.other, categ_id=tea.id, date_last="2026-06-14")
        self._grant(self.other, categ_id=self.other_category.id, active=False)
        found = self.env["product.product"].search(self.other._dms_product_domain())
        self.assertEqual(found & self._all(goods), goods["baijiu"] | goods["strong"])
        yesterday = self.other._dms_authorized_categories(day="2026-06-14")
        self.assertIn(tea, yesterday)
        self.assertFalse(self.holder._dms_authorized_categories())

    def _all(self, goods):
        return self.env["product.product"].union(*goods.values())
