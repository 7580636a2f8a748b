"""The count at the end: every test once, and no success by chance."""

from pathlib import Path

import pytest

from dmsctl.testing.results import OdooLog, Outcome, Skip, read_junit

LOG = Path("x.log")
HEAD = "2026-01-02 03:04:05,678 99"
TESTS = "odoo.addons.dms_base.tests.test_region"


def outcome(*lines, code=0):
    reader = OdooLog()
    for line in lines:
        reader.read(line)
    return reader.outcome(code, LOG)


def line(text, level="INFO", logger=TESTS):
    return f"{HEAD} {level} db {logger}: {text}"


def started(name):
    return line(f"Starting {name} ...")


def test_passed_tests_are_counted_by_name():
    found = outcome(started("TestRegion.test_a"), started("TestRegion.test_b"))
    assert (found.passed, found.failed, found.skipped) == (2, [], [])


def test_a_failure_tells_its_name_and_its_innermost_line_of_ours():
    found = outcome(
        started("TestRegion.test_a"),
        line("FAIL: TestRegion.test_a", "ERROR"),
        "Traceback (most recent call last):",
        '  File "/x/addons/dms_base/tests/test_region.py", line 12, in test_a',
        '  File "/x/addons/dms_base/models/dms_region.py", line 7, in name',
        '  File "/usr/lib/python3.11/unittest/case.py", line 700, in fail',
        "AssertionError: 1 != 2",
        code=1,
    )
    assert found.passed == 0
    [broken] = found.failed
    assert broken.name == "dms_base.tests.test_region.TestRegion.test_a"
    assert broken.place == "/x/addons/dms_base/models/dms_region.py:7"


def test_subtests_that_fail_are_one_failed_test():
    found = outcome(
        started("TestRegion.test_a"),
        line("FAIL: Subtest TestRegion.test_a (case='x')", "ERROR"),
        line("FAIL: Subtest TestRegion.test_a (case='y')", "ERROR"),
        code=1,
    )
    assert (found.passed, len(found.failed)) == (0, 1)


def test_a_class_that_cannot_be_set_up_has_failed():
    text = f"ERROR: setUpClass ({TESTS}.TestRegion)"
    found = outcome(line(text, "ERROR"), code=1)
    assert found.failed[0].name == "dms_base.tests.test_region.TestRegion (setUpClass)"


def test_a_skipped_browser_test_becomes_a_failure_when_it_matters():
    found = outcome(
        started("TestTour.test_pad"),
        line("skipped TestTour.test_pad : Chrome executable not found"),
        started("TestRegion.test_a"),
    )
    assert (found.passed, len(found.skipped)) == (1, 1)
    found.refuse_browser_skips()
    assert (len(found.failed), found.skipped) == (1, [])


def test_another_skip_stays_a_skip():
    found = Outcome(1, [], [Skip("x", "needs the module website")])
    found.refuse_browser_skips()
    assert len(found.skipped) == 1


@pytest.mark.parametrize(
    ("_case", "lines", "code"),
    [
        ("nothing ran", [], 0),
        ("crashed before the first test", [], 1),
        ("ended badly after a good test", [started("TestRegion.test_a")], -9),
    ],
)
def test_a_run_that_proves_nothing_has_failed(_case, lines, code):
    assert outcome(*lines, code=code).failed


def test_an_error_line_of_the_server_is_no_test():
    found = outcome(
        started("TestRegion.test_a"),
        line("bad query: SELECT", "ERROR", "odoo.sql_db"),
    )
    assert (found.passed, found.failed) == (1, [])


JUNIT = """<testsuites><testsuite>
<testcase classname="test_x" name="test_good"/>
<testcase classname="test_x" name="test_bad"><failure message="no">def test_bad():
tests/engine/test_x.py:9: AssertionError</failure></testcase>
<testcase classname="test_x" name="test_broken"><error message="no"/></testcase>
<testcase classname="test_x" name="test_left"><skipped message="why"/></testcase>
</testsuite></testsuites>"""


def test_pytest_report_is_counted(tmp_path):
    report = tmp_path / "r.xml"
    report.write_text(JUNIT)
    found = read_junit(report, 1)
    assert str(found) == "1 passed, 2 failed, 1 skipped"
    assert found.failed[0].place == "tests/engine/test_x.py:9"


def test_a_missing_pytest_report_is_a_failure(tmp_path):
    assert read_junit(tmp_path / "none.xml", 4).failed
