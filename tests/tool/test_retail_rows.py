"""Reading the wholesaler's file: what is typed, and what is refused in which words."""

import gzip
from decimal import Decimal
from pathlib import Path

import pytest
from retail_cases import HEADER, record

from retail.rows import Fault, FileError, Row, parse, read


def test_a_good_line_is_typed():
    row = parse(7, record())
    assert isinstance(row, Row)
    assert (row.number, row.sku, row.quantity) == (7, "85048", 12)
    assert row.price == Decimal("6.95")
    assert row.moment.isoformat() == "2009-12-01T07:45:00"
    assert not row.is_cancellation


def test_codes_are_written_one_way():
    assert parse(2, record(StockCode=" 79323w ")).sku == "79323W"


def test_a_cancelled_quantity_counts_pieces():
    row = parse(2, record(Invoice="C489449", Quantity="-12"))
    assert row.is_cancellation
    assert row.quantity == 12


@pytest.mark.parametrize(
    ("_case", "change", "reason"),
    [
        ("postage", {"StockCode": "POST"}, "not goods"),
        ("discount", {"StockCode": "D"}, "not goods"),
        ("manual", {"StockCode": "M"}, "not goods"),
        ("bank charges", {"StockCode": "BANK CHARGES"}, "not goods"),
        ("test article", {"StockCode": "TEST001"}, "not goods"),
        ("free of charge", {"Price": "0"}, "price is zero"),
        ("negative price", {"Price": "-1.25"}, "price is zero"),
        ("too fine", {"Price": "0.001"}, "finer than a penny"),
        ("nothing sold", {"Quantity": "0"}, "quantity is zero"),
        ("negative sale", {"Quantity": "-3"}, "negative quantity on a delivery"),
        ("positive return", {"Invoice": "C489434"}, "positive quantity on a canc"),
        ("half a piece", {"Quantity": "1.5"}, "malformed: quantity '1.5'"),
        ("no quantity", {"Quantity": ""}, "malformed: quantity ''"),
        ("no price", {"Price": "n/a"}, "malformed: price 'n/a'"),
        ("endless price", {"Price": "inf"}, "malformed: price 'inf'"),
        ("no such day", {"InvoiceDate": "2009-02-30 08:00"}, "malformed: day is out"),
        ("nobody", {"Customer": ""}, "malformed: no customer"),
        ("no number", {"Invoice": "A506401"}, "malformed: not an invoice number"),
    ],
)
def test_a_bad_line_is_refused_with_its_number_and_reason(_case, change, reason):
    fault = parse(41, record(**change))
    assert isinstance(fault, Fault)
    assert fault.number == 41
    assert fault.reason.startswith(reason) or reason in fault.reason


def test_line_numbers_are_those_of_an_editor(tmp_path):
    path = tmp_path / "lines.csv"
    good = ",".join(record().values())
    path.write_text(f"{HEADER}\n{good}\n{good.replace('12', 'x', 1)}\n{good}\n")
    found = list(read(path))
    assert [row.number for row in found] == [2, 3, 4]
    assert isinstance(found[1], Fault)


def test_a_gzipped_file_reads_the_same(tmp_path):
    text = f"{HEADER}\n{','.join(record().values())}\n"
    (tmp_path / "a.csv").write_text(text)
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(text.encode()))
    assert list(read(tmp_path / "a.csv")) == list(read(tmp_path / "a.csv.gz"))


@pytest.mark.parametrize(
    ("_case", "content", "words"),
    [
        ("a column is missing", b"Invoice,Price\n1,2\n", "missing: .*StockCode"),
        ("not text", HEADER.encode() + b"\n\xff\xfe\xfa\n", "Line"),
    ],
)
def test_an_unreadable_file_is_refused_as_a_whole(tmp_path, _case, content, words):
    path = tmp_path / "bad.csv"
    path.write_bytes(content)
    with pytest.raises(FileError, match=words):
        list(read(path))


def test_a_cut_off_archive_is_refused(tmp_path):
    path = Path(tmp_path) / "cut.csv.gz"
    lines = "\n".join(",".join(record().values()) for _ in range(2000))
    path.write_bytes(gzip.compress(f"{HEADER}\n{lines}\n".encode())[:-40])
    with pytest.raises(FileError, match="Line"):
        list(read(path))
