"""An attempt to find somebody."""

from pathways.engagement.rules.outreach import Way
from pathways.ui.fields import LongText, Moment, Radios, choices_of
from pathways.ui.forms import Form


class AttemptForm(Form):
    """How, when, and what came of it."""

    way = Radios("How did you try?", choices=choices_of(Way), required="Select how you tried")
    at = Moment("When?", called="The attempt", not_future=True)
    note = LongText(
        "What came of it? (optional)",
        called="What came of it",
        hint="For your service only. Police never read this.",
        required=False,
        most=500,
    )
