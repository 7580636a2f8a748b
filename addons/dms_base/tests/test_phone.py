from odoo.tests import tagged

from .common import DealerCommon


@tagged("post_install", "-at_install")
class TestPhone(DealerCommon):
    """One telephone number is written one way: in E.164."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.country_id = cls.env.ref("base.cn")

    def _stored(self, phone, country="base.cn"):
        country_id = self.env.ref(country).id if country else False
        vals = {"name": "Shop", "phone": phone, "country_id": country_id}
        return self.env["res.partner"].create(vals).phone

    def test_numbers_are_stored_in_e164(self):
        cases = [
            ("Chinese mobile", "138 0013 8000", "+8613800138000"),
            ("with the country code", "+86 138-0013-8000", "+8613800138000"),
            ("with 00 in front", "008613800138000", "+8613800138000"),
            ("full-width digits", "１３８００１３８０００", "+8613800138000"),
            ("landline of Shanghai", "021-61234567", "+862161234567"),
            ("landline in brackets", "(010) 6552 9988", "+861065529988"),
            ("German number from abroad", "+49 30 901820", "+4930901820"),
        ]
        for case, typed, stored in cases:
            with self.subTest(case):
                self.assertEqual(self._stored(typed), stored)

    def test_the_country_of_the_partner_reads_the_number(self):
        self.assertEqual(self._stored("030 901820", "base.de"), "+4930901820")

    def test_without_a_country_the_company_reads_the_number(self):
        self.assertEqual(self._stored("13800138000", None), "+8613800138000")

    def test_a_number_that_cannot_be_read_is_kept(self):
        for typed in ("ask at the desk", "123", "021-6123"):
            with self.subTest(typed=typed):
                self.assertEqual(self._stored(typed), typed)

    def test_a_change_is_stored_in_e164_for_each_country(self):
        chinese = self.env["res.partner"].create(
            {"name": "CN", "country_id": self.env.ref("base.cn").id}
        )
        german = self.env["res.partner"].create(
            {"name": "DE", "country_id": self.env.ref("base.de").id}
        )
        (chinese | german).write({"phone": "030 901820"})
        self.assertEqual(german.phone, "+4930901820")
        self.assertNotEqual(chinese.phone, german.phone)

    def test_a_number_can_be_taken_away(self):
        partner = self.env["res.partner"].create({"name": "CN", "phone": "13800138000"})
        partner.phone = False
        self.assertFalse(partner.phone)
