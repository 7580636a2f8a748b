"""Looks for anything that a switched-off record rule lets through, and stops there."""

from contextlib import contextmanager
from functools import partial

from odoo.tools import mute_logger

from .doors_orm import Reader
from .doors_write import Writer
from .findings import Found, Report
from .probes import Probe
from .promises import Promises


def first_finding(world, probes):
    """Return what the first of ``probes`` to find anything finds, and that probe."""
    report = Report(world.papers.open, first_only=True)
    for probe in probes:
        try:
            probe.run(report)
        except Found:
            return report.findings[0], probe
    return None, None


def probes_of_model(world, model_name):
    """Yield what a record rule of a model decides: who finds, who misses, who writes."""
    for viewer in world.viewers:
        for door in (_keep_promises, _search):
            run = partial(door, world, viewer, model_name)
            yield Probe(f"{viewer.name} looks for {model_name}", run)
    for door, name in ((Reader, "north user"), (Writer, "north manager")):
        run = partial(_go_through, door, world, world.viewer(name), model_name)
        yield Probe(f"{door.__name__} of {model_name}", run)


def _keep_promises(world, viewer, model_name, report):
    Promises(world, report).run(viewer, model_name)


def _search(world, viewer, model_name, report):
    Reader(world, viewer, report).search(model_name)


def _go_through(door, world, viewer, model_name, report):
    door(world, viewer, report).run(model_name)


@contextmanager
def readable_by_all(rule):
    """Let everybody whom a rule is for read its model.

    A rule may wait for a right that nobody has yet. It must hold on the day that
    somebody gives it.
    """
    groups = rule.groups
    for name in () if groups else ("base.group_portal", "base.group_user"):
        groups |= rule.env.ref(name)
    with rule.env.cr.savepoint(), mute_logger("odoo.registry"):
        rights = rule.env["ir.model.access"].create(
            [
                {
                    "name": f"wall {group.id}",
                    "model_id": rule.model_id.id,
                    "group_id": group.id,
                    "perm_read": True,
                }
                for group in groups
            ]
        )
        yield
        rights.unlink()


@contextmanager
def guard_off(route):
    """Let everybody who is signed in enter a route."""
    roles = route.routing.pop("dms_roles")
    try:
        yield
    finally:
        route.routing["dms_roles"] = roles


@contextmanager
def rule_off(rule):
    """Run without a record rule, then with it again."""
    with rule.env.cr.savepoint(), mute_logger("odoo.registry"):
        rule.active = False
        rule.env.flush_all()
        yield
        rule.active = True
