"""The slice comes to the figures that other tools derived from it."""

import csv
import hashlib
import json
from pathlib import Path

import pytest

from retail.documents import first_baskets, group
from retail.report import reasons, write
from retail.returns import match
from retail.rows import Fault, Row, read

DATA = Path(__file__).resolve().parents[1] / "data"
SLICE = DATA / "retail_slice.csv"
EXPECTED = json.loads((DATA / "expected.json").read_text())


@pytest.fixture(scope="module")
def found():
    return list(read(SLICE))


@pytest.fixture(scope="module")
def documents(found):
    return group(row for row in found if isinstance(row, Row))


def _baskets(documents):
    return [doc for doc in documents if not doc.is_cancellation]


def test_the_slice_is_the_one_that_the_figures_are_for():
    digest = hashlib.sha256(SLICE.read_bytes()).hexdigest()
    assert digest == EXPECTED["sha256"]


def test_every_row_is_either_good_or_reported(found):
    assert len(found) == EXPECTED["rows"]
    bad = [row for row in found if isinstance(row, Fault)]
    assert len(bad) == EXPECTED["refused_rows"]


def test_baskets_come_to_the_expected_totals(documents):
    baskets = _baskets(documents)
    lines = [line for basket in baskets for line in basket.lines]
    assert len(baskets) == EXPECTED["baskets"]
    assert len(lines) == EXPECTED["basket_lines"]
    assert sum(line.quantity for line in lines) == EXPECTED["pieces_sold"]
    pence = 100 * sum(basket.total for basket in baskets)
    assert pence == EXPECTED["basket_total_pence"]
    assert len({b.customer for b in baskets}) == EXPECTED["dealers_with_baskets"]
    assert len({line.sku for line in lines}) == EXPECTED["articles_sold"]


def test_the_longest_document_is_there_in_full(documents):
    longest = max(_baskets(documents), key=lambda doc: len(doc.rows))
    assert longest.number == EXPECTED["longest_document"]
    assert len(longest.rows) == EXPECTED["longest_document_rows"]
    assert len(longest.quantities) == EXPECTED["longest_document_articles"]


def test_returns_come_to_the_expected_totals(documents):
    returns, faults = match(documents)
    parts = [part for cancelled in returns.values() for part in cancelled.parts]
    assert len(returns) == EXPECTED["credit_notes"]
    assert sum(part.quantity for part in parts) == EXPECTED["returned_pieces"]
    pence = 100 * sum(cancelled.total for cancelled in returns.values())
    assert pence == EXPECTED["credit_total_pence"]
    assert len(faults) == EXPECTED["unmatched_cancelled_lines"]


def test_a_smaller_load_is_a_beginning_of_the_larger_one(documents):
    small = first_baskets(documents, 100)
    assert len(_baskets(small)) == 100
    assert small == documents[: len(small)]
    few, _faults = match(small)
    every, _faults = match(documents)
    assert few.items() <= every.items()


def test_the_report_names_line_and_reason(tmp_path, found):
    path = tmp_path / "deep" / "report.csv"
    faults = [row for row in found if isinstance(row, Fault)]
    write(path, list(reversed(faults)))
    with path.open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [int(row["line"]) for row in rows] == [fault.number for fault in faults]
    assert all(row["reason"] for row in rows)
    assert sum(count for _reason, count in reasons(faults)) == len(faults)
    text = SLICE.read_text().splitlines()
    for row in rows:
        assert text[int(row["line"]) - 1].startswith(row["invoice"])
