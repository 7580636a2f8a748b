"""From what the user named to lanes: independent runs that can go side by side."""

from dataclasses import dataclass
from pathlib import Path

from ..addons import Addon
from ..console import Failure
from .pytest_lane import test_files

FAST = ("engine", "repo", "tool")


@dataclass(frozen=True)
class Lane:
    """One run of one runner.

    Args:
        kind: ``odoo``, ``pytest`` or ``e2e``.
        name: for the user and the log file.
        what: test tags of Odoo, or paths for pytest.
    """

    kind: str
    name: str
    what: tuple[str, ...]


def lanes(root: Path, addons: dict[str, Addon], targets: list[str]) -> list[Lane]:
    """Return the lanes for the named add-ons, folders and files; all without names."""
    if not targets:
        targets = [*addons, "e2e", *FAST]
    found = [_lane(root, addons, target.rstrip("/")) for target in targets]
    fast = tuple(path for lane in found if lane.kind == "pytest" for path in lane.what)
    others = [lane for lane in found if lane.kind != "pytest" and lane.what]
    return others + ([Lane("pytest", "pytest", fast)] if fast else [])


def _lane(root: Path, addons: dict[str, Addon], target: str) -> Lane:
    path = Path(target)
    parts = path.parts[1:] if path.parts[:1] in (("addons",), ("tests",)) else path.parts
    if parts and parts[0] in addons:
        return _odoo_lane(root, addons[parts[0]], parts)
    if parts and parts[0] in ("e2e", *FAST):
        folder = Path("tests", *parts)
        kind = "e2e" if parts[0] == "e2e" else "pytest"
        if (root / folder).is_file():
            return Lane(kind, parts[-1].removesuffix(".py"), (str(folder),))
        return Lane(kind, parts[0], tuple(test_files(root, str(folder))))
    raise Failure(
        f"There are no tests called {target}.",
        "Name an add-on, one of engine, repo, tool, e2e, or a test file.",
    )


def _odoo_lane(root: Path, addon: Addon, parts: tuple[str, ...]) -> Lane:
    if len(parts) == 1:
        return Lane("odoo", addon.name, (f"/{addon.name}",) if addon.test_files() else ())
    file = root / "addons" / Path(*parts)
    if not file.is_file():
        raise Failure(f"There is no file {file}.", "Check its name.")
    return Lane("odoo", f"{addon.name}-{file.stem}", (f"/{'/'.join(parts)}",))
