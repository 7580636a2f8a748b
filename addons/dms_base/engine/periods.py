"""Calendar periods: the month, quarter, half-year or year in which a day lies."""

from datetime import date

MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}


def period_of(cadence: str, day: date) -> tuple[date, date]:
    """Return the first day of the period of ``day``, and the first day after it.

    >>> period_of("quarter", date(2026, 2, 28))
    (datetime.date(2026, 1, 1), datetime.date(2026, 4, 1))
    >>> period_of("year", date(2026, 12, 31))[1]
    datetime.date(2027, 1, 1)
    """
    months = MONTHS[cadence]
    first = day.replace(month=(day.month - 1) // months * months + 1, day=1)
    return first, _add_months(first, months)


def _add_months(first: date, months: int) -> date:
    years, month = divmod(first.month - 1 + months, 12)
    return first.replace(year=first.year + years, month=month + 1)
