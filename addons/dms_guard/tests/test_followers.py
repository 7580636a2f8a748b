from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.dms_base.tests.common import DealerCommon


@tagged("post_install", "-at_install")
class TestFollowers(DealerCommon):
    """N6: the other region's dealers are not named by who follows what."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.own = cls._dealer("Dealer North")
        cls.foreign = cls._dealer("Dealer South", dms_region_id=cls.south.id)
        cls.contact = cls.env["res.partner"].create({"name": "Secret Contact"})
        orders = cls.env["sale.order"]
        cls.own_order = orders.create({"partner_id": cls.own.id})
        cls.foreign_order = orders.create({"partner_id": cls.foreign.id})
        for document in (cls.own, cls.foreign, cls.own_order, cls.foreign_order):
            document.message_subscribe(cls.contact.ids)
        cls.bound = cls._staff(cls.north)
        cls.free = cls._staff()
        cls.bound.group_ids += cls.env.ref("sales_team.group_sale_salesman_all_leads")
        cls.free.group_ids += cls.env.ref("sales_team.group_sale_salesman_all_leads")

    def followed(self, user):
        """Return which of the four documents show their followers to the user."""
        found = self.env["mail.followers"].with_user(user)
        found = found.search([("partner_id", "=", self.contact.id)])
        return {(row.res_model, row.res_id) for row in found.sudo()}

    def test_region_bound_staff_finds_followers_of_own_documents_only(self):
        expected = {
            ("res.partner", self.own.id),
            ("sale.order", self.own_order.id),
        }
        self.assertEqual(self.followed(self.bound), expected)

    def test_staff_without_regions_is_not_limited(self):
        self.assertEqual(len(self.followed(self.free)), 4)

    def test_counting_and_grouping_tell_nothing_either(self):
        followers = self.env["mail.followers"].with_user(self.bound)
        domain = [("partner_id", "=", self.contact.id)]
        self.assertEqual(followers.search_count(domain), 2)
        groups = followers.formatted_read_group(domain, ["res_id"], ["__count"])
        self.assertEqual(
            {group["res_id"] for group in groups},
            {self.own.id, self.own_order.id},
        )

    def test_paging_goes_by_what_is_visible(self):
        followers = self.env["mail.followers"].with_user(self.bound)
        domain = [("partner_id", "=", self.contact.id)]
        pages = [followers.search(domain, offset=n, limit=1) for n in (0, 1, 2)]
        self.assertEqual([len(page) for page in pages], [1, 1, 0])

    def test_reading_by_id_is_refused(self):
        rows = self.env["mail.followers"].search([("partner_id", "=", self.contact.id)])
        foreign = rows.filtered(lambda row: row.res_id == self.foreign_order.id)
        own = rows.filtered(lambda row: row.res_id == self.own_order.id)
        with self.assertRaises(AccessError):
            foreign.with_user(self.bound).read(["partner_id"])
        self.assertTrue(own.with_user(self.bound).read(["partner_id"]))
        self.assertTrue(foreign.with_user(self.free).read(["partner_id"]))
        self.assertFalse(foreign.with_user(self.bound).has_access("read"))
        self.assertTrue(own.with_user(self.bound).has_access("read"))
        self.assertEqual(rows.with_user(self.free)._filtered_access("read"), rows)

    def test_follower_list_of_a_foreign_document_is_refused(self):
        with self.assertRaises(AccessError):
            self.foreign_order.with_user(self.bound).message_get_followers()
        answer = self.own_order.with_user(self.bound).message_get_followers()
        self.assertIn(self.contact.id, {p["id"] for p in answer["res.partner"]})

    def test_follower_list_needs_the_right_to_read_the_document(self):
        clerk = new_test_user(self.env, "guard_clerk", "base.group_user")
        with self.assertRaises(AccessError):
            self.own_order.with_user(clerk).message_get_followers()

    def test_unlimited_staff_pays_no_query(self):
        followers = self.env["mail.followers"].with_user(self.free)
        domain = [("partner_id", "=", self.contact.id)]
        followers.search(domain)
        self.env.invalidate_all()
        self.assertFalse(self.free.dms_region_ids)  # every rule asks, once a request
        with self.assertQueryCount(1):
            followers.search(domain)
