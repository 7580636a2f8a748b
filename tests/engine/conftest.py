"""Make each ``addons/<addon>/engine`` importable as ``<addon>_engine``, without Odoo."""

import importlib.util
import sys
from pathlib import Path

ADDONS = Path(__file__).resolve().parents[2] / "addons"


def _load(engine: Path) -> None:
    name = f"{engine.parent.name}_engine"
    spec = importlib.util.spec_from_file_location(
        name, engine / "__init__.py", submodule_search_locations=[str(engine)]
    )
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)


for folder in sorted(ADDONS.glob("*/engine")):
    _load(folder)
