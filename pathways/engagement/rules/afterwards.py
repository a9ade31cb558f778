"""What is recorded as somebody leaves, beside the reason: naloxone, staying well, their own word, a note.

Source: treatment-and-statistics 2.1 (complete: date, naloxone, follow-up dates); desk-treatment-and-manager 08.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from pathways.engagement.rules.codes import Ending
from pathways.referrals.rules import Naloxone
from pathways.refusals import Reason
from pathways.vocabulary import Worded


class StayingWell(Worded):
    """What is agreed for afterwards. Nothing is sent to who wants no contact."""

    CHECK_INS = "check_ins", "Recovery check-ins", "At 2 weeks, 3 months and 6 months."
    MUTUAL_AID = "mutual_aid", "Mutual aid meeting", "Somebody goes along the first time."
    VOLUNTEERING = "volunteering", "Volunteering or training"
    NO_CONTACT = "no_contact", "No contact wanted", "Nothing is sent. The person can come back at any time."


class ToldUs(Worded):
    """Whether the person said how it was."""

    WITH_US = "with_us", "Yes, recorded with them"
    BY_TEXT = "by_text", "Will answer by text"
    RATHER_NOT = "rather_not", "Would rather not"


@dataclass(frozen=True, kw_only=True)
class Afterwards:
    """The answers of the page of leaving, beside reason and day."""

    naloxone: Naloxone
    staying_well: tuple[StayingWell, ...] = ()
    told_us: ToldUs | None = None
    note: str = ""

    def as_stored(self, left_on: date) -> dict[str, Any]:
        """Plain values for the step, with the days of the check-ins where they were agreed."""
        kept: dict[str, Any] = {"naloxone": self.naloxone.value, "note": self.note}
        kept["staying_well"] = [each.value for each in self.staying_well]
        kept["told_us"] = self.told_us.value if self.told_us else ""
        if StayingWell.CHECK_INS in self.staying_well:
            kept["check_ins"] = [day.isoformat() for day in check_ins(left_on)]
        return {name: value for name, value in kept.items() if value}


def check_ins(left_on: date) -> tuple[date, date, date]:
    """Two weeks, three months and six months after leaving; a month's last day stands for one it does not have."""
    return left_on + timedelta(days=14), _months_on(left_on, 3), _months_on(left_on, 6)


def bars_to_saying(ending: Ending, said: Afterwards | None) -> tuple[Reason, ...]:
    """What does not go together; and that no need is found without advice."""
    bars: list[Reason] = []
    if said and StayingWell.NO_CONTACT in said.staying_well and len(said.staying_well) > 1:
        bars.append(Reason("Tick what was agreed, or that no contact is wanted: not both", "staying_well"))
    if said and ending.event == "no_need" and not said.note.strip():
        bars.append(Reason("Write which advice was given", "note"))
    if said and said.naloxone is Naloxone.NOT_OFFERED and not said.note.strip():
        bars.append(Reason("Write why naloxone was not offered", "note"))
    return tuple(bars)


def _months_on(day: date, months: int) -> date:
    year, month = divmod(day.month - 1 + months, 12)
    last = (date(day.year + year + (month + 1) // 12, (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return date(day.year + year, month + 1, min(day.day, last))
