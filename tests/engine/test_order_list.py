"""A pasted list: separators, numbers, headings; and nothing is lost or changed."""

import string
from decimal import Decimal

import pytest
from dms_portal_engine.order_columns import (
    clean_heading,
    find_heading,
    fingerprint,
    guess_columns,
    is_enough,
)
from dms_portal_engine.order_list import (
    LARGEST,
    all_keys,
    plain,
    read_amount,
    read_cells,
    read_line,
    read_pasted,
)
from dms_portal_engine.order_units import UnitNames, match_unit
from hypothesis import given
from hypothesis import strategies as st

CODES = st.from_regex(r"[A-WYZ]{1,3}-[0-9]{1,4}", fullmatch=True)
UNITS = st.sampled_from(["箱", "瓶", "case", "pcs", "箱(12瓶)", "件"])
FULL_WIDTH = str.maketrans(
    {char: chr(ord(char) + 0xFEE0) for char in string.digits + string.ascii_letters}
    | {" ": "\u3000"}
)


@pytest.mark.parametrize(
    "row",
    [
        "W-100 12 箱",
        "W-100\t12\t箱",
        "W-100;12;箱",
        "W-100,12,箱",
        "W-100，12，箱",
        "W-100 | 12 | 箱",
        "W-100  x 12 箱",
        "W-100×12箱",
        "W-100 *12 箱",
        "Ｗ－１００　１２箱",
        "  W-100 12箱  ",
        "12箱 W-100",
        "W-100x12箱",
        "\ufeffW-100 12\u200b 箱",
    ],
)
def test_any_separator_says_the_same(row):
    entry = read_line(1, row)
    assert (entry.keys, entry.quantity, entry.unit) == (("W-100",), Decimal(12), "箱")
    assert not entry.fault


@pytest.mark.parametrize(
    ("row", "quantity"),
    [
        ("A-1 1,200", 1200),
        ("A-1\t1,200,000", 1_200_000),
        ("A-1 1，200", 1200),
        ("A-1\t1,5", Decimal("1.5")),  # between blanks a comma separates
        ("A-1 1,200.50", Decimal("1200.5")),
        ("A-1 .5", Decimal("0.5")),
        ("A-1,200", 200),
    ],
)
def test_commas_separate_thousands_or_say_the_point(row, quantity):
    assert read_line(1, row).quantity == quantity


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("W-100", "no_quantity"),
        ("12", "no_quantity"),
        ("x", "no_product"),
        ("W-100 twelve", "no_quantity"),
        ("W-100 0", "not_positive"),
        ("W-100 -3 箱", "not_positive"),
        ("W-100 99999999999", "too_large"),
        ("W" * 501 + " 3", "too_long"),
    ],
)
def test_what_cannot_be_read_is_a_fault(row, fault):
    assert read_line(1, row).fault == fault


@pytest.mark.parametrize(
    "row", ["1001 5 8", "W-100,1,200", "W-100 12 2030", "W-100\t红酒\t12\t10.0"]
)
def test_second_number_is_never_passed_over(row):
    """Only all the words together may be the product: most likely there is none."""
    (key,) = read_line(1, row).keys
    assert " " in key


def test_words_beside_the_code_are_told_so_that_a_unit_among_them_counts():
    entry = read_line(1, "3 箱 W-100")
    assert entry.keys == ("箱 W-100", "箱", "W-100")
    assert entry.words == ("箱", "W-100")


def test_heading_is_passed_over_and_names_the_cells():
    text = "货号\t品名\t单价\t数量\nW-1\t红酒\t99\t3\n\nW-2\t白酒\t88\t"
    first, second = read_pasted(text)
    assert (first.number, first.keys, first.quantity) == (2, ("W-1", "红酒"), 3)
    assert (second.number, second.fault) == (4, "blank")


def test_heading_between_blanks_only_is_passed_over():
    (entry,) = read_pasted("编码 数量\nW-1 3")
    assert (entry.number, entry.keys, entry.quantity) == (2, ("W-1",), 3)


def test_first_row_that_is_no_heading_is_a_row():
    assert [entry.number for entry in read_pasted("红酒 3\n白酒 4")] == [1, 2]


@given(CODES, st.integers(1, 10**6), UNITS, st.sampled_from([" ", "\t", ";", " , "]))
def test_what_is_written_is_what_is_read(code, quantity, unit, separator):
    row = separator.join([code, str(quantity), unit])
    for text in (row, row.translate(FULL_WIDTH), f"{code}{separator}{quantity}{unit}"):
        entry = read_line(1, text)
        assert (entry.keys, entry.quantity) == ((code,), quantity)
        assert entry.unit == plain(unit)


@given(CODES, st.integers(1, 10**8), st.sampled_from([" ", "\t", ";"]))
def test_thousands_are_read_as_written(code, quantity, separator):
    assert read_line(1, f"{code}{separator}{quantity:,}").quantity == quantity


@given(st.text(max_size=300))
def test_every_line_that_is_not_empty_is_told_once(text):
    entries = read_pasted(text)
    numbers = [entry.number for entry in entries]
    filled = [n for n, row in enumerate(text.splitlines(), 1) if plain(row).strip()]
    assert numbers == sorted(set(numbers))
    assert numbers == filled or numbers == filled[1:]  # without its heading
    for entry in entries:
        assert entry.fault or (entry.keys and 0 < entry.quantity <= LARGEST)
        assert entry.text in text
    assert all_keys(entries) >= {entry.keys[0] for entry in entries if entry.keys}


@given(st.text(alphabet="0123456789.,xX×箱 -", max_size=40))
def test_amounts_are_read_or_not_but_never_break(text):
    number, _unit = read_amount(text)
    assert number is None or number.is_finite()


@given(st.lists(st.text(max_size=20), max_size=8))
def test_cells_of_a_table_are_read_or_told(cells):
    columns = {"code": 0, "name": 5, "quantity": 1, "unit": 2}
    entry = read_cells(7, "text", columns, cells)
    assert entry.number == 7
    assert entry.fault or entry.quantity > 0


# --- columns ------------------------------------------------------------------------


def test_columns_are_guessed_by_what_is_above_them():
    assert guess_columns(["No.", "Item code*", "EAN-13", "Qty (pcs)", "UoM"]) == {
        "code": 1,
        "barcode": 2,
        "quantity": 3,
        "unit": 4,
    }
    assert not is_enough(guess_columns(["Artikel", "Menge"]))
    assert not is_enough({"code": 0})
    assert is_enough({"barcode": 0, "quantity": 1})


@pytest.mark.parametrize(
    ("grid", "place"),
    [
        ([["Order of today", ""], ["", ""], ["SKU", "Qty"], ["A", "1"]], 2),
        ([["Artikel", "Menge"], ["A", "1"]], 0),
        ([["A-1", "5"], ["A-2", "6"]], -1),
        ([["only one"]], -1),
        ([], -1),
    ],
)
def test_heading_is_found_below_a_title_and_missed_where_there_is_none(grid, place):
    assert find_heading(grid) == place


@given(st.lists(st.text(max_size=10), min_size=1, max_size=6))
def test_fingerprint_goes_by_the_words_alone(headings):
    noisy = [f" *{heading.upper()}" for heading in headings]
    same = [clean_heading(heading) for heading in headings] == [
        clean_heading(heading) for heading in noisy
    ]
    assert (fingerprint(headings) == fingerprint(noisy)) == same


# --- units --------------------------------------------------------------------------

OWN = UnitNames(1, ("Units", "件"), Decimal(1))
CASE = UnitNames(2, ("Case of 12", "箱(12瓶)"), Decimal(12))
PALLET = UnitNames(3, ("Pallet", "托盘"), Decimal(480))


@pytest.mark.parametrize(
    ("word", "unit"),
    [
        ("箱", 2),
        ("CTN", 2),
        ("case of 12", 2),
        ("箱（12 瓶）", 2),
        ("瓶", 1),
        ("pcs", 1),
        ("件", 1),  # its own name beats 件 for a case
        ("托盘", 3),
        ("kg", None),
        ("", None),
    ],
)
def test_words_for_units(word, unit):
    assert match_unit(word, [OWN, CASE, PALLET]) == unit


def test_doubt_is_no_unit():
    six = UnitNames(4, ("Case of 6",), Decimal(6))
    assert match_unit("case", [OWN, CASE, six]) is None
    assert match_unit("case of 6", [OWN, CASE, six]) == 4
    assert match_unit("箱", [OWN]) is None
    assert match_unit("瓶", [UnitNames(9, ("kg",), Decimal(1))]) is None


@given(st.text(max_size=10))
def test_unit_is_one_of_those_offered_or_none(word):
    assert match_unit(word, [OWN, CASE, PALLET]) in (1, 2, 3, None)
