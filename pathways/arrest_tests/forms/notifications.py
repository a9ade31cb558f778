"""What a suite is notified for, from when to when: proposed by one person for another to decide."""

from pathways.arrest_tests.rules import Route
from pathways.arrest_tests.rules.notifying import NotificationDraft
from pathways.ui.fields import DateBoxes, Line, LongText, Ticks, choices_of
from pathways.ui.forms import Form


class SiteNotificationForm(Form):
    """What a suite is notified for."""

    routes = Ticks("Which tests does it cover?", choices=choices_of(Route), required=False)
    also = Ticks(
        "What else does it cover?",
        choices=[("under18", "People under 18, after charge"), ("assessment", "Required assessments")],
        required=False,
    )
    valid_from = DateBoxes("First day")
    valid_to = DateBoxes("Last day (optional)", called="Last day", required=False)
    source = Line("Which notice or letter does this come from?", called="Source", most=300)
    why = LongText("Why now?", hint="The second person reads this", most=1000)

    def draft(self) -> NotificationDraft:
        return NotificationDraft(
            starts_on=self.valid_from.data,
            until=self.valid_to.data,
            routes=tuple(self.routes.data),
            under18="under18" in self.also.data,
            assessment="assessment" in self.also.data,
            source=self.source.data or "",
            why=self.why.data or "",
        )


class LastDayForm(Form):
    valid_to = DateBoxes("Last day", called="Last day")
    source = Line("Which notice or letter withdraws it?", called="Source", most=300)
    why = LongText("Why now?", hint="The second person reads this", most=1000)
