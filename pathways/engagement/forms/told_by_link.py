"""The page of a link that asks after an appointment. Nothing is chosen."""

from pathways.engagement.rules.told_by_link import Became, Told
from pathways.ui.fields import Line, Moment, Radios, choices_of
from pathways.ui.forms import Form


class ToldForm(Form):
    """What became of it, when they meet next, and who says so."""

    keeps_drafts = False
    became = Radios(
        "What became of the appointment?", choices=choices_of(Became), required="Select what became of the appointment"
    )
    next_at = Moment("Next appointment, if there is one", called="Next appointment", required=False)
    place = Line("Where is the next appointment?", called="The place", required=False, most=120)
    who = Line("Your name and role", hint="Kept with the answer.", most=120, required="Enter your name and role")

    def told(self) -> Told:
        return Told(
            became=self.became.data, next_at=self.next_at.data, place=self.place.data or "", who=self.who.data or ""
        )
