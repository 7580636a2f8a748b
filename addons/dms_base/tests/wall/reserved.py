"""Fields that staff may not all change, of rows that all of them may see and write."""

from odoo.fields import Command

from .findings import REFUSALS, undone


def check_reserved(world, viewer, report, only_model=""):
    """Whoever is not named for a reserved field is refused; who is named succeeds.

    Args:
        only_model: the one model to look at; "" for all on paper.
    """
    env = world.env(user=viewer.user.id)
    is_manager = viewer.name.endswith("manager")
    for place, (who, _why) in world.papers.reserved.items():
        model_name, _dot, name = place.rpartition(".")
        if only_model and model_name != only_model:
            continue
        row = _row_to_change(world, env[model_name])
        report.probes += 1
        with undone(env):
            is_changed = _change(row, name, _other_value(world, row, name))
        if is_changed != (is_manager and who == "manager"):
            done = "changed" if is_changed else "refused"
            report.add(viewer, "reserved", place, done)


def _row_to_change(world, model):
    """A row that a manager may give another value: B as a dealer, or its last row.

    Not A: others hang on it, and of what a dealer has once, A has one more in the
    other company. Rows that are for everybody are seeded for A alone.
    """
    owners = world.owners
    if model._name == "res.partner":
        return model.browse(owners["B"].dealer.id)
    ids = owners["B"].ids(model._name) or owners["A"].ids(model._name)
    return model.browse(max(ids))


def _other_value(world, row, name):
    """Return a value that the field does not have and may take."""
    row, fld = row.sudo(), row._fields[name]
    if fld.type == "boolean":
        return not row[name]
    if fld.type == "selection":
        values = fld.get_values(row.env)
        return next(value for value in values if value != row[name])
    if fld.type == "many2one":
        domain = [("id", "!=", row[name].id)]
        if fld.comodel_name == "res.partner":
            domain = [("id", "=", world.owners["A"].dealer.id)]
        return row.env[fld.comodel_name].search(domain, limit=1).id
    if fld.type == "many2many":
        return [Command.link(row.env[fld.comodel_name].search([], limit=1).id)]
    return f"{row[name] or ''}x" if fld.type in ("char", "text") else 17


def _change(row, name, value):
    try:
        row.write({name: value})
        row.env.flush_all()
    except REFUSALS:
        return False
    return True
