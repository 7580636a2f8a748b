"""One record of every model for one owner, from what the fields say about themselves."""

import base64
from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.models import MAGIC_COLUMNS

from .documents import add_side_records

TEXT = ("char", "text", "html")
NUMBERS = ("float", "monetary")
LAST_DAY = ("last", "end", "until", "deadline", "expir")
# from the fullest record to the barest; the first one that can be created is kept
LEVELS = ("all", "no options", "owner and texts", "required")


class SeedError(Exception):
    """A model that no level of completeness could create; says why."""


class Seeder:
    """Creates records for one owner out of nothing but field definitions."""

    def __init__(self, network, owner, is_shared):
        self.env = network.env
        self.network = network
        self.owner = owner
        self.is_shared = is_shared
        self.counter = 0
        self.prefix = ""

    def seed(self, model_name):
        """Create one record of ``model_name`` that belongs to the owner."""
        model = self.env[model_name].with_company(self.owner.company)
        shared = self.is_shared(model_name)
        self.prefix = f"shared {self.owner.key}" if shared else self.owner.marker
        reasons = []
        for level in LEVELS:
            try:
                with self.env.cr.savepoint():
                    record = model.create(self.values(model, level))
                    self.env.flush_all()
            except Exception as error:
                self.env.invalidate_all()
                reasons.append(f"{level}: {type(error).__name__}: {error}"[:300])
                continue
            if not shared:
                add_side_records(record, self.owner)
            return record
        raise SeedError(f"{model_name} cannot be seeded\n  " + "\n  ".join(reasons))

    def values(self, model, level):
        vals = {}
        for name, fld in model._fields.items():
            if not self._is_wanted(fld, level):
                continue
            value = self._value(fld)
            if value is not None:
                vals[name] = value
        for name, fld in model._fields.items():
            if fld.type == "many2one_reference" and name in vals:
                vals[fld.model_field] = self.owner.dealer._name
        return vals

    def _is_wanted(self, fld, level):
        if (
            fld.name in MAGIC_COLUMNS
            or fld.related
            or not (fld.store or fld.type == "binary")
        ):
            return False
        if fld.compute and (fld.readonly or not fld.required):
            return False
        if fld.required:
            return True
        links_owner = fld.type == "many2one" and fld.comodel_name == "res.partner"
        if level == "all":
            return True
        if level == "no options":
            return links_owner or not fld.relational
        if level == "owner and texts":
            return links_owner or fld.type in TEXT
        return False

    def _value(self, fld):
        maker = getattr(self, f"_value_{fld.type}", None)
        if fld.type in TEXT:
            maker = self._text
        elif fld.type in NUMBERS:
            maker = self._number
        return maker(fld) if maker else None

    def _text(self, fld):
        self.counter += 1
        return f"{self.prefix}-{fld.name}-{self.counter}"

    def _number(self, fld):
        self.counter += 1
        return float(self.owner.number + self.counter)

    def _value_integer(self, fld):
        self.counter += 1
        return self.counter

    def _value_binary(self, fld):
        return base64.b64encode(self._text(fld).encode())

    def _value_json(self, fld):
        return {"text": self._text(fld)} if fld.required else None

    def _value_date(self, fld):
        late = any(word in fld.name for word in LAST_DAY)
        days = 30 if late else -(self.owner.number // 10_000 % 10)
        return fields.Date.today() + timedelta(days=days)

    def _value_datetime(self, fld):
        return fields.Datetime.now()

    def _value_selection(self, fld):
        values = fld.get_values(self.env)
        return values[0] if fld.required and not fld.default and values else None

    def _value_many2one(self, fld):
        if fld.comodel_name == "res.partner":
            return self.owner.dealer.id
        if fld.comodel_name == "res.users":
            return self.owner.users["owner"].id if fld.required else None
        if fld.comodel_name == "res.company":
            return self.owner.company.id
        own = self._own_rows(fld)
        if own is not None:
            return own[:1].id or None
        return self._shared_row(fld).id or None

    def _value_many2one_reference(self, fld):
        return self.owner.dealer.id

    def _value_many2many(self, fld):
        if fld.comodel_name == "res.users":
            return None  # who is linked to what decides who sees what
        if fld.comodel_name == "res.partner":
            return [Command.set(self.owner.dealer.ids)]
        own = self._own_rows(fld)
        if own is not None:
            return [Command.set(own[:1].ids)]
        return None

    def _own_rows(self, fld):
        """Return the owner's rows that the field may point to; None if not walled."""
        if fld.comodel_name not in self.owner.rows:
            return None
        comodel = self.env[fld.comodel_name]
        domain = [("id", "in", list(self.owner.ids(fld.comodel_name)))]
        if isinstance(fld.domain, list):
            domain += fld.domain
        return comodel.search(domain, order="id desc")

    def _shared_row(self, fld):
        """Return a row that belongs to nobody: the network's, or the first there is."""
        if fld.comodel_name == "product.category":
            return self.network.category
        if fld.comodel_name == "product.product":
            return self.network.product
        if fld.comodel_name == "dms.region":
            return self.owner.dealer.dms_region_id
        domain = fld.domain if isinstance(fld.domain, list) else []
        return self.env[fld.comodel_name].search(domain, limit=1)


def seed_all(network, owner, model_names, is_shared, absorb):
    """Seed every model for ``owner``, parents before children.

    What fails is tried again after each success, which may have been the parent.

    Args:
        is_shared: tells of a model name whether its rows belong to nobody.
        absorb: called after each record, to note the new rows as the owner's.

    Returns:
        {model name: reason} of the models that could not be seeded.
    """
    seeder = Seeder(network, owner, is_shared)
    waiting, failed = set(model_names), {}
    while waiting:
        name = min(
            waiting, key=lambda each: (_parents_in(network.env, each, waiting), each)
        )
        waiting.remove(name)
        try:
            seeder.seed(name)
        except SeedError as error:
            failed[name] = str(error)
        else:
            absorb()
            waiting.update(failed)
            failed = {}
    return failed


def _parents_in(env, model_name, waiting):
    """Count the models in ``waiting`` that records of ``model_name`` hang on."""
    flds = env[model_name]._fields.values()
    parents = {fld.comodel_name for fld in flds if fld.type == "many2one" and fld.store}
    return len((parents & waiting) - {model_name})
