"""No dealer, and no region's staff, meets what belongs to another; see wall/."""

from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .wall import discovery, methods, snapshot
from .wall.case import WallCase
from .wall.doors_orm import PathWalker, Reader, models_next_to
from .wall.doors_write import Writer
from .wall.network import ROLES
from .wall.observe import difference, observe
from .wall.promises import Promises
from .wall.reserved import check_reserved
from .wall.states import in_every_state

# rights only add up: an owner has every role, a manager all that users have; who has
# less is searched for, who has most tries everything
TRY_ALL = ("dealer owner", "dealer colleague", "outsider", "north manager")
TRY_OURS = (*TRY_ALL, "north chief", "clerk", "employee")  # all of the dealer models


@tagged("post_install", "-at_install", "dms_wall")
class TestWall(WallCase):
    def test_every_model_of_the_dealer_addons_is_seeded(self):
        self.assertFalse(self.world.unseeded, "\n".join(self.world.unseeded.values()))
        for key in ("A", "B", "S"):
            owner = self.world.owners[key]
            for model_name in self.world.models:
                if model_name in self.world.papers.unseeded:
                    continue
                if not self.world.is_shared(model_name):
                    self.assertTrue(owner.ids(model_name), f"no {model_name} of {key}")
        unknown = set(self.world.papers.unseeded) - set(self.world.models)
        self.assertFalse(unknown, "papers name models that do not exist")

    def test_everybody_finds_what_is_theirs_and_no_more_of_their_dealer(self):
        for viewer in self.viewers():
            for model_name in self.world.models:
                Promises(self.world, self.report).run(viewer, model_name)
        self.assertNoFindings()

    def test_nothing_of_others_is_read(self):
        for viewer in self.viewers():
            reader = Reader(self.world, viewer, self.report)
            for model_name in self.world.models:
                deep = self._tries_all(viewer, model_name)
                reader.run(model_name) if deep else reader.search(model_name)
        self.assertNoFindings()
        self.assertNothingBroken()

    def test_nothing_of_others_is_found_in_any_state(self):
        for model_name in self.world.models:
            in_every_state(self.world, model_name, self._search_as_everybody)
        self.assertNoFindings()

    def test_nothing_of_others_is_counted_through_relations(self):
        models = models_next_to(self.world)
        for name in TRY_ALL:
            walker = PathWalker(self.world, self.world.viewer(name), self.report)
            for model_name in models:
                walker.run(model_name)
        self.assertNoFindings()

    def test_nothing_of_others_is_written(self):
        for viewer in self.viewers():
            writer = Writer(self.world, viewer, self.report)
            for model_name in self.world.models:
                if self._tries_all(viewer, model_name):
                    writer.run(model_name)
        self.assertNoFindings()
        self.assertNothingBroken()

    def test_nobody_notices_that_a_dealer_was_added(self):
        names = ("dealer owner", "outsider", "north manager")
        viewers = [self.world.viewer(name) for name in names]
        moment = fields.Datetime.now()  # what is due counts from now: let it stand
        self.startPatcher(patch.object(fields.Datetime, "now", lambda: moment))
        before = [observe(self.world, viewer, self.report) for viewer in viewers]
        self.world.newcomer()
        for viewer, old in zip(viewers, before, strict=True):
            new = observe(self.world, viewer, self.report)
            for place in old.keys() | new.keys():
                if old.get(place) != new.get(place):
                    proof = difference(old.get(place), new.get(place))
                    self.report.add(viewer, "interference", place, proof)
        self.assertNoFindings()

    def test_guarded_fields_answer_no_question(self):
        for viewer in self.viewers():
            for model_name in self.world.models:
                snapshot.ask_guarded_fields(self.world, viewer, model_name, self.report)
        self.assertNoFindings()

    def test_users_do_not_change_what_is_for_managers(self):
        for name in ("national user", "national manager"):
            check_reserved(self.world, self.world.viewer(name), self.report)
        self.assertNoFindings()

    def test_dealers_read_the_written_fields_only(self):
        grown = snapshot.grown_fields(self.world)
        self.assertFalse(grown, "write these down in tests/wall_papers.py: FIELDS")

    def test_dealers_write_the_written_models_only(self):
        grown = snapshot.grown_operations(self.world)
        self.assertFalse(grown, "write these down in tests/wall_papers.py: WRITABLE")

    def test_public_methods_are_written_down(self):
        unlisted, stale = methods.unlisted(self.world)
        self.assertFalse(unlisted, "write these down in tests/wall_papers.py: METHODS")
        self.assertFalse(stale, "these do not exist any more")

    def test_public_methods_neither_tell_nor_touch_what_is_hidden(self):
        for name in methods.CALLERS:
            viewer = self.world.viewer(name)
            caller = methods.Caller(self.world, viewer, self.report)
            for model_name in self.world.models:
                ours = set(methods.of_ours(self.world, model_name))
                native = set(methods.callable_methods(self.world, model_name)) - ours
                for method in ours:
                    caller.on_others(model_name, method)
                for method in native:
                    caller.on_others(model_name, method, count=1)
        self.assertNoFindings()

    def test_public_methods_change_own_rows_only_for_who_is_written_down(self):
        untested = set()
        for viewer in self.viewers(*ROLES, "", "clerk", "employee"):
            caller = methods.Caller(self.world, viewer, self.report)
            for model_name in methods.models_with_methods(self.world):
                for method in methods.refused_to(self.world, viewer, model_name):
                    caller.on_own(model_name, method)
            untested.update(caller.untested)
        self.assertNoFindings()
        share = len(untested) / max(1, len(self.world.papers.methods))
        self.assertLess(share, 0.1, f"hand in CALLS for these: {untested}")

    # links, by name: those that people would try first
    def test_an_order_is_not_moved_to_a_dealer_of_another_region(self):
        far_dealer = self.world.owners["B"].dealer
        self.assertRefused(self._own("sale.order"), "partner_id", far_dealer.id)

    def test_a_dealer_is_not_moved_to_another_region(self):
        manager = self.world.viewer("north manager").user
        dealer = self.world.owners["A"].dealer.with_user(manager)
        self.assertRefused(dealer, "dms_region_id", self.world.network.south.id)

    def test_no_dealer_record_is_moved_to_a_dealer_of_another_region(self):
        moved = 0
        writer = Writer(self.world, self.world.viewer("north manager"), self.report)
        for model_name in discovery.dealer_models(self.env):
            record = self._own(model_name)
            fld = record._fields.get("dealer_id")
            if record and fld and record.has_access("write") and not fld.related:
                writer.clear_way(record)
                far_dealer = self.world.owners["B"].dealer
                self.assertRefused(record, "dealer_id", far_dealer.id)
                moved += 1
        self.assertGreater(moved, 0)

    def assertNothingBroken(self):
        """Own models are refused by access, not by chance (a constraint, a crash)."""
        own = tuple(self.world.own_models)
        broken = {k: v for k, v in self.report.broken.items() if k.endswith(own)}
        self.assertFalse(broken)

    def assertRefused(self, record, name, value):
        before = record.sudo()[name]
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            record[name] = value
            self.env.flush_all()
        self.assertEqual(record.sudo()[name], before)

    def _tries_all(self, viewer, model_name):
        is_ours = model_name in self.world.own_models
        return viewer.name in (TRY_OURS if is_ours else TRY_ALL)

    def _search_as_everybody(self, model_name):
        for viewer in self.viewers():
            Reader(self.world, viewer, self.report).search(model_name)

    def _own(self, model_name):
        manager = self.world.viewer("north manager").user
        ids = sorted(self.world.owners["A"].ids(model_name))
        return self.env[model_name].with_user(manager).browse(ids[:1])
