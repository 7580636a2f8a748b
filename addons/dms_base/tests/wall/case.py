"""The common ground of the wall's test classes."""

import logging
import time

from odoo.tests import HttpCase, TransactionCase
from odoo.tools import mute_logger

from .findings import Report
from .world import World

_logger = logging.getLogger(__name__)

# refused statements and refused requests are what these tests are made of
NOISE = (
    "odoo.sql_db",
    "odoo.http",
    "odoo.models",
    "odoo.addons.base.models.ir_rule",
    "odoo.addons.base.models.ir_model",
    "odoo.addons.mail.models.mail_render_mixin",
    "odoo.addons.base.models.ir_attachment",
    "odoo.addons.crm_iap_enrich",
    "odoo.addons.rpc",
    "odoo.addons.dms_guard",
    "werkzeug",
)


class WallMixin:
    """Builds the world once per class; every test is rolled back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={})
        noise = mute_logger(*NOISE)
        noise.__enter__()
        cls.addClassCleanup(noise.__exit__, None, None, None)
        cls.world = World(cls.env)
        cls.env.flush_all()

    def setUp(self):
        super().setUp()
        self.report = Report(self.world.papers.open)
        self._started = time.monotonic(), time.process_time()

    def assertNoFindings(self):
        """Fail with every finding; else tell how much was tried."""
        report = self.report
        started, started_working = self._started
        _logger.info(
            "%s: %s probes, %s refused, %s findings, %.1f s (%.1f s of work)",
            self._testMethodName,
            report.probes,
            report.refused,
            len(report.findings),
            time.monotonic() - started,
            time.process_time() - started_working,
        )
        self.assertGreater(report.probes, 0, "nothing was tried")
        if report.findings:
            self.fail(f"{len(report.findings)} findings\n{report.text()}")

    def viewers(self, *roles):
        """Return the viewers of these roles (of all, when none is named)."""
        return [v for v in self.world.viewers if not roles or v.role in roles]


class WallCase(WallMixin, TransactionCase):
    """For doors that are tried through the ORM."""


class WallHttpCase(WallMixin, HttpCase):
    """For doors that are tried through real requests."""
