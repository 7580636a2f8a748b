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
    Writer(world, world.viewer("north manager"), report).run(model_name)


def look_at_code(world, model_name, report):
    """What a check in the code of a model decides: links, calls, reserved fields."""
    if model_name in world.models:
        manager = world.viewer("north manager")
        Writer(world, manager, report).run(model_name)
        Reader(world, manager, report).run(model_name)
    for name in ("national user", "national manager"):
        check_reserved(world, world.viewer(name), report, model_name)
    for viewer in world.viewers:
        if not viewer.name.startswith("national"):
            _call_methods(world, viewer, model_name, report)


def _call_methods(world, viewer, model_name, report):
    refused = methods.refused_to(world, viewer, model_name)
    ours = methods.of_ours(world, model_name) if viewer.name in methods.CALLERS else ()
    if not refused and not ours:
        return
    caller = methods.Caller(world, viewer, report)
    for method in refused:
        caller.on_own(model_name, method)
    for method in ours:
        caller.on_others(model_name, method)


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


def routes_with(world, routes, function):
    """Return the routes that a function of a controller or ir.http stands before."""
    doors = type(world.env["ir.http"]).mro()
    if any(function is other for cls in doors for other in functions_of(cls)):
        return routes
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
