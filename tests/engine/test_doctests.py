"""The examples in the engines' docstrings are their specification; they must hold."""

import doctest
import importlib
import sys
from pathlib import Path

import pytest

ADDONS = Path(__file__).resolve().parents[2] / "addons"
MODULES = sorted(
    f"{path.parents[1].name}_engine.{path.stem}"
    for path in ADDONS.glob("*/engine/*.py")
    if path.stem != "__init__"
)


@pytest.mark.parametrize("name", MODULES)
def test_examples_hold(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_no_engine_pulls_odoo_in():
    for name in MODULES:
        importlib.import_module(name)
    assert "odoo" not in sys.modules
