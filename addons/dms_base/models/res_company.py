from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from odoo import models


class ResCompany(models.Model):
    """Business days of a company: they begin at its own midnight, not at Greenwich's."""

    _inherit = "res.company"

    def _dms_timezone(self):
        """Return the time zone in which this company does business."""
        self.ensure_one()
        # sudo: the zone of the own company, for whoever does business with it
        company = self.sudo()
        return ZoneInfo(company.partner_id.tz or self.env.user.tz or "UTC")

    def _dms_midnight(self, day: date):
        """Return the moment at which ``day`` begins, in UTC without zone (as stored)."""
        start = datetime.combine(day, time(), tzinfo=self._dms_timezone())
        return start.astimezone(UTC).replace(tzinfo=None)

    def _dms_business_day(self, moment: datetime):
        """Return the day of this company in which a stored ``moment`` (UTC) lies."""
        return moment.replace(tzinfo=UTC).astimezone(self._dms_timezone()).date()
