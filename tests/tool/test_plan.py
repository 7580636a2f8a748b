"""Names on the command line become tasks, and no test is lost between them."""

from pathlib import Path

import pytest

from dmsctl.addons import Addon
from dmsctl.console import Failure
from dmsctl.testing.plan import ODOO, select, tasks


def addon(root, name, files):
    """An add-on with test files of the given lengths."""
    folder = root / "addons" / name / "tests"
    folder.mkdir(parents=True)
    for file, lines in files.items():
        (folder / file).write_text("x\n" * lines)
    return Addon(folder.parent, {"depends": ["base"]})


@pytest.fixture
def project(tmp_path):
    addons = {
        "dms_big": addon(
            tmp_path, "dms_big", {f"test_{n}.py": 100 + n for n in range(9)}
        ),
        "dms_small": addon(tmp_path, "dms_small", {"test_a.py": 50}),
        "dms_bare": addon(tmp_path, "dms_bare", {}),
    }
    for suite in ("engine", "e2e"):
        (tmp_path / "tests" / suite).mkdir(parents=True)
        (tmp_path / "tests" / suite / "test_x.py").write_text("")
    return tmp_path, addons


def plan(project, *words):
    root, addons = project
    return tasks(select(list(words), addons, root), addons, root)


def test_everything_is_the_default(project):
    names = {task.name.partition(" ")[0] for task in plan(project)}
    assert names == {"engine", "e2e", "i18n", "dms_big", "dms_small"}


def test_every_file_of_a_split_addon_runs_exactly_once(project):
    parts = [task for task in plan(project) if task.name.startswith("dms_big ")]
    assert len(parts) > 1
    *named, rest = sorted(parts, key=lambda task: task.name)
    files = [target for task in named for target in task.targets]
    assert len(files) == len(set(files))
    assert rest.targets[0] == "/dms_big"  # all but what the others name
    assert set(rest.targets[1:]) == {f"-{file}" for file in files}
    everything = {f"/dms_big/tests/test_{n}.py" for n in range(9)}
    assert set(files) < everything


def test_the_longest_task_starts_first(project):
    weights = [task.weight for task in plan(project)]
    assert weights == sorted(weights, reverse=True)


@pytest.mark.parametrize(
    ("word", "target"),
    [
        ("dms_small", "/dms_small"),
        ("dms_small:TestX.test_y", "/dms_small:TestX.test_y"),
        ("addons/dms_small/tests/test_a.py", "/dms_small/tests/test_a.py"),
        ("addons/dms_small", "/dms_small"),
    ],
)
def test_an_addon_can_be_named_in_several_ways(project, monkeypatch, word, target):
    monkeypatch.chdir(project[0])
    [task] = plan(project, word)
    assert (task.kind, task.targets) == (ODOO, (target,))


def test_a_test_file_is_a_task_of_its_suite(project, monkeypatch):
    monkeypatch.chdir(project[0])
    [task] = plan(project, "tests/e2e/test_x.py::test_y")
    assert task.kind == "e2e"
    assert task.targets[0].endswith("tests/e2e/test_x.py::test_y")


@pytest.mark.parametrize("word", ["dms_unknown", "tests/none.py", "/etc/hosts"])
def test_an_unknown_name_is_refused_with_advice(project, monkeypatch, word):
    monkeypatch.chdir(project[0])
    with pytest.raises(Failure) as failure:
        plan(project, word)
    assert "dms_small" in failure.value.advice


def test_only_what_needs_odoo_asks_for_a_database(project):
    root, addons = project
    assert not select(["engine"], addons, root).needs_odoo
    assert select(["dms_small"], addons, root).needs_odoo
    assert select(["e2e"], addons, root).needs_all_addons
    assert Path(root).is_dir()
