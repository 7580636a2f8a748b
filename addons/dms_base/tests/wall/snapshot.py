"""What dealer roles may read and write, frozen: growth is a decision, not an accident."""

from functools import partial

from . import discovery
from .doors_orm import Reader, guarded_fields, readable_fields
from .network import ROLES

OPERATIONS = ("write", "create", "unlink")


def _dealers(world):
    return [viewer for viewer in world.viewers if viewer.role in (*ROLES, "")]


def readable_by_dealers(world):
    """Return {model: (roles, fields)} of the fields that dealer add-ons brought."""
    found = {}
    for viewer in _dealers(world):
        env = world.env(user=viewer.user.id)
        for name in world.env.registry:
            model = env[name]
            fields = _fields_of_ours(model)
            if model._abstract or not fields or not model.has_access("read"):
                continue
            roles, names = found.setdefault(name, (set(), set()))
            roles.add(viewer.role or "colleague")
            names.update(fields & set(readable_fields(model)))
    return {name: both for name, both in found.items() if both[1]}


def _fields_of_ours(model):
    prefix = discovery.PREFIX
    return {
        n for n, fld in model._fields.items() if (fld._module or "").startswith(prefix)
    }


def grown_fields(world):
    """Return {model: [roles and fields that no paper names]}."""
    grown = {}
    for name, (roles, fields) in readable_by_dealers(world).items():
        old_roles, old_fields = world.papers.fields.get(name, (set(), set()))
        if more := sorted(roles - old_roles) + sorted(fields - old_fields):
            grown[name] = more
    return grown


def grown_operations(world):
    """Return {model: [operation by role]} that no paper names."""
    grown = {}
    for viewer in _dealers(world):
        env = world.env(user=viewer.user.id)
        for name in [*world.own_models, *discovery.dealer_wizards(world.env)]:
            written = world.papers.writable.get(name, ("", ""))[0].split()
            for operation in OPERATIONS:
                if env[name].has_access(operation) and operation not in written:
                    who = f"{operation} by {viewer.role or 'colleague'}"
                    grown.setdefault(name, []).append(who)
    return grown


def ask_guarded_fields(world, viewer, model_name, report):
    """Filter, order, group and read by each field that the viewer was not given."""
    reader = Reader(world, viewer, report)
    model = reader.env[model_name]
    if not model.has_access("read"):
        return
    for name in guarded_fields(model):
        questions = {
            "filter": partial(model.search, [(name, "!=", False)]),
            "order": partial(model.search, [], order=name),
            "group": partial(model.formatted_read_group, [], [name], ["__count"]),
            "read": partial(model.search_read, [], [name]),
        }
        for door, question in questions.items():
            if reader._look(f"{model_name}.{name}", door, question):
                report.add(
                    viewer, f"guarded {door}", f"{model_name}.{name}", "answered"
                )
