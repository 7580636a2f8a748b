"""Access checks, switched off one at a time: each must be missed by the wall test.

No check is named here. They are found in the source of the dealer add-ons: a call of
``check_access``, a ``raise`` of what means "you may not", a ``_filtered_access``, a
``_document_check_access``, or a call that returns why somebody is refused (its name
ends in ``_refusal``). A mutant is the same function without that one check.
"""

import ast
import builtins
import inspect
import sys
import textwrap
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from . import discovery

CHECKS = ("check_access", "_document_check_access")
REFUSED = ("AccessError", "AccessDenied", "Forbidden", "NotFound", "not_found")
MARK = "_wall_mark"  # what marked code calls


@dataclass(frozen=True)
class Mutant:
    """A function without its n-th check."""

    function: object
    number: int
    check: str

    def __str__(self):
        module = self.function.__module__.removeprefix("odoo.addons.")
        name = f"{module}.{self.function.__qualname__}"
        if self.function.__code__.co_name != self.function.__name__:
            name += f" in {self.function.__code__.co_name}"  # a decorator's function
        return f"{name} without {self.check} #{self.number}"


def find_mutants(env):
    """Return the mutants of all code of the installed dealer add-ons."""
    modules = _modules(env)
    files = {module.__file__ for module in modules.values()}
    functions = {}
    for name, module in modules.items():
        classes = [cls for cls in vars(module).values() if issubclass(type(cls), type)]
        for holder in (module, *(cls for cls in classes if cls.__module__ == name)):
            for function in functions_of(holder):
                if function.__code__.co_filename in files:
                    functions[id(function)] = function
    return [
        mutant for function in functions.values() for mutant in _mutants_of(function)
    ]


def count_in_sources(env):
    """Return how many checks the source files hold, wherever they stand in them."""
    finder = _Checks()
    for module in _modules(env).values():
        finder.visit(ast.parse(Path(module.__file__).read_text()))
    return len(finder.seen)


def _modules(env):
    """Return {name: module} of the code of the installed dealer add-ons."""
    installed = tuple(f"odoo.addons.{name}." for name in discovery.dealer_modules(env))
    return {
        name: module
        for name, module in sorted(sys.modules.items())
        if name.startswith(installed) and ".tests" not in name
    }


def functions_of(holder):
    """Yield the functions of a class or module, those of their decorators too."""
    for attribute in list(vars(holder).values()):
        if isinstance(attribute, (classmethod, staticmethod)):
            attribute = attribute.__func__
        while inspect.isfunction(attribute):
            yield attribute
            attribute = getattr(attribute, "__wrapped__", None)


def _mutants_of(function):
    finder = _Checks()
    finder.visit(_parse(function))
    for number, check in enumerate(finder.seen):
        yield Mutant(function, number, check)


class _Checks(ast.NodeTransformer):
    """Goes through the checks of a function in the order of their numbers.

    Each is handed to ``on_check(number, node, without)``: the node as it stands and a
    function that returns it without the check. What comes back takes its place.
    """

    def __init__(self, on_check=lambda number, node, without: node):
        self.on_check = on_check
        self.seen = []

    def _met(self, check, node, without):
        self.seen.append(check)
        return self.on_check(len(self.seen) - 1, node, without)

    def visit_Raise(self, node):
        name = _called_name(node.exc)
        if name in REFUSED:
            return self._met(name, node, ast.Pass)
        return node

    def visit_Expr(self, node):
        name = _called_name(node.value)
        met = self._met(name, node, ast.Pass) if name in CHECKS else node
        self.generic_visit(node)
        return met

    def visit_Call(self, node):
        self.generic_visit(node)
        name = _called_name(node)
        if name == "_filtered_access":
            return self._met(name, node, lambda: _sudo_of(node))
        if name.endswith("_refusal"):
            return self._met(name, node, lambda: ast.Constant(""))
        if name == "_document_check_access":
            return self._met(name, node, lambda: _browsed_by(node))
        return node


def _sudo_of(call):
    return _expression(f"{ast.unparse(call.func.value)}.sudo()")


def _browsed_by(call):
    model, row_id = (ast.unparse(arg) for arg in call.args[:2])
    return _expression(f"request.env[{model}].sudo().browse({row_id})")


def _expression(text):
    return ast.parse(text, mode="eval").body


def _without(target):
    """Return what takes out the check numbered ``target`` and leaves the others."""

    def on_check(number, node, without):
        return ast.copy_location(without(), node) if number == target else node

    return on_check


def _marked(key):
    """Return what tells, before each check runs, that it does."""

    def on_check(number, node, _without):
        mark = _expression(f"{MARK}({key}, {number})")
        if isinstance(node, ast.stmt):
            return [ast.copy_location(ast.Expr(mark), node), node]
        both = ast.Tuple([mark, node], ast.Load())
        return ast.Subscript(both, ast.Constant(1), ast.Load())

    return on_check


def _called_name(node):
    """Return the last name of what is called or raised: ``a.b.c()`` gives ``c``."""
    if isinstance(node, ast.Call):
        node = node.func
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _parse(function):
    # of the code, since a decorator's function says that it is the one it wraps
    tree = ast.parse(textwrap.dedent(inspect.getsource(function.__code__)))
    if isinstance(tree.body[0], ast.FunctionDef):
        tree.body[0].decorator_list = []
        return tree
    return ast.parse("def nothing():\n    pass")  # a lambda checks nothing


def _code_of(function, on_check):
    """Compile ``function`` again with its checks changed by ``on_check``.

    It is compiled within a function that has the names it closes over, of which
    ``super()`` needs one; it names them all, also when only the check used one.
    """
    tree = _parse(function)
    _Checks(on_check).visit(tree)
    closed_over = [ast.Name(name, ast.Load()) for name in function.__code__.co_freevars]
    tree.body[0].body[:0] = [ast.Expr(name) for name in closed_over]
    names = ", ".join(function.__code__.co_freevars)
    factory = ast.parse(f"def factory({names}):\n    pass")
    name = ast.Name(tree.body[0].name, ast.Load())
    factory.body[0].body = [*tree.body, ast.Return(name)]
    made = {}
    code = compile(ast.fix_missing_locations(factory), "<mutant>", "exec")
    exec(code, dict(function.__globals__), made)
    return made["factory"](*function.__code__.co_freevars).__code__


@contextmanager
def switched_off(mutant):
    """Let the function run without the check, wherever it is referred to."""
    code = mutant.function.__code__
    mutant.function.__code__ = _code_of(mutant.function, _without(mutant.number))
    try:
        yield
    finally:
        mutant.function.__code__ = code


@contextmanager
def reached(mutants, on_reached):
    """Call ``on_reached(mutant)`` whenever the check of one is about to run."""
    by_place = {(id(m.function), m.number): m for m in mutants}
    functions = {id(m.function): m.function for m in mutants}
    codes = {key: function.__code__ for key, function in functions.items()}

    def mark(key, number):
        on_reached(by_place[key, number])

    try:
        for key, function in functions.items():
            function.__code__ = _code_of(function, _marked(key))
        with patch.object(builtins, MARK, mark, create=True):
            yield
    finally:
        for key, function in functions.items():
            function.__code__ = codes[key]
