"""Imports run one way: engine → queries → models → controllers, wizards, reports."""

import ast
import sys

import pytest
from tree import addons

STDLIB = sys.stdlib_module_names
# What a layer may never import, as path prefixes below the add-on.
FORBIDDEN = {
    "queries": ("models", "controllers", "wizards", "report"),
    "models": ("controllers", "wizards", "report"),
    "controllers": ("engine", "queries"),
    "wizards": ("queries", "controllers"),
    "report": ("controllers", "wizards"),
}


def imports(tree):
    """Yield (level, dotted name) for every import statement."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield 0, alias.name
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            yield node.level, module
            if not module:
                for alias in node.names:
                    yield node.level, alias.name


def engine_faults(source):
    return [
        name
        for level, name in imports(ast.parse(source))
        if level > 1 or (not level and name.partition(".")[0] not in STDLIB)
    ]


def layer_faults(layer, source):
    return [
        name
        for level, name in imports(ast.parse(source))
        if level == 2 and name.partition(".")[0] in FORBIDDEN[layer]
    ]


def sibling_faults(own, below, source):
    """Return our add-ons that a file reads and its own does not stand on."""
    names = {addon.name for addon in addons()}
    found = {
        name.split(".")[2]
        for _level, name in imports(ast.parse(source))
        if name.startswith("odoo.addons.") and name.count(".") >= 2
    }
    return sorted((found & names) - {own} - below)


def standing_on(addon):
    """All of our add-ons below this one."""
    known = {each.name: each for each in addons()}
    below, queue = set(), list(addon.manifest["depends"])
    while queue:
        name = queue.pop()
        if name in known and name not in below:
            below.add(name)
            queue += known[name].manifest["depends"]
    return below


def test_an_engine_imports_the_standard_library_and_itself(addon):
    for path in addon.files("engine/*.py"):
        assert engine_faults(path.read_text()) == [], path


@pytest.mark.parametrize("layer", FORBIDDEN)
def test_a_layer_imports_only_what_lies_below(addon, layer):
    for path in addon.files(f"{layer}/*.py"):
        assert layer_faults(layer, path.read_text()) == [], path


def test_siblings_do_not_know_each_other(addon):
    below = standing_on(addon)
    for path in addon.files("*.py"):
        assert sibling_faults(addon.name, below, path.read_text()) == [], path


def test_dms_base_stands_on_core_alone():
    [base] = [addon for addon in addons() if addon.name == "dms_base"]
    assert not standing_on(base)


@pytest.mark.parametrize(
    ("check", "source"),
    [
        (engine_faults, "from odoo import models"),
        (engine_faults, "from ..models import x"),
        (lambda text: layer_faults("controllers", text), "from ..engine.x import y"),
        (lambda text: layer_faults("models", text), "from .. import controllers"),
        (
            lambda text: sibling_faults("dms_guard", set(), text),
            "from odoo.addons.dms_portal.models import x",
        ),
    ],
)
def test_the_checks_bite(check, source):
    assert check(source)
