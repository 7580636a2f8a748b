"""When which drink sells: festivals for baijiu and wine, heat for beer and water."""

from datetime import date

# New Year's Day and Mid-Autumn Day of the Chinese calendar.
SPRING_FESTIVAL = {
    2024: (2, 10),
    2025: (1, 29),
    2026: (2, 17),
    2027: (2, 6),
    2028: (1, 26),
    2029: (2, 13),
    2030: (2, 3),
    2031: (1, 23),
}
MID_AUTUMN = {
    2024: (9, 17),
    2025: (10, 6),
    2026: (9, 25),
    2027: (9, 15),
    2028: (10, 3),
    2029: (9, 22),
    2030: (9, 12),
    2031: (10, 1),
}
# Years beyond the tables: the middle of the span in which the day may fall.
USUAL_SPRING, USUAL_AUTUMN = (2, 5), (9, 23)

HEAT = (0.6, 0.6, 0.7, 0.9, 1.3, 1.7, 1.9, 1.8, 1.3, 0.9, 0.7, 0.6)


def weight(category: str, day: date) -> float:
    """Return how well a category sells on a day; 1 is an ordinary day."""
    if category in ("PJ", "SD", "WA"):
        return HEAT[day.month - 1]
    return (
        1.0
        + 1.4 * _before(day, SPRING_FESTIVAL, USUAL_SPRING, 56)
        + 0.9 * _before(day, MID_AUTUMN, USUAL_AUTUMN, 42)
    )


def _before(day: date, table: dict, usual: tuple[int, int], span: int) -> float:
    """Return 1 while dealers stock up for a festival, half that near its day.

    Dealers buy from ``span`` days to one week before it.
    """
    for year in (day.year, day.year + 1):
        left = (date(year, *table.get(year, usual)) - day).days
        if 7 <= left <= span:
            return 1.0
        if 0 <= left < 7:
            return 0.5
    return 0.0
