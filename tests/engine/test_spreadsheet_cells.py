"""A cell that goes out never comes to life in a spreadsheet program."""

import doctest

import pytest
from dms_base_engine import spreadsheet_cells
from dms_base_engine.spreadsheet_cells import safe_cell


@pytest.mark.parametrize(
    ("_case", "text"),
    [
        ("formula", '=HYPERLINK("http://evil.example","invoice")'),
        ("plus", "+1+cmd|' /C calc'!A0"),
        ("minus that is no number", "-2+3+cmd|' /C calc'!A0"),
        ("function with at", "@SUM(A1:A9)"),
        ("tab before the formula", "\t=1+1"),
        ("carriage return before the formula", "\r=1+1"),
        ("line feed before the formula", "\n=1+1"),
        ("full-width equals", "＝1+1"),
        ("full-width plus", "＋1"),
        ("full-width minus", "－1"),
        ("full-width at", "＠SUM(A1)"),
        ("phone number", "+86 138 0013 8000"),
        ("lone minus", "-"),
        ("number with a formula behind a line feed", "-1\n=1+1"),
        ("badly grouped number", "-1,2,3"),
    ],
)
def test_text_that_could_run_is_marked_as_text(_case, text):
    assert safe_cell(text) == "'" + text


@pytest.mark.parametrize(
    ("_case", "value"),
    [
        ("negative amount", "-12.50"),
        ("grouped negative amount", "-1,234,567.89"),
        ("negative exponent", "-1e-7"),
        ("positive amount", "12.50"),
        ("name", "Jiangnan Trading"),
        ("formula sign inside", "a=b"),
        ("empty", ""),
        ("integer", -5),
        ("nothing", None),
    ],
)
def test_harmless_values_stay_as_they_are(_case, value):
    assert safe_cell(value) is value


def test_marking_twice_changes_nothing_more():
    once = safe_cell("=1+1")
    assert safe_cell(once) == once


def test_documented_examples_hold():
    assert doctest.testmod(spreadsheet_cells).failed == 0
