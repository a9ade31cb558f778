"""How a transfer ended, and on whose word: the receiving service's own, or what it wrote to the sender.

Source: treatment-and-statistics 2.1, rows picked_up, receiver_declines and not_picked_up (who: "receiving worker or
sender on written word"), and 2.3, transfer pick-up: design choice.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from pathways.referrals.rules.asked import steps_asked

ITS_OWN, WRITTEN = "receiver", "written"
"""What is kept as `word` beside the answers of a step: who recorded it, so whose word it is."""
BY_THEIR_WORD: Final = ("picked_up", "receiver_declines")
"""The two steps that are the receiving service's to say."""
_ENDED: Final = {
    "not_picked_up": "They said nothing within 21 days: the case is yours again",
    "consent_withdrawn": "The person withdrew the agreement: the case is yours again",
    "care_taken_over": "A prison or hospital team took over",
}


@dataclass(frozen=True, kw_only=True)
class EndedTransfer:
    """The step that ended a transfer: when, recorded by whom, with what its page asked."""

    how: str
    at: datetime
    by: str
    recorded: Mapping[str, Any]

    @property
    def words(self) -> str:
        """How it ended, in one line."""
        if self.how == "picked_up":
            return f"The person came on {_said(self.recorded['on'])}" if "on" in self.recorded else "The person came"
        if self.how == "receiver_declines":
            return f"Sent back: {_why(self.recorded.get('why', '')).lower()}"
        return _ENDED.get(self.how, "Ended")

    @property
    def word(self) -> str:
        """Whose word it is; "" where it is nobody's."""
        who, on = self.recorded.get("told_by"), self.recorded.get("told_on")
        if self.how not in BY_THEIR_WORD or not who or not on:
            return ""
        if self.recorded.get("word") == ITS_OWN:
            return f"Recorded there by {who}"
        return f"Told in writing by {who} on {_said(on)}; recorded here by {self.by}"


def _why(code: str) -> str:
    listed = next(each for each in steps_asked()["receiver_declines"].records if each.name == "why")
    return dict(listed.choices).get(code, "no reason kept")


def _said(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day.day} {day:%B %Y}"
