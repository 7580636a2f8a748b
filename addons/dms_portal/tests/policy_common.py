import base64
from datetime import timedelta

from odoo import fields
from odoo.fields import Command

from odoo.addons.dms_base.tests.common import DealerCommon

PDF = b"%PDF-1.4 rules"


class PolicyCommon(DealerCommon):
    """Two dealers in two regions, a manager who lays down policies, and readers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["dms.policy"].search([]).action_archive()  # others' are not counted
        cls.env["dms.policy.notice"].search([("state", "=", "queued")]).unlink()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.gold = cls._grade("Gold", 10.0)
        cls.dealer = cls._dealer("Dealer A", grade_id=cls.gold.id)
        cls.other = cls._dealer("Dealer B", dms_region_id=cls.south.id)
        cls.owner = cls._dealer_user(cls.dealer, "owner")
        cls.buyer = cls._dealer_user(cls.dealer, "buyer")
        cls.finance = cls._dealer_user(cls.dealer, "finance")
        cls.stocker = cls._dealer_user(cls.dealer, "stock")
        cls.other_buyer = cls._dealer_user(cls.other, "buyer")
        cls.manager = cls._staff(group="manager")
        cls.north_staff = cls._staff(cls.north)
        cls.south_staff = cls._staff(cls.south)
        cls.today = fields.Date.today()

    @classmethod
    def _day(cls, days):
        return cls.today + timedelta(days=days)

    @classmethod
    def _policy(cls, name="Returns", **vals):
        policies = cls.env["dms.policy"].with_user(cls.manager)
        return policies.create({"name": name, **vals})

    @classmethod
    def _version(cls, policy=None, start=0, publish=True, **vals):
        """Create a version that begins ``start`` days from today, as the manager."""
        policy = policy or cls._policy()
        version = policy.version_ids.create(
            {
                "policy_id": policy.id,
                "date_start": cls._day(start),
                "body": "<p>Within 14 days</p>",
                **vals,
            }
        )
        if publish:
            version.action_dms_publish()
        return version

    @classmethod
    def _must_read(cls, **vals):
        return cls._version(cls._policy(must_read=True, **vals))

    @classmethod
    def _file(cls, name="rules.pdf", data=PDF, user=None):
        files = cls.env["ir.attachment"].with_user(user or cls.manager)
        return files.create({"name": name, "datas": base64.b64encode(data)})

    @classmethod
    def _files(cls, *files):
        return [Command.set([file.id for file in files])]

    def _seen_by(self, user):
        """Return the versions that ``user`` finds, as superuser."""
        return self.env["dms.policy.version"].with_user(user).search([]).sudo()

    def _confirm(self, version, user):
        versions = self.env["dms.policy.version"].with_user(user)
        versions._dms_confirm(version.policy_id.id, version.number, "192.0.2.1")

    def _receipts(self, version):
        receipts = self.env["dms.policy.receipt"].sudo()
        return receipts.search([("version_id", "=", version.id)])
