"""An information incident: what was told to whom without consent, and what was done about it."""

from pathways.engagement.rules.leaks import Leaked, LeakedTo, LeakFacts
from pathways.ui.fields import Line, LongText, Moment, Radios, choices_of
from pathways.ui.forms import Form


class LeakForm(Form):
    """What was told to whom without consent, as it happened. Nothing is sent to anybody."""

    what = Radios("What was told?", choices=choices_of(Leaked), required="Select what was told")
    whom = Radios("Who learned of it?", choices=choices_of(LeakedTo), required="Select who learned of it")
    told_to = Line("Who exactly?", called="Who learned of it", hint="Name and office")
    told_at = Moment("When was it told?", called="The telling", not_future=True)
    done = LongText(
        "What was done about it?",
        called="What was done",
        hint="Whether the person was told, who was asked to forget it, who was informed.",
        most=1000,
    )

    def facts(self) -> LeakFacts:
        """The incident as the rules read it."""
        return LeakFacts(
            what=self.what.data,
            whom=self.whom.data,
            told_to=self.told_to.data or "",
            told_at=self.told_at.data,
            done=self.done.data or "",
        )
