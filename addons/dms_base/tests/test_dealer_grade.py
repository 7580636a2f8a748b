from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged

from .common import DealerCommon


@tagged("post_install", "-at_install")
class TestDealerGrade(DealerCommon):
    """The grade of every day is kept, and the price list follows it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gold, cls.silver = cls._grade("Gold", 10), cls._grade("Silver", 5)
        cls.bare = cls.env["res.partner.grade"].create({"name": "Bare"})

    def _history(self, dealer):
        """Return the history, oldest first, as (grade, first day, last day)."""
        return [
            (line.grade_id.name, str(line.date_start), str(line.date_last or ""))
            for line in dealer.dealer_grade_ids.sorted("date_start")
        ]

    @freeze_time("2026-03-10")
    def test_creation_with_a_grade_opens_the_history_and_gives_the_prices(self):
        dealer = self._dealer(grade_id=self.gold.id)
        self.assertEqual(self._history(dealer), [("Gold", "2026-03-10", "")])
        self.assertEqual(
            dealer.property_product_pricelist, self.gold.default_pricelist_id
        )

    @freeze_time("2026-03-10")
    def test_prices_named_at_creation_win_over_the_grade(self):
        special = self._pricelist("Special", 20)
        dealer = self._dealer(
            grade_id=self.gold.id, specific_property_product_pricelist=special.id
        )
        self.assertEqual(dealer.property_product_pricelist, special)

    def test_a_change_ends_the_old_grade_the_day_before(self):
        with freeze_time("2026-03-10"):
            dealer = self._dealer(grade_id=self.gold.id)
        with freeze_time("2026-05-01"):
            dealer.with_context(dms_reason="target missed").grade_id = self.silver
        self.assertEqual(
            self._history(dealer),
            [("Gold", "2026-03-10", "2026-04-30"), ("Silver", "2026-05-01", "")],
        )
        newest = dealer.dealer_grade_ids.sorted("date_start")[-1]
        self.assertEqual(newest.reason, "target missed")
        self.assertEqual(
            dealer.property_product_pricelist, self.silver.default_pricelist_id
        )

    def test_a_change_on_the_same_day_leaves_no_trace(self):
        with freeze_time("2026-03-10"):
            dealer = self._dealer(grade_id=self.gold.id)
        with freeze_time("2026-05-01"):
            dealer.grade_id = self.bare
            dealer.grade_id = self.silver
            self.assertEqual(
                self._history(dealer),
                [("Gold", "2026-03-10", "2026-04-30"), ("Silver", "2026-05-01", "")],
            )
            dealer.grade_id = self.gold
        self.assertEqual(self._history(dealer), [("Gold", "2026-03-10", "")])

    def test_writing_the_same_grade_adds_nothing(self):
        with freeze_time("2026-03-10"):
            dealer = self._dealer(grade_id=self.gold.id)
        with freeze_time("2026-05-01"):
            dealer.grade_id = self.gold
        self.assertEqual(self._history(dealer), [("Gold", "2026-03-10", "")])

    def test_losing_the_grade_ends_the_history_and_its_prices(self):
        with freeze_time("2026-03-10"):
            dealer = self._dealer(grade_id=self.gold.id)
        with freeze_time("2026-05-01"):
            dealer.grade_id = False
        self.assertEqual(self._history(dealer), [("Gold", "2026-03-10", "2026-04-30")])
        self.assertFalse(dealer.specific_property_product_pricelist)

    def test_a_grade_without_prices_does_not_keep_the_old_ones(self):
        dealer = self._dealer(grade_id=self.gold.id)
        dealer.grade_id = self.bare
        self.assertFalse(dealer.specific_property_product_pricelist)

    def test_prices_given_by_hand_outlive_the_grade(self):
        special = self._pricelist("Special", 20)
        dealer = self._dealer(grade_id=self.gold.id)
        dealer.specific_property_product_pricelist = special
        dealer.grade_id = self.bare
        self.assertEqual(dealer.property_product_pricelist, special)

    def test_a_planned_grade_begins_on_its_day(self):
        with freeze_time("2026-03-10"):
            dealer = self._dealer(grade_id=self.gold.id)
            self.env["dms.dealer.grade"].create(
                {
                    "dealer_id": dealer.id,
                    "grade_id": self.silver.id,
                    "date_start": "2026-04-01",
                }
            )
            self.assertEqual(dealer.grade_id, self.gold)
        with freeze_time("2026-03-31"):
            self.env["dms.dealer.grade"]._cron_apply_due()
            self.assertEqual(dealer.grade_id, self.gold)
        with freeze_time("2026-04-01"):
            for _run in range(2):
                self.env["dms.dealer.grade"]._cron_apply_due()
            self.assertEqual(dealer.grade_id, self.silver)
            self.assertEqual(
                dealer.property_product_pricelist, self.silver.default_pricelist_id
            )
        self.assertEqual(
            self._history(dealer),
            [("Gold", "2026-03-10", "2026-03-31"), ("Silver", "2026-04-01", "")],
        )

    def test_a_grade_that_ends_without_another_is_taken_away(self):
        with freeze_time("2026-03-10"):
            dealer = self._dealer(grade_id=self.gold.id)
            dealer.dealer_grade_ids.date_last = "2026-03-31"
            self.assertEqual(dealer.grade_id, self.gold)
        with freeze_time("2026-04-01"):
            self.env["dms.dealer.grade"]._cron_apply_due()
        self.assertFalse(dealer.grade_id)
        self.assertFalse(dealer.specific_property_product_pricelist)

    def test_a_change_before_a_planned_grade_lasts_until_it(self):
        with freeze_time("2026-03-10"):
            dealer = self._dealer(grade_id=self.gold.id)
            self.env["dms.dealer.grade"].create(
                {
                    "dealer_id": dealer.id,
                    "grade_id": self.silver.id,
                    "date_start": "2026-06-01",
                }
            )
        with freeze_time("2026-04-01"):
            dealer.grade_id = self.bare
        self.assertEqual(
            self._history(dealer),
            [
                ("Gold", "2026-03-10", "2026-03-31"),
                ("Bare", "2026-04-01", "2026-05-31"),
                ("Silver", "2026-06-01", ""),
            ],
        )

    @freeze_time("2026-03-10")
    def test_two_grades_at_a_time_are_refused(self):
        dealer = self._dealer(grade_id=self.gold.id)
        lines = self.env["dms.dealer.grade"]
        lines.create(
            {
                "dealer_id": dealer.id,
                "grade_id": self.silver.id,
                "date_start": "2026-06-01",
                "date_last": "2026-06-30",
            }
        )
        for first, last in [
            ("2026-06-30", False),
            ("2026-05-15", "2026-06-01"),
            ("2026-06-10", "2026-06-20"),
        ]:
            with self.subTest(first=first), self.assertRaises(ValidationError):
                with self.env.cr.savepoint():
                    lines.create(
                        {
                            "dealer_id": dealer.id,
                            "grade_id": self.bare.id,
                            "date_start": first,
                            "date_last": last,
                        }
                    )
        self.assertEqual(len(dealer.dealer_grade_ids), 2)

    @freeze_time("2026-03-10")
    def test_correcting_or_deleting_the_line_of_today_corrects_the_dealer(self):
        dealer = self._dealer(grade_id=self.gold.id)
        dealer.dealer_grade_ids.grade_id = self.silver
        self.assertEqual(dealer.grade_id, self.silver)
        dealer.dealer_grade_ids.unlink()
        self.assertFalse(dealer.grade_id)

    @freeze_time("2026-03-10")
    def test_contacts_that_are_no_dealers_have_no_history(self):
        contact = self.env["res.partner"].create(
            {"name": "Shop", "grade_id": self.gold.id}
        )
        self.assertFalse(contact.dealer_grade_ids)
        contact.is_dealer = True
        self.assertEqual(self._history(contact), [("Gold", "2026-03-10", "")])

    def test_the_history_of_a_shared_dealer_is_seen_by_every_company(self):
        dealer = self._dealer(grade_id=self.gold.id)
        other = self.env["res.company"].create({"name": "Other brand"})
        user = self._staff(
            company_id=other.id, company_ids=[(6, 0, other.ids)], login="other-staff"
        )
        self.assertEqual(
            dealer.with_user(user).dealer_grade_ids, dealer.dealer_grade_ids
        )
        self.assertEqual(
            dealer.with_user(user).dealer_event_ids, dealer.dealer_event_ids
        )

    def test_a_grades_prices_are_for_its_dealers_alone(self):
        # the grade's list is the first that core would fall back on
        gold = self._grade("First list", 40.0)
        gold.default_pricelist_id.sequence = -1
        plain = self._pricelist("For everybody", sequence=0)
        graded = self._dealer("Graded", grade_id=gold.id)
        self.assertEqual(graded.property_product_pricelist, gold.default_pricelist_id)
        for other in (
            self._dealer("No grade"),
            self.env["res.partner"].create({"name": "Shopper"}),
        ):
            self.assertEqual(other.property_product_pricelist, plain)
