"""Looks for anything that a switched-off record rule lets through, and stops there."""

from contextlib import contextmanager

from odoo.tools import mute_logger

from .doors_orm import Reader
from .doors_write import Writer
from .findings import Found, Report
from .promises import Promises


def first_finding(world, look):
    """Return what ``look(report)`` finds first, or None."""
    report = Report(world.papers.open, first_only=True)
    try:
        look(report)
    except Found:
        return report.findings[0]
    return None


def look_at_model(world, model_name, report):
    """What a record rule of a model decides: who finds, who misses, who writes."""
    for viewer in world.viewers:
        Promises(world, report).run(viewer, model_name)
        Reader(world, viewer, report).search(model_name)
    Reader(world, world.viewer("north user"), report).run(model_name)
    Writer(world, world.viewer("north manager"), report).run(model_name)


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
