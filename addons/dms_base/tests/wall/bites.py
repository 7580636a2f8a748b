"""Looks for anything that a switched-off rule or check lets through, and stops there."""

from contextlib import contextmanager

from odoo.tools import mute_logger

from . import discovery, methods
from .doors_orm import Reader
from .doors_write import Writer
from .findings import Found, Report
from .promises import Promises
from .reserved import check_reserved


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


def look_at_code(world, model_names, report):
    """What a check in the code of models decides: calls, links, reserved fields."""
    callers = [v for v in world.viewers if v.role not in ("owner", "outsider")]
    for viewer in callers:
        caller = methods.Caller(world, viewer, report)
        for model_name, method in methods.refused_to(world, viewer):
            caller.on_own(model_name, method)
        for model_name in model_names:
            for method in discovery.methods_of_ours(world.env[model_name]):
                caller.on_others(model_name, method)
    for name in ("national user", "national manager"):
        check_reserved(world, world.viewer(name), report)
    for name in ("north manager", "north user"):
        writer = Writer(world, world.viewer(name), report)
        for model_name in model_names:
            writer.run(model_name)


def models_with(world, function):
    """Return the walled models that run a function, or all dealer models."""
    found = [
        name
        for name in world.models
        if any(function in _functions(base) for base in type(world.env[name]).mro())
    ]
    return found or world.own_models


def _functions(cls):
    return [
        getattr(attribute, "__wrapped__", attribute) for attribute in vars(cls).values()
    ]


@contextmanager
def rule_off(rule):
    """Run without a record rule, then with it again."""
    with rule.env.cr.savepoint(), mute_logger("odoo.registry"):
        rule.active = False
        rule.env.flush_all()
        yield
        rule.active = True
