"""Writing: everything by which a signed-in person could touch rows of others."""

from contextlib import suppress

from psycopg2 import IntegrityError

from odoo.fields import Command
from odoo.tools import SQL

from .discovery import is_ours
from .findings import REFUSALS, Fingerprint, Oracle, undone
from .seed import Seeder

PER_OWNER = 2  # rows of each hidden owner that are attacked


class Writer:
    """One viewer who tries to change, delete, copy, create and re-parent."""

    def __init__(self, world, viewer, report):
        self.world = world
        self.viewer = viewer
        self.report = report
        self.oracle = Oracle(world, viewer)
        self.env = world.env(user=viewer.user.id, context={"active_test": False})

    def run(self, model_name):
        if not self.env[model_name]._auto:
            return
        for row_id in self._victims(model_name):
            self._attack(self.env[model_name].browse(row_id))
        self._create_for_others(model_name)
        self._reparent(model_name)

    def _victims(self, model_name):
        """Rows that are not the viewer's; portal users do not own shared rows either."""
        keys = sorted(self.viewer.hidden)
        if self.world.is_shared(model_name):
            is_kept = self.world.is_kept(self.viewer, model_name, "write")
            keys = sorted(self.world.owners)
            keys = keys if self.viewer.is_portal or is_kept else []
        for key in keys:
            yield from sorted(self.world.owners[key].ids(model_name))[-PER_OWNER:]

    def _attempt(self, door, target, call, verify=None):
        """Call and forget; success is a finding unless ``verify`` finds no harm."""
        self.report.probes += 1
        with undone(self.env):
            try:
                result = call()
                self.env.flush_all()
                harm = verify(result) if verify else "accepted"
            except REFUSALS:
                self.report.refused += 1
                return
            except Exception as error:
                self.report.broken[f"{door}:{target}"] = repr(error)[:200]
                return
            if harm:
                self.report.add(self.viewer, door, target, harm)

    def _attack(self, row):
        target = row._name
        vals = {}
        for name in self._fields_to_write(row):
            value = row.sudo()[name]
            vals = {name: row._fields[name].convert_to_write(value, row)}
            self._attempt(f"write {name}", target, lambda v=vals: row.write(v))
        self._attempt("web_save", target, lambda: row.web_save(vals, {}))
        self._attempt("unlink", target, row.unlink)
        self._attempt("copy", target, row.copy)
        if "active" in row._fields:
            self._attempt("archive", target, row.action_archive)

    @staticmethod
    def _fields_to_write(row):
        """Every field a dealer add-on brought, and one plain native text."""
        plain = [
            name
            for name, fld in row._fields.items()
            if fld.store
            and not fld.related
            and fld.type in ("char", "text", "selection")
        ]
        names = [
            name
            for name in plain
            if any(is_ours(base) and name in vars(base) for base in type(row).mro())
        ]
        return (names or plain)[:6]

    def _create_for_others(self, model_name):
        """Create a row whose links all lead to another owner."""
        model = self.env[model_name]
        if not model.has_access("create"):
            return
        for key in sorted(self.viewer.hidden):
            owner = self.world.owners[key]
            if not owner.ids(model_name):
                continue  # shared rows are seeded for few, and theirs hang together
            seeder = Seeder(self.world.network, owner, self.world.is_shared)
            seeder.prefix = "attack"
            for level in ("no options", "required"):
                vals = seeder.values(model.sudo(), level)
                self._attempt(
                    f"create for {key}",
                    model_name,
                    lambda v=vals: self.clear_way(model) and model.create(v),
                    self._leads_to_hidden,
                )

    def _leads_to_hidden(self, rows):
        """Return the first link of ``rows`` that ends at a hidden owner's row."""
        for row in rows.sudo():
            for name, fld in row._fields.items():
                if fld.type != "many2one" or not fld.store:
                    continue
                hidden = self.world.hidden_ids(self.viewer, fld.comodel_name)
                if row[name].id in hidden:
                    return f"{name} = {row[name].id} accepted"
        return ""

    def _reparent(self, model_name):
        """Point every link of own rows to a hidden row, or to where they are hidden."""
        model = self.env[model_name]
        if not model.has_access("write"):
            return
        own = sorted(self.world.promised_ids(self.viewer, model_name))
        rows = model.search([("id", "in", own)], order="id")
        for row in (rows[:1], rows[1:][-1:]):
            for fld in model._fields.values():
                if row and fld.store and fld.comodel_name:
                    self._reparent_by(row, fld)

    def _reparent_by(self, row, fld):
        hidden = sorted(self.world.hidden_ids(self.viewer, fld.comodel_name))
        if hidden and fld.type == "one2many":
            self._link(row, fld, hidden[0])
        if fld.type != "many2one":
            return
        if hidden:
            self._attempt(
                f"re-parent {fld.name}",
                row._name,
                lambda: self._point(row, fld.name, hidden[0]),
                self._leads_to_hidden,
            )
        for target_id in self._places(fld.comodel_name):
            self._attempt(
                f"push by {fld.name}",
                row._name,
                lambda row_id=target_id: self._point(row, fld.name, row_id),
                lambda _row: "" if row.search_count([("id", "=", row.id)]) else "gone",
            )

    def _places(self, comodel_name):
        """Return ids that everybody may point to, and that decide who sees a row."""
        if comodel_name == "res.company":
            return self.world.network.second_company.ids
        if comodel_name in self.world.own_models:
            return self.world.env[comodel_name].search([]).ids
        return []

    def _point(self, row, name, row_id):
        self.clear_way(row)
        row.write({name: row_id})
        return row

    def clear_way(self, model):
        """Leave nothing but access in the way: drop hidden rows of the same model.

        Else a rule about doubles or overlaps answers in place of the access check.
        """
        hidden = tuple(self.world.hidden_ids(self.viewer, model._name))
        if model._name in self.world.own_models and hidden:
            table = SQL.identifier(model._table)
            with suppress(IntegrityError), self.env.cr.savepoint(flush=False):
                query = SQL("DELETE FROM %s WHERE id IN %s", table, hidden)
                self.env.cr.execute(query, log_exceptions=False)
        return True

    def _link(self, row, fld, hidden_id):
        """Pull a hidden row over by its one2many; that changes the hidden row."""
        rows = {fld.comodel_name: {hidden_id}}
        with undone(self.env):
            fingerprint = Fingerprint(self.world.env, rows)
            before = fingerprint.take()
        self._attempt(
            f"link {fld.name}",
            row._name,
            lambda: row.write({fld.name: [Command.link(hidden_id)]}),
            lambda _result: fingerprint.changed(before),
        )
