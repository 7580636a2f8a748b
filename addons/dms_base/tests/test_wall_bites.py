"""The wall test bites: without any one rule or check it finds something."""

import logging

from odoo.tests import tagged

from .wall import bites, discovery, mutants
from .wall.case import WallHttpCase
from .wall.client import Client
from .wall.doors_http import HttpDoors
from .wall.entrance import Entrance

_logger = logging.getLogger(__name__)

ENTERING = ("dealer buyer", "dealer finance", "dealer stock", "dealer colleague")


@tagged("post_install", "-at_install", "dms_wall")
class TestWallBites(WallHttpCase):
    def setUp(self):
        super().setUp()
        self.unseen = []
        self.routes = [r for r in discovery.routes(self.env) if not r.is_native]
        self._clients = {}

    def test_every_record_rule_is_missed(self):
        rules = discovery.dealer_rules(self.env)
        names = rules._get_external_ids()
        for rule in rules:
            model_name = rule.model_id.model
            self.assertIsNone(self._find_in_model(model_name), "with all rules on")
            with bites.rule_off(rule):
                self.assertSeen(names[rule.id][0], self._find_in_model(model_name))
        self.assertAllSeen()

    def test_every_check_of_the_models_is_missed(self):
        found = [m for m in mutants.find_mutants(self.env) if not m.is_of_controller]
        for mutant in found:
            names = bites.models_with(self.world, mutant.function)
            self.assertIsNone(self._find_in_code(names), "with all checks on")
            with mutants.switched_off(mutant):
                self.assertSeen(str(mutant), self._find_in_code(names))
        self.assertAllSeen()

    def test_every_check_of_the_controllers_is_missed(self):
        found = [m for m in mutants.find_mutants(self.env) if m.is_of_controller]
        for mutant in found:
            routes = bites.routes_with(self.routes, mutant.function)
            self.assertIsNone(self._find_at(routes), "with all checks on")
            with mutants.switched_off(mutant):
                self.assertSeen(str(mutant), self._find_at(routes))
        self.assertAllSeen()

    def _find_in_model(self, model_name):
        return bites.first_finding(
            self.world,
            lambda report: bites.look_at_model(self.world, model_name, report),
        )

    def _find_in_code(self, model_names):
        """Look by the ORM, then by the pages that show these models."""

        def look(report):
            bites.look_at_code(self.world, model_names, report)
            self._open_foreign(model_names, report)

        return bites.first_finding(self.world, look)

    def _open_foreign(self, model_names, report):
        client = self._client("dealer owner", report)
        doors = HttpDoors(self.world, client, report, model_names)
        for route in self.routes:
            if route.arguments and doors.ids:
                doors.get_route(route)

    def _find_at(self, routes):
        """Look by who enters, then by what the owner gets of others."""

        def look(report):
            for route in routes:
                for name in ENTERING:
                    client = self._client(name, report)
                    Entrance(self.world, client, report).check(route)
                client = self._client("dealer owner", report)
                HttpDoors(self.world, client, report).get_route(route)

        return bites.first_finding(self.world, look)

    def _client(self, name, report):
        self.report = report
        if name not in self._clients:
            self._clients[name] = Client(self, self.world.viewer(name))
        return self._clients[name]

    def assertSeen(self, name, finding):
        """Note a rule or check whose absence nobody noticed, unless that is known."""
        _logger.info("without %s: %s", name, finding)
        is_idle = self.world.papers.is_idle(name)
        if finding is None and not is_idle:
            self.unseen.append(name)
        if finding is not None and is_idle:
            self.unseen.append(f"{name} is called idle but is not: {finding}")

    def assertAllSeen(self):
        self.assertFalse(self.unseen, "switched off, and nothing was found")
