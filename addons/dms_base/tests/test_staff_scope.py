from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .common import DealerCommon

GROUPS = (
    "dms_base.group_dms_manager,account.group_account_manager,"
    "stock.group_stock_manager,sales_team.group_sale_manager"
)


class ScopeCommon(DealerCommon):
    """One dealer in the north, one in the south, with a full set of documents each."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.city = cls._region("City", parent=cls.north)
        cls.own = cls._dealer("Own", dms_region_id=cls.city.id)
        cls.foreign = cls._dealer("Foreign", dms_region_id=cls.south.id)
        cls.product = cls._product(invoice_policy="order")
        cls._stock(cls.product, 100)
        cls.bound = cls._staff(cls.north, group="manager", login="bound-staff")
        cls.free = cls._staff(group="manager", login="free-staff")
        extra = [cls.env.ref(name).id for name in GROUPS.split(",")]
        (cls.bound | cls.free).group_ids = [Command.link(gid) for gid in extra]
        cls.papers = {d: cls._all_papers(d) for d in (cls.own, cls.foreign)}

    @classmethod
    def _all_papers(cls, dealer):
        """Return one record of every walled model that belongs to ``dealer``."""
        order = cls._order(dealer)
        picking = order.picking_ids
        invoice = order._create_invoices()
        invoice.action_post()
        payment = cls.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": dealer.id,
                "amount": 10,
            }
        )
        payment.action_post()
        contact = cls.env["res.partner"].create(
            {"name": f"Contact {dealer.name}", "parent_id": dealer.id}
        )
        mine = {"dealer_id": dealer.id}
        dealer.grade_id = cls.env["res.partner.grade"].create({"name": "G"})
        return [
            dealer,
            contact,
            order,
            order.order_line,
            picking,
            picking.move_ids,
            picking.move_line_ids,
            invoice,
            invoice.invoice_line_ids,
            payment,
            cls.env["res.partner.bank"].create(
                {"partner_id": dealer.id, "acc_number": f"ACC {dealer.id}"}
            ),
            cls.env["crm.lead"].create({"name": "Lead", "partner_id": dealer.id}),
            cls.env["dms.license"].create(mine | {"number": "L"}),
            cls.env["dms.agreement"].create(mine | {"name": "A"}),
            dealer.authorization_ids,
            dealer.dealer_grade_ids,
            dealer.dealer_event_ids,
            cls._dealer_user(dealer),
        ]

    @classmethod
    def _order(cls, dealer, confirm=True, **vals):
        order = cls.env["sale.order"].create(
            {
                "partner_id": dealer.id,
                "order_line": [
                    Command.create({"product_id": cls.product.id, "product_uom_qty": 2})
                ],
                **vals,
            }
        )
        if confirm:
            order.action_confirm()
        return order


@tagged("post_install", "-at_install")
class TestStaffScope(ScopeCommon):
    """Staff with regions see the dealers of those trees and what belongs to them."""

    def _visible(self, user, records):
        model = records.with_user(user).with_context(active_test=False)
        return model.search([("id", "in", records.ids)])

    def test_every_model_shows_the_own_tree_and_hides_the_rest(self):
        for own, foreign in zip(*self.papers.values(), strict=True):
            with self.subTest(model=own._name):
                self.assertTrue(own and foreign)
                seen = self._visible(self.bound, own | foreign)
                self.assertEqual(seen.with_user(self.env.user), own)
                with self.assertRaises(AccessError):
                    foreign.with_user(self.bound).read(["display_name"])
                self.assertTrue(own.with_user(self.bound).read(["display_name"]))

    def test_staff_without_regions_see_everything(self):
        for own, foreign in zip(*self.papers.values(), strict=True):
            with self.subTest(model=own._name):
                seen = self._visible(self.free, own | foreign)
                self.assertEqual(len(seen), len(own | foreign))

    def test_staff_without_regions_pay_nothing(self):
        for records in self.papers[self.own]:
            with self.subTest(model=records._name):
                model = records.with_user(self.free)
                rule = self.env["ir.rule"].with_user(self.free)
                rule = rule._compute_domain(records._name, "read")
                words = str(rule) + model._search([]).select().code
                for word in ("dms_region", "dms_dealer_id", "parent_path"):
                    self.assertNotIn(word, words)
                bound = records.with_user(self.bound)._search([]).select()
                self.assertIn("dms_", bound.code)

    def test_reports_and_groups_count_the_own_only(self):
        cases = [
            ("sale.report", "partner_id"),
            ("account.invoice.report", "partner_id"),
            ("sale.order", "partner_id"),
            ("account.move.line", "partner_id"),
        ]
        self.env.flush_all()
        both = self.own | self.foreign
        for model, field in cases:
            with self.subTest(model=model):
                domain = [(field, "in", both.ids)]
                groups = self.env[model].with_user(self.bound)
                groups = groups.formatted_read_group(domain, [field], ["__count"])
                self.assertEqual([g[field][0] for g in groups], self.own.ids)

    def test_names_of_others_are_not_found(self):
        partners = self.env["res.partner"].with_user(self.bound)
        self.assertFalse(partners.name_search("Foreign"))
        self.assertTrue(partners.name_search("Own"))
        orders = self.env["sale.order"].with_user(self.bound)
        self.assertFalse(orders.search([("partner_id", "ilike", "Foreign")]))
        self.assertFalse(orders.search([("partner_id.name", "=", "Foreign")]))

    def test_contacts_who_are_no_dealers_are_everybodys(self):
        customer = self.env["res.partner"].create({"name": "Walk-in"})
        order = self._order(customer)
        self.assertTrue(customer.with_user(self.bound).has_access("read"))
        self.assertTrue(order.with_user(self.bound).has_access("read"))

    def test_a_dealer_without_region_is_for_those_without_limits(self):
        self.own.dms_region_id = False
        self.assertFalse(self.own.with_user(self.bound).has_access("read"))
        self.assertTrue(self.own.with_user(self.free).has_access("read"))

    def test_a_region_that_is_archived_still_counts(self):
        self.city.active = False
        self.assertTrue(self.own.with_user(self.bound).has_access("read"))
        self.assertTrue(self._visible(self.bound, self.own))

    def test_goods_for_a_third_party_follow_the_dealer_who_ordered(self):
        elsewhere = self.env["res.partner"].create({"name": "Building site"})
        order = self._order(
            self.foreign,
            partner_shipping_id=elsewhere.id,
            partner_invoice_id=elsewhere.id,
        )
        picking = order.picking_ids
        self.assertFalse(picking.partner_id.dms_dealer_id)
        for records in (picking, picking.move_ids, picking.move_line_ids):
            self.assertTrue(records)
            self.assertFalse(self._visible(self.bound, records), records._name)

    def test_bills_to_a_third_party_follow_the_dealer_who_gets_the_goods(self):
        payer = self.env["res.partner"].create({"name": "Group treasury"})
        order = self._order(self.foreign, partner_invoice_id=payer.id)
        invoice = order._create_invoices()
        self.assertEqual(invoice.partner_shipping_id, self.foreign)
        self.assertFalse(self._visible(self.bound, invoice))

    def test_messages_activities_and_files_of_others_are_hidden(self):
        order = self.papers[self.foreign][2]
        message = order.message_post(body="secret terms")
        activity = order.activity_schedule("mail.mail_activity_data_todo")
        file = self.env["ir.attachment"].create(
            {"name": "terms", "raw": b"x", "res_model": order._name, "res_id": order.id}
        )
        for record in (message, activity, file):
            with self.subTest(model=record._name):
                self.assertFalse(self._visible(self.bound, record))
                with self.assertRaises(AccessError):
                    record.with_user(self.bound).read()

    def test_links_to_many_show_the_own_only(self):
        tag = self.env["res.partner.category"].create({"name": "VIP"})
        tag.partner_ids = self.own | self.foreign
        self.env.invalidate_all()
        self.assertEqual(tag.with_user(self.bound).partner_ids.ids, self.own.ids)
        region = self.country_region.with_user(self.bound)
        self.assertEqual(region.dealer_count, 1)


@tagged("post_install", "-at_install")
class TestScopeWall(ScopeCommon):
    """Nothing is pushed over the wall, and nothing pulled over it by a link."""

    def test_the_own_dealer_is_not_moved_out_of_sight(self):
        dealer = self.own.with_user(self.bound)
        for vals in ({"dms_region_id": self.south.id}, {"dms_region_id": False}):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                with self.env.cr.savepoint():
                    dealer.write(vals)
        self.own.invalidate_recordset()
        self.assertEqual(self.own.dms_region_id, self.city)
        dealer.dms_region_id = self.north
        self.assertEqual(self.own.dms_region_id, self.north)

    def test_documents_are_not_moved_to_a_foreign_dealer(self):
        order = self._order(self.own, confirm=False)
        lead, bank = self.papers[self.own][11], self.papers[self.own][10]
        paper = self.papers[self.own][12]
        writes = [
            (order, "partner_id"),
            (order, "partner_shipping_id"),
            (order, "partner_invoice_id"),
            (lead, "partner_id"),
            (bank, "partner_id"),
            (paper, "dealer_id"),
            (self.own, "parent_dealer_id"),
            (self.papers[self.own][1], "parent_id"),
        ]
        for record, name in writes:
            before = record[name]
            with self.subTest(model=record._name, field=name):
                with self.assertRaises(AccessError), self.env.cr.savepoint():
                    record.with_user(self.bound).write({name: self.foreign.id})
                record.invalidate_recordset()
                self.assertEqual(record[name], before)

    def test_documents_are_not_created_for_a_foreign_dealer(self):
        stranger = {"partner_id": self.foreign.id}
        cases = [
            ("sale.order", stranger),
            (
                "sale.order",
                {"partner_id": self.own.id, "partner_shipping_id": self.foreign.id},
            ),
            ("crm.lead", {"name": "L", **stranger}),
            ("account.move", {"move_type": "out_invoice", **stranger}),
            ("res.partner", {"name": "C", "parent_id": self.foreign.id}),
            ("res.partner.bank", {"acc_number": "X1", **stranger}),
            ("dms.license", {"dealer_id": self.foreign.id, "number": "X"}),
            ("dms.agreement", {"dealer_id": self.foreign.id, "name": "X"}),
            (
                "dms.authorization",
                {"dealer_id": self.foreign.id, "categ_id": self.category.id},
            ),
        ]
        for model, vals in cases:
            with self.subTest(model=model):
                count = self.env[model].search_count([])
                with self.assertRaises(AccessError), self.env.cr.savepoint():
                    self.env[model].with_user(self.bound).create(vals)
                self.assertEqual(self.env[model].search_count([]), count)

    def test_defaults_of_the_context_are_no_way_around(self):
        orders = self.env["sale.order"].with_user(self.bound)
        orders = orders.with_context(default_partner_shipping_id=self.foreign.id)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            orders.create({"partner_id": self.own.id})

    def test_a_new_dealer_begins_in_the_own_tree(self):
        partners = self.env["res.partner"].with_user(self.bound)
        for region in (self.south, self.country_region, self.env["dms.region"]):
            with self.subTest(region=region.name), self.assertRaises(AccessError):
                with self.env.cr.savepoint():
                    partners.create(
                        {"name": "N", "is_dealer": True, "dms_region_id": region.id}
                    )
        made = partners.create(
            {"name": "N", "is_dealer": True, "dms_region_id": self.city.id}
        )
        self.assertTrue(made.dealer_code)

    def test_a_whole_order_can_be_worked_in_the_own_tree(self):
        orders = self.env["sale.order"].with_user(self.bound)
        order = orders.create(
            {
                "partner_id": self.own.id,
                "order_line": [Command.create({"product_id": self.product.id})],
            }
        )
        order.action_confirm()
        order.picking_ids.move_ids.write({"quantity": 1, "picked": True})
        self.assertTrue(order.picking_ids.button_validate())
        invoice = order._create_invoices()
        invoice.action_post()
        self.assertEqual((order.state, invoice.state), ("sale", "posted"))


@tagged("post_install", "-at_install")
class TestScopeChanges(ScopeCommon):
    """A change of regions, of people or of the tree takes effect at once."""

    def _sees(self, dealer):
        self.env.invalidate_all()
        partners = self.env["res.partner"].with_user(self.bound)
        return bool(partners.search_count([("id", "=", dealer.id)]))

    def test_a_change_on_the_user(self):
        self.assertFalse(self._sees(self.foreign))
        self.bound.dms_region_ids = self.south
        self.assertTrue(self._sees(self.foreign))
        self.assertFalse(self._sees(self.own))
        self.bound.dms_region_ids = False
        self.assertTrue(self._sees(self.own))

    def test_a_change_on_the_region(self):
        self.assertFalse(self._sees(self.foreign))
        self.south.user_ids = [Command.link(self.bound.id)]
        self.assertTrue(self._sees(self.foreign))
        self.south.user_ids = [Command.unlink(self.bound.id)]
        self.assertFalse(self._sees(self.foreign))

    def test_a_new_region_with_people(self):
        self.assertFalse(self._sees(self.foreign))
        region = self.env["dms.region"].create(
            {"name": "Coast", "user_ids": [Command.link(self.bound.id)]}
        )
        self.foreign.dms_region_id = region
        self.assertTrue(self._sees(self.foreign))

    def test_a_change_of_the_tree(self):
        self.assertFalse(self._sees(self.foreign))
        self.south.parent_id = self.north
        self.assertTrue(self._sees(self.foreign))
        self.south.parent_id = False
        self.assertFalse(self._sees(self.foreign))

    def test_a_new_region_below(self):
        self.assertTrue(self._sees(self.own))
        village = self._region("Village", parent=self.city)
        self.foreign.dms_region_id = village
        self.assertTrue(self._sees(self.foreign))

    def test_a_contact_that_becomes_a_dealer(self):
        contact = self.env["res.partner"].create({"name": "Shop"})
        self.assertTrue(self._sees(contact))
        contact.write({"is_dealer": True, "dms_region_id": self.south.id})
        self.assertFalse(self._sees(contact))

    def test_a_person_who_changes_dealers(self):
        user = self._dealer_user(self.own, login="moves@dealer.example")
        licenses = self.env["dms.license"].with_user(user)
        mine = self.env["dms.license"].search([("dealer_id", "=", self.own.id)])
        theirs = self.env["dms.license"].search([("dealer_id", "=", self.foreign.id)])
        self.assertEqual(licenses.search([]).ids, mine.ids)
        user.partner_id.parent_id = self.foreign
        self.env.invalidate_all()
        self.assertEqual(licenses.search([]).ids, theirs.ids)

    def test_regions_are_shown_to_their_own_user_but_not_changed(self):
        mine = self.bound.with_user(self.bound)
        self.assertEqual(mine.dms_region_ids, self.north)
        with self.assertRaises(AccessError):
            mine.write({"dms_region_ids": [Command.clear()]})
        with self.assertRaises(AccessError):
            self.south.with_user(self.free).write(
                {"user_ids": [Command.link(self.free.id)]}
            )
        for vals in ({"user_ids": [Command.clear()]}, {"parent_id": self.north.id}):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                self.south.with_user(self.bound).write(vals)
        with self.assertRaises(AccessError):
            self.env["dms.region"].with_user(self.bound).create({"name": "Mine"})
        self.env.invalidate_all()
        self.assertEqual(self.bound.dms_region_ids, self.north)
        self.assertEqual(self.south.parent_id, self.country_region)
