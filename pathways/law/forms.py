"""The day on which the law is looked at, asked in the address."""

import re
from collections.abc import Mapping
from datetime import date

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict

from pathways.ui.dates_and_times import DateBoxes
from pathways.ui.forms import Form


class DayForm(Form):
    """One date, read from the address. It changes nothing, so it carries no token."""

    class Meta(FlaskForm.Meta):
        csrf = False

    on = DateBoxes("Show the law on", called="Date", hint="For example 25 11 2026")

    @classmethod
    def asked(cls, address: Mapping[str, str], usual: date) -> "DayForm":
        """The form with the date the address names, as ?on=2026-11-25 or in three boxes; else with `usual`."""
        boxes = {box: address[f"on-{box}"] for box in DateBoxes.boxes if f"on-{box}" in address}
        if not boxes and "on" in address:
            boxes = _boxes(address["on"])
        if not boxes:
            boxes = {"day": str(usual.day), "month": str(usual.month), "year": str(usual.year)}
        return cls(MultiDict({f"on-{box}": text for box, text in boxes.items()}))

    def day(self) -> date | None:
        """The date, or None with the reason on the form."""
        return self.on.data if self.validate() else None


def _boxes(text: str) -> dict[str, str]:
    """The boxes of a date written as 2026-11-25; anything else goes into the first box, where its fault is said."""
    match = re.fullmatch(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", text.strip())
    return {"day": match[3], "month": match[2], "year": match[1]} if match else {"day": text}
