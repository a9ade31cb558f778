"""A slow, independent reading of days: working days and months, counted one by one, with no library of dates.

The bank holidays of England and Wales are written down here from the Gazette's list, with the days that stand in for
those which fall on a weekend. Nothing of the product is imported: it is what the product is held against.
"""

from tests.slow_clock import day_number, days_in

Day = tuple[int, int, int]
BANK_HOLIDAYS: frozenset[Day] = frozenset(
    {
        *((2026, 1, 1), (2026, 4, 3), (2026, 4, 6), (2026, 5, 4), (2026, 5, 25), (2026, 8, 31), (2026, 12, 25)),
        *((2026, 12, 28), (2027, 1, 1), (2027, 3, 26), (2027, 3, 29), (2027, 5, 3), (2027, 5, 31), (2027, 8, 30)),
        *((2027, 12, 27), (2027, 12, 28)),
    }
)


def day_after(day: Day) -> Day:
    """The next day of the calendar."""
    year, month, number = day
    if number < days_in(year, month):
        return year, month, number + 1
    return (year, month + 1, 1) if month < 12 else (year + 1, 1, 1)


def is_worked(day: Day) -> bool:
    """Neither Saturday, Sunday nor a bank holiday. 1 January 2000 was a Saturday."""
    return day_number(*day) % 7 not in (0, 1) and day not in BANK_HOLIDAYS


def working_days_on(day: Day, count: int) -> Day:
    """So many working days later; the day itself is none of them."""
    left = count
    while left:
        day = day_after(day)
        if is_worked(day):
            left -= 1
    return day


def months_on(day: Day, count: int) -> Day:
    """The same day so many months later, or the last of a shorter month."""
    year, month, number = day
    for _ in range(count):
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return year, month, min(number, days_in(year, month))


def is_after(day: Day, other: Day) -> bool:
    return day_number(*day) > day_number(*other)
