"""Access checks, switched off one at a time: each must be missed by the wall test.

No check is named here. They are found in the source of the dealer add-ons: a call of
``check_access``, a ``raise`` of what means "you may not", a ``_filtered_access`` or a
``_document_check_access``. A mutant is the same function without that one check.
"""

import ast
import inspect
import sys
import textwrap
from contextlib import contextmanager
from dataclasses import dataclass

from . import discovery

CHECKS = ("check_access", "_document_check_access")
REFUSED = ("AccessError", "AccessDenied", "Forbidden", "NotFound", "not_found")


@dataclass(frozen=True)
class Mutant:
    """A function without its n-th check."""

    function: object
    number: int
    check: str

    def __str__(self):
        module = self.function.__module__.removeprefix("odoo.addons.")
        name = f"{module}.{self.function.__qualname__}"
        return f"{name} without {self.check} #{self.number}"


def find_mutants(env):
    """Return the mutants of all code of the installed dealer add-ons."""
    installed = tuple(f"odoo.addons.{name}." for name in discovery.dealer_modules(env))
    functions = {}
    for name in sorted(sys.modules):
        if name.startswith(installed) and ".tests" not in name:
            module = sys.modules[name]
            classes = [
                cls for cls in vars(module).values() if issubclass(type(cls), type)
            ]
            for holder in (module, *classes):
                for function in _functions_of(holder, name):
                    functions[id(function)] = function
    return [
        mutant for function in functions.values() for mutant in _mutants_of(function)
    ]


def _functions_of(holder, module_name):
    """Yield the functions written in a module that ``holder`` has, decorators' too."""
    for attribute in list(vars(holder).values()):
        function = attribute
        if isinstance(attribute, (classmethod, staticmethod)):
            function = attribute.__func__
        while inspect.isfunction(function):
            if function.__module__ == module_name and _is_in_file(
                function, module_name
            ):
                yield function
            function = getattr(function, "__wrapped__", None)


def _is_in_file(function, module_name):
    """A wrapper takes the module's name of what it wraps; its code tells the truth."""
    return function.__code__.co_filename == sys.modules[module_name].__file__


def _mutants_of(function):
    finder = _Remover(None)
    finder.visit(_parse(function))
    for number, check in enumerate(finder.seen):
        yield Mutant(function, number, check)


class _Remover(ast.NodeTransformer):
    """Lists the checks of a function, and takes out the one with ``number``."""

    def __init__(self, number):
        self.number = number
        self.seen = []

    def _is_target(self, check):
        self.seen.append(check)
        return len(self.seen) - 1 == self.number

    def visit_Raise(self, node):
        name = _called_name(node.exc)
        if name in REFUSED and self._is_target(name):
            return ast.copy_location(ast.Pass(), node)
        return node

    def visit_Expr(self, node):
        name = _called_name(node.value)
        if name in CHECKS and self._is_target(name):
            return ast.copy_location(ast.Pass(), node)
        return self.generic_visit(node)

    def visit_Call(self, node):
        self.generic_visit(node)
        name = _called_name(node)
        if name == "_filtered_access" and self._is_target(name):
            text = f"{ast.unparse(node.func.value)}.sudo()"
        elif name == "_document_check_access" and self._is_target(name):
            model, row_id = (ast.unparse(arg) for arg in node.args[:2])
            text = f"request.env[{model}].sudo().browse({row_id})"
        else:
            return node
        return ast.copy_location(ast.parse(text, mode="eval").body, node)


def _called_name(node):
    """Return the last name of what is called or raised: ``a.b.c()`` gives ``c``."""
    if isinstance(node, ast.Call):
        node = node.func
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _parse(function):
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    tree.body[0].decorator_list = []
    return tree


def _code_without_check(function, number):
    """Compile ``function`` again without its n-th check.

    It is compiled within a function that has the names it closes over, of which
    ``super()`` needs one.
    """
    tree = _parse(function)
    _Remover(number).visit(tree)
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
    mutant.function.__code__ = _code_without_check(mutant.function, mutant.number)
    try:
        yield
    finally:
        mutant.function.__code__ = code
