"""Public methods: every person who can sign in may call them with any arguments."""

import inspect

from odoo.models import BaseModel

from . import discovery
from .findings import REFUSALS, Fingerprint, Oracle, undone

# rights only add up: who has most tries what each may do to others
CALLERS = ("dealer owner", "dealer colleague", "north manager")


class Caller:
    """One viewer who calls methods by name, as RPC would."""

    def __init__(self, world, viewer, report):
        self.world = world
        self.viewer = viewer
        self.report = report
        self.untested = []
        self.oracle = Oracle(world, viewer)
        self.env = world.env(user=viewer.user.id, context={"active_test": False})
        hidden, own = {}, {}
        for name in world.models:
            hidden[name] = world.hidden_ids(viewer, name)
            own[name] = world.promised_ids(viewer, name)
        self._hidden = Fingerprint(world.env, hidden)
        self._own = Fingerprint(world.env, own)
        self._hidden_before = self._hidden.take()
        self._own_before = self._own.take()
        self._count_before = self._own.count()

    def on_others(self, model_name, method, count=2):
        """Call on rows of each hidden owner: nothing may come back, nothing change.

        Args:
            count: how many rows of each owner to call on, one after the other.
        """
        for key in sorted(self.viewer.hidden):
            owner = self.world.owners[key]
            rows = self._rows(model_name, method, owner)
            if not rows and f"{model_name}.{method}" in self.world.papers.calls:
                rows = [[]]  # what it is told of the owner stands in its arguments
            for ids in rows[-count:]:
                self._call(
                    model_name, method, ids, owner, "call on others", self._leaks
                )

    def on_own(self, model_name, method):
        """Call on own rows: whoever is not named for a method changes nothing by it."""
        owner = self.world.owners["A"]
        judge = self._refuses if method.startswith("_") else self._changes
        for ids in self._rows(model_name, method, owner) or [[]]:
            self._call(model_name, method, ids, owner, "call on own", judge)

    def _rows(self, model_name, method, owner):
        """Return the lists of ids to call on: two single rows, or none to choose."""
        if discovery.is_api_model(self.env[model_name], method):
            return [[]]
        return [[row_id] for row_id in sorted(owner.ids(model_name))[-2:]]

    def _call(self, model_name, method, ids, owner, door, judge):
        self.report.probes += 1
        function = getattr(type(self.env[model_name]), method)
        arguments = self._arguments(model_name, method, function, owner)
        records = self.env[model_name].browse(ids)
        if discovery.is_api_model(self.env[model_name], method):
            records = self.env[model_name]
        target = f"{model_name}.{method}"
        with undone(self.env):
            try:
                with self.env.cr.savepoint(flush=False):
                    result = function(records, **arguments)
                    self.env.flush_all()
            except REFUSALS as error:
                self._note_refusal(target, error)
                if door == "call on others" and (proof := self.oracle.canary(error)):
                    self.report.add(self.viewer, door, target, f"refusal tells {proof}")
                return
            except Exception as error:
                self.untested.append(f"{target}: {error!r}"[:200])
                return
            if proof := judge(result, arguments):
                self.report.add(self.viewer, door, target, proof)

    def _note_refusal(self, target, error):
        if isinstance(error, (TypeError, KeyError, ValueError)):
            self.untested.append(f"{target}: {error!r}"[:200])
        else:
            self.report.refused += 1

    def _leaks(self, result, arguments):
        if changed := self._hidden.changed(self._hidden_before):
            return f"changed {changed}"
        for records in records_in(result):
            hidden = self.world.hidden_ids(self.viewer, records._name)
            if foreign := hidden & set(records.ids):
                return f"returned {records._name} {sorted(foreign)}"
        return self.oracle.canary(result, sent=str(arguments))

    def _refuses(self, result, arguments):
        return "not refused"

    def _changes(self, result, arguments):
        if changed := self._own.changed(self._own_before):
            return f"changed {changed}"
        now = self._own.count().items() - self._count_before.items()
        return f"rows made or removed: {sorted(now)}" if now else ""

    def _arguments(self, model_name, method, function, owner):
        """Return what to call with: the add-on's own recipe, or guesses by name."""
        recipe = self.world.papers.calls.get(f"{model_name}.{method}")
        if recipe:
            return {
                name: value.with_env(self.env)
                if isinstance(value, BaseModel)
                else value
                for name, value in recipe(self.world, owner).items()
            }
        parameters = list(inspect.signature(function).parameters.values())[1:]
        return {
            par.name: guess(par, model_name, owner)
            for par in parameters
            if par.default is par.empty
            and par.kind in (par.POSITIONAL_OR_KEYWORD, par.KEYWORD_ONLY)
        }


def records_in(value):
    """Yield the recordsets in a value, however deep in dicts and lists."""
    if isinstance(value, BaseModel):
        yield value
    elif isinstance(value, dict):
        yield from records_in([*value.keys(), *value.values()])
    elif isinstance(value, (list, tuple, set, frozenset)):
        for item in value:
            yield from records_in(item)


def guess(parameter, model_name, owner):
    """Return a value that fits the name of a parameter, pointing at ``owner``'s rows."""
    name = parameter.name
    ids = sorted(owner.ids(model_name))
    if name.endswith("ids"):
        return ids
    if name.endswith("_id") or name == "id":
        return ids[-1] if ids else owner.dealer.id
    if name in ("vals", "values", "payload", "data", "kwargs", "options", "params"):
        return {"partner_id": owner.dealer.id, "dealer_id": owner.dealer.id}
    if name in ("vals_list", "fields", "domain", "lines", "rows", "groupby"):
        return []
    if name.startswith(("date", "day")):
        return "2026-01-01"
    if name.endswith(("qty", "quantity", "limit", "count", "offset")):
        return 1
    return "name"


def unlisted(world):
    """Return public methods of the dealer add-ons that no paper names, and stale names."""
    found = {
        f"{model_name}.{name}"
        for model_name, names in world.dealer_methods.items()
        for name in names
    }
    listed = set(world.papers.methods)
    stale = {place for place in listed - found if not _exists(world.env, place)}
    return sorted(found - listed), sorted(stale)


def _exists(env, place):
    model_name, _dot, method = place.rpartition(".")
    return method.startswith("_") and hasattr(env[model_name], method)


def may_call(world, viewer, target):
    """Whether the papers name the viewer's role for a method."""
    who, _why = world.papers.methods.get(target, ("", ""))
    return viewer.role in who.split() or who == "everybody"


def callable_methods(world, model_name):
    """Return the public methods of a model that not every model has."""
    common = set(dir(world.env.registry["base"]))
    names = discovery.public_names(world.env[model_name])
    return [name for name in names if name not in common]


def of_ours(world, model_name):
    """Return the methods that the wall calls by name: public ones, and those on paper.

    A private method that checks by itself stands on paper to be tried without the
    route or the button in front of it.
    """
    names = discovery.methods_of_ours(world.env[model_name])
    return names + _private_on_paper(world, model_name)


def models_with_methods(world):
    """Return the models that dealer add-ons gave a method to call by name."""
    on_paper = {place.rpartition(".")[0] for place in world.papers.methods}
    return sorted({*world.dealer_methods, *on_paper})


def refused_to(world, viewer, model_name):
    """Return the methods of dealer add-ons that the papers keep from a viewer's role."""
    public = world.dealer_methods.get(model_name, [])
    names = {*public, *_private_on_paper(world, model_name)}
    return sorted(n for n in names if not may_call(world, viewer, f"{model_name}.{n}"))


def _private_on_paper(world, model_name):
    prefix = f"{model_name}._"
    places = [place for place in world.papers.methods if place.startswith(prefix)]
    return [place.rpartition(".")[2] for place in places]
