"""Sizes that a reader can hold in the head, and habits that make holes."""

import ast
import re

import pytest
from tree import ROOT, sources

# the formatter gives one element of XML many lines
FILE_LINES = {".py": 400, ".xml": 400}
FUNCTION_LINES = 40
TEST_FUNCTION_LINES = 60
QUERY_LINES = 60  # a statement is one thought, however many lines it has
SUDO_ALLOWED = "_document_check_access"


def long_functions(source, limit):
    return [
        node.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef)
        and node.end_lineno - node.body[_has_docstring(node)].lineno + 1 > limit
    ]


def _has_docstring(node):
    """A long explanation is no reason to shorten the code: count after it."""
    return int(len(node.body) > 1 and ast.get_docstring(node) is not None)


def built_sql(source):
    """Return the lines where a statement is glued from text and values."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and _called(node) in ("execute", "SQL"):
            first = node.args[0] if node.args else None
            if isinstance(first, ast.JoinedStr | ast.BinOp):
                found.append(node.lineno)
    return found


def _called(node):
    function = node.func
    return getattr(function, "attr", getattr(function, "id", ""))


@pytest.mark.parametrize(
    "path", sources(".py", ".xml"), ids=lambda p: str(p.relative_to(ROOT))
)
def test_files_stay_readable(path):
    if "data" in path.parts and "tests" in path.parts:
        return
    assert len(path.read_text().splitlines()) <= FILE_LINES[path.suffix]


@pytest.mark.parametrize("path", sources(".py"), ids=lambda p: str(p.relative_to(ROOT)))
def test_functions_stay_readable(path):
    limit = FUNCTION_LINES
    if "tests" in path.parts:
        limit = TEST_FUNCTION_LINES
    elif "queries" in path.parts:
        limit = QUERY_LINES
    assert long_functions(path.read_text(), limit) == []


@pytest.mark.parametrize("path", sources(".py"), ids=lambda p: str(p.relative_to(ROOT)))
def test_statements_are_never_glued(path):
    assert built_sql(path.read_text()) == []


def test_routes_keep_their_forgery_guard(addon):
    for path in addon.files("controllers/*.py"):
        assert not re.search(r"csrf\s*=\s*False", path.read_text()), path


def test_controllers_do_not_raise_themselves(addon):
    """Superuser rights belong to a model method that checks first, and says so."""
    for path in addon.files("controllers/*.py"):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if ".sudo(" in line and SUDO_ALLOWED not in line:
                raise AssertionError(f"{path.name}:{number}: {line.strip()}")


def test_the_checks_bite():
    assert long_functions("def f():\n" + "    x = 1\n" * 50, 40) == ["f"]
    assert built_sql("cr.execute(f'SELECT {x}')") == [1]
