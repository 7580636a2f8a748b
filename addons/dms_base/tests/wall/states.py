"""Rows in every state they can be in: a rule may forget one."""

from odoo.tools import SQL

from .findings import undone


def in_every_state(world, model_name, look):
    """Call ``look(model_name)`` with all rows of all owners in each state in turn."""
    model = world.env[model_name]
    fld = model._fields.get("state")
    ids = tuple(
        set().union(*(owner.ids(model_name) for owner in world.owners.values()))
    )
    if fld is None or fld.type != "selection" or not fld.store or not ids:
        return
    if not model._auto:
        return
    for state in fld.get_values(world.env):
        with undone(world.env):
            world.env.cr.execute(
                SQL(
                    "UPDATE %s SET state = %s WHERE id IN %s",
                    SQL.identifier(model._table),
                    state,
                    ids,
                )
            )
            world.env.invalidate_all()
            look(model_name)
