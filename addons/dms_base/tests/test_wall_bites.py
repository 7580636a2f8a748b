"""The wall test bites: without any one rule or check it finds something."""

import logging
import re

from odoo.tests import tagged

from .wall import bites, discovery, mutants
from .wall.case import WallHttpCase
from .wall.client import Client
from .wall.doors_http import HttpDoors
from .wall.entrance import Entrance

_logger = logging.getLogger(__name__)

FEW = 3  # models to look at for a check that is called idle: just to see it is not
ENTERING = ("dealer buyer", "dealer finance", "dealer stock", "dealer colleague")


@tagged("post_install", "-at_install", "dms_wall")
class TestWallBites(WallHttpCase):
    _clean = set()  # where nothing is found with everything on: the same in each test

    def setUp(self):
        super().setUp()
        self.unseen = []
        self.routes = [r for r in discovery.routes(self.env) if not r.is_native]
        self._clients = {}

    def test_nothing_that_refuses_is_passed_over(self):
        """All that the source files hold is tried, and what is called idle is there."""
        found = mutants.find_mutants(self.env)
        self.assertEqual(len(found), mutants.count_in_sources(self.env))
        self.assertEqual(len({str(mutant) for mutant in found}), len(found))
        rules = discovery.dealer_rules(self.env)
        in_data = self.env["ir.model.data"].search_count(
            [("model", "=", "ir.rule"), ("module", "=like", "dms\\_%")]
        )
        self.assertEqual(len(rules), in_data, "a rule is not active")
        names = [ids[0] for ids in rules._get_external_ids().values()]
        names += [str(mutant) for mutant in found]
        for pattern in self.world.papers.idle:
            there = any(re.fullmatch(pattern, name) for name in names)
            self.assertTrue(there, f"nothing is called {pattern}")

    def test_every_record_rule_is_missed(self):
        rules = discovery.dealer_rules(self.env)
        names = rules._get_external_ids()
        for rule in rules:
            model_name = rule.model_id.model
            with bites.rule_off(rule):
                finding = self._find_in_model(model_name)
            if finding is None:
                finding = self._find_when_readable(rule)
            self.assertSeen(names[rule.id][0], finding, self._find_in_model, model_name)
        self.assertAllSeen()

    def _find_when_readable(self, rule):
        """Look again as if those whom the rule is for might read its model."""
        model_name = rule.model_id.model
        with bites.readable_by_all(rule):
            self.assertIsNone(self._find_in_model(model_name), "when all may read")
            with bites.rule_off(rule):
                return self._find_in_model(model_name)

    def test_every_guard_of_a_route_is_missed(self):
        for route in self.routes:
            if route.is_guarded:
                with bites.guard_off(route):
                    finding = self._find_at(route)
                self.assertSeen(f"guard of {route.url}", finding, self._find_at, route)
        self.assertAllSeen()

    def test_every_check_of_the_models_is_missed(self):
        for mutant in mutants.find_mutants(self.env):
            if not mutant.is_at_the_door(self.env):
                names = bites.models_with(self.world, mutant.function)
                if self.world.papers.is_idle(str(mutant)):
                    names = names[:FEW]
                with mutants.switched_off(mutant):
                    finding, name = self._find_first(self._find_in_code, names)
                self.assertSeen(str(mutant), finding, self._find_in_code, name)
        self.assertAllSeen()

    def test_every_check_at_the_door_is_missed(self):
        for mutant in mutants.find_mutants(self.env):
            if mutant.is_at_the_door(self.env):
                routes = bites.routes_with(self.world, self.routes, mutant.function)
                with mutants.switched_off(mutant):
                    finding, route = self._find_first(self._find_at, routes)
                self.assertSeen(str(mutant), finding, self._find_at, route)
        self.assertAllSeen()

    @staticmethod
    def _find_first(find, places):
        """Return the first finding in any of these places, and its place."""
        for place in places:
            if finding := find(place):
                return finding, place
        return None, None

    def _find_in_model(self, model_name):
        return bites.first_finding(
            self.world,
            lambda report: bites.look_at_model(self.world, model_name, report),
        )

    def _find_in_code(self, model_name):
        """Look by the ORM, then by the pages that show rows of this model."""

        def look(report):
            bites.look_at_code(self.world, model_name, report)
            client = self._client("dealer owner", report)
            doors = HttpDoors(self.world, client, report, [model_name])
            for route in self.routes:
                doors.open_foreign(route)

        return bites.first_finding(self.world, look)

    def _find_at(self, route):
        """Look by who enters, then by what the owner gets of others."""

        def look(report):
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

    def assertSeen(self, name, finding, find, place):
        """Note a rule or check whose absence nobody noticed, unless that is known."""
        _logger.info("without %s: %s", name, finding)
        is_idle = self.world.papers.is_idle(name)
        if finding is None and not is_idle:
            self.unseen.append(name)
        if finding is not None and is_idle:
            self.unseen.append(f"{name} is called idle but is not: {finding}")
        if finding is not None:
            self.assertClean(find, place)

    def assertClean(self, find, place):
        """With everything on there is nothing to find there; look only once."""
        key = find.__name__, getattr(place, "url", place)
        if key not in self._clean:
            self.assertIsNone(find(place), f"with everything on: {key}")
            self._clean.add(key)

    def assertAllSeen(self):
        self.assertFalse(self.unseen, "switched off, and nothing was found")
