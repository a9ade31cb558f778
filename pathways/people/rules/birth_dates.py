"""How one birth date may have become another on the way to the desk: swapped, misread, a year out."""

from datetime import date

from pathways.people.rules.slips import slips

SAME, SLIP, APART = 0, 1, 2
YEARS_OUT = 2


def swapped(day: date) -> date | None:
    """The date with day and month the other way round; None where there is none, or it is the same."""
    return date(day.year, day.day, day.month) if day.day <= 12 and day.day != day.month else None


def dates_alike(typed: date, held: date) -> tuple[int, str] | None:
    """How far two dates are apart, in slips, and in words. None where they are simply two dates."""
    if typed == held:
        return SAME, "Date of birth the same"
    if swapped(typed) == held:
        return SLIP, f"Day and month swapped: {_figures(held)}, you typed {_figures(typed)}"
    differ = [part for part in ("day", "month", "year") if getattr(typed, part) != getattr(held, part)]
    if len(differ) > 1:
        return None
    one, other = getattr(typed, differ[0]), getattr(held, differ[0])
    if differ == ["year"]:
        out = abs(one - other)
        points = SLIP if out == 1 or _is_slip(one, other) else APART
        if points == APART and out > YEARS_OUT:
            return None
        return points, f"Day and month the same, year {_count(out)} out: {held.year}"
    rest = "Month and year" if differ == ["day"] else "Day and year"
    points = SLIP if abs(one - other) == 1 or _is_slip(one, other) else APART
    return points, f"{rest} the same, {differ[0]} differs: {_figures(held)}"


def _is_slip(one: int, other: int) -> bool:
    """One digit misread or two swapped."""
    return slips(f"{one:02d}", f"{other:02d}") == 1


def _figures(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"


def _count(years: int) -> str:
    return {1: "one", 2: "two"}.get(years, str(years))
