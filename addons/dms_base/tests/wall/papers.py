"""What is allowed in writing.

Every dealer add-on may hand in ``tests/wall_papers.py`` with any of these names; what
is not written there is a finding:

METHODS    {"model.method": (who, why)}: public methods, which RPC lets through; ``who``
           is "everybody", or "staff", "clerk" (sells, but is no dealer staff),
           "employee" and the dealer roles, separated by blanks. A private method that
           checks by itself stands here to be called without a route in front of it;
           it must refuse everybody else.
CALLS      {"model.method": function(world, owner) -> arguments}: how to call it when its
           parameters cannot be guessed from their names.
DOCUMENTS  [function(network, owner)]: more of what a dealer does, before the seeding.
RESERVED   {"model.field": (who, why)}: of staff only "manager" or "nobody" writes it.
WRITABLE   {model: (operations, why)}: what dealer roles may do over RPC besides reading.
ROUTES     {url: (who, why)}: who may open a route: roles, "portal" for all portal
           users, "public" for everybody.
FIELDS     {model: (roles, fields)}: what dealer roles may read.
UNSEEDED   {model: why}: models that introspection cannot seed.
IDLE       {xml id of a rule, or name of a mutant: why}: switched off it opens nothing.
OPEN       {"viewer:door:target": why}: findings that are accepted.
PARTS      [module]: more papers with any of these names, one for each part of an add-on.

The keys of IDLE and OPEN are regular expressions.
"""

import importlib
import re

from .discovery import dealer_modules


class Papers:
    """The papers of all installed dealer add-ons, put together."""

    def __init__(self, env):
        self.methods = {}
        self.calls = {}
        self.writable = {}
        self.reserved = {}
        self.documents = []
        self.routes = {}
        self.fields = {}
        self.unseeded = {}
        self.idle = {}
        self.open = {}
        for module in dealer_modules(env):
            paper = _load(module)
            for part in (paper, *getattr(paper, "PARTS", ())):
                self._add(part)

    def is_idle(self, name):
        return any(re.fullmatch(pattern, name) for pattern in self.idle)

    def _add(self, paper):
        for name in ("METHODS", "CALLS", "WRITABLE", "RESERVED"):
            getattr(self, name.lower()).update(getattr(paper, name, {}))
        for name in ("ROUTES", "UNSEEDED", "IDLE", "OPEN"):
            getattr(self, name.lower()).update(getattr(paper, name, {}))
        self.documents += getattr(paper, "DOCUMENTS", [])
        for model, (roles, names) in getattr(paper, "FIELDS", {}).items():
            old_roles, old_names = self.fields.get(model, (set(), set()))
            self.fields[model] = (
                old_roles | set(roles.split()),
                old_names | set(names.split()),
            )


def _load(module):
    """Import the papers of a module; without any, nothing is allowed there."""
    name = f"odoo.addons.{module}.tests.wall_papers"
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name in (name, name.rpartition(".")[0]):
            return None
        raise
