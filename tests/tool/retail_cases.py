"""Records and rows for the tests of the retail loader."""

from datetime import datetime
from decimal import Decimal

from retail.rows import COLUMNS, Row

HEADER = ",".join(COLUMNS)


def record(**changes):
    """A line of the file as the CSV reader gives it."""
    values = (
        "489434",
        "85048",
        "GLASS BALL",
        "12",
        "2009-12-01 07:45",
        "6.95",
        "13085",
        "United Kingdom",
    )
    return {**dict(zip(COLUMNS, values, strict=True)), **changes}


class Rows:
    """Makes typed rows, numbered as they come."""

    def __init__(self):
        self.number = 1

    def __call__(self, document, sku, quantity, price, customer="1", day=1, **more):
        self.number += 1
        return Row(
            number=self.number,
            document=document,
            sku=sku,
            name=more.get("name", sku),
            quantity=quantity,
            moment=datetime(2010, 1, day, 9, 0),
            price=Decimal(price),
            customer=customer,
            country=more.get("country", "EIRE"),
        )
