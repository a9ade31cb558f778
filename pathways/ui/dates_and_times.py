"""Dates and times as people type them: three boxes, a time box, and the two together as one instant.

Nothing typed into them raises: every wrong date has its words, and the error link goes to the first bad box.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from pathways import clock, dates
from pathways.dates import day_in_words
from pathways.ui import fields as plain
from pathways.ui.fields import AskedField

FIRST_YEAR, LAST_YEAR = 1900, 2100
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class BadBox(ValueError):
    """What is wrong, and in which box."""

    def __init__(self, message: str, box: str) -> None:
        super().__init__(message)
        self.box = box


def read_time(text: str, called: str) -> time:
    """A time of day: 03:05, 3:05, 03.05, 0305 or 305. Raises BadBox."""
    match = re.fullmatch(r"([0-9]{1,2})[:. ]?([0-9]{2})", text)
    if not match or int(match[1]) > 23 or int(match[2]) > 59:
        raise BadBox(f"{called} must be a time on the 24-hour clock, like 03:05", "time")
    return time(int(match[1]), int(match[2]))


def _number(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,4}", text) else None


def read_date(boxes: dict[str, str], called: str) -> date:
    """A date from its three boxes; a month may be a number or a word. Raises BadBox at the first bad box."""
    empty = [box for box in ("day", "month", "year") if not boxes[box]]
    if empty:
        raise BadBox(f"{called} must include a {' and a '.join(empty)}", empty[0])
    day, year = _number(boxes["day"]), _number(boxes["year"])
    word = boxes["month"].lower()[:3]
    month = _MONTHS.index(word) + 1 if word in _MONTHS and boxes["month"].isalpha() else _number(boxes["month"])
    real = f"{called} must be a real date"
    if day is None or not 1 <= day <= 31:
        raise BadBox(real, "day")
    if month is None or not 1 <= month <= 12:
        raise BadBox(real, "month")
    if year is None or len(boxes["year"]) != 4:
        raise BadBox(f"{called} must have a year of 4 numbers, like 2026", "year")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise BadBox(f"{called} must have a year between {FIRST_YEAR} and {LAST_YEAR}", "year")
    try:
        return date(year, month, day)
    except ValueError:
        raise BadBox(real, "day") from None


class BadBoxes(ValueError):
    """What is wrong in each of several boxes, in their order."""

    def __init__(self, faults: Sequence[BadBox]) -> None:
        super().__init__(". ".join(str(fault) for fault in faults))
        self.faults = tuple(faults)


class Boxed(AskedField):
    """A field of several boxes, posted as `<name>-<box>`; `typed` holds each box's text.

    Whatever is wrong is said at once: `faults` are the boxes at fault, in their order.
    """

    boxes: tuple[str, ...] = ()
    faults: tuple[BadBox, ...] = ()

    @property
    def names(self) -> Sequence[str]:
        return tuple(f"{self.name}-{box}" for box in self.boxes)

    @property
    def anchor(self) -> str:
        return f"{self.id}-{self.faults[0].box if self.faults else self.boxes[0]}"

    @property
    def error_links(self) -> list[tuple[str, str]]:
        if self.errors and self.faults:
            return [(f"{self.id}-{fault.box}", str(fault)) for fault in self.faults]
        return super().error_links

    @property
    def bad_boxes(self) -> Sequence[str]:
        """The boxes drawn in red: those at fault, or all where the whole is at fault."""
        return () if not self.errors else tuple(fault.box for fault in self.faults) or self.boxes

    def read_boxes(self, boxes: dict[str, str]) -> Any:
        """What the boxes mean together; never called when all are empty. Raises BadBox, BadBoxes."""
        raise NotImplementedError

    def process(self, formdata: Any, *args: Any, **kwargs: Any) -> None:
        super().process(None, *args, **kwargs)
        if formdata is None:
            return
        raw = {box: str(formdata.get(f"{self.name}-{box}", "")) for box in self.boxes}
        self.typed = {box: plain.fit_to_show(text)[:40] for box, text in raw.items()}
        self.data, self.fault, self.faults = None, "", ()
        boxes = {box: plain.cleaned(text)[:40] for box, text in raw.items()}
        try:
            if any(boxes.values()):
                self.data = self.read_boxes(boxes)
        except BadBox as refusal:
            self.fault, self.faults = str(refusal), (refusal,)
        except BadBoxes as refusals:
            self.fault, self.faults = str(refusals), refusals.faults


class DateBoxes(Boxed):
    """Day, month, year. `data` is a date."""

    kind = "date"
    boxes = ("day", "month", "year")

    def __init__(self, label: str = "", *, not_future: bool = False, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.not_future = not_future

    def as_typed(self, value: Any) -> dict[str, str]:
        if not isinstance(value, date):
            return dict.fromkeys(self.boxes, "")
        return {"day": str(value.day), "month": str(value.month), "year": str(value.year)}

    def read_boxes(self, boxes: dict[str, str]) -> date:
        day = read_date(boxes, self.called)
        if self.not_future and day > clock.today():
            raise BadBox(f"{self.called} must be today or in the past", "day")
        return day


class TimeBox(AskedField):
    """A time of day on the 24-hour clock. `data` is a time."""

    kind = "time"

    def as_typed(self, value: Any) -> str:
        return value.strftime("%H:%M") if isinstance(value, time) else ""

    def read(self, text: str) -> time:
        return read_time(text, self.called)


class Moment(Boxed):
    """A London date and time. `data` is an aware UTC instant.

    `called` names the event ("Arrest"): messages add "date" or "time". Filled from an instant, or from a date alone
    (the day is known, the time is still asked).
    """

    kind = "moment"
    boxes = ("time", "day", "month", "year")

    def __init__(self, label: str = "", *, not_future: bool = False, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.not_future = not_future

    @property
    def missing(self) -> str:
        if isinstance(self.required, str):
            return self.required
        return f"Enter {self.with_article} date and time"

    def as_typed(self, value: Any) -> dict[str, str]:
        empty = dict.fromkeys(self.boxes, "")
        if isinstance(value, datetime):
            value = dates.london(value)
            empty["time"] = value.strftime("%H:%M")
        if not isinstance(value, date):
            return empty
        return empty | {"day": str(value.day), "month": str(value.month), "year": str(value.year)}

    def process_data(self, value: Any) -> None:
        super().process_data(value)
        self.data = value if isinstance(value, datetime) else None

    def read_boxes(self, boxes: dict[str, str]) -> datetime | None:
        if not boxes["time"] and not self.required and self._only_the_filled_date(boxes):
            return None
        at, day = self._read_both(boxes)
        try:
            instant = dates.from_london(day, at)
        except ValueError:
            raise BadBox(
                f"{self.called} time did not exist on {day_in_words(day)}: the clocks went forward that night", "time"
            ) from None
        if self.not_future and instant >= clock.now() + timedelta(minutes=1):
            raise BadBox(f"{self.called} time must be now or earlier", "time")
        return instant

    def _read_both(self, boxes: dict[str, str]) -> tuple[time, date]:
        """The time and the date. Raises BadBoxes with what is wrong in either."""
        faults, at, day = [], None, None
        try:
            if not boxes["time"]:
                raise BadBox(f"Enter {self.with_article} time", "time")
            at = read_time(boxes["time"], f"{self.called} time")
        except BadBox as fault:
            faults.append(fault)
        try:
            day = read_date(boxes, f"{self.called} date")
        except BadBox as fault:
            faults.append(fault)
        if at is None or day is None:
            raise BadBoxes(faults)
        return at, day

    @property
    def is_untouched(self) -> bool:
        boxes = {box: plain.cleaned(str(text)) for box, text in self.typed.items()}
        return not any(boxes.values()) or (not boxes["time"] and self._only_the_filled_date(boxes))

    def _only_the_filled_date(self, boxes: dict[str, str]) -> bool:
        """True when the date stands as the page filled it and no time was given: nothing was answered."""
        filled = self.as_typed(self.object_data)
        return all(boxes[box] == filled[box] for box in ("day", "month", "year"))
