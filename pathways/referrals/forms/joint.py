"""A partner asked to join, and the end of it."""

from collections.abc import Iterable

from pathways.ui.fields import Choice, Line, Pick, Radios
from pathways.ui.forms import Form


class JointForm(Form):
    """A mental health service, who leads there, who leads here. The view sets the services and the leads."""

    partner = Radios("Which mental health service?", required="Select the service")
    lead_there = Line(
        "Who leads there?",
        called="The lead there",
        hint="Ring them first, and enter the name they gave",
        most=120,
        required="Enter who leads there",
    )
    lead_here = Pick("Who leads here?", required="Select who leads here")

    def offer(self, partners: Iterable[tuple[int, str]], leads: Iterable[tuple[int, str]]) -> None:
        """The open mental health services and the possible leads, as (id, words)."""
        self.partner.choices = [Choice(str(number), words, means=number) for number, words in partners]
        self.lead_here.choices = [Choice(str(number), words, means=number) for number, words in leads]


class EndJointForm(Form):
    reason = Line("Why does it end?", called="The reason", most=200, required="Say why it ends")
