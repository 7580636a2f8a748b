"""Fields that staff may not all change, of rows that all of them may see and write."""

from odoo.fields import Command

from .findings import REFUSALS, undone


def check_reserved(world, viewer, report, model_names=None):
    """Whoever is not named for a reserved field is refused; who is named succeeds.

    Args:
        model_names: the models to look at; None for all on paper.
    """
    env = world.env(user=viewer.user.id)
    is_manager = viewer.name.endswith("manager")
    for place, (who, _why) in world.papers.reserved.items():
        model_name, _dot, name = place.rpartition(".")
        if model_names is not None and model_name not in model_names:
            continue
        row = _row_to_change(world, env[model_name])
        report.probes += 1
        with undone(env):
            is_changed = _change(row, name, _other_value(world, row, name))
        if is_changed != (is_manager and who == "manager"):
            done = "changed" if is_changed else "refused"
            report.add(viewer, "reserved", place, done)


def _row_to_change(world, model):
    """A row that a manager may give another value: A's own dealer, or its last row."""
    owner = world.owners["A"]
    if model._name == "res.partner":
        return model.browse(owner.dealer.id)
    return model.browse(max(owner.ids(model._name)))


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
            domain = [("id", "=", world.owners["B"].dealer.id)]
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
