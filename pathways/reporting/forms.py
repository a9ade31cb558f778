"""The period of a report, asked in the address, so that a page can be shared."""

import re
from collections.abc import Mapping
from typing import Any

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict

from pathways import clock
from pathways.reporting.rules import Period, faults_of
from pathways.ui.fields import DateBoxes
from pathways.ui.forms import Form

# The short names of a shared address, and the fields they fill.
_SHORT = {"from": "from_on", "to": "to_on", "as-at": "as_at"}
_BOXES = DateBoxes.boxes


class PeriodForm(Form):
    """Three dates, read from the address. It changes nothing, so it carries no token."""

    class Meta(FlaskForm.Meta):
        csrf = False

    from_on = DateBoxes("From", called="Start date", hint="The first day counted")
    to_on = DateBoxes("To", called="End date", hint="The last day counted")
    as_at = DateBoxes("Figures as known on", called="As-known date", hint="Nothing later is seen")

    @classmethod
    def asked(cls, address: Mapping[str, str], usual: Period) -> "PeriodForm":
        """The form with what the address asks for, dates it does not name as usual."""
        typed: MultiDict[str, str] = MultiDict()
        for short, name in _SHORT.items():
            boxes = _boxes(address[short]) if short in address else {}
            boxes |= {box: address[f"{name}-{box}"] for box in _BOXES if f"{name}-{box}" in address}
            if not boxes:
                day = getattr(usual, name)
                boxes = {"day": str(day.day), "month": str(day.month), "year": str(day.year)}
            typed.update({f"{name}-{box}": text for box, text in boxes.items()})
        return cls(typed)

    def period(self) -> Period | None:
        """The period, or None with every reason on the form."""
        if not self.validate():
            return None
        dates: dict[str, Any] = {name: self[name].data for name in _SHORT.values()}
        if faults := faults_of(**dates, today=clock.today()):
            self.refuse(faults)
            return None
        return Period(**dates)


def address_of(period: Period) -> dict[str, str]:
    """The dates as a shared address names them."""
    return {short: getattr(period, name).isoformat() for short, name in _SHORT.items()}


def _boxes(text: str) -> dict[str, str]:
    """The boxes of a date written as 2026-11-25; anything else goes into the first box, where its fault is said."""
    found = re.fullmatch(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", text.strip())
    return {"day": found[3], "month": found[2], "year": found[1]} if found else {"day": text}
