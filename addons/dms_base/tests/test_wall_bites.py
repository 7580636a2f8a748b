"""The wall test bites: without any one rule or check it finds something."""

import logging

from odoo.tests import tagged

from .wall import bites, discovery, mutants
from .wall.case import WallCase, WallHttpCase
from .wall.client import Client
from .wall.doors_http import HttpDoors

_logger = logging.getLogger(__name__)


class BiteMixin:
    def setUp(self):
        super().setUp()
        self.unseen = []

    def assertSeen(self, name, finding):
        """Note a rule or check whose absence nobody noticed, unless that is known."""
        self.report.probes += 1
        _logger.info("without %s: %s", name, finding)
        if finding is None and name not in self.world.papers.idle:
            self.unseen.append(name)
        if finding is not None and name in self.world.papers.idle:
            self.unseen.append(f"{name} is called idle but is not: {finding}")

    def assertAllSeen(self):
        self.assertNoFindings()
        self.assertFalse(self.unseen, "switched off, and nothing was found")


@tagged("post_install", "-at_install", "dms_wall")
class TestWallBites(BiteMixin, WallCase):
    def test_every_record_rule_is_missed(self):
        rules = discovery.dealer_rules(self.env)
        names = rules._get_external_ids()
        for rule in rules:
            model_name = rule.model_id.model
            self.assertIsNone(self._find_in_model(model_name), "with all rules on")
            with bites.rule_off(rule):
                self.assertSeen(names[rule.id][0], self._find_in_model(model_name))
        self.assertAllSeen()

    def _find_in_model(self, model_name):
        return bites.first_finding(
            self.world,
            lambda report: bites.look_at_model(self.world, model_name, report),
        )

    def test_every_check_of_the_models_is_missed(self):
        self.assertIsNone(self._find_in_code(self.world.models), "with all checks on")
        for mutant in mutants.find_mutants(self.env):
            if ".controllers." in mutant.function.__module__:
                continue
            names = bites.models_with(self.world, mutant.function)
            with mutants.switched_off(mutant):
                self.assertSeen(str(mutant), self._find_in_code(names))
        self.assertAllSeen()

    def _find_in_code(self, model_names):
        return bites.first_finding(
            self.world,
            lambda report: bites.look_at_code(self.world, model_names, report),
        )


@tagged("post_install", "-at_install", "dms_wall")
class TestWallBitesHttp(BiteMixin, WallHttpCase):
    def test_every_check_of_the_controllers_is_missed(self):
        found = mutants.find_mutants(self.env)
        self.routes = discovery.routes(self.env)
        for mutant in found:
            if ".controllers." not in mutant.function.__module__:
                continue
            finding = bites.first_finding(self.world, self._look)
            self.assertIsNone(finding, "with all checks on")
            with mutants.switched_off(mutant):
                finding = bites.first_finding(self.world, self._look)
            self.assertSeen(str(mutant), finding)
        self.report.probes += 1  # there may be no such check
        self.assertAllSeen()

    def _look(self, report):
        self.report = report
        for name in ("dealer stock", "dealer colleague", "dealer owner", "outsider"):
            client = Client(self, self.world.viewer(name))
            for route in self.routes:
                if not route.is_native:
                    client.check_who_enters(self.world, route, report)
                    HttpDoors(self.world, client, report).get_route(route)
