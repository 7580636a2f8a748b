"""Which tests to run: names and paths on the command line become tasks."""

from dataclasses import dataclass, field
from pathlib import Path

from ..addons import Addon
from ..console import Failure

PYTEST_SUITES = ("engine", "repo", "tool")
SERVER_SUITES = ("e2e",)
CATALOGUES = "i18n"
ODOO = "odoo"
PARTS = 6  # an add-on with more than this share of all test lines is split
SLOW = 10_000  # as many lines as the browser journeys are worth
WALL = "dms_wall"  # the tag of tests that go through everything installed
WALL_FILE = 4_000  # as many lines as a file of those is worth


@dataclass(frozen=True)
class Task:
    """One process to start: what kind, what it is called, what it runs."""

    kind: str
    name: str
    targets: tuple[str, ...]
    weight: int = 0


@dataclass
class Selection:
    """What the command line asked for; nothing means everything."""

    addons: dict[str, list[str]] = field(default_factory=dict)  # name → test tags
    pytest: dict[str, list[str]] = field(default_factory=dict)  # suite → paths

    @property
    def needs_all_addons(self) -> bool:
        return bool(set(self.pytest) & {*SERVER_SUITES, CATALOGUES})

    @property
    def needs_odoo(self) -> bool:
        return bool(self.addons) or self.needs_all_addons


def select(words: list[str], addons: dict[str, Addon], root: Path) -> Selection:
    """Read add-ons, ``addon:Class.method``, suites and paths."""
    selection = Selection()
    every = [*PYTEST_SUITES, *SERVER_SUITES, CATALOGUES, ODOO]
    for word in words or every:
        name, _, inner = word.partition(":")
        if word == ODOO:
            selection.addons.update({name: [] for name in addons})
        elif word in every:
            selection.pytest.setdefault(word, [])
        elif name in addons:
            tags = selection.addons.setdefault(name, [])
            tags += [f"/{name}:{inner}"] if inner else []
        else:
            _select_path(selection, word, addons, root)
    return selection


def _select_path(
    selection: Selection, word: str, addons: dict[str, Addon], root: Path
) -> None:
    file, _, inner = word.partition("::")
    path = Path(file).resolve()
    if not path.exists() or not path.is_relative_to(root):
        raise Failure(
            f"{word!r} is neither an add-on nor a test file.",
            f"Use a path below tests/ or addons/, or one of {', '.join(addons)}, "
            f"{', '.join((*PYTEST_SUITES, *SERVER_SUITES, CATALOGUES, ODOO))}.",
        )
    parts = path.relative_to(root).parts
    if parts[0] == "addons" and len(parts) > 1 and parts[1] in addons:
        tags = selection.addons.setdefault(parts[1], [])
        if path.suffix == ".py":
            tags.append("/" + "/".join(parts[1:]))
    elif parts[0] == "tests" and len(parts) > 1:
        target = f"{path}::{inner}" if inner else str(path)
        selection.pytest.setdefault(parts[1], []).append(target)


def tasks(selection: Selection, addons: dict[str, Addon], root: Path) -> list[Task]:
    """The processes to start, the longest first."""
    found = []
    for suite, targets in selection.pytest.items():
        folder = root / "tests" / suite
        if suite != CATALOGUES and not list(folder.glob("**/test_*.py")):
            continue
        kind = suite if suite in (*SERVER_SUITES, CATALOGUES) else "pytest"
        weight = SLOW if suite in SERVER_SUITES else 0
        found.append(Task(kind, suite, tuple(targets) or (str(folder),), weight))
    sizes = {name: _sizes(addons[name]) for name in selection.addons}
    limit = max(1, sum(sum(each.values()) for each in sizes.values()) // PARTS)
    for name, tags in selection.addons.items():
        if tags:
            found.append(Task(ODOO, name, tuple(tags), len(tags)))
        else:
            found += _addon_tasks(name, sizes[name], limit)
    return sorted(found, key=lambda task: -task.weight)


def _addon_tasks(name: str, sizes: dict[str, int], limit: int) -> list[Task]:
    """One task, or several for an add-on with many tests.

    The last part takes whatever no other part names, so that no test is lost.
    """
    parts = _pack(sizes, limit)
    if not sizes:
        return []
    if len(parts) == 1:
        return [Task(ODOO, name, (f"/{name}",), sum(sizes.values()))]
    found = []
    for number, files in enumerate(parts, 1):
        title = f"{name} {number}/{len(parts)}"
        weight = sum(sizes[file] for file in files)
        if number < len(parts):
            found.append(Task(ODOO, title, tuple(files), weight))
        else:
            others = [f"-{file}" for part in parts[:-1] for file in part]
            found.append(Task(ODOO, title, (f"/{name}", *others), weight))
    return found


def _pack(sizes: dict[str, int], limit: int) -> list[list[str]]:
    """Deal files to as few parts as the limit allows, the longest file first."""
    count = max(1, round(sum(sizes.values()) / limit))
    parts: list[list[str]] = [[] for _ in range(count)]
    loads = [0] * count
    for file in sorted(sizes, key=sizes.get, reverse=True):
        lightest = loads.index(min(loads))
        parts[lightest].append(file)
        loads[lightest] += sizes[file]
    return [part for part in parts if part]


def _sizes(addon: Addon) -> dict[str, int]:
    """Test tag of each test file and its length in lines, or what it is worth."""
    sizes = {}
    for path in addon.test_files():
        text = path.read_text()
        size = WALL_FILE if f'"{WALL}"' in text else len(text.splitlines())
        sizes[f"/{path.relative_to(addon.path.parent).as_posix()}"] = size
    return sizes
