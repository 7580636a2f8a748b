"""The wall test bites: without any one rule or check it finds something."""

import logging
import re
import time

from odoo.tests import tagged

from .wall import bites, discovery, mutants
from .wall.case import WallHttpCase
from .wall.probes import Probes

_logger = logging.getLogger(__name__)

FEW = 20  # probes to make for a check that is called idle: just to see it is not


@tagged("post_install", "-at_install", "dms_wall")
class TestWallBites(WallHttpCase):
    def setUp(self):
        super().setUp()
        self.unseen = []
        self.routes = [r for r in discovery.routes(self.env) if not r.is_native]
        self.probes = Probes(self, self.world, self.routes)

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
            probes = list(bites.probes_of_model(self.world, rule.model_id.model))
            with bites.rule_off(rule):
                finding, probe = bites.first_finding(self.world, probes)
            if finding is None:
                finding = self._find_when_readable(rule, probes)
            else:
                self.assertNothingFound([probe], "with every rule on")
            self.assertSeen(names[rule.id][0], finding)
        self.assertAllSeen()

    def _find_when_readable(self, rule, probes):
        """Look again as if those whom the rule is for might read its model."""
        with bites.readable_by_all(rule):
            self.assertNothingFound(probes, "when all may read")
            with bites.rule_off(rule):
                return self._find_by(probes)

    def test_every_check_in_the_code_is_missed(self):
        found = mutants.find_mutants(self.env)
        reaching = self._who_reaches(found)
        for route in self.routes:
            if route.is_guarded:
                with bites.guard_off(route):
                    finding = self._find_by(self.probes.of_route(route))
                self.assertSeen(f"guard of {route.url}", finding)
        for mutant in found:
            probes = reaching[mutant]
            if self.world.papers.is_idle(str(mutant)):
                probes = probes[:FEW]
            with mutants.switched_off(mutant):
                finding = self._find_by(probes)
            self.assertSeen(str(mutant), finding)
        self.assertAllSeen()

    def _who_reaches(self, found):
        """Return {mutant: probes in which its check runs, the fastest first}.

        Every probe is made once with every check on; none may find a thing then. A
        probe that does not come by a check cannot tell whether it is there.
        """
        seconds, reaching = {}, {mutant: [] for mutant in found}
        passed = set()
        with mutants.reached(found, passed.add):
            for probe in self.probes.all():
                passed.clear()
                started = time.monotonic()
                probe.run(self.report)
                seconds[probe] = time.monotonic() - started
                for mutant in passed:
                    reaching[mutant].append(probe)
        self.assertNoFindings()
        self.probes = Probes(self, self.world, self.routes)
        return {m: sorted(reaching[m], key=seconds.get) for m in found}

    def _find_by(self, probes):
        return bites.first_finding(self.world, probes)[0]

    def assertNothingFound(self, probes, when):
        self.assertIsNone(self._find_by(probes), when)

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
