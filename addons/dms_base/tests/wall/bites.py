"""Looks for anything that a switched-off rule or check lets through, and stops there."""

import inspect
from contextlib import contextmanager

from odoo.tools import mute_logger

from . import methods
from .doors_orm import Reader
from .doors_write import Writer
from .findings import Found, Report
from .mutants import functions_of
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
    """What a check in the code of models decides: reserved fields, calls, links."""
    for name in ("national user", "national manager"):
        check_reserved(world, world.viewer(name), report, model_names)
    for viewer in world.viewers:
        if viewer.name.startswith("national"):
            continue
        caller = methods.Caller(world, viewer, report)
        for model_name in model_names:
            for method in methods.refused_to(world, viewer, model_name):
                caller.on_own(model_name, method)
            for method in methods.of_ours(world, model_name):
                caller.on_others(model_name, method)
    manager = world.viewer("north manager")
    for model_name in sorted(set(model_names) & set(world.models)):
        Reader(world, manager, report).run(model_name)
        Writer(world, manager, report).run(model_name)


def models_with(world, function):
    """Return the models, walled or with methods on paper, that run a function."""
    names = {
        *world.models,
        *(place.rpartition(".")[0] for place in world.papers.methods),
    }
    return sorted(
        name
        for name in names
        if any(
            function is other
            for base in type(world.env[name]).mro()
            for other in functions_of(base)
        )
    )


def routes_with(routes, function):
    """Return the routes that a function of a controller stands in front of."""
    return [
        route
        for route in routes
        if any(
            function is other
            for cls in type(route.controller).mro()
            for other in functions_of(cls)
        )
        and (function.__name__ == route.function.__name__ or not _is_route(function))
    ]


def _is_route(function):
    """A page of its own (and what decorates it) matters to its own URL only."""
    return hasattr(inspect.unwrap(function), "original_routing") or hasattr(
        function, "__wrapped__"
    )


@contextmanager
def rule_off(rule):
    """Run without a record rule, then with it again."""
    with rule.env.cr.savepoint(), mute_logger("odoo.registry"):
        rule.active = False
        rule.env.flush_all()
        yield
        rule.active = True
