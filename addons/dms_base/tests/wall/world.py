"""The wall's world: a network, everything seeded, and who owns which row."""

import re

from psycopg2 import Error

from odoo.models import MAGIC_COLUMNS
from odoo.tools import SQL

from . import discovery
from .documents import make_documents
from .network import Network
from .papers import Papers
from .seed import TEXT, seed_all

# text that steers Odoo rather than tells something; a token there would break it
STEERING = re.compile(
    r"(^|_)(model|field|type|token|lang|tz|path|login|password|state|mimetype|secret"
    r"|checksum|fname|url|hash|prefix|method|format|scope|color|css|domain|context"
    r"|code|key|scheme|messages|version)$"
)


class World:
    """Network, walled models and, per owner, the rows that appeared with it.

    Attributes:
        dealer_methods: {model name: public methods that dealer add-ons brought}.
        unseeded: {model and owner: reason} where there is no row.
        floor: {model name: id} above which rows are this world's own.
    """

    def __init__(self, env):
        self.env = env
        self.models = discovery.walled_models(env)
        self.own_models = discovery.dealer_models(env)
        self.dealer_methods = discovery.dealer_methods(env)
        self.papers = Papers(env)
        self.unseeded = {}
        self._shared = {}
        self._kept = self._find_kept()
        _give_chart(env)
        self.network = Network(env, self.models)
        self._known = self._all_ids()
        self.floor = {name: max(ids, default=0) for name, ids in self._known.items()}
        network = self.network
        first = self._populate("A", network.north, 71_910_000)
        self._populate("B", network.south, 71_920_000)
        self._populate("S", network.north, 71_930_000, upstream=first)
        self._move_to_other_company(
            self._populate("D", network.north, 71_950_000), first
        )
        network.add_viewers()
        self._known = self._all_ids()

    @property
    def owners(self):
        return self.network.owners

    @property
    def viewers(self):
        return self.network.viewers

    def viewer(self, name):
        return self.network.viewer(name)

    def newcomer(self):
        """Build one more dealer in the south; nobody in the north may notice.

        It is forgotten here at once, for the test takes it back in the database.
        """
        known = self._known
        self._populate("N", self.network.south, 71_940_000)
        self._known = known
        return self.owners.pop("N")

    def is_shared(self, model_name):
        """Whether rows of the model belong to no dealer (they are for everybody)."""
        if model_name not in self._shared:
            self._shared[model_name] = not _leads_to_partner(self.env, model_name)
        return self._shared[model_name]

    def is_kept(self, viewer, model_name, operation="read"):
        """Whether rows that belong to no dealer are kept from ``viewer`` by a rule.

        Here only the superuser makes them, so whoever is limited may have none.
        """
        is_limited = viewer.is_portal or viewer.is_bound
        return is_limited and (model_name, operation) in self._kept

    def _find_kept(self):
        """Return (model name, operation) of rules on shared rows that ask who it is."""
        return {
            (rule.model_id.model, operation)
            for rule in discovery.dealer_rules(self.env)
            for operation in ("read", "write")
            if rule[f"perm_{operation}"]
            and "user." in (rule.domain_force or "")
            and self.is_shared(rule.model_id.model)
        }

    def hidden_ids(self, viewer, model_name):
        """Return the ids that ``viewer`` must neither find nor read.

        Of rows that are for everybody, only those of another company are hidden.
        """
        if model_name not in self.models:
            return set()
        owners = [self.owners[key] for key in viewer.hidden]
        if self.is_kept(viewer, model_name):
            owners = list(self.owners.values())
        elif self.is_shared(model_name):
            owners = [own for own in owners if own.company != self.network.company]
        return set().union(*(owner.ids(model_name) for owner in owners))

    def promised_ids(self, viewer, model_name):
        if model_name not in self.models or self.is_shared(model_name):
            return set()
        owners = [self.owners[key] for key in viewer.home]
        return set().union(*(owner.ids(model_name) for owner in owners))

    def _populate(self, key, region, number, upstream=None):
        owner = self.network.add_dealer(key, region, number, upstream)
        self._absorb(owner)
        make_documents(self.network, owner)
        for make_more in self.papers.documents:
            make_more(self.network, owner)
        self._absorb(owner)
        self._seed(owner, self._models_to_seed(owner))
        self._stain(owner)
        return owner

    def _move_to_other_company(self, donor, owner):
        """Make dealer records of ``donor`` those of ``owner`` in the second company.

        They are moved in the database: many could not be created there, for want of a
        delivery or an invoice in that company. Only the company tells them from
        ``owner``'s own, so only rules on companies can hide them.
        """
        other = self.network.add_other_company(owner)
        other.rows = {name: set() for name in self.models}
        for name in self.own_models:
            model = self.env[name]
            ids = donor.ids(name)
            if ids and not self.is_shared(name):
                other.rows[name], donor.rows[name] = ids, set()
                for fld in model._fields.values():
                    if fld.column_type and fld.comodel_name == "res.company":
                        self._set(model, fld, ids, other.company.id)
                    elif fld.column_type and fld.comodel_name == "res.partner":
                        self._set(model, fld, ids, owner.dealer.id)
                self._move_side_rows(donor, other, name)
        self.env.invalidate_all()
        self._seed_shared_of_other_company(other)
        self._stain(other)

    def _move_side_rows(self, donor, other, name):
        """Let messages, activities, followers and files go with their records."""
        moved = sorted(other.ids(name))
        for side, model_field in (
            ("mail.message", "model"),
            ("mail.activity", "res_model"),
            ("mail.followers", "res_model"),
            ("ir.attachment", "res_model"),
        ):
            domain = [(model_field, "=", name), ("res_id", "in", moved)]
            rows = self.env[side].with_context(active_test=False).search(domain)
            other.rows[side] |= donor.rows[side] & set(rows.ids)
            donor.rows[side] -= set(rows.ids)

    def _seed_shared_of_other_company(self, other):
        """Rows that are for everybody are not, when they say another company."""
        self._known = self._all_ids()
        names = [
            name
            for name in self.own_models
            if self.is_shared(name) and "company_id" in self.env[name]._fields
        ]
        self._seed(other, [n for n in names if n not in self.papers.unseeded])

    def _set(self, model, fld, ids, value):
        """Write a column of rows in the database; False when it will not have that."""
        try:
            with self.env.cr.savepoint(flush=False):
                self.env.cr.execute(
                    SQL(
                        "UPDATE %s SET %s = %s WHERE id IN %s",
                        SQL.identifier(model._table),
                        SQL.identifier(fld.name),
                        value,
                        tuple(ids),
                    ),
                    log_exceptions=False,
                )
        except Error:
            return False
        return True

    def _models_to_seed(self, owner):
        """Return what the documents left without a row, and all dealer models.

        Models that are shared by all are seeded once, for dealer A.
        """
        return [
            name
            for name in self.models
            if self.env[name]._auto
            and (name in self.own_models or not owner.ids(name))
            and (owner.key == "A" or not self.is_shared(name))
            and name not in self.papers.unseeded
        ]

    def _seed(self, owner, names):
        failed = seed_all(
            self.network, owner, names, self.is_shared, lambda: self._absorb(owner)
        )
        for name, reason in failed.items():
            if owner.ids(name):
                continue  # the documents made one, and there may be but one
            self.unseeded[f"{name} of {owner.key}"] = reason

    def _all_ids(self):
        self.env.flush_all()
        return {name: self._ids_of(self.env[name]) for name in self.models}

    def _ids_of(self, model):
        if not model._auto:
            return set(model.sudo().with_context(active_test=False).search([]).ids)
        rows = self.env.execute_query(
            SQL("SELECT id FROM %s", SQL.identifier(model._table))
        )
        return {row[0] for row in rows}

    def _absorb(self, owner):
        """Note every row that appeared since the last look as ``owner``'s."""
        now = self._all_ids()
        for name, ids in now.items():
            owner.rows.setdefault(name, set()).update(ids - self._known[name])
        self._known = now

    def _stain(self, owner):
        """Write a token that names its place into every text of the owner's rows."""
        for name in self.models:
            model, ids = self.env[name], tuple(owner.ids(name))
            if not ids or not model._auto or self.is_shared(name):
                continue
            for fld in model._fields.values():
                if _can_be_stained(model, fld):
                    self._stain_field(owner, model, fld, ids)
        self.env.invalidate_all()

    def _stain_field(self, owner, model, fld, ids):
        end = "@dealer.example" if "email" in fld.name else ""
        token = SQL("%s || id || %s", f"{owner.marker}-{model._name}.{fld.name}-", end)
        if fld.translate:
            token = SQL("jsonb_build_object('en_US', %s)", token)
        self._set(model, fld, ids, token)


def _can_be_stained(model, fld):
    """Whether a token may stand there; the next number is told from the last one."""
    return (
        fld.type in TEXT
        and fld.name != getattr(model, "_sequence_field", None)
        and fld.store
        and fld.column_type
        and not fld.company_dependent
        and not STEERING.search(fld.name)
    )


def _give_chart(env):
    """Invoices need accounts; a fresh database may have none yet."""
    if not env.company.chart_template:
        env["account.chart.template"].try_loading(
            "generic_coa", company=env.company, install_demo=False
        )


def _leads_to_partner(env, model_name, depth=3):
    """Whether a stored relation leads from the model to a contact.

    A dealer model that does not is shared by all; native ones are named because they
    do, some of them by a loose pair of model and id.
    """
    if not model_name.startswith(discovery.MODEL_PREFIX):
        return True
    if depth == 0:
        return False
    for fld in env[model_name]._fields.values():
        if fld.name in MAGIC_COLUMNS:
            continue
        if fld.type not in ("many2one", "many2many") or not fld.store:
            continue
        if fld.comodel_name == "res.partner":
            return True
        if fld.comodel_name.startswith(discovery.MODEL_PREFIX) and _leads_to_partner(
            env, fld.comodel_name, depth - 1
        ):
            return True
    return False
