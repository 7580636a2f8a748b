"""A table is read whatever program wrote it; what cannot be read is said."""

import doctest
from datetime import date, datetime

import pytest
from dms_base_engine import import_parse
from dms_base_engine.import_parse import (
    Column,
    TableError,
    clean_code,
    clean_text,
    clean_title,
    decode,
    is_shortened,
    parse_date,
    parse_table,
    read_csv,
)

COLUMNS = [
    Column("code", ("Dealer Code", "经销商编码", "编码"), is_code=True),
    Column("name", ("Dealer Name", "经销商名称"), is_required=True),
    Column("phone", ("Phone", "电话"), is_code=True),
]


def rows_of(grid):
    return [(row.line, row.values) for row in parse_table(grid, COLUMNS).rows]


@pytest.mark.parametrize(
    ("_case", "encoding"),
    [
        ("UTF-8", "utf-8"),
        ("UTF-8 with a mark", "utf-8-sig"),
        ("Excel in China", "gb18030"),
        ("Excel, Unicode text", "utf-16"),
    ],
)
def test_text_is_read_in_the_encodings_that_people_send(_case, encoding):
    assert decode("编码,经销商名称\n".encode(encoding)) == "编码,经销商名称\n"


def test_bytes_that_are_no_text_are_refused():
    with pytest.raises(TableError) as caught:
        decode(b"\x81\x20\xff\xff")
    assert caught.value.reason == "encoding"


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found(separator):
    text = f'编码{separator}名称\r\nD1{separator}"Wine{separator} Tea"\r\n'
    assert read_csv(text) == [["编码", "名称"], ["D1", f"Wine{separator} Tea"]]


@pytest.mark.parametrize(
    ("_case", "cell", "expected"),
    [
        ("nothing", None, ""),
        ("number from a workbook", 1001.0, "1001"),
        ("number with a fraction", 1.5, "1.5"),
        ("whole number", 13800138000, "13800138000"),
        ("day from a workbook", datetime(2026, 3, 1), "2026-03-01"),
        ("moment from a workbook", datetime(2026, 3, 1, 8, 30), "2026-03-01 08:30:00"),
        ("blanks of all kinds", "\u3000上海\xa0\xa0酒业\t", "上海 酒业"),
        ("full-width digits and letters", "Ｄ１２ａ", "D12a"),
        ("brackets of a Chinese name", "酒业（集团）", "酒业（集团）"),
        ("invisible marks", "\ufeffD1\u200b", "D1"),
        ("line break in a cell", "one\ntwo", "one two"),
    ],
)
def test_a_cell_becomes_one_clean_line(_case, cell, expected):
    assert clean_text(cell) == expected


def test_an_identifier_has_no_blanks_and_half_width():
    assert clean_code(" Ｄ－０ ０１（Ａ） ") == "D-001(A)"


@pytest.mark.parametrize(
    "title", ["Dealer Code", "dealer_code", "*Dealer-Code", "DEALER CODE (required)"]
)
def test_headings_are_compared_without_their_dress(title):
    assert clean_title(title) == "dealercode"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-01", date(2026, 3, 1)),
        ("2026/3/1", date(2026, 3, 1)),
        ("2026.03.1", date(2026, 3, 1)),
        ("20260301", date(2026, 3, 1)),
        ("２０２６年３月１日", date(2026, 3, 1)),
        ("2024-02-29", date(2024, 2, 29)),
        ("2026-02-29", None),
        ("01/03/2026", None),
        ("26-3-1", None),
        ("2026-03", None),
        ("2026-03-01 08:30:00", None),
        ("tomorrow", None),
        ("", None),
    ],
)
def test_days_are_read_only_when_they_are_certain(text, expected):
    assert parse_date(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9.13E+17", True),
        ("1.38e+10", True),
        ("1E+5", True),
        ("D-E+1", False),
        ("13E", False),
        ("", False),
    ],
)
def test_numbers_that_lost_digits_are_known(text, expected):
    assert is_shortened(text) is expected


def test_columns_are_found_in_any_order_and_language_below_a_title():
    grid = [
        ["2026 dealer list", None, None, None],
        [],
        ["电话（必填）", "Remarks", "Dealer Name", "编码"],
        [13800138000.0, "old", "Wine House", "Ｄ 1"],
        [None, None, None, None],
        ["", "", "Tea House"],
    ]
    table = parse_table(grid, COLUMNS)
    assert table.ignored == ["Remarks"]
    assert [(row.line, row.values) for row in table.rows] == [
        (4, {"phone": "13800138000", "name": "Wine House", "code": "D1"}),
        (6, {"phone": "", "name": "Tea House", "code": ""}),
    ]


def test_the_example_of_the_template_is_left_out():
    grid = [
        ["编码", "经销商名称"],
        ["示例", "Sample"],
        ["EXAMPLE", "S"],
        ["D1", "Wine"],
    ]
    assert rows_of(grid) == [(4, {"code": "D1", "name": "Wine"})]


@pytest.mark.parametrize(
    ("_case", "grid", "reason", "params"),
    [
        ("empty file", [], "no_rows", {}),
        ("empty cells", [[None, ""], [" "]], "no_rows", {}),
        ("only a header", [["编码", "经销商名称"]], "no_rows", {}),
        ("only the example", [["编码", "经销商名称"], ["示例", "S"]], "no_rows", {}),
        ("required one is missing", [["编码"], ["D1"]], "missing", {"keys": ["name"]}),
        (
            "one stands there twice",
            [["编码", "Dealer Code", "经销商名称"], ["D1", "D1", "W"]],
            "doubled",
            {"keys": ["code"]},
        ),
        (
            "another table",
            [["Date", "Amount"], ["2026-01-01", "5"]],
            "no_header",
            {"titles": ["Dealer Code", "Dealer Name", "Phone"]},
        ),
    ],
)
def test_what_is_no_table_is_refused(_case, grid, reason, params):
    with pytest.raises(TableError) as caught:
        parse_table(grid, COLUMNS)
    assert caught.value.reason == reason
    assert caught.value.params == params


def test_a_header_far_below_is_not_looked_for():
    grid = [["note"]] * 20 + [["编码", "经销商名称"], ["D1", "Wine"]]
    with pytest.raises(TableError):
        parse_table(grid, COLUMNS)


def test_the_examples_of_the_documentation_hold():
    assert doctest.testmod(import_parse).failed == 0
