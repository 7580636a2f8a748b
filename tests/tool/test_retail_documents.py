"""Rows put together: baskets, masters, and what comes back from which delivery."""

from decimal import Decimal

import pytest
from retail_cases import Rows

from retail.documents import Line, Masters, first_baskets, group
from retail.returns import Part, match


@pytest.fixture
def row():
    return Rows()


def test_rows_of_one_code_and_price_are_one_line(row):
    [basket] = group([row("1", "A", 2, "1.50"), row("1", "A", 3, "1.50")])
    assert basket.lines == (Line("A", Decimal("1.50"), 5),)
    assert basket.total == Decimal("7.50")  # 5 × 1.50


def test_one_code_at_two_prices_stays_two_lines_and_is_asked_for_once(row):
    [basket] = group([row("1", "A", 2, "1.50"), row("1", "A", 3, "1.20")])
    assert basket.lines == (
        Line("A", Decimal("1.50"), 2),
        Line("A", Decimal("1.20"), 3),
    )
    assert basket.quantities == {"A": 5}
    assert basket.total == Decimal("6.60")  # 2 × 1.50 + 3 × 1.20


def test_documents_stand_in_the_order_of_time(row):
    rows = [row("3", "A", 1, "1", day=9), row("2", "A", 1, "1", day=4)]
    assert [doc.number for doc in group(rows)] == ["2", "3"]


def test_a_limit_counts_baskets_and_keeps_cancellations_between_them(row):
    documents = group(
        [
            row("1", "A", 1, "1", day=1),
            row("C2", "A", 1, "1", day=2),
            row("3", "A", 1, "1", day=3),
            row("C4", "A", 1, "1", day=4),
            row("5", "A", 1, "1", day=5),
        ]
    )
    assert [d.number for d in first_baskets(documents, 2)] == ["1", "C2", "3", "C4"]
    assert first_baskets(documents, 9) == documents
    assert first_baskets(documents, None) == documents
    assert first_baskets(documents, 0) == []


def test_the_most_frequent_name_and_price_count(row):
    says = Masters(
        [
            row("1", "A", 1, "2.10", name="BALL"),
            row("2", "A", 1, "1.95", name="GLASS BALL"),
            row("3", "A", 1, "1.95", name="GLASS BALL"),
            row("C4", "A", 1, "0.50", name="?"),
            row("C4", "B", 1, "0.50"),
        ]
    )
    assert says.name("A") == "GLASS BALL"
    assert says.price("A") == Decimal("1.95")
    assert says.sold("A")
    assert not says.sold("B")  # only ever cancelled, so it has no list price


def test_of_equally_frequent_prices_the_first_counts(row):
    says = Masters([row("1", "A", 1, "2.10"), row("2", "A", 1, "1.95")])
    assert says.price("A") == Decimal("2.10")


def test_goods_come_back_from_the_earliest_delivery_first(row):
    returns, faults = match(
        group(
            [
                row("1", "A", 4, "2.00", day=1),
                row("2", "A", 6, "2.00", day=2),
                row("C3", "A", 5, "2.00", day=3),
                row("C4", "A", 5, "2.00", day=4),
            ]
        )
    )
    price = Decimal("2.00")
    assert returns["C3"].parts == (Part("1", "A", price, 4), Part("2", "A", price, 1))
    assert returns["C4"].parts == (Part("2", "A", price, 5),)  # 6 − 1 were left
    assert returns["C3"].total == Decimal("10.00")
    assert not faults


@pytest.mark.parametrize(
    ("_case", "delivery", "cancelled", "reason"),
    [
        ("never delivered", ("B", 9, "2.00"), ("A", 1, "2.00"), "not delivered before"),
        ("another price", ("A", 9, "2.00"), ("A", 1, "1.00"), "at a price at which"),
        ("too many", ("A", 9, "2.00"), ("A", 10, "2.00"), "more than is left"),
    ],
)
def test_a_cancelled_row_matches_wholly_or_not_at_all(
    row, _case, delivery, cancelled, reason
):
    rows = [row("1", *delivery, day=1), row("C2", *cancelled, day=2)]
    returns, [fault] = match(group(rows))
    assert returns == {}
    assert reason in fault.reason
    assert fault.number == rows[1].number


def test_a_delivery_to_another_customer_or_later_does_not_match(row):
    rows = [
        row("1", "A", 5, "2.00", customer="7", day=1),
        row("C2", "A", 1, "2.00", customer="8", day=2),
        row("3", "A", 5, "2.00", customer="8", day=3),
    ]
    returns, faults = match(group(rows))
    assert returns == {}
    assert [fault.document for fault in faults] == ["C2"]


def test_a_row_without_delivery_does_not_hold_up_its_document(row):
    rows = [
        row("1", "A", 5, "2.00", day=1),
        row("C2", "A", 2, "2.00", day=2),
        row("C2", "B", 1, "9.00", day=2),
    ]
    returns, faults = match(group(rows))
    assert returns["C2"].total == Decimal("4.00")  # 2 × 2.00; the 9.00 is reported
    assert [fault.sku for fault in faults] == ["B"]
