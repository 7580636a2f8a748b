"""Reading: everything that a signed-in person can ask the ORM over RPC."""

from functools import partial

from odoo.fields import Domain

from .findings import REFUSALS, Oracle, acting

GROUPABLE = (
    "char",
    "selection",
    "boolean",
    "many2one",
    "many2many",
    "date",
    "datetime",
)
SUMMABLE = ("integer", "float", "monetary")
RELATIONS = ("many2one", "one2many", "many2many")


class Reader:
    """One viewer who looks for rows of hidden owners."""

    def __init__(self, world, viewer, report):
        self.world = world
        self.viewer = viewer
        self.report = report
        self.oracle = Oracle(world, viewer)
        self.env = world.env(user=viewer.user.id, context={"active_test": False})

    def run(self, model_name):
        """Try every reading door at one model."""
        hidden = sorted(self.world.hidden_ids(self.viewer, model_name))
        look = partial(self._look, model_name)
        self.search(model_name)
        self._text_search(model_name, look)
        self._names(model_name, look)
        self._groups(model_name, look)
        self._own_rows(model_name, look)
        if hidden:
            self._by_id(model_name, hidden, look)

    def search(self, model_name):
        """Search by every call that returns ids; the fastest single door."""
        hidden = self.world.hidden_ids(self.viewer, model_name)
        for door, domain in (
            ("search", []),
            ("search by id", [("id", "in", [*hidden])]),
        ):
            model = self.env[model_name]
            found = self._look(
                model_name, door, lambda m=model, d=domain: m.search(d).ids
            )
            if foreign := set(found or ()) & hidden:
                self._found(door, model_name, f"ids {sorted(foreign)}")

    def _look(self, target, door, call, sent=""):
        """Return what ``call`` returns, judged; None when it was refused."""
        self.report.probes += 1
        try:
            with acting(self.env), self.env.cr.savepoint(flush=False):
                result = call()
        except REFUSALS:
            self.report.refused += 1
            return None
        except Exception as error:
            self.report.broken[f"{door}:{target}"] = repr(error)[:200]
            return None
        if canary := self.oracle.canary(result, sent):
            self._found(door, target, canary)
        return result

    def _found(self, door, target, proof):
        self.report.add(self.viewer, door, target, proof)

    def _text_search(self, model_name, look):
        model = self.env[model_name]
        texts = [
            name
            for name, fld in model._fields.items()
            if fld.type in ("char", "text", "html")
            and readable(model, fld)
            and fld.store
        ]
        domain = self._speaks_of_hidden(texts)
        if count := look("text search", partial(model.search_count, domain)):
            self._found("text search", model_name, f"{count} rows")

    def _speaks_of_hidden(self, names):
        """Return the domain of rows where one of these texts holds a foreign marker."""
        return Domain.OR(
            Domain(name, "ilike", marker)
            for name in names
            for marker in self._markers()
        )

    def _markers(self):
        return [self.world.owners[key].marker for key in sorted(self.viewer.hidden)]

    def _names(self, model_name, look):
        model = self.env[model_name]
        look("name_search", lambda: model.name_search("", limit=None))
        for marker in self._markers():
            ask = partial(model.name_search, marker, limit=None)
            found = look("name_search", ask, sent=marker) or ()
            hidden = self.world.hidden_ids(self.viewer, model_name)
            if foreign := [pair for pair in found if pair[0] in hidden]:
                self._found("name_search", model_name, foreign)

    def _groups(self, model_name, look):
        """Group by each field, sum each figure: figures must not carry foreign ones."""
        model = self.env[model_name]
        stored = [fld for fld in asked(model) if fld.store and readable(model, fld)]
        for fld in stored:
            if fld.type in GROUPABLE:
                by = f"{fld.name}:month" if fld.type.startswith("date") else fld.name
                look(
                    f"group by {by}",
                    partial(model.formatted_read_group, [], [by], ["__count"]),
                )
        for fld in stored:
            if fld.type in SUMMABLE and fld.aggregator:
                spec = f"{fld.name}:sum"
                look(spec, partial(model.formatted_read_group, [], [], [spec]))

    def _own_rows(self, model_name, look):
        """Read all there is to read on visible rows: nothing foreign shines through."""
        model = self.env[model_name]
        names = [fld.name for fld in asked(model) if readable(model, fld)]
        spec = {name: self._spec(model, name) for name in names}
        new = [("id", ">", self.world.floor[model_name])]
        if look("search_read", partial(model.search_read, new, names)) is None:
            for name in names:  # one field that cannot be read must not hide the rest
                look(f"search_read {name}", partial(model.search_read, new, [name]))
        if look("web_search_read", partial(model.web_search_read, new, spec)) is None:
            for name in names:
                ask = partial(model.web_search_read, new, {name: spec[name]})
                look(f"web_search_read {name}", ask)
        self._web_calls(model, spec, new, look)
        rows = look("search", lambda: model.search(new))
        if rows:
            look("export_data", partial(rows.export_data, self._export_names(model)))
            look("get_metadata", rows.get_metadata)

    @staticmethod
    def _web_calls(model, spec, domain, look):
        """Ask as the web client's kanban, search panel and group headers do."""
        for name in spec:
            fld = model._fields[name]
            if not fld.store or fld.type not in ("many2one", "selection"):
                continue
            panel = partial(
                model.search_panel_select_range,
                name,
                enable_counters=True,
                hierarchize=has_own_parents(model, fld),
            )
            look(f"search panel {name}", panel)
            bar = {"field": name, "colors": {}}
            look(
                f"progress bar {name}", partial(model.read_progress_bar, [], name, bar)
            )
            look(
                f"web_read_group {name}",
                partial(model.web_read_group, domain, [name], ["__count"]),
            )

    @staticmethod
    def _spec(model, name):
        if model._fields[name].type in RELATIONS:
            return {"fields": {"display_name": {}}}
        return {}

    @staticmethod
    def _export_names(model):
        return [
            f"{name}/display_name" if fld.type in RELATIONS else name
            for name, fld in model._fields.items()
            if readable(model, fld) and fld.exportable
        ]

    def _by_id(self, model_name, hidden, look):
        """Ask for foreign rows by their ids, which are easy to guess."""
        model = self.env[model_name]
        names = readable_fields(model)
        domain = [("id", "in", hidden)]
        if count := look("search_count", partial(model.search_count, domain)):
            self._found("search_count", model_name, count)
        for row_id in hidden[:3]:
            row = model.browse(row_id)
            for door, ask in (
                ("read display_name", partial(row.read, ["display_name"])),
                ("read", partial(row.read, names)),
                ("web_read", partial(row.web_read, {"display_name": {}})),
                ("export_data by id", partial(row.export_data, ["display_name"])),
            ):
                if look(door, ask):
                    self._found(door, model_name, f"{row_id} was answered")
            look("get_metadata by id", row.get_metadata)  # natively asks no rule


class PathWalker(Reader):
    """The same viewer counts foreign rows through the relations of what is visible."""

    def run(self, model_name):
        model = self.env[model_name]
        if not model.has_access("read"):
            return
        for path, comodel in self._paths(model):
            texts = [
                f"{path}.{name}"
                for name, fld in comodel._fields.items()
                if fld.type == "char" and fld.store and readable(comodel, fld)
            ]
            ask = partial(model.search_count, self._speaks_of_hidden(texts))
            if count := self._look(f"{model_name}.{path}", "path", ask):
                self._found("path", f"{model_name}.{path}", f"{count} rows")

    def _paths(self, model):
        """Yield (path, model at its end): one step, or two from a dealer model."""
        for name, comodel in self._steps(model):
            if comodel._name in self.world.models:
                yield name, comodel
            if model._name in self.world.own_models:
                for further, end in self._steps(comodel):
                    if end._name in self.world.models:
                        yield f"{name}.{further}", end

    def _steps(self, model):
        for name, fld in model._fields.items():
            searchable = fld.store or fld.search
            if fld.type in RELATIONS and searchable and readable(model, fld):
                yield name, self.env[fld.comodel_name]


def readable(model, fld):
    return model._has_field_access(fld, "read")


def has_own_parents(model, fld):
    """Whether what a field points to has parents of its own kind.

    Users have contacts for parents; Odoo's search panel takes them for users, and goes
    round in circles for ever where the numbers of the two happen to meet.
    """
    if not fld.comodel_name:
        return False
    comodel = model.env[fld.comodel_name]
    parent = comodel._fields.get(comodel._parent_name)
    return bool(parent) and parent.comodel_name == comodel._name


def asked(model):
    """Return the fields to ask for one by one.

    Where the user may not read the model at all, each door is tried once, by a name.
    """
    if model.has_access("read"):
        return list(model._fields.values())
    names = ("display_name", "create_date", "create_uid")
    return [model._fields[name] for name in names if name in model._fields]


def readable_fields(model):
    return [name for name, fld in model._fields.items() if readable(model, fld)]


def guarded_fields(model):
    """Return stored fields of the model that the user has not been given."""
    return [
        name
        for name, fld in model._fields.items()
        if fld.groups
        and fld.store
        and fld.type != "binary"
        and not readable(model, fld)
    ]


def models_next_to(world):
    """Return models that have a relation to a walled one, and rows to start from."""
    found = set(world.models)
    for name, model in world.env.registry.items():
        if model._abstract or model._transient or not model._auto:
            continue
        leads_here = any(
            fld.comodel_name in world.models
            for fld in model._fields.values()
            if fld.type in ("one2many", "many2many")
        )
        if leads_here and world.env[name].search_count([], limit=1):
            found.add(name)
    return sorted(found)
