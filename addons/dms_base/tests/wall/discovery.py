"""What there is to defend: found in the registry, never named."""

import inspect
import re
from dataclasses import dataclass
from urllib.parse import quote

ARGUMENT = re.compile(r"<(?:([^:<>]+):)?(\w+)>")
PREFIX = "dms_"
MODEL_PREFIX = "dms."

# these have doors of their own
CRUD = ("create", "write", "unlink", "copy", "copy_data", "search", "read")

# native models whose rows belong to a dealer; those under a dealer add-on's record
# rule join them by themselves
NATIVE = (
    "res.partner",
    "res.partner.bank",
    "res.users",
    "sale.order",
    "sale.order.line",
    "account.move",
    "account.move.line",
    "account.payment",
    "payment.transaction",
    "stock.picking",
    "stock.move",
    "stock.move.line",
    "mail.message",
    "mail.followers",
    "mail.activity",
    "ir.attachment",
)


@dataclass(frozen=True)
class Route:
    """One URL rule of the routing map with the function behind it."""

    rule: object
    function: object
    routing: dict
    controller: object
    is_native: bool  # natively declared, and overridden by a dealer add-on
    is_guarded: bool  # by ``dealer_route``, as it was when the route was found

    @property
    def url(self):
        return self.rule.rule

    @property
    def methods(self):
        return self.routing["methods"] or ("GET", "POST")

    @property
    def arguments(self):
        """Names in the URL, in order."""
        return [name for _kind, name in ARGUMENT.findall(self.url)]

    @property
    def names_rows(self):
        """Whether an argument in the URL may be the id of a row."""
        return bool(set(self.arguments) - {"page"})

    @property
    def takes_tokens(self):
        """Whether a token in the URL may open it, as far as its source tells."""
        return self.is_native or "access_token" in self.parameters

    @property
    def takes_text(self):
        """Whether an argument in the URL may be any text."""
        kinds = [kind.partition("(")[0] for kind, _name in ARGUMENT.findall(self.url)]
        return bool({"", "string", "path"} & set(kinds))

    def path(self, value):
        """Return the URL with ``value`` in place of each of its arguments."""
        return ARGUMENT.sub(quote(str(value), safe=""), self.url)

    @property
    def is_json(self):
        return self.routing["type"] in ("jsonrpc", "json2")

    @property
    def parameters(self):
        """Names that the function takes, those in the URL left out."""
        _self, *others = inspect.signature(self.function).parameters.values()
        return [
            par.name
            for par in others
            if par.name not in self.rule.arguments and par.kind != par.VAR_KEYWORD
        ]


def module_of(obj):
    """Return the add-on that a class or function was written in ("" if none)."""
    parts = (getattr(obj, "__module__", None) or "").split(".")
    return parts[2] if parts[:2] == ["odoo", "addons"] and len(parts) > 2 else ""


def is_ours(obj):
    return module_of(obj).startswith(PREFIX)


def dealer_modules(env):
    """Return the names of the installed dealer add-ons, base first."""
    installed = env["ir.module.module"].search([("state", "=", "installed")])
    return sorted(name for name in installed.mapped("name") if name.startswith(PREFIX))


def dealer_models(env):
    """Return the names of stored dealer models: neither abstract nor wizards."""
    return sorted(
        name
        for name, model in env.registry.items()
        if name.startswith(MODEL_PREFIX) and not (model._abstract or model._transient)
    )


def dealer_wizards(env):
    return sorted(
        name
        for name, model in env.registry.items()
        if name.startswith(MODEL_PREFIX) and model._transient
    )


def dealer_rules(env):
    """Return the record rules that dealer add-ons brought, on whatever model."""
    data = env["ir.model.data"].search(
        [("model", "=", "ir.rule"), ("module", "=like", f"{PREFIX}%")]
    )
    rules = env["ir.rule"].browse(data.mapped("res_id")).exists()
    return rules.filtered("active").sorted("id")


def walled_models(env):
    """Return every stored model whose rows belong to a dealer."""
    ruled = set(dealer_rules(env).model_id.mapped("model"))
    names = {*dealer_models(env), *NATIVE, *ruled}
    return sorted(name for name in names if name in env.registry)


def routes(env, ours=True):
    """Return the routes that dealer add-ons serve, or those of the native portal."""
    found = []
    for rule in env["ir.http"].routing_map().iter_rules():
        endpoint = rule.endpoint
        function = inspect.unwrap(endpoint)
        if is_ours(function):
            keep = ours
        else:
            keep = not ours and rule.rule.startswith("/my")
        if keep:
            native = _is_native_route(endpoint.func, rule.rule)
            controller = endpoint.func.__self__
            routing = endpoint.routing
            guarded = "dms_roles" in routing
            found.append(Route(rule, function, routing, controller, native, guarded))
    return sorted(found, key=lambda route: route.url)


def _is_native_route(method, url):
    """Whether another add-on's controller declares the same URL further down."""
    for cls in type(method.__self__).mro():
        declared = vars(cls).get(method.__name__)
        routing = getattr(declared, "original_routing", {})
        if not is_ours(cls) and url in routing.get("routes", ()):
            return True
    return False


def public_names(model):
    """Return the names of methods of a model that RPC lets through."""
    names = []
    for name in dir(type(model)):
        if name.startswith("_"):
            continue
        if not inspect.isroutine(inspect.getattr_static(type(model), name)):
            continue
        classes = [cls for cls in type(model).mro() if hasattr(cls, name)]
        if any(getattr(getattr(cls, name), "_api_private", False) for cls in classes):
            continue
        names.append(name)
    return names


def dealer_methods(env):
    """Return {model: names} of public methods that dealer add-ons introduced.

    An override of a native method is not new: its callers and its checks are those
    of the native one, and the doors try it like every other method.
    """
    found = {}
    for model_name in sorted(env.registry):
        cls = env.registry[model_name]
        if not any(is_ours(base) for base in cls.mro()):
            continue
        names = [name for name in public_names(env[model_name]) if _is_new(cls, name)]
        if names:
            found[model_name] = names
    return found


def methods_of_ours(model):
    """Return the public methods of a model that dealer add-ons wrote or changed."""
    bases = [base for base in type(model).mro() if is_ours(base)]
    return [
        name
        for name in public_names(model)
        if any(name in vars(base) for base in bases) and name not in CRUD
    ]


def _is_new(cls, name):
    owners = [base for base in cls.mro() if name in vars(base)]
    return bool(owners) and all(is_ours(base) for base in owners)


def is_api_model(model, method):
    """Whether a method is called without records."""
    return bool(getattr(getattr(type(model), method), "_api_model", False))
